/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an expression: it is compiled and has a value, or is refused; never worse. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bdi/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static double order_up_to(const struct bdi_view *view, const double *arg)
{
    return view->belief[1].value * arg[0];
}

static const struct bdi_name name[] = {{"on_hand", 0, BDI_NUMBER, {{0, 1}}},
                                       {"demand", 1, BDI_NUMBER, {{-1, 1}}},
                                       {"A.up", 2, BDI_TRUTH, {{0}}},
                                       {"trust", 127, BDI_NUMBER, {{0}}}};
static const struct bdi_function function[] = {
    {"order_up_to", 1, BDI_NUMBER, {{0, 1}}, {{{1}}}, {{2, 0}}, order_up_to}};
static const struct bdi_scope scope = {name, 4, function, 1, NULL};

/* A compiled text keeps what its header promises. */
static void try(const struct bdi_expr *e)
{
    struct bdi_belief belief[BDI_BELIEFS];
    struct bdi_view view = {.belief = belief, .now = 1000};
    double value = 0;

    for (uint32_t i = 0; i < BDI_BELIEFS; i++)
        belief[i] = (struct bdi_belief){.value = (double)i, .at = i ? 5 : BDI_NEVER};
    double got = bdi_expr_eval(e, &view);
    if (e->ops == 0 || e->depth > BDI_EXPR_DEPTH)
        abort();
    if (e->type == BDI_TRUTH && got != 0 && got != 1)
        abort();
    if (isnan(got) && signbit(got))
        abort(); // another nan
    if (bdi_expr_constant(e, &value) && memcmp(&value, &got, sizeof got) != 0)
        abort();
    for (uint32_t i = 0; i < BDI_BELIEFS; i++) // others than those read do not matter
        if (!bdi_mask_has(e->reads, i))
            belief[i] = (struct bdi_belief){.value = 1e6, .confidence = 3};
    view.now = e->timed ? view.now : 77;
    double again = bdi_expr_eval(e, &view);
    if (memcmp(&again, &got, sizeof got) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err = {0};
    struct bdi_expr e;
    char *text = base_arena_take(arena, size + 1);

    if (size > 0)
        memcpy(text, data, size);
    if (bdi_expr_compile(text, &scope, NULL, (struct bdi_where){"f", 1}, arena, &e, &err)) {
        if (err.errors > 0)
            abort(); // compiled, but with a mistake
        try(&e);
    } else if (err.errors == 0) {
        abort(); // refused without a word
    }
    base_err_fini(&err);
    base_arena_free(arena);
    return 0;
}

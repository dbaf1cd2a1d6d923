/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bdi/read/state.h"

const struct bdi_dim bdi_pure = {{0}};
const struct bdi_dim bdi_days = {{1}};

enum { TICKS_PER_DAY = 86400000 };

bool bdi_compile_at(struct bdi_reading *in, const struct base_node *at, enum bdi_type type,
                    const struct bdi_dim *dim, struct bdi_expr *out)
{
    struct bdi_wanted wanted = {.type = type, .dim = dim};
    struct bdi_where where = {at->file, at->line};

    if (at->kind != BASE_VALUE || at->text[0] == '\0') {
        bdi_refuse_at(in, at, "%s: expected a single value in quotes", at->name);
        return false;
    }
    return bdi_expr_compile(at->text, &in->scope, &wanted, where, in->arena, out, in->err);
}

bool bdi_compile(struct bdi_reading *in, const struct base_node *node, const char *name,
                 enum bdi_type type, const struct bdi_dim *dim, struct bdi_expr *out)
{
    const struct base_node *at = bdi_child(node, name);

    return at != NULL && bdi_compile_at(in, at, type, dim, out);
}

void bdi_condition(struct bdi_reading *in, const struct base_node *node, const char *name,
                   struct bdi_expr *out)
{
    bdi_compile(in, node, name, BDI_TRUTH, NULL, out);
}

double bdi_constant(struct bdi_reading *in, const struct base_node *node, const char *name,
                    const struct bdi_dim *dim, double otherwise)
{
    struct bdi_expr e = {0};
    double value = otherwise;

    if (!bdi_compile(in, node, name, BDI_NUMBER, dim, &e))
        return otherwise;
    if (!bdi_expr_constant(&e, &value) || !isfinite(value)) {
        bdi_refuse_at(in, bdi_child(node, name),
                      "%s = \"%s\": this may change; expected a "
                      "number that stays as it is",
                      name, bdi_child(node, name)->text);
        return otherwise;
    }
    return value;
}

int64_t bdi_ticks(struct bdi_reading *in, const struct base_node *node, const char *name)
{
    const struct base_node *at = bdi_child(node, name);

    if (at == NULL)
        return 0;
    double days = bdi_constant(in, node, name, &bdi_days, 1.0);

    if (strpbrk(at->text, "abcdefghijklmnopqrstuvwxyz") == NULL)
        bdi_refuse_at(in, at,
                      "%s = \"%s\": of what?; expected a unit of time as well, as in "
                      "\"12 h\"",
                      name, at->text);
    else if (!(days * TICKS_PER_DAY >= 1.0 && days <= 1e6))
        bdi_refuse_at(in, at, "%s = \"%s\"; expected a span of time greater than nothing", name,
                      at->text);
    else
        return llround(days * TICKS_PER_DAY);
    return 1;
}

struct bdi_expr bdi_number(struct bdi_reading *in, uint32_t value)
{
    struct bdi_expr e = {0};
    struct bdi_scope none = {0};
    char text[16];

    snprintf(text, sizeof text, "%u", value);
    bdi_expr_compile(text, &none, NULL, (struct bdi_where){0}, in->arena, &e, in->err);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Dimensions are checked as by Kennedy ("Dimension types", ESOP 1994), with one liberty: a
 * number without a unit takes that of what it stands with. */
#include "bdi/expr/check.h"

#include <math.h>
#include <string.h>

#include "bdi/expr/code.h"

enum { MOST_POWER = 100 }; // of a base unit

static bool is_pure(const struct bdi_node *n)
{
    return n->bare || bdi_dim_equal(n->dim, (struct bdi_dim){{0}});
}

static void all_of(const struct bdi_text *t, struct bdi_node *n, enum bdi_type type)
{
    char said[BDI_SAID];

    for (uint32_t i = 0; i < n->args; i++)
        if (n->arg[i]->type != type) {
            bdi_text_wrong(t, n->arg[i]->column, "%s for '%s'; expected %s",
                           bdi_text_say(t, n->arg[i], said), n->name,
                           type == BDI_TRUTH ? "a truth, like a comparison" : "a number");
            n->bad = true;
        }
}

/* Arguments `from` and on have one unit, which becomes that of `n`. */
static void one_unit(const struct bdi_text *t, struct bdi_node *n, uint32_t from)
{
    const struct bdi_node *first = NULL;
    char said[2][BDI_SAID];

    for (uint32_t i = from; i < n->args; i++) {
        const struct bdi_node *arg = n->arg[i];
        if (arg->bare)
            continue;
        if (first != NULL && !bdi_dim_equal(first->dim, arg->dim)) {
            bdi_text_wrong(t, n->column, "'%s' of %s and %s; expected one unit", n->name,
                           bdi_text_say(t, first, said[0]), bdi_text_say(t, arg, said[1]));
            n->bad = true;
            return;
        }
        first = arg;
    }
    n->bare = first == NULL;
    n->dim = first != NULL ? first->dim : (struct bdi_dim){{0}};
}

static void compare(const struct bdi_text *t, struct bdi_node *n)
{
    bool truths = n->arg[0]->type == BDI_TRUTH && n->arg[1]->type == BDI_TRUTH;

    if (!truths || (n->kind != BDI_EQ && n->kind != BDI_NE)) {
        all_of(t, n, BDI_NUMBER);
        if (!n->bad)
            one_unit(t, n, 0);
    }
    n->type = BDI_TRUTH;
    n->dim = (struct bdi_dim){{0}};
    n->bare = false;
}

/* The unit of `n` is that of `of`, `times` times. */
static void times_unit(const struct bdi_text *t, struct bdi_node *n, const struct bdi_node *of,
                       int times)
{
    for (int i = 0; i < BDI_BASES && !n->bad; i++) {
        int power = n->dim.power[i] + of->dim.power[i] * times;
        if (power > MOST_POWER || power < -MOST_POWER) {
            bdi_text_wrong(t, n->column, "'%s' makes a unit to a power above %d", n->name,
                           MOST_POWER);
            n->bad = true;
        }
        n->dim.power[i] = (int16_t)power;
    }
}

static void product(const struct bdi_text *t, struct bdi_node *n)
{
    times_unit(t, n, n->arg[0], 1);
    times_unit(t, n, n->arg[1], n->kind == BDI_MUL ? 1 : -1);
    n->bare = n->arg[0]->bare && n->arg[1]->bare;
}

static void power(const struct bdi_text *t, struct bdi_node *n)
{
    const struct bdi_node *to = n->arg[1];
    bool whole = to->kind == BDI_CONST && fabs(to->number) <= MOST_POWER &&
                 floor(to->number) == to->number;
    char said[BDI_SAID];

    n->bare = n->arg[0]->bare && to->bare;
    if (!is_pure(to)) {
        bdi_text_wrong(t, to->column, "a power in %s; expected a pure number",
                       bdi_text_say(t, to, said));
        n->bad = true;
    } else if (whole) {
        times_unit(t, n, n->arg[0], (int)to->number);
    } else if (!is_pure(n->arg[0])) {
        bdi_text_wrong(t, to->column, "a power of %s; expected a whole number that is written",
                       bdi_text_say(t, n->arg[0], said));
        n->bad = true;
    }
}

static void root(const struct bdi_text *t, struct bdi_node *n)
{
    char said[BDI_SAID];

    n->bare = n->arg[0]->bare;
    for (int i = 0; i < BDI_BASES && !n->bad; i++) {
        int power = n->arg[0]->dim.power[i];
        if (power % 2 != 0) {
            bdi_text_wrong(t, n->column, "the root of %s has no unit",
                           bdi_text_say(t, n->arg[0], said));
            n->bad = true;
        }
        n->dim.power[i] = (int16_t)(power / 2);
    }
}

static void pure(const struct bdi_text *t, struct bdi_node *n)
{
    char said[BDI_SAID];

    n->bare = n->arg[0]->bare;
    if (is_pure(n->arg[0]))
        return;
    bdi_text_wrong(t, n->arg[0]->column, "'%s' of %s; expected a pure number", n->name,
                   bdi_text_say(t, n->arg[0], said));
    n->bad = true;
}

static void choice(const struct bdi_text *t, struct bdi_node *n)
{
    char said[2][BDI_SAID];

    n->type = n->arg[1]->type;
    if (n->arg[0]->type != BDI_TRUTH) {
        bdi_text_wrong(t, n->arg[0]->column, "'if' is asked %s; expected a truth",
                       bdi_text_say(t, n->arg[0], said[0]));
        n->bad = true;
    } else if (n->type != n->arg[2]->type) {
        bdi_text_wrong(t, n->column, "'if' of %s or %s; expected two alike",
                       bdi_text_say(t, n->arg[1], said[0]),
                       bdi_text_say(t, n->arg[2], said[1]));
        n->bad = true;
    } else if (n->type == BDI_NUMBER) {
        one_unit(t, n, 1);
    }
}

static void call(const struct bdi_text *t, struct bdi_node *n)
{
    const struct bdi_function *f = n->function;
    char said[2][BDI_SAID];

    for (uint32_t i = 0; i < n->args && !n->bad; i++)
        if (!n->arg[i]->bare && !bdi_dim_equal(n->arg[i]->dim, f->arg_dim[i])) {
            bdi_text_wrong(t, n->arg[i]->column, "argument %u of '%s' is %s; expected %s",
                           (unsigned)i + 1, n->name, bdi_text_say(t, n->arg[i], said[0]),
                           bdi_text_dim(t, f->arg_dim[i], said[1]));
            n->bad = true;
        }
    n->type = f->type;
    n->dim = f->dim;
}

static void numbers(const struct bdi_text *t, struct bdi_node *n)
{
    all_of(t, n, BDI_NUMBER);
    if (n->bad)
        return;
    if (n->kind == BDI_MUL || n->kind == BDI_DIV)
        product(t, n);
    else if (n->kind == BDI_POW)
        power(t, n);
    else if (n->kind == BDI_SQRT)
        root(t, n);
    else if (n->kind == BDI_EXP || n->kind == BDI_LOG)
        pure(t, n);
    else if (n->kind == BDI_CALL)
        call(t, n);
    else
        one_unit(t, n, 0);
}

static void give_type(const struct bdi_text *t, struct bdi_node *n)
{
    switch (n->kind) {
    case BDI_CONST:
    case BDI_BELIEF:
    case BDI_TRUE:
    case BDI_CONFIDENCE:
        return;
    case BDI_NOW:
    case BDI_AGE:
        n->dim.power[0] = 1; // days
        return;
    case BDI_KNOWN:
        n->type = BDI_TRUTH;
        return;
    case BDI_NOT:
    case BDI_AND:
    case BDI_OR:
        all_of(t, n, BDI_TRUTH);
        n->type = BDI_TRUTH;
        return;
    case BDI_LT:
    case BDI_LE:
    case BDI_GT:
    case BDI_GE:
    case BDI_EQ:
    case BDI_NE:
        compare(t, n);
        return;
    case BDI_IF:
        choice(t, n);
        return;
    default:
        numbers(t, n);
    }
}

/* ---- constants ---- */

/* `n` becomes its argument, but keeps what the checks found. */
static void become(struct bdi_node *n, const struct bdi_node *arg)
{
    struct bdi_dim dim = n->dim;
    bool bare = n->bare;

    *n = *arg;
    n->dim = dim;
    n->bare = bare;
}

/* "false and x", "if(true, a, b)": one argument decides, or falls away. */
static void decide(struct bdi_node *n)
{
    for (uint32_t i = 0; i < 2; i++)
        if (n->arg[i]->kind == BDI_CONST) {
            bool stops = (n->arg[i]->number != 0) == (n->kind == BDI_OR);
            become(n, n->arg[stops ? i : 1 - i]);
            return;
        }
}

static void fold(struct bdi_node *n)
{
    uint32_t constants = 0;

    for (uint32_t i = 0; i < n->args; i++)
        constants += n->arg[i]->kind == BDI_CONST;
    if (n->args == 0 || n->kind == BDI_CALL)
        return;
    if (constants == n->args) {
        n->number = bdi_code_value(n);
        n->kind = BDI_CONST;
        n->args = 0;
    } else if (n->kind == BDI_AND || n->kind == BDI_OR) {
        decide(n);
    } else if (n->kind == BDI_IF && n->arg[0]->kind == BDI_CONST) {
        become(n, n->arg[n->arg[0]->number != 0 ? 1 : 2]);
    }
}

void bdi_check(const struct bdi_text *t, struct bdi_node *n)
{
    for (uint32_t i = 0; i < n->args; i++) {
        bdi_check(t, n->arg[i]);
        n->bad = n->bad || n->arg[i]->bad;
    }
    if (!n->bad)
        give_type(t, n);
    if (!n->bad)
        fold(n);
}

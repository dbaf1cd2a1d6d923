/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/expr/possible.h"

#include <math.h>
#include <stdlib.h>

#include "bdi/expr/code.h"

enum {
    BELIEFS = 5,   // most that are tried together
    POINTS = 64,   // of each: constants, gaps, beyond, and what is not a number
    TRIES = 100000 // most combinations
};

struct line { // the values that one belief is tried with
    uint32_t belief;
    double at[POINTS];
    size_t count;
};

struct trial {
    struct line line[BELIEFS];
    size_t lines;
    struct bdi_belief belief[BDI_BELIEFS];
    struct bdi_claim claim[8]; // those that can be tried
    size_t claims;
};

static bool compares(unsigned code, enum bdi_form form)
{
    for (int kind = BDI_LT; kind <= BDI_NE; kind++)
        if (code == BDI_CODE(kind, form))
            return true;
    return false;
}

static bool joins(unsigned code)
{
    return code == BDI_CODE(BDI_NOT, 0) || code == BDI_CODE(BDI_TRUE, 0) ||
           code == BDI_IF_FALSE || code == BDI_IF_TRUE || code == BDI_UNLESS ||
           code == BDI_JUMP;
}

static bool add_point(struct trial *t, uint32_t belief, double at)
{
    struct line *line = t->line;

    while (line < t->line + t->lines && line->belief != belief)
        line++;
    if (line == t->line + t->lines) {
        if (t->lines++ == BELIEFS)
            return false;
        line->belief = belief;
        line->count = 0;
    }
    if (line->count == POINTS / 2 - 2)
        return false;
    line->at[line->count++] = at;
    return true;
}

/* Operation `i`, and the next one where both make a comparison. False: something else. */
static bool take_op(struct trial *t, const struct bdi_expr *e, uint32_t *i)
{
    const struct bdi_op *op = &e->op[*i], *next = op + 1;
    bool last = *i + 1 == e->ops;

    if (op->code == BDI_CODE(BDI_TRUE, 0))
        return add_point(t, op->index, 0.0);
    if (joins(op->code))
        return true;
    if (op->code == BDI_CODE(BDI_BELIEF, 0) && !last && compares(next->code, BDI_CONSTANT)) {
        *i += 1;
        return add_point(t, op->index, next->number);
    }
    if (op->code != BDI_CODE(BDI_CONST, 0))
        return false;
    if (last || !compares(next->code, BDI_OF_BELIEF))
        return true; // true or false
    *i += 1;
    return add_point(t, next->index, op->number);
}

static void take_claim(struct trial *t, const struct bdi_claim *claim)
{
    struct trial before = *t;

    if (claim->is->ops == 0 || t->claims == sizeof t->claim / sizeof t->claim[0])
        return;
    for (uint32_t i = 0; i < claim->is->ops; i++)
        if (!take_op(t, claim->is, &i)) {
            *t = before;
            return;
        }
    t->claim[t->claims++] = *claim;
}

static int by_size(const void *a, const void *b)
{
    double x, y;

    x = *(const double *)a;
    y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The gaps between the constants, and beyond. */
static void fill_gaps(struct line *line)
{
    size_t n = line->count;

    qsort(line->at, n, sizeof line->at[0], by_size);
    for (size_t i = 0; i + 1 < n; i++)
        line->at[line->count++] = line->at[i] / 2 + line->at[i + 1] / 2;
    line->at[line->count++] = -(double)INFINITY;
    line->at[line->count++] = (double)INFINITY;
    line->at[line->count++] = (double)NAN;
}

static bool holds(const struct trial *t)
{
    struct bdi_view view = {.belief = t->belief};

    for (size_t i = 0; i < t->claims; i++)
        if ((bdi_expr_eval(t->claim[i].is, &view) > 0.0) != t->claim[i].truth)
            return false;
    return true;
}

static bool try_all(struct trial *t)
{
    size_t tries = 1;

    for (size_t k = 0; k < t->lines; k++)
        tries *= t->line[k].count;
    if (tries > TRIES)
        return true; // too much to try, so it may be
    for (size_t i = 0; i < tries; i++) {
        size_t left = i;

        for (size_t k = 0; k < t->lines; k++) {
            t->belief[t->line[k].belief].value = t->line[k].at[left % t->line[k].count];
            left /= t->line[k].count;
        }
        if (holds(t))
            return true;
    }
    return false;
}

bool bdi_possible(const struct bdi_claim *claim, size_t count)
{
    struct trial t = {.lines = 0};

    for (size_t i = 0; i < count; i++)
        take_claim(&t, &claim[i]);
    for (size_t k = 0; k < t.lines; k++)
        fill_gaps(&t.line[k]);
    return try_all(&t);
}

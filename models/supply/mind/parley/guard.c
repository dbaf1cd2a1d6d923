/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/parley/guard.h"

#include <math.h>
#include <string.h>

#include "supply/world.h"

/* ---- budgets ---- */

static int64_t period_of(const struct sup_allowance *may, int64_t now)
{
    return may->period > 0 ? now / may->period : 0;
}

static void turn_page(const struct sup_allowance *may, struct sup_spending *spent, int64_t now)
{
    int64_t period = period_of(may, now);

    if (spent->period == period)
        return;
    spent->period = period;
    spent->steps = 0;
    spent->orders = 0;
    spent->money = 0.0;
}

static enum sup_block first_bound(const struct sup_allowance *may,
                                  const struct sup_spending *spent, struct sup_expense what)
{
    if (may->steps >= 0 && spent->steps + 1 > may->steps)
        return SUP_BLOCK_STEPS;
    if (may->orders >= 0 && spent->orders + what.orders > may->orders)
        return SUP_BLOCK_ORDERS;
    if (may->money >= 0.0 && what.money > 0.0 && spent->money + what.money > may->money)
        return SUP_BLOCK_MONEY;
    return SUP_NOT_BLOCKED;
}

enum sup_block sup_budget_takes(const struct sup_allowance *may, struct sup_spending *spent,
                                int64_t now, struct sup_expense what)
{
    turn_page(may, spent, now);
    enum sup_block bound = first_bound(may, spent, what);

    if (bound != SUP_NOT_BLOCKED) {
        spent->blocked[bound]++;
        return bound;
    }
    spent->steps++;
    spent->orders += what.orders;
    spent->money += what.money;
    return SUP_NOT_BLOCKED;
}

double sup_money_left(const struct sup_allowance *may, const struct sup_spending *spent,
                      int64_t now)
{
    if (may->money < 0.0)
        return (double)INFINITY;
    if (spent->period != period_of(may, now))
        return may->money;
    return may->money - spent->money;
}

/* ---- approvals ---- */

/* The first row of `site` that is not before `now`. */
static size_t first_row(const struct scen_approval *a, int32_t site, int64_t now)
{
    size_t low = 0, high = a->verdicts;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct scen_verdict *row = &a->verdict[middle];

        if (row->site < site || (row->site == site && row->at < now))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* NULL: nothing was decided about it from `now` on. */
static const struct scen_verdict *recorded(const struct scen_approval *a, int32_t site,
                                           const char *plan, int64_t now)
{
    for (size_t i = first_row(a, site, now); i < a->verdicts && a->verdict[i].site == site; i++)
        if (a->verdict[i].plan[0] == '\0' || strcmp(a->verdict[i].plan, plan) == 0)
            return &a->verdict[i];
    return NULL;
}

/* What this one would say, if he is given the time. */
static struct sup_verdict said(const struct scen_approval *a, int32_t site, const char *plan,
                               int64_t now, struct rand_stream *chance)
{
    struct sup_verdict v = {.at = now, .by = SUP_BY_RULE, .yes = a->rule == SCEN_APPROVE_YES};

    if (a->rule == SCEN_APPROVE_RECORD) {
        const struct scen_verdict *row = recorded(a, site, plan, now);

        v.by = SUP_BY_RECORD;
        v.at = row != NULL ? row->at : INT64_MAX;
        v.yes = row != NULL && row->yes;
    } else if (a->rule == SCEN_APPROVE_DELAY) {
        struct rand_dist law = sup_law(&a->delay);

        v.by = SUP_BY_DELAY;
        v.at = now + sup_ticks(rand_draw(chance, &law));
        v.yes = rand_uniform(chance) < a->chance;
    }
    return v;
}

struct sup_verdict sup_verdict_on(const struct scen_approval *table, int32_t first,
                                  int32_t site, const char *plan, int64_t now,
                                  struct rand_stream *chance)
{
    struct sup_verdict v = {.at = now, .by = SUP_BY_SILENCE};
    uint32_t level = 0;

    for (int32_t at = first; at != SCEN_NONE; at = table[at].to, level++) {
        const struct scen_approval *a = &table[at];
        int64_t until = a->after > 0 ? now + a->after : INT64_MAX;

        v = said(a, site, plan, now, chance);
        v.level = level;
        if (v.at < until)
            return v;
        v = (struct sup_verdict){
            .at = until, .by = SUP_BY_SILENCE, .yes = a->otherwise, .level = level};
        now = until;
    }
    return v;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/parley/guard.h"

#include <math.h>

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

enum sup_block sup_spend(const struct sup_allowance *may, struct sup_spending *spent,
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

/* The first row of `agent` that is not before `now`. */
static uint32_t first_row(const struct sup_recorded *row, uint32_t rows, uint32_t agent,
                          int64_t now)
{
    uint32_t low = 0, high = rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (row[middle].agent < agent || (row[middle].agent == agent && row[middle].at < now))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool sup_recorded_answer(const struct sup_recorded *row, uint32_t rows, uint32_t agent,
                         uint32_t plan, int64_t now, int64_t until, uint32_t *found)
{
    for (uint32_t i = first_row(row, rows, agent, now);
         i < rows && row[i].agent == agent && row[i].at < until; i++)
        if (row[i].plan == plan || row[i].plan == UINT32_MAX) {
            *found = i;
            return true;
        }
    return false;
}

uint32_t sup_rungs_passed(const struct sup_rung *rung, uint32_t rungs, int64_t waited)
{
    uint32_t passed = 0;

    for (; passed < rungs && waited >= rung[passed].after; passed++)
        waited -= rung[passed].after;
    return passed;
}

int64_t sup_patience(const struct sup_rung *rung, uint32_t rungs)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < rungs; i++)
        sum += rung[i].after;
    return sum;
}

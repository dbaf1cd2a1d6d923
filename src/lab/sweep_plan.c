/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/rule.h"
#include "lab/sweep_state.h"

enum {
    ROUND_PIECES = 50000, // so many are gathered at a time
    SHARES = 16           // tasks for each worker, at least, of what is left to plan
};

struct plan {
    struct lab_task *task; // heap
    size_t tasks, capacity;
    uint64_t pieces, left; // planned; not yet planned
    unsigned workers;
};

bool lab_sweep_mine(const struct lab_sweep_state *s, size_t unit)
{
    return s->board.unit[unit].point % s->sweep->shards == s->sweep->shard;
}

size_t lab_sweep_stride(const struct lab_sweep_state *s)
{
    return s->study->head.antithetic ? 2 : 1;
}

double lab_sweep_observe(const struct lab_sweep_state *s, size_t unit, size_t outcome, size_t i)
{
    const struct lab_board *b = &s->board;

    if (!s->study->head.antithetic)
        return lab_board_value(b, unit, (uint32_t)i, outcome);
    return 0.5 * (lab_board_value(b, unit, (uint32_t)(2 * i), outcome) +
                  lab_board_value(b, unit, (uint32_t)(2 * i + 1), outcome));
}

static double observe(const void *user, size_t unit, size_t i)
{
    const struct lab_sweep_state *s = user;

    return lab_sweep_observe(s, unit, s->rule_outcome, i);
}

/* ---- targets ---- */

static uint32_t stop_target(const struct lab_sweep_state *s, size_t unit)
{
    const struct scen_stop_row *stop = &s->study->stop;
    size_t stride = lab_sweep_stride(s);
    const struct lab_stop rule = {.half_width = s->half_width,
                                  .relative = stop->relative,
                                  .confidence = stop->confidence,
                                  .batch = stop->batch / stride,
                                  .at_most = stop->at_most / stride};
    size_t have = lab_board_run(&s->board, unit) / stride;

    return (uint32_t)(lab_stop_at(&rule, observe, s, unit, have) * stride);
}

static void select_targets(struct lab_sweep_state *s)
{
    const struct scen_select_row *select = &s->study->select;
    size_t stride = lab_sweep_stride(s), units = s->board.units;
    const struct lab_select rule = {.indifference = s->indifference,
                                    .confidence = select->confidence,
                                    .first = select->first / stride,
                                    .batch = select->batch / stride,
                                    .at_most = select->at_most / stride,
                                    .most = select->best == 1};
    size_t *have = base_array(2 * units, sizeof *have);
    struct lab_selection out = {.needed = have + units, .left = s->left};

    for (size_t u = 0; u < units; u++)
        have[u] = s->board.unit[u].trouble.reason != NULL
                      ? SIZE_MAX
                      : lab_board_run(&s->board, u) / stride;
    lab_select_best(&rule, units, have, observe, s, &out);
    for (size_t u = 0; u < units; u++) {
        s->board.unit[u].target = (uint32_t)(out.needed[u] * stride);
        s->left[u] *= stride;
    }
    s->best = out.best;
    free(have);
}

static void set_targets(struct lab_sweep_state *s)
{
    if (s->study->selects) {
        select_targets(s);
        return;
    }
    for (size_t u = 0; u < s->board.units; u++)
        s->board.unit[u].target = !lab_sweep_mine(s, u) ? 0
                                  : s->study->stops     ? stop_target(s, u)
                                                        : (uint32_t)s->study->head.replications;
}

uint64_t lab_sweep_least(const struct lab_sweep_state *s)
{
    uint64_t each = s->study->stops     ? s->study->stop.batch
                    : s->study->selects ? s->study->select.first
                                        : s->study->head.replications;
    uint64_t mine = 0;

    for (size_t u = 0; u < s->board.units; u++)
        mine += lab_sweep_mine(s, u);
    return each * mine;
}

/* ---- tasks ---- */

static uint64_t missing(const struct lab_board *b, size_t unit)
{
    uint64_t count = 0;

    for (uint32_t r = 0; r < b->unit[unit].target; r++)
        count += !lab_board_has(b, unit, r);
    return count;
}

/* Long tasks first, since each may load its unit anew; short ones at the end, so that no worker
 * waits long for the last of another's. */
static uint32_t longest(const struct plan *plan)
{
    return (uint32_t)(plan->left / ((uint64_t)plan->workers * SHARES)) + 1;
}

/* Cuts the gaps of a unit into tasks. */
static void add_unit(struct plan *plan, const struct lab_board *b, size_t unit)
{
    uint32_t target = b->unit[unit].target;

    for (uint32_t r = 0; r < target && plan->pieces < ROUND_PIECES;) {
        uint32_t first = r;
        while (r < target && r - first < longest(plan) && !lab_board_has(b, unit, r))
            r++;
        if (r == first) {
            r++;
            continue;
        }
        plan->task = base_grow(plan->task, plan->tasks, &plan->capacity, sizeof *plan->task);
        struct lab_task *task = &plan->task[plan->tasks++];
        *task = (struct lab_task){(uint32_t)unit, first, r - first, {0}};
        memcpy(task->id, b->unit[unit].id, sizeof task->id);
        plan->pieces += r - first;
        plan->left -= r - first;
    }
}

struct lab_task *lab_sweep_plan(struct lab_sweep_state *s, unsigned workers, size_t *tasks,
                                uint64_t *needed)
{
    struct plan plan = {
        .task = base_array(1, sizeof *plan.task), .capacity = 1, .workers = workers};

    set_targets(s);
    *needed = 0;
    for (size_t u = 0; u < s->board.units; u++)
        if (s->board.unit[u].trouble.reason == NULL) {
            plan.left += missing(&s->board, u);
            *needed += s->board.unit[u].target;
        }
    for (size_t u = 0; u < s->board.units && plan.pieces < ROUND_PIECES; u++)
        if (s->board.unit[u].trouble.reason == NULL)
            add_unit(&plan, &s->board, u);
    *tasks = plan.tasks;
    return plan.task;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/mem.h"
#include "lab/sweep_state.h"

enum {
    ROUND_PIECES = 50000, // so many are gathered at a time
    SHARES = 16           // tasks for each worker, at least, where there is enough to do
};

struct plan {
    struct lab_task *task; // heap
    size_t tasks, capacity;
    uint64_t pieces, longest;
};

bool lab_sweep_mine(const struct lab_sweep_state *s, size_t unit)
{
    return s->board.unit[unit].point % s->sweep->shards == s->sweep->shard;
}

static void set_targets(struct lab_sweep_state *s)
{
    for (size_t u = 0; u < s->board.units; u++)
        s->board.unit[u].target =
            lab_sweep_mine(s, u) ? (uint32_t)s->study->head.replications : 0;
}

static uint64_t missing(const struct lab_board *b, size_t unit)
{
    uint64_t count = 0;

    for (uint32_t r = 0; r < b->unit[unit].target; r++)
        count += !lab_board_has(b, unit, r);
    return count;
}

/* Cuts the gaps of a unit into tasks. */
static void add_unit(struct plan *plan, const struct lab_board *b, size_t unit)
{
    uint32_t target = b->unit[unit].target;

    for (uint32_t r = 0; r < target && plan->pieces < ROUND_PIECES;) {
        uint32_t first = r;
        while (r < target && r - first < plan->longest && !lab_board_has(b, unit, r))
            r++;
        if (r == first) {
            r++;
            continue;
        }
        plan->task = base_grow(plan->task, plan->tasks, &plan->capacity, sizeof *plan->task);
        plan->task[plan->tasks++] = (struct lab_task){(uint32_t)unit, first, r - first};
        plan->pieces += r - first;
    }
}

struct lab_task *lab_sweep_plan(struct lab_sweep_state *s, unsigned workers, size_t *tasks,
                                uint64_t *needed)
{
    struct plan plan = {.task = base_array(1, sizeof *plan.task), .capacity = 1};
    uint64_t left = 0;

    set_targets(s);
    *needed = 0;
    for (size_t u = 0; u < s->board.units; u++)
        if (s->board.unit[u].reason == NULL) {
            left += missing(&s->board, u);
            *needed += s->board.unit[u].target;
        }
    plan.longest = left / ((uint64_t)workers * SHARES) + 1;
    for (size_t u = 0; u < s->board.units && plan.pieces < ROUND_PIECES; u++)
        if (s->board.unit[u].reason == NULL)
            add_unit(&plan, &s->board, u);
    *tasks = plan.tasks;
    return plan.task;
}

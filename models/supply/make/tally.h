/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/tally.h - what lines of machines measure: sums that stream, a row each at the
 * end.
 *
 * Times of jobs (wait, completion, sojourn, flow) count for jobs that came after the warm-up,
 * and when they end. A wait ends when a machine takes the job; set-up, work and breakdowns are
 * the completion; both together the sojourn. The flow is from the first step to the end of a
 * route.
 */
#pragma once

#include "out/table.h"
#include "supply/make/shop_state.h"

struct sup_shop_row {
    uint32_t line; // of the scenario
    uint32_t machines;
    int64_t arrived, refused, done, set_ups, breakdowns, joined;
    double days, utilisation, set_up_part, blocked_part, down_part; // parts of machine time
    double queue_mean, here_mean, gate_mean, wip_mean;              // jobs
    double throughput;                                              // jobs per day
    double wait_part, wait_mean, completion_mean, sojourn_mean;
    double sojourn_p50, sojourn_p90, sojourn_p95, sojourn_p99; // days
    double late_part, flow_mean;
    double down_mean, crew_wait_mean, crew_wait_time, overtime_part;
    double cost_overtime, cost_set_up;
};

/* Part of the time with so many machines up; of lines whose machines break. */
struct sup_shop_up_row {
    uint32_t line, up;
    double part;
};

static_assert(sizeof(struct sup_shop_row) == 8 + 8 * 32, "no padding");
static_assert(sizeof(struct sup_shop_up_row) == 16, "no padding");

/* Their columns. */
const struct out_column *sup_shop_columns(size_t *count);
const struct out_column *sup_shop_up_columns(size_t *count);

/* Brings the areas up to now, before a level changes. */
void sup_tally_settle(const struct sup_turn *t, uint32_t shop, struct sup_shop_state *s);

/* A job is through after so many ticks at the shop. */
void sup_tally_sojourn(const struct sup_turn *t, uint32_t shop, double ticks);

/* Forgets what was measured so far. */
void sup_shops_warmed_up(const struct sup_turn *t);

/* At the horizon: what is still open; the rows. */
void sup_shops_settle(const struct sup_turn *t);
void sup_shops_close(const struct sup_turn *t);

/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of the rows of lines (make/tally.h). */
#include "supply/make/tally.h"

#define ROW(column, unit_, type_, about_)                                    \
    {                                                                        \
#column, unit_, about_, type_, offsetof(struct sup_shop_row, column) \
    }
#define COUNT(column, about_) ROW(column, "1", OUT_I64, about_)
#define PART(column, about_) ROW(column, "1", OUT_F64, about_)
#define TIME(column, about_) ROW(column, "d", OUT_F64, about_)

static const struct out_column shop_columns[] = {
    {"line", "1", "Index of the line", OUT_U32, offsetof(struct sup_shop_row, line)},
    {"machines", "1", "Machines of the line", OUT_U32, offsetof(struct sup_shop_row, machines)},
    COUNT(arrived, "Jobs that came to the line since the warm-up"),
    COUNT(refused, "Jobs that customers wanted and found no room for"),
    COUNT(done, "Jobs done"),
    COUNT(set_ups, "Changes of the product"),
    COUNT(breakdowns, "Breakdowns of machines"),
    COUNT(joined,
          "Jobs joined with earlier ones of their product for want of memory; while 0, service "
          "was exactly first come, first served"),
    ROW(days, "d", OUT_F64, "Time measured, from the warm-up to the end"),
    PART(utilisation, "Part of the machines' time at work, without set-ups"),
    PART(set_up_part, "Part of the machines' time in set-up"),
    PART(blocked_part, "Part of the machines' time held by a full line behind"),
    PART(down_part, "Part of the machines' time broken, waiting for crews included"),
    ROW(queue_mean, "jobs", OUT_F64, "Waiting for a machine, mean over time"),
    ROW(here_mean, "jobs", OUT_F64, "At the line, on machines as well, mean over time"),
    ROW(gate_mean, "jobs", OUT_F64,
        "Waiting in front, kept out by wip limit or room, mean over time"),
    ROW(wip_mean, "jobs", OUT_F64, "Begun here and not finished, mean over time"),
    ROW(throughput, "jobs/d", OUT_F64, "Jobs done per day"),
    PART(wait_part, "Part of the jobs that waited for a machine"),
    TIME(wait_mean, "Wait for a machine, mean over jobs, those that did not wait included"),
    TIME(completion_mean,
         "From the start on a machine to the end, set-ups and breakdowns included, mean"),
    TIME(sojourn_mean, "From coming to the line to the end on a machine, mean"),
    TIME(sojourn_p50, "The same: half of the jobs need at most so long"),
    TIME(sojourn_p90, "90 % of the jobs"),
    TIME(sojourn_p95, "95 % of the jobs"),
    TIME(sojourn_p99, "99 % of the jobs"),
    PART(late_part, "Part of the jobs whose sojourn was longer than the promise"),
    TIME(flow_mean, "From the first step to the end of the route, mean over jobs begun here"),
    ROW(down_mean, "machines", OUT_F64, "Broken machines, mean over time"),
    ROW(crew_wait_mean, "machines", OUT_F64, "Broken machines without a crew, mean over time"),
    PART(crew_wait_time, "Part of the time in which some machine waits for a crew"),
    PART(overtime_part, "Part of the time in overtime"),
    ROW(cost_overtime, "currency", OUT_F64, "Of overtime"),
    ROW(cost_set_up, "currency", OUT_F64, "Of set-ups"),
};

static const struct out_column up_columns[] = {
    {"line", "1", "Index of the line", OUT_U32, offsetof(struct sup_shop_up_row, line)},
    {"up", "1", "Number of machines that are not broken", OUT_U32,
     offsetof(struct sup_shop_up_row, up)},
    {"part", "1", "Part of the time with just so many", OUT_F64,
     offsetof(struct sup_shop_up_row, part)},
};

const struct out_column *sup_shop_columns(size_t *count)
{
    *count = sizeof shop_columns / sizeof *shop_columns;
    return shop_columns;
}

const struct out_column *sup_shop_up_columns(size_t *count)
{
    *count = sizeof up_columns / sizeof *up_columns;
    return up_columns;
}

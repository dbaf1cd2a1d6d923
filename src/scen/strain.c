/* SPDX-License-Identifier: Apache-2.0 */
/* scen/strain.c - what customers want on average, against what lines, limits and timetables can
 * do. Who can't keep up falls behind for ever; a run tells how far, but this is told sooner. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "scen/build.h"
#include "scen/law.h"

static const char TOPIC[] = "places can't keep up with the customers";
static const double PLAY = 1e-6; // of sums that should be equal

/* ---- how much ---- */

/* Units per day that are begun, or ordered, so that enough is good. */
static double begun(const struct scen_build *b, size_t i)
{
    const struct scen_stocking *at = &b->scen->stocking[i];
    const struct scen_stocking_more *more = scen_stocking_more(at);
    double good = more->yields ? scen_law_mean(more->yield) : 1;

    return good > 0 ? b->flow[i] / good : 0;
}

static void tell(struct scen_build *b, struct scen_where where, const char *who, double asked,
                 double able, const char *of)
{
    if (asked > able * (1 + PLAY))
        scen_warn_at(b, TOPIC, where,
                     "\"%s\" can't keep up: on average customers want %.3g %% of %s", who,
                     100 * asked / able, of);
}

/* ---- lines ---- */

/* How often a product passes each step of its route: the begin once, and what leads there. */
static void count_visits(const struct scen_step *step, size_t steps, double *visits)
{
    enum { ROUNDS = 200 }; // rework fades
    double *now = base_array(steps, sizeof *now);

    for (int round = 0; round < ROUNDS; round++) {
        for (size_t k = 0; k < steps; k++)
            now[k] = k == 0;
        for (size_t k = 0; k < steps; k++)
            for (size_t n = 0; n < step[k].nexts; n++)
                now[step[k].next[n].step] += visits[k] * step[k].next[n].chance;
        for (size_t k = 0; k < steps; k++)
            visits[k] = now[k];
    }
    free(now);
}

/* Adds the machines that an entry keeps busy, by line. */
static void load_lines(const struct scen_build *b, size_t i, double *busy)
{
    const struct scen_stocking *at = &b->scen->stocking[i];
    const struct scen_stocking_more *more = scen_stocking_more(at);
    const struct scen_step *step = &b->scen->step[more->first_step];
    double *visits = base_array(more->steps, sizeof *visits), units = begun(b, i);
    double job = (double)more->job_size * b->scen->product[at->product].quantum;

    count_visits(step, more->steps, visits);
    for (size_t k = 0; k < more->steps; k++) {
        double days = units * scen_law_mean(&step[k].unit_time);

        if (job > 0) // else as big as orders are
            days += units / job * scen_law_mean(&step[k].job_time);
        busy[step[k].line] += visits[k] * days;
    }
    free(visits);
}

/* Machines that work at a time, repairs left out. */
static double able_machines(const struct scen_workline *line)
{
    double up = line->breaks ? scen_law_mean(&line->up) : 1;
    double down = line->breaks ? scen_law_mean(&line->down) : 0;
    double machines = (double)line->machines * (line->overtime > 1 ? line->overtime : 1);

    return up > 0 ? machines * up / (up + down) : machines;
}

static void check_lines(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    double *busy = base_array(scen->lines, sizeof *busy);

    for (size_t i = 0; i < scen->stockings; i++)
        if (scen_stocking_more(&scen->stocking[i])->steps > 0 &&
            !scen_stocking_more(&scen->stocking[i])->endless)
            load_lines(b, i, busy);
    for (size_t l = 0; l < scen->lines; l++)
        if (scen->line[l].room == 0) // else who finds it full goes away, and is meant to
            tell(b, scen->line[l].where, scen->line[l].name, busy[l],
                 able_machines(&scen->line[l]), "what its machines can do");
    free(busy);
}

/* ---- limits ---- */

static void check_limits(struct scen_build *b)
{
    const struct scenario *scen = b->scen;

    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *at = &scen->stocking[i];
        const struct scen_stocking_more *more = scen_stocking_more(at);
        double days = (double)more->release_every / SCEN_TICKS_PER_DAY;

        if (more->release_limit > 0 && days > 0)
            tell(b, at->where, scen->site[at->site].name, begun(b, i),
                 (double)more->release_limit * scen->product[at->product].quantum / days,
                 "its release_limit");
    }
}

/* ---- timetables ---- */

static double measure(const struct scen_product *p, const struct scen_amount *by)
{
    return by->base == SCEN_MASS ? p->weight : by->base == SCEN_VOLUME ? p->volume : 1;
}

static bool is_timed(const struct scen_lane *lane)
{
    const struct scen_lane_more *more = scen_lane_more(lane);

    return more->departs_every > 0 && more->capacity.given;
}

static void load_lane(const struct scenario *scen, int32_t at, const struct scen_product *p,
                      double units, double *carried)
{
    const struct scen_lane *lane = &scen->lane[at];
    const struct scen_lane_more *more = scen_lane_more(lane);

    for (size_t k = 0; k < more->legs; k++)
        load_lane(scen, more->leg[k], p, units, carried);
    if (is_timed(lane))
        carried[at] += units * measure(p, &more->capacity);
}

/* Of sources that take turns nobody knows the shares beforehand. */
static double share_of(const struct scen_stocking *at, size_t k)
{
    if (scen_sources(at) == 1)
        return 1;
    return at->ordering->sourcing == SCEN_SPLIT ? at->ordering->source[k].share : 0;
}

static void check_timetables(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    double *carried = base_array(scen->lanes, sizeof *carried);

    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *at = &scen->stocking[i];

        for (size_t k = 0; k < scen_sources(at); k++)
            load_lane(scen, scen_source_lane(at, k), &scen->product[at->product],
                      begun(b, i) * share_of(at, k), carried);
    }
    for (size_t l = 0; l < scen->lanes; l++) {
        const struct scen_lane *lane = &scen->lane[l];
        const struct scen_lane_more *more = scen_lane_more(lane);
        char name[200];

        if (!is_timed(lane))
            continue;
        snprintf(name, sizeof name, "%.90s -> %.90s", scen->site[lane->from].name,
                 scen->site[lane->to].name);
        tell(b, lane->where, name, carried[l],
             more->capacity.size * SCEN_TICKS_PER_DAY / (double)more->departs_every,
             "what its departures can carry");
    }
    free(carried);
}

void scen_check_strain(struct scen_build *b)
{
    check_lines(b);
    check_limits(b);
    check_timetables(b);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/estimate.h"

#include <math.h>

#include "base/clock.h"
#include "comm/comm.h"
#include "lab/machine.h"
#include "supply/supply.h"

static const double FIRST_EVENTS = 2e4; // in the first stretch
static const double SPENT_SECONDS = 0.25;
static const double LONGER = 3;

/* The results file: what it takes at least, and by byte of rows. Measured, to be right within a
 * factor of 2 from files of 1 MB to 1 GB. */
static const double FILE_SECONDS = 0.25, FILE_BYTES = 2e7;
static const double ROW_SECONDS = 2e-8, ROW_MEMORY = 0.4;

static const double EVENT_SECONDS = 1e-6; // roughly

struct probe {
    double days, events, seconds, row_bytes;
};

static double horizon_days(const struct scenario *scen)
{
    return (double)scen->horizon / (double)TW_TICKS_PER_DAY;
}

static bool try_days(const struct scenario *scen, const struct tw_model *model, double days,
                     struct probe *probe, struct base_err *err)
{
    double since = base_clock_seconds();
    struct tw_options o = {.engine = TW_SERIAL,
                           .threads = 1,
                           .horizon = (tw_time)(days * (double)TW_TICKS_PER_DAY),
                           .seed = scen->seed};
    struct tw_result r;

    if (!tw_run(model, &o, &r, err))
        return false;
    *probe = (struct probe){days, (double)r.committed, base_clock_seconds() - since,
                            (double)(r.rows.byte_count + r.rows.count * sizeof *r.rows.row)};
    tw_result_fini(&r);
    return true;
}

/* Carries what `last` has more than `before` on to `days`. */
static double carry_on(double last, double before, const struct probe *at,
                       const struct probe *from, double days)
{
    double rate = (last - before) / (at->days - from->days);
    return last + fmax(rate, 0) * (days - at->days);
}

static void fill(struct lab_estimate *e, const struct probe *before, const struct probe *last,
                 double days)
{
    e->probe_days = last->days;
    e->whole = last->days >= days;
    e->events = carry_on(last->events, before->events, last, before, days);
    e->seconds = carry_on(last->seconds, before->seconds, last, before, days);
    e->row_bytes = carry_on(last->row_bytes, before->row_bytes, last, before, days);
}

static bool probe(const struct scenario *scen, const struct tw_model *model,
                  struct lab_estimate *e, struct base_err *err)
{
    double days = horizon_days(scen), spent = 0;
    double try = fmin(days, days * FIRST_EVENTS / fmax(e->expected_events, 1));
    struct probe before = {0}, last = {0};

    try = fmax(try, 1.0 / (double)TW_TICKS_PER_DAY);
    for (;;) {
        struct probe now;
        if (!try_days(scen, model, try, &now, err))
            return false;
        before = last;
        last = now;
        spent += now.seconds;
        if (try >= days || spent > SPENT_SECONDS)
            break;
        try = fmin(days, try * LONGER);
    }
    fill(e, &before, &last, days);
    return true;
}

static double state_bytes(const struct tw_model *model)
{
    double bytes = 0;

    for (size_t i = 0; i < model->lps; i++)
        bytes += (double)model->state_bytes(model->world, (tw_lp_id)i);
    return bytes;
}

/* Rows wait until their replication is written; while they are put in order they are there
 * twice. */
static void total(struct lab_estimate *e, const struct scenario *scen, unsigned workers,
                  double resident)
{
    double side = workers < scen->replications ? workers : scen->replications;
    double waves = ceil((double)scen->replications / side);
    double rows = e->row_bytes * scen->replications;

    e->total_events = e->events * scen->replications;
    e->total_seconds =
        e->setup_seconds + e->seconds * waves + FILE_SECONDS + ROW_SECONDS * rows;
    e->memory_bytes =
        resident + side * (e->state_bytes + 2 * e->row_bytes) + FILE_BYTES + ROW_MEMORY * rows;
}

/* What is known without a trial. */
static struct sup_world *look(const struct scenario *scen, struct lab_estimate *out,
                              struct base_err *err)
{
    double since = base_clock_seconds(), before = (double)lab_own_rss_bytes();
    struct sup_world *world = sup_world_new(scen, err);

    *out = (struct lab_estimate){0};
    if (world == NULL)
        return NULL;
    struct tw_model model = sup_model(world);
    out->setup_seconds = base_clock_seconds() - since;
    out->world_bytes = (double)lab_own_rss_bytes() - before;
    out->expected_events = sup_expected_events(world) * horizon_days(scen);
    out->state_bytes = state_bytes(&model);
    out->events = out->expected_events;
    out->seconds = out->events * EVENT_SECONDS;
    return world;
}

bool lab_estimate_roughly(const struct scenario *scen, struct lab_estimate *out,
                          struct base_err *err)
{
    struct sup_world *world = look(scen, out, err);

    sup_world_free(world);
    return world != NULL;
}

bool lab_estimate(const struct scenario *scen, unsigned workers, struct lab_estimate *out,
                  struct base_err *err)
{
    struct sup_world *world = look(scen, out, err);

    if (world == NULL)
        return false;
    double resident = (double)lab_own_rss_bytes() * comm_size();
    struct tw_model model = sup_model(world);
    bool ok = probe(scen, &model, out, err);
    if (ok)
        total(out, scen, workers, resident);
    sup_world_free(world);
    return ok;
}

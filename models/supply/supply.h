/* SPDX-License-Identifier: Apache-2.0 */
/* supply/supply.h - the supply chain as a model of the engine: one LP per site.
 *
 * A world is a scenario made ready for handlers: constant, shared by all threads and runs.
 * LP i is site i of the scenario; behind the sites come the carriers that have vehicles.
 *
 * Where things are: world.h the constant tables, build/ how they are made; site.h the state;
 * customers/ stock/ order/ make/ disrupt/ what happens to it; account/ what is written down and
 * what it means; import/ and synthetic/ where scenarios come from.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "out/table.h"
#include "scen/scenario.h"
#include "tw/model.h"
#include "tw/sim.h"

struct sup_world;

/* Prepares `scen`, which must outlive the world. NULL with `err` when it can't be simulated. */
struct sup_world *sup_world_new(const struct scenario *scen, struct base_err *err);

/* The same in arenas that are the world's from now on, or gone. */
struct sup_world *sup_world_new_in(const struct scenario *scen, struct base_arena *arena,
                                   struct base_arena *aside, struct base_err *err);
void sup_world_free(struct sup_world *world);

/* How many events a day of simulated time will have, roughly: from mean rates alone. */
double sup_expected_events(const struct sup_world *world);

/* The model to hand to tw_run(); points into `world`. */
struct tw_model sup_model(const struct sup_world *world);

/* The row channels that the model emits. */
enum sup_channel {
    SUP_KPI,      // one row per (site, product, KPI period), where series are so fine
    SUP_SITE_KPI, // one row per (site, KPI period): its products together; unless series are
                  // none
    SUP_TOTAL,  // one row per (site, product), at the end: what proves conservation counts from
                // the start of the run, what measures (demand, means, costs) from the warm-up
    SUP_OUTAGE, // one row per disruption that began, at what it struck
    SUP_AVAILABLE, // at the end: one row per site that may go down, up and down; one per
                   // product with makers that may, and number of them up at the same time
    SUP_CUSTOMER,  // one row per demand whose customers are known one by one, at the end
    SUP_LANE_SUMS, // at the end: one row per lane in use
    SUP_YARD,      // at the end: one row per site with docks and carrier with vehicles
    SUP_UNDERWAY, // at the end: goods that wait or travel to somewhere else than their receiver
    SUP_LINE,     // one row per line of machines, at the end
    SUP_LINE_UP,  // one row per line and number of machines that are up, at the end
    SUP_LOG,      // one row per event and per stock that it changed, when wanted
    SUP_TALK,     // at the end: one row per item that agents talked to, or that talked
    SUP_APPROVAL, // questions for approval and their answers; what guard rails blocked
    SUP_DECISION, // what agents with plan libraries decided (account/decisions.h)
    SUP_BELIEF,   // the beliefs behind each of those rows
    SUP_LEARNED,  // at the end: one row per agent and belief that learns
    SUP_COST,     // one row per (site, KPI period), where series are none: its cost alone
    SUP_DEED,     // what agents did about their decisions
    SUP_CHANNEL_COUNT
};

/* The place of a SUP_LOG row in the order of events, behind its time and ahead of its site
 * (priority), and behind its site (the others). */
struct sup_log_key {
    uint32_t priority, from, seq;
};
struct sup_log_key sup_log_key(const void *row);

/* The plan libraries of the world's agents, in the order in which their goals, plans and
 * beliefs are numbered through in the rows of decisions. */
struct bdi_library;
struct bdi_units;
struct sup_minds {
    const struct bdi_library *const *plans;
    size_t count;
    const struct bdi_units *units; // of their beliefs
};
struct sup_minds sup_minds_of(const struct sup_world *world);

/* How fine the time series are that a run of this world writes; never SCEN_SERIES_AUTO. */
enum scen_series sup_series(const struct sup_world *world);

/* The columns of a channel's rows; `count` gets their number. The row's LP (= site) and
 * time come from the engine (struct tw_row) and are not among the columns. */
const struct out_column *sup_columns(enum sup_channel channel, size_t *count);

/* One figure for the whole network, from the SUP_TOTAL rows of one replication. */
struct sup_figure {
    const char *name; // "fill_rate"
    const char *unit;
    const char *about;
    bool rare;           // most scenarios have none: not worth a line while it is 0
    bool more_is_better; // the bad tail of its distribution is the lower one
};
const struct sup_figure *sup_figures(size_t *count);

/* Its position among them; SIZE_MAX when there is none. */
size_t sup_figure_named(const char *name);

/* Do the scenario's criteria speak of figures that there are, in their units? Adds mistakes. */
bool sup_check_criteria(const struct scenario *scen, struct base_err *err);

struct sup_periods;

/* What the SUP_TOTAL rows of a replication say together: its figures, and whether goods were
 * conserved. Rows are taken in one by one, in their order, and not kept. Thread: one. */
struct sup_sums;
struct sup_sums *sup_sums_new(const struct sup_world *world);
void sup_sums_free(struct sup_sums *s);  // NULL is fine
void sup_sums_begin(struct sup_sums *s); // a replication
void sup_sums_add(struct sup_sums *s, const void *total_row);

/* Fills `value[figure]` from the rows so far, which come ordered by (lp, seq): the order of the
 * sum is fixed, so the figures are the same on every placement. `periods` has the replication's
 * time series; NULL: figures of it are NAN. */
void sup_sums_figures(const struct sup_sums *s, const struct sup_periods *periods,
                      double *value);

/* Exact conservation of goods over all rows: what was there, made and bought equals what was
 * used, sold, is there and is under way, per product. A difference is a bug: added to `err`
 * with product and amount. */
bool sup_sums_conserved(const struct sup_sums *s, struct base_err *err);

/* Can rows of the kind SUP_UNDERWAY come? Then totals are not whole before these are folded
 * into them. */
bool sup_has_underway(const struct sup_world *world);

/* Adds the SUP_UNDERWAY rows to the SUP_TOTAL rows of their receivers, which can't know of
 * them, before they are summed up. */
void sup_fold_underway(const struct sup_world *world, void *total_rows, size_t totals,
                       const void *underway_rows, size_t rows);

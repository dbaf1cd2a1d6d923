/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_state.h - what the files of lab/drill.h share. */
#pragma once

#include "base/arena.h"
#include "base/map.h"
#include "base/sha256.h"
#include "lab/drill.h"
#include "lab/variant.h"
#include "lab/work.h"
#include "supply/supply.h"

/* Curves of the whole network that a replication leaves, by period. */
enum lab_curve {
    LAB_SALES,
    LAB_SALES_AT_ONCE,
    LAB_SOLD,
    LAB_BACKLOG,
    LAB_BACKLOG_MEAN,
    LAB_COST,
    LAB_REVENUE,
    LAB_CURVES
};
extern const char *const lab_curve_name[LAB_CURVES]; // as columns of the network's rows

/* Paired measures of a course against the baseline. */
enum lab_measure {
    LAB_M_SURVIVE,
    LAB_M_RECOVER,
    LAB_M_RECOVERED,
    LAB_M_DIP,
    LAB_M_DIP_AT,
    LAB_M_TAIL,
    LAB_M_AREA,
    LAB_M_INDEX,
    LAB_M_LOST_UNITS,
    LAB_M_LATE_UNITS,
    LAB_M_BACKLOG_AREA,
    LAB_M_BACKLOG_PEAK,
    LAB_M_LOST_REVENUE,
    LAB_M_EXTRA_COST,
    LAB_M_LOST_MARGIN,
    LAB_M_REVENUE_AT_RISK,
    LAB_M_RIPPLE_SITES,
    LAB_M_RIPPLE_TIERS,
    LAB_M_SURVIVABLE, // known when all is there: lab_drill_settle()
    LAB_MEASURES
};
struct lab_measure_info {
    const char *name, *unit, *about; // money: "currency"
    bool more_is_better;
};
extern const struct lab_measure_info lab_measure[LAB_MEASURES];

/* LAB_TOLD: a replication of a course once more, so that what agents did is known. */
enum lab_case_kind { LAB_COURSE = 1, LAB_SCALED, LAB_NODE, LAB_TOLD };

/* What is simulated. All members are whole words: cases travel between ranks. */
struct lab_case {
    uint32_t kind;
    uint32_t course; // of LAB_NODE: 0
    uint32_t steps;  // of LAB_SCALED: duration; of LAB_TOLD: day of the onset
    uint32_t extent; // of LAB_SCALED: index
    uint32_t site;   // of LAB_NODE
    uint32_t pad;
};

struct lab_drill_task { // no padding
    struct lab_task task;
    struct lab_case what;
};

/* One replication of a case. Its values: onset and end (d), figures, LAB_CURVES curves. */
struct lab_drill_piece {
    bool done;
    uint64_t digest, events;
    double seconds;
    double *value;       // heap; NULL once it is measured and not needed any more
    unsigned char *more; // heap: what each site served, or what agents did; NULL: unknown
    size_t more_bytes;
    double *mark; // heap: measures, figures, times to be back; NULL: not yet measured
};

struct lab_drill_unit {
    char id[BASE_SHA256_HEX];
    bool known; // `what` is; else it waits for being named
    struct lab_case what;
    struct lab_trouble trouble;
    struct lab_drill_piece *piece; // heap
    uint32_t capacity;
};

struct lab_course {
    const char *name, *kind; // "baseline", "as is", "playbook"
    size_t scenario;         // of drill->scenario
    struct lab_change *change;
    size_t changes;
    bool thinks; // has agents that decide by plan libraries
};

struct lab_drill_state {
    const struct lab_drill *job;
    const struct scen_drill *drill;
    const struct scenario *base; // the baseline
    struct base_arena *arena;
    uint64_t seed;
    uint32_t replications, node_replications;
    struct lab_course *course;
    uint32_t courses, judged;

    size_t periods;
    double period;                  // days
    double window, hold, tolerance; // days, days, 1
    double warm_up;                 // days
    bool maps_sites;                // are sites compared one by one?
    size_t figures;                 // of the model

    /* What a mark holds: measures, figures, then one number for each `back`. */
    const struct scen_criterion **back; // criteria with `within`
    size_t backs, marks;
    struct lab_verdict *wanted; // verdicts to judge in each course, not yet judged
    size_t *wanted_mark;        // which mark each looks at
    size_t wants;
    struct lab_verdict reverse_wanted;
    size_t reverse_mark;
    size_t impact;   // mark by which sites are ranked
    size_t *outcome; // figures that results show
    size_t outcomes;

    /* The disruption that is made longer, shorter, weaker. */
    bool seeks;                                      // there is one
    const char *sought;                              // its name
    const struct scen_disruption *sought_disruption; // as it is in the scenario of course 1
    struct scenario struck;                          // the scenario of course 1, loaded
    uint32_t steps;                                  // most
    double step;                                     // days
    const double *extent;
    uint32_t extents;

    size_t told_most; // rows of what agents did in a course

    uint32_t *node; // sites to take out
    size_t nodes;

    /* rank 0 */
    struct lab_drill_unit *unit;
    size_t units, unit_capacity;
    struct base_map *by_id, *by_case;
    uint64_t taken;
    char mark[200]; // of the spool
};

/* ---- lab/drill_set_up.c ---- */

/* ---- lab/drill_course.c ---- */

void lab_drill_make_courses(struct lab_drill_state *s);

/* Loads each course once: so mistakes are told before anything is simulated. Keeps that of
 * course 1. */
bool lab_drill_check_courses(struct lab_drill_state *s, struct base_err *err);

/* Was the scenario loaded, and not only its texts? */
bool lab_drill_is_whole(const struct scenario *scen);

/* Courses, criteria, what is sought; checks all that can be checked before anything is
 * simulated. */
bool lab_drill_set_up(struct lab_drill_state *s, const struct lab_drill *job,
                      struct base_err *err);
void lab_drill_clear(struct lab_drill_state *s);

/* ---- lab/drill_criteria.c ---- */

bool lab_drill_read_criteria(struct lab_drill_state *s, struct base_err *err);

/* Which mark has this name; SIZE_MAX: none. Its unit, with the scenario's currency. */
size_t lab_drill_mark_named(const struct lab_drill_state *s, const char *name);
const char *lab_drill_mark_unit(const struct lab_drill_state *s, size_t mark);
const char *lab_drill_mark_name(size_t mark);
bool lab_drill_more_is_better(size_t mark);

/* Judges one of the wanted verdicts by `n` values. */
struct lab_verdict lab_drill_judge(const struct lab_verdict *wanted, const double *value,
                                   size_t n);

/* ---- lab/drill_case.c ---- */

enum { LAB_CASE_CHANGES = 4 }; // more than its course makes, at most

/* What a case changes, and in which scenario; texts in `arena`. */
size_t lab_case_changes(const struct lab_drill_state *s, const struct lab_case *what,
                        struct base_arena *arena, struct lab_change **change,
                        const struct scenario **base);

/* The unit of a case; made when there is none. Rank 0. */
size_t lab_case_unit(struct lab_drill_state *s, const struct lab_case *what);

uint32_t lab_case_replications(const struct lab_drill_state *s, const struct lab_case *what);
bool lab_case_has_sites(const struct lab_drill_state *s, const struct lab_case *what);

/* Takes in a record of the spool, or of another rank. Rank 0. */
void lab_drill_take(struct lab_drill_state *s, const void *record, size_t bytes);

/* Bytes of a piece's values. */
size_t lab_drill_piece_bytes(const struct lab_drill_state *s);

struct lab_drill_piece *lab_drill_piece_at(struct lab_drill_state *s, size_t unit,
                                           uint32_t replication);

/* Why the case is given up; NULL: it is not. */
const char *lab_case_lost(struct lab_drill_state *s, const struct lab_case *what);
bool lab_course_lost(struct lab_drill_state *s, uint32_t course);

/* ---- lab/drill_lost.c: rank 0 ---- */

struct out_h5;

/* /drill/quarantine: what was given up, in the same order whatever was done first; counts it
 * for the report. */
void lab_drill_lost_write(const struct lab_drill_state *s, struct out_h5 *f,
                          struct lab_drill_report *report);

/* ---- lab/drill_measure.c: rank 0 ---- */

/* The marks of a piece that is there, against the baseline's of the same replication, which is
 * there too. They stay with the piece. */
const double *lab_drill_marks(struct lab_drill_state *s, size_t unit, uint32_t replication);

/* The fill rate of period `i`, over the window that ends with it; NAN when nobody asked. */
double lab_drill_fill(const struct lab_drill_state *s, const double *value, size_t i);
const double *lab_drill_curve(const struct lab_drill_state *s, const double *value,
                              enum lab_curve curve);

/* How a site fares in a replication of a course: was it struck, reached, when, how deeply? */
struct lab_ripple {
    bool reached;
    double arrival, dip;
};
struct lab_ripple lab_drill_ripple(struct lab_drill_state *s, uint32_t course,
                                   uint32_t replication, size_t site);

/* ---- lab/drill_plan.c: rank 0 ---- */

/* What is missing, as far as is known by now (heap); nothing: all is there. `needed` gets all
 * that is known to be needed so far. */
struct lab_drill_task *lab_drill_plan(struct lab_drill_state *s, size_t *tasks,
                                      uint64_t *needed);

/* The longest outage without loss of a replication, when all that is needed is there: in days;
 * NAN: a duration that had to be tried was given up. */
double lab_drill_survivable(struct lab_drill_state *s, uint32_t course, uint32_t replication);

/* The bisection for one extent: durations in days; `breaks` NAN: none breaks it; both: one that
 * had to be tried was given up. Marks what was `tried`, by steps; NULL is fine. */
struct lab_breaking {
    double holds, breaks;
};
struct lab_breaking lab_drill_breaking(struct lab_drill_state *s, uint32_t extent, bool *tried);

/* The replication of which results tell what agents did, and the onset of its disruption (d);
 * needs all of the baseline and of course 1. */
uint32_t lab_drill_telling(struct lab_drill_state *s, double *onset);
struct lab_case lab_drill_told(struct lab_drill_state *s, uint32_t course);

/* Once all is there: the longest outage without loss joins the marks of courses. */
void lab_drill_settle(struct lab_drill_state *s);

/* Is the reverse stress test's criterion met at this duration and extent? */
struct lab_verdict lab_drill_reverse_at(struct lab_drill_state *s, uint32_t steps,
                                        uint32_t extent);

/* ---- lab/drill_told.c: what agents did, on any thread ---- */

/* How a record of LAB_TOLD goes on behind its values: this head, then so many rows of each of
 * lab_trace, each with its out_row_head. Sites, products and lanes are those of the baseline;
 * goals, plans and beliefs are numbered as in the world of the course. */
struct lab_told {
    uint64_t rows[LAB_TRACES];
    int64_t from, until; // ticks: what was decided before and from then on is left out
    uint64_t left_out;   // rows
};

/* Adds it to a record. */
void lab_told_put(const struct lab_drill_state *s, const struct lab_hand *h,
                  const struct lab_case *what, struct base_text *record);

/* ---- lab/drill_told_out.c: rank 0 ---- */

/* What agents did in each course, and the names behind it; nothing where no agent decides. */
void lab_drill_told_write(struct lab_drill_state *s, struct out_h5 *f);

/* ---- lab/drill_work.c ---- */

/* Collective. Does all that is missing. False with `err`. */
bool lab_drill_work(struct lab_drill_state *s, struct lab_drill_report *report,
                    struct base_err *err);

/* Does one replication of course 1; the seconds that it took, and the bytes that it left. */
bool lab_drill_try(struct lab_drill_state *s, double *seconds, double *bytes,
                   struct base_err *err);

/* ---- lab/drill_out.c, lab/drill_sum.c: rank 0 ---- */

struct out_run_facts;

bool lab_drill_write(struct lab_drill_state *s, const struct out_run_facts *facts,
                     struct lab_drill_report *report, struct base_err *err);

/* /summary and /criteria; fills the verdicts of the report. */
void lab_drill_summary(struct lab_drill_state *s, struct out_h5 *f,
                       struct lab_drill_report *report);

/* ---- lab/drill_bands.c, lab/drill_seek_out.c: rank 0 ---- */

void lab_drill_bands_write(struct lab_drill_state *s, struct out_h5 *f);
void lab_drill_ripple_write(struct lab_drill_state *s, struct out_h5 *f);
void lab_drill_seeking_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest);
void lab_drill_exposure_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest);

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/drill.h - a drill as plain data: what goes wrong in which scenario, what is tried
 * against it, what shall be reached.
 *
 * Read through the same door and by the same kind of table as a study (scen/study.h).
 * Disruptions are kept as the text of an entry: the scenario that gets them reads and checks
 * them. Everything lives in the drill's arena and is constant once loaded.
 */
#pragma once

#include <stdbool.h>

#include "scen/rows.h"

struct scen_drill_row { // section drill
    struct scen_where where;
    const char *id, *title, *scenario, *disrupted, *playbook, *exercise;
    uint64_t replications, seed;
    int64_t period, window, hold; // window 0: a period
    double tolerance;
    struct scen_span criteria;
    struct scen_words outcomes;
};

struct scen_playbook_row {
    struct scen_where where;
    const char *name, *scenario; // scenario: NULL: as is
};

struct scen_step_row { // one change that a playbook makes
    struct scen_where where;
    const char *playbook, *at, *to;
    double times;
};

struct scen_objectives_row {
    struct scen_where where;
    double mbco; // part of the customers' demand
    int64_t rto, mtpd;
    double confidence; // 0: means count
};

struct scen_reverse_row {
    struct scen_where where;
    const char *disruption;
    struct scen_span criterion;
    int64_t longest, step;
    struct scen_numbers extents;
};

struct scen_exposure_row {
    struct scen_where where;
    struct scen_words sites;
    int64_t start, duration;
    const char *impact;
    uint64_t replications; // 0: as the drill
};

enum scen_drill_group {
    SCEN_DRILL_HEAD,
    SCEN_DRILL_DISRUPTIONS,
    SCEN_DRILL_PLAYBOOKS,
    SCEN_DRILL_STEPS,
    SCEN_DRILL_OBJECTIVES,
    SCEN_DRILL_REVERSE,
    SCEN_DRILL_EXPOSURE,
    SCEN_DRILL_GROUPS
};

/* "{ name = \"storm\"; ... }", as a scenario's text has it. */
struct scen_drill_disruption {
    const char *text, *name;
    struct scen_where where;
};

struct scen_drill {
    struct base_arena *arena;
    struct scen_drill_row head;
    const struct scen_drill_disruption *disruption;
    size_t disruptions;
    const struct scen_playbook_row *playbook;
    size_t playbooks;
    const struct scen_step_row *step; // those of a playbook in their order
    size_t steps;
    struct scen_objectives_row objectives;
    struct scen_reverse_row reverse;
    struct scen_exposure_row exposure;
    bool has_objectives, reverses, seeded;
    bool starts; // exposure.start is given
    const struct scen_criterion *criterion;
    size_t criteria;
    struct scen_criterion reverse_criterion; // of `reverse`; figure NULL: the drill's first one
    struct scen_where criteria_where, outcomes_where, reverse_where, sites_where, impact_where;

    /* Scenarios by number: 0 the baseline, then whichever else is named; each once. */
    const char **scenario; // paths, as the process can open them
    size_t scenarios;      // 0: one was refused
    size_t disrupted;      // which of them the disruptions strike
    size_t *playbook_on;   // which each playbook is tried on

    const struct scen_file *file; // [0] is the drill file itself
    size_t files;
};

/* Reads and checks a drill file. Adds every mistake to `err`; false when there is one: then the
 * drill holds what could be read, so that more can be said about it (lab_drill_look). To be
 * freed either way. The scenarios are not read. */
bool scen_drill_load(const char *path, const char *top, struct scen_drill *drill,
                     struct base_err *err);

/* The same from texts in memory, file[0] the drill itself. */
bool scen_drill_load_held(const struct scen_file *file, size_t files, struct scen_drill *drill,
                          struct base_err *err);
void scen_drill_free(struct scen_drill *drill); // {0} is fine

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/study.h - a study as plain data: which scenario, what is varied, how often, what counts.
 *
 * Read through the same door and by the same kind of table as a scenario. What depends on the
 * scenario (paths, units of outcomes) is kept as text, with where it stands, and checked by who
 * runs the study. Everything lives in the study's arena and is constant once loaded.
 */
#pragma once

#include <stdbool.h>

#include "scen/rows.h"

enum scen_design {
    SCEN_GRID,    // each level of each factor with each of the others
    SCEN_LIST,    // the first levels of all factors, the second ...
    SCEN_CSV,     // the rows of a table
    SCEN_LATIN,   // Latin hypercube
    SCEN_SOBOL,   // scrambled Sobol sequence
    SCEN_MORRIS,  // trajectories of one step at a time
    SCEN_SALTELLI // for Sobol indices
};

struct scen_study_row { // section study
    struct scen_where where;
    const char *id, *title, *scenario;
    uint64_t replications, seed;
    int32_t antithetic; // 0 no, 1 yes
    struct scen_words outcomes;
};

struct scen_factor_row {
    struct scen_where where;
    const char *name, *at;
    int32_t change; // 0 to, 1 times
    struct scen_words levels;
    const char *low, *high, *step;
    int32_t scale; // 0 linear, 1 log
};

struct scen_design_row {
    struct scen_where where;
    int32_t kind; // enum scen_design
    uint64_t points, trajectories, levels, seed;
    const char *table;
};

struct scen_stop_row {
    struct scen_where where;
    const char *outcome, *half_width;
    double relative, confidence;
    uint64_t batch, at_most;
};

struct scen_select_row {
    struct scen_where where;
    const char *outcome, *indifference;
    int32_t best; // 0 least, 1 most
    double confidence;
    uint64_t first, batch, at_most;
};

/* The rows of a csv design: cells by factor. */
struct scen_study_table {
    const char **cell; // rows x factors
    size_t rows;
    const char *path; // for messages
    int *line;        // of each row
};

enum scen_study_group {
    SCEN_STUDY_HEAD,
    SCEN_STUDY_FACTORS,
    SCEN_STUDY_DESIGN,
    SCEN_STUDY_STOP,
    SCEN_STUDY_SELECT,
    SCEN_STUDY_GROUPS
};

extern const struct scen_group scen_study_schema[SCEN_STUDY_GROUPS];

struct scen_study {
    struct base_arena *arena;
    struct scen_study_row head;
    const struct scen_factor_row *factor;
    size_t factors;
    struct scen_design_row design;
    bool stops, selects; // with `stop`, `select`
    struct scen_stop_row stop;
    struct scen_select_row select;
    struct scen_study_table table;
    bool seeded;                               // the study names a seed of its own
    struct scen_where *at_where, *value_where; // by factor: its path; its levels or range
    struct scen_where outcomes_where, stop_where, width_where, select_where, indifference_where;
    const char *scenario; // path of the scenario, as the process can open it; NULL: refused

    const struct scen_file *file; // [0] is the study file itself
    size_t files;
};

/* Reads and checks a study file. Adds every mistake to `err`; false when there is one: then the
 * study holds what could be read, so that more can be said about it (lab_sweep_look). To be
 * freed either way. The scenario is not read. */
bool scen_study_load(const char *path, const char *top, struct scen_study *study,
                     struct base_err *err);

/* The same from texts in memory, file[0] the study itself. */
bool scen_study_load_held(const struct scen_file *file, size_t files, struct scen_study *study,
                          struct base_err *err);
void scen_study_free(struct scen_study *study); // {0} is fine

/* A number and what stands behind it: "80 units" is 80 and "units". False: no number. */
bool scen_measure(const char *text, double *value, struct scen_span *unit);

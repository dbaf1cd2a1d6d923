/* SPDX-License-Identifier: Apache-2.0 */
/* lab/archive.h - what a results file says about its scenario, its model and the workers.
 *
 * Thread: one, on rank 0.
 */
#pragma once

#include <stddef.h>

#include "out/h5.h"
#include "out/prov.h"
#include "scen/scenario.h"
#include "tw/model.h"

struct bdi_library;
struct bdi_units;
struct lab_census;
struct lab_worker_row;
struct sup_world;

/* /scenario: every source text word for word, with its SHA-256, and what was in force. */
void lab_archive_scenario(struct out_h5 *f, const struct scenario *scen,
                          const struct sup_world *world);

/* Texts word for word, each with its name and SHA-256, below a new group. Those of `scen`
 * (NULL: of none) may leave memory. */
void lab_archive_texts(struct out_h5 *f, const char *group, const char *about,
                       const struct scen_file *file, size_t files, const struct scenario *scen);

/* /prov, with the libraries in use added to `facts`, and /run. `output` is the file's path. */
void lab_archive_provenance(struct out_h5 *f, const struct scenario *scen,
                            const struct out_run_facts *facts, const char *output,
                            uint64_t digest);

/* The same of a study of its own texts. */
struct lab_sources {
    const struct scen_file *file;
    size_t files;
    const struct scenario *scen; // whose they are; NULL: nobody's
};
struct lab_origin {
    const char *study, *title;
    const struct lab_sources *list; // everything that was read; what stands twice is told once
    size_t lists;
};
void lab_archive_origin(struct out_h5 *f, const struct lab_origin *origin,
                        const struct out_run_facts *facts, const char *output, uint64_t digest);

/* /model: sites, products, lanes and stockings; indices in /results point here. Collective as
 * the census is; `f` is NULL but on rank 0. */
void lab_archive_model(struct out_h5 *f, const struct lab_census *census);

/* /model/events: what happens, by the index that the log of events uses. */
void lab_archive_kinds(struct out_h5 *f, const struct tw_model *model);

/* /model/plan_libraries, beliefs, goals, plans and decisions: the names behind the numbers of
 * the decision trace, which run on from one library of `book` to the next. */
void lab_archive_minds(struct out_h5 *f, const struct bdi_library *const *book, size_t books,
                       const struct bdi_units *units);

/* /perf/workers: one row per replication and worker. */
void lab_archive_workers(struct out_h5 *f, const struct lab_worker_row *row, size_t count);

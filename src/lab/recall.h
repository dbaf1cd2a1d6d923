/* SPDX-License-Identifier: Apache-2.0 */
/* lab/recall.h - a study again, from its results file alone.
 *
 * Thread: one, on each rank that calls it.
 */
#pragma once

#include "out/compare.h"
#include "out/read.h"
#include "scen/study.h"

/* The texts below `group` as they were read, in `arena`; `files` gets their number. NULL with
 * `err` when the file has none, or is masked. */
struct scen_file *lab_recall_texts(const struct out_file *f, const char *group,
                                   const char *path, struct base_arena *arena, size_t *files,
                                   struct base_err *err);

/* The same of /scenario/source; of masked files, what stands there instead. */
struct scen_file *lab_recall_sources(const struct out_file *f, const char *path,
                                     struct base_arena *arena, size_t *files,
                                     struct base_err *err);

/* The texts of the study of a sweep; none and no mistake when it is none. */
struct scen_file *lab_recall_study_sources(const struct out_file *f, const char *path,
                                           struct base_arena *arena, size_t *files,
                                           struct base_err *err);

/* Is it the results of a sweep? */
bool lab_recall_is_sweep(const struct out_file *f);

/* The study of a sweep, and which shard of how many it was. False with `err`. */
bool lab_recall_study(const struct out_file *f, const char *path, struct scen_study *study,
                      uint32_t *shard, uint32_t *shards, struct base_err *err);

/* The scenario with the settings that were in force, options of the command included. False
 * with `err`. To be freed with scen_free(). */
bool lab_recall(const struct out_file *f, const char *path, struct scenario *scen,
                struct base_err *err);

/* All that equal studies have equal. */
void lab_compare(const struct out_file *a, const struct out_file *b, struct out_comparison *c);

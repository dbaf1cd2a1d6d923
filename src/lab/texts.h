/* SPDX-License-Identifier: Apache-2.0 */
/* lab/texts.h - the texts of a study and its scenario, kept in its spool.
 *
 * So a spool says by itself what it holds: shards are joined without the files that they came
 * from. Thread: one, on rank 0; of the fingerprint any.
 */
#pragma once

#include "base/sha256.h"
#include "lab/spool.h"
#include "scen/study.h"

struct lab_texts {
    struct scen_file *study, *scenario; // in the arena; what was added last
    size_t studies, scenarios;
};

/* Adds both, unless they are what the spool has last. */
void lab_texts_add(struct lab_spool *spool, const struct lab_texts *there,
                   const struct scen_study *study, const struct scenario *scen);

/* Reads what is there; nothing is no mistake. False with `err` as lab_spool_read(). */
bool lab_texts_read(const char *folder, const char *mark, struct base_arena *arena,
                    struct lab_texts *out, struct base_err *err);

/* Adds names and texts, word for word, to a fingerprint. */
void lab_texts_hash(struct base_sha256 *sha, const struct scen_file *file, size_t files);

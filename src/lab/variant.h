/* SPDX-License-Identifier: Apache-2.0 */
/* lab/variant.h - a scenario with other values: how each point of a study is loaded.
 *
 * A variant is a short text in memory that extends the base and overrides values by path; it is
 * read as any other text, so all that planners may write in `override` can be varied.
 * Thread: loading only reads the base; variants may be loaded side by side.
 */
#pragma once

#include <stdbool.h>

#include "base/sha256.h"
#include "scen/scenario.h"

struct lab_change {
    const char *at; // path
    const char *to; // value, or the factor when `times`
    bool times;
    bool adds; // `to` is a further entry of section disruptions, there before all overrides
    struct scen_where where; // for messages
};

/* Loads the base with all changes, one after the other. False with `err`: each mistake is told
 * where its change stands. */
bool lab_variant_load(const struct scenario *base, const struct lab_change *change,
                      size_t changes, struct scenario *scen, struct base_err *err);

/* Reads the changes only, each for itself: nothing that needs more than one value is checked.
 */
bool lab_variant_check(const struct scenario *base, const struct lab_change *change,
                       size_t changes, struct base_err *err);

/* Hands on mistakes that were found in what lab_variant_load() loaded, in the same way: those
 * of a change where it stands, others by the path by which the user knows the text; what `err`
 * has already is not told again. */
void lab_variant_tell(const struct base_err *found, const struct scenario *base,
                      const struct lab_change *change, size_t changes, struct base_err *err);

/* Adds what makes the scenario what it is to a fingerprint: its resolved values (so that
 * neither comments nor spelling count) and the other texts that it reads, such as tables and
 * plan libraries; then the changes, with the plan libraries that they name. */
void lab_variant_hash_base(struct base_sha256 *sha, const struct scenario *base);
void lab_variant_hash(struct base_sha256 *sha, const struct scenario *base,
                      const struct lab_change *change, size_t changes);

/* Does a change at this path name a text, which has to be there (scen_hold_more)? */
bool lab_variant_names_text(const char *at);

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/override.h - what the parts of scen/override.c share.
 *
 * A path is section.name.setting. Names may hold dots, so the section ends at the first dot
 * and the setting begins behind the last one; '*' in a name stands for anything.
 */
#pragma once

#include "scen/parse_state.h"

struct scen_path {
    const struct scen_override_row *row;
    struct scen_rows *rows; // of the section
    struct scen_span name;  // of the entries; "" in a section of one group
    struct scen_span key;   // "" with remove
    int32_t later;          // stands for what `to` names until that is read; SCEN_NONE
};

struct scen_work {
    struct scen_parse *p;
    bool *gone[SCEN_GROUPS]; // heap; NULL where nothing goes
};

/* ---- scen/override_path.c ---- */

/* Adds `at = "...": <what>`; always false. */
bool scen_path_refuse(struct scen_work *w, const struct scen_path *path, const char *what);

/* Takes path->row->at apart; false with a mistake. */
bool scen_path_read(struct scen_work *w, struct scen_path *path);

/* Is entry `i` of the section meant? */
bool scen_path_fits(const struct scen_work *w, const struct scen_path *path, size_t i);

/* Nothing has this name: says the nearest. */
void scen_path_refuse_name(struct scen_work *w, const struct scen_path *path);

/* Does the key, which names another entry, make up the name of its own? */
bool scen_is_identity(const struct scen_key *key);

enum { SCEN_IDENTITY_MAX = 400 };

/* "Lyon" by the entry's own name, or "Lyon.lamp" by what it must refer to; "" when it has
 * neither. */
const char *scen_identity(const struct scen_raw *raw, const struct scen_rows *rows, size_t i,
                          bool own_name, char text[SCEN_IDENTITY_MAX]);

/* The name of entry `at` of group `g`. */
const char *scen_name_of(const struct scen_raw *raw, enum scen_group_id g, int32_t at);

/* ---- scen/override_remove.c ---- */

void scen_remove(struct scen_work *w, const struct scen_path *path); // marks what goes
void scen_remove_along(struct scen_work *w); // and what can't be without it
void scen_remove_end(struct scen_work *w);   // takes it out

/* ---- scen/override_later.c ---- */

/* When `to` names what nobody bears yet: what the field shall hold until scen_override_end().
 * Else SCEN_NONE. */
int32_t scen_await(struct scen_parse *p, const struct scen_path *path,
                   const struct scen_key *key);

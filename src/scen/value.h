/* SPDX-License-Identifier: Apache-2.0 */
/* scen/value.h - one value of a planner's text, read as its key of the schema says.
 *
 * The same for values in the scenario text and for cells of tables.
 */
#pragma once

#include "scen/names.h"
#include "scen/rows.h"

enum { SCEN_TEXTS_LATELY = 64 };

struct scen_cut;
struct scen_said;

struct scen_reading { // what values are read against
    struct base_arena *arena;
    struct base_arena *aside; // for words in rows of sites and lanes; NULL: `arena`
    struct base_err *err;
    const char *currency;
    struct scen_names names[SCEN_GROUPS];
    enum scen_group_id group; // whose rows are being read
    struct scen_cut *cut;     // the texts are only scanned, for it (scen/cut.h); NULL: they are
                              // read
    struct scen_said *said;   // they are only told again (scen/said.h); NULL: they are not
    bool part;                // they are those of a part (scen/part.h)
    struct {
        const struct base_arena *of;
        const char *text;
    } lately[SCEN_TEXTS_LATELY]; // texts as many rows have them, such as regions; by hash
    size_t guesses;              // names looked for in vain; guessing stops after some hundreds
    size_t holes; // mistakes after which it is unclear what hangs together with what
};

struct scen_cell {
    struct scen_span text;
    const char *file;
    int line;
    bool united;   // the unit is said elsewhere (the header of a table)
    double factor; // base units in one of it
};

/* A value of `key` was refused already: what it names is not known. */
void scen_value_lost(struct scen_reading *in, const struct scen_key *key);

/* Reads `cell` into the field of `row`; false with a mistake. SCEN_NAME must be new. */
bool scen_value_read(struct scen_reading *in, const struct scen_key *key,
                     const struct scen_cell *cell, void *row);

/* The group whose names a reference of this kind bears; SCEN_GROUPS when it is none. */
enum scen_group_id scen_reference(enum scen_kind kind);

/* "a span of time", "a law of goods", ...: what a key expects. */
const char *scen_value_wanted(const struct scen_key *key, const char *currency, char *text,
                              size_t bytes);

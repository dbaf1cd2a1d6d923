/* SPDX-License-Identifier: Apache-2.0 */
/* scen/schema.h - what a scenario may say: one table for parser, defaults, checks and docs.
 *
 * A group is a top-level section of the text; its keys say of each value what it is, what it
 * may be, what it is when left out, and one sentence for planners. A new key is one row in
 * schema.c and one field in the row that it fills (scen/rows.h).
 * Thread: constant data.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "scen/unit.h"

enum scen_kind {
    SCEN_TEXT,     // free text                       -> const char *
    SCEN_TAGS,     // array of words                  -> struct scen_words
    SCEN_PATH,     // array of names, or "A > B"      -> struct scen_words
    SCEN_NAME,     // a name, unique in its group     -> const char *
    SCEN_CHOICE,   // one of `choices`                -> int32_t, its position
    SCEN_COUNT,    // whole number                    -> uint64_t
    SCEN_QUANTITY, // number with a unit              -> double, base units (d, units, money)
    SCEN_AMOUNT,   // the same in units, kg or m3     -> struct scen_amount
    SCEN_TICKS,    // span of time                    -> int64_t ticks of 1 ms
    SCEN_LAW,      // law of chance with a unit       -> struct scen_law
    SCEN_PRODUCT,  // name of a product               -> int32_t index
    SCEN_SITE,     // name of a site                  -> int32_t index
    SCEN_LINE,     // name of a line                  -> int32_t index
    SCEN_PHRASE,   // words with a form of their own  -> struct scen_span, read later
    SCEN_NUMBERS,  // array of pure numbers           -> struct scen_numbers
    SCEN_PARTS     // bill of materials               -> struct scen_span, read later
};

enum scen_need { SCEN_OPTIONAL, SCEN_REQUIRED };

struct scen_key {
    const char *name;
    enum scen_kind kind;
    enum scen_need need;
    struct scen_dim dim;  // of quantities, ticks and laws
    double low, high;     // in base units; laws: of the support's lower end
    const char *choices;  // "a|b|c" for SCEN_CHOICE
    const char *fallback; // text of the default; NULL: left out, means what `doc` says
    const char *unless;   // of required keys: not where the key of this name is given
    const char *example;  // a value as a planner writes it, without quotes
    const char *doc;      // one sentence
    size_t offset;        // in the group's row
};

enum scen_shape { SCEN_ONE, SCEN_MANY }; // one { group }, or a ( list ) of them or a table

struct scen_group {
    const char *name; // "sites"
    const char *item; // "site"
    enum scen_shape shape;
    enum scen_need need;
    size_t row_bytes;
    const struct scen_key *key;
    size_t keys;
    const char *doc;
};

/* Position of each group in the table; also the order in which they are read. */
enum scen_group_id {
    SCEN_G_SCENARIO,
    SCEN_G_RUN,
    SCEN_G_PRODUCTS,
    SCEN_G_SITES,
    SCEN_G_LANES,
    SCEN_G_LANE_PRODUCTS,
    SCEN_G_CARRIERS,
    SCEN_G_LINES,
    SCEN_G_STOCK,
    SCEN_G_ROUTING,
    SCEN_G_DEMAND,
    SCEN_G_PROMOTIONS,
    SCEN_G_DISRUPTIONS,
    SCEN_G_AGENTS,
    SCEN_G_APPROVALS,
    SCEN_G_OVERRIDE,
    SCEN_GROUPS
};
enum { SCEN_KEYS_MAX = 96 }; // no group has more

extern const struct scen_group scen_schema[SCEN_GROUPS];

/* "1.5.0": libconfig as it was compiled against. */
const char *scen_library(void);

/* The table as text for a terminal, or as one JSON object: `bullwhip schema [--json]`. */
void scen_schema_print(FILE *out, bool json);

/* The reference part of docs/SCENARIOS.md, from its begin mark to its end mark. */
void scen_schema_markdown(FILE *out);

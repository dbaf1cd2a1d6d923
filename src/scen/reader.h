/* SPDX-License-Identifier: Apache-2.0 */
/* scen/reader.h - where the reader of a scenario text stands, and what lies ahead.
 *
 * Looks only; scen/merge.c decides. Thread: one owner.
 */
#pragma once

#include "scen/scenario.h"
#include "scen/unit.h"

struct scen_reader {
    const struct scen_file *file;
    const char *at, *end;
    int line;
};

static inline bool scen_more(const struct scen_reader *r)
{
    return r->at < r->end;
}

bool scen_next_is(const struct scen_reader *r, const char *text);
bool scen_next_is_number(const struct scen_reader *r);
bool scen_next_is_name(const struct scen_reader *r);

/* The name that starts at `at`. */
struct scen_span scen_name_at(const char *at, const char *end);

/* The value from here to the end of the line or the next delimiter, with what stands in round
 * brackets: what a planner forgot to put in quotes. */
struct scen_span scen_unquoted(const struct scen_reader *r);

/* How much of `s` is a number. */
size_t scen_number_size(struct scen_span s);

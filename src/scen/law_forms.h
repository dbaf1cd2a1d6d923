/* SPDX-License-Identifier: Apache-2.0 */
/* scen/law_forms.h - what each law takes between ( and ), and how its numbers scale.
 *
 * A new law is a function that checks its numbers and a row of the table.
 */
#pragma once

#include "scen/law.h"

enum { SCEN_ARGS_MAX = 200, SCEN_LABEL_SIZE = 8 };

#define SCEN_CHANCE_SLACK 1e-6 // by which chances may miss 1 together

struct scen_arg {
    char label[SCEN_LABEL_SIZE]; // "cv", or "" when there is none
    double value;
    double chance; // of `value : chance`
    bool has_chance;
};

struct scen_args {
    struct scen_arg item[SCEN_ARGS_MAX];
    size_t count;
    struct base_arena *arena; // for the points of a law
};

struct scen_saying { // where a message goes
    char *text;
    size_t bytes;
};

/* Says why not: always false. */
bool scen_say(const struct scen_saying *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct scen_law_form {
    const char *name;
    enum scen_law_id id;
    bool (*make)(const struct scen_args *in, struct scen_law *law,
                 const struct scen_saying *why);
    bool a, b, c; // which of them count in the unit
};

extern const struct scen_law_form scen_law_table[]; // ends with a NULL name

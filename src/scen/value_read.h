/* SPDX-License-Identifier: Apache-2.0 */
/* scen/value_read.h - what scen/value.c and scen/value_number.c share. */
#pragma once

#include "scen/value.h"

struct scen_value { // one value on its way into a row
    struct scen_reading *in;
    const struct scen_key *key;
    const struct scen_cell *cell;
    void *field;
};

/* Adds `key = "text": <why>`; always false. */
bool scen_value_refuse(const struct scen_value *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with what the key expects. */
bool scen_value_refuse_kind(const struct scen_value *v, const char *why);

/* How much of a planner's text to show. */
int scen_echo_size(struct scen_span s);

/* Numbers with units, by kind of key. */
bool scen_read_quantity(const struct scen_value *v);
bool scen_read_amount(const struct scen_value *v);
bool scen_read_ticks(const struct scen_value *v);
bool scen_read_count(const struct scen_value *v);
bool scen_read_law(const struct scen_value *v);
bool scen_read_numbers(const struct scen_value *v);

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/unit.h - numbers with units, as planners write them: "3 d", "0.2 EUR/unit/d", "95 %".
 *
 * A dimension is the power of each base: time (days), goods (units), money, mass (kg), volume
 * (m3), length (km). Base units are days, units, the scenario's currency, kg, m3 and km.
 * Thread: pure functions.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum scen_base {
    SCEN_TIME,
    SCEN_GOODS,
    SCEN_MONEY,
    SCEN_MASS,
    SCEN_VOLUME,
    SCEN_LENGTH,
    SCEN_BASES
};

struct scen_dim {
    int16_t power[SCEN_BASES];
};

struct scen_span { // a piece of text, not NUL-terminated
    const char *at;
    size_t size;
};

enum { SCEN_TICKS_PER_DAY = 86400000 };

struct scen_span scen_span_of(const char *text);
struct scen_span scen_span_trim(struct scen_span s); // without blanks at both ends
bool scen_span_is(struct scen_span s, const char *text);

/* Reads a decimal number from the start of `s` and moves `s` behind it. False when there is
 * none or it is too big for a double; "inf", "nan" and hexadecimal are no numbers here. */
bool scen_number(struct scen_span *s, double *value);

/* Reads a unit: names joined by '/', like "EUR/unit/d", "/d", "%" or "". False: not a unit of
 * this scenario; `factor` takes a number to base units. */
bool scen_unit(struct scen_span s, const char *currency, struct scen_dim *dim, double *factor);

bool scen_dim_equal(struct scen_dim a, struct scen_dim b);

/* The base unit of a dimension as text: "d", "EUR/unit/d", "" for pure numbers. */
const char *scen_dim_text(struct scen_dim dim, const char *currency, char *text, size_t bytes);

/* SPDX-License-Identifier: Apache-2.0 */
/* supply/disrupt/clock.h - when spells of a disruption begin and end: chance, nothing else. */
#pragma once

#include "rand/dist.h"
#include "scen/scenario.h"
#include "supply/disrupt/plight.h"

enum { SUP_NEVER = -1 };

/* When the first spell begins, ticks; SUP_NEVER: not by itself. Sets up `clock`, whose stream
 * is there. */
int64_t sup_clock_first(const struct scen_disruption *d, struct sup_clock *clock);

/* How long the spell lasts that begins now; SUP_NEVER: for ever. */
int64_t sup_clock_spell(const struct scen_disruption *d, struct sup_clock *clock);

/* Time from its end to the begin of the next; SUP_NEVER: there is none by itself. */
int64_t sup_clock_pause(const struct scen_disruption *d, struct sup_clock *clock);

/* Time from a begin of the disruption that it follows to its own; SUP_NEVER: not this time. */
int64_t sup_clock_delay(const struct scen_disruption *d, struct sup_clock *clock);

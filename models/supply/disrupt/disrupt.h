/* SPDX-License-Identifier: Apache-2.0 */
/* supply/disrupt/disrupt.h - the clocks of what goes wrong.
 *
 * A disruption is a row of spells, each with a begin and an end, drawn from a stream of chance
 * that its name gives. Each site that it concerns (build/disruptions.c) keeps a copy of this
 * clock and so comes to the same spells by itself: no site is told by another. A spell strikes
 * its target, or of a region each site with a chance of its own; what is struck suffers the
 * effects of harms.c. Begins and ends come first within a tick, ends before begins.
 */
#pragma once

#include "supply/disrupt/plight.h"

/* Starts the clocks in a zeroed `state`. In init. */
void sup_disrupt_open(const struct sup_turn *t, unsigned char *state);

void sup_disruption_begins(const struct sup_turn *t, uint32_t cause);
void sup_disruption_ends(const struct sup_turn *t, uint32_t strike);

/* Goods that waited for a lane try again. */
void sup_depart(const struct sup_turn *t, const struct sup_departure *waiting);

/* A source tells that it will not deliver. */
void sup_refuse(const struct sup_turn *t, uint32_t slot, uint32_t client, int64_t quantity);
void sup_take_refusal(const struct sup_turn *t, const struct sup_order *news, tw_lp_id from);

/* The end of the warm-up: what is measured starts afresh. */
void sup_disrupt_forget(const struct sup_turn *t);

/* At the horizon: rows of availability; orders that were kept back. `state` is writable. */
void sup_disrupt_close(const struct sup_turn *t, unsigned char *state);

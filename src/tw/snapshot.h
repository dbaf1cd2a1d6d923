/* SPDX-License-Identifier: Apache-2.0 */
/* tw/snapshot.h - a run between two moments of virtual time, written down and taken up again.
 *
 * At a pause every worker has committed all that is before it and executed nothing after it:
 * no history, nothing under way. So LPs and pending events are all there is, and they may be
 * dealt anew to any number of workers. Nobody is stopped for it in between: a run that may be
 * paused goes from one agreed time to the next, as it goes to its horizon.
 */
#pragma once

#include "tw/core.h"

/* Writes the worker's LPs and pending events behind what `into` holds; the events are given
 * back. Thread: the worker's own, all others are paused. */
void tw_snapshot_save(struct tw_worker *w, struct tw_snapshot *into, size_t *capacity);

/* Takes the worker's LPs, their pending events and rows from all parts of a snapshot. */
void tw_snapshot_load(struct tw_worker *w, const struct tw_snapshot *part, size_t parts);

/* SPDX-License-Identifier: Apache-2.0 */
/* tw/pause.h - a run in legs: now and then all workers meet at one moment of virtual time,
 * where the caller may end the run. Legs are as long as the caller's patience; without a caller
 * who asks there is one leg. */
#pragma once

#include "tw/core.h"

/* The first leg. */
void tw_pause_begin(struct tw_sim *sim);

/* After a leg, first worker of each rank, all others waiting: sets the next one, or `over`.
 * Collective over ranks. */
void tw_pause_next(struct tw_sim *sim);

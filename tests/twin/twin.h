/* SPDX-License-Identifier: Apache-2.0 */
/* twin/twin.h - one model on every engine, number of threads and stress mode, against serial.
 *
 * The ranks come from the launcher: the same program on 1, 2 and 4 ranks covers the rest.
 */
#pragma once

#include "tw/sim.h"

struct twin_count {
    unsigned runs, different;
    unsigned pauses; // legs that a run in legs was ended after
};

/* The environment asks for the short form (BULLWHIP_SHORT): each mode with one number of
 * threads, all of which have their turn, for a quarter of the time. */
bool twin_short(void);

/* Runs the model serially for the truth, then on `engines` x {1,2,3} threads x all stress
 * modes with `base` as the other options, and compares digest and rows. Says on stderr what
 * differs. Collective. `modes`: 0 = all stress modes, n = only the first n of them. */
struct twin_count twin_compare(const char *name, const struct tw_model *model,
                               const struct tw_options *base, unsigned modes);

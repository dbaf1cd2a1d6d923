/* SPDX-License-Identifier: Apache-2.0 */
/* supply/customers/waits.h - a histogram of waiting times with fixed bins, so that percentiles
 * need no list of waits.
 *
 * Bin 0 counts what did not wait. The others are even parts of octaves, 16 each, from 2^8 ticks
 * (a quarter of a second) up: a wait is known to 3 % and percentiles, interpolated, to better.
 */
#pragma once

#include <stdint.h>

#include "supply/customers/tally.h"

/* The bin of a wait of so many ticks. */
uint32_t sup_wait_bin(int64_t ticks);

/* The wait in days that the part `p` of all does not exceed; NAN when there is none. */
double sup_wait_percentile(const int64_t bin[SUP_WAIT_BINS], double p);

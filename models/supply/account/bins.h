/* SPDX-License-Identifier: Apache-2.0 */
/* supply/account/bins.h - a histogram of times with fixed bins, so that percentiles need no
 * list of them.
 *
 * Bin 0 counts what took no time. The others are even parts of octaves, 16 each, from 2^8 ticks
 * (a quarter of a second) up, as in HdrHistogram (G. Tene): a time is known to 6 % at worst and
 * percentiles, interpolated, to better. Bins are weights: customers, units, jobs.
 */
#pragma once

#include <stdint.h>

enum { SUP_BINS = 640 };

/* The bin of a time of so many ticks. */
uint32_t sup_bin_of(int64_t ticks);

/* The ticks that the part `p` of all does not exceed; NAN when there is none. */
double sup_bin_quantile(const double bin[SUP_BINS], double p);

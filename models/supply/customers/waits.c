/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/customers/waits.h"

#include <math.h>

enum { FINE = 16, FIRST = 8 }; // bins in an octave; 2^FIRST ticks: where octaves begin

uint32_t sup_wait_bin(int64_t ticks)
{
    if (ticks <= 0)
        return 0;
    if (ticks < (1 << FIRST))
        return 1;
    uint32_t octave = 63 - (uint32_t)__builtin_clzll((uint64_t)ticks);
    uint32_t part = (uint32_t)((uint64_t)ticks >> (octave - 4)) & (FINE - 1);
    uint32_t bin = 2 + (octave - FIRST) * FINE + part;

    return bin < SUP_WAIT_BINS ? bin : SUP_WAIT_BINS - 1;
}

/* Where a bin begins, ticks. */
static double start_of(uint32_t bin)
{
    if (bin <= 1)
        return bin == 0 ? 0.0 : 1.0;
    double octave = ldexp(1.0, FIRST + (int)((bin - 2) / FINE));

    return octave * (1.0 + (double)((bin - 2) % FINE) / FINE);
}

double sup_wait_percentile(const int64_t bin[SUP_WAIT_BINS], double p)
{
    double all = 0.0, below = 0.0;

    for (uint32_t i = 0; i < SUP_WAIT_BINS; i++)
        all += (double)bin[i];
    if (!(all > 0.0))
        return (double)NAN;
    if (p * all <= (double)bin[0])
        return 0.0;
    for (uint32_t i = 0; i < SUP_WAIT_BINS; i++) {
        double here = (double)bin[i];

        if (here > 0.0 && below + here >= p * all) {
            double part = (p * all - below) / here, from = start_of(i);

            return (from + part * (start_of(i + 1) - from)) / (double)TW_TICKS_PER_DAY;
        }
        below += here;
    }
    return start_of(SUP_WAIT_BINS) / (double)TW_TICKS_PER_DAY;
}

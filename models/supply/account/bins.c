/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/account/bins.h"

#include <math.h>

enum { FINE = 16, FIRST = 8 }; // bins in an octave; 2^FIRST ticks: where octaves begin

uint32_t sup_bin_of(int64_t ticks)
{
    if (ticks <= 0)
        return 0;
    if (ticks < (1 << FIRST))
        return 1;
    uint32_t octave = 63 - (uint32_t)__builtin_clzll((uint64_t)ticks);
    uint32_t part = (uint32_t)((uint64_t)ticks >> (octave - 4)) & (FINE - 1);
    uint32_t bin = 2 + (octave - FIRST) * FINE + part;

    return bin < SUP_BINS ? bin : SUP_BINS - 1;
}

/* Where a bin begins, ticks. */
static double start_of(uint32_t bin)
{
    if (bin <= 1)
        return bin == 0 ? 0.0 : 1.0;
    double octave = ldexp(1.0, FIRST + (int)((bin - 2) / FINE));

    return octave * (1.0 + (double)((bin - 2) % FINE) / FINE);
}

double sup_bin_quantile(const double bin[SUP_BINS], double p)
{
    double all = 0.0, below = 0.0;

    for (uint32_t i = 0; i < SUP_BINS; i++)
        all += bin[i];
    if (!(all > 0.0))
        return (double)NAN;
    if (p * all <= bin[0])
        return 0.0;
    for (uint32_t i = 0; i < SUP_BINS; i++) {
        double here = bin[i];

        if (here > 0.0 && below + here >= p * all) {
            double part = (p * all - below) / here, from = start_of(i);

            return from + part * (start_of(i + 1) - from);
        }
        below += here;
    }
    return start_of(SUP_BINS);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* rand/gsl_door.h - a rand_stream as GSL's generator, for as long as one call lasts.
 *
 * The gsl_rng is two pointers on the caller's stack; the generator stays in the stream, so
 * whoever saves and restores the stream rewinds GSL's draws too.
 * Thread: as the stream. Internal to `rand`; `lab` may use it for its statistics.
 */
#pragma once

#include <gsl/gsl_rng.h>

#include "rand/stream.h"

extern const gsl_rng_type rand_gsl_type; // 32 bits a draw, 0 .. 2^32-1

/* GSL's view of `s`, borrowed. */
static inline gsl_rng rand_gsl(struct rand_stream *s)
{
    return (gsl_rng){.type = &rand_gsl_type, .state = s};
}

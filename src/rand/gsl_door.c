/* SPDX-License-Identifier: Apache-2.0 */
#include "rand/gsl_door.h"

/* gsl_rng_set() starts the stream anew and keeps which stream it is. */
static void set(void *state, unsigned long seed)
{
    struct rand_stream *s = state;
    *s = rand_stream_at(seed, s->inc >> 1);
}

static unsigned long get(void *state)
{
    return rand_bits(state);
}

static double get_double(void *state)
{
    return rand_uniform(state);
}

const gsl_rng_type rand_gsl_type = {
    .name = "pcg32",
    .max = UINT32_MAX,
    .min = 0,
    .size = sizeof(struct rand_stream),
    .set = set,
    .get = get,
    .get_double = get_double,
};

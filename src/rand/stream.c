/* SPDX-License-Identifier: Apache-2.0 */
#include "rand/stream.h"

#include <stddef.h>

#include "base/digest.h"
#include "base/err.h"

static const uint64_t MULTIPLIER = 6364136223846793005U; // as in rand_bits()
static const uint64_t GOLDEN = 0x9e3779b97f4a7c15U;

struct rand_stream rand_stream_at(uint64_t seed, uint64_t stream)
{
    struct rand_stream s = {.inc = stream << 1 | 1};

    (void)rand_bits(&s);
    s.state += seed;
    (void)rand_bits(&s);
    return s;
}

/* A hash of the words in their order; `start` makes independent hashes of the same words. */
static uint64_t hash(uint64_t start, const uint64_t *word, size_t words)
{
    uint64_t h = base_digest_mix(start);

    for (size_t i = 0; i < words; i++)
        h = base_digest_mix(h + GOLDEN + base_digest_mix(word[i] + GOLDEN));
    return h;
}

struct rand_stream rand_stream_named(uint64_t seed, uint64_t replication, uint64_t agent,
                                     uint64_t purpose)
{
    const uint64_t name[] = {seed, replication & ~rand_mirrored(0, true), agent, purpose};
    enum { WORDS = sizeof name / sizeof *name };
    struct rand_stream s = rand_stream_at(hash(1, name, WORDS), hash(2, name, WORDS));

    if (replication & rand_mirrored(0, true))
        s.inc &= ~UINT64_C(1);
    return s;
}

/* F. Brown, "Random number generation with arbitrary strides", Trans. Am. Nucl. Soc. 71, 1994:
 * squares the step x -> x * MULTIPLIER + inc and joins the squares that `steps` is made of. */
void rand_stream_advance(struct rand_stream *s, uint64_t steps)
{
    uint64_t square_mult = MULTIPLIER, square_plus = s->inc | 1;
    uint64_t mult = 1, plus = 0;

    for (; steps > 0; steps >>= 1) {
        if (steps & 1) {
            mult *= square_mult;
            plus = plus * square_mult + square_plus;
        }
        square_plus *= square_mult + 1;
        square_mult *= square_mult;
    }
    s->state = s->state * mult + plus;
}

/* D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019: the high
 * word of bits * bound, drawn again in the few cases that would favour some numbers. */
uint32_t rand_below(struct rand_stream *s, uint32_t bound)
{
    base_debug_assert(bound > 0);
    uint64_t wide = (uint64_t)rand_bits(s) * bound;

    if ((uint32_t)wide < bound) {
        uint32_t uneven = (0U - bound) % bound; // 2^32 mod bound
        while ((uint32_t)wide < uneven)
            wide = (uint64_t)rand_bits(s) * bound;
    }
    return (uint32_t)(wide >> 32);
}

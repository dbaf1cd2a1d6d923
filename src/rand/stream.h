/* SPDX-License-Identifier: Apache-2.0 */
/* rand/stream.h - one stream of reproducible chance: 16 bytes that live in an LP's state.
 *
 * PCG XSH-RR 64/32 (O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation", HMC-CS-2014-0905). The whole generator is the
 * struct, so rolling the state back rewinds chance too.
 * Thread: whoever owns the struct. Errors: none.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct rand_stream {
    uint64_t state;
    uint64_t inc; // names the stream; odd, but for a mirror (rand_mirrored)
};

/* The stream `stream` of seed `seed`, as PCG's reference seeds it. */
struct rand_stream rand_stream_at(uint64_t seed, uint64_t stream);

/* A stream named by what it is for: same (seed, replication, agent, purpose), same stream,
 * whatever else the scenario holds. This is what keeps common random numbers common. */
struct rand_stream rand_stream_named(uint64_t seed, uint64_t replication, uint64_t agent,
                                     uint64_t purpose);

/* The number of a replication whose streams are those of `replication`, or their mirrors: each
 * bit of each draw the other way round, so that u becomes 1 - u. Pairs of both are antithetic
 * variates (Hammersley and Morton, Proc. Camb. Phil. Soc. 52, 1956). */
static inline uint64_t rand_mirrored(uint64_t replication, bool mirror)
{
    return replication | (uint64_t)mirror << 63;
}

/* Jumps `steps` draws ahead in O(log steps); 2^64 - k goes k back. */
void rand_stream_advance(struct rand_stream *s, uint64_t steps);

/* 32 random bits. */
static inline uint32_t rand_bits(struct rand_stream *s)
{
    uint64_t old = s->state;
    uint32_t mirror = (uint32_t)(s->inc & 1) - 1; // all ones in a mirror
    s->state = old * 6364136223846793005U + (s->inc | 1);
    uint32_t x = (uint32_t)(((old >> 18U) ^ old) >> 27U);
    uint32_t turn = (uint32_t)(old >> 59U);
    return ((x >> turn) | (x << ((32U - turn) & 31U))) ^ mirror;
}

/* Uniform in 0 .. bound-1, without bias; bound > 0. */
uint32_t rand_below(struct rand_stream *s, uint32_t bound);

/* Uniform in [0, 1), 32 bits of it: one draw. */
static inline double rand_uniform(struct rand_stream *s)
{
    return rand_bits(s) * 0x1p-32;
}

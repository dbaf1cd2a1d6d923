/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/belief.h - what an agent holds true: a value, since when, on whose word, how surely.
 *
 * Flat data without padding, so that it lives inside an LP. Which beliefs an agent has, their
 * types and units are in its library; here they are numbers, in base units (days, units of
 * goods, the currency, kg, m3, km); a truth is 0 or 1.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum { BDI_BELIEFS = 128 }; // most that an agent has, so that a set of them is two words

struct bdi_belief {
    double value;
    int64_t at;        // ticks of 1 ms: when it was so, which may be before it was heard
    double confidence; // 0 .. 1 on the word of others; learned: observations behind it
    int64_t source;    // who said it, a number of the caller's; BDI_OWN: by own eyes or thought
};
static_assert(sizeof(struct bdi_belief) == 32, "no padding");

enum { BDI_OWN = -1 };
#define BDI_NEVER INT64_MIN // `at` of what was never heard

enum bdi_type { BDI_NUMBER, BDI_TRUTH };

enum { BDI_BASES = 6 }; // time (d), goods, money, mass (kg), volume (m3), length (km)

struct bdi_dim { // power of each base
    int16_t power[BDI_BASES];
};

struct bdi_mask { // a set of beliefs
    uint64_t word[2];
};

static inline bool bdi_mask_meets(struct bdi_mask a, struct bdi_mask b)
{
    return ((a.word[0] & b.word[0]) | (a.word[1] & b.word[1])) != 0;
}

static inline void bdi_mask_add(struct bdi_mask *m, uint32_t belief)
{
    m->word[belief >> 6] |= UINT64_C(1) << (belief & 63);
}

static inline bool bdi_mask_has(struct bdi_mask m, uint32_t belief)
{
    return (m.word[belief >> 6] >> (belief & 63)) & 1;
}

static inline struct bdi_mask bdi_mask_join(struct bdi_mask a, struct bdi_mask b)
{
    return (struct bdi_mask){{a.word[0] | b.word[0], a.word[1] | b.word[1]}};
}

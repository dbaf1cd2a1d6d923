/* SPDX-License-Identifier: Apache-2.0 */
/* base/digest.h - 64-bit hash chains: fast, same on every little-endian machine.
 *
 * Not cryptographic: it tells whether two runs are the same run, not who made them.
 * Mixing step after Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014 (the SplitMix64 finaliser). Thread: pure functions.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A well-mixed 64-bit value of `x`. */
static inline uint64_t base_digest_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

/* The chain `digest` after one more word; order matters. */
static inline uint64_t base_digest_word(uint64_t digest, uint64_t word)
{
    uint64_t x = (digest ^ word) * 0x9e3779b97f4a7c15U;
    return x ^ (x >> 32);
}

/* The chain after `bytes` bytes; a short last word is padded with zeros and its length. */
static inline uint64_t base_digest_bytes(uint64_t digest, const void *data, size_t bytes)
{
    const unsigned char *at = data;
    uint64_t word;

    for (; bytes >= sizeof word; bytes -= sizeof word, at += sizeof word) {
        memcpy(&word, at, sizeof word);
        digest = base_digest_word(digest, word);
    }
    if (bytes > 0) {
        word = (uint64_t)bytes << 56;
        memcpy(&word, at, bytes);
        digest = base_digest_word(digest, word);
    }
    return digest;
}

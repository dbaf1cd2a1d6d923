/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"

#include <stdio.h>
#include <string.h>

/* FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first
 * 64 primes. */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

void base_sha256_init(struct base_sha256 *s)
{
    /* 5.3.3: the same of the square roots of the first 8 primes. */
    *s = (struct base_sha256){.hash = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

static uint32_t turned(uint32_t x, unsigned by)
{
    return x >> by | x << (32 - by);
}

/* 6.2.2, step 1: the message schedule. */
static void schedule(const unsigned char *block, uint32_t w[64])
{
    for (size_t i = 0; i < 16; i++, block += 4)
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8 |
               (uint32_t)block[3];
    for (size_t i = 16; i < 64; i++) {
        uint32_t s0 = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
}

/* 6.2.2, steps 2 to 4. The eight working variables a .. h are v[0] .. v[7]. */
static void compress(uint32_t hash[8], const unsigned char *block)
{
    uint32_t w[64], v[8];

    schedule(block, w);
    memcpy(v, hash, sizeof v);
    for (size_t i = 0; i < 64; i++) {
        uint32_t sum1 = turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + sum1 + choice + K[i] + w[i];
        uint32_t sum0 = turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + sum0 + majority;
    }
    for (size_t i = 0; i < 8; i++)
        hash[i] += v[i];
}

void base_sha256_add(struct base_sha256 *s, const void *data, size_t bytes)
{
    const unsigned char *at = data;

    while (bytes > 0) {
        size_t used = s->bytes % sizeof s->block, room = sizeof s->block - used;
        size_t part = bytes < room ? bytes : room;

        memcpy(s->block + used, at, part);
        s->bytes += part;
        if (part == room)
            compress(s->hash, s->block);
        at += part;
        bytes -= part;
    }
}

void base_sha256_hex(struct base_sha256 *s, char hex[BASE_SHA256_HEX])
{
    static const unsigned char padding[sizeof s->block] = {0x80};
    unsigned char length[8];
    uint64_t bits = s->bytes * 8;

    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    base_sha256_add(s, padding, 1 + (119 - s->bytes % 64) % 64);
    base_sha256_add(s, length, sizeof length);
    for (size_t i = 0; i < 8; i++)
        (void)snprintf(hex + 8 * i, 9, "%08x", s->hash[i]);
}

bool base_sha256_file(const char *path, char hex[BASE_SHA256_HEX])
{
    struct base_sha256 s;
    unsigned char part[4096];
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    base_sha256_init(&s);
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
        base_sha256_add(&s, part, got);
    bool good = !ferror(file);
    (void)fclose(file);
    if (good)
        base_sha256_hex(&s, hex);
    return good;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* base/sha256.h - fingerprints of input files (FIPS 180-4, SHA-256).
 *
 * Thread: one owner of each struct. Errors: only reading a file can fail.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BASE_SHA256_HEX = 65 }; // 64 digits and NUL

struct base_sha256 {
    uint32_t hash[8];
    uint64_t bytes; // seen so far
    unsigned char block[64];
};

void base_sha256_init(struct base_sha256 *s);
void base_sha256_add(struct base_sha256 *s, const void *data, size_t bytes);

/* Ends the message; `s` must be initialised before it is used again. */
void base_sha256_hex(struct base_sha256 *s, char hex[BASE_SHA256_HEX]);

/* Of a whole file; false, with errno set, when it cannot be read. */
bool base_sha256_file(const char *path, char hex[BASE_SHA256_HEX]);

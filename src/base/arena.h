/* SPDX-License-Identifier: Apache-2.0 */
/* base/arena.h - memory that is set up piece by piece and freed whole.
 *
 * Thread: one owner. Errors: none; out of memory ends the run (base_die).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct base_arena;

struct base_arena *base_arena_new(void);    // owned by the caller
void base_arena_free(struct base_arena *a); // NULL is fine; frees everything taken from it

/* `bytes` zeroed bytes, aligned to 64 when at least 64 are asked for, else to 16. */
void *base_arena_take(struct base_arena *a, size_t bytes);

/* `count` zeroed items; the product is checked for overflow. */
void *base_arena_array(struct base_arena *a, size_t count, size_t item_bytes);

/* A copy of the string. */
char *base_arena_string(struct base_arena *a, const char *text);

/* Bytes taken so far. */
size_t base_arena_bytes(const struct base_arena *a);

/* ---- what lies in files ---- */

/* The first `bytes` bytes of the file, read only, as memory until the arena is freed; they
 * must stay as they are. The file may be closed. NULL: the system has no way to do it. */
const char *base_arena_map(struct base_arena *a, int fd, size_t bytes);

/* What is mapped leaves memory until it is read again. */
void base_arena_rest(const struct base_arena *a);

/* ---- arenas that can be copied to another process ---- */

/* An arena whose memory is one stretch that begins at `address`, at most `most` bytes: copied
 * to the same addresses of another process, pointers within it are good there. NULL when these
 * addresses are taken. */
struct base_arena *base_arena_new_at(uint64_t address, size_t most);

/* Where the stretch begins; `bytes` get taken so far. */
void *base_arena_stretch(const struct base_arena *a, size_t *bytes);

/* Makes the stretch of a new arena `bytes` long, zeroed, to copy another into it. False when
 * the addresses are taken. */
bool base_arena_widen(struct base_arena *a, size_t bytes);

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/index.h - which number has the name with this hash, where there are too many names to
 * keep them: 14 bytes each.
 *
 * Open addressing with linear probing. Thread: one writer, or many readers. Errors: none; out
 * of memory ends the run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCEN_INDEX_MOST = INT32_MAX }; // names

#define SCEN_NOT_IN_INDEX UINT32_MAX

struct scen_index { // {0}: empty
    uint64_t *key;  // heap: by number
    uint32_t *slot; // heap: by place of its hash, 1 + number; 0: nobody
    size_t count, room, slots;
};

void scen_index_fini(struct scen_index *ix);

/* The next number; false when the hash is there already, or there are too many. */
bool scen_index_add(struct scen_index *ix, uint64_t key);

/* The number; SCEN_NOT_IN_INDEX when there is none. */
uint32_t scen_index_find(const struct scen_index *ix, uint64_t key);

/* The same; quick where it is `guess` or the next one. */
uint32_t scen_index_find_near(const struct scen_index *ix, uint64_t key, uint32_t guess);

/* Makes room for so many in all. */
void scen_index_expect(struct scen_index *ix, size_t count);

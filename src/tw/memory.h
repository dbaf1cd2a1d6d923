/* SPDX-License-Identifier: Apache-2.0 */
/* tw/memory.h - large, zeroed, 64-byte aligned memory, on huge pages where the system has them.
 *
 * Random access to millions of LPs costs a page-table walk each without huge pages.
 * Thread: any. Errors: out of memory ends the run.
 */
#pragma once

#include <stddef.h>

void *tw_memory_take(size_t bytes);
void tw_memory_give(void *memory, size_t bytes); // NULL is fine

/* Nobody looks again at the first `done` bytes of what is `bytes` long, of which `before` were
 * known already: what the system can have of them goes back to it. */
void tw_memory_done(void *memory, size_t bytes, size_t before, size_t done);

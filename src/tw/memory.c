/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // MADV_HUGEPAGE
#include "tw/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/mem.h"

enum { HUGE_PAGE = 2 << 20 };

static size_t pages(size_t bytes)
{
    return (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

static void *from_system(size_t bytes)
{
    size_t whole = pages(bytes);
    char *p = mmap(NULL, whole + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                   -1, 0);
    if (p == MAP_FAILED)
        base_die("out of memory: %zu bytes for the engine", bytes);
    size_t before = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
    if (before > 0)
        munmap(p, before);
    munmap(p + before + whole, HUGE_PAGE - before);
    madvise(p + before, whole, MADV_HUGEPAGE);
    return p + before;
}

/* Small pieces are of the heap, which has those of the run before at hand: a run of
 * milliseconds that maps and unmaps its own holds up all threads of the process with it. */
void *tw_memory_take(size_t bytes)
{
    void *p = bytes < HUGE_PAGE ? base_alloc_aligned(bytes) : from_system(bytes);

    base_assert((uintptr_t)p >> 48 == 0);
    return p;
}

void tw_memory_done(void *memory, size_t bytes, size_t before, size_t done)
{
    size_t from = before / HUGE_PAGE * HUGE_PAGE, to = done / HUGE_PAGE * HUGE_PAGE;

    if (bytes >= HUGE_PAGE && from < to)
        madvise((char *)memory + from, to - from, MADV_DONTNEED);
}

void tw_memory_give(void *memory, size_t bytes)
{
    if (bytes < HUGE_PAGE)
        free(memory);
    else if (memory != NULL)
        munmap(memory, pages(bytes));
}

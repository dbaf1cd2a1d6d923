/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // MADV_HUGEPAGE
#include "tw/memory.h"

#include <stdint.h>
#include <sys/mman.h>

#include "base/err.h"

enum { HUGE_PAGE = 2 << 20 };

static size_t round_up(size_t bytes)
{
    size_t unit = bytes >= HUGE_PAGE ? HUGE_PAGE : 4096;
    return (bytes + unit - 1) / unit * unit;
}

void *tw_memory_take(size_t bytes)
{
    size_t whole = round_up(bytes > 0 ? bytes : 1);
    size_t slack = whole >= HUGE_PAGE ? HUGE_PAGE : 0; // to align to a huge page
    char *p =
        mmap(NULL, whole + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        base_die("out of memory: %zu bytes for the engine", bytes);
    if (slack > 0) {
        size_t before = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
        if (before > 0)
            munmap(p, before);
        if (slack - before > 0)
            munmap(p + before + whole, slack - before);
        p += before;
        madvise(p, whole, MADV_HUGEPAGE);
    }
    base_assert((uintptr_t)p >> 48 == 0);
    return p;
}

void tw_memory_give(void *memory, size_t bytes)
{
    if (memory)
        munmap(memory, round_up(bytes > 0 ? bytes : 1));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* base/err.h - the user's mistakes, collected; the machine's failures, told once.
 *
 * A `base_err` gathers every mistake of one input before anything is refused, so that a
 * planner mends a file in one go. Nobody below `cli` prints: they add here and return false.
 * Thread: one owner at a time. Memory: grows on the heap until base_err_fini().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct base_err_item {
    const char *file; // NULL when the mistake has no file; owned by the collection
    int line;         // 0 when the mistake has no line
    bool warning;     // true: worth saying, not worth refusing
    const char *text; // "what; expected what; did you mean"
};

struct base_err {
    struct base_err_item *item;
    size_t count;    // items, errors and warnings, in the order they were added
    size_t errors;   // items that are not warnings
    size_t capacity; // room in `item`
};

/* An empty collection; {0} is one as well. */
void base_err_init(struct base_err *err);
void base_err_fini(struct base_err *err);

/* Adds one mistake at `file:line` (printf format). `file` and the text are copied. */
void base_err_add(struct base_err *err, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void base_err_warn(struct base_err *err, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Is there an error (warnings do not count)? */
bool base_err_any(const struct base_err *err);

/* The machine or the program failed: says why on stderr and ends the process (all ranks, once
 * a hook is set), exit code 1. Never for a user's mistake. */
_Noreturn void base_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What ends the other ranks; `comm` installs it. `where` adds rank and simulated time. */
void base_die_hook(void (*end_all)(int code), void (*where)(char *text, size_t bytes));

/* `last` is called once the reason was said, on the thread that dies, before the other ranks
 * are ended; it need not return. NULL: nothing more. */
void base_die_last(void (*last)(const char *why));

/* A bug in this program: on in every build. In hot loops use base_debug_assert. */
#define base_assert(cond) \
    ((cond) ? (void)0 : base_die("bug: %s does not hold (%s:%d)", #cond, __FILE__, __LINE__))

#ifdef NDEBUG
#define base_debug_assert(cond) ((void)sizeof(cond))
#else
#define base_debug_assert(cond) base_assert(cond)
#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void base_err_init(struct base_err *err)
{
    *err = (struct base_err){0};
}

void base_err_fini(struct base_err *err)
{
    for (size_t i = 0; i < err->count; i++) {
        free((void *)(uintptr_t)err->item[i].file);
        free((void *)(uintptr_t)err->item[i].text);
    }
    free(err->item);
    base_err_init(err);
}

static char *formatted(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

static char *formatted(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    base_assert(length >= 0);

    char *text = base_alloc((size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

static void add(struct base_err *err, struct base_err_item item)
{
    err->item = base_grow(err->item, err->count, &err->capacity, sizeof *err->item);
    err->item[err->count++] = item;
    err->errors += item.warning ? 0 : 1;
}

void base_err_add(struct base_err *err, const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = formatted(format, args);
    va_end(args);
    add(err, (struct base_err_item){
                 .file = file ? base_string(file) : NULL, .line = line, .text = text});
}

void base_err_warn(struct base_err *err, const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = formatted(format, args);
    va_end(args);
    add(err, (struct base_err_item){.file = file ? base_string(file) : NULL,
                                    .line = line,
                                    .warning = true,
                                    .text = text});
}

bool base_err_any(const struct base_err *err)
{
    return err->errors > 0;
}

/* The one piece of process-wide state below `cli`: set while there is one thread, and read only
 * when everything ends. */
static struct {
    void (*end_all)(int code);
    void (*where)(char *text, size_t bytes);
    void (*last)(const char *why);
    atomic_flag dying; // a second death, in the hooks or on another thread, ends at once
} death = {.dying = ATOMIC_FLAG_INIT};

void base_die_hook(void (*end_all)(int code), void (*where)(char *text, size_t bytes))
{
    death.end_all = end_all;
    death.where = where;
}

void base_die_last(void (*last)(const char *why))
{
    death.last = last;
}

void base_die(const char *format, ...)
{
    char why[1024];
    char where[256] = "";
    va_list args;

    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);

    bool first = !atomic_flag_test_and_set(&death.dying);
    if (first && death.where)
        death.where(where, sizeof where);
    (void)fprintf(stderr, "bullwhip: %s%s%s\n", where, where[0] ? ": " : "", why);
    (void)fflush(stderr);
    if (death.last)
        death.last(why);
    if (first && death.end_all)
        death.end_all(1);
    _Exit(1);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Linked into every program of a sanitizer build, so that no environment variable is needed.
 *
 * Open MPI keeps memory of its plugins until the process ends. Were the plugins unloaded before
 * the leak check, their frames would have no names and the suppressions below would not match;
 * so they stay loaded. Their threads were not built for ThreadSanitizer, which cannot see how
 * they synchronise.
 *
 * The stack of each allocation is found by frame pointers: exact unwinding takes several
 * times as long as all the rest of a short run. Libraries have no frame pointers, so of theirs
 * only the caller of malloc() is certain, which is what the suppressions need; where that would
 * be the C library, asked by a library of MPI, a function of ours with a frame stands in
 * between.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int __asprintf_chk(char **text, int flag, const char *format, ...);
int __vasprintf_chk(char **text, int flag, const char *format, va_list words);
const char *__asan_default_options(void);
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void);
const char *__tsan_default_options(void);
const char *__tsan_default_suppressions(void);
const char *__ubsan_default_options(void);

int dlclose(void *handle)
{
    (void)handle;
    return 0;
}

/* What vasprintf() and asprintf() are to libraries that were built with checks
 * (_FORTIFY_SOURCE). */
int __vasprintf_chk(char **text, int flag, const char *format, va_list words)
{
    (void)flag;
    va_list again;
    va_copy(again, words);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    *text = length < 0 ? NULL : malloc((size_t)length + 1);
    return *text ? vsnprintf(*text, (size_t)length + 1, format, words) : -1;
}

int __asprintf_chk(char **text, int flag, const char *format, ...)
{
    va_list words;
    va_start(words, format);
    int length = __vasprintf_chk(text, flag, format, words);
    va_end(words);
    return length;
}

/* The shim of tests/faults may be loaded before AddressSanitizer: it passes on what it takes.
 */
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=1:detect_stack_use_after_return=1:abort_on_error=0:"
           "verify_asan_link_order=0";
}

const char *__ubsan_default_options(void)
{
    return "print_stacktrace=1:halt_on_error=1";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

const char *__lsan_default_suppressions(void)
{
    return "leak:libmpi.so\n"
           "leak:libopen-rte\n"
           "leak:libopen-pal\n"
           "leak:libmca_common\n"
           "leak:mca_\n"
           "leak:libpmix\n"
           "leak:libevent\n"
           "leak:libhwloc\n"
           "leak:libconfig.so\n"; // 1.5 loses what it has parsed when it finds a syntax error
}

const char *__tsan_default_options(void)
{
    return "ignore_noninstrumented_modules=1:second_deadlock_stack=1";
}

const char *__tsan_default_suppressions(void)
{
    return "race:libopen-pal\n"
           "race:libopen-rte\n"
           "race:libpmix\n"
           "race:mca_\n"
           "called_from_lib:libmpi.so\n"
           "called_from_lib:libopen-pal.so\n"
           "called_from_lib:libopen-rte.so\n"
           "called_from_lib:libpmix.so\n"
           "called_from_lib:libevent_core\n"
           "called_from_lib:libevent_pthreads\n";
}

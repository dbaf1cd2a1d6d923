/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // MAP_ANONYMOUS, sigaction
#include "lab/mishap.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

static const char ending[] = ".flight";

static const struct {
    int number;
    const char *text;
} fatal[] = {
    {SIGSEGV, "signal 11: memory that is not there was touched (SIGSEGV)"},
    {SIGBUS, "signal 7: memory that is not there was touched (SIGBUS)"},
    {SIGFPE, "signal 8: arithmetic without a result (SIGFPE)"},
    {SIGILL, "signal 4: an instruction that there is not (SIGILL)"},
    {SIGABRT, "signal 6: the program gave up (SIGABRT)"},
};

enum { FATALS = sizeof fatal / sizeof *fatal };

struct lab_mishaps {
    struct lab_mishap *slot; // by thread, mapped
    size_t bytes;
    char *path;
    struct sigaction before[FATALS];
};

/* Signals reach a process and handlers get no argument of ours: so this is the process's. */
static char *const *command;                   // NULL: ends with code 75
static _Thread_local struct lab_mishap *doing; // NULL: nothing that may fail

/* ---- breaking off; only what a signal handler may do ---- */

static void note(struct lab_mishap *what, const char *why)
{
    for (size_t i = 0; i + 1 < sizeof what->reason && (i == 0 || why[i - 1] != '\0'); i++)
        what->reason[i] = why[i];
}

/* Threads and mapped files end with the program that takes the place of this one. */
static void begin_anew(void)
{
    static const char said[] =
        "bullwhip: a replication broke off; the same command goes on and tries it once more\n";
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (command != NULL)
        execv("/proc/self/exe", command);
    if (write(STDERR_FILENO, said, sizeof said - 1) < 0)
        _exit(1);
    _exit(75);
}

static void catch_signal(int number)
{
    for (size_t i = 0; doing != NULL && i < FATALS; i++)
        if (fatal[i].number == number) {
            note(doing, fatal[i].text);
            begin_anew();
        }
    signal(number, SIG_DFL);
    raise(number);
}

/* For base_die: after its message. */
static void last_word(const char *why)
{
    if (doing == NULL)
        return;
    note(doing, why);
    begin_anew();
}

/* ---- the notes ---- */

/* Its room is taken at once: a disk that is full later can't hurt a write to memory. */
static void *map_file(const char *path, size_t bytes)
{
    void *at = MAP_FAILED;
    int fd = base_file_claim_secret(path);

    if (fd >= 0 && ftruncate(fd, 0) == 0 && posix_fallocate(fd, 0, (off_t)bytes) == 0)
        at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0)
        close(fd);
    return at;
}

struct lab_mishaps *lab_mishap_open(const char *folder, unsigned writer, unsigned threads,
                                    char *const *argv)
{
    struct lab_mishaps *m = base_array(1, sizeof *m);
    struct base_text path = {0};
    struct sigaction action = {.sa_handler = catch_signal};

    base_text_add(&path, "%s/%04u%s", folder, writer, ending);
    m->path = base_text_take(&path);
    m->bytes = threads * sizeof *m->slot;
    m->slot = map_file(m->path, m->bytes);
    if (m->slot == MAP_FAILED)
        m->slot =
            mmap(NULL, m->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (m->slot == MAP_FAILED)
        base_die("out of memory");
    command = argv;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < FATALS; i++)
        sigaction(fatal[i].number, &action, &m->before[i]);
    base_die_last(last_word);
    return m;
}

void lab_mishap_close(struct lab_mishaps *m)
{
    if (m == NULL)
        return;
    base_die_last(NULL);
    for (size_t i = 0; i < FATALS; i++)
        sigaction(fatal[i].number, &m->before[i], NULL);
    munmap(m->slot, m->bytes);
    unlink(m->path);
    free(m->path);
    free(m);
}

void lab_mishap_begin(struct lab_mishaps *m, unsigned thread, const char id[64],
                      uint32_t replication)
{
    struct lab_mishap *slot = &m->slot[thread];

    memcpy(slot->id, id, sizeof slot->id);
    slot->replication = replication;
    slot->under_way = 1;
    doing = slot;
}

void lab_mishap_end(struct lab_mishaps *m, unsigned thread)
{
    doing = NULL;
    m->slot[thread].under_way = 0;
}

/* ---- reading ---- */

static void collect_file(const char *path,
                         void (*take)(void *user, const struct lab_mishap *what), void *user)
{
    struct lab_mishap what;
    FILE *in = fopen(path, "rb");

    if (in == NULL)
        return;
    while (fread(&what, sizeof what, 1, in) == 1) {
        what.reason[sizeof what.reason - 1] = '\0';
        if (what.under_way == 1)
            take(user, &what);
    }
    fclose(in);
    unlink(path);
}

void lab_mishap_collect(const char *folder,
                        void (*take)(void *user, const struct lab_mishap *what), void *user)
{
    DIR *dir = opendir(folder);

    if (dir == NULL)
        return;
    for (const struct dirent *at; (at = readdir(dir)) != NULL;) {
        size_t size = strlen(at->d_name), tail = sizeof ending - 1;
        struct base_text path = {0};
        if (size <= tail || strcmp(at->d_name + size - tail, ending) != 0)
            continue;
        base_text_add(&path, "%s/%s", folder, at->d_name);
        collect_file(base_text_get(&path), take, user);
        base_text_fini(&path);
    }
    closedir(dir);
}

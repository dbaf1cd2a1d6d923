/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // F_OFD_SETLK
#include "lab/history.h"

#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/job.h"
#include "base/mem.h"
#include "base/text.h"
#include "out/h5.h"
#include "out/read.h"
#include "out/results.h"

enum { PATIENCE_SECONDS = 30, NAP_MICROSECONDS = 50000 };

const char *const lab_past_measure[LAB_PAST_MEASURES] = {
    "survive", "survivable", "recover",    "dip",        "index",
    "area",    "tail",       "late_units", "lost_units", "lost_margin"};

/* ---- columns ---- */

struct text_column {
    const char *name, *about;
    size_t offset;
};

#define TEXT(field, about)                              \
    {                                                   \
#field, about, offsetof(struct lab_past, field) \
    }

static const struct text_column texts[] = {
    TEXT(exercise, "what the exercise is called: the week, or what was asked for"),
    TEXT(drill, "id of the drill"),
    TEXT(scenario, "id of its baseline"),
    TEXT(course, "course whose verdicts count"),
    TEXT(ended, "when it ended, UTC"),
    TEXT(version, "of the program"),
    TEXT(digest, "of the results"),
    TEXT(output, "results file, as it was named"),
    TEXT(currency, "of the money in this row"),
    TEXT(job, "batch job that added the row, cluster and number; empty: none"),
    TEXT(inputs, "SHA-256 of version, texts and what was asked for; empty: masked"),
};
enum { FIRST_TEXTS = 9 }; // those that every version has written

#define NUMBER(name, unit, about, field)                             \
    {                                                                \
        name, unit, about, OUT_F64, offsetof(struct lab_past, field) \
    }

#define MEASURE(m, name, unit)                                                                \
    NUMBER(name, unit, "mean over the replications of the judged course", mean[m]),           \
        NUMBER(name "_low", unit, "95 % confidence interval of the mean, lower end", low[m]), \
        NUMBER(name "_high", unit, "95 % confidence interval of the mean, upper end", high[m])

static const struct out_column numbers[] = {
    NUMBER("passed", "1", "1: all criteria were met", passed),
    NUMBER("criteria", "1", "number of criteria", criteria),
    NUMBER("missed", "1", "how many of them were not met", missed),
    NUMBER("seconds", "s", "that the drill took", seconds),
    MEASURE(LAB_PAST_SURVIVE, "survive", "d"),
    MEASURE(LAB_PAST_SURVIVABLE, "survivable", "d"),
    MEASURE(LAB_PAST_RECOVER, "recover", "d"),
    MEASURE(LAB_PAST_DIP, "dip", "1"),
    MEASURE(LAB_PAST_INDEX, "index", "1"),
    MEASURE(LAB_PAST_AREA, "area", "d"),
    MEASURE(LAB_PAST_TAIL, "tail", "d"),
    MEASURE(LAB_PAST_LATE, "late_units", "units"),
    MEASURE(LAB_PAST_LOST, "lost_units", "units"),
    MEASURE(LAB_PAST_MARGIN, "lost_margin", "see currency"),
};

enum { TEXTS = sizeof texts / sizeof *texts, NUMBERS = sizeof numbers / sizeof *numbers };

/* ---- reading ---- */

static bool damaged(const char *path, const char *what, struct base_err *err)
{
    base_err_add(err, NULL, 0,
                 "'%s' %s; expected a history of drills. It is left as it is: take a copy of "
                 "it back, or name another file to begin a new history",
                 path, what);
    return false;
}

static bool read_texts(const struct out_file *f, struct base_arena *arena,
                       struct lab_history *h)
{
    char path[80];

    for (size_t k = 0; k < TEXTS; k++) {
        size_t count = h->count;
        snprintf(path, sizeof path, "/history/%s", texts[k].name);
        bool there = k < FIRST_TEXTS || out_file_has(f, path);
        const char **value = there ? out_file_strings(f, path, arena, &count) : NULL;
        if ((there && value == NULL) || count != h->count)
            return false;
        for (size_t i = 0; i < count; i++) {
            const char *one = there ? value[i] : "";
            memcpy((char *)&h->past[i] + texts[k].offset, &one, sizeof one);
        }
    }
    return true;
}

/* What an earlier version did not write is not known. */
static bool read_numbers(const struct out_file *f, struct base_arena *arena,
                         struct lab_history *h)
{
    char path[80];

    for (size_t k = 0; k < NUMBERS; k++) {
        size_t count = h->count;
        snprintf(path, sizeof path, "/history/%s", numbers[k].name);
        bool there = out_file_has(f, path);
        const double *value = there ? out_file_doubles(f, path, arena, &count) : NULL;
        if ((there && value == NULL) || count != h->count)
            return false;
        for (size_t i = 0; i < count; i++) {
            double one = there ? value[i] : NAN;
            memcpy((char *)&h->past[i] + numbers[k].offset, &one, sizeof one);
        }
    }
    return true;
}

bool lab_history_read(const char *path, struct base_arena *arena, struct lab_history *out,
                      struct base_err *err)
{
    struct base_err why = {0};
    int64_t count = 0;

    *out = (struct lab_history){0};
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    struct out_file *f = out_file_open(path, &why);
    base_err_fini(&why);
    if (f == NULL)
        return damaged(path, "can't be read: it is damaged, or no HDF5 file", err);
    bool known = out_file_integer(f, "/history", "drills", &count) && count >= 0;
    bool good = known;
    if (known) {
        out->count = (size_t)count;
        out->past = base_arena_array(arena, out->count, sizeof *out->past);
        good = read_texts(f, arena, out) && read_numbers(f, arena, out);
    }
    out_file_close(f);
    if (good)
        return true;
    *out = (struct lab_history){0};
    return damaged(path, known ? "is damaged: columns are missing" : "holds no history", err);
}

const struct lab_past *lab_history_find(const struct lab_history *h, const char *exercise)
{
    for (size_t i = 0; i < h->count; i++)
        if (strcmp(h->past[i].exercise, exercise) == 0)
            return &h->past[i];
    return NULL;
}

const struct lab_past *lab_history_own(const struct lab_history *h, const struct lab_past *row)
{
    if (!base_job_again() || row->job[0] == '\0')
        return NULL;
    for (size_t i = 0; i < h->count; i++) {
        const struct lab_past *past = &h->past[i];
        if (strcmp(past->job, row->job) == 0 && strcmp(past->exercise, row->exercise) == 0 &&
            strcmp(past->drill, row->drill) == 0 && strcmp(past->inputs, row->inputs) == 0 &&
            strcmp(past->output, row->output) == 0)
            return past;
    }
    return NULL;
}

bool lab_history_may_add(const char *path, const struct lab_history *h,
                         const struct lab_past *row, bool force, struct base_err *err)
{
    const struct lab_past *before = lab_history_find(h, row->exercise);

    if (force || before == NULL || row->exercise[0] == '\0' || lab_history_own(h, row) != NULL)
        return true;
    base_err_add(
        err, NULL, 0,
        "'%s' has a drill of exercise %s already (%s, %s); expected one drill for each "
        "exercise, or --force",
        path, before->exercise, before->drill, before->ended);
    return false;
}

/* ---- writing ---- */

static bool write_all(const char *path, const struct lab_past *past, size_t count,
                      struct base_err *err)
{
    const char **value = base_array(count, sizeof *value);
    struct out_h5 *f = out_results_create(path, "history", NULL, err);
    char name[80];

    if (f != NULL) {
        out_rows_write(f, "/history", "one row per drill, in the order in which they ended",
                       numbers, NUMBERS, 0, sizeof *past, past, count);
        out_h5_integer(f, "/history", "drills", (int64_t)count);
        for (size_t k = 0; k < TEXTS; k++) {
            for (size_t i = 0; i < count; i++)
                memcpy(&value[i], (const char *)&past[i] + texts[k].offset, sizeof value[i]);
            snprintf(name, sizeof name, "/history/%s", texts[k].name);
            out_h5_strings(f, name, texts[k].about, value, count);
        }
        out_h5_finish(f);
    }
    free(value);
    return f != NULL;
}

/* The lock is on a file of its own: the history's name changes hands. -1 with `err`. */
static int lock(const char *path, struct base_err *err)
{
    struct base_text name = {0};
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    double since = base_clock_seconds();

    base_text_add(&name, "%s.lock", path);
    int fd = open(base_text_get(&name), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    bool held = false;
    while (fd >= 0 && !held && base_clock_seconds() - since < PATIENCE_SECONDS) {
        held = fcntl(fd, F_OFD_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN);
        if (!held)
            usleep(NAP_MICROSECONDS);
    }
    if (fd < 0)
        base_err_add(err, NULL, 0, "can't make '%s': %s", base_text_get(&name),
                     strerror(errno));
    else if (!held) {
        base_err_add(err, NULL, 0,
                     "another drill has been writing '%s' for %d seconds; expected it to end",
                     path, PATIENCE_SECONDS);
        close(fd);
        fd = -1;
    }
    base_text_fini(&name);
    return fd;
}

/* What its own results are not is another's, or wrong. */
static bool same_results(const char *path, const struct lab_past *own,
                         const struct lab_past *row, struct base_err *err)
{
    if (strcmp(own->digest, row->digest) == 0)
        return true;
    base_err_add(err, NULL, 0,
                 "'%s' has this job's drill of exercise %s already, with the digest %s; "
                 "expected the same results again, not %s",
                 path, own->exercise, own->digest, row->digest);
    return false;
}

static bool append(const char *path, const struct lab_history *h, const struct lab_past *row,
                   struct base_err *err)
{
    struct lab_past *all = base_array(h->count + 1, sizeof *all);

    if (h->count > 0)
        memcpy(all, h->past, h->count * sizeof *all);
    all[h->count] = *row;
    bool good = write_all(path, all, h->count + 1, err);
    free(all);
    return good;
}

bool lab_history_add(const char *path, const struct lab_past *row, bool force,
                     struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    struct lab_history h;
    int held = lock(path, err);
    bool good = held >= 0 && lab_history_read(path, arena, &h, err) &&
                lab_history_may_add(path, &h, row, force, err);

    if (good) {
        const struct lab_past *own = lab_history_own(&h, row);
        good = own != NULL ? same_results(path, own, row, err) : append(path, &h, row, err);
    }
    if (held >= 0)
        close(held); // which gives the lock back
    base_arena_free(arena);
    return good;
}

/* ---- trend ---- */

struct lab_trend lab_history_trend(const struct lab_history *h, size_t measure)
{
    struct lab_trend t = {NAN, NAN, NAN, 0};
    double *x = base_array(2 * h->count + 1, sizeof *x), *y = x + h->count;
    double c0, cov00, cov01, cov11, squares;

    for (size_t i = 0; i < h->count; i++)
        if (!isnan(h->past[i].mean[measure])) {
            x[t.n] = (double)i;
            y[t.n++] = h->past[i].mean[measure];
        }
    if (t.n >= 2)
        gsl_fit_linear(x, 1, y, 1, t.n, &c0, &t.slope, &cov00, &cov01, &cov11, &squares);
    if (t.n >= 3) {
        double half = gsl_cdf_tdist_Pinv(0.975, (double)(t.n - 2)) * sqrt(cov11);
        t.low = t.slope - half;
        t.high = t.slope + half;
    }
    free(x);
    return t;
}

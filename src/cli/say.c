/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/say.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "comm/comm.h"

enum { BAR = 24 };
static const double BAR_SECONDS = 0.2, LINE_SECONDS = 5.0, FIRST_LINE_SECONDS = 1.0;

void cmd_progress_begin(struct cmd_progress *p, uint32_t count, double unit,
                        const char *unit_name)
{
    *p = (struct cmd_progress){
        .count = count, .unit = unit, .unit_name = unit_name, .first = UINT64_MAX};
    p->terminal = isatty(STDERR_FILENO);
    p->began = base_clock_seconds();
    p->last = p->terminal ? p->began : p->began + FIRST_LINE_SECONDS - LINE_SECONDS;
}

const char *cmd_short(double value, char text[16])
{
    static const char *const suffix[] = {"", " k", " M", " G", " T"};
    size_t i = 0;

    for (; fabs(value) >= 1000 && i < 4; i++)
        value /= 1000;
    snprintf(text, 16, value < 10 && i > 0 ? "%.1f%s" : "%.0f%s", value, suffix[i]);
    return text;
}

/* "12 s", "3 min", "2.5 h". */
static const char *wait_text(double seconds, char text[32])
{
    if (!(seconds < 1e7))
        snprintf(text, 32, "?");
    else if (seconds < 100)
        snprintf(text, 32, "%.0f s", seconds);
    else if (seconds < 6000)
        snprintf(text, 32, "%.0f min", seconds / 60);
    else
        snprintf(text, 32, "%.1f h", seconds / 3600);
    return text;
}

/* Part of the whole study that is done. */
static double part_done(const struct cmd_progress *p, uint32_t index,
                        const struct tw_progress *now)
{
    double here = now->horizon > 0 ? (double)now->gvt / (double)now->horizon : 0;

    return (index + fmin(here, 1)) / (p->count ? p->count : 1);
}

static void facts(const struct cmd_progress *p, uint32_t index, const struct tw_progress *now,
                  double left)
{
    char rate[16], memory[16], wait[32];
    double per_second = now->seconds > 0 ? (double)now->committed / now->seconds : 0;

    if (p->count > 1)
        fprintf(stderr, "replication %u of %u, ", index + 1, p->count);
    fprintf(stderr, "time %.4g of %.4g %s, %s events/s%s, efficiency %.2f",
            (double)now->gvt / p->unit, (double)now->horizon / p->unit, p->unit_name,
            cmd_short(per_second, rate), comm_size() > 1 ? " on rank 0" : "", now->efficiency);
    if (now->memory_bytes > 0)
        fprintf(stderr, ", %sB", cmd_short((double)now->memory_bytes, memory));
    fprintf(stderr, ", %s left", wait_text(left, wait));
}

static void bar(double done)
{
    char text[BAR + 1];

    for (int i = 0; i < BAR; i++)
        text[i] = i < (int)(done * BAR) ? '#' : '.';
    text[BAR] = '\0';
    fprintf(stderr, "\r\033[K[%s] %3.0f %% ", text, done * 100);
}

/* Is it time to say something again? */
static bool due(struct cmd_progress *p)
{
    double clock = base_clock_seconds();

    if (clock - p->last < (p->terminal ? BAR_SECONDS : LINE_SECONDS))
        return false;
    p->last = clock;
    return true;
}

/* What stands before the facts of a bar or line. */
static void begin_line(struct cmd_progress *p, double done)
{
    p->drawn = p->terminal;
    if (p->terminal)
        bar(done);
    else
        fprintf(stderr, "bullwhip: %.0f %%: ", done * 100);
}

static void end_line(const struct cmd_progress *p)
{
    if (!p->terminal)
        fputc('\n', stderr);
    fflush(stderr);
}

/* Seconds that are left when `done` of it took so long. */
static double time_left(const struct cmd_progress *p, double done)
{
    return done > 0 ? (p->last - p->began) * (1 - done) / done : INFINITY;
}

void cmd_progress_show(void *user, uint32_t index, const struct tw_progress *now)
{
    struct cmd_progress *p = user;

    if (!due(p))
        return;
    double done = part_done(p, index, now);
    begin_line(p, done);
    facts(p, index, now, time_left(p, done));
    end_line(p);
}

void cmd_progress_count(struct cmd_progress *p, uint64_t count, uint64_t all)
{
    char wait[32];

    if (!due(p))
        return;
    if (p->first == UINT64_MAX)
        p->first = count;
    double done = all > 0 ? (double)count / (double)all : 1;
    double fresh = all > p->first ? (double)(count - p->first) / (double)(all - p->first) : 1;
    begin_line(p, done);
    fprintf(stderr, "%" PRIu64 " of %" PRIu64 " replications, %s left", count, all,
            wait_text(time_left(p, fresh), wait));
    end_line(p);
}

void cmd_progress_end(struct cmd_progress *p)
{
    if (p->drawn)
        fprintf(stderr, "\r\033[K");
    p->drawn = false;
    fflush(stderr);
}

void cmd_say_stopped(uint64_t simulated, const char *output)
{
    fprintf(
        stderr,
        "bullwhip: stopped by a signal; %" PRIu64
        " replications were done now, all are safe in '%s.spool'; the same command goes on\n",
        simulated, output);
}

const char *cmd_core_hours(double seconds, char text[40])
{
    if (seconds >= 360)
        snprintf(text, 40, "%.3g", seconds / 3600);
    else
        snprintf(text, 40, "%.2g (%.2g s)", seconds / 3600, seconds);
    return text;
}

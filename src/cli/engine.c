/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/engine.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "base/number.h"
#include "cli/say.h"
#include "comm/comm.h"
#include "scen/part.h"

/* ---- options ---- */

static const char *const stress_name[] = {"rollback", "shuffle",   "gvt",    "undo",
                                          "writes",   "speculate", "history"};

/* The switch called `word`; NULL when there is none. */
static bool *stress_switch(struct tw_stress *s, const char *word)
{
    const struct {
        const char *name;
        bool *at;
    } known[] = {{"shuffle", &s->shuffle},
                 {"gvt", &s->gvt_always},
                 {"undo", &s->undo_check},
                 {"writes", &s->undo_check},
                 {"speculate", &s->speculate_always}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(word, known[i].name))
            return known[i].at;
    return NULL;
}

static bool stress_number(struct tw_stress *s, const char *word, const char *value)
{
    int64_t number;

    if (!base_parse_int(value, &number) || number < 1 || number > UINT32_MAX)
        return false;
    if (!strcmp(word, "rollback"))
        s->rollback_every = (uint32_t)number;
    else if (!strcmp(word, "history"))
        s->history_cap = (size_t)number;
    else
        return false;
    return true;
}

/* One word of --stress; `value` is what stands behind '=', NULL when nothing does. */
static bool stress_word(struct tw_stress *s, const char *word, const char *value)
{
    if (value)
        return stress_number(s, word, value);
    bool *at = stress_switch(s, word);
    if (at)
        *at = true;
    return at != NULL;
}

static bool stress_piece(struct tw_stress *s, char *piece, char *why, size_t bytes)
{
    char *value = strchr(piece, '=');

    if (value)
        *value++ = '\0';
    if (stress_word(s, piece, value))
        return true;
    const char *near =
        base_nearest(piece, stress_name, sizeof stress_name / sizeof stress_name[0]);
    snprintf(why, bytes,
             "'%s%s%s' is none of rollback=N, shuffle, gvt, undo, writes, speculate, "
             "history=BYTES%s%s",
             piece, value ? "=" : "", value ? value : "", near ? "; did you mean " : "",
             near ? near : "");
    return false;
}

static bool read_stress(const char *text, const char *form, void *to, char *why, size_t bytes)
{
    char *copy = base_string(text);
    bool good = true;

    (void)form;
    for (char *at = copy; good && at;) {
        char *comma = strchr(at, ',');
        if (comma)
            *comma++ = '\0';
        good = stress_piece(to, at, why, bytes);
        at = comma;
    }
    free(copy);
    return good;
}

#define AT(field) offsetof(struct cmd_engine, field)

const struct cmd_option cmd_engine_options[] = {
    {"engine", 0, "E", cmd_read_choice, "serial|timewarp|conservative",
     "serial, timewarp or conservative; results are the same.\n"
     "Default: serial for one worker, timewarp for more (run: see above)",
     AT(engine)},
    {"threads", 0, "T", cmd_read_count, "1..1024",
     "workers on each rank (default 1); ranks come from mpirun or srun", AT(threads)},
    {"placement", 0, "P", cmd_read_choice, "auto|metis|block|round-robin",
     "how agents are dealt to workers: auto, metis, block, round-robin", AT(placement)},
    {"memory-cap", 0, "SIZE", cmd_read_bytes, NULL,
     "most memory for events and history on each rank, \"2 GB\";\n"
     "default: half of the machine's, divided by its ranks",
     AT(memory_cap)},
    {"json", 0, NULL, NULL, NULL, "print one JSON object on stdout", AT(json)},
};

const struct cmd_option cmd_developer_options[] = {
    {"stress", 0, "LIST", read_stress, NULL,
     "faults on purpose that must not change any result, with commas\n"
     "(all but undo need --engine timewarp and more than one worker):\n"
     "rollback=N     undo every Nth speculative event, do it again\n"
     "shuffle        deliver in a random order\n"
     "gvt            a GVT round at each step\n"
     "undo, writes   forward, undo, compare bytes: proves that every\n"
     "               change was declared; then for real\n"
     "speculate      never use the safe bound\n"
     "history=BYTES  so much history per worker",
     AT(stress)},
};

const struct cmd_option cmd_team_options[] = {
    {"teams", 0, "N", cmd_read_count, "1..1000000",
     "N teams of ranks, each does one replication at a time by Time Warp.\n"
     "Default: each thread of each rank does its own replication, where\n"
     "there are enough of them and memory for so many; else as many teams\n"
     "as can be.\n"
     "--engine serial: always each thread its own; timewarp: one team",
     AT(teams)},
};

_Static_assert(sizeof cmd_engine_options / sizeof cmd_engine_options[0] == CMD_ENGINE_OPTIONS,
               "as many as the header says");

struct tw_options cmd_engine_take(const struct cmd_engine *e)
{
    bool alone = e->threads * (uint64_t)comm_size() == 1;
    struct tw_options tw = {.threads = (unsigned)e->threads,
                            .memory_cap = e->memory_cap,
                            .placement = (enum tw_placement)e->placement,
                            .stress = e->stress};

    tw.engine = e->engine >= 0 ? (enum tw_engine)e->engine : alone ? TW_SERIAL : TW_TIMEWARP;
    return tw;
}

enum { SMALL_SITES = 5000 }; // below, events are too few to be worth dividing

struct tw_options cmd_engine_for(const struct cmd_engine *e, const struct scenario *scen)
{
    struct tw_options tw = cmd_engine_take(e);
    uint64_t workers = e->threads * (uint64_t)comm_size();

    if (e->engine < 0 && scen->part == NULL && scen->replications >= workers &&
        scen->sites < SMALL_SITES)
        tw.engine = TW_SERIAL;
    return tw;
}

int cmd_engine_teams(const struct cmd_engine *e)
{
    if (e->teams > 0)
        return (int)e->teams;
    if (e->engine < 0)
        return -1;
    return e->engine == TW_SERIAL ? 0 : 1;
}

bool cmd_engine_check_teams(const struct cmd_engine *e, struct base_err *err)
{
    if (e->teams > (uint64_t)comm_size())
        base_err_add(err, NULL, 0,
                     "--teams %" PRIu64
                     ": there %s %d rank%s; expected a team to have one at least",
                     e->teams, comm_size() == 1 ? "is" : "are", comm_size(),
                     comm_size() == 1 ? "" : "s");
    if (e->teams > 0 && e->engine == TW_SERIAL)
        base_err_add(err, NULL, 0,
                     "--teams with --engine serial: a team has one replication in common; "
                     "expected --engine timewarp or conservative");
    return !base_err_any(err);
}

const char *cmd_engine_name(enum tw_engine engine)
{
    static const char *const name[] = {"serial", "timewarp", "conservative"};

    return name[engine];
}

/* ---- measures ---- */

double cmd_efficiency(const struct cmd_measure *m)
{
    return m->processed ? (double)m->committed / (double)m->processed : 1;
}

double cmd_rate(const struct cmd_measure *m)
{
    return m->seconds > 0 ? (double)m->committed / m->seconds : 0;
}

static void number(struct base_text *json, const char *name, double value)
{
    base_text_add(json, "\"%s\": ", name);
    base_text_json_number(json, value);
    base_text_add(json, ", ");
}

void cmd_measure_json(const struct cmd_measure *m, struct base_text *json)
{
    base_text_add(json, "\"digest\": \"%016" PRIx64 "\", \"engine\": \"%s\", ", m->digest,
                  cmd_engine_name(m->engine));
    base_text_add(json, "\"ranks\": %u, \"threads\": %u, ", m->ranks, m->threads);
    base_text_add(json, "\"committed\": %" PRIu64 ", \"processed\": %" PRIu64 ", ",
                  m->committed, m->processed);
    number(json, "efficiency", cmd_efficiency(m));
    number(json, "seconds", m->seconds);
    number(json, "events_per_second", cmd_rate(m));
    base_text_add(json, "\"peak_rss_bytes\": %" PRIu64 ", ", m->peak_rss_bytes);
}

void cmd_measure_print(const struct cmd_measure *m)
{
    char events[16], rate[16], memory[16];

    printf("digest %016" PRIx64 "\n", m->digest);
    printf("%s on %u x %u (ranks x threads): %s events in %.3g s, %s/s, efficiency %.2f, %sB\n",
           cmd_engine_name(m->engine), m->ranks, m->threads,
           cmd_short((double)m->committed, events), m->seconds, cmd_short(cmd_rate(m), rate),
           cmd_efficiency(m), cmd_short((double)m->peak_rss_bytes, memory));
}

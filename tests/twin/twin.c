/* SPDX-License-Identifier: Apache-2.0 */
#include "twin/twin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "comm/comm.h"

struct truth {
    uint64_t digest, rows, row_digest, committed;
};

static const struct mode {
    const char *name;
    enum tw_engine engine;
    enum tw_placement placement;
    struct tw_stress stress;
    bool pauses; // stopped now and then, gone on with by other workers on another engine
} mode[] = {
    {"plain", TW_TIMEWARP, TW_PLACE_AUTO, {0}, false},
    {"conservative", TW_CONSERVATIVE, TW_PLACE_BLOCK, {0}, false},
    {"speculate", TW_TIMEWARP, TW_PLACE_ROUND_ROBIN, {.speculate_always = true}, false},
    {"rollback",
     TW_TIMEWARP,
     TW_PLACE_BLOCK,
     {.speculate_always = true, .rollback_every = 3},
     false},
    {"undo", TW_TIMEWARP, TW_PLACE_ROUND_ROBIN, {.undo_check = true}, false},
    {"shuffle",
     TW_TIMEWARP,
     TW_PLACE_ROUND_ROBIN,
     {.shuffle = true, .speculate_always = true},
     false},
    {"late", TW_TIMEWARP, TW_PLACE_ROUND_ROBIN, {.shuffle = true}, false},
    {"gvt", TW_TIMEWARP, TW_PLACE_ROUND_ROBIN, {.gvt_always = true}, false},
    {"late, gvt",
     TW_CONSERVATIVE,
     TW_PLACE_ROUND_ROBIN,
     {.shuffle = true, .gvt_always = true},
     false},
    {"tiny memory", TW_TIMEWARP, TW_PLACE_ROUND_ROBIN, {.history_cap = 2000}, false},
    {"pauses", TW_TIMEWARP, TW_PLACE_BLOCK, {0}, true},
    {"all at once",
     TW_TIMEWARP,
     TW_PLACE_ROUND_ROBIN,
     {.speculate_always = true,
      .rollback_every = 5,
      .undo_check = true,
      .shuffle = true,
      .gvt_always = true,
      .history_cap = 20000},
     true},
};

/* Per LP: rows must be there from 0 without a gap, in order, whatever their channel. */
static struct truth truth_of(const struct tw_model *m, const struct tw_result *r,
                             bool all_ranks)
{
    uint64_t sum[2] = {r->rows.count, 0};

    for (size_t i = 0; i < r->rows.count; i++) {
        const struct tw_row *row = &r->rows.row[i];
        uint64_t d = base_digest_word((uint64_t)row->lp << 32 | row->seq, (uint64_t)row->at);
        d = base_digest_word(d, row->channel);
        sum[1] += base_digest_mix(base_digest_bytes(d, r->rows.bytes + row->offset,
                                                    m->channels[row->channel].row_bytes));
        if (i > 0 && row[-1].channel == row->channel && row[-1].lp == row->lp &&
            row[-1].at > row->at)
            sum[1] = 1; // out of order: can't be equal
    }
    if (all_ranks)
        comm_sum_u64(sum, 2);
    return (struct truth){r->digest, sum[0], sum[1], r->committed};
}

static struct truth run(const struct tw_model *m, const struct tw_options *o)
{
    struct base_err err = {0};
    struct tw_result result;

    if (!tw_run(m, o, &result, &err))
        base_die("%s", err.count > 0 ? err.item[0].text : "run refused");
    struct truth t = truth_of(m, &result, o->engine != TW_SERIAL);
    tw_result_fini(&result);
    return t;
}

/* ---- in legs ---- */

enum { PAUSES = 4 };

static bool third_time(void *user, tw_time at)
{
    unsigned *asked = user;

    (void)at;
    return ++*asked % 3 == 0;
}

static void share(void **data, size_t bytes, int root)
{
    if (comm_rank() != root && !(*data = malloc(bytes + 1)))
        base_die("out of memory");
    if (bytes > 0)
        comm_broadcast(*data, bytes, root);
}

/* Every rank's part, on every rank. */
static struct tw_snapshot *share_all(struct tw_snapshot mine, bool alone)
{
    int ranks = alone ? 1 : comm_size();
    struct tw_snapshot *all = calloc((size_t)ranks, sizeof *all);

    if (!all)
        base_die("out of memory");
    for (int r = 0; r < ranks; r++) {
        if (r == comm_rank() || alone)
            all[r] = mine;
        if (alone)
            continue;
        struct tw_snapshot head = all[r];
        comm_broadcast(&head, sizeof head, r);
        head.rows.row = all[r].rows.row;
        head.rows.bytes = all[r].rows.bytes;
        head.bytes = all[r].bytes;
        all[r] = head;
        share((void **)&all[r].rows.row, head.rows.count * sizeof *head.rows.row, r);
        share((void **)&all[r].rows.bytes, head.rows.byte_count, r);
        share((void **)&all[r].bytes, head.byte_count, r);
    }
    return all;
}

static void drop_all(struct tw_snapshot *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tw_snapshot_fini(&all[i]);
    free(all);
}

/* Other workers, another placement and engine for the next leg. */
static void change(struct tw_options *o, unsigned leg)
{
    static const enum tw_placement places[] = {TW_PLACE_ROUND_ROBIN, TW_PLACE_BLOCK,
                                               TW_PLACE_AUTO};
    static const enum tw_engine engines[] = {TW_CONSERVATIVE, TW_TIMEWARP, TW_SERIAL};

    o->threads = o->threads % 3 + 1;
    o->placement = places[leg % 3];
    o->engine = engines[leg % 3];
    if (comm_size() > 1 && o->engine == TW_SERIAL)
        o->engine = TW_TIMEWARP;
}

static struct truth run_in_legs(const struct tw_model *m, struct tw_options o, unsigned *pauses)
{
    struct tw_snapshot *all = NULL;
    size_t parts = 0;
    unsigned asked = 0;

    o.pause = third_time;
    o.pause_user = &asked;
    o.pause_seconds = 1e-4;
    for (unsigned leg = 0;; leg++) {
        struct base_err err = {0};
        struct tw_result result;

        o.resume = all;
        o.resume_parts = parts;
        if (leg == PAUSES)
            o.pause = NULL;
        if (!tw_run(m, &o, &result, &err))
            base_die("%s", err.count > 0 ? err.item[0].text : "run refused");
        drop_all(all, parts);
        if (!result.paused) {
            struct truth t = truth_of(m, &result, o.engine != TW_SERIAL);
            tw_result_fini(&result);
            return t;
        }
        ++*pauses;
        parts = o.engine == TW_SERIAL ? 1 : (size_t)comm_size();
        all = share_all(result.snapshot, o.engine == TW_SERIAL);
        result.snapshot = (struct tw_snapshot){0};
        tw_result_fini(&result);
        change(&o, leg);
    }
}

static bool same(struct truth a, struct truth b)
{
    return a.digest == b.digest && a.rows == b.rows && a.row_digest == b.row_digest &&
           a.committed == b.committed;
}

static void tell(const char *name, const char *which, const struct tw_options *o,
                 struct truth want, struct truth got)
{
    if (comm_rank() == 0)
        fprintf(stderr,
                "%s, %s, %d x %u, seed %" PRIu64 ": digest %016" PRIx64 " not %016" PRIx64
                ", committed %" PRIu64 " not %" PRIu64 ", rows %" PRIu64 " not %" PRIu64
                " (%016" PRIx64 " not %016" PRIx64 ")\n",
                name, which, comm_size(), o->threads, o->seed, got.digest, want.digest,
                got.committed, want.committed, got.rows, want.rows, got.row_digest,
                want.row_digest);
}

bool twin_short(void)
{
    return getenv("BULLWHIP_SHORT") != NULL;
}

/* Each mode with each number of threads; in short, with one of them. */
static bool left_out(size_t which, unsigned threads)
{
    return twin_short() && (which + (size_t)comm_size()) % 3 + 1 != threads;
}

struct twin_count twin_compare(const char *name, const struct tw_model *m,
                               const struct tw_options *base, unsigned modes)
{
    struct twin_count count = {0};
    struct tw_options whole = *base, o;
    size_t all = sizeof mode / sizeof *mode;

    if (twin_short())
        whole.horizon /= 4;
    o = whole;
    o.engine = TW_SERIAL;
    struct truth want = run(m, &o);
    for (size_t i = 0; i < (modes > 0 && modes < all ? modes : all); i++)
        for (unsigned threads = 1; threads <= 3; threads++) {
            if (left_out(i, threads))
                continue;
            o = whole;
            o.engine = mode[i].engine;
            o.placement = mode[i].placement;
            o.stress = mode[i].stress;
            o.threads = threads;
            struct truth got = mode[i].pauses ? run_in_legs(m, o, &count.pauses) : run(m, &o);
            count.runs++;
            if (same(want, got))
                continue;
            count.different++;
            tell(name, mode[i].name, &o, want, got);
        }
    return count;
}

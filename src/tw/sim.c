/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // sysconf's page counts
#include "tw/sim.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "comm/comm.h"
#include "tw/core.h"
#include "tw/memory.h"
#include "tw/pause.h"
#include "tw/place.h"
#include "tw/route.h"
#include "tw/serial.h"
#include "tw/snapshot.h"
#include "tw/watch.h"
#include "tw/worker.h"

enum { MAX_THREADS = 255, MAX_RANKS = 65535 };

static size_t machine_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? (size_t)pages * (size_t)bytes : (size_t)1 << 30;
}

static bool options_make_sense(const struct tw_model *m, const struct tw_options *o,
                               struct base_err *err)
{
    size_t before = err->errors;

    if (o->threads > MAX_THREADS)
        base_err_add(err, NULL, 0, "%u threads; expected at most %d", o->threads, MAX_THREADS);
    if (comm_size() > MAX_RANKS)
        base_err_add(err, NULL, 0, "%d ranks; expected at most %d", comm_size(), MAX_RANKS);
    if (o->horizon <= 0 || o->horizon > TW_TIME_MAX)
        base_err_add(err, NULL, 0, "horizon of %lld ms; expected 1 .. %lld",
                     (long long)o->horizon, (long long)TW_TIME_MAX);
    if (m->lps == 0)
        base_err_add(err, NULL, 0, "model %s has nothing to simulate", m->name);
    return err->errors == before;
}

static size_t longest_payload(const struct tw_model *m)
{
    size_t most = 0;
    for (size_t i = 0; i < m->kind_count; i++) {
        base_assert(m->kinds[i].payload_bytes <= TW_PAYLOAD_MAX);
        most = m->kinds[i].payload_bytes > most ? m->kinds[i].payload_bytes : most;
    }
    for (size_t i = 0; i < m->channel_count; i++)
        base_assert(m->channels[i].row_bytes <= TW_ROW_MAX);
    return (most + 7) / 8 * 8;
}

static size_t or_default(size_t value, size_t standard)
{
    return value > 0 ? value : standard;
}

/* Half of the machine is for all its ranks; a quarter of a rank's part is for history. */
static void set_caps(struct tw_sim *sim)
{
    struct tw_options *o = &sim->options;
    size_t cap = or_default(o->memory_cap, machine_memory() / 2 / (size_t)comm_size_here());

    sim->event_cap = cap;
    sim->history_cap = or_default(o->stress.history_cap, cap / 4 / sim->threads);
    if (o->watchdog_seconds <= 0)
        o->watchdog_seconds = 300;
}

static bool crowded(uint32_t threads)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return (long)threads * comm_size_here() > (processors > 0 ? processors : 1);
}

static void sim_init(struct tw_sim *sim, const struct tw_model *m, const struct tw_options *o)
{
    bool serial = o->engine == TW_SERIAL;
    size_t payload = longest_payload(m);

    *sim = (struct tw_sim){.model = m,
                           .options = *o,
                           .horizon = tw_stamp_of(o->horizon, 0),
                           .rank = serial ? 0 : comm_rank(),
                           .ranks = serial ? 1 : comm_size(),
                           .threads = serial || o->threads == 0 ? 1 : o->threads};
    set_caps(sim);
    sim->alone = sim->ranks == 1 && sim->threads == 1;
    sim->crowded = !sim->alone && crowded(sim->threads);
    while (((m->lps - 1) >> sim->tie_shift) >= 65536)
        sim->tie_shift++;
    tw_depot_init(&sim->events, sizeof(struct tw_event) + payload);
    tw_depot_init(&sim->blocks, sizeof(struct tw_block));
    sim->where = tw_memory_take(m->lps * sizeof *sim->where);
    sim->worker = base_array(sim->threads, sizeof *sim->worker);
    tw_gvt_init(&sim->gvt, sim->threads);
    sim->route = tw_route_new(sim->ranks, payload);
    tw_pause_begin(sim);
}

static void drop_pools(struct tw_sim *sim)
{
    tw_depot_fini(&sim->events);
    tw_depot_fini(&sim->blocks);
}

static void sim_fini(struct tw_sim *sim)
{
    for (uint32_t i = 0; i < sim->threads; i++)
        tw_worker_free(sim->worker[i]);
    tw_route_free(sim->route);
    tw_gvt_fini(&sim->gvt, sim->threads);
    tw_memory_give(sim->where, sim->model->lps * sizeof *sim->where);
    drop_pools(sim);
    free(sim->worker);
}

/* ---- LPs ---- */

static size_t lp_bytes(const struct tw_model *m, tw_lp_id id)
{
    return (sizeof(struct tw_lp) + m->state_bytes(m->world, id) + 63) / 64 * 64;
}

static void mark_abroad(struct tw_sim *sim, const uint32_t *part)
{
    for (tw_lp_id i = 0; i < sim->model->lps; i++) {
        uint32_t rank = part[i] / sim->threads;
        if ((int)rank != sim->rank)
            sim->where[i] = (uint64_t)TW_ABROAD << 48 | rank;
    }
}

/* On the worker's own thread, so that the memory is near it. */
static void make_lps(struct tw_worker *w, const uint32_t *part)
{
    struct tw_sim *sim = w->sim;
    const struct tw_model *m = sim->model;
    uint32_t me = (uint32_t)sim->rank * sim->threads + w->index;
    size_t largest = 0;

    w->mine = base_array(m->lps, sizeof *w->mine);
    for (tw_lp_id i = 0; i < m->lps; i++)
        if (part[i] == me) {
            size_t bytes = lp_bytes(m, i);
            w->mine[w->mine_count++] = i;
            w->lp_bytes += bytes;
            largest = bytes > largest ? bytes : largest;
        }
    w->mine = base_resize(w->mine, w->mine_count + 1, sizeof *w->mine);
    w->lp_memory = tw_memory_take(w->lp_bytes);
    if (sim->options.stress.undo_check)
        w->before = base_alloc(largest);
    w->stats.lps = w->mine_count;
    w->stats.state_bytes = w->lp_bytes;

    unsigned char *at = w->lp_memory;
    for (tw_lp_id i = 0; i < w->mine_count; i++) {
        struct tw_lp *lp = (struct tw_lp *)at;
        lp->id = w->mine[i];
        lp->type = (uint16_t)m->type_of(m->world, lp->id);
        sim->where[lp->id] = (uint64_t)w->index << 48 | (uint64_t)(uintptr_t)lp;
        at += lp_bytes(m, lp->id);
    }
}

/* ---- running ---- */

/* Frames that were under way when GVT reached the horizon carry leftovers. */
static void receive_last(struct tw_worker *first)
{
    uint64_t count[2];

    do {
        tw_worker_drain(first);
        tw_worker_flush(first);
        tw_route_totals(first->sim->route, &count[0], &count[1]);
        comm_sum_u64(count, 2);
    } while (count[0] != count[1]);
}

/* Waits for all workers of this rank. One alone has no team: serial runs go side by side in
 * that of a caller, whose barriers are not theirs. */
static void meet(const struct tw_sim *sim)
{
    if (sim->threads > 1) {
#pragma omp barrier
    }
}

static void run_legs(struct tw_worker *w)
{
    do {
        if (w->sim->options.engine == TW_SERIAL)
            tw_serial_loop(w);
        else
            tw_worker_loop(w);
        meet(w->sim);
        if (w->index == 0)
            tw_pause_next(w->sim);
        meet(w->sim);
    } while (!w->sim->over);
}

static void one_worker(struct tw_sim *sim, uint32_t index, const uint32_t *part)
{
    struct tw_worker *w = sim->worker[index] = tw_worker_new(sim, index);

    make_lps(w, part);
    meet(sim);
    if (sim->options.resume)
        tw_snapshot_load(w, sim->options.resume, sim->options.resume_parts);
    else
        tw_worker_start(w);
    meet(sim);
    if (index == 0)
        sim->started = base_clock_seconds();
    meet(sim);
    run_legs(w);
    if (index == 0) {
        if (sim->route)
            receive_last(w);
        sim->seconds = base_clock_seconds() - sim->started;
    }
    meet(sim);
    tw_worker_drain(w);
    tw_stats_memory(w);
    if (sim->paused)
        return;
    tw_worker_show_leftovers(w);
    meet(sim);
    if (index == 0)
        drop_pools(sim);
    tw_worker_finish(w);
}

static void run_workers(struct tw_sim *sim, const uint32_t *part)
{
    if (sim->threads == 1) {
        one_worker(sim, 0, part);
        return;
    }
    omp_set_dynamic(0);
#pragma omp parallel num_threads(sim->threads) default(none) shared(sim, part)
    {
        if ((uint32_t)omp_get_num_threads() != sim->threads)
            base_die("the system gives %d threads of %u", omp_get_num_threads(), sim->threads);
        one_worker(sim, (uint32_t)omp_get_thread_num(), part);
    }
}

/* Every event that was ever taken was executed and forgotten, cancelled, or shown as a
 * leftover: one that is still out was lost on its way. */
static void nothing_lost(const struct tw_sim *sim)
{
    uint64_t events = 0, blocks = 0;

    for (uint32_t i = 0; i < sim->threads; i++) {
        events += sim->worker[i]->events.out;
        blocks += sim->worker[i]->blocks.out;
    }
    base_assert(events == 0 && blocks == 0);
}

/* ---- results ---- */

static void sum_up(struct tw_sim *sim, struct tw_result *result)
{
    uint64_t sum[3] = {0};
    for (uint32_t i = 0; i < sim->threads; i++) {
        sum[0] += sim->worker[i]->digest;
        sum[1] += sim->worker[i]->stats.committed;
        sum[2] += sim->worker[i]->stats.processed;
    }
    result->seconds = sim->seconds;
    if (sim->ranks > 1) {
        comm_sum_u64(sum, 3);
        comm_max_double(&result->seconds, 1);
        comm_max_double(&result->setup_seconds, 1);
    }
    result->digest = sum[0];
    result->committed = sum[1];
    result->processed = sum[2];
    for (size_t i = 0; i < sim->options.resume_parts; i++) {
        result->committed += sim->options.resume[i].committed;
        result->processed += sim->options.resume[i].processed;
    }
}

/* What this rank leaves when the run was paused; rank 0 passes on what was done before. */
static void leave_snapshot(struct tw_sim *sim, struct tw_result *result)
{
    struct tw_snapshot *s = &result->snapshot;
    size_t capacity = 0;

    *s = (struct tw_snapshot){.at = tw_stamp_at(sim->until)};
    for (uint32_t i = 0; i < sim->threads; i++) {
        tw_snapshot_save(sim->worker[i], s, &capacity);
        s->committed += sim->worker[i]->stats.committed;
        s->processed += sim->worker[i]->stats.processed;
    }
    for (size_t i = 0; sim->rank == 0 && i < sim->options.resume_parts; i++) {
        s->committed += sim->options.resume[i].committed;
        s->processed += sim->options.resume[i].processed;
    }
    result->paused = true;
}

static void gather_stats(struct tw_sim *sim, struct tw_result *result)
{
    struct tw_worker_stats *mine = base_array(sim->threads, sizeof *mine);
    size_t all = (size_t)sim->ranks * sim->threads;

    for (uint32_t i = 0; i < sim->threads; i++)
        mine[i] = sim->worker[i]->stats;
    result->workers = base_array(all, sizeof *mine);
    if (sim->ranks > 1)
        comm_gather(mine, sim->threads * sizeof *mine, result->workers, 0);
    else
        memcpy(result->workers, mine, sim->threads * sizeof *mine);
    result->worker_count = sim->rank == 0 ? all : 0;
    free(mine);
}

static void gather_rows(struct tw_sim *sim, struct tw_result *result)
{
    struct tw_row_store **store = base_array(sim->threads, sizeof *store);
    for (uint32_t i = 0; i < sim->threads; i++)
        store[i] = &sim->worker[i]->rows;
    result->rows = tw_row_store_merge(store, sim->threads);
    free(store);
}

bool tw_run(const struct tw_model *m, const struct tw_options *o, struct tw_result *result,
            struct base_err *err)
{
    double begin = base_clock_seconds();
    *result = (struct tw_result){0};
    if (!options_make_sense(m, o, err))
        return false;

    struct tw_sim sim;
    sim_init(&sim, m, o);
    uint32_t workers = (uint32_t)sim.ranks * sim.threads;
    uint32_t *own = NULL;
    const uint32_t *part = o->part;
    bool placed = true;

    result->lookahead = o->part_lookahead;
    if (part == NULL) {
        part = own = base_array(m->lps, sizeof *own);
        placed =
            tw_place(m, o->placement, workers, sim.ranks > 1, own, &result->lookahead, err);
    }
    if (placed) {
        sim.lookahead = result->lookahead > 0 ? result->lookahead : 0;
        mark_abroad(&sim, part);
        run_workers(&sim, part);
        if (sim.paused)
            leave_snapshot(&sim, result);
        nothing_lost(&sim);
        result->ranks = (uint32_t)sim.ranks;
        result->threads = sim.threads;
        result->setup_seconds = sim.started - begin;
        sum_up(&sim, result);
        gather_stats(&sim, result);
        gather_rows(&sim, result);
        if (sim.paused) {
            result->snapshot.rows = result->rows;
            result->rows = (struct tw_rows){0};
        }
    }
    free(own);
    sim_fini(&sim);
    return placed;
}

void tw_snapshot_fini(struct tw_snapshot *part)
{
    free(part->rows.row);
    free(part->rows.bytes);
    free(part->bytes);
    *part = (struct tw_snapshot){0};
}

void tw_result_fini(struct tw_result *result)
{
    tw_snapshot_fini(&result->snapshot);
    free(result->rows.row);
    free(result->rows.bytes);
    free(result->workers);
    *result = (struct tw_result){0};
}

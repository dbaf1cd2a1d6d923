/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // strerror, access
#include "lab/keeper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/warning.h"
#include "comm/comm.h"

bool lab_keeper_due(void *user, tw_time at)
{
    const struct lab_keeper *k = user;
    double every = k->run->checkpoint_seconds;

    (void)at;
    return base_warned() || (every > 0 && base_clock_seconds() - k->last >= every);
}

/* A warning comes minutes before the end, or seconds; often enough for either. */
double lab_keeper_patience(const struct lab_keeper *k)
{
    double every = k->run->checkpoint_seconds;

    return every > 0 && every < 2 ? every / 4 : 0.5;
}

bool lab_keeper_any(bool mine)
{
    uint64_t any = mine;

    comm_max_u64(&any, 1);
    return any != 0;
}

struct lab_flight *lab_keeper_find(struct lab_keeper *k, uint64_t index)
{
    for (size_t i = 0; i < k->flights; i++)
        if (k->flight[i].index == index)
            return &k->flight[i];
    return NULL;
}

static struct lab_flight *add_flight(struct lab_keeper *k, uint64_t index, bool mine)
{
    if (k->flights >= k->capacity) {
        k->capacity = k->capacity * 2 + 8;
        k->flight = base_resize(k->flight, k->capacity, sizeof *k->flight);
        k->mine = base_resize(k->mine, k->capacity, sizeof *k->mine);
    }
    k->mine[k->flights] = mine;
    k->flight[k->flights] = (struct lab_flight){.index = index};
    return &k->flight[k->flights++];
}

static void drop_flight(struct lab_keeper *k, size_t i)
{
    lab_flight_fini(&k->flight[i]);
    k->flights--;
    k->flight[i] = k->flight[k->flights];
    k->mine[i] = k->mine[k->flights];
}

void lab_keeper_take(struct lab_keeper *k, uint64_t index, struct tw_result *result,
                     bool counts)
{
    struct lab_flight *before = lab_keeper_find(k, index);

    if (before != NULL)
        drop_flight(k, (size_t)(before - k->flight));
    struct lab_flight *f = add_flight(k, index, true);
    f->ended = !result->paused;
    if (f->ended) {
        f->result = *result;
    } else {
        f->part = base_alloc(sizeof *f->part);
        f->parts = 1;
        *f->part = result->snapshot;
        f->part->committed = counts ? result->committed : 0;
        f->part->processed = counts ? result->processed : 0;
        result->snapshot = (struct tw_snapshot){0};
        tw_result_fini(result);
    }
    *result = (struct tw_result){0};
}

void lab_keeper_forget(struct lab_keeper *k, uint64_t settled)
{
    for (size_t i = k->flights; i-- > 0;)
        if (k->flight[i].index < settled)
            drop_flight(k, i);
}

/* ---- writing ---- */

enum { PIECE = 8 << 20 };

/* To rank 0, which reads its length first; padded on arrival. */
static bool send_piece(void *user, const void *data, size_t bytes)
{
    const unsigned char *at = data;

    (void)user;
    while (bytes > 0) {
        uint64_t piece = bytes < PIECE ? bytes : PIECE;
        comm_send(0, &piece, sizeof piece);
        comm_send(0, at, piece);
        at += piece;
        bytes -= piece;
    }
    return true;
}

/* Rank 0: all pieces of `rank`, also when they can't be written. */
static bool receive_pieces(struct lab_checkpoint_out *out, int rank)
{
    unsigned char *piece = base_alloc(PIECE);
    bool good = true;

    for (;;) {
        uint64_t bytes;
        comm_receive(rank, &bytes, sizeof bytes);
        if (bytes == 0)
            break;
        comm_receive(rank, piece, bytes);
        good = good && lab_checkpoint_put(out, piece, bytes);
    }
    free(piece);
    return good;
}

static bool put_flights(const struct lab_keeper *k, lab_put *put, void *user)
{
    bool good = true;

    for (size_t i = 0; i < k->flights; i++) {
        const struct lab_flight *f = &k->flight[i];
        if (!k->mine[i])
            continue;
        if (f->ended)
            good = good && lab_record_ended(f->index, &f->result, put, user);
        for (size_t p = 0; p < f->parts; p++)
            good = good && lab_record_part(f->index, &f->part[p], put, user);
    }
    return good;
}

static bool write_all(struct lab_keeper *k, uint64_t settled, const struct lab_done *done,
                      struct base_err *err)
{
    uint64_t bytes;
    bool good = lab_settled_bytes(k->settled, &bytes);

    if (!good)
        base_err_add(err, k->run->checkpoint, 0,
                     "settled replications could not be kept for a checkpoint: %s",
                     strerror(errno));
    struct lab_checkpoint_out *out =
        good ? lab_checkpoint_begin(k->run->checkpoint, &k->mark, done, settled, bytes,
                                    k->run->scen->mask != NULL, err)
             : NULL;
    good = out != NULL && lab_settled_copy(k->settled, lab_checkpoint_put, out) &&
           put_flights(k, lab_checkpoint_put, out);
    for (int rank = 1; rank < comm_size(); rank++) {
        uint64_t wanted = out != NULL;
        comm_send(rank, &wanted, sizeof wanted);
        if (out != NULL)
            good = receive_pieces(out, rank) && good;
    }
    return out != NULL && lab_checkpoint_finish(out, good, err);
}

bool lab_keeper_write(struct lab_keeper *k, uint64_t settled, const struct lab_done *done,
                      struct base_err *err)
{
    bool good = true;

    if (comm_rank() == 0) {
        good = write_all(k, settled, done, err);
    } else {
        uint64_t wanted, end = 0;
        comm_receive(0, &wanted, sizeof wanted);
        if (wanted != 0) {
            put_flights(k, send_piece, NULL);
            comm_send(0, &end, sizeof end);
        }
    }
    k->last = base_clock_seconds();
    return comm_all_true(good);
}

/* ---- going on ---- */

/* Collective. Rank 0's block on all ranks: there as it is, elsewhere a copy. */
static void *share(void *block, size_t bytes)
{
    void *mine = comm_rank() == 0 ? block : base_alloc(bytes);

    if (bytes > 0)
        comm_broadcast(mine, bytes, 0);
    return mine;
}

static void share_rows(struct tw_rows *rows)
{
    rows->row = share(rows->row, rows->count * sizeof *rows->row);
    rows->bytes = share(rows->bytes, rows->byte_count);
}

/* Collective. `head` is rank 0's flight, which moves to the keeper. */
static void share_flight(struct lab_keeper *k, struct lab_flight head)
{
    comm_broadcast(&head, sizeof head, 0);
    struct lab_flight *f = add_flight(k, head.index, comm_rank() == 0);
    *f = head;
    if (f->ended) {
        share_rows(&f->result.rows);
        f->result.workers =
            share(f->result.workers, f->result.worker_count * sizeof *f->result.workers);
        return;
    }
    f->part = share(f->part, f->parts * sizeof *f->part);
    for (size_t p = 0; p < f->parts; p++) {
        share_rows(&f->part[p].rows);
        f->part[p].bytes = share(f->part[p].bytes, f->part[p].byte_count);
    }
}

/* Collective. `c` is rank 0's; its flights move to the keeper. */
static bool take_up(struct lab_keeper *k, struct lab_study *study, struct lab_checkpoint *c,
                    struct lab_done *done, struct base_err *err)
{
    uint64_t count[2] = {c->settled, c->flights};

    comm_broadcast(count, sizeof count, 0);
    comm_broadcast(&c->done, sizeof c->done, 0);
    *done = c->done;
    bool good = lab_study_again(study, c->file, count[0], err);
    for (uint64_t i = 0; i < count[1]; i++)
        share_flight(k, i < c->flights ? c->flight[i] : (struct lab_flight){0});
    c->flights = 0;
    lab_checkpoint_close(c);
    return comm_all_true(good);
}

/* Rank 0. With nothing to go on from, a run that need not begins at the beginning. */
static bool open_last(const struct lab_keeper *k, const struct lab_study *study,
                      struct lab_checkpoint *c, struct base_err *err)
{
    const struct lab_run *run = k->run;
    const char *path = run->resume_from != NULL ? run->resume_from : run->checkpoint;
    struct base_text old = {0};

    base_text_add(&old, "%s.old", path);
    bool none = run->resume_from == NULL && access(path, F_OK) != 0 &&
                access(base_text_get(&old), F_OK) != 0;
    base_text_fini(&old);
    return none || lab_checkpoint_open(path, &k->mark, &study->model, c, err);
}

bool lab_keeper_init(struct lab_keeper *k, const struct lab_run *run, struct lab_study *study,
                     struct lab_done *done, struct base_err *err)
{
    struct lab_checkpoint c = {0};
    bool good = true;

    *k = (struct lab_keeper){.run = run, .last = base_clock_seconds()};
    if (comm_rank() == 0) {
        lab_mark_of(run->scen, &study->model, &k->mark);
        scen_rest(run->scen);
        k->settled = lab_settled_open(run->checkpoint, run->scen->mask != NULL);
        if (k->settled == NULL)
            base_err_add(err, run->checkpoint, 0, "no checkpoint can be written here: %s",
                         base_file_reason(errno));
        study->kept = k->settled;
        good = k->settled != NULL && (!run->resume || open_last(k, study, &c, err));
    }
    if (!comm_all_true(good)) {
        lab_checkpoint_close(&c);
        return false;
    }
    return !run->resume || take_up(k, study, &c, done, err);
}

void lab_keeper_fini(struct lab_keeper *k)
{
    while (k->flights > 0)
        drop_flight(k, 0);
    free(k->flight);
    free(k->mine);
    lab_settled_close(k->settled);
    *k = (struct lab_keeper){0};
}

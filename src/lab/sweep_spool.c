/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/text.h"
#include "comm/comm.h"
#include "lab/mishap.h"
#include "lab/sweep_state.h"
#include "lab/texts.h"

static void take(void *user, const void *record, size_t bytes)
{
    lab_board_take(user, record, bytes);
}

/* Copies what another spool has into this one. */
struct copier {
    struct lab_board *board;
    struct lab_spool *spool;
};

static void copy(void *user, const void *record, size_t bytes)
{
    const struct copier *c = user;
    uint64_t before = c->board->taken;
    uint32_t kind = 0;

    lab_board_take(c->board, record, bytes);
    if (bytes >= sizeof(struct lab_record))
        memcpy(&kind, record, sizeof kind); // its first member
    if (c->board->taken > before || kind == LAB_FAILED)
        lab_spool_add(c->spool, record, bytes);
}

/* What broke off becomes a record, which counts. */
static void take_mishap(void *user, const struct lab_mishap *what)
{
    const struct copier *c = user;
    struct lab_record head = {.kind = LAB_BROKEN, .replication = what->replication};
    struct base_text record = {0};

    memcpy(head.id, what->id, sizeof head.id);
    base_text_put(&record, &head, sizeof head);
    base_text_put(&record, what->reason, strlen(what->reason));
    lab_board_take(c->board, record.at, record.length);
    lab_spool_add(c->spool, record.at, record.length);
    base_text_fini(&record);
}

/* Rank 0: what broke off, pieces of other spools, and the texts. */
static bool fill_spool(struct lab_sweep_state *s, struct lab_spool *spool, const char *folder,
                       struct base_err *err)
{
    struct copier c = {&s->board, spool};
    struct lab_texts texts;
    bool ok = lab_texts_read(folder, s->mark, s->arena, &texts, err);

    if (ok)
        lab_texts_add(spool, &texts, s->study, s->sweep->base);
    lab_mishap_collect(folder, take_mishap, &c);
    for (size_t i = 0; ok && i < s->sweep->froms; i++)
        ok = lab_spool_read(s->sweep->from[i], s->mark, copy, &c, err);
    return ok;
}

/* Collective. Opens this rank's file, once rank 0 has read all. */
struct lab_spool *lab_sweep_open_spool(struct lab_sweep_state *s, struct base_err *err)
{
    struct base_text folder = {0};
    struct lab_spool *spool = NULL;
    const struct lab_sweep *sweep = s->sweep;

    base_text_add(&folder, "%s.spool", sweep->output);
    bool ok = comm_rank() != 0 ||
              lab_spool_read(base_text_get(&folder), s->mark, take, &s->board, err);
    if (comm_all_true(ok))
        spool = lab_spool_open(base_text_get(&folder), (unsigned)comm_rank(), s->mark, err);
    if (!comm_all_true(spool != NULL)) {
        lab_spool_close(spool);
        spool = NULL;
    }
    if (spool != NULL && comm_rank() == 0)
        ok = fill_spool(s, spool, base_text_get(&folder), err);
    if (!comm_all_true(ok)) {
        lab_spool_close(spool);
        spool = NULL;
    }
    base_text_fini(&folder);
    return spool;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/study.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "comm/comm.h"
#include "lab/criteria.h"
#include "lab/gather.h"

void lab_study_init(struct lab_study *s, const struct scenario *scen,
                    const struct sup_world *world, struct base_arena *arena)
{
    *s = (struct lab_study){
        .scen = scen, .world = world, .arena = arena, .model = sup_model(world)};
    sup_figures(&s->figures);
    s->replication = base_array(scen->replications, sizeof *s->replication);
    s->figure = base_array(scen->replications * s->figures, sizeof *s->figure);
    s->back = base_array(scen->replications * (scen->criteria + 1), sizeof *s->back);
    lab_tally_init(&s->tally, world);
    lab_census_init(&s->census, scen, world);
    s->backlog = base_array(s->model.lps, sizeof *s->backlog);
}

void lab_study_fini(struct lab_study *s)
{
    free(s->replication);
    free(s->figure);
    free(s->back);
    free(s->backlog);
    lab_tally_fini(&s->tally);
    free(s->worker);
}

/* ---- one replication ---- */

struct taker {
    struct lab_study *s;
    enum sup_channel channel;
};

/* What the record's site owes of its product, in units. */
static void add_backlog(struct lab_study *s, const unsigned char *record)
{
    const unsigned char *row = record + sizeof(struct out_row_head);
    size_t count;
    const struct out_column *column = sup_columns(SUP_TOTAL, &count);
    const struct out_column *mean = out_column_find(column, count, "backlog_mean");
    const struct out_column *product = out_column_find(column, count, "product");
    struct out_row_head head;

    base_assert(mean && product);
    memcpy(&head, record, sizeof head);
    size_t p = (size_t)out_column_value(product, row);
    s->backlog[head.node] += out_column_value(mean, row) * s->scen->product[p].quantum;
}

/* The rows of sites make those of the network, whether they are kept themselves or not. */
static bool written(const struct lab_study *s, enum sup_channel channel)
{
    if (channel == SUP_COST)
        return false;
    return channel != SUP_SITE_KPI || sup_series(s->world) >= SCEN_SERIES_SITES;
}

/* Records of one channel, in order, on rank 0. */
static void take(void *user, const void *record, size_t count)
{
    const struct taker *t = user;
    struct lab_study *s = t->s;
    size_t bytes = lab_record_bytes(s->model.channels[t->channel].row_bytes);
    const unsigned char *at = record;

    s->digest = base_digest_bytes(s->digest, record, count * bytes);
    if (s->kept)
        lab_settled_add(s->kept, t->channel, record, count, bytes);
    if (s->file && written(s, t->channel))
        out_rows_append(s->table[t->channel], record, count);
    for (size_t i = 0; i < count; i++) {
        struct out_row_head head;
        memcpy(&head, at + i * bytes, sizeof head);
        lab_tally_add(&s->tally, t->channel, &head, at + i * bytes + sizeof head);
        if (t->channel == SUP_TOTAL)
            add_backlog(s, at + i * bytes);
    }
}

/* Records of events at the same time. */
static int by_event(const void *a, const void *b)
{
    const unsigned char *pa = a, *pb = b;
    struct out_row_head x, y;

    memcpy(&x, pa, sizeof x);
    memcpy(&y, pb, sizeof y);
    struct sup_log_key k = sup_log_key(pa + sizeof x), m = sup_log_key(pb + sizeof y);
    if (k.priority != m.priority)
        return k.priority < m.priority ? -1 : 1;
    if (x.node != y.node)
        return x.node < y.node ? -1 : 1;
    if (k.from != m.from)
        return k.from < m.from ? -1 : 1;
    return (k.seq > m.seq) - (k.seq < m.seq);
}

/* The log has a digest of its own: that of the study does not depend on it. */
static void take_log(void *user, const void *record, size_t count)
{
    struct lab_study *s = user;
    size_t bytes = lab_record_bytes(s->model.channels[SUP_LOG].row_bytes);

    s->log_digest = base_digest_bytes(s->log_digest, record, count * bytes);
    if (s->kept)
        lab_settled_add(s->kept, SUP_LOG, record, count, bytes);
    if (s->file)
        out_rows_append(s->table[SUP_LOG], record, count);
}

/* So have decisions: how many of them are kept changes nothing else. */
static bool is_trace(enum sup_channel channel)
{
    return channel == SUP_DECISION || channel == SUP_BELIEF || channel == SUP_DEED;
}

static void take_trace(void *user, const void *record, size_t count)
{
    const struct taker *t = user;
    struct lab_study *s = t->s;
    size_t bytes = lab_record_bytes(s->model.channels[t->channel].row_bytes);

    s->trace_digest = base_digest_bytes(s->trace_digest, record, count * bytes);
    if (s->kept)
        lab_settled_add(s->kept, t->channel, record, count, bytes);
    if (s->file)
        out_rows_append(s->table[t->channel], record, count);
}

/* Collective. */
static void gather(struct lab_study *s, const struct lab_gather *what,
                   const struct tw_rows *rows)
{
    struct taker t = {s, (enum sup_channel)what->channel};

    if (is_trace(t.channel))
        lab_gather_rows(rows, what, take_trace, &t);
    else if (what->channel != SUP_LOG)
        lab_gather_rows(rows, what, take, &t);
    else if (s->scen->events)
        lab_gather_in_time(rows, what, s->scen->horizon, by_event, take_log, s);
}

/* Before its rows. */
static void begin_replication(struct lab_study *s, const struct lab_settled_head *head)
{
    s->digest = base_digest_word(s->digest, head->digest);
    if (s->kept)
        lab_settled_begin(s->kept, *head);
    lab_tally_begin(&s->tally, (uint32_t)head->index);
}

/* Collective. */
static void take_rows(struct lab_study *s, uint32_t index, const struct tw_rows *rows)
{
    for (int i = 0; i < SUP_CHANNEL_COUNT; i++) {
        const struct lab_gather what = {.replication = index,
                                        .channel = (uint16_t)i,
                                        .lps = s->model.lps,
                                        .row_bytes = s->model.channels[i].row_bytes};
        gather(s, &what, rows);
    }
}

static void add_workers(struct lab_study *s, uint32_t index,
                        const struct tw_worker_stats *stats, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        s->worker = base_grow(s->worker, s->workers, &s->worker_capacity, sizeof *s->worker);
        s->worker[s->workers++] = (struct lab_worker_row){index, stats[i]};
    }
    if (s->kept)
        lab_settled_end(s->kept, stats, count);
}

/* Collective. The owner's workers to rank 0. */
static void take_workers(struct lab_study *s, uint32_t index, int owner,
                         const struct tw_result *mine)
{
    uint64_t count = comm_rank() == owner ? mine->worker_count : 0;

    comm_sum_u64(&count, 1);
    struct tw_worker_stats *stats = base_array(count, sizeof *stats);
    if (comm_rank() == owner && count > 0)
        memcpy(stats, mine->workers, count * sizeof *stats);
    if (owner != 0 && comm_rank() == owner)
        comm_send(0, stats, count * sizeof *stats);
    if (owner != 0 && comm_rank() == 0)
        comm_receive(owner, stats, count * sizeof *stats);
    for (size_t i = 0; i < count; i++)
        stats[i].rank += (uint32_t)owner; // serial: its own rank 0
    if (comm_rank() == 0)
        add_workers(s, index, stats, count);
    free(stats);
}

/* Rank 0: is the sum of all right, and what does it say? */
static bool judge(struct lab_study *s, struct base_err *err)
{
    size_t count;
    const void *row = sup_periods_rows(s->tally.periods, &count);

    if (s->file && sup_series(s->world) != SCEN_SERIES_NONE)
        out_rows_append(s->network, row, count);
    lab_criteria_look(s->scen, &s->tally, s->back + s->settled * s->scen->criteria);
    return lab_tally_figures(&s->tally, s->figure + s->settled * s->figures, err);
}

static void count_replication(struct lab_study *s, const struct lab_settled_head *head)
{
    s->replication[s->settled++] = (struct out_replication){.index = (uint32_t)head->index,
                                                            .seed = s->scen->seed,
                                                            .digest = head->digest,
                                                            .committed = head->committed};
}

bool lab_study_settle(struct lab_study *s, uint32_t index, int owner,
                      const struct tw_result *mine, struct base_err *err)
{
    struct lab_settled_head head = {index, mine->digest, mine->committed};

    comm_broadcast(&head, sizeof head, owner);
    begin_replication(s, &head);
    take_rows(s, index, &mine->rows);
    take_workers(s, index, owner, mine);
    bool good = comm_rank() != 0 || judge(s, err);
    count_replication(s, &head);
    return comm_all_true(good);
}

/* ---- once more, from what was kept ---- */

static void take_again(struct lab_study *s, FILE *kept, const struct lab_settled_rows *rows)
{
    struct taker t = {s, (enum sup_channel)rows->channel};
    size_t bytes = lab_record_bytes(s->model.channels[rows->channel].row_bytes);
    void *record = base_array(rows->count, bytes);

    if (fread(record, bytes, rows->count, kept) != rows->count)
        base_die("the checkpoint can't be read any more");
    if (rows->channel == SUP_LOG)
        take_log(s, record, rows->count);
    else if (is_trace(t.channel))
        take_trace(&t, record, rows->count);
    else
        take(&t, record, rows->count);
    free(record);
}

static bool replication_again(struct lab_study *s, FILE *kept, struct base_err *err)
{
    struct lab_settled_head head;
    struct lab_settled_rows rows;
    bool good = fread(&head, sizeof head, 1, kept) == 1;

    if (good)
        begin_replication(s, &head);
    while ((good = good && fread(&rows, sizeof rows, 1, kept) == 1) &&
           rows.channel != LAB_SETTLED_END)
        take_again(s, kept, &rows);
    if (!good)
        base_die("the checkpoint can't be read any more");
    struct tw_worker_stats *stats = base_array(rows.count, sizeof *stats);
    if (fread(stats, sizeof *stats, rows.count, kept) != rows.count)
        base_die("the checkpoint can't be read any more");
    add_workers(s, (uint32_t)head.index, stats, rows.count);
    free(stats);
    good = judge(s, err);
    count_replication(s, &head);
    return good;
}

bool lab_study_again(struct lab_study *s, FILE *kept, uint64_t count, struct base_err *err)
{
    bool good = true;

    for (uint64_t i = 0; comm_rank() == 0 && i < count; i++)
        good = replication_again(s, kept, err) && good;
    s->settled = count;
    return good;
}

/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // qsort_r, as POSIX 2024 has it
#include "lab/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "comm/comm.h"

enum {
    BLOCKS = 1024, // LPs are counted in so many equal blocks; a window is a run of blocks
    WINDOW_BYTES = 8 << 20
};

/* Records of a range of LPs. */
struct window {
    tw_lp_id first, end; // LPs
    size_t count;        // records of all ranks
};

struct gather {
    const struct tw_rows *mine;
    const struct lab_gather *what;
    size_t record;        // bytes
    size_t next, end;     // my rows of the channel that are still to come
    unsigned char *piece; // records as they arrive, rank after rank
    unsigned char *order; // the same in the order of LPs
    size_t *place;        // per LP of the window: where its next record goes
    size_t room, lp_room; // of the three above, in records and LPs
    bool late;            // there was a window before
};

size_t lab_record_bytes(size_t row_bytes)
{
    return sizeof(struct out_row_head) + (row_bytes + 7) / 8 * 8;
}

/* First row at or after (channel, lp). */
static size_t row_from(const struct tw_rows *rows, uint32_t channel, tw_lp_id lp)
{
    size_t low = 0, high = rows->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tw_row *row = &rows->row[middle];
        if (row->channel < channel || (row->channel == channel && row->lp < lp))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t block_of(tw_lp_id lp, tw_lp_id lps)
{
    return (size_t)((uint64_t)lp * BLOCKS / lps);
}

/* First LP of block `b`. */
static tw_lp_id block_first(size_t b, tw_lp_id lps)
{
    return (tw_lp_id)(((uint64_t)b * lps + BLOCKS - 1) / BLOCKS);
}

/* Collective: records per block, of all ranks. */
static void count_blocks(const struct gather *g, uint64_t count[BLOCKS])
{
    memset(count, 0, BLOCKS * sizeof *count);
    for (size_t i = g->next; i < g->end; i++)
        count[block_of(g->mine->row[i].lp, g->what->lps)]++;
    comm_sum_u64(count, BLOCKS);
}

/* Writes my next row as a record. */
static void pack(struct gather *g, unsigned char *to)
{
    const struct tw_row *row = &g->mine->row[g->next++];
    const struct out_row_head head = {
        .replication = g->what->replication, .node = row->lp, .at = row->at};

    memcpy(to, &head, sizeof head);
    memcpy(to + sizeof head, g->mine->bytes + row->offset, g->what->row_bytes);
    memset(to + sizeof head + g->what->row_bytes, 0,
           g->record - sizeof head - g->what->row_bytes);
}

/* My records of the window to `g->piece`; returns how many. */
static size_t pack_window(struct gather *g, tw_lp_id end)
{
    size_t count = 0;

    for (; g->next < g->end && g->mine->row[g->next].lp < end; count++)
        pack(g, g->piece + count * g->record);
    return count;
}

static tw_lp_id record_lp(const unsigned char *record)
{
    struct out_row_head head;

    memcpy(&head, record, sizeof head);
    return head.node;
}

/* Counting sort by LP; stable, and one LP's rows come from one rank, so seq stays in order. */
static void arrange(struct gather *g, const struct window *w)
{
    memset(g->place, 0, (w->end - w->first) * sizeof *g->place);
    for (size_t i = 0; i < w->count; i++)
        g->place[record_lp(g->piece + i * g->record) - w->first]++;
    size_t sum = 0;
    for (tw_lp_id lp = 0; lp < w->end - w->first; lp++) {
        size_t count = g->place[lp];
        g->place[lp] = sum;
        sum += count;
    }
    for (size_t i = 0; i < w->count; i++) {
        const unsigned char *from = g->piece + i * g->record;
        size_t to = g->place[record_lp(from) - w->first]++;
        memcpy(g->order + to * g->record, from, g->record);
    }
}

/* Rank 0: the other ranks' pieces behind its own. */
static void receive_pieces(struct gather *g, size_t count)
{
    for (int rank = 1; rank < comm_size(); rank++) {
        uint64_t more = 0;
        comm_receive(rank, &more, sizeof more);
        if (more > 0)
            comm_receive(rank, g->piece + count * g->record, more * g->record);
        count += more;
    }
}

static void send_piece(const struct gather *g, uint64_t count)
{
    comm_send(0, &count, sizeof count);
    if (count > 0)
        comm_send(0, g->piece, count * g->record);
}

static void reserve(struct gather *g, const struct window *w)
{
    if (w->count > g->room) {
        g->room = w->count;
        g->piece = base_resize(g->piece, g->room, g->record);
        g->order = base_resize(g->order, g->room, g->record);
    }
    if (w->end - w->first > g->lp_room) {
        g->lp_room = w->end - w->first;
        g->place = base_resize(g->place, g->lp_room, sizeof *g->place);
    }
}

/* Collective. Ranks wait for each other between windows, or pieces of many would lie in rank
 * 0's mailbox. */
static void wait_turn(struct gather *g)
{
    if (g->late)
        comm_barrier();
    g->late = true;
}

/* Collective. The window's records on rank 0, in order: `g->piece` when that is one rank's. */
static const unsigned char *bring(struct gather *g, const struct window *w)
{
    wait_turn(g);
    reserve(g, w);
    size_t count = pack_window(g, w->end);
    if (comm_rank() != 0) {
        send_piece(g, count);
        return NULL;
    }
    if (comm_size() == 1)
        return g->piece;
    receive_pieces(g, count);
    arrange(g, w);
    return g->order;
}

/* The window that begins at block `b`: at least one block, more while they fit. */
static size_t next_window(const struct gather *g, const uint64_t count[BLOCKS], size_t b,
                          struct window *w)
{
    size_t aim = g->what->window_bytes ? g->what->window_bytes : WINDOW_BYTES;
    size_t most = aim / g->record;

    w->first = block_first(b, g->what->lps);
    w->count = 0;
    do
        w->count += count[b++];
    while (b < BLOCKS && w->count + count[b] <= most);
    w->end = block_first(b, g->what->lps);
    return b;
}

void lab_gather_rows(const struct tw_rows *mine, const struct lab_gather *what,
                     void (*take)(void *user, const void *record, size_t count), void *user)
{
    struct gather g = {.mine = mine, .what = what, .record = lab_record_bytes(what->row_bytes)};
    uint64_t count[BLOCKS];

    g.lp_room = 1;
    g.place = base_array(g.lp_room, sizeof *g.place);
    g.next = row_from(mine, what->channel, 0);
    g.end = row_from(mine, what->channel + 1U, 0);
    count_blocks(&g, count);
    for (size_t b = 0; b < BLOCKS;) {
        struct window w;
        b = next_window(&g, count, b, &w);
        if (w.count == 0)
            continue;
        const unsigned char *record = bring(&g, &w);
        if (comm_rank() == 0)
            take(user, record, w.count);
    }
    free(g.piece);
    free(g.order);
    free(g.place);
}

/* ---- in the order of time ---- */

struct timely {
    struct gather g;
    size_t *row;              // my rows, by block of time
    size_t first[BLOCKS + 1]; // of each block in `row`
    const unsigned char **at; // records of a window on rank 0, to be sorted
    size_t room;              // in `at`
    tw_time horizon;
    int (*order)(const void *a, const void *b);
};

static size_t time_block(const struct timely *t, size_t row)
{
    double part = (double)t->g.mine->row[row].at / (double)t->horizon;
    size_t block = (size_t)(part * BLOCKS);

    return block < BLOCKS ? block : BLOCKS - 1;
}

/* My rows by their block; those of an LP stay in order. */
static void sort_by_block(struct timely *t)
{
    size_t place[BLOCKS];

    for (size_t i = t->g.next; i < t->g.end; i++)
        t->first[time_block(t, i) + 1]++;
    for (size_t b = 0; b < BLOCKS; b++)
        t->first[b + 1] += t->first[b];
    memcpy(place, t->first, sizeof place);
    t->row = base_array(t->g.end - t->g.next + 1, sizeof *t->row);
    for (size_t i = t->g.next; i < t->g.end; i++)
        t->row[place[time_block(t, i)]++] = i;
}

/* As pack_window, the rows of blocks `from` to before `to`. */
static size_t pack_blocks(struct timely *t, size_t from, size_t to)
{
    size_t count = t->first[to] - t->first[from];

    for (size_t i = 0; i < count; i++) {
        t->g.next = t->row[t->first[from] + i];
        pack(&t->g, t->g.piece + i * t->g.record);
    }
    return count;
}

/* Equal keys are of one LP, whose records stand in their order. */
static int by_time(const void *pa, const void *pb, void *user)
{
    const unsigned char *a = *(const unsigned char *const *)pa,
                        *b = *(const unsigned char *const *)pb;
    const struct timely *t = user;
    struct out_row_head x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    if (x.at != y.at)
        return x.at < y.at ? -1 : 1;
    int order = t->order(a, b);
    return order != 0 ? order : (a > b) - (a < b);
}

/* Rank 0: the records of the window to `g.order`, sorted. */
static void sort_window(struct timely *t, size_t count)
{
    if (count > t->room) {
        t->room = count;
        t->at = base_resize(t->at, count, sizeof *t->at);
    }
    for (size_t i = 0; i < count; i++)
        t->at[i] = t->g.piece + i * t->g.record;
    qsort_r(t->at, count, sizeof *t->at, by_time, t);
    for (size_t i = 0; i < count; i++)
        memcpy(t->g.order + i * t->g.record, t->at[i], t->g.record);
}

/* Collective: the blocks `from` to before `to`, which hold `count` records of all ranks. */
static void bring_blocks(struct timely *t, size_t from, size_t to, size_t count)
{
    wait_turn(&t->g);
    reserve(&t->g, &(struct window){.count = count});
    size_t mine = pack_blocks(t, from, to);

    if (comm_rank() != 0) {
        send_piece(&t->g, mine);
        return;
    }
    receive_pieces(&t->g, mine);
    sort_window(t, count);
}

void lab_gather_in_time(const struct tw_rows *mine, const struct lab_gather *what,
                        tw_time horizon, int (*order)(const void *a, const void *b),
                        void (*take)(void *user, const void *record, size_t count), void *user)
{
    struct timely *t = base_alloc(sizeof *t);
    uint64_t count[BLOCKS];
    size_t record = lab_record_bytes(what->row_bytes);
    size_t most = (what->window_bytes ? what->window_bytes : WINDOW_BYTES) / record;

    t->g = (struct gather){.mine = mine, .what = what, .record = record};
    t->g.next = row_from(mine, what->channel, 0);
    t->g.end = row_from(mine, what->channel + 1U, 0);
    t->horizon = horizon;
    t->order = order;
    sort_by_block(t);
    for (size_t b = 0; b < BLOCKS; b++)
        count[b] = t->first[b + 1] - t->first[b];
    comm_sum_u64(count, BLOCKS);
    for (size_t b = 0, end; b < BLOCKS; b = end) {
        size_t sum = count[b];
        for (end = b + 1; end < BLOCKS && sum + count[end] <= most; end++)
            sum += count[end];
        if (sum == 0)
            continue;
        bring_blocks(t, b, end, sum);
        if (comm_rank() == 0)
            take(user, t->g.order, sum);
    }
    free(t->g.piece);
    free(t->g.order);
    free(t->row);
    free(t->at);
    free(t);
}

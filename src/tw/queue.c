/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/queue.h"

#include <string.h>

#include "tw/memory.h"
#include "tw/sort.h"

enum {
    PER_BUCKET = 12, // events that a bucket should hold when the calendar is laid out
    SMALL_SET = 48,  // fewer are sorted at once, without a calendar
    SAMPLE = 128,    // events that tell how far apart the others are
    LATE_MANY = 64,  // latecomers that a heap takes without loss
    MAX_SHIFT = 58
};

/* Grows `array` of `item` bytes each to at least `need` items; the memory moves. */
static void *grow(void *array, size_t *capacity, size_t need, size_t item)
{
    if (need <= *capacity)
        return array;
    size_t more = *capacity * 2 > need ? *capacity * 2 : need;
    if (more < 64)
        more = 64;
    void *bigger = tw_memory_take(more * item);
    if (array)
        memcpy(bigger, array, *capacity * item);
    tw_memory_give(array, *capacity * item);
    *capacity = more;
    return bigger;
}

void tw_queue_init(struct tw_queue *q)
{
    *q = (struct tw_queue){0};
}

void tw_queue_fini(struct tw_queue *q)
{
    tw_memory_give(q->run, q->run_capacity * sizeof *q->run);
    tw_memory_give(q->late, q->late_capacity * sizeof *q->late);
    tw_memory_give(q->bucket, q->bucket_capacity * sizeof *q->bucket);
    tw_memory_give(q->chunk, q->chunk_capacity * sizeof *q->chunk);
    tw_memory_give(q->far, q->far_capacity * sizeof *q->far);
    tw_memory_give(q->scratch, q->scratch_capacity * sizeof *q->scratch);
    *q = (struct tw_queue){0};
}

size_t tw_queue_count(const struct tw_queue *q)
{
    return q->run_count - q->run_head + q->late_count + q->calendar_count + q->far_count;
}

size_t tw_queue_bytes(const struct tw_queue *q)
{
    return (q->run_capacity + q->late_capacity + q->far_capacity + q->scratch_capacity) *
               sizeof(struct tw_entry) +
           q->bucket_capacity * sizeof *q->bucket + q->chunk_capacity * sizeof *q->chunk;
}

/* ---- the heap of latecomers ---- */

static void late_push(struct tw_queue *q, struct tw_entry e)
{
    q->late = grow(q->late, &q->late_capacity, q->late_count + 1, sizeof e);
    size_t i = q->late_count++;

    while (i > 0 && tw_entry_before(e, q->late[(i - 1) / 4])) {
        q->late[i] = q->late[(i - 1) / 4];
        i = (i - 1) / 4;
    }
    q->late[i] = e;
}

static size_t smallest_child(const struct tw_queue *q, size_t first, size_t count)
{
    size_t best = first, end = first + 4 < count ? first + 4 : count;
    for (size_t c = first + 1; c < end; c++)
        if (tw_entry_before(q->late[c], q->late[best]))
            best = c;
    return best;
}

void tw_queue_pop_late(struct tw_queue *q)
{
    struct tw_entry e = q->late[--q->late_count];
    size_t i = 0;

    for (size_t first; (first = 4 * i + 1) < q->late_count;) {
        size_t child = smallest_child(q, first, q->late_count);
        if (!tw_entry_before(q->late[child], e))
            break;
        q->late[i] = q->late[child];
        i = child;
    }
    q->late[i] = e;
}

/* ---- the calendar ---- */

static uint32_t chunk_take(struct tw_queue *q)
{
    if (q->chunk_free) {
        uint32_t index = q->chunk_free;
        q->chunk_free = q->chunk[index - 1].next;
        return index;
    }
    q->chunk = grow(q->chunk, &q->chunk_capacity, q->chunk_count + 1, sizeof *q->chunk);
    return (uint32_t)++q->chunk_count;
}

static void calendar_push(struct tw_queue *q, struct tw_entry e)
{
    struct tw_queue_bucket *b = &q->bucket[(e.stamp - q->year) >> q->shift];
    uint32_t place = b->count++ % TW_CHUNK_ENTRIES;

    if (place == 0) {
        uint32_t index = chunk_take(q);
        q->chunk[index - 1].next = b->chunk;
        b->chunk = index;
    }
    q->chunk[b->chunk - 1].entry[place] = e;
    q->calendar_count++;
}

static void far_push(struct tw_queue *q, struct tw_entry e)
{
    q->far = grow(q->far, &q->far_capacity, q->far_count + 1, sizeof e);
    q->far[q->far_count++] = e;
}

/* A large heap of latecomers says that the buckets are too wide for what goes on now. All goes
 * back to `far`, to be laid out anew: once per as many pushes as there are events. */
static void start_over(struct tw_queue *q, struct tw_entry e)
{
    far_push(q, e);
    for (size_t n = q->run_count - q->run_head + q->late_count + q->calendar_count; n > 0;
         n--) {
        tw_queue_drain(q, &e);
        far_push(q, e);
    }
    q->late_pushes = 0;
    q->near_end = q->year_end = 0;
}

void tw_queue_push(struct tw_queue *q, struct tw_entry e)
{
    if (e.stamp >= q->year_end)
        far_push(q, e);
    else if (e.stamp >= q->near_end)
        calendar_push(q, e);
    else if (q->late_count < LATE_MANY || ++q->late_pushes < tw_queue_count(q))
        late_push(q, e);
    else
        start_over(q, e);
}

/* ---- moving on in time ---- */

static void run_reserve(struct tw_queue *q, size_t more)
{
    if (q->run_head > 0) { // what is left is short: TW_QUEUE_READY at most
        memmove(q->run, q->run + q->run_head, (q->run_count - q->run_head) * sizeof *q->run);
        q->run_count -= q->run_head;
        q->run_head = 0;
    }
    q->run = grow(q->run, &q->run_capacity, q->run_count + more, sizeof *q->run);
    q->scratch = grow(q->scratch, &q->scratch_capacity, more, sizeof *q->scratch);
}

static void run_sort(struct tw_queue *q, size_t first)
{
    tw_sort(q->run + first, q->run_count - first, q->scratch);
    for (size_t i = first; i < q->run_count && i < first + 64; i++)
        __builtin_prefetch(tw_entry_event(q->run[i]));
}

/* Appends the bucket to the run: all of it is later than what is there. */
static void take_bucket(struct tw_queue *q, struct tw_queue_bucket *b)
{
    run_reserve(q, b->count);
    size_t first = q->run_count;
    size_t in_chunk = (b->count - 1) % TW_CHUNK_ENTRIES + 1;

    for (uint32_t index = b->chunk; index;) {
        struct tw_queue_chunk *c = &q->chunk[index - 1];
        memcpy(q->run + q->run_count, c->entry, in_chunk * sizeof *c->entry);
        q->run_count += in_chunk;
        in_chunk = TW_CHUNK_ENTRIES;
        uint32_t next = c->next;
        c->next = q->chunk_free;
        q->chunk_free = index;
        index = next;
    }
    q->calendar_count -= b->count;
    *b = (struct tw_queue_bucket){0};
    run_sort(q, first);
}

static void next_bucket(struct tw_queue *q)
{
    size_t i = q->next_bucket;
    while (q->bucket[i].count == 0)
        i++;
    take_bucket(q, &q->bucket[i]);
    q->next_bucket = i + 1;
    q->near_end = q->year + ((tw_stamp)(i + 1) << q->shift);

    for (size_t k = i + 1; k < i + 3 && k < q->buckets; k++)
        if (q->bucket[k].chunk)
            __builtin_prefetch(&q->chunk[q->bucket[k].chunk - 1]);
}

/* Stamps of evenly chosen far events, ascending; returns how many. */
static size_t sample_far(const struct tw_queue *q, struct tw_entry *sample)
{
    struct tw_entry scratch[SAMPLE];
    size_t n = q->far_count < SAMPLE ? q->far_count : SAMPLE;
    for (size_t i = 0; i < n; i++)
        sample[i] = (struct tw_entry){q->far[i * q->far_count / n].stamp, i << 48};
    tw_sort(sample, n, scratch); // the refs differ in their upper bits: never followed
    return n;
}

/* The smallest mean gap between the nearest eighth, quarter and half of the events. */
static double densest_gap(const struct tw_entry *sample, size_t n, tw_stamp first,
                          size_t events)
{
    double least = (double)TW_STAMP_MAX;
    for (size_t part = 8; part >= 2; part /= 2) {
        size_t at = n / part;
        double span = (double)(sample[at].stamp - first);
        double gap = span * (double)part / (double)events;
        least = gap < least ? gap : least;
    }
    return least;
}

/* Width from where the events are densest (after Brown), length to twice the time that holds
 * 19 of 20. */
static void lay_out(struct tw_queue *q, tw_stamp first)
{
    struct tw_entry sample[SAMPLE];
    size_t n = sample_far(q, sample);
    tw_stamp most = sample[n * 19 / 20].stamp - first;
    double gap = densest_gap(sample, n, first, q->far_count);
    unsigned shift = 0;
    while (shift < MAX_SHIFT && (double)((tw_stamp)1 << shift) < gap * PER_BUCKET)
        shift++;
    size_t buckets = (size_t)((most >> shift) * 2) + 1;
    if (buckets > 2 * q->far_count)
        buckets = 2 * q->far_count;

    q->bucket = grow(q->bucket, &q->bucket_capacity, buckets, sizeof *q->bucket);
    q->buckets = buckets;
    q->shift = shift;
    q->year = first;
    q->year_end = first + ((tw_stamp)buckets << shift);
    q->near_end = first;
    q->next_bucket = 0;
    q->late_pushes = 0;
}

static void spread_far(struct tw_queue *q)
{
    size_t kept = 0;
    for (size_t i = 0; i < q->far_count; i++)
        if (q->far[i].stamp < q->year_end)
            calendar_push(q, q->far[i]);
        else
            q->far[kept++] = q->far[i];
    q->far_count = kept;
}

static void take_far_whole(struct tw_queue *q)
{
    run_reserve(q, q->far_count);
    size_t first = q->run_count;
    memcpy(q->run + first, q->far, q->far_count * sizeof *q->far);
    q->run_count += q->far_count;
    q->far_count = 0;
    run_sort(q, first);
    q->near_end = q->year_end = q->run[q->run_count - 1].stamp + 1;
}

static tw_stamp far_first(const struct tw_queue *q)
{
    tw_stamp first = TW_STAMP_MAX;
    for (size_t i = 0; i < q->far_count; i++)
        if (q->far[i].stamp < first)
            first = q->far[i].stamp;
    return first;
}

void tw_queue_refill(struct tw_queue *q)
{
    while (q->run_count - q->run_head < TW_QUEUE_READY) {
        if (q->calendar_count > 0) {
            next_bucket(q);
        } else if (q->far_count == 0 || q->late_count >= TW_QUEUE_READY) {
            return; // nothing more, or nothing needed yet
        } else if (q->far_count <= SMALL_SET) {
            take_far_whole(q);
        } else {
            lay_out(q, far_first(q));
            spread_far(q);
        }
    }
}

bool tw_queue_drain(struct tw_queue *q, struct tw_entry *e)
{
    if (q->run_count == q->run_head && q->calendar_count > 0)
        next_bucket(q);
    if (q->run_count > q->run_head)
        *e = q->run[--q->run_count];
    else if (q->late_count > 0)
        *e = q->late[--q->late_count];
    else if (q->far_count > 0)
        *e = q->far[--q->far_count];
    else
        return false;
    return true;
}

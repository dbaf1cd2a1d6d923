/* SPDX-License-Identifier: Apache-2.0 */
#include "comm/near.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "comm/door.h"

enum { LINE = 64, CELLS = 1024, FRAMES = 64, NOT_HERE = -1 };

struct frame {
    _Alignas(LINE) _Atomic uint32_t busy; // from the sender's filling to the reader's last look
    uint32_t bytes;
    int32_t from;                            // rank in the net
    _Alignas(8) char data[COMM_FRAME_BYTES]; // receivers lay structs over it
};

struct cell { // of a queue
    _Atomic uint64_t turn;
    uint32_t sender, frame; // by place on the machine; of the sender's frames
};

struct report { // to a reduction
    _Alignas(LINE) _Atomic uint64_t number;
    struct comm_cut cut;
};

/* One rank's part of the shared memory. */
struct mailbox {
    _Alignas(LINE) _Atomic uint64_t tail; // next cell to fill; all senders
    _Alignas(LINE) uint64_t head;         // next to empty; the owner
    struct cell cell[CELLS];
    struct report report[2]; // of odd and even reductions: nobody is further ahead than one
    struct frame frame[FRAMES];
};

struct waiting { // a frame that found no room
    struct waiting *next;
    int to;
    size_t bytes;
    char data[COMM_FRAME_BYTES];
};

struct comm_near {
    int rank, size;
    int *place;            // by rank of the net: on this machine, or NOT_HERE
    bool all;              // none is NOT_HERE
    struct frame *reading; // in the caller's hands
    uint32_t next_frame;   // of this rank's own
    struct waiting *first, *last;
    uint64_t reduction; // its number
    int seen;           // ranks whose report to it is in `sum`
    struct comm_cut sum;
};

/* The memory of this process, and of its neighbours, by place on the machine. */
static struct {
    MPI_Comm machine;
    MPI_Win window;
    struct mailbox **box; // NULL: no memory to share
    int place, places;
    bool taken; // by a net
} here;

/* ---- the memory ---- */

static void mailbox_init(struct mailbox *box)
{
    memset(box, 0, offsetof(struct mailbox, frame));
    for (uint64_t i = 0; i < CELLS; i++)
        atomic_init(&box->cell[i].turn, i);
    for (int i = 0; i < FRAMES; i++)
        atomic_init(&box->frame[i].busy, 0);
}

/* On all ranks of the machine, or on none. */
static bool allocate(void)
{
    void *mine;
    int good = MPI_Win_allocate_shared(sizeof(struct mailbox) + LINE, 1, MPI_INFO_NULL,
                                       here.machine, &mine, &here.window) == MPI_SUCCESS;

    MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_MIN, here.machine);
    return good != 0;
}

/* MPI puts them anywhere, but for each process at the same place of a page. */
static void find_boxes(void)
{
    here.box = base_array((size_t)here.places, sizeof *here.box);
    for (int i = 0; i < here.places; i++) {
        MPI_Aint bytes;
        int unit;
        char *at;
        comm_check(MPI_Win_shared_query(here.window, i, &bytes, &unit, (void *)&at),
                   "MPI_Win_shared_query");
        here.box[i] = (void *)(at + (LINE - (uintptr_t)at % LINE) % LINE);
    }
}

void comm_near_open(MPI_Comm machine)
{
    MPI_Comm_rank(machine, &here.place);
    MPI_Comm_size(machine, &here.places);
    if (here.places == 1)
        return;
    comm_check(MPI_Comm_dup(machine, &here.machine), "MPI_Comm_dup");
    MPI_Comm_set_errhandler(here.machine, MPI_ERRORS_RETURN); // a full /dev/shm is no end
    if (!allocate())
        return;
    find_boxes();
    mailbox_init(here.box[here.place]);
    comm_check(MPI_Barrier(here.machine), "MPI_Barrier");
}

void comm_near_close(void)
{
    if (here.box == NULL)
        return;
    free(here.box);
    here.box = NULL;
    comm_check(MPI_Win_free(&here.window), "MPI_Win_free");
    comm_check(MPI_Comm_free(&here.machine), "MPI_Comm_free");
}

/* ---- the links of a net ---- */

/* Where on this machine the ranks of the net are. */
static void find_places(struct comm_near *near, MPI_Comm net)
{
    MPI_Group of_net, of_machine;
    int *rank = base_array((size_t)near->size, sizeof *rank);

    near->place = base_array((size_t)near->size, sizeof *near->place);
    for (int i = 0; i < near->size; i++)
        rank[i] = i;
    MPI_Comm_group(net, &of_net);
    MPI_Comm_group(here.machine, &of_machine);
    MPI_Group_translate_ranks(of_net, near->size, rank, of_machine, near->place);
    MPI_Group_free(&of_net);
    MPI_Group_free(&of_machine);
    free(rank);
    near->all = true;
    for (int i = 0; i < near->size; i++)
        if (near->place[i] == MPI_UNDEFINED) {
            near->place[i] = NOT_HERE;
            near->all = false;
        }
}

struct comm_near *comm_near_begin(MPI_Comm net)
{
    int good = here.box != NULL && !here.taken;

    if (good)
        for (int i = 0; i < 2; i++)
            atomic_store(&here.box[here.place]->report[i].number, 0);
    comm_check(MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_MIN, net), "MPI_Allreduce");
    if (!good)
        return NULL;
    struct comm_near *near = base_alloc(sizeof *near);
    MPI_Comm_rank(net, &near->rank);
    MPI_Comm_size(net, &near->size);
    find_places(near, net);
    here.taken = true;
    return near;
}

void comm_near_end(struct comm_near *near)
{
    if (near == NULL)
        return;
    base_assert(near->first == NULL);
    if (near->reading != NULL)
        atomic_store_explicit(&near->reading->busy, 0, memory_order_release);
    free(near->place);
    free(near);
    here.taken = false;
}

bool comm_near_reaches(const struct comm_near *near, int rank)
{
    return near != NULL && near->place[rank] != NOT_HERE;
}

bool comm_near_all(const struct comm_near *near)
{
    return near != NULL && near->all;
}

/* ---- sending ---- */

/* An own frame that nobody reads any more; NULL when there is none. Who reads fast is done with
 * the next one at once; a few looks more for those who do not. */
static struct frame *free_frame(struct comm_near *near, uint32_t *index)
{
    enum { LOOKS = 4 };
    struct mailbox *mine = here.box[here.place];

    for (int i = 0; i < LOOKS; i++) {
        *index = near->next_frame;
        near->next_frame = (near->next_frame + 1) % FRAMES;
        struct frame *f = &mine->frame[*index];
        if (atomic_load_explicit(&f->busy, memory_order_acquire) == 0)
            return f;
    }
    return NULL;
}

/* A cell of the queue that is this rank's to fill; NULL when the queue is full. */
static struct cell *claim_cell(struct mailbox *box, uint64_t *turn)
{
    uint64_t at = atomic_load_explicit(&box->tail, memory_order_relaxed);

    for (;;) {
        struct cell *c = &box->cell[at % CELLS];
        uint64_t seen = atomic_load_explicit(&c->turn, memory_order_acquire);
        if (seen < at)
            return NULL;
        if (seen > at)
            at = atomic_load_explicit(&box->tail, memory_order_relaxed);
        else if (atomic_compare_exchange_weak_explicit(
                     &box->tail, &at, at + 1, memory_order_relaxed, memory_order_relaxed)) {
            *turn = at;
            return c;
        }
    }
}

static bool try_send(struct comm_near *near, int to, const void *frame, size_t bytes)
{
    uint32_t index;
    uint64_t turn;
    struct frame *f = free_frame(near, &index);
    struct cell *c = f == NULL ? NULL : claim_cell(here.box[near->place[to]], &turn);

    if (c == NULL)
        return false;
    f->bytes = (uint32_t)bytes;
    f->from = near->rank;
    memcpy(f->data, frame, bytes);
    atomic_store_explicit(&f->busy, 1, memory_order_relaxed);
    c->sender = (uint32_t)here.place;
    c->frame = index;
    atomic_store_explicit(&c->turn, turn + 1, memory_order_release);
    return true;
}

static void put_aside(struct comm_near *near, int to, const void *frame, size_t bytes)
{
    struct waiting *w = base_alloc(sizeof *w);

    w->to = to;
    w->bytes = bytes;
    memcpy(w->data, frame, bytes);
    if (near->last != NULL)
        near->last->next = w;
    else
        near->first = w;
    near->last = w;
}

/* Those that were put aside go first: frames of a pair of ranks keep their order. */
static void send_waiting(struct comm_near *near)
{
    while (near->first != NULL) {
        struct waiting *w = near->first;
        if (!try_send(near, w->to, w->data, w->bytes))
            return;
        near->first = w->next;
        if (near->first == NULL)
            near->last = NULL;
        free(w);
    }
}

void comm_near_send(struct comm_near *near, int to, const void *frame, size_t bytes)
{
    send_waiting(near);
    if (near->first != NULL || !try_send(near, to, frame, bytes))
        put_aside(near, to, frame, bytes);
}

void comm_near_flush(struct comm_near *near)
{
    while (near != NULL && near->first != NULL) {
        send_waiting(near);
        sched_yield();
    }
}

/* ---- receiving ---- */

const void *comm_near_receive(struct comm_near *near, int *from, size_t *bytes)
{
    struct mailbox *box = here.box[here.place];
    struct cell *c = &box->cell[box->head % CELLS];

    send_waiting(near);
    if (near->reading != NULL)
        atomic_store_explicit(&near->reading->busy, 0, memory_order_release);
    near->reading = NULL;
    if (atomic_load_explicit(&c->turn, memory_order_acquire) != box->head + 1)
        return NULL;
    struct frame *f = &here.box[c->sender]->frame[c->frame];
    atomic_store_explicit(&c->turn, box->head + CELLS, memory_order_release);
    box->head++;
    near->reading = f;
    *from = f->from;
    *bytes = f->bytes;
    return f->data;
}

/* ---- the reduction ---- */

static void add(struct comm_cut *sum, const struct comm_cut *cut)
{
    sum->in_flight[0] += cut->in_flight[0];
    sum->in_flight[1] += cut->in_flight[1];
    sum->low = cut->low < sum->low ? cut->low : sum->low;
}

void comm_near_reduce(struct comm_near *near, const struct comm_cut *mine)
{
    uint64_t number = ++near->reduction;
    struct report *r = &here.box[here.place]->report[number % 2];

    near->seen = 0;
    near->sum = (struct comm_cut){.low = UINT64_MAX};
    r->cut = *mine;
    atomic_store_explicit(&r->number, number, memory_order_release);
}

bool comm_near_reduced(struct comm_near *near, struct comm_cut *all)
{
    send_waiting(near);
    for (; near->seen < near->size; near->seen++) {
        struct report *r = &here.box[near->place[near->seen]]->report[near->reduction % 2];
        if (atomic_load_explicit(&r->number, memory_order_acquire) != near->reduction)
            return false;
        add(&near->sum, &r->cut);
    }
    *all = near->sum;
    return true;
}

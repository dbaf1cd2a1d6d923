/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // RTLD_DEFAULT
#include "comm/net.h"

#include <dlfcn.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "comm/comm.h"
#include "comm/door.h"
#include "comm/near.h"

enum { POSTED = 32, FRAME_TAG = 1 };

struct send_slot {
    MPI_Request request;
    struct send_slot *next;
    char frame[COMM_FRAME_BYTES];
};

typedef bool yielding(bool now); // sets, and returns what was

struct comm_net {
    MPI_Comm comm;
    yielding *yielding;     // NULL: not Open MPI
    struct comm_near *near; // links within the machine; NULL: all goes through MPI
    MPI_Op cut_op;
    MPI_Datatype cut_type;
    MPI_Request reduction;
    struct comm_cut mine, all;

    MPI_Request receive[POSTED]; // a ring, oldest at `oldest`
    char (*frame)[COMM_FRAME_BYTES];
    int oldest;
    bool handed_out; // the oldest frame is in the caller's hands

    struct send_slot *busy_first, *busy_last, *free; // oldest send first
};

static void *take(size_t bytes)
{
    void *p = calloc(1, bytes);
    if (!p)
        base_die("out of memory for frames between ranks");
    return p;
}

static void combine(void *in, void *inout, int *count, MPI_Datatype *type)
{
    (void)type;
    const struct comm_cut *a = in;
    struct comm_cut *b = inout;

    for (int i = 0; i < *count; i++) {
        b[i].in_flight[0] += a[i].in_flight[0];
        b[i].in_flight[1] += a[i].in_flight[1];
        b[i].low = a[i].low < b[i].low ? a[i].low : b[i].low;
    }
}

/* Whether Open MPI's tests give the processor away when they find nothing: it has them do so
 * where mpirun gave out more ranks than there are processors, or when told to
 * (mpi_yield_when_idle). A foreign process then runs for all of its time slice, at each of
 * several tests between two batches of events. When to wait, and how, is for the callers here
 * to say. No call of MPI's own sets this, but its library has one since version 1.3. */
static yielding *find_yielding(void)
{
    yielding *found;
    void *at = dlsym(RTLD_DEFAULT, "opal_progress_set_yield_when_idle");

    memcpy(&found, &at, sizeof found);
    return found;
}

static bool test(const struct comm_net *net, MPI_Request *request, MPI_Status *status)
{
    bool before = net->yielding != NULL && net->yielding(false);
    int done;

    comm_check(MPI_Test(request, &done, status), "MPI_Test");
    if (before)
        net->yielding(true);
    return done != 0;
}

static void post(struct comm_net *net, int slot)
{
    comm_check(MPI_Irecv(net->frame[slot], COMM_FRAME_BYTES, MPI_BYTE, MPI_ANY_SOURCE,
                         FRAME_TAG, net->comm, &net->receive[slot]),
               "MPI_Irecv");
}

struct comm_net *comm_net_new(void)
{
    if (comm_size() == 1)
        return NULL;

    struct comm_net *net = take(sizeof *net);
    net->frame = take(POSTED * sizeof *net->frame);
    net->reduction = MPI_REQUEST_NULL;
    net->yielding = find_yielding();
    comm_check(MPI_Comm_dup(comm_meant(), &net->comm), "MPI_Comm_dup");
    comm_check(MPI_Type_contiguous(sizeof(struct comm_cut), MPI_BYTE, &net->cut_type),
               "MPI_Type_contiguous");
    comm_check(MPI_Type_commit(&net->cut_type), "MPI_Type_commit");
    comm_check(MPI_Op_create(combine, 1, &net->cut_op), "MPI_Op_create");
    net->near = comm_near_begin(net->comm);
    for (int i = 0; i < POSTED && !comm_near_all(net->near); i++)
        post(net, i);
    return net;
}

/* Waits for sends, then takes back the posted receives: the barrier between says that no
 * frame is under way any more. */
void comm_net_free(struct comm_net *net)
{
    if (!net)
        return;
    comm_near_flush(net->near);
    for (struct send_slot *s = net->busy_first; s; s = s->next)
        MPI_Wait(&s->request, MPI_STATUS_IGNORE);
    if (net->busy_last) {
        net->busy_last->next = net->free;
        net->free = net->busy_first;
    }
    MPI_Barrier(net->comm);
    for (int i = 0; i < POSTED && !comm_near_all(net->near); i++)
        if (!(net->handed_out && i == net->oldest)) {
            MPI_Cancel(&net->receive[i]);
            MPI_Wait(&net->receive[i], MPI_STATUS_IGNORE);
        }
    while (net->free) {
        struct send_slot *s = net->free;
        net->free = s->next;
        free(s);
    }
    comm_near_end(net->near);
    MPI_Op_free(&net->cut_op);
    MPI_Type_free(&net->cut_type);
    MPI_Comm_free(&net->comm);
    free(net->frame);
    free(net);
}

static void reap_sends(struct comm_net *net)
{
    while (net->busy_first) {
        struct send_slot *s = net->busy_first;
        if (!test(net, &s->request, MPI_STATUS_IGNORE))
            return;
        net->busy_first = s->next;
        if (!net->busy_first)
            net->busy_last = NULL;
        s->next = net->free;
        net->free = s;
    }
}

void comm_net_send(struct comm_net *net, int to, const void *frame, size_t bytes)
{
    base_assert(bytes <= COMM_FRAME_BYTES);
    if (comm_near_reaches(net->near, to)) {
        comm_near_send(net->near, to, frame, bytes);
        return;
    }
    reap_sends(net);

    struct send_slot *s = net->free;
    if (s)
        net->free = s->next;
    else
        s = take(sizeof *s);
    s->next = NULL;
    memcpy(s->frame, frame, bytes);
    comm_check(MPI_Isend(s->frame, (int)bytes, MPI_BYTE, to, FRAME_TAG, net->comm, &s->request),
               "MPI_Isend");
    if (net->busy_last)
        net->busy_last->next = s;
    else
        net->busy_first = s;
    net->busy_last = s;
}

/* The oldest frame that came through MPI. */
static const void *receive_far(struct comm_net *net, int *from, size_t *bytes)
{
    if (net->handed_out) {
        post(net, net->oldest);
        net->oldest = (net->oldest + 1) % POSTED;
        net->handed_out = false;
    }

    int count;
    MPI_Status status;
    if (!test(net, &net->receive[net->oldest], &status))
        return NULL;
    MPI_Get_count(&status, MPI_BYTE, &count);
    *from = status.MPI_SOURCE;
    *bytes = (size_t)count;
    net->handed_out = true;
    return net->frame[net->oldest];
}

const void *comm_net_receive(struct comm_net *net, int *from, size_t *bytes)
{
    const void *frame = NULL;

    if (net->near != NULL)
        frame = comm_near_receive(net->near, from, bytes);
    if (frame == NULL && !comm_near_all(net->near))
        frame = receive_far(net, from, bytes);
    return frame;
}

void comm_net_reduce(struct comm_net *net, const struct comm_cut *mine)
{
    if (comm_near_all(net->near)) {
        comm_near_reduce(net->near, mine);
        return;
    }
    net->mine = *mine;
    comm_check(MPI_Iallreduce(&net->mine, &net->all, 1, net->cut_type, net->cut_op, net->comm,
                              &net->reduction),
               "MPI_Iallreduce");
}

bool comm_net_reduced(struct comm_net *net, struct comm_cut *all)
{
    if (comm_near_all(net->near))
        return comm_near_reduced(net->near, all);
    bool done = test(net, &net->reduction, MPI_STATUS_IGNORE);
    if (done)
        *all = net->all;
    return done;
}

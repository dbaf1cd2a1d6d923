/* SPDX-License-Identifier: Apache-2.0 */
#include "tw/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "tw/core.h"
#include "tw/worker.h"

struct wire { // one event on the wire, payload behind it
    tw_stamp stamp;
    uint64_t uid;
    tw_lp_id to, from;
    uint32_t seq;
    uint16_t kind;
    uint8_t state, pad;
};

struct frame {
    uint64_t epoch; // of the sender
    uint64_t used;  // bytes of data
    unsigned char data[COMM_FRAME_BYTES - 16];
};

struct outgoing { // a frame being filled
    tw_stamp low; // of its events; 0: has an anti-message
    struct frame frame;
};

struct tw_route {
    struct comm_net *net;
    struct outgoing *outgoing; // by rank
    int *open; // ranks whose frame holds something: few, of however many there are
    int open_count;
    uint64_t epoch;
    uint64_t sent_ended, sent_now; // frames of epochs before this one, and of this one
    uint64_t received_ended, received_now, received_next; // by the sender's epoch
    tw_stamp sent_low;                                    // of this epoch
    tw_stamp front, pace; // where this rank was at the last call, and how far it goes between
};

enum { PATIENCE = 4 }; // moves that an event must lie ahead to be kept back

struct tw_route *tw_route_new(int ranks, size_t payload_bytes)
{
    if (ranks == 1)
        return NULL;
    base_assert(sizeof(struct wire) + payload_bytes <= sizeof((struct frame *)0)->data);
    struct tw_route *r = calloc(1, sizeof *r);
    if (r)
        r->outgoing = calloc((size_t)ranks, sizeof *r->outgoing);
    if (r)
        r->open = calloc((size_t)ranks, sizeof *r->open);
    if (!r || !r->outgoing || !r->open)
        base_die("out of memory for frames");
    r->sent_low = TW_STAMP_MAX;
    r->net = comm_net_new();
    return r;
}

void tw_route_free(struct tw_route *r)
{
    if (!r)
        return;
    comm_net_free(r->net);
    free(r->outgoing);
    free(r->open);
    free(r);
}

struct comm_net *tw_route_net(struct tw_route *r)
{
    return r->net;
}

static void send_frame(struct tw_route *r, int rank)
{
    struct frame *f = &r->outgoing[rank].frame;
    f->epoch = r->epoch;
    r->sent_now++;
    comm_net_send(r->net, rank, f, 16 + f->used);
    f->used = 0;
}

void tw_route_put(struct tw_route *r, int rank, const struct tw_event *ev, size_t payload_bytes)
{
    struct outgoing *o = &r->outgoing[rank];
    struct frame *f = &o->frame;
    bool anti = ev->state == TW_ANTI;
    size_t payload = anti ? 0 : (payload_bytes + 7) / 8 * 8;

    if (f->used == 0)
        r->open[r->open_count++] = rank;
    if (f->used + sizeof(struct wire) + payload > sizeof f->data)
        send_frame(r, rank);
    tw_stamp low = anti ? 0 : ev->stamp;
    if (f->used == 0 || low < o->low)
        o->low = low;
    struct wire wire = {.stamp = ev->stamp,
                        .uid = ev->uid,
                        .to = ev->to,
                        .from = ev->from,
                        .seq = ev->seq,
                        .kind = ev->kind,
                        .state = ev->state};
    memcpy(f->data + f->used, &wire, sizeof wire);
    memcpy(f->data + f->used + sizeof wire, ev->payload, payload);
    f->used += sizeof wire + payload;
    if (ev->stamp < r->sent_low)
        r->sent_low = ev->stamp;
}

void tw_route_flush(struct tw_route *r)
{
    for (int i = 0; i < r->open_count; i++)
        send_frame(r, r->open[i]);
    r->open_count = 0;
}

/* Where this rank will be after some moves like those of late. */
static tw_stamp soon(struct tw_route *r, tw_stamp front)
{
    tw_stamp moved = front > r->front ? front - r->front : 0;

    r->pace = r->pace / 4 * 3 + moved / 4;
    r->front = front;
    return front < TW_STAMP_MAX - PATIENCE * r->pace ? front + PATIENCE * r->pace
                                                     : TW_STAMP_MAX;
}

void tw_route_flush_due(struct tw_route *r, tw_stamp front)
{
    tw_stamp due = soon(r, front);
    int kept = 0;

    for (int i = 0; i < r->open_count; i++)
        if (r->outgoing[r->open[i]].low <= due)
            send_frame(r, r->open[i]);
        else
            r->open[kept++] = r->open[i];
    r->open_count = kept;
}

size_t tw_route_event_bytes(const struct tw_model *model, const unsigned char *at, size_t left)
{
    struct wire wire;

    if (left < sizeof wire)
        return 0;
    memcpy(&wire, at, sizeof wire);
    if (wire.to >= model->lps || wire.from >= model->lps || wire.kind >= model->kind_count)
        return 0;
    size_t payload = wire.state == TW_ANTI ? 0 : model->kinds[wire.kind].payload_bytes;
    size_t bytes = sizeof wire + (payload + 7) / 8 * 8;
    return bytes <= left ? bytes : 0;
}

/* The next event of a frame; returns its bytes. */
static size_t unpack(struct tw_worker *first, const unsigned char *at, size_t left)
{
    const struct tw_sim *sim = first->sim;
    size_t bytes = tw_route_event_bytes(sim->model, at, left);
    struct wire wire;

    base_assert(bytes > 0);
    memcpy(&wire, at, sizeof wire);
    size_t payload = wire.state == TW_ANTI ? 0 : sim->model->kinds[wire.kind].payload_bytes;

    struct tw_event *ev = tw_pool_take(&first->events);
    *ev = (struct tw_event){.stamp = wire.stamp,
                            .lp = tw_sim_lp(sim, wire.to),
                            .to = wire.to,
                            .from = wire.from,
                            .seq = wire.seq,
                            .kind = wire.kind,
                            .state = wire.state,
                            .uid = wire.uid};
    memcpy(ev->payload, at + sizeof wire, payload);
    tw_worker_arrived(first, ev);
    return bytes;
}

/* A rank is at most one epoch ahead: its next report needs the reduction that needs ours. */
static void count_received(struct tw_route *r, uint64_t epoch)
{
    base_assert(epoch <= r->epoch + 1);
    if (epoch < r->epoch)
        r->received_ended++;
    else if (epoch == r->epoch)
        r->received_now++;
    else
        r->received_next++;
}

bool tw_route_poll(struct tw_route *r, struct tw_worker *first)
{
    bool any = false;
    const struct frame *f;
    int from;
    size_t bytes;

    while ((f = comm_net_receive(r->net, &from, &bytes))) {
        base_assert(bytes >= 16 && bytes == 16 + f->used);
        count_received(r, f->epoch);
        for (size_t at = 0; at < f->used;)
            at += unpack(first, f->data + at, f->used - at);
        any = true;
    }
    return any;
}

tw_stamp tw_route_end_epoch(struct tw_route *r, struct comm_cut *cut)
{
    tw_route_flush(r);
    cut->in_flight[0] = (int64_t)(r->sent_ended - r->received_ended);
    cut->in_flight[1] = cut->in_flight[0] + (int64_t)(r->sent_now - r->received_now);
    r->sent_ended += r->sent_now;
    r->received_ended += r->received_now;
    r->received_now = r->received_next;
    r->sent_now = r->received_next = 0;
    r->epoch++;

    tw_stamp low = r->sent_low;
    r->sent_low = TW_STAMP_MAX;
    return low;
}

void tw_route_totals(const struct tw_route *r, uint64_t *sent, uint64_t *received)
{
    *sent = r->sent_ended + r->sent_now;
    *received = r->received_ended + r->received_now + r->received_next;
}

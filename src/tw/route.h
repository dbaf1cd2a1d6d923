/* SPDX-License-Identifier: Apache-2.0 */
/* tw/route.h - events between ranks: packed into frames, counted by epoch for GVT.
 *
 * Events and anti-messages of one rank to another stay in order. A cancelled send is named by
 * its uid: sender's rank, worker and count.
 * Thread: the rank's first worker.
 */
#pragma once

#include <stddef.h>

#include "comm/net.h"
#include "tw/event.h"

struct tw_route;
struct tw_model;
struct tw_worker;

/* Collective. NULL with one rank. `payload_bytes`: the longest payload. */
struct tw_route *tw_route_new(int ranks, size_t payload_bytes);
void tw_route_free(struct tw_route *route);
struct comm_net *tw_route_net(struct tw_route *route);

/* Packs a copy of `ev` (an event or an anti-message) for `rank`. */
void tw_route_put(struct tw_route *route, int rank, const struct tw_event *ev,
                  size_t payload_bytes);

/* Sends all that is packed. */
void tw_route_flush(struct tw_route *route);

/* Sends what the others may need soon: frames with events that come before `front`, how far
 * this rank is, has moved on a few times as far as of late, and frames with anti-messages. The
 * rest may wait for company, until the epoch ends at the latest. */
void tw_route_flush_due(struct tw_route *route, tw_stamp front);

/* Hands what has arrived to the workers of this rank; true when there was something. */
bool tw_route_poll(struct tw_route *route, struct tw_worker *first);

/* Bytes of the event at the start of `left` bytes of a frame; 0: none of the model is whole
 * there. */
size_t tw_route_event_bytes(const struct tw_model *model, const unsigned char *at, size_t left);

/* Ends the epoch for GVT: fills cut->in_flight, frames of the epochs before it [0] and up to it
 * [1], sent minus received; returns the lowest stamp sent in it. */
tw_stamp tw_route_end_epoch(struct tw_route *route, struct comm_cut *cut);

/* Frames sent and received so far, to find the last ones at the end of a run. */
void tw_route_totals(const struct tw_route *route, uint64_t *sent, uint64_t *received);

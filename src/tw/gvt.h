/* SPDX-License-Identifier: Apache-2.0 */
/* tw/gvt.h - global virtual time: the bound below which all is final. Nobody stops for it.
 *
 * Within a rank (Fujimoto, Hybinette, "Computing global virtual time in shared-memory
 * multiprocessors", ACM TOMACS 7(4) 1997): opening a round is one atomic store. Each worker,
 * when it next looks, drains its inbox and reports the smallest stamp that it holds or has
 * sent since the round was opened. Publishing a block and opening a round are both
 * sequentially consistent: a block is either in its inbox before the round was opened, and its
 * receiver counts it, or its sender sees the round afterwards, and the sender counts it.
 *
 * Between ranks (Mattern, "Efficient algorithms for distributed snapshots and global virtual
 * time approximation", JPDC 18(4) 1993): frames carry the sender's epoch, which each report of
 * the first worker ends. One asynchronous reduction adds up frames of ended epochs that are
 * still under way, and takes the minimum; a sum that is not zero makes the round void, and the
 * next one tries again. O(log ranks) messages each.
 *
 * The safe bound: an event yet to be sent between workers is later than GVT, and by at least
 * the lookahead. Within a rank all older blocks are in their inboxes when a round ends. Between
 * ranks the frames of the epoch that a round ends may still be under way, those before it are
 * not, so the bound there is the round before plus the lookahead, unless the same reduction
 * finds that nothing at all is under way.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "comm/net.h"
#include "tw/event.h"

struct tw_worker;
struct tw_sim;

struct tw_gvt_slot {
    _Alignas(64) tw_stamp low;
    char pad[56];
};

struct tw_gvt {
    _Alignas(64) atomic_uint_fast64_t round;   // seq_cst, see above
    _Alignas(64) atomic_uint_fast32_t missing; // reports; acq_rel: slots are read by the last
    _Alignas(64) _Atomic(tw_stamp) value;      // release: what was sent before is in inboxes
    _Atomic(tw_stamp) safe;
    atomic_bool busy;     // a round is open or being reduced
    atomic_bool reported; // all workers of the rank did: the first worker may reduce

    struct tw_gvt_slot *slot;
    bool reducing; // from here on: the first worker only
    struct comm_cut cut;
};

void tw_gvt_init(struct tw_gvt *gvt, uint32_t threads);
void tw_gvt_fini(struct tw_gvt *gvt, uint32_t threads);

/* Does what the worker owes to the round, and opens one when `wanted`. */
void tw_gvt_step(struct tw_worker *w, bool wanted);

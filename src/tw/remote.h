/* SPDX-License-Identifier: Apache-2.0 */
/* tw/remote.h - events from other ranks whose sends may still be cancelled, found by uid.
 *
 * Open addressing with linear probing and backward-shift deletion (Knuth, TAOCP 3, 6.4 R).
 * Thread: the owning worker. Errors: none; out of memory ends the run.
 */
#pragma once

#include <stddef.h>

#include "tw/event.h"

struct tw_remote {
    struct tw_event **slot;
    size_t capacity; // a power of two, or 0
    size_t count;
};

void tw_remote_fini(struct tw_remote *r);
void tw_remote_add(struct tw_remote *r, struct tw_event *ev); // by ev->uid, not yet there

/* Takes the event named `uid` out; NULL when it is not there. */
struct tw_event *tw_remote_remove(struct tw_remote *r, uint64_t uid);

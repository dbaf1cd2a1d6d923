/* SPDX-License-Identifier: Apache-2.0 */
/* lab/record.h - a piece of work as a spool keeps it, and what becomes of units that fail.
 *
 * Thread: one owner.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"

enum lab_kind { LAB_DONE = 1, LAB_FAILED, LAB_STUDY_TEXT, LAB_SCENARIO_TEXT, LAB_BROKEN };

/* Behind it stand the figures of the replication (doubles), or the reason why there are none
 * (text). LAB_BROKEN: the process ended in it; an empty reason: it was killed. */
struct lab_record {
    uint32_t kind; // enum lab_kind
    uint32_t replication;
    uint64_t digest, events; // of the engine
    double seconds;
    char id[64]; // of the unit, without NUL
};

/* A record that came in. */
struct lab_heard {
    struct lab_record head;
    char id[BASE_SHA256_HEX];
    const unsigned char *rest; // borrowed: what stands behind the head
    size_t bytes;
};

/* False: it is none, or of no replication that there may be. */
bool lab_record_read(const void *record, size_t bytes, struct lab_heard *out);

/* How many pieces to have room for, where there is room for `room`, and this one comes in. */
uint32_t lab_record_room(uint32_t room, uint32_t replication);

/* How often a process ended in the midst of a replication. */
struct lab_broken {
    uint32_t replication;
    uint32_t failed, killed;
};

enum {
    LAB_TRIES = 2,       // a replication that fails so often is given up
    LAB_TRIES_KILLED = 5 // more, for who kills a process seldom means what it is doing
};

/* What went wrong with a unit; {0}: nothing. */
struct lab_trouble {
    char *reason; // heap; why it is given up; NULL: it is not
    uint32_t failed_at;
    struct lab_broken *broken; // heap
    size_t broke, capacity;
};

/* Of failed and broken records of the unit; others are passed over. */
void lab_trouble_take(struct lab_trouble *t, const struct lab_heard *what);
void lab_trouble_fini(struct lab_trouble *t);

/* SPDX-License-Identifier: Apache-2.0 */
/* phold/phold.h - PHOLD, the yardstick of parallel discrete-event engines.
 *
 * Fujimoto, "Performance of Time Warp under synthetic workloads", SCS Multiconference on
 * Distributed Simulation 1990. Each LP starts with `start` events; an executed event sends one
 * event lookahead + Exp(mean - lookahead) later, to a random LP with probability `remote`,
 * else to itself. One unit of PHOLD time is PHOLD_UNIT ticks.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tw/model.h"

#define PHOLD_UNIT ((tw_time)1000000)

struct phold_options {
    uint32_t lps;
    uint32_t start;    // start events per LP
    double remote;     // 0 .. 1: part of the events that go to a random LP
    double mean;       // mean delay, PHOLD units, lookahead included
    double lookahead;  // smallest delay, PHOLD units, 0 <= lookahead < mean
    uint32_t locality; // remote targets at most this many LPs away (ring); 0 = anywhere
    uint32_t state;    // bytes of state per LP, at least PHOLD_STATE_MIN; all held, 64 of
                       // them (or all, if less) written by each event
    uint32_t payload;  // bytes of payload per event, 0 .. TW_PAYLOAD_MAX
};

enum { PHOLD_STATE_MIN = 16 };

struct phold_options phold_defaults(void);

/* A model over `options` and `kind`, which it fills; both must outlive it. It emits no rows. */
struct tw_model phold_model(const struct phold_options *options, struct tw_kind *kind);

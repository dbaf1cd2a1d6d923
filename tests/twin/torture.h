/* SPDX-License-Identifier: Apache-2.0 */
/* twin/torture.h - a model that does all that a model may do, as unkindly as it can.
 *
 * Zero-delay cascades within a tick, equal times everywhere, states from 40 bytes to 3 KB
 * written in overlapping pieces, payloads from 0 to 200 bytes, rows on two channels, a hot
 * spot, and storms: an LP that has been silent sends into everybody's near future.
 */
#pragma once

#include "tw/model.h"

struct torture_options {
    uint32_t lps;
    uint32_t start; // chains per LP
    double hot;     // part of the sends that go to LP 0
    double storm;   // part of the events that send to `storm_size` LPs at once
    uint32_t storm_size;
    uint32_t spread;    // delays are 0 .. spread ticks, 0 with a higher priority
    uint32_t lookahead; // smallest delay; 0 allows cascades
    bool graph;         // LPs form a ring with declared edges, for METIS
};

struct torture {
    struct torture_options options;
    struct tw_kind kind[4];
    struct tw_channel channel[2];
};

/* Fills `t`, which must outlive the model. */
struct tw_model torture_model(struct torture *t, struct torture_options options);

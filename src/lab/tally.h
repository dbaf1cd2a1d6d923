/* SPDX-License-Identifier: Apache-2.0 */
/* lab/tally.h - the figures of one replication, from its rows as they come.
 *
 * One tally serves many replications of one world, one after the other; its buffers stay.
 * Thread: one owner of each tally.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "out/results.h"
#include "supply/account/periods.h"
#include "supply/supply.h"
#include "tw/sim.h"

struct lab_tally_rows { // of one channel, without heads
    unsigned char *data;
    size_t bytes; // of one row
    size_t count, capacity;
};

/* What each site served, by site and period, for who wants it: NAN where nobody asked. */
struct lab_tally_sites {
    float *served;     // sites x periods: part of the demand that was served at once; NULL: no
    const size_t *row; // by site of the world: which row is its own; SIZE_MAX: none
    size_t periods;
};

/* What is told of agents' decisions: decisions, beliefs behind them, actions, approvals. */
enum { LAB_TRACES = 4 };
extern const enum sup_channel lab_trace[LAB_TRACES];
size_t lab_trace_bytes(size_t trace); // of a row with its head: whole words

struct lab_tally {
    const struct sup_world *world;
    struct sup_periods *periods;
    struct sup_sums *sums;                 // of totals
    struct lab_tally_rows total, underway; // until the end, where goods are under way (moving)
    struct lab_tally_rows outage;
    struct lab_tally_sites sites;            // filled in by the owner, where wanted
    bool traces;                             // keep what agents decide; likewise
    struct lab_tally_rows trace[LAB_TRACES]; // with heads
};

void lab_tally_init(struct lab_tally *t, const struct sup_world *world);
void lab_tally_fini(struct lab_tally *t);

void lab_tally_begin(struct lab_tally *t, uint32_t replication);

/* A row that the model emitted at head->node and head->at; each channel's rows come ordered by
 * (lp, seq). Those of channels that make no figures are passed over. */
void lab_tally_add(struct lab_tally *t, enum sup_channel channel,
                   const struct out_row_head *head, const void *row);

/* All rows of a run that this process holds whole. */
void lab_tally_add_all(struct lab_tally *t, const struct tw_rows *rows);

/* Fills `value` with all of sup_figures(). False with `err` when goods are not conserved. */
bool lab_tally_figures(struct lab_tally *t, double *value, struct base_err *err);

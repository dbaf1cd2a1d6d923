/* SPDX-License-Identifier: Apache-2.0 */
/* lab/hand.h - one who does pieces of work: holds one variant of a scenario ready to run.
 *
 * The scenario is loaded and its world built when the unit changes, not for each replication.
 * Thread: one owner of each hand; several work side by side. With Time Warp every rank has one
 * and they do the same piece together.
 */
#pragma once

#include "lab/record.h"
#include "lab/tally.h"
#include "lab/variant.h"
#include "rand/stream.h"

struct lab_hand {
    /* the owner fills in */
    const struct scenario *base;
    struct tw_options tw; // engine, threads and below
    uint64_t seed;
    bool antithetic;
    bool may_stop;  // a long piece is left when the process is warned; else it goes on
    bool all_ranks; // a piece is done by all ranks (of the team) together
    bool traces;    // keep what agents decide, in `tally`; counts when a unit is loaded

    /* its own */
    bool stopped; // the last piece was left where it was, for the process was warned
    bool ready;   // `scen`, `world` and `tally` are there
    size_t unit;
    struct scenario scen;
    struct sup_world *world;
    struct lab_tally tally;
    double *figure;      // of the piece that was done last
    struct base_err err; // why it was not
};

void lab_hand_init(struct lab_hand *h);
void lab_hand_fini(struct lab_hand *h);

/* Makes ready for `unit`, unless it is. False with h->err. */
bool lab_hand_load(struct lab_hand *h, size_t unit, const struct lab_change *change,
                   size_t changes);

/* Does one replication of what is loaded; fills `head` but for kind and id, and h->figure; or
 * leaves it (h->stopped). False with h->err. Collective with all_ranks; then rank 0 has the
 * figures. */
bool lab_hand_run(struct lab_hand *h, uint32_t replication, struct lab_record *head);

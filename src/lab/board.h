/* SPDX-License-Identifier: Apache-2.0 */
/* lab/board.h - what is known of each point of a study: its replications as they come in.
 *
 * A unit is what is simulated: points that are alike in everything share one. Units bear a
 * content hash, by which pieces of earlier runs find their place again.
 * Thread: one owner; rank 0 has all of it, the other ranks know the units only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "lab/record.h"

struct lab_piece {
    uint64_t digest, events;
    double seconds;
    bool done;
};

struct lab_unit {
    char id[BASE_SHA256_HEX];
    size_t point; // the first that is like this
    struct lab_trouble trouble;
    uint32_t capacity;
    struct lab_piece *piece; // by replication, below capacity
    double *outcome;         // capacity x outcomes
    uint32_t target;         // replications that count; those beyond it do not
};

struct lab_board {
    struct lab_unit *unit;
    size_t units;
    size_t *unit_of; // by point
    size_t points;
    const size_t *figure; // by outcome: which of the model's figures; borrowed
    size_t outcomes, figures;
    struct base_map *by_id;
    uint64_t taken; // pieces that came in
};

void lab_board_init(struct lab_board *b, size_t points, const size_t *figure, size_t outcomes,
                    size_t figures);
void lab_board_fini(struct lab_board *b);

/* Says what makes point `point` (0, 1, ... in order) what it is. */
void lab_board_name(struct lab_board *b, size_t point, const char id[BASE_SHA256_HEX]);

/* Takes in a record of the spool; those of other studies are passed over. */
void lab_board_take(struct lab_board *b, const void *record, size_t bytes);

/* Is this replication there? */
bool lab_board_has(const struct lab_board *b, size_t unit, uint32_t replication);

/* Of a replication that is there. */
double lab_board_value(const struct lab_board *b, size_t unit, uint32_t replication,
                       size_t outcome);

/* How many replications are there from the first on, without a gap. */
uint32_t lab_board_run(const struct lab_board *b, size_t unit);

/* Has it all that it was to have? */
bool lab_board_whole(const struct lab_board *b, size_t unit);

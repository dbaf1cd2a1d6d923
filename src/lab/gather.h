/* SPDX-License-Identifier: Apache-2.0 */
/* lab/gather.h - the rows of all ranks, streamed to rank 0 in the order of the serial run.
 *
 * Each rank holds its own LPs' rows, ordered by (channel, lp, seq). They come together window
 * by window: a range of LPs whose rows fit into a few megabytes, so that rank 0 never holds
 * everything twice. Thread: the one of comm.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "out/results.h"
#include "tw/sim.h"

struct lab_gather {
    uint32_t replication;
    uint16_t channel;
    tw_lp_id lps;        // of the model
    size_t row_bytes;    // of the channel, as the model declares it
    size_t window_bytes; // aim for so much at a time; 0 = the default
};

/* Bytes of one record: an out_row_head and the row, padded to 8. */
size_t lab_record_bytes(size_t row_bytes);

/* Collective. Calls `take` on rank 0 with records ordered by (lp, seq), some at a time. */
void lab_gather_rows(const struct tw_rows *mine, const struct lab_gather *what,
                     void (*take)(void *user, const void *record, size_t count), void *user);

/* Collective. The same in the order of time, then of `order` (< 0, 0, > 0 as for qsort), then
 * as they arose at their LP. All rows arose before `horizon`. */
void lab_gather_in_time(const struct tw_rows *mine, const struct lab_gather *what,
                        tw_time horizon, int (*order)(const void *a, const void *b),
                        void (*take)(void *user, const void *record, size_t count), void *user);

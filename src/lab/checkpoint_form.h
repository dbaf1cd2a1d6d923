/* SPDX-License-Identifier: Apache-2.0 */
/* lab/checkpoint_form.h - the bytes of a checkpoint, for its writer and its reader. */
#pragma once

#include <assert.h>

#include "lab/checkpoint.h"

#define LAB_CHECKPOINT_MAGIC "BWCHECK1"
#define LAB_CHECKPOINT_END "BWCHEND1"
#define LAB_CHECKPOINT_START UINT64_C(0x62756c6c77686970) // of the checksum

struct lab_checkpoint_head {
    char magic[8];
    uint32_t format, bytes; // of this head
    struct lab_mark mark;
    struct lab_done done;
    uint64_t settled, settled_bytes;
};
static_assert(sizeof(struct lab_checkpoint_head) % 8 == 0, "the checksum is of words");

struct lab_checkpoint_tail {
    uint64_t checksum;
    char magic[8];
};

enum lab_record_kind { LAB_RECORD_PART = 1, LAB_RECORD_ENDED, LAB_RECORD_LAST };

struct lab_record {
    uint64_t kind, index;
    int64_t at; // of a part
    uint64_t digest, committed, processed;
    uint64_t rows, row_bytes, bytes, workers; // what follows, each padded: tw_row, the bytes of
};                                            // rows, the snapshot's bytes, tw_worker_stats

static inline size_t lab_padded(size_t bytes)
{
    return (bytes + 7) / 8 * 8;
}

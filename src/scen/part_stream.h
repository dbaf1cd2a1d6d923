/* SPDX-License-Identifier: Apache-2.0 */
/* scen/part_stream.h - what scen/cut_deal.c writes and scen/part.c reads. */
#pragma once

#include <stdint.h>

enum { SCEN_PIECE = 1 << 14 }; // bytes of a stream that go at a time, at most

struct scen_part_counts { // of the whole
    uint32_t sites, lanes, files;
};

/* SPDX-License-Identifier: Apache-2.0 */
/* out/prov.h - where results come from: the version, and what happened this time.
 *
 * Thread: one, on one rank.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "out/h5.h"

enum { OUT_VERSION_BYTES = 64 };

/* "0.1.0+1a2b3c4": release and commit; "-dirty" when the tree had changes. */
const char *out_version(char text[OUT_VERSION_BYTES]);

/* What happened this time, under /run: everything here may differ between equal runs. */
struct out_run_facts {
    int argc;
    char *const *argv;
    const char *started;     // "2026-01-31T23:59:59Z"
    const char *hosts;       // names of the machines, in rank order, each once
    unsigned ranks, threads; // threads per rank
    double seconds;          // wall time from start to the writing of this
    uint64_t peak_rss_bytes; // all ranks
};

void out_run_facts_write(struct out_h5 *f, const struct out_run_facts *facts);

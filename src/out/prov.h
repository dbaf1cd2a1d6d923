/* SPDX-License-Identifier: Apache-2.0 */
/* out/prov.h - where results come from: the version, what happened this time, and what came
 * from what.
 *
 * /prov has it twice: as rows after W3C PROV-DM (entities, activities, agents, relations
 * between them; https://www.w3.org/TR/prov-dm/), and as one RO-Crate 1.1 document by the
 * profile Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5), for tools that collect
 * such crates. Thread: one, on one rank.
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
    const char *started; // "2026-01-31T23:59:59Z"
    const char *ended;
    const char *hosts;       // names of the machines, in rank order, each once
    unsigned ranks, threads; // threads per rank
    double seconds;          // wall time from start to the writing of this
    uint64_t peak_rss_bytes; // all ranks
    const struct out_library {
        const char *name, *version;
    } * lib; // besides HDF5 and MPI
    size_t libraries;
};

void out_run_facts_write(struct out_h5 *f, const struct out_run_facts *facts);

/* What came from what. */
struct out_prov {
    const struct out_run_facts *facts;
    const char *study, *title;
    const char *output;       // path of the file that is written
    uint64_t digest;          // of the results in it
    const struct out_source { // what was read, word for word in /scenario/source
        const char *name;     // relative to the first one's folder
        const char *sha256;   // hexadecimal
        uint64_t bytes;
    } * source;
    size_t sources;
};

/* /prov: rows and crate. Times in it differ between equal runs. */
void out_prov_write(struct out_h5 *f, const struct out_prov *prov);

/* The crate as JSON; to be freed. */
char *out_prov_crate(const struct out_prov *prov);

/* The command as one line; to be freed. */
char *out_command_line(const struct out_run_facts *facts);

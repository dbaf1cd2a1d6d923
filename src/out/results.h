/* SPDX-License-Identifier: Apache-2.0 */
/* out/results.h - the layout of a results file, apart from what only a model knows.
 *
 * docs/RESULTS.md describes it. All that depends on the machine stands under /run and /perf;
 * the rest is the same, byte for byte, for equal studies. Thread: one, on one rank.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "out/h5.h"
#include "out/rows.h"

enum { OUT_SCHEMA_VERSION = 1 };

/* Begins the file: who wrote it, which study it holds, what it shall not tell (out_h5_mask).
 * NULL with `err`. */
struct out_h5 *out_results_create(const char *path, const char *study,
                                  const struct base_mask *mask, struct base_err *err);

/* Where and when a row of results arose; the row's own bytes follow it. */
struct out_row_head {
    uint32_t replication;
    uint32_t node; // index into the nodes of /model
    int64_t at;    // ticks of 1 ms since the start
};

/* One table below /results. */
struct out_results_table {
    const char *name;                // "kpi"
    const char *about;               // one sentence
    const char *node;                // what a node is called: "site"
    const struct out_column *column; // of the row's own bytes
    size_t count;
    size_t keys;      // so many leading columns name the row: product
    size_t row_bytes; // of the row's own bytes, a multiple of 8
};

/* Begins /results/<name>: rows are an out_row_head and `row_bytes` bytes. */
struct out_rows *out_results_open(struct out_h5 *f, const struct out_results_table *table);

struct out_replication {
    uint32_t index;
    uint32_t pad;
    uint64_t seed, digest, committed;
};

void out_results_replications(struct out_h5 *f, const struct out_replication *r, size_t count);

/* A figure over all replications. */
struct out_summary {
    const char *figure, *unit, *about;
    uint64_t n;
    double mean, sd, ci_low, ci_high; // 95 % interval of the mean; NAN when n < 2
    double quantile[5];               // 5, 25, 50, 75, 95 % of the replications
    double var, cvar;                 // at 95 %, towards the bad
};

void out_results_summary(struct out_h5 *f, const struct out_summary *s, size_t count);

/* The last word: the digest of all results, as the root's attribute. */
void out_results_digest(struct out_h5 *f, uint64_t digest);

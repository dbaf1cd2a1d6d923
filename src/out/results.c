/* SPDX-License-Identifier: Apache-2.0 */
#include "out/results.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "out/prov.h"

struct out_h5 *out_results_create(const char *path, const char *study,
                                  const struct base_mask *mask, struct base_err *err)
{
    char version[OUT_VERSION_BYTES];
    struct out_h5 *f = out_h5_create(path, err);

    if (!f)
        return NULL;
    out_h5_mask(f, mask);
    out_h5_integer(f, "/", "schema_version", OUT_SCHEMA_VERSION);
    out_h5_text(f, "/", "software", "bullwhip");
    out_h5_text(f, "/", "software_version", out_version(version));
    out_h5_text(f, "/", "study", study);
    out_h5_group(f, "/results", "what was found; equal studies have equal bytes here");
    return f;
}

struct out_rows *out_results_open(struct out_h5 *f, const struct out_results_table *table)
{
    char node_about[64];
    const struct out_column head[] = {
        {"replication", "1", "number of the replication, from 0", OUT_U32,
         offsetof(struct out_row_head, replication)},
        {"time", "ms", "simulated time since the start", OUT_I64,
         offsetof(struct out_row_head, at)},
        {table->node, "1", node_about, OUT_U32, offsetof(struct out_row_head, node)},
    };
    enum { HEAD = sizeof head / sizeof head[0] };
    struct out_column *all = base_array(HEAD + table->count, sizeof *all);
    char group[128];

    snprintf(node_about, sizeof node_about, "index into /model/%ss", table->node);
    memcpy(all, head, sizeof head);
    for (size_t i = 0; i < table->count; i++) {
        all[HEAD + i] = table->column[i];
        all[HEAD + i].offset += sizeof(struct out_row_head);
    }
    snprintf(group, sizeof group, "/results/%s", table->name);
    struct out_rows *rows =
        out_rows_open(f, group, table->about, all, HEAD + table->count, HEAD + table->keys,
                      sizeof(struct out_row_head) + table->row_bytes);
    free(all);
    return rows;
}

/* The digests as text of 16 digits, as they are printed everywhere. */
static void digests_write(struct out_h5 *f, const struct out_replication *r, size_t count)
{
    char(*text)[17] = base_array(count, sizeof *text);
    const char **value = base_array(count, sizeof *value);

    for (size_t i = 0; i < count; i++) {
        snprintf(text[i], sizeof text[i], "%016" PRIx64, r[i].digest);
        value[i] = text[i];
    }
    out_h5_strings(f, "/replications/digest", "engine digest of the replication", value, count);
    for (size_t i = 0; i < count; i++)
        value[i] = "done";
    out_h5_strings(f, "/replications/status", "how it ended", value, count);
    free(value);
    free(text);
}

void out_results_replications(struct out_h5 *f, const struct out_replication *r, size_t count)
{
    static const struct out_column column[] = {
        {"replication", "1", "number of the replication, from 0", OUT_U32,
         offsetof(struct out_replication, index)},
        {"seed", "1", "seed of the study; streams are named by seed and replication", OUT_U64,
         offsetof(struct out_replication, seed)},
        {"events", "1", "events that happened", OUT_U64,
         offsetof(struct out_replication, committed)},
    };

    out_rows_write(f, "/replications", "one row per replication", column,
                   sizeof column / sizeof column[0], 1, sizeof *r, r, count);
    digests_write(f, r, count);
}

static void names_write(struct out_h5 *f, const struct out_summary *s, size_t count)
{
    const char **value = base_array(count, sizeof *value);

    for (size_t i = 0; i < count; i++)
        value[i] = s[i].figure;
    out_h5_strings(f, "/summary/figure", "name of the figure", value, count);
    for (size_t i = 0; i < count; i++)
        value[i] = s[i].unit;
    out_h5_strings(f, "/summary/unit", "unit of mean, sd and interval", value, count);
    for (size_t i = 0; i < count; i++)
        value[i] = s[i].about;
    out_h5_strings(f, "/summary/meaning", "what the figure is", value, count);
    free(value);
}

#define QUANTILE(name, about, i)                                                    \
    {                                                                               \
        name, "see unit", about, OUT_F64, offsetof(struct out_summary, quantile[i]) \
    }

void out_results_summary(struct out_h5 *f, const struct out_summary *s, size_t count)
{
    static const struct out_column column[] = {
        {"n", "1", "replications", OUT_U64, offsetof(struct out_summary, n)},
        {"mean", "see unit", "mean over replications", OUT_F64,
         offsetof(struct out_summary, mean)},
        {"sd", "see unit", "standard deviation between replications", OUT_F64,
         offsetof(struct out_summary, sd)},
        {"ci_low", "see unit", "95 % confidence interval of the mean (Student t), lower end",
         OUT_F64, offsetof(struct out_summary, ci_low)},
        {"ci_high", "see unit", "95 % confidence interval of the mean (Student t), upper end",
         OUT_F64, offsetof(struct out_summary, ci_high)},
        QUANTILE("p05", "5 % of the replications are lower", 0),
        QUANTILE("p25", "a quarter of the replications is lower", 1),
        QUANTILE("p50", "median of the replications", 2),
        QUANTILE("p75", "a quarter of the replications is higher", 3),
        QUANTILE("p95", "5 % of the replications are higher", 4),
        {"var_95", "see unit",
         "value at risk: 5 % of the replications are worse; worse is higher, but lower for "
         "service levels, turns, revenue and profit",
         OUT_F64, offsetof(struct out_summary, var)},
        {"cvar_95", "see unit", "conditional value at risk: mean of the worst 5 %", OUT_F64,
         offsetof(struct out_summary, cvar)},
    };

    struct out_rows *table =
        out_rows_open(f, "/summary", "figures of the whole network over all replications",
                      column, sizeof column / sizeof column[0], 0, sizeof *s);

    for (size_t i = 0; i < count; i++) {
        struct out_summary row = s[i];
        double *const value[] = {&row.mean,    &row.sd,  &row.ci_low,
                                 &row.ci_high, &row.var, &row.cvar};
        for (size_t k = 0; k < sizeof value / sizeof *value; k++)
            out_h5_veil(f, row.unit, value[k], 1);
        out_h5_veil(f, row.unit, row.quantile, sizeof row.quantile / sizeof *row.quantile);
        out_rows_append(table, &row, 1);
    }
    out_rows_close(table);
    names_write(f, s, count);
}

void out_results_digest(struct out_h5 *f, uint64_t digest)
{
    char text[17];

    snprintf(text, sizeof text, "%016" PRIx64, digest);
    out_h5_text(f, "/", "digest", text);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_seek_out.c - what was found by varying a disruption, or by taking out sites. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mask.h"
#include "base/mem.h"
#include "lab/drill_state.h"
#include "out/rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- the longest outage that is survived ---- */

struct survivable_row {
    uint32_t course, replication;
    double days, sought;
};

static void survivable_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest)
{
    static const struct out_column column[] = {
        {"course", "1", "index into /drill/courses", OUT_U32,
         offsetof(struct survivable_row, course)},
        {"replication", "1", "number of the replication, from 0", OUT_U32,
         offsetof(struct survivable_row, replication)},
        {"days", "d",
         "longest duration of the disruption without loss of service; NaN: not known, as a "
         "case was given up",
         OUT_F64, offsetof(struct survivable_row, days)},
        {"sought", "d", "longest that was tried; that long, and it may be longer", OUT_F64,
         offsetof(struct survivable_row, sought)},
    };
    struct out_rows *table =
        out_rows_open(f, "/results/survivable", "one row per course and replication", column,
                      COUNT(column), 2, sizeof(struct survivable_row));

    for (uint32_t c = 1; s->seeks && c < s->courses; c++)
        for (uint32_t r = 0; !lab_course_lost(s, c) && r < s->replications; r++) {
            const struct survivable_row row = {c, r, lab_drill_survivable(s, c, r),
                                               s->steps * s->step};
            *digest = base_digest_bytes(*digest, &row, sizeof row);
            out_rows_append(table, &row, 1);
        }
    out_rows_close(table);
}

/* ---- the smallest outage that breaks a criterion ---- */

struct tried_row {
    double extent, duration, reached, share;
    uint64_t met;
};

static void tried_write(struct lab_drill_state *s, struct out_h5 *f)
{
    static const struct out_column column[] = {
        {"extent", "1", "part of the disruption's whole force", OUT_F64,
         offsetof(struct tried_row, extent)},
        {"duration", "d", "that was tried", OUT_F64, offsetof(struct tried_row, duration)},
        {"reached", "1", "what the criterion compares, in its unit", OUT_F64,
         offsetof(struct tried_row, reached)},
        {"share", "1", "part of the replications that meet it", OUT_F64,
         offsetof(struct tried_row, share)},
        {"met", "1", "1: the criterion is met", OUT_U64, offsetof(struct tried_row, met)},
    };
    struct out_rows *table =
        out_rows_open(f, "/results/reverse", "one row per extent and duration that was tried",
                      column, COUNT(column), 2, sizeof(struct tried_row));

    for (uint32_t e = 0; s->seeks && s->drill->reverses && e < s->extents; e++) {
        bool *tried = base_array(s->steps + 1, sizeof *tried);
        lab_drill_breaking(s, e, tried);
        for (uint32_t k = 1; k <= s->steps; k++) {
            if (!tried[k])
                continue;
            struct lab_verdict v = lab_drill_reverse_at(s, k, e);
            struct tried_row row = {s->extent[e], k * s->step, v.reached, v.share, v.met};
            out_h5_veil(f, v.unit, &row.reached, 1);
            out_rows_append(table, &row, 1);
        }
        free(tried);
    }
    out_rows_close(table);
}

struct breaking_row {
    double extent, holds, breaks;
};

static void breaking_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest)
{
    static const struct out_column column[] = {
        {"extent", "1", "part of the disruption's whole force", OUT_F64,
         offsetof(struct breaking_row, extent)},
        {"holds", "d",
         "longest duration at which the criterion is met; NaN: not known, as a case was "
         "given up",
         OUT_F64, offsetof(struct breaking_row, holds)},
        {"breaks", "d", "shortest duration at which it is not; NaN: none that was tried",
         OUT_F64, offsetof(struct breaking_row, breaks)},
    };
    struct out_rows *table =
        out_rows_open(f, "/summary/reverse", "one row per extent: what breaks the criterion",
                      column, COUNT(column), 1, sizeof(struct breaking_row));

    for (uint32_t e = 0; s->seeks && s->drill->reverses && e < s->extents; e++) {
        struct lab_breaking b = lab_drill_breaking(s, e, NULL);
        const struct breaking_row row = {s->extent[e], b.holds, b.breaks};
        *digest = base_digest_bytes(*digest, &row, sizeof row);
        out_rows_append(table, &row, 1);
    }
    out_rows_close(table);
    if (s->drill->reverses && s->seeks) {
        bool hidden = base_mask_hides(out_h5_masked(f), s->reverse_wanted.unit);
        out_h5_text(f, "/summary/reverse", "criterion",
                    hidden ? "of money" : s->reverse_wanted.text);
        out_h5_text(f, "/summary/reverse", "disruption", s->sought);
    }
}

void lab_drill_seeking_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest)
{
    survivable_write(s, f, digest);
    tried_write(s, f);
    breaking_write(s, f, digest);
}

/* ---- exposure ---- */

struct node_row {
    uint32_t site, replication;
    double impact, mark[LAB_MEASURES];
};

static size_t node_unit(struct lab_drill_state *s, size_t node)
{
    const struct lab_case what = {.kind = LAB_NODE, .site = s->node[node]};

    return lab_case_unit(s, &what);
}

static bool node_lost(struct lab_drill_state *s, size_t node)
{
    const struct lab_case what = {.kind = LAB_NODE, .site = s->node[node]};

    return lab_case_lost(s, &what) != NULL;
}

static void nodes_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest)
{
    enum { FIXED = 3 };
    struct out_column column[FIXED + LAB_MEASURES] = {
        {"site", "1", "index into /model/sites: the site that was taken out", OUT_U32,
         offsetof(struct node_row, site)},
        {"replication", "1", "number of the replication, from 0", OUT_U32,
         offsetof(struct node_row, replication)},
        {"impact", lab_drill_mark_unit(s, s->impact), lab_drill_mark_name(s->impact), OUT_F64,
         offsetof(struct node_row, impact)},
    };

    for (size_t i = 0; i < LAB_MEASURES; i++)
        column[FIXED + i] = (struct out_column){
            lab_measure[i].name, lab_drill_mark_unit(s, i), lab_measure[i].about, OUT_F64,
            offsetof(struct node_row, mark) + i * sizeof(double)};
    struct out_rows *table =
        out_rows_open(f, "/results/exposure", "one row per site taken out and replication",
                      column, FIXED + LAB_MEASURES, 2, sizeof(struct node_row));
    for (size_t i = 0; i < s->nodes; i++)
        for (uint32_t r = 0; !node_lost(s, i) && r < s->node_replications; r++) {
            const double *mark = lab_drill_marks(s, node_unit(s, i), r);
            struct node_row row = {
                .site = s->node[i], .replication = r, .impact = mark[s->impact]};
            memcpy(row.mark, mark, sizeof row.mark);
            *digest = base_digest_bytes(*digest, &row, sizeof row);
            out_rows_append(table, &row, 1);
        }
    out_rows_close(table);
}

struct rank_row {
    uint32_t rank, site;
    double index, impact, low, high, survive, recover, dip;
};

static double mean_of(struct lab_drill_state *s, size_t node, size_t mark)
{
    double sum = 0.0;

    for (uint32_t r = 0; r < s->node_replications; r++)
        sum += lab_drill_marks(s, node_unit(s, node), r)[mark];
    return sum / s->node_replications;
}

static struct rank_row rank_row(struct lab_drill_state *s, size_t node)
{
    double *value = base_array(s->node_replications, sizeof *value);

    for (uint32_t r = 0; r < s->node_replications; r++)
        value[r] = lab_drill_marks(s, node_unit(s, node), r)[s->impact];
    struct lab_stat impact = lab_stat_of(value, 1, s->node_replications, false);
    free(value);
    return (struct rank_row){.site = s->node[node],
                             .impact = impact.mean,
                             .low = impact.low,
                             .high = impact.high,
                             .survive = mean_of(s, node, LAB_M_SURVIVE),
                             .recover = mean_of(s, node, LAB_M_RECOVER),
                             .dip = mean_of(s, node, LAB_M_DIP)};
}

/* The worst first; among equals the first site. */
static int by_impact(const void *a, const void *b)
{
    const struct rank_row *x = a, *y = b;

    if (x->impact > y->impact || x->impact < y->impact)
        return x->impact > y->impact ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

/* How many rows there are: of sites that could be taken out. */
static size_t rank(struct lab_drill_state *s, struct rank_row *row)
{
    size_t rows = 0;

    for (size_t i = 0; i < s->nodes; i++)
        if (!node_lost(s, i))
            row[rows++] = rank_row(s, i);
    qsort(row, rows, sizeof *row, by_impact);
    for (size_t i = 0; i < rows; i++) {
        row[i].rank = (uint32_t)i + 1;
        row[i].index = row[0].impact > 0.0 ? fmax(row[i].impact, 0.0) / row[0].impact : 0.0;
    }
    return rows;
}

void lab_drill_exposure_write(struct lab_drill_state *s, struct out_h5 *f, uint64_t *digest)
{
    const char *unit = lab_drill_mark_unit(s, s->impact);
    const struct out_column column[] = {
        {"rank", "1", "1: the most exposed", OUT_U32, offsetof(struct rank_row, rank)},
        {"site", "1", "index into /model/sites", OUT_U32, offsetof(struct rank_row, site)},
        {"index", "1", "risk exposure index: impact over the largest impact of all", OUT_F64,
         offsetof(struct rank_row, index)},
        {"impact", unit, lab_drill_mark_name(s->impact), OUT_F64,
         offsetof(struct rank_row, impact)},
        {"ci_low", unit, "95 % confidence interval of the impact, lower end", OUT_F64,
         offsetof(struct rank_row, low)},
        {"ci_high", unit, "95 % confidence interval of the impact, upper end", OUT_F64,
         offsetof(struct rank_row, high)},
        {"survive", "d", "mean time to survive", OUT_F64, offsetof(struct rank_row, survive)},
        {"recover", "d", "mean time to recover", OUT_F64, offsetof(struct rank_row, recover)},
        {"dip", "1", "mean dip", OUT_F64, offsetof(struct rank_row, dip)},
    };
    struct rank_row *row = base_array(s->nodes, sizeof *row);

    nodes_write(s, f, digest);
    size_t rows = rank(s, row);
    out_rows_write(f, "/summary/exposure", "one row per site, the most exposed first", column,
                   COUNT(column), 2, sizeof *row, row, rows);
    out_h5_text(f, "/summary/exposure", "impact", lab_drill_mark_name(s->impact));
    out_h5_number(f, "/summary/exposure", "duration_days",
                  (double)s->drill->exposure.duration / SCEN_TICKS_PER_DAY);
    free(row);
}

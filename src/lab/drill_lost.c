/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_lost.c - what was given up in a drill, and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/drill_state.h"
#include "out/rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct lost { // a case that was given up
    struct lab_case what;
    uint32_t replication;
    const char *reason;
};

static int by_case(const void *a, const void *b)
{
    const struct lab_case *x = &((const struct lost *)a)->what;
    const struct lab_case *y = &((const struct lost *)b)->what;
    const uint32_t left[] = {x->kind, x->course, x->extent, x->steps, x->site};
    const uint32_t right[] = {y->kind, y->course, y->extent, y->steps, y->site};

    for (size_t i = 0; i < COUNT(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

/* All of them, heap. */
static struct lost *list_lost(const struct lab_drill_state *s, size_t *count)
{
    struct lost *lost = base_array(s->units + 1, sizeof *lost);

    *count = 0;
    for (size_t u = 0; u < s->units; u++) {
        const struct lab_drill_unit *unit = &s->unit[u];
        if (unit->known && unit->trouble.reason != NULL)
            lost[(*count)++] =
                (struct lost){unit->what, unit->trouble.failed_at, unit->trouble.reason};
    }
    qsort(lost, *count, sizeof *lost, by_case);
    return lost;
}

struct lost_row {
    uint32_t course, replication;
    double duration, extent;
    int32_t site, pad;
};

static struct lost_row row_of(const struct lab_drill_state *s, const struct lost *lost)
{
    bool scaled = lost->what.kind == LAB_SCALED;

    return (struct lost_row){.course = lost->what.course,
                             .replication = lost->replication,
                             .duration = scaled ? lost->what.steps * s->step : 0.0,
                             .extent = scaled ? s->extent[lost->what.extent] : 0.0,
                             .site =
                                 lost->what.kind == LAB_NODE ? (int32_t)lost->what.site : -1};
}

void lab_drill_lost_write(const struct lab_drill_state *s, struct out_h5 *f,
                          struct lab_drill_report *report)
{
    static const struct out_column column[] = {
        {"course", "1", "index into /drill/courses", OUT_U32,
         offsetof(struct lost_row, course)},
        {"replication", "1", "the first that failed", OUT_U32,
         offsetof(struct lost_row, replication)},
        {"duration", "d", "of the disruption, where that was varied; else 0", OUT_F64,
         offsetof(struct lost_row, duration)},
        {"extent", "1", "part of the disruption's force, where that was varied; else 0",
         OUT_F64, offsetof(struct lost_row, extent)},
        {"site", "1", "index into /model/sites: that was taken out; -1: none", OUT_I32,
         offsetof(struct lost_row, site)},
    };
    size_t count;
    struct lost *lost = list_lost(s, &count);
    struct lost_row *row = base_array(count, sizeof *row);
    const char **reason = base_array(count, sizeof *reason);

    for (size_t i = 0; i < count; i++) {
        row[i] = row_of(s, &lost[i]);
        reason[i] = lost[i].reason;
    }
    out_rows_write(f, "/drill/quarantine", "what was given up: no results bear on it", column,
                   COUNT(column), 0, sizeof *row, row, count);
    out_h5_strings(f, "/drill/quarantine/reason", "why", reason, count);
    report->quarantined = count;
    snprintf(report->why, sizeof report->why, "%s", count > 0 ? reason[0] : "");
    free(reason);
    free(row);
    free(lost);
}

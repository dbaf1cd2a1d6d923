/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_sum.c - what all replications of a drill say together. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mask.h"
#include "base/mem.h"
#include "lab/drill_state.h"
#include "lab/sum.h"
#include "out/rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* One mark of all replications of a course; heap. */
static double *values_of(struct lab_drill_state *s, uint32_t course, size_t mark)
{
    const struct lab_case what = {.kind = LAB_COURSE, .course = course};
    size_t unit = lab_case_unit(s, &what);
    double *value = base_array(s->replications, sizeof *value);

    for (uint32_t r = 0; r < s->replications; r++)
        value[r] = lab_drill_marks(s, unit, r)[mark];
    return value;
}

/* ---- measures ---- */

#define SEE "see measure"

static void measures_write(struct lab_drill_state *s, struct out_h5 *f)
{
    struct out_column column[LAB_SUM_COLUMNS];

    lab_sum_columns(
        (struct out_column){"course", "1", "index into /drill/courses", OUT_U32, 0},
        (struct out_column){"measure", "1", "index into /drill/measures", OUT_U32, 0}, SEE,
        column);
    struct out_rows *table = out_rows_open(
        f, "/summary/measures", "one row per course and measure: what its replications say",
        column, LAB_SUM_COLUMNS, 2, sizeof(struct lab_sum));

    for (uint32_t c = 1; c < s->courses; c++)
        for (uint32_t m = 0; !lab_course_lost(s, c) && m < LAB_MEASURES; m++) {
            bool more = lab_drill_more_is_better(m);
            double *value = values_of(s, c, m);
            struct lab_sum row = {c, m, lab_stat_of(value, 1, s->replications, more),
                                  lab_tail_of(value, 1, s->replications, more)};
            lab_sum_veil(f, lab_drill_mark_unit(s, m), &row);
            out_rows_append(table, &row, 1);
            free(value);
        }
    out_rows_close(table);
}

/* ---- what playbooks are worth ---- */

struct mitigation_row {
    uint32_t course, measure;
    double mean, low, high, relative;
    uint64_t better;
};

static struct mitigation_row mitigation(struct lab_drill_state *s, uint32_t course, uint32_t m)
{
    double *now = values_of(s, course, m), *as_is = values_of(s, 1, m);
    bool more = lab_drill_more_is_better(m);
    double before = lab_stat_of(as_is, 1, s->replications, more).mean;

    for (uint32_t r = 0; r < s->replications; r++)
        now[r] -= as_is[r];
    struct lab_stat stat = lab_stat_of(now, 1, s->replications, more);
    free(now);
    free(as_is);
    return (struct mitigation_row){
        .course = course,
        .measure = m,
        .mean = stat.mean,
        .low = stat.low,
        .high = stat.high,
        .relative = before > 0.0 || before < 0.0 ? stat.mean / fabs(before) : NAN,
        .better = more ? stat.low > 0.0 : stat.high < 0.0};
}

static void mitigation_write(struct lab_drill_state *s, struct out_h5 *f)
{
#define ENTRY(name, unit, about, at)                                    \
    {                                                                   \
        name, unit, about, OUT_F64, offsetof(struct mitigation_row, at) \
    }
    static const struct out_column column[] = {
        {"course", "1", "index into /drill/courses: the playbook", OUT_U32,
         offsetof(struct mitigation_row, course)},
        {"measure", "1", "index into /drill/measures", OUT_U32,
         offsetof(struct mitigation_row, measure)},
        ENTRY("mean", SEE, "with the playbook less as it is, mean over the pairs", mean),
        ENTRY("ci_low", SEE, "95 % confidence interval of the mean (Student t), lower end",
              low),
        ENTRY("ci_high", SEE, "95 % confidence interval of the mean (Student t), upper end",
              high),
        ENTRY("relative", "1", "mean over the size of the mean as it is", relative),
        {"better", "1", "1: the interval lies on the good side of 0", OUT_U64,
         offsetof(struct mitigation_row, better)},
    };
#undef ENTRY
    struct out_rows *table = out_rows_open(
        f, "/summary/mitigation", "one row per playbook and measure: what it changes", column,
        COUNT(column), 2, sizeof(struct mitigation_row));

    for (uint32_t c = 2; c < s->courses && !lab_course_lost(s, 1); c++)
        for (uint32_t m = 0; !lab_course_lost(s, c) && m < LAB_MEASURES; m++) {
            struct mitigation_row row = mitigation(s, c, m);
            double *const value[] = {&row.mean, &row.low, &row.high};
            for (size_t i = 0; i < COUNT(value); i++)
                out_h5_veil(f, lab_drill_mark_unit(s, m), value[i], 1);
            out_rows_append(table, &row, 1);
        }
    out_rows_close(table);
}

/* ---- verdicts ---- */

static void judge_all(struct lab_drill_state *s, struct lab_drill_report *report)
{
    report->verdict =
        base_arena_array(report->arena, s->wants * s->courses + 1, sizeof *report->verdict);
    for (uint32_t c = 1; c < s->courses; c++)
        for (size_t i = 0; !lab_course_lost(s, c) && i < s->wants; i++) {
            double *value = values_of(s, c, s->wanted_mark[i]);
            struct lab_verdict v = lab_drill_judge(&s->wanted[i], value, s->replications);
            free(value);
            v.course = c;
            v.text = base_arena_string(report->arena, v.text);
            v.unit = base_arena_string(report->arena, v.unit);
            report->verdict[report->verdicts++] = v;
            report->missed += c == s->judged && !v.met;
        }
    report->unjudged = lab_course_lost(s, s->judged);
    report->passed = report->missed == 0 && !report->unjudged;
}

struct verdict_row {
    uint32_t course, index;
    double bound, confidence, within, mean, low, high, reached, share, share_low, share_high;
    uint64_t met;
};

#define ENTRY(name, unit, about, at)                                 \
    {                                                                \
        name, unit, about, OUT_F64, offsetof(struct verdict_row, at) \
    }

static const struct out_column verdict_columns[] = {
    {"course", "1", "index into /drill/courses", OUT_U32, offsetof(struct verdict_row, course)},
    {"index", "1", "number of the criterion, from 0", OUT_U32,
     offsetof(struct verdict_row, index)},
    ENTRY("bound", "see criterion", "what it shall be at least, or at most", bound),
    ENTRY("confidence", "1", "to be sure of the mean so far; 0: the mean counts", confidence),
    ENTRY("within", "d", "time in which it shall be so again; 0: not said", within),
    ENTRY("mean", "see criterion",
          "mean over the replications: of the figure or, with `within`, of the days", mean),
    ENTRY("ci_low", "see criterion", "95 % confidence interval of the mean, lower end", low),
    ENTRY("ci_high", "see criterion", "95 % confidence interval of the mean, upper end", high),
    ENTRY("reached", "see criterion", "what is compared: the mean, or its bound; NaN: unknown",
          reached),
    ENTRY("share", "1", "part of the replications that meet it", share),
    ENTRY("share_low", "1", "95 % interval of this part (Clopper and Pearson), lower end",
          share_low),
    ENTRY("share_high", "1", "95 % interval of this part, upper end", share_high),
    {"met", "1", "1: yes", OUT_U64, offsetof(struct verdict_row, met)},
};

static void verdicts_write(const struct lab_drill_state *s, struct out_h5 *f,
                           const struct lab_drill_report *report)
{
    static const char *const kind[] = {"criterion", "RTO", "MTPD"};
    const char **text = base_array(report->verdicts + 1, sizeof *text);
    struct out_rows *table =
        out_rows_open(f, "/criteria", "one row per course and criterion", verdict_columns,
                      COUNT(verdict_columns), 2, sizeof(struct verdict_row));

    for (size_t i = 0; i < report->verdicts; i++) {
        const struct lab_verdict *v = &report->verdict[i];
        struct verdict_row row = {v->course,    (uint32_t)(i % s->wants),
                                  v->bound,     v->confidence,
                                  v->within,    v->mean,
                                  v->low,       v->high,
                                  v->reached,   v->share,
                                  v->share_low, v->share_high,
                                  v->met};
        double *const value[] = {&row.bound, &row.mean, &row.low, &row.high, &row.reached};
        for (size_t k = 0; k < COUNT(value); k++)
            out_h5_veil(f, v->unit, value[k], 1);
        out_rows_append(table, &row, 1);
    }
    out_rows_close(table);
    for (size_t i = 0; i < report->verdicts; i++)
        text[i] = base_mask_hides(out_h5_masked(f), report->verdict[i].unit)
                      ? "of money"
                      : report->verdict[i].text;
    out_h5_strings(f, "/criteria/criterion", "as the drill says it", text, report->verdicts);
    for (size_t i = 0; i < report->verdicts; i++)
        text[i] = kind[report->verdict[i].kind];
    out_h5_strings(f, "/criteria/kind", "criterion, or objective of continuity", text,
                   report->verdicts);
    for (size_t i = 0; i < report->verdicts; i++)
        text[i] = report->verdict[i].unit;
    out_h5_strings(f, "/criteria/unit", "of what is compared", text, report->verdicts);
    free(text);
}

/* ---- the judged course, for who prints ---- */

static void tell_means(struct lab_drill_state *s, struct lab_drill_report *report)
{
    report->mean = base_arena_array(report->arena, LAB_MEASURES, sizeof *report->mean);
    report->means = lab_course_lost(s, s->judged) ? 0 : LAB_MEASURES;
    for (size_t m = 0; m < report->means; m++) {
        double *value = values_of(s, s->judged, m);
        struct lab_stat stat = lab_stat_of(value, 1, s->replications, false);
        free(value);
        report->mean[m] = (struct lab_drill_mean){
            lab_measure[m].name, base_arena_string(report->arena, lab_drill_mark_unit(s, m)),
            stat.mean, stat.low, stat.high};
    }
    report->course = base_arena_array(report->arena, s->courses, sizeof *report->course);
    for (uint32_t c = 0; c < s->courses; c++)
        report->course[c] = base_arena_string(report->arena, s->course[c].name);
}

void lab_drill_summary(struct lab_drill_state *s, struct out_h5 *f,
                       struct lab_drill_report *report)
{
    measures_write(s, f);
    mitigation_write(s, f);
    judge_all(s, report);
    verdicts_write(s, f, report);
    tell_means(s, report);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/study_out.c - what a study writes and reports: its tables, and what is known at the end.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mask.h"
#include "base/mem.h"
#include "comm/comm.h"
#include "lab/archive.h"
#include "lab/criteria.h"
#include "lab/gather.h"
#include "lab/study.h"

/* The unit with the scenario's currency: "EUR/d" for "currency/d". */
static const char *unit_of(const struct lab_study *s, const char *unit)
{
    char text[64];
    size_t word = strlen("currency");

    if (strncmp(unit, "currency", word) != 0)
        return unit;
    snprintf(text, sizeof text, "%.30s%.30s", s->scen->currency, unit + word);
    return base_arena_string(s->arena, text);
}

/* ---- the tables of /results ---- */

/* The columns in the scenario's currency. */
static struct out_column *in_currency(const struct lab_study *s,
                                      const struct out_column *column, size_t count)
{
    struct out_column *own = base_arena_array(s->arena, count, sizeof *own);

    for (size_t i = 0; i < count; i++) {
        own[i] = column[i];
        own[i].unit = unit_of(s, column[i].unit);
    }
    return own;
}

/* Leading 32-bit columns are indices: they name a row. */
static size_t keys_of(const struct out_column *column, size_t count)
{
    size_t keys = 0;

    while (keys < count && out_type_bytes(column[keys].type) == 4)
        keys++;
    return keys;
}

static struct out_rows *open_table(const struct lab_study *s, enum sup_channel channel)
{
    static const char *const about[SUP_CHANNEL_COUNT] = {
        [SUP_KPI] = "one row per site, product and reporting period",
        [SUP_SITE_KPI] = "one row per site and reporting period: its products together",
        [SUP_TOTAL] = "one row per site and product: the whole run after the warm-up",
        [SUP_OUTAGE] = "one row per disruption that began, at what it struck",
        [SUP_AVAILABLE] = "time that a site, or so many makers of a product, were up",
        [SUP_LINE] = "one row per line of machines: the whole run after the warm-up",
        [SUP_LINE_UP] = "one row per line that breaks and number of machines that are up",
        [SUP_CUSTOMER] = "one row per demand whose customers are known one by one",
        [SUP_LANE_SUMS] = "one row per lane in use: what passed after the warm-up",
        [SUP_YARD] = "one row per site with docks and carrier with vehicles",
        [SUP_LOG] = "events in their order, each with the stocks that it changed; on request",
        [SUP_TALK] = "one row per item that agents talked to, or that talked: what was said",
        [SUP_APPROVAL] = "questions for approval and answers, and what guard rails blocked",
        [SUP_DECISION] = "what agents with plan libraries decided, and why",
        [SUP_BELIEF] = "the beliefs behind the decisions, in their order",
        [SUP_DEED] = "what agents did about their decisions: orders and all else, how much",
        [SUP_LEARNED] = "what agents had learned at the end: one row per belief that learns",
        [SUP_UNDERWAY] =
            "goods that at the end wait or travel elsewhere than to their receiver",
    };
    static const char *const name[SUP_CHANNEL_COUNT] = {[SUP_KPI] = "kpi",
                                                        [SUP_SITE_KPI] = "kpi_sites",
                                                        [SUP_TOTAL] = "total",
                                                        [SUP_OUTAGE] = "disruptions",
                                                        [SUP_AVAILABLE] = "availability",
                                                        [SUP_CUSTOMER] = "customers",
                                                        [SUP_LANE_SUMS] = "lanes",
                                                        [SUP_YARD] = "yards",
                                                        [SUP_UNDERWAY] = "underway",
                                                        [SUP_LOG] = "events",
                                                        [SUP_DECISION] = "decisions",
                                                        [SUP_BELIEF] = "decision_beliefs",
                                                        [SUP_DEED] = "decision_actions",
                                                        [SUP_LEARNED] = "learned",
                                                        [SUP_LINE] = "lines",
                                                        [SUP_TALK] = "talk",
                                                        [SUP_APPROVAL] = "approvals",
                                                        [SUP_LINE_UP] = "lines_up"};
    struct out_results_table table = {
        .name = name[channel], .about = about[channel], .node = "site"};

    table.column = sup_columns(channel, &table.count);
    table.column = in_currency(s, table.column, table.count);
    table.keys = keys_of(table.column, table.count);
    table.row_bytes =
        lab_record_bytes(s->model.channels[channel].row_bytes) - sizeof(struct out_row_head);
    return out_results_open(s->file, &table);
}

static struct out_rows *open_periods(const struct lab_study *s)
{
    size_t count;
    const struct out_column *column = sup_periods_columns(s->tally.periods, &count);

    return out_rows_open(s->file, "/results/kpi_network",
                         "one row per reporting period: the whole network",
                         in_currency(s, column, count), count, 3, sup_periods_row_bytes());
}

static void archive_minds(const struct lab_study *s)
{
    struct sup_minds minds = sup_minds_of(s->world);

    lab_archive_minds(s->file, minds.plans, minds.count, minds.units);
}

static void open_tables(struct lab_study *s)
{
    lab_archive_kinds(s->file, &s->model);
    archive_minds(s);
    for (int i = 0; i < SUP_CHANNEL_COUNT; i++)
        s->table[i] = i != SUP_COST ? open_table(s, (enum sup_channel)i) : NULL;
    s->network = open_periods(s);
}

bool lab_study_begin(struct lab_study *s, const char *path, struct base_err *err)
{
    bool first = comm_rank() == 0;

    if (first)
        s->file = out_results_create(path, s->scen->id, s->scen->mask, err);
    if (!comm_all_true(!first || s->file != NULL))
        return false;
    if (first)
        lab_archive_scenario(s->file, s->scen, s->world);
    comm_barrier_idle(); // that may take a while
    lab_archive_model(s->file, &s->census);
    if (first)
        open_tables(s);
    return true;
}

static void close_tables(struct lab_study *s)
{
    for (int i = 0; i < SUP_CHANNEL_COUNT; i++)
        out_rows_close(s->table[i]);
    out_rows_close(s->network);
}

void lab_study_drop(struct lab_study *s)
{
    if (!s->file)
        return;
    close_tables(s);
    out_h5_abandon(s->file);
    s->file = NULL;
}

/* ---- the end ---- */

/* The sites with the largest backlog, the largest first. */
struct tops {
    uint64_t count, site[LAB_TOP_SITES];
};

/* Inserts `site` among the largest so far. */
static void rank_site(struct tops *t, const double *backlog, uint64_t site)
{
    size_t at = t->count;

    while (at > 0 && backlog[t->site[at - 1]] < backlog[site])
        at--;
    if (at == LAB_TOP_SITES)
        return;
    if (t->count < LAB_TOP_SITES)
        t->count++;
    for (size_t i = t->count - 1; i > at; i--)
        t->site[i] = t->site[i - 1];
    t->site[at] = site;
}

struct report_site {
    const struct lab_study *s;
    struct lab_report *report;
};

static void take_site(void *user, const struct lab_window *w)
{
    const struct report_site *to = user;

    to->report->top[to->report->tops++] =
        (struct lab_site){base_arena_string(to->s->arena, w->text[0][0]),
                          to->s->backlog[w->first] / (double)to->s->settled};
}

/* Collective: only the owner of a site knows its name. */
static void report_sites(const struct lab_study *s, struct lab_report *report)
{
    struct report_site to = {s, report};
    struct tops t = {0};

    for (size_t i = 0; comm_rank() == 0 && i < s->census.count[LAB_SITES]; i++)
        if (s->backlog[i] > 0)
            rank_site(&t, s->backlog, i);
    comm_broadcast(&t, sizeof t, 0);
    for (size_t i = 0; i < t.count; i++)
        lab_census_one(&s->census, LAB_SITES, t.site[i], take_site, &to);
}

static void report_figures(const struct lab_study *s, struct lab_report *report)
{
    const struct sup_figure *figure = sup_figures(&report->figures);

    report->back =
        base_arena_array(s->arena, s->settled * s->scen->criteria + 1, sizeof *report->back);
    memcpy(report->back, s->back, s->settled * s->scen->criteria * sizeof *report->back);
    report->figure = base_arena_array(s->arena, report->figures, sizeof *report->figure);
    for (size_t i = 0; i < report->figures; i++)
        report->figure[i] = (struct lab_figure){
            figure[i].name, unit_of(s, figure[i].unit), figure[i].about,
            lab_stat_of(s->figure + i, s->figures, s->settled, figure[i].more_is_better),
            figure[i].rare};
}

void lab_study_report(const struct lab_study *s, struct lab_report *report)
{
    if (comm_rank() == 0)
        report_figures(s, report);
    report_sites(s, report);
}

/* /results/network: one row per replication, one column per figure. */
static void write_figures(struct lab_study *s)
{
    size_t count;
    const struct sup_figure *figure = sup_figures(&count);
    struct out_column *column = base_array(count + 1, sizeof *column);
    double *row = base_array(s->settled * (count + 1), sizeof *row);

    column[0] = (struct out_column){"replication", "1", "number of the replication, from 0",
                                    OUT_U64, 0};
    for (size_t i = 0; i < count; i++)
        column[i + 1] = (struct out_column){figure[i].name, unit_of(s, figure[i].unit),
                                            figure[i].about, OUT_F64, (i + 1) * sizeof(double)};
    for (size_t i = 0; i < s->settled; i++) {
        uint64_t index = s->replication[i].index;
        memcpy(row + i * (count + 1), &index, sizeof index);
        memcpy(row + i * (count + 1) + 1, s->figure + i * count, count * sizeof *row);
    }
    out_rows_write(s->file, "/results/network", "figures of the whole network", column,
                   count + 1, 1, (count + 1) * sizeof *row, row, s->settled);
    free(row);
    free(column);
}

static void write_summary(struct lab_study *s, const struct lab_report *report)
{
    struct out_summary *row = base_array(report->figures, sizeof *row);

    for (size_t i = 0; i < report->figures; i++) {
        const struct lab_figure *f = &report->figure[i];
        row[i] = (struct out_summary){f->name,      f->unit,     f->about,    f->stat.n,
                                      f->stat.mean, f->stat.sd,  f->stat.low, f->stat.high,
                                      {0},          f->stat.var, f->stat.cvar};
        memcpy(row[i].quantile, f->stat.quantile, sizeof row[i].quantile);
    }
    out_results_summary(s->file, row, report->figures);
    free(row);
}

/* /criteria: one row each; empty where there are none. */
static void write_criteria(struct lab_study *s, const struct lab_report *report)
{
    struct row {
        double bound, confidence, within, reached;
        uint64_t met;
    };
    static const struct out_column column[] = {
        {"bound", "see figure", "what the figure shall be at least, or at most", OUT_F64,
         offsetof(struct row, bound)},
        {"confidence", "1", "how sure it shall be; 0: the mean counts", OUT_F64,
         offsetof(struct row, confidence)},
        {"within", "d", "time in which it shall be so again; 0: not said", OUT_F64,
         offsetof(struct row, within)},
        {"reached", "see figure",
         "mean, or what it is with this confidence: of the figure or, with `within`, of the "
         "days",
         OUT_F64, offsetof(struct row, reached)},
        {"met", "1", "1: it is", OUT_U64, offsetof(struct row, met)},
    };
    struct row *row = base_array(report->criteria, sizeof *row);
    const char **text = base_array(report->criteria, sizeof *text);

    for (size_t i = 0; i < report->criteria; i++) {
        const struct lab_criterion *c = &report->criterion[i];

        row[i] = (struct row){c->asked->bound, c->asked->confidence, c->asked->within,
                              c->reached, c->met};
        text[i] = c->asked->text;
        const char *unit = report->figure[sup_figure_named(c->asked->figure)].unit;
        if (c->asked->within <= 0 && base_mask_hides(s->scen->mask, unit)) {
            row[i].bound = row[i].reached = NAN;
            text[i] = c->asked->figure;
        }
    }
    out_rows_write(s->file, "/criteria", "what the scenario shall reach", column,
                   sizeof column / sizeof column[0], 0, sizeof *row, row, report->criteria);
    out_h5_strings(s->file, "/criteria/criterion", "as the scenario says it", text,
                   report->criteria);
    free(text);
    free(row);
}

static void write_digest(const struct lab_study *s, const char *table, uint64_t digest)
{
    char text[17];

    snprintf(text, sizeof text, "%016" PRIx64, digest);
    out_h5_text(s->file, table, "digest", text);
}

void lab_study_end(struct lab_study *s, const struct lab_report *report)
{
    close_tables(s);
    write_figures(s);
    out_results_replications(s->file, s->replication, s->settled);
    write_summary(s, report);
    write_criteria(s, report);
    lab_archive_workers(s->file, s->worker, s->workers);
    if (s->scen->events)
        write_digest(s, "/results/events", s->log_digest);
    if (s->trace_digest != 0)
        write_digest(s, "/results/decisions", s->trace_digest);
    out_results_digest(s->file, s->digest);
}

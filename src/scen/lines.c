/* SPDX-License-Identifier: Apache-2.0 */
/* scen/lines.c - lines, routes over them, and what a stock entry says about making. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/build.h"
#include "scen/law.h"

#define LINE(field) offsetof(struct scen_line_row, field)
#define STOCK(field) offsetof(struct scen_stock_row, field)
#define ROUTE(field) offsetof(struct scen_routing_row, field)

/* ---- lines ---- */

static int64_t count_or_zero(const struct scen_build *b, size_t i, size_t offset, uint64_t n)
{
    return scen_given(b, SCEN_G_LINES, i, offset) ? (int64_t)n : 0;
}

static void fill_line(const struct scen_build *b, size_t i, const struct scen_line_row *row)
{
    bool limited = scen_given(b, SCEN_G_LINES, i, LINE(crews));

    b->scen->line[i] = (struct scen_workline){
        .name = row->name,
        .site = row->site,
        .machines = (uint32_t)row->machines,
        .breaks = scen_given(b, SCEN_G_LINES, i, LINE(up)),
        .fails = (enum scen_fails)row->fails,
        .up = row->up,
        .down = row->down,
        .crews = (uint32_t)(limited ? row->crews : row->machines),
        .crew = row->crew,
        .room = count_or_zero(b, i, LINE(room), row->room),
        .wip_limit = count_or_zero(b, i, LINE(wip_limit), row->wip_limit),
        .sets_up = scen_given(b, SCEN_G_LINES, i, LINE(set_up)) || row->set_up_cost > 0,
        .set_up = row->set_up,
        .set_up_cost = row->set_up_cost,
        .promise = scen_given(b, SCEN_G_LINES, i, LINE(promise)) ? row->promise : -1,
        .overtime = row->overtime,
        .overtime_above = (int64_t)row->overtime_above,
        .overtime_cost = row->overtime_cost,
        .where = row->where,
    };
}

static void check_breakdowns(struct scen_build *b, size_t i)
{
    static const struct {
        size_t offset;
        const char *name;
    } key[] = {{LINE(crews), "crews"}, {LINE(crew), "crew"}, {LINE(fails), "fails"}};
    bool up = scen_given(b, SCEN_G_LINES, i, LINE(up));
    bool down = scen_given(b, SCEN_G_LINES, i, LINE(down));

    if (up != down)
        scen_refuse(b, SCEN_G_LINES, i, up ? LINE(up) : LINE(down),
                    "%s is given without %s; expected both or neither", up ? "up" : "down",
                    up ? "down" : "up");
    else if (up && scen_law_is(&b->scen->line[i].up, 0))
        scen_refuse(b, SCEN_G_LINES, i, LINE(up),
                    "machines that break at once never work; expected more than 0 d");
    for (size_t k = 0; !up && !down && k < sizeof key / sizeof *key; k++)
        if (scen_given(b, SCEN_G_LINES, i, key[k].offset))
            scen_refuse(b, SCEN_G_LINES, i, key[k].offset,
                        "%s means nothing for machines that never break; expected up and down",
                        key[k].name);
}

/* Lines that share a crew must say the same about it. */
static void check_crew(struct scen_build *b, size_t i)
{
    const struct scen_workline *line = &b->scen->line[i];

    if (line->crew[0] == '\0')
        return;
    if (!scen_given(b, SCEN_G_LINES, i, LINE(crews)))
        scen_refuse(b, SCEN_G_LINES, i, LINE(crew),
                    "crew \"%s\" has no size; expected crews = 2, for example", line->crew);
    for (size_t k = 0; k < i; k++) {
        const struct scen_workline *other = &b->scen->line[k];

        if (other->site != line->site || strcmp(other->crew, line->crew) != 0)
            continue;
        if (other->crews != line->crews)
            scen_refuse(b, SCEN_G_LINES, i, LINE(crews),
                        "crew \"%s\" has %u men here and %u at \"%s\"; expected the same",
                        line->crew, line->crews, other->crews, other->name);
        return;
    }
}

static int compare_routing(const struct scen_rows *rows, uint32_t i, uint32_t k)
{
    const struct scen_routing_row *a = scen_rows_at(rows, i), *b = scen_rows_at(rows, k);

    if (a->site != b->site)
        return a->site < b->site ? -1 : 1;
    if (a->product != b->product)
        return a->product < b->product ? -1 : 1;
    return (i > k) - (i < k);
}

static void order_routing(struct scen_build *b)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_ROUTING];
    /* Insertion from the back: tables are written in order, or nearly so. */
    b->route_order = base_array(rows->count + 1, sizeof *b->route_order);
    for (uint32_t i = 0; i < rows->count; i++) {
        size_t at = i;

        for (; at > 0; at--) {
            if (compare_routing(rows, b->route_order[at - 1], i) < 0)
                break;
            b->route_order[at] = b->route_order[at - 1];
        }
        b->route_order[at] = i;
    }
}

void scen_build_lines(struct scen_build *b)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_LINES];
    struct scenario *scen = b->scen;
    size_t steps = b->raw->rows[SCEN_G_ROUTING].count + b->raw->rows[SCEN_G_STOCK].count;

    scen->lines = rows->count;
    scen->line = base_arena_array(scen->arena, rows->count, sizeof *scen->line);
    scen->step = base_arena_array(scen->arena, steps, sizeof *scen->step);
    for (size_t i = 0; i < rows->count; i++) {
        fill_line(b, i, scen_rows_at(rows, i));
        check_breakdowns(b, i);
        check_crew(b, i);
    }
    order_routing(b);
}

/* ---- routes ---- */

static const struct scen_routing_row *routing_at(const struct scen_build *b, size_t ordered)
{
    return scen_rows_at(&b->raw->rows[SCEN_G_ROUTING], b->route_order[ordered]);
}

/* Rows of (site, product): route_order[first .. first + count - 1]. */
static size_t route_of(const struct scen_build *b, int32_t site, int32_t product, size_t *first)
{
    size_t low = 0, high = b->raw->rows[SCEN_G_ROUTING].count, end = high, count = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct scen_routing_row *row = routing_at(b, middle);

        if (row->site < site || (row->site == site && row->product < product))
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low + count < end && routing_at(b, low + count)->site == site &&
           routing_at(b, low + count)->product == product)
        count++;
    return count;
}

static const char *step_name(const struct scen_build *b, const struct scen_routing_row *row)
{
    return row->step[0] != '\0' ? row->step : b->scen->line[row->line].name;
}

struct route { // of one product at one site, on its way
    struct scen_build *b;
    size_t first, count; // in route_order
    struct scen_step *step;
};

static void refuse_step(const struct route *r, size_t k, size_t offset, const char *what,
                        const char *name)
{
    scen_refuse(r->b, SCEN_G_ROUTING, r->b->route_order[r->first + k], offset, what, name);
}

/* "Paint 0.9": the number is the last word, if it is one. */
static double cut_chance(struct scen_span *text)
{
    size_t at = text->size;
    double chance = 1;

    while (at > 0 && text->at[at - 1] != ' ')
        at--;
    struct scen_span number = {text->at + at, text->size - at};
    if (at > 0 && scen_number(&number, &chance) && number.size == 0)
        *text = scen_span_trim((struct scen_span){text->at, at});
    else
        chance = 1;
    return chance;
}

/* One part of `next` of step `k`; false with a mistake. */
static bool read_next(const struct route *r, size_t k, struct scen_span text, double *left,
                      struct scen_next *next)
{
    double chance = cut_chance(&text);
    char name[64];
    uint32_t to = 0;

    snprintf(name, sizeof name, "%.*s", (int)(text.size < 60 ? text.size : 60), text.at);
    while (to < r->count &&
           !scen_span_is(text, step_name(r->b, routing_at(r->b, r->first + to))))
        to++;
    *left -= chance;
    if (!(chance >= 0 && chance <= 1) || *left < -1e-9) {
        refuse_step(r, k, ROUTE(next),
                    "next: the chances exceed 1 at \"%s\"; expected 1 or less", name);
        return false;
    }
    if (to == r->count && !scen_span_is(text, "done")) {
        refuse_step(r, k, ROUTE(next),
                    "next: the product has no step \"%s\" here; expected a step, or done",
                    name);
        return false;
    }
    *next = (struct scen_next){to, chance};
    return true;
}

static void set_next(const struct route *r, size_t k, struct scen_span text)
{
    struct scen_next *next =
        base_arena_array(r->b->scen->arena, text.size / 2 + 1, sizeof *next);
    double left = 1;

    r->step[k].next = next;
    while (text.size > 0) {
        const char *plus = memchr(text.at, '+', text.size);
        size_t size = plus != NULL ? (size_t)(plus - text.at) : text.size;
        struct scen_next *to = &next[r->step[k].nexts];

        if (!read_next(r, k, scen_span_trim((struct scen_span){text.at, size}), &left, to))
            return;
        r->step[k].nexts += to->step < r->count && to->chance > 0;
        size += plus != NULL;
        text = scen_span_trim((struct scen_span){text.at + size, text.size - size});
    }
}

static void set_step(const struct route *r, size_t k)
{
    const struct scen_routing_row kept = *routing_at(r->b, r->first + k), *row = &kept;
    struct scen_step *step = &r->step[k];

    *step = (struct scen_step){
        .line = row->line, .unit_time = row->unit_time, .job_time = row->job_time};
    if (r->b->scen->line[row->line].site != row->site)
        refuse_step(r, k, ROUTE(line), "this line stands elsewhere; expected a line of \"%s\"",
                    r->b->scen->site[row->site].name);
    for (size_t i = 0; i < k; i++)
        if (strcmp(step_name(r->b, row), step_name(r->b, routing_at(r->b, r->first + i))) == 0)
            refuse_step(
                r, k, ROUTE(step),
                "the product has a step \"%s\" already; expected another step = \"...\"",
                step_name(r->b, row));
    if (row->next[0] != '\0') {
        set_next(r, k, scen_span_of(row->next));
    } else if (k + 1 < r->count) {
        struct scen_next *next = base_arena_take(r->b->scen->arena, sizeof *next);

        *next = (struct scen_next){(uint32_t)k + 1, 1};
        step->next = next;
        step->nexts = 1;
    }
}

/* Every step must lead to the end, or work goes round for ever. */
static void check_end(const struct route *r)
{
    bool *ends = base_array(r->count, sizeof *ends);
    bool more = true;
    size_t k = 0;

    while (more) {
        more = false;
        for (k = 0; k < r->count; k++) {
            const struct scen_step *s = &r->step[k];
            double sum = 0;
            bool end = false;

            for (size_t i = 0; i < s->nexts; i++) {
                sum += s->next[i].chance;
                end = end || ends[s->next[i].step];
            }
            end = end || sum < 1 - 1e-9;
            more = more || (end && !ends[k]);
            ends[k] = ends[k] || end;
        }
    }
    for (k = 0; k < r->count && ends[k]; k++)
        ;
    if (k < r->count)
        refuse_step(r, k, ROUTE(next), "from \"%s\" no step is ever the last; expected an end",
                    step_name(r->b, routing_at(r->b, r->first + k)));
    free(ends);
}

static void set_route(struct scen_build *b, const struct scen_stock_row *row,
                      struct scen_stocking_more *out)
{
    struct route r = {.b = b, .step = &b->scen->step[b->scen->steps]};
    size_t errors = b->err->errors;

    r.count = route_of(b, row->site, row->product, &r.first);
    for (size_t k = 0; k < r.count; k++)
        set_step(&r, k);
    if (b->err->errors == errors)
        check_end(&r);
    out->first_step = b->scen->steps;
    out->steps = r.count;
    b->scen->steps += r.count;
}

/* ---- what a stock entry says ---- */

bool scen_on_line(const struct scen_build *b, size_t i)
{
    const struct scen_stock_row *row = scen_rows_at(&b->raw->rows[SCEN_G_STOCK], i);
    size_t first;

    return row->line >= 0 || route_of(b, row->site, row->product, &first) > 0;
}

static void set_line(struct scen_build *b, size_t i, const struct scen_stock_row *row,
                     struct scen_stocking_more *out)
{
    const struct scen_workline *line = &b->scen->line[row->line];

    if (line->site != row->site)
        scen_refuse(b, SCEN_G_STOCK, i, STOCK(line),
                    "line \"%s\" stands at \"%s\"; expected a line of \"%s\"", line->name,
                    b->scen->site[line->site].name, b->scen->site[row->site].name);
    out->first_step = b->scen->steps++;
    out->steps = 1;
    b->scen->step[out->first_step] = (struct scen_step){
        .line = row->line, .unit_time = row->unit_time, .job_time = row->make_time};
}

/* Without a size of its own, a job is a unit where machines take time for each unit. */
static void set_job_size(struct scen_build *b, size_t i, const struct scen_stock_row *row,
                         struct scen_stocking_more *out)
{
    double quantum = b->scen->product[row->product].quantum;
    bool by_unit = scen_given(b, SCEN_G_STOCK, i, STOCK(unit_time));

    for (size_t k = 0; k < out->steps; k++)
        by_unit = by_unit || !scen_law_is(&b->scen->step[out->first_step + k].unit_time, 0);
    bool said = scen_given(b, SCEN_G_STOCK, i, STOCK(job_size));
    double size = said ? row->job_size : by_unit ? 1 : 0;

    out->job_size = llround(size / quantum);
    if (out->job_size < 1 && (said || by_unit))
        out->job_size = 1;
}

static const struct {
    size_t offset;
    const char *name;
} line_keys[] = {{STOCK(unit_time), "unit_time"},
                 {STOCK(job_size), "job_size"},
                 {STOCK(endless), "endless"}};

static void refuse_without_line(struct scen_build *b, size_t i)
{
    for (size_t k = 0; k < sizeof line_keys / sizeof *line_keys; k++)
        if (scen_given(b, SCEN_G_STOCK, i, line_keys[k].offset))
            scen_refuse(b, SCEN_G_STOCK, i, line_keys[k].offset,
                        "%s belongs to what a line makes; expected line = \"...\", or routing",
                        line_keys[k].name);
}

static void refuse_with_source(struct scen_build *b, size_t i, bool routed)
{
    const struct scen_stock_row *row = scen_rows_at(&b->raw->rows[SCEN_G_STOCK], i);

    if (row->line >= 0 || routed)
        scen_refuse(b, SCEN_G_STOCK, i, STOCK(source),
                    "this is ordered from \"%s\" and made here as well; expected a source, or "
                    "%s",
                    b->scen->site[row->source].name, routed ? "routing" : "a line");
    if (scen_given(b, SCEN_G_STOCK, i, STOCK(release_limit)))
        scen_refuse(b, SCEN_G_STOCK, i, STOCK(release_limit),
                    "release_limit belongs to what is made here; leave it out, or the source");
}

static void check_endless(struct scen_build *b, size_t i, const struct scen_stocking_more *out)
{
    if (out->endless && out->steps > 0 &&
        b->scen->line[b->scen->step[out->first_step].line].wip_limit == 0)
        scen_refuse(b, SCEN_G_STOCK, i, STOCK(endless),
                    "endless work needs a limit; expected wip_limit at line \"%s\"",
                    b->scen->line[b->scen->step[out->first_step].line].name);
}

static void set_capacity(struct scen_build *b, size_t i, const struct scen_stock_row *row,
                         struct scen_stocking_more *out)
{
    double quanta = row->release_limit / b->scen->product[row->product].quantum;

    if (!scen_given(b, SCEN_G_STOCK, i, STOCK(release_limit)))
        return;
    out->release_every = row->release_every;
    out->release_limit = llround(quanta);
    if (out->release_limit < 1)
        scen_refuse(b, SCEN_G_STOCK, i, STOCK(release_limit),
                    "nothing could ever be made; expected at least one quantum of \"%s\"",
                    b->scen->product[row->product].name);
}

void scen_set_making(struct scen_build *b, size_t i, struct scen_stocking_more *out)
{
    const struct scen_stock_row *row = scen_rows_at(&b->raw->rows[SCEN_G_STOCK], i);
    size_t first;
    bool routed = route_of(b, row->site, row->product, &first) > 0;

    if (row->source >= 0)
        refuse_with_source(b, i, routed);
    if (row->line >= 0 && routed)
        scen_refuse(b, SCEN_G_STOCK, i, STOCK(line),
                    "a line here and a routing as well; expected one of them");
    else if (row->line >= 0)
        set_line(b, i, row, out);
    else if (routed)
        set_route(b, row, out);
    else
        refuse_without_line(b, i);
    set_job_size(b, i, row, out);
    out->endless = row->endless != 0;
    out->yields = scen_given(b, SCEN_G_STOCK, i, STOCK(yield));
    if (out->yields)
        out->yield = scen_keep_law(b, &row->yield);
    out->scrap_cost = row->scrap_cost;
    set_capacity(b, i, row, out);
    check_endless(b, i, out);
}

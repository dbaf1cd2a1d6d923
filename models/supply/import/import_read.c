/* SPDX-License-Identifier: Apache-2.0 */
/* supply/import_read.c - the tables of stages and arcs, row by row, with every mistake. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/csv.h"
#include "scen/text.h"
#include "supply/import/import_net.h"

enum { NAME_BYTES_MAX = 120 };

/* One table being read: which column holds what. */
struct sheet {
    struct sup_net *net;
    const char *path;
    struct scen_csv csv;
    const char *const *name; // the columns asked for, NULL-terminated
    int column[20];          // of name[i]; -1 when the table has none
    bool other_chain;        // rows of another chain were seen
    const char *first_chain; // when no chain was asked for
};

static bool refuse(struct sheet *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(struct sheet *s, const char *format, ...)
{
    char text[400];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_err_add(s->net->err, s->path, s->csv.row_line, "%s", text);
    return false;
}

/* ---- header ---- */

static int find_column(const struct scen_csv *csv, const char *name)
{
    for (size_t c = 0; c < csv->cells; c++)
        if (scen_span_is(csv->cell[c], name))
            return (int)c;
    return -1;
}

static bool read_header(struct sheet *s, size_t required_from, size_t required)
{
    bool ok = true;

    if (!scen_csv_next(&s->csv))
        return refuse(s, "the table is empty; expected a header");
    for (size_t i = 0; s->name[i] != NULL; i++) {
        s->column[i] = find_column(&s->csv, s->name[i]);
        if (s->column[i] < 0 && i >= required_from && i < required_from + required)
            ok = refuse(s, "the column `%s` is missing", s->name[i]);
    }
    if (s->column[0] < 0 && s->net->chain != NULL)
        ok = refuse(s, "the column `chain` is missing, but chain %s is asked for",
                    s->net->chain);
    return ok;
}

static struct scen_span cell(const struct sheet *s, size_t i)
{
    int c = s->column[i];
    if (c < 0 || (size_t)c >= s->csv.cells)
        return (struct scen_span){"", 0};
    return s->csv.cell[c];
}

/* Is the row of the chain that is asked for? */
static bool is_mine(struct sheet *s)
{
    struct scen_span chain = cell(s, 0);

    if (s->net->chain != NULL)
        return scen_span_is(chain, s->net->chain);
    if (s->first_chain == NULL) {
        char *copy = base_arena_take(s->net->arena, chain.size + 1);
        memcpy(copy, chain.at, chain.size);
        s->first_chain = copy;
    }
    if (!scen_span_is(chain, s->first_chain) && !s->other_chain) {
        s->other_chain = true;
        refuse(s, "the table holds more than one chain (%s, %.*s, ...); say which one",
               s->first_chain, (int)(chain.size < 40 ? chain.size : 40), chain.at);
    }
    return !s->other_chain;
}

/* ---- stages ---- */

static const char *const stage_columns[] = {
    "chain",      "stage",     "class",         "stage_cost", "stage_time", "stage_time_sd",
    "st1_p",      "st1_v",     "st2_p",         "st2_v",      "st3_p",      "st3_v",
    "avg_demand", "sd_demand", "service_level", NULL};
enum { STAGE = 1, CLASS, COST, TIME, TIME_SD, POINTS, DEMAND = POINTS + 6, DEMAND_SD, SERVICE };

/* An empty cell is 0. */
static bool number(struct sheet *s, size_t i, double high, double *value)
{
    struct scen_span text = cell(s, i), rest = text;

    *value = 0;
    if (text.size == 0)
        return true;
    if (!scen_number(&rest, value) || rest.size > 0)
        return refuse(s, "%s: `%.*s` is not a number", s->name[i],
                      (int)(text.size < 40 ? text.size : 40), text.at);
    if (*value < 0 || *value > high)
        return refuse(s, "%s: %g is out of range; expected 0 to %g", s->name[i], *value, high);
    return true;
}

static bool stage_class(struct sheet *s, enum sup_stage_class *class)
{
    static const char *const known[] = {"Part", "Manuf", "Trans", "Dist", "Retail", "Parts"};
    struct scen_span text = cell(s, CLASS);

    for (size_t i = 0; i < 6; i++)
        if (scen_span_is(text, known[i])) {
            *class = (enum sup_stage_class)(i % 5);
            return true;
        }
    const char *guess = scen_nearest(text, known, 5);
    return refuse(s, "class: there is no class `%.*s`; %s%s",
                  (int)(text.size < 40 ? text.size : 40), text.at,
                  guess != NULL ? "did you mean " : "expected Part, Manuf, Trans, Dist, Retail",
                  guess != NULL ? guess : "");
}

static bool stage_name(struct sheet *s, const char **name)
{
    struct scen_span text = cell(s, STAGE);
    char *copy = base_arena_take(s->net->arena, text.size + 1);

    memcpy(copy, text.at, text.size);
    *name = copy;
    if (text.size == 0 || text.size > NAME_BYTES_MAX || strpbrk(copy, "+\"\r\n\t") != NULL)
        return refuse(s, "stage: expected a name of 1 to %d bytes without + and quotes",
                      NAME_BYTES_MAX);
    if (!scen_names_add(&s->net->names, copy))
        return refuse(s, "stage: \"%s\" stands in the table twice", copy);
    return true;
}

/* A law of points counts only when it is whole; some tables list only a part of theirs. */
static bool stage_points(struct sheet *s, struct sup_stage *stage)
{
    double sum = 0;
    bool ok = true;

    for (int i = 0; i < 3; i++) {
        ok = number(s, POINTS + 2 * (size_t)i, 1, &stage->chance[i]) && ok;
        ok = number(s, POINTS + 2 * (size_t)i + 1, 1e6, &stage->value[i]) && ok;
        stage->points += stage->chance[i] > 0;
        sum += stage->chance[i];
    }
    if (ok && sum > 1 + 1e-3)
        return refuse(s, "st1_p..st3_p: the chances add up to %g; expected 1 or less", sum);
    bool gap = stage->points == 1 ||
               (stage->points == 2 && (stage->chance[0] <= 0 || stage->chance[1] <= 0));
    if (fabs(sum - 1) > 1e-3 || gap)
        stage->points = 0;
    return ok;
}

static bool stage_figures(struct sheet *s, struct sup_stage *stage)
{
    bool ok = number(s, COST, 1e12, &stage->cost);

    ok = number(s, TIME, 1e5, &stage->time) && ok;
    ok = number(s, TIME_SD, 1e6, &stage->time_sd) && ok;
    ok = number(s, DEMAND, 1e9, &stage->demand) && ok;
    ok = number(s, DEMAND_SD, 1e10, &stage->demand_sd) && ok;
    ok = number(s, SERVICE, 1, &stage->service) && ok;
    if (ok && cell(s, SERVICE).size > 0 && (stage->service <= 0 || stage->service >= 1))
        return refuse(s, "service_level: %g is out of range; expected between 0 and 1",
                      stage->service);
    if (ok && stage->time <= 0 && stage->time_sd > 0)
        return refuse(s, "stage_time_sd: a stage without stage_time can't vary");
    return ok;
}

static void read_stage(struct sheet *s)
{
    struct sup_net *net = s->net;
    struct sup_stage stage = {.line = s->csv.row_line};

    bool ok = stage_name(s, &stage.name);
    if (!ok)
        return;
    stage_class(s, &stage.class);
    stage_figures(s, &stage);
    stage_points(s, &stage);
    net->stage = base_grow(net->stage, net->stages, &net->stage_capacity, sizeof *net->stage);
    net->stage[net->stages++] = stage;
}

/* ---- arcs ---- */

static const char *const arc_columns[] = {"chain", "from", "to", NULL};
enum { FROM = 1, TO };

static int32_t arc_end(struct sheet *s, size_t i)
{
    struct scen_span text = cell(s, i);
    int32_t found = scen_names_find(&s->net->names, text);
    int size = (int)(text.size < 60 ? text.size : 60);

    if (found >= 0)
        return found;
    const char *guess = scen_names_nearest(&s->net->names, text);
    if (guess != NULL)
        refuse(s, "%s: there is no stage \"%.*s\"; did you mean \"%s\"?", s->name[i], size,
               text.at, guess);
    else
        refuse(s, "%s: there is no stage \"%.*s\"", s->name[i], size, text.at);
    return found;
}

static void read_arc(struct sheet *s)
{
    struct sup_net *net = s->net;
    struct sup_arc arc = {arc_end(s, FROM), arc_end(s, TO), s->csv.row_line};

    if (arc.from < 0 || arc.to < 0)
        return;
    if (arc.from == arc.to) {
        refuse(s, "an arc from \"%s\" to itself", net->stage[arc.from].name);
        return;
    }
    net->arc = base_grow(net->arc, net->arcs, &net->arc_capacity, sizeof *net->arc);
    net->arc[net->arcs++] = arc;
}

static int by_ends(const void *x, const void *y)
{
    const struct sup_arc *a = x, *b = y;

    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

static void index_arcs(struct sup_net *net, const char *path)
{
    net->first_arc = base_array(net->stages + 1, sizeof *net->first_arc);
    if (net->arcs > 1)
        qsort(net->arc, net->arcs, sizeof *net->arc, by_ends);
    for (size_t i = 0; i < net->arcs; i++) {
        const struct sup_arc *arc = &net->arc[i];
        net->first_arc[arc->to + 1] = i + 1;
        if (i > 0 && arc[-1].to == arc->to && arc[-1].from == arc->from)
            base_err_add(net->err, path, arc->line, "this arc stands on line %d already",
                         arc[-1].line);
    }
    for (size_t i = 0; i < net->stages; i++)
        if (net->first_arc[i + 1] < net->first_arc[i])
            net->first_arc[i + 1] = net->first_arc[i];
}

/* A stage that ships to nobody should have customers. */
static void check_ends(struct sup_net *net, const char *path)
{
    bool *ships = base_array(net->stages, sizeof *ships);
    const struct sup_stage *first = NULL;
    size_t idle = 0;

    for (size_t i = 0; i < net->arcs; i++)
        ships[net->arc[i].from] = true;
    for (size_t i = 0; i < net->stages; i++)
        if (!ships[i] && net->stage[i].demand <= 0 && idle++ == 0)
            first = &net->stage[i];
    if (first != NULL)
        base_err_warn(net->err, path, first->line,
                      "%zu stages ship to nobody and have no customers, the first is \"%s\"",
                      idle, first->name);
    free(ships);
}

/* ---- both ---- */

static bool read_sheet(struct sup_net *net, const char *path, const char *const *columns,
                       size_t required, void (*row)(struct sheet *s))
{
    struct sheet s = {.net = net, .path = path, .name = columns};
    struct scen_texts texts;
    size_t errors = net->err->errors;

    scen_texts_init(&texts, net->arena);
    const struct scen_file *file =
        scen_texts_get(&texts, path, (struct scen_where){0}, net->err);
    if (file != NULL) {
        scen_csv_init(&s.csv, file->text, file->bytes);
        bool rows = read_header(&s, 1, required);
        while (rows && scen_csv_next(&s.csv)) {
            if (s.csv.fault != NULL)
                refuse(&s, "%s", s.csv.fault);
            else if (is_mine(&s))
                row(&s);
        }
        scen_csv_fini(&s.csv);
    }
    scen_texts_fini(&texts);
    return net->err->errors == errors;
}

bool sup_net_read(struct sup_net *net, const char *stages_csv, const char *arcs_csv)
{
    size_t errors = net->err->errors;

    if (!read_sheet(net, stages_csv, stage_columns, TIME, read_stage) && net->stages == 0)
        return false;
    if (net->stages == 0) {
        base_err_add(net->err, stages_csv, 0, "no row is of chain \"%s\"",
                     net->chain != NULL ? net->chain : "");
        return false;
    }
    read_sheet(net, arcs_csv, arc_columns, TO, read_arc);
    index_arcs(net, arcs_csv);
    check_ends(net, stages_csv);
    return net->err->errors == errors;
}

void sup_net_fini(struct sup_net *net)
{
    scen_names_fini(&net->names);
    free(net->stage);
    free(net->arc);
    free(net->first_arc);
    free(net->upstream_first);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/load.c - scen_load: texts -> rows -> scenario. */
#include <stdlib.h>
#include <string.h>

#include "base/mask.h"
#include "base/mem.h"
#include "scen/build.h"
#include "scen/load.h"
#include "scen/parse.h"

static void build(struct scen_build *b)
{
    scen_build_head(b);
    scen_build_mask(b);
    scen_build_criteria(b);
    scen_build_products(b);
    scen_build_places(b);
    scen_build_lines(b);
    scen_build_demand(b);
    scen_build_promotions(b);
    scen_build_stock(b);
    scen_check_lanes(b);
    scen_check_holdups(b);
    scen_build_disruptions(b);
    scen_build_approvals(b);
    scen_build_agents(b);
    scen_check_graph(b);
    if (b->flow != NULL && b->err->errors == b->errors && // after mistakes it would only guess
        b->scen->part == NULL)
        scen_check_whole(b);
    scen_warn_end(b);
    free(b->lane_order);
    free(b->lane_named);
    free(b->flow);
    free(b->needed);
    free(b->route_order);
}

/* ---- messages in the order of the text ---- */

struct message {
    struct base_err_item item;
    size_t file; // 0: the scenario, then its includes and tables as they were read
    size_t turn;
};

static size_t file_of(const struct scen_texts *texts, const char *path)
{
    size_t f = 0;

    while (f < texts->files && (path == NULL || strcmp(texts->file[f]->path, path) != 0))
        f++;
    return f;
}

static int by_place(const void *x, const void *y)
{
    const struct message *a = x, *b = y;

    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->item.line != b->item.line)
        return a->item.line < b->item.line ? -1 : 1;
    return (a->turn > b->turn) - (a->turn < b->turn);
}

static void order_messages(const struct scen_texts *texts, struct base_err *err, size_t first)
{
    size_t count = err->count - first;
    struct message *message = base_array(count, sizeof *message);

    for (size_t i = 0; i < count; i++)
        message[i] = (struct message){err->item[first + i],
                                      file_of(texts, err->item[first + i].file), i};
    if (count > 1)
        qsort(message, count, sizeof *message, by_place);
    for (size_t i = 0; i < count; i++)
        err->item[first + i] = message[i].item;
    free(message);
}

/* Rows and names, once all is built. */
static void forget(struct scen_raw *raw, struct scen_reading *in)
{
    scen_raw_fini(raw);
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        scen_names_fini(&in->names[g]);
}

/* Has a part what was said of it? */
static bool is_as_said(const struct scenario *scen, const struct scen_raw *raw)
{
    return scen->part == NULL || (scen->sites == raw->rows[SCEN_G_SITES].count &&
                                  scen->lanes == raw->rows[SCEN_G_LANES].count);
}

bool scen_load_from(struct scen_texts *texts, const char *name, struct scenario *scen,
                    struct base_err *err)
{
    struct scen_reading in = {.arena = scen->arena,
                              .aside = scen->aside,
                              .err = err,
                              .currency = "EUR",
                              .part = scen->part != NULL};
    size_t errors = err->errors, first = err->count;
    struct scen_raw raw = {0};

    scen_parse(texts, name, &in, &raw);
    scen_rest(scen);
    if (!is_as_said(scen, &raw))
        base_err_add(err, NULL, 0, "the part has other sites or lanes than expected");
    else if (in.holes == 0)
        build(&(struct scen_build){.scen = scen,
                                   .raw = &raw,
                                   .in = &in,
                                   .err = err,
                                   .texts = texts,
                                   .errors = errors});
    scen->file = scen_texts_kept(texts, &scen->files);
    scen_rest(scen);
    order_messages(texts, err, first);
    forget(&raw, &in);
    return err->errors == errors;
}

bool scen_read_held(const struct scen_file *file, size_t files, struct base_err *err)
{
    struct scen_texts texts;
    struct scen_reading in = {.arena = base_arena_new(), .err = err, .currency = "EUR"};
    size_t errors = err->errors, first = err->count;
    struct scen_raw raw = {0};

    scen_parse(&texts, scen_texts_hold(&texts, in.arena, file, files), &in, &raw);
    order_messages(&texts, err, first);
    forget(&raw, &in);
    scen_texts_fini(&texts);
    base_arena_free(in.arena);
    return err->errors == errors;
}

bool scen_load_texts(const char *path, const char *top, struct scenario *scen)
{
    struct scen_texts texts;
    struct base_err unsaid = {0};
    struct scen_raw raw = {0};

    *scen = (struct scenario){.arena = base_arena_new(), .aside = base_arena_new()};
    struct scen_reading in = {.arena = scen->arena, .err = &unsaid, .currency = "EUR"};
    const char *name = scen_texts_open(&texts, scen->arena, path);
    if (top != NULL)
        scen_texts_confine(&texts, top);
    scen->home = texts.home;
    scen_parse(&texts, name, &in, &raw);
    if (in.holes == 0)
        scen->id =
            ((const struct scen_scenario_row *)scen_rows_at(&raw.rows[SCEN_G_SCENARIO], 0))->id;
    scen->currency = in.currency;
    scen->file = scen_texts_kept(&texts, &scen->files);
    forget(&raw, &in);
    scen_texts_fini(&texts);
    base_err_fini(&unsaid);
    if (in.holes > 0)
        scen_free(scen);
    return in.holes == 0;
}

static bool load_texts(struct scen_texts *texts, const char *name, struct scenario *scen,
                       struct base_err *err)
{
    texts->bytes = scen->aside;
    bool ok = scen_load_from(texts, name, scen, err);

    scen_texts_fini(texts);
    if (!ok)
        scen_free(scen);
    return ok;
}

bool scen_load(const char *path, struct scenario *scen, struct base_err *err)
{
    return scen_load_within(path, NULL, scen, err);
}

bool scen_load_within(const char *path, const char *top, struct scenario *scen,
                      struct base_err *err)
{
    *scen = (struct scenario){.arena = base_arena_new(), .aside = base_arena_new()};
    return scen_load_to(path, top, scen, err);
}

bool scen_load_to(const char *path, const char *top, struct scenario *scen,
                  struct base_err *err)
{
    struct scen_texts texts;
    const char *name = scen_texts_open(&texts, scen->arena, path);

    if (top != NULL)
        scen_texts_confine(&texts, top);
    scen->home = texts.home;
    return load_texts(&texts, name, scen, err);
}

bool scen_load_held(const struct scen_file *file, size_t files, struct scenario *scen,
                    struct base_err *err)
{
    struct scen_texts texts;
    struct base_arena *arena = base_arena_new();
    const char *name = scen_texts_hold(&texts, arena, file, files);

    *scen = (struct scenario){.arena = arena, .aside = base_arena_new()};
    return load_texts(&texts, name, scen, err);
}

void scen_rest(const struct scenario *scen)
{
    base_arena_rest(scen->lent != NULL ? scen->lent : scen->aside);
}

void scen_free(struct scenario *scen)
{
    base_mask_free(scen->mask);
    base_arena_free(scen->arena);
    base_arena_free(scen->aside);
    *scen = (struct scenario){0};
}

/* ---- texts for variants ---- */

static bool has_text(const struct scenario *scen, const char *name)
{
    for (size_t i = 0; i < scen->files; i++)
        if (strcmp(scen->file[i].name, name) == 0)
            return true;
    return false;
}

static void hold(struct scenario *scen, const struct scen_file *more)
{
    struct scen_file *file = base_arena_array(scen->arena, scen->files + 1, sizeof *file);
    char *text = base_arena_take(scen->aside, more->bytes + 1);

    memcpy(file, scen->file, scen->files * sizeof *file);
    memcpy(text, more->text, more->bytes);
    file[scen->files] = (struct scen_file){.path = base_arena_string(scen->arena, more->path),
                                           .name = base_arena_string(scen->arena, more->name),
                                           .text = text,
                                           .bytes = more->bytes};
    scen->file = file;
    scen->files++;
    scen->spare++;
}

bool scen_hold_more(struct scenario *scen, const char *path, struct scen_where asked,
                    struct base_err *err)
{
    struct scen_texts texts;
    const struct scen_file *file = NULL;

    scen_texts_open(&texts, base_arena_new(), scen->file[0].path);
    texts.home = scen->home;
    const char *name =
        scen_texts_resolve_base(&texts, &scen->file[0], scen_span_of(path), asked, err);
    bool known = name != NULL && has_text(scen, name);
    if (name != NULL && !known)
        file = scen_texts_get(&texts, name, asked, err);
    if (file != NULL)
        hold(scen, file);
    base_arena_free(texts.arena);
    scen_texts_fini(&texts);
    return known || file != NULL;
}

void scen_hold_rest(struct scenario *scen, const struct scen_file *file, size_t files)
{
    for (size_t i = 0; i < files; i++)
        if (!has_text(scen, file[i].name))
            hold(scen, &file[i]);
}

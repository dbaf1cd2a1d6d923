/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/diff.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "lab/diff_text.h"
#include "lab/recall.h"
#include "lab/stat.h"
#include "scen/resolve.h"

struct side {
    const struct out_file *f;
    struct scen_file *source;
    size_t sources; // of them the last belong to the study of a sweep
    struct lab_lines resolved;
};

/* ---- the texts ---- */

static const struct scen_file *source_named(const struct side *s, const char *name, size_t i)
{
    if (i == 0) // the scenario itself may have got another name
        return &s->source[0];
    for (size_t k = 1; k < s->sources; k++)
        if (strcmp(s->source[k].name, name) == 0)
            return &s->source[k];
    return NULL;
}

static void add_lines(struct lab_diff *d, const char *source, bool second,
                      const struct lab_lines *lines, const bool *only)
{
    for (size_t i = 0; i < lines->count; i++)
        if (only[i])
            d->line[d->lines++] = (struct lab_diff_line){source, second, i + 1, lines->line[i]};
}

/* Room for `more` lines. */
static void lines_room(struct lab_diff *d, size_t more, struct base_arena *arena)
{
    struct lab_diff_line *room = base_arena_array(arena, d->lines + more, sizeof *room);

    if (d->lines > 0)
        memcpy(room, d->line, d->lines * sizeof *room);
    d->line = room;
}

static void diff_source(struct lab_diff *d, const struct scen_file *a,
                        const struct scen_file *b, struct base_arena *arena)
{
    bool *only_a, *only_b;

    if (a->bytes == b->bytes && memcmp(a->text, b->text, a->bytes) == 0)
        return;
    struct lab_lines la = lab_lines_of(a->text, a->bytes, arena);
    struct lab_lines lb = lab_lines_of(b->text, b->bytes, arena);
    lab_lines_differ(&la, &lb, arena, &only_a, &only_b);
    lines_room(d, la.count + lb.count, arena);
    add_lines(d, a->name, false, &la, only_a);
    add_lines(d, b->name, true, &lb, only_b);
}

static void diff_sources(struct lab_diff *d, const struct side *a, const struct side *b,
                         struct base_arena *arena)
{
    for (size_t i = 0; i < a->sources; i++) {
        const struct scen_file *other = source_named(b, a->source[i].name, i);
        if (other) {
            diff_source(d, &a->source[i], other, arena);
            continue;
        }
        lines_room(d, 1, arena);
        d->line[d->lines++] = (struct lab_diff_line){a->source[i].name, false, 0, ""};
    }
    for (size_t i = 1; i < b->sources; i++)
        if (!source_named(a, b->source[i].name, i)) {
            lines_room(d, 1, arena);
            d->line[d->lines++] = (struct lab_diff_line){b->source[i].name, true, 0, ""};
        }
}

/* ---- values in force ---- */

/* Cuts "path = value" in two; the value. */
static const char *cut(const char *line)
{
    char *at = strstr(line, " = ");

    if (!at)
        return "";
    *at = '\0';
    return at + 3;
}

static void diff_values(struct lab_diff *d, const struct lab_lines *a,
                        const struct lab_lines *b, struct base_arena *arena)
{
    struct base_map *in_b = base_map_new(), *in_a = base_map_new();
    const char **value = base_arena_array(arena, b->count + 1, sizeof *value);

    d->value = base_arena_array(arena, a->count + b->count + 1, sizeof *d->value);
    for (size_t i = 0; i < b->count; i++) {
        value[i] = cut(b->line[i]);
        base_map_put(in_b, b->line[i], (int32_t)i);
    }
    for (size_t i = 0; i < a->count; i++) {
        const char *mine = cut(a->line[i]);
        int32_t at = base_map_get(in_b, a->line[i]);
        const char *other = at == BASE_MAP_NONE ? NULL : value[at];
        base_map_put(in_a, a->line[i], 0);
        if (!other || strcmp(mine, other) != 0)
            d->value[d->values++] = (struct lab_diff_value){a->line[i], mine, other};
    }
    for (size_t i = 0; i < b->count; i++)
        if (base_map_get(in_a, b->line[i]) == BASE_MAP_NONE)
            d->value[d->values++] = (struct lab_diff_value){b->line[i], NULL, value[i]};
    base_map_free(in_a);
    base_map_free(in_b);
}

/* As the file has them; older files: as they are worked out now. */
static bool read_resolved(struct side *s, const char *which, struct base_arena *arena,
                          struct base_err *err)
{
    size_t bytes = 0;
    const char *text = out_file_verbatim(s->f, "/scenario/resolved", arena, &bytes);
    struct base_text made = {0};
    struct scenario scen;

    if (!text) {
        if (!lab_recall(s->f, which, &scen, err))
            return false;
        scen_resolve(&scen, &made);
        scen_free(&scen);
        text = base_text_get(&made);
        bytes = made.length;
    }
    s->resolved = lab_lines_of(text, bytes, arena);
    base_text_fini(&made);
    return true;
}

/* ---- software ---- */

static void diff_setting(struct lab_diff *d, const struct side *a, const struct side *b,
                         const char *object, const char *name, struct base_arena *arena)
{
    const char *x = out_file_text(a->f, object, name, arena);
    const char *y = out_file_text(b->f, object, name, arena);

    if ((x || y) && (!x || !y || strcmp(x, y) != 0))
        d->setting[d->settings++] = (struct lab_diff_value){name, x, y};
}

static void diff_settings(struct lab_diff *d, const struct side *a, const struct side *b,
                          struct base_arena *arena)
{
    static const char *const name[] = {"software_version", "compiler", "hdf5", "gsl",
                                       "libconfig"};
    enum { COUNT = sizeof name / sizeof name[0] };

    d->setting = base_arena_array(arena, COUNT, sizeof *d->setting);
    for (size_t i = 0; i < COUNT; i++)
        diff_setting(d, a, b, i == 0 ? "/" : "/run", name[i], arena);
}

/* ---- outcomes ---- */

static size_t position(const char *const *name, size_t count, const char *wanted)
{
    size_t i = 0;

    while (i < count && strcmp(name[i], wanted) != 0)
        i++;
    return i;
}

/* The difference over the replications that both have; those have the same numbers. */
static void pair_figure(struct lab_diff_figure *figure, const struct side *a,
                        const struct side *b, struct base_arena *arena)
{
    char path[160];
    size_t n, m;

    snprintf(path, sizeof path, "/results/network/%s", figure->name);
    double *x = out_file_doubles(a->f, path, arena, &n);
    double *y = out_file_doubles(b->f, path, arena, &m);
    n = m < n ? m : n;
    if (!x || !y || n < 1)
        return;
    for (size_t i = 0; i < n; i++)
        y[i] -= x[i];
    struct lab_stat stat = lab_stat_of(y, 1, n, false);
    figure->difference = stat.mean;
    figure->low = stat.low;
    figure->high = stat.high;
    figure->pairs = n;
}

static bool same_seed(const struct side *a, const struct side *b)
{
    int64_t x, y;

    return out_file_integer(a->f, "/scenario", "seed", &x) &&
           out_file_integer(b->f, "/scenario", "seed", &y) && x == y;
}

static void diff_figures(struct lab_diff *d, const struct side *a, const struct side *b,
                         struct base_arena *arena)
{
    size_t n, m, k;
    const char **name = out_file_strings(a->f, "/summary/figure", arena, &n);
    const char **unit = out_file_strings(a->f, "/summary/unit", arena, &k);
    const char **other = out_file_strings(b->f, "/summary/figure", arena, &m);
    double *x = out_file_doubles(a->f, "/summary/mean", arena, &k);
    double *y = out_file_doubles(b->f, "/summary/mean", arena, &k);
    bool paired = same_seed(a, b);

    d->figure = base_arena_array(arena, n + 1, sizeof *d->figure);
    for (size_t i = 0; name && unit && other && x && y && i < n; i++) {
        size_t at = position(other, m, name[i]);
        if (at == m)
            continue;
        struct lab_diff_figure *f = &d->figure[d->figures++];
        *f = (struct lab_diff_figure){name[i], unit[i], x[i], y[at], y[at] - x[i], NAN, NAN, 0};
        if (paired)
            pair_figure(f, a, b, arena);
    }
}

/* The scenario's texts, then those of the study. */
static bool read_all(struct side *s, const char *which, struct base_arena *arena,
                     struct base_err *err)
{
    size_t more;
    struct scen_file *own = lab_recall_sources(s->f, which, arena, &s->sources, err);
    struct scen_file *study =
        own ? lab_recall_study_sources(s->f, which, arena, &more, err) : NULL;

    if (!study || !read_resolved(s, which, arena, err))
        return false;
    s->source = base_arena_array(arena, s->sources + more, sizeof *s->source);
    memcpy(s->source, own, s->sources * sizeof *own);
    memcpy(s->source + s->sources, study, more * sizeof *study);
    s->sources += more;
    return true;
}

bool lab_diff(const struct out_file *a, const struct out_file *b, struct base_arena *arena,
              struct lab_diff *diff, struct base_err *err)
{
    struct side x = {.f = a}, y = {.f = b};

    *diff = (struct lab_diff){0};
    if (!read_all(&x, "the first file", arena, err) ||
        !read_all(&y, "the second file", arena, err))
        return false;
    diff_sources(diff, &x, &y, arena);
    diff_values(diff, &x.resolved, &y.resolved, arena);
    diff_settings(diff, &x, &y, arena);
    if (lab_recall_is_sweep(a) && lab_recall_is_sweep(b))
        lab_diff_points(a, b, arena, diff);
    else
        diff_figures(diff, &x, &y, arena);
    const char *one = out_file_text(a, "/", "digest", arena);
    const char *other = out_file_text(b, "/", "digest", arena);
    diff->same_results = one && other && strcmp(one, other) == 0;
    return true;
}

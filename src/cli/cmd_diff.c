/* SPDX-License-Identifier: Apache-2.0 */
/* diff: what is different between two studies, and what came of it. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "lab/diff.h"

struct options {
    bool json, all;
};

static const struct cmd_option diff_options[] = {
    {"all", 'a', NULL, NULL, NULL, "all lines and values, not the first ones only",
     offsetof(struct options, all)},
    {"json", 0, NULL, NULL, NULL, "one JSON object, for programs",
     offsetof(struct options, json)},
};

const struct cmd_spec cmd_diff_spec = {
    .name = "diff",
    .summary = "tell what two results files have different",
    .examples = "  bullwhip diff before.h5 after.h5\n"
                "  bullwhip diff before.h5 after.h5 --json\n",
    .operands = "A.h5 B.h5",
    .least = 2,
    .most = 2,
    .about =
        "First what went in: lines of the scenario's texts (- only in A, + only in B), values\n"
        "in force, versions. Then what came out: each figure that differs. With the same seed\n"
        "both studies met the same chance, so differences are taken replication by\n"
        "replication, with the 95 % confidence interval of their mean. Sweeps are compared\n"
        "point by point, by their numbers.\n",
    .part = {{"Options", diff_options, 2, 0}},
};

enum { FEW = 20, FIGURES = 200 };

/* ---- text ---- */

static void print_more(size_t count, size_t shown)
{
    if (count > shown)
        printf("  and %zu more; --all tells them\n", count - shown);
}

static size_t shown_of(size_t count, bool all)
{
    return all || count < FEW ? count : FEW;
}

static void print_lines(const struct lab_diff *d, bool all)
{
    size_t shown = shown_of(d->lines, all);

    if (d->lines > 0)
        printf("Texts\n");
    for (size_t i = 0; i < shown; i++) {
        const struct lab_diff_line *l = &d->line[i];
        if (l->line > 0)
            printf("  %c %s:%zu: %s\n", l->second ? '+' : '-', l->source, l->line, l->text);
        else
            printf("  %c %s, the whole text\n", l->second ? '+' : '-', l->source);
    }
    print_more(d->lines, shown);
}

static void print_values(const char *title, const struct lab_diff_value *v, size_t count,
                         bool all)
{
    size_t shown = shown_of(count, all);

    if (count > 0)
        printf("%s\n", title);
    for (size_t i = 0; i < shown; i++)
        printf("  %s: %s -> %s\n", v[i].path, v[i].a ? v[i].a : "(none)",
               v[i].b ? v[i].b : "(none)");
    print_more(count, shown);
}

static bool moved(const struct lab_diff_figure *f)
{
    return f->difference < 0 || f->difference > 0 || isnan(f->a) != isnan(f->b);
}

static void print_figures(const struct lab_diff *d, bool all)
{
    const char *title = "Figures";
    size_t changed = 0;

    for (size_t i = 0; i < d->figures; i++) {
        const struct lab_diff_figure *f = &d->figure[i];
        if (!moved(f))
            continue;
        if (++changed > FIGURES && !all)
            continue;
        if (title)
            printf("%-28s %12s %12s %12s\n", title, "A", "B", "B - A");
        title = NULL;
        printf("  %-26s %12.6g %12.6g %+12.4g", f->name, f->a, f->b, f->difference);
        if (!isnan(f->low))
            printf("  [%.4g, %.4g]", f->low, f->high);
        printf("  %s\n", strcmp(f->unit, "1") == 0 ? "" : f->unit);
    }
    if (!all)
        print_more(changed, changed < FIGURES ? changed : FIGURES);
}

static void print_diff(const struct lab_diff *d, bool all)
{
    print_lines(d, all);
    print_values("Values in force", d->value, d->values, all);
    print_values("Software", d->setting, d->settings, true);
    print_figures(d, all);
    printf("results are %s\n", d->same_results ? "the same" : "different");
}

/* ---- JSON ---- */

static void member(struct base_text *json, const char *name, const char *value)
{
    base_text_add(json, "\"%s\": ", name);
    if (value)
        base_text_json(json, value);
    else
        base_text_add(json, "null");
}

static void json_values(struct base_text *json, const char *name,
                        const struct lab_diff_value *v, size_t count)
{
    base_text_add(json, ",\n \"%s\": [", name);
    for (size_t i = 0; i < count; i++) {
        base_text_add(json, "%s\n  {", i > 0 ? "," : "");
        member(json, "path", v[i].path);
        base_text_add(json, ", ");
        member(json, "a", v[i].a);
        base_text_add(json, ", ");
        member(json, "b", v[i].b);
        base_text_add(json, "}");
    }
    base_text_add(json, "]");
}

static void json_lines(struct base_text *json, const struct lab_diff *d)
{
    base_text_add(json, ",\n \"texts\": [");
    for (size_t i = 0; i < d->lines; i++) {
        base_text_add(json, "%s\n  {", i > 0 ? "," : "");
        member(json, "text", d->line[i].source);
        base_text_add(json, ", \"side\": \"%c\", \"line\": %zu, ",
                      d->line[i].second ? 'b' : 'a', d->line[i].line);
        member(json, "content", d->line[i].text);
        base_text_add(json, "}");
    }
    base_text_add(json, "]");
}

static void json_number(struct base_text *json, const char *name, double value)
{
    base_text_add(json, ", \"%s\": ", name);
    base_text_json_number(json, value);
}

static void json_figures(struct base_text *json, const struct lab_diff *d)
{
    base_text_add(json, ",\n \"figures\": [");
    for (size_t i = 0; i < d->figures; i++) {
        const struct lab_diff_figure *f = &d->figure[i];
        base_text_add(json, "%s\n  {", i > 0 ? "," : "");
        member(json, "figure", f->name);
        base_text_add(json, ", ");
        member(json, "unit", f->unit);
        json_number(json, "a", f->a);
        json_number(json, "b", f->b);
        json_number(json, "difference", f->difference);
        json_number(json, "ci_low", f->low);
        json_number(json, "ci_high", f->high);
        base_text_add(json, ", \"pairs\": %zu}", f->pairs);
    }
    base_text_add(json, "]");
}

static void print_json(const struct lab_diff *d)
{
    struct base_text json = {0};

    base_text_add(&json, "{\"same_results\": %s", d->same_results ? "true" : "false");
    json_lines(&json, d);
    json_values(&json, "values", d->value, d->values);
    json_values(&json, "software", d->setting, d->settings);
    json_figures(&json, d);
    printf("%s}\n", base_text_get(&json));
    base_text_fini(&json);
}

/* ---- the command ---- */

static int compare(const struct options *o, const char *a, const char *b, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    struct out_file *one = out_file_open(a, err), *other = out_file_open(b, err);
    struct lab_diff d;

    if (one && other && lab_diff(one, other, arena, &d, err)) {
        if (o->json)
            print_json(&d);
        else
            print_diff(&d, o->all);
    }
    out_file_close(one);
    out_file_close(other);
    base_arena_free(arena);
    return cmd_complain(err, CMD_BAD_INPUT);
}

int cmd_diff(int argc, char **argv)
{
    struct options o = {0};
    struct base_err err = {0};
    size_t operands;

    if (!cmd_parse(&cmd_diff_spec, argc, argv, &o, &operands, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    return comm_rank() == 0 ? compare(&o, argv[0], argv[1], &err) : CMD_GOOD;
}

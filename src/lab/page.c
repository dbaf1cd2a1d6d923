/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/page_parts.h"
#include "lab/page_style.h"

/* ---- what is read once ---- */

const char *lab_page_word(const struct lab_page *p, const char *object, const char *name)
{
    const char *text = out_file_text(p->f, object, name, p->arena);

    return text ? text : "";
}

static int64_t whole(const struct lab_page *p, const char *object, const char *name)
{
    int64_t value = 0;

    out_file_integer(p->f, object, name, &value);
    return value;
}

/* ---- the head ---- */

/* What kind of results a file holds, by a group that the others do not have. */
struct kind {
    const char *group, *name, *facts; // `facts`: the group whose attributes name the results
    void (*add)(struct lab_page *p);
};

static void add_begin(struct lab_page *p, const char *title)
{
    lab_page_add(
        p, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    lab_page_words(p, title);
    lab_page_add(p, "</title><style>");
    for (const char *const *piece = lab_page_style; *piece; piece++)
        base_text_put(p->html, *piece, strlen(*piece));
    lab_page_add(p, "</style></head><body><main>\n<header>");
}

static const char *title_of(const struct lab_page *p, const struct kind *kind)
{
    const char *title = lab_page_word(p, kind->facts, "title");

    if (!*title)
        title = lab_page_word(p, kind->facts, "id");
    return *title ? title : kind->name;
}

static void add_facts(struct lab_page *p, const struct kind *kind)
{
    const char *design = lab_page_word(p, kind->facts, "design");
    int64_t n = whole(p, kind->facts, "replications"), points = whole(p, kind->facts, "points");

    lab_page_add(p, "<p class=\"facts\">");
    if (points > 0)
        lab_page_add(p, "<span>%lld points, %s</span>", (long long)points, design);
    if (n > 0)
        lab_page_add(p, "<span>%lld replication%s of %.6g d</span>", (long long)n,
                     n == 1 ? "" : "s", p->days);
    if (p->warm_up_days > 0)
        lab_page_add(p, "<span>measured after %.6g d</span>", p->warm_up_days);
    if (n > 0)
        lab_page_add(p, "<span>seed %lld</span>", (long long)whole(p, kind->facts, "seed"));
    if (*lab_page_word(p, "/", "digest"))
        lab_page_add(p, "<span>digest <code>%s</code></span>", lab_page_word(p, "/", "digest"));
    lab_page_add(p, "</p></header>\n");
}

static void add_head(struct lab_page *p, const struct kind *kind)
{
    const char *title = title_of(p, kind),
               *exercise = lab_page_word(p, kind->facts, "exercise");

    add_begin(p, title);
    lab_page_add(p, "<p class=\"kind\">%s", kind->name);
    if (*exercise) {
        lab_page_add(p, " · exercise ");
        lab_page_words(p, exercise);
    }
    lab_page_add(p, "</p><h1>");
    lab_page_words(p, title);
    lab_page_add(p, "</h1><p class=\"about\">");
    lab_page_words(p, lab_page_word(p, "/scenario", "purpose"));
    lab_page_add(p, "</p>");
    add_facts(p, kind);
}

/* ---- where it comes from ---- */

static void add_fact(struct lab_page *p, const char *name, const char *value)
{
    if (!*value)
        return;
    lab_page_add(p, "<tr><th>%s</th><td>", name);
    lab_page_words(p, value);
    lab_page_add(p, "</td></tr>");
}

static void add_sources(struct lab_page *p)
{
    size_t n, k, m, l;
    const char **name = out_file_strings(p->f, "/prov/entity/name", p->arena, &n);
    const char **type = out_file_strings(p->f, "/prov/entity/type", p->arena, &k);
    const char **sha = out_file_strings(p->f, "/prov/entity/sha256", p->arena, &m);
    const char **bytes = out_file_strings(p->f, "/prov/entity/bytes", p->arena, &l);

    for (size_t i = 0; name && type && sha && bytes && i < n && k == n && m == n && l == n; i++)
        if (strcmp(type[i], "input file") == 0) {
            lab_page_add(p, "<tr><th>input</th><td>");
            lab_page_words(p, name[i]);
            lab_page_add(p, ", %s bytes<br><code>%s</code></td></tr>", bytes[i], sha[i]);
        }
}

static void add_origin(struct lab_page *p)
{
    lab_page_section(
        p, "Where this comes from",
        out_file_has(p->f, "/history")
            ? "A row for each drill; its own results file holds what is needed to do it again."
            : "<code>bullwhip replay FILE</code> makes these results again from their file and "
              "compares every value.");
    lab_page_add(p, "<table class=\"origin\">");
    add_fact(p, "scenario", lab_page_word(p, "/scenario", "id"));
    add_fact(p, "version", lab_page_word(p, "/scenario", "version"));
    add_fact(p, "owner", lab_page_word(p, "/scenario", "owner"));
    add_fact(p, "command", lab_page_word(p, "/run", "command"));
    add_fact(p, "started", lab_page_word(p, "/run", "started"));
    add_fact(p, "software", lab_page_word(p, "/", "software_version"));
    add_fact(p, "built by", lab_page_word(p, "/run", "compiler"));
    add_sources(p);
    lab_page_add(p, "</table>");
    lab_page_section_end(p);
}

/* ---- the page ---- */

static void add_history(struct lab_page *p)
{
    lab_page_past(p, p->f);
}

static const struct kind kinds[] = {
    {"/drill", "Drill", "/drill", lab_page_drill},
    {"/study/points", "Study of many variants", "/study", lab_page_sweep},
    {"/history", "Drills of the past", "/history", add_history},
    {"/summary/figure", "Simulated supply chain", "/scenario", lab_page_run},
};

static const struct kind *kind_of(const struct out_file *f)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (out_file_has(f, kinds[i].group))
            return &kinds[i];
    return NULL;
}

bool lab_page(const struct out_file *f, const struct out_file *history, struct base_text *html,
              struct base_err *err)
{
    const struct kind *kind = kind_of(f);
    size_t n = 0;

    if (!kind) {
        base_err_add(
            err, NULL, 0,
            "this file holds no results; expected what `bullwhip run`, `sweep`, `drill` "
            "or a history of drills has");
        return false;
    }
    struct lab_page p = {.f = f, .arena = base_arena_new(), .html = html, .history = history};
    out_file_doubles(f, "/replications/replication", p.arena, &n);
    int64_t told = whole(&p, kind->facts, "replications");
    p.replications = told > 0 ? (size_t)told : n > 0 ? n : 1;
    p.days = fmax((double)whole(&p, "/scenario", "horizon_ms") / 86400000.0, 1e-9);
    p.warm_up_days = (double)whole(&p, "/scenario", "warm_up_ms") / 86400000.0;
    p.currency = lab_page_word(&p, "/scenario", "currency");
    add_head(&p, kind);
    kind->add(&p);
    add_origin(&p);
    lab_page_add(&p, "</main></body></html>\n");
    base_arena_free(p.arena);
    return true;
}

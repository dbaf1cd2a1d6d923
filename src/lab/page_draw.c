/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/page_parts.h"

void lab_page_words(struct lab_page *p, const char *text)
{
    for (; *text; text++)
        if (*text == '<')
            lab_page_add(p, "&lt;");
        else if (*text == '>')
            lab_page_add(p, "&gt;");
        else if (*text == '&')
            lab_page_add(p, "&amp;");
        else if (*text == '"')
            lab_page_add(p, "&quot;");
        else
            base_text_put(p->html, text, 1);
}

/* ---- numbers ---- */

/* Three figures and, above 9999, a thousand, million or billion. */
static void say_number(double value, char text[32])
{
    static const char *const big[] = {"", " k", " M", " G", " T"};
    size_t i = 0;

    for (; fabs(value) >= (i == 0 ? 9999.5 : 999.5) && i < 4; i++)
        value /= 1000;
    int decimals = fabs(value) >= 100 || rint(value) == value ? 0 : fabs(value) >= 10 ? 1 : 2;
    if (i == 0 && fabs(value) < 0.01 && value != 0)
        snprintf(text, 32, "%.2g", value);
    else
        snprintf(text, 32, "%.*f%s", decimals, value, big[i]);
}

const char *lab_page_say(double value, const char *unit, char text[64])
{
    char number[32];

    if (isnan(value)) {
        snprintf(text, 64, "–");
        return text;
    }
    if (strcmp(unit, "%") == 0) {
        bool round = value == rint(value); // 0 %, 100 %: of so few that it is exact
        snprintf(text, 64, "%.*f %%",
                 round                                    ? 0
                 : fabs(value) < 1 && fabs(value) >= 0.99 ? 2
                                                          : 1,
                 100 * value);
        return text;
    }
    say_number(value, number);
    snprintf(text, 64, "%s%s%.24s", number, strcmp(unit, "1") != 0 && *unit ? " " : "",
             strcmp(unit, "1") != 0 ? unit : "");
    return text;
}

const char *lab_page_bound_unit(const struct lab_page *p, const char *criterion)
{
    const char *at = strpbrk(criterion, "<>");
    char *end;

    if (at == NULL)
        return "1";
    at += strspn(at, "<>= ");
    strtod(at, &end);
    end += strspn(end, " ");
    size_t size = strcspn(end, " ");
    bool none = size == 0 || strncmp(end, "at ", 3) == 0 || strncmp(end, "within ", 7) == 0;
    char *unit = base_arena_take(p->arena, size + 1);
    memcpy(unit, end, size);
    unit[size] = '\0';
    return none ? "1" : unit;
}

/* ---- sections ---- */

void lab_page_section(struct lab_page *p, const char *title, const char *about)
{
    lab_page_add(p, "<section><h2>%s</h2>", title);
    if (*about)
        lab_page_add(p, "<p class=\"about\">%s</p>", about);
}

void lab_page_section_end(struct lab_page *p)
{
    lab_page_add(p, "</section>\n");
}

const double *lab_page_column(const struct lab_page *p, const char *table, const char *name,
                              size_t *count)
{
    char path[160];
    size_t n = 0;

    snprintf(path, sizeof path, "%s/%s", table, name);
    const double *value = out_file_doubles(p->f, path, p->arena, &n);
    if (!value || (*count > 0 && n != *count))
        return NULL;
    *count = n;
    return value;
}

/* ---- bars ---- */

static int by_size(const void *pa, const void *pb)
{
    const struct lab_page_bar *a = pa, *b = pb;

    if (fabs(a->value) > fabs(b->value) || fabs(a->value) < fabs(b->value))
        return fabs(a->value) > fabs(b->value) ? -1 : 1;
    return strcmp(a->name, b->name);
}

void lab_page_sort(struct lab_page_bar *bar, size_t count)
{
    if (count > 1)
        qsort(bar, count, sizeof *bar, by_size);
}

/* A row of the table: its bar from `from` to `to`, both parts of the width. */
static void bar_row(struct lab_page *p, const struct lab_page_bar *bar, const char *kind,
                    double from, double to, const char *unit)
{
    char text[64];

    lab_page_add(p, "<tr%s><th>", strcmp(kind, " sum") == 0 ? " class=\"total\"" : "");
    lab_page_words(p, bar->name);
    lab_page_add(p,
                 "</th><td class=\"track\"><span class=\"bar%s\" "
                 "style=\"margin-left:%.2f%%;width:%.2f%%\"></span>",
                 kind, 100 * from, 100 * (to - from));
    lab_page_add(p, "</td><td class=\"num\" data-name=\"");
    lab_page_words(p, bar->name);
    lab_page_add(p, "\" data-value=\"%.17g\">%s", bar->value,
                 lab_page_say(bar->value, unit, text));
    if (*bar->note)
        lab_page_add(p, " <small>%s</small>", bar->note);
    lab_page_add(p, "</td></tr>");
}

void lab_page_bars(struct lab_page *p, const struct lab_page_bar *bar, size_t count,
                   const char *unit)
{
    double most = 0;

    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(bar[i].value));
    lab_page_add(p, "<table class=\"bars\">");
    for (size_t i = 0; i < count; i++)
        bar_row(p, &bar[i], bar[i].value < 0 ? " minus" : "", 0,
                most > 0 ? fabs(bar[i].value) / most : 0, unit);
    lab_page_add(p, "</table>\n");
}

void lab_page_fall_add(struct lab_page_fall *fall, const struct lab_page_bar *bar, size_t count)
{
    double at = 0;

    for (size_t i = 0; i < count; i++) {
        at += bar[i].value;
        fall->low = fmin(fall->low, at);
        fall->high = fmax(fall->high, at);
    }
}

void lab_page_waterfall(struct lab_page *p, const struct lab_page_bar *bar, size_t count,
                        const char *sum, const char *unit, const struct lab_page_fall *fall)
{
    double at = 0, low = fall->low, wide = fall->high > low ? fall->high - low : 1;

    lab_page_add(p, "<table class=\"bars fall\">");
    for (size_t i = 0; i < count; i++) {
        double next = at + bar[i].value;
        bar_row(p, &bar[i], bar[i].value < 0 ? " minus" : " plus",
                (fmin(at, next) - low) / wide, (fmax(at, next) - low) / wide, unit);
        at = next;
    }
    const struct lab_page_bar all = {sum, at, ""};
    bar_row(p, &all, " sum", (fmin(at, 0) - low) / wide, (fmax(at, 0) - low) / wide, unit);
    lab_page_add(p, "</table>\n");
}

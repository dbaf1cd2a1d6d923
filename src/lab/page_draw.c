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

static bool is_share(const char *unit)
{
    return strcmp(unit, "%") == 0;
}

const char *lab_page_say(double value, const char *unit, char text[64])
{
    char number[32];

    if (isnan(value)) {
        snprintf(text, 64, "–");
        return text;
    }
    if (is_share(unit)) {
        snprintf(text, 64, "%.*f %%", fabs(value) < 1 && fabs(value) >= 0.99 ? 2 : 1,
                 100 * value);
        return text;
    }
    say_number(value, number);
    snprintf(text, 64, "%s%s%.24s", number, strcmp(unit, "1") != 0 && *unit ? " " : "",
             strcmp(unit, "1") != 0 ? unit : "");
    return text;
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

/* ---- curves ---- */

enum { WIDE = 380, HIGH = 210, LEFT = 46, RIGHT = 10, TOP = 10, BOTTOM = 24 };

struct axes {
    double low, high, days;
};

static double x_of(const struct axes *a, double day)
{
    return LEFT + (WIDE - LEFT - RIGHT) * day / a->days;
}

static double y_of(const struct axes *a, double value)
{
    double part = (value - a->low) / (a->high - a->low);

    return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * fmin(fmax(part, 0), 1);
}

/* 1, 2 or 5 times a power of ten, so that about `count` of them make `span`. */
static double step_of(double span, int count)
{
    double raw = span / count, power = pow(10, floor(log10(raw))), part = raw / power;

    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static struct axes axes_of(const struct lab_page *p, const struct lab_page_curve *c)
{
    struct axes a = {INFINITY, -INFINITY, p->days};

    for (size_t i = 0; i < c->count; i++) {
        a.low = fmin(a.low, c->low[i]);
        a.high = fmax(a.high, c->high[i]);
    }
    if (!isfinite(a.low) || !isfinite(a.high)) {
        a.low = 0;
        a.high = 1;
    }
    a.low = isnan(c->least) ? fmin(a.low, 0) : fmin(c->least, a.low);
    a.high = isnan(c->most) ? a.high : c->most;
    if (!(a.high > a.low))
        a.high = a.low + 1;
    double step = step_of(a.high - a.low, 4);
    a.low = floor(a.low / step) * step;
    a.high = ceil(a.high / step - 1e-9) * step;
    return a;
}

static const char *tick(double value, const char *unit, char text[64])
{
    if (!is_share(unit))
        return lab_page_say(value, "1", text);
    snprintf(text, 64, "%.3g %%", 100 * value);
    return text;
}

static void grid(struct lab_page *p, const struct axes *a, const char *unit)
{
    double step = step_of(a->high - a->low, 4), days = step_of(a->days, 4);
    char text[64];

    for (int i = 0; i <= lround((a->high - a->low) / step); i++) {
        double v = a->low + i * step, y = y_of(a, v);
        lab_page_add(p, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                     LEFT, WIDE - RIGHT, y, y);
        lab_page_add(p, "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>", LEFT - 5,
                     y + 3.5, tick(fabs(v) < step / 1e6 ? 0 : v, unit, text));
    }
    for (int i = 0; i * days <= a->days; i++)
        lab_page_add(p, "<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">%g%s</text>",
                     x_of(a, i * days), HIGH - 7, i * days, i > 0 ? "" : " d");
}

/* Where something was wrong, the darker the more often among the replications. */
static void shade(struct lab_page *p, const struct axes *a)
{
    double strength = fmax(0.28 / (double)p->replications, 0.01);

    for (size_t i = 0; i < p->spells; i++) {
        double end = fmin(p->spell[i].end, a->days), start = p->spell[i].start;
        lab_page_add(
            p,
            "<rect class=\"wrong\" opacity=\"%.3f\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
            "height=\"%d\"/>",
            strength, x_of(a, start), TOP, fmax(x_of(a, end) - x_of(a, start), 0.7),
            HIGH - TOP - BOTTOM);
    }
}

static void band(struct lab_page *p, const struct axes *a, const struct lab_page_curve *c)
{
    lab_page_add(p, "<path class=\"band\" d=\"M");
    for (size_t i = 0; i < c->count; i++)
        lab_page_add(p, "%.1f,%.1f ", x_of(a, c->day[i]), y_of(a, c->high[i]));
    for (size_t i = c->count; i-- > 0;)
        lab_page_add(p, "%.1f,%.1f ", x_of(a, c->day[i]), y_of(a, c->low[i]));
    lab_page_add(p, "Z\"/><path class=\"curve\" d=\"M");
    for (size_t i = 0; i < c->count; i++)
        lab_page_add(p, "%.1f,%.1f ", x_of(a, c->day[i]), y_of(a, c->mean[i]));
    lab_page_add(p, "\"/>");
}

void lab_page_curve(struct lab_page *p, const struct lab_page_curve *c)
{
    struct axes a = axes_of(p, c);

    lab_page_add(p, "<figure><figcaption>");
    lab_page_words(p, c->title);
    if (!is_share(c->unit) && strcmp(c->unit, "1") != 0) {
        lab_page_add(p, " <span class=\"unit\">");
        lab_page_words(p, c->unit);
        lab_page_add(p, "</span>");
    }
    lab_page_add(p, "</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDE,
                 HIGH);
    lab_page_words(p, c->title);
    lab_page_add(p, " over time\">");
    shade(p, &a);
    grid(p, &a, c->unit);
    if (c->count > 0)
        band(p, &a, c);
    lab_page_add(p, "</svg></figure>\n");
}

/* ---- bars ---- */

void lab_page_bars(struct lab_page *p, const struct lab_page_bar *bar, size_t count,
                   const char *unit)
{
    double most = 0;
    char text[64];

    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(bar[i].value));
    lab_page_add(p, "<table class=\"bars\">");
    for (size_t i = 0; i < count; i++) {
        lab_page_add(p, "<tr><th>");
        lab_page_words(p, bar[i].name);
        lab_page_add(
            p, "</th><td class=\"track\"><span class=\"bar%s\" style=\"width:%.2f%%\"></span>",
            bar[i].value < 0 ? " minus" : "", most > 0 ? 100 * fabs(bar[i].value) / most : 0);
        lab_page_add(p, "</td><td class=\"num\" data-name=\"");
        lab_page_words(p, bar[i].name);
        lab_page_add(p, "\" data-value=\"%.17g\">%s", bar[i].value,
                     lab_page_say(bar[i].value, unit, text));
        if (*bar[i].note)
            lab_page_add(p, " <small>%s</small>", bar[i].note);
        lab_page_add(p, "</td></tr>");
    }
    lab_page_add(p, "</table>\n");
}

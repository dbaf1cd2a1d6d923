/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_chart.c - curves with bands. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lab/page_parts.h"

enum { WIDE = 380, HIGH = 210, LEFT = 46, RIGHT = 10, TOP = 10, BOTTOM = 24 };
enum { NAMES_BELOW = 5, NAME_BELOW = 10 }; // so many, of so many bytes each

struct axes {
    double low, high, from, to;
    double step; // of the ticks of y: a multiple of it is at each end
};

static bool is_share(const char *unit)
{
    return strcmp(unit, "%") == 0;
}

static double x_of(const struct axes *a, double x)
{
    return LEFT + (WIDE - LEFT - RIGHT) * (x - a->from) / (a->to - a->from);
}

static double y_of(const struct axes *a, double value)
{
    double part = (value - a->low) / (a->high - a->low);

    return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * fmin(fmax(part, 0), 1);
}

double lab_page_step(double span, int count)
{
    double raw = span / count, power = pow(10, floor(log10(raw))), part = raw / power;

    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static void stretch(struct axes *a, const double *value, size_t count)
{
    for (size_t i = 0; value && i < count; i++) {
        a->low = fmin(a->low, value[i]); // NAN changes nothing
        a->high = fmax(a->high, value[i]);
    }
}

static struct axes axes_of(const struct lab_page_chart *c)
{
    struct axes a = {INFINITY, -INFINITY, c->from, c->to > c->from ? c->to : c->from + 1, 1};

    for (size_t i = 0; i < c->lines; i++) {
        stretch(&a, c->line[i].mean, c->line[i].count);
        stretch(&a, c->line[i].low, c->line[i].count);
        stretch(&a, c->line[i].high, c->line[i].count);
    }
    if (!isfinite(a.low) || !isfinite(a.high)) {
        a.low = 0;
        a.high = 1;
    }
    if (c->from_zero)
        a.low = fmin(a.low, 0);
    a.low = isnan(c->least) ? a.low : fmin(c->least, a.low);
    a.high = isnan(c->most) ? a.high : c->most;
    if (!(a.high > a.low))
        a.high = a.low + 1;
    a.step = lab_page_step(a.high - a.low, 4);
    a.low = floor(a.low / a.step) * a.step;
    a.high = ceil(a.high / a.step - 1e-9) * a.step;
    return a;
}

static const char *tick(double value, const char *unit, char text[64])
{
    if (!is_share(unit))
        return lab_page_say(value, "1", text);
    snprintf(text, 64, "%.3g %%", 100 * value);
    return text;
}

/* Numbers below, or the names of what stands at 1, 2 ...: the last one, and as many as fit. */
static void ticks_below(struct lab_page *p, const struct axes *a,
                        const struct lab_page_chart *c)
{
    double wide = lab_page_step(a->to - a->from, 4), first = ceil(a->from / wide - 1e-9) * wide;
    size_t stride = (c->x_names + NAMES_BELOW - 1) / NAMES_BELOW;

    for (int i = 0; c->x_names == 0 && first + i * wide <= a->to + wide * 1e-9; i++)
        lab_page_add(p, "<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">%g%s%s</text>",
                     x_of(a, first + i * wide), HIGH - 7, first + i * wide, i > 0 ? "" : " ",
                     i > 0 ? "" : c->x_unit);
    for (size_t i = c->x_names; i > 0; i = i > stride ? i - stride : 0) {
        lab_page_add(p, "<text class=\"tick mid\" x=\"%.1f\" y=\"%d\">", x_of(a, (double)i),
                     HIGH - 7);
        if (strlen(c->x_name[i - 1]) <= NAME_BELOW)
            lab_page_words(p, c->x_name[i - 1]);
        else
            lab_page_add(p, "%zu", i);
        lab_page_add(p, "</text>");
    }
}

static void grid(struct lab_page *p, const struct axes *a, const struct lab_page_chart *c)
{
    char text[64];

    for (int i = 0; i <= lround((a->high - a->low) / a->step); i++) {
        double v = a->low + i * a->step, y = y_of(a, v);
        lab_page_add(p, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                     LEFT, WIDE - RIGHT, y, y);
        lab_page_add(p, "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>", LEFT - 5,
                     y + 3.5, tick(fabs(v) < a->step / 1e6 ? 0 : v, c->unit, text));
    }
    ticks_below(p, a, c);
}

/* Where something was wrong, the darker the more often among the replications. */
static void shade(struct lab_page *p, const struct axes *a)
{
    double strength = fmax(0.28 / (double)p->replications, 0.01);

    for (size_t i = 0; i < p->spells; i++) {
        double end = fmin(p->spell[i].end, a->to), start = fmax(p->spell[i].start, a->from);
        if (start >= a->to || end < a->from)
            continue;
        lab_page_add(
            p,
            "<rect class=\"wrong\" opacity=\"%.3f\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
            "height=\"%d\"/>",
            strength, x_of(a, start), TOP, fmax(x_of(a, end) - x_of(a, start), 0.7),
            HIGH - TOP - BOTTOM);
    }
}

static void band(struct lab_page *p, const struct axes *a, const struct lab_page_line *l)
{
    lab_page_add(p, "<path class=\"band k%zu\" d=\"M", l->colour);
    for (size_t i = 0; i < l->count; i++)
        lab_page_add(p, "%.1f,%.1f ", x_of(a, l->x[i]), y_of(a, l->high[i]));
    for (size_t i = l->count; i-- > 0;)
        lab_page_add(p, "%.1f,%.1f ", x_of(a, l->x[i]), y_of(a, l->low[i]));
    lab_page_add(p, "Z\"/>");
}

static void curve(struct lab_page *p, const struct axes *a, const struct lab_page_line *l)
{
    lab_page_add(p, "<path class=\"curve k%zu\" d=\"M", l->colour);
    for (size_t i = 0; i < l->count; i++)
        lab_page_add(p, "%.1f,%.1f ", x_of(a, l->x[i]), y_of(a, l->mean[i]));
    lab_page_add(p, "\"/>");
}

/* What stands alone, as a drill does, has a mark of its own. */
static void marks(struct lab_page *p, const struct axes *a, const struct lab_page_line *l)
{
    for (size_t i = 0; i < l->count; i++)
        lab_page_add(p, "<circle class=\"mark k%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
                     l->colour, x_of(a, l->x[i]), y_of(a, l->mean[i]));
}

static void legend(struct lab_page *p, const struct lab_page_chart *c)
{
    size_t named = 0;

    for (size_t i = 0; i < c->lines; i++)
        named += c->line[i].name != NULL;
    if (named == 0)
        return;
    lab_page_add(p, "<div class=\"legend\">");
    for (size_t i = 0; i < c->lines; i++) {
        lab_page_add(p, "<span><i class=\"k%zu\"></i>", c->line[i].colour);
        lab_page_words(p, c->line[i].name);
        lab_page_add(p, "</span>");
    }
    lab_page_add(p, "</div>");
}

static void caption(struct lab_page *p, const struct lab_page_chart *c)
{
    lab_page_add(p, "<figure><figcaption>");
    lab_page_words(p, c->title);
    if (!is_share(c->unit) && strcmp(c->unit, "1") != 0) {
        lab_page_add(p, " <span class=\"unit\">");
        lab_page_words(p, c->unit);
        lab_page_add(p, "</span>");
    }
    lab_page_add(p, "</figcaption>");
    legend(p, c);
    lab_page_add(p, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDE, HIGH);
    lab_page_words(p, c->title);
    lab_page_add(p, "\">");
}

void lab_page_chart(struct lab_page *p, const struct lab_page_chart *c)
{
    struct axes a = axes_of(c);

    caption(p, c);
    if (c->shaded)
        shade(p, &a);
    grid(p, &a, c);
    for (size_t i = 0; i < c->lines; i++)
        if (c->line[i].low && c->line[i].high && c->line[i].count > 0)
            band(p, &a, &c->line[i]);
    for (size_t i = 0; i < c->lines; i++)
        if (c->line[i].count > 0)
            curve(p, &a, &c->line[i]);
    for (size_t i = 0; i < c->lines && c->x_names > 0; i++)
        marks(p, &a, &c->line[i]);
    lab_page_add(p, "</svg></figure>\n");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_world.c - where it happened: costs, sites, products, the network. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/page_parts.h"

enum { TOP_ROWS = 10 };

static double *numbers(const struct lab_page *p, const char *path, size_t *count)
{
    return out_file_doubles(p->f, path, p->arena, count);
}

static double *totals(const struct lab_page *p, const char *name, size_t *count)
{
    char path[120];

    snprintf(path, sizeof path, "/results/total/%s", name);
    return numbers(p, path, count);
}

/* ---- costs ---- */

const char *lab_page_cost_name(const struct lab_page *p, const char *figure)
{
    size_t size = strlen(figure), tail = strlen("_cost");

    if (size <= tail || strcmp(figure + size - tail, "_cost") != 0 ||
        strcmp(figure, "total_cost") == 0 || strcmp(figure, "period_cost") == 0)
        return NULL;
    char *name = base_arena_string(p->arena, figure);
    name[size - tail] = '\0';
    for (char *at = name; *at; at++)
        if (*at == '_')
            *at = ' ';
    return name;
}

void lab_page_costs(struct lab_page *p)
{
    size_t n, m, count = 0;
    const char **figure = out_file_strings(p->f, "/summary/figure", p->arena, &n);
    const double *mean = numbers(p, "/summary/mean", &m);
    struct lab_page_bar *bar = base_arena_array(p->arena, n + 1, sizeof *bar);
    char unit[40];

    for (size_t i = 0; figure && mean && n == m && i < n; i++) {
        const char *name = lab_page_cost_name(p, figure[i]);
        if (name && (mean[i] < 0 || mean[i] > 0))
            bar[count++] = (struct lab_page_bar){name, mean[i], ""};
    }
    if (count == 0)
        return;
    snprintf(unit, sizeof unit, "%.20s/d", p->currency);
    lab_page_section(p, "What it costs", "Mean per day after the warm-up, the whole network.");
    lab_page_sort(bar, count);
    struct lab_page_fall fall = {0};
    lab_page_fall_add(&fall, bar, count);
    lab_page_waterfall(p, bar, count, "total", unit, &fall);
    lab_page_section_end(p);
}

/* ---- ranking ---- */

struct place_sums { // of a site or product, all replications
    double backlog, sales, at_once;
};

struct items { // rows of the totals
    size_t count;
    const double *site, *product, *backlog, *sales, *at_once, *quantum;
};

static bool items_read(const struct lab_page *p, struct items *t)
{
    size_t n[6];

    t->site = totals(p, "site", &n[0]);
    t->product = totals(p, "product", &n[1]);
    t->backlog = totals(p, "backlog_mean", &n[2]);
    t->sales = totals(p, "sales", &n[3]);
    t->at_once = totals(p, "sales_at_once", &n[4]);
    t->quantum = numbers(p, "/model/products/quantum", &n[5]);
    t->count = n[0];
    for (size_t i = 0; t->product && t->quantum && i < n[1]; i++)
        if (t->product[i] < 0 || t->product[i] >= (double)n[5])
            return false;
    return t->site && t->product && t->backlog && t->sales && t->at_once && t->quantum &&
           n[1] == n[0] && n[2] == n[0] && n[3] == n[0] && n[4] == n[0];
}

/* Sums by `key`, in units. */
static struct place_sums *sums_by(const struct lab_page *p, const struct items *t,
                                  const double *key, size_t places)
{
    struct place_sums *sum = base_arena_array(p->arena, places + 1, sizeof *sum);

    for (size_t i = 0; i < t->count; i++) {
        double q = t->quantum[(size_t)t->product[i]];
        if (key[i] < 0 || key[i] >= (double)places)
            continue;
        struct place_sums *s = &sum[(size_t)key[i]];
        s->backlog += t->backlog[i] * q / (double)p->replications;
        s->sales += t->sales[i] * q;
        s->at_once += t->at_once[i] * q;
    }
    return sum;
}

static const char *served(const struct lab_page *p, const struct place_sums *s)
{
    char share[64], text[100];

    if (!(s->sales > 0))
        return "";
    snprintf(text, sizeof text, "· %s at once",
             lab_page_say(s->at_once / s->sales, "%", share));
    return base_arena_string(p->arena, text);
}

static void rank_backlog(struct lab_page *p, const char *const *name, size_t count,
                         const struct place_sums *sum)
{
    struct lab_page_bar *bar = base_arena_array(p->arena, count + 1, sizeof *bar);
    size_t bars = 0;

    for (size_t i = 0; i < count; i++)
        if (sum[i].backlog > 0)
            bar[bars++] = (struct lab_page_bar){name[i], sum[i].backlog, served(p, &sum[i])};
    lab_page_sort(bar, bars);
    lab_page_bars(p, bar, bars < TOP_ROWS ? bars : TOP_ROWS, "units");
}

void lab_page_ranking(struct lab_page *p)
{
    size_t sites, products;
    const char **site = out_file_strings(p->f, "/model/sites/name", p->arena, &sites);
    const char **product = out_file_strings(p->f, "/model/products/name", p->arena, &products);
    struct items t;

    if (!site || !product || !items_read(p, &t))
        return;
    lab_page_section(
        p, "Where it hurts",
        "Goods owed, mean over time and replications: to customers, and to sites that "
        "order there.");
    lab_page_add(p, "<div class=\"two\"><div><h3>Sites</h3>");
    rank_backlog(p, site, sites, sums_by(p, &t, t.site, sites));
    lab_page_add(p, "</div><div><h3>Products</h3>");
    rank_backlog(p, product, products, sums_by(p, &t, t.product, products));
    lab_page_add(p, "</div></div>");
    lab_page_section_end(p);
}

/* ---- the network ---- */

enum { MAP_WIDE = 1000, MAP_HIGH = 440, EDGE = 40, LABELS = 70, SITES_MOST = 3000 };

struct map {
    size_t sites, lanes;
    const char **name, **role;
    double *x, *y;
    const double *from, *to;
    const struct place_sums *sum;
    double most; // backlog of the worst
};

static double between(double low, double high, double from, double to, double value)
{
    return high > low ? from + (to - from) * (value - low) / (high - low) : (from + to) / 2;
}

static void limits(const double *value, size_t count, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        *low = fmin(*low, value[i]);
        *high = fmax(*high, value[i]);
    }
}

/* Sites by longitude and latitude; false unless all have them. */
static bool place_on_map(const struct lab_page *p, struct map *m)
{
    size_t n, k;
    const double *lon = numbers(p, "/model/sites/lon", &n);
    const double *lat = numbers(p, "/model/sites/lat", &k);
    double west, east, south, north;

    for (size_t i = 0; lon && lat && i < m->sites; i++)
        if (n != m->sites || k != m->sites || isnan(lon[i]) || isnan(lat[i]))
            return false;
    if (!lon || !lat)
        return false;
    limits(lon, n, &west, &east);
    limits(lat, n, &south, &north);
    for (size_t i = 0; i < m->sites; i++) {
        m->x[i] = between(west, east, EDGE, MAP_WIDE - 2 * EDGE, lon[i]);
        m->y[i] = between(south, north, MAP_HIGH - EDGE, EDGE, lat[i]);
    }
    return true;
}

/* Sites in layers, goods flow from the left to the right. */
static void place_in_layers(const struct lab_page *p, struct map *m)
{
    size_t n;
    const double *tier = numbers(p, "/model/sites/tier", &n);
    double low, high;

    if (!tier || n != m->sites)
        return;
    limits(tier, n, &low, &high);
    for (int layer = 0; layer <= lround(high - low); layer++) {
        double t = low + layer;
        size_t here = 0, at = 0;
        for (size_t i = 0; i < n; i++)
            here += fabs(tier[i] - t) < 0.5;
        for (size_t i = 0; i < n; i++)
            if (fabs(tier[i] - t) < 0.5) {
                m->x[i] = between(-high, -low, EDGE, MAP_WIDE - 3 * EDGE, -t);
                m->y[i] = EDGE / 2.0 + (MAP_HIGH - EDGE) * ((double)at++ + 0.5) / (double)here;
            }
    }
}

static void draw_lanes(struct lab_page *p, const struct map *m)
{
    for (size_t i = 0; i < m->lanes; i++) {
        if (m->from[i] < 0 || m->to[i] < 0 || m->from[i] >= (double)m->sites ||
            m->to[i] >= (double)m->sites)
            continue;
        size_t a = (size_t)m->from[i], b = (size_t)m->to[i];
        double bend = (m->y[a] + m->y[b]) / 2 - fabs(m->x[b] - m->x[a]) / 10;
        lab_page_add(p, "<path class=\"lane\" d=\"M%.1f,%.1f Q%.1f,%.1f %.1f,%.1f\"/>", m->x[a],
                     m->y[a], (m->x[a] + m->x[b]) / 2, bend, m->x[b], m->y[b]);
    }
}

/* The area of the halo tells how much is owed there. */
static void draw_sites(struct lab_page *p, const struct map *m)
{
    double radius = m->sites > 300 ? 2.5 : 5;
    char text[64];

    for (size_t i = 0; i < m->sites; i++) {
        if (m->sum && m->sum[i].backlog > 0)
            lab_page_add(p, "<circle class=\"halo\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                         m->x[i], m->y[i], radius + 20 * sqrt(m->sum[i].backlog / m->most));
        lab_page_add(p, "<circle class=\"site %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>",
                     m->role[i], m->x[i], m->y[i], radius);
        lab_page_words(p, m->name[i]);
        lab_page_add(p, ", %s", m->role[i]);
        if (m->sum)
            lab_page_add(p, ": owes %s", lab_page_say(m->sum[i].backlog, "units", text));
        lab_page_add(p, "</title></circle>");
    }
}

/* Names of the sites that owe most, where they do not cover one another. */
static void draw_names(struct lab_page *p, const struct map *m)
{
    bool *shown = base_array(m->sites, sizeof *shown);

    for (size_t i = 0; i < m->sites && m->sites <= LABELS; i++) {
        bool free_here = true;
        for (size_t k = 0; k < i && free_here; k++)
            free_here = !shown[k] || fabs(m->y[k] - m->y[i]) > 11 ||
                        fabs(m->x[k] - m->x[i]) > 6.2 * (double)strlen(m->name[k]) + 12;
        shown[i] = free_here;
        if (!free_here)
            continue;
        lab_page_add(p, "<text class=\"place\" x=\"%.1f\" y=\"%.1f\">", m->x[i] + 8,
                     m->y[i] + 4);
        lab_page_words(p, m->name[i]);
        lab_page_add(p, "</text>");
    }
    free(shown);
}

static bool map_read(const struct lab_page *p, struct map *m)
{
    size_t roles, n = 0;
    struct items t;

    m->name = out_file_strings(p->f, "/model/sites/name", p->arena, &m->sites);
    m->role = out_file_strings(p->f, "/model/sites/role", p->arena, &roles);
    if (!m->name || !m->role || roles != m->sites || m->sites > SITES_MOST)
        return false;
    m->from = numbers(p, "/model/lanes/from", &m->lanes);
    m->to = numbers(p, "/model/lanes/to", &n);
    m->lanes = m->from && m->to && n == m->lanes ? m->lanes : 0;
    m->x = base_arena_array(p->arena, m->sites + 1, sizeof *m->x);
    m->y = base_arena_array(p->arena, m->sites + 1, sizeof *m->y);
    if (items_read(p, &t))
        m->sum = sums_by(p, &t, t.site, m->sites);
    for (size_t i = 0; m->sum && i < m->sites; i++)
        m->most = fmax(m->most, m->sum[i].backlog);
    return true;
}

void lab_page_network(struct lab_page *p)
{
    static const char *const role[] = {"supplier", "factory", "warehouse",
                                       "market",   "port",    "hub"};
    struct map m = {0};

    if (!map_read(p, &m))
        return;
    bool map = place_on_map(p, &m);
    if (!map)
        place_in_layers(p, &m);
    lab_page_section(
        p, "The network",
        map ? "Sites by longitude and latitude. The area of a halo tells how much is "
              "owed there."
            : "Goods flow from left to right. The area of a halo tells how much is owed "
              "there.");
    lab_page_add(p, "<div class=\"legend\">");
    for (size_t i = 0; i < sizeof role / sizeof role[0]; i++)
        for (size_t k = 0; k < m.sites; k++)
            if (strcmp(m.role[k], role[i]) == 0) {
                lab_page_add(p, "<span><i class=\"%s\"></i>%s</span>", role[i], role[i]);
                break;
            }
    lab_page_add(p,
                 "</div><div class=\"wide\"><svg viewBox=\"0 0 %d %d\" role=\"img\" "
                 "aria-label=\"the network\">",
                 MAP_WIDE, MAP_HIGH);
    draw_lanes(p, &m);
    draw_sites(p, &m);
    draw_names(p, &m);
    lab_page_add(p, "</svg></div>");
    lab_page_section_end(p);
}

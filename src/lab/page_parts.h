/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_parts.h - what the files of the page share: the results read so far, words,
 * drawings.
 *
 * page.c puts the page together; page_time.c draws time series, page_world.c sites, costs and
 * the network; page_draw.c knows how a number and a drawing look.
 */
#pragma once

#include "base/text.h"
#include "out/read.h"

struct lab_page {
    const struct out_file *f;
    struct base_arena *arena;
    struct base_text *html;
    const char *currency;
    double days, warm_up_days; // of a replication
    size_t replications;
    struct lab_spell { // disruptions of all replications, as far as they are shown
        size_t replication, cause;
        double start, end; // days
    } * spell;
    size_t spells;
    const char **cause; // names
    size_t causes;
};

/* ---- page_draw.c ---- */

/* Adds to the page, in printf format. */
#define lab_page_add(p, ...) base_text_add((p)->html, __VA_ARGS__)
void lab_page_words(struct lab_page *p, const char *text); // escaped for HTML

/* "1.23 M", "97.3 %", "1,074": a value with its unit as people say it. */
const char *lab_page_say(double value, const char *unit, char text[64]);

void lab_page_section(struct lab_page *p, const char *title, const char *about);
void lab_page_section_end(struct lab_page *p);

/* A curve over time with a band around it. */
struct lab_page_curve {
    const char *title, *unit;
    const double *day, *mean, *low, *high;
    size_t count;
    double least, most; // limits of the axis; NAN: as the values need
};
void lab_page_curve(struct lab_page *p, const struct lab_page_curve *c);

/* Horizontal bars, one for each row, the largest as long as there is room. */
struct lab_page_bar {
    const char *name;
    double value;
    const char *note; // behind the value; "" for none
};
void lab_page_bars(struct lab_page *p, const struct lab_page_bar *bar, size_t count,
                   const char *unit);

/* ---- page_time.c, page_world.c: sections ---- */

void lab_page_curves(struct lab_page *p);
void lab_page_disruptions(struct lab_page *p);
void lab_page_costs(struct lab_page *p);
void lab_page_ranking(struct lab_page *p);
void lab_page_network(struct lab_page *p);

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_parts.h - what the files of the page share: the results read so far, words,
 * drawings.
 *
 * page.c puts the page together: of a run with page_time.c (time series) and page_world.c
 * (sites, costs, the network), of a sweep with page_sweep.c, of a drill with page_drill.c,
 * page_harm.c and page_past.c. page_draw.c and page_chart.c know how a number and a drawing
 * look.
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
    const struct out_file *history; // of drills; NULL: none was given
};

/* ---- page_draw.c ---- */

/* Adds to the page, in printf format. */
#define lab_page_add(p, ...) base_text_add((p)->html, __VA_ARGS__)
void lab_page_words(struct lab_page *p, const char *text); // escaped for HTML

/* "1.23 M", "97.3 %", "1,074": a value with its unit as people say it. */
const char *lab_page_say(double value, const char *unit, char text[64]);

/* The unit in which a criterion says its bound: "%", "EUR/d"; "1": none. In the arena. */
const char *lab_page_bound_unit(const struct lab_page *p, const char *criterion);

void lab_page_section(struct lab_page *p, const char *title, const char *about);
void lab_page_section_end(struct lab_page *p);

/* Column `name` of table `table` as doubles, in the arena; NULL when there is none of `count`
 * (0: any number of) rows. */
const double *lab_page_column(const struct lab_page *p, const char *table, const char *name,
                              size_t *count);

/* ---- page_chart.c ---- */

/* A curve, with a band around it where `low` and `high` are there. */
struct lab_page_line {
    const char *name; // for the legend; NULL: none
    size_t colour;    // LAB_PAGE_COLOURS of them, 0 is grey
    const double *x, *mean, *low, *high;
    size_t count;
};

enum { LAB_PAGE_COLOURS = 7 };

struct lab_page_chart {
    const char *title, *unit;
    const char *x_unit;        // behind the first tick of x: "d"
    const char *const *x_name; // of what stands at x = 1, 2 ...; instead of ticks
    size_t x_names;            // 0: ticks
    const struct lab_page_line *line;
    size_t lines;
    double from, to;    // limits of x
    double least, most; // limits of y; NAN: as the values need
    bool from_zero;     // else y begins where the values do
    bool shaded;        // show when something was wrong
};
void lab_page_chart(struct lab_page *p, const struct lab_page_chart *c);

/* 1, 2 or 5 times a power of ten, so that about `count` of them make `span`. */
double lab_page_step(double span, int count);

/* Horizontal bars, one for each row, the largest as long as there is room. */
struct lab_page_bar {
    const char *name;
    double value;
    const char *note; // behind the value; "" for none
};
void lab_page_bars(struct lab_page *p, const struct lab_page_bar *bar, size_t count,
                   const char *unit);

/* From where to where the steps of a waterfall lead; 0 is within. */
struct lab_page_fall {
    double low, high;
};

/* Makes `fall` wide enough for these steps as well. */
void lab_page_fall_add(struct lab_page_fall *fall, const struct lab_page_bar *bar,
                       size_t count);

/* The same as steps that begin where the one before ended, and their sum, named `sum`; as wide
 * as `fall`, so that several can be compared. */
void lab_page_waterfall(struct lab_page *p, const struct lab_page_bar *bar, size_t count,
                        const char *sum, const char *unit, const struct lab_page_fall *fall);

/* The larger first, by size; equals by name. */
void lab_page_sort(struct lab_page_bar *bar, size_t count);

/* ---- page.c: what pages of all kinds have ---- */

const char *lab_page_word(const struct lab_page *p, const char *object, const char *name);

/* ---- page_time.c, page_world.c: sections ---- */

void lab_page_curves(struct lab_page *p);
void lab_page_disruptions(struct lab_page *p);
void lab_page_costs(struct lab_page *p);

/* "set_up_cost" as "set up", in the arena; NULL for a figure that is no bar of the waterfall.
 */
const char *lab_page_cost_name(const struct lab_page *p, const char *figure);
void lab_page_ranking(struct lab_page *p);
void lab_page_network(struct lab_page *p);
void lab_page_decisions(struct lab_page *p); // page_decide.c

/* ---- page_run.c, page_sweep.c, page_drill.c ...: pages of each kind ---- */

void lab_page_run(struct lab_page *p);
void lab_page_sweep(struct lab_page *p);
void lab_page_drill(struct lab_page *p);

/* What happens in a drill: course 0 is the baseline, 1 as it is, then playbooks. */
struct lab_page_courses {
    const char **name;
    size_t count, judged;
};

void lab_page_verdicts(struct lab_page *p, const struct lab_page_courses *c);
void lab_page_told(struct lab_page *p, const struct lab_page_courses *c); // page_told.c

/* Of the drill: how losses spread, sites by what their loss would do, what breaks it. */
void lab_page_ripple(struct lab_page *p);
void lab_page_exposure(struct lab_page *p);
void lab_page_limits(struct lab_page *p);

/* Drills of the past, from a history or from the one given beside the drill's file. */
void lab_page_past(struct lab_page *p, const struct out_file *history);

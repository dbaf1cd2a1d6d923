/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_story.c - what agents did that was new, or at least twice as often as before, in the
 * order of time: what they wanted and believed, what they chose, did, were allowed, and what
 * came of it. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "lab/deed_words.h"
#include "lab/page_minds.h"

enum { ITEMS_SHOWN = 10, BELIEFS_SHOWN = 3, DEEDS_SHOWN = 4 };

struct item {             // choices of a plan by an agent
    size_t row;           // of the first after `since`
    size_t before, times; // `times`: from then on
    double last;          // ms
};

struct story {
    const struct lab_page_minds *m;
    struct item *item;
    size_t items;
    size_t *first_belief; // by row of decisions
};

static double day(double ms)
{
    return ms / 86400000.0;
}

/* ---- which ---- */

static bool in_story(const struct lab_page_minds *m, size_t row, int course)
{
    const struct lab_page_decided *d = &m->decided;

    return course == LAB_PAGE_ANY ? lround(d->replication[row]) == 0
                                  : d->course != NULL && lround(d->course[row]) == course;
}

static void note(struct story *s, struct base_map *known, size_t row, double since)
{
    const struct lab_page_decided *d = &s->m->decided;
    char key[100];

    snprintf(key, sizeof key, "%.0f/%.0f/%zu", d->site[row], d->product[row],
             lab_page_chosen(s->m, row));
    int32_t at = base_map_get(known, key);
    if (at == BASE_MAP_NONE) {
        at = (int32_t)s->items;
        base_map_put(known, key, at);
        s->item[s->items++] = (struct item){.row = row};
    }
    struct item *item = &s->item[at];
    if (day(d->time[row]) < since) {
        item->before++;
        return;
    }
    if (item->times++ == 0)
        item->row = row;
    item->last = fmax(item->last, d->time[row]);
}

/* As often as ever, or not at all. */
static bool is_usual(const struct item *item, double since, double days)
{
    return item->times == 0 ||
           (double)item->times * since < 2.0 * (double)item->before * fmax(days - since, 0.0);
}

struct when { // an item by its time
    double time;
    struct item item;
};

static int by_time(const void *pa, const void *pb)
{
    const struct when *a = pa, *b = pb;

    if (a->time < b->time || a->time > b->time)
        return a->time < b->time ? -1 : 1;
    return (a->item.row > b->item.row) - (a->item.row < b->item.row);
}

static void put_in_order(const struct lab_page *p, struct story *s, double since)
{
    struct when *all = base_arena_array(p->arena, s->items + 1, sizeof *all);
    size_t count = 0;

    for (size_t i = 0; i < s->items; i++)
        if (!is_usual(&s->item[i], since, p->days))
            all[count++] = (struct when){s->m->decided.time[s->item[i].row], s->item[i]};
    if (count > 1)
        qsort(all, count, sizeof *all, by_time);
    for (size_t i = 0; i < count; i++)
        s->item[i] = all[i].item;
    s->items = count;
}

static struct story story_of(const struct lab_page *p, const struct lab_page_minds *m,
                             int course, double since)
{
    struct story s = {.m = m};
    struct base_map *known = base_map_new();
    size_t beliefs = 0;

    s.item = base_arena_array(p->arena, m->decided.count + 1, sizeof *s.item);
    s.first_belief = base_arena_array(p->arena, m->decided.count + 1, sizeof *s.first_belief);
    for (size_t i = 0; i < m->decided.count; i++) {
        s.first_belief[i] = beliefs;
        beliefs += (size_t)m->decided.reads[i];
        if (in_story(m, i, course) && lab_page_chosen(m, i) < m->plan.count)
            note(&s, known, i, since);
    }
    base_map_free(known);
    put_in_order(p, &s, since);
    return s;
}

/* ---- why ---- */

/* Does a condition speak of a belief? */
static bool speaks_of(const char *text, const char *belief)
{
    size_t size = strlen(belief);

    for (const char *at = text; size > 0 && (at = strstr(at, belief)) != NULL; at++) {
        bool begins =
            at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_' || at[-1] == '.');
        if (begins && !(isalnum((unsigned char)at[size]) || at[size] == '_' || at[size] == '.'))
            return true;
    }
    return false;
}

/* Rows of one column; false: they can't be read. */
static bool part_of(const struct lab_page *p, const char *path, size_t first, size_t count,
                    enum out_type type, void *to)
{
    struct out_reader r;

    if (!out_reader_open(p->f, path, &r))
        return false;
    bool good = !r.text && r.type == type && first + count <= r.rows &&
                out_reader_read(&r, first, count, to);
    out_reader_close(&r);
    return good;
}

static void add_belief(struct lab_page *p, const char *name, const char *unit, double value,
                       const char *between)
{
    char text[64];

    lab_page_add(p, "%s", between);
    lab_page_words(p, name);
    if (strcmp(unit, "truth") == 0)
        lab_page_add(p, " was %s", value > 0.0 ? "true" : "false");
    else
        lab_page_add(p, " was %s", lab_page_say(value, *unit ? unit : "1", text));
}

/* "since cover was 1.2 d": of what its conditions speak, as it was believed then. */
static void add_beliefs(struct lab_page *p, const struct story *s, size_t row)
{
    enum { MOST = 128 };
    const struct lab_page_minds *m = s->m;
    size_t count = (size_t)fmin(m->decided.reads[row], MOST), shown = 0;
    const char *goal = lab_page_named(&m->goal_hold, m->decided.goal[row]);
    const char *when = lab_page_named(&m->goal_when, m->decided.goal[row]);
    const char *plan = lab_page_named(&m->plan_when, m->decided.plan[row]);
    uint32_t belief[MOST];
    double value[MOST];

    if (count == 0 ||
        !part_of(p, "/results/decision_beliefs/belief", s->first_belief[row], count, OUT_U32,
                 belief) ||
        !part_of(p, "/results/decision_beliefs/value", s->first_belief[row], count, OUT_F64,
                 value))
        return;
    for (size_t i = 0; i < count && shown < BELIEFS_SHOWN; i++) {
        const char *name = lab_page_named(&m->belief, belief[i]);
        if (isnan(value[i]) ||
            !(speaks_of(goal, name) || speaks_of(when, name) || speaks_of(plan, name)))
            continue;
        add_belief(p, name, lab_page_named(&m->belief_unit, belief[i]), value[i],
                   shown++ == 0 ? "<br><small>as " : ", ");
    }
    if (shown > 0)
        lab_page_add(p, "</small>");
}

/* ---- what came of it ---- */

/* Do the rows of two tables speak of the same attempt? */
#define SAME(t, i, d, row)                                                                   \
    ((t)->serial[i] == (d)->serial[row] && (t)->site[i] == (d)->site[row] &&                 \
     (t)->product[i] == (d)->product[row] && (t)->replication[i] == (d)->replication[row] && \
     ((t)->course == NULL || (d)->course == NULL || (t)->course[i] == (d)->course[row]))

static void add_deed(struct lab_page *p, const struct lab_page_minds *m, size_t i)
{
    const struct lab_page_done *d = &m->done;
    const char *end = lab_page_named(&m->end, d->end[i]);
    const char *unit = lab_page_named(&m->unit, d->unit[i]);
    const char *lane = lab_page_named(&m->lane, d->lane[i]);
    const char *whom = lab_page_named(&m->site, d->partner[i]);
    struct lab_deed_words said =
        lab_deed_words(lab_page_named(&m->verb, d->verb[i]), strcmp(end, "done") == 0);
    char text[64];

    lab_page_add(p, "<br>→ %s", said.did);
    if (!isnan(d->amount[i]))
        lab_page_add(
            p, " <b>%s</b>",
            lab_page_say(d->amount[i], strcmp(unit, "unit") == 0 ? "units" : unit, text));
    if (*whom) {
        lab_page_add(p, "%s%s ", *said.whom ? " " : "", said.whom);
        lab_page_words(p, whom);
    }
    if (*lane) {
        lab_page_add(p, " over ");
        lab_page_words(p, lane);
    }
    if (strcmp(end, "done") != 0)
        lab_page_add(p, ": <b>%s</b> %s", end,
                     d->why[i] > 0 ? lab_page_named(&m->blocked, d->why[i]) : "");
}

static void add_deeds(struct lab_page *p, const struct lab_page_minds *m, size_t row)
{
    const struct lab_page_done *t = &m->done;
    const struct lab_page_decided *d = &m->decided;
    size_t shown = 0;

    for (size_t i = 0; i < t->count; i++)
        if (SAME(t, i, d, row) && shown++ < DEEDS_SHOWN)
            add_deed(p, m, i);
    if (shown > DEEDS_SHOWN)
        lab_page_add(p, "<br>→ and %zu more", shown - DEEDS_SHOWN);
}

/* Questions and answers; what was blocked is among the deeds. */
static void add_answers(struct lab_page *p, const struct lab_page_minds *m, size_t row)
{
    const struct lab_page_asked *t = &m->asked;
    const struct lab_page_decided *d = &m->decided;

    for (size_t i = 0; i < t->count; i++) {
        const char *what = lab_page_named(&m->approval, t->what[i]);
        bool asked = strcmp(what, "asked for approval") == 0;
        if (!SAME(t, i, d, row) || strcmp(what, "blocked") == 0)
            continue;
        lab_page_add(p, "<br>→ %s%s%s on day %.1f", what, asked ? "" : " ",
                     asked ? "" : lab_page_named(&m->answered, t->why[i]), day(t->time[i]));
    }
}

static void add_outcome(struct lab_page *p, const struct lab_page_minds *m, size_t row)
{
    const struct lab_page_decided *d = &m->decided;

    for (size_t i = row + 1; i < d->count && d->site[i] == d->site[row]; i++) {
        if (!SAME(d, i, d, row) || lab_page_decided_is(m, i, "plan chosen"))
            continue;
        lab_page_add(p, "<br>→ %s on day %.1f", lab_page_named(&m->what, d->what[i]),
                     day(d->time[i]));
        return;
    }
}

/* ---- telling ---- */

static void add_item(struct lab_page *p, const struct story *s, const struct item *item)
{
    const struct lab_page_minds *m = s->m;
    const struct lab_page_decided *d = &m->decided;
    const char *product = lab_page_named(&m->product, d->product[item->row]);

    lab_page_add(p, "<li data-plan=\"");
    lab_page_words(p, m->plan.name[lab_page_chosen(m, item->row)]);
    lab_page_add(p, "\"><span class=\"unit\">Day %.1f</span> ", day(d->time[item->row]));
    lab_page_words(p, lab_page_named(&m->site, d->site[item->row]));
    if (*product) {
        lab_page_add(p, ", ");
        lab_page_words(p, product);
    }
    lab_page_add(p, " chose <b>");
    lab_page_words(p, m->plan.name[lab_page_chosen(m, item->row)]);
    lab_page_add(p, "</b> for ");
    lab_page_words(p, lab_page_named(&m->goal, d->goal[item->row]));
    add_beliefs(p, s, item->row);
    add_answers(p, m, item->row);
    add_deeds(p, m, item->row);
    add_outcome(p, m, item->row);
    if (item->times > 1)
        lab_page_add(p, "<br><small>and %zu more time%s, up to day %.1f</small>",
                     item->times - 1, item->times > 2 ? "s" : "", day(item->last));
    if (item->before > 0)
        lab_page_add(p, "<br><small>%zu time%s before that</small>", item->before,
                     item->before > 1 ? "s" : "");
    lab_page_add(p, "</li>");
}

bool lab_page_story(struct lab_page *p, const struct lab_page_minds *m, int course,
                    double since)
{
    struct story s = story_of(p, m, course, since);
    size_t shown = s.items < ITEMS_SHOWN ? s.items : ITEMS_SHOWN;

    if (shown == 0)
        return false;
    lab_page_add(p, "<ul class=\"mind%s\">", course == LAB_PAGE_ANY ? " pairs" : "");
    for (size_t i = 0; i < shown; i++)
        add_item(p, &s, &s.item[i]);
    lab_page_add(p, "</ul>");
    if (shown < s.items)
        lab_page_add(p, "<p class=\"sum\">and %zu further choices of this kind</p>",
                     s.items - shown);
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Material requirements planning (Orlicky, 1975), exploded over sites and bills of materials
 * before the run: what each item will need and when, as far as it can be known.
 *
 * From the customers upstream: items with policy mrp net their requirements against what they
 * start with and order lot for lot (within their limits) so that each order arrives, after the
 * planned lead time, at the review before it is needed; all others pass a requirement on at
 * their next review. These planned orders are the requirements of what they draw on. During the
 * run, items with policy mrp net the same requirements against what is really there.
 *
 * Whether an order that is placed in the tick of a review is seen by it follows from who goes
 * first within a tick (build/rank.c): a key is twice the tick, odd where the review is first.
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "supply/build/plans.h"
#include "supply/customers/custom.h"

struct list {
    struct sup_require *at; // heap
    size_t count, room;
};

struct plan {
    struct sup_world *world;
    struct list *list; // by item
    double *rate;      // by item: quanta per tick besides the list
    int64_t *until;    // by item: requirements are known before it
    uint32_t *level;   // by item: how many mrp items at its site come before it
    struct list kept;  // of all mrp items
    int64_t at;        // the order that is passed on
    double quantity, of_rate;
};

static void add(struct list *list, int64_t key, double quantity)
{
    if (quantity == 0.0)
        return;
    list->at = base_grow(list->at, list->count, &list->room, sizeof *list->at);
    list->at[list->count++] = (struct sup_require){key, quantity};
}

static int by_key(const void *x, const void *y)
{
    const struct sup_require *a = x, *b = y;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->sum > b->sum) - (a->sum < b->sum);
}

/* In order, one entry each time, summed up. */
static void sum_up(struct list *list)
{
    size_t kept = 0;
    double sum = 0.0;

    if (list->count > 1)
        qsort(list->at, list->count, sizeof *list->at, by_key);
    for (size_t i = 0; i < list->count; i++) {
        sum += list->at[i].sum;
        if (kept > 0 && list->at[kept - 1].key == list->at[i].key)
            kept--;
        list->at[kept++] = (struct sup_require){list->at[i].key, sum};
    }
    list->count = kept;
}

static bool is_mrp(const struct sup_world *w, uint32_t i)
{
    return (w->item[i].special & SUP_AGENT) &&
           (w->policy[w->item[i].policy].rule->senses & BDI_NEEDS);
}

/* ---- customers ---- */

static bool reviews_first(const struct sup_world *w)
{
    return w->scen->convention == SCEN_ORDER_FIRST;
}

/* Demand as far as it can be foreseen: what a trace says, the mean of what is drawn, in its
 * season and with its promotions. */
struct foreseen {
    struct plan *plan;
    const struct scen_demand *demand;
    const struct sup_habit *habit; // NULL: the same for ever
    uint32_t item;
};

static void foresee(const struct foreseen *f, int64_t at, double quantity)
{
    const struct scen_demand *d = f->demand;
    const struct scen_demand_more *more = scen_demand_more(d);

    if (at < more->start || (more->end > 0 && at >= more->end))
        return;
    if (f->habit != NULL)
        quantity *= sup_factor_at(f->habit, at);
    add(&f->plan->list[f->item], 2 * at + reviews_first(f->plan->world), quantity);
}

/* Random arrivals that change with time: as much as a day brings, each day. */
static void foresee_days(const struct foreseen *f, double per_day)
{
    int64_t until = f->plan->until[f->item];

    for (int64_t at = scen_demand_more(f->demand)->start; at < until; at += TW_TICKS_PER_DAY)
        foresee(f, at, per_day);
}

static void foresee_all(const struct foreseen *f, const struct sup_stream *s)
{
    const struct scen_demand *d = f->demand;
    const struct scen_demand_more *more = scen_demand_more(d);
    int64_t until = f->plan->until[f->item];
    double mean = rand_mean(s->law) * s->units_to_quanta;
    double often = d->arrivals == SCEN_POISSON ? d->rate : scen_demand_visits(d);
    bool changes = more->start > 0 || more->end > 0 || more->seasons > 0 ||
                   (f->habit != NULL && f->habit->promotions > 0);

    if (d->arrivals == SCEN_TRACE)
        for (size_t i = 0; i < more->trace_count && more->trace[i].at < until; i++)
            foresee(f, more->trace[i].at, (double)more->trace[i].quantity);
    else if (d->arrivals == SCEN_PERIODIC)
        for (int64_t at = more->start; at < until; at += s->period)
            foresee(f, at, mean);
    else if (changes)
        foresee_days(f, mean * often);
    else
        f->plan->rate[f->item] += mean * often / (double)TW_TICKS_PER_DAY;
}

static void add_customers(struct plan *k)
{
    const struct sup_world *w = k->world;

    for (size_t i = 0; i < w->scen->demands; i++) {
        const struct scen_demand *d = &w->scen->demand[i];
        const struct sup_stream *s = &w->stream[i];
        struct foreseen f = {.plan = k,
                             .demand = d,
                             .habit = s->special ? &w->habit[s->habit] : NULL,
                             .item = w->place[d->site].first_item + s->slot};

        foresee_all(&f, s);
    }
}

/* ---- from orders to requirements ---- */

/* Does a review of `to` come before an order of `from` of the same tick? */
static bool comes_before(const struct sup_world *w, uint32_t from, uint32_t to)
{
    const struct sup_item *a = &w->item[from], *b = &w->item[to];
    bool away = a->site != b->site;

    if (a->review == 0 || (away && (reviews_first(w) || a->order_delay > 0)))
        return reviews_first(w);
    if (b->review_priority != a->review_priority)
        return b->review_priority < a->review_priority;
    return away || from > to;
}

static void require(void *of, uint32_t from, uint32_t to, double per)
{
    struct plan *k = of;
    const struct sup_item *a = &k->world->item[from];
    int64_t at = k->at + (a->made_here ? 0 : a->order_delay);

    add(&k->list[to], 2 * at + comes_before(k->world, from, to), k->quantity * per);
}

static void pass_rate(void *of, uint32_t from, uint32_t to, double per)
{
    struct plan *k = of;

    (void)from;
    k->rate[to] += k->of_rate * per;
}

static void order(struct plan *k, uint32_t i, int64_t at, double quantity)
{
    k->at = at;
    k->quantity = quantity;
    if (quantity > 0.0)
        sup_for_each_draw(k->world, i, require, k);
}

static double required_before(const struct list *list, int64_t key, size_t *from)
{
    while (*from < list->count && list->at[*from].key < key)
        (*from)++;
    return *from > 0 ? list->at[*from - 1].sum : 0.0;
}

/* What the rule would order at each review, if all happens as is expected. Rates go on as
 * rates. */
static void net(struct plan *k, uint32_t i)
{
    const struct sup_world *w = k->world;
    const struct sup_item *item = &w->item[i];
    const struct sup_policy *p = &w->policy[item->policy];
    double there = (double)(item->initial + item->on_order);
    size_t from = 0;

    for (int64_t at = p->review_start; at < k->until[i]; at += item->review) {
        double all = required_before(&k->list[i], 2 * (at + p->lead + item->review), &from);
        double lacks = all + p->terms.safety - there;
        int64_t quantity = bdi_limit(&p->limits, (int64_t)ceil(lacks - 0.5));

        if (lacks <= 0.0 || quantity <= 0)
            continue;
        order(k, i, at, (double)quantity);
        there += (double)quantity;
    }
}

/* Others order what was required since their last review. */
static void pass_on(struct plan *k, uint32_t i)
{
    const struct sup_item *item = &k->world->item[i];
    const struct list *list = &k->list[i];
    int64_t start = item->special & SUP_AGENT ? k->world->policy[item->policy].review_start : 0;

    for (size_t n = 0; n < list->count; n++) {
        int64_t at = list->at[n].key / 2 + (list->at[n].key & 1);
        int64_t late = item->review > 0 ? at - start : 0;

        if (item->review > 0)
            at = late <= 0 ? start
                           : start + (late + item->review - 1) / item->review * item->review;
        else
            at = list->at[n].key / 2;
        order(k, i, at, list->at[n].sum - (n > 0 ? list->at[n - 1].sum : 0.0));
    }
}

static void follow_plan(struct plan *k, uint32_t i)
{
    const struct sup_policy *p = &k->world->policy[k->world->item[i].policy];

    for (uint32_t n = p->first_due; n < p->first_due + p->dues; n++)
        order(k, i, k->world->due[n].at, (double)k->world->due[n].quantity);
}

static void keep(struct plan *k, uint32_t i)
{
    struct sup_policy *p = sup_policy_to_plan(k->world, i);

    p->first_require = (uint32_t)k->kept.count;
    for (size_t n = 0; n < k->list[i].count; n++)
        add(&k->kept, k->list[i].at[n].key, k->list[i].at[n].sum);
    p->requires = (uint32_t)k->kept.count - p->first_require;
    p->needed_rate = k->rate[i];
}

static void explode(struct plan *k, uint32_t i)
{
    const struct sup_item *item = &k->world->item[i];

    sum_up(&k->list[i]);
    if (is_mrp(k->world, i)) {
        keep(k, i);
        net(k, i);
    } else if ((item->special & SUP_AGENT) && k->world->policy[item->policy].dues > 0) {
        follow_plan(k, i);
    } else {
        pass_on(k, i);
    }
    k->of_rate = k->rate[i];
    sup_for_each_draw(k->world, i, pass_rate, k);
    free(k->list[i].at);
    k->list[i] = (struct list){0};
}

/* ---- how far ahead, and in which order ---- */

static void look_further(void *of, uint32_t from, uint32_t to, double per)
{
    struct plan *k = of;

    (void)per;
    if (k->until[to] > k->until[from])
        k->until[from] = k->until[to];
}

static void come_later(void *of, uint32_t from, uint32_t to, double per)
{
    struct plan *k = of;
    const struct sup_world *w = k->world;

    (void)per;
    if (w->item[from].site == w->item[to].site && k->level[from] + 1 > k->level[to])
        k->level[to] = k->level[from] + 1;
}

/* An item upstream looks as far ahead as the lead times from here to there are long. */
static void look_ahead(struct plan *k)
{
    struct sup_world *w = k->world;

    for (size_t n = w->scen->stockings; n-- > 0;) {
        uint32_t i = w->downstream_first[n];
        const struct sup_policy *p = sup_policy_to_plan(w, i);

        k->until[i] = w->scen->horizon;
        sup_for_each_draw(w, i, look_further, k);
        k->until[i] += w->item[i].review + w->item[i].order_delay + (p != NULL ? p->lead : 0);
    }
}

/* Within a tick the parts of a product are reviewed after it, and sites upstream, where that
 * can help, after those downstream. */
static void rank(struct plan *k)
{
    struct sup_world *w = k->world;

    for (size_t n = 0; n < w->scen->stockings; n++) {
        uint32_t i = w->downstream_first[n];
        uint32_t level = k->level[i] < 15 ? k->level[i] : 15;
        int32_t tier = w->scen->site[w->item[i].site].tier;

        sup_for_each_draw(w, i, come_later, k);
        if (!is_mrp(w, i))
            continue;
        if (w->scen->convention == SCEN_CONTINUOUS)
            level += 16U * (uint32_t)(tier < 1000 ? tier : 1000);
        w->item[i].review_priority = (uint16_t)(w->item[i].review_priority + level);
    }
}

void sup_plan_requirements(struct sup_world *w)
{
    size_t items = w->scen->stockings;
    struct plan k = {.world = w};
    bool any = false;

    for (uint32_t i = 0; i < items; i++)
        any = any || is_mrp(w, i);
    if (!any)
        return;
    k.list = base_array(items + 1, sizeof *k.list);
    k.rate = base_array(items + 1, sizeof *k.rate);
    k.until = base_array(items + 1, sizeof *k.until);
    k.level = base_array(items + 1, sizeof *k.level);
    look_ahead(&k);
    rank(&k);
    add_customers(&k);
    for (size_t n = 0; n < items; n++)
        explode(&k, w->downstream_first[n]);
    struct sup_require *kept = base_arena_array(w->arena, k.kept.count + 1, sizeof *kept);

    for (size_t n = 0; n < k.kept.count; n++)
        kept[n] = k.kept.at[n];
    w->require = kept;
    free(k.kept.at);
    free(k.list);
    free(k.rate);
    free(k.until);
    free(k.level);
}

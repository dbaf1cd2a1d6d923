/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/customers/tally.h"

#include "base/err.h"
#include "supply/account/bins.h"
#include "supply/account/rare.h"

/* The `i`th stream of an item, to read. */
static struct sup_visit look_at(const struct sup_turn *t, const struct sup_item *item,
                                uint32_t i)
{
    const struct sup_stream *stream = &t->world->stream[item->first_stream + i];

    return (struct sup_visit){.t = t,
                              .stream = stream,
                              .habit = &t->world->habit[stream->habit],
                              .index = item->first_stream + i - t->place->first_stream};
}

static const struct sup_waiting *place_at(const struct sup_visit *v, uint64_t number)
{
    const struct sup_waiting *line = sup_part(v->t, v->habit->line_at);

    return &line[number % v->habit->line_capacity];
}

/* ---- what is measured ---- */

static bool measured(const struct sup_turn *t, tw_time asked_at)
{
    return asked_at >= t->site->measured_since;
}

static double money(const struct sup_visit *v, double per_unit, int64_t quantity)
{
    return per_unit * (double)quantity / v->stream->units_to_quanta;
}

static double margin(const struct sup_visit *v)
{
    const struct scen_demand *d = v->habit->demand;

    return d->price > 0.0 ? d->price - v->t->world->scen->product[d->product].value : 0.0;
}

static void earn(const struct sup_visit *v, int64_t quantity)
{
    double amount = money(v, v->habit->demand->price, quantity);

    sup_pay(v->t, v->stream->slot, SUP_M_revenue, amount);
    v->crowd->tally.revenue += amount;
}

void sup_tally_asked(const struct sup_visit *v, int64_t quantity, int64_t buys)
{
    const struct scen_demand *d = v->habit->demand;
    const struct scen_demand_more *more = scen_demand_more(d);

    v->crowd->tally.customers++;
    v->crowd->tally.asked += quantity;
    if (buys > 0 && more->paid_ahead)
        earn(v, buys);
    if (buys > 0 && more->delivery_cost > 0.0)
        sup_pay(v->t, v->stream->slot, SUP_M_transport, more->delivery_cost);
}

/* `customers` have all that they will ever get. */
static void judge(const struct sup_visit *v, tw_time asked_at, uint32_t customers, bool on_time)
{
    if (!scen_demand_more(v->habit->demand)->promised || !measured(v->t, asked_at))
        return;
    v->crowd->tally.judged += customers;
    v->crowd->tally.on_time += on_time ? customers : 0;
    sup_count(v->t, v->stream->slot, SUP_N_promised, customers);
    if (on_time)
        sup_count(v->t, v->stream->slot, SUP_N_on_time, customers);
}

void sup_tally_lost(const struct sup_visit *v, int64_t quantity, bool waited)
{
    const struct scen_demand *d = v->habit->demand;
    const struct scen_demand_more *more = scen_demand_more(d);
    uint32_t slot = v->stream->slot;

    sup_count(v->t, slot, waited ? SUP_N_cancelled : SUP_N_lost, quantity);
    if (waited)
        v->crowd->tally.withdrawn += quantity;
    else
        v->crowd->tally.lost += quantity;
    if (more->lost_cost > 0.0)
        sup_pay(v->t, slot, SUP_M_lost_sales, money(v, more->lost_cost, quantity));
    if (d->price > 0.0) {
        double lost = money(v, margin(v), quantity);

        sup_pay(v->t, slot, SUP_M_lost_margin, lost);
        v->crowd->tally.lost_margin += lost;
    }
    if (waited && more->paid_ahead)
        earn(v, -quantity);
}

/* ---- lining up ---- */

static void join_last(const struct sup_visit *v, int64_t quantity, bool in_full)
{
    struct sup_waiting *last = tw_write(v->t->ctx, place_at(v, v->crowd->next - 1));
    double part = (double)quantity / (double)(last->left + quantity);

    last->at += (int64_t)(part * (double)(v->t->now - last->at));
    last->left += quantity;
    last->customers++;
    last->lacking |= !in_full;
    v->crowd->tally.joined++;
}

uint64_t sup_line_up(const struct sup_visit *v, int64_t quantity, bool in_full)
{
    struct sup_crowd *c = v->crowd;

    if (c->next - c->first == v->habit->line_capacity) {
        join_last(v, quantity, in_full);
        return SUP_NO_NUMBER;
    }
    *(struct sup_waiting *)tw_write(v->t->ctx, place_at(v, c->next)) =
        (struct sup_waiting){v->t->now, quantity, 1, !in_full};
    return c->next++;
}

/* The head of a line is someone who waits, or the line is empty. */
static void close_ranks(const struct sup_visit *v)
{
    while (v->crowd->first < v->crowd->next && place_at(v, v->crowd->first)->left == 0)
        v->crowd->first++;
}

/* What is owed to those who came before `at`, in whichever line of the item. */
static int64_t owed_before(const struct sup_visit *v, tw_time at, uint64_t number)
{
    const struct sup_item *item = sup_item_at(v->t, v->stream->slot);
    int64_t sum = 0;

    for (uint32_t i = 0; i < item->streams; i++) {
        const struct sup_visit other = look_at(v->t, item, i);
        const struct sup_crowd *c = sup_crowd_at(v->t, other.habit);

        for (uint64_t n = c->first; n < c->next; n++) {
            const struct sup_waiting *w = place_at(&other, n);

            if (w->at < at || (other.habit == v->habit && n < number))
                sum += w->left;
            else
                break;
        }
    }
    return sum;
}

int64_t sup_leave_line(const struct sup_visit *v, uint64_t number, int64_t *ahead)
{
    struct sup_crowd *c = v->crowd;

    *ahead = 0;
    if (number < c->first || number >= c->next || place_at(v, number)->left == 0)
        return 0;
    struct sup_waiting *place = tw_write(v->t->ctx, place_at(v, number));
    int64_t left = place->left;

    if (sup_item_at(v->t, v->stream->slot)->clients > 1)
        *ahead = owed_before(v, place->at, number);
    place->left = 0;
    judge(v, place->at, place->customers, false);
    close_ranks(v);
    return left;
}

void sup_send_home(const struct sup_turn *t, const struct sup_item *item)
{
    for (uint32_t i = 0; i < item->streams; i++) {
        struct sup_visit v = look_at(t, item, i);

        v.crowd = tw_write(t->ctx, sup_crowd_at(t, v.habit));
        while (v.crowd->first < v.crowd->next) {
            struct sup_waiting *place = tw_write(t->ctx, place_at(&v, v.crowd->first));

            v.crowd->first++;
            if (place->left > 0) {
                judge(&v, place->at, place->customers, false);
                sup_tally_lost(&v, place->left, true);
            }
            place->left = 0;
        }
    }
}

/* ---- handing over ---- */

static void note_wait(const struct sup_visit *v, tw_time asked_at, int64_t quantity)
{
    struct sup_tally *tally = &v->crowd->tally;
    int64_t wait = v->t->now - asked_at;
    const double *bins = sup_part(v->t, v->habit->waits_at);

    if (!measured(v->t, asked_at))
        return;
    tally->served += quantity;
    tally->at_once += wait == 0 ? quantity : 0;
    tally->wait += (double)wait * (double)quantity;
    tally->longest = wait > tally->longest ? wait : tally->longest;
    if (v->habit->waits_at != 0)
        *(double *)tw_write(v->t->ctx, &bins[sup_bin_of(wait)]) += (double)quantity;
}

static int64_t hand_to_first(const struct sup_visit *v, int64_t quantity)
{
    const struct scen_demand *d = v->habit->demand;
    const struct scen_demand_more *more = scen_demand_more(d);
    struct sup_waiting *first = tw_write(v->t->ctx, place_at(v, v->crowd->first));
    int64_t now = first->left < quantity ? first->left : quantity;
    bool late = more->promised && v->t->now - first->at > more->promise;

    first->left -= now;
    note_wait(v, first->at, now);
    if (d->price > 0.0 && !more->paid_ahead)
        earn(v, now);
    if (late && more->late_cost > 0.0)
        sup_pay(v->t, v->stream->slot, SUP_M_late, money(v, more->late_cost, now));
    if (first->left == 0) {
        judge(v, first->at, first->customers, !late && !first->lacking);
        close_ranks(v);
    }
    return now;
}

/* The line that is served next; false when nobody waits. */
static bool next_line(const struct sup_turn *t, const struct sup_item *item,
                      struct sup_visit *best)
{
    tw_time at = TW_TIME_MAX;
    bool found = false;

    for (uint32_t i = 0; i < item->streams; i++) {
        const struct sup_visit v = look_at(t, item, i);
        const struct sup_crowd *c = sup_crowd_at(t, v.habit);
        uint32_t priority = v.habit->demand->priority;

        if (c->first == c->next || (found && priority < best->habit->demand->priority))
            continue;
        tw_time came = place_at(&v, c->first)->at;

        if (found && priority == best->habit->demand->priority && came >= at)
            continue;
        *best = v;
        at = came;
        found = true;
    }
    return found;
}

void sup_hand_over(const struct sup_turn *t, const struct sup_item *item, int64_t quantity)
{
    struct sup_visit v;

    while (quantity > 0) {
        base_assert(next_line(t, item, &v)); // else lines and ring differ: a bug
        v.crowd = tw_write(t->ctx, sup_crowd_at(t, v.habit));
        quantity -= hand_to_first(&v, quantity);
    }
}

uint32_t sup_customer_priority(const struct sup_turn *t, const struct sup_item *item)
{
    struct sup_visit v;

    return (item->special & SUP_TALLIED) != 0 && next_line(t, item, &v)
               ? v.habit->demand->priority
               : 0;
}

/* ---- begin and end ---- */

void sup_line_open(const struct sup_turn *t, void *state, const struct sup_item *item)
{
    unsigned char *bytes = state;
    struct sup_visit v = look_at(t, item, 0);
    struct sup_crowd *crowds = (struct sup_crowd *)(void *)(bytes + t->place->annex->crowd_at);
    struct sup_waiting *line = (struct sup_waiting *)(void *)(bytes + v.habit->line_at);

    line[0] = (struct sup_waiting){.at = 0, .left = -item->initial, .customers = 1};
    crowds[v.habit - t->world->habit - t->place->annex->first_habit].next = 1;
}

void sup_customers_forget(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->habits; i++) {
        const struct sup_habit *habit = &t->world->habit[t->place->annex->first_habit + i];
        struct sup_crowd *c = tw_write(t->ctx, sup_crowd_at(t, habit));

        c->tally = (struct sup_tally){0};
        if (habit->waits_at != 0) {
            const double *bins = sup_part(t, habit->waits_at);
            double *bin = tw_write_bytes(t->ctx, bins, SUP_BINS * sizeof *bin);

            for (uint32_t k = 0; k < SUP_BINS; k++)
                bin[k] = 0.0;
        }
    }
}

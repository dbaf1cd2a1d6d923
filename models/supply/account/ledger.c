/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/account/ledger.h"

#include <string.h>

#include "supply/make/make.h"
#include "supply/order/agent.h"
#include "supply/order/taken.h"
#include "supply/stock/ration.h"
#include "supply/stock/room.h"

struct sup_cost sup_cost_of(const struct sup_price *price, const struct sup_flow *flow)
{
    return (struct sup_cost){
        .holding = price->holding * flow->on_hand_area,
        .backlog = price->backlog * flow->backlog_area,
        .transit = price->transit * flow->transit_area,
        .order = price->order * (double)flow->orders,
        .make = price->make * (double)flow->made,
        .freight = price->freight_unit * (double)flow->received +
                   price->freight_load * (double)flow->receipts,
    };
}

static double cost_sum(const struct sup_cost *c)
{
    return c->holding + c->backlog + c->transit + c->order + c->make + c->freight;
}

static void flow_add(struct sup_flow *sum, const struct sup_flow *more)
{
    sum->on_hand_area += more->on_hand_area;
    sum->backlog_area += more->backlog_area;
    sum->lacking_area += more->lacking_area;
    sum->transit_area += more->transit_area;
    sum->ready += more->ready;
    sum->demand += more->demand;
    sum->at_once += more->at_once;
    sum->sales += more->sales;
    sum->sales_at_once += more->sales_at_once;
    sum->shipped += more->shipped;
    sum->sold += more->sold;
    sum->used += more->used;
    sum->received += more->received;
    sum->receipts += more->receipts;
    sum->made += more->made;
    sum->ordered += more->ordered;
    sum->orders += more->orders;
}

void sup_spread_add(struct sup_spread *s, double x)
{
    double off = x - s->mean;

    s->n += 1.0;
    s->mean += off / s->n;
    s->m2 += off * (x - s->mean);
}

/* Moves what passed in the period into the sums. */
static void pass_on(struct sup_stock *s, struct sup_total *total)
{
    flow_add(&total->kept, &s->flow);
    total->shipped += s->flow.shipped;
    total->sold += s->flow.sold;
    total->used += s->flow.used;
    total->received += s->flow.received;
    total->made += s->flow.made;
    total->short_cycles += s->short_cycles;
    s->short_cycles = 0;
    s->flow = (struct sup_flow){0};
}

void sup_kpi_add(struct sup_kpi *sum, const struct sup_kpi *more)
{
    double *to = (double *)sum;
    const double *from = (const double *)more;

    for (int i = 0; i < SUP_KPI_NUMBERS; i++)
        to[i] += from[i];
    sum->days = more->days; // the same everywhere
}

/* What is rare, as far as the site counts it. */
static void add_rare(struct sup_kpi *k, const struct sup_rare *rare, double quantum)
{
    if (rare == NULL)
        return;
    for (int i = 0; i < SUP_COUNTS; i++)
        k->count[i] = (double)rare->count[i] * sup_count_size(i, quantum);
    for (int i = 0; i < SUP_MONEYS; i++)
        k->money[i] = rare->money[i];
    k->cost += sup_money_cost(rare->money);
}

/* `s` is settled up to now, some time after the period began. */
static struct sup_kpi kpi_of(const struct sup_turn *t, const struct sup_item *item,
                             const struct sup_stock *s)
{
    const struct sup_flow *f = &s->flow;
    double ticks = (double)(t->now - t->site->period_start);
    double q = item->quantum;
    struct sup_cost cost = sup_cost_of(&item->price, f);

    return (struct sup_kpi){
        .days = ticks / (double)TW_TICKS_PER_DAY,
        .on_hand = (double)s->on_hand * q,
        .backlog = (double)sup_backlog(s) * q,
        .lacking = (double)s->owed_makers * q,
        .on_order = (double)s->on_order * q,
        .stock_value = (double)s->on_hand * q * t->world->scen->product[item->product].value,
        .on_hand_mean = f->on_hand_area / ticks * q,
        .backlog_mean = f->backlog_area / ticks * q,
        .lacking_mean = f->lacking_area / ticks * q,
        .demand = (double)f->demand * q,
        .at_once = (double)f->at_once * q,
        .sales = (double)f->sales * q,
        .sales_at_once = (double)f->sales_at_once * q,
        .shipped = (double)f->shipped * q,
        .sold = (double)f->sold * q,
        .received = (double)f->received * q,
        .made = (double)f->made * q,
        .ordered = (double)f->ordered * q,
        .orders = (double)f->orders,
        .cost = cost_sum(&cost),
        .waterfall = cost,
    };
}

/* The period's row of one item, which joins that of its site. */
static void tell(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s,
                 const struct sup_rare *rare, struct sup_kpi *site)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_kpi_row row = {item->product, t->site->period, kpi_of(t, item, s)};

    add_rare(&row.k, rare, item->quantum);
    sup_kpi_add(site, &row.k);
    if (t->world->series == SCEN_SERIES_ITEMS)
        tw_emit(t->ctx, SUP_KPI, &row);
}

/* The same where no series are written: what the item cost. */
static void tell_cost(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s,
                      const struct sup_rare *rare, struct sup_kpi *site)
{
    struct sup_cost cost = sup_cost_of(&sup_item_at(t, slot)->price, &s->flow);

    site->days = (double)(t->now - t->site->period_start) / (double)TW_TICKS_PER_DAY;
    site->cost += cost_sum(&cost) + (rare != NULL ? sup_money_cost(rare->money) : 0.0);
}

static void close_period(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                         struct sup_total *total, struct sup_rare *rare, struct sup_kpi *site)
{
    int64_t ticks = t->now - t->site->period_start;

    sup_settle(s, t->now);
    if (ticks > 0 && t->world->series != SCEN_SERIES_NONE)
        tell(t, slot, s, rare, site);
    else if (ticks > 0)
        tell_cost(t, slot, s, rare, site);
    if (ticks >= t->world->scen->kpi_period) {
        sup_spread_add(&total->demand, (double)s->flow.demand);
        sup_spread_add(&total->orders, (double)s->flow.ordered);
    }
    pass_on(s, total);
    if (rare != NULL)
        sup_rare_passes(rare);
}

/* The period's row of the site, when it had any time. */
static void tell_site(const struct sup_turn *t, const struct sup_kpi *k)
{
    struct sup_site_row row = {t->place->tier, t->site->period, *k};

    struct sup_cost_row cost = {row.tier, row.period, k->days, k->cost};

    if (k->days > 0 && t->world->series != SCEN_SERIES_NONE)
        tw_emit(t->ctx, SUP_SITE_KPI, &row);
    else if (k->days > 0)
        tw_emit(t->ctx, SUP_COST, &cost);
}

static struct sup_rare *write_rare(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_rare *rare = sup_rare_at(t, slot);

    return rare != NULL ? tw_write(t->ctx, rare) : NULL;
}

/* Agents that count on the sums of the period hear of its end. */
static void note_period(const struct sup_turn *t)
{
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        if (sup_item_at(t, slot)->special & SUP_AGENT)
            sup_agent_period(t, slot, sup_stock_at(t, slot));
}

void sup_period_ends(const struct sup_turn *t)
{
    struct sup_site *site = tw_write(t->ctx, t->site);
    struct sup_kpi all = {0};

    sup_room_share(t);

    note_period(t);
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        close_period(t, slot, tw_write(t->ctx, sup_stock_at(t, slot)),
                     tw_write(t->ctx, sup_total_at(t, slot)), write_rare(t, slot), &all);
    tell_site(t, &all);
    site->period_start = t->now;
    site->period++;
    sup_send(t, tw_self(t->ctx), t->world->scen->kpi_period,
             t->world->kind[SUP_EVENT_PERIOD].priority, SUP_EVENT_PERIOD, "");
}

static void forget_rare(struct sup_rare *rare)
{
    if (rare == NULL)
        return;
    sup_rare_passes(rare);
    sup_rare_forget(rare);
}

void sup_warmed_up(const struct sup_turn *t)
{
    struct sup_site *site = tw_write(t->ctx, t->site);

    sup_room_share(t);

    note_period(t);
    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        struct sup_stock *s = sup_touch(t, slot);
        struct sup_total *total = tw_write(t->ctx, sup_total_at(t, slot));

        pass_on(s, total);
        total->merged = 0;
        total->short_cycles = 0;
        total->kept = (struct sup_flow){0};
        total->demand = (struct sup_spread){0};
        total->orders = (struct sup_spread){0};
        forget_rare(write_rare(t, slot));
        sup_taken_forget(t, slot);
    }
    site->measured_since = t->now;
    site->period_start = t->now;
}

/* ---- the end ---- */

/* Components of the item that wait with their makers for others to come. */
static int64_t staged(const struct sup_turn *t, const struct sup_item *item)
{
    int64_t sum = 0;

    for (uint32_t i = item->first_client; i < item->first_client + item->clients; i++) {
        const struct sup_client *c = &t->world->client[i];

        if (c->kind == SUP_MAKER) {
            const struct sup_maker *maker = sup_maker_at(t, sup_item_at(t, c->slot)->make);

            sum += *sup_picked_at(t, c->need) -
                   sup_need_of(&t->world->need[c->need], maker->released);
        }
    }
    return sum;
}

/* Owed to sites downstream. */
static int64_t owed_to_lanes(const struct sup_turn *t, const struct sup_item *item,
                             const struct sup_stock *s)
{
    const struct sup_line *ring = sup_part(t, item->lines_at);
    int64_t sum = 0;

    if (item->special & SUP_RATIONS)
        return sup_ration_lanes(t, item);
    for (uint32_t i = 0; i < s->lines; i++) {
        const struct sup_line *line = &ring[(s->head + i) % item->line_capacity];

        if (t->world->client[item->first_client + line->client].kind == SUP_LANE)
            sum += line->quantity;
    }
    return sum;
}

static double per(double sum, double n)
{
    return n > 0.0 ? sum / n : 0.0;
}

static void measured(struct sup_total_row *row, const struct sup_total *total, double ticks)
{
    const struct sup_flow *f = &total->kept;

    row->demand = f->demand;
    row->at_once = f->at_once;
    row->sales = f->sales;
    row->sales_at_once = f->sales_at_once;
    row->ordered = f->ordered;
    row->orders = f->orders;
    row->cycles = f->receipts;
    row->cycles_short = total->short_cycles;
    row->days = ticks / (double)TW_TICKS_PER_DAY;
    row->on_hand_mean = per(f->on_hand_area, ticks);
    row->backlog_mean = per(f->backlog_area, ticks);
    row->lacking_mean = per(f->lacking_area, ticks);
    row->transit_mean = per(f->transit_area, ticks);
    row->ready = per((double)f->ready, ticks);
    row->demand_mean = total->demand.mean;
    row->demand_variance = per(total->demand.m2, total->demand.n - 1.0);
    row->order_mean = total->orders.mean;
    row->order_variance = per(total->orders.m2, total->orders.n - 1.0);
}

/* Freight is owed for goods under way as well. */
static void costs(struct sup_total_row *row, const struct sup_item *item,
                  const struct sup_total *total)
{
    struct sup_flow f = total->kept;

    f.received += total->in_transit;
    f.receipts += total->transit_loads;
    struct sup_cost cost = sup_cost_of(&item->price, &f);

    row->cost_holding = cost.holding;
    row->cost_backlog = cost.backlog;
    row->cost_transit = cost.transit;
    row->cost_order = cost.order;
    row->cost_make = cost.make;
    row->cost_freight = cost.freight;
}

static void rare_sums(struct sup_total_row *row, const struct sup_rare *rare)
{
    if (rare == NULL)
        return;
    memcpy(row->count, rare->kept_count, sizeof row->count);
    memcpy(row->ever, rare->ever, sizeof row->ever);
    memcpy(row->money, rare->kept_money, sizeof row->money);
}

static void balance(struct sup_total_row *row, const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_stock *s = sup_stock_at(t, slot);
    const struct sup_total *total = sup_total_at(t, slot);

    row->initial = total->initial;
    row->shipments = item->made_here ? 0 : total->kept.receipts + total->transit_loads;
    row->made = item->bought ? 0 : total->made;
    row->bought = item->bought ? total->made : 0;
    row->received = total->received;
    row->used = total->used;
    row->shipped = total->shipped;
    row->sold = total->sold;
    row->on_hand = s->on_hand;
    row->staged = staged(t, item);
    row->in_transit = total->in_transit;
    row->in_process = item->made_here ? sup_maker_at(t, item->make)->in_process : 0;
    row->backlog = sup_backlog(s);
    row->lacking = s->owed_makers;
    row->backlog_customers = s->owed_customers;
    row->backlog_orders = owed_to_lanes(t, item, s);
    row->on_order = s->on_order;
    row->in_mail = total->in_mail;
    row->merged_lines = total->merged;
}

void sup_close(const struct sup_turn *t, struct sup_site *site)
{
    unsigned char *state = (unsigned char *)site;
    struct sup_stock *stock = (struct sup_stock *)(void *)(site + 1);
    struct sup_total *total = (struct sup_total *)(void *)(state + t->place->total_at);
    struct sup_kpi all = {0};

    sup_room_share(t);
    for (uint32_t slot = 0; slot < t->place->items; slot++)
        close_period(t, slot, &stock[slot], &total[slot], sup_rare_in(t, state, slot), &all);
    tell_site(t, &all);
    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);
        struct sup_total_row row = {.item = t->site->first_item + slot,
                                    .product = item->product};

        balance(&row, t, slot);
        measured(&row, &total[slot], (double)(t->now - site->measured_since));
        costs(&row, item, &total[slot]);
        rare_sums(&row, sup_rare_in(t, state, slot));
        tw_emit(t->ctx, SUP_TOTAL, &row);
    }
}

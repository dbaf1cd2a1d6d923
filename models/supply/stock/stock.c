/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/stock.h"

#include "supply/make/make.h"

static const struct sup_line *line_at(const struct sup_turn *t, const struct sup_item *item,
                                      uint32_t place)
{
    uint32_t at = place < item->line_capacity ? place : place - item->line_capacity;

    return (const struct sup_line *)sup_part(t, item->lines_at) + at;
}

/* Sends goods on their way. The lead time is the shipper's chance, so that it does not depend
 * on what else happens to the receiver. */
static void ship(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                 int64_t quantity)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];
    struct sup_shipment shipment = {to->slot, 0, quantity, t->now};
    int64_t ticks = to->lead;

    if (ticks < 0) {
        struct sup_client_state *c = tw_write(t->ctx, sup_client_at(t, item, client));

        ticks = sup_ticks(rand_draw(&c->lead, &t->world->lane_law[to->lane]));
    }
    sup_send(t, to->lp, ticks, to->receipt_priority, SUP_EVENT_RECEIPT, &shipment);
}

/* Keeps count of what was served in the very tick in which it was asked for. First come, first
 * served: the fresh units are the last of those owed. */
static void count_fresh(struct sup_stock *s, tw_time now)
{
    if (s->tick != now)
        return;
    if (s->owed < s->fresh) {
        s->flow.at_once += s->fresh - s->owed;
        s->fresh = s->owed;
    }
    if (s->owed_customers < s->fresh_customers) {
        s->flow.sales_at_once += s->fresh_customers - s->owed_customers;
        s->fresh_customers = s->owed_customers;
    }
}

/* Hands `quantity` to the client; `s` is settled. */
static void serve(const struct sup_turn *t, struct sup_stock *s, const struct sup_item *item,
                  uint32_t client, int64_t quantity)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];

    s->on_hand -= quantity;
    s->owed -= quantity;
    if (to->kind == SUP_CUSTOMERS) {
        s->owed_customers -= quantity;
        s->flow.sold += quantity;
    } else if (to->kind == SUP_MAKER) {
        s->owed_makers -= quantity;
    }
    count_fresh(s, t->now);
    if (to->kind == SUP_LANE) {
        s->flow.shipped += quantity;
        ship(t, item, client, quantity);
    } else if (to->kind == SUP_MAKER) {
        sup_pick(t, to->slot, to->need, quantity);
    }
}

static void join(const struct sup_turn *t, const struct sup_line *line, int64_t quantity)
{
    struct sup_line *l = tw_write(t->ctx, line);

    l->quantity += quantity;
}

static void append(const struct sup_turn *t, const struct sup_item *item, struct sup_stock *s,
                   struct sup_client_state *c, uint32_t client, int64_t quantity)
{
    struct sup_line *line = tw_write(t->ctx, line_at(t, item, s->head + s->lines));

    *line = (struct sup_line){.client = client, .quantity = quantity};
    c->newest = (s->head + s->lines) % item->line_capacity;
    s->extra += c->lines > 0;
    s->lines++;
    c->lines++;
}

/* The rest of an order waits in the ring; stock.h tells when lines are joined. */
static void wait_in_line(const struct sup_turn *t, const struct sup_item *item,
                         struct sup_stock *s, uint32_t client, int64_t quantity)
{
    const struct sup_client *who = &t->world->client[item->first_client + client];

    if (s->lines > 0 && who->kind != SUP_LANE) {
        const struct sup_line *last = line_at(t, item, s->head + s->lines - 1);

        if (last->client == client) {
            join(t, last, quantity);
            return;
        }
    }
    struct sup_client_state *c = tw_write(t->ctx, sup_client_at(t, item, client));

    if (c->lines == 0 || s->extra < item->line_extra) {
        append(t, item, s, c, client, quantity);
    } else {
        join(t, line_at(t, item, c->newest), quantity);
        s->merged++;
    }
}

/* Customers are always client 0 (links.c). */
static uint32_t kind_of(const struct sup_turn *t, const struct sup_item *item, uint32_t client)
{
    return client == 0 ? SUP_CUSTOMERS : t->world->client[item->first_client + client].kind;
}

static void note_demand(const struct sup_turn *t, struct sup_stock *s, uint32_t kind,
                        int64_t quantity)
{
    if (s->tick != t->now) {
        s->tick = t->now;
        s->fresh = 0;
        s->fresh_customers = 0;
    }
    s->owed += quantity;
    s->fresh += quantity;
    s->flow.demand += quantity;
    if (kind == SUP_MAKER)
        s->owed_makers += quantity;
    if (kind == SUP_CUSTOMERS) {
        s->owed_customers += quantity;
        s->fresh_customers += quantity;
        s->flow.sales += quantity;
    }
}

struct sup_stock *sup_want(const struct sup_turn *t, uint32_t slot, uint32_t client,
                           int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_stock *s = sup_touch(t, slot);
    int64_t now = 0;

    note_demand(t, s, kind_of(t, item, client), quantity);
    if (s->lines == 0 && s->on_hand > 0 && t->site->down == 0)
        now = quantity < s->on_hand ? quantity : s->on_hand;
    if (quantity > now)
        wait_in_line(t, item, s, client, quantity - now);
    if (now > 0)
        serve(t, s, item, client, now);
    return s;
}

/* Serves from the oldest line. The line is cut before the goods leave, so that whatever
 * follows from them finds the ring in order. */
static void serve_first(const struct sup_turn *t, const struct sup_item *item,
                        struct sup_stock *s)
{
    struct sup_line *line = tw_write(t->ctx, line_at(t, item, s->head));
    int64_t now = line->quantity < s->on_hand ? line->quantity : s->on_hand;

    line->quantity -= now;
    if (line->quantity == 0) {
        struct sup_client_state *c = tw_write(t->ctx, sup_client_at(t, item, line->client));

        s->head = s->head + 1 < item->line_capacity ? s->head + 1 : 0;
        s->lines--;
        c->lines--;
        s->extra -= c->lines > 0;
    }
    serve(t, s, item, line->client, now);
}

void sup_fill(const struct sup_turn *t, uint32_t slot, struct sup_stock *s)
{
    while (s->lines > 0 && s->on_hand > 0 && t->site->down == 0)
        serve_first(t, sup_item_at(t, slot), s);
}

void sup_receive(const struct sup_turn *t, const struct sup_shipment *shipment)
{
    struct sup_stock *s = sup_touch(t, shipment->slot);
    int64_t since = shipment->shipped_at > t->site->measured_since ? shipment->shipped_at
                                                                   : t->site->measured_since;

    s->on_hand += shipment->quantity;
    s->on_order -= shipment->quantity;
    s->flow.received += shipment->quantity;
    s->flow.receipts++;
    s->flow.transit_area += (double)shipment->quantity * (double)(t->now - since);
    sup_fill(t, shipment->slot, s);
}

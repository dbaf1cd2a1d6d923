/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/stock.h"

#include "supply/account/log.h"
#include "supply/account/rare.h"
#include "supply/customers/tally.h"
#include "supply/disrupt/plight.h"
#include "supply/make/craft.h"
#include "supply/make/make.h"
#include "supply/move/move.h"
#include "supply/order/order.h"
#include "supply/stock/held.h"
#include "supply/stock/ration.h"
#include "supply/stock/room.h"

static const struct sup_line *line_at(const struct sup_turn *t, const struct sup_item *item,
                                      uint32_t place)
{
    uint32_t at = place < item->line_capacity ? place : place - item->line_capacity;

    return (const struct sup_line *)sup_part(t, item->lines_at) + at;
}

/* Ticks on the way. The lead time is the shipper's chance, so that it does not depend on what
 * else happens to the receiver. */
static int64_t lead_of(const struct sup_turn *t, const struct sup_item *item, uint32_t client)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];

    int64_t ticks = to->lead;

    if (ticks < 0) {
        struct sup_client_state *c = tw_write(t->ctx, sup_client_at(t, item, client));

        ticks = sup_ticks(rand_draw(&c->lead, t->world->lane_law[to->law]));
    }
    return sup_hindered(item) ? sup_stretched(t, item, to, ticks) : ticks;
}

void sup_send_on(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                 const struct sup_shipment *goods)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];

    if (__builtin_expect(to->moved, 0)) {
        sup_move_ship(t, item, client, goods);
        return;
    }
    if (sup_hindered(item) && sup_waits_for_lane(t, item, client, goods))
        return;
    sup_send(t, to->lp, lead_of(t, item, client), to->receipt_priority, SUP_EVENT_RECEIPT,
             goods);
}

/* Sends goods on their way. */
static void ship(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                 int64_t quantity)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];
    struct sup_shipment shipment = {to->slot, 0, quantity, t->now};

    sup_send_on(t, item, client, &shipment);
}

/* The same for goods with a shelf life, lot by lot on one journey. */
static void ship_lots(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                      int64_t quantity)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];
    bool closed = to->moved || (sup_hindered(item) && sup_lane_closed(t, to));
    int64_t ticks = closed ? 0 : lead_of(t, item, client);

    while (quantity > 0) {
        struct sup_lot lot = sup_shelf_take(t, item, quantity);
        uint32_t stamp = (uint32_t)(lot.best_before / t->world->age_unit);
        struct sup_shipment shipment = {to->slot, stamp, lot.quantity, t->now};

        quantity -= lot.quantity;
        if (quantity > 0 && (!closed || to->moved))
            shipment.best_before |= SUP_MORE;
        if (closed) {
            sup_send_on(t, item, client, &shipment);
            continue;
        }
        sup_send(t, to->lp, ticks, to->receipt_priority, SUP_EVENT_RECEIPT, &shipment);
    }
}

static void take_lots(const struct sup_turn *t, const struct sup_item *item, int64_t quantity)
{
    while (quantity > 0)
        quantity -= sup_shelf_take(t, item, quantity).quantity;
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

void sup_leave(const struct sup_turn *t, const struct sup_item *item, struct sup_stock *s,
               int64_t quantity)
{
    s->on_hand -= quantity;
    if (item->special & SUP_LOGGED)
        sup_log_stock(t, item, -quantity, s->on_hand);
    if (item->special & SUP_ROOMED)
        sup_room_change(t, item, -quantity);
}

/* What else happens to goods with a shelf life, or where room is short, or where customers are
 * known one by one. */
static void hand_out_special(const struct sup_turn *t, const struct sup_item *item,
                             uint32_t client, int64_t quantity, int64_t on_hand)
{
    bool ages = (item->special & SUP_AGES) != 0;

    if (item->special & SUP_LOGGED)
        sup_log_client(t, item, client, -quantity, -quantity, on_hand);
    if (item->special & SUP_ROOMED)
        sup_room_change(t, item, -quantity);
    if (t->world->client[item->first_client + client].kind != SUP_LANE) {
        if (ages)
            take_lots(t, item, quantity);
        if (client == 0 && (item->special & SUP_TALLIED))
            sup_hand_over(t, item, quantity);
    } else if (ages) {
        ship_lots(t, item, client, quantity);
    } else {
        ship(t, item, client, quantity);
    }
}

static inline void hand_out(const struct sup_turn *t, struct sup_stock *s,
                            const struct sup_item *item, uint32_t client, int64_t quantity)
{
    const struct sup_client *to = &t->world->client[item->first_client + client];
    bool plain = !(item->special & (SUP_AGES | SUP_ROOMED | SUP_TALLIED | SUP_LOGGED));

    s->on_hand -= quantity;
    s->owed -= quantity;
    if (to->kind == SUP_CUSTOMERS) {
        s->owed_customers -= quantity;
        s->flow.sold += quantity;
    } else if (to->kind == SUP_MAKER) {
        s->owed_makers -= quantity;
    }
    count_fresh(s, t->now);
    if (__builtin_expect(!plain, 0))
        hand_out_special(t, item, client, quantity, s->on_hand);
    if (to->kind == SUP_LANE) {
        s->flow.shipped += quantity;
        if (__builtin_expect(plain, 1))
            ship(t, item, client, quantity);
    } else if (to->kind == SUP_MAKER) {
        sup_pick(t, to->slot, to->need, quantity);
    }
}

void sup_hand_out(const struct sup_turn *t, struct sup_stock *s, const struct sup_item *item,
                  uint32_t client, int64_t quantity)
{
    hand_out(t, s, item, client, quantity);
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
        struct sup_total *total =
            tw_write(t->ctx, sup_total_at(t, (uint32_t)(item - sup_item_at(t, 0))));

        join(t, line_at(t, item, c->newest), quantity);
        total->merged++;
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

/* Can't be split, and there is not enough for all of it. */
static bool must_wait(const struct sup_turn *t, const struct sup_item *item,
                      const struct sup_stock *s, uint32_t client, int64_t quantity)
{
    return (item->special & SUP_WHOLE) && t->world->client[item->first_client + client].whole &&
           quantity > s->on_hand;
}

int64_t sup_held_at_once(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s,
                         int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    int64_t free = sup_free(t, item, s);

    if ((s->lines > 0 && !sup_rationed(t, item)) || !sup_gives_out(t, item))
        return 0;
    return quantity < free ? quantity : free;
}

/* What is asked for while the agent holds stock back. Those who asked before wait until it
 * serves all again, so what is served now counts at once. */
static void want_held(const struct sup_turn *t, const struct sup_item *item,
                      struct sup_stock *s, uint32_t client, int64_t quantity)
{
    uint32_t kind = kind_of(t, item, client);
    bool rationed = sup_rationed(t, item);
    int64_t share = rationed ? sup_ration_share(t, item, client, quantity) : quantity;
    int64_t now = sup_held_at_once(t, (uint32_t)(item - sup_item_at(t, 0)), s, share);

    if (must_wait(t, item, s, client, quantity) && now < quantity)
        now = 0;
    if (rationed && s->tick == t->now) {
        s->flow.at_once += now;
        s->fresh -= now;
        s->flow.sales_at_once += kind == SUP_CUSTOMERS ? now : 0;
        s->fresh_customers -= kind == SUP_CUSTOMERS ? now : 0;
    }
    if (quantity > now)
        wait_in_line(t, item, s, client, quantity - now);
    if (now == 0)
        return;
    sup_note_quota(t, item, client, now);
    hand_out(t, s, item, client, now);
}

/* False: it is served as any other. */
static bool want_special(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                         uint32_t client, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (item->special & SUP_LOGGED)
        sup_log_client(t, item, client, 0, quantity, s->on_hand);
    if (item->special & SUP_RATIONS) {
        s->tick = -1; // claims keep their own count of what is fresh
        sup_ration_want(t, slot, s, client, quantity);
        return true;
    }
    if (item->special & SUP_HELD)
        want_held(t, item, s, client, quantity);
    return (item->special & SUP_HELD) != 0;
}

struct sup_stock *sup_want(const struct sup_turn *t, uint32_t slot, uint32_t client,
                           int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_stock *s = sup_touch(t, slot);
    bool plain = !(item->special & (SUP_RATIONS | SUP_HELD | SUP_LOGGED));
    int64_t now = 0;

    note_demand(t, s, kind_of(t, item, client), quantity);
    if (__builtin_expect(!plain, 0) && want_special(t, slot, s, client, quantity))
        return s;
    if (s->lines == 0 && s->on_hand > 0 && sup_gives_out(t, item) &&
        !must_wait(t, item, s, client, quantity))
        now = quantity < s->on_hand ? quantity : s->on_hand;
    if (quantity > now)
        wait_in_line(t, item, s, client, quantity - now);
    if (now > 0)
        hand_out(t, s, item, client, now);
    return s;
}

/* Takes the oldest line out of the ring; nothing is left of it. */
static void cut_first(const struct sup_turn *t, const struct sup_item *item,
                      struct sup_stock *s)
{
    uint32_t client = line_at(t, item, s->head)->client;
    struct sup_client_state *c = tw_write(t->ctx, sup_client_at(t, item, client));

    s->head = s->head + 1 < item->line_capacity ? s->head + 1 : 0;
    s->lines--;
    c->lines--;
    s->extra -= c->lines > 0;
}

/* Serves from the oldest line; false when that must wait, and all behind it with it. The line
 * is cut before the goods leave, so that whatever follows from them finds the ring in order. */
static bool serve_first(const struct sup_turn *t, const struct sup_item *item,
                        struct sup_stock *s, int64_t free)
{
    const struct sup_line *first = line_at(t, item, s->head);

    if (must_wait(t, item, s, first->client, first->quantity))
        return false;
    struct sup_line *line = tw_write(t->ctx, first);
    int64_t now = line->quantity < free ? line->quantity : free;

    line->quantity -= now;
    if (line->quantity == 0) {
        cut_first(t, item, s);
    }
    hand_out(t, s, item, line->client, now);
    return true;
}

static void fill_held(const struct sup_turn *t, const struct sup_item *item,
                      struct sup_stock *s)
{
    if (sup_rationed(t, item))
        return;
    while (s->lines > 0 && sup_free(t, item, s) > 0 && sup_gives_out(t, item))
        if (!serve_first(t, item, s, sup_free(t, item, s)))
            return;
}

void sup_fill(const struct sup_turn *t, uint32_t slot, struct sup_stock *s)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (__builtin_expect(item->special & SUP_RATIONS, 0)) {
        if (s->owed > 0 && s->on_hand > 0 && sup_gives_out(t, item))
            sup_ration_plan(t, slot);
        return;
    }
    if (__builtin_expect(item->special & SUP_HELD, 0)) {
        fill_held(t, item, s);
        return;
    }
    while (s->lines > 0 && s->on_hand > 0 && sup_gives_out(t, item))
        if (!serve_first(t, item, s, s->on_hand))
            return;
}

void sup_put_special(const struct sup_turn *t, uint32_t slot, int64_t quantity, int64_t until)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (item->special & SUP_LOGGED)
        sup_log_stock(t, item, quantity, sup_stock_at(t, slot)->on_hand);
    if (item->special & SUP_ROOMED)
        sup_room_change(t, item, quantity);
    if (item->special & SUP_AGES) {
        struct sup_lot lot = {until > 0 ? until : sup_fresh_until(t, item), quantity};

        sup_shelf_put(t, slot, lot);
    }
}

int64_t sup_take_off(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (quantity > s->on_hand)
        quantity = s->on_hand;
    if (item->special & SUP_AGES)
        take_lots(t, item, quantity);
    sup_leave(t, item, s, quantity);
    return quantity;
}

int64_t sup_send_off(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     uint32_t client, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);

    if (quantity > s->on_hand)
        quantity = s->on_hand;
    if (quantity <= 0)
        return 0;
    s->owed += quantity; // asked for and handed out at once
    if (item->special & SUP_LOGGED)
        sup_log_client(t, item, client, 0, quantity, s->on_hand);
    sup_hand_out(t, s, item, client, quantity);
    return quantity;
}

/* Those who ask last were served last, so who goes away was perhaps among the fresh. */
static void forget_fresh(struct sup_stock *s)
{
    s->fresh = s->owed < s->fresh ? s->owed : s->fresh;
    s->fresh_customers =
        s->owed_customers < s->fresh_customers ? s->owed_customers : s->fresh_customers;
}

/* Lines of which nothing is left stay in the ring, except at its head: those behind keep their
 * places, and serving nothing does no harm. */
void sup_withdraw(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, int64_t ahead,
                  int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);

    s->owed -= quantity;
    s->owed_customers -= quantity;
    if (item->special & SUP_LOGGED)
        sup_log_client(t, item, 0, 0, -quantity, s->on_hand);
    forget_fresh(s);
    if (item->special & SUP_RATIONS) {
        sup_ration_withdraw(t, item, 0, quantity);
        return;
    }
    for (uint32_t i = 0; quantity > 0; i++) {
        const struct sup_line *line = line_at(t, item, s->head + i);
        int64_t skipped = line->client != 0 ? line->quantity : ahead;

        if (line->quantity <= skipped) {
            ahead -= line->client == 0 ? line->quantity : 0;
            continue;
        }
        int64_t part = line->quantity - skipped;
        struct sup_line *l = tw_write(t->ctx, line);

        part = part < quantity ? part : quantity;
        l->quantity -= part;
        quantity -= part;
        ahead = 0;
    }
    while (s->lines > 0 && line_at(t, item, s->head)->quantity == 0)
        cut_first(t, item, s);
}

/* Part of a shipment turns out bad: it is as if only the rest had come, and had to be ordered
 * again. */
static void accept_part(const struct sup_turn *t, struct sup_stock *s,
                        const struct sup_shipment *shipment)
{
    int64_t good = sup_craft_accepts(t, shipment->slot, shipment->quantity);

    struct sup_shipment rest = *shipment;
    bool last = true;

    rest.quantity = good;
    if (sup_item_at(t, shipment->slot)->special & SUP_AGES)
        last = sup_shelf_receive(t, s, &rest);
    else
        sup_put(t, shipment->slot, s, good, 0);
    if (last)
        sup_cycle_ends(s);
    if (sup_hindered(sup_item_at(t, shipment->slot)))
        sup_throw_out(t, shipment->slot, s, good);
    sup_fill(t, shipment->slot, s);
    if (good < shipment->quantity)
        sup_changed(t, shipment->slot, s);
}

void sup_receive(const struct sup_turn *t, const struct sup_shipment *shipment)
{
    struct sup_stock *s = sup_touch(t, shipment->slot);
    int64_t since = shipment->shipped_at > t->site->measured_since ? shipment->shipped_at
                                                                   : t->site->measured_since;

    s->on_order -= shipment->quantity;
    s->flow.received += shipment->quantity;
    s->flow.transit_area += (double)shipment->quantity * (double)(t->now - since);
    if (__builtin_expect(sup_item_at(t, shipment->slot)->special & SUP_CRAFTED, 0)) {
        accept_part(t, s, shipment);
        return;
    }
    if (__builtin_expect(sup_item_at(t, shipment->slot)->special & SUP_AGES, 0)) {
        if (!sup_shelf_receive(t, s, shipment))
            return;
    } else {
        sup_put(t, shipment->slot, s, shipment->quantity, 0);
    }
    sup_cycle_ends(s);
    if (sup_hindered(sup_item_at(t, shipment->slot)))
        sup_throw_out(t, shipment->slot, s, shipment->quantity);
    sup_fill(t, shipment->slot, s);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Open lines that are never served. */
#include "supply/account/log.h"
#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"
#include "supply/stock/ration.h"
#include "supply/stock/stock.h"

static const struct sup_line *line_at(const struct sup_turn *t, const struct sup_item *item,
                                      uint32_t place)
{
    return (const struct sup_line *)sup_part(t, item->lines_at) + place % item->line_capacity;
}

/* So much of what a client asked for is no longer owed. */
static void owe_less(const struct sup_turn *t, const struct sup_item *item, struct sup_stock *s,
                     uint32_t client, int64_t quantity)
{
    s->owed -= quantity;
    s->owed_customers -= client == 0 ? quantity : 0;
    if (item->special & SUP_LOGGED)
        sup_log_client(t, item, client, 0, -quantity, s->on_hand);
}

/* Closes the gap at `place` lines behind the head: the older ones move up. */
static void close_gap(const struct sup_turn *t, const struct sup_item *item,
                      struct sup_stock *s, uint32_t place)
{
    for (uint32_t i = place; i > 0; i--) {
        struct sup_line *to = tw_write(t->ctx, line_at(t, item, s->head + i));

        *to = *line_at(t, item, s->head + i - 1);
    }
    s->head = (s->head + 1) % item->line_capacity;
    s->lines--;
    for (uint32_t i = 0; i < place; i++) {
        const struct sup_line *moved = line_at(t, item, s->head + i);
        struct sup_client_state *c = tw_write(t->ctx, sup_client_at(t, item, moved->client));

        c->newest = (s->head + i) % item->line_capacity;
    }
}

/* What was asked for in this tick is not served in it: it no longer counts as fresh. */
static void take_out(const struct sup_turn *t, const struct sup_item *item, struct sup_stock *s,
                     uint32_t place, const struct sup_cancelled *gone)
{
    struct sup_client_state *c = tw_write(t->ctx, sup_client_at(t, item, gone->client));

    c->lines--;
    s->extra -= c->lines > 0;
    owe_less(t, item, s, gone->client, gone->quantity);
    s->fresh = s->fresh < s->owed ? s->fresh : s->owed;
    if (s->fresh_customers > s->owed_customers)
        s->fresh_customers = s->owed_customers;
    close_gap(t, item, s, place);
}

/* The books of stock that is shared out (ration.h): a claim of each client. */
static bool cancel_claim(const struct sup_turn *t, const struct sup_item *item,
                         struct sup_stock *s, struct sup_cancelled *gone)
{
    for (uint32_t i = 0; i < item->clients; i++) {
        if (t->world->client[item->first_client + i].kind == SUP_MAKER)
            continue;
        *gone = (struct sup_cancelled){i, sup_ration_drop(t, item, i)};
        owe_less(t, item, s, i, gone->quantity);
        if (gone->quantity > 0)
            return true;
    }
    return false;
}

bool sup_cancel_next(const struct sup_turn *t, uint32_t slot, struct sup_cancelled *gone)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_stock *s = tw_write(t->ctx, sup_stock_at(t, slot));

    if (item->special & SUP_RATIONS)
        return cancel_claim(t, item, s, gone);
    for (uint32_t i = 0; i < s->lines; i++) {
        const struct sup_line *line = line_at(t, item, s->head + i);

        if (t->world->client[item->first_client + line->client].kind == SUP_MAKER)
            continue;
        *gone = (struct sup_cancelled){line->client, line->quantity};
        take_out(t, item, s, i, gone);
        return true;
    }
    return false;
}

int64_t sup_take_back_order(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                            uint32_t client, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    int64_t left = quantity;

    if (item->special & SUP_RATIONS) {
        int64_t gone = sup_ration_withdraw(t, item, client, quantity);

        owe_less(t, item, s, client, gone);
        return gone;
    }
    for (uint32_t i = s->lines; i > 0 && left > 0; i--) {
        const struct sup_line *line = line_at(t, item, s->head + i - 1);
        struct sup_cancelled gone = {client, line->quantity};

        if (line->client != client)
            continue;
        if (line->quantity <= left) {
            left -= line->quantity;
            take_out(t, item, s, i - 1, &gone);
            continue;
        }
        ((struct sup_line *)tw_write(t->ctx, line))->quantity -= left;
        owe_less(t, item, s, client, left);
        s->fresh = s->fresh < s->owed ? s->fresh : s->owed;
        left = 0;
    }
    return quantity - left;
}

void sup_throw_out(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                   int64_t quantity)
{
    int64_t bad = sup_spoiled(t, sup_item_at(t, slot), quantity);

    if (bad == 0)
        return;
    sup_count(t, slot, SUP_N_rejected, sup_take_off(t, slot, s, bad));
}

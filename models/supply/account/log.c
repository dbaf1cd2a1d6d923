/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/account/log.h"

#include <string.h>

#define NONE SIZE_MAX
/* Where payloads tell which item they are about, and how much of it; the rest is about none. */
struct about {
    size_t slot, quantity; // byte offsets; NONE
};

static struct about about(enum sup_event kind)
{
    switch (kind) {
    case SUP_EVENT_ORDER:
    case SUP_EVENT_REFUSAL:
        return (struct about){0, offsetof(struct sup_order, quantity)};
    case SUP_EVENT_RECEIPT:
        return (struct about){0, offsetof(struct sup_shipment, quantity)};
    case SUP_EVENT_MADE:
        return (struct about){0, offsetof(struct sup_batch, quantity)};
    case SUP_EVENT_DEPART:
        return (struct about){0, offsetof(struct sup_departure, goods.quantity)};
    case SUP_EVENT_DEMAND:
    case SUP_EVENT_REVIEW:
    case SUP_EVENT_EXPIRE:
    case SUP_EVENT_ALLOCATE:
        return (struct about){0, NONE};
    default:
        return (struct about){NONE, NONE};
    }
}

static struct sup_log_row row_of(const struct tw_ctx *ctx, const struct tw_event *ev)
{
    return (struct sup_log_row){.event = tw_event_kind(ev),
                                .product = SCEN_NONE,
                                .to = SCEN_NONE,
                                .from = tw_event_from(ev),
                                .seq = tw_event_seq(ev),
                                .priority = tw_now_priority(ctx)};
}

static void note_goods(const struct sup_world *w, const struct sup_place *place,
                       const struct tw_event *ev, struct sup_log_row *row)
{
    const unsigned char *payload = tw_payload(ev);
    struct about at = about((enum sup_event)tw_event_kind(ev));
    uint32_t slot;

    if (at.slot == NONE)
        return;
    memcpy(&slot, payload + at.slot, sizeof slot);
    if (slot < place->items)
        row->product = (int32_t)w->item[place->first_item + slot].product;
    if (at.quantity != NONE)
        memcpy(&row->quantity, payload + at.quantity, sizeof row->quantity);
}

void sup_log_handle(struct tw_ctx *ctx, const void *state, const struct tw_event *ev)
{
    const struct sup_world *w = tw_world(ctx);
    struct sup_log_row row = row_of(ctx, ev);

    note_goods(w, sup_place_of(w, tw_self(ctx)), ev, &row);
    tw_emit(ctx, SUP_LOG, &row);
    sup_site_handle(ctx, state, ev);
}

/* `whom`: the client; NULL: nobody. */
static void log_change(const struct sup_turn *t, const struct sup_item *item,
                       const struct sup_client *whom, int64_t quantity, int64_t owed,
                       int64_t on_hand)
{
    static const enum sup_log_whom kind[] = {[SUP_CUSTOMERS] = SUP_LOG_CUSTOMERS,
                                             [SUP_MAKER] = SUP_LOG_MAKERS,
                                             [SUP_LANE] = SUP_LOG_SITE};
    const struct tw_event *ev = tw_cause(t->ctx);

    if (ev == NULL || (quantity == 0 && owed == 0)) // the start: what is there then is known
        return;
    struct sup_log_row row = row_of(t->ctx, ev);
    row.change = 1;
    row.product = (int32_t)item->product;
    row.quantity = quantity;
    row.owed = owed;
    row.on_hand = on_hand;
    if (whom != NULL)
        row.whom = kind[whom->kind];
    if (row.whom == SUP_LOG_SITE)
        row.to = (int32_t)whom->lp;
    tw_emit(t->ctx, SUP_LOG, &row);
}

void sup_log_stock(const struct sup_turn *t, const struct sup_item *item, int64_t quantity,
                   int64_t on_hand)
{
    log_change(t, item, NULL, quantity, 0, on_hand);
}

void sup_log_client(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                    int64_t quantity, int64_t owed, int64_t on_hand)
{
    log_change(t, item, &t->world->client[item->first_client + client], quantity, owed,
               on_hand);
}

struct sup_log_key sup_log_key(const void *row)
{
    struct sup_log_row r;

    memcpy(&r, row, sizeof r);
    return (struct sup_log_key){r.priority, r.from, r.seq};
}

const struct out_column *sup_log_columns(size_t *count)
{
    static const struct out_column column[] = {
        {"quantity", "quanta",
         "What the event is about; of a change: what came to the stock, negative: left it",
         OUT_I64, offsetof(struct sup_log_row, quantity)},
        {"on_hand", "quanta", "Of a change: on hand after it", OUT_I64,
         offsetof(struct sup_log_row, on_hand)},
        {"owed", "quanta",
         "Of a change: so much more is owed, for it was asked for; negative: handed out, or no "
         "longer wanted",
         OUT_I64, offsetof(struct sup_log_row, owed)},
        {"whom", "1",
         "Of a change, who asked for or got it: 1 customers, 2 production here, 3 the site "
         "`to`; 0: nobody, it came or was lost",
         OUT_U32, offsetof(struct sup_log_row, whom)},
        {"to", "1", "Index of the site that asked for or gets it; -1: none", OUT_I32,
         offsetof(struct sup_log_row, to)},
        {"event", "1", "Index of the kind of event into /model/events", OUT_U32,
         offsetof(struct sup_log_row, event)},
        {"change", "1", "0: the event itself; 1: a stock, or what is owed, that it changed",
         OUT_U32, offsetof(struct sup_log_row, change)},
        {"product", "1", "Index of the product; -1: none", OUT_I32,
         offsetof(struct sup_log_row, product)},
        {"from", "1", "Who sent the event: index of a site, or behind them of a carrier",
         OUT_U32, offsetof(struct sup_log_row, from)},
        {"sent", "1", "As which of its sends, from 0", OUT_U32,
         offsetof(struct sup_log_row, seq)},
        {"priority", "1", "Place of the event within its millisecond", OUT_U32,
         offsetof(struct sup_log_row, priority)},
    };

    *count = sizeof column / sizeof column[0];
    return column;
}

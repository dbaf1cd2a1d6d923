/* SPDX-License-Identifier: Apache-2.0 */
/* supply/stock.h - giving out stock: first come, first served, over all clients of an item.
 *
 * Who can't be served at once waits in the item's ring of open order lines. The ring has room
 * for one line of each client and `line_extra` more, sized from the expected orders during a
 * replenishment (layout.c). Lines are joined in two cases:
 *  - customers and makers: with the last line, when it is theirs as well. Goods for them are
 *    counted, not shipped line by line, so this changes nothing;
 *  - anyone, when no extra room is left: with the client's newest line. Nothing is lost and
 *    the client is still served in turn, but what was joined is served ahead of the lines that
 *    others placed in between. Each such case counts in SUP_TOTAL's `merged_lines`; while that
 *    is 0, the order is exactly first come, first served.
 *
 * Other rules than first come, first served are in ration.h, shelf lives in shelf.h, limited
 * storage in room.h.
 */
#pragma once

#include "supply/disrupt/plight.h"
#include "supply/stock/shelf.h"

/* `client` of the item wants `quantity`: serves what is there, the rest waits. Returns the
 * stock, which stays writable in this event. */
struct sup_stock *sup_want(const struct sup_turn *t, uint32_t slot, uint32_t client,
                           int64_t quantity);

/* The same of an item whose agent may hold stock back. */
int64_t sup_held_at_once(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s,
                         int64_t quantity);

/* So much of `quantity` would be handed over at once to one who asks now. */
static inline int64_t sup_at_once(const struct sup_turn *t, uint32_t slot,
                                  const struct sup_stock *s, int64_t quantity)
{
    if (__builtin_expect(sup_item_at(t, slot)->special & SUP_HELD, 0))
        return sup_held_at_once(t, slot, s, quantity);
    bool waits = sup_item_at(t, slot)->special & SUP_RATIONS ? s->owed > 0 : s->lines > 0;

    if (waits || s->on_hand <= 0 || !sup_gives_out(t, sup_item_at(t, slot)))
        return 0;
    return quantity < s->on_hand ? quantity : s->on_hand;
}

/* A customer who waits goes away: `quantity` is no longer owed to the item's customers, of whom
 * others, who came before, are owed `ahead`. `s` is settled and writable. */
void sup_withdraw(const struct sup_turn *t, uint32_t slot, struct sup_stock *s, int64_t ahead,
                  int64_t quantity);

/* Serves those who wait, while there is stock; `s` is the stock, settled and writable. */
void sup_fill(const struct sup_turn *t, uint32_t slot, struct sup_stock *s);

/* Serves `quantity` of what is on hand and of what is owed; `s` is settled. */
void sup_hand_out(const struct sup_turn *t, struct sup_stock *s, const struct sup_item *item,
                  uint32_t client, int64_t quantity);

/* Goods leave `on_hand` (not their lots, which the caller takes). */
void sup_leave(const struct sup_turn *t, const struct sup_item *item, struct sup_stock *s,
               int64_t quantity);

/* Puts goods that came on the shelf; the caller counts where they came from, and then calls
 * sup_fill. With a shelf life they expire at `until`; 0: they are new. `s` is settled. */
void sup_put_special(const struct sup_turn *t, uint32_t slot, int64_t quantity, int64_t until);
static inline void sup_put(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                           int64_t quantity, int64_t until)
{
    s->on_hand += quantity;
    if (__builtin_expect(sup_item_at(t, slot)->special & (SUP_AGES | SUP_ROOMED | SUP_LOGGED),
                         0))
        sup_put_special(t, slot, quantity, until);
}

/* Takes at most `quantity` off the shelf for no client, what expires first ahead of the rest;
 * the caller counts why (destroyed, rejected, returned). The amount taken. `s` is settled. */
int64_t sup_take_off(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     int64_t quantity);

/* Ships at most `quantity` of what is on hand to a lane client that did not ask for it here,
 * past those who wait: transshipment. Counts as shipped. The amount sent. `s` is settled. */
int64_t sup_send_off(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     uint32_t client, int64_t quantity);

/* A replenishment has come: the cycle since the last one was short when something is owed, for
 * goods that are owed only wait for it. Before sup_fill. */
static inline void sup_cycle_ends(struct sup_stock *s)
{
    s->flow.receipts++;
    s->short_cycles += s->owed > 0;
}
/* Sends goods that left the stock on their way, or keeps them until their lane opens. */
void sup_send_on(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                 const struct sup_shipment *goods);

/* Bad ones among `quantity` that just came: out of the stock. For SUP_HINDERED items. */
void sup_throw_out(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                   int64_t quantity);

/* Takes what customers or a lane have open out of the stock's books, unserved: line by line,
 * or claim by claim; false when there is none left. The stock is settled. */
struct sup_cancelled {
    uint32_t client;
    int64_t quantity;
};
bool sup_cancel_next(const struct sup_turn *t, uint32_t slot, struct sup_cancelled *gone);

/* A lane client takes back at most `quantity` of what it has open here, the newest first; the
 * amount. `s` is settled and writable. */
int64_t sup_take_back_order(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                            uint32_t client, int64_t quantity);

/* A shipment arrives. */
void sup_receive(const struct sup_turn *t, const struct sup_shipment *shipment);

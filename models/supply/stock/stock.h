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
 */
#pragma once

#include "supply/site.h"

/* `client` of the item wants `quantity`: serves what is there, the rest waits. Returns the
 * stock, which stays writable in this event. */
struct sup_stock *sup_want(const struct sup_turn *t, uint32_t slot, uint32_t client,
                           int64_t quantity);

/* Serves those who wait, while there is stock; `s` is the stock, settled and writable. */
void sup_fill(const struct sup_turn *t, uint32_t slot, struct sup_stock *s);

/* A shipment arrives. */
void sup_receive(const struct sup_turn *t, const struct sup_shipment *shipment);

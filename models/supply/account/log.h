/* SPDX-License-Identifier: Apache-2.0 */
/* supply/account/log.h - the log of committed events, on request (scenario.events).
 *
 * A row for each event that was handled, and behind it one for each time that it changed what
 * is on hand of an item, or owed to those who draw on it, and whom goods went to. Added to what
 * was there at the start, the changes give stock, open orders and goods on the way at any
 * moment, so that a run can be audited from its log alone. Nothing else depends on it: with the
 * log, all other results and their digest are the same.
 */
#pragma once

#include "supply/site.h"

/* Who draws on an item. */
enum sup_log_whom { SUP_LOG_NOBODY, SUP_LOG_CUSTOMERS, SUP_LOG_MAKERS, SUP_LOG_SITE };

struct sup_log_row {
    int64_t quantity; // quanta that the event is about, or that came (went: negative)
    int64_t on_hand;  // quanta, after the change; of events 0
    int64_t owed;     // quanta more that are owed (asked for), or fewer (served, withdrawn)
    uint32_t event;   // enum sup_event
    uint32_t change;  // 0: the event itself, 1: a stock that it changed
    int32_t product;  // SCEN_NONE: it is about no product
    uint32_t from, seq, priority; // who sent the event, as which of its sends; its place in
                                  // the tick
    uint32_t whom;                // enum sup_log_whom: who got or asked for it
    int32_t to;                   // of these, the site; SCEN_NONE: none
};

static_assert(sizeof(struct sup_log_row) == 56, "no padding");

/* As sup_site_handle, with the log. */
void sup_log_handle(struct tw_ctx *ctx, const void *state, const struct tw_event *ev);

/* `quantity` was put on the shelf, or taken off (negative): `on_hand` is there now. For items
 * with SUP_LOGGED. */
void sup_log_stock(const struct sup_turn *t, const struct sup_item *item, int64_t quantity,
                   int64_t on_hand);

/* The same of what a client got (`quantity` negative), asked for or no longer wants (`owed`).
 */
void sup_log_client(const struct sup_turn *t, const struct sup_item *item, uint32_t client,
                    int64_t quantity, int64_t owed, int64_t on_hand);

const struct out_column *sup_log_columns(size_t *count);

/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/shop.h - lines of machines: jobs queue, are worked on, and go on along a route.
 *
 * What is released to be made at a craft with a route is cut into jobs. A job waits at the gate
 * of the first shop while its wip limit or its room keep it out, then in the queue, first come,
 * first served over all products, and is worked on by the first machine that is free. A machine
 * whose last job was of another product is set up first. A job that is done takes the next step
 * by chance, or leaves as finished goods; a machine that can't pass its job on to a shop
 * without room holds it and is blocked. A machine that breaks keeps its job, waits for a crew,
 * first come, first served over the shops that share it, and goes on where it stopped. While
 * the site is down machines stop where they are; so they do with a share of capacity of 0.
 *
 * A machine is free again in the very tick in which it finishes, before the goods it made are
 * given out.
 */
#pragma once

#include "supply/make/queue.h"

enum sup_shop_news {
    SUP_NEWS_START,    // to the site, once: endless work begins
    SUP_NEWS_STEP,     // a machine ends its phase, or breaks at work; `stamp` must be its own
    SUP_NEWS_BREAKS,   // a machine breaks that breaks always
    SUP_NEWS_REPAIRED, // a machine is up again
    SUP_NEWS_RELEASE   // a release period begins (make/craft.h); `index` is the slot
};

/* Payload of SUP_EVENT_SHOP. */
struct sup_shop_event {
    uint32_t what, index; // machine from 1, or slot
    uint32_t stamp, pad;
};

/* In init: states of shops, machines and crews, zeroed until now. */
void sup_shops_open(const struct sup_turn *t, unsigned char *state);

void sup_shop_event(const struct sup_turn *t, const struct sup_shop_event *news);

/* `quantity` of the item at `slot` has its components and is to be made. */
void sup_shop_take(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* Is there neither stock nor room for an order of so much, so that a customer leaves? Counts
 * him at the shop when so; the second counts his demand as well, as lost. */
bool sup_shop_refuses(const struct sup_turn *t, uint32_t slot, int64_t quantity);
bool sup_shop_sends_away(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* Disruptions have begun or ended: machines of the site go on at the speed that is left. */
void sup_shops_look(const struct sup_turn *t);

/* ---- for the parts of shops only ---- */

/* The shop, writable and settled up to now. */
struct sup_shop_state *sup_shop_touch(const struct sup_turn *t, uint32_t shop);

/* A queue of the shop, writable. */
struct sup_line_up sup_shop_line_up(const struct sup_turn *t, uint32_t shop,
                                    enum sup_queue_kind kind);

/* Jobs join the queue; `run` tells when they came to the first shop. */
void sup_shop_enter(const struct sup_turn *t, uint32_t shop, struct sup_run run);

/* gate.c: may one more job come to the shop? Those who wait in front come in while they may;
 * endless work fills what the wip limit leaves, and what lacks components counts as begun. */
bool sup_shop_has_room(const struct sup_turn *t, uint32_t shop);
void sup_shop_let_in(const struct sup_turn *t, uint32_t shop);
void sup_shop_add_endless(const struct sup_turn *t, uint32_t shop);

/* Machines that are free take jobs while there are both. */
void sup_shop_dispatch(const struct sup_turn *t, uint32_t shop);

/* A machine has done its job's present step. */
void sup_shop_step_done(const struct sup_turn *t, uint32_t number);

/* Do more jobs wait than normal work is for? */
bool sup_shop_overtime(const struct sup_turn *t, uint32_t shop);

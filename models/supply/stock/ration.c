/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/stock/ration.h"

#include <math.h>

#include "supply/disrupt/plight.h"
#include "supply/stock/stock.h"

static uint8_t all_alike(const struct sup_client *who)
{
    (void)who;
    return 0;
}

static uint8_t own_rank(const struct sup_client *who)
{
    return who->rank;
}

const struct sup_allocation sup_allocations[] = {
    [SCEN_FIFO] = {"fifo", NULL},
    [SCEN_PROPORTIONAL] = {"proportional", all_alike},
    [SCEN_PRIORITY] = {"priority", own_rank},
};

static const struct sup_ration *ration_at(const struct sup_turn *t, const struct sup_item *item)
{
    return sup_part(t, item->store->claim_at);
}

static const struct sup_claim *claim_at(const struct sup_turn *t, const struct sup_item *item,
                                        uint32_t client)
{
    return (const struct sup_claim *)(ration_at(t, item) + 1) + client;
}

static const struct sup_client *who(const struct sup_turn *t, const struct sup_item *item,
                                    uint32_t client)
{
    return &t->world->client[item->first_client + client];
}

void sup_ration_plan(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_index what = {slot, 0};

    if (ration_at(t, item)->planned == t->now + 1)
        return;
    struct sup_ration *ration = tw_write(t->ctx, ration_at(t, item));

    ration->planned = t->now + 1; // 0 is never
    sup_send(t, tw_self(t->ctx), 0, item->allocate_priority, SUP_EVENT_ALLOCATE, &what);
}

void sup_ration_want(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                     uint32_t client, int64_t quantity)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_claim *claim = tw_write(t->ctx, claim_at(t, item, client));

    if (claim->tick != t->now)
        *claim = (struct sup_claim){.open = claim->open, .tick = t->now};
    claim->open += quantity;
    claim->fresh += quantity;
    if (s->on_hand > 0 && sup_gives_out(t, item))
        sup_ration_plan(t, slot);
}

int64_t sup_ration_withdraw(const struct sup_turn *t, const struct sup_item *item,
                            uint32_t client, int64_t quantity)
{
    struct sup_claim *claim = tw_write(t->ctx, claim_at(t, item, client));
    int64_t gone = quantity < claim->open ? quantity : claim->open;

    claim->open -= gone;
    claim->fresh = claim->fresh < claim->open ? claim->fresh : claim->open;
    return gone;
}

/* Serves a share; of the client's own orders the oldest go first. */
static void serve(const struct sup_turn *t, const struct sup_item *item, struct sup_stock *s,
                  uint32_t client, int64_t share)
{
    struct sup_claim *claim = tw_write(t->ctx, claim_at(t, item, client));
    int64_t old = claim->tick == t->now ? claim->open - claim->fresh : claim->open;

    if (share > old) {
        s->flow.at_once += share - old;
        s->flow.sales_at_once += client == 0 ? share - old : 0;
        claim->fresh -= share - old;
    }
    claim->open -= share;
    sup_hand_out(t, s, item, client, share);
}

/* What is open in the first rank after `last`, and which rank that is; 0: none is left. */
static int64_t next_rank(const struct sup_turn *t, const struct sup_item *item, int last,
                         int *rank)
{
    int64_t sum = 0;

    *rank = INT32_MAX;
    for (uint32_t i = 0; i < item->clients; i++) {
        int of_client = item->store->allocation->rank(who(t, item, i));

        if (claim_at(t, item, i)->open == 0 || of_client <= last || of_client > *rank)
            continue;
        if (of_client < *rank)
            sum = 0;
        *rank = of_client;
        sum += claim_at(t, item, i)->open;
    }
    return sum;
}

/* The part of `supply` that is due to the first `upto` of `sum`: grows to all of it. */
static int64_t due(int64_t supply, int64_t upto, int64_t sum)
{
    return (int64_t)floor((double)supply * ((double)upto / (double)sum) + 0.5);
}

/* Shares `supply` out among those of one rank, who have `sum` open. */
static void share_out(const struct sup_turn *t, const struct sup_item *item,
                      struct sup_stock *s, int rank, int64_t supply, int64_t sum, uint32_t turn)
{
    int64_t upto = 0, given = 0;

    for (uint32_t k = 0; k < item->clients; k++) {
        uint32_t client = (turn + k) % item->clients;
        int64_t open = claim_at(t, item, client)->open;

        if (open == 0 || item->store->allocation->rank(who(t, item, client)) != rank)
            continue;
        upto += open;
        int64_t share = due(supply, upto, sum) - given;

        share = share < open ? share : open;
        given += share;
        if (share > 0 && (share == open || !who(t, item, client)->whole))
            serve(t, item, s, client, share);
    }
}

void sup_ration_out(const struct sup_turn *t, uint32_t slot)
{
    const struct sup_item *item = sup_item_at(t, slot);
    struct sup_stock *s = sup_touch(t, slot);
    struct sup_ration *ration = tw_write(t->ctx, ration_at(t, item));
    int64_t sum;

    ration->planned = 0;
    if (!sup_gives_out(t, item))
        return;
    uint32_t turn = ration->turn;
    int rank = -1;

    ration->turn = (turn + 1) % item->clients;
    for (bool enough = true; enough && s->on_hand > 0;) {
        sum = next_rank(t, item, rank, &rank);
        if (sum == 0)
            return;
        enough = s->on_hand >= sum;
        share_out(t, item, s, rank, enough ? sum : s->on_hand, sum, turn);
    }
}

void sup_ration_open(const struct sup_turn *t, unsigned char *state, uint32_t slot,
                     int64_t quantity)
{
    struct sup_ration *ration =
        (struct sup_ration *)(void *)(state + sup_item_at(t, slot)->store->claim_at);
    struct sup_claim *claim = (struct sup_claim *)(void *)(ration + 1);

    claim[0].open = quantity;
    claim[0].tick = -1;
}

int64_t sup_ration_drop(const struct sup_turn *t, const struct sup_item *item, uint32_t client)
{
    struct sup_claim *claim = tw_write(t->ctx, claim_at(t, item, client));
    int64_t open = claim->open;

    claim->open = 0;
    claim->fresh = 0;
    return open;
}

int64_t sup_ration_lanes(const struct sup_turn *t, const struct sup_item *item)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < item->clients; i++)
        if (who(t, item, i)->kind == SUP_LANE)
            sum += claim_at(t, item, i)->open;
    return sum;
}

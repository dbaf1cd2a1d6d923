/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/supply.h"

#include "supply/account/ledger.h"
#include "supply/account/log.h"
#include "supply/site.h"

#define SITE(handler)                                               \
    {                                                               \
        .name = "site", .init = sup_site_init, .handle = (handler), \
        .leftover = sup_site_leftover, .finish = sup_site_finish    \
    }
static const struct tw_lp_type types[] = {SITE(sup_site_handle), SITE(sup_log_handle)};

enum { BIG = 16 * 1024 * 1024 }; // more than a core's own cache holds

static unsigned type_of(const void *world, tw_lp_id lp)
{
    const struct sup_world *w = world;

    (void)lp;
    return w->scen->events;
}

static size_t state_bytes(const void *world, tw_lp_id lp)
{
    const struct sup_world *w = world;

    return w->part_bytes != NULL ? w->part_bytes[lp] : sup_place_of(w, lp)->bytes;
}

struct tw_model sup_model(const struct sup_world *world)
{
    return (struct tw_model){
        .name = "supply",
        .world = world,
        .lps = (tw_lp_id)world->places,
        .types = types,
        .kinds = world->kind,
        .kind_count = SUP_EVENT_COUNT,
        .channels = world->channel,
        .channel_count = SUP_CHANNEL_COUNT,
        .type_of = type_of,
        .state_bytes = state_bytes,
        .edges = sup_edges,
        .fetch = world->state_bytes > BIG ? sup_fetch : NULL,
    };
}

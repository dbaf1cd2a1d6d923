/* SPDX-License-Identifier: Apache-2.0 */
/* supply/disrupt/plight_world.h - the constant tables of what goes wrong (disrupt/disrupt.h),
 * part of sup_world: causes, what they strike as each site sees it, and what that does there.
 */
#pragma once

#include <stdint.h>

/* What a disruption does to one scope: the rows of disrupt/harms.c. */
enum sup_harm_kind {
    SUP_HARM_DOWN,
    SUP_HARM_SPEED,
    SUP_HARM_STRETCH,
    SUP_HARM_DEMAND,
    SUP_HARM_LOSS,
    SUP_HARM_DESTROY,
    SUP_HARM_BANKRUPT,
    SUP_HARM_CLOSED,
    SUP_HARM_SILENT,
    SUP_HARM_SOURCE,
    SUP_HARM_WATCHED,
    SUP_HARMS
};

struct sup_cause {                  // a disruption as one site follows it
    uint32_t disruption;            // index in the scenario
    uint32_t first_strike, strikes; // in sup_world.strike
    uint32_t first_next, nexts;     // in sup_world.next: causes of the site that follow it
    int32_t lane;                   // that it strikes; SCEN_NONE: none
    uint64_t agent, key;            // name its chance, the same wherever it is followed
};

struct sup_strike { // one thing that a disruption strikes, as seen from one site
    uint32_t cause; // within the site
    int32_t struck; // the site that is struck; SCEN_NONE: a lane
    uint32_t first_effect, effects; // in sup_world.effect
    uint32_t at_home;               // 1: what is struck is here, so it is written down here
    uint32_t pad;
};

struct sup_effect {
    uint32_t harm;   // enum sup_harm_kind
    uint32_t scope;  // within the site
    uint32_t strike; // within the site
    uint32_t pad;
    double size; // share or factor
};

/* What can be struck on its own, as seen from one site. The first scope of a site is the site
 * itself; the others exist where a disruption needs them. */
enum sup_scope_kind {
    SUP_SCOPE_SITE,
    SUP_SCOPE_ITEM,   // one product here
    SUP_SCOPE_LANE,   // a lane that begins here, or one product on it
    SUP_SCOPE_SOURCE, // where an item here is ordered from
    SUP_SCOPE_MAKER   // one of the makers of a product, for sup_observed
};

struct sup_scope {
    uint32_t kind; // enum sup_scope_kind
    uint32_t slot; // of the item; SUP_SCOPE_MAKER: which of the site's sup_observed
};

/* A product whose makers are watched from here: how many are up. */
struct sup_observed {
    uint32_t product, makers;
    uint32_t at; // struct sup_watch: byte offset in the state
    uint32_t pad;
};

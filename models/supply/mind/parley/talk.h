/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/parley/talk.h - what agents say to one another: letters, conversations, and what
 * both sides remember of them.
 *
 * Speech acts as in KQML (Finin, Fritzson, McKay and McEntire, "KQML as an Agent Communication
 * Language", CIKM 1994) and Jason: tell, untell, ask, achieve, unachieve, signal; and those of
 * the contract net (parley/call.h). Every letter bears the number of its conversation, which
 * with the item that began it is never used again.
 *
 * A letter takes `message_delay` of the scenario, or the order delay of the lane between the
 * two when that is longer, in both directions. A site that sees no news (communication outage)
 * sends and hears nothing: letters are lost and counted. Only those that move orders (award,
 * refusal, confirmation) wait until it hears again, as orders do, so that no order is ever
 * lost.
 */
#pragma once

#include "out/table.h"
#include "supply/mind/mind.h"
#include "supply/mind/parley/award.h"
#include "supply/mind/parley/promise.h"

enum sup_act {
    SUP_ACT_CFP,
    SUP_ACT_BID,
    SUP_ACT_AWARD,
    SUP_ACT_REJECT,
    SUP_ACT_CONFIRM,
    SUP_ACT_REFUSE,
    SUP_ACT_TELL,
    SUP_ACT_UNTELL,
    SUP_ACT_ASK,
    SUP_ACT_ACHIEVE,
    SUP_ACT_UNACHIEVE,
    SUP_ACT_SIGNAL,
    SUP_ACTS
};

/* What is told: choices of the verbs, in their order. */
enum sup_about {
    SUP_ABOUT_STOCK,
    SUP_ABOUT_DEMAND,
    SUP_ABOUT_DELAY,
    SUP_ABOUT_SHORTAGE,
    SUP_ABOUT_CLOSURE,
    SUP_ABOUT_TARGET,
    SUP_ABOUTS
};

struct sup_letter {   // payload of SUP_EVENT_LETTER
    uint32_t slot;    // at the receiver
    uint16_t act;     // enum sup_act
    uint16_t about;   // enum sup_about
    uint32_t from;    // who writes, in sup_world.item
    uint32_t caller;  // who began the conversation, the same
    uint32_t way;     // contract net: which of the caller's ways
    uint32_t word;    // achieve: of the library of `from`
    int64_t talk;     // the conversation
    int64_t quantity; // quanta
    int64_t at;       // cfp: bids bind until then; bid: ticks; else when it was so
    double value;     // bid: price; tell, signal: what
};
static_assert(sizeof(struct sup_letter) == 56, "no padding");

struct sup_bell { // payload of SUP_EVENT_BELL: the deadline of a call
    uint32_t slot;
    uint32_t pad;
    int64_t talk;
};
static_assert(sizeof(struct sup_bell) == 16, "no padding");

/* What went well and what did not, at an item, since the start of the run. */
struct sup_spoken {
    uint64_t sent;              // letters
    uint64_t lost;              // sent or to be heard in a communication outage
    uint64_t heard[SUP_HEARDS]; // enum sup_heard; answers of the contract net, and calls
    uint64_t calls, failed;     // calls for bids; of them without an award
    uint64_t no_room;           // calls, bidders and promises that found no room
    uint64_t bids, declined;    // as a bidder
    uint64_t kept, refused;     // awards, as a bidder
    uint64_t nobody;            // letters to names that nobody bears
};
static_assert(sizeof(struct sup_spoken) == sizeof(uint64_t) * (10 + SUP_HEARDS), "no padding");

/* Of each item that may be spoken to. */
struct sup_desk {
    struct sup_spoken count;
    struct sup_promise promise[SUP_PROMISES];
};

/* Of each agent that speaks. */
struct sup_parley {
    int64_t last; // number of its last conversation
    struct rand_stream chance;
    uint32_t incumbent; // the way that was awarded most the last time
    uint32_t pad;
    struct sup_call call[SUP_CALLS];
};

/* What is constant of an agent that speaks: beside its struct sup_thinker. */
struct sup_talker {
    const uint32_t *peer;     // by word: who is meant, in sup_world.item; SUP_NOBODY
    const int64_t *delay;     // by word: ticks that a letter takes
    const int64_t *way_delay; // by way, siblings behind the sources
    const int32_t *trust;     // by way: the belief that counts deliveries in time; -1: none
    uint32_t parley_at;       // byte offset in the state; 0: it never speaks
    uint32_t above;           // who it escalates to, in sup_world.item; SUP_NOBODY
    int64_t above_delay;
};

static inline const struct sup_talker *sup_talker_of(const struct sup_world *w,
                                                     const struct sup_item *item)
{
    return &w->talker[item->thinker];
}

static inline const struct sup_parley *sup_parley_at(const struct sup_thought *m)
{
    return sup_part(m->t, sup_talker_of(m->t->world, m->item)->parley_at);
}

/* NULL: nobody speaks to the item. */
static inline const struct sup_desk *sup_desk_at(const struct sup_turn *t, uint32_t slot)
{
    uint32_t at =
        t->world->desk_at != NULL ? t->world->desk_at[t->place->first_item + slot] : 0;

    return at != 0 ? sup_part(t, at) : NULL;
}

static inline struct sup_spoken *sup_spoken(const struct sup_turn *t, uint32_t slot)
{
    return tw_write(t->ctx, &sup_desk_at(t, slot)->count);
}

/* The `way`th way of an agent, siblings behind the sources. */
static inline const struct sup_source *sup_talk_way(const struct sup_world *w,
                                                    const struct sup_item *caller, uint32_t way)
{
    const struct sup_policy *p = &w->policy[caller->policy];
    uint32_t ways = w->thinker[caller->thinker].ways;

    return &w->source[way < ways ? p->first_source + way : p->first_sibling + way - ways];
}

static inline bool sup_talk_sibling(const struct sup_world *w, const struct sup_item *caller,
                                    uint32_t way)
{
    return way >= w->thinker[caller->thinker].ways;
}

struct sup_talk_row { // at the end, of each item that was spoken to
    uint64_t product;
    struct sup_spoken count;
};

/* spoken.c: in finish. */
void sup_talks_close(const struct sup_turn *t);
const struct out_column *sup_talk_columns(size_t *count);

/* ---- post.c ---- */

/* Fills `at` of the site for those of its agents that speak; zeroed. In init. */
void sup_talks_open(const struct sup_turn *t, unsigned char *state);

/* From the item at `slot` to `to` (in sup_world.item), `delay` ticks; slot and from are filled.
 */
void sup_post(const struct sup_turn *t, uint32_t slot, uint32_t to, int64_t delay,
              struct sup_letter *letter);

/* The events. */
void sup_take_letter(const struct sup_turn *t, const struct sup_letter *letter);
void sup_bell_rings(const struct sup_turn *t, const struct sup_bell *bell);

/* What is still under way at the horizon; in leftover. */
void sup_letter_leftover(const struct sup_turn *t, void *state,
                         const struct sup_letter *letter);

/* By way of somebody who is no site: to an LP, without a desk there. */
void sup_post_by(const struct sup_turn *t, uint32_t slot, tw_lp_id by,
                 struct sup_letter *letter);

/* ---- caller.c, bidder.c, words.c ---- */

void sup_caller_hears(const struct sup_turn *t, const struct sup_letter *letter);
void sup_bidder_hears(const struct sup_turn *t, const struct sup_letter *letter);
/* carrier.c: an offer over a lane whose carrier has vehicles passes by him. The first leg of
 * such a lane; NULL: it is another. */
void sup_carrier_hears(const struct sup_turn *t, const struct sup_letter *offer);
const struct sup_leg *sup_talk_fleet(const struct sup_world *w, uint32_t lane);

void sup_agent_is_told(const struct sup_turn *t, const struct sup_letter *letter);

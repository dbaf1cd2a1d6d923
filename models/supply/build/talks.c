/* SPDX-License-Identifier: Apache-2.0 */
/* Who may speak to whom, how long letters take, and what bidders can do. */
#include <math.h>
#include <string.h>

#include "supply/account/rare.h"
#include "supply/build/plans.h"
#include "supply/build/steps.h"
#include "supply/make/rate.h"
#include "supply/mind/parley/talk.h"
#include "supply/mind/verbs.h"

/* ---- who speaks ---- */

static bool is_speech(const struct bdi_step *step)
{
    if (step->kind != BDI_DO)
        return false;
    switch ((enum sup_verb)(step->verb - BDI_VERBS)) {
    case SUP_DO_CFP:
    case SUP_DO_AWARD:
    case SUP_DO_TELL:
    case SUP_DO_UNTELL:
    case SUP_DO_ASK:
    case SUP_DO_ACHIEVE:
    case SUP_DO_UNACHIEVE:
    case SUP_DO_SIGNAL:
    case SUP_DO_ESCALATE:
        return true;
    default:
        return false;
    }
}

static bool speaks(const struct sup_thinker *who)
{
    const struct bdi_library *l = &who->lore->lib;

    for (uint32_t s = 0; s < l->steps; s++)
        if (is_speech(&l->step[s]))
            return true;
    return false;
}

static bool anybody_speaks(const struct sup_world *w)
{
    for (size_t i = 0; i < w->thinkers; i++)
        if (speaks(&w->thinker[i]))
            return true;
    return false;
}

/* ---- to whom ---- */

/* The agent at that site: of the same product, else of the first product that has one. */
static uint32_t peer_at(const struct sup_world *w, const struct sup_item *item, tw_lp_id site)
{
    if (site == SUP_NOBODY || site == item->site)
        return SUP_NOBODY;
    const struct sup_item *same = sup_find_item(w, (int32_t)site, (int32_t)item->product);

    if (same != NULL)
        return (uint32_t)(same - w->item);
    for (uint32_t slot = 0; slot < w->place[site].items; slot++)
        if (w->item[w->place[site].first_item + slot].special & SUP_MINDED)
            return w->place[site].first_item + slot;
    return SUP_NOBODY;
}

static void open_desk(struct sup_world *w, uint32_t item)
{
    w->desk_at[item] = 1; // where it lies is told once there is room
    sup_keep_rare(w, w->item[item].site);
}

/* The longer of what letters take and what orders between the two take. */
static int64_t delay_to(const struct sup_world *w, const struct sup_item *item, tw_lp_id site)
{
    int64_t delay = w->scen->message_delay;

    for (uint32_t way = 0; way < w->thinker[item->thinker].ways; way++) {
        const struct sup_source *source = sup_talk_way(w, item, way);

        if (source->lp == site)
            return source->order_delay > delay ? source->order_delay : delay;
    }
    return delay;
}

static void know_words(struct sup_world *w, const struct sup_thinker *who, struct sup_talker *t)
{
    const struct sup_item *item = &w->item[who->item];
    uint32_t words = who->lore->lib.words;
    uint32_t *peer = base_arena_array(w->arena, words + 1, sizeof *peer);
    int64_t *delay = base_arena_array(w->arena, words + 1, sizeof *delay);

    for (uint32_t k = 0; k < words; k++) {
        peer[k] = peer_at(w, item, who->party[k].site);
        delay[k] = delay_to(w, item, who->party[k].site);
        if (peer[k] != SUP_NOBODY)
            open_desk(w, peer[k]);
    }
    t->peer = peer;
    t->delay = delay;
}

/* The belief that counts whether deliveries from `site` come in time. */
static int32_t trust_in(const struct sup_thinker *who, tw_lp_id site)
{
    const struct bdi_library *l = &who->lore->lib;

    for (uint32_t b = 0; b < l->beliefs; b++) {
        const struct bdi_belief_kind *kind = &l->belief[b];

        if (kind->percept == SUP_SEES_DELIVERY && kind->learning == BDI_COUNTED &&
            kind->party >= 0 && who->party[kind->party].site == site)
            return (int32_t)b;
    }
    return -1;
}

static void know_ways(struct sup_world *w, const struct sup_thinker *who, struct sup_talker *t)
{
    const struct sup_item *item = &w->item[who->item];
    uint32_t ways = who->ways + who->siblings;
    int64_t *delay = base_arena_array(w->arena, ways + 1, sizeof *delay);
    int32_t *trust = base_arena_array(w->arena, ways + 1, sizeof *trust);

    for (uint32_t k = 0; k < ways; k++) {
        const struct sup_source *source = sup_talk_way(w, item, k);
        int64_t post = w->scen->message_delay;

        delay[k] = source->order_delay > post ? source->order_delay : post;
        trust[k] = trust_in(who, source->lp);
        open_desk(w, w->place[source->lp].first_item + source->slot);
    }
    t->way_delay = delay;
    t->trust = trust;
}

static void know_superior(struct sup_world *w, const struct sup_thinker *who,
                          struct sup_talker *t)
{
    int32_t site = who->lore->as->superior;

    t->above = peer_at(w, &w->item[who->item], site < 0 ? SUP_NOBODY : (tw_lp_id)site);
    t->above_delay = delay_to(w, &w->item[who->item], (tw_lp_id)site);
    if (t->above != SUP_NOBODY)
        open_desk(w, t->above);
}

/* ---- what bidders can do ---- */

static double lead_days(const struct sup_world *w, const struct sup_item *item)
{
    if (item->made_here)
        return rand_mean(item->make_law);
    const struct sup_item *from =
        &w->item[w->place[item->source_lp].first_item + item->source_slot];

    return (double)item->order_delay / (double)TW_TICKS_PER_DAY +
           rand_mean(w->lane_law[w->client[from->first_client + item->source_client].lane]);
}

/* Quanta per tick through the narrowest step of the route; 0: as many as one likes. */
static double rate_of(const struct sup_world *w, const struct sup_item *item)
{
    const struct sup_place *p = &w->place[item->site];
    const struct sup_craft *craft = &w->craft[item->craft];
    double least = 0.0;

    if ((item->special & SUP_CRAFTED) == 0)
        return 0.0;
    for (uint32_t k = craft->op; k < craft->op + craft->ops; k++) {
        const struct sup_op *op = &w->op[p->annex->first_op + k];
        double rate =
            (double)w->shop[p->annex->first_shop + op->shop].machines * sup_op_rate(craft, op);

        if (isfinite(rate) && (least <= 0.0 || rate < least))
            least = rate;
    }
    if (craft->limit != SUP_NO_LIMIT &&
        (least <= 0.0 || (double)craft->limit / (double)craft->every < least))
        least = (double)craft->limit / (double)craft->every;
    return least;
}

static void know_bidder(const struct sup_world *w, const struct sup_item *item,
                        struct sup_bidder *b)
{
    *b =
        (struct sup_bidder){.limit = INT64_MAX / 4,
                            .rate = rate_of(w, item),
                            .wait = sup_ticks(lead_days(w, item)),
                            .price = item->made_here && !item->bought ? item->price.make : 0.0};
}

/* ---- the paths of letters ---- */

static void add_edge(struct sup_world *w, size_t *room, uint32_t from, uint32_t to,
                     int64_t delay)
{
    base_assert(w->talk_edges < *room);
    w->talk_edge[w->talk_edges++] = (struct tw_edge){from, to, 0.1F, delay};
}

static void add_both(struct sup_world *w, size_t *room, uint32_t a, uint32_t b, int64_t delay)
{
    add_edge(w, room, a, b, delay);
    add_edge(w, room, b, a, delay);
}

static size_t edges_of(const struct sup_thinker *who)
{
    return 2 * (size_t)(who->lore->lib.words + 2 * (who->ways + who->siblings) + 1);
}

/* Offers by a carrier with vehicles pass by him. */
static void add_way(struct sup_world *w, size_t *room, const struct sup_item *item, uint32_t k,
                    int64_t delay)
{
    const struct sup_source *way = sup_talk_way(w, item, k);
    const struct sup_leg *fleet = sup_talk_fleet(w, way->lane);

    add_both(w, room, item->site, way->lp, delay);
    if (fleet == NULL)
        return;
    add_edge(w, room, way->lp, fleet->owner, w->scen->message_delay);
    add_edge(w, room, fleet->owner, item->site, delay);
}

static void add_edges(struct sup_world *w, size_t *room, const struct sup_thinker *who,
                      const struct sup_talker *t)
{
    const struct sup_item *item = &w->item[who->item];

    for (uint32_t k = 0; k < who->lore->lib.words; k++)
        if (t->peer[k] != SUP_NOBODY)
            add_both(w, room, item->site, w->item[t->peer[k]].site, t->delay[k]);
    for (uint32_t k = 0; k < who->ways + who->siblings; k++)
        add_way(w, room, item, k, t->way_delay[k]);
    if (t->above != SUP_NOBODY)
        add_both(w, room, item->site, w->item[t->above].site, t->above_delay);
}

/* ---- goals that are asked for ---- */

static bool has_goal(const struct sup_world *w, uint32_t peer, const char *name)
{
    const struct sup_item *item = &w->item[peer];

    if ((item->special & SUP_MINDED) == 0)
        return false;
    const struct bdi_library *l = &w->thinker[item->thinker].lore->lib;

    for (uint32_t g = 0; g < l->goals; g++)
        if (strcmp(l->goal[g].name, name) == 0)
            return true;
    return false;
}

static struct bdi_words words_of(const struct bdi_library *l, const struct bdi_step *step,
                                 uint32_t k)
{
    double list;

    if (step->arg[k].ops == 0 || !bdi_expr_constant(&step->arg[k], &list))
        return (struct bdi_words){0, 0};
    return l->list[(uint32_t)list];
}

/* Nobody of those that are asked has the goal: then it is a slip of the pen. */
static bool check_goal(const struct sup_world *w, const struct bdi_library *l,
                       const struct sup_talker *t, const struct bdi_step *step,
                       const char *goal, struct base_err *err)
{
    struct bdi_words whom = words_of(l, step, 0);

    for (uint32_t k = whom.first; k < whom.first + whom.count; k++)
        if (t->peer[l->listed[k]] == SUP_NOBODY || has_goal(w, t->peer[l->listed[k]], goal))
            return true;
    base_err_add(err, step->where.file, step->where.line,
                 "what = \"%s\": none of those who are asked has this goal; expected a goal of "
                 "their library",
                 goal);
    return false;
}

static bool check_goals(const struct sup_world *w, const struct sup_thinker *who,
                        const struct sup_talker *t, struct base_err *err)
{
    const struct bdi_library *l = &who->lore->lib;
    bool good = true;

    for (uint32_t s = 0; s < l->steps; s++) {
        const struct bdi_step *step = &l->step[s];

        if (step->kind != BDI_DO || (step->verb != BDI_VERBS + SUP_DO_ACHIEVE &&
                                     step->verb != BDI_VERBS + SUP_DO_UNACHIEVE))
            continue;
        struct bdi_words what = words_of(l, step, 1);

        for (uint32_t k = what.first; k < what.first + what.count; k++)
            good = check_goal(w, l, t, step, l->word[l->listed[k]], err) && good;
    }
    return good;
}

bool sup_add_talks(struct sup_world *w, struct base_err *err)
{
    if (!anybody_speaks(w))
        return true;
    size_t items = w->scen->stockings, room = 0;
    bool good = true;
    struct sup_talker *talker = base_arena_array(w->arena, w->thinkers, sizeof *talker);
    struct sup_bidder *bidder = base_arena_array(w->arena, items, sizeof *bidder);

    w->desk_at = base_arena_array(w->arena, items, sizeof *w->desk_at);
    for (size_t i = 0; i < items; i++)
        know_bidder(w, &w->item[i], &bidder[i]);
    for (size_t i = 0; i < w->thinkers; i++)
        room += edges_of(&w->thinker[i]);
    w->talk_edge = base_arena_array(w->aside, room, sizeof *w->talk_edge);
    for (size_t i = 0; i < w->thinkers; i++) {
        const struct sup_thinker *who = &w->thinker[i];

        talker[i].parley_at = speaks(who);
        talker[i].above = SUP_NOBODY;
        if (!speaks(who))
            continue;
        open_desk(w, who->item);
        know_words(w, who, &talker[i]);
        know_ways(w, who, &talker[i]);
        know_superior(w, who, &talker[i]);
        add_edges(w, &room, who, &talker[i]);
        good = check_goals(w, who, &talker[i], err) && good;
    }
    w->talker = talker;
    w->bidder = bidder;
    return good;
}

void sup_lay_out_talk(struct sup_world *w, uint32_t item, uint64_t *end)
{
    if (w->desk_at == NULL)
        return;
    if (w->desk_at[item] != 0)
        w->desk_at[item] = sup_state_room(end, 1, sizeof(struct sup_desk));
    if ((w->item[item].special & SUP_MINDED) == 0)
        return;
    struct sup_talker *t = &w->talker[w->item[item].thinker];

    if (t->parley_at != 0)
        t->parley_at = sup_state_room(end, 1, sizeof(struct sup_parley));
}

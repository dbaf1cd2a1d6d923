/* SPDX-License-Identifier: Apache-2.0 */
/* Agents that decide by plan libraries: each item that an entry of `agents` fits gets one, who
 * knows whom the library's names mean. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "supply/account/rare.h"
#include "supply/build/plans.h"
#include "supply/build/steps.h"
#include "supply/build/whom.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/verbs.h"

struct minding {
    struct sup_world *world;
    struct sup_finder *find; // NULL: nobody has an agent
};

/* ---- whom names mean ---- */

/* Marks words in the lists of arguments that are partners; `siblings`: for transshipment, else
 * to order from. */
static void mark_lists(const struct sup_lore *lore, bool siblings, bool *marked)
{
    const struct bdi_library *l = &lore->lib;

    for (uint32_t s = 0; s < l->steps; s++) {
        const struct bdi_step *step = &l->step[s];
        enum sup_verb verb = (enum sup_verb)(step->verb - BDI_VERBS);
        bool orders = verb == SUP_DO_ORDER || verb == SUP_DO_EXPEDITE || verb == SUP_DO_CFP ||
                      verb == SUP_DO_CHANGE_MODE || verb == SUP_DO_CANCEL ||
                      verb == SUP_DO_SUBCONTRACT;
        double list;

        if (step->kind != BDI_DO || !(siblings ? verb == SUP_DO_TRANSSHIP : orders) ||
            step->arg[0].ops == 0 || !bdi_expr_constant(&step->arg[0], &list))
            continue;
        struct bdi_words words = l->list[(uint32_t)list];

        for (uint32_t k = words.first; k < words.first + words.count; k++)
            marked[l->listed[k]] = true;
    }
}

/* Partners that are perceived are partners to order from, unless they are siblings. */
static void mark_partners(const struct sup_lore *lore, bool *order, bool *sibling)
{
    const struct bdi_library *l = &lore->lib;

    mark_lists(lore, false, order);
    mark_lists(lore, true, sibling);
    for (uint32_t b = 0; lore->orders && b < l->beliefs; b++)
        if (l->belief[b].percept >= 0 && l->belief[b].party >= 0 &&
            !sibling[l->belief[b].party])
            order[l->belief[b].party] = true;
}

static bool check_words(const struct minding *m, const struct sup_lore *lore,
                        struct base_err *err)
{
    const struct scen_agent *as = lore->as;
    uint32_t words = lore->lib.words;
    bool *order = base_array(words + 1, sizeof *order),
         *sibling = base_array(words + 1, sizeof *sibling);
    bool good = true;

    mark_partners(lore, order, sibling);
    for (uint32_t k = 0; k < words; k++) {
        if (!order[k] && !sibling[k])
            continue;
        if (sup_finder_site(m->find, as, lore->lib.word[k]) == SCEN_NONE) {
            base_err_add(err, as->plans_where.file, as->plans_where.line,
                         "library \"%s\" speaks of \"%s\", which is no site; expected partners "
                         "= \"%s = ...\", with the name of a site",
                         lore->lib.name, lore->lib.word[k], lore->lib.word[k]);
            good = false;
        } else if (order[k] && sibling[k]) {
            base_err_add(
                err, as->plans_where.file, as->plans_where.line,
                "library \"%s\" orders from \"%s\" and asks it for transshipment, too; "
                "expected one of them",
                lore->lib.name, lore->lib.word[k]);
            good = false;
        }
    }
    free(order);
    free(sibling);
    return good;
}

/* ---- the agent of an item ---- */

struct ways {
    int32_t *lane;
    uint32_t count;
};

static bool has(const struct ways *ways, int32_t lane)
{
    for (uint32_t k = 0; k < ways->count; k++)
        if (ways->lane[k] == lane)
            return true;
    return false;
}

static void add(struct ways *ways, int32_t lane)
{
    if (ways->count < SUP_SOURCES_MAX && !has(ways, lane))
        ways->lane[ways->count++] = lane;
}

/* All lanes from `site` to where the item is, if the product is kept there; none over which
 * others have goods pass. */
static void add_lanes(const struct minding *m, const struct scen_stocking *s, int32_t site,
                      struct ways *ways, const struct ways *but)
{
    size_t count;
    const int32_t *lane = sup_finder_lanes(m->find, s->site, &count);

    if (site == SCEN_NONE || sup_find_item(m->world, site, s->product) == NULL)
        return;
    for (size_t i = 0; i < count; i++)
        if (m->world->scen->lane[lane[i]].from == site && !has(but, lane[i]))
            add(ways, lane[i]);
}

static bool is_sibling(const struct sup_lore *lore, const char *name, const bool *sibling)
{
    for (uint32_t k = 0; k < lore->lib.words; k++)
        if (sibling[k] && strcmp(lore->lib.word[k], name) == 0)
            return true;
    return false;
}

static int32_t site_meant(const struct minding *m, const struct sup_lore *lore, uint32_t word)
{
    return sup_finder_site(m->find, lore->as, lore->lib.word[word]);
}

static void find_ways(const struct minding *m, const struct scen_stocking *s,
                      const struct sup_lore *lore, struct ways *ways, struct ways *siblings)
{
    uint32_t words = lore->lib.words;
    bool *order = base_array(words + 1, sizeof *order),
         *sibling = base_array(words + 1, sizeof *sibling);
    const struct ways none = {NULL, 0};

    for (size_t k = 0; k < scen_sources(s); k++)
        add(ways, scen_source_lane(s, k));
    for (size_t k = 0; s->ordering != NULL && k < s->ordering->siblings; k++)
        add(siblings, s->ordering->sibling[k]);
    mark_partners(lore, order, sibling);
    if (lore->orders && s->source != SCEN_NONE) {
        add_lanes(m, s, m->world->scen->lane[s->source].from, ways, siblings);
        for (uint32_t k = 0; k < words; k++)
            if (order[k])
                add_lanes(m, s, site_meant(m, lore, k), ways, siblings);
        for (size_t k = 0; k < lore->as->partners; k++)
            if (!is_sibling(lore, lore->as->partner[k].name, sibling))
                add_lanes(m, s, lore->as->partner[k].site, ways, siblings);
    }
    for (uint32_t k = 0; k < words; k++)
        if (sibling[k])
            add_lanes(m, s, site_meant(m, lore, k), siblings,
                      s->source != SCEN_NONE ? ways : &none);
    free(order);
    free(sibling);
}

/* Who keeps the product and has a lane here can make it for us: at its price, in twice the time
 * that its goods need. */
static void know_maker(const struct minding *m, const struct scen_stocking *s, int32_t site,
                       struct sup_party *party)
{
    const struct scenario *scen = m->world->scen;
    const struct sup_item *there = sup_find_item(m->world, site, s->product);
    size_t count;
    const int32_t *into = sup_finder_lanes(m->find, s->site, &count);

    for (size_t i = 0; there != NULL && i < count; i++) {
        const struct scen_lane *lane = &scen->lane[into[i]];
        struct rand_dist way = sup_law(lane->lead_time);

        if (lane->from != site)
            continue;
        party->days =
            2.0 * rand_mean(&way) + (double)lane->order_delay / (double)TW_TICKS_PER_DAY;
        party->price = lane->cost_per_unit * there->quantum +
                       scen->product[s->product].value * there->quantum;
        return;
    }
}

static const struct sup_party *parties_of(const struct minding *m, const struct sup_lore *lore,
                                          const struct scen_stocking *s,
                                          const struct ways *siblings)
{
    struct sup_world *w = m->world;
    struct sup_party *party = base_arena_array(w->arena, lore->lib.words + 1, sizeof *party);

    for (uint32_t k = 0; k < lore->lib.words; k++) {
        int32_t site = site_meant(m, lore, k);

        party[k] =
            (struct sup_party){.site = site < 0 ? SUP_NOBODY : (tw_lp_id)site,
                               .sibling = SUP_NOBODY,
                               .product = sup_finder_product(m->find, lore->lib.word[k])};
        if (site >= 0)
            know_maker(m, s, site, &party[k]);
        for (uint32_t n = siblings->count; n > 0 && site >= 0; n--)
            if (w->scen->lane[siblings->lane[n - 1]].from == site)
                party[k].sibling = n - 1;
    }
    return party;
}

/* Streams of customers are demands, by the same numbers. */
static bool loses_customers(const struct sup_world *w, const struct sup_item *item)
{
    for (size_t i = item->first_stream; i < item->first_stream + item->streams; i++) {
        const struct scen_demand_more *more = scen_demand_more(&w->scen->demand[i]);

        if (more->unmet != SCEN_BACKORDER || more->limited)
            return true;
    }
    return false;
}

static void add_thinker(const struct minding *m, size_t i, const struct sup_lore *lore)
{
    struct sup_world *w = m->world;
    const struct scen_stocking *s = &w->scen->stocking[i];
    int32_t *lane = base_arena_array(w->arena, (size_t)2 * SUP_SOURCES_MAX, sizeof *lane);
    struct ways ways = {lane, 0}, siblings = {lane + SUP_SOURCES_MAX, 0};
    struct sup_item *item = &w->item[i];
    int64_t rhythm = lore->as->look > 0     ? lore->as->look
                     : s->review_period > 0 ? s->review_period
                                            : TW_TICKS_PER_DAY;

    find_ways(m, s, lore, &ways, &siblings);
    memmove(lane + ways.count, siblings.lane, siblings.count * sizeof *lane);
    siblings.lane = lane + ways.count;
    item->special |= SUP_MINDED | (lore->holds ? SUP_HELD : 0);
    item->thinker = (uint32_t)w->thinkers;
    sup_annex_of(w, (size_t)s->site)->thinkers++;
    w->thinker[w->thinkers++] = (struct sup_thinker){.lore = lore,
                                                     .party = parties_of(m, lore, s, &siblings),
                                                     .lane = lane,
                                                     .item = (uint32_t)i,
                                                     .ways = ways.count,
                                                     .siblings = siblings.count,
                                                     .spares = loses_customers(w, item),
                                                     .look = lore->counts ? rhythm : 0,
                                                     .rest = rhythm};
}

/* Beliefs, goals and plans are numbered through all libraries. */
static void number(struct sup_world *w, struct sup_lore *lore, const struct sup_domain *words)
{
    size_t count = w->scen->agents;
    const struct bdi_library **plans = base_arena_array(w->arena, count + 1, sizeof *plans);

    for (size_t i = 0; i < count; i++) {
        const struct sup_lore *before = &lore[i] - (i > 0);

        plans[i] = &lore[i].lib;
        lore[i].first_belief = before->first_belief + (i > 0 ? before->lib.beliefs : 0);
        lore[i].first_goal = before->first_goal + (i > 0 ? before->lib.goals : 0);
        lore[i].first_plan = before->first_plan + (i > 0 ? before->lib.plans : 0);
    }
    w->minds = (struct sup_minds){plans, count, &words->units};
}

/* Compiles all libraries. */
static bool read_lore(const struct minding *m, struct sup_lore *lore, struct base_err *err)
{
    const struct scenario *scen = m->world->scen;
    struct sup_domain *words = base_arena_take(m->world->arena, sizeof *words);
    bool good = true;

    sup_domain_init(words, scen->currency);
    for (size_t i = 0; i < scen->agents; i++)
        good = sup_understand(m->world, words, &scen->agent[i], &lore[i], err) &&
               check_words(m, &lore[i], err) && good;
    number(m->world, lore, words);
    return good;
}

static void add_thinkers(const struct minding *m, const struct sup_lore *lore)
{
    struct sup_world *w = m->world;
    const struct scenario *scen = w->scen;

    w->thinker = base_arena_array(w->arena, scen->stockings + 1, sizeof *w->thinker);
    w->rule = base_arena_array(w->aside, scen->stockings + 1, sizeof *w->rule);
    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_agent *as = scen_agent_of(scen, &scen->stocking[i]);

        if (as != NULL && lore[as - scen->agent].direct)
            w->rule[i] = lore[as - scen->agent].rule;
        else if (as != NULL)
            add_thinker(m, i, &lore[as - scen->agent]);
    }
}

bool sup_add_minds(struct sup_world *w, struct base_err *err)
{
    size_t agents = w->scen->agents;
    struct sup_lore *lore = base_arena_array(w->arena, agents + 1, sizeof *lore);
    struct minding m = {w, agents > 0 ? sup_finder_new(w) : NULL};
    bool good = read_lore(&m, lore, err);

    w->lore = lore;
    if (good && agents > 0)
        add_thinkers(&m, lore);
    sup_finder_free(m.find);
    return good && (agents == 0 || sup_give_lessons(w, err));
}

/* Has anybody who draws on what the agent may ration a contract? */
static bool contracts_of(const struct sup_world *w, const struct sup_item *item)
{
    bool any = false;

    for (uint32_t c = 0; w->contract != NULL && (item->special & SUP_HELD) && c < item->clients;
         c++)
        any = any || w->contract[item->first_client + c] > 0;
    return any;
}

void sup_lay_out_mind(struct sup_world *w, const struct sup_item *item, uint64_t *end)
{
    struct sup_thinker *who = &w->thinker[item->thinker];
    bool fog = who->lore->as->latency > 0 || who->lore->as->noise > 0.0;

    who->wits_at = sup_state_room(end, 1, sizeof(struct sup_wits));
    who->ways_at = sup_state_room(end, who->ways, sizeof(struct sup_way));
    who->pleas_at = sup_state_room(end, who->siblings, sizeof(struct sup_plea));
    who->quotas = contracts_of(w, item) ? item->clients : 0;
    who->quota_at = sup_state_room(end, who->quotas > 0 ? who->quotas + 1 : 0, sizeof(int64_t));
    who->seen_at = sup_state_room(end, fog ? who->lore->levels : 0, sizeof(double));
    who->state_at = sup_state_room(end, 1, who->lore->lib.bytes);
    who->guard_at = sup_state_room(end, 1, sizeof(struct sup_guard));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Agents that decide by plan libraries: each entry of `agents` is compiled once, and each item
 * that it fits gets an agent, who knows whom the library's names mean. */
#include <stdlib.h>
#include <string.h>

#include "bdi/read.h"
#include "supply/account/rare.h"
#include "supply/build/plans.h"
#include "supply/mind/haul.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/verbs.h"

/* ---- libraries ---- */

static void commit(struct bdi_library *library, const struct scen_agent *as)
{
    static const enum bdi_commitment how[] = {[SCEN_SINGLE_MINDED] = BDI_SINGLE_MINDED,
                                              [SCEN_BOLD] = BDI_BOLD,
                                              [SCEN_CAUTIOUS] = BDI_CAUTIOUS};

    for (uint32_t g = 0; as->commitment != SCEN_AS_WRITTEN && g < library->goals; g++) {
        library->goal[g].commit = how[as->commitment];
        library->goal[g].patience = as->commitment == SCEN_CAUTIOUS ? as->patience : 1;
    }
}

static void sort_senses(struct sup_world *w, struct sup_lore *lore)
{
    const struct bdi_library *library = &lore->lib;
    struct sup_sense *level = base_arena_array(w->arena, library->beliefs + 1, sizeof *level);
    struct sup_sense *other = base_arena_array(w->arena, library->beliefs + 1, sizeof *other);

    lore->demand = -1;
    lore->level = level;
    lore->happening = other;
    for (uint32_t b = 0; b < library->beliefs; b++) {
        const struct bdi_belief_kind *kind = &library->belief[b];
        struct sup_sense sense = {b, (uint32_t)kind->percept, kind->party, 0};

        if (kind->percept < 0)
            continue;
        if (sense.percept == SUP_SEES_ORDERS && lore->demand < 0)
            lore->demand = (int32_t)b;
        if (lore->as->carrier != SCEN_NONE ? sup_haul_sees(sense.percept)
                                           : sup_is_level(sense.percept))
            level[lore->levels++] = sense;
        else
            other[lore->happenings++] = sense;
    }
    lore->counts = lore->demand >= 0;
}

/* What an expression that reads the clock reads, and what that is computed from. */
static void date(struct sup_lore *lore, const struct bdi_expr *e)
{
    if (e->ops > 0 && e->timed)
        lore->dated = bdi_mask_join(lore->dated, e->reads);
}

static void date_beliefs(struct sup_lore *lore)
{
    const struct bdi_library *l = &lore->lib;

    for (uint32_t g = 0; g < l->goals; g++) {
        date(lore, &l->goal[g].when);
        date(lore, &l->goal[g].hold);
        date(lore, &l->goal[g].until);
        date(lore, &l->goal[g].drop);
    }
    for (uint32_t p = 0; p < l->plans; p++) {
        date(lore, &l->plan[p].when);
        date(lore, &l->plan[p].score);
        date(lore, &l->plan[p].needs_approval);
    }
    for (uint32_t s = 0; s < l->steps; s++)
        for (uint32_t k = 0; k < BDI_PARAMS; k++)
            date(lore, &l->step[s].arg[k]);
    for (uint32_t b = 0; b < l->beliefs; b++)
        date(lore, &l->belief[b].is);
    for (uint32_t c = l->computeds; c > 0; c--)
        if (bdi_mask_has(lore->dated, l->computed[c - 1]))
            lore->dated = bdi_mask_join(lore->dated, l->belief[l->computed[c - 1]].is.reads);
}

static void know_verbs(struct sup_lore *lore)
{
    for (uint32_t s = 0; s < lore->lib.steps; s++) {
        const struct bdi_step *step = &lore->lib.step[s];

        if (step->kind != BDI_DO)
            continue;
        switch ((enum sup_verb)(step->verb - BDI_VERBS)) {
        case SUP_DO_RATION:
        case SUP_DO_HOLD_BACK:
        case SUP_DO_RELEASE_RESERVE:
            lore->holds = true;
            break;
        case SUP_DO_ORDER:
        case SUP_DO_EXPEDITE:
        case SUP_DO_CHANGE_MODE:
        case SUP_DO_REROUTE:
        case SUP_DO_CFP:
        case SUP_DO_AWARD:
        case SUP_DO_CANCEL:
        case SUP_DO_SUBCONTRACT:
            lore->orders = true;
            break;
        default:
            break;
        }
    }
}

/* ---- what is believed at first ---- */

static bool refuse_start(const struct sup_lore *lore, const char *text, struct base_err *err)
{
    base_err_add(
        err, lore->as->where.file, lore->as->where.line,
        "start = \"%s\": expected a belief of library \"%s\" that is not computed, and "
        "its value, such as \"demand = 12\", with ; between them",
        text, lore->lib.name);
    return false;
}

static struct bdi_belief_kind *belief_named(struct sup_lore *lore, const char *name,
                                            size_t size)
{
    for (uint32_t b = 0; b < lore->lib.beliefs; b++)
        if (strncmp(lore->lib.belief[b].name, name, size) == 0 &&
            lore->lib.belief[b].name[size] == '\0')
            return &lore->lib.belief[b];
    return NULL;
}

static bool start_one(struct sup_world *w, const struct sup_domain *words,
                      struct sup_lore *lore, char *text, struct base_err *err)
{
    const struct bdi_scope scope = {.units = &words->units};
    struct bdi_where where = {lore->as->where.file, lore->as->where.line};
    char *equals = strchr(text, '=');
    struct bdi_expr value;
    double constant;

    text += strspn(text, " ");
    size_t size = equals != NULL ? (size_t)(equals - text) : 0;

    while (size > 0 && text[size - 1] == ' ')
        size--;
    struct bdi_belief_kind *kind = size > 0 ? belief_named(lore, text, size) : NULL;

    if (kind == NULL || kind->origin == BDI_COMPUTED)
        return refuse_start(lore, text, err);
    struct bdi_wanted wanted = {kind->type, &kind->dim};

    if (!bdi_expr_compile(equals + 1, &scope, &wanted, where, w->arena, &value, err))
        return false;
    if (!bdi_expr_constant(&value, &constant))
        return refuse_start(lore, text, err);
    kind->start = constant;
    kind->known = true;
    if (kind->learning != BDI_TAKEN && kind->start_observations < 1.0)
        kind->start_observations = 1.0;
    return true;
}

static bool start(struct sup_world *w, const struct sup_domain *words, struct sup_lore *lore,
                  struct base_err *err)
{
    char *text = base_arena_string(w->arena, lore->as->start);
    bool good = true;

    while (text[0] != '\0') {
        char *end = text + strcspn(text, ";");
        bool last = *end == '\0';

        *end = '\0';
        good = start_one(w, words, lore, text, err) && good;
        text = last ? end : end + 1;
    }
    if (lore->as->learns || lore->as->frozen)
        lore->lib.frozen = lore->as->frozen;
    return good;
}

/* Does the expression say that it is time to decide, and nothing else? */
static bool at_review(const struct bdi_library *l, const struct bdi_expr *e)
{
    for (uint32_t b = 0; e->ops == 1 && b < l->beliefs; b++)
        if (bdi_mask_has(e->reads, b))
            return l->belief[b].percept == SUP_SEES_REVIEW;
    return false;
}

/* A library that is a rule alone comes down to that rule: its items get no agent. */
static void simplify(struct sup_lore *lore)
{
    bdi_deed *deed = bdi_direct(&lore->lib);

    if (deed == NULL || lore->as->max_actions >= 0 || lore->as->max_orders >= 0 ||
        !at_review(&lore->lib, &lore->lib.goal[0].when))
        return;
    lore->direct = true;
    lore->rule = sup_deed_rule(deed);
}

/* What only carriers perceive and do. */
static bool check_stock_agent(const struct sup_lore *lore, struct base_err *err)
{
    const struct bdi_library *l = &lore->lib;
    size_t before = err->errors;

    for (uint32_t b = 0; b < l->beliefs; b++)
        if (l->belief[b].percept >= (int32_t)SUP_SEES_VEHICLES_FREE)
            base_err_add(err, l->belief[b].where.file, l->belief[b].where.line,
                         "only the agent of a carrier perceives \"%s\"; expected it in the "
                         "library of an entry with carrier = ...",
                         l->belief[b].name);
    for (uint32_t s = 0; s < l->steps; s++)
        if (l->step[s].kind == BDI_DO && l->step[s].verb >= BDI_VERBS + SUP_DO_CONSOLIDATE)
            base_err_add(err, l->step[s].where.file, l->step[s].where.line,
                         "only the agent of a carrier can do this; expected it in the library "
                         "of an entry with carrier = ...");
    return err->errors == before;
}

static bool understand(struct sup_world *w, const struct sup_domain *words,
                       const struct scen_agent *as, struct sup_lore *lore, struct base_err *err)
{
    lore->as = as;
    if (!bdi_read(as->plans, &words->domain, w->arena, &lore->lib, err))
        return false;
    bdi_lint(&lore->lib, err);
    commit(&lore->lib, as);
    sort_senses(w, lore);
    date_beliefs(lore);
    know_verbs(lore);
    if (as->carrier == SCEN_NONE && !check_stock_agent(lore, err))
        return false;
    simplify(lore);
    return start(w, words, lore, err);
}

/* ---- whom names mean ---- */

static int32_t site_named(const struct sup_world *w, const struct scen_agent *as,
                          const char *name)
{
    for (size_t i = 0; i < as->partners; i++)
        if (strcmp(as->partner[i].name, name) == 0)
            return as->partner[i].site;
    for (size_t i = 0; i < w->scen->sites; i++)
        if (strcmp(w->scen->site[i].name, name) == 0)
            return (int32_t)i;
    return SCEN_NONE;
}

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

static bool check_words(const struct sup_world *w, const struct sup_lore *lore,
                        struct base_err *err)
{
    const struct scen_agent *as = lore->as;
    uint32_t words = lore->lib.words;
    bool *order = calloc(words + 1, sizeof *order),
         *sibling = calloc(words + 1, sizeof *sibling);
    bool good = true;

    mark_partners(lore, order, sibling);
    for (uint32_t k = 0; k < words; k++) {
        if (!order[k] && !sibling[k])
            continue;
        if (site_named(w, as, lore->lib.word[k]) == SCEN_NONE) {
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
static void add_lanes(const struct sup_world *w, const struct scen_stocking *s, int32_t site,
                      struct ways *ways, const struct ways *but)
{
    if (site == SCEN_NONE || sup_find_item(w, site, s->product) == NULL)
        return;
    for (size_t i = 0; i < w->scen->lanes; i++)
        if (w->scen->lane[i].from == site && w->scen->lane[i].to == s->site &&
            !has(but, (int32_t)i))
            add(ways, (int32_t)i);
}

static bool is_sibling(const struct sup_lore *lore, const char *name, const bool *sibling)
{
    for (uint32_t k = 0; k < lore->lib.words; k++)
        if (sibling[k] && strcmp(lore->lib.word[k], name) == 0)
            return true;
    return false;
}

static void find_ways(struct sup_world *w, const struct scen_stocking *s,
                      const struct sup_lore *lore, struct ways *ways, struct ways *siblings)
{
    uint32_t words = lore->lib.words;
    bool *order = calloc(words + 1, sizeof *order),
         *sibling = calloc(words + 1, sizeof *sibling);
    const struct ways none = {NULL, 0};

    for (size_t k = 0; k < scen_sources(s); k++)
        add(ways, scen_source_lane(s, k));
    for (size_t k = 0; s->ordering != NULL && k < s->ordering->siblings; k++)
        add(siblings, s->ordering->sibling[k]);
    mark_partners(lore, order, sibling);
    if (lore->orders && s->source != SCEN_NONE) {
        add_lanes(w, s, w->scen->lane[s->source].from, ways, siblings);
        for (uint32_t k = 0; k < words; k++)
            if (order[k])
                add_lanes(w, s, site_named(w, lore->as, lore->lib.word[k]), ways, siblings);
        for (size_t k = 0; k < lore->as->partners; k++)
            if (!is_sibling(lore, lore->as->partner[k].name, sibling))
                add_lanes(w, s, lore->as->partner[k].site, ways, siblings);
    }
    for (uint32_t k = 0; k < words; k++)
        if (sibling[k])
            add_lanes(w, s, site_named(w, lore->as, lore->lib.word[k]), siblings,
                      s->source != SCEN_NONE ? ways : &none);
    free(order);
    free(sibling);
}

static int32_t product_named(const struct sup_world *w, const char *name)
{
    for (size_t i = 0; i < w->scen->products; i++)
        if (strcmp(w->scen->product[i].name, name) == 0)
            return (int32_t)i;
    return SCEN_NONE;
}

/* Who keeps the product and has a lane here can make it for us: at its price, in twice the time
 * that its goods need. */
static void know_maker(const struct sup_world *w, const struct scen_stocking *s, int32_t site,
                       struct sup_party *party)
{
    const struct sup_item *there = sup_find_item(w, site, s->product);

    for (size_t i = 0; there != NULL && i < w->scen->lanes; i++) {
        const struct scen_lane *lane = &w->scen->lane[i];
        struct rand_dist way = sup_law(lane->lead_time);

        if (lane->from != site || lane->to != s->site)
            continue;
        party->days =
            2.0 * rand_mean(&way) + (double)lane->order_delay / (double)TW_TICKS_PER_DAY;
        party->price = lane->cost_per_unit * there->quantum +
                       w->scen->product[s->product].value * there->quantum;
        return;
    }
}

static const struct sup_party *parties_of(struct sup_world *w, const struct sup_lore *lore,
                                          const struct scen_stocking *s,
                                          const struct ways *siblings)
{
    struct sup_party *party = base_arena_array(w->arena, lore->lib.words + 1, sizeof *party);

    for (uint32_t k = 0; k < lore->lib.words; k++) {
        int32_t site = site_named(w, lore->as, lore->lib.word[k]);

        party[k] = (struct sup_party){.site = site < 0 ? SUP_NOBODY : (tw_lp_id)site,
                                      .sibling = SUP_NOBODY,
                                      .product = product_named(w, lore->lib.word[k])};
        if (site >= 0)
            know_maker(w, s, site, &party[k]);
        for (uint32_t n = siblings->count; n > 0 && site >= 0; n--)
            if (w->scen->lane[siblings->lane[n - 1]].from == site)
                party[k].sibling = n - 1;
    }
    return party;
}

static bool loses_customers(const struct sup_world *w, const struct scen_stocking *s)
{
    for (size_t i = 0; i < w->scen->demands; i++) {
        const struct scen_demand *d = &w->scen->demand[i];
        const struct scen_demand_more *more = scen_demand_more(d);

        if (d->site == s->site && d->product == s->product &&
            (more->unmet != SCEN_BACKORDER || more->limited))
            return true;
    }
    return false;
}

static void add_thinker(struct sup_world *w, size_t i, const struct sup_lore *lore)
{
    const struct scen_stocking *s = &w->scen->stocking[i];
    int32_t *lane = base_arena_array(w->arena, (size_t)2 * SUP_SOURCES_MAX, sizeof *lane);
    struct ways ways = {lane, 0}, siblings = {lane + SUP_SOURCES_MAX, 0};
    struct sup_item *item = &w->item[i];
    int64_t rhythm = lore->as->look > 0     ? lore->as->look
                     : s->review_period > 0 ? s->review_period
                                            : TW_TICKS_PER_DAY;

    find_ways(w, s, lore, &ways, &siblings);
    memmove(lane + ways.count, siblings.lane, siblings.count * sizeof *lane);
    siblings.lane = lane + ways.count;
    item->special |= SUP_MINDED | (lore->holds ? SUP_HELD : 0);
    item->thinker = (uint32_t)w->thinkers;
    sup_annex_of(w, (size_t)s->site)->thinkers++;
    w->thinker[w->thinkers++] = (struct sup_thinker){.lore = lore,
                                                     .party = parties_of(w, lore, s, &siblings),
                                                     .lane = lane,
                                                     .item = (uint32_t)i,
                                                     .ways = ways.count,
                                                     .siblings = siblings.count,
                                                     .spares = loses_customers(w, s),
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

bool sup_add_minds(struct sup_world *w, struct base_err *err)
{
    const struct scenario *scen = w->scen;
    struct sup_lore *lore = base_arena_array(w->arena, scen->agents + 1, sizeof *lore);
    struct sup_domain *words = base_arena_take(w->arena, sizeof *words);
    bool good = true;

    w->lore = lore;
    sup_domain_init(words, scen->currency);
    for (size_t i = 0; i < scen->agents; i++)
        good = understand(w, words, &scen->agent[i], &lore[i], err) &&
               check_words(w, &lore[i], err) && good;
    number(w, lore, words);
    if (!good || scen->agents == 0)
        return good;
    w->thinker = base_arena_array(w->arena, scen->stockings + 1, sizeof *w->thinker);
    w->rule = base_arena_array(w->aside, scen->stockings + 1, sizeof *w->rule);
    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_agent *as = scen_agent_of(scen, &scen->stocking[i]);

        if (as != NULL && lore[as - scen->agent].direct)
            w->rule[i] = lore[as - scen->agent].rule;
        else if (as != NULL)
            add_thinker(w, i, &lore[as - scen->agent]);
    }
    return sup_give_lessons(w, err);
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

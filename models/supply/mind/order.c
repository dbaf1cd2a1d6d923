/* SPDX-License-Identifier: Apache-2.0 */
/* Verbs that bring goods here. */
#include "supply/order/order.h"
#include "supply/account/rare.h"
#include "supply/disrupt/plight.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/verbs.h"
#include "supply/order/act.h"
#include "supply/order/agent.h"
#include "supply/order/transship.h"

/* Nothing leaves a site that is closed, or that no news get out of. */
bool sup_may_act(const struct sup_thought *m)
{
    return m->t->site->down == 0 && !sup_silent(m->t) &&
           !(sup_hindered(m->item) && sup_item_down(m->t, m->item));
}

/* To the target. */
int64_t sup_missing(const struct sup_thought *m)
{
    int64_t lacks = sup_wits_at(m->t, m->who)->target - sup_agent_position(m->t, m->slot, m->s);

    return lacks > 0 ? lacks : 0;
}

bool sup_spend(struct sup_thought *m, double amount)
{
    if (sup_wits_at(m->t, m->who)->spent + amount > m->who->lore->as->budget) {
        sup_blocked(m, m->doing, SUP_BLOCK_MONEY);
        return false;
    }
    if (amount > 0.0)
        sup_wits_write(m)->spent += amount;
    return true;
}

/* What a way costs that is not the usual one is paid on receipt; the budget knows now. */
static bool order_over(struct sup_thought *m, uint32_t way, int64_t quantity)
{
    if (way == SUP_NOBODY || !sup_spend(m, way == 0 ? 0.0 : sup_way_cost(m, way, quantity)))
        return false;
    sup_order_over(m->t, m->slot, m->s, way, quantity);
    sup_way_ordered(m->t, m->who, way, quantity);
    sup_did_over(m, sup_way_of(m->t, m->p, way), quantity);
    return true;
}

/* What the agent has settled on for the time being. */
static struct sup_wanted_way wanted(const struct sup_thought *m, tw_lp_id site, uint32_t mode)
{
    const struct sup_wits *now = sup_wits_at(m->t, m->who);

    return (struct sup_wanted_way){site, mode != SUP_MODE_USUAL ? mode : (uint32_t)now->mode,
                                   now->via};
}

/* From the usual sources, by the usual rule, as long as nothing else was settled on. */
static bool order_as_usual(struct sup_thought *m, uint32_t mode, int64_t quantity)
{
    struct sup_wanted_way want = wanted(m, SUP_NOBODY, mode);

    if (want.mode != SUP_MODE_USUAL || want.via >= 0)
        return order_over(m, sup_way_first(m, &want), quantity);
    if (!sup_agent_may_order(m->t, m->slot))
        return false;
    sup_order(m->t, m->slot, m->s, quantity);
    return true;
}

/* Several partners: each an equal part; who is named first gets what is left over. */
bool sup_order_from(struct sup_thought *m, struct bdi_words whom, uint32_t mode,
                    int64_t quantity)
{
    bool good = true;

    for (uint32_t k = 0; k < whom.count; k++) {
        int64_t part = quantity / whom.count + ((int64_t)k < quantity % whom.count);
        struct sup_wanted_way want = wanted(m, sup_arg_party(m, whom, k)->site, mode);

        if (part > 0)
            good =
                want.site != SUP_NOBODY && order_over(m, sup_way_first(m, &want), part) && good;
    }
    return good;
}

/* As the entry's own bounds want it: nothing, or a whole order. */
static int64_t bounded(const struct sup_thought *m, int64_t quantity)
{
    int64_t order = quantity > 0 ? bdi_limit(&m->p->limits, quantity) : 0;

    return order > 0 ? order : 0;
}

bool sup_do_order(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words whom = sup_arg_words(m, a->arg[0]);
    int64_t quantity = bounded(m, sup_arg_quanta(m, a->arg[1], sup_missing(m)));
    uint32_t mode = sup_arg_choice(a->arg[2], SUP_MODE_USUAL);

    if (!sup_may_act(m))
        return false;
    if (quantity == 0)
        return true;
    return whom.count > 0 ? sup_order_from(m, whom, mode, quantity)
                          : order_as_usual(m, mode, quantity);
}

/* What the policy would do, in its own words: orders, or gives back. That it may not now is no
 * reason to try something else. */
bool sup_do_restock(struct sup_thought *m, const struct bdi_action *a)
{
    sup_agent_decided(m->t, m->slot, m->s, sup_arg_quanta(m, a->arg[0], sup_missing(m)));
    return true;
}

/* By the quickest way. */
bool sup_do_expedite(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words whom = sup_arg_words(m, a->arg[0]);
    int64_t quantity = bounded(m, sup_arg_quanta(m, a->arg[1], sup_missing(m)));
    struct sup_wanted_way want = {whom.count > 0 ? sup_arg_party(m, whom, 0)->site : SUP_NOBODY,
                                  SUP_MODE_USUAL, -1};

    if (!sup_may_act(m) || (whom.count > 0 && want.site == SUP_NOBODY))
        return false;
    if (quantity == 0)
        return true;
    if (!order_over(m, sup_way_quickest(m, &want), quantity))
        return false;
    sup_count(m->t, m->slot, SUP_N_expedited, quantity);
    return true;
}

/* From now on orders go by that mode, as long as there is such a way. */
bool sup_do_change_mode(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words whom = sup_arg_words(m, a->arg[0]);
    uint32_t mode = sup_arg_choice(a->arg[1], SUP_MODE_USUAL);
    struct sup_wanted_way want = {whom.count > 0 ? sup_arg_party(m, whom, 0)->site : SUP_NOBODY,
                                  mode, -1};

    if (sup_way_first(m, &want) == SUP_NOBODY)
        return false;
    struct sup_wits *wits = sup_wits_write(m);

    wits->mode = mode;
    wits->mode_until = sup_arg_until(m, a->arg[2]);
    return true;
}

/* From now on orders go over the ways that come by that port. */
bool sup_do_reroute(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words via = sup_arg_words(m, a->arg[0]);

    for (uint32_t k = 0; k < via.count; k++) {
        tw_lp_id site = sup_arg_party(m, via, k)->site;
        struct sup_wanted_way want = {SUP_NOBODY, SUP_MODE_USUAL, (int64_t)site};

        if (site == SUP_NOBODY || sup_way_first(m, &want) == SUP_NOBODY)
            continue;
        struct sup_wits *wits = sup_wits_write(m);

        wits->via = want.via;
        wits->via_until = sup_arg_until(m, a->arg[1]);
        return true;
    }
    return false;
}

/* Of those who are named, the siblings that may be asked now; `sibling` has room for all. */
static uint32_t willing(const struct sup_thought *m, struct bdi_words whom, uint32_t *sibling)
{
    uint32_t count = 0;

    for (uint32_t k = 0; k < whom.count && count < SUP_SOURCES_MAX; k++) {
        uint32_t which = sup_arg_party(m, whom, k)->sibling;

        if (which != SUP_NOBODY && sup_plea_may(m, which))
            sibling[count++] = which;
    }
    return count;
}

/* Each sibling an equal part of it. What it can't give comes back as news. */
bool sup_do_transship(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words whom = sup_arg_words(m, a->arg[0]);
    int64_t quantity = sup_arg_quanta(m, a->arg[1], sup_missing(m));
    uint32_t sibling[SUP_SOURCES_MAX], count = willing(m, whom, sibling);

    if (!sup_may_act(m) || (count == 0 && quantity > 0))
        return false;
    for (uint32_t k = 0; k < count && quantity > 0; k++) {
        int64_t part = quantity / count + ((int64_t)k < quantity % count);

        if (part == 0)
            continue;
        sup_plea_asked(m, sibling[k]);
        sup_ask_sibling(m->t, m->slot, m->s, sibling[k], part);
        sup_did_over(m, &m->t->world->source[m->p->first_sibling + sibling[k]], part);
    }
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of replenishment (bdi/rule.h) as deeds: each perceives what its rule senses, asks
 * the rule, and orders. */
#include "supply/mind/verbs.h"
#include "supply/order/agent.h"

static enum bdi_result restock(struct bdi_doing *doing, const struct bdi_rule *rule)
{
    const struct sup_sight *sight = doing->view.model;
    const struct sup_thought *m = sight->thought;
    const struct sup_wits *wits = sup_wits_at(m->t, m->who);
    struct bdi_levels levels = {wits->trigger, wits->target};
    int64_t quantity = sup_agent_wants(m->t, m->slot, m->s, rule, &levels);

    if (quantity == 0)
        return BDI_DONE;
    struct bdi_action *a = bdi_do(doing, BDI_VERBS + SUP_DO_RESTOCK);

    if (a != NULL)
        a->arg[0] = (double)quantity * m->item->quantum;
    return BDI_DONE;
}

static enum bdi_result by_policy(struct bdi_doing *doing)
{
    const struct sup_sight *sight = doing->view.model;

    return restock(doing, sight->thought->p->rule);
}

#define DEED(name, rule)                                 \
    static enum bdi_result name(struct bdi_doing *doing) \
    {                                                    \
        return restock(doing, bdi_rules[rule]);          \
    }
DEED(base_stock, BDI_BASE_STOCK)
DEED(s_s, BDI_S_S)
DEED(r_q, BDI_R_Q)
DEED(order_up_to, BDI_ORDER_UP_TO)
DEED(pass_through, BDI_PASS_THROUGH)
DEED(mrp, BDI_TIME_PHASED)
DEED(timed, BDI_TIMED)
DEED(nothing, BDI_NONE)

const struct bdi_deed_kind sup_deeds[SUP_DEEDS] = {
    {"policy", by_policy, "order as the stock entry's own policy says"},
    {"base_stock", base_stock, "order up to the target, each time"},
    {"s_s", s_s, "at the trigger, order up to the target"},
    {"r_q", r_q, "at the trigger, order whole lots"},
    {"order_up_to", order_up_to, "order up to what is forecast"},
    {"pass_through", pass_through, "order what was asked for"},
    {"mrp", mrp, "order what is known to be needed"},
    {"plan", timed, "order what is planned"},
    {"nothing", nothing, "order nothing"},
};

const struct bdi_rule *sup_deed_rule(bdi_deed *deed)
{
    static const enum bdi_rule_id rule[SUP_DEEDS] = {
        BDI_RULES,        BDI_BASE_STOCK,  BDI_S_S,   BDI_R_Q,  BDI_ORDER_UP_TO,
        BDI_PASS_THROUGH, BDI_TIME_PHASED, BDI_TIMED, BDI_NONE,
    };

    for (int k = 1; k < SUP_DEEDS; k++)
        if (sup_deeds[k].deed == deed)
            return bdi_rules[rule[k]];
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* supply/mind/verbs.h - what agents do: a table of functions, one for each verb of domain.h.
 *
 * Each carries out one action by the means that the model has: orders, lanes, allocation,
 * transfers, levels. False: it can't be done now; the plan fails, and other means are tried.
 */
#pragma once

#include "supply/account/decisions.h"
#include "supply/mind/mind.h"

typedef bool sup_carry_out(struct sup_thought *m, const struct bdi_action *a);

/* By enum sup_verb; NULL: nobody can do it yet, it is refused. */
extern sup_carry_out *const sup_verbs[SUP_VERBS];

/* order.c */
sup_carry_out sup_do_order, sup_do_restock, sup_do_expedite, sup_do_change_mode, sup_do_reroute,
    sup_do_transship;

/* serve.c */
sup_carry_out sup_do_ration, sup_do_hold_back, sup_do_release_reserve, sup_do_set_target;

/* serve.c: no more than `quantity` of what is held back is given out again. */
void sup_release(struct sup_thought *m, int64_t quantity);

/* parley/caller.c, parley/words.c */
sup_carry_out sup_do_cfp, sup_do_award, sup_do_tell, sup_do_untell, sup_do_ask, sup_do_achieve,
    sup_do_unachieve, sup_do_signal, sup_do_escalate;

/* produce.c */
sup_carry_out sup_do_build_ahead, sup_do_overtime, sup_do_subcontract, sup_do_substitute;
void sup_end_overtime(struct sup_thought *m);

/* withdraw.c */
sup_carry_out sup_do_cancel;

/* did.c: rows of what is being carried out (account/decisions.h), as far as the scenario wants
 * decisions. A verb tells what it did with how many quanta of whom over which lane (-1: none);
 * where it tells nothing the end does, from its arguments and what is more on order by then. */
struct bdi_action sup_deed_of(const struct sup_thought *m, struct bdi_handle by,
                              enum sup_verb verb); // of a plan that waits
void sup_deed_begins(struct sup_thought *m, const struct bdi_action *a);
void sup_did(struct sup_thought *m, tw_lp_id partner, int64_t lane, int64_t quantity);
static inline void sup_did_over(struct sup_thought *m, const struct sup_source *way,
                                int64_t quantity)
{
    sup_did(m, way->lp, way->lane, quantity);
}
void sup_deed_ends(struct sup_thought *m, bool good, int64_t ordered);

/* domain.c: what the number of a parameter counts. */
enum sup_deed_unit sup_param_unit(const struct bdi_param *param);

/* order.c: from the partners of the list, by equal parts. */
bool sup_order_from(struct sup_thought *m, struct bdi_words whom, uint32_t mode,
                    int64_t quantity);

/* Nothing leaves a site that is closed, or that no news get out of. */
bool sup_may_act(const struct sup_thought *m);

/* What is missing to the target, quanta; 0: nothing. */
int64_t sup_missing(const struct sup_thought *m);

/* May the agent spend so much? If so it has. */
bool sup_spend(struct sup_thought *m, double amount);

/* ---- arguments ---- */

/* Units as quanta, to the nearest; `otherwise` when the text says nothing. */
static inline int64_t sup_arg_quanta(const struct sup_thought *m, double units,
                                     int64_t otherwise)
{
    if (!(units == units))
        return otherwise;
    double quanta = units / m->item->quantum;

    return quanta >= 9e15    ? (int64_t)9e15
           : quanta <= -9e15 ? (int64_t)-9e15
                             : (int64_t)(quanta < 0.0 ? quanta - 0.5 : quanta + 0.5);
}

/* A choice of the text; `otherwise` when it says nothing. */
static inline uint32_t sup_arg_choice(double arg, uint32_t otherwise)
{
    return arg == arg ? (uint32_t)arg : otherwise;
}

/* When something ends that lasts so many days; INT64_MAX: until further notice. */
static inline int64_t sup_arg_until(const struct sup_thought *m, double days)
{
    return days == days ? m->t->now + sup_ticks(days) : INT64_MAX;
}

/* The words of a list; none when the text says nothing. */
static inline struct bdi_words sup_arg_words(const struct sup_thought *m, double arg)
{
    struct bdi_words none = {0, 0};

    return arg == arg ? m->who->lore->lib.list[(uint32_t)arg] : none;
}

static inline const struct sup_party *sup_arg_party(const struct sup_thought *m,
                                                    struct bdi_words words, uint32_t k)
{
    return &m->who->party[m->who->lore->lib.listed[words.first + k]];
}

/* The agent's levels, reserve and so on, to be changed. */
static inline struct sup_wits *sup_wits_write(const struct sup_thought *m)
{
    return tw_write(m->t->ctx, sup_wits_at(m->t, m->who));
}

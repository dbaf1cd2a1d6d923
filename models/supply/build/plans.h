/* SPDX-License-Identifier: Apache-2.0 */
/* supply/build/plans.h - what is known of the whole network before the run, for policies that
 * need it. Parts of sup_plan_policies. */
#pragma once

#include "supply/order/policy.h"

/* The policy of an item, NULL when it has none. */
static inline struct sup_policy *sup_policy_to_plan(struct sup_world *w, size_t item)
{
    struct sup_policy *policy = (struct sup_policy *)(uintptr_t)w->policy;

    return w->item[item].special & SUP_AGENT ? &policy[w->item[item].policy] : NULL;
}

/* From an item to those it draws on: calls `see` with each and the quanta of it for one quantum
 * of the item; of several sources each counts by its share, or only the first. */
typedef void sup_seen(void *of, uint32_t from, uint32_t to, double per);
void sup_for_each_draw(const struct sup_world *w, uint32_t item, sup_seen *see, void *of);

/* build/echelon.c: echelon positions at the start, and who tells whom. */
void sup_plan_echelons(struct sup_world *w);

/* build/lessons.c: agents begin with what they learned in an earlier run. False with mistakes:
 * what the tables tell of is no agent, or no belief that learns. */
bool sup_give_lessons(struct sup_world *w, struct base_err *err);

/* build/requirements.c: what items with policy mrp will need, and when. */
void sup_plan_requirements(struct sup_world *w);

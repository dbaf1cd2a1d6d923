/* SPDX-License-Identifier: Apache-2.0 */
/* supply/order/agent.h - the agent of an item with a policy: what it perceives, then the rule,
 * then what it does (order/policy.h).
 */
#pragma once

#include "supply/site.h"

/* Fills what the agents of the site remember at the start; zeroed. In init. */
void sup_agents_open(const struct sup_turn *t, unsigned char *state);

/* Ticks to the first review of an item. */
int64_t sup_first_review(const struct sup_turn *t, const struct sup_item *item);

/* The stock has changed. */
void sup_agent_sees(const struct sup_turn *t, uint32_t slot, struct sup_stock *s);

/* A review. */
void sup_agent_reviews(const struct sup_turn *t, uint32_t slot);

/* The sums of the KPI period in `s` are about to start afresh. */
void sup_agent_period(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s);

/* News of customers downstream. */
void sup_take_news(const struct sup_turn *t, const struct sup_news *news);

/* Goods arrive from `from`. */
void sup_agent_receives(const struct sup_turn *t, const struct sup_shipment *shipment,
                        tw_lp_id from);

/* So much was made here. */
void sup_agent_makes(const struct sup_turn *t, uint32_t slot, int64_t quantity);

/* A site asks for help; a sibling could not help with so much. */
void sup_take_ask(const struct sup_turn *t, const struct sup_ask *ask);
void sup_take_no(const struct sup_turn *t, const struct sup_ask *no);

/* The position that its policy compares with its levels, as far as it has news of it; quanta.
 */
int64_t sup_agent_position(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s);

/* May it place an order now? Remembers one that has to wait for its source. */
bool sup_agent_may_order(const struct sup_turn *t, uint32_t slot);

/* What `rule` wants ordered with these levels; < 0: given back. Within the entry's bounds. */
struct bdi_rule;
int64_t sup_agent_wants(const struct sup_turn *t, uint32_t slot, const struct sup_stock *s,
                        const struct bdi_rule *rule, const struct bdi_levels *levels);

/* Orders or gives back so much, if it may; what was asked for is done with then. */
void sup_agent_decided(const struct sup_turn *t, uint32_t slot, struct sup_stock *s,
                       int64_t quantity);

/* What was on the way to an agent here at the horizon. */
void sup_agent_leftover(const struct sup_turn *t, void *state, const struct tw_event *ev);

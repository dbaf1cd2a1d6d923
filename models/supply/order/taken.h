/* SPDX-License-Identifier: Apache-2.0 */
/* supply/order/taken.h - what came over each lane to an item, since the warm-up. Items with one
 * source know it from their flows; those with several, or with siblings, count it here, in
 * struct sup_taken behind what each source was given (order/policy.h). */
#pragma once

#include "supply/order/policy.h"
#include "supply/stock/shelf.h"

struct sup_taken {
    int64_t quantity, shipments;
    double area; // quanta x ticks on the way
};

static_assert(sizeof(struct sup_taken) == 24, "no padding");

static inline uint32_t sup_takens(const struct sup_policy *p)
{
    return p->sources + p->siblings;
}

/* Goods from `from` arrive; `only`: over that source, where several lead there (SUP_NOBODY: it
 * is not known). */
void sup_taken_note(const struct sup_turn *t, const struct sup_policy *p,
                    const struct sup_shipment *shipment, tw_lp_id from, uint32_t only);

void sup_taken_forget(const struct sup_turn *t, uint32_t slot);

/* What came over `lane` to the item at `slot`; in `finish`, behind the totals. */
struct sup_taken sup_taken_over(const struct sup_turn *t, uint32_t slot, uint32_t lane);

/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rules/rules.h"

/* At s or below it orders up to S. Scarf, "The Optimality of (S, s) Policies in the Dynamic
 * Inventory Problem", 1960. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    return now->position <= terms->trigger ? terms->target - now->position : 0;
}

const struct bdi_rule bdi_s_s = {.name = "(s,S)", .senses = BDI_POSITION, .want = want};

/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rules/rules.h"

/* At r or below it orders so many lots Q that the position is above r again. Hadley and
 * Whitin, Analysis of Inventory Systems, 1963. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    int64_t below = terms->trigger - now->position;

    return below >= 0 ? (below / terms->lot + 1) * terms->lot : 0;
}

const struct bdi_rule bdi_r_q = {.name = "(r,Q)", .senses = BDI_POSITION, .want = want};

/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rules/rules.h"

/* Back to S, whatever has left. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    return terms->target - now->position;
}

const struct bdi_rule bdi_base_stock = {
    .name = "base-stock", .senses = BDI_POSITION, .want = want};

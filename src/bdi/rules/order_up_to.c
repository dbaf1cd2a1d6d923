/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "bdi/rules/rules.h"

/* Up to the forecast of what comes until the next order can arrive, and safety on top. Chen,
 * Drezner, Ryan and Simchi-Levi, "Quantifying the Bullwhip Effect in a Simple Supply Chain",
 * Management Science 46(3), 2000. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    return llround(now->coming + terms->safety) - now->position;
}

const struct bdi_rule bdi_order_up_to = {
    .name = "order-up-to", .senses = BDI_FORECAST, .want = want};

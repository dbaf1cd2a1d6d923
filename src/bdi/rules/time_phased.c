/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "bdi/rules/rules.h"

/* Net of what is there, all that is known to be needed before the next order can arrive.
 * Orlicky, Material Requirements Planning, 1975. Half a quantum short is no shortage:
 * requirements may be fractions. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    double net = now->needed + terms->safety - (double)now->position;

    return net > 0.0 ? (int64_t)ceil(net - 0.5) : (int64_t)ceil(net);
}

const struct bdi_rule bdi_time_phased = {.name = "mrp", .senses = BDI_NEEDS, .want = want};

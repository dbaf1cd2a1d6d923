/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rules/rules.h"

/* What a plan says, no matter what happened since it was made. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    (void)terms;
    return now->due;
}

const struct bdi_rule bdi_timed = {.name = "plan", .senses = BDI_DUE, .want = want};

/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rules/rules.h"

/* Orders exactly what it was asked for. Sterman, "Modeling Managerial Behavior", Management
 * Science 35(3), 1989, plays the beer game against it. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    (void)terms;
    return now->asked;
}

const struct bdi_rule bdi_pass_through = {
    .name = "pass-through", .senses = BDI_ASKED, .want = want};

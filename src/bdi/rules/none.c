/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/rules/rules.h"

/* Never orders: it lives on what it has. */
static int64_t want(const struct bdi_terms *terms, const struct bdi_outlook *now)
{
    (void)terms;
    (void)now;
    return 0;
}

const struct bdi_rule bdi_none = {.name = "none", .senses = BDI_POSITION, .want = want};

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/kept.c - what entries share with their like: laws, and what few of them say.
 *
 * Only what was kept lately is compared: entries of a kind stand together in most texts. What
 * is missed is kept twice, which costs memory and nothing else. */
#include <string.h>

#include "base/digest.h"
#include "scen/build.h"

const struct scen_site_more scen_site_plain;
const struct scen_lane_more scen_lane_plain;
const struct scen_stocking_more scen_stocking_plain;
const struct scen_demand_more scen_demand_plain;

static const struct scen_law always_0;

/* Bytes, since 0 and -0 are two; padding that differs keeps alike things apart, no more. */
static bool same_bytes(const void *a, const void *b, size_t bytes)
{
    return memcmp(a, b, bytes) == 0;
}

/* NULL for what is as `plain`, else a copy, perhaps an earlier one. */
static const void *keep(struct scen_build *b, enum scen_kept_kind kind, const void *it,
                        const void *plain, size_t bytes)
{
    if (same_bytes(it, plain, bytes))
        return NULL;
    uint64_t hash = base_digest_mix(base_digest_bytes(0, it, bytes));
    const void **lately = &b->kept[kind][hash % SCEN_KEPT_LATELY];

    if (*lately == NULL || !same_bytes(*lately, it, bytes))
        *lately = memcpy(base_arena_take(b->scen->aside, bytes), it, bytes);
    return *lately;
}

const struct scen_law *scen_keep_law(struct scen_build *b, const struct scen_law *law)
{
    return keep(b, SCEN_KEPT_LAW, law, &always_0, sizeof *law);
}

const struct scen_site_more *scen_keep_site(struct scen_build *b,
                                            const struct scen_site_more *more)
{
    return keep(b, SCEN_KEPT_SITE, more, &scen_site_plain, sizeof *more);
}

const struct scen_lane_more *scen_keep_lane(struct scen_build *b,
                                            const struct scen_lane_more *more)
{
    return keep(b, SCEN_KEPT_LANE, more, &scen_lane_plain, sizeof *more);
}

const struct scen_stocking_more *scen_keep_stocking(struct scen_build *b,
                                                    const struct scen_stocking_more *more)
{
    return keep(b, SCEN_KEPT_STOCKING, more, &scen_stocking_plain, sizeof *more);
}

const struct scen_demand_more *scen_keep_demand(struct scen_build *b,
                                                const struct scen_demand_more *more)
{
    return keep(b, SCEN_KEPT_DEMAND, more, &scen_demand_plain, sizeof *more);
}

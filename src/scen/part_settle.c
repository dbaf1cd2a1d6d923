/* SPDX-License-Identifier: Apache-2.0 */
/* scen/part_settle.c - what a run keeps of a part. */
#include "scen/part.h"

static size_t own_sites(const struct scenario *scen)
{
    size_t own = 0;

    for (size_t i = 0; i < scen->sites; i++)
        own += scen->part->kin[i] == SCEN_OWN;
    return own;
}

void scen_part_settle(struct scenario *scen)
{
    const struct scen_part *old = scen->part;
    struct base_arena *kept = base_arena_new();
    size_t own = own_sites(scen), next = 0;
    struct scen_site *site = base_arena_array(kept, own, sizeof *site);
    uint32_t *number = base_arena_array(kept, own, sizeof *number);
    uint8_t *kin = base_arena_array(kept, own, sizeof *kin); // all SCEN_OWN, 0
    struct scen_part *part = base_arena_take(kept, sizeof *part);

    for (size_t i = 0; i < scen->sites; i++)
        if (old->kin[i] == SCEN_OWN) {
            site[next] = (struct scen_site){.name = base_arena_string(kept, scen->site[i].name),
                                            .region = ""};
            number[next++] = old->site[i];
        }
    *part = (struct scen_part){
        .sites = old->sites, .lanes = old->lanes, .site = number, .kin = kin};
    base_arena_free(scen->aside);
    scen->aside = kept;
    scen->part = part;
    scen->site = site;
    scen->sites = own;
    scen->lane = NULL;
    scen->stocking = NULL;
    scen->demand = NULL;
    scen->lanes = scen->stockings = scen->demands = 0;
}

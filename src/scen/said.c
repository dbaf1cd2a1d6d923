/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/said.h"

#include <string.h>

#include "base/mem.h"

int32_t scen_said_site(struct scen_reading *in, struct scen_span text)
{
    struct scen_said *said = in->said;
    char *name = base_arena_take(in->arena, text.size + 1);

    memcpy(name, text.at, text.size);
    said->site = base_grow(said->site, said->sites, &said->room, sizeof *said->site);
    said->site[said->sites] = name;
    return (int32_t)said->sites++;
}

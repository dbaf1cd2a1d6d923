/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/build/whom.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

struct sup_finder {
    struct base_map *site, *product;
    size_t *first; // by site: in `lane`; one more at the end
    int32_t *lane; // by where they end
};

static void sort_lanes(struct sup_finder *f, const struct scenario *scen)
{
    size_t *first = base_array(scen->sites + 2, sizeof *first);

    f->first = first;
    f->lane = base_array(scen->lanes + 1, sizeof *f->lane);
    for (size_t i = 0; i < scen->lanes; i++)
        first[scen->lane[i].to + 2]++;
    for (size_t i = 2; i < scen->sites + 2; i++)
        first[i] += first[i - 1];
    for (size_t i = 0; i < scen->lanes; i++)
        f->lane[first[scen->lane[i].to + 1]++] = (int32_t)i;
}

struct sup_finder *sup_finder_new(const struct sup_world *world)
{
    const struct scenario *scen = world->scen;
    struct sup_finder *f = base_alloc(sizeof *f);

    f->site = base_map_new();
    f->product = base_map_new();
    for (size_t i = 0; i < scen->sites; i++)
        base_map_put(f->site, scen->site[i].name, (int32_t)i);
    for (size_t i = 0; i < scen->products; i++)
        base_map_put(f->product, scen->product[i].name, (int32_t)i);
    sort_lanes(f, scen);
    return f;
}

void sup_finder_free(struct sup_finder *f)
{
    if (f == NULL)
        return;
    base_map_free(f->site);
    base_map_free(f->product);
    free(f->first);
    free(f->lane);
    free(f);
}

int32_t sup_finder_site(const struct sup_finder *f, const struct scen_agent *as,
                        const char *name)
{
    for (size_t i = 0; i < as->partners; i++)
        if (strcmp(as->partner[i].name, name) == 0)
            return as->partner[i].site;
    return base_map_get(f->site, name);
}

int32_t sup_finder_product(const struct sup_finder *f, const char *name)
{
    return base_map_get(f->product, name);
}

const int32_t *sup_finder_lanes(const struct sup_finder *f, int32_t site, size_t *count)
{
    *count = f->first[site + 1] - f->first[site];
    return &f->lane[f->first[site]];
}

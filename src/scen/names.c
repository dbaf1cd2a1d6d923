/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/names.h"

#include <string.h>

#include "base/nearest.h"

enum { NAME_ROOM = 128, GUESS_MIN = 3 }; // bytes; shorter names are all alike

/* A piece of text as a string; false when no name is so long. */
static bool as_string(struct scen_span s, char string[NAME_ROOM])
{
    if (s.size >= NAME_ROOM)
        return false;
    memcpy(string, s.at, s.size);
    string[s.size] = '\0';
    return true;
}

void scen_names_fini(struct scen_names *names)
{
    base_map_free(names->map);
}

bool scen_names_add(struct scen_names *names, const char *name)
{
    if (names->map == NULL)
        names->map = base_map_new();
    if (!base_map_put(names->map, name, names->count))
        return false;
    names->count++;
    return true;
}

int32_t scen_names_find(const struct scen_names *names, struct scen_span name)
{
    char string[NAME_ROOM];

    if (names->map == NULL || !as_string(name, string))
        return BASE_MAP_NONE;
    return base_map_get(names->map, string);
}

const char *scen_names_nearest(const struct scen_names *names, struct scen_span name)
{
    char string[NAME_ROOM];

    if (names->map == NULL || name.size < GUESS_MIN || !as_string(name, string))
        return NULL;
    return base_map_nearest(names->map, string);
}

/* Words of the trade, and those that stand for them here. */
static const struct synonym {
    const char *word, *ours;
} synonyms[] = {
    {"shop", "market"},
    {"store", "market"},
    {"retailer", "market"},
    {"customer", "market"},
    {"depot", "warehouse"},
    {"dc", "warehouse"},
    {"distribution centre", "warehouse"},
    {"distribution center", "warehouse"},
    {"plant", "factory"},
    {"manufacturer", "factory"},
    {"vendor", "supplier"},
    {"source", "supplier"},
    {"harbour", "port"},
    {"airport", "hub"},
    {"min-max", "(s,S)"},
    {"kanban", "base-stock"},
    {"rop", "(r,Q)"},
    {"closure", "outage"},
    {"closed", "outage"},
    {"fire", "destroy"},
    {"delay", "lead-time"},
    {"surge", "demand"},
    {"bankruptcy", "insolvency"},
    {"strike", "outage"},
    {"capacity", "release_limit"},
    {"safety_stock", "safety"},
    {"moq", "min_order"},
    {"lot_size", "order_quantity"},
    {"transit_time", "lead_time"},
    {"lead_time", "make_time"},
    {"supplier", "source"},
    {"max_stock", "order_up_to"},
    {"min_stock", "reorder_point"},
    {"selling_price", "price"},
    {"cost", "value"},
    {"price", "value"},
    {"price", "purchase_price"},
    {"probability", "chance"},
    {"length", "duration"},
    {"type", "role"},
    {"type", "kind"},
};

static const char *translated(struct scen_span word, const char *const *candidate, size_t count)
{
    for (size_t s = 0; s < sizeof synonyms / sizeof *synonyms; s++)
        for (size_t c = 0; scen_span_is(word, synonyms[s].word) && c < count; c++)
            if (strcmp(candidate[c], synonyms[s].ours) == 0)
                return candidate[c];
    return NULL;
}

const char *scen_nearest(struct scen_span word, const char *const *candidate, size_t count)
{
    const char *ours = translated(word, candidate, count);
    char string[NAME_ROOM];

    if (ours != NULL || word.size < GUESS_MIN || !as_string(word, string))
        return ours;
    return base_nearest(string, candidate, count);
}

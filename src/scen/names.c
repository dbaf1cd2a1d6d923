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

const char *scen_nearest(struct scen_span word, const char *const *candidate, size_t count)
{
    char string[NAME_ROOM];

    if (word.size < GUESS_MIN || !as_string(word, string))
        return NULL;
    return base_nearest(string, candidate, count);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "bdi/read/state.h"

int32_t bdi_belief_named(const struct bdi_reading *in, const char *name)
{
    for (uint32_t b = 0; b < in->lib->beliefs; b++)
        if (strcmp(in->lib->belief[b].name, name) == 0)
            return (int32_t)b;
    return -1;
}

int32_t bdi_goal_named(const struct bdi_reading *in, const char *name)
{
    for (uint32_t g = 0; g < in->lib->goals; g++)
        if (strcmp(in->lib->goal[g].name, name) == 0)
            return (int32_t)g;
    return -1;
}

int32_t bdi_percept_named(const struct bdi_reading *in, const char *name)
{
    for (uint32_t p = 0; p < in->domain->percepts; p++)
        if (strcmp(in->domain->percept[p].name, name) == 0)
            return (int32_t)p;
    return -1;
}

static void refuse(const struct bdi_reading *in, const struct base_node *at, const char *kind,
                   const char *name, const char *const *known, uint32_t count)
{
    const char *near = base_nearest(name, known, count);

    if (near != NULL)
        bdi_refuse_at(in, at, "%s = \"%s\": there is no such %s; did you mean \"%s\"?",
                      at->name, name, kind, near);
    else
        bdi_refuse_at(in, at, "%s = \"%s\": there is no such %s; expected one of this library",
                      at->name, name, kind);
}

void bdi_refuse_belief(const struct bdi_reading *in, const struct base_node *at,
                       const char *name)
{
    const char **known = base_array(in->lib->beliefs, sizeof *known);

    for (uint32_t b = 0; b < in->lib->beliefs; b++)
        known[b] = in->lib->belief[b].name;
    refuse(in, at, "belief", name, known, in->lib->beliefs);
    free(known);
}

void bdi_refuse_goal(const struct bdi_reading *in, const struct base_node *at, const char *name)
{
    const char *known[BDI_GOALS];
    uint32_t count = 0;

    for (uint32_t g = 0; g < in->lib->goals; g++)
        if (in->lib->goal[g].name[0] != '\0')
            known[count++] = in->lib->goal[g].name;
    refuse(in, at, "goal", name, known, count);
}

uint32_t bdi_word(struct bdi_reading *in, const char *name, size_t size)
{
    struct bdi_library *library = in->lib;

    for (uint32_t w = 0; w < library->words; w++)
        if (strncmp(library->word[w], name, size) == 0 && library->word[w][size] == '\0')
            return w;
    char *copy = base_arena_take(in->arena, size + 1);

    memcpy(copy, name, size);
    library->word = base_grow(library->word, library->words, &in->word_room, sizeof(char *));
    library->word[library->words] = copy;
    return library->words++;
}

static void add_to_list(struct bdi_reading *in, struct bdi_words *list, uint32_t word)
{
    struct bdi_library *library = in->lib;

    library->listed =
        base_grow(library->listed, library->listeds, &in->listed_room, sizeof *library->listed);
    library->listed[library->listeds++] = word;
    list->count++;
}

/* "A, B": names between commas. */
static void add_names(struct bdi_reading *in, const struct base_node *at,
                      struct bdi_words *list)
{
    const char *text = at->text;
    size_t before = list->count;

    while (text[0] != '\0') {
        text += strspn(text, ", \t");
        size_t size = strcspn(text, ",");

        while (size > 0 && text[size - 1] == ' ')
            size--;
        if (size > 0)
            add_to_list(in, list, bdi_word(in, text, size));
        text += strcspn(text, ",");
    }
    if (list->count == before)
        bdi_refuse_at(in, at, "%s: this names nobody; expected a name or several", at->name);
}

uint32_t bdi_word_list(struct bdi_reading *in, const struct base_node *at)
{
    struct bdi_library *library = in->lib;
    struct bdi_words list = {.first = library->listeds};

    if (at->kind == BASE_VALUE)
        add_names(in, at, &list);
    for (size_t i = 0; i < at->children; i++)
        add_names(in, &at->child[i], &list);
    library->list =
        base_grow(library->list, library->lists, &in->list_room, sizeof *library->list);
    library->list[library->lists] = list;
    return library->lists++;
}

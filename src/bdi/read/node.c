/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "bdi/read/state.h"

enum { CHOICES = 48 };

void bdi_refuse_at(const struct bdi_reading *in, const struct base_node *at, const char *format,
                   ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    base_err_add(in->err, at->file, at->line, "%s", text);
}

const struct base_node *bdi_child(const struct base_node *node, const char *name)
{
    for (size_t i = 0; i < node->children; i++)
        if (strcmp(node->child[i].name, name) == 0)
            return &node->child[i];
    return NULL;
}

const char *bdi_text(const struct bdi_reading *in, const struct base_node *node,
                     const char *name)
{
    const struct base_node *child = bdi_child(node, name);

    if (child == NULL)
        return NULL;
    if (child->kind != BASE_VALUE)
        bdi_refuse_at(in, child, "%s: this is a list or group; expected a single value", name);
    return child->text;
}

const char *bdi_need(const struct bdi_reading *in, const struct base_node *node,
                     const char *name, const char *item)
{
    const char *text = bdi_text(in, node, name);

    if (text == NULL)
        bdi_refuse_at(in, node, "this %s has no %s; expected %s = \"...\"", item, name, name);
    return text != NULL && text[0] != '\0' ? text : NULL;
}

/* Takes "a|b|c" apart in place. */
static size_t split(char *choices, const char **name)
{
    size_t count = 0;
    char *at = choices;

    while (count < CHOICES) {
        char *bar = strchr(at, '|');

        name[count++] = at;
        if (bar == NULL)
            break;
        *bar = '\0';
        at = bar + 1;
    }
    return count;
}

static size_t index_of(const char *text, const char **name, size_t count)
{
    size_t i = 0;

    while (i < count && strcmp(name[i], text) != 0)
        i++;
    return i;
}

void bdi_know(const struct bdi_reading *in, const struct base_node *node, const char *item,
              const char *known)
{
    char all[600];
    const char *name[CHOICES];

    snprintf(all, sizeof all, "%s", known);
    size_t count = split(all, name);

    for (size_t i = 0; i < node->children; i++) {
        const struct base_node *child = &node->child[i];

        if (index_of(child->name, name, count) < count)
            continue;
        const char *near = base_nearest(child->name, name, count);

        if (near != NULL)
            bdi_refuse_at(in, child, "a %s has no `%s`; did you mean `%s`?", item, child->name,
                          near);
        else
            bdi_refuse_at(in, child, "a %s has no `%s`; expected one of %s", item, child->name,
                          known);
    }
}

int bdi_choice(const struct bdi_reading *in, const struct base_node *at, const char *text,
               const char *choices)
{
    char all[600];
    const char *name[CHOICES];

    snprintf(all, sizeof all, "%s", choices);
    size_t count = split(all, name), i = index_of(text, name, count);

    if (i < count)
        return (int)i;
    const char *near = base_nearest(text, name, count);

    if (near != NULL)
        bdi_refuse_at(in, at, "%s = \"%s\": unknown; did you mean \"%s\"?", at->name, text,
                      near);
    else
        bdi_refuse_at(in, at, "%s = \"%s\": unknown; expected one of %s", at->name, text,
                      choices);
    return -1;
}

uint32_t bdi_count(const struct bdi_reading *in, const struct base_node *node, const char *name,
                   uint32_t low, uint32_t high, uint32_t otherwise)
{
    const char *text = bdi_text(in, node, name);
    int64_t value;

    if (text == NULL)
        return otherwise;
    if (base_parse_int(text, &value) && value >= low && value <= high)
        return (uint32_t)value;
    bdi_refuse_at(in, bdi_child(node, name), "%s = \"%s\"; expected a whole number, %u to %u",
                  name, text, low, high);
    return otherwise;
}

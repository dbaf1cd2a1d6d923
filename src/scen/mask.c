/* SPDX-License-Identifier: Apache-2.0 */
/* scen/mask.c - what the planner does not want everyone to read in the results: names and other
 * texts, which get others in their place, and money, all of it: from one price and the sums in
 * the results one could work out the others. */
#include <stdio.h>
#include <string.h>

#include "base/mask.h"
#include "scen/build.h"

static bool is_text(const struct scen_key *key)
{
    return key->kind == SCEN_TEXT || key->kind == SCEN_NAME;
}

static bool is_name(const struct scen_key *key)
{
    return is_text(key) && (strcmp(key->name, "name") == 0 || strcmp(key->name, "region") == 0);
}

/* "site-3" for the third name, "region-2" for the second other one. */
static void hide_texts(struct scen_build *b, enum scen_group_id g, const struct scen_key *key)
{
    const struct scen_rows *rows = &b->raw->rows[g];
    bool numbered = strcmp(key->name, "name") == 0;
    size_t others = 0;
    char alias[80];

    for (size_t i = 0; i < rows->count; i++) {
        const char *text;
        memcpy(&text, (const char *)scen_rows_at(rows, i) + key->offset, sizeof text);
        if (text == NULL)
            continue;
        snprintf(alias, sizeof alias, "%.60s-%zu", numbered ? rows->group->item : key->name,
                 numbered ? i + 1 : others + 1);
        others += base_mask_word(b->scen->mask, text, alias);
    }
}

static void hide_names(struct scen_build *b)
{
    for (int g = 0; g < SCEN_GROUPS; g++)
        for (size_t k = 0; k < scen_schema[g].keys; k++)
            if (is_name(&scen_schema[g].key[k]))
                hide_texts(b, (enum scen_group_id)g, &scen_schema[g].key[k]);
}

/* "sites.name", "demand.price" */
static bool hide_key(struct scen_build *b, const char *path)
{
    const char *dot = strchr(path, '.');

    for (int g = 0; dot != NULL && g < SCEN_GROUPS; g++) {
        const struct scen_group *group = &scen_schema[g];
        size_t size = strlen(group->name);
        if (size != (size_t)(dot - path) || strncmp(group->name, path, size) != 0)
            continue;
        for (size_t k = 0; k < group->keys; k++) {
            const struct scen_key *key = &group->key[k];
            if (strcmp(key->name, dot + 1) != 0)
                continue;
            if (is_text(key))
                hide_texts(b, (enum scen_group_id)g, key);
            else if (key->dim.power[SCEN_MONEY] != 0)
                base_mask_money(b->scen->mask, b->scen->currency);
            return is_text(key) || key->dim.power[SCEN_MONEY] != 0;
        }
    }
    return false;
}

static void hide(struct scen_build *b, const char *what)
{
    if (strcmp(what, "names") == 0)
        hide_names(b);
    else if (strcmp(what, "money") == 0)
        base_mask_money(b->scen->mask, b->scen->currency);
    else if (!hide_key(b, what))
        scen_refuse(b, SCEN_G_RUN, 0, offsetof(struct scen_run_row, sensitive),
                    "sensitive: \"%.60s\" can't be masked; expected names, money, or where "
                    "texts or amounts of money stand, such as \"sites.name\", "
                    "\"demand.price\"",
                    what);
}

void scen_build_mask(struct scen_build *b)
{
    const struct scen_run_row *row = scen_rows_at(&b->raw->rows[SCEN_G_RUN], 0);
    static const char *const all[] = {"names", "money"};
    bool said = row->sensitive.count > 0;

    if (!said && !row->mask)
        return;
    b->scen->mask = base_mask_new();
    for (size_t i = 0; i < (said ? row->sensitive.count : 2); i++)
        hide(b, said ? row->sensitive.word[i] : all[i]);
    if (row->mask)
        return;
    base_mask_free(b->scen->mask);
    b->scen->mask = NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/outline.h"

#include <string.h>

#include "scen/doc.h"

static const char *text_of(const config_setting_t *setting)
{
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        return config_setting_get_bool(setting) ? "true" : "false";
    const char *text = config_setting_get_string(setting);

    return text != NULL ? text : "";
}

static void outline(const struct scen_doc *doc, struct base_arena *arena,
                    const config_setting_t *setting, struct base_node *out)
{
    const struct scen_line *at = scen_doc_line(doc, setting);
    const char *name = config_setting_name(setting);
    const char *text = text_of(setting);

    out->name = name != NULL ? base_arena_string(arena, name) : "";
    out->text = base_arena_string(arena, text);
    out->file = at->file;
    out->line = at->line;
    if (!config_setting_is_aggregate(setting)) {
        out->kind = BASE_VALUE;
        return;
    }
    size_t count = (size_t)config_setting_length(setting);
    struct base_node *child = base_arena_array(arena, count, sizeof *child);

    out->kind = config_setting_is_group(setting) ? BASE_GROUP : BASE_LIST;
    for (size_t i = 0; i < count; i++)
        outline(doc, arena, config_setting_get_elem(setting, (unsigned)i), &child[i]);
    out->child = child;
    out->children = count;
}

bool scen_outline(struct scen_texts *texts, const char *name, struct scen_where asked,
                  struct base_node *root, struct base_err *err)
{
    size_t before = err->errors;
    struct scen_doc doc;

    *root = (struct base_node){.name = "", .text = "", .kind = BASE_GROUP};
    if (scen_doc_open(&doc, texts, name, asked, err))
        outline(&doc, texts->arena, config_root_setting(&doc.config), root);
    scen_doc_close(&doc);
    return err->errors == before;
}

bool scen_outline_file(const char *path, struct base_arena *arena, struct base_node *root,
                       struct base_err *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = base_arena_string(arena, path);
    struct scen_texts texts;

    scen_texts_init(&texts, arena);
    folder[slash != NULL ? slash + 1 - path : 0] = '\0';
    texts.folder = folder;
    bool good = scen_outline(&texts, slash != NULL ? slash + 1 : path, (struct scen_where){0},
                             root, err);

    scen_texts_fini(&texts);
    return good;
}

bool scen_outline_unit(const char *currency, const char *text, size_t size, int16_t *power,
                       double *factor)
{
    struct scen_span span = {text, size};
    struct scen_dim dim = {{0}};

    if (!scen_unit(span, currency, &dim, factor))
        return false;
    memcpy(power, dim.power, sizeof dim.power);
    return true;
}

const char *scen_outline_unit_text(const char *currency, const int16_t *power, char *text,
                                   size_t bytes)
{
    struct scen_dim dim;

    memcpy(dim.power, power, sizeof dim.power);
    return scen_dim_text(dim, currency, text, bytes);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* list: the catalog of a folder. */
#include <string.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "scen/catalog.h"

struct list_options {
    bool json;
    const char *tag;
};

static const struct cmd_option list_options[] = {
    {"json", 0, NULL, NULL, NULL, "one JSON object, for programs",
     offsetof(struct list_options, json)},
    {"tag", 't', "WORD", cmd_read_text, NULL, "only scenarios with this tag",
     offsetof(struct list_options, tag)},
};

const struct cmd_spec cmd_list_spec = {
    .name = "list",
    .summary = "show the scenarios of a folder",
    .examples = "  bullwhip list\n"
                "  bullwhip list my_scenarios --tag drill\n"
                "  bullwhip list --json\n",
    .operands = "[FOLDER]",
    .most = 1,
    .about = "Looks into the folders below as well. Without FOLDER: scenarios.\n",
    .part = {{"Options", list_options, sizeof list_options / sizeof list_options[0], 0}},
};

static bool has_tag(const struct scen_entry *e, const char *tag)
{
    for (size_t i = 0; tag != NULL && i < e->tag_count; i++)
        if (!strcmp(e->tags[i], tag))
            return true;
    return tag == NULL;
}

static void print_entry(const struct scen_entry *e)
{
    printf("%s\n", e->path);
    if (e->fault) {
        printf("    can't be read: %s\n", e->fault);
        return;
    }
    printf("    %s%s%s (version %s%s%s)\n", e->id, *e->title ? ": " : "", e->title,
           *e->version ? e->version : "1", *e->owner ? ", " : "", e->owner);
    if (*e->purpose)
        printf("    %s\n", e->purpose);
    if (*e->extends)
        printf("    extends %s\n", e->extends);
    for (size_t i = 0; i < e->tag_count; i++)
        printf("%s%s", i == 0 ? "    tags: " : " ", e->tags[i]);
    printf("%s", e->tag_count > 0 ? "\n" : "");
}

static void json_text(struct base_text *json, const char *name, const char *text)
{
    base_text_add(json, ", \"%s\": ", name);
    base_text_json(json, text);
}

static void json_entry(struct base_text *json, const struct scen_entry *e)
{
    base_text_add(json, "{\"path\": ");
    base_text_json(json, e->path);
    if (e->fault) {
        json_text(json, "fault", e->fault);
        base_text_add(json, "}");
        return;
    }
    json_text(json, "id", e->id);
    json_text(json, "title", e->title);
    json_text(json, "version", *e->version ? e->version : "1");
    json_text(json, "owner", e->owner);
    json_text(json, "purpose", e->purpose);
    json_text(json, "extends", e->extends);
    base_text_add(json, ", \"tags\": [");
    for (size_t i = 0; i < e->tag_count; i++) {
        base_text_add(json, "%s", i > 0 ? ", " : "");
        base_text_json(json, e->tags[i]);
    }
    base_text_add(json, "]}");
}

static void print_all(const struct scen_entry *entry, size_t count,
                      const struct list_options *o)
{
    struct base_text json = {0};
    size_t shown = 0;

    base_text_add(&json, "{\"scenarios\": [");
    for (size_t i = 0; i < count; i++) {
        if (!has_tag(&entry[i], o->tag))
            continue;
        if (o->json) {
            base_text_add(&json, "%s\n  ", shown > 0 ? "," : "");
            json_entry(&json, &entry[i]);
        } else {
            print_entry(&entry[i]);
        }
        shown++;
    }
    if (o->json)
        printf("%s]}\n", base_text_get(&json));
    else
        printf("%zu scenario%s\n", shown, shown == 1 ? "" : "s");
    base_text_fini(&json);
}

int cmd_list(int argc, char **argv)
{
    struct list_options o = {0};
    struct base_err err = {0};
    struct base_arena *arena = base_arena_new();
    const struct scen_entry *entry;
    size_t operands, count = 0;

    if (cmd_parse(&cmd_list_spec, argc, argv, &o, &operands, &err) &&
        scen_catalog(operands > 0 ? argv[0] : "scenarios", arena, &entry, &count, &err) &&
        comm_rank() == 0)
        print_all(entry, count, &o);
    base_arena_free(arena);
    return cmd_complain(&err, CMD_BAD_INPUT);
}

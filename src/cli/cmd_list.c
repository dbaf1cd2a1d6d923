/* SPDX-License-Identifier: Apache-2.0 */
/* list: the catalog of a folder. */
#include <string.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "cli/installed.h"
#include "comm/comm.h"
#include "scen/catalog.h"

struct list_options {
    bool json, whole;
    const char *tag;
};

static const struct cmd_option list_options[] = {
    {"json", 0, NULL, NULL, NULL, "one JSON object, for programs",
     offsetof(struct list_options, json)},
    {"long", 'l', NULL, NULL, NULL, "all that each says of itself",
     offsetof(struct list_options, whole)},
    {"tag", 't', "WORD", cmd_read_text, NULL, "only scenarios with this tag",
     offsetof(struct list_options, tag)},
};

const struct cmd_spec cmd_list_spec = {
    .name = "list",
    .summary = "show the scenarios of a folder",
    .examples = "  bullwhip list\n"
                "  bullwhip list --tag drill --long\n"
                "  bullwhip list my_scenarios\n"
                "  bullwhip list --json\n",
    .operands = "[FOLDER]",
    .most = 1,
    .about = "Looks into the folders below as well. Without FOLDER: scenarios,\n"
             "or, where there is none, those that were installed.\n",
    .part = {{"Options", list_options, sizeof list_options / sizeof list_options[0], 0}},
};

static bool has_tag(const struct scen_entry *e, const char *tag)
{
    for (size_t i = 0; tag != NULL && i < e->tag_count; i++)
        if (!strcmp(e->tags[i], tag))
            return true;
    return tag == NULL;
}

/* A line of the table; the files, with which commands are given, come first. */
static void print_line(const struct scen_entry *e, int width)
{
    if (e->fault)
        printf("%-*s  can't be read: %s\n", width, e->path, e->fault);
    else
        printf("%-*s  %s\n", width, e->path, *e->title ? e->title : e->id);
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
    if (*e->criteria)
        printf("    criteria: %s\n", e->criteria);
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
    json_text(json, "criteria", e->criteria);
    json_text(json, "extends", e->extends);
    base_text_add(json, ", \"tags\": [");
    for (size_t i = 0; i < e->tag_count; i++) {
        base_text_add(json, "%s", i > 0 ? ", " : "");
        base_text_json(json, e->tags[i]);
    }
    base_text_add(json, "]}");
}

static int path_width(const struct scen_entry *entry, size_t count, const char *tag)
{
    size_t width = 0;

    for (size_t i = 0; i < count; i++)
        if (has_tag(&entry[i], tag) && strlen(entry[i].path) > width)
            width = strlen(entry[i].path);
    return width < 60 ? (int)width : 60;
}

static void print_text(const struct scen_entry *entry, size_t count,
                       const struct list_options *o)
{
    int width = path_width(entry, count, o->tag);
    size_t shown = 0;

    for (size_t i = 0; i < count; i++) {
        if (!has_tag(&entry[i], o->tag))
            continue;
        shown++;
        if (o->whole)
            print_entry(&entry[i]);
        else
            print_line(&entry[i], width);
    }
    printf("%zu scenario%s%s\n", shown, shown == 1 ? "" : "s",
           shown > 0 && !o->whole ? "; --long tells more of each" : "");
}

static void print_json(const struct scen_entry *entry, size_t count,
                       const struct list_options *o)
{
    struct base_text json = {0};
    size_t shown = 0;

    base_text_add(&json, "{\"scenarios\": [");
    for (size_t i = 0; i < count; i++) {
        if (!has_tag(&entry[i], o->tag))
            continue;
        base_text_add(&json, "%s\n  ", shown++ > 0 ? "," : "");
        json_entry(&json, &entry[i]);
    }
    printf("%s]}\n", base_text_get(&json));
    base_text_fini(&json);
}

int cmd_list(int argc, char **argv)
{
    struct list_options o = {0};
    struct base_err err = {0};
    struct base_arena *arena = base_arena_new();
    const struct scen_entry *entry;
    struct base_text room = {0};
    size_t operands, count = 0;

    if (cmd_parse(&cmd_list_spec, argc, argv, &o, &operands, &err) &&
        scen_catalog(operands > 0 ? argv[0] : cmd_installed("scenarios", &room), arena, &entry,
                     &count, &err) &&
        comm_rank() == 0)
        (o.json ? print_json : print_text)(entry, count, &o);
    base_text_fini(&room);
    base_arena_free(arena);
    return cmd_complain(&err, CMD_BAD_INPUT);
}

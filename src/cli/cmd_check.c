/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that look and change nothing: validate, list, schema. */
#include <string.h>
#include <sys/stat.h>

#include "cli/cmd.h"
#include "comm/comm.h"
#include "scen/catalog.h"
#include "scen/schema.h"
#include "supply/supply.h"

/* ---- validate ---- */

const struct cmd_spec cmd_validate_spec = {
    .name = "validate",
    .summary = "check scenarios without running them",
    .examples = "  bullwhip validate my.cfg\n"
                "  bullwhip validate scenarios\n",
    .operands = "FILE|FOLDER...",
    .least = 1,
    .most = SIZE_MAX,
    .about =
        "Every mistake is told as file:line, what it is, and what was expected. Of a folder\n"
        "all scenarios are checked. Exit code 2 when there is a mistake.\n",
};

static void validate_file(const char *path, struct base_err *err)
{
    struct scenario scen;
    size_t before = err->errors;

    if (!cmd_load(path, &scen, err))
        return;
    struct sup_world *world = sup_world_new(&scen, err);
    if (err->errors == before && comm_rank() == 0)
        printf("ok  %s  %s: %zu sites, %zu products, %zu lanes\n", path, scen.id, scen.sites,
               scen.products, scen.lanes);
    sup_world_free(world);
    scen_free(&scen);
}

static void validate_folder(const char *path, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    const struct scen_entry *entry;
    size_t count = 0;

    if (scen_catalog(path, arena, &entry, &count, err) && count == 0)
        base_err_add(err, path, 0, "there is no scenario in this folder");
    for (size_t i = 0; i < count; i++)
        validate_file(entry[i].path, err);
    base_arena_free(arena);
}

int cmd_validate(int argc, char **argv)
{
    struct base_err err = {0};
    size_t operands;
    struct stat st;

    if (!cmd_parse(&cmd_validate_spec, argc, argv, NULL, &operands, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    for (size_t i = 0; i < operands; i++)
        if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
            validate_folder(argv[i], &err);
        else
            validate_file(argv[i], &err);
    return cmd_complain(&err, CMD_BAD_INPUT);
}

/* ---- list ---- */

const struct cmd_spec cmd_list_spec = {
    .name = "list",
    .summary = "show the scenarios of a folder",
    .examples = "  bullwhip list\n"
                "  bullwhip list my_scenarios\n",
    .operands = "[FOLDER]",
    .most = 1,
    .about = "Without FOLDER: scenarios.\n",
};

static void print_entry(const struct scen_entry *e)
{
    if (e->fault) {
        printf("%-36s can't be read: %s\n", e->path, e->fault);
        return;
    }
    printf("%-36s %s%s%s\n", e->path, e->id, *e->title ? ": " : "", e->title);
    if (*e->purpose)
        printf("%-36s %s\n", "", e->purpose);
    for (size_t i = 0; i < e->tag_count; i++)
        printf(i == 0 ? "%-36s tags: %s" : "%s %s", "", e->tags[i]);
    if (e->tag_count > 0)
        printf("\n");
}

int cmd_list(int argc, char **argv)
{
    struct base_err err = {0};
    struct base_arena *arena = base_arena_new();
    const struct scen_entry *entry;
    size_t operands, count = 0;

    if (cmd_parse(&cmd_list_spec, argc, argv, NULL, &operands, &err))
        scen_catalog(operands > 0 ? argv[0] : "scenarios", arena, &entry, &count, &err);
    for (size_t i = 0; comm_rank() == 0 && i < count; i++)
        print_entry(&entry[i]);
    base_arena_free(arena);
    return cmd_complain(&err, CMD_BAD_INPUT);
}

/* ---- schema ---- */

struct schema_options {
    bool json, markdown;
};

static const struct cmd_option schema_options[] = {
    {"json", 0, NULL, NULL, NULL, "one JSON object, for programs",
     offsetof(struct schema_options, json)},
    {"markdown", 0, NULL, NULL, NULL, "the reference part of docs/SCENARIOS.md",
     offsetof(struct schema_options, markdown)},
};

const struct cmd_spec cmd_schema_spec = {
    .name = "schema",
    .summary = "tell what a scenario may say",
    .examples = "  bullwhip schema\n"
                "  bullwhip schema --json\n",
    .operands = "",
    .part = {{"Options", schema_options, 2, 0}},
};

int cmd_schema(int argc, char **argv)
{
    struct schema_options o = {0};
    struct base_err err = {0};
    size_t operands;

    if (!cmd_parse(&cmd_schema_spec, argc, argv, &o, &operands, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    if (comm_rank() == 0 && o.markdown)
        scen_schema_markdown(stdout);
    else if (comm_rank() == 0)
        scen_schema_print(stdout, o.json);
    return CMD_GOOD;
}

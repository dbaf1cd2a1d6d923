/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that look and change nothing: validate, schema. */
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "scen/catalog.h"
#include "scen/schema.h"
#include "supply/supply.h"

/* ---- validate ---- */

struct validate_options {
    bool json, strict, outside;
};

static const struct cmd_option validate_options[] = {
    {"json", 0, NULL, NULL, NULL, "one JSON object, for programs",
     offsetof(struct validate_options, json)},
    {"strict", 0, NULL, NULL, NULL, "warnings count as mistakes",
     offsetof(struct validate_options, strict)},
    CMD_OUTSIDE(offsetof(struct validate_options, outside)),
};

const struct cmd_spec cmd_validate_spec = {
    .name = "validate",
    .summary = "check scenarios without running them",
    .examples = "  bullwhip validate my.cfg\n"
                "  bullwhip validate scenarios\n"
                "  bullwhip validate scenarios --strict --json\n",
    .operands = "FILE|FOLDER...",
    .least = 1,
    .most = SIZE_MAX,
    .about =
        "Every mistake is told as file:line, what it is, and what was expected. Of a folder\n"
        "all scenarios are checked, also in the folders below. Exit code 2 when there is a\n"
        "mistake.\n",
    .part = {{"Options", validate_options, sizeof validate_options / sizeof validate_options[0],
              0}},
};

struct validation {
    struct base_err err;
    struct base_text json; // of the scenarios
    bool as_json, outside;
    size_t scenarios, good;
};

static void report_good(struct validation *v, const char *path, const struct scenario *scen)
{
    if (v->as_json || comm_rank() != 0)
        return;
    printf("ok  %s  %s: %zu site%s, %zu product%s, %zu lane%s\n", path, scen->id, scen->sites,
           scen->sites == 1 ? "" : "s", scen->products, scen->products == 1 ? "" : "s",
           scen->lanes, scen->lanes == 1 ? "" : "s");
}

static void note_scenario(struct validation *v, const char *path, const char *id, size_t errors,
                          size_t warnings)
{
    base_text_add(&v->json, "%s\n  {\"path\": ", v->scenarios > 1 ? "," : "");
    base_text_json(&v->json, path);
    base_text_add(&v->json, ", \"id\": ");
    base_text_json(&v->json, id);
    base_text_add(&v->json, ", \"errors\": %zu, \"warnings\": %zu}", errors, warnings);
}

static void validate_file(struct validation *v, const char *path, const char *top)
{
    struct scenario scen;
    size_t errors = v->err.errors, all = v->err.count;
    bool loaded = cmd_load(path, v->outside ? NULL : top, &scen, &v->err);

    v->scenarios++;
    if (loaded) {
        sup_world_free(sup_world_new(&scen, &v->err));
        if (v->err.errors == errors) {
            v->good++;
            report_good(v, path, &scen);
        }
    }
    errors = v->err.errors - errors;
    note_scenario(v, path, loaded ? scen.id : "", errors, v->err.count - all - errors);
    if (loaded)
        scen_free(&scen);
}

static void validate_folder(struct validation *v, const char *path)
{
    struct base_arena *arena = base_arena_new();
    const struct scen_entry *entry;
    struct base_text top = {0}; // all of the folder may name each other
    size_t count = 0;

    base_text_add(&top, "%s/.", path);
    if (scen_catalog(path, arena, &entry, &count, &v->err) && count == 0)
        base_err_add(&v->err, path, 0, "there is no scenario in this folder");
    for (size_t i = 0; i < count; i++)
        validate_file(v, entry[i].path, base_text_get(&top));
    base_text_fini(&top);
    base_arena_free(arena);
}

static void print_messages_json(const struct base_err *err)
{
    struct base_text json = {0};

    for (size_t i = 0; i < err->count; i++) {
        const struct base_err_item *item = &err->item[i];
        base_text_add(&json, "%s\n  {\"severity\": \"%s\", \"file\": ", i > 0 ? "," : "",
                      item->warning ? "warning" : "error");
        base_text_json(&json, item->file != NULL ? item->file : "");
        base_text_add(&json, ", \"line\": %d, \"text\": ", item->line);
        base_text_json(&json, item->text);
        base_text_add(&json, "}");
    }
    printf("%s", err->count > 0 ? base_text_get(&json) : "");
    base_text_fini(&json);
}

static void print_summary(struct validation *v)
{
    size_t warnings = v->err.count - v->err.errors;

    if (comm_rank() != 0)
        return;
    if (v->as_json) {
        printf("{\"scenarios\": [%s],\n \"messages\": [", base_text_get(&v->json));
        print_messages_json(&v->err);
        printf("],\n \"errors\": %zu, \"warnings\": %zu}\n", v->err.errors, warnings);
    } else if (v->scenarios > 1) {
        printf("%zu of %zu scenarios are good; %zu mistake%s, %zu warning%s\n", v->good,
               v->scenarios, v->err.errors, v->err.errors == 1 ? "" : "s", warnings,
               warnings == 1 ? "" : "s");
    }
}

static int finish_validation(struct validation *v, bool strict)
{
    bool bad = v->err.errors > 0 || (strict && v->err.count > 0);

    fflush(stdout);
    if (v->as_json)
        base_err_fini(&v->err);
    else
        cmd_complain(&v->err, CMD_BAD_INPUT);
    base_text_fini(&v->json);
    return bad ? CMD_BAD_INPUT : CMD_GOOD;
}

int cmd_validate(int argc, char **argv)
{
    struct validate_options o = {0};
    struct validation v = {0};
    size_t operands;
    struct stat st;

    if (!cmd_parse(&cmd_validate_spec, argc, argv, &o, &operands, &v.err))
        return cmd_complain(&v.err, CMD_BAD_INPUT);
    v.as_json = o.json;
    v.outside = o.outside;
    base_text_add(&v.json, "%s", "");
    for (size_t i = 0; i < operands; i++)
        if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
            validate_folder(&v, argv[i]);
        else
            validate_file(&v, argv[i], argv[i]);
    print_summary(&v);
    return finish_validation(&v, o.strict);
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

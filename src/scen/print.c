/* SPDX-License-Identifier: Apache-2.0 */
/* scen/print.c - the schema for people and for programs. */
#include <math.h>
#include <string.h>

#include "scen/law.h"
#include "scen/value.h"

static const char *const currency = "EUR"; // stands for the scenario's own

static const char *wanted(const struct scen_key *key, char *text, size_t bytes)
{
    return scen_value_wanted(key, currency, text, bytes);
}

/* What the value is when it is left out. */
static void print_default(FILE *out, const struct scen_key *key, const char *quote)
{
    char unit[32];

    if (key->need == SCEN_REQUIRED)
        fprintf(out, "required");
    else if (key->fallback == NULL || key->fallback[0] == '\0')
        fprintf(out, "-");
    else if (strcmp(key->fallback, "0") == 0 && key->kind == SCEN_QUANTITY)
        fprintf(out, "%s0 %s%s", quote, scen_dim_text(key->dim, currency, unit, sizeof unit),
                quote);
    else
        fprintf(out, "%s%s%s", quote, key->fallback, quote);
}

/* ---- text ---- */

static void text_key(FILE *out, const struct scen_key *key)
{
    char text[160];

    fprintf(out, "  %-18s %s; e.g. %s; ", key->name, wanted(key, text, sizeof text),
            key->example);
    if (key->need == SCEN_OPTIONAL)
        fprintf(out, "default ");
    print_default(out, key, "");
    fprintf(out, "\n  %-18s %s\n", "", key->doc);
}

static void text_group(FILE *out, const struct scen_group *group)
{
    fprintf(out, "%s = %s  %s%s\n", group->name,
            group->shape == SCEN_ONE ? "{ ... };" : "( { ... }, ... );", group->doc,
            group->need == SCEN_REQUIRED ? "" : " May be left out.");
    for (size_t k = 0; k < group->keys; k++)
        text_key(out, &group->key[k]);
    fprintf(out, "\n");
}

static void split_form(const char *form, struct scen_span *left, const char **right)
{
    const char *bar = strstr(form, " | ");
    *left = (struct scen_span){form, (size_t)(bar - form)};
    *right = bar + 3;
}

static void text_laws(FILE *out)
{
    struct scen_span form;
    const char *meaning;

    fprintf(out, "Laws, each with its unit behind it (\"uniform(1, 3) d\")\n");
    for (size_t i = 0; scen_law_forms[i] != NULL; i++) {
        split_form(scen_law_forms[i], &form, &meaning);
        fprintf(out, "  %-40.*s %s\n", (int)form.size, form.at, meaning);
    }
}

/* ---- JSON ---- */

static void json_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void json_field(FILE *out, const char *name, const char *text)
{
    fprintf(out, ", \"%s\": ", name);
    json_string(out, text);
}

static void json_bound(FILE *out, const char *name, double bound)
{
    if (isfinite(bound))
        fprintf(out, ", \"%s\": %.10g", name, bound);
}

static bool has_bounds(const struct scen_key *key)
{
    return key->kind == SCEN_TICKS || key->kind == SCEN_QUANTITY || key->kind == SCEN_LAW ||
           key->kind == SCEN_COUNT || key->kind == SCEN_AMOUNT || key->kind == SCEN_NUMBERS;
}

static void json_choices(FILE *out, const char *choices)
{
    fprintf(out, ", \"choices\": [");
    for (const char *at = choices; *at != '\0';) {
        size_t size = strcspn(at, "|");
        fprintf(out, "%s\"%.*s\"", at == choices ? "" : ", ", (int)size, at);
        at += size + (at[size] == '|');
    }
    fprintf(out, "]");
}

static void json_key(FILE *out, const struct scen_key *key)
{
    static const char *const kind[] = {
        [SCEN_TEXT] = "text",         [SCEN_TAGS] = "tags",       [SCEN_PATH] = "path",
        [SCEN_NAME] = "name",         [SCEN_CHOICE] = "choice",   [SCEN_COUNT] = "count",
        [SCEN_QUANTITY] = "quantity", [SCEN_AMOUNT] = "amount",   [SCEN_TICKS] = "ticks",
        [SCEN_LAW] = "law",           [SCEN_PRODUCT] = "product", [SCEN_SITE] = "site",
        [SCEN_PARTS] = "parts",       [SCEN_PHRASE] = "phrase",   [SCEN_NUMBERS] = "numbers"};
    char unit[32];

    fprintf(out, "\n      {\"name\": \"%s\", \"kind\": \"%s\", \"required\": %s", key->name,
            kind[key->kind], key->need == SCEN_REQUIRED ? "true" : "false");
    if (key->kind == SCEN_CHOICE)
        json_choices(out, key->choices);
    if (has_bounds(key)) {
        json_field(out, "unit", scen_dim_text(key->dim, "currency", unit, sizeof unit));
        json_bound(out, "low", key->low);
        json_bound(out, "high", key->high);
    }
    if (key->fallback != NULL)
        json_field(out, "default", key->fallback);
    json_field(out, "example", key->example);
    json_field(out, "doc", key->doc);
    fprintf(out, "}");
}

static void print_json(FILE *out)
{
    fprintf(out, "{\"groups\": [");
    for (size_t g = 0; g < SCEN_GROUPS; g++) {
        const struct scen_group *group = &scen_schema[g];
        fprintf(out, "%s\n  {\"name\": \"%s\", \"shape\": \"%s\", \"required\": %s",
                g > 0 ? "," : "", group->name, group->shape == SCEN_ONE ? "group" : "list",
                group->need == SCEN_REQUIRED ? "true" : "false");
        json_field(out, "doc", group->doc);
        fprintf(out, ",\n    \"keys\": [");
        for (size_t k = 0; k < group->keys; k++) {
            fprintf(out, "%s", k > 0 ? "," : "");
            json_key(out, &group->key[k]);
        }
        fprintf(out, "]}");
    }
    fprintf(out, "],\n \"laws\": [");
    for (size_t i = 0; scen_law_forms[i] != NULL; i++) {
        struct scen_span form;
        const char *meaning;
        split_form(scen_law_forms[i], &form, &meaning);
        fprintf(out, "%s\n  {\"form\": \"%.*s\"", i > 0 ? "," : "", (int)form.size, form.at);
        json_field(out, "doc", meaning);
        fprintf(out, "}");
    }
    fprintf(out, "]}\n");
}

void scen_schema_print(FILE *out, bool json)
{
    if (json) {
        print_json(out);
        return;
    }
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        text_group(out, &scen_schema[g]);
    text_laws(out);
}

/* ---- markdown ---- */

/* A bar would end the cell of a markdown table. */
static void cell(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '|')
            fputs(" or ", out);
        else
            fputc(*text, out);
}

static void markdown_group(FILE *out, const struct scen_group *group)
{
    char text[160];

    fprintf(out, "### %s\n\n%s %s%s\n\n", group->name, group->doc,
            group->shape == SCEN_ONE ? "One group." : "A list of groups, or a table.",
            group->need == SCEN_REQUIRED ? "" : " May be left out.");
    fprintf(out,
            "| key | expects | example | default | what it says |\n|---|---|---|---|---|\n");
    for (size_t k = 0; k < group->keys; k++) {
        const struct scen_key *key = &group->key[k];
        fprintf(out, "| `%s` | ", key->name);
        cell(out, wanted(key, text, sizeof text));
        fprintf(out, " | `%s` | ", key->example);
        print_default(out, key, "`");
        fprintf(out, " | %s |\n", key->doc);
    }
    fprintf(out, "\n");
}

void scen_schema_markdown(FILE *out)
{
    fprintf(out, "<!-- begin: bullwhip schema --markdown -->\n\n## Reference\n\n");
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        markdown_group(out, &scen_schema[g]);
    fprintf(out, "### Laws\n\nThe unit stands behind the law: `\"uniform(1, 3) d\"`.\n\n"
                 "| law | meaning |\n|---|---|\n");
    for (size_t i = 0; scen_law_forms[i] != NULL; i++) {
        struct scen_span form;
        const char *meaning;
        split_form(scen_law_forms[i], &form, &meaning);
        fprintf(out, "| `%.*s` | %s |\n", (int)form.size, form.at, meaning);
    }
    fprintf(out, "\n<!-- end: bullwhip schema --markdown -->\n");
}

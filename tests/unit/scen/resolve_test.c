/* SPDX-License-Identifier: Apache-2.0 */
/* The resolved text, put into braces again, is a scenario with the same resolved text. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/catalog.h"
#include "scen/part.h"
#include "scen/resolve.h"
#include "scen/rows.h"
#include "scen/unit.h"

#define TWINS BULLWHIP_SOURCE "/tests/twin/scenarios/"

/* ---- lines to braces ---- */

struct line { // section.name.key = value
    struct scen_span section, entry, key, value;
};

static struct line take_apart(const char *at)
{
    const char *equals = strstr(at, " = "), *end = at + strcspn(at, "\n");
    const char *dot = memchr(at, '.', (size_t)(equals - at)), *last = dot;
    struct line line = {.section = {at, (size_t)(dot - at)},
                        .value = {equals + 3, (size_t)(end - equals - 3)}};

    for (const char *c = dot; c < equals; c++)
        last = *c == '.' ? c : last;
    line.entry = (struct scen_span){at, (size_t)(last - at)};
    line.key = (struct scen_span){last + 1, (size_t)(equals - last - 1)};
    return line;
}

static bool same_span(struct scen_span a, struct scen_span b)
{
    return a.size == b.size && memcmp(a.at, b.at, a.size) == 0;
}

static const struct scen_group *group_of(struct scen_span name)
{
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        if (scen_span_is(name, scen_schema[g].name))
            return &scen_schema[g];
    fail_msg("%.*s is no section", (int)name.size, name.at);
    return scen_schema;
}

static void add_quoted(struct base_text *t, struct scen_span value)
{
    char *text = base_alloc(value.size + 1);

    memcpy(text, value.at, value.size);
    base_text_quoted(t, text);
    free(text);
}

static void add_value(struct base_text *t, const struct scen_group *group,
                      const struct line *line)
{
    char name[64];

    (void)snprintf(name, sizeof name, "%.*s", (int)line->key.size, line->key.at);
    const struct scen_key *key = &group->key[scen_key_named(group, name)];
    struct scen_span rest = line->value;

    base_text_add(t, " %s = ", name);
    if (key->kind != SCEN_TAGS) {
        add_quoted(t, rest);
    } else {
        base_text_add(t, "[");
        while (rest.size > 0) { // words
            const char *blank = memchr(rest.at, ' ', rest.size);
            size_t size = blank != NULL ? (size_t)(blank - rest.at) : rest.size;
            add_quoted(t, (struct scen_span){rest.at, size});
            size += blank != NULL;
            base_text_add(t, blank != NULL ? ", " : "");
            rest = (struct scen_span){rest.at + size, rest.size - size};
        }
        base_text_add(t, "]");
    }
    base_text_add(t, ";");
}

static const char *ending(const struct scen_group *group)
{
    return group->shape == SCEN_ONE ? " };\n" : " } );\n";
}

/* The first lines are always those of `scenario`. */
static void braces(const char *resolved, struct base_text *t)
{
    const struct scen_group *group = &scen_schema[SCEN_G_SCENARIO];
    struct line before = take_apart(resolved);

    base_text_add(t, "scenario = {");
    for (const char *at = resolved; *at != '\0'; at = strchr(at, '\n') + 1) {
        struct line line = take_apart(at);
        if (!same_span(line.section, before.section)) {
            base_text_add(t, "%s", ending(group));
            group = group_of(line.section);
            base_text_add(t, group->shape == SCEN_ONE ? "%s = {" : "%s = (\n  {", group->name);
        } else if (!same_span(line.entry, before.entry)) {
            base_text_add(t, " },\n  {");
        }
        add_value(t, group, &line);
        before = line;
    }
    base_text_add(t, "%s", ending(group));
}

/* ---- */

/* The text in place of the scenario's own; tables, traces and libraries stay. */
static bool load_again(const struct scenario *scen, const struct base_text *text,
                       struct scenario *again, struct base_err *err)
{
    struct scen_file *file = base_array(scen->files, sizeof *file);

    memcpy(file, scen->file, scen->files * sizeof *file);
    file[0].text = base_text_get(text);
    file[0].bytes = text->length;
    bool ok = scen_load_held(file, scen->files, again, err);
    free(file);
    return ok;
}

static void same_lines(const char *path, const char *a, const char *b)
{
    while (*a != '\0' && strcspn(a, "\n") == strcspn(b, "\n") &&
           strncmp(a, b, strcspn(a, "\n")) == 0) {
        a += strcspn(a, "\n") + 1;
        b += strcspn(b, "\n") + 1;
    }
    if (*a != '\0' || *b != '\0')
        fail_msg("%s: \"%.*s\" became \"%.*s\"", path, (int)strcspn(a, "\n"), a,
                 (int)strcspn(b, "\n"), b);
}

/* ---- of networks in parts ---- */

/* As if only the texts of the whole were here. */
static void told_as_of_a_part(const char *what, struct scenario *scen)
{
    const struct scen_part part = {.sites = (uint32_t)scen->sites};
    struct base_text whole = {0}, told = {0};

    scen_resolve(scen, &whole);
    scen->part = &part;
    scen_resolve(scen, &told);
    scen->part = NULL;
    same_lines(what, base_text_get(&whole), base_text_get(&told));
    base_text_fini(&whole);
    base_text_fini(&told);
}

static void check(const char *path)
{
    struct scenario scen, again;
    struct base_err err = {0};
    struct base_text first = {0}, second = {0}, text = {0};

    if (!scen_load(path, &scen, &err))
        fail_msg("%s: %s", path, err.item[0].text);
    scen_resolve(&scen, &first);
    braces(base_text_get(&first), &text);
    if (!load_again(&scen, &text, &again, &err))
        fail_msg("%s: %s:%d: %s\n%s", path, err.item[0].file, err.item[0].line,
                 err.item[0].text, base_text_get(&text));
    scen_resolve(&again, &second);
    same_lines(path, base_text_get(&first), base_text_get(&second));
    if (strstr(scen.file[0].text, "extends") == NULL) // such are not dealt out
        told_as_of_a_part(path, &scen);
    scen_free(&again);
    scen_free(&scen);
    base_text_fini(&first);
    base_text_fini(&second);
    base_text_fini(&text);
    base_err_fini(&err);
}

static const char *const NETWORK =
    "scenario = { id = \"many\"; };\n"
    "run = { horizon = \"90 d\"; kpi_period = \"30 d\"; };\n"
    "products = ( { name = \"lamp\"; } );\n"
    "sites = { table = \"sites.csv\"; };\nlanes = { table = \"lanes.csv\"; };\n"
    "stock = { table = \"stock.csv\"; };\ndemand = { table = \"demand.csv\"; };\n"
    "disruptions = ( { name = \"fire\"; site = \"shop 7\"; start = \"3 d\"; duration = \"2 "
    "d\"; },\n"
    "                { name = \"ice\"; lane = \"mine -> shop 2499\"; start = \"3 d\";\n"
    "                  duration = \"2 d\"; kind = \"lane-closed\"; } );\n";

enum { SHOPS = 2500, TABLES = 4 };

static void fill_tables(struct base_text table[TABLES])
{
    base_text_add(&table[0], "name;role;region\nmine;supplier;\n");
    base_text_add(&table[1], "from,to,lead_time,name\n");
    base_text_add(&table[2],
                  "site,product,source,policy,order_up_to,holding_cost [EUR/unit/d]\n"
                  "mine,lamp,,,,0.5\n");
    base_text_add(&table[3], "site,product,rate [/d],quantity\n");
    for (int i = 0; i < SHOPS; i++) {
        base_text_add(&table[0], "%sshop %d%s;market;\"\"\"r\"\" %d\"\n",
                      i % 9 == 0 ? "\n" : "", i, i % 5 == 0 ? " " : "", i / 400);
        base_text_add(&table[1], "mine,shop %d,\"uniform(1, %d) d\",%s%d\n", i, 2 + i % 4,
                      i % 3 == 0 ? "a way " : "", i);
        base_text_add(&table[2], "shop %d,lamp,mine,base-stock,%d,\n", i, i);
        for (int k = 0; k <= i % 2; k++) // the same path twice
            base_text_add(&table[3], "shop %d,lamp,%d,\"empirical(%d, 2, 3)\"\n", i, 1 + k,
                          i % 7);
    }
}

static void tables_that_pass_by_are_told_the_same(void **state)
{
    static const char *const name[TABLES] = {"sites.csv", "lanes.csv", "stock.csv",
                                             "demand.csv"};
    struct base_text table[TABLES] = {0};
    struct scen_file file[TABLES + 1] = {{"many.cfg", "many.cfg", NETWORK, strlen(NETWORK)}};
    struct scenario scen;
    struct base_err err = {0};
    (void)state;

    fill_tables(table);
    for (int i = 0; i < TABLES; i++)
        file[i + 1] =
            (struct scen_file){name[i], name[i], base_text_get(&table[i]), table[i].length};
    if (!scen_load_held(file, TABLES + 1, &scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    told_as_of_a_part("tables", &scen);
    scen_free(&scen);
    for (int i = 0; i < TABLES; i++)
        base_text_fini(&table[i]);
    base_err_fini(&err);
}

static void scenarios_of_the_catalog_can_be_read_again(void **state)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err = {0};
    const struct scen_entry *entry;
    size_t count;
    (void)state;

    assert_true(scen_catalog(BULLWHIP_SOURCE "/scenarios", arena, &entry, &count, &err));
    for (size_t i = 0; i < count; i++)
        check(entry[i].path);
    base_arena_free(arena);
}

static void scenarios_with_every_feature_can_be_read_again(void **state)
{
    static const char *const path[] = {
        TWINS "agents.cfg", TWINS "customers.cfg", TWINS "disruptions.cfg", TWINS "lines.cfg",
        TWINS "loads.cfg",  TWINS "order.cfg",     TWINS "stock.cfg",       TWINS "talk.cfg"};
    (void)state;

    for (size_t i = 0; i < sizeof path / sizeof *path; i++)
        check(path[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_that_pass_by_are_told_the_same),
        cmocka_unit_test(scenarios_of_the_catalog_can_be_read_again),
        cmocka_unit_test(scenarios_with_every_feature_can_be_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

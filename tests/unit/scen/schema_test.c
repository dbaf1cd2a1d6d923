/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scen/value.h"

static char *read_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);

    assert_non_null(in);
    assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
    fclose(in);
    return text;
}

/* Each key's own example and default must be values of that key. */
static void examples_and_defaults_are_valid(void **state)
{
    (void)state;
    for (size_t g = 0; g < SCEN_GROUPS; g++)
        for (size_t k = 0; k < scen_schema[g].keys; k++) {
            const struct scen_key *key = &scen_schema[g].key[k];
            struct base_err err = {0};
            struct scen_reading in = {.arena = base_arena_new(),
                                      .err = &err,
                                      .currency = "EUR",
                                      .group = (enum scen_group_id)g};
            char row[2048] = {0};
            struct scen_cell cell = {scen_span_of(key->example), "example", 1, false, 1};

            scen_names_add(&in.names[SCEN_G_PRODUCTS], "lamp");
            if (g != SCEN_G_LINES)
                scen_names_add(&in.names[SCEN_G_LINES], "Press");
            scen_names_add(&in.names[SCEN_G_SITES],
                           key->kind == SCEN_SITE ? key->example : "-");
            assert_true(scen_schema[g].row_bytes <= sizeof row);
            if (key->kind != SCEN_TAGS && (key->kind != SCEN_NAME || g != SCEN_G_PRODUCTS) &&
                !scen_value_read(&in, key, &cell, row))
                fail_msg("%s", err.item[0].text);
            for (size_t i = 0; i < SCEN_GROUPS; i++)
                scen_names_fini(&in.names[i]);
            base_arena_free(in.arena);
            base_err_fini(&err);
        }
}

static void the_reference_in_the_docs_is_current(void **state)
{
    char *docs = read_file(BULLWHIP_SOURCE "/docs/SCENARIOS.md"), *now = NULL;
    size_t bytes;
    FILE *out = open_memstream(&now, &bytes);
    (void)state;

    scen_schema_markdown(out);
    fclose(out);
    if (strstr(docs, now) == NULL)
        fail_msg("docs/SCENARIOS.md is old; put the output of `bullwhip schema --markdown` "
                 "between its marks");
    free(docs);
    free(now);
}

/* Text and JSON name every key. */
static void every_key_is_printed(void **state)
{
    (void)state;
    for (int json = 0; json < 2; json++) {
        char *text = NULL;
        size_t bytes;
        FILE *out = open_memstream(&text, &bytes);

        scen_schema_print(out, json);
        fclose(out);
        for (size_t g = 0; g < SCEN_GROUPS; g++)
            for (size_t k = 0; k < scen_schema[g].keys; k++)
                assert_non_null(strstr(text, scen_schema[g].key[k].doc));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_and_defaults_are_valid),
        cmocka_unit_test(the_reference_in_the_docs_is_current),
        cmocka_unit_test(every_key_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

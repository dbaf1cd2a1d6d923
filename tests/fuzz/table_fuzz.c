/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a table of any section: it is read or refused, never worse.
 *
 * The first line names the section; the others are the table. The rest of the scenario is
 * always the same. Run with -detect_leaks=0, as scenario_fuzz.c.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scen/scenario.h"
#include "scen/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const section[SCEN_GROUPS] = {
    [SCEN_G_SCENARIO] = "scenario = { id = \"t\"; };",
    [SCEN_G_RUN] = "run = { horizon = \"30 d\"; };",
    [SCEN_G_PRODUCTS] = "products = ( { name = \"lamp\"; }, { name = \"bulb\"; } );",
    [SCEN_G_SITES] = "sites = ( { name = \"A\"; role = \"supplier\"; },"
                     " { name = \"B\"; role = \"factory\"; },"
                     " { name = \"C\"; role = \"market\"; } );",
    [SCEN_G_LANES] = "lanes = ( { from = \"A\"; to = \"B\"; lead_time = \"2 d\"; },"
                     " { from = \"B\"; to = \"C\"; lead_time = \"1 d\"; } );",
    [SCEN_G_STOCK] = "stock = ( { site = \"A\"; product = \"lamp\"; }, { site = \"B\";"
                     " product = \"lamp\"; source = \"A\"; policy = \"base-stock\";"
                     " order_up_to = 9; } );",
    [SCEN_G_DEMAND] = "demand = ( { site = \"C\"; product = \"lamp\"; rate = \"2 /d\"; } );",
};

/* The scenario with section `table` in a table. */
static size_t write_text(char *text, size_t bytes, size_t table)
{
    size_t used = 0;

    for (size_t g = 0; g < SCEN_G_OVERRIDE; g++)
        if (g == table)
            used += (size_t)snprintf(text + used, bytes - used,
                                     "%s = { table = \"t.csv\"; };\n", scen_schema[g].name);
        else if (section[g] != NULL)
            used += (size_t)snprintf(text + used, bytes - used, "%s\n", section[g]);
    return used;
}

/* The section that the first line names; any other line stands for one, too. */
static size_t section_of(const char *line, size_t size)
{
    size_t sum = 0;

    for (size_t g = 0; g < SCEN_G_OVERRIDE; g++)
        if (strlen(scen_schema[g].name) == size && memcmp(scen_schema[g].name, line, size) == 0)
            return g;
    for (size_t i = 0; i < size; i++)
        sum += (unsigned char)line[i];
    return sum % SCEN_G_OVERRIDE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[2000];
    const char *input = (const char *)data, *stop = memchr(data, '\n', size);
    struct base_err err = {0};
    struct scenario scen;

    if (stop == NULL)
        return 0;
    size_t line = (size_t)(stop - input);
    size_t bytes = write_text(text, sizeof text, section_of(input, line));
    const struct scen_file file[] = {
        {.path = "s.cfg", .name = "s.cfg", .text = text, .bytes = bytes},
        {.path = "t.csv", .name = "t.csv", .text = stop + 1, .bytes = size - line - 1}};
    if (scen_load_held(file, 2, &scen, &err)) {
        if (err.errors > 0)
            abort(); // loaded, but with a mistake
        scen_free(&scen);
    } else if (err.errors == 0) {
        abort(); // refused without a word
    }
    base_err_fini(&err);
    return 0;
}

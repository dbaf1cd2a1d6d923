/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a scenario with a table: it is loaded or refused, never worse.
 *
 * The input is the scenario text; behind lines "%%" come the table "t.csv", the include
 * "i.cfg" and what may be extended, "b.cfg". Run with -detect_leaks=0: libconfig's parser leaks
 * on syntax errors.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scen/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES = 4 };

/* Splits at lines "%%"; texts behind the last one are empty. */
static void split(const char *text, size_t size, struct scen_file file[FILES])
{
    for (size_t i = 0; i < FILES; i++) {
        size_t end = 0;
        while (end < size && (size - end < 4 || memcmp(text + end, "\n%%\n", 4) != 0))
            end++;
        if (i + 1 == FILES)
            end = size;
        file[i].text = text;
        file[i].bytes = end;
        size_t skip = end + 4 < size ? end + 4 : size;
        text += skip;
        size -= skip;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scen_file file[FILES] = {{.path = "s.cfg", .name = "s.cfg"},
                                    {.path = "t.csv", .name = "t.csv"},
                                    {.path = "i.cfg", .name = "i.cfg"},
                                    {.path = "b.cfg", .name = "b.cfg"}};
    struct base_err err = {0};
    struct scenario scen;

    split((const char *)data, size, file);
    if (scen_load_held(file, FILES, &scen, &err)) {
        if (err.errors > 0)
            abort(); // loaded, but with a mistake
        scen_free(&scen);
    } else if (err.errors == 0) {
        abort(); // refused without a word
    }
    base_err_fini(&err);
    return 0;
}

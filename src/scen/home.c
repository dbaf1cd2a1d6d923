/* SPDX-License-Identifier: Apache-2.0 */
/* scen/home.c - how far a text may lead: into its catalog, not to whatever this user may read.
 */
#define _GNU_SOURCE // realpath
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "scen/text.h"

static bool is_catalog(const char *folder)
{
    size_t bytes = strlen(folder) + sizeof "/" SCEN_CATALOG;
    char *mark = base_alloc(bytes);

    snprintf(mark, bytes, "%s/" SCEN_CATALOG, folder);
    bool is = access(mark, F_OK) == 0;
    free(mark);
    return is;
}

/* Cuts a real path to the nearest folder that is a catalog; as it was when there is none. */
static void climb(char *folder)
{
    char *above = base_string(folder);

    while (!is_catalog(above) && strrchr(above, '/') != above)
        *strrchr(above, '/') = '\0';
    if (is_catalog(above))
        folder[strlen(above)] = '\0';
    free(above);
}

void scen_texts_confine(struct scen_texts *t, const char *top)
{
    char *copy = base_string(top), *folder = realpath(dirname(copy), NULL);

    if (folder != NULL) {
        climb(folder);
        t->home = base_arena_string(t->arena, folder);
    }
    free(folder);
    free(copy);
}

/* By where the file really is: links and .. lead nowhere else. What is not there is not read
 * either. */
bool scen_texts_allow(const struct scen_texts *t, const char *path, struct scen_where asked,
                      struct base_err *err)
{
    char *real = t->home != NULL ? realpath(path, NULL) : NULL;
    size_t size = t->home != NULL ? strlen(t->home) : 0;
    bool inside =
        real == NULL || size == 1 ||
        (strncmp(real, t->home, size) == 0 && (real[size] == '/' || real[size] == '\0'));

    free(real);
    if (!inside)
        base_err_add(err, asked.file, asked.line,
                     "\"%s\" lies outside of \"%s\"; expected a file there or below: move it, "
                     "put an empty file " SCEN_CATALOG
                     " into a folder that holds both, or say --allow-outside",
                     path, t->home);
    return inside;
}

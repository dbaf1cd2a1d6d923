/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

static char *join(const char *folder, const char *name)
{
    size_t bytes = strlen(folder) + strlen(name) + 2;
    char *path = base_alloc(bytes);

    snprintf(path, bytes, "%s/%s", folder, name);
    return path;
}

static bool make_one(const char *folder)
{
    return mkdir(folder, 0777) == 0 || errno == EEXIST;
}

static bool make_all(const char *folder)
{
    char *path = base_string(folder);
    bool ok = true;

    for (char *slash = path + 1; ok && (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        ok = make_one(path);
        *slash = '/';
    }
    ok = ok && make_one(path);
    free(path);
    return ok;
}

bool scen_folder_make(const char *folder, struct base_err *err)
{
    if (folder[0] == '\0' || !make_all(folder)) {
        base_err_add(err, folder, 0, "can't make this folder: %s",
                     folder[0] == '\0' ? "it has no name" : strerror(errno));
        return false;
    }
    char *path = join(folder, "scenario.cfg");
    FILE *there = fopen(path, "rb");
    if (there != NULL) {
        base_err_add(err, path, 0, "there is a scenario already; expected a new folder");
        fclose(there);
    }
    free(path);
    return there == NULL;
}

bool scen_writer_open(struct scen_writer *w, const char *folder, const char *name,
                      struct base_err *err)
{
    w->path = join(folder, name);
    w->out = fopen(w->path, "wbx");
    if (w->out != NULL)
        return true;
    base_err_add(err, w->path, 0, "can't write: %s", strerror(errno));
    free(w->path);
    w->path = NULL;
    return false;
}

bool scen_writer_close(struct scen_writer *w, struct base_err *err)
{
    bool ok = fflush(w->out) == 0 && ferror(w->out) == 0;
    int reason = errno;

    ok = fclose(w->out) == 0 && ok;
    if (!ok)
        base_err_add(err, w->path, 0, "can't write all of it: %s", strerror(reason));
    free(w->path);
    *w = (struct scen_writer){0};
    return ok;
}

void scen_write_cell(FILE *out, const char *text)
{
    if (strpbrk(text, ",;\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

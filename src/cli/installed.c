/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/installed.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

/* The folder above the program's, "" when that can't be told. */
static void find_prefix(char prefix[PATH_BYTES])
{
    ssize_t size = readlink("/proc/self/exe", prefix, PATH_BYTES - 1);

    prefix[size > 0 ? size : 0] = '\0';
    for (int i = 0; i < 2; i++) {
        char *last = strrchr(prefix, '/');
        if (last)
            *last = '\0';
    }
}

const char *cmd_installed(const char *name, struct base_text *room)
{
    char prefix[PATH_BYTES];

    find_prefix(prefix);
    base_text_add(room, "%s/share/bullwhip/%s", prefix, name);
    bool here = access(name, F_OK) == 0;
    return here || access(base_text_get(room), F_OK) != 0 ? name : base_text_get(room);
}

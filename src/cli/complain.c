/* SPDX-License-Identifier: Apache-2.0 */
/* What all commands share: complaints, and scenarios that are given by file or folder. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "comm/comm.h"

static void print_item(const struct base_err_item *item)
{
    const char *kind = item->warning ? "warning: " : "";

    if (item->file && item->line > 0)
        fprintf(stderr, "%s:%d: %s%s\n", item->file, item->line, kind, item->text);
    else if (item->file)
        fprintf(stderr, "%s: %s%s\n", item->file, kind, item->text);
    else
        fprintf(stderr, "bullwhip: %s%s\n", kind, item->text);
}

int cmd_complain(struct base_err *err, int code)
{
    enum { MOST = 100 }; // more than a screen or two helps nobody
    bool bad = base_err_any(err);

    for (size_t i = 0; comm_rank() == 0 && i < err->count && i < MOST; i++)
        print_item(&err->item[i]);
    if (comm_rank() == 0 && err->count > MOST)
        fprintf(stderr, "bullwhip: and %zu more\n", err->count - MOST);
    base_err_fini(err);
    return bad ? code : CMD_GOOD;
}

bool cmd_all_loaded(bool loaded, const char *path, struct scenario *scen, struct base_err *err)
{
    if (comm_all_true(loaded))
        return true;
    if (loaded) {
        base_err_add(err, path, 0,
                     "not every rank can read it; it must be there on each machine");
        scen_free(scen);
    }
    return false;
}

bool cmd_load(const char *path, const char *top, struct scenario *scen, struct base_err *err)
{
    *scen = (struct scenario){.arena = base_arena_new(), .aside = base_arena_new()};
    return cmd_load_to(path, top, scen, err);
}

const char *cmd_scenario_text(const char *path, struct base_text *room)
{
    struct stat st;

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return path;
    base_text_add(room, "%s/scenario.cfg", path);
    return base_text_get(room);
}

bool cmd_load_to(const char *path, const char *top, struct scenario *scen, struct base_err *err)
{
    struct base_text inside = {0};
    const char *text = cmd_scenario_text(path, &inside);
    bool good = scen_load_to(text, top == path ? text : top, scen, err);

    base_text_fini(&inside);
    return good;
}

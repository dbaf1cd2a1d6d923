/* SPDX-License-Identifier: Apache-2.0 */
/* merge: the parts of a study that were done apart. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/cmd_sweep.h"
#include "comm/comm.h"
#include "lab/texts.h"

struct merge_options {
    bool json;
};

#define AT(field) offsetof(struct merge_options, field)

static const struct cmd_option merge_options[] = {
    {"json", 0, NULL, NULL, NULL, "print one JSON object on stdout", AT(json)},
};

const struct cmd_spec cmd_merge_spec = {
    .name = "merge",
    .summary = "join the shards of a study",
    .examples = "  bullwhip merge all.h5 part1.h5 part2.h5 part3.h5\n",
    .operands = "OUT.h5 SHARD...",
    .least = 2,
    .most = 100000,
    .about =
        "SHARD is a results file of `bullwhip sweep --shard`, with its .spool beside it.\n"
        "What comes out is what one sweep would have written, bit for bit in /results; it\n"
        "has a spool of its own, so that a sweep can go on from it.\n",
    .part = {{"Options", merge_options, sizeof merge_options / sizeof merge_options[0], 0}},
};
#undef AT

/* "part1.h5" -> "part1.h5.spool" */
static char *spool_of(const char *shard)
{
    struct base_text name = {0};
    size_t size = strlen(shard);
    bool given = size > 6 && strcmp(shard + size - 6, ".spool") == 0;

    base_text_add(&name, "%s%s", shard, given ? "" : ".spool");
    return base_text_take(&name);
}

static bool all_there(char *const *shard, size_t shards, struct base_err *err)
{
    struct stat st;

    for (size_t i = 0; i < shards; i++)
        if (stat(shard[i], &st) != 0 || !S_ISDIR(st.st_mode))
            base_err_add(err, shard[i], 0, "can't be read; expected the spool of a shard here");
    return !base_err_any(err);
}

/* The study and the scenario that the first shard was made from. */
static bool load(const char *folder, struct base_arena *arena, struct cmd_study *s,
                 struct base_err *err)
{
    char mark[LAB_MARK_BYTES];
    struct lab_texts texts;

    lab_sweep_mark(mark);
    if (!lab_texts_read(folder, mark, arena, &texts, err))
        return false;
    if (texts.studies == 0 || texts.scenarios == 0) {
        base_err_add(err, folder, 0, "there is no study here; expected the spool of a sweep");
        return false;
    }
    bool good = scen_study_load_held(texts.study, texts.studies, &s->study, err) &&
                scen_load_held(texts.scenario, texts.scenarios, &s->base, err);
    if (good)
        scen_hold_rest(&s->base, texts.scenario, texts.scenarios);
    return good;
}

static int join(const char *output, char **shard, size_t shards, bool json, int argc,
                char *const *argv)
{
    struct base_err err = {0};
    struct base_arena *arena = base_arena_new();
    struct cmd_study s = {0};
    bool good =
        comm_all_true(all_there(shard, shards, &err) && load(shard[0], arena, &s, &err));
    int code = CMD_BAD_INPUT;

    cmd_complain(&err, CMD_BAD_INPUT);
    if (good) {
        struct lab_sweep sweep = {.study = &s.study,
                                  .base = &s.base,
                                  .tw = {.threads = 1},
                                  .output = output,
                                  .shards = 1,
                                  .from = (const char *const *)shard,
                                  .froms = shards,
                                  .only_join = true,
                                  .argc = argc,
                                  .argv = argv};
        code = cmd_study_run(&sweep, json);
    }
    cmd_study_free(&s);
    base_arena_free(arena);
    return code;
}

int cmd_merge(int argc, char **argv)
{
    struct merge_options o = {0};
    struct base_err err = {0};
    size_t operands = 0;
    char **given = cmd_remember(argc, argv);
    int code = CMD_BAD_INPUT;

    if (cmd_parse(&cmd_merge_spec, argc, argv, &o, &operands, &err)) {
        char **shard = base_array(operands, sizeof *shard);
        for (size_t i = 1; i < operands; i++)
            shard[i - 1] = spool_of(argv[i]);
        code = join(argv[0], shard, operands - 1, o.json, argc + 1, given);
        for (size_t i = 1; i < operands; i++)
            free(shard[i - 1]);
        free(shard);
    } else
        cmd_complain(&err, CMD_BAD_INPUT);
    free(given);
    return code;
}

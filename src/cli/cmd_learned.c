/* SPDX-License-Identifier: Apache-2.0 */
/* learned: what agents learned in a run, for those of a later one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/sha256.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "lab/learned.h"

struct options {
    const char *output; // NULL: stdout
    uint64_t replication;
};

#define AT(field) offsetof(struct options, field)

static const struct cmd_option learned_options[] = {
    {"replication", 0, "N", cmd_read_count, "0..999999", "which replication (0)",
     AT(replication)},
    {"output", 'o', "FILE.csv", cmd_read_text, NULL,
     "the table to write; told is by which keys a scenario\n"
     "beside it names it; default: to stdout",
     AT(output)},
};
#undef AT

const struct cmd_spec cmd_learned_spec = {
    .name = "learned",
    .summary = "write down what agents learned, for a later run",
    .examples = "  bullwhip learned port.h5 -o learned.csv\n"
                "  bullwhip learned port.h5 --replication 3\n",
    .operands = "FILE.h5",
    .least = 1,
    .most = 1,
    .about = "Moving averages and counts of success as agents believed them at the end of a\n"
             "replication, one row for each agent and belief. The keys `learned` and\n"
             "`learned_sha256` of agents give them to those of a later run as their start.\n",
    .part = {{"Options", learned_options, sizeof learned_options / sizeof learned_options[0],
              0}},
};

static bool put(const char *path, const struct base_text *table, struct base_err *err)
{
    struct base_sha256 sha;
    char hex[BASE_SHA256_HEX];

    if (!base_file_put(path, base_text_get(table), table->length)) {
        base_err_add(err, NULL, 0, "can't write '%s': %s", path, strerror(errno));
        return false;
    }
    base_sha256_init(&sha);
    base_sha256_add(&sha, base_text_get(table), table->length);
    base_sha256_hex(&sha, hex);
    const char *slash = strrchr(path, '/');

    printf("learned = \"%s\"; learned_sha256 = \"%s\";\n", slash ? slash + 1 : path, hex);
    return true;
}

static int tell(const char *path, const struct options *o)
{
    struct base_err err = {0};
    struct base_text table = {0};
    struct out_file *f = out_file_open(path, &err);
    int code = CMD_BAD_INPUT;

    if (f && lab_learned(f, path, (uint32_t)o->replication, &table, &err)) {
        code = CMD_FAILED;
        if (o->output)
            put(o->output, &table, &err);
        else
            fputs(base_text_get(&table), stdout);
    }
    out_file_close(f);
    base_text_fini(&table);
    return cmd_complain(&err, code);
}

int cmd_learned(int argc, char **argv)
{
    struct options o = {0};
    struct base_err err = {0};
    size_t operands;

    if (!cmd_parse(&cmd_learned_spec, argc, argv, &o, &operands, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    return comm_rank() == 0 ? tell(argv[0], &o) : CMD_GOOD;
}

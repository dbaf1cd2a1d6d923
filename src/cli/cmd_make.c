/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that write scenarios: init, import. Rank 0 writes. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/starter.h"
#include "comm/comm.h"
#include "supply/import/import.h"
#include "supply/synthetic/synthetic.h"

/* ---- init ---- */

struct init_options {
    const char *output;
    bool synthetic;
    uint64_t sites, products, seed;
};

#define AT(field) offsetof(struct init_options, field)

static const struct cmd_option init_options[] = {
    {"output", 'o', "PATH", cmd_read_text, NULL,
     "the file to write; with --synthetic, the folder", AT(output)},
    {"synthetic", 0, NULL, NULL, NULL, "invent a network of any size", AT(synthetic)},
    {"sites", 0, "N", cmd_read_count, "4..100000000", "sites of the network (default 100)",
     AT(sites)},
    {"products", 0, "P", cmd_read_count, "1..1000000", "finished products (default 2)",
     AT(products)},
    {"seed", 0, "S", cmd_read_count, "0..9e15", "same seed, same network (default 1)",
     AT(seed)},
};

const struct cmd_spec cmd_init_spec = {
    .name = "init",
    .summary = "write a scenario to start from, or a synthetic network",
    .examples = "  bullwhip init -o my.cfg\n"
                "  bullwhip init --synthetic --sites 1000 --products 5 --seed 3 -o big\n",
    .operands = "",
    .about = "Never replaces a file that is there.\n",
    .part = {{"Options", init_options, sizeof init_options / sizeof init_options[0], 0}},
};

/* A new file only: planners' texts are never written over. */
static bool write_starter(const char *path, struct base_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    size_t bytes = strlen(cmd_starter);

    if (fd < 0) {
        base_err_add(err, NULL, 0, "can't write '%s': %s", path, strerror(errno));
        return false;
    }
    bool good = write(fd, cmd_starter, bytes) == (ssize_t)bytes;
    if (close(fd) != 0 || !good) {
        base_err_add(err, NULL, 0, "can't write '%s': %s", path, strerror(errno));
        unlink(path);
        return false;
    }
    return true;
}

static bool init_write(const struct init_options *o, struct base_err *err)
{
    if (o->synthetic)
        return sup_synthetic(o->sites, o->products, o->seed, o->output, err);
    return write_starter(o->output, err);
}

static void init_check(const struct init_options *o, struct base_err *err)
{
    if (!o->output)
        base_err_add(err, NULL, 0, "where to? give -o PATH");
    if (!o->synthetic && (o->sites || o->products))
        base_err_add(err, NULL, 0, "--sites and --products go with --synthetic");
}

static void made(const char *path)
{
    printf("wrote %s; try:\n  bullwhip validate %s\n  bullwhip run %s\n", path, path, path);
}

int cmd_init(int argc, char **argv)
{
    struct init_options o = {.seed = 1};
    struct base_err err = {0};
    size_t operands;

    if (cmd_parse(&cmd_init_spec, argc, argv, &o, &operands, &err))
        init_check(&o, &err);
    int code = cmd_complain(&err, CMD_BAD_INPUT);
    if (code != CMD_GOOD || comm_rank() != 0)
        return code;
    o.sites = o.sites ? o.sites : 100;
    o.products = o.products ? o.products : 2;
    if (init_write(&o, &err))
        made(o.output);
    return cmd_complain(&err, CMD_FAILED);
}
#undef AT

/* ---- import ---- */

struct import_options {
    const char *stages, *arcs, *chain, *output;
};

#define AT(field) offsetof(struct import_options, field)

static const struct cmd_option import_options[] = {
    {"stages", 0, "CSV", cmd_read_text, NULL, "one row per stage", AT(stages)},
    {"arcs", 0, "CSV", cmd_read_text, NULL, "one row per link: from, to", AT(arcs)},
    {"chain", 0, "NAME", cmd_read_text, NULL,
     "take the rows whose column chain says so; not needed when\nthe tables hold one chain",
     AT(chain)},
    {"output", 'o', "FOLDER", cmd_read_text, NULL, "folder to write the scenario into",
     AT(output)},
};

const struct cmd_spec cmd_import_spec = {
    .name = "import",
    .summary = "make a scenario from network tables",
    .examples = "  bullwhip import --stages stages.csv --arcs arcs.csv --chain 10 -o chain10\n"
                "  bullwhip run chain10\n",
    .operands = "",
    .about =
        "Writes a readable scenario.cfg with its tables beside it. What the tables do not\n"
        "tell is derived, and the text says how.\n",
    .part = {{"Options", import_options, sizeof import_options / sizeof import_options[0], 0}},
};

static void import_check(const struct import_options *o, struct base_err *err)
{
    if (!o->stages)
        base_err_add(err, NULL, 0, "--stages is missing: --stages stages.csv");
    if (!o->arcs)
        base_err_add(err, NULL, 0, "--arcs is missing: --arcs arcs.csv");
    if (!o->output)
        base_err_add(err, NULL, 0, "where to? give -o FOLDER");
}

int cmd_import(int argc, char **argv)
{
    struct import_options o = {0};
    struct base_err err = {0};
    size_t operands;

    if (cmd_parse(&cmd_import_spec, argc, argv, &o, &operands, &err))
        import_check(&o, &err);
    int code = cmd_complain(&err, CMD_BAD_INPUT);
    if (code != CMD_GOOD || comm_rank() != 0)
        return code;
    if (sup_import(o.stages, o.arcs, o.chain, o.output, &err))
        made(o.output);
    return cmd_complain(&err, CMD_BAD_INPUT);
}

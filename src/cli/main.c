/* SPDX-License-Identifier: Apache-2.0 */
/* cli/main.c - which command, which help; the first and the last call of every process. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "base/version.h"
#include "cli/cmd.h"
#include "cli/manual.h"
#include "comm/comm.h"

/* One to a line. */
// clang-format off
const struct cmd_command cmd_commands[] = {
    {&cmd_run_spec, cmd_run},
    {&cmd_replay_spec, cmd_replay},
    {&cmd_diff_spec, cmd_diff},
    {&cmd_report_spec, cmd_report},
    {&cmd_explain_spec, cmd_explain},
    {&cmd_learned_spec, cmd_learned},
    {&cmd_sweep_spec, cmd_sweep},
    {&cmd_merge_spec, cmd_merge},
    {&cmd_drill_spec, cmd_drill},
    {&cmd_history_spec, cmd_history},
    {&cmd_validate_spec, cmd_validate},
    {&cmd_lint_spec, cmd_lint},
    {&cmd_estimate_spec, cmd_estimate},
    {&cmd_list_spec, cmd_list},
    {&cmd_init_spec, cmd_init},
    {&cmd_import_spec, cmd_import},
    {&cmd_schema_spec, cmd_schema},
    {&cmd_phold_spec, cmd_phold},
    {NULL, NULL},
};
// clang-format on

static void overview(FILE *to)
{
    fprintf(to, "Examples:\n"
                "  bullwhip init -o my.cfg              a commented scenario to start from\n"
                "  bullwhip run my.cfg                  simulate it, write results\n"
                "  mpirun -n 4 bullwhip run my.cfg      the same on four ranks, same results\n"
                "\n"
                "bullwhip - supply chains under disruption, simulated in parallel\n\n"
                "Commands:\n");
    for (const struct cmd_command *c = cmd_commands; c->spec; c++)
        fprintf(to, "  %-12s%s\n", c->spec->name, c->spec->summary);
    fprintf(to, "\nEach has its own --help. bullwhip --version tells the version, --man and\n"
                "--completion print a manual page and what bash sources to complete words.\n"
                "Exit codes: 0 good, 1 failed run, 2 bad input, 3 criteria not met, "
                "75 checkpointed.\n");
}

static const struct cmd_command *command_named(const char *name)
{
    for (const struct cmd_command *c = cmd_commands; c->spec; c++)
        if (!strcmp(c->spec->name, name))
            return c;
    return NULL;
}

static void unknown(const char *name)
{
    const char *names[32];
    size_t count = 0;

    for (const struct cmd_command *c = cmd_commands; c->spec; c++)
        names[count++] = c->spec->name;
    const char *near = base_nearest(name, names, count);
    if (near)
        fprintf(stderr, "bullwhip: unknown command %s; did you mean %s\n", name, near);
    else
        fprintf(stderr, "bullwhip: unknown command %s; 'bullwhip --help' lists them\n", name);
}

static bool is_help(const char *arg)
{
    return !strcmp(arg, "--help") || !strcmp(arg, "-h");
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (is_help(argv[i]))
            return true;
    return false;
}

static int version(void)
{
    const char *commit = base_version_commit();

    printf("bullwhip %s%s%s\n", base_version(), *commit ? " " : "", commit);
    return CMD_GOOD;
}

/* What the program tells of itself, by option; -1 when `word` is none of these. */
static int tell(const char *word)
{
    if (!strcmp(word, "--version"))
        return version();
    if (!strcmp(word, "--man"))
        cmd_manual(cmd_commands, stdout);
    else if (!strcmp(word, "--completion"))
        cmd_completion(cmd_commands, stdout);
    else
        return -1;
    return CMD_GOOD;
}

/* "help" or an option in place of a command; -1 when it is none of them. */
static int general(int argc, char **argv)
{
    if (argc < 2) {
        overview(stderr);
        return CMD_BAD_INPUT;
    }
    if (is_help(argv[1]) || (!strcmp(argv[1], "help") && argc < 3)) {
        overview(stdout);
        return CMD_GOOD;
    }
    return tell(argv[1]);
}

/* Launcher and MPI that do not know of each other make of one run many, each of all the work,
 * all into one file. */
static bool launched_well(void)
{
    unsigned copies = comm_stray_copies();
    const char *task = getenv("SLURM_PROCID");

    if (copies > 1 && (!task || !strcmp(task, "0")))
        fprintf(stderr,
                "bullwhip: Slurm started %u tasks, but each is alone to MPI: this would be %u "
                "times the same run; start them with srun --mpi=pmix, or with mpirun\n",
                copies, copies);
    return copies == 1;
}

/* Whatever the umask is: only the group, at most, writes into what this program makes. */
static void shut_out_others(void)
{
    umask(umask(S_IWOTH) | S_IWOTH);
}

int main(int argc, char **argv)
{
    shut_out_others();
    int done = general(argc, argv);

    if (done >= 0)
        return done;
    bool asked = !strcmp(argv[1], "help");
    const char *name = argv[asked ? 2 : 1];
    const struct cmd_command *command = command_named(name);
    if (!command) {
        unknown(name);
        return CMD_BAD_INPUT;
    }
    if (asked || wants_help(argc - 1, argv + 1)) {
        cmd_help(command->spec, stdout);
        return CMD_GOOD;
    }
    signal(SIGXFSZ, SIG_IGN); // a file at its limit is a write that fails, and is told as such
    base_keep_heap();
    comm_init(&argc, &argv);
    int code = launched_well() ? command->run(argc - 1, argv + 1) : CMD_BAD_INPUT;
    comm_fini();
    return code;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* explain: why an agent did what it did, from a results file alone. */
#include <stdio.h>

#include "cli/cmd.h"
#include "comm/comm.h"
#include "lab/explain.h"

struct options {
    const char *agent, *goal, *not_plan;
    int64_t at;           // -1: not given
    uint64_t replication; // UINT32_MAX: not given
    const char *course;
    bool json;
};

#define AT(field) offsetof(struct options, field)

static const struct cmd_option explain_options[] = {
    {"agent", 0, "SITE[/PRODUCT]", cmd_read_text, NULL,
     "whose decision; the product where the site keeps several", AT(agent)},
    {"at", 0, "TIME", cmd_read_span, NULL, "when, since the start, like \"12 d\"", AT(at)},
    {"not", 0, "PLAN", cmd_read_text, NULL, "why not this plan", AT(not_plan)},
    {"goal", 0, "GOAL", cmd_read_text, NULL,
     "what it did for this goal; default: the one that\n"
     "it pursued then, and chose a plan for last",
     AT(goal)},
    {"replication", 0, "N", cmd_read_count, "0..999999",
     "which replication; default: 0, of a drill the one of\nwhich it tells", AT(replication)},
    {"course", 0, "NAME", cmd_read_text, NULL,
     "of a drill: in which course; default: the judged one", AT(course)},
    {"json", 0, NULL, NULL, NULL, "one JSON object, for programs", AT(json)},
};
#undef AT

const struct cmd_spec cmd_explain_spec = {
    .name = "explain",
    .summary = "tell why an agent did what it did",
    .examples =
        "  bullwhip explain port.h5 --agent dc7 --at 12d\n"
        "  bullwhip explain port.h5 --agent dc7/lamp --at \"12 d\" --not expedite\n"
        "  bullwhip explain port.h5 --agent dc7 --at 12d --goal keep_cover --json\n"
        "  bullwhip explain drill.h5 --course \"resilient plans\" --agent dc7 --at 95d\n",
    .operands = "FILE.h5",
    .least = 1,
    .most = 1,
    .about = "What it believed and how old that was, what it wanted, which plans were\n"
             "applicable, which was chosen and why, what failed and what followed. It works\n"
             "from the results file alone; a run must have kept decisions (run.decisions,\n"
             "--decisions), a drill keeps them of one replication of each course.\n",
    .part = {{"Options", explain_options, sizeof explain_options / sizeof explain_options[0],
              0}},
};

static bool complete(const struct options *o, struct base_err *err)
{
    if (o->agent == NULL)
        base_err_add(err, NULL, 0, "explain whom?; expected --agent SITE or SITE/PRODUCT");
    if (o->at < 0)
        base_err_add(err, NULL, 0, "explain when?; expected --at TIME, such as --at 12d");
    return err->errors == 0;
}

static int explain(const char *path, const struct options *o)
{
    struct base_err err = {0};
    struct base_text text = {0};
    const struct lab_question q = {.agent = o->agent,
                                   .at = o->at,
                                   .replication = (uint32_t)o->replication,
                                   .course = o->course,
                                   .goal = o->goal,
                                   .not_plan = o->not_plan,
                                   .json = o->json};
    struct out_file *f = out_file_open(path, &err);

    if (f && lab_explain(f, path, &q, &text, &err))
        fputs(base_text_get(&text), stdout);
    out_file_close(f);
    base_text_fini(&text);
    return cmd_complain(&err, CMD_BAD_INPUT);
}

int cmd_explain(int argc, char **argv)
{
    struct options o = {.at = -1, .replication = LAB_EXPLAIN_TOLD};
    struct base_err err = {0};
    size_t operands;

    if (!cmd_parse(&cmd_explain_spec, argc, argv, &o, &operands, &err) || !complete(&o, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    return comm_rank() == 0 ? explain(argv[0], &o) : CMD_GOOD;
}

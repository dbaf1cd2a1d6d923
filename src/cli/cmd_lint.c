/* SPDX-License-Identifier: Apache-2.0 */
/* lint: checks plan libraries, and tells the words that they may use. */
#include <string.h>

#include "base/arena.h"
#include "bdi/read.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "scen/outline.h"
#include "supply/mind/domain.h"

struct lint_options {
    bool strict, words;
    const char *currency;
};

static const struct cmd_option lint_options[] = {
    {"strict", 0, NULL, NULL, NULL, "warnings count as mistakes",
     offsetof(struct lint_options, strict)},
    {"words", 0, NULL, NULL, NULL, "tell what agents perceive and can do",
     offsetof(struct lint_options, words)},
    {"currency", 0, "NAME", cmd_read_text, NULL, "what money is called (EUR)",
     offsetof(struct lint_options, currency)},
};

const struct cmd_spec cmd_lint_spec = {
    .name = "lint",
    .summary = "check plan libraries",
    .examples = "  bullwhip lint library.cfg\n"
                "  bullwhip lint --words\n",
    .operands = "FILE...",
    .least = 0,
    .most = SIZE_MAX,
    .about =
        "Mistakes, such as units that do not fit or sub-goals in a circle, are told as\n"
        "file:line, what it is, and what was expected; exit code 2. Warnings tell what can be\n"
        "run but hardly is meant: plans that are never applicable, goals without a last\n"
        "resort, beliefs that are never set, steps that are never reached.\n",
    .part = {{"Options", lint_options, sizeof lint_options / sizeof lint_options[0], 0}},
};

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static void lint_file(const char *path, const struct bdi_domain *domain, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    struct base_node root;
    struct bdi_library library;

    if (scen_outline_file(path, arena, &root, err) &&
        bdi_read(&root, domain, arena, &library, err)) {
        bdi_lint(&library, err);
        if (comm_rank() == 0)
            printf("ok  %s  %s: %u belief%s, %u goal%s, %u plan%s; %u bytes for each agent\n",
                   path, library.name, library.beliefs, plural(library.beliefs), library.goals,
                   plural(library.goals), library.plans, plural(library.plans), library.bytes);
    }
    base_arena_free(arena);
}

/* ---- words ---- */

static void print_percepts(const struct bdi_domain *domain)
{
    printf("Agents perceive (a name with a dot is of each partner):\n");
    for (uint32_t p = 0; p < domain->percepts; p++) {
        const struct bdi_percept *percept = &domain->percept[p];
        char unit[64] = "truth", name[64];

        if (percept->type == BDI_NUMBER)
            domain->units->say(domain->units->self, percept->dim, unit, sizeof unit);
        snprintf(name, sizeof name, "%s%s", percept->of_party ? "A." : "", percept->name);
        printf("  %-16s %-10s %s\n", name, unit, percept->doc);
    }
}

static void print_param(const struct bdi_domain *domain, const struct bdi_param *param)
{
    char kind[160] = "names";

    if (param->kind == BDI_P_NUMBER)
        domain->units->say(domain->units->self, param->dim, kind, sizeof kind);
    else if (param->kind == BDI_P_CHOICE)
        snprintf(kind, sizeof kind, "%s", param->choices);
    else if (param->kind == BDI_P_TRUTH)
        snprintf(kind, sizeof kind, "truth");
    printf("    %-10s %s%s (%s)\n", param->name, param->doc, param->required ? "; needed" : "",
           kind[0] != '\0' ? kind : "number");
}

static void print_verbs(const struct bdi_domain *domain)
{
    printf("\nThey can do:\n");
    for (uint32_t v = 0; v < domain->verbs; v++) {
        const struct bdi_verb *verb = &domain->verb[v];

        printf("  %-16s %s\n", verb->name, verb->doc);
        for (uint32_t k = 0; k < verb->params; k++)
            print_param(domain, &verb->param[k]);
    }
}

int cmd_lint(int argc, char **argv)
{
    struct lint_options o = {.currency = "EUR"};
    struct base_err err = {0};
    struct sup_domain words;
    size_t operands;

    if (!cmd_parse(&cmd_lint_spec, argc, argv, &o, &operands, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    sup_domain_init(&words, o.currency);
    if (operands == 0 && !o.words)
        base_err_add(&err, NULL, 0, "lint needs a FILE; see 'bullwhip lint --help'");
    if (o.words && comm_rank() == 0) {
        print_percepts(&words.domain);
        print_verbs(&words.domain);
    }
    for (size_t i = 0; i < operands; i++)
        lint_file(argv[i], &words.domain, &err);
    bool doubtful = o.strict && err.count > 0;

    fflush(stdout);
    int code = cmd_complain(&err, CMD_BAD_INPUT);

    return doubtful ? CMD_BAD_INPUT : code;
}

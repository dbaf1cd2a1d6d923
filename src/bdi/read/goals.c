/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "bdi/read/state.h"

#define KEYS "name|kind|when|hold|until|drop|deadline|priority|inhibits|commit|doc"

/* "bold", "single-minded", "cautious" or "cautious(3)". */
static void read_commitment(struct bdi_reading *in, const struct base_node *node,
                            struct bdi_goal *goal)
{
    const char *text = bdi_text(in, node, "commit");
    char word[32];
    int64_t patience;

    goal->patience = 1;
    if (text == NULL)
        return;
    const char *open = strchr(text, '(');

    snprintf(word, sizeof word, "%s", text);
    word[strcspn(word, "(")] = '\0';
    int choice = bdi_choice(in, bdi_child(node, "commit"), word, "single-minded|bold|cautious");

    goal->commit = choice > 0 ? (enum bdi_commitment)choice : BDI_SINGLE_MINDED;
    if (open == NULL)
        return;
    snprintf(word, sizeof word, "%s", open + 1);
    word[strcspn(word, ")")] = '\0';
    if (goal->commit == BDI_CAUTIOUS && base_parse_int(word, &patience) && patience >= 1 &&
        patience <= 1000000)
        goal->patience = (uint32_t)patience;
    else
        bdi_refuse_at(in, bdi_child(node, "commit"),
                      "commit = \"%s\"; expected \"cautious(3)\" to think again after 3 steps",
                      text);
}

static void read_goal(struct bdi_reading *in, const struct base_node *node,
                      struct bdi_goal *goal)
{
    const char *kind = bdi_text(in, node, "kind");
    const struct base_node *at = bdi_child(node, "kind");
    int choice = kind != NULL ? bdi_choice(in, at, kind, "achieve|maintain|perform") : 0;

    bdi_know(in, node, "goal", KEYS);
    if (kind == NULL)
        bdi_refuse_at(in, node,
                      "goal \"%s\" has no kind; expected kind = \"achieve\", "
                      "\"maintain\" or \"perform\"",
                      goal->name);
    goal->kind = choice > 0 ? (enum bdi_goal_kind)choice : BDI_ACHIEVE;
    bdi_condition(in, node, "when", &goal->when);
    bdi_condition(in, node, "hold", &goal->hold);
    bdi_condition(in, node, "until", &goal->until);
    bdi_condition(in, node, "drop", &goal->drop);
    goal->deadline = bdi_ticks(in, node, "deadline");
    goal->priority = bdi_constant(in, node, "priority", &bdi_pure, 0.0);
    read_commitment(in, node, goal);
}

/* Which conditions fit which kind. */
static void check_kind(const struct bdi_reading *in, const struct base_node *node,
                       const struct bdi_goal *goal)
{
    bool maintain = goal->kind == BDI_MAINTAIN;
    const struct base_node *when = bdi_child(node, "when"), *hold = bdi_child(node, "hold"),
                           *until = bdi_child(node, "until");

    if (maintain && hold == NULL)
        bdi_refuse_at(in, node, "goal \"%s\" has nothing to maintain; expected hold = \"...\"",
                      goal->name);
    if (maintain && when != NULL)
        bdi_refuse_at(in, when,
                      "when: a goal to maintain is adopted when it no longer holds; "
                      "expected hold alone");
    if (!maintain && hold != NULL)
        bdi_refuse_at(in, hold, "hold: only a goal to maintain has it; expected when or until");
    if (goal->kind == BDI_PERFORM && until != NULL)
        bdi_refuse_at(in, until,
                      "until: a goal to perform is done when its plan is done; "
                      "expected kind = \"achieve\" for it");
}

static void inhibit(struct bdi_reading *in, const struct base_node *at, struct bdi_goal *goal)
{
    uint32_t list = bdi_word_list(in, at);
    struct bdi_words names = in->lib->list[list];

    for (uint32_t k = names.first; k < names.first + names.count; k++) {
        const char *name = in->lib->word[in->lib->listed[k]];
        int32_t g = bdi_goal_named(in, name);

        if (g < 0)
            bdi_refuse_goal(in, at, name);
        else
            goal->inhibits |= UINT64_C(1) << g;
    }
}

static void name_goal(struct bdi_reading *in, const struct base_node *node)
{
    const char *name = bdi_need(in, node, "name", "goal");

    if (name != NULL && bdi_goal_named(in, name) >= 0)
        bdi_refuse_at(in, node, "goal \"%s\" is there already; expected a new name", name);
    in->lib->goal[in->lib->goals++] =
        (struct bdi_goal){.name = name != NULL ? name : "", .where = {node->file, node->line}};
}

void bdi_read_goals(struct bdi_reading *in)
{
    const struct base_node *goals = bdi_child(in->root, "goals");

    if (goals == NULL || goals->kind != BASE_LIST || goals->children == 0) {
        bdi_refuse_at(in, goals != NULL ? goals : in->root,
                      "a library needs goals; expected goals: ( { name = ...; }, ... );");
        return;
    }
    if (goals->children > BDI_GOALS) {
        bdi_refuse_at(in, goals, "%zu goals; expected at most %d", goals->children, BDI_GOALS);
        return;
    }
    in->lib->goal = base_arena_array(in->arena, goals->children, sizeof(struct bdi_goal));
    for (size_t i = 0; i < goals->children; i++)
        name_goal(in, &goals->child[i]);
    for (size_t i = 0; i < goals->children; i++) {
        struct bdi_goal *goal = &in->lib->goal[i];

        read_goal(in, &goals->child[i], goal);
        check_kind(in, &goals->child[i], goal);
        if (bdi_child(&goals->child[i], "inhibits") != NULL)
            inhibit(in, bdi_child(&goals->child[i], "inhibits"), goal);
    }
}

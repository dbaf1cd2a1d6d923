/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/account/decisions.h"

#include <string.h>

#include "supply/world.h"

/* Choices, and that there was nothing left to choose. */
static bool is_choice(const struct bdi_record *r)
{
    return r->event == BDI_CHOSE || r->event == BDI_GOAL_FAILED;
}

static bool is_wanted(const struct sup_world *w, const struct bdi_record *r)
{
    enum scen_decisions level = w->scen->decisions;

    return level == SCEN_DECISIONS_ALL || (level == SCEN_DECISIONS_CHOICES && is_choice(r));
}

static int32_t numbered(int32_t plan, uint32_t first)
{
    return plan < 0 ? -1 : plan + (int32_t)first;
}

static uint32_t size_of(struct bdi_mask m)
{
    return (uint32_t)(__builtin_popcountll(m.word[0]) + __builtin_popcountll(m.word[1]));
}

struct sup_belief_row sup_belief_of(const struct sup_decider *who, uint32_t belief)
{
    const struct bdi_belief *held = &bdi_beliefs(who->turn)[belief];

    return (struct sup_belief_row){.product = who->product,
                                   .belief = who->first_belief + belief,
                                   .value = held->value,
                                   .confidence = held->confidence,
                                   .known_at = held->at,
                                   .source = held->source};
}

struct sup_decision_row sup_decision_of(const struct sup_decider *who,
                                        const struct bdi_record *r)
{
    return (struct sup_decision_row){
        .product = who->product,
        .book = who->book,
        .goal = who->first_goal + r->goal,
        .plan = numbered(r->plan, who->first_plan),
        .runner_up = numbered(r->runner_up, who->first_plan),
        .event = r->event,
        .cause = r->cause,
        .intention = r->intention,
        .frame = r->frame,
        .reads = size_of(r->reads),
        .serial = r->serial,
        .candidates = r->candidates,
        .applicable = r->applicable,
        .tried = r->tried,
        .score = r->score,
        .runner_up_score = r->runner_up_score,
    };
}

void sup_decide(const struct sup_decider *who, const struct bdi_record *r)
{
    if (!is_wanted(tw_world(who->ctx), r))
        return;
    struct sup_decision_row row = sup_decision_of(who, r);

    tw_emit(who->ctx, SUP_DECISION, &row);
    for (uint32_t word = 0; word < 2; word++)
        for (uint64_t left = r->reads.word[word]; left != 0; left &= left - 1) {
            uint32_t b = word * 64 + (uint32_t)__builtin_ctzll(left);
            struct sup_belief_row believed = sup_belief_of(who, b);

            tw_emit(who->ctx, SUP_BELIEF, &believed);
        }
}

#define DECISION(column, type, about)                                        \
    {                                                                        \
#column, "1", about, type, offsetof(struct sup_decision_row, column) \
    }

const struct out_column *sup_decision_columns(size_t *count)
{
    static const struct out_column column[] = {
        DECISION(product, OUT_I32, "Index of the product; -1: the agent keeps none"),
        DECISION(serial, OUT_I64,
                 "Which attempt of the agent at a plan; the same in what became of it"),
        {"what", "1", "What happened: index into /model/decisions/what", OUT_U32,
         offsetof(struct sup_decision_row, event)},
        {"why", "1", "What brought it about: index into /model/decisions/why", OUT_U32,
         offsetof(struct sup_decision_row, cause)},
        DECISION(book, OUT_U32, "Index of the plan library into /model/plan_libraries"),
        DECISION(goal, OUT_U32, "Index into /model/goals"),
        DECISION(plan, OUT_I32,
                 "Index into /model/plans of the plan chosen, or tried; -1: none"),
        DECISION(runner_up, OUT_I32, "The second best of a choice; -1: none"),
        {"score", "see /model/plans", "Of the plan chosen", OUT_F64,
         offsetof(struct sup_decision_row, score)},
        {"runner_up_score", "see /model/plans", "Of the runner-up", OUT_F64,
         offsetof(struct sup_decision_row, runner_up_score)},
        DECISION(candidates, OUT_U64,
                 "Plans of the goal that were looked at: bits by `position` of /model/plans"),
        DECISION(applicable, OUT_U64, "Of them: whose conditions were true"),
        DECISION(tried, OUT_U64, "Plans that had failed before"),
        DECISION(intention, OUT_U32, "Which of the agent's intentions"),
        DECISION(frame, OUT_U32, "Of them: 0 the goal at the bottom, then sub-goals"),
        DECISION(reads, OUT_U32,
                 "So many rows of /results/decision_beliefs belong to this one, in order"),
    };

    *count = sizeof column / sizeof column[0];
    return column;
}

const struct out_column *sup_belief_columns(size_t *count)
{
    static const struct out_column column[] = {
        {"product", "1", "Index of the product; -1: the agent keeps none", OUT_I32,
         offsetof(struct sup_belief_row, product)},
        {"belief", "1", "Index into /model/beliefs", OUT_U32,
         offsetof(struct sup_belief_row, belief)},
        {"value", "see /model/beliefs", "What it believed; truths are 0 or 1", OUT_F64,
         offsetof(struct sup_belief_row, value)},
        {"confidence", "1", "How surely; of learned beliefs: observations behind it", OUT_F64,
         offsetof(struct sup_belief_row, confidence)},
        {"known_at", "ms", "When it was so; -2^63: never heard of", OUT_I64,
         offsetof(struct sup_belief_row, known_at)},
        {"source", "1", "Index of the site that said it; -1: its own eyes or thought", OUT_I64,
         offsetof(struct sup_belief_row, source)},
    };

    *count = sizeof column / sizeof column[0];
    return column;
}

const struct out_column *sup_learned_columns(size_t *count)
{
    static const struct out_column column[] = {
        {"product", "1", "Index of the product", OUT_I32,
         offsetof(struct sup_learned_row, product)},
        {"belief", "1", "Index into /model/beliefs, which tells how it learns", OUT_U32,
         offsetof(struct sup_learned_row, belief)},
        {"value", "see /model/beliefs",
         "What it came to: the moving average (ema), the share of successes (beta)", OUT_F64,
         offsetof(struct sup_learned_row, value)},
        {"observations", "1", "From how many observations, the prior included", OUT_F64,
         offsetof(struct sup_learned_row, observations)},
        {"known_at", "ms", "When it last learned; -2^63: never", OUT_I64,
         offsetof(struct sup_learned_row, known_at)},
    };

    *count = sizeof column / sizeof column[0];
    return column;
}

#define DEED(column, type, about)                                        \
    {                                                                    \
#column, "1", about, type, offsetof(struct sup_deed_row, column) \
    }

const struct out_column *sup_deed_columns(size_t *count)
{
    static const struct out_column column[] = {
        DEED(product, OUT_I32, "Index of the product"),
        DEED(serial, OUT_I64, "The attempt of the agent, as in the row of its choice"),
        DEED(plan, OUT_I32, "Index into /model/plans of the plan that does it; -1: not known"),
        DEED(verb, OUT_U32, "What is done: index into /model/decisions/verb"),
        DEED(end, OUT_U32, "What came of it: index into /model/decisions/end"),
        DEED(why, OUT_U32, "Why it was blocked: index into /model/approvals/blocked"),
        DEED(partner, OUT_I32,
             "Index of the site that it is asked of, told, ordered from; -1: "
             "none, or several"),
        DEED(lane, OUT_I32, "Index of the lane of /model/lanes that goods come over; -1: none"),
        {"amount", "see unit", "How much; NaN: it has no amount", OUT_F64,
         offsetof(struct sup_deed_row, amount)},
        DEED(unit, OUT_U32, "Of the amount: index into /model/decisions/unit"),
        {"until", "d", "When it ends; NaN: open", OUT_F64,
         offsetof(struct sup_deed_row, until)},
    };

    *count = sizeof column / sizeof column[0];
    return column;
}

const char *sup_deed_end_text(enum sup_deed_end end)
{
    static const char *const text[SUP_DEED_ENDS] = {"done", "could not be done", "blocked"};

    return text[end];
}

const char *sup_deed_unit_text(enum sup_deed_unit unit)
{
    static const char *const text[SUP_DEED_UNITS_KNOWN] = {"", "unit", "d", "1"};

    return text[unit];
}

struct sup_minds sup_minds_of(const struct sup_world *world)
{
    return world->minds;
}

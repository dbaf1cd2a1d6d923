/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/parley/approval.h"

#include <stddef.h>

#include "supply/disrupt/harms.h"
#include "supply/disrupt/plight.h"
#include "supply/mind/verbs.h"

void sup_guard_open(const struct sup_turn *t, const struct sup_thinker *who,
                    unsigned char *state, uint64_t product_key)
{
    struct sup_guard *guard = (struct sup_guard *)(void *)(state + who->guard_at);

    guard->chance = sup_chance(t, SUP_CHANCE_APPROVAL, product_key);
}

static const struct sup_guard *guard_at(const struct sup_thought *m)
{
    return sup_part(m->t, m->who->guard_at);
}

/* ---- rows ---- */

static int32_t plan_number(const struct sup_thought *m, uint32_t plan)
{
    return plan == SUP_NOBODY ? -1 : (int32_t)(m->who->lore->first_plan + plan);
}

static double days(int64_t ticks)
{
    return (double)ticks / (double)TW_TICKS_PER_DAY;
}

static void tell_question(const struct sup_thought *m, const struct bdi_action *a)
{
    struct sup_approval_row row = {.product = (int32_t)m->item->product,
                                   .plan = plan_number(m, a->plan),
                                   .event = SUP_APPROVAL_ASKED,
                                   .serial = a->by.serial,
                                   .asked = days(m->t->now)};

    tw_emit(m->t->ctx, SUP_APPROVAL, &row);
}

static void tell_verdict(const struct sup_thought *m, const struct sup_answer *answer,
                         bool in_time)
{
    enum sup_approval_event event =
        answer->verdict.yes ? SUP_APPROVAL_GIVEN : SUP_APPROVAL_DENIED;
    struct sup_approval_row row = {.product = (int32_t)m->item->product,
                                   .plan = plan_number(m, answer->plan),
                                   .event = in_time ? event : SUP_APPROVAL_TOO_LATE,
                                   .why = answer->verdict.by,
                                   .level = answer->verdict.level,
                                   .serial = answer->serial,
                                   .asked = days(answer->asked)};

    tw_emit(m->t->ctx, SUP_APPROVAL, &row);
}

void sup_blocked(struct sup_thought *m, const struct bdi_action *a, enum sup_block why)
{
    struct sup_approval_row row = {.product = (int32_t)m->item->product,
                                   .plan = plan_number(m, a->plan),
                                   .event = SUP_APPROVAL_BLOCKED,
                                   .why = why,
                                   .verb = a->verb,
                                   .serial = a->by.serial,
                                   .asked = days(m->t->now)};

    m->why = why;
    ++*(uint64_t *)tw_write(m->t->ctx, &guard_at(m)->spent.blocked[why]);
    tw_emit(m->t->ctx, SUP_APPROVAL, &row);
}

const char *sup_approval_text(enum sup_approval_event event)
{
    static const char *const text[SUP_APPROVAL_EVENTS] = {
        "asked for approval", "approved", "denied", "answered too late", "blocked"};

    return text[event];
}

const char *sup_verdict_text(enum sup_verdict_by by)
{
    static const char *const text[SUP_VERDICTS_BY] = {"as recorded", "by rule", "after a delay",
                                                      "as nobody answered"};

    return text[by];
}

const char *sup_block_text(enum sup_block why)
{
    static const char *const text[SUP_BLOCKS] = {
        [SUP_NOT_BLOCKED] = "",
        [SUP_BLOCK_STEPS] = "too many actions in this period",
        [SUP_BLOCK_ORDERS] = "too many orders in this period",
        [SUP_BLOCK_MONEY] = "over budget",
        [SUP_BLOCK_INVARIANT] = "against an invariant",
        [SUP_BLOCK_APPROVAL] = "not approved",
        [SUP_BLOCK_SILENCE] = "no news get through",
        [SUP_BLOCK_ROOM] = "too many conversations at once",
        [SUP_BLOCK_PARTNER] = "no such partner",
    };

    return text[why];
}

#define COLUMN(name, type, about)                                        \
    {                                                                    \
#name, "1", about, type, offsetof(struct sup_approval_row, name) \
    }

const struct out_column *sup_approval_columns(size_t *count)
{
    static const struct out_column column[] = {
        COLUMN(product, OUT_I32, "Index of the product"),
        COLUMN(plan, OUT_I32,
               "Index into /model/plans; -1: the attempt was over when it was blocked"),
        {"what", "1",
         "0 asked for approval, 1 approved, 2 denied, 3 answered too late, 4 an action was "
         "blocked",
         OUT_U32, offsetof(struct sup_approval_row, event)},
        COLUMN(why, OUT_U32,
               "Of answers: 0 recorded, 1 by rule, 2 after a delay, 3 nobody answered. Of what "
               "was blocked: 1 too many actions, 2 too many orders, 3 too much money, 4 an "
               "invariant, 6 no news get through"),
        COLUMN(level, OUT_U32, "Of answers: how many were asked before, in vain"),
        COLUMN(verb, OUT_U32, "Of what was blocked: 1 + position in `bullwhip lint --words`"),
        COLUMN(serial, OUT_I64, "The attempt of the agent, as in the trace of its decisions"),
        {"asked", "d", "When it was asked", OUT_F64, offsetof(struct sup_approval_row, asked)},
    };

    *count = sizeof column / sizeof column[0];
    return column;
}

/* ---- budgets and invariants ---- */

static bool is_order(const struct bdi_action *a)
{
    enum sup_verb verb = (enum sup_verb)(a->verb - BDI_VERBS);

    return verb == SUP_DO_ORDER || verb == SUP_DO_AWARD || verb == SUP_DO_EXPEDITE ||
           verb == SUP_DO_TRANSSHIP || verb == SUP_DO_RESTOCK || verb == SUP_DO_SUBCONTRACT;
}

static bool keeps_invariants(const struct sup_thought *m, const struct bdi_action *a)
{
    const struct bdi_library *l = &m->who->lore->lib;
    struct bdi_view view = {bdi_beliefs(&m->turn), m->t->now, m->turn.model};

    for (uint32_t i = 0; i < l->invariants; i++)
        if ((l->invariant[i].verbs >> a->verb & 1) != 0 &&
            !(bdi_expr_eval(&l->invariant[i].must, &view) > 0.0))
            return false;
    return true;
}

bool sup_guard_allows(struct sup_thought *m, const struct bdi_action *a)
{
    const struct scen_agent *as = m->who->lore->as;
    const struct sup_allowance may = {.period = m->t->world->scen->kpi_period,
                                      .steps = as->max_actions,
                                      .orders = as->max_orders,
                                      .money = -1.0};

    if (!keeps_invariants(m, a)) {
        sup_blocked(m, a, SUP_BLOCK_INVARIANT);
        return false;
    }
    if (may.steps < 0 && may.orders < 0)
        return true;
    enum sup_block why = sup_budget_takes(&may, tw_write(m->t->ctx, &guard_at(m)->spent),
                                          m->t->now, (struct sup_expense){is_order(a), 0.0});

    if (why != SUP_NOT_BLOCKED)
        sup_blocked(m, a, why);
    return why == SUP_NOT_BLOCKED;
}

/* ---- approval ---- */

static void answer_now(struct sup_thought *m, const struct sup_answer *answer)
{
    struct bdi_handle by = {answer->serial, answer->intention, answer->frame};

    tell_verdict(m, answer, bdi_approve(&m->turn, by, answer->verdict.yes != 0));
}

static void hear(struct sup_thought *m, const void *what)
{
    answer_now(m, what);
}

bool sup_ask_approval(struct sup_thought *m, const struct bdi_action *a)
{
    const struct scenario *scen = m->t->world->scen;
    struct rand_stream *chance = tw_write(m->t->ctx, &guard_at(m)->chance);
    struct sup_answer answer = {.slot = m->slot,
                                .intention = a->by.intention,
                                .frame = a->by.frame,
                                .plan = a->plan,
                                .serial = a->by.serial,
                                .asked = m->t->now};

    if (sup_silent(m->t)) {
        sup_blocked(m, a, SUP_BLOCK_SILENCE);
        return false;
    }
    answer.verdict =
        sup_verdict_on(scen->approval, m->who->lore->as->approval, (int32_t)m->item->site,
                       m->who->lore->lib.plan[a->plan].name, m->t->now, chance);
    tell_question(m, a);
    if (answer.verdict.at <= m->t->now)
        answer_now(m, &answer);
    else if (answer.verdict.at < tw_horizon(m->t->ctx))
        sup_send(m->t, tw_self(m->t->ctx), answer.verdict.at - m->t->now,
                 m->t->world->kind[SUP_EVENT_VERDICT].priority, SUP_EVENT_VERDICT, &answer);
    return true;
}

/* An answer that no news get through with is heard as soon as they do. */
void sup_take_verdict(const struct sup_turn *t, const struct sup_answer *answer)
{
    if (sup_silent(t))
        sup_send(t, tw_self(t->ctx), sup_last_end(t, 0, SUP_HARM_SILENT) - t->now,
                 t->world->kind[SUP_EVENT_VERDICT].priority, SUP_EVENT_VERDICT, answer);
    else
        sup_think_on(t, answer->slot, hear, answer);
}

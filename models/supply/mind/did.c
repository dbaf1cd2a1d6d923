/* SPDX-License-Identifier: Apache-2.0 */
/* What agents do, as rows behind their decisions. */
#include <math.h>

#include "supply/mind/told.h"
#include "supply/mind/verbs.h"

static double days(int64_t ticks)
{
    return (double)ticks / (double)TW_TICKS_PER_DAY;
}

static struct sup_deed_row row_of(const struct sup_thought *m)
{
    const struct bdi_action *a = m->doing;
    bool known = a->plan != SUP_NOBODY;

    return (struct sup_deed_row){
        .product = (int32_t)m->item->product,
        .verb = a->verb - BDI_VERBS,
        .plan = known ? (int32_t)(m->who->lore->first_plan + a->plan) : -1,
        .partner = -1,
        .lane = -1,
        .serial = a->by.serial,
        .amount = (double)NAN,
        .until = (double)NAN,
    };
}

static bool tells(const struct sup_thought *m)
{
    return m->doing != NULL && m->doing->verb >= BDI_VERBS && sup_mind_tells(m->t);
}

struct bdi_action sup_deed_of(const struct sup_thought *m, struct bdi_handle by,
                              enum sup_verb verb)
{
    int32_t plan = bdi_plan_of(&m->turn, by);

    return (struct bdi_action){
        .by = by, .verb = BDI_VERBS + verb, .plan = plan < 0 ? SUP_NOBODY : (uint32_t)plan};
}

void sup_deed_begins(struct sup_thought *m, const struct bdi_action *a)
{
    m->doing = a;
    m->told = 0;
    m->why = 0;
}

void sup_did(struct sup_thought *m, tw_lp_id partner, int64_t lane, int64_t quantity)
{
    if (!tells(m))
        return;
    struct sup_deed_row row = row_of(m);

    row.partner = partner == SUP_NOBODY ? -1 : (int32_t)partner;
    row.lane = (int32_t)lane;
    row.amount = (double)quantity * m->item->quantum;
    row.unit = SUP_DEED_UNITS;
    tw_emit(m->t->ctx, SUP_DEED, &row);
    m->told++;
}

/* ---- from the arguments ---- */

/* Verbs that are nothing without a quantity. */
static bool moves_goods(uint32_t verb)
{
    return verb == SUP_DO_ORDER || verb == SUP_DO_RESTOCK || verb == SUP_DO_EXPEDITE ||
           verb == SUP_DO_TRANSSHIP || verb == SUP_DO_CANCEL || verb == SUP_DO_BUILD_AHEAD ||
           verb == SUP_DO_SUBCONTRACT || verb == SUP_DO_SUBSTITUTE || verb == SUP_DO_AWARD;
}

static bool is_span(const struct bdi_param *param)
{
    return param->name[0] == 'f'; // for
}

/* The first number is the amount (of awards: a rule), `for` how long. */
static void add_numbers(const struct sup_thought *m, struct sup_deed_row *row)
{
    const struct bdi_verb *kind = sup_verb_kind((enum sup_verb)row->verb);

    for (uint32_t i = 0; i < kind->params && row->verb != SUP_DO_AWARD; i++) {
        const struct bdi_param *param = &kind->param[i];
        double arg = m->doing->arg[i];

        if (param->kind != BDI_P_NUMBER || arg != arg)
            continue;
        if (is_span(param)) {
            row->until = days(m->t->now) + arg;
        } else if (row->unit == SUP_DEED_NOTHING) {
            row->amount = arg;
            row->unit = sup_param_unit(param);
        }
    }
}

static struct bdi_words partners(const struct sup_thought *m, uint32_t verb)
{
    const struct bdi_verb *kind = sup_verb_kind((enum sup_verb)verb);

    for (uint32_t i = 0; i < kind->params; i++)
        if (kind->param[i].kind == BDI_P_PARTIES)
            return sup_arg_words(m, m->doing->arg[i]);
    return (struct bdi_words){0, 0};
}

/* One row for each other who is named; one for nobody. */
static void tell_arguments(struct sup_thought *m, struct sup_deed_row row)
{
    struct bdi_words whom = partners(m, row.verb);

    add_numbers(m, &row);
    for (uint32_t k = 0; k < whom.count; k++) {
        tw_lp_id site = sup_arg_party(m, whom, k)->site;

        row.partner = site == SUP_NOBODY ? -1 : (int32_t)site;
        if (site != m->item->site)
            tw_emit(m->t->ctx, SUP_DEED, &row);
    }
    if (whom.count == 0)
        tw_emit(m->t->ctx, SUP_DEED, &row);
}

/* From the usual sources: from whom and over which lane is known where there is but one. */
static void tell_usual(struct sup_thought *m, int64_t ordered)
{
    bool one = !m->item->made_here && m->p->sourcing == NULL && m->who->ways > 0;

    if (one)
        sup_did_over(m, sup_way_of(m->t, m->p, 0), ordered);
    else
        sup_did(m, SUP_NOBODY, -1, ordered);
}

void sup_deed_ends(struct sup_thought *m, bool good, int64_t ordered)
{
    if (!tells(m))
        return;
    struct sup_deed_row row = row_of(m);

    row.end = good ? SUP_DEED_DONE : m->why != 0 ? SUP_DEED_BLOCKED : SUP_DEED_REFUSED;
    row.why = good ? 0 : m->why;
    if (!good || !moves_goods(row.verb)) {
        tell_arguments(m, row);
    } else if (m->told == 0 && ordered != 0) {
        tell_usual(m, ordered);
    }
}

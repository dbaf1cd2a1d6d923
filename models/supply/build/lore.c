/* SPDX-License-Identifier: Apache-2.0 */
/* Plan libraries as agents of this world have them: each entry of `agents` compiled once, with
 * what it perceives, does and believes at first. */
#include <string.h>

#include "bdi/read.h"
#include "supply/build/whom.h"
#include "supply/mind/haul.h"
#include "supply/mind/verbs.h"

/* ---- what it is made of ---- */

static void commit(struct bdi_library *library, const struct scen_agent *as)
{
    static const enum bdi_commitment how[] = {[SCEN_SINGLE_MINDED] = BDI_SINGLE_MINDED,
                                              [SCEN_BOLD] = BDI_BOLD,
                                              [SCEN_CAUTIOUS] = BDI_CAUTIOUS};

    for (uint32_t g = 0; as->commitment != SCEN_AS_WRITTEN && g < library->goals; g++) {
        library->goal[g].commit = how[as->commitment];
        library->goal[g].patience = as->commitment == SCEN_CAUTIOUS ? as->patience : 1;
    }
}

static void sort_senses(struct sup_world *w, struct sup_lore *lore)
{
    const struct bdi_library *library = &lore->lib;
    struct sup_sense *level = base_arena_array(w->arena, library->beliefs + 1, sizeof *level);
    struct sup_sense *other = base_arena_array(w->arena, library->beliefs + 1, sizeof *other);

    lore->demand = -1;
    lore->level = level;
    lore->happening = other;
    for (uint32_t b = 0; b < library->beliefs; b++) {
        const struct bdi_belief_kind *kind = &library->belief[b];
        struct sup_sense sense = {b, (uint32_t)kind->percept, kind->party, 0};

        if (kind->percept < 0)
            continue;
        if (sense.percept == SUP_SEES_ORDERS && lore->demand < 0)
            lore->demand = (int32_t)b;
        if (lore->as->carrier != SCEN_NONE ? sup_haul_sees(sense.percept)
                                           : sup_is_level(sense.percept))
            level[lore->levels++] = sense;
        else
            other[lore->happenings++] = sense;
    }
    lore->counts = lore->demand >= 0;
}

/* What an expression that reads the clock reads, and what that is computed from. */
static void date(struct sup_lore *lore, const struct bdi_expr *e)
{
    if (e->ops > 0 && e->timed)
        lore->dated = bdi_mask_join(lore->dated, e->reads);
}

static void date_beliefs(struct sup_lore *lore)
{
    const struct bdi_library *l = &lore->lib;

    for (uint32_t g = 0; g < l->goals; g++) {
        date(lore, &l->goal[g].when);
        date(lore, &l->goal[g].hold);
        date(lore, &l->goal[g].until);
        date(lore, &l->goal[g].drop);
    }
    for (uint32_t p = 0; p < l->plans; p++) {
        date(lore, &l->plan[p].when);
        date(lore, &l->plan[p].score);
        date(lore, &l->plan[p].needs_approval);
    }
    for (uint32_t s = 0; s < l->steps; s++)
        for (uint32_t k = 0; k < BDI_PARAMS; k++)
            date(lore, &l->step[s].arg[k]);
    for (uint32_t b = 0; b < l->beliefs; b++)
        date(lore, &l->belief[b].is);
    for (uint32_t c = l->computeds; c > 0; c--)
        if (bdi_mask_has(lore->dated, l->computed[c - 1]))
            lore->dated = bdi_mask_join(lore->dated, l->belief[l->computed[c - 1]].is.reads);
}

static void know_verbs(struct sup_lore *lore)
{
    for (uint32_t s = 0; s < lore->lib.steps; s++) {
        const struct bdi_step *step = &lore->lib.step[s];

        if (step->kind != BDI_DO)
            continue;
        switch ((enum sup_verb)(step->verb - BDI_VERBS)) {
        case SUP_DO_RATION:
        case SUP_DO_HOLD_BACK:
        case SUP_DO_RELEASE_RESERVE:
            lore->holds = true;
            break;
        case SUP_DO_ORDER:
        case SUP_DO_EXPEDITE:
        case SUP_DO_CHANGE_MODE:
        case SUP_DO_REROUTE:
        case SUP_DO_CFP:
        case SUP_DO_AWARD:
        case SUP_DO_CANCEL:
        case SUP_DO_SUBCONTRACT:
            lore->orders = true;
            break;
        default:
            break;
        }
    }
}

/* ---- what is believed at first ---- */

static bool refuse_start(const struct sup_lore *lore, const char *text, struct base_err *err)
{
    base_err_add(
        err, lore->as->where.file, lore->as->where.line,
        "start = \"%s\": expected a belief of library \"%s\" that is not computed, and "
        "its value, such as \"demand = 12\", with ; between them",
        text, lore->lib.name);
    return false;
}

static struct bdi_belief_kind *belief_named(struct sup_lore *lore, const char *name,
                                            size_t size)
{
    for (uint32_t b = 0; b < lore->lib.beliefs; b++)
        if (strncmp(lore->lib.belief[b].name, name, size) == 0 &&
            lore->lib.belief[b].name[size] == '\0')
            return &lore->lib.belief[b];
    return NULL;
}

static bool start_one(struct sup_world *w, const struct sup_domain *words,
                      struct sup_lore *lore, char *text, struct base_err *err)
{
    const struct bdi_scope scope = {.units = &words->units};
    struct bdi_where where = {lore->as->where.file, lore->as->where.line};
    char *equals = strchr(text, '=');
    struct bdi_expr value;
    double constant;

    text += strspn(text, " ");
    size_t size = equals != NULL ? (size_t)(equals - text) : 0;

    while (size > 0 && text[size - 1] == ' ')
        size--;
    struct bdi_belief_kind *kind = size > 0 ? belief_named(lore, text, size) : NULL;

    if (kind == NULL || kind->origin == BDI_COMPUTED)
        return refuse_start(lore, text, err);
    struct bdi_wanted wanted = {kind->type, &kind->dim};

    if (!bdi_expr_compile(equals + 1, &scope, &wanted, where, w->arena, &value, err))
        return false;
    if (!bdi_expr_constant(&value, &constant))
        return refuse_start(lore, text, err);
    kind->start = constant;
    kind->known = true;
    if (kind->learning != BDI_TAKEN && kind->start_observations < 1.0)
        kind->start_observations = 1.0;
    return true;
}

static bool start(struct sup_world *w, const struct sup_domain *words, struct sup_lore *lore,
                  struct base_err *err)
{
    char *text = base_arena_string(w->arena, lore->as->start);
    bool good = true;

    while (text[0] != '\0') {
        char *end = text + strcspn(text, ";");
        bool last = *end == '\0';

        *end = '\0';
        good = start_one(w, words, lore, text, err) && good;
        text = last ? end : end + 1;
    }
    if (lore->as->learns || lore->as->frozen)
        lore->lib.frozen = lore->as->frozen;
    return good;
}

/* Does the expression say that it is time to decide, and nothing else? */
static bool at_review(const struct bdi_library *l, const struct bdi_expr *e)
{
    for (uint32_t b = 0; e->ops == 1 && b < l->beliefs; b++)
        if (bdi_mask_has(e->reads, b))
            return l->belief[b].percept == SUP_SEES_REVIEW;
    return false;
}

/* A library that is a rule alone comes down to that rule: its items get no agent. */
static void simplify(struct sup_lore *lore)
{
    bdi_deed *deed = bdi_direct(&lore->lib);

    if (deed == NULL || lore->as->max_actions >= 0 || lore->as->max_orders >= 0 ||
        !at_review(&lore->lib, &lore->lib.goal[0].when))
        return;
    lore->direct = true;
    lore->rule = sup_deed_rule(deed);
}

/* What only carriers perceive and do. */
static bool check_stock_agent(const struct sup_lore *lore, struct base_err *err)
{
    const struct bdi_library *l = &lore->lib;
    size_t before = err->errors;

    for (uint32_t b = 0; b < l->beliefs; b++)
        if (l->belief[b].percept >= (int32_t)SUP_SEES_VEHICLES_FREE)
            base_err_add(err, l->belief[b].where.file, l->belief[b].where.line,
                         "only the agent of a carrier perceives \"%s\"; expected it in the "
                         "library of an entry with carrier = ...",
                         l->belief[b].name);
    for (uint32_t s = 0; s < l->steps; s++)
        if (l->step[s].kind == BDI_DO && l->step[s].verb >= BDI_VERBS + SUP_DO_CONSOLIDATE)
            base_err_add(err, l->step[s].where.file, l->step[s].where.line,
                         "only the agent of a carrier can do this; expected it in the library "
                         "of an entry with carrier = ...");
    return err->errors == before;
}

/* ---- all of it ---- */

bool sup_understand(struct sup_world *w, const struct sup_domain *words,
                    const struct scen_agent *as, struct sup_lore *lore, struct base_err *err)
{
    lore->as = as;
    if (!bdi_read(as->plans, &words->domain, w->arena, &lore->lib, err))
        return false;
    bdi_lint(&lore->lib, err);
    commit(&lore->lib, as);
    sort_senses(w, lore);
    date_beliefs(lore);
    know_verbs(lore);
    if (as->carrier == SCEN_NONE && !check_stock_agent(lore, err))
        return false;
    simplify(lore);
    return start(w, words, lore, err);
}

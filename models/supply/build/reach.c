/* SPDX-License-Identifier: Apache-2.0 */
/* Goals that a site does not allow: the best that can be on its shelves is not enough.
 *
 * A goal is judged with the storage full of the product, nothing owed and the demand that is
 * expected. Of goals that depend on more than this (what is on order, partners, what plans set)
 * nothing is claimed. */
#include "supply/build/steps.h"
#include "supply/mind/mind.h"

struct best {
    struct bdi_belief belief[BDI_BELIEFS];
    struct bdi_mask known;
    struct sup_sight sight;
};

static double room_of(const struct sup_world *w, const struct sup_item *item)
{
    return w->place[item->site].annex->room / item->store->size * item->quantum;
}

static bool knows(const struct best *best, struct bdi_mask reads)
{
    return (reads.word[0] & ~best->known.word[0]) == 0 &&
           (reads.word[1] & ~best->known.word[1]) == 0;
}

static void believe(struct best *best, uint32_t b, double value)
{
    best->belief[b] = (struct bdi_belief){.value = value, .confidence = 1.0, .source = BDI_OWN};
    bdi_mask_add(&best->known, b);
}

static void perceive(struct best *best, const struct sup_world *w, const struct sup_item *item,
                     const struct sup_sense *sense)
{
    if (sense->percept == SUP_SEES_ON_HAND)
        believe(best, sense->belief, room_of(w, item));
    else if (sense->percept == SUP_SEES_BACKLOG)
        believe(best, sense->belief, 0.0);
    else if (sense->percept == SUP_SEES_ORDERS)
        believe(best, sense->belief, best->sight.demand);
}

static double value_of(const struct best *best, const struct bdi_expr *e)
{
    struct bdi_view view = {.belief = best->belief, .model = &best->sight};

    return bdi_expr_eval(e, &view);
}

static void imagine(struct best *best, const struct sup_world *w, const struct sup_item *item,
                    const struct sup_lore *lore)
{
    best->sight.demand = sup_expected_of(w, item)->units * item->quantum;
    for (uint32_t i = 0; i < lore->levels; i++)
        perceive(best, w, item, &lore->level[i]);
    for (uint32_t i = 0; i < lore->happenings; i++)
        perceive(best, w, item, &lore->happening[i]);
    for (uint32_t c = 0; c < lore->lib.computeds; c++) {
        uint32_t b = lore->lib.computed[c];
        const struct bdi_expr *is = &lore->lib.belief[b].is;

        if (!is->timed && !bdi_expr_calls(is) && knows(best, is->reads))
            believe(best, b, value_of(best, is));
    }
}

static void check_goal(const struct sup_world *w, const struct sup_item *item,
                       const struct best *best, const struct bdi_goal *goal,
                       struct base_err *err)
{
    const struct bdi_expr *end = goal->until.ops > 0 ? &goal->until : &goal->hold;

    if (end->ops == 0 || (end->reads.word[0] | end->reads.word[1]) == 0 || end->timed ||
        bdi_expr_calls(end) || !knows(best, end->reads) || value_of(best, end) > 0.0)
        return;
    base_err_warn(
        err, goal->where.file, goal->where.line,
        "goal \"%s\" cannot be reached for \"%s\" at \"%s\": with the storage full of "
        "it, %.6g units, and the expected demand, %.4g units/d, \"%s\" is still "
        "false; expected less, or more storage",
        goal->name, w->scen->product[item->product].name, w->scen->site[item->site].name,
        room_of(w, item), best->sight.demand, end->text);
}

void sup_check_reach(const struct sup_world *w, struct base_err *err)
{
    for (size_t k = 0; k < w->thinkers; k++) {
        const struct sup_item *item = &w->item[w->thinker[k].item];
        const struct sup_lore *lore = w->thinker[k].lore;
        struct best best = {.sight = {0}};

        if (!(item->special & SUP_ROOMED))
            continue;
        imagine(&best, w, item, lore);
        for (uint32_t g = 0; g < lore->lib.goals; g++)
            check_goal(w, item, &best, &lore->lib.goal[g], err);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What agents learned in an earlier run (scen/learned.h) becomes what they begin with. A table
 * may tell of agents of several entries; each entry takes those of its own. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "supply/build/plans.h"
#include "supply/mind/mind.h"

/* A row of the table, and whom it means. */
struct told {
    const struct scen_learned *row;
    uint32_t thinker, belief;
};

struct giving {
    struct sup_world *w;
    const struct sup_lore *lore;
    struct told *told; // heap
    size_t count;
    struct base_err *err;
};

/* ---- whom a row means ---- */

static bool refuse_agent(const struct giving *g, const struct scen_learned *row)
{
    const struct scenario *scen = g->w->scen;

    base_err_add(g->err, row->where.file, row->where.line,
                 "no agent decides about \"%s\" at \"%s\"; expected a product and a site that "
                 "have one",
                 scen->product[row->product].name, scen->site[row->site].name);
    return false;
}

static bool refuse_belief(const struct giving *g, const struct scen_learned *row)
{
    const struct bdi_library *lib = &g->lore->lib;
    const char **name = base_array(lib->beliefs, sizeof *name);
    size_t names = 0;

    for (uint32_t b = 0; b < lib->beliefs; b++)
        if (lib->belief[b].learning != BDI_TAKEN)
            name[names++] = lib->belief[b].name;
    const char *near = base_nearest(row->belief, name, names);

    base_err_add(g->err, row->where.file, row->where.line,
                 "library \"%s\" has no belief \"%s\" that learns by %s; %s%s%s", lib->name,
                 row->belief, row->counted ? "beta" : "ema",
                 near != NULL ? "did you mean \"" : "expected one that does",
                 near != NULL ? near : "", near != NULL ? "\"?" : "");
    free(name);
    return false;
}

static bool find_belief(const struct giving *g, const struct scen_learned *row, uint32_t *out)
{
    const struct bdi_library *lib = &g->lore->lib;
    enum bdi_learning how = row->counted ? BDI_COUNTED : BDI_EMA;

    for (uint32_t b = 0; b < lib->beliefs; b++)
        if (lib->belief[b].learning == how && strcmp(lib->belief[b].name, row->belief) == 0) {
            *out = b;
            return true;
        }
    return refuse_belief(g, row);
}

/* Adds the row if it means an agent of this entry. */
static bool understand(struct giving *g, const struct scen_learned *row)
{
    const struct sup_item *item = sup_find_item(g->w, row->site, row->product);
    struct told *told = &g->told[g->count];

    if (item == NULL || (item->special & SUP_MINDED) == 0)
        return refuse_agent(g, row);
    if (g->w->thinker[item->thinker].lore != g->lore)
        return true;
    *told = (struct told){.row = row, .thinker = item->thinker};
    if (!find_belief(g, row, &told->belief))
        return false;
    g->count++;
    return true;
}

/* ---- whose they are ---- */

static int by_agent(const void *x, const void *y)
{
    const struct told *a = x, *b = y;

    if (a->thinker != b->thinker)
        return a->thinker < b->thinker ? -1 : 1;
    if (a->belief != b->belief)
        return a->belief < b->belief ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static bool once(const struct giving *g)
{
    bool good = true;

    for (size_t i = 1; i < g->count; i++)
        if (g->told[i].thinker == g->told[i - 1].thinker &&
            g->told[i].belief == g->told[i - 1].belief) {
            base_err_add(g->err, g->told[i].row->where.file, g->told[i].row->where.line,
                         "belief \"%s\" of this agent stands twice; expected it once",
                         g->told[i].row->belief);
            good = false;
        }
    return good;
}

static void hand_out(const struct giving *g)
{
    struct sup_lesson *lesson = base_arena_array(g->w->arena, g->count + 1, sizeof *lesson);

    for (size_t i = 0; i < g->count; i++) {
        const struct told *told = &g->told[i];
        struct sup_thinker *who = &g->w->thinker[told->thinker];

        lesson[i] =
            (struct sup_lesson){told->belief, 0, told->row->value, told->row->observations};
        if (who->lessons++ == 0)
            who->lesson = &lesson[i];
    }
}

static bool give(struct sup_world *w, const struct sup_lore *lore, struct base_err *err)
{
    const struct scen_agent *as = lore->as;
    struct giving g = {w, lore, base_array(as->learneds, sizeof *g.told), 0, err};
    bool good = true;

    for (size_t i = 0; i < as->learneds; i++)
        good = understand(&g, &as->learned[i]) && good;
    if (g.count > 1)
        qsort(g.told, g.count, sizeof *g.told, by_agent);
    good = once(&g) && good;
    if (good && g.count == 0)
        base_err_warn(err, as->learned_where.file, as->learned_where.line,
                      "the table tells nothing of the agents of \"%s\", so they begin anew",
                      as->name);
    if (good)
        hand_out(&g);
    free(g.told);
    return good;
}

bool sup_give_lessons(struct sup_world *w, struct base_err *err)
{
    bool good = true;

    for (size_t i = 0; i < w->scen->agents; i++)
        if (w->scen->agent[i].learned_where.file != NULL)
            good = give(w, &w->lore[i], err) && good;
    return good;
}

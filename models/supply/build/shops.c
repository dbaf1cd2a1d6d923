/* SPDX-License-Identifier: Apache-2.0 */
/* From lines, routes and stock entries to shops, ops and crafts (make/shop_world.h). */
#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "supply/account/bins.h"
#include "supply/account/rare.h"
#include "supply/build/meet.h"
#include "supply/build/steps.h"
#include "supply/make/shop_state.h"

/* Runs of waiting jobs beyond one for each op. A queue that is longer joins jobs of one product
 * (make/queue.h); a line with less room than this never does. */
enum { EXTRA_RUNS = 2048 };

static int64_t limit(int64_t n)
{
    return n > 0 ? n : SUP_NO_LIMIT;
}

static void fill_shop(struct sup_world *w, struct sup_shop *shop, uint32_t line)
{
    const struct scen_workline *l = &w->scen->line[line];
    struct sup_annex *p = sup_annex_of(w, (size_t)l->site);

    *shop = (struct sup_shop){
        .line = line,
        .machines = l->machines,
        .first_machine = p->machines,
        .crew = p->crews,
        .crews = l->crews,
        .breaks = l->breaks,
        .always = l->fails == SCEN_FAILS_ALWAYS,
        .sets_up = l->sets_up,
        .key = base_digest_bytes(1, l->name, strlen(l->name)),
        .up = sup_law(&l->up),
        .down = sup_law(&l->down),
        .set_up = sup_law(&l->set_up),
        .room = limit(l->room),
        .wip_limit = limit(l->wip_limit),
        .promise = l->promise >= 0 ? l->promise : SUP_NO_LIMIT,
        .overtime = l->overtime,
        .overtime_above = l->overtime_above,
        .overtime_cost = l->overtime_cost / (double)TW_TICKS_PER_DAY,
        .set_up_cost = l->set_up_cost,
        .payer = UINT32_MAX,
    };
    p->machines += l->machines;
}

/* Lines of a site that name the same crew share it. */
static void share_crew(struct sup_world *w, const struct sup_annex *p, struct sup_shop *shop)
{
    const char *crew = w->scen->line[shop->line].crew;

    for (struct sup_shop *other = &w->shop[p->first_shop]; crew[0] != '\0' && other < shop;
         other++)
        if (strcmp(w->scen->line[other->line].crew, crew) == 0)
            shop->crew = other->crew;
}

/* Shops lie site by site; `at` gets the shop of each line within its site. */
static void add_shops(struct sup_world *w, uint32_t *at)
{
    const struct scenario *scen = w->scen;
    uint32_t first = 0;

    for (size_t i = 0; i < scen->lines; i++)
        sup_annex_of(w, (size_t)scen->line[i].site)->shops++;
    for (size_t i = 0; i < scen->sites; i++) {
        if (w->place[i].annex->shops == 0)
            continue;
        w->place[i].annex->first_shop = first;
        first += w->place[i].annex->shops;
        w->place[i].annex->shops = 0;
    }
    for (uint32_t i = 0; i < scen->lines; i++) {
        struct sup_annex *p = w->place[scen->line[i].site].annex;
        struct sup_shop *shop = &w->shop[p->first_shop + p->shops];

        at[i] = p->shops;
        fill_shop(w, shop, i);
        share_crew(w, p, shop);
        p->crews += shop->crew == p->crews;
        p->shops++;
    }
}

/* ---- routes ---- */

struct fill { // what is taken so far of the world's tables
    struct sup_world *w;
    const uint32_t *shop_of_line;
    uint32_t ops, branches, crafts, cos;
};

static void add_branches(struct fill *f, struct sup_op *op, const struct scen_step *step,
                         uint32_t first_op)
{
    double sum = 0;

    op->first_branch = f->branches;
    op->branches = (uint32_t)step->nexts;
    for (size_t k = 0; k < step->nexts; k++) {
        sum += step->next[k].chance;
        f->w->branch[f->branches++] = (struct sup_branch){.upto = sum > 1.0 - 1e-9 ? 1.0 : sum,
                                                          .op = first_op + step->next[k].step};
    }
}

static void add_route(struct fill *f, struct sup_craft *craft, const struct sup_item *item,
                      const struct scen_stocking *s)
{
    const struct scen_stocking_more *more = scen_stocking_more(s);
    struct sup_annex *p = sup_annex_of(f->w, item->site);

    craft->op = p->ops;
    craft->ops = (uint32_t)more->steps;
    for (size_t k = 0; k < more->steps; k++) {
        const struct scen_step *step = &f->w->scen->step[more->first_step + k];
        struct sup_op *op = &f->w->op[f->ops++];
        uint32_t at = f->shop_of_line[step->line];
        struct sup_shop *shop = &f->w->shop[p->first_shop + at];

        *op = (struct sup_op){.shop = at,
                              .slot = sup_slot_of(f->w, item),
                              .unit_time = sup_law(&step->unit_time),
                              .job_time = sup_law(&step->job_time)};
        add_branches(f, op, step, craft->op);
        shop->runs[SUP_QUEUE]++;
        shop->runs[SUP_GATE] += k == 0;
        if (k == 0 && more->endless)
            shop->endless = op->slot + 1;
        if (shop->payer == UINT32_MAX)
            shop->payer = op->slot;
    }
    p->ops += (uint32_t)more->steps;
}

/* ---- crafts ---- */

static bool makes(const struct scen_stocking *s)
{
    return s->source == SCEN_NONE;
}

static bool is_craft(const struct scenario *scen, const struct scen_stocking *s)
{
    const struct scen_stocking_more *more = scen_stocking_more(s);

    return more->steps > 0 || more->yields || more->release_limit > 0 ||
           (makes(s) && scen->product[s->product].co_count > 0);
}

static bool add_co_products(struct fill *f, struct sup_craft *craft,
                            const struct scen_stocking *s, struct base_err *err)
{
    const struct scen_product *product = &f->w->scen->product[s->product];

    craft->first_co = f->cos;
    for (size_t k = 0; makes(s) && k < product->co_count; k++) {
        int32_t what = product->co_product[k].product;
        const struct sup_item *to = sup_find_item(f->w, s->site, what);

        if (to == NULL) {
            base_err_add(err, s->where.file, s->where.line,
                         "\"%s\" makes \"%s\" but keeps no \"%s\", which comes along; expected "
                         "a stock of it there",
                         f->w->scen->site[s->site].name, product->name,
                         f->w->scen->product[what].name);
            return false;
        }
        f->w->co_product[f->cos++] = (struct sup_co_product){
            .slot = sup_slot_of(f->w, to),
            .per = product->co_product[k].quantity * product->quantum / to->quantum};
        craft->cos++;
    }
    return true;
}

static bool add_craft(struct fill *f, size_t i, struct base_err *err)
{
    const struct scen_stocking *s = &f->w->scen->stocking[i];
    const struct scen_stocking_more *more = scen_stocking_more(s);
    struct sup_item *item = &f->w->item[i];
    struct sup_annex *p = sup_annex_of(f->w, (size_t)s->site);
    struct sup_craft *craft = &f->w->craft[f->crafts];

    item->special |= SUP_CRAFTED;
    item->craft = f->crafts++;
    *craft = (struct sup_craft){
        .at = p->crafts++,
        .yields = more->yields,
        .job_size = more->job_size,
        .limit = limit(more->release_limit),
        .every = more->release_every,
        .yield = sup_law(more->yield),
        .scrap_price = more->scrap_cost * item->quantum,
        .quantum = item->quantum,
    };
    if (!more->yields)
        craft->yield.a = 1.0;
    add_route(f, craft, item, s);
    return add_co_products(f, craft, s, err);
}

static size_t count_co_products(const struct scenario *scen)
{
    size_t count = 0;

    for (size_t i = 0; i < scen->stockings; i++)
        count +=
            makes(&scen->stocking[i]) ? scen->product[scen->stocking[i].product].co_count : 0;
    return count;
}

static size_t count_branches(const struct scenario *scen)
{
    size_t count = 0;

    for (size_t i = 0; i < scen->steps; i++)
        count += scen->step[i].nexts;
    return count;
}

bool sup_add_crafts(struct sup_world *w, struct base_err *err)
{
    const struct scenario *scen = w->scen;
    uint32_t *at = base_arena_array(w->arena, scen->lines + 1, sizeof *at);
    struct fill f = {.w = w, .shop_of_line = at};
    bool good = true;

    w->shop = base_arena_array(w->arena, scen->lines + 1, sizeof *w->shop);
    w->op = base_arena_array(w->arena, scen->steps + 1, sizeof *w->op);
    w->branch = base_arena_array(w->arena, count_branches(scen) + 1, sizeof *w->branch);
    w->craft = base_arena_array(w->arena, scen->stockings + 1, sizeof *w->craft);
    w->co_product =
        base_arena_array(w->arena, count_co_products(scen) + 1, sizeof *w->co_product);
    add_shops(w, at);
    for (size_t i = 0; i < scen->stockings; i++) {
        if (!is_craft(scen, &scen->stocking[i]) || sup_is_cut_off(w, w->item[i].site))
            continue;
        struct sup_annex *p = sup_annex_of(w, (size_t)scen->stocking[i].site);

        if (p->crafts == 0)
            p->first_op = f.ops;
        good = add_craft(&f, i, err) && good;
    }
    return good;
}

/* ---- the state ---- */

/* A queue that can't grow past the room of its line needs no more runs than that. */
static void lay_out_queue(struct sup_shop *shop, enum sup_queue_kind kind, uint64_t *end)
{
    bool gated = shop->room != SUP_NO_LIMIT || shop->wip_limit != SUP_NO_LIMIT;
    int64_t most = shop->room;

    shop->extra[kind] = EXTRA_RUNS;
    if (kind == SUP_QUEUE && most < EXTRA_RUNS)
        shop->extra[kind] = (uint32_t)most;
    if (kind == SUP_GATE && !gated)
        shop->runs[kind] = shop->extra[kind] = 0;
    shop->runs[kind] += shop->extra[kind];
    shop->runs_at[kind] = sup_state_room(end, shop->runs[kind], sizeof(struct sup_run));
}

void sup_lay_out_shops(struct sup_world *w, size_t i, uint64_t *end)
{
    struct sup_annex *p = w->place[i].annex;

    if (p == w->no_annex)
        return;
    p->shop_at = sup_state_room(end, p->shops, sizeof(struct sup_shop_state));
    p->machine_at = sup_state_room(end, p->machines, sizeof(struct sup_machine));
    p->crew_at = sup_state_room(end, p->crews, sizeof(struct sup_crew_state));
    p->op_at = sup_state_room(end, p->ops, sizeof(struct sup_op_state));
    p->craft_at = sup_state_room(end, p->crafts, sizeof(struct sup_craft_state));
    for (uint32_t k = 0; k < p->shops; k++) {
        struct sup_shop *shop = &w->shop[p->first_shop + k];

        lay_out_queue(shop, SUP_QUEUE, end);
        lay_out_queue(shop, SUP_GATE, end);
        shop->sojourns_at = sup_state_room(end, SUP_BINS, sizeof(double));
        if (shop->breaks)
            shop->up_at = sup_state_room(end, shop->machines + 1, sizeof(int64_t));
    }
}

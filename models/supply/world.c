/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/world.h"

#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "supply/account/decisions.h"
#include "supply/account/ledger.h"
#include "supply/account/log.h"
#include "supply/build/meet.h"
#include "supply/build/steps.h"
#include "supply/customers/tally.h"
#include "supply/make/tally.h"
#include "supply/mind/parley/approval.h"
#include "supply/mind/parley/talk.h"

struct rand_dist sup_law(const struct scen_law *law)
{
    if (law == NULL)
        return (struct rand_dist){.law = RAND_CONSTANT};
    return (struct rand_dist){.law = law->law,
                              .p = law->p,
                              .q = law->q,
                              .count = law->count,
                              .a = law->a,
                              .b = law->b,
                              .c = law->c,
                              .value = law->value,
                              .upto = law->upto};
}

int64_t sup_law_ticks(const struct rand_dist *law)
{
    return law->law == RAND_CONSTANT ? sup_ticks(law->a) : -1;
}

static uint64_t name_key(const char *name)
{
    return base_digest_bytes(1, name, strlen(name));
}

static void name_chance(struct sup_world *w)
{
    const struct scenario *scen = w->scen;

    w->product_key = base_arena_array(w->arena, scen->products, sizeof *w->product_key);
    for (size_t i = 0; i < scen->products; i++)
        w->product_key[i] = name_key(scen->product[i].name);
    w->agent = base_arena_array(w->aside, w->places, sizeof *w->agent);
    for (size_t i = 0; i < scen->sites; i++)
        w->agent[i] = name_key(scen->site[i].name);
    for (size_t i = 0, at = scen->sites; i < scen->carriers; i++)
        if (scen->carrier[i].vehicles > 0)
            w->agent[at++] = base_digest_word(name_key(scen->carrier[i].name), 1);
}

static bool check_times(const struct scenario *scen, struct base_err *err)
{
    if (scen->kpi_period <= 0)
        base_err_add(err, NULL, 0, "the KPI period is %lld ticks; expected more than 0",
                     (long long)scen->kpi_period);
    size_t sites = scen_all_sites(scen);

    if (sites == 0 || sites > UINT32_MAX)
        base_err_add(err, NULL, 0, "the scenario has %zu sites; expected 1 to 4294967295",
                     sites);
    return scen->kpi_period > 0 && sites > 0 && sites <= UINT32_MAX;
}

/* The finest series with no more than so many rows in a replication. */
enum { SERIES_ROWS = 1000000 };

static enum scen_series series_of(const struct scenario *scen, size_t stockings, size_t sites)
{
    double periods = ceil((double)scen->horizon / (double)scen->kpi_period);

    if (scen->series != SCEN_SERIES_AUTO)
        return scen->series;
    if ((double)stockings * periods <= SERIES_ROWS)
        return SCEN_SERIES_ITEMS;
    return (double)sites * periods <= SERIES_ROWS ? SCEN_SERIES_SITES : SCEN_SERIES_NETWORK;
}

static enum scen_series choose_series(struct sup_world *w)
{
    const struct scenario *scen = w->scen;
    uint64_t own = 0;

    if (w->apart == NULL)
        return series_of(scen, scen->stockings, scen->sites);
    for (size_t i = 0; i < scen->stockings; i++)
        own += sup_is_own(w, (size_t)scen->stocking[i].site);
    return series_of(scen, sup_sum(w->apart, own), w->apart->part->sites);
}

static void note_ordered(struct sup_world *w)
{
    const struct scenario *scen = w->scen;

    w->ordered = base_arena_array(w->arena, sup_bit_words(scen->stockings), sizeof *w->ordered);
    for (size_t i = 0; i < scen->stockings; i++)
        if (scen->stocking[i].source != SCEN_NONE)
            w->ordered[i / 64] |= UINT64_C(1) << i % 64;
}

/* Last of all: the log must not change where anything lies. */
static void log_items(struct sup_world *w)
{
    for (size_t i = 0; w->scen->events && i < w->scen->stockings; i++)
        w->item[i].special |= SUP_LOGGED;
}

struct sup_annex *sup_annex_of(struct sup_world *w, size_t lp)
{
    struct sup_place *p = &w->place[lp];

    if (p->annex == w->no_annex)
        p->annex = base_arena_take(w->aside, sizeof *p->annex);
    return p->annex;
}

struct sup_world *sup_world_new(const struct scenario *scen, struct base_err *err)
{
    return sup_world_new_in(scen, base_arena_new(), base_arena_new(), err);
}

static void name_channels(struct sup_world *w)
{
    w->channel[SUP_KPI] = (struct tw_channel){"kpi", sizeof(struct sup_kpi_row)};
    w->channel[SUP_SITE_KPI] = (struct tw_channel){"site_kpi", sizeof(struct sup_site_row)};
    w->channel[SUP_TOTAL] = (struct tw_channel){"total", sizeof(struct sup_total_row)};
    w->channel[SUP_LINE] = (struct tw_channel){"line", sizeof(struct sup_shop_row)};
    w->channel[SUP_LINE_UP] = (struct tw_channel){"line_up", sizeof(struct sup_shop_up_row)};
    w->channel[SUP_OUTAGE] = (struct tw_channel){"outage", sizeof(struct sup_outage_row)};
    w->channel[SUP_AVAILABLE] =
        (struct tw_channel){"available", sizeof(struct sup_available_row)};
    w->channel[SUP_CUSTOMER] = (struct tw_channel){"customer", sizeof(struct sup_customer_row)};
    w->channel[SUP_LANE_SUMS] = (struct tw_channel){"lane", sizeof(struct sup_lane_row)};
    w->channel[SUP_YARD] = (struct tw_channel){"yard", sizeof(struct sup_yard_row)};
    w->channel[SUP_LOG] = (struct tw_channel){"log", sizeof(struct sup_log_row)};
    w->channel[SUP_DECISION] = (struct tw_channel){"decision", sizeof(struct sup_decision_row)};
    w->channel[SUP_BELIEF] = (struct tw_channel){"belief", sizeof(struct sup_belief_row)};
    w->channel[SUP_DEED] = (struct tw_channel){"deed", sizeof(struct sup_deed_row)};
    w->channel[SUP_LEARNED] = (struct tw_channel){"learned", sizeof(struct sup_learned_row)};
    w->channel[SUP_UNDERWAY] = (struct tw_channel){"underway", sizeof(struct sup_underway_row)};
    w->channel[SUP_COST] = (struct tw_channel){"cost", sizeof(struct sup_cost_row)};
    w->channel[SUP_TALK] = (struct tw_channel){"talk", sizeof(struct sup_talk_row)};
    w->channel[SUP_APPROVAL] = (struct tw_channel){"approval", sizeof(struct sup_approval_row)};
}

/* Plain lanes only, where the world is a part. */
static bool paved(const struct sup_world *w)
{
    return w->apart == NULL || sup_agree(w->apart, w->legs == 0);
}

static bool build(struct sup_world *w, struct base_err *err)
{
    if (!sup_link(w, err) || !sup_estimate(w, err))
        return false;
    sup_rank(w);
    sup_time_lanes(w);
    sup_add_legs(w);
    if (!paved(w))
        return false;
    sup_stores(w);
    sup_add_habits(w);
    sup_plan_policies(w);
    if (!sup_add_haulers(w, err) || !sup_add_talks(w, err))
        return false;
    sup_lay_out(w);
    log_items(w);
    note_ordered(w);
    sup_check_reach(w, err);
    return true;
}

struct sup_world *sup_world_build(const struct scenario *scen, struct base_arena *arena,
                                  struct base_arena *aside, struct sup_apart *apart,
                                  struct base_err *err)
{
    if (!sup_agree(apart, sup_check_criteria(scen, err) && check_times(scen, err))) {
        base_arena_free(arena);
        base_arena_free(aside);
        return NULL;
    }
    struct sup_world *w = base_arena_take(arena, sizeof *w);

    w->arena = arena;
    w->aside = aside;
    w->scen = scen;
    w->apart = apart;
    sup_count_places(w);
    w->place = base_arena_array(w->aside, w->places, sizeof *w->place);
    w->no_annex = base_arena_take(w->arena, sizeof *w->no_annex);
    for (size_t i = 0; i < w->places; i++)
        w->place[i].annex = w->no_annex;
    w->series = choose_series(w);
    name_channels(w);
    name_chance(w);
    if (!build(w, err)) {
        sup_world_free(w);
        return NULL;
    }
    return w;
}

struct sup_world *sup_world_new_in(const struct scenario *scen, struct base_arena *arena,
                                   struct base_arena *aside, struct base_err *err)
{
    return sup_world_build(scen, arena, aside, NULL, err);
}

enum scen_series sup_series(const struct sup_world *world)
{
    return world->series;
}

void sup_world_free(struct sup_world *world)
{
    if (world == NULL)
        return;
    base_arena_free(world->aside);
    base_arena_free(world->arena);
}

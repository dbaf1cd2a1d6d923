/* SPDX-License-Identifier: Apache-2.0 */
/* Replenishment off the common path: which items have a policy, and what it is made of. */
#include "supply/build/plans.h"
#include "supply/build/steps.h"

#include <math.h>

#include "supply/account/rare.h"
#include "supply/mind/mind.h"

static const int64_t NOBODY_IS_ASKED = INT64_MIN / 4; // any stock is more

static const struct bdi_rule *rule_of(const struct scen_stocking *s)
{
    static const enum bdi_rule_id rule[] = {
        [SCEN_NO_POLICY] = BDI_BASE_STOCK,
        [SCEN_BASE_STOCK] = BDI_BASE_STOCK,
        [SCEN_S_S] = BDI_S_S,
        [SCEN_R_Q] = BDI_R_Q,
        [SCEN_ORDER_UP_TO] = BDI_ORDER_UP_TO,
        [SCEN_PASS_THROUGH] = BDI_PASS_THROUGH,
        [SCEN_MRP] = BDI_TIME_PHASED,
        [SCEN_PLAN] = BDI_TIMED,
        [SCEN_NEVER] = BDI_NONE,
    };

    return bdi_rules[rule[s->policy]];
}

static const struct sup_sourcing *sourcing_of(const struct scen_ordering *o)
{
    static const struct sup_sourcing *const sourcing[] = {
        [SCEN_SPLIT] = &sup_split,           [SCEN_FIRST_UP] = &sup_first_up,
        [SCEN_CHEAPEST] = &sup_cheapest,     [SCEN_FASTEST] = &sup_fastest,
        [SCEN_CONTINGENT] = &sup_contingent,
    };

    return o->sources > 1 ? sourcing[o->sourcing] : NULL;
}

static struct bdi_how how_of(const struct scen_ordering *o)
{
    return (struct bdi_how){.weight = o->weight, .window = o->window};
}

static void fill_policy(struct sup_policy *p, const struct sup_item *item,
                        const struct scen_stocking *s, const struct sup_thinker *who)
{
    static const struct scen_ordering plain = {.smoothing = 1.0, .multiple = 1};
    const struct scen_ordering *o = s->ordering != NULL ? s->ordering : &plain;

    *p = (struct sup_policy){
        .rule = rule_of(s),
        .forecast =
            o->forecast != SCEN_NO_FORECAST ? bdi_forecasts[o->forecast - SCEN_MEAN] : NULL,
        .sourcing = sourcing_of(o),
        .terms = {item->goal.trigger, item->goal.target, o->lot, o->safety},
        .limits = {o->smoothing, o->min_order, o->max_order, o->multiple, o->returns},
        .how = how_of(o),
        .cover = o->cover,
        .review_start = o->review_start,
        .lead = o->planned_lead,
        .echelon = !o->echelon ? SUP_LOCAL
                   : o->told   ? SUP_BY_NEWS
                               : SUP_BY_ORDERS,
        .transship_at = o->transship_at,
        .reaction = o->reaction,
        .backup_max = o->backup_max,
        .purchase = o->purchase_price * item->quantum,
        .sources = o->sources > 1 ? (uint32_t)o->sources : 0,
        .siblings = (uint32_t)o->siblings,
        .dues = (uint32_t)o->plans,
    };
    if (who == NULL)
        return;
    p->sources = who->ways > 1 ? who->ways : 0;
    p->siblings = who->siblings;
    if (o->siblings == 0)
        p->transship_at = NOBODY_IS_ASKED; // unless a plan says so
}

/* ---- sources and siblings ---- */

/* What a plan alone orders from has no share in the policy's orders. */
static double share_of(const struct scen_stocking *s, uint32_t k)
{
    return s->ordering != NULL && k < s->ordering->sources ? s->ordering->source[k].share : 0.0;
}

/* The `k`th: sources first, then siblings. An agent has more of both than its policy. */
static int32_t lane_of(const struct sup_world *w, size_t i, const struct sup_policy *p,
                       uint32_t k)
{
    const struct scen_stocking *s = &w->scen->stocking[i];

    if (w->item[i].special & SUP_MINDED)
        return w->thinker[w->item[i].thinker].lane[k];
    return k < p->sources ? s->ordering->source[k].lane : s->ordering->sibling[k - p->sources];
}

static bool complain(const struct sup_world *w, const struct scen_stocking *s, int32_t from,
                     struct base_err *err)
{
    base_err_add(
        err, s->where.file, s->where.line,
        "\"%s\" orders \"%s\" from \"%s\", which does not keep it; expected a stock of it "
        "there",
        w->scen->site[s->site].name, w->scen->product[s->product].name,
        w->scen->site[from].name);
    return false;
}

/* The first source of an item is its client already (links.c). */
static bool fill_source(struct sup_world *w, size_t i, const struct sup_policy *p,
                        uint32_t ways, uint32_t k, struct base_err *err)
{
    const struct scen_stocking *s = &w->scen->stocking[i];
    const struct scen_lane *lane = &w->scen->lane[lane_of(w, i, p, k)];
    const struct sup_item *found = sup_find_item(w, lane->from, s->product);

    if (found == NULL)
        return complain(w, s, lane->from, err);
    struct sup_item *from = &w->item[found - w->item], *item = &w->item[i];
    struct rand_dist law = sup_law(lane->lead_time);
    bool first = k == 0 && ways > 0;

    w->source[p->first_source + k] = (struct sup_source){
        .lp = (tw_lp_id)lane->from,
        .slot = sup_slot_of(w, from),
        .client = first ? item->source_client : from->clients++,
        .lane = (uint32_t)lane_of(w, i, p, k),
        .order_delay = lane->order_delay,
        .share = share_of(s, k),
        .price = lane->cost_per_unit * item->quantum + (from->bought ? from->price.make : 0.0),
        .days = (double)lane->order_delay / (double)TW_TICKS_PER_DAY + rand_mean(&law),
        .more_unit = lane->cost_per_unit * item->quantum - item->price.freight_unit,
        .more_load = lane->cost_per_shipment - item->price.freight_load,
    };
    from->helps += k >= ways;
    return true;
}

static bool link_policy(struct sup_world *w, size_t i, struct sup_policy *p, uint32_t *next,
                        struct base_err *err)
{
    const struct sup_item *item = &w->item[i];
    uint32_t ways = item->special & SUP_MINDED ? w->thinker[item->thinker].ways : p->sources;
    bool good = true;

    p->first_source = *next;
    p->first_sibling = *next + ways;
    *next += ways + p->siblings;
    for (uint32_t k = 0; k < ways + p->siblings; k++)
        good = fill_source(w, i, p, ways, k, err) && good;
    return good;
}

static void plan_orders(struct sup_world *w, struct sup_policy *p,
                        const struct scen_stocking *s, struct sup_due *due, uint32_t *next)
{
    p->first_due = *next;
    for (uint32_t k = 0; k < p->dues; k++)
        due[(*next)++] =
            (struct sup_due){s->ordering->plan[k].at, s->ordering->plan[k].quantity};
    if (p->dues > 0) {
        w->item[s - w->scen->stocking].review = 1; // due orders decide, not changes
        p->review_start = s->ordering->plan[0].at;
    }
}

/* ---- who has a policy ---- */

static bool wants_news(const struct scenario *scen)
{
    for (size_t i = 0; i < scen->stockings; i++)
        if (scen->stocking[i].ordering != NULL && scen->stocking[i].ordering->echelon &&
            scen->stocking[i].ordering->told)
            return true;
    return false;
}

static bool has_customers(const struct sup_world *w, size_t i)
{
    const struct scen_stocking *s = &w->scen->stocking[i];
    const struct sup_place *p = &w->place[s->site];

    for (uint32_t k = 0; k < p->streams; k++)
        if (p->first_item + w->stream[p->first_stream + k].slot == i)
            return true;
    return false;
}

struct sums {
    size_t policies, sources, dues;
};

static const struct sup_thinker *thinker_of(const struct sup_world *w, size_t i)
{
    return w->item[i].special & SUP_MINDED ? &w->thinker[w->item[i].thinker]
                                           : (const struct sup_thinker *)NULL;
}

static const struct bdi_rule *other_rule(const struct sup_world *w, size_t i)
{
    return w->rule != NULL ? w->rule[i] : (const struct bdi_rule *)NULL;
}

static bool has_policy(const struct sup_world *w, size_t i, bool news)
{
    return w->scen->stocking[i].ordering != NULL || thinker_of(w, i) != NULL ||
           other_rule(w, i) != NULL || (news && has_customers(w, i));
}

static struct sums count(const struct sup_world *w, bool news)
{
    struct sums sum = {0};

    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct scen_ordering *o = w->scen->stocking[i].ordering;

        const struct sup_thinker *who = thinker_of(w, i);

        sum.policies += has_policy(w, i, news);
        if (who != NULL)
            sum.sources += who->ways + who->siblings;
        else
            sum.sources += o != NULL ? o->sources + o->siblings : 0;
        sum.dues += o != NULL ? o->plans : 0;
    }
    return sum;
}

bool sup_add_policies(struct sup_world *w, struct base_err *err)
{
    bool news = wants_news(w->scen), good = true;
    struct sums sum = count(w, news);
    struct sup_policy *policy = base_arena_array(w->arena, sum.policies + 1, sizeof *policy);
    struct sup_due *due = base_arena_array(w->arena, sum.dues + 1, sizeof *due);
    uint32_t policies = 0, sources = 0, dues = 0;

    w->policy = policy;
    w->due = due;
    w->source = base_arena_array(w->arena, sum.sources + 1, sizeof *w->source);
    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct scen_stocking *s = &w->scen->stocking[i];
        struct sup_item *item = &w->item[i];

        if (scen_stocking_more(s)->transship_keep != 0)
            sup_store_of(w, item)->keep = scen_stocking_more(s)->transship_keep;
        if (!has_policy(w, i, news))
            continue;
        item->special |= SUP_AGENT;
        item->policy = policies;
        fill_policy(&policy[policies], item, s, thinker_of(w, i));
        if (other_rule(w, i) != NULL)
            policy[policies].rule = other_rule(w, i);
        good = link_policy(w, i, &policy[policies], &sources, err) && good;
        plan_orders(w, &policy[policies++], s, due, &dues);
    }
    return good;
}

void sup_policy_clients(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->stockings; i++) {
        const struct sup_item *item = &w->item[i];

        if (!(item->special & SUP_AGENT))
            continue;
        const struct sup_policy *p = &w->policy[item->policy];

        if (p->limits.give_back || item->special & SUP_MINDED)
            sup_keep_rare(w, item->source_lp);
        for (uint32_t k = 0; k < p->sources + p->siblings; k++) {
            const struct sup_source *from =
                &w->source[k < p->sources ? p->first_source + k
                                          : p->first_sibling + k - p->sources];
            const struct sup_item *there = &w->item[w->place[from->lp].first_item + from->slot];

            if (k >= p->sources || item->special & SUP_MINDED)
                sup_keep_rare(w, there->site);
            w->client[there->first_client + from->client] = (struct sup_client){
                .kind = SUP_LANE,
                .lp = item->site,
                .slot = sup_slot_of(w, item),
                .lead = sup_law_ticks(w->lane_law[from->lane]),
                .lane = from->lane,
            };
        }
    }
}

/* ---- once all flows are known ---- */

static int64_t lead_of(const struct sup_world *w, const struct sup_item *item)
{
    if (item->made_here)
        return sup_ticks(rand_mean(item->make_law));
    const struct sup_item *from =
        &w->item[w->place[item->source_lp].first_item + item->source_slot];

    return item->order_delay +
           sup_ticks(rand_mean(
               w->lane_law[w->client[from->first_client + item->source_client].lane]));
}

static void know_flows(struct sup_world *w, size_t i, struct sup_policy *p)
{
    const struct scen_ordering *o = w->scen->stocking[i].ordering;
    const struct sup_item *item = &w->item[i];

    if (p->lead < 0)
        p->lead = lead_of(w, item);
    if (o == NULL || p->forecast == NULL)
        return;
    p->how.start = isnan(o->forecast_start)
                       ? w->expected[i].units * (double)item->review / (double)TW_TICKS_PER_DAY
                       : o->forecast_start / item->quantum;
}

void sup_plan_policies(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->stockings; i++)
        if (w->item[i].special & SUP_AGENT)
            know_flows(w, i, sup_policy_to_plan(w, i));
    sup_plan_echelons(w);
    sup_plan_requirements(w);
}

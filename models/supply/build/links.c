/* SPDX-License-Identifier: Apache-2.0 */
/* From the scenario's names to items, clients and needs that point at one another by index. */
#include "supply/build/meet.h"
#include "supply/build/steps.h"

const struct sup_item *sup_find_item(const struct sup_world *w, int32_t site, int32_t product)
{
    const struct sup_place *p = &w->place[site];
    uint32_t low = p->first_item, high = p->first_item + p->items;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (w->item[middle].product < (uint32_t)product)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == p->first_item + p->items || w->item[low].product != (uint32_t)product)
        return NULL;
    return &w->item[low];
}

uint32_t sup_slot_of(const struct sup_world *w, const struct sup_item *item)
{
    return (uint32_t)(item - w->item) - sup_place_of(w, item->site)->first_item;
}

static const char *product_name(const struct sup_world *w, int32_t product)
{
    return w->scen->product[product].name;
}

static const char *site_name(const struct sup_world *w, int32_t site)
{
    return w->scen->site[site].name;
}

/* ---- items ---- */

/* Without a policy a site passes on what it is asked for: it keeps the stock it started with.
 */
static struct bdi_levels goal_of(const struct scen_stocking *s)
{
    if (s->policy == SCEN_R_Q)
        return (struct bdi_levels){s->reorder_point, s->reorder_point + s->ordering->lot};
    if (s->policy == SCEN_S_S)
        return (struct bdi_levels){s->reorder_point, s->order_up_to};
    int64_t level = s->order_up_to;

    if (s->policy == SCEN_NO_POLICY)
        level = s->initial > 0 ? s->initial : 0;
    return (struct bdi_levels){level - 1, level};
}

static struct sup_price price_of(const struct scen_stocking *s, double quantum)
{
    return (struct sup_price){
        .holding = s->holding_cost * quantum / (double)TW_TICKS_PER_DAY,
        .backlog = s->backlog_cost * quantum / (double)TW_TICKS_PER_DAY,
        .order = s->order_cost,
        .make = s->make_cost * quantum,
    };
}

static void fill_item(struct sup_world *w, struct sup_item *item, const struct scen_stocking *s)
{
    struct sup_place *p = &w->place[s->site];
    double quantum = w->scen->product[s->product].quantum;

    *item = (struct sup_item){
        .goal = goal_of(s),
        .review = s->review_period,
        .source_lp = (tw_lp_id)s->site,
        .made_here = s->source == SCEN_NONE,
        .bought = s->source == SCEN_NONE && w->scen->site[s->site].role == SCEN_SUPPLIER,
        .clients = 1,
        .make_law = sup_keep_law(w, s->make_time),
        .price = price_of(s, quantum),
        .initial = s->initial,
        .quantum = quantum,
        .product = (uint32_t)s->product,
        .site = (uint32_t)s->site,
    };
    item->make_ticks = sup_law_ticks(item->make_law);
    if (item->made_here)
        item->make = p->makers++;
    p->items++;
}

static bool check_item(const struct sup_world *w, const struct scen_stocking *s,
                       struct base_err *err)
{
    enum scen_role role = w->scen->site[s->site].role;
    size_t before = err->errors;

    if (s->source == SCEN_NONE && scen_stocking_more(s)->steps == 0 &&
        s->policy != SCEN_NEVER && role != SCEN_SUPPLIER && role != SCEN_FACTORY)
        base_err_add(err, s->where.file, s->where.line,
                     "\"%s\" has no source for \"%s\"; expected a lane, because only suppliers "
                     "and factories have goods of their own",
                     site_name(w, s->site), product_name(w, s->product));
    if (s->source != SCEN_NONE && w->scen->lane[s->source].to != s->site)
        base_err_add(err, s->where.file, s->where.line,
                     "\"%s\" orders \"%s\" over a lane that ends elsewhere; expected a lane to "
                     "\"%s\"",
                     site_name(w, s->site), product_name(w, s->product), site_name(w, s->site));
    if (s->policy == SCEN_S_S && s->reorder_point >= s->order_up_to)
        base_err_add(err, s->where.file, s->where.line,
                     "the reorder point of \"%s\" at \"%s\" is not below its order-up-to level",
                     product_name(w, s->product), site_name(w, s->site));
    return err->errors == before;
}

static bool add_items(struct sup_world *w, struct base_err *err)
{
    const struct scenario *scen = w->scen;
    bool good = true;

    w->item = base_arena_array(w->aside, scen->stockings + 1, sizeof *w->item);
    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *s = &scen->stocking[i];

        base_assert(i == 0 || s[-1].site < s->site ||
                    (s[-1].site == s->site && s[-1].product < s->product));
        good = check_item(w, s, err) && good;
        fill_item(w, &w->item[i], s);
    }
    uint32_t first = 0;

    for (size_t i = 0; i < scen->sites; i++) {
        w->place[i].first_item = first;
        first += w->place[i].items;
    }
    return good;
}

/* ---- who supplies whom ---- */

/* Orders travel over the lane of a stocking to the same product at the lane's other end. */
static bool link_source(struct sup_world *w, size_t i, struct base_err *err)
{
    const struct scen_stocking *s = &w->scen->stocking[i];
    const struct scen_lane *lane = &w->scen->lane[s->source];
    const struct sup_item *from = sup_find_item(w, lane->from, s->product);
    struct sup_item *item = &w->item[i];

    if (from == NULL) {
        base_err_add(
            err, s->where.file, s->where.line,
            "\"%s\" orders \"%s\" from \"%s\", which does not keep it; expected a stock "
            "of it there",
            site_name(w, s->site), product_name(w, s->product), site_name(w, lane->from));
        return false;
    }
    item->order_delay = lane->order_delay;
    item->source_lp = (tw_lp_id)lane->from;
    item->source_slot = sup_slot_of(w, from);
    item->source_client = w->item[from - w->item].clients++;
    item->price.transit = from->price.holding;
    item->price.freight_unit = lane->cost_per_unit * item->quantum;
    item->price.freight_load = lane->cost_per_shipment;
    return true;
}

static bool makes_from_parts(const struct sup_world *w, const struct sup_item *item)
{
    return item->made_here && !item->bought && w->scen->product[item->product].bom_count > 0;
}

static bool count_needs(struct sup_world *w, size_t i, struct base_err *err)
{
    const struct scen_stocking *s = &w->scen->stocking[i];
    const struct scen_product *product = &w->scen->product[s->product];
    bool good = true;

    w->item[i].needs = (uint32_t)product->bom_count;
    w->needs += product->bom_count;
    for (size_t k = 0; k < product->bom_count; k++) {
        const struct sup_item *part = sup_find_item(w, s->site, product->bom[k].product);

        if (part == NULL || !(product->bom[k].quantity > 0.0)) {
            base_err_add(err, s->where.file, s->where.line,
                         "\"%s\" makes \"%s\" but keeps no \"%s\" for it; expected a stock of "
                         "each component, needed in a quantity above 0",
                         site_name(w, s->site), product->name,
                         product_name(w, product->bom[k].product));
            good = false;
        }
    }
    return good;
}

static bool link_items(struct sup_world *w, struct base_err *err)
{
    bool good = true;

    for (size_t i = 0; i < w->scen->stockings; i++) {
        if (w->scen->stocking[i].source != SCEN_NONE)
            good = link_source(w, i, err) && good;
        else if (makes_from_parts(w, &w->item[i]))
            good = count_needs(w, i, err) && good;
    }
    return good;
}

/* ---- needs and clients ---- */

static void add_needs(struct sup_world *w)
{
    uint32_t next = 0;

    w->need = base_arena_array(w->aside, w->needs + 1, sizeof *w->need);
    for (size_t i = 0; i < w->scen->stockings; i++) {
        struct sup_item *item = &w->item[i];
        struct sup_place *p = &w->place[item->site];
        const struct scen_component *bom = w->scen->product[item->product].bom;

        if (i == p->first_item)
            p->first_need = next;
        item->first_need = next;
        for (uint32_t k = 0; k < item->needs; k++) {
            const struct sup_item *part = sup_find_item(w, (int32_t)item->site, bom[k].product);

            w->need[next++] = (struct sup_need){
                .slot = sup_slot_of(w, part),
                .client = w->item[part - w->item].clients++,
                .per = bom[k].quantity * item->quantum / part->quantum,
            };
        }
        p->needs += item->needs;
    }
}

static void number_clients(struct sup_world *w)
{
    for (size_t i = 0; i < w->scen->stockings; i++) {
        struct sup_item *item = &w->item[i];
        struct sup_place *p = &w->place[item->site];

        if (i == p->first_item)
            p->first_client = (uint32_t)w->clients;
        item->first_client = (uint32_t)w->clients;
        p->clients += item->clients;
        w->clients += item->clients;
    }
}

static void fill_clients(struct sup_world *w, size_t i)
{
    const struct sup_item *item = &w->item[i];
    uint32_t slot = sup_slot_of(w, item);

    for (uint32_t k = item->first_need; k < item->first_need + item->needs; k++) {
        const struct sup_need *need = &w->need[k];
        const struct sup_item *part = &w->item[w->place[item->site].first_item + need->slot];

        w->client[part->first_client + need->client] =
            (struct sup_client){.kind = SUP_MAKER, .slot = slot, .need = k};
    }
    if (item->made_here)
        return;
    uint32_t lane = (uint32_t)w->scen->stocking[i].source;
    const struct sup_item *from =
        &w->item[w->place[item->source_lp].first_item + item->source_slot];

    w->client[from->first_client + item->source_client] = (struct sup_client){
        .kind = SUP_LANE,
        .lp = item->site,
        .slot = slot,
        .lead = sup_law_ticks(w->lane_law[lane]),
        .lane = lane,
    };
}

static void lane_laws(struct sup_world *w)
{
    const struct scenario *scen = w->scen;
    const struct rand_dist **law =
        base_arena_array(w->aside, 2 * scen->lanes + scen->lane_products + 1, sizeof *law);

    w->lane_law = law;
    for (size_t i = 0; i < scen->lanes; i++)
        *law++ = sup_keep_law(w, scen->lane[i].lead_time);
    for (size_t i = 0; i < scen->lane_products; i++)
        *law++ = sup_keep_law(w, scen->lane_product[i].lead_time);
    for (size_t i = 0; i < scen->lanes; i++)
        *law++ = sup_keep_law(w, scen_lane_more(&scen->lane[i])->return_time);
}

/* The product's own law on the lane, or that of the lane. */
static void set_law(struct sup_world *w, struct sup_client *client)
{
    const struct scenario *scen = w->scen;
    uint32_t product = w->item[w->place[client->lp].first_item + client->slot].product;
    size_t low = 0, high = scen->lane_products;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct scen_lane_product *own = &scen->lane_product[middle];

        if (own->lane < (int32_t)client->lane ||
            (own->lane == (int32_t)client->lane && own->product < (int32_t)product))
            low = middle + 1;
        else
            high = middle;
    }
    client->law = client->lane;
    if (low < scen->lane_products && scen->lane_product[low].lane == (int32_t)client->lane &&
        scen->lane_product[low].product == (int32_t)product)
        client->law = (uint32_t)(scen->lanes + low);
    client->lead = sup_law_ticks(w->lane_law[client->law]);
}

static void add_clients(struct sup_world *w)
{
    const struct scenario *scen = w->scen;

    number_clients(w);
    lane_laws(w);
    w->client = base_arena_array(w->aside, w->clients + 1, sizeof *w->client);
    for (size_t i = 0; i < scen->stockings; i++)
        w->client[w->item[i].first_client].kind = SUP_CUSTOMERS;
    for (size_t i = 0; i < scen->stockings; i++)
        fill_clients(w, i);
    sup_policy_clients(w);
    for (size_t i = 0; i < w->clients; i++)
        if (w->client[i].kind == SUP_LANE)
            set_law(w, &w->client[i]);
}

bool sup_link(struct sup_world *w, struct base_err *err)
{
    bool good = sup_agree(w->apart, add_items(w, err));

    if (!good)
        return false;
    good = link_items(w, err);
    good = sup_add_crafts(w, err) && good;
    good = sup_add_streams(w, err) && good;
    good = good && sup_add_minds(w, err) && sup_add_policies(w, err);
    if (!sup_agree(w->apart, good))
        return false;
    add_needs(w);
    add_clients(w);
    sup_add_disruptions(w);
    return true;
}

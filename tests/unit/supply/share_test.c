/* SPDX-License-Identifier: Apache-2.0 */
/* What is there for each site: kept once where it is the same, absent where it is nothing, and
 * whole again in the part of a world that a rank goes on with. */
#include "supply/share.h"

#include "little.h"
#include "scen/unit.h"
#include "supply/world.h"

enum { SITES = 5, ROOMY = 3, STRUCK = 1, PLAIN = 2 };

/* A depot that is struck, a shop with a storage, and two with nothing of their own. */
static void fan(struct little *l)
{
    little_init(l, SCEN_ORDER_FIRST);
    little_supplier(l, 2);
    for (int32_t site = 1; site < SITES; site++) {
        int32_t from = site == STRUCK ? 0 : STRUCK;
        double days = site == ROOMY ? 3.0 : 2.0;
        struct scen_law law = {.law = RAND_EXPONENTIAL, .a = days};

        little_site(l, SCEN_WAREHOUSE, site == STRUCK);
        little_stock(l, site, 0, 10 * (int64_t)site, little_lane(l, from, site, law));
        if (site > STRUCK)
            little_daily(l, site, (struct scen_law){.law = RAND_POISSON, .a = 6.0});
    }
    little_site_more(l, &l->site[ROOMY])->storage = (struct scen_amount){30.0, SCEN_VOLUME, 1};
    little_once(l, SCEN_OUTAGE, STRUCK, 1.0, 1.0);
    l->scen.horizon = 10 * DAY;
    l->scen.kpi_period = DAY;
    l->world = sup_world_new(&l->scen, &l->err);
    assert_non_null(l->world);
}

static const struct rand_dist *way_to(const struct sup_world *w, tw_lp_id site)
{
    const struct sup_item *from = &w->item[sup_place_of(w, STRUCK)->first_item];
    const struct sup_client *to = &w->client[from->first_client];

    while (to->kind != SUP_LANE || to->lp != site)
        to++;
    return w->lane_law[to->law];
}

static const struct sup_item *item_at(const struct sup_world *w, tw_lp_id site)
{
    return &w->item[sup_place_of(w, site)->first_item];
}

/* However often a law is said, as text or in rows, it is there once; another is another. */
static void a_law_is_kept_once(void **state)
{
    struct little *l = *state;

    fan(l);
    assert_ptr_equal(way_to(l->world, 2), way_to(l->world, 4));
    assert_ptr_not_equal(way_to(l->world, 2), way_to(l->world, ROOMY));
    assert_ptr_equal(l->world->stream[0].law, l->world->stream[2].law);
    for (int i = 0; i < 200; i++) { // the table grows; what was there stays where it is
        const struct scen_law law = {.law = RAND_GAMMA, .a = 1.0, .b = i};
        const struct rand_dist *kept = sup_keep_law(l->world, &law);

        assert_ptr_equal(kept, sup_keep_law(l->world, &law));
        assert_true(kept->b >= i && kept->b <= i);
    }
    assert_int_equal(l->world->laws.count, 200 + 4); // never, two ways, one quantity
    assert_ptr_equal(way_to(l->world, 2), sup_keep_law(l->world, l->scen.lane[1].lead_time));
}

static void who_has_nothing_special_shares_nothing(void **state)
{
    struct little *l = *state;

    fan(l);
    assert_ptr_equal(l->world->place[PLAIN].annex, l->world->no_annex);
    assert_ptr_not_equal(l->world->place[STRUCK].annex, l->world->no_annex);
    assert_int_equal(l->world->place[STRUCK].annex->causes, 1);
    assert_null(item_at(l->world, PLAIN)->store);
    assert_non_null(item_at(l->world, ROOMY)->store);
    static const struct sup_annex nothing;
    assert_memory_equal(l->world->no_annex, &nothing, sizeof nothing);
}

/* A part in which rows are numbered anew says of its sites what the whole said. */
static void a_part_says_the_same(void **state)
{
    static const uint32_t owner[SITES] = {1, 0, 1, 0, 0};
    struct little *l = *state;

    fan(l);
    struct sup_world *w = l->world;
    struct rand_dist way = *way_to(w, ROOMY), other = *way_to(w, 4);
    struct sup_annex struck = *w->place[STRUCK].annex, roomy = *w->place[ROOMY].annex;
    struct sup_store store = *item_at(w, ROOMY)->store;
    uint64_t bytes = w->place[PLAIN].bytes;

    sup_keep_own(w, owner, 0);
    assert_memory_equal(way_to(w, ROOMY), &way, sizeof way);
    assert_memory_equal(way_to(w, 4), &other, sizeof other);
    assert_memory_equal(sup_place_of(w, STRUCK)->annex, &struck, sizeof struck);
    assert_memory_equal(sup_place_of(w, ROOMY)->annex, &roomy, sizeof roomy);
    assert_ptr_equal(sup_place_of(w, 4)->annex, w->no_annex);
    assert_memory_equal(item_at(w, ROOMY)->store, &store, sizeof store);
    assert_null(item_at(w, 4)->store);
    assert_int_equal(item_at(w, 4)->initial, 40);
    assert_int_equal(w->part_bytes[PLAIN], bytes);
    const struct sup_stream *s = &w->stream[sup_place_of(w, 4)->first_stream];
    assert_int_equal(s->law->law, RAND_POISSON);
    assert_ptr_equal(s->law, w->stream[sup_place_of(w, ROOMY)->first_stream].law);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_law_is_kept_once, little_set_up, little_tear_down),
        cmocka_unit_test_setup_teardown(who_has_nothing_special_shares_nothing, little_set_up,
                                        little_tear_down),
        cmocka_unit_test_setup_teardown(a_part_says_the_same, little_set_up, little_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

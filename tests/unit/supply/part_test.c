/* SPDX-License-Identifier: Apache-2.0 */
/* A world that is built in parts, one for each rank, is what the whole hands out: everything
 * that belongs to an LP is the same, bit for bit, whoever builds it. */
#include "part_net.h"
#include "part_same.h"

static struct net whole, part[MEET_RANKS];

static void deal(struct rand_stream *dice, uint32_t ranks, uint32_t *owner)
{
    uint32_t sites = (uint32_t)whole.scen.sites;
    bool blocks = rand_below(dice, 2) != 0;

    for (uint32_t i = 0; i < sites; i++)
        owner[i] = blocks ? i * ranks / sites : rand_below(dice, ranks);
    if (rand_below(dice, 8) == 0) // somebody has nothing
        for (uint32_t i = 0; i < sites; i++)
            owner[i] = owner[i] == 1 ? 0 : owner[i];
}

static void cut_all(const uint32_t *owner, uint32_t ranks, struct guest *guest)
{
    for (uint32_t r = 0; r < ranks; r++) {
        net_cut(&whole, owner, r, &part[r]);
        guest[r].scen = &part[r].scen;
    }
}

static void parts_are_what_the_whole_hands_out(void **state)
{
    uint32_t owner[NET_SITES] = {0};

    (void)state;
    for (uint32_t seed = 0; seed < 400; seed++) {
        struct rand_stream dice = rand_stream_at(TEST_SEED, seed);
        struct guest guest[MEET_RANKS] = {{0}};
        uint32_t ranks = 1 + rand_below(&dice, MEET_RANKS);

        net_new(&whole, &dice);
        deal(&dice, ranks, owner);
        cut_all(owner, ranks, guest);
        assert_true(check_parts(&whole.scen, guest, owner, ranks));
    }
}

/* What one rank finds in its part, all know of: none of them has one. */
static void expect_none(void (*spoil)(void))
{
    static const uint32_t sites = NET_SITES;
    uint32_t owner[NET_SITES] = {0};
    uint64_t key[NET_SITES] = {0};
    struct rand_stream dice = rand_stream_at(TEST_SEED, 5);
    struct guest guest[MEET_RANKS] = {{0}};

    net_new(&whole, &dice);
    whole.scen.disruptions = 0;
    spoil();
    for (uint32_t i = 0; i < sites; i++)
        owner[i] = i % MEET_RANKS;
    cut_all(owner, MEET_RANKS, guest);
    for (uint32_t r = 0; r < MEET_RANKS; r++)
        guest[r].meet = (struct sup_meet){.key = key, .owner = owner};
    meet_build(guest, MEET_RANKS);
    for (uint32_t r = 0; r < MEET_RANKS; r++) {
        assert_ptr_equal(guest[r].world, NULL);
        sup_world_free(guest[r].world);
    }
}

static struct scen_stocking *last_market(void)
{
    struct scen_stocking *s = &whole.stock[whole.scen.stockings - 1];

    while (whole.level[s->site] != 0)
        s--;
    return s;
}

static void plan_requirements(void)
{
    last_market()->policy = SCEN_MRP;
}

static void watch_a_lane(void)
{
    static const struct scen_lane_more more = {.watched = true};

    whole.lane[last_market()->source].more = &more;
}

static void let_levels_meet(void)
{
    struct scen_stocking *s = last_market();

    s->reorder_point = s->order_up_to;
    s->policy = SCEN_S_S;
}

static void order_in_a_circle(void)
{
    const struct scen_stocking *s = last_market();
    struct scen_stocking *from = whole.stock;

    while (from->site != whole.lane[s->source].from || from->product != s->product)
        from++;
    struct scen_lane *back = &whole.lane[whole.scen.lanes];

    *back = whole.lane[s->source];
    back->from = s->site;
    back->to = from->site;
    from->source = (int32_t)whole.scen.lanes++;
}

static void what_has_no_parts_is_refused_by_all(void **state)
{
    (void)state;
    expect_none(plan_requirements);
    expect_none(watch_a_lane);
    expect_none(let_levels_meet);
    expect_none(order_in_a_circle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_what_the_whole_hands_out),
        cmocka_unit_test(what_has_no_parts_is_refused_by_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From texts to worlds: what scen/part.h deals out of a scenario is enough to build the parts
 * of its world, and they are what the whole hands out. */
#define _GNU_SOURCE // mkdtemp
#include "support/test.h"

#include <unistd.h>

#include "part_same.h"
#include "supply/synthetic/synthetic.h"
#include "unit/scen/part_net.h"

static char home[4096], folder[64];

static int enter(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/bullwhip-part-XXXXXX");
    return getcwd(home, sizeof home) != NULL && mkdtemp(folder) != NULL && chdir(folder) == 0
               ? 0
               : -1;
}

static void sweep(void)
{
    static const char *const made[] = {"net.cfg",      "sites.csv",      "lanes.csv",
                                       "stock.csv",    "demand.csv",     "scenario.cfg",
                                       "products.csv", "disruptions.csv"};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        unlink(made[i]);
}

static int leave(void **state)
{
    (void)state;
    sweep();
    return chdir(home) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

struct letter {
    struct base_text text;
    size_t got;
};

static void put(void *user, uint32_t rank, const void *data, size_t bytes)
{
    struct letter *letter = user;

    base_text_put(&letter[rank].text, data, bytes);
}

static void get(void *user, void *data, size_t bytes)
{
    struct letter *letter = user;

    assert_true(letter->got + bytes <= letter->text.length);
    memcpy(data, letter->text.at + letter->got, bytes);
    letter->got += bytes;
}

static void load_parts(struct scen_cut *cut, const uint32_t *owner, uint32_t ranks,
                       struct scenario *part)
{
    struct letter letter[MEET_RANKS] = {{.got = 0}};

    scen_cut_deal(cut, owner, ranks, put, letter);
    for (uint32_t r = 0; r < ranks; r++) {
        struct base_err told = {0};

        assert_true(scen_part_load(get, &letter[r], &part[r], &told));
        base_err_fini(&told);
        base_text_fini(&letter[r].text);
    }
}

static bool check_shares(const struct scenario *whole, struct scen_cut *cut, uint32_t ranks,
                         struct rand_stream *dice)
{
    uint32_t *owner = base_array(whole->sites, sizeof *owner);
    bool blocks = rand_below(dice, 2) > 0;
    struct scenario part[MEET_RANKS];
    struct guest guest[MEET_RANKS] = {{0}};

    for (size_t i = 0; i < whole->sites; i++)
        owner[i] = blocks ? (uint32_t)(i * ranks / whole->sites) : rand_below(dice, ranks);
    load_parts(cut, owner, ranks, part);
    for (uint32_t r = 0; r < ranks; r++)
        guest[r].scen = &part[r];
    bool plain = check_parts(whole, guest, owner, ranks);

    for (uint32_t r = 0; r < ranks; r++)
        scen_free(&part[r]);
    free(owner);
    return plain;
}

/* How many times it was built in parts. */
static unsigned check_scenario(const char *path, struct rand_stream *dice)
{
    struct scenario whole;
    struct base_err err = {0};

    if (!scen_load(path, &whole, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    base_err_fini(&err);
    struct scen_cut *cut = scen_cut_open(path, NULL);
    unsigned built = 0;

    assert_non_null(cut);
    for (uint32_t ranks = 2; ranks <= MEET_RANKS; ranks++)
        built += check_shares(&whole, cut, ranks, dice);
    scen_cut_free(cut);
    scen_free(&whole);
    return built;
}

static void random_networks_are_built_in_parts(void **state)
{
    unsigned built = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 80; seed++) {
        struct net net;

        net_make(&net, TEST_SEED + seed);
        net_write(&net);
        built += check_scenario("net.cfg", &net.dice);
        net_fini(&net);
    }
    assert_true(built > 40); // lanes with names are not plain
}

static void shipped_scenarios_are_built_in_parts(void **state)
{
    struct rand_stream dice = rand_stream_at(TEST_SEED, 1);

    (void)state;
    assert_int_equal(check_scenario(BULLWHIP_SOURCE "/scenarios/dairy.cfg", &dice), 3);
    assert_int_equal(check_scenario(BULLWHIP_SOURCE "/scenarios/pharma.cfg", &dice), 0);
}

/* With deep bills of materials and factories that break down. */
static void invented_networks_are_built_in_parts(void **state)
{
    struct rand_stream dice = rand_stream_at(TEST_SEED, 2);

    (void)state;
    for (uint64_t products = 1; products <= 5; products += 2) {
        struct base_err err = {0};

        assert_true(sup_synthetic(100 * products, products, products, ".", &err));
        base_err_fini(&err);
        assert_int_equal(check_scenario("scenario.cfg", &dice), 3);
        sweep();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_networks_are_built_in_parts, enter, leave),
        cmocka_unit_test(shipped_scenarios_are_built_in_parts),
        cmocka_unit_test_setup_teardown(invented_networks_are_built_in_parts, enter, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Rationing by contract, with answers that can be worked out by hand. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "little.h"

/* A mill that makes nothing, and two shops that order ten a day each, East ahead of West: ten
 * orders each in one KPI period. `%d`: stock of the mill, contracts of East and West; `%s`: the
 * rule. */
#define NET                                                                                   \
    "scenario = { id = \"net\"; };\n"                                                         \
    "run = { horizon = \"20 d\"; kpi_period = \"20 d\"; };\n"                                 \
    "products = ( { name = \"rug\"; } );\n"                                                   \
    "sites = ( { name = \"Mill\"; role = \"warehouse\"; }, { name = \"East\"; role = "        \
    "\"market\"; }, { name = \"West\"; role = \"market\"; }, { name = \"Away\"; role = "      \
    "\"supplier\"; } );\n"                                                                    \
    "lanes = ( { from = \"Mill\"; to = \"East\"; lead_time = \"1 h\"; }, { from = \"Mill\"; " \
    "to = \"West\"; lead_time = \"1 h\"; }, { from = \"Away\"; to = \"Mill\"; lead_time = "   \
    "\"1 "                                                                                    \
    "d\"; } );\n"                                                                             \
    "stock = ( { site = \"Away\"; product = \"rug\"; },\n"                                    \
    "  { site = \"Mill\"; product = \"rug\"; source = \"Away\"; policy = \"none\"; review = " \
    "\"1 d\"; initial = %d; },\n"                                                             \
    "  { site = \"East\"; product = \"rug\"; source = \"Mill\"; policy = \"base-stock\"; "    \
    "order_up_to = 10; contract = %d; },\n"                                                   \
    "  { site = \"West\"; product = \"rug\"; source = \"Mill\"; policy = \"base-stock\"; "    \
    "order_up_to = 10; contract = %d; } );\n"                                                 \
    "demand = ( { site = \"East\"; product = \"rug\"; every = \"1 d\"; quantity = \"10 "      \
    "units\"; start = \"2.5 d\"; end = \"12 d\"; },\n"                                        \
    "  { site = \"West\"; product = \"rug\"; every = \"1 d\"; quantity = \"10 units\"; "      \
    "start = \"2.6 d\"; end = \"12 d\"; } );\n"                                               \
    "agents = ( { name = \"mill\"; plans = \"lib.cfg\"; site = \"Mill\"; } );\n"
#define LIB                                                                                  \
    "library = \"l\"; goals: ( { name = \"fair\"; kind = \"achieve\"; when = \"on_hand > 0 " \
    "units\"; until = \"on_hand < 0 units\"; } );\n"                                         \
    "plans: ( { name = \"share\"; for = \"fair\"; body = ( { do = \"ration\"; share = 0.5; " \
    "by = \"%s\"; }, { do = \"await\"; } ); } );\n"

struct shared {
    int64_t east, west, left; // handed to the shops, and what stays at the mill
};

static struct shared share(const char *rule, int stock, int east, int west)
{
    static char net[4096], lib[512];
    struct little *l = base_alloc(sizeof *l);
    struct scenario scen;
    struct base_err err = {0};

    snprintf(net, sizeof net, NET, stock, east, west);
    snprintf(lib, sizeof lib, LIB, rule);
    struct scen_file file[] = {
        {.path = "net.cfg", .name = "net.cfg", .text = net, .bytes = strlen(net)},
        {.path = "lib.cfg", .name = "lib.cfg", .text = lib, .bytes = strlen(lib)}};

    if (!scen_load_held(file, 2, &scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    base_err_fini(&err);
    l->scen = scen;
    little_run(l, 1);
    struct shared got = {0};

    for (size_t i = 0; i < l->totals; i++) {
        const char *site = scen.site[scen.stocking[i].site].name;

        if (strcmp(site, "East") == 0)
            got.east = l->total[i].received;
        else if (strcmp(site, "West") == 0)
            got.west = l->total[i].received;
        else if (strcmp(site, "Mill") == 0)
            got.left = l->total[i].on_hand;
    }
    little_forget(l);
    scen_free(&scen);
    free(l);
    return got;
}

#define GIVES(rule, stock, of_east, of_west, to_east, to_west, stays) \
    do {                                                              \
        struct shared got_ = share(rule, stock, of_east, of_west);    \
        assert_int_equal(got_.east, to_east);                         \
        assert_int_equal(got_.west, to_west);                         \
        assert_int_equal(got_.left, stays);                           \
    } while (0)

/* Ten orders of ten each, half of each at once. */
static void shares_are_equal_without_contracts(void **state)
{
    (void)state;
    GIVES("equal", 100, 40, 0, 50, 50, 0);
    GIVES("contract", 100, 0, 0, 50, 50, 0);
}

/* East has four orders in full, then half of each as West has: 4 x 10 + 4 x 5 and 8 x 5, when
 * nothing is left. */
static void contracts_go_first(void **state)
{
    (void)state;
    GIVES("contract", 100, 40, 0, 60, 40, 0);
}

/* What is there is kept for the contract: West gets no more than the 10 beyond. */
static void the_rest_is_what_contracts_leave(void **state)
{
    (void)state;
    GIVES("contract", 50, 40, 0, 40, 10, 0);
}

/* 30 for contracts about 40 and 20: in proportion to what is left of them, rounded down, order
 * by order: 10 (of 20), 8, 8, 1, 2, 0; the last one is nobody's. */
static void short_contracts_share_in_proportion(void **state)
{
    (void)state;
    GIVES("contract", 30, 40, 20, 20, 9, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_equal_without_contracts),
        cmocka_unit_test(contracts_go_first),
        cmocka_unit_test(the_rest_is_what_contracts_leave),
        cmocka_unit_test(short_contracts_share_in_proportion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

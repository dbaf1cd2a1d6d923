/* SPDX-License-Identifier: Apache-2.0 */
/* Policies and plan libraries that do the same have the same results. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "scen/outline.h"
#include "supply/supply.h"
#include "tw/sim.h"

enum { DAYS = 200 };

struct outcome {
    uint64_t digest, rows;
};

static bool is_trace(uint32_t channel)
{
    return channel == SUP_DECISION || channel == SUP_BELIEF || channel == SUP_DEED;
}

static struct outcome run(const struct scenario *scen)
{
    struct base_err err = {0};
    struct sup_world *world = sup_world_new(scen, &err);

    if (world == NULL)
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    struct tw_model model = sup_model(world);
    struct tw_options o = {
        .engine = TW_SERIAL, .horizon = DAYS * TW_TICKS_PER_DAY, .seed = scen->seed};
    struct tw_result r;

    assert_true(tw_run(&model, &o, &r, &err));
    struct outcome out = {r.digest, 1};

    // what agents say of their decisions is theirs alone
    for (size_t i = 0; i < r.rows.count; i++)
        if (!is_trace(r.rows.row[i].channel))
            out.rows = base_digest_bytes(out.rows, r.rows.bytes + r.rows.row[i].offset,
                                         model.channels[r.rows.row[i].channel].row_bytes);
    assert_true(r.rows.count > 0);
    tw_result_fini(&r);
    sup_world_free(world);
    base_err_fini(&err);
    return out;
}

/* All items decide by the library instead. */
static struct outcome run_with(struct scenario *scen, const char *library)
{
    struct base_err err = {0};
    struct base_node root;
    struct scen_agent all = {.name = "all",
                             .plans = &root,
                             .site = SCEN_NONE,
                             .carrier = SCEN_NONE,
                             .product = SCEN_NONE,
                             .role = SCEN_NONE,
                             .region = "",
                             .superior = SCEN_NONE,
                             .approval = SCEN_NONE,
                             .max_actions = -1,
                             .max_orders = -1,
                             .start = "",
                             .in_time = 1.5,
                             .budget = 1e18};

    if (!scen_outline_file(library, scen->arena, &root, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    scen->agent = &all;
    scen->agents = 1;
    scen->agent_of = base_arena_array(scen->arena, scen->stockings, sizeof *scen->agent_of);
    struct outcome out = run(scen);

    scen->agent = NULL;
    scen->agent_of = NULL;
    scen->agents = 0;
    base_err_fini(&err);
    return out;
}

static void compare(const char *path)
{
    struct base_err err = {0};
    struct scenario scen;

    if (!scen_load(path, &scen, &err))
        fail_msg("%s:%d: %s", err.item[0].file, err.item[0].line, err.item[0].text);
    scen.agents = 0; // some have agents of their own, of carriers
    scen.agent_of = NULL;
    struct outcome policy = run(&scen);
    struct outcome direct = run_with(&scen, BULLWHIP_SOURCE "/scenarios/libraries/plain.cfg");
    struct outcome general =
        run_with(&scen, BULLWHIP_SOURCE "/tests/twin/scenarios/libraries/watched.cfg");

    if (direct.digest != policy.digest || direct.rows != policy.rows)
        fail_msg("%s: the direct form has other results", path);
    if (general.rows != policy.rows)
        fail_msg("%s: the general cycle has other results", path);
    assert_int_not_equal(general.digest, policy.digest); // there are agents
    scen_free(&scen);
    base_err_fini(&err);
}

/* All policies, with disruptions, lines, storage, customers of all kinds. */
static void a_library_that_does_what_the_policy_does_has_its_results(void **state)
{
    static const char *const path[] = {
        "/scenarios/beer_game.cfg",
        "/scenarios/distribution.cfg",
        "/tests/twin/scenarios/order.cfg",
        "/tests/twin/scenarios/disruptions.cfg",
        "/tests/twin/scenarios/lines.cfg",
        "/tests/twin/scenarios/stock.cfg",
        "/tests/twin/scenarios/customers.cfg",
        "/tests/twin/scenarios/loads.cfg",
    };
    char full[400];
    (void)state;

    for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
        snprintf(full, sizeof full, "%s%s", BULLWHIP_SOURCE, path[i]);
        compare(full);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_library_that_does_what_the_policy_does_has_its_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "base/digest.h"
#include "scen/index.h"

enum { KEYS = 5000 };

/* Some are alike in what says where they lie. */
static uint64_t key_of(uint32_t i)
{
    return i % 3 == 0 ? i : base_digest_mix(i);
}

static void check(const struct scen_index *ix, uint32_t keys)
{
    for (uint32_t i = 0; i < KEYS; i++) {
        uint32_t found = i < keys ? i : SCEN_NOT_IN_INDEX;

        assert_int_equal(scen_index_find(ix, key_of(i)), found);
        for (uint32_t guess = i < 3 ? 0 : i - 3; guess < i + 3; guess++)
            assert_int_equal(scen_index_find_near(ix, key_of(i), guess), found);
        assert_int_equal(scen_index_find_near(ix, key_of(i), UINT32_MAX), found);
    }
}

static void keys_have_the_numbers_in_which_they_came(void **state)
{
    struct scen_index ix = {.count = 0};

    (void)state;
    check(&ix, 0);
    for (uint32_t i = 0; i < KEYS / 2; i++) {
        assert_true(scen_index_add(&ix, key_of(i)));
        assert_false(scen_index_add(&ix, key_of(i / 2)));
    }
    check(&ix, KEYS / 2);
    scen_index_expect(&ix, KEYS);
    check(&ix, KEYS / 2);
    scen_index_expect(&ix, 10);
    const uint32_t *slot = ix.slot;
    for (uint32_t i = KEYS / 2; i < KEYS; i++)
        assert_true(scen_index_add(&ix, key_of(i)));
    assert_ptr_equal(ix.slot, slot); // there was room
    check(&ix, KEYS);
    scen_index_fini(&ix);
    check(&ix, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_the_numbers_in_which_they_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include "support/test.h"

/* Results written today must be recognised by every later version. */
static void values_stay_what_they_are(void **state)
{
    (void)state;
    assert_int_equal(base_digest_mix(1), UINT64_C(0x5692161d100b05e5));
    assert_int_equal(base_digest_word(1, 2), UINT64_C(0xdaa66d2ca7791913));
    assert_int_equal(base_digest_bytes(7, "bullwhip effect", 15), UINT64_C(0x37e95f7b0a96b6ea));
}

static void order_and_length_matter(void **state)
{
    (void)state;
    uint64_t ab = base_digest_word(base_digest_word(0, 'a'), 'b');
    uint64_t ba = base_digest_word(base_digest_word(0, 'b'), 'a');
    const unsigned char zeros[16] = {0};

    assert_int_not_equal(ab, ba);
    for (size_t bytes = 1; bytes < 8; bytes++)
        assert_int_not_equal(base_digest_bytes(9, zeros, bytes),
                             base_digest_bytes(9, zeros, bytes - 1));
}

/* A change of any one bit changes about half of the bits of the mixed value. */
static void every_bit_counts(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++) {
        uint64_t differ = base_digest_mix(12345) ^ base_digest_mix(12345 ^ UINT64_C(1) << bit);
        assert_in_range(__builtin_popcountll(differ), 16, 48);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stay_what_they_are),
        cmocka_unit_test(order_and_length_matter),
        cmocka_unit_test(every_bit_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

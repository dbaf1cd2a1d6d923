/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mask.h"

#include <stdlib.h>
#include <string.h>

#include "rand/stream.h"
#include "support/test.h"

static void check(const struct base_mask *m, const char *text, const char *expected)
{
    char *shown = base_mask_text(m, text);

    assert_string_equal(shown, expected);
    free(shown);
}

static void no_mask_hides_nothing(void **state)
{
    (void)state;
    check(NULL, "Lyon, 5 EUR", "Lyon, 5 EUR");
    assert_false(base_mask_has(NULL, "Lyon"));
    assert_false(base_mask_hides(NULL, "EUR"));
    assert_null(base_mask_currency(NULL));
}

static void words_are_replaced_the_longest_first(void **state)
{
    (void)state;
    struct base_mask *m = base_mask_new();

    assert_true(base_mask_word(m, "Lyon", "site-1"));
    assert_true(base_mask_word(m, "Port of Lyon", "site-2"));
    assert_true(base_mask_word(m, "A", "site-3"));
    assert_false(base_mask_word(m, "LYON", "lane-1"));
    assert_false(base_mask_word(m, "", "lane-2"));
    check(m, "stock.Lyon.lamp", "stock.site-1.lamp");
    check(m, "Port of Lyon > Lyon", "site-2 > site-1");
    check(m, "lyon_rent of LYONNAISE", "site-1_rent of site-1NAISE");
    check(m, "A, Ab, bA, A", "site-3, Ab, bA, site-3");
    check(m, "", "");
    check(m, "Lyo", "Lyo");
    assert_true(base_mask_has(m, "lyon"));
    assert_false(base_mask_has(m, "Lyo"));
    assert_false(base_mask_hides(m, "EUR"));
    base_mask_free(m);
}

static void amounts_of_the_currency_are_hidden(void **state)
{
    (void)state;
    struct base_mask *m = base_mask_new();

    base_mask_money(m, "EUR");
    check(m, "12.5 EUR/unit", "*** EUR/unit");
    check(m, "cost > 50000 EUR && cover < 2 d", "cost > *** EUR && cover < 2 d");
    check(m, "normal(5, 1.5e-3) EUR", "normal *** EUR");
    check(m, "price EUR", "price EUR");
    check(m, "EUROPE 5 EURO", "EUROPE 5 EURO");
    assert_true(base_mask_hides(m, "EUR/d"));
    assert_true(base_mask_hides(m, "currency^2"));
    assert_true(base_mask_hides(m, "see /model/plans"));
    assert_false(base_mask_hides(m, "units/d"));
    assert_string_equal(base_mask_currency(m), "EUR");
    base_mask_free(m);
}

/* Whatever stands around it, a long word never stays. */
static void long_words_never_stay(void **state)
{
    (void)state;
    struct base_mask *m = base_mask_new();
    struct rand_stream dice = rand_stream_at(TEST_SEED, 1);

    assert_true(base_mask_word(m, "abab", "x"));
    assert_true(base_mask_word(m, "bbbbb", "y"));
    for (int i = 0; i < 2000; i++) {
        char text[40] = {0};
        for (int k = 0; k < 39; k++)
            text[k] = (char)('a' + rand_below(&dice, 2));
        char *shown = base_mask_text(m, text);
        assert_null(strstr(shown, "abab"));
        assert_null(strstr(shown, "bbbbb"));
        free(shown);
    }
    base_mask_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_mask_hides_nothing),
        cmocka_unit_test(words_are_replaced_the_longest_first),
        cmocka_unit_test(amounts_of_the_currency_are_hidden),
        cmocka_unit_test(long_words_never_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

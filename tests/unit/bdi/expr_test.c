/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/expr.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/test.h"

enum { DAY = 86400000 };
enum { ON_HAND, ON_ORDER, BACKLOG, DEMAND, A_UP, TRUST, CASH, SPREAD, BELIEFS };

#define GOODS \
    {         \
        0, 1  \
    }

static const struct bdi_name name[] = {
    {"on_hand", ON_HAND, BDI_NUMBER, {GOODS}}, {"on_order", ON_ORDER, BDI_NUMBER, {GOODS}},
    {"backlog", BACKLOG, BDI_NUMBER, {GOODS}}, {"demand", DEMAND, BDI_NUMBER, {{-1, 1}}},
    {"A.up", A_UP, BDI_TRUTH, {{0}}},          {"trust_A", TRUST, BDI_NUMBER, {{0}}},
    {"cash", CASH, BDI_NUMBER, {{0, 0, 1}}},   {"spread", SPREAD, BDI_NUMBER, {{0, 2}}}};

static double order_up_to(const struct bdi_view *view, const double *arg)
{
    return view->belief[DEMAND].value * arg[0];
}

static double gap(const struct bdi_view *view, const double *arg)
{
    (void)view;
    return arg[0] * 1000 + arg[1] * 10 - arg[2];
}

static double seven(const struct bdi_view *view, const double *arg)
{
    (void)view, (void)arg;
    return 7;
}

static const struct bdi_function function[] = {
    {"order_up_to", 1, BDI_NUMBER, {GOODS}, {{{1}}}, {{1 << DEMAND, 0}}, order_up_to},
    {"gap", 3, BDI_NUMBER, {{0}}, {{{0}}}, {{0, 0}}, gap},
    {"seven", 0, BDI_NUMBER, {{0}}, {{{0}}}, {{0, 0}}, seven},
};

/* A scenario's units, as far as the tests need them. */
static bool read_unit(const void *self, const char *text, size_t size, struct bdi_dim *dim,
                      double *factor)
{
    static const struct {
        const char *name;
        struct bdi_dim dim;
        double factor;
    } unit[] = {
        {"d", {{1}}, 1},           {"h", {{1}}, 1.0 / 24},        {"%", {{0}}, 0.01},
        {"units", {GOODS}, 1},     {"unit", {GOODS}, 1},          {"EUR", {{0, 0, 1}}, 1},
        {"units/d", {{-1, 1}}, 1}, {"EUR/unit", {{0, -1, 1}}, 1}, {"/d", {{-1}}, 1}};

    (void)self;
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++)
        if (strlen(unit[i].name) == size && memcmp(unit[i].name, text, size) == 0) {
            *dim = unit[i].dim;
            *factor = unit[i].factor;
            return true;
        }
    return false;
}

static const struct bdi_units units = {.read = read_unit};
static const struct bdi_scope scope = {name, BELIEFS, function, 3, &units};

/* 30 units there, 20 coming, 10 owed, 5 a day; heard a day ago, trust_A never. */
static const struct bdi_belief belief[BELIEFS] = {
    [ON_HAND] = {30, 9 * DAY, 0.5, 3}, [ON_ORDER] = {20, 9 * DAY, 1, BDI_OWN},
    [BACKLOG] = {10, 9 * DAY, 1, 0},   [DEMAND] = {5, 9 * DAY, 1, 0},
    [A_UP] = {1, 9 * DAY, 1, 0},       [TRUST] = {0.75, BDI_NEVER, 0, 0},
    [CASH] = {1000, 9 * DAY, 1, 0},    [SPREAD] = {16, 9 * DAY, 1, 0}};
static const struct bdi_view view = {belief, 10 * DAY, NULL};

struct tried {
    bool good;
    struct base_arena *arena;
    struct bdi_expr e;
    struct base_err err;
};

static struct tried try(const char *text, const struct bdi_wanted *wanted)
{
    struct tried t = {.arena = base_arena_new()};

    t.good = bdi_expr_compile(text, &scope, wanted, (struct bdi_where){"p.cfg", 7}, t.arena,
                              &t.e, &t.err);
    assert_int_equal(t.good, t.err.errors == 0);
    return t;
}

static void done(struct tried *t)
{
    base_arena_free(t->arena);
    base_err_fini(&t->err);
}

static double value(const char *text)
{
    struct tried t = try(text, NULL);

    if (!t.good)
        fail_msg("%s: %s", text, t.err.item[0].text);
    assert_true(t.e.depth <= BDI_EXPR_DEPTH);
    double v = bdi_expr_eval(&t.e, &view);
    done(&t);
    return v;
}

/* The first mistake has these words. */
static void refused(const char *text, const char *words)
{
    struct tried t = try(text, NULL);

    if (t.good)
        fail_msg("%s: taken", text);
    assert_string_equal(t.err.item[0].file, "p.cfg");
    assert_int_equal(t.err.item[0].line, 7);
    if (strstr(t.err.item[0].text, words) == NULL)
        fail_msg("%s: said %s; expected %s", text, t.err.item[0].text, words);
    assert_int_equal(t.e.ops, 0);
    done(&t);
}

#define IS(text, expected) assert_true(value(text) == (expected))

static void operators_bind_as_written(void **state)
{
    (void)state;
    IS("2 + 3 * 4", 14);
    IS("(2 + 3) * 4", 20);
    IS("2 - 3 - 4", -5);
    IS("24 / 4 / 2", 3);
    IS("-2 * -3", 6);
    IS("- -2", 2);
    IS("1 < 2 and 2 < 1 or true", 1);
    IS("true or true and false", 1);
    IS("not true or true", 1);
    IS("not (true or true)", 0);
    IS("!A.up == false", 1);
    IS("not 2 > 3 && 1 <= 1", 1);
    IS("1e1 + .5 + 2.50", 13);
}

static void beliefs_and_functions_have_values(void **state)
{
    (void)state;
    IS("(on_hand + on_order - backlog) / max(demand, 0.01)", 8);
    IS("A.up && trust_A > 0.5", 1);
    IS("order_up_to(9 d) - backlog", 35);
    IS("gap(1, 2, 3) + seven()", 1024);
    IS("seven() - gap(1, seven(), 3) + 1", -1059);
    IS("min(9, 3, 7, 5)", 3);
    IS("max(on_hand, on_order, 40 units)", 40);
    IS("clamp(trust_A, 0.8, 1)", 0.8);
    IS("clamp(5, 1, 3) + clamp(2, 1, 3)", 5);
    IS("if(A.up, demand, 0) * 2 d", 10);
    IS("if(trust_A > 0.9, 1, if(A.up, 2, 3))", 2);
    IS("if(A.up, trust_A > 0.7, false)", 1);
    IS("abs(-3) + floor(2.7) + ceil(2.1) + round(2.5)", 11);
    IS("sqrt(spread) + on_hand", 34);
    IS("pow(on_hand, 2) - spread", 884);
    IS("pow(2, 0.5) == sqrt(2)", 1);
    IS("log(exp(2)) > 1.999", 1);
    IS("age(on_hand)", 1);
    IS("age(trust_A)", 1e9);
    IS("known(on_hand) and not known(trust_A)", 1);
    IS("confidence(on_hand)", 0.5);
    IS("now", 10);
}

static void numbers_have_units(void **state)
{
    (void)state;
    IS("48 h", 2);
    IS("40 %", 0.4);
    IS("40%", 0.4);
    IS("age(demand) < 25 h", 1);
    IS("cash > 2.5 EUR/unit * on_hand", 1);
    IS("10 units/d + demand", 15);
    IS("30 units/demand", 6); // no unit is called units/demand
    IS("6 /d * 2 d", 12);
    IS("10 EUR / 4", 2.5);
    IS("on_hand > 29", 1);
    IS("1 < 2 and 1 h < 2 h or false", 1);
}

/* What has no value in numbers has one here. */
static void nothing_traps(void **state)
{
    (void)state;
    IS("trust_A / 0", INFINITY);
    IS("-1 / 0", -INFINITY);
    assert_true(isnan(value("0 / 0")));
    assert_false(signbit(value("0 / 0")));
    assert_false(signbit(value("-(0 / 0)")));
    assert_true(isnan(value("max(0 / 0, 1)")));
    assert_true(isnan(value("min(1, 0 / 0)")));
    assert_true(isnan(value("clamp(0 / 0, 0, 1)")));
    IS("0 / 0 == 0 / 0", 0);
    IS("0 / 0 != 0 / 0", 0);
    IS("not (0 / 0 < 1) and not (0 / 0 >= 1)", 1);
    assert_true(isnan(value("sqrt(-1)")));
}

static void mistakes_are_told_with_their_column(void **state)
{
    (void)state;
    refused("on_hnd + 1 units",
            "column 1: no belief is called 'on_hnd'; did you mean 'on_hand'?");
    refused("1 + mx(2, 3)", "column 5: no function is called 'mx'; did you mean 'max'?");
    refused("order_upto(3 d)", "did you mean 'order_up_to'");
    refused("zzzzzz", "expected one that the library declares");
    refused("on_hand + demand", "column 9: '+' of unit and unit/d; expected one unit");
    refused("on_hand < cash", "'<' of unit and money");
    refused("3 dd", "column 3: 'dd' is not a unit");
    refused("1 +", "column 4: the text ends; expected a number, a belief or a function");
    refused("", "the text ends");
    refused("(1 + 2", "expected ')' or an operator");
    refused("1 2", "'2'; expected an operator or the end");
    refused("on_hand on_order", "expected an operator or the end");
    refused("1 < 2 < 3", "one comparison");
    refused("on_hand = 3", "did you mean '=='");
    refused("A.up & true", "did you mean '&&'");
    refused("A.up + 1", "a truth for '+'; expected a number");
    refused("A.up == 1", "a truth for '=='");
    refused("on_hand and A.up", "unit for 'and'; expected a truth");
    refused("if(on_hand, 1, 2)", "'if' is asked unit; expected a truth");
    refused("if(A.up, 1, true)", "expected two alike");
    refused("min(3)", "'min' is given 1 argument; expected 2 or more");
    refused("order_up_to(1 d, 2 d)", "given 2 arguments; expected 1");
    refused("order_up_to(cash)", "argument 1 of 'order_up_to' is money; expected d");
    refused("age(1 + 2)", "the name of a belief");
    refused("age(bcklog)", "did you mean 'backlog'");
    refused("exp(cash)", "'exp' of money; expected a pure number");
    refused("pow(cash, trust_A)", "expected a whole number that is written");
    refused("sqrt(on_hand)", "the root of unit has no unit");
    refused("pow(pow(on_hand, 100), 100)", "power above 100");
    refused("1 ; 2", "means nothing here");
    refused("1e999", "not a number");
}

static void all_names_and_units_are_told_at_once(void **state)
{
    struct tried t = try("(on_hnd > cash) and demnd < 3 and on_hand < cash", NULL);

    (void)state;
    assert_int_equal(t.err.errors, 3);
    done(&t);
}

static void what_is_wanted_is_checked(void **state)
{
    const struct bdi_dim days = {{1}};
    const struct bdi_wanted truth = {BDI_TRUTH, NULL}, time = {BDI_NUMBER, &days};
    struct tried t = try("on_hand", &truth);

    (void)state;
    assert_non_null(strstr(t.err.item[0].text, "unit; expected a condition"));
    done(&t);
    t = try("on_hand", &time);
    assert_non_null(strstr(t.err.item[0].text, "unit; expected d"));
    done(&t);
    t = try("on_hand / demand", &time);
    assert_true(t.good);
    done(&t);
    t = try("3", &time);
    assert_true(t.good && t.e.dim.power[0] == 1);
    done(&t);
}

static void constants_are_one_operation(void **state)
{
    static const struct {
        const char *text;
        double value;
    } constant[] = {{"2 * 3 + max(1, 2)", 8},
                    {"1 > 2 and A.up", 0},
                    {"A.up and 1 > 2", 0},
                    {"A.up or true", 1},
                    {"if(1 < 2, 3 d, 4 d)", 3}};

    (void)state;
    for (size_t i = 0; i < sizeof constant / sizeof *constant; i++) {
        struct tried t = try(constant[i].text, NULL);
        double v = -1;
        assert_true(t.good && bdi_expr_constant(&t.e, &v));
        assert_true(v == constant[i].value);
        assert_int_equal(t.e.reads.word[0], 0);
        done(&t);
    }
    struct tried t = try("on_hand * 2", NULL);
    double v;
    assert_false(bdi_expr_constant(&t.e, &v));
    assert_int_equal(t.e.ops, 2); // the constant is in the product
    done(&t);
}

static void what_is_read_is_known(void **state)
{
    static const struct {
        const char *text;
        uint64_t reads;
        bool timed;
    } read[] = {{"on_hand + on_order > 3", 1 << ON_HAND | 1 << ON_ORDER, false},
                {"A.up and order_up_to(3 d) > 2", 1 << A_UP | 1 << DEMAND, false},
                {"age(cash) > 2 d", 1 << CASH, true},
                {"known(cash) and confidence(trust_A) < 1", 1 << CASH | 1 << TRUST, false},
                {"now > 3 d", 0, true},
                {"true or on_hand > now * demand", 0, false}};

    (void)state;
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        struct tried t = try(read[i].text, NULL);
        assert_true(t.good);
        assert_int_equal(t.e.reads.word[0], read[i].reads);
        assert_int_equal(t.e.reads.word[1], 0);
        assert_int_equal(t.e.timed, read[i].timed);
        done(&t);
    }
}

/* Any text is taken or refused; what is too deep is refused. */
static void deep_and_long_texts_are_refused(void **state)
{
    char text[BDI_EXPR_LONGEST + 10];

    (void)state;
    memset(text, '(', sizeof text);
    text[200] = '\0';
    refused(text, "fewer brackets");
    memset(text, '1', sizeof text);
    text[BDI_EXPR_LONGEST + 1] = '\0';
    refused(text, "expected at most 4096");
    size_t used = 0;
    for (int i = 0; i < 40; i++) // each bracket waits for the next
        used += (size_t)snprintf(text + used, sizeof text - used, "trust_A+(");
    used += (size_t)snprintf(text + used, sizeof text - used, "1");
    for (int i = 0; i < 40; i++)
        text[used++] = ')';
    text[used] = '\0';
    refused(text, "more than 32 values");
}

/* ---- any expression against a plain evaluation of the same ---- */

static uint64_t dice(uint64_t *seed, uint64_t sides)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*seed >> 33) % sides;
}

struct grown {
    char text[2000];
    double value;
};

/* Pure numbers, so that any operator fits; constants and beliefs among them. */
static void grow(struct grown *g, uint64_t *seed, int depth)
{
    static const char *const op[] = {"+", "-", "*", "/"};
    struct grown a, b;
    uint64_t what = dice(seed, depth > 0 ? 9 : 2);

    if (what == 0) {
        g->value = (double)dice(seed, 100) / 4;
        snprintf(g->text, sizeof g->text, "%g", g->value);
        return;
    }
    if (what == 1) {
        g->value = belief[TRUST].value;
        snprintf(g->text, sizeof g->text, "trust_A");
        return;
    }
    grow(&a, seed, depth - 1);
    grow(&b, seed, depth - 1);
    if (what < 6) {
        double all[] = {a.value + b.value, a.value - b.value, a.value * b.value,
                        a.value / b.value};
        g->value = all[what - 2];
        snprintf(g->text, sizeof g->text, "(%.900s %s %.900s)", a.text, op[what - 2], b.text);
    } else if (what < 8) {
        bool nan = isnan(a.value) || isnan(b.value), first = a.value < b.value;
        g->value = nan ? (double)NAN : first == (what == 6) ? a.value : b.value;
        snprintf(g->text, sizeof g->text, "%s(%.900s, %.900s)", what == 6 ? "min" : "max",
                 a.text, b.text);
    } else {
        g->value = a.value < b.value ? a.value : -b.value;
        snprintf(g->text, sizeof g->text, "if(%.600s < %.600s, %.300s, -%.300s)", a.text,
                 b.text, a.text, b.text);
    }
}

static void code_means_what_the_text_says(void **state)
{
    uint64_t seed = TEST_SEED;
    size_t long_ones = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct grown g;
        grow(&g, &seed, 4);
        if (strlen(g.text) > 280)
            continue; // perhaps cut
        long_ones += strlen(g.text) > 100;
        double got = value(g.text);
        if (!(got == g.value || (isnan(got) && isnan(g.value))))
            fail_msg("%s is %.17g, not %.17g", g.text, got, g.value);
    }
    assert_true(long_ones > 50);
}

static void reserved_words_are_known(void **state)
{
    (void)state;
    assert_true(bdi_expr_reserved("and") && bdi_expr_reserved("clamp"));
    assert_false(bdi_expr_reserved("on_hand") || bdi_expr_reserved("an"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_written),
        cmocka_unit_test(beliefs_and_functions_have_values),
        cmocka_unit_test(numbers_have_units),
        cmocka_unit_test(nothing_traps),
        cmocka_unit_test(mistakes_are_told_with_their_column),
        cmocka_unit_test(all_names_and_units_are_told_at_once),
        cmocka_unit_test(what_is_wanted_is_checked),
        cmocka_unit_test(constants_are_one_operation),
        cmocka_unit_test(what_is_read_is_known),
        cmocka_unit_test(deep_and_long_texts_are_refused),
        cmocka_unit_test(code_means_what_the_text_says),
        cmocka_unit_test(reserved_words_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

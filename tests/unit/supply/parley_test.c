/* SPDX-License-Identifier: Apache-2.0 */
/* The contract net alone: callers and bidders without sites, clocks or an engine between. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "supply/mind/parley/award.h"
#include "supply/mind/parley/promise.h"

enum { REPLY = 100 };

static struct sup_offer offer(int64_t quantity, int64_t ticks, double price)
{
    return (struct sup_offer){quantity, ticks, price};
}

/* A call for `quantity`, answered by `count` offers from ways 0, 1 .. */
static struct sup_call call_for(int64_t quantity, const struct sup_offer *offers,
                                uint32_t count)
{
    struct sup_call c;

    sup_call_open(&c, 7, 0, REPLY, quantity);
    for (uint32_t way = 0; way < count; way++)
        assert_true(sup_call_invite(&c, way));
    for (uint32_t way = 0; way < count; way++)
        assert_int_equal(sup_call_answer(&c, way, 1, &offers[way]), SUP_HEARD);
    return c;
}

static int64_t award(struct sup_call *c, enum sup_award_rule rule, double split)
{
    static const struct sup_trust trust[SUP_BIDDERS] = {{5.0, 5.0}, {9.0, 1.0}, {1.0, 9.0}};
    struct rand_stream chance = rand_stream_at(TEST_SEED, 3);
    struct sup_awarding how = {.rule = rule,
                               .split = split,
                               .incumbent = SUP_NO_WAY,
                               .trust = trust,
                               .chance = &chance};
    uint32_t fresh;

    return sup_call_award(c, &how, c->quantity, false, 2, &fresh);
}

static void each_rule_has_its_winner(void **state)
{
    const struct sup_offer offers[] = {offer(100, 30, 1.0), offer(100, 20, 2.0),
                                       offer(100, 10, 3.0)};
    static const uint32_t winner[] = {0, 2, 1};
    (void)state;
    for (uint32_t rule = SUP_BY_PRICE; rule <= SUP_BY_TRUST; rule++) {
        struct sup_call c = call_for(10, offers, 3);

        assert_int_equal(award(&c, rule, 1.0), 10);
        assert_int_equal(sup_call_winner(&c), winner[rule]);
    }
}

static void contracts_are_split_to_the_last_quantum(void **state)
{
    const struct sup_offer offers[] = {offer(100, 1, 1.0), offer(2, 1, 2.0),
                                       offer(100, 1, 3.0)};
    struct sup_call c = call_for(11, offers, 3);
    (void)state;
    assert_int_equal(award(&c, SUP_BY_PRICE, 0.7), 11);
    assert_int_equal(c.bid[0].awarded, 8);
    assert_int_equal(c.bid[1].awarded, 2);
    assert_int_equal(c.bid[2].awarded, 1);
}

static void what_the_best_cannot_give_goes_on(void **state)
{
    const struct sup_offer offers[] = {offer(3, 1, 1.0), offer(4, 1, 2.0)};
    struct sup_call c = call_for(11, offers, 2);
    (void)state;
    assert_int_equal(award(&c, SUP_BY_PRICE, 0.5), 7);
    assert_int_equal(c.bid[0].awarded, 3);
    assert_int_equal(c.bid[1].awarded, 4);
}

static void duplicates_and_late_bids_change_nothing(void **state)
{
    const struct sup_offer offers[] = {offer(5, 1, 1.0), offer(5, 1, 2.0)},
                           better = offer(50, 1, 0.1);
    struct sup_call c = call_for(5, offers, 2);
    (void)state;
    assert_false(sup_call_invite(&c, 1));
    assert_true(sup_call_invite(&c, 2));
    struct sup_call before = c;

    assert_int_equal(sup_call_answer(&c, 0, 2, &better), SUP_HEARD_AGAIN);
    assert_int_equal(sup_call_answer(&c, 2, REPLY, &better), SUP_HEARD_LATE);
    assert_int_equal(sup_call_answer(&c, 3, 2, &better), SUP_HEARD_STRANGE);
    assert_memory_equal(&c, &before, sizeof c);
    sup_call_close(&c);
    before = c;
    assert_int_equal(sup_call_answer(&c, 2, 2, &better), SUP_HEARD_LATE);
    assert_memory_equal(&c, &before, sizeof c);
}

static void a_refused_award_goes_to_the_next(void **state)
{
    const struct sup_offer offers[] = {offer(5, 1, 1.0), offer(5, 1, 2.0)};
    struct sup_call c = call_for(5, offers, 2);
    struct sup_awarding how = {.rule = SUP_BY_PRICE, .split = 1.0, .incumbent = SUP_NO_WAY};
    int64_t open;
    uint32_t fresh;
    (void)state;
    award(&c, SUP_BY_PRICE, 1.0);
    assert_int_equal(sup_call_confirm(&c, 1), SUP_HEARD_STRANGE);
    assert_int_equal(sup_call_refuse(&c, 0, &open), SUP_HEARD);
    assert_int_equal(open, 5);
    assert_int_equal(sup_call_award(&c, &how, open, true, 3, &fresh), 5);
    assert_int_equal(fresh, 2);
    assert_int_equal(sup_call_refuse(&c, 0, &open), SUP_HEARD_AGAIN);
    assert_int_equal(open, 0);
    assert_int_equal(sup_call_confirm(&c, 1), SUP_HEARD);
    assert_int_equal(sup_call_confirm(&c, 1), SUP_HEARD_AGAIN);
    assert_true(sup_call_over(&c, 4));
}

/* Prices that cross by less than the margin, time and again, do not move the contract. */
static void margins_keep_contracts_from_swinging(void **state)
{
    struct rand_stream dice = rand_stream_at(TEST_SEED, 5);
    uint32_t swings[2] = {0, 0};
    (void)state;
    for (uint32_t with = 0; with < 2; with++) {
        struct sup_awarding how = {
            .rule = SUP_BY_PRICE, .split = 1.0, .margin = 0.1 * with, .incumbent = SUP_NO_WAY};

        for (uint32_t day = 0; day < 100; day++) {
            struct sup_offer offers[] = {offer(9, 1, 10.0 + rand_uniform(&dice) * 0.9),
                                         offer(9, 1, 10.0 + rand_uniform(&dice) * 0.9)};
            struct sup_call c = call_for(9, offers, 2);
            uint32_t fresh;

            sup_call_award(&c, &how, 9, false, 2, &fresh);
            swings[with] += day > 0 && sup_call_winner(&c) != how.incumbent;
            how.incumbent = sup_call_winner(&c);
        }
    }
    assert_true(swings[0] > 30);
    assert_int_equal(swings[1], 0);
}

/* Who is better is found out and kept to; the other is tried now and then. */
static void thompson_finds_the_reliable_one(void **state)
{
    struct rand_stream dice = rand_stream_at(TEST_SEED, 9), chance = rand_stream_at(1, 1);
    struct sup_trust trust[SUP_BIDDERS] = {{1.0, 1.0}, {1.0, 1.0}};
    static const double in_time[] = {0.6, 0.9};
    uint32_t won[2] = {0, 0};
    (void)state;
    for (uint32_t round = 0; round < 1000; round++) {
        const struct sup_offer offers[] = {offer(9, 1, 1.0), offer(9, 1, 1.0)};
        struct sup_awarding how = {.rule = SUP_BY_DRAW,
                                   .split = 1.0,
                                   .incumbent = SUP_NO_WAY,
                                   .trust = trust,
                                   .chance = &chance};
        struct sup_call c = call_for(9, offers, 2);
        uint32_t fresh;

        sup_call_award(&c, &how, 9, false, 2, &fresh);
        uint32_t winner = sup_call_winner(&c);
        bool good = rand_uniform(&dice) < in_time[winner];

        won[winner]++;
        *(good ? &trust[winner].good : &trust[winner].bad) += 1.0;
    }
    assert_true(won[0] > 0);
    assert_true(won[1] > 900);
}

static void draws_have_the_mean_and_spread_of_their_beta(void **state)
{
    struct rand_stream chance = rand_stream_at(TEST_SEED, 11);
    struct sup_trust trust = {6.0, 2.0};
    double sum = 0.0, squares = 0.0;
    (void)state;
    for (int i = 0; i < 100000; i++) {
        double draw = sup_trust_draw(&trust, &chance);

        sum += draw;
        squares += draw * draw;
    }
    double mean = sum / 1e5, variance = squares / 1e5 - mean * mean;

    assert_true(fabs(mean - 0.75) < 0.003);
    assert_true(fabs(variance - 12.0 / (64.0 * 9.0)) < 0.0005);
}

/* ---- bidders ---- */

static void bids_are_true_to_what_there_is(void **state)
{
    struct sup_standing now = {.on_hand = 10, .owed = 2, .promised = 3, .kept = 1, .way = 50};
    struct sup_offer bid = sup_offer_of(&now, 3);
    (void)state;
    assert_int_equal(bid.quantity, 3);
    assert_int_equal(bid.ticks, 50);
    bid = sup_offer_of(&now, 9); // sells from stock only
    assert_int_equal(bid.quantity, 4);
    now.limit = 1000;
    now.rate = 0.5;
    now.wait = 7;
    bid = sup_offer_of(&now, 9); // five more, at two ticks each
    assert_int_equal(bid.quantity, 9);
    assert_int_equal(bid.ticks, 50 + 7 + 10);
    now.owed += 20; // they were first
    bid = sup_offer_of(&now, 9);
    assert_int_equal(bid.ticks, 50 + 7 + 2 * (22 + 3 + 1 + 9 - 10));
    now.shut = true;
    assert_int_equal(sup_offer_of(&now, 9).quantity, 0);
    now.shut = false;
    now.calls_too = true;
    assert_int_equal(sup_offer_of(&now, 1).quantity, 0);
}

static void a_promise_is_kept_once_and_in_time(void **state)
{
    struct sup_promise p[SUP_PROMISES] = {
        {.talk = 1, .until = 200, .quantity = 5, .caller = 3}};
    bool again;
    (void)state;
    assert_int_equal(sup_promised(p, 199, 0, 0), 5);
    assert_int_equal(sup_promised(p, 200, 0, 0), 0);
    assert_int_equal(sup_promised(p, 199, 3, 1), 0);
    assert_int_equal(sup_promise_find(p, 3, 0, 1), 0);
    assert_int_equal(sup_promise_find(p, 3, 1, 1), SUP_PROMISES);
    assert_int_equal(sup_promise_find(p, 4, 0, 1), SUP_PROMISES);
    assert_false(sup_promise_award(&p[0], 10, 6, 99, &again));  // more than was promised
    assert_false(sup_promise_award(&p[0], 200, 5, 99, &again)); // too late
    assert_false(sup_promise_award(&p[0], 10, 5, 4, &again));   // gone meanwhile
    assert_true(sup_promise_award(&p[0], 10, 5, 5, &again));
    assert_false(sup_promise_award(&p[0], 10, 5, 99, &again));
    assert_true(again);
    assert_int_equal(sup_promised(p, 10, 0, 0), 0);
    sup_promise_reject(&p[0]);
    assert_int_equal(p[0].state, SUP_PROMISE_KEPT);
}

static void after_a_rejection_only_what_is_free_counts(void **state)
{
    struct sup_promise p = {.talk = 1, .until = 200, .quantity = 5, .caller = 3};
    bool again;
    (void)state;
    sup_promise_reject(&p);
    assert_false(sup_promise_award(&p, 10, 5, 4, &again));
    assert_false(again);
    assert_true(sup_promise_award(&p, 10, 5, 5, &again));
}

/* ---- all of it, over a bad line ---- */

/* Agents that each keep one stock of the same goods and call for it from all others; messages
 * come in any order, twice, late, or not at all. Awards and the answers to them are never lost
 * (supply/mind/parley/post.c), but come twice and late. */
enum { AGENTS = 6, MAIL = 4096 };

enum act { CFP, BID, AWARD, REJECT, CONFIRM, REFUSE };

struct letter {
    enum act act;
    uint32_t from, to;
    int64_t talk, quantity, until, due;
    struct sup_offer offer;
};

struct agent {
    struct sup_call call[SUP_CALLS];
    struct sup_promise promise[SUP_PROMISES];
    int64_t stock, next, gained, lost, came;
};

struct net {
    struct agent agent[AGENTS];
    struct letter mail[MAIL];
    uint32_t letters;
    struct rand_stream dice;
    int64_t now;
    double loss;
    bool last; // the answers of agent 0 come at the last moment, and later
};

static void post(struct net *n, struct letter letter)
{
    bool binding = letter.act == AWARD || letter.act == CONFIRM || letter.act == REFUSE;
    uint32_t copies = 1 + (rand_below(&n->dice, 4) == 0);

    if (!binding && rand_uniform(&n->dice) < n->loss)
        return;
    for (; copies > 0 && n->letters < MAIL; copies--) {
        letter.due = n->now + 1 + rand_below(&n->dice, REPLY / 2);
        if (n->last && letter.act == BID && letter.from == 0)
            letter.due = n->now + REPLY - 2 + rand_below(&n->dice, 4);
        n->mail[n->letters++] = letter;
    }
}

static void cry(struct net *n, uint32_t who, int64_t quantity)
{
    struct agent *a = &n->agent[who];
    uint32_t place = sup_call_place(a->call, n->now);

    if (place == SUP_CALLS)
        return;
    struct sup_call *c = &a->call[place];

    sup_call_open(c, ++a->next, n->now, REPLY, quantity);
    for (uint32_t to = 0; to < AGENTS; to++) {
        if (to == who)
            continue;
        sup_call_invite(c, to);
        post(n, (struct letter){.act = CFP,
                                .from = who,
                                .to = to,
                                .talk = c->id,
                                .quantity = quantity,
                                .until = c->binding});
    }
}

static struct sup_standing standing(const struct net *n, const struct agent *a, uint32_t who,
                                    int64_t talk)
{
    struct sup_standing now = {.on_hand = a->stock,
                               .promised = sup_promised(a->promise, n->now, who, talk),
                               .way = 1,
                               .price = 1.0};

    for (uint32_t i = 0; i < SUP_CALLS; i++)
        now.calls_too |= !sup_call_over(&a->call[i], n->now);
    return now;
}

static void bid(struct net *n, const struct letter *l)
{
    struct agent *a = &n->agent[l->to];
    uint32_t place = sup_promise_place(a->promise, n->now);
    struct sup_standing now = standing(n, a, l->from, l->talk);

    if (sup_promise_find(a->promise, l->from, 0, l->talk) < SUP_PROMISES ||
        place == SUP_PROMISES)
        return;
    struct sup_offer offers = sup_offer_of(&now, l->quantity);

    a->promise[place] = (struct sup_promise){
        .talk = l->talk, .until = l->until, .quantity = offers.quantity, .caller = l->from};
    post(n, (struct letter){
                .act = BID, .from = l->to, .to = l->from, .talk = l->talk, .offer = offers});
}

static void answer_award(struct net *n, const struct letter *l)
{
    struct agent *a = &n->agent[l->to];
    uint32_t place = sup_promise_find(a->promise, l->from, 0, l->talk);
    struct sup_standing now = standing(n, a, l->from, l->talk);
    struct letter answer = {.act = REFUSE, .from = l->to, .to = l->from, .talk = l->talk};
    bool again = false;

    if (place < SUP_PROMISES &&
        sup_promise_award(&a->promise[place], n->now, l->quantity, sup_spare(&now), &again)) {
        answer.act = CONFIRM;
        a->stock -= l->quantity;
        a->lost += l->quantity;
        assert_true(a->stock >= 0);
    }
    if (!again)
        post(n, answer);
}

static void award_all(struct net *n, uint32_t who, struct sup_call *c)
{
    struct sup_awarding how = {.rule = SUP_BY_PRICE, .split = 0.5, .incumbent = SUP_NO_WAY};
    uint32_t fresh;

    sup_call_close(c);
    sup_call_award(c, &how, c->quantity, false, n->now, &fresh);
    for (uint32_t i = 0; i < c->bids; i++)
        if (fresh >> i & 1)
            post(n, (struct letter){.act = c->bid[i].awarded > 0 ? AWARD : REJECT,
                                    .from = who,
                                    .to = c->bid[i].way,
                                    .talk = c->id,
                                    .quantity = c->bid[i].awarded});
}

static void deliver(struct net *n, const struct letter *l)
{
    struct agent *a = &n->agent[l->to];
    uint32_t place = sup_call_find(a->call, l->talk);
    struct sup_call *c = place < SUP_CALLS ? &a->call[place] : NULL;
    uint32_t promise = sup_promise_find(a->promise, l->from, 0, l->talk);
    int64_t open = 0;

    if (l->act == CFP)
        bid(n, l);
    else if (l->act == AWARD)
        answer_award(n, l);
    else if (l->act == REJECT && promise < SUP_PROMISES)
        sup_promise_reject(&a->promise[promise]);
    else if (l->act == BID && c != NULL)
        sup_call_answer(c, l->from, n->now, &l->offer);
    else if (l->act == REFUSE && c != NULL)
        sup_call_refuse(c, l->from, &open);
    else if (l->act == CONFIRM && c != NULL) {
        for (uint32_t i = 0; i < c->bids; i++)
            if (c->bid[i].way == l->from && c->bid[i].state == SUP_BID_AWARDED)
                a->came += c->bid[i].awarded;
        sup_call_confirm(c, l->from);
    }
}

static void tick(struct net *n)
{
    for (uint32_t i = 0; i < n->letters; i++) {
        if (n->mail[i].due > n->now)
            continue;
        struct letter l = n->mail[i];

        n->mail[i--] = n->mail[--n->letters];
        deliver(n, &l);
    }
    for (uint32_t who = 0; who < AGENTS; who++)
        for (uint32_t k = 0; k < SUP_CALLS; k++) {
            struct sup_call *c = &n->agent[who].call[k];

            if (c->id != 0 && c->state == SUP_CALL_OPEN && n->now >= c->close)
                award_all(n, who, c);
        }
    n->now++;
}

/* However the line is: what one was promised and given is what the other gave, nobody gives
 * what it has not, and all conversations end. */
static void run_net(struct net *n, bool all_at_once)
{
    for (int64_t until = 20 * REPLY; n->now < until;) {
        for (uint32_t who = 0; who < AGENTS; who++)
            if (all_at_once ? n->now % REPLY == 0 : rand_below(&n->dice, 60) == 0)
                cry(n, who, 1 + rand_below(&n->dice, 9));
        tick(n);
    }
    for (int64_t until = n->now + 4 * REPLY; n->now < until;)
        tick(n);
    assert_int_equal(n->letters, 0);
    int64_t lost = 0, came = 0;

    for (uint32_t who = 0; who < AGENTS; who++) {
        assert_int_equal(sup_call_place(n->agent[who].call, n->now), 0);
        assert_int_equal(sup_promised(n->agent[who].promise, n->now, 0, 0), 0);
        lost += n->agent[who].lost;
        came += n->agent[who].came;
    }
    assert_int_equal(lost, came);
}

static int64_t traded(bool all_at_once, double loss, bool last, uint64_t seed)
{
    static struct net n;
    int64_t sum = 0;

    memset(&n, 0, sizeof n);
    n.dice = rand_stream_at(TEST_SEED, seed);
    n.loss = loss;
    n.last = last;
    for (uint32_t who = 0; who < AGENTS; who++)
        n.agent[who].stock = 40;
    run_net(&n, all_at_once);
    for (uint32_t who = 0; who < AGENTS; who++)
        sum += n.agent[who].lost;
    return sum;
}

static void bad_lines_lose_no_goods(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++)
        assert_true(traded(false, 0.02 * (double)seed, seed % 2 == 1, seed) > 0);
}

/* Everybody calls everybody at the same time: all are short themselves, so none sells, and the
 * deadline ends it. */
static void a_ring_of_calls_ends_by_the_deadline(void **state)
{
    (void)state;
    assert_int_equal(traded(true, 0.0, false, 1), 0);
}

static void dead_lines_end_by_the_deadline(void **state)
{
    (void)state;
    assert_int_equal(traded(false, 1.0, false, 2), 0);
}

/* ---- bounds ---- */

static void what_finds_no_room_is_told(void **state)
{
    struct sup_call call[SUP_CALLS];
    struct sup_promise promise[SUP_PROMISES];
    (void)state;
    for (uint32_t i = 0; i < SUP_CALLS; i++)
        sup_call_open(&call[i], i + 1, 0, REPLY, 1);
    assert_int_equal(sup_call_place(call, 2 * REPLY - 1), SUP_CALLS);
    assert_int_equal(sup_call_place(call, 2 * REPLY), 0);
    for (uint32_t way = 0; way < SUP_BIDDERS; way++)
        assert_true(sup_call_invite(&call[0], way));
    assert_false(sup_call_invite(&call[0], SUP_BIDDERS));
    for (uint32_t i = 0; i < SUP_PROMISES; i++)
        promise[i] = (struct sup_promise){.talk = 1, .until = 10 + i};
    assert_int_equal(sup_promise_place(promise, 9), SUP_PROMISES);
    assert_int_equal(sup_promise_place(promise, 10), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_has_its_winner),
        cmocka_unit_test(contracts_are_split_to_the_last_quantum),
        cmocka_unit_test(what_the_best_cannot_give_goes_on),
        cmocka_unit_test(duplicates_and_late_bids_change_nothing),
        cmocka_unit_test(a_refused_award_goes_to_the_next),
        cmocka_unit_test(margins_keep_contracts_from_swinging),
        cmocka_unit_test(thompson_finds_the_reliable_one),
        cmocka_unit_test(draws_have_the_mean_and_spread_of_their_beta),
        cmocka_unit_test(bids_are_true_to_what_there_is),
        cmocka_unit_test(a_promise_is_kept_once_and_in_time),
        cmocka_unit_test(after_a_rejection_only_what_is_free_counts),
        cmocka_unit_test(bad_lines_lose_no_goods),
        cmocka_unit_test(a_ring_of_calls_ends_by_the_deadline),
        cmocka_unit_test(dead_lines_end_by_the_deadline),
        cmocka_unit_test(what_finds_no_room_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/parley/award.h"

#include <math.h>

#include "rand/dist.h"

/* Nothing known: as likely good as bad, and anything between (Bayes's prior). */
static struct sup_trust known(const struct sup_trust *trust)
{
    return trust->good > 0.0 && trust->bad > 0.0
               ? *trust
               : (struct sup_trust){trust->good + 1.0, trust->bad + 1.0};
}

double sup_trust_mean(const struct sup_trust *trust)
{
    struct sup_trust beta = known(trust);

    return beta.good / (beta.good + beta.bad);
}

static double gamma_of(double shape, struct rand_stream *chance)
{
    struct rand_dist law = {.law = RAND_GAMMA, .a = shape, .b = shape};

    return rand_draw(chance, &law);
}

double sup_trust_draw(const struct sup_trust *trust, struct rand_stream *chance)
{
    struct sup_trust beta = known(trust);
    double good = gamma_of(beta.good, chance), bad = gamma_of(beta.bad, chance);

    return good + bad > 0.0 ? good / (good + bad) : sup_trust_mean(trust);
}

/* ---- who comes first ---- */

/* The less the better. */
static double figure(const struct sup_call *c, uint32_t i, const struct sup_awarding *how)
{
    const struct sup_bid *bid = &c->bid[i];

    switch (how->rule) {
    case SUP_BY_PRICE:
        return bid->offer.price;
    case SUP_BY_TIME:
        return (double)bid->offer.ticks;
    case SUP_BY_TRUST:
        return 1.0 - sup_trust_mean(&how->trust[i]);
    case SUP_BY_DRAW:
        break;
    }
    return 1.0 - sup_trust_draw(&how->trust[i], how->chance);
}

static bool may_win(const struct sup_bid *bid, bool again)
{
    return bid->state == SUP_BID_OFFERED || (again && bid->state == SUP_BID_REJECTED);
}

static bool before(const struct sup_call *c, const double *figure_of, uint32_t a, uint32_t b)
{
    if (figure_of[a] != figure_of[b])
        return figure_of[a] < figure_of[b];
    return c->bid[a].way < c->bid[b].way;
}

/* Positions of the bids that may win, best first. */
static uint32_t rank(const struct sup_call *c, const struct sup_awarding *how, bool again,
                     uint32_t *line)
{
    double figure_of[SUP_BIDDERS];
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->bids; i++) {
        if (!may_win(&c->bid[i], again))
            continue;
        figure_of[i] = figure(c, i, how);
        if (c->bid[i].way == how->incumbent)
            figure_of[i] *= 1.0 - how->margin;
        uint32_t at = count++;

        for (; at > 0 && before(c, figure_of, i, line[at - 1]); at--)
            line[at] = line[at - 1];
        line[at] = i;
    }
    return count;
}

/* ---- how much ---- */

static int64_t give(struct sup_bid *bid, int64_t quantity)
{
    int64_t room = bid->offer.quantity - bid->awarded;
    int64_t gets = quantity < room ? quantity : room;

    bid->awarded += gets;
    return gets;
}

static int64_t first_share(double split, int64_t quantity)
{
    double share = ceil(split * (double)quantity);

    return share < (double)quantity ? (int64_t)share : quantity;
}

static int64_t share_out(struct sup_call *c, const uint32_t *line, uint32_t count, double split,
                         int64_t quantity)
{
    int64_t rest = quantity;

    if (count > 0)
        rest -= give(&c->bid[line[0]], first_share(split, quantity));
    for (uint32_t k = 1; k < count && rest > 0; k++)
        rest -= give(&c->bid[line[k]], rest);
    if (count > 0 && rest > 0)
        rest -= give(&c->bid[line[0]], rest);
    return quantity - rest;
}

int64_t sup_call_award(struct sup_call *c, const struct sup_awarding *how, int64_t quantity,
                       bool again, int64_t now, uint32_t *fresh)
{
    uint32_t line[SUP_BIDDERS];
    uint32_t count = now < c->binding ? rank(c, how, again, line) : 0;
    int64_t given = share_out(c, line, count, how->split, quantity);

    *fresh = 0;
    for (uint32_t k = 0; k < count; k++) {
        struct sup_bid *bid = &c->bid[line[k]];

        if (bid->awarded > 0 || bid->state == SUP_BID_OFFERED)
            *fresh |= UINT32_C(1) << line[k];
        bid->state = bid->awarded > 0 ? SUP_BID_AWARDED : SUP_BID_REJECTED;
    }
    c->state = SUP_CALL_AWARDED;
    return given;
}

double sup_call_cost(const struct sup_call *c, int64_t now)
{
    struct sup_awarding how = {.rule = SUP_BY_PRICE, .incumbent = SUP_NO_WAY};
    uint32_t line[SUP_BIDDERS];
    uint32_t count = now < c->binding ? rank(c, &how, false, line) : 0;
    int64_t rest = c->quantity;
    double sum = 0.0;

    for (uint32_t k = 0; k < count; k++) {
        const struct sup_offer *offer = &c->bid[line[k]].offer;
        int64_t part = offer->quantity < rest ? offer->quantity : rest;

        sum += offer->price * (double)part;
        rest -= part;
    }
    return sum;
}

uint32_t sup_call_winner(const struct sup_call *c)
{
    uint32_t winner = SUP_NO_WAY;
    int64_t most = 0;

    for (uint32_t i = 0; i < c->bids; i++)
        if (c->bid[i].awarded > most) {
            most = c->bid[i].awarded;
            winner = c->bid[i].way;
        }
    return winner;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/parley/bandit.h"

#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "supply/mind/mind.h"
#include "supply/mind/parley/award.h"

double sup_bandit_bound(double mean, double tries, double all)
{
    if (!(tries > 0.0))
        return (double)INFINITY;
    return mean + (all > 1.0 ? sqrt(2.0 * log(all) / tries) : 0.0);
}

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

double sup_bandit_draw(uint64_t chance, double mean, double tries)
{
    uint64_t key = base_digest_word(base_digest_word(chance, bits_of(mean)), bits_of(tries));
    struct rand_stream stream = rand_stream_at(chance, key);
    struct sup_trust counts = {mean * tries, (1.0 - mean) * tries};

    return sup_trust_draw(&counts, &stream);
}

/* ---- in expressions ---- */

double sup_ucb(const struct bdi_view *view, const double *arg)
{
    (void)view;
    return sup_bandit_bound(arg[0], arg[1], arg[2]);
}

double sup_thompson(const struct bdi_view *view, const double *arg)
{
    const struct sup_sight *sight = view->model;

    return sup_bandit_draw(sup_chance(sight->turn, SUP_CHANCE_PLAN, sight->key).state, arg[0],
                           arg[1]);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/rule.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"

/* ---- one mean ---- */

struct moments { // Welford, Technometrics 4, 1962
    size_t n;
    double mean, squares;
};

static void add(struct moments *m, double x)
{
    double from = x - m->mean;

    m->n++;
    m->mean += from / (double)m->n;
    m->squares += from * (x - m->mean);
}

static bool narrow(const struct lab_stop *rule, const struct moments *m)
{
    if (m->n < 2)
        return false;
    double n = (double)m->n;
    double t = gsl_cdf_tdist_Pinv((1.0 + rule->confidence) / 2.0, n - 1.0);
    double half = t * sqrt(m->squares / (n - 1.0) / n);
    return (rule->half_width > 0 && half <= rule->half_width) ||
           (rule->relative > 0 && half <= rule->relative * fabs(m->mean));
}

size_t lab_stop_at(const struct lab_stop *rule, lab_observe *value, const void *user,
                   size_t point, size_t have)
{
    struct moments m = {0};

    for (size_t n = rule->batch;; n += rule->batch) {
        n = n < rule->at_most ? n : rule->at_most;
        if (n > have)
            return n;
        while (m.n < n)
            add(&m, value(user, point, m.n));
        if (n == rule->at_most || narrow(rule, &m))
            return n;
    }
}

/* ---- the best of several ---- */

struct race {
    const struct lab_select *rule;
    size_t points;
    lab_observe *value;
    const void *user;
    double h2;        // as the paper calls it
    double *spread;   // points x points: sample variance of the difference
    double *sum;      // by point, of the first `r` observations; the best has the largest
    bool *in, *going; // by point: still a candidate; given up in this round
    size_t r, candidates;
};

static double at(const struct race *k, size_t point, size_t i)
{
    double x = k->value(k->user, point, i);

    return k->rule->most ? x : -x;
}

/* Sample variances of all differences over the first observations. */
static void measure(struct race *k)
{
    for (size_t i = 0; i < k->points; i++)
        for (size_t l = 0; k->in[i] && l < i; l++) {
            struct moments m = {0};
            for (size_t n = 0; k->in[l] && n < k->rule->first; n++)
                add(&m, at(k, i, n) - at(k, l, n));
            double variance = m.squares / (double)(k->rule->first - 1);
            k->spread[i * k->points + l] = k->spread[l * k->points + i] = variance;
        }
}

/* How far behind `l` point `i` may be. */
static double slack(const struct race *k, size_t i, size_t l)
{
    double delta = k->rule->indifference;
    double wide = k->h2 * k->spread[i * k->points + l] / (delta * delta) - (double)k->r;

    return fmax(0.0, delta / (2.0 * (double)k->r) * wide);
}

static bool beaten(const struct race *k, size_t i)
{
    for (size_t l = 0; l < k->points; l++)
        if (l != i && k->in[l] &&
            k->sum[i] / (double)k->r < k->sum[l] / (double)k->r - slack(k, i, l))
            return true;
    return false;
}

static void screen(struct race *k, struct lab_selection *out)
{
    for (size_t i = 0; i < k->points; i++)
        k->going[i] = k->in[i] && beaten(k, i);
    for (size_t i = 0; i < k->points; i++)
        if (k->going[i]) {
            k->in[i] = false;
            k->candidates--;
            out->left[i] = k->r;
        }
}

/* Could more observations still part those that are left? */
static bool settled(const struct race *k)
{
    if (k->candidates <= 1 || k->r >= k->rule->at_most)
        return true;
    for (size_t i = 0; i < k->points; i++)
        for (size_t l = 0; k->in[i] && l < i; l++)
            if (k->in[l] && slack(k, i, l) > 0)
                return false;
    return true;
}

static size_t leader(const struct race *k)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < k->points; i++)
        if (k->in[i] && (best == SIZE_MAX || k->sum[i] > k->sum[best]))
            best = i;
    return best;
}

/* Candidates get whole batches, up to `r` at least. */
static size_t batches(const struct lab_select *rule, size_t r)
{
    size_t more = r > rule->first ? (r - rule->first + rule->batch - 1) / rule->batch : 0;
    size_t n = rule->first + more * rule->batch;

    return n < rule->at_most ? n : rule->at_most;
}

/* Have all candidates `r` observations? Asks for them. */
static bool there(const struct race *k, const size_t *have, size_t r, struct lab_selection *out)
{
    bool all = true;

    for (size_t i = 0; i < k->points; i++)
        if (k->in[i]) {
            out->needed[i] = batches(k->rule, r);
            all = all && have[i] >= r;
        }
    return all;
}

static void race(struct race *k, const size_t *have, struct lab_selection *out)
{
    if (!there(k, have, k->rule->first, out))
        return;
    measure(k);
    while (k->r < k->rule->first || !settled(k)) {
        if (!there(k, have, k->r + 1 > k->rule->first ? k->r + 1 : k->rule->first, out))
            return;
        for (size_t i = 0; i < k->points; i++)
            if (k->in[i])
                k->sum[i] += at(k, i, k->r);
        if (++k->r >= k->rule->first)
            screen(k, out);
    }
    out->over = true;
    out->best = leader(k);
}

void lab_select_best(const struct lab_select *rule, size_t points, const size_t *have,
                     lab_observe *value, const void *user, struct lab_selection *out)
{
    struct race k = {.rule = rule, .points = points, .value = value, .user = user};
    double n = (double)rule->first - 1.0;

    base_assert(points <= LAB_SELECT_MOST && rule->first >= 2);
    k.spread = base_array(points * points, sizeof *k.spread);
    k.sum = base_array(points, sizeof *k.sum);
    k.in = base_array(points, sizeof *k.in);
    k.going = base_array(points, sizeof *k.going);
    for (size_t i = 0; i < points; i++) {
        k.in[i] = have[i] != SIZE_MAX;
        k.candidates += k.in[i];
        out->needed[i] = out->left[i] = 0;
    }
    double share = 2.0 * (1.0 - rule->confidence) / fmax(1.0, (double)k.candidates - 1.0);
    k.h2 = (pow(share, -2.0 / n) - 1.0) * n; // 2 c eta (n0 - 1), eta = half of the bracket
    out->over = false;
    out->best = SIZE_MAX;
    if (k.candidates > 0)
        race(&k, have, out);
    free(k.spread);
    free(k.sum);
    free(k.in);
    free(k.going);
}

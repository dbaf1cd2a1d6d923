/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/estimate.h"
#include "lab/sweep_state.h"

static void fill(const struct lab_sweep_state *s, const struct lab_estimate *e,
                 struct lab_sweep_forecast *out)
{
    size_t mine = 0;

    for (size_t u = 0; u < s->board.units; u++)
        mine += lab_sweep_mine(s, u);
    double replications = (double)lab_sweep_least(s);
    *out = (struct lab_sweep_forecast){.points = s->design.points,
                                       .units = s->board.units,
                                       .replications = (uint64_t)replications};
    out->core_seconds = e->seconds * replications + e->setup_seconds * (double)mine;
    out->spool_bytes = replications * (double)(sizeof(struct lab_record) + 8 +
                                               s->board.figures * sizeof(double));
    out->result_bytes =
        replications * 8.0 * (double)(s->board.outcomes + 4) +
        (double)out->points * (double)(200 + 40 * s->design.factors + 120 * s->board.outcomes);
}

bool lab_sweep_forecast(const struct lab_sweep *sweep, struct lab_sweep_forecast *out,
                        struct base_err *err)
{
    struct lab_sweep_state s;
    struct lab_estimate e;

    *out = (struct lab_sweep_forecast){0};
    bool good = lab_sweep_set_up(&s, sweep, err) && lab_estimate(sweep->base, 1, &e, err);
    if (good)
        fill(&s, &e, out);
    lab_sweep_clear(&s);
    return good;
}

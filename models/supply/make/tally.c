/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/make/tally.h"

#include "supply/account/bins.h"
#include "supply/account/rare.h"

static const int64_t *up_at(const struct sup_turn *t, const struct sup_shop *shop)
{
    return sup_part(t, shop->up_at);
}

void sup_tally_settle(const struct sup_turn *t, uint32_t at, struct sup_shop_state *s)
{
    const struct sup_shop *shop = sup_shop_of(t, at);
    struct sup_shop_tally *sum = &s->tally;
    int64_t passed = t->now - s->since;
    double ticks = (double)passed, running = s->pace > 0.0 ? ticks : 0.0;

    sum->queue_area += (double)s->queue[SUP_QUEUE].jobs * ticks;
    sum->gate_area += (double)s->queue[SUP_GATE].jobs * ticks;
    sum->here_area += (double)s->here * ticks;
    sum->wip_area += (double)s->wip * ticks;
    sum->work_area += (double)s->working * running;
    sum->set_up_area += (double)s->setting_up * running;
    sum->blocked_area += (double)s->blocked * ticks;
    sum->down_area += (double)s->down * ticks;
    sum->crew_area += (double)s->crew_waits * ticks;
    sum->crew_time += s->crew_waits > 0 ? passed : 0;
    if (s->in_overtime) {
        sum->overtime += passed;
        sup_pay(t, shop->payer, SUP_M_overtime, shop->overtime_cost * ticks);
    }
    if (shop->breaks)
        *(int64_t *)tw_write(t->ctx, up_at(t, shop) + (shop->machines - s->down)) += passed;
    s->since = t->now;
}

void sup_tally_sojourn(const struct sup_turn *t, uint32_t at, double ticks)
{
    const struct sup_shop *shop = sup_shop_of(t, at);
    struct sup_shop_state *s = tw_write(t->ctx, sup_shop_at(t, at));
    const double *bins = sup_part(t, shop->sojourns_at);

    s->tally.sojourns++;
    s->tally.sojourn_sum += ticks;
    s->tally.late += ticks > (double)shop->promise;
    *(double *)tw_write(t->ctx, &bins[sup_bin_of((int64_t)ticks)]) += 1.0;
}

static void forget_sojourns(const struct sup_turn *t, const struct sup_shop *shop)
{
    const double *now = sup_part(t, shop->sojourns_at);
    double *bins = tw_write_bytes(t->ctx, now, SUP_BINS * sizeof *bins);

    for (uint32_t i = 0; i < SUP_BINS; i++)
        bins[i] = 0.0;
}

void sup_shops_warmed_up(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->shops; i++) {
        const struct sup_shop *shop = sup_shop_of(t, i);
        struct sup_shop_state *s = tw_write(t->ctx, sup_shop_at(t, i));

        sup_tally_settle(t, i, s);
        s->tally = (struct sup_shop_tally){0};
        forget_sojourns(t, shop);
        s->queue[SUP_QUEUE].joined = s->queue[SUP_GATE].joined = 0;
        for (uint32_t k = 0; shop->breaks && k <= shop->machines; k++)
            *(int64_t *)tw_write(t->ctx, up_at(t, shop) + k) = 0;
    }
}

static double per(double sum, double n)
{
    return n > 0.0 ? sum / n : 0.0;
}

static double days_of(double ticks)
{
    return ticks / (double)TW_TICKS_PER_DAY;
}

static void levels(struct sup_shop_row *row, const struct sup_shop *shop,
                   const struct sup_shop_tally *sum, double ticks)
{
    double machine_time = ticks * (double)shop->machines;

    row->utilisation = per(sum->work_area, machine_time);
    row->set_up_part = per(sum->set_up_area, machine_time);
    row->blocked_part = per(sum->blocked_area, machine_time);
    row->down_part = per(sum->down_area, machine_time);
    row->queue_mean = per(sum->queue_area, ticks);
    row->here_mean = per(sum->here_area, ticks);
    row->gate_mean = per(sum->gate_area, ticks);
    row->wip_mean = per(sum->wip_area, ticks);
    row->down_mean = per(sum->down_area, ticks);
    row->crew_wait_mean = per(sum->crew_area, ticks);
    row->crew_wait_time = per((double)sum->crew_time, ticks);
    row->overtime_part = per((double)sum->overtime, ticks);
    row->throughput = per((double)sum->done, days_of(ticks));
}

static void times(struct sup_shop_row *row, const struct sup_shop_tally *sum)
{
    row->wait_part = per((double)sum->waited, (double)sum->waits);
    row->wait_mean = days_of(per(sum->wait_sum, (double)sum->waits));
    row->completion_mean = days_of(per(sum->service_sum, (double)sum->services));
    row->sojourn_mean = days_of(per(sum->sojourn_sum, (double)sum->sojourns));
    row->late_part = per((double)sum->late, (double)sum->sojourns);
    row->flow_mean = days_of(per(sum->flow_sum, (double)sum->flows));
}

static void percentiles(const struct sup_turn *t, const struct sup_shop *shop,
                        struct sup_shop_row *row)
{
    const double *bins = sup_part(t, shop->sojourns_at);

    row->sojourn_p50 = days_of(sup_bin_quantile(bins, 0.50));
    row->sojourn_p90 = days_of(sup_bin_quantile(bins, 0.90));
    row->sojourn_p95 = days_of(sup_bin_quantile(bins, 0.95));
    row->sojourn_p99 = days_of(sup_bin_quantile(bins, 0.99));
}

static void emit_up(const struct sup_turn *t, const struct sup_shop *shop, double ticks)
{
    for (uint32_t k = 0; shop->breaks && k <= shop->machines; k++) {
        struct sup_shop_up_row row = {shop->line, k, per((double)up_at(t, shop)[k], ticks)};

        tw_emit(t->ctx, SUP_LINE_UP, &row);
    }
}

void sup_shops_settle(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->shops; i++)
        sup_tally_settle(t, i, tw_write(t->ctx, sup_shop_at(t, i)));
}

void sup_shops_close(const struct sup_turn *t)
{
    double ticks = (double)(t->now - t->site->measured_since);

    for (uint32_t i = 0; i < t->place->annex->shops; i++) {
        const struct sup_shop *shop = sup_shop_of(t, i);
        const struct sup_shop_state *s = sup_shop_at(t, i);
        struct sup_shop_row row = {
            .line = shop->line,
            .machines = shop->machines,
            .arrived = s->tally.arrived,
            .refused = s->tally.refused,
            .done = s->tally.done,
            .set_ups = s->tally.set_ups,
            .breakdowns = s->tally.breakdowns,
            .joined = (int64_t)s->queue[SUP_QUEUE].joined + s->queue[SUP_GATE].joined,
            .days = days_of(ticks),
            .cost_overtime = shop->overtime_cost * (double)s->tally.overtime,
            .cost_set_up = shop->set_up_cost * (double)s->tally.set_ups,
        };

        levels(&row, shop, &s->tally, ticks);
        times(&row, &s->tally);
        percentiles(t, shop, &row);
        tw_emit(t->ctx, SUP_LINE, &row);
        emit_up(t, shop, ticks);
    }
}

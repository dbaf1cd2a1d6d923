/* SPDX-License-Identifier: Apache-2.0 */
/* What customers met with: one row for each stream that is tallied. */
#include <math.h>

#include "supply/account/bins.h"
#include "supply/customers/tally.h"

static double days(double ticks)
{
    return ticks / (double)TW_TICKS_PER_DAY;
}

static double per(double sum, int64_t n)
{
    return n > 0 ? sum / (double)n : (double)NAN;
}

static const struct sup_waiting *line_of(const struct sup_turn *t, const struct sup_habit *h)
{
    return sup_part(t, h->line_at);
}

/* Who still waits. Those whom the promise has passed can't be on time any more. */
static void count_waiting(const struct sup_turn *t, const struct sup_habit *h,
                          struct sup_customer_row *row)
{
    const struct sup_crowd *c = sup_crowd_at(t, h);

    for (uint64_t n = c->first; n < c->next; n++) {
        const struct sup_waiting *w = &line_of(t, h)[n % h->line_capacity];
        bool overdue = scen_demand_more(h->demand)->promised &&
                       t->now - w->at > scen_demand_more(h->demand)->promise;

        row->waiting += w->left;
        if (overdue && w->left > 0 && w->at >= t->site->measured_since)
            row->judged += w->customers;
    }
}

static void add_percentiles(const struct sup_turn *t, const struct sup_habit *h,
                            struct sup_customer_row *row)
{
    const double *bins = sup_part(t, h->waits_at);
    bool kept = h->waits_at != 0;

    row->wait_p50 = kept ? days(sup_bin_quantile(bins, 0.50)) : (double)NAN;
    row->wait_p90 = kept ? days(sup_bin_quantile(bins, 0.90)) : (double)NAN;
    row->wait_p95 = kept ? days(sup_bin_quantile(bins, 0.95)) : (double)NAN;
    row->wait_p99 = kept ? days(sup_bin_quantile(bins, 0.99)) : (double)NAN;
}

static struct sup_customer_row row_of(const struct sup_turn *t, const struct sup_habit *h)
{
    const struct sup_tally *tally = &sup_crowd_at(t, h)->tally;
    struct sup_customer_row row = {
        .demand = h->number,
        .product = (uint32_t)h->demand->product,
        .customers = tally->customers,
        .asked = tally->asked,
        .served = tally->served,
        .at_once = tally->at_once,
        .lost = tally->lost,
        .withdrawn = tally->withdrawn,
        .judged = tally->judged,
        .on_time = tally->on_time,
        .joined = tally->joined,
        .wait_mean = days(per(tally->wait, tally->served)),
        .wait_longest = days((double)tally->longest),
        .revenue = tally->revenue,
        .lost_margin = tally->lost_margin,
    };

    count_waiting(t, h, &row);
    row.on_time_in_full = per((double)row.on_time, row.judged);
    add_percentiles(t, h, &row);
    return row;
}

void sup_customers_close(const struct sup_turn *t)
{
    for (uint32_t i = 0; i < t->place->annex->habits; i++) {
        const struct sup_habit *habit = &t->world->habit[t->place->annex->first_habit + i];

        if (habit->line_capacity > 0) {
            struct sup_customer_row row = row_of(t, habit);

            tw_emit(t->ctx, SUP_CUSTOMER, &row);
        }
    }
}

#define COLUMN(column, unit_, type_, about_)                                     \
    {                                                                            \
#column, unit_, about_, type_, offsetof(struct sup_customer_row, column) \
    }
#define QUANTA(column, about_) COLUMN(column, "quanta", OUT_I64, about_)
#define DAYS(column, about_) COLUMN(column, "d", OUT_F64, about_)

static const struct out_column columns[] = {
    COLUMN(demand, "1", OUT_U32, "Index of the demand, by site, product and line of the text"),
    COLUMN(product, "1", OUT_U32, "Index of the product"),
    COLUMN(customers, "1", OUT_I64, "Number of customers who came since the warm-up"),
    QUANTA(asked, "Asked for since the warm-up"),
    QUANTA(served, "Of it: handed over"),
    QUANTA(at_once, "Of it: handed over without waiting"),
    QUANTA(lost, "Lost at once since the warm-up"),
    QUANTA(withdrawn, "Waited for in vain: withdrawn since the warm-up"),
    QUANTA(waiting, "Waited for at the end"),
    COLUMN(judged, "1", OUT_I64,
           "Customers with a promise who have all, or have gone, or wait beyond it"),
    COLUMN(on_time, "1", OUT_I64, "Of them: had all that they wanted in time"),
    COLUMN(joined, "1", OUT_I64,
           "Customers who found the line full and share a place; while 0, each one's wait is "
           "known"),
    DAYS(wait_mean, "Wait of a unit handed over, mean"),
    DAYS(wait_p50, "Wait of a unit handed over, median; NaN when not measured"),
    DAYS(wait_p90, "The same, 90 % wait no longer"),
    DAYS(wait_p95, "The same, 95 % wait no longer"),
    DAYS(wait_p99, "The same, 99 % wait no longer"),
    DAYS(wait_longest, "The longest wait of a unit handed over"),
    COLUMN(on_time_in_full, "1", OUT_F64, "Part of the judged who were on time"),
    COLUMN(revenue, "currency", OUT_F64, "Paid since the warm-up"),
    COLUMN(lost_margin, "currency", OUT_F64, "Price less value of what was lost or withdrawn"),
};

const struct out_column *sup_customer_columns(size_t *count)
{
    *count = sizeof columns / sizeof *columns;
    return columns;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/account/periods.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "supply/account/ledger.h"

struct period {
    uint32_t replication, period;
    int64_t at;
    struct sup_kpi k;
};

struct sup_periods {
    const struct scenario *scen;
    uint32_t replication;
    struct period *row;
    size_t count, capacity;
    struct out_column *column;
    size_t columns;
};

/* The columns of a site's row without its tier, behind what names a row of the network. */
static void describe(struct sup_periods *p)
{
    const struct out_column keys[] = {
        {"replication", "1", "number of the replication, from 0", OUT_U32,
         offsetof(struct period, replication)},
        {"period", "1", "Number of the KPI period, from 0", OUT_U32,
         offsetof(struct period, period)},
        {"time", "ms", "end of the period, since the start", OUT_I64,
         offsetof(struct period, at)},
    };
    enum { KEYS = sizeof keys / sizeof keys[0], SITE_KEYS = 2 };
    size_t count;
    const struct out_column *site = sup_columns(SUP_SITE_KPI, &count);

    p->columns = KEYS + count - SITE_KEYS;
    p->column = base_array(p->columns, sizeof *p->column);
    memcpy(p->column, keys, sizeof keys);
    memcpy(p->column + KEYS, site + SITE_KEYS, (count - SITE_KEYS) * sizeof *site);
    for (size_t i = KEYS; i < p->columns; i++)
        p->column[i].offset += offsetof(struct period, k) - offsetof(struct sup_site_row, k);
}

struct sup_periods *sup_periods_new(const struct sup_world *world)
{
    struct sup_periods *p = base_array(1, sizeof *p);

    *p = (struct sup_periods){.scen = world->scen};
    describe(p);
    return p;
}

void sup_periods_free(struct sup_periods *p)
{
    if (p == NULL)
        return;
    free(p->column);
    free(p->row);
    free(p);
}

void sup_periods_begin(struct sup_periods *p, uint32_t replication)
{
    p->replication = replication;
    p->count = 0;
}

static struct period *period_at(struct sup_periods *p, uint32_t number)
{
    while (p->count <= number) {
        p->row = base_grow(p->row, p->count, &p->capacity, sizeof *p->row);
        p->row[p->count] =
            (struct period){.replication = p->replication, .period = (uint32_t)p->count};
        p->count++;
    }
    return &p->row[number];
}

void sup_periods_add(struct sup_periods *p, int64_t at, const void *site_row)
{
    struct sup_site_row from;

    memcpy(&from, site_row, sizeof from);
    struct period *to = period_at(p, from.period);

    to->at = at;
    sup_kpi_add(&to->k, &from.k);
}

void sup_periods_add_cost(struct sup_periods *p, int64_t at, const void *cost_row)
{
    struct sup_cost_row from;

    memcpy(&from, cost_row, sizeof from);
    struct period *to = period_at(p, from.period);

    to->at = at;
    to->k.days = from.days;
    to->k.cost += from.cost;
}

const void *sup_periods_rows(const struct sup_periods *p, size_t *count)
{
    *count = p->count;
    return p->row;
}

const struct out_column *sup_periods_columns(const struct sup_periods *p, size_t *count)
{
    *count = p->columns;
    return p->column;
}

size_t sup_periods_row_bytes(void)
{
    return sizeof(struct period);
}

/* Does the period lie whole behind the warm-up? */
static bool full(const struct scenario *scen, const struct period *row)
{
    return row->at - scen->kpi_period >= scen->warm_up &&
           row->k.days * (double)TW_TICKS_PER_DAY > (double)scen->kpi_period - 0.5;
}

struct sup_periods_cost sup_periods_cost(const struct sup_periods *p)
{
    struct sup_spread cost = {0};

    for (size_t i = 0; i < p->count; i++)
        if (full(p->scen, &p->row[i]))
            sup_spread_add(&cost, p->row[i].k.cost);
    return (struct sup_periods_cost){
        .mean = cost.n > 0 ? cost.mean : NAN,
        .variance = cost.n > 1 ? cost.m2 / (cost.n - 1) : NAN,
    };
}

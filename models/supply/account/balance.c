/* SPDX-License-Identifier: Apache-2.0 */
/* The proof that nothing was lost: sums of whole quanta that must agree to the last one. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "supply/account/balance.h"

/* What one product did in the whole network. */
struct account {
    int64_t came;     // was there at the start, made, bought
    int64_t went;     // used, sold, is on hand, staged, under way
    int64_t shipped;  // left for other sites
    int64_t arrived;  // received or under way
    int64_t ordered;  // open orders between sites, as those who ordered see them
    int64_t answered; // the same as goods under way, owed, or orders under way
    int64_t back;     // returned upstream and not yet taken back
};

/* The rare counts of a row that enter the balance of `item`, `shipment` ... (rare.h). */
struct terms {
    int64_t item, shipment, order, back;
};

static struct terms terms_of(const struct sup_total_row *row)
{
    struct terms sum = {0};

    for (int i = 0; i < SUP_BALANCED; i++) {
        const struct sup_count_kind *kind = &sup_count_kind[i];

        sum.item += kind->item * row->ever[i];
        sum.shipment += kind->shipment * row->ever[i];
        sum.order += kind->order * row->ever[i];
        sum.back += kind->back * row->ever[i];
    }
    return sum;
}

/* Does the item come over a lane, from another site? */
static bool is_ordered(const struct sup_world *w, uint32_t item)
{
    return (w->ordered[item / 64] >> item % 64 & 1) != 0;
}

static void account_add(struct account *a, bool ordered, const struct sup_total_row *row)
{
    struct terms rare = terms_of(row);

    a->came += row->initial + row->made + row->bought + rare.item - rare.shipment;
    a->went += row->used + row->sold + row->on_hand + row->staged + row->in_transit;
    a->shipped += row->shipped;
    a->arrived += row->received + row->in_transit + rare.shipment;
    a->ordered += ordered ? row->on_order : 0;
    a->answered += row->in_transit + row->backlog_orders + row->in_mail + rare.order;
    a->back += rare.back;
}

static void complain(const struct sup_world *w, const char *product, const char *what,
                     int64_t left, int64_t right, struct base_err *err)
{
    if (left != right)
        base_err_add(err, w->scen->files > 0 ? w->scen->file[0].path : NULL, 0,
                     "bug: %s of \"%s\" do not balance: %" PRId64 " against %" PRId64
                     " quanta, %" PRId64 " too many",
                     what, product, left, right, left - right);
}

/* One item: all that came in is accounted for. */
static void check_row(const struct sup_world *w, const struct sup_total_row *row,
                      struct base_err *err)
{
    complain(w, w->scen->product[row->product].name, "the goods at a site",
             row->initial + row->made + row->bought + row->received + terms_of(row).item,
             row->used + row->sold + row->shipped + row->on_hand + row->staged, err);
    complain(w, w->scen->product[row->product].name, "the open orders at a site", row->backlog,
             row->backlog_customers + row->backlog_orders, err);
}

void sup_fold_underway(const struct sup_world *w, void *total_rows, size_t totals,
                       const void *underway_rows, size_t rows)
{
    struct sup_total_row *total = total_rows;
    const struct sup_underway_row *row = underway_rows;

    base_assert(rows == 0 || w->row == NULL); // such worlds are not divided

    for (size_t i = 0; i < rows; i++) {
        struct sup_total_row *to = &total[row[i].item];

        base_assert(row[i].item < totals && to->item == row[i].item);
        to->in_transit += row[i].quantity;
        to->transit_mean += row[i].mean;
        to->cost_transit +=
            w->item[to->item].price.transit * row[i].mean * to->days * (double)TW_TICKS_PER_DAY;
        to->money[SUP_M_transport] += row[i].cost;
        to->money[SUP_M_co2e] += row[i].co2e;
    }
}

bool sup_has_underway(const struct sup_world *w)
{
    return w->moving != NULL;
}

/* ---- row by row ---- */

struct sup_balance {
    const struct sup_world *world;
    struct account *account; // by product
    struct base_err found;   // in single rows
};

struct sup_balance *sup_balance_new(const struct sup_world *world)
{
    struct sup_balance *b = base_alloc(sizeof *b);

    b->world = world;
    b->account = base_array(world->scen->products + 1, sizeof *b->account);
    return b;
}

void sup_balance_free(struct sup_balance *b)
{
    if (b == NULL)
        return;
    base_err_fini(&b->found);
    free(b->account);
    free(b);
}

void sup_balance_begin(struct sup_balance *b)
{
    for (size_t i = 0; i < b->world->scen->products; i++)
        b->account[i] = (struct account){0};
    base_err_fini(&b->found);
    base_err_init(&b->found);
}

void sup_balance_add(struct sup_balance *b, const struct sup_total_row *row)
{
    account_add(&b->account[row->product], is_ordered(b->world, row->item), row);
    check_row(b->world, row, &b->found);
}

bool sup_balance_good(const struct sup_balance *b, struct base_err *err)
{
    const struct sup_world *w = b->world;
    size_t before = err->errors;

    for (size_t i = 0; i < b->found.count; i++)
        base_err_add(err, b->found.item[i].file, b->found.item[i].line, "%s",
                     b->found.item[i].text);
    for (size_t i = 0; i < w->scen->products; i++) {
        const struct account *a = &b->account[i];
        const char *name = w->scen->product[i].name;

        complain(w, name, "the goods", a->came, a->went, err);
        complain(w, name, "the shipments", a->shipped, a->arrived, err);
        complain(w, name, "the open orders", a->ordered, a->answered, err);
        complain(w, name, "the returns", a->back, 0, err);
    }
    return err->errors == before;
}

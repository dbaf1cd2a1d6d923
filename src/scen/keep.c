/* SPDX-License-Identifier: Apache-2.0 */
/* scen/keep.c - how goods are kept: shelf life, room, and what is under way at the start. */
#include "scen/timed.h"

#define ROW(field) offsetof(struct scen_stock_row, field)

static void check_life(struct scen_build *b, size_t i, const struct scen_stock_row *row)
{
    const struct scen_product *product = &b->scen->product[row->product];

    if (!scen_given(b, SCEN_G_STOCK, i, ROW(min_remaining_life)))
        return;
    if (product->shelf_life == 0)
        scen_refuse(b, SCEN_G_STOCK, i, ROW(min_remaining_life),
                    "min_remaining_life, but \"%s\" keeps for ever; expected a product with "
                    "shelf_life",
                    product->name);
    else if (row->min_remaining_life >= product->shelf_life)
        scen_refuse(b, SCEN_G_STOCK, i, ROW(min_remaining_life),
                    "min_remaining_life is not below the shelf_life of \"%s\", so that all is "
                    "refused",
                    product->name);
}

/* Amounts under way: none of them the other way round. */
static size_t read_early(struct scen_build *b, size_t i, const struct scen_stock_row *row,
                         size_t offset, const char *name, struct scen_span text,
                         const struct scen_timed **list)
{
    if (!scen_given(b, SCEN_G_STOCK, i, offset))
        return 0;
    size_t count = scen_timed_read(b, SCEN_G_STOCK, i, offset, name, text, row->product, list);

    for (size_t k = 0; k < count; k++)
        if ((*list)[k].quantity <= 0) {
            scen_refuse(b, SCEN_G_STOCK, i, offset, "%s: expected amounts above 0", name);
            return 0;
        }
    return count;
}

void scen_build_keeping(struct scen_build *b, size_t i, const struct scen_stock_row *row,
                        struct scen_stocking_more *out)
{
    check_life(b, i, row);
    out->pipelines = read_early(b, i, row, ROW(initial_pipeline), "initial_pipeline",
                                row->initial_pipeline, &out->pipeline);
    if (row->source < 0 && scen_given(b, SCEN_G_STOCK, i, ROW(initial_orders)))
        scen_refuse(b, SCEN_G_STOCK, i, ROW(initial_orders),
                    "initial_orders, but nothing is ordered from elsewhere; expected a source, "
                    "or initial_pipeline for what is being made");
    else
        out->orders = read_early(b, i, row, ROW(initial_orders), "initial_orders",
                                 row->initial_orders, &out->order);
}

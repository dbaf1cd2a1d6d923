/* SPDX-License-Identifier: Apache-2.0 */
/* scen/products.c - products and their bills of materials. */
#include <string.h>

#include "scen/build.h"

/* A list of parts on its way: the bill of materials, or the co-products. */
struct list {
    size_t row, offset;
    const char *name, *example;
    struct scen_component *part;
    size_t count;
};

/* "2 bulb" or "bulb" */
static bool read_part(struct scen_build *b, const struct list *l, struct scen_span text,
                      struct scen_component *part)
{
    struct scen_span name = text;
    const struct scen_names *names = &b->in->names[SCEN_G_PRODUCTS];

    part->quantity = 1;
    if (scen_number(&name, &part->quantity) && name.size > 0 && name.at[0] == ' ')
        text = scen_span_trim(name);
    else
        part->quantity = 1;
    part->product = scen_names_find(names, text);
    if (part->product >= 0 && part->quantity > 0)
        return true;
    int size = (int)(text.size < 60 ? text.size : 60);
    const char *guess = scen_names_nearest(names, text);
    if (part->product >= 0)
        scen_refuse(b, SCEN_G_PRODUCTS, l->row, l->offset,
                    "%s: expected more than 0 of \"%.*s\"", l->name, size, text.at);
    else if (guess != NULL)
        scen_refuse(b, SCEN_G_PRODUCTS, l->row, l->offset,
                    "%s: there is no product \"%.*s\"; did you mean \"%s\"?", l->name, size,
                    text.at, guess);
    else
        scen_refuse(b, SCEN_G_PRODUCTS, l->row, l->offset,
                    "%s: there is no product \"%.*s\"; expected parts such as \"%s\"", l->name,
                    size, text.at, l->example);
    return false;
}

static bool part_is_new(struct scen_build *b, const struct list *l)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->part[i].product == l->part[l->count].product) {
            scen_refuse(b, SCEN_G_PRODUCTS, l->row, l->offset,
                        "%s: \"%s\" stands twice; expected each part once", l->name,
                        b->scen->product[l->part[i].product].name);
            return false;
        }
    return true;
}

static size_t count_parts(struct scen_span text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.size; i++)
        n += text.at[i] == '+';
    return n;
}

static void build_parts(struct scen_build *b, struct list *l, struct scen_span text)
{
    l->part = base_arena_array(b->scen->arena, count_parts(text), sizeof *l->part);
    for (bool last = false; !last;) {
        const char *plus = memchr(text.at, '+', text.size);
        size_t size = plus != NULL ? (size_t)(plus - text.at) : text.size;
        struct scen_span one = scen_span_trim((struct scen_span){text.at, size});
        last = plus == NULL;
        if (read_part(b, l, one, &l->part[l->count]) && part_is_new(b, l))
            l->count++;
        if (!last)
            text = (struct scen_span){plus + 1, text.size - size - 1};
    }
}

static void build_lists(struct scen_build *b, size_t row)
{
    const struct scen_product_row *r = scen_rows_at(&b->raw->rows[SCEN_G_PRODUCTS], row);
    struct scen_product *product = &b->scen->product[row];
    struct list bom = {
        row, offsetof(struct scen_product_row, bom), "bom", "1 shade + 2 bulb", NULL, 0};
    struct list co = {row,           offsetof(struct scen_product_row, co_products),
                      "co_products", "0.1 slag",
                      NULL,          0};

    if (r->bom.size > 0)
        build_parts(b, &bom, r->bom);
    if (r->co_products.size > 0)
        build_parts(b, &co, r->co_products);
    product->bom = bom.part;
    product->bom_count = bom.count;
    product->co_product = co.part;
    product->co_count = co.count;
}

void scen_build_products(struct scen_build *b)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_PRODUCTS];
    struct scenario *scen = b->scen;

    scen->products = rows->count;
    scen->product = base_arena_array(scen->arena, rows->count, sizeof *scen->product);
    for (size_t i = 0; i < rows->count; i++) {
        const struct scen_product_row *row = scen_rows_at(rows, i);
        scen->product[i] = (struct scen_product){.name = row->name,
                                                 .quantum = row->quantum,
                                                 .value = row->value,
                                                 .weight = row->weight,
                                                 .volume = row->volume,
                                                 .shelf_life = row->shelf_life,
                                                 .disposal_cost = row->disposal_cost,
                                                 .where = row->where};
    }
    for (size_t i = 0; i < rows->count; i++)
        build_lists(b, i);
}

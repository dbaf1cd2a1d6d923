/* SPDX-License-Identifier: Apache-2.0 */
/* scen/products.c - products and their bills of materials. */
#include <string.h>

#include "scen/build.h"

#define PARTS_AT offsetof(struct scen_product_row, bom)

/* "2 bulb" or "bulb" */
static bool read_part(struct scen_build *b, size_t row, struct scen_span text,
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
        scen_refuse(b, SCEN_G_PRODUCTS, row, PARTS_AT, "bom: expected more than 0 of \"%.*s\"",
                    size, text.at);
    else if (guess != NULL)
        scen_refuse(b, SCEN_G_PRODUCTS, row, PARTS_AT,
                    "bom: there is no product \"%.*s\"; did you mean \"%s\"?", size, text.at,
                    guess);
    else
        scen_refuse(b, SCEN_G_PRODUCTS, row, PARTS_AT,
                    "bom: there is no product \"%.*s\"; expected parts such as "
                    "\"1 shade + 2 bulb\"",
                    size, text.at);
    return false;
}

static bool part_is_new(struct scen_build *b, size_t row, const struct scen_component *part,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (part[i].product == part[count].product) {
            scen_refuse(b, SCEN_G_PRODUCTS, row, PARTS_AT,
                        "bom: \"%s\" stands twice; expected each part once",
                        b->scen->product[part[i].product].name);
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

static void build_parts(struct scen_build *b, size_t row, struct scen_span text)
{
    struct scen_product *product = &b->scen->product[row];
    struct scen_component *part =
        base_arena_array(b->scen->arena, count_parts(text), sizeof *part);

    for (bool last = false; !last;) {
        const char *plus = memchr(text.at, '+', text.size);
        size_t size = plus != NULL ? (size_t)(plus - text.at) : text.size;
        struct scen_span one = scen_span_trim((struct scen_span){text.at, size});
        last = plus == NULL;
        if (read_part(b, row, one, &part[product->bom_count]) &&
            part_is_new(b, row, part, product->bom_count))
            product->bom_count++;
        if (!last)
            text = (struct scen_span){plus + 1, text.size - size - 1};
    }
    product->bom = part;
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
    for (size_t i = 0; i < rows->count; i++) {
        const struct scen_product_row *row = scen_rows_at(rows, i);
        if (row->bom.size > 0)
            build_parts(b, i, row->bom);
    }
}

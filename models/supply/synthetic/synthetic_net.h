/* SPDX-License-Identifier: Apache-2.0 */
/* supply/synthetic_net.h - an invented network between planning and writing. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "rand/stream.h"

/* Who there is. Sites of one kind are numbered from 0; region of each is its number modulo
 * `regions`. Product p is made by the factories f with f % products == p % factories, or the
 * other way round, so that each factory makes something and each product is made somewhere. */
struct sup_plan {
    uint64_t suppliers, factories, warehouses, markets;
    uint64_t products, regions;
    struct rand_stream dice;
};

/* Something a site keeps, with the demand per day that it must serve. */
struct sup_keep {
    uint32_t site, product, source; // numbers in their own kinds
    double rate;
};

struct sup_keeps {
    struct sup_keep *item;
    size_t count, capacity;
};

struct sup_network {
    struct sup_plan plan;
    struct sup_keeps market, warehouse, factory, part, supplier;
    const char *folder;
    struct base_err *err;
};

enum { SUP_PARTS = 2 }; // of each product

/* Products share parts with their neighbours, as families do. */
static inline uint64_t sup_part_of(const struct sup_plan *p, uint64_t product, uint64_t k)
{
    return (product + k) % (p->products + 1);
}

/* Writes all files of the folder. supply/synthetic_write.c */
bool sup_network_write(const struct sup_network *n);

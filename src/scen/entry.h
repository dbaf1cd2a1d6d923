/* SPDX-License-Identifier: Apache-2.0 */
/* scen/entry.h - one stock row on its way into the scenario, shared by the files that read it.
 */
#pragma once

#include "scen/build.h"

#define SCEN_STOCK_AT(field) offsetof(struct scen_stock_row, field)

struct scen_entry {
    struct scen_build *b;
    size_t at;
    const struct scen_stock_row *row;
    const struct scen_site *site;
    const struct scen_product *product;
    struct scen_stocking *out;
    struct scen_stocking_more *more; // its own, until all of it is known
};

/* Was the value of key `offset` given? */
bool scen_entry_given(const struct scen_entry *e, size_t offset);

/* Units as whole quanta of the product, to the nearest. */
int64_t scen_entry_quanta(const struct scen_entry *e, double units);

/* How many lanes lead from one site to another, and might be meant; `lane` gets one of them.
 * Of several, one that alone has no name is the usual one. */
size_t scen_entry_lanes(const struct scen_build *b, int32_t from, int32_t to, int32_t *lane);

/* scen/replenish.c: policy and everything about when and how much is ordered. */
void scen_entry_policy(const struct scen_entry *e);
void scen_entry_ordering(const struct scen_entry *e, struct scen_ordering *o);

/* Is there more to ordering than policy, levels, review period and one source? */
bool scen_ordering_matters(const struct scen_stocking *s, const struct scen_ordering *o);

/* scen/sourcing.c: from whom. */
void scen_entry_sources(const struct scen_entry *e, struct scen_ordering *o);

/* SPDX-License-Identifier: Apache-2.0 */
/* supply/synthetic.h - an invented network of any size, for trying scale. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* Writes a scenario folder with `sites` sites (at least 4) in regions, suppliers -> factories
 * -> warehouses -> markets, and `products` finished products (at least 1). The same arguments
 * write the same bytes. False with `err` when the folder can't be written. */
bool sup_synthetic(uint64_t sites, uint64_t products, uint64_t seed, const char *out_dir,
                   struct base_err *err);

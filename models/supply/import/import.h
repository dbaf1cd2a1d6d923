/* SPDX-License-Identifier: Apache-2.0 */
/* supply/import.h - network tables (stages and arcs) become a scenario folder.
 *
 * The tables have the columns of S. P. Willems, "Data Set: Real-World Multiechelon Supply
 * Chains Used for Inventory Optimization", Manufacturing & Service Operations Management
 * 10(1), 2008. What they do not tell (stock, policy levels, bill of materials) is derived; the
 * written scenario.cfg says how.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"

/* Writes scenario.cfg, products.csv, sites.csv, lanes.csv, stock.csv and demand.csv into
 * `out_dir`, which is made when missing. `chain` picks the rows whose column `chain` says so;
 * NULL when the tables have one chain only. Every bad row is added to `err`; then nothing is
 * written. */
bool sup_import(const char *stages_csv, const char *arcs_csv, const char *chain,
                const char *out_dir, struct base_err *err);

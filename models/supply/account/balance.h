/* SPDX-License-Identifier: Apache-2.0 */
/* supply/account/balance.h - the proof that no goods were lost, row by row. Thread: one.
 */
#pragma once

#include "supply/account/ledger.h"

struct sup_balance;

struct sup_balance *sup_balance_new(const struct sup_world *world);
void sup_balance_free(struct sup_balance *b);  // NULL is fine
void sup_balance_begin(struct sup_balance *b); // a replication
void sup_balance_add(struct sup_balance *b, const struct sup_total_row *row);

/* Of all rows since the beginning; false with `err`. */
bool sup_balance_good(const struct sup_balance *b, struct base_err *err);

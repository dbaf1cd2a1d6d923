/* SPDX-License-Identifier: Apache-2.0 */
/* supply/make/machine.h - one machine: set-ups, work, breakdowns, repairs. Parts of shops. */
#pragma once

#include "supply/make/shop.h"

/* In init. */
void sup_machine_open(const struct sup_turn *t, uint32_t number, struct sup_machine *m);

/* The idle list of its shop. */
void sup_machine_rests(const struct sup_turn *t, uint32_t number);

/* A machine that is idle begins the job. */
void sup_machine_starts(const struct sup_turn *t, uint32_t number, const struct sup_run *job);

/* Events. */
void sup_machine_step(const struct sup_turn *t, uint32_t number, uint32_t stamp);
void sup_machine_breaks(const struct sup_turn *t, uint32_t number);
void sup_machine_repaired(const struct sup_turn *t, uint32_t number);

/* The shop's speed, or that of some products, may have changed: all its machines go on at the
 * new one. */
void sup_machines_pace(const struct sup_turn *t, uint32_t shop);

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/learned.h - what agents learned in an earlier run, from the table that `bullwhip
 * learned` writes. The agent's entry names the table and its SHA-256: beliefs that were
 * exchanged or edited since are a mistake, and results say by their hash what they began with.
 */
#pragma once

#include "scen/build.h"

/* Reads what the entry `i` of agents names into `out`; nothing where it names nothing. */
void scen_learned_read(struct scen_build *b, size_t i, struct scen_agent *out);

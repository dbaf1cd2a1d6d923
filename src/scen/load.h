/* SPDX-License-Identifier: Apache-2.0 */
/* scen/load.h - what scen/load.c does once it is known where the texts are. */
#pragma once

#include "scen/text.h"

/* Reads and checks the text `name` of `texts` into `scen`, whose arenas are set and which says
 * whether it is a part: then of how many sites and lanes, all others are a mistake. False with
 * mistakes, and `scen` stays to be freed. */
bool scen_load_from(struct scen_texts *texts, const char *name, struct scenario *scen,
                    struct base_err *err);

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/drill_read.h - what scen/drill.c and scen/drill_schema.c share. */
#pragma once

#include "scen/drill.h"
#include "scen/parse_state.h"
#include "scen/sections.h"

/* Without the keys of disruptions, which are the scenario's. */
extern const struct scen_group scen_drill_groups[SCEN_DRILL_GROUPS];

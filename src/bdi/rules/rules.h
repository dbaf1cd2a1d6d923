/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/rules/rules.h - the rules that come with the program, one file each. */
#pragma once

#include "bdi/rule.h"

extern const struct bdi_rule bdi_none, bdi_base_stock, bdi_s_s, bdi_r_q, bdi_order_up_to,
    bdi_pass_through, bdi_time_phased, bdi_timed;

/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/plan.h - the plans that come with the program. */
#pragma once

#include "bdi/agent.h"

/* Keeps one product stocked: orders what is missing to the target. With trigger = target - 1
 * this is base-stock, with a lower trigger (s,S). */
extern const struct bdi_library bdi_restock;

/* SPDX-License-Identifier: Apache-2.0 */
/* tw/serial.h - the oracle: one worker, one queue, nothing saved, nothing sent away. */
#pragma once

#include "tw/core.h"

/* Executes all events before the horizon in key order. */
void tw_serial_loop(struct tw_worker *w);

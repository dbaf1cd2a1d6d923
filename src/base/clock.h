/* SPDX-License-Identifier: Apache-2.0 */
/* base/clock.h - time of the machine, never of the simulation. Thread: any. */
#pragma once

#include <stdint.h>

/* Seconds since some fixed moment; never goes back. */
double base_clock_seconds(void);
int64_t base_clock_ns(void);

enum { BASE_CLOCK_UTC = 21 };

/* Now, as "2026-01-31T23:59:59Z". */
void base_clock_utc(char text[BASE_CLOCK_UTC]);

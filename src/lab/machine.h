/* SPDX-License-Identifier: Apache-2.0 */
/* lab/machine.h - what the run took from the machines. Collective, each but the first. */
#pragma once

#include <stdint.h>

/* Largest resident memory of this process so far, bytes. */
uint64_t lab_own_rss_bytes(void);

/* Largest resident memory so far, summed over all ranks, bytes. */
uint64_t lab_peak_rss_bytes(void);

/* Names of the machines in rank order, each once, joined by blanks; on rank 0, else "".
 * Released with free(). */
char *lab_hosts(void);

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/crew.h - many small jobs on all ranks and threads, taken when there is room for them.
 *
 * Rank 0 hands out runs of jobs, long ones first, single ones at the end; each rank keeps some
 * in store, so that its threads go on while the answer to its next request is under way. Only
 * the main thread of a rank talks to others, between jobs of its own. Who does which job
 * depends on luck: what comes of it must not.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Does job `job` on thread `thread` (from 0) of this rank. */
typedef void lab_job(void *user, uint32_t job, unsigned thread);

/* Collective. Returns on every rank when all `jobs` are done everywhere. `told` (may be NULL)
 * is called on rank 0's main thread now and then with how many were handed out. */
void lab_crew_run(uint32_t jobs, unsigned threads, lab_job *work,
                  void (*told)(void *user, uint32_t handed_out), void *user);

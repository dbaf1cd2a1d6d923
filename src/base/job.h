/* SPDX-License-Identifier: Apache-2.0 */
/* base/job.h - the batch job that this process is of, as Slurm tells by the environment.
 *
 * Thread: any. Errors: none; outside of a job there is no name.
 */
#pragma once

#include <stdbool.h>

/* "cluster:number", the same however often the job goes back to the queue; "" outside of one.
 * In `text`, which is returned. */
enum { BASE_JOB_BYTES = 100 };
const char *base_job_name(char text[BASE_JOB_BYTES]);

/* Has it begun before: was it queued again, or its node lost? */
bool base_job_again(void);

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/job.h"

#include <stdio.h>
#include <stdlib.h>

const char *base_job_name(char text[BASE_JOB_BYTES])
{
    const char *number = getenv("SLURM_JOB_ID"), *cluster = getenv("SLURM_CLUSTER_NAME");

    text[0] = '\0';
    if (number != NULL)
        snprintf(text, BASE_JOB_BYTES, "%.60s:%.30s", cluster != NULL ? cluster : "", number);
    return text;
}

bool base_job_again(void)
{
    const char *times = getenv("SLURM_RESTART_COUNT");

    return times != NULL && atoi(times) > 0;
}

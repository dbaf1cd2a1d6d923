/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE // getrusage's ru_maxrss
#include "lab/machine.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "comm/comm.h"

enum { HOST_BYTES = 64 };

uint64_t lab_own_rss_bytes(void)
{
    struct rusage use;

    if (getrusage(RUSAGE_SELF, &use) != 0)
        return 0;
    return (uint64_t)use.ru_maxrss * 1024; // Linux counts in KiB
}

uint64_t lab_peak_rss_bytes(void)
{
    uint64_t bytes = lab_own_rss_bytes();

    comm_sum_u64(&bytes, 1);
    return bytes;
}

static bool seen(const char (*host)[HOST_BYTES], int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(host[i], host[count]) == 0)
            return true;
    return false;
}

char *lab_hosts(void)
{
    char mine[HOST_BYTES] = "";
    char(*host)[HOST_BYTES] = base_array((size_t)comm_size(), sizeof *host);
    struct base_text text = {0};

    gethostname(mine, sizeof mine - 1);
    comm_gather(mine, sizeof mine, host, 0);
    if (comm_rank() == 0)
        for (int i = 0; i < comm_size(); i++)
            if (!seen((const char(*)[HOST_BYTES])host, i))
                base_text_add(&text, "%s%s", i > 0 ? " " : "", host[i]);
    free(host);
    return base_text_take(&text);
}

/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE // sysconf's pages
#include "lab/teams.h"

#include <unistd.h>

#include "comm/comm.h"
#include "lab/estimate.h"

/* Shorter replications end before teams have agreed on anything. */
static const double SHORT_SECONDS = 0.5;

static bool alone_fits(const struct lab_labour *l)
{
    return l->threads * (l->world_bytes + l->state_bytes) <= l->memory_bytes;
}

/* A rank of a team of `ranks` holds the world and its part of the rest. */
static bool team_fits(const struct lab_labour *l, unsigned ranks)
{
    return l->world_bytes + l->state_bytes / ranks <= l->memory_bytes;
}

unsigned lab_teams_for(const struct lab_labour *l)
{
    uint64_t workers = (uint64_t)l->ranks * l->threads;
    unsigned teams = l->replications < l->ranks ? (unsigned)l->replications : l->ranks;

    if (workers == 1 ||
        ((l->seconds < SHORT_SECONDS || l->replications >= workers) && alone_fits(l)))
        return 0;
    while (teams > 1 && !team_fits(l, l->ranks / teams))
        teams--;
    return teams > 0 ? teams : 1;
}

static double memory_of_rank(void)
{
    double pages = (double)sysconf(_SC_PHYS_PAGES), bytes = (double)sysconf(_SC_PAGESIZE);

    return pages * bytes / 2 / comm_size_here();
}

unsigned lab_teams_choose(const struct scenario *scen, uint64_t replications, unsigned threads)
{
    struct lab_labour labour = {.replications = replications,
                                .ranks = (unsigned)comm_size(),
                                .threads = threads,
                                .memory_bytes = memory_of_rank()};
    unsigned teams = 0;

    if (comm_size() == 1 && threads == 1)
        return 0;
    if (comm_rank() == 0) {
        struct base_err err = {0};
        struct lab_estimate e;
        if (lab_estimate_roughly(scen, &e, &err) &&
            (e.seconds < SHORT_SECONDS || lab_estimate(scen, 1, &e, &err))) {
            labour.seconds = e.seconds;
            labour.world_bytes = e.world_bytes;
            labour.state_bytes = e.state_bytes + 2 * e.row_bytes;
            teams = lab_teams_for(&labour);
        }
        base_err_fini(&err); // told when its points are simulated
    }
    comm_broadcast(&teams, sizeof teams, 0);
    return teams;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Engine twins: PHOLD and the torture model on this number of ranks.
 * usage: mpirun -n RANKS engine_twin [SEEDS] */
#include <stdio.h>
#include <stdlib.h>

#include "comm/comm.h"
#include "phold/phold.h"
#include "twin/torture.h"
#include "twin/twin.h"

static struct twin_count total;

static void add(struct twin_count c)
{
    total.runs += c.runs;
    total.different += c.different;
}

static void phold(const char *name, struct phold_options p, double end, uint64_t seed)
{
    struct tw_kind kind;
    struct tw_model m = phold_model(&p, &kind);
    struct tw_options o = {.seed = seed, .horizon = (tw_time)(end * (double)PHOLD_UNIT)};
    add(twin_compare(name, &m, &o, 0));
}

static void torture(const char *name, struct torture_options p, tw_time end, uint64_t seed)
{
    struct torture t;
    struct tw_model m = torture_model(&t, p);
    struct tw_options o = {.seed = seed, .horizon = end};
    add(twin_compare(name, &m, &o, 0));
}

static void all(uint64_t seed)
{
    struct phold_options p = phold_defaults();
    p.lps = 97;
    p.start = 3;
    phold("phold", p, 12, seed);
    p.lookahead = 0;
    p.remote = 1.0;
    p.state = 256;
    p.payload = 48;
    phold("phold without lookahead", p, 8, seed);
    p.lookahead = 0.001;
    p.locality = 5;
    p.remote = 0.3;
    phold("phold with locality", p, 8, seed);

    struct torture_options t = {.lps = 40, .start = 2, .spread = 20};
    torture("torture", t, 400, seed);
    t.spread = 2; // everything at the same times
    torture("torture, ties", t, 60, seed);
    t.spread = 40;
    t.hot = 0.7;
    torture("torture, hot spot", t, 400, seed);
    t.hot = 0;
    t.storm = 0.05;
    t.storm_size = 40;
    torture("torture, storm", t, 300, seed);
    t.lookahead = 5;
    t.graph = true;
    torture("torture, graph", t, 300, seed);
}

int main(int argc, char **argv)
{
    comm_init(&argc, &argv);
    uint64_t seeds = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;

    for (uint64_t seed = 1; seed <= seeds; seed++)
        all(seed);
    if (comm_rank() == 0)
        printf("%u runs, %u different from serial\n", total.runs, total.different);
    comm_fini();
    return total.different > 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A straggler storm and a hot spot under a memory cap: the run ends, equals the serial one, and
 * history stays within the cap (plus one event's worth: the check comes before the event).
 * usage: mpirun -n RANKS cap_stress */
#include <inttypes.h>
#include <stdio.h>

#include "comm/comm.h"
#include "tw/sim.h"
#include "twin/torture.h"

enum { CAP = 64 << 10, ONE_EVENT = 16 << 10 };

static struct tw_result run(const struct tw_model *m, struct tw_options o)
{
    struct base_err err = {0};
    struct tw_result r;
    if (!tw_run(m, &o, &r, &err))
        base_die("%s", err.count > 0 ? err.item[0].text : "run refused");
    return r;
}

static bool within_cap(const struct tw_result *r)
{
    for (size_t i = 0; i < r->worker_count; i++)
        if (r->workers[i].history_peak_bytes > CAP + ONE_EVENT)
            return false;
    return true;
}

static bool survives(const char *name, struct torture_options p)
{
    struct torture t;
    struct tw_model m = torture_model(&t, p);
    struct tw_options o = {.engine = TW_SERIAL, .seed = 7, .horizon = 400};
    struct tw_result want = run(&m, o);

    o.engine = TW_TIMEWARP;
    o.placement = TW_PLACE_ROUND_ROBIN;
    o.threads = 2;
    o.stress = (struct tw_stress){.speculate_always = true, .history_cap = CAP};
    struct tw_result got = run(&m, o);
    bool good = got.digest == want.digest && within_cap(&got);
    if (comm_rank() == 0)
        printf("%s: %" PRIu64 " events, %" PRIu64 " executed, %s\n", name, want.committed,
               got.processed, good ? "same as serial, within the cap" : "FAILED");
    tw_result_fini(&want);
    tw_result_fini(&got);
    return comm_all_true(good);
}

int main(int argc, char **argv)
{
    comm_init(&argc, &argv);
    bool storm = survives(
        "storm", (struct torture_options){
                     .lps = 500, .start = 2, .spread = 100, .storm = 0.02, .storm_size = 300});
    bool hot = survives(
        "hot spot", (struct torture_options){.lps = 500, .start = 4, .spread = 60, .hot = 0.9});
    comm_fini();
    return storm && hot ? 0 : 1;
}

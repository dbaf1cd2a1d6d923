/* SPDX-License-Identifier: Apache-2.0 */
/* supply/import_derive.c - what the tables do not tell: roles, demand upstream, levels.
 *
 * Level of a stage: S = m (L + R) + z sqrt(v (L + R) + m^2 w), the base-stock level for demand
 * of mean m and variance v a day over a lead time of mean L and variance w and a review of R
 * days (Silver, Pyke, Thomas, "Inventory and Production Management in Supply Chains", 2017, ch.
 * 7).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rand/dist.h"
#include "scen/dag.h"
#include "supply/import/import_net.h"

enum { EVERY_MAX = 28, LUMP_MIN = 5 };
static const double SERVICE = 0.95;

/* Suppliers of stage `i` are arc[first_arc[i]] .. arc[first_arc[i + 1] - 1]. */
static size_t suppliers(const struct sup_net *net, size_t i)
{
    return net->first_arc[i + 1] - net->first_arc[i];
}

/* ---- order ---- */

static bool order_stages(struct sup_net *net, const char *arcs_csv)
{
    struct scen_dag dag;

    scen_dag_init(&dag, net->stages);
    for (size_t i = 0; i < net->stages; i++) {
        scen_dag_begin(&dag);
        for (size_t a = net->first_arc[i]; a < net->first_arc[i + 1]; a++)
            scen_dag_edge(&dag, (size_t)net->arc[a].from, 1);
    }
    scen_dag_end(&dag);
    bool ok = scen_dag_sort(&dag);
    if (ok) {
        net->upstream_first = base_array(net->stages, sizeof *net->upstream_first);
        memcpy(net->upstream_first, dag.order, net->stages * sizeof *dag.order);
    } else {
        base_err_add(net->err, arcs_csv, 0,
                     "arcs run in a circle through \"%s\" and \"%s\" (%zu stages)",
                     net->stage[dag.order[0]].name, net->stage[dag.order[dag.ordered - 1]].name,
                     dag.ordered);
    }
    scen_dag_fini(&dag);
    return ok;
}

/* ---- roles ---- */

static enum sup_stage_role first_role(const struct sup_net *net, size_t i)
{
    const struct sup_stage *stage = &net->stage[i];

    if (suppliers(net, i) == 0)
        return stage->class == SUP_PART && stage->demand <= 0 ? SUP_ENDLESS : SUP_MAKER;
    return suppliers(net, i) == 1 && stage->class >= SUP_TRANS ? SUP_RELAY : SUP_MAKER;
}

static void carry_products(struct sup_net *net)
{
    for (size_t k = 0; k < net->stages; k++) {
        int32_t i = net->upstream_first[k];
        struct sup_stage *stage = &net->stage[i];
        stage->carry =
            stage->role == SUP_RELAY ? net->stage[net->arc[net->first_arc[i]].from].carry : i;
    }
}

/* Two relays of one product into one maker could not be told apart there: the second gets a
 * product of its own. True when one did. */
static bool part_relays(struct sup_net *net, size_t i, int32_t *seen_by)
{
    bool changed = false;

    for (size_t a = net->first_arc[i]; a < net->first_arc[i + 1]; a++) {
        struct sup_stage *from = &net->stage[net->arc[a].from];
        bool seen = seen_by[from->carry] == (int32_t)i + 1;
        seen_by[from->carry] = (int32_t)i + 1;
        if (seen && from->role == SUP_RELAY) {
            from->role = SUP_MAKER;
            changed = true;
        }
    }
    return changed;
}

static void choose_roles(struct sup_net *net)
{
    for (size_t i = 0; i < net->stages; i++)
        net->stage[i].role = first_role(net, i);
    for (bool changed = true; changed;) {
        int32_t *seen_by = base_array(net->stages, sizeof *seen_by);
        changed = false;
        carry_products(net);
        for (size_t i = 0; i < net->stages; i++)
            changed = part_relays(net, i, seen_by) || changed;
        free(seen_by);
    }
}

/* ---- demand and cost ---- */

/* Customers come daily, or so seldom that whole pieces make sense; see import.c. */
static void choose_arrivals(struct sup_stage *stage)
{
    double days = stage->demand > 0 ? ceil(LUMP_MIN / stage->demand) : 1;

    stage->every = days < EVERY_MAX ? (int)days : EVERY_MAX;
    stage->review = stage->every;
    if (stage->demand <= 0 || stage->every * stage->demand >= 2)
        return;
    double lump = round(stage->demand_sd * stage->demand_sd / stage->demand);
    stage->every = 0;
    stage->review = 1;
    stage->lump = lump > 1 ? lump : 1;
}

static void spread_demand(struct sup_net *net)
{
    for (size_t k = net->stages; k-- > 0;) {
        int32_t i = net->upstream_first[k];
        struct sup_stage *stage = &net->stage[i];
        choose_arrivals(stage);
        stage->rate += stage->demand;
        stage->variance += stage->demand > 0 ? stage->demand_sd * stage->demand_sd : 0;
        for (size_t a = net->first_arc[i]; a < net->first_arc[i + 1]; a++) {
            net->stage[net->arc[a].from].rate += stage->rate;
            net->stage[net->arc[a].from].variance += stage->variance;
        }
    }
}

static void add_cost(struct sup_net *net)
{
    for (size_t k = 0; k < net->stages; k++) {
        int32_t i = net->upstream_first[k];
        struct sup_stage *stage = &net->stage[i];
        stage->value_so_far = stage->cost;
        for (size_t a = net->first_arc[i]; a < net->first_arc[i + 1]; a++)
            stage->value_so_far += net->stage[net->arc[a].from].value_so_far;
    }
}

/* ---- levels ---- */

/* The slowest endless supplier counts, for it keeps no stock; others do. */
static void add_wait(struct sup_net *net, size_t i)
{
    struct sup_stage *stage = &net->stage[i];
    const struct sup_stage *slowest = NULL;

    for (size_t a = net->first_arc[i]; a < net->first_arc[i + 1]; a++) {
        const struct sup_stage *from = &net->stage[net->arc[a].from];
        if (from->role == SUP_ENDLESS && (slowest == NULL || from->time > slowest->time))
            slowest = from;
    }
    stage->wait = stage->time + (slowest != NULL ? slowest->time : 0);
    stage->wait_variance = stage->time_sd * stage->time_sd +
                           (slowest != NULL ? slowest->time_sd * slowest->time_sd : 0);
}

static void set_level(struct sup_stage *stage)
{
    double days = stage->wait + stage->review;
    double z = rand_normal_quantile(stage->service > 0 ? stage->service : SERVICE);
    double variance = stage->variance * days + stage->rate * stage->rate * stage->wait_variance;

    stage->level = fmax(0, ceil(stage->rate * days + z * sqrt(variance)));
    stage->level = fmax(stage->level, stage->lump);
}

bool sup_net_derive(struct sup_net *net, const char *arcs_csv)
{
    if (!order_stages(net, arcs_csv))
        return false;
    choose_roles(net);
    spread_demand(net);
    add_cost(net);
    for (size_t i = 0; i < net->stages; i++) {
        add_wait(net, i);
        set_level(&net->stage[i]);
    }
    return true;
}

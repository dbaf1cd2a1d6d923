/* SPDX-License-Identifier: Apache-2.0 */
/* Verbs about what is given out, and about the levels that the agent keeps to. */
#include "supply/mind/verbs.h"
#include "supply/stock/held.h"
#include "supply/stock/stock.h"

/* More may be given out now than before. */
static void give_out(struct sup_thought *m)
{
    sup_settle(m->s, m->t->now);
    sup_fill(m->t, m->slot, m->s);
}

bool sup_do_ration(struct sup_thought *m, const struct bdi_action *a)
{
    double share = a->arg[0] < 0.0 ? 0.0 : a->arg[0] > 1.0 ? 1.0 : a->arg[0];
    struct sup_wits *wits = sup_wits_write(m);
    bool more = share > wits->share;

    wits->share = share;
    wits->by = sup_arg_choice(a->arg[1], SUP_RATION_EQUAL);
    if (more)
        give_out(m);
    return true;
}

bool sup_do_hold_back(struct sup_thought *m, const struct bdi_action *a)
{
    int64_t quantity = sup_arg_quanta(m, a->arg[0], m->s->on_hand);
    struct sup_wits *wits = sup_wits_write(m);
    bool more = quantity < wits->reserve;

    wits->reserve = quantity > 0 ? quantity : 0;
    wits->reserve_until = sup_arg_until(m, a->arg[1]);
    if (more)
        give_out(m);
    return true;
}

void sup_release(struct sup_thought *m, int64_t quantity)
{
    struct sup_wits *wits = sup_wits_write(m);

    wits->reserve -= quantity < wits->reserve ? quantity : wits->reserve;
    if (wits->reserve == 0)
        wits->reserve_until = INT64_MAX;
    give_out(m);
}

bool sup_do_release_reserve(struct sup_thought *m, const struct bdi_action *a)
{
    int64_t quantity = sup_arg_quanta(m, a->arg[0], INT64_MAX);

    sup_release(m, quantity > 0 ? quantity : 0);
    return true;
}

/* The trigger keeps its distance. */
bool sup_do_set_target(struct sup_thought *m, const struct bdi_action *a)
{
    struct sup_wits *wits = sup_wits_write(m);
    int64_t target = sup_arg_quanta(m, a->arg[0], wits->target);

    wits->trigger += target - wits->target;
    wits->target = target;
    wits->levels_until = sup_arg_until(m, a->arg[1]);
    return true;
}

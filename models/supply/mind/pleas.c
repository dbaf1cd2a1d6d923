/* SPDX-License-Identifier: Apache-2.0 */
/* Help from siblings: who was asked lately, and who had nothing.
 *
 * Questions and answers may take no time, and both change what an agent believes. Two things
 * keep them from going round for ever: who had nothing is not asked again for a while, and who
 * asks for help gives none away for a while, so goods that came as help stay. In each such
 * while an agent hears one no of each sibling at most, and goods go one way.
 */
#include "supply/mind/verbs.h"

static struct sup_plea *plea_write(const struct sup_turn *t, const struct sup_thinker *who,
                                   uint32_t sibling)
{
    return tw_write(t->ctx, &sup_pleas_at(t, who)[sibling]);
}

bool sup_plea_may(const struct sup_thought *m, uint32_t sibling)
{
    return sup_pleas_at(m->t, m->who)[sibling].no <= m->t->now;
}

void sup_plea_asked(const struct sup_thought *m, uint32_t sibling)
{
    plea_write(m->t, m->who, sibling)->asked = m->t->now + m->who->rest;
}

void sup_plea_denied(const struct sup_turn *t, uint32_t slot, uint32_t sibling)
{
    const struct sup_thinker *who = sup_thinker_of(t, sup_item_at(t, slot));

    plea_write(t, who, sibling)->no = t->now + who->rest;
}

bool sup_plea_open(const struct sup_turn *t, const struct sup_item *item)
{
    const struct sup_thinker *who = sup_thinker_of(t, item);
    const struct sup_plea *plea = sup_pleas_at(t, who);

    for (uint32_t k = 0; k < who->siblings; k++)
        if (plea[k].asked > t->now)
            return true;
    return false;
}

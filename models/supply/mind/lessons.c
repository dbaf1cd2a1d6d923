/* SPDX-License-Identifier: Apache-2.0 */
/* What agents have learned by the end: rows that a later run can begin with. */
#include "supply/account/decisions.h"
#include "supply/mind/mind.h"

void sup_lessons_tell(const struct sup_turn *t, const struct sup_lore *lore, int32_t product,
                      const void *mind)
{
    const struct bdi_library *lib = &lore->lib;
    const struct bdi_turn turn = {.lib = lib, .state = mind};

    for (uint32_t b = 0; b < lib->beliefs; b++) {
        const struct bdi_belief *held = &bdi_beliefs(&turn)[b];

        if (lib->belief[b].learning == BDI_TAKEN)
            continue;
        struct sup_learned_row row = {.product = product,
                                      .belief = lore->first_belief + b,
                                      .value = held->value,
                                      .observations = held->confidence,
                                      .known_at = held->at};
        tw_emit(t->ctx, SUP_LEARNED, &row);
    }
}

void sup_lessons_close(const struct sup_turn *t)
{
    for (uint32_t slot = 0; t->place->annex->thinkers > 0 && slot < t->place->items; slot++)
        if (sup_minded(sup_item_at(t, slot))) {
            const struct sup_item *item = sup_item_at(t, slot);
            const struct sup_thinker *who = sup_thinker_of(t, item);

            sup_lessons_tell(t, who->lore, (int32_t)item->product, sup_part(t, who->state_at));
        }
}

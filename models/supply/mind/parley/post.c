/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/account/rare.h"
#include "supply/disrupt/harms.h"
#include "supply/disrupt/plight.h"
#include "supply/mind/parley/talk.h"

void sup_talks_open(const struct sup_turn *t, unsigned char *state)
{
    const struct sup_world *w = t->world;

    for (uint32_t slot = 0; w->talker != NULL && slot < t->place->items; slot++) {
        const struct sup_item *item = sup_item_at(t, slot);

        if (!sup_minded(item) || sup_talker_of(w, item)->parley_at == 0)
            continue;
        struct sup_parley *p =
            (struct sup_parley *)(void *)(state + sup_talker_of(w, item)->parley_at);

        p->incumbent = SUP_NO_WAY;
        p->chance = sup_chance(t, SUP_CHANCE_AWARD, w->product_key[item->product]);
    }
}

/* Orders hang on it: it may be late, but never lost. */
static bool binds(const struct sup_letter *letter)
{
    return letter->act == SUP_ACT_AWARD || letter->act == SUP_ACT_CONFIRM ||
           letter->act == SUP_ACT_REFUSE;
}

void sup_post(const struct sup_turn *t, uint32_t slot, uint32_t to, int64_t delay,
              struct sup_letter *letter)
{
    const struct sup_item *whom = &t->world->item[to];
    struct sup_spoken *count = sup_spoken(t, slot);

    letter->slot = sup_slot_of(t->world, whom);
    letter->from = t->place->first_item + slot;
    count->sent++;
    if (sup_silent(t) && !binds(letter)) {
        count->lost++;
        return;
    }
    sup_send(t, whom->site, delay, t->world->kind[SUP_EVENT_LETTER].priority, SUP_EVENT_LETTER,
             letter);
}

void sup_post_by(const struct sup_turn *t, uint32_t slot, tw_lp_id by,
                 struct sup_letter *letter)
{
    struct sup_spoken *count = sup_spoken(t, slot);

    letter->slot = 0;
    letter->from = t->place->first_item + slot;
    count->sent++;
    if (sup_silent(t))
        count->lost++;
    else
        sup_send(t, by, t->world->scen->message_delay,
                 t->world->kind[SUP_EVENT_LETTER].priority, SUP_EVENT_LETTER, letter);
}

/* Nobody hears it now. */
static void knock_again(const struct sup_turn *t, const struct sup_letter *letter)
{
    if (!binds(letter)) {
        sup_spoken(t, letter->slot)->lost++;
        return;
    }
    sup_send(t, tw_self(t->ctx), sup_last_end(t, 0, SUP_HARM_SILENT) - t->now,
             t->world->kind[SUP_EVENT_LETTER].priority, SUP_EVENT_LETTER, letter);
}

void sup_take_letter(const struct sup_turn *t, const struct sup_letter *letter)
{
    if (tw_self(t->ctx) >= t->world->sites) {
        sup_carrier_hears(t, letter);
        return;
    }
    if (sup_silent(t)) {
        knock_again(t, letter);
        return;
    }
    switch ((enum sup_act)letter->act) {
    case SUP_ACT_CFP:
    case SUP_ACT_AWARD:
    case SUP_ACT_REJECT:
        sup_bidder_hears(t, letter);
        break;
    case SUP_ACT_BID:
    case SUP_ACT_CONFIRM:
    case SUP_ACT_REFUSE:
        sup_caller_hears(t, letter);
        break;
    default:
        sup_agent_is_told(t, letter);
        break;
    }
}

/* An award is an order in the mail; a refusal gives it back. */
void sup_letter_leftover(const struct sup_turn *t, void *state, const struct sup_letter *letter)
{
    unsigned char *bytes = state;
    struct sup_total *total = (struct sup_total *)(void *)(bytes + t->place->total_at);

    if (letter->act == SUP_ACT_AWARD)
        total[letter->slot].in_mail += letter->quantity;
    else if (letter->act == SUP_ACT_REFUSE)
        sup_rare_in(t, state, letter->slot)->count[SUP_N_refused] += letter->quantity;
}

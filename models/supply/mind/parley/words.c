/* SPDX-License-Identifier: Apache-2.0 */
/* What agents tell, ask and want of one another. */
#include <math.h>
#include <string.h>

#include "supply/disrupt/plight.h"
#include "supply/mind/parley/talk.h"
#include "supply/mind/verbs.h"

static const enum sup_percept percept_of[SUP_ABOUTS] = {
    [SUP_ABOUT_STOCK] = SUP_SEES_STOCK,     [SUP_ABOUT_DEMAND] = SUP_SEES_DEMAND,
    [SUP_ABOUT_DELAY] = SUP_SEES_DELAY,     [SUP_ABOUT_SHORTAGE] = SUP_SEES_SHORTAGE,
    [SUP_ABOUT_CLOSURE] = SUP_SEES_CLOSURE, [SUP_ABOUT_TARGET] = SUP_SEES_WISHED,
};

/* ---- what is true of an item ---- */

static double days_behind(double day_units, const struct sup_stock *s)
{
    return day_units > 0.0 ? (double)s->owed / day_units : 0.0;
}

static double fact(const struct sup_turn *t, uint32_t slot, enum sup_about about)
{
    const struct sup_item *item = sup_item_at(t, slot);
    const struct sup_stock *s = sup_stock_at(t, slot);
    double day_units = sup_expected_of(t->world, item)->units;
    int64_t target = item->goal.target;

    if (sup_minded(item))
        target = sup_wits_at(t, sup_thinker_of(t, item))->target;
    switch (about) {
    case SUP_ABOUT_STOCK:
        return (double)(s->on_hand - s->owed) * item->quantum;
    case SUP_ABOUT_DEMAND:
        return day_units * item->quantum;
    case SUP_ABOUT_DELAY:
        return days_behind(day_units, s);
    case SUP_ABOUT_SHORTAGE:
        return s->owed > s->on_hand;
    case SUP_ABOUT_CLOSURE:
        return t->site->down > 0 || (sup_hindered(item) && sup_item_down(t, item));
    case SUP_ABOUT_TARGET:
    case SUP_ABOUTS:
        break;
    }
    return (double)target * item->quantum;
}

/* ---- saying ---- */

static int64_t new_talk(const struct sup_thought *m)
{
    const struct sup_parley *p = sup_parley_at(m);

    return ++*(int64_t *)tw_write(m->t->ctx, &p->last);
}

/* To each of them, under one number. */
static bool say(struct sup_thought *m, struct bdi_words whom, struct sup_letter letter)
{
    const struct sup_talker *talker = sup_talker_of(m->t->world, m->item);

    letter.caller = m->who->item;
    letter.talk = new_talk(m);
    for (uint32_t k = 0; k < whom.count; k++) {
        uint32_t word = m->who->lore->lib.listed[whom.first + k];

        if (talker->peer[word] == SUP_NOBODY) {
            sup_spoken(m->t, m->slot)->nobody++;
            continue;
        }
        letter.way = word;
        sup_post(m->t, m->slot, talker->peer[word], talker->delay[word], &letter);
    }
    return true;
}

static enum sup_about about_of(double arg)
{
    return (enum sup_about)sup_arg_choice(arg, SUP_ABOUT_SHORTAGE);
}

/* As the plan says, or as it is. */
static double value_of(const struct sup_thought *m, const struct bdi_action *a)
{
    enum sup_about about = about_of(a->arg[1]);
    bool goods = about == SUP_ABOUT_STOCK || about == SUP_ABOUT_TARGET;
    double given = goods ? a->arg[3] : about == SUP_ABOUT_DELAY ? a->arg[4] : a->arg[2];

    return given == given ? given : fact(m->t, m->slot, about);
}

bool sup_do_tell(struct sup_thought *m, const struct bdi_action *a)
{
    return say(m, sup_arg_words(m, a->arg[0]),
               (struct sup_letter){.act = SUP_ACT_TELL,
                                   .about = (uint16_t)about_of(a->arg[1]),
                                   .at = m->t->now,
                                   .value = value_of(m, a)});
}

bool sup_do_untell(struct sup_thought *m, const struct bdi_action *a)
{
    return say(m, sup_arg_words(m, a->arg[0]),
               (struct sup_letter){.act = SUP_ACT_UNTELL,
                                   .about = (uint16_t)about_of(a->arg[1]),
                                   .at = m->t->now});
}

bool sup_do_ask(struct sup_thought *m, const struct bdi_action *a)
{
    return say(m, sup_arg_words(m, a->arg[0]),
               (struct sup_letter){.act = SUP_ACT_ASK,
                                   .about = (uint16_t)about_of(a->arg[1]),
                                   .at = m->t->now});
}

bool sup_do_signal(struct sup_thought *m, const struct bdi_action *a)
{
    double value = a->arg[1] == a->arg[1] ? a->arg[1] : (double)(sup_parley_at(m)->last + 1);

    return say(m, sup_arg_words(m, a->arg[0]),
               (struct sup_letter){.act = SUP_ACT_SIGNAL, .at = m->t->now, .value = value});
}

static bool want(struct sup_thought *m, const struct bdi_action *a, enum sup_act act)
{
    struct bdi_words what = sup_arg_words(m, a->arg[1]);

    for (uint32_t k = 0; k < what.count; k++)
        say(m, sup_arg_words(m, a->arg[0]),
            (struct sup_letter){.act = (uint16_t)act,
                                .word = m->who->lore->lib.listed[what.first + k],
                                .at = m->t->now});
    return true;
}

bool sup_do_achieve(struct sup_thought *m, const struct bdi_action *a)
{
    return want(m, a, SUP_ACT_ACHIEVE);
}

bool sup_do_unachieve(struct sup_thought *m, const struct bdi_action *a)
{
    return want(m, a, SUP_ACT_UNACHIEVE);
}

/* To those who are named, else to the superior. */
bool sup_do_escalate(struct sup_thought *m, const struct bdi_action *a)
{
    struct bdi_words whom = sup_arg_words(m, a->arg[0]);
    const struct sup_talker *talker = sup_talker_of(m->t->world, m->item);
    struct sup_letter letter = {.act = SUP_ACT_TELL,
                                .about = (uint16_t)about_of(a->arg[1]),
                                .caller = m->who->item,
                                .at = m->t->now,
                                .value = fact(m->t, m->slot, about_of(a->arg[1]))};

    if (whom.count > 0)
        return say(m, whom, letter);
    if (talker->above == SUP_NOBODY)
        return false;
    letter.talk = new_talk(m);
    sup_post(m->t, m->slot, talker->above, talker->above_delay, &letter);
    return true;
}

/* ---- hearing ---- */

static bool is_about(const struct sup_thought *m, const struct sup_sense *sense,
                     const struct sup_letter *letter)
{
    enum sup_percept percept =
        letter->act == SUP_ACT_SIGNAL ? SUP_SEES_SIGNAL : percept_of[letter->about];

    return sense->percept == percept && sense->party >= 0 &&
           m->who->party[sense->party].site == m->t->world->item[letter->from].site;
}

static void believe(struct sup_thought *m, const struct sup_letter *letter)
{
    const struct sup_lore *lore = m->who->lore;
    int64_t source = m->t->world->item[letter->from].site;

    for (uint32_t k = 0; k < lore->happenings; k++) {
        const struct sup_sense *sense = &lore->happening[k];

        if (!is_about(m, sense, letter))
            continue;
        if (letter->act == SUP_ACT_UNTELL)
            bdi_forget(&m->turn, sense->belief, source);
        else
            bdi_hear(&m->turn, sense->belief, letter->value, letter->at, 1.0, source);
    }
}

/* A goal of this name; those that it has not are no goals of its own. */
static void pursue(struct sup_thought *m, const struct sup_letter *letter)
{
    const struct sup_item *from = &m->t->world->item[letter->from];
    const char *name = m->t->world->thinker[from->thinker].lore->lib.word[letter->word];
    const struct bdi_library *mine = &m->who->lore->lib;

    for (uint32_t g = 0; g < mine->goals; g++) {
        if (strcmp(mine->goal[g].name, name) != 0)
            continue;
        if (letter->act == SUP_ACT_ACHIEVE)
            bdi_request(&m->turn, g);
        else
            bdi_release(&m->turn, g);
        return;
    }
    sup_spoken(m->t, m->slot)->heard[SUP_HEARD_STRANGE]++;
}

static void hear(struct sup_thought *m, const void *what)
{
    const struct sup_letter *letter = what;

    if (letter->act == SUP_ACT_ACHIEVE || letter->act == SUP_ACT_UNACHIEVE)
        pursue(m, letter);
    else
        believe(m, letter);
}

/* Anybody who is asked knows how things stand with him. */
static void reply(const struct sup_turn *t, const struct sup_letter *question)
{
    const struct sup_item *caller = &t->world->item[question->caller];
    struct sup_letter letter = {.act = SUP_ACT_TELL,
                                .about = question->about,
                                .caller = question->caller,
                                .way = question->way,
                                .talk = question->talk,
                                .at = t->now,
                                .value =
                                    fact(t, question->slot, (enum sup_about)question->about)};

    sup_post(t, question->slot, question->caller,
             sup_talker_of(t->world, caller)->delay[question->way], &letter);
}

void sup_agent_is_told(const struct sup_turn *t, const struct sup_letter *letter)
{
    if (letter->act == SUP_ACT_ASK)
        reply(t, letter);
    else if (sup_minded(sup_item_at(t, letter->slot)))
        sup_think_on(t, letter->slot, hear, letter);
    else
        sup_spoken(t, letter->slot)->nobody++;
}

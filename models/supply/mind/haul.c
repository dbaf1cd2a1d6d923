/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/haul.h"

#include <math.h>
#include <string.h>

#include "supply/account/decisions.h"
#include "supply/mind/told.h"
#include "supply/mind/verbs.h"

struct thought {
    const struct sup_turn *t;
    const struct sup_hauler *who;
    struct bdi_turn turn;
    struct sup_sight sight; // of nothing: it keeps no stock
};

/* ---- what it sees ---- */

static double see_load(const struct sup_turn *t, const struct sup_hauler *who)
{
    const struct sup_yard *y = sup_yard_at(t);

    (void)who;
    return ((double)y->busy + (double)y->waiting) / (double)sup_moving_at(t)->servers;
}

static double see_capacity(const struct sup_turn *t, const struct sup_hauler *who)
{
    return t->site->down > 0 ? 0.0 : who->day_units;
}

static double see_free(const struct sup_turn *t, const struct sup_hauler *who)
{
    (void)who;
    return (double)sup_moving_at(t)->servers - (double)sup_yard_at(t)->busy;
}

static double see_waiting(const struct sup_turn *t, const struct sup_hauler *who)
{
    (void)who;
    return (double)sup_yard_at(t)->waiting;
}

static double see_wait(const struct sup_turn *t, const struct sup_hauler *who)
{
    const struct sup_yard *y = sup_yard_at(t);
    const struct sup_cargo *ring = (const struct sup_cargo *)(const void *)(y + 1);

    (void)who;
    return y->count > 0 ? sup_days((double)(t->now - ring[y->head].queued_at)) : 0.0;
}

/* Nothing is known before the first load. */
static double see_fill(const struct sup_turn *t, const struct sup_hauler *who)
{
    const struct sup_moving *m = sup_moving_at(t);
    double fill = 0.0, loads = 0.0;

    (void)who;
    for (uint32_t i = m->first_book; i < m->first_book + m->books; i++) {
        fill += sup_book_at(t, i)->fill;
        loads += (double)sup_book_at(t, i)->loads;
    }
    return loads > 0.0 ? fill / loads : (double)NAN;
}

static double see_closed(const struct sup_turn *t, const struct sup_hauler *who)
{
    (void)who;
    return t->site->down > 0;
}

typedef double see_it(const struct sup_turn *t, const struct sup_hauler *who);

static see_it *const sees[SUP_PERCEPTS] = {
    [SUP_SEES_LOAD] = see_load,          [SUP_SEES_CAPACITY] = see_capacity,
    [SUP_SEES_VEHICLES_FREE] = see_free, [SUP_SEES_LOADS_WAITING] = see_waiting,
    [SUP_SEES_OLDEST_WAIT] = see_wait,   [SUP_SEES_LOAD_FACTOR] = see_fill,
    [SUP_SEES_SITE_CLOSED] = see_closed,
};

bool sup_haul_sees(uint32_t percept)
{
    return sees[percept] != NULL;
}

/* What is as it was is no news, unless it matters how old it is. */
static void look(struct thought *m)
{
    const struct sup_lore *lore = m->who->lore;

    for (uint32_t k = 0; k < lore->levels; k++) {
        const struct sup_sense *sense = &lore->level[k];
        const struct bdi_belief *held = &bdi_beliefs(&m->turn)[sense->belief];
        double value = sees[sense->percept](m->t, m->who);

        if (value == value && (held->at == BDI_NEVER || !sup_same(held->value, value) ||
                               bdi_mask_has(lore->dated, sense->belief)))
            bdi_hear(&m->turn, sense->belief, value, m->t->now, 1.0, BDI_OWN);
    }
}

/* ---- what it does ---- */

static struct sup_haul *write(const struct thought *m)
{
    return tw_write(m->t->ctx, sup_haul_at(m->t, m->who));
}

static int64_t until(const struct thought *m, double days)
{
    return days == days ? m->t->now + sup_ticks(days) : INT64_MAX;
}

static bool consolidate(struct thought *m, const struct bdi_action *a)
{
    if (!(a->arg[0] >= 0.0 && a->arg[0] <= 1.0))
        return false;
    struct sup_haul *haul = write(m);

    haul->least = a->arg[0];
    haul->patience = a->arg[1] == a->arg[1] ? sup_ticks(a->arg[1]) : TW_TICKS_PER_DAY;
    haul->least_until = until(m, a->arg[2]);
    return true;
}

static bool goes_by(const struct sup_turn *t, const struct sup_leg *leg, int64_t mode)
{
    static const char *const name[] = {"", "road", "rail", "sea", "air"};
    const char *by = scen_lane_more(&t->world->scen->lane[leg->lane])->mode;

    return by != NULL && strcmp(by, name[mode]) == 0;
}

/* Its lanes are those that it keeps books of. */
static const struct sup_leg *own_leg(const struct sup_turn *t, uint32_t k)
{
    return &t->world->leg[t->world->book[sup_moving_at(t)->first_book + k].leg];
}

/* Who has no lane of that mode says no. */
static bool change_mode(struct thought *m, const struct bdi_action *a)
{
    int64_t mode = (int64_t)sup_arg_choice(a->arg[1], SUP_MODE_USUAL);
    bool any = mode == SUP_MODE_USUAL;

    for (uint32_t k = 0; k < sup_moving_at(m->t)->books && !any; k++)
        any = goes_by(m->t, own_leg(m->t, k), mode);
    if (!any)
        return false;
    struct sup_haul *haul = write(m);

    haul->mode = mode;
    haul->mode_until = until(m, a->arg[2]);
    return true;
}

static bool quote(struct thought *m, const struct bdi_action *a)
{
    if (!(a->arg[0] >= -1.0))
        return false;
    struct sup_haul *haul = write(m);

    haul->quote = a->arg[0];
    haul->quote_until = until(m, a->arg[1]);
    return true;
}

static bool decline(struct thought *m, const struct bdi_action *a)
{
    write(m)->decline_until = until(m, a->arg[0]);
    return true;
}

typedef bool do_it(struct thought *m, const struct bdi_action *a);

static do_it *const does[SUP_VERBS] = {
    [SUP_DO_CONSOLIDATE] = consolidate,
    [SUP_DO_CHANGE_MODE] = change_mode,
    [SUP_DO_QUOTE] = quote,
    [SUP_DO_DECLINE] = decline,
};

bool sup_haul_does(uint32_t verb)
{
    return does[verb] != NULL;
}

/* ---- thinking ---- */

static void touch(void *self, const void *part, size_t bytes)
{
    const struct thought *m = self;

    tw_write_bytes(m->t->ctx, part, bytes);
}

static void tell(void *self, const struct bdi_record *record)
{
    const struct thought *m = self;
    const struct sup_lore *lore = m->who->lore;
    const struct sup_decider who = {.ctx = m->t->ctx,
                                    .turn = &m->turn,
                                    .product = SCEN_NONE,
                                    .book = (uint32_t)(lore - m->t->world->lore),
                                    .first_belief = lore->first_belief,
                                    .first_goal = lore->first_goal,
                                    .first_plan = lore->first_plan};

    sup_decide(&who, record);
}

/* What was for a while only, and is over. */
static void expire(const struct thought *m)
{
    const struct sup_haul *now = sup_haul_at(m->t, m->who);
    tw_time at = m->t->now;

    if (now->least_until > at && now->mode_until > at && now->quote_until > at)
        return;
    struct sup_haul *haul = write(m);

    if (haul->least_until <= at) {
        haul->least = 0.0;
        haul->least_until = INT64_MAX;
    }
    if (haul->mode_until <= at) {
        haul->mode = SUP_MODE_USUAL;
        haul->mode_until = INT64_MAX;
    }
    if (haul->quote_until <= at) {
        haul->quote = 0.0;
        haul->quote_until = INT64_MAX;
    }
}

/* When it has to think again. */
static int64_t next_time(const struct thought *m)
{
    const struct sup_haul *now = sup_haul_at(m->t, m->who);
    int64_t next = m->turn.more ? m->t->now + 1 : m->turn.wake;

    next = sup_earlier(next, sup_earlier(now->least_until, now->mode_until));
    return sup_earlier(next, now->quote_until);
}

static void set_alarm(const struct sup_turn *t, const struct sup_hauler *who, int64_t next)
{
    int64_t under_way = sup_haul_at(t, who)->wake;
    struct sup_index what = {0, 0};

    if (next >= tw_horizon(t->ctx) || (under_way >= 0 && under_way <= next))
        return;
    if (next <= t->now)
        next = t->now + 1;
    ((struct sup_haul *)tw_write(t->ctx, sup_haul_at(t, who)))->wake = next;
    sup_send(t, tw_self(t->ctx), next - t->now, t->world->kind[SUP_EVENT_WAKE].priority,
             SUP_EVENT_WAKE, &what);
}

static bool carry_out(struct thought *m)
{
    for (uint32_t i = 0; i < m->turn.actions; i++) {
        const struct bdi_action *a = &m->turn.action[i];

        if (a->verb < BDI_VERBS || !does[a->verb - BDI_VERBS](m, a))
            bdi_refuse(&m->turn, a->by);
    }
    return m->turn.actions > 0;
}

static void deliberate(struct thought *m)
{
    for (int round = 0; round < SUP_ROUNDS; round++) {
        m->turn.actions = 0;
        m->turn.steps = 0;
        m->turn.more = 0;
        bdi_cycle(&m->turn);
        if (!carry_out(m) && !m->turn.more)
            return;
        look(m);
    }
    m->turn.more = 1;
}

void sup_haul_thinks(const struct sup_turn *t)
{
    struct bdi_action action[SUP_ACTIONS];
    const struct sup_hauler *who = sup_hauler_of(t);

    if (who == NULL)
        return;
    struct thought m = {.t = t,
                        .who = who,
                        .turn = {.lib = &who->lore->lib,
                                 .state = sup_part(t, who->bdi_at),
                                 .now = t->now,
                                 .agent = (int64_t)tw_self(t->ctx),
                                 .touch = touch,
                                 .trace = sup_mind_tells(t) ? tell : NULL,
                                 .action = action,
                                 .room = SUP_ACTIONS,
                                 .changed = sup_haul_at(t, who)->news},
                        .sight = {.turn = t}};

    m.turn.self = &m;
    m.turn.model = &m.sight;
    expire(&m);
    look(&m);
    deliberate(&m);
    set_alarm(t, who, next_time(&m));
    write(&m)->news = m.turn.changed;
}

/* One that was overtaken by an earlier one finds nothing to do. */
void sup_haul_wakes(const struct sup_turn *t)
{
    const struct sup_hauler *who = sup_hauler_of(t);

    if (who == NULL || sup_haul_at(t, who)->wake != t->now)
        return;
    ((struct sup_haul *)tw_write(t->ctx, sup_haul_at(t, who)))->wake = -1;
    sup_haul_thinks(t);
    sup_yard_goes(t);
}

/* ---- at the start, at the end ---- */

void sup_haul_open(const struct sup_turn *t, unsigned char *state)
{
    const struct sup_hauler *who = sup_hauler_of(t);

    if (who == NULL)
        return;
    *(struct sup_haul *)(void *)(state + who->haul_at) = (struct sup_haul){
        .wake = -1,
        .least_until = INT64_MAX,
        .mode_until = INT64_MAX,
        .quote_until = INT64_MAX,
    };
    bdi_open(&who->lore->lib, state + who->bdi_at, t->now);
}

void sup_haul_close(const struct sup_turn *t)
{
    const struct sup_hauler *who = sup_hauler_of(t);

    if (who != NULL)
        sup_lessons_tell(t, who->lore, SCEN_NONE, sup_part(t, who->bdi_at));
}

/* ---- for the yard ---- */

bool sup_haul_gathers(const struct sup_turn *t)
{
    const struct sup_hauler *who = sup_hauler_of(t);

    return who != NULL && sup_haul_at(t, who)->least > 0.0;
}

void sup_haul_waits(const struct sup_turn *t)
{
    const struct sup_hauler *who = sup_hauler_of(t);
    int64_t due = who != NULL ? sup_gather_due(t, who) : INT64_MAX;

    if (due > t->now && due < INT64_MAX)
        set_alarm(t, who, due);
}

const struct sup_leg *sup_haul_leg(const struct sup_turn *t, const struct sup_leg *leg,
                                   double filled)
{
    const struct sup_hauler *who = sup_hauler_of(t);

    if (who == NULL || sup_haul_at(t, who)->mode == SUP_MODE_USUAL)
        return leg;
    for (uint32_t k = 0; k < sup_moving_at(t)->books; k++) {
        const struct sup_leg *other = own_leg(t, k);

        if (other->from == leg->from && other->to == leg->to &&
            goes_by(t, other, sup_haul_at(t, who)->mode) && other->measure == leg->measure &&
            filled <= other->capacity * (1.0 + 1e-9))
            return other;
    }
    return leg;
}

double sup_haul_quote(const struct sup_turn *t)
{
    const struct sup_hauler *who = sup_hauler_of(t);

    return who != NULL ? sup_haul_at(t, who)->quote : 0.0;
}

bool sup_haul_declines(const struct sup_turn *t)
{
    const struct sup_hauler *who = sup_hauler_of(t);

    return who != NULL && sup_haul_at(t, who)->decline_until > t->now;
}

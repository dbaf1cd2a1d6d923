/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/disrupt/disrupt.h"

#include "base/digest.h"
#include "supply/account/ledger.h"
#include "supply/disrupt/clock.h"
#include "supply/disrupt/harms.h"

static const struct sup_cause *cause_at(const struct sup_turn *t, uint32_t index)
{
    return &t->world->cause[t->place->annex->first_cause + index];
}

static const struct sup_strike *strike_at(const struct sup_turn *t, uint32_t index)
{
    return &t->world->strike[t->place->annex->first_strike + index];
}

static const struct scen_disruption *disruption_of(const struct sup_turn *t,
                                                   const struct sup_cause *cause)
{
    return &t->world->scen->disruption[cause->disruption];
}

static struct sup_clock *clock_of(const struct sup_turn *t, uint32_t cause)
{
    const struct sup_clock *clocks = sup_part(t, t->place->annex->cause_at);

    return tw_write(t->ctx, &clocks[cause]);
}

/* An event so many ticks from now; what lies behind the horizon is left out. */
static void announce(const struct sup_turn *t, enum sup_event kind, uint32_t index,
                     int64_t ticks)
{
    struct sup_index what = {index, 0};

    if (ticks >= 0 && ticks < tw_horizon(t->ctx) - t->now)
        sup_send(t, tw_self(t->ctx), ticks, t->world->kind[kind].priority, kind, &what);
}

/* ---- the start ---- */

static struct rand_stream chance_of(const struct sup_turn *t, const struct sup_cause *cause,
                                    enum sup_purpose purpose, uint64_t key)
{
    return rand_stream_named(tw_seed(t->ctx), tw_replication(t->ctx), cause->agent,
                             base_digest_word((uint64_t)purpose, key));
}

static void open_strikes(const struct sup_turn *t, struct sup_strike_state *state)
{
    for (uint32_t i = 0; i < t->place->annex->strikes; i++) {
        const struct sup_strike *strike = strike_at(t, i);

        if (strike->struck != SCEN_NONE)
            state[i].spread = chance_of(t, cause_at(t, strike->cause), SUP_CHANCE_STRUCK,
                                        base_digest_word(cause_at(t, strike->cause)->key,
                                                         t->world->agent[strike->struck]));
    }
}

void sup_disrupt_open(const struct sup_turn *t, unsigned char *state)
{
    struct sup_clock *clocks = (struct sup_clock *)(void *)(state + t->place->annex->cause_at);

    open_strikes(t, (struct sup_strike_state *)(void *)(state + t->place->annex->strike_at));
    sup_harms_open(t, state);
    for (uint32_t i = 0; i < t->place->annex->causes; i++) {
        const struct sup_cause *cause = cause_at(t, i);

        clocks[i].time = chance_of(t, cause, SUP_CHANCE_OUTAGE, cause->key);
        announce(t, SUP_EVENT_DISRUPTION_BEGINS, i,
                 sup_clock_first(disruption_of(t, cause), &clocks[i]));
    }
}

/* ---- begins and ends ---- */

static void write_down(const struct sup_turn *t, const struct sup_strike *strike, int64_t ticks)
{
    const struct sup_cause *cause = cause_at(t, strike->cause);
    const struct scen_disruption *d = disruption_of(t, cause);
    struct sup_outage_row row = {
        .cause = cause->disruption,
        .random = d->timing != SCEN_ONCE || d->down.law != RAND_CONSTANT,
        .kind = (uint32_t)d->kind,
        .regional = d->region != NULL,
        .lane = cause->lane,
        .product = d->product,
        .start = (double)t->now / (double)TW_TICKS_PER_DAY,
        .duration = (double)ticks / (double)TW_TICKS_PER_DAY,
    };

    row.end = row.start + row.duration;
    tw_emit(t->ctx, SUP_OUTAGE, &row);
}

/* A site of a region is struck by its own chance; the draw is the same wherever it is
 * followed. */
static bool is_struck(const struct sup_turn *t, const struct sup_strike *strike,
                      struct sup_strike_state *s)
{
    const struct scen_disruption *d = disruption_of(t, cause_at(t, strike->cause));

    return d->region == NULL || d->spread >= 1.0 || rand_uniform(&s->spread) < d->spread;
}

/* For ever: the time that is left. */
static void strike(const struct sup_turn *t, uint32_t index, int64_t ticks)
{
    const struct sup_strike *strike = strike_at(t, index);
    struct sup_strike_state *s = tw_write(t->ctx, sup_strike_state_at(t, index));
    int64_t length = ticks == SUP_NEVER ? tw_horizon(t->ctx) - t->now : ticks;

    if (!is_struck(t, strike, s))
        return;
    if (strike->at_home)
        write_down(t, strike, length);
    if (t->now + length > s->ends)
        s->ends = t->now + length;
    s->active++;
    sup_harms_begin(t, strike, s->active == 1);
    announce(t, SUP_EVENT_DISRUPTION_ENDS, index, ticks);
}

void sup_disruption_begins(const struct sup_turn *t, uint32_t index)
{
    const struct sup_cause *cause = cause_at(t, index);
    const struct scen_disruption *d = disruption_of(t, cause);
    struct sup_clock *clock = clock_of(t, index);
    int64_t spell = sup_clock_spell(d, clock);
    int64_t pause = sup_clock_pause(d, clock);

    if (pause >= 0)
        announce(t, SUP_EVENT_DISRUPTION_BEGINS, index, spell + pause);
    for (uint32_t i = cause->first_next; i < cause->first_next + cause->nexts; i++) {
        uint32_t next = t->world->next[i];

        announce(t, SUP_EVENT_DISRUPTION_BEGINS, next,
                 sup_clock_delay(disruption_of(t, cause_at(t, next)), clock_of(t, next)));
    }
    for (uint32_t i = 0; i < cause->strikes; i++)
        strike(t, cause->first_strike - t->place->annex->first_strike + i, spell);
}

void sup_disruption_ends(const struct sup_turn *t, uint32_t index)
{
    struct sup_strike_state *s = tw_write(t->ctx, sup_strike_state_at(t, index));

    if (--s->active == 0)
        sup_harms_end(t, strike_at(t, index));
}

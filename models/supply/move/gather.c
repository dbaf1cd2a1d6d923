/* SPDX-License-Identifier: Apache-2.0 */
/* Loads that go together: vehicles of a carrier whose agent consolidates leave when the loads
 * for one lane fill them, or have waited long enough. Of the queue only the head is looked at,
 * so that the work for a load is bounded. */
#include <math.h>

#include "supply/mind/haul.h"

enum { AHEAD = 64 }; // pieces

struct queue { // the complete loads at the head
    struct sup_cargo piece[AHEAD];
    uint32_t load[AHEAD]; // which load a piece belongs to
    uint32_t pieces, loads;
};

static const struct sup_cargo *place_at(const struct sup_turn *t, uint32_t place)
{
    const struct sup_cargo *ring = (const struct sup_cargo *)(const void *)(sup_yard_at(t) + 1);

    return &ring[place % sup_moving_at(t)->yard_room];
}

/* Is piece `i` the last of its load? Before a rollback mends it, an optimistic run may see a
 * load without some of its pieces: what follows then is of another one. */
static bool ends(const struct sup_turn *t, const struct sup_yard *y, uint32_t i, uint32_t whole)
{
    const struct sup_cargo *piece = place_at(t, y->head + i);

    return piece->more == 0 ||
           (i + 1 < whole &&
            sup_leg_of(t, piece) != sup_leg_of(t, place_at(t, y->head + i + 1)));
}

static void look(const struct sup_turn *t, struct queue *q)
{
    const struct sup_yard *y = sup_yard_at(t);
    uint32_t whole = y->partial < y->count ? y->count - y->partial : 0, load = 0;

    q->pieces = 0;
    q->loads = 0;
    for (uint32_t i = 0; i < whole && i < AHEAD; i++) {
        q->piece[i] = *place_at(t, y->head + i);
        q->load[i] = load;
        if (!ends(t, y, i, whole))
            continue;
        q->pieces = i + 1;
        q->loads = ++load;
    }
    if (q->loads > y->waiting)
        q->loads = y->waiting; // neither is this more than a rollback mends
}

/* Loads of the leg that go on one vehicle together, from load `first` on: marks them. */
static double fill(const struct sup_turn *t, const struct queue *q, uint32_t first,
                   const struct sup_leg *leg, bool *taken)
{
    double filled = 0.0;

    for (uint32_t i = 0; i < q->pieces;) {
        uint32_t load = q->load[i], end = i;
        double more = 0.0;

        for (; end < q->pieces && q->load[end] == load; end++)
            more += sup_measure(t, leg, &q->piece[end], q->piece[end].quantity);
        bool same = load >= first && load < q->loads && sup_leg_of(t, &q->piece[i]) == leg;

        taken[load] = same && (load == first || filled + more <= leg->capacity * (1.0 + 1e-9));
        filled += taken[load] ? more : 0.0;
        i = end;
    }
    return filled;
}

static bool is_first(const struct queue *q, uint32_t i)
{
    return i == 0 || q->load[i] != q->load[i - 1];
}

/* Those that go first, then the others, each in their order. */
static struct sup_gathered bring(const struct sup_turn *t, const struct queue *q,
                                 const bool *taken)
{
    const struct sup_yard *y = sup_yard_at(t);
    struct sup_gathered out = {0, 0};
    uint32_t at = 0;

    for (int part = 0; part < 2; part++)
        for (uint32_t i = 0; i < q->pieces; i++) {
            if (taken[q->load[i]] != (part == 0))
                continue;
            if (at != i || part == 0)
                *(struct sup_cargo *)tw_write(t->ctx, place_at(t, y->head + at)) = q->piece[i];
            at++;
            out.pieces += part == 0;
            out.loads += part == 0 && is_first(q, i);
        }
    return out;
}

struct sup_gathered sup_gather(const struct sup_turn *t, const struct sup_hauler *who)
{
    const struct sup_haul *now = sup_haul_at(t, who);
    bool taken[AHEAD];
    struct queue q;

    look(t, &q);
    if (q.pieces == 0) // more than can be looked at
        return (struct sup_gathered){1, 0};
    for (uint32_t i = 0; i < q.pieces; i++) {
        if (!is_first(&q, i) || q.load[i] >= q.loads)
            continue;
        const struct sup_leg *leg = sup_leg_of(t, &q.piece[i]);
        double filled = fill(t, &q, q.load[i], leg, taken);

        if (!isfinite(leg->capacity) || filled >= now->least * leg->capacity * (1.0 - 1e-9) ||
            t->now - q.piece[i].queued_at >= now->patience)
            return bring(t, &q, taken);
    }
    return (struct sup_gathered){0, 0};
}

int64_t sup_gather_due(const struct sup_turn *t, const struct sup_hauler *who)
{
    const struct sup_haul *now = sup_haul_at(t, who);
    const struct sup_yard *y = sup_yard_at(t);

    if (now->least <= 0.0 || y->waiting == 0 || y->count == 0)
        return INT64_MAX;
    int64_t since = place_at(t, y->head)->queued_at;

    return now->patience < INT64_MAX - since ? since + now->patience : INT64_MAX;
}

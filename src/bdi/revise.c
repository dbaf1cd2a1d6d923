/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "bdi/mind.h"

/* Bit by bit: what is not a number is the same as itself. */
static bool same(double a, double b)
{
    uint64_t bits[2];

    memcpy(&bits[0], &a, sizeof a);
    memcpy(&bits[1], &b, sizeof b);
    return bits[0] == bits[1];
}

void bdi_set(struct bdi_turn *t, uint32_t belief, struct bdi_belief now)
{
    const struct bdi_belief *held = &bdi_beliefs(t)[belief];

    if (!same(held->value, now.value))
        bdi_mask_add(&t->changed, belief);
    else if (held->at == now.at && same(held->confidence, now.confidence) &&
             held->source == now.source)
        return;
    *(struct bdi_belief *)bdi_write(t, held, sizeof *held) = now;
}

/* Hearsay that is older than what is known is no news; learned beliefs count it all the same:
 * an observation that comes late was made. */
void bdi_hear(struct bdi_turn *t, uint32_t belief, double value, int64_t at, double confidence,
              int64_t source)
{
    const struct bdi_belief_kind *kind = &t->lib->belief[belief];
    struct bdi_belief now = bdi_beliefs(t)[belief];

    if (kind->learning == BDI_TAKEN) {
        if (at >= now.at)
            bdi_set(t, belief, (struct bdi_belief){value, at, confidence, source});
        return;
    }
    if (t->lib->frozen)
        return;
    double weight = kind->learning == BDI_EMA ? kind->alpha : 1.0 / (now.confidence + 1.0);

    if (now.confidence <= 0.0)
        weight = 1.0;
    now.value += weight * (value - now.value);
    now.confidence += 1.0;
    now.at = at > now.at ? at : now.at;
    now.source = source;
    bdi_set(t, belief, now);
}

void bdi_forget(struct bdi_turn *t, uint32_t belief, int64_t source)
{
    const struct bdi_belief_kind *kind = &t->lib->belief[belief];

    if (kind->learning != BDI_TAKEN || bdi_beliefs(t)[belief].source != source)
        return;
    bdi_set(t, belief,
            (struct bdi_belief){kind->start, BDI_NEVER, kind->start_observations, BDI_OWN});
}

/* A thought is as old as the oldest, and as sure as the least sure, of what it rests on. */
static struct bdi_belief thought(const struct bdi_turn *t, const struct bdi_expr *is)
{
    const struct bdi_belief *held = bdi_beliefs(t);
    struct bdi_belief out = {bdi_value(t, is), t->now, 1.0, BDI_OWN};

    for (uint32_t w = 0; w < 2; w++) {
        for (uint64_t left = is->reads.word[w]; left != 0; left &= left - 1) {
            const struct bdi_belief *b = &held[w * 64 + (uint32_t)__builtin_ctzll(left)];

            out.at = b->at < out.at ? b->at : out.at;
            out.confidence = b->confidence < out.confidence ? b->confidence : out.confidence;
        }
    }
    return out;
}

void bdi_revise(struct bdi_turn *t)
{
    const struct bdi_library *library = t->lib;

    if (bdi_empty(t->changed) && !library->timed_belief)
        return;
    for (uint32_t c = 0; c < library->computeds; c++) {
        uint32_t belief = library->computed[c];
        const struct bdi_expr *is = &library->belief[belief].is;

        if (is->timed || bdi_mask_meets(is->reads, t->changed))
            bdi_set(t, belief, thought(t, is));
    }
}

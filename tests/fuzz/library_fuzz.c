/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a plan library: it is read, linted and lived by, or refused; never worse.
 * Whatever its agent does, what was touched can be taken back, and bounds hold. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bdi/agent.h"
#include "bdi/read.h"
#include "scen/outline.h"
#include "supply/mind/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CYCLES = 12, ROOM = 5, HOUR = 3600000 };

struct life {
    struct bdi_turn turn;
    struct bdi_action action[ROOM];
    struct sup_sight sight;
    unsigned char *state, *before, *saved; // heap; saved: what touch() was told, where it lies
    uint8_t *touched;                      // heap, by byte
    uint64_t dice;
};

static uint32_t throw(struct life * l, uint32_t sides)
{
    l->dice = l->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(l->dice >> 33) % sides;
}

static void touch(void *self, const void *part, size_t bytes)
{
    struct life *l = self;
    size_t at = (size_t)((const unsigned char *)part - l->state);

    if (at > l->turn.lib->bytes || bytes > l->turn.lib->bytes - at)
        abort(); // not its own
    for (size_t i = at; i < at + bytes; i++)
        if (!l->touched[i]) {
            l->touched[i] = 1;
            l->saved[i] = l->state[i];
        }
}

static void told(void *self, const struct bdi_record *r)
{
    const struct life *l = self;
    const struct bdi_library *plans = l->turn.lib;

    if (r->event >= BDI_EVENTS || r->cause >= BDI_CAUSES || r->goal >= plans->goals ||
        r->plan >= (int32_t)plans->plans || (r->applicable & ~r->candidates) != 0)
        abort();
}

static void hear_something(struct life *l)
{
    static const double value[] = {0, 1, -1, 3, 1e6, -1e300, 0.5};

    for (uint32_t n = throw(l, 4); n > 0; n--) {
        uint32_t b = throw(l, l->turn.lib->beliefs);

        if (l->turn.lib->belief[b].origin == BDI_HEARD)
            bdi_hear(&l->turn, b, value[throw(l, 7)], l->turn.now - throw(l, HOUR), 1.0, 3);
    }
    if (throw(l, 6) == 0)
        bdi_request(&l->turn, throw(l, l->turn.lib->goals));
    if (throw(l, 6) == 0)
        bdi_release(&l->turn, throw(l, l->turn.lib->goals));
}

static void answer(struct life *l)
{
    for (uint32_t a = 0; a < l->turn.actions; a++)
        if (l->action[a].verb == BDI_ASK_APPROVAL)
            bdi_approve(&l->turn, l->action[a].by, throw(l, 2));
        else if (throw(l, 4) == 0)
            bdi_refuse(&l->turn, l->action[a].by);
}

/* One event: something is heard, thought over and answered; then, now and then, taken back. */
static void live(struct life *l)
{
    const struct bdi_library *plans = l->turn.lib;

    memcpy(l->before, l->state, plans->bytes);
    memset(l->touched, 0, plans->bytes);
    l->turn.now += throw(l, 5) * (int64_t)HOUR + 1;
    l->turn.actions = l->turn.steps = l->turn.more = l->turn.head_saved = l->turn.saved = 0;
    l->turn.changed = (struct bdi_mask){{0, 0}};
    hear_something(l);
    bdi_cycle(&l->turn);
    if (l->turn.steps > plans->budget || l->turn.actions > ROOM)
        abort();
    answer(l);
    if (throw(l, 2) == 0)
        return;
    for (size_t i = 0; i < plans->bytes; i++)
        if (l->touched[i])
            l->state[i] = l->saved[i];
    if (memcmp(l->before, l->state, plans->bytes) != 0)
        abort(); // it changed what it did not touch
}

static void live_by(const struct bdi_library *plans, uint64_t dice)
{
    struct life *l = base_alloc(sizeof *l);

    if (plans->beliefs > 0 && plans->goals > 0) {
        l->state = base_alloc(plans->bytes);
        l->before = base_alloc(plans->bytes);
        l->saved = base_alloc(plans->bytes);
        l->touched = base_alloc(plans->bytes);
        l->dice = dice;
        l->turn = (struct bdi_turn){.lib = plans,
                                    .state = l->state,
                                    .model = &l->sight,
                                    .self = l,
                                    .touch = touch,
                                    .trace = told,
                                    .action = l->action,
                                    .room = ROOM};
        bdi_open(plans, l->state, 0);
        for (int i = 0; i < CYCLES; i++)
            live(l);
    }
    free(l->state);
    free(l->before);
    free(l->saved);
    free(l->touched);
    free(l);
}

static bool calls(const struct bdi_library *plans)
{
    for (uint32_t s = 0; s < plans->steps; s++)
        if (plans->step[s].kind == BDI_CALL)
            return true; // deeds need a world
    return false;
}

static void try(const struct scen_file *file, struct base_arena *arena, struct base_err *err)
{
    struct scen_texts texts;
    struct base_node root;
    struct bdi_library plans;
    struct sup_domain words;
    const char *name = scen_texts_hold(&texts, arena, file, 1);

    sup_domain_init(&words, "EUR");
    if (scen_outline(&texts, name, (struct scen_where){0}, &root, err) &&
        bdi_read(&root, &words.domain, arena, &plans, err)) {
        if (err->errors > 0)
            abort(); // read, but with a mistake
        bdi_lint(&plans, err);
        if (!calls(&plans))
            live_by(&plans, file->bytes);
    } else if (err->errors == 0) {
        abort(); // refused without a word
    }
    scen_texts_fini(&texts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_arena *arena = base_arena_new();
    struct base_err err = {0};
    char *text = base_arena_take(arena, size + 1);

    if (size > 0)
        memcpy(text, data, size);
    const struct scen_file file = {
        .path = "l.cfg", .name = "l.cfg", .text = text, .bytes = size};

    try(&file, arena, &err);
    base_err_fini(&err);
    base_arena_free(arena);
    return 0;
}

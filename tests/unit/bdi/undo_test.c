/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever agents live by and hear: what their cycles announced is all that they changed, so
 * putting those bytes back, the last first, restores the state exactly; and going forward once
 * more leads to the same bytes and actions. */
#include "support/mind.h"

enum { LIVES = 60, EVENTS = 60, SAVES = 4096, ROOM = 6, GOALS = 5, HOUR = 3600000 };

struct save {
    size_t at, bytes, held; // of the state; held: where its old bytes are kept
};

struct life {
    struct mind *m;
    struct save save[SAVES];
    unsigned char kept[65536];
    size_t saves, used;
    uint64_t dice;
};

static uint32_t throw(struct life * l, uint32_t sides)
{
    l->dice = l->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(l->dice >> 33) % sides;
}

/* As the engine's log does: the bytes as they are when they are announced. */
static void touch(void *self, const void *part, size_t bytes)
{
    struct life *l = self;
    size_t at = (size_t)((const unsigned char *)part - l->m->state);

    assert_true(at + bytes <= l->m->library.bytes);
    assert_true(l->saves < SAVES && l->used + bytes <= sizeof l->kept);
    memcpy(l->kept + l->used, part, bytes);
    l->save[l->saves++] = (struct save){at, bytes, l->used};
    l->used += bytes;
}

static void undo(struct life *l)
{
    while (l->saves > 0) {
        const struct save *s = &l->save[--l->saves];

        memcpy(l->m->state + s->at, l->kept + s->held, s->bytes);
    }
    l->used = 0;
}

/* ---- a library by chance ---- */

static const char *any_condition(struct life *l)
{
    static const char *const text[] = {NULL,    "a > 1",           "b < 1",    "sum > 2",
                                       "c > 0", "a > b and c < 2", "sum < 0.5"};

    return text[throw(l, 7)];
}

static void add_steps(struct life *l, uint32_t goal)
{
    static const enum bdi_step_kind kind[] = {BDI_DO,  BDI_DO,    BDI_AWAIT, BDI_AWAIT,
                                              BDI_SET, BDI_CHECK, BDI_FAIL,  BDI_SUB};

    for (uint32_t n = 1 + throw(l, 4); n > 0; n--) {
        enum bdi_step_kind k = kind[throw(l, 8)];
        const char *arg = k == BDI_SET ? "a + 1" : k == BDI_CHECK ? "b < 3" : NULL;

        if (k == BDI_SUB && goal + 1 == GOALS)
            k = BDI_DO;
        struct bdi_step *s = mind_step(l->m, k,
                                       k == BDI_SET   ? 2
                                       : k == BDI_SUB ? goal + 1
                                                      : BDI_VERBS + throw(l, 3),
                                       k == BDI_AWAIT ? any_condition(l) : arg);

        if (k == BDI_AWAIT) {
            s->ticks = throw(l, 2) * (int64_t)(1 + throw(l, 20)) * HOUR;
            s->patient = throw(l, 2) != 0;
        }
        s->pauses = k == BDI_DO && throw(l, 4) == 0;
    }
}

static void add_goal(struct life *l, uint32_t g)
{
    static const char *const name[] = {"g0", "g1", "g2", "g3", "g4"};
    static const enum bdi_goal_kind kind[] = {BDI_ACHIEVE, BDI_MAINTAIN, BDI_PERFORM};
    enum bdi_goal_kind k = kind[throw(l, 3)];

    mind_goal(l->m, (struct mind_goal){
                        .name = name[g],
                        .kind = k,
                        .when = k == BDI_MAINTAIN ? NULL : "a > 1",
                        .hold = k == BDI_MAINTAIN ? "b < 2" : NULL,
                        .until = k == BDI_PERFORM ? NULL : any_condition(l),
                        .drop = throw(l, 4) == 0 ? "c > 2" : NULL,
                        .priority = throw(l, 3),
                        .deadline = throw(l, 2) * (int64_t)30 * HOUR,
                        .inhibits = g > 0 && throw(l, 4) == 0 ? UINT64_C(1) << (g - 1) : 0,
                        .commit = (enum bdi_commitment) throw(l, 3),
                        .patience = 1 + throw(l, 3)});
    for (uint32_t p = 1 + throw(l, 3); p > 0; p--) {
        static const char *const score[] = {NULL, "1", "a - b", "sum"};

        mind_plan(l->m, g, "plan", any_condition(l), score[throw(l, 4)]);
        if (throw(l, 4) == 0)
            l->m->plan[l->m->library.plans - 1].needs_approval = mind_expr(l->m, "c < 1");
        add_steps(l, g);
    }
}

static void open_life(struct life *l, uint64_t seed)
{
    *l = (struct life){.m = mind_new(), .dice = seed};
    mind_belief(l->m, "a", 0.0);
    mind_belief(l->m, "b", 0.0);
    mind_belief(l->m, "c", 0.0);
    mind_belief(l->m, "d", 0.0);
    l->m->belief[1].learning = BDI_EMA;
    l->m->belief[1].alpha = 0.5;
    mind_thought(l->m, "sum", "a + b - c");
    l->m->library.intentions = 1 + throw(l, 4);
    l->m->library.budget = 4 + throw(l, 60);
    for (uint32_t g = 0; g < GOALS; g++)
        add_goal(l, g);
    mind_open(l->m);
    l->m->turn.self = l;
    l->m->turn.touch = touch;
    l->m->turn.trace = NULL;
    l->m->turn.room = 1 + throw(l, ROOM);
}

/* ---- an event by chance ---- */

static void happen(struct life *l, int64_t now)
{
    struct bdi_turn *t = &l->m->turn;

    t->now = now;
    t->actions = t->steps = t->more = t->head_saved = t->saved = 0;
    t->changed = (struct bdi_mask){{0, 0}};
    for (uint32_t n = throw(l, 3); n > 0; n--)
        mind_hear(l->m, throw(l, 4), (double) throw(l, 8) * 0.5);
    if (throw(l, 6) == 0)
        bdi_request(t, throw(l, GOALS));
    if (throw(l, 6) == 0)
        bdi_release(t, throw(l, GOALS));
    bdi_cycle(t);
    for (uint32_t i = 0; i < t->actions; i++)
        if (l->m->action[i].verb == BDI_ASK_APPROVAL)
            bdi_approve(t, l->m->action[i].by, throw(l, 2) != 0);
        else if (throw(l, 4) == 0)
            bdi_refuse(t, l->m->action[i].by);
}

/* Forward, back, forward; now and then it is left undone. Actions that were carried out. */
static uint32_t live(struct life *l, int64_t now)
{
    size_t bytes = l->m->library.bytes;
    unsigned char *before = base_alloc(bytes), *after = base_alloc(bytes);
    uint64_t dice = l->dice;
    uint32_t actions;

    memcpy(before, l->m->state, bytes);
    happen(l, now);
    memcpy(after, l->m->state, bytes);
    actions = l->m->turn.actions;
    undo(l);
    assert_memory_equal(before, l->m->state, bytes);
    l->dice = dice;
    happen(l, now);
    assert_memory_equal(after, l->m->state, bytes);
    assert_int_equal(actions, l->m->turn.actions);
    if (throw(l, 4) == 0) {
        undo(l);
        assert_memory_equal(before, l->m->state, bytes);
    }
    l->saves = 0;
    l->used = 0;
    free(before);
    free(after);
    return actions;
}

static void cycles_are_taken_back_exactly(void **state)
{
    struct life *l = base_alloc(sizeof *l);
    uint32_t actions = 0;
    (void)state;

    for (uint64_t seed = 1; seed <= LIVES; seed++) {
        int64_t now = 0;

        open_life(l, TEST_SEED + seed);
        for (int i = 0; i < EVENTS; i++) {
            now += (int64_t) throw(l, 12) * HOUR + 1;
            actions += live(l, now);
        }
        mind_free(l->m);
    }
    assert_true(actions > LIVES * EVENTS / 4); // it was no idle life
    free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cycles_are_taken_back_exactly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

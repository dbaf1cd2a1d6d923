/* SPDX-License-Identifier: Apache-2.0 */
/* support/mind.h - a small plan library built in C, one agent of it, and what its cycles did.
 *
 * Each cycle checks that all bytes of the state that changed were touched before.
 * Beliefs, goals, plans and steps are added in order; steps belong to the plan added last.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bdi/agent.h"
#include "support/test.h"

enum { MIND_MOST = 32, MIND_DAY = 86400000, MIND_TOLD = 256 };

struct mind {
    struct base_arena *arena;
    struct base_err err;
    struct bdi_name name[MIND_MOST];
    struct bdi_belief_kind belief[MIND_MOST];
    struct bdi_goal goal[MIND_MOST];
    struct bdi_plan plan[MIND_MOST];
    struct bdi_step step[4 * MIND_MOST];
    struct bdi_library library;
    unsigned char *state; // heap
    struct bdi_turn turn;
    struct bdi_action action[MIND_MOST];
    struct bdi_record told[MIND_TOLD];
    uint32_t tolds;
    unsigned char *before;  // heap: the state as the turn began
    unsigned char *touched; // heap: by byte, may it differ from `before`?
};

static inline void mind_touch(void *self, const void *part, size_t bytes)
{
    struct mind *m = self;
    size_t at = (size_t)((const unsigned char *)part - m->state);

    assert_true(at + bytes <= m->library.bytes);
    memset(m->touched + at, 1, bytes);
}

static inline void mind_tell(void *self, const struct bdi_record *record)
{
    struct mind *m = self;

    assert_true(m->tolds < MIND_TOLD);
    m->told[m->tolds++] = *record;
}

static inline struct mind *mind_new(void)
{
    struct mind *m = base_alloc(sizeof *m);

    m->arena = base_arena_new();
    m->library = (struct bdi_library){.name = "test", .intentions = 4, .budget = BDI_BUDGET};
    return m;
}

static inline void mind_free(struct mind *m)
{
    base_arena_free(m->arena);
    base_err_fini(&m->err);
    free(m->state);
    free(m->before);
    free(m->touched);
    free(m);
}

static inline struct bdi_expr mind_expr(struct mind *m, const char *text)
{
    struct bdi_scope scope = {.name = m->name, .names = m->library.beliefs};
    struct bdi_where where = {"test", 1};
    struct bdi_expr e = {0};

    if (text != NULL && !bdi_expr_compile(text, &scope, NULL, where, m->arena, &e, &m->err))
        fail_msg("%s: %s", text, m->err.item[0].text);
    return e;
}

/* A number that is known from the start. */
static inline uint32_t mind_belief(struct mind *m, const char *name, double start)
{
    uint32_t b = m->library.beliefs++;

    m->belief[b] = (struct bdi_belief_kind){.name = name, .start = start, .known = true};
    m->name[b] = (struct bdi_name){.name = name, .belief = b, .type = BDI_NUMBER};
    return b;
}

static inline uint32_t mind_thought(struct mind *m, const char *name, const char *is)
{
    struct bdi_expr e = mind_expr(m, is);
    uint32_t b = mind_belief(m, name, 0.0);

    m->belief[b].origin = BDI_COMPUTED;
    m->belief[b].is = e;
    m->name[b].type = e.type;
    return b;
}

struct mind_goal {
    const char *name, *when, *hold, *until, *drop;
    enum bdi_goal_kind kind;
    double priority;
    int64_t deadline;
    uint64_t inhibits;
    enum bdi_commitment commit;
    uint32_t patience;
};

static inline uint32_t mind_goal(struct mind *m, struct mind_goal g)
{
    m->goal[m->library.goals] = (struct bdi_goal){
        .name = g.name,
        .kind = g.kind,
        .when = mind_expr(m, g.when),
        .hold = mind_expr(m, g.hold),
        .until = mind_expr(m, g.until),
        .drop = mind_expr(m, g.drop),
        .priority = g.priority,
        .deadline = g.deadline,
        .inhibits = g.inhibits,
        .commit = g.commit,
        .patience = g.patience,
        .where = {"test", 1},
    };
    return m->library.goals++;
}

static inline uint32_t mind_plan(struct mind *m, uint32_t goal, const char *name,
                                 const char *when, const char *score)
{
    m->plan[m->library.plans] = (struct bdi_plan){
        .name = name,
        .goal = goal,
        .when = mind_expr(m, when),
        .score = mind_expr(m, score),
        .first_step = m->library.steps,
        .where = {"test", 1},
    };
    return m->library.plans++;
}

static inline struct bdi_step *mind_step(struct mind *m, enum bdi_step_kind kind,
                                         uint32_t object, const char *arg)
{
    struct bdi_step *step = &m->step[m->library.steps++];

    *step = (struct bdi_step){
        .kind = kind,
        .object = object,
        .verb = object,
        .arg[0] = mind_expr(m, arg),
        .where = {"test", 1},
    };
    m->plan[m->library.plans - 1].steps++;
    return step;
}

/* Completes the library and opens the agent. */
static inline void mind_open(struct mind *m)
{
    m->library.belief = m->belief;
    m->library.goal = m->goal;
    m->library.plan = m->plan;
    m->library.step = m->step;
    if (!bdi_library_finish(&m->library, m->arena, &m->err))
        fail_msg("%s", m->err.item[0].text);
    m->state = base_alloc(m->library.bytes);
    m->before = base_alloc(m->library.bytes);
    m->touched = base_alloc(m->library.bytes);
    bdi_open(&m->library, m->state, 0);
    m->turn = (struct bdi_turn){
        .lib = &m->library,
        .state = m->state,
        .self = m,
        .touch = mind_touch,
        .trace = mind_tell,
        .action = m->action,
        .room = MIND_MOST,
    };
}

static inline void mind_at(struct mind *m, int64_t now)
{
    m->turn.now = now;
    m->turn.actions = 0;
    m->turn.steps = 0;
    m->turn.more = 0;
    m->turn.head_saved = 0;
    m->turn.saved = 0;
    m->turn.changed = (struct bdi_mask){{0, 0}};
    m->tolds = 0;
    memcpy(m->before, m->state, m->library.bytes);
    memset(m->touched, 0, m->library.bytes);
}

static inline void mind_hear(struct mind *m, uint32_t belief, double value)
{
    bdi_hear(&m->turn, belief, value, m->turn.now, 1.0, 7);
}

static inline void mind_cycle(struct mind *m)
{
    bdi_cycle(&m->turn);
    for (uint32_t at = 0; at < m->library.bytes; at++)
        assert_true(m->touched[at] || m->state[at] == m->before[at]);
}

/* At `now` one belief is heard, then it thinks. */
static inline void mind_turn(struct mind *m, int64_t now, uint32_t belief, double value)
{
    mind_at(m, now);
    mind_hear(m, belief, value);
    mind_cycle(m);
}

static inline uint32_t mind_count(const struct mind *m, enum bdi_event event)
{
    uint32_t count = 0;

    for (uint32_t k = 0; k < m->tolds; k++)
        count += m->told[k].event == (uint32_t)event;
    return count;
}

/* The last record of that kind; the test fails without one. */
static inline const struct bdi_record *mind_last(const struct mind *m, enum bdi_event event)
{
    for (uint32_t k = m->tolds; k-- > 0;)
        if (m->told[k].event == (uint32_t)event)
            return &m->told[k];
    fail_msg("no record of event %d", (int)event);
    return NULL;
}

static inline bool mind_pursues(const struct mind *m, uint32_t goal)
{
    return bdi_head(&m->turn)->pursued >> goal & 1;
}

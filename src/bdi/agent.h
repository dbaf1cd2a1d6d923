/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/agent.h - an agent that reasons: beliefs, goals, intentions, and one cycle over them.
 *
 * The cycle (docs/BDI.md says it precisely): perceive, revise beliefs, adopt, drop and resume
 * goals, find the applicable plans, choose by score, run steps until all intentions wait or the
 * budget is spent, hand actions to the caller. After Rao, "AgentSpeak(L)", MAAMAW 1996;
 * Bordini, Huebner and Wooldridge, Programming Multi-Agent Systems in AgentSpeak using Jason,
 * 2007; failure and declarative goals after Sardina and Padgham, "A BDI agent programming
 * language with failure handling, declarative goals, and planning", JAAMAS 23(1), 2011.
 *
 * State: library->bytes flat bytes, 8-aligned, no pointers, no padding, owned by the caller.
 * Before bytes of it change, `touch` is told, so that the caller can take the change back.
 * Nothing is allocated. Virtual time only: deadlines and time-outs are times at which the
 * caller runs a cycle (`wake`).
 * Thread: one at a time for one agent. Errors: none; what finds no room is counted and told.
 */
#pragma once

#include "bdi/library.h"

/* ---- what leaves a cycle ---- */

struct bdi_handle { // one attempt of one plan; `serial` is never used again by this agent
    int64_t serial;
    uint32_t intention, frame;
};

struct bdi_action {
    struct bdi_handle by;      // its serial is a good conversation id
    uint32_t verb;             // BDI_ASK_APPROVAL, or the model's
    uint32_t goal, plan, step; // of the library
    double arg[BDI_PARAMS];    // nan where the text says nothing
};
static_assert(sizeof(struct bdi_action) == 80, "no padding");

enum { BDI_ASK_APPROVAL = 0, BDI_VERBS = 1 }; // the model's verbs start here

/* What happened, for the decision trace. */
enum bdi_event {
    BDI_ADOPTED, // a goal, with an intention
    BDI_CHOSE,   // a plan; the only one with the sets and scores
    BDI_PLAN_FAILED,
    BDI_PLAN_DONE, // and the goal is not satisfied: it counts as tried
    BDI_ACHIEVED,
    BDI_DROPPED,
    BDI_GOAL_FAILED,
    BDI_SUSPENDED,
    BDI_RESUMED,
    BDI_NO_ROOM, // `cause` says for what
    BDI_EVENTS
};

/* "plan chosen": for readers of the trace. */
const char *bdi_event_text(enum bdi_event event);

enum bdi_cause {
    BDI_BY_CONDITION, // when, hold, until, drop of the goal
    BDI_BY_REQUEST,   // another agent's or another plan's
    BDI_BY_FAILURE,   // of the means before
    BDI_BY_THOUGHT,   // thinking again
    BDI_BY_DEADLINE,
    BDI_BY_TIME_OUT,
    BDI_BY_STEP,       // a check, a failed deed or sub-goal
    BDI_BY_REFUSAL,    // of the action, or no approval
    BDI_BY_LACK,       // no applicable means left
    BDI_OF_INTENTIONS, // no room: the goal has to wait
    BDI_OF_STACK,      // no room: the plan fails
    BDI_OF_ACTIONS,    // no room: the step is run in the next cycle
    BDI_OF_BUDGET,     // no room: the intentions go on in the next cycle
    BDI_CAUSES
};
const char *bdi_cause_text(enum bdi_cause cause);

/* `reads` are the beliefs behind it, whose values the trace hook finds in the state: of choices
 * those that the goal's conditions and the contexts, scores and approvals of the candidates
 * read, of other events those that the goal's conditions read; and those that such beliefs are
 * computed from. A goal that fails for lack of means has the sets too. */
struct bdi_record {
    int64_t at;    // ticks
    int64_t agent; // as the caller numbers them
    int64_t serial;
    uint64_t candidates, applicable, tried; // by position among the plans of the goal
    double score, runner_up_score;
    struct bdi_mask reads;
    uint32_t event, cause; // enum bdi_event, bdi_cause
    uint32_t goal, intention, frame;
    int32_t plan, runner_up; // of the library; -1: none
    uint32_t pad;
};
static_assert(sizeof(struct bdi_record) == 112, "no padding");

/* ---- a turn of an agent ---- */

struct bdi_turn {
    /* by the caller */
    const struct bdi_library *lib;
    const void *state;
    int64_t now;
    int64_t agent;     // for the trace
    const void *model; // for the functions of expressions, and deeds
    void *self;        // for the two below
    void (*touch)(void *self, const void *part, size_t bytes);  // NULL: nothing to take back
    void (*trace)(void *self, const struct bdi_record *record); // NULL: no trace
    struct bdi_action *action;                                  // room for `room`
    uint32_t room;

    /* by the turn; zero at first */
    uint32_t actions;
    uint32_t steps;             // choices count as steps
    uint32_t more;              // bool: run another cycle as soon as the caller likes
    uint32_t head_saved, saved; // bool; set of intentions
    uint32_t paused;            // intentions that go on in the next cycle
    struct bdi_mask changed;    // beliefs, since the last look
    int64_t wake;               // run a cycle then at the latest; INT64_MAX: no need
};

/* ---- state ---- */

struct bdi_counts { // of overflows, since the start
    uint32_t intentions, stack, actions, budget;
};

struct bdi_head {
    uint64_t pursued; // goals with an intention
    uint64_t wanted;  // goals that wait for room, or for another goal to end
    uint64_t barred;  // failed; until a belief changes that its means depend on
    uint64_t asked;   // on request
    uint64_t risen;   // perform: `when` was true at the last look
    uint64_t resting; // pursued, but inhibited
    int64_t serial;   // the next
    uint32_t used;    // set of intentions
    uint32_t fresh;   // bool: before the first cycle, when all beliefs are news
    struct bdi_counts counts;
};
static_assert(sizeof(struct bdi_head) == 80, "no padding");

enum bdi_frame_state {
    BDI_CHOOSING,
    BDI_RUNNING,
    BDI_WAITING,
    BDI_PENDING // approval
};

struct bdi_frame { // a goal and the plan that is tried
    int64_t serial;
    uint64_t tried; // by position among the plans of the goal
    int64_t until;  // deadline, INT64_MAX: none
    int64_t wait;   // time-out, the same
    uint16_t goal, plan;
    uint16_t step, state;
};
static_assert(sizeof(struct bdi_frame) == 40, "no padding");

struct bdi_intention {
    int64_t since;
    uint32_t depth;           // frames in use
    uint32_t steps;           // since it last thought again
    uint32_t look;            // bool: conditions have to be looked at whatever changed
    uint32_t cause;           // of the next choice
    struct bdi_frame frame[]; // library->depth of them
};
static_assert(sizeof(struct bdi_intention) == 24, "no padding");

/* What a deed sees: one step of a plan written in C. It may add actions with bdi_do(). */
struct bdi_doing {
    struct bdi_turn *turn;
    struct bdi_view view;
    struct bdi_action like; // by, goal, plan, step are filled
};

/* Fills zeroed bytes with what is believed at first. */
void bdi_open(const struct bdi_library *library, void *state, int64_t now);

/* In bytes that bdi_open() has filled: a belief that learns goes on from what was learned in an
 * earlier life. */
void bdi_recall(const struct bdi_library *library, void *state, uint32_t belief, double value,
                double observations, int64_t now);

static inline const struct bdi_head *bdi_head(const struct bdi_turn *t)
{
    return t->state;
}

static inline const struct bdi_belief *bdi_beliefs(const struct bdi_turn *t)
{
    return (const struct bdi_belief *)(const void *)((const unsigned char *)t->state +
                                                     t->lib->beliefs_at);
}

static inline const struct bdi_intention *bdi_intention(const struct bdi_turn *t, uint32_t i)
{
    const struct bdi_library *library = t->lib;

    return (const struct bdi_intention *)(const void *)((const unsigned char *)t->state +
                                                        library->intentions_at +
                                                        (size_t)i * library->intention_bytes);
}

/* Something is perceived or told: it was so at `at`. Learned beliefs learn from it; others
 * take it unless they know something newer. */
void bdi_hear(struct bdi_turn *t, uint32_t belief, double value, int64_t at, double confidence,
              int64_t source);

/* `source` takes back what it said: if the belief still rests on its word, it is as if it had
 * never been heard. What was learned stays learned. */
void bdi_forget(struct bdi_turn *t, uint32_t belief, int64_t source);

/* Another agent asks for a goal, or takes the request back. */
void bdi_request(struct bdi_turn *t, uint32_t goal);
void bdi_release(struct bdi_turn *t, uint32_t goal);

/* The answer to BDI_ASK_APPROVAL; the refusal of any other action: its plan fails. Late ones
 * change nothing: false. The caller runs a cycle afterwards. */
bool bdi_approve(struct bdi_turn *t, struct bdi_handle by, bool yes);
bool bdi_refuse(struct bdi_turn *t, struct bdi_handle by);

/* The plan of the library that is tried there; -1: the attempt is over. */
int32_t bdi_plan_of(const struct bdi_turn *t, struct bdi_handle by);

/* Reasons. Fills actions, wake and more. */
void bdi_cycle(struct bdi_turn *t);

/* Adds an action within a deed; NULL when there is no room (counted). */
struct bdi_action *bdi_do(struct bdi_doing *doing, uint32_t verb);

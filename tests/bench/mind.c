/* SPDX-License-Identifier: Apache-2.0 */
/* The reasoner alone, over an array of agents in turn: a quiet cycle hears a stock that changes
 * nothing, an adopting cycle falls below the trigger, chooses a plan and orders, and is
 * satisfied in the cycle after, which is counted apart.
 * usage: mind AGENTS ROUNDS quiet|adopt     prints ns per cycle; under callgrind: counts */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bdi/agent.h"

struct bench {
    struct base_arena *arena;
    struct base_err err;
    struct bdi_name name[4];
    struct bdi_belief_kind belief[4];
    struct bdi_goal goal[1];
    struct bdi_plan plan[2];
    struct bdi_step step[3];
    struct bdi_library library;
    unsigned char *states;
    struct bdi_action action[4];
    uint64_t actions;
};

static struct bdi_expr expr(struct bench *b, const char *text)
{
    struct bdi_scope scope = {.name = b->name, .names = b->library.beliefs};
    struct bdi_expr e = {0};

    if (!bdi_expr_compile(text, &scope, NULL, (struct bdi_where){"bench", 1}, b->arena, &e,
                          &b->err))
        base_die("%s", b->err.item[0].text);
    return e;
}

static void believe(struct bench *b, const char *name, const char *is)
{
    uint32_t k = b->library.beliefs;

    b->belief[k] = (struct bdi_belief_kind){.name = name, .known = true, .start = 10.0};
    if (is != NULL) {
        b->belief[k].origin = BDI_COMPUTED;
        b->belief[k].is = expr(b, is);
    }
    b->name[k] = (struct bdi_name){.name = name, .belief = k};
    b->library.beliefs++;
}

static void build(struct bench *b)
{
    b->arena = base_arena_new();
    b->library = (struct bdi_library){.name = "bench",
                                      .intentions = 2,
                                      .budget = BDI_BUDGET,
                                      .belief = b->belief,
                                      .goal = b->goal,
                                      .goals = 1,
                                      .plan = b->plan,
                                      .plans = 2,
                                      .step = b->step,
                                      .steps = 3};
    believe(b, "on_hand", NULL);
    believe(b, "on_order", NULL);
    believe(b, "demand", NULL);
    believe(b, "cover", "(on_hand + on_order) / max(demand, 0.01)");
    b->goal[0] = (struct bdi_goal){.name = "keep",
                                   .kind = BDI_MAINTAIN,
                                   .hold = expr(b, "cover >= 1"),
                                   .until = expr(b, "cover >= 2")};
    b->step[0] =
        (struct bdi_step){.kind = BDI_DO, .verb = BDI_VERBS, .arg[0] = expr(b, "20 - on_hand")};
    b->step[1] = (struct bdi_step){.kind = BDI_AWAIT, .ticks = 1000000000};
    b->step[2] = (struct bdi_step){.kind = BDI_FAIL};
    b->plan[0] = (struct bdi_plan){.name = "order",
                                   .when = expr(b, "demand > 0"),
                                   .score = expr(b, "2 * demand"),
                                   .steps = 2};
    b->plan[1] = (struct bdi_plan){.name = "fail", .first_step = 2, .steps = 1};
    if (!bdi_library_finish(&b->library, b->arena, &b->err))
        base_die("%s", b->err.item[0].text);
}

static void cycle(struct bench *b, size_t agent, int64_t now, double on_hand)
{
    struct bdi_turn t = {.lib = &b->library,
                         .state = b->states + agent * b->library.bytes,
                         .now = now,
                         .agent = (int64_t)agent,
                         .action = b->action,
                         .room = 4};

    bdi_hear(&t, 0, on_hand, now, 1.0, BDI_OWN);
    bdi_cycle(&t);
    b->actions += t.actions;
}

static double round_of(struct bench *b, size_t agents, int64_t now, double on_hand)
{
    double begin = base_clock_seconds();

    for (size_t a = 0; a < agents; a++)
        cycle(b, a, now, on_hand);
    return base_clock_seconds() - begin;
}

int main(int argc, char **argv)
{
    if (argc != 4 || (strcmp(argv[3], "quiet") != 0 && strcmp(argv[3], "adopt") != 0)) {
        fprintf(stderr, "usage: mind AGENTS ROUNDS quiet|adopt\n");
        return 2;
    }
    struct bench *b = base_alloc(sizeof *b);
    size_t agents = strtoull(argv[1], NULL, 10), rounds = strtoull(argv[2], NULL, 10);
    bool adopt = argv[3][0] == 'a';
    double seconds = 0.0, back = 0.0;

    build(b);
    b->states = base_alloc_aligned(agents * b->library.bytes);
    for (size_t a = 0; a < agents; a++)
        bdi_open(&b->library, b->states + a * b->library.bytes, 0);
    round_of(b, agents, 1, 12.0);
    for (size_t r = 0; r < rounds; r++) {
        seconds +=
            round_of(b, agents, 2 * (int64_t)r + 2, adopt ? -5.0 : 13.0 + (double)(r & 1));
        back += adopt ? round_of(b, agents, 2 * (int64_t)r + 3, 12.0) : 0.0;
    }
    double cycles = (double)(rounds * agents);

    printf("agents %zu bytes %u actions %llu ns_per_cycle %.1f ns_when_satisfied %.1f\n",
           agents, b->library.bytes, (unsigned long long)b->actions, seconds / cycles * 1e9,
           back / cycles * 1e9);
    base_arena_free(b->arena);
    base_err_fini(&b->err);
    free(b->states);
    free(b);
    return 0;
}

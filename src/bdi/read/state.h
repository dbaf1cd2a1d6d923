/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/read/state.h - what the readers of beliefs, goals and plans share. */
#pragma once

#include "bdi/read.h"

struct bdi_reading {
    const struct base_node *root;
    const struct bdi_domain *domain;
    struct base_arena *arena;
    struct base_err *err;
    struct bdi_library *lib;
    struct bdi_name *name; // of the beliefs, heap
    struct bdi_scope scope;
    size_t belief_room, step_room, word_room, list_room, listed_room;
};

/* ---- read/node.c: looking into the tree ---- */

void bdi_refuse_at(const struct bdi_reading *in, const struct base_node *at, const char *format,
                   ...) __attribute__((format(printf, 3, 4)));

/* The child of that name; NULL when there is none. */
const struct base_node *bdi_child(const struct base_node *node, const char *name);

/* The text of a child; NULL when there is none, "" with a mistake when it is no single value.
 */
const char *bdi_text(const struct bdi_reading *in, const struct base_node *node,
                     const char *name);

/* The same, with a mistake when it is missing or empty; `item` says of what. */
const char *bdi_need(const struct bdi_reading *in, const struct base_node *node,
                     const char *name, const char *item);

/* Complains about children that are not among `known` ("a|b|c"). */
void bdi_know(const struct bdi_reading *in, const struct base_node *node, const char *item,
              const char *known);

/* Position of `text` in `choices` ("a|b|c"); -1 with a mistake. */
int bdi_choice(const struct bdi_reading *in, const struct base_node *at, const char *text,
               const char *choices);

/* A whole number of a child; `otherwise` when there is none. */
uint32_t bdi_count(const struct bdi_reading *in, const struct base_node *node, const char *name,
                   uint32_t low, uint32_t high, uint32_t otherwise);

/* ---- read/value.c: expressions ---- */

extern const struct bdi_dim bdi_pure, bdi_days;

/* Compiles the value of a child; false when there is none, or it is a mistake. `dim` NULL: any.
 */
bool bdi_compile(struct bdi_reading *in, const struct base_node *node, const char *name,
                 enum bdi_type type, const struct bdi_dim *dim, struct bdi_expr *out);
bool bdi_compile_at(struct bdi_reading *in, const struct base_node *at, enum bdi_type type,
                    const struct bdi_dim *dim, struct bdi_expr *out);

/* A condition. */
void bdi_condition(struct bdi_reading *in, const struct base_node *node, const char *name,
                   struct bdi_expr *out);

/* A constant; `otherwise` when there is none. */
double bdi_constant(struct bdi_reading *in, const struct base_node *node, const char *name,
                    const struct bdi_dim *dim, double otherwise);

/* A constant span of time in ticks, > 0; 0 when there is none. */
int64_t bdi_ticks(struct bdi_reading *in, const struct base_node *node, const char *name);

/* An expression that is `value`. */
struct bdi_expr bdi_number(struct bdi_reading *in, uint32_t value);

/* ---- the parts ---- */

void bdi_read_beliefs(struct bdi_reading *in);    // read/beliefs.c
void bdi_read_goals(struct bdi_reading *in);      // read/goals.c
void bdi_read_plans(struct bdi_reading *in);      // read/plans.c
void bdi_read_invariants(struct bdi_reading *in); // read/invariants.c

/* read/steps.c: the steps of `body`. */
void bdi_read_step(struct bdi_reading *in, const struct base_node *node, struct bdi_step *step);

/* Positions by name; -1 when there is none. read/names.c */
int32_t bdi_belief_named(const struct bdi_reading *in, const char *name);
int32_t bdi_goal_named(const struct bdi_reading *in, const char *name);
int32_t bdi_percept_named(const struct bdi_reading *in, const char *name);

/* Complains that there is no such belief or goal, with the nearest. */
void bdi_refuse_belief(const struct bdi_reading *in, const struct base_node *at,
                       const char *name);
void bdi_refuse_goal(const struct bdi_reading *in, const struct base_node *at,
                     const char *name);

uint32_t bdi_word(struct bdi_reading *in, const char *name, size_t size); // read/names.c

/* "A", "A, B", or a list of names; a number of lib->list. */
uint32_t bdi_word_list(struct bdi_reading *in, const struct base_node *at);

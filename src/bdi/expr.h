/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/expr.h - conditions, scores and quantities of a plan library: text to byte code, once at
 * load time, with units checked; then evaluated in nanoseconds.
 *
 *   (on_hand + on_order - backlog) / max(demand, 0.01)
 *   A.up && trust_A > 0.5 and age(trust_A) < 3 d
 *
 * Loosest first: or || , and && , not ! , one comparison < <= > >= == != , + - , * / , unary -.
 * Numbers bear units ("3 d", "2.5 EUR/unit", "40 %", "6 /d"); a unit is joined without blanks,
 * so "3 d / x" divides. A number without one is a pure number beside * and /, and elsewhere in
 * the base units of what it stands with: "cover >= 3" means 3 days. Names are those of beliefs
 * and functions of the scope, true, false, now (days since the start), and:
 *
 *   min max (two or more)   abs floor ceil round sqrt exp log pow(x, n)
 *   clamp(x, low, high)     max(low, min(x, high))
 *   if(c, a, b)             a where c is true, else b
 *   age(belief)             days since its `at`; 1e9 when it was never heard
 *   known(belief)           was it ever heard?
 *   confidence(belief)      the field
 *
 * Meaning of what has none: arithmetic is that of IEEE 754, so x / 0 is an infinity or nan;
 * min, max and clamp of nan are nan; every comparison with nan is false, != too; a belief that
 * is a truth is true when it is neither 0 nor nan. Nothing traps. There is one nan: the result
 * is never another. No chance, no loops, no side effects: equal views give equal bits.
 *
 * Thread: code is constant once compiled; bdi_expr_eval() is pure and takes no memory.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "bdi/belief.h"

/* What is evaluated against. */
struct bdi_view {
    const struct bdi_belief *belief; // of one agent, by index
    int64_t now;                     // ticks
    const void *model;               // handed to functions of the scope
};

struct bdi_name { // of a belief
    const char *name;
    uint32_t belief;
    enum bdi_type type;
    struct bdi_dim dim;
};

enum { BDI_ARGS = 4 };

struct bdi_function { // that a model brings; needed at load time only, `call` for good
    const char *name;
    uint32_t args; // 0 .. BDI_ARGS
    enum bdi_type type;
    struct bdi_dim dim;               // of the result
    struct bdi_dim arg_dim[BDI_ARGS]; // numbers, all of them
    struct bdi_mask reads;            // beliefs behind it; it depends on these alone
    double (*call)(const struct bdi_view *view, const double *arg);
};

/* How units are read and said; the caller lends it. Without `read` there are "d", "h" and "%"
 * only; without `say` the base units have plain names. */
struct bdi_units {
    const void *self;
    bool (*read)(const void *self, const char *text, size_t size, struct bdi_dim *dim,
                 double *factor);
    const char *(*say)(const void *self, struct bdi_dim dim, char *text, size_t bytes);
};

struct bdi_scope {
    const struct bdi_name *name;
    size_t names;
    const struct bdi_function *function;
    size_t functions;
    const struct bdi_units *units; // NULL: as one without `read` and `say`
};

/* Where the text stands, for messages. */
struct bdi_where {
    const char *file;
    int line;
};

struct bdi_op; // 16 bytes, private layout, constants inside

/* One compiled expression, in the arena that bdi_expr_compile() was given. */
struct bdi_expr {
    const struct bdi_op *op;
    const char *text;      // as it was written; beside the code
    uint32_t ops;          // 0: absent
    uint32_t depth;        // most values on the stack at once, <= BDI_EXPR_DEPTH
    struct bdi_mask reads; // the beliefs that it reads
    bool timed;            // it reads the clock (now, age): true today does not mean tomorrow
    enum bdi_type type;
    struct bdi_dim dim;
};

enum { BDI_EXPR_DEPTH = 32, BDI_EXPR_LONGEST = 4096 }; // values; bytes of text

/* What an expression has to be. */
struct bdi_wanted {
    enum bdi_type type;
    const struct bdi_dim *dim; // of a number; NULL: any
};

/* Compiles `text`; `wanted` NULL: anything will do. False with mistakes in `err`, "file:line:
 * "the text", column n: what; what was expected": all wrong names and units at once, or the
 * first place that makes no sense. Constant parts are folded: what is constant is one op. */
bool bdi_expr_compile(const char *text, const struct bdi_scope *scope,
                      const struct bdi_wanted *wanted, struct bdi_where where,
                      struct base_arena *arena, struct bdi_expr *out, struct base_err *err);

/* Its value; truths are 0 or 1. The expression is there (ops > 0). */
double bdi_expr_eval(const struct bdi_expr *e, const struct bdi_view *view);

/* Does it call functions of the model, so that beliefs alone do not tell its value? */
bool bdi_expr_calls(const struct bdi_expr *e);

/* Is it one constant? Then `*value` is it. (For lint: "never applicable".) */
bool bdi_expr_constant(const struct bdi_expr *e, double *value);

/* Does the language itself use the name, so that no belief and no function can have it? */
bool bdi_expr_reserved(const char *name);

/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/expr/node.h - the tree between the text of an expression and its code. */
#pragma once

#include "bdi/expr.h"

/* What a node does. Binaries over numbers come first: their codes have forms (expr/code.h). */
enum bdi_kind {
    BDI_ADD,
    BDI_SUB,
    BDI_MUL,
    BDI_DIV,
    BDI_MIN,
    BDI_MAX,
    BDI_POW,
    BDI_LT,
    BDI_LE,
    BDI_GT,
    BDI_GE,
    BDI_EQ,
    BDI_NE,
    BDI_BINARIES,
    BDI_CONST = BDI_BINARIES,
    BDI_BELIEF, // its value, a number
    BDI_TRUE,   // its value, a truth
    BDI_AGE,
    BDI_KNOWN,
    BDI_CONFIDENCE,
    BDI_NOW,
    BDI_NOT,
    BDI_NEG,
    BDI_ABS,
    BDI_FLOOR,
    BDI_CEIL,
    BDI_ROUND,
    BDI_SQRT,
    BDI_EXP,
    BDI_LOG,
    BDI_CLAMP,
    BDI_AND,
    BDI_OR,
    BDI_IF,
    BDI_CALL, // a function of the scope
    BDI_KINDS
};

struct bdi_node {
    enum bdi_kind kind;
    uint32_t column;  // where it stands in the text, from 1
    uint32_t belief;  // of BDI_BELIEF .. BDI_CONFIDENCE
    double number;    // of BDI_CONST
    const char *name; // as it was written, of calls and operators, for messages
    const struct bdi_function *function; // of BDI_CALL
    struct bdi_node *arg[BDI_ARGS];
    uint32_t args;
    enum bdi_type type;
    struct bdi_dim dim;
    bool bare; // a number without a unit, that takes the one it stands with
    bool bad;  // a mistake was told; no more is to be said of it
};

/* A text under compilation. */
struct bdi_text {
    const char *text;
    const struct bdi_scope *scope;
    struct bdi_where where;
    struct base_arena *arena; // of the nodes, until the code is there
    struct base_err *err;
};

/* Adds a mistake at `column`. */
void bdi_text_wrong(const struct bdi_text *t, uint32_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "a truth", "a pure number", "a number in d": for messages. */
enum { BDI_SAID = 96 };
const char *bdi_text_say(const struct bdi_text *t, const struct bdi_node *n, char *text);
const char *bdi_text_dim(const struct bdi_text *t, struct bdi_dim dim, char *text);

bool bdi_dim_equal(struct bdi_dim a, struct bdi_dim b);

/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/expr/code.h - byte code: a stack machine whose top of stack is in a register.
 *
 * Binary operations over numbers come in three forms: the right operand is on the stack, a
 * constant in the operation, or a belief. They save most pushes.
 */
#pragma once

#include <assert.h>

#include "bdi/expr/node.h"

enum bdi_form { BDI_ON_STACK, BDI_CONSTANT, BDI_OF_BELIEF, BDI_FORMS };

/* The code of an operation: binaries in their forms, all others, then jumps. */
#define BDI_CODE(kind, form)                                     \
    ((kind) < BDI_BINARIES ? (unsigned)(kind)*BDI_FORMS + (form) \
                           : (unsigned)(kind) + BDI_BINARIES * (BDI_FORMS - 1))

enum {
    BDI_JUMP = BDI_BINARIES * (BDI_FORMS - 1) + BDI_KINDS,
    BDI_UNLESS,   // takes a truth from the stack, jumps when it is false
    BDI_IF_FALSE, // jumps with it when it is false, else takes it from the stack
    BDI_IF_TRUE
};

struct bdi_op {
    uint32_t code;
    uint32_t index; // of a belief; of the operation to jump to; arguments of a call
    union {
        double number;
        double (*call)(const struct bdi_view *view, const double *arg);
    };
};
static_assert(sizeof(struct bdi_op) == 16, "four to a cache line");

/* The code of a tree without mistakes; its operations are in `arena`. False: it needs too deep
 * a stack. */
bool bdi_code(const struct bdi_node *n, struct base_arena *arena, struct bdi_expr *out);

/* The value of a node whose arguments are constants. */
double bdi_code_value(const struct bdi_node *n);

/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/expr/code.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct coder {
    struct bdi_op *op;
    size_t ops, capacity;
    uint32_t height; // values on the stack
    struct bdi_expr *out;
};

static void code(struct coder *c, const struct bdi_node *n);

/* Adds an operation that takes `takes` values and leaves `leaves`. */
static struct bdi_op *emit(struct coder *c, unsigned number, uint32_t takes, uint32_t leaves)
{
    c->op = base_grow(c->op, c->ops + 1, &c->capacity, sizeof *c->op);
    c->op[c->ops] = (struct bdi_op){.code = number};
    c->height = c->height - takes + leaves;
    if (c->height > c->out->depth)
        c->out->depth = c->height;
    return &c->op[c->ops++];
}

static void note_belief(struct coder *c, uint32_t belief)
{
    base_assert(belief < BDI_BELIEFS);
    bdi_mask_add(&c->out->reads, belief);
}

/* The value on the stack and `right` become one. */
static void code_binary(struct coder *c, enum bdi_kind kind, const struct bdi_node *right)
{
    if (right->kind == BDI_CONST) {
        emit(c, BDI_CODE(kind, BDI_CONSTANT), 1, 1)->number = right->number;
    } else if (right->kind == BDI_BELIEF) {
        emit(c, BDI_CODE(kind, BDI_OF_BELIEF), 1, 1)->index = right->belief;
        note_belief(c, right->belief);
    } else {
        code(c, right);
        emit(c, BDI_CODE(kind, BDI_ON_STACK), 2, 1);
    }
}

/* The jump lands behind what has been written so far. */
static void land(struct coder *c, size_t jump)
{
    c->op[jump].index = (uint32_t)c->ops;
}

static void code_logic(struct coder *c, const struct bdi_node *n)
{
    code(c, n->arg[0]);
    size_t jump = c->ops;
    emit(c, n->kind == BDI_AND ? BDI_IF_FALSE : BDI_IF_TRUE, 1, 0);
    code(c, n->arg[1]);
    land(c, jump);
}

static void code_if(struct coder *c, const struct bdi_node *n)
{
    code(c, n->arg[0]);
    size_t over = c->ops;
    emit(c, BDI_UNLESS, 1, 0);
    code(c, n->arg[1]);
    size_t end = c->ops;
    emit(c, BDI_JUMP, 1, 0); // the other way leaves the value
    land(c, over);
    code(c, n->arg[2]);
    land(c, end);
}

static void code_call(struct coder *c, const struct bdi_node *n)
{
    for (uint32_t i = 0; i < n->args; i++)
        code(c, n->arg[i]);
    struct bdi_op *op = emit(c, BDI_CODE(BDI_CALL, 0), n->args, 1);
    op->index = n->args;
    op->call = n->function->call;
    c->out->reads = bdi_mask_join(c->out->reads, n->function->reads);
}

static void code_leaf(struct coder *c, const struct bdi_node *n)
{
    struct bdi_op *op = emit(c, BDI_CODE(n->kind, 0), 0, 1);

    op->index = n->belief;
    op->number = n->kind == BDI_CONST ? n->number : 0;
    if (n->kind != BDI_CONST && n->kind != BDI_NOW)
        note_belief(c, n->belief);
    c->out->timed = c->out->timed || n->kind == BDI_NOW || n->kind == BDI_AGE;
}

static void code(struct coder *c, const struct bdi_node *n)
{
    if (n->kind == BDI_CALL) {
        code_call(c, n);
    } else if (n->args == 0) {
        code_leaf(c, n);
    } else if (n->kind == BDI_AND || n->kind == BDI_OR) {
        code_logic(c, n);
    } else if (n->kind == BDI_IF) {
        code_if(c, n);
    } else {
        code(c, n->arg[0]);
        if (n->kind == BDI_CLAMP) {
            code_binary(c, BDI_MIN, n->arg[2]);
            code_binary(c, BDI_MAX, n->arg[1]);
        } else if (n->args == 2) {
            code_binary(c, n->kind, n->arg[1]);
        } else {
            emit(c, BDI_CODE(n->kind, 0), 1, 1);
        }
    }
}

bool bdi_code(const struct bdi_node *n, struct base_arena *arena, struct bdi_expr *out)
{
    struct coder c = {.out = out};

    *out = (struct bdi_expr){.type = n->type, .dim = n->dim};
    code(&c, n);
    struct bdi_op *op = base_arena_array(arena, c.ops, sizeof *op);
    memcpy(op, c.op, c.ops * sizeof *op);
    free(c.op);
    out->op = op;
    out->ops = (uint32_t)c.ops;
    return out->depth <= BDI_EXPR_DEPTH;
}

double bdi_code_value(const struct bdi_node *n)
{
    struct bdi_expr e = {0};
    struct coder c = {.out = &e};

    code(&c, n);
    e.op = c.op;
    e.ops = (uint32_t)c.ops;
    double value = bdi_expr_eval(&e, &(struct bdi_view){0});
    free(c.op);
    return value;
}

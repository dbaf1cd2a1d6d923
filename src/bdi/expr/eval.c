/* SPDX-License-Identifier: Apache-2.0 */
/* The machine. Its arithmetic is that of the compiler's folding, because that is this too. */
#include <math.h>

#include "bdi/expr/code.h"

enum { TICKS_PER_DAY = 86400000 };

#define NEVER_HEARD 1e9 // days

static double smaller(double a, double b)
{
    return a < b || a != a ? a : b;
}

static double larger(double a, double b)
{
    return a > b || a != a ? a : b;
}

static double age(const struct bdi_belief *b, int64_t now)
{
    return b->at == BDI_NEVER ? NEVER_HEARD : ((double)now - (double)b->at) / TICKS_PER_DAY;
}

/* A binary operation in its three forms; `b` is the right operand. */
#define BINARY(kind, result)                               \
    case BDI_CODE(kind, BDI_ON_STACK): {                   \
        double a = *--sp, b = top;                         \
        top = (result);                                    \
        break;                                             \
    }                                                      \
    case BDI_CODE(kind, BDI_CONSTANT): {                   \
        double a = top, b = op->number;                    \
        top = (result);                                    \
        break;                                             \
    }                                                      \
    case BDI_CODE(kind, BDI_OF_BELIEF): {                  \
        double a = top, b = view->belief[op->index].value; \
        top = (result);                                    \
        break;                                             \
    }

#define UNARY(kind, result)   \
    case BDI_CODE(kind, 0): { \
        double a = top;       \
        top = (result);       \
        break;                \
    }

#define LEAF(kind, result)    \
    case BDI_CODE(kind, 0): { \
        *sp++ = top;          \
        top = (result);       \
        break;                \
    }

/* The compiler counted the stack: what is taken from it has been put there. */
// NOLINTBEGIN(clang-analyzer-core.uninitialized.Assign)
double bdi_expr_eval(const struct bdi_expr *e, const struct bdi_view *view)
{
    double stack[BDI_EXPR_DEPTH + 1], *sp = stack, top = 0;
    const struct bdi_belief *belief = view->belief;
    const struct bdi_op *end = e->op + e->ops;

    for (const struct bdi_op *op = e->op; op < end; op++)
        switch (op->code) {
            LEAF(BDI_CONST, op->number)
            LEAF(BDI_BELIEF, belief[op->index].value)
            LEAF(BDI_TRUE, belief[op->index].value < 0 || belief[op->index].value > 0)
            LEAF(BDI_AGE, age(&belief[op->index], view->now))
            LEAF(BDI_KNOWN, belief[op->index].at != BDI_NEVER)
            LEAF(BDI_CONFIDENCE, belief[op->index].confidence)
            LEAF(BDI_NOW, (double)view->now / TICKS_PER_DAY)
            UNARY(BDI_NOT, a == 0)
            UNARY(BDI_NEG, -a)
            UNARY(BDI_ABS, fabs(a))
            UNARY(BDI_FLOOR, floor(a))
            UNARY(BDI_CEIL, ceil(a))
            UNARY(BDI_ROUND, round(a))
            UNARY(BDI_SQRT, sqrt(a))
            UNARY(BDI_EXP, exp(a))
            UNARY(BDI_LOG, log(a))
            BINARY(BDI_ADD, a + b)
            BINARY(BDI_SUB, a - b)
            BINARY(BDI_MUL, a * b)
            BINARY(BDI_DIV, a / b)
            BINARY(BDI_MIN, smaller(a, b))
            BINARY(BDI_MAX, larger(a, b))
            BINARY(BDI_POW, pow(a, b))
            BINARY(BDI_LT, a < b)
            BINARY(BDI_LE, a <= b)
            BINARY(BDI_GT, a > b)
            BINARY(BDI_GE, a >= b)
            BINARY(BDI_EQ, a == b)
            BINARY(BDI_NE, a < b || a > b)
        case BDI_CODE(BDI_CALL, 0):
            *sp++ = top;
            sp -= op->index;
            top = op->call(view, sp);
            break;
        case BDI_IF_FALSE:
        case BDI_IF_TRUE:
            if ((top != 0) == (op->code == BDI_IF_TRUE))
                op = e->op + op->index - 1;
            else
                top = *--sp;
            break;
        case BDI_UNLESS: {
            bool holds = top != 0;
            top = *--sp;
            if (!holds)
                op = e->op + op->index - 1;
            break;
        }
        case BDI_JUMP:
            op = e->op + op->index - 1;
            break;
        default:
            base_die("bug: an expression has an operation %u", (unsigned)op->code);
        }
    return top == top ? top : (double)NAN; // one nan, whatever made it
}
// NOLINTEND(clang-analyzer-core.uninitialized.Assign)

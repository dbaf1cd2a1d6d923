# SPDX-License-Identifier: Apache-2.0
"""What a case measures: an expression over the columns of a results file.

    item('base').fill_rate                          one value for each replication
    mean(series('base').cost)                       the same, from its time series
    quantile(item('DC').lost, 0.95)                 "over": "replications": over all of them

Every reference is an array whose first axis is the replication; functions like mean() reduce the
last axis. Only the names below and plain arithmetic are understood: a case has no code of its own.
"""

import ast
import operator

import numpy as np

OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Mod: operator.mod, ast.FloorDiv: operator.floordiv,
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert,
    ast.BitAnd: operator.and_, ast.BitOr: operator.or_,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}


def cvar(x, p):
    """Mean of the worst 1 - p of the values (Rockafellar and Uryasev 2000, for equal weights)."""
    worst = np.sort(x, axis=-1)
    n = x.shape[-1]
    tail = (1 - p) * n
    whole = int(np.floor(tail + 1e-9))
    total = worst[..., n - whole:].sum(axis=-1)
    if whole < n:
        total = total + (tail - whole) * worst[..., n - whole - 1]
    return total / tail


def first(when):
    """Index of the first true value, counted from 1; 0 when there is none."""
    return np.where(when.any(axis=-1), when.argmax(axis=-1) + 1, 0)


FUNCTIONS = {
    "mean": lambda x: np.mean(x, axis=-1),
    "sum": lambda x: np.sum(x, axis=-1),
    "var": lambda x: np.var(x, axis=-1, ddof=1),
    "sd": lambda x: np.std(x, axis=-1, ddof=1),
    "min": lambda x: np.min(x, axis=-1),
    "max": lambda x: np.max(x, axis=-1),
    "last": lambda x: x[..., -1],
    "at": lambda x, i: x[..., int(i)],
    "skip": lambda x, n: x[..., int(n):],
    "take": lambda x, n: x[..., :int(n)],
    "count": lambda x: np.sum(x, axis=-1),
    "share": lambda x: np.mean(x, axis=-1),
    "first": first,
    "quantile": lambda x, p: np.quantile(x, p, axis=-1),
    "cvar": cvar,
    "where": np.where,
    "sqrt": np.sqrt, "exp": np.exp, "log": np.log, "abs": np.abs, "round": np.round,
}


class Mistake(Exception):
    """An expression that cannot be evaluated."""


def evaluate(text, names):
    """The value of `text`; `names` are the functions and things it may refer to."""
    try:
        return _value(ast.parse(text, mode="eval").body, names)
    except Mistake as mistake:
        raise Mistake(f"{text}: {mistake}") from None
    except SyntaxError as mistake:
        raise Mistake(f"{text}: {mistake.msg}") from None


def _value(node, names):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)):
        return node.value
    if isinstance(node, ast.List):  # one number for each period
        return np.array([_value(item, names) for item in node.elts])
    if isinstance(node, ast.BinOp):
        return _operator(node.op)(_value(node.left, names), _value(node.right, names))
    if isinstance(node, ast.UnaryOp):
        return _operator(node.op)(_value(node.operand, names))
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _operator(node.ops[0])(_value(node.left, names), _value(node.comparators[0], names))
    if isinstance(node, ast.Call) and not node.keywords:
        function = _value(node.func, names)
        return function(*[_value(word, names) for word in node.args])
    if isinstance(node, ast.Attribute) and not node.attr.startswith("_"):
        return _attribute(_value(node.value, names), node.attr)
    if isinstance(node, ast.Name):
        return _name(node.id, names)
    raise Mistake(f"{ast.unparse(node)} is not understood")


def _operator(op):
    if type(op) not in OPERATORS:
        raise Mistake(f"the operator {type(op).__name__} is not understood")
    return OPERATORS[type(op)]


def _attribute(thing, column):
    column_of = getattr(thing, "column", None)
    if column_of is None:
        raise Mistake(f"only tables have columns like .{column}")
    return column_of(column)


def _name(name, names):
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name in names:
        return names[name]
    raise Mistake(f"{name} is not known; known are {', '.join(sorted([*FUNCTIONS, *names]))}")

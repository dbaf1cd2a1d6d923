# SPDX-License-Identifier: Apache-2.0
"""Scenario discovery: in which ranges of the factors does it go wrong?

The patient rule induction method of Friedman and Fisher, "Bump hunting in high-dimensional data"
(Statistics and Computing 9, 1999), as Bryant and Lempert use it for scenarios (Technological
Forecasting and Social Change 77, 2010): from the box that holds all points, slice after slice is
peeled off, each time the one that leaves the highest share of cases of interest behind; then the box
is widened again where that does no harm. Every box on the way is kept, to choose between how many of
the cases a box holds (coverage) and how pure it is (density).
"""

import numpy as np
import pandas as pd


def prim(factors, case, peel=0.05, least=0.05):
    """Boxes from all points to the purest. `factors`: one column each, numbers or words; `case`: true
    where a point is of interest; `peel`: part that goes at a time; `least`: part of the points that a
    box must keep. The last box is the widened one."""
    case = np.asarray(case, dtype=bool)
    box, boxes = whole(factors), []
    while True:
        inside = within(factors, box)
        boxes.append(describe(factors, box, inside, case))
        smaller = best(factors, case, slices(factors[inside], box, peel), least * len(case))
        if smaller is None or boxes[-1]["density"] in (0, 1):
            break
        box = smaller
    wider = pasted(factors, case, box, peel)
    boxes.append(describe(factors, wider, within(factors, wider), case))
    return pd.DataFrame(boxes)


def whole(factors):
    """The box of all points: (low, high) of numbers, a set of words."""
    return {name: (column.min(), column.max()) if is_number(column) else frozenset(column)
            for name, column in factors.items()}


def within(factors, box):
    """Which points lie in the box."""
    inside = np.ones(len(factors), dtype=bool)
    for name, limits in box.items():
        column = factors[name]
        inside &= (column.between(*limits) if is_number(column) else column.isin(limits)).to_numpy()
    return inside


def limits_of(factors, box):
    """The box in words: only the factors that it bounds."""
    everything = whole(factors)
    said = {}
    for name, limits in box.items():
        if limits == everything[name]:
            continue
        said[name] = (", ".join(sorted(limits)) if isinstance(limits, frozenset)
                      else f"{limits[0]:.4g} to {limits[1]:.4g}")
    return said


def is_number(column):
    return pd.api.types.is_numeric_dtype(column)


def describe(factors, box, inside, case):
    held, cases = int((inside & case).sum()), int(case.sum())
    return {"box": box, "points": int(inside.sum()), "coverage": held / cases if cases else np.nan,
            "density": held / inside.sum() if inside.any() else np.nan,
            "bounds": len(limits_of(factors, box))}


def slices(points, box, peel):
    """All boxes that lack one slice of this one."""
    for name, limits in box.items():
        column = points[name]
        if isinstance(limits, frozenset):
            if len(limits) > 1:
                yield from ({**box, name: limits - {word}} for word in sorted(limits))
            continue
        values = np.unique(column)
        if len(values) < 2:
            continue
        low = values[np.searchsorted(values, column.quantile(peel), side="right"):]
        high = values[:np.searchsorted(values, column.quantile(1 - peel), side="left")]
        if len(low) > 0:
            yield {**box, name: (low[0], limits[1])}
        if len(high) > 0:
            yield {**box, name: (limits[0], high[-1])}


def best(factors, case, boxes, least):
    """The box of highest density, the fuller one of equals; None when all are too small."""
    found, top = None, (-1, 0)
    for box in boxes:
        inside = within(factors, box)
        count = inside.sum()
        if count >= max(least, 1) and (case[inside].mean(), count) > top:
            found, top = box, (case[inside].mean(), count)
    return found


def pasted(factors, case, box, paste):
    """The box, widened slice by slice as long as its density does not fall."""
    while True:
        density = case[within(factors, box)].mean()
        wider = best(factors, case, wider_boxes(factors, box, paste), 0)
        if wider is None or case[within(factors, wider)].mean() < density:
            return box
        box = wider


def wider_boxes(factors, box, paste):
    """All boxes that have one slice more: of a number, about `paste` of the points inside."""
    inside = within(factors, box)
    step = max(int(paste * inside.sum()), 1)
    for name, limits in box.items():
        others = factors[within(factors, {k: v for k, v in box.items() if k != name})][name]
        if isinstance(limits, frozenset):
            yield from ({**box, name: limits | {word}} for word in sorted(set(others) - limits))
            continue
        below, above = np.sort(others[others < limits[0]]), np.sort(others[others > limits[1]])
        if len(below) > 0:
            yield {**box, name: (below[max(len(below) - step, 0)], limits[1])}
        if len(above) > 0:
            yield {**box, name: (limits[0], above[min(step, len(above)) - 1])}

# SPDX-License-Identifier: Apache-2.0
"""When a simulated figure agrees with theory.

DET   deterministic: |simulated - expected| <= 1e-9 max(1, |expected|), or the part of the value
      that the case states (fluid models in unit steps: 1 %; of 1 where 0 is expected).
STAT  exact value of a stochastic model: inside the 99.9 % interval over independent replications
      (or batches of them), and its half-width is at most 1 % of the value (2 % of a probability
      below 0.05, 10 % below 0.002).
BAND  approximation or published rounding: within 2 %.
"""

import math
from dataclasses import dataclass

import numpy as np

LEVEL = 0.999
QUICK_WIDTH = 10  # the quick subset allows intervals so many times as wide


@dataclass
class Verdict:
    good: bool
    why: str  # empty when good
    mean: float
    low: float = math.nan
    high: float = math.nan
    width: float = math.nan  # half-width, part of the expected value
    n: int = 1
    again: str = ""  # what the first run said, when this is the second


def judge(metric, values, quick=False):
    """Compares `values`, one for each replication or batch, with what the metric expects."""
    values = np.atleast_1d(np.asarray(values, dtype=float))
    if not np.isfinite(values).all():
        return Verdict(False, "not a number", math.nan, n=len(values))
    return RULES[metric["rule"]](metric, values, quick)


def deterministic(metric, values, _quick):
    expected, tolerance = metric["expected"], metric.get("tolerance", 0)
    worst = values[np.abs(values - expected).argmax()]
    room = tolerance * (abs(expected) or 1) if tolerance else 1e-9 * max(1, abs(expected))
    good = bool(abs(worst - expected) <= room)
    return Verdict(good, "" if good else "differs", float(worst), n=len(values))


def statistical(metric, values, quick):
    expected, n = metric["expected"], len(values)
    mean, low, high = interval(values)
    width = (high - low) / 2 / abs(expected)
    room = allowed_width(metric) * (QUICK_WIDTH if quick else 1)
    slack = 1e-9 * max(1, abs(expected))  # for values that do not vary
    why = []
    if n < 30 and not quick:
        why.append(f"only {n} replications")
    if not low - slack <= expected <= high + slack:
        why.append("outside the interval")
    if width > room:
        why.append(f"half-width {100 * width:.2g} % > {100 * room:g} %")
    return Verdict(not why, ", ".join(why), mean, low, high, width, n)


def band(metric, values, _quick):
    mean = float(values.mean())
    good = bool(abs(mean - metric["expected"]) <= 0.02 * abs(metric["expected"]))
    low, high = interval(values)[1:] if len(values) > 1 else (math.nan, math.nan)
    return Verdict(good, "" if good else "more than 2 % off", mean, low, high, n=len(values))


RULES = {"DET": deterministic, "STAT": statistical, "BAND": band}


def allowed_width(metric):
    if metric.get("probability") and metric["expected"] < 0.002:
        return 0.10
    if metric.get("probability") and metric["expected"] < 0.05:
        return 0.02
    return 0.01


def interval(values):
    """Mean and its Student interval."""
    n = len(values)
    mean = float(values.mean())
    if n < 2:
        return mean, -math.inf, math.inf
    half = t_quantile((1 + LEVEL) / 2, n - 1) * float(values.std(ddof=1)) / math.sqrt(n)
    return mean, mean - half, mean + half


def t_quantile(p, freedom):
    """Of Student's distribution, by bisection of its distribution function."""
    low, high = 0.0, 1e4
    for _ in range(200):
        middle = (low + high) / 2
        if t_cdf(middle, freedom) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_cdf(t, freedom):
    """For t >= 0: Simpson's rule over the angle, t = sqrt(freedom) tan(angle)."""
    angle, steps = math.atan(t / math.sqrt(freedom)), 2000
    weight = np.ones(steps + 1)
    weight[1:-1:2], weight[2:-1:2] = 4, 2
    density = np.cos(np.linspace(0, angle, steps + 1)) ** (freedom - 1)
    log_c = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(math.pi) / 2
    return 0.5 + math.exp(log_c) * float(weight @ density) * angle / steps / 3

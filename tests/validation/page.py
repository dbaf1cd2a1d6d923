# SPDX-License-Identifier: Apache-2.0
"""The page of verdicts, docs/VALIDATION.md, from the files that validate.py keeps."""

import json
import math
import re
from pathlib import Path

HEAD = """# Validation

Simulated figures against known answers: closed forms, exact chains, published tables. Each case is
an ordinary scenario in `tests/validation/cases`, simulated by `bullwhip run`; nothing else computes
the figures but sums and ratios of columns of the results file. `tests/validation/README.md` tells
how to add one.

- **DET** must agree to 1e-9 (fluid models in unit steps: to the tolerance in brackets).
- **STAT** must lie in the 99.9 % interval (Student, over independent replications or batches of
  them), whose half-width is at most 1 % of the value (2 % for probabilities below 0.05, 10 % below
  0.002). At so many figures a miss or two is within chance: it is run again with another seed and
  four times as many replications, which then decides, and is marked.
- **BAND** must agree to 2 %: approximations and rounded publications.

`tests/run.sh --validation` repeats all this and writes this page anew. `ctest -L validation` runs
the same cases shorter, with intervals up to ten times as wide, in a few minutes.
"""


def in_order(name):
    """SC-2 before SC-10, and these before others."""
    parts = [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
    return [not name.startswith("SC"), *parts]


def write(folder):
    kept = sorted(Path(folder).glob("*.json"), key=lambda path: in_order(path.stem))
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in kept]
    verdicts = [v for case in cases for v in case["verdicts"]]
    good = sum(v["good"] for v in verdicts)
    again = sum(bool(v["again"]) for v in verdicts)
    print(HEAD)
    print(f"**{good} of {len(verdicts)} figures of {len(cases)} cases agree**"
          f"{f'; {again} of them in a second run' if again else ''}.\n")
    for case in cases:
        write_case(case)


def write_case(case):
    print(f"## {case['case']} {case.get('title', '')}\n")
    for key in ("source", "convention", "note"):
        if case.get(key):
            print(f"{key.capitalize()}: {case[key]}  ")
    runs = ", ".join(f"`bullwhip run tests/validation/cases/{one}`"
                     for one in dict.fromkeys(case["scenarios"].values()))
    print(f"Run: {runs}; check: `tests/validation/validate.py {case['case']}`\n")
    print("| figure | rule | expected | simulated | 99.9 % interval | half-width | verdict |")
    print("|---|---|---|---|---|---|---|")
    for verdict in case["verdicts"]:
        print(row(verdict))
    print()


def row(v):
    rule = f"{v['rule']} ({100 * v['tolerance']:g} %)" if v.get("tolerance") else v["rule"]
    spread = not math.isnan(v["low"]) and v["high"] > v["low"]
    where = f"[{v['low']:.7g}, {v['high']:.7g}]" if spread else ""
    width = "" if math.isnan(v["width"]) else f"{100 * v['width']:.2g} %"
    verdict = "agrees" if v["good"] else f"**{v['why']}**"
    if v["again"]:
        verdict += f"; second run, {v['again']}"
    return (f"| {v['metric']} | {rule} | {v['expected']:.10g} | {v['mean']:.10g} | {where} | "
            f"{width} | {verdict} |")

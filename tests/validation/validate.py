#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares simulations with known answers: the cases of tests/validation/cases.

usage: validate.py [--quick] [--first] [--program BULLWHIP] [--threads N] [--keep FOLDER] CASE...
       validate.py --all ...          every case
       validate.py --table FOLDER     the verdicts kept there as a Markdown page, on stdout

A case is CASE.json beside ordinary scenarios; README.md tells how to write one. Without --quick a
failure is run again with another seed and four times as many replications, as its rule says; what counts is
the second run, and the page says so. Exit code 1: a check failed.
"""

import argparse
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "analysis"))

import page  # noqa: E402
import rules  # noqa: E402
from expression import Mistake  # noqa: E402
from measure import Measured, batches  # noqa: E402


class Case:
    """One CASE.json, with the scenarios that it names."""

    def __init__(self, name):
        with open(CASES / f"{name}.json", encoding="utf-8") as file:
            self.said = json.load(file)
        self.name = name
        self.scenarios = self.said.get("scenarios", {name: f"{name}.cfg"})
        self.metrics = [m for metric in self.said["metrics"] for m in self._spread(metric)]

    def _spread(self, metric):
        """A metric without "in" is that of every scenario, unless it names scenarios itself."""
        if "scenario(" in metric["value"]:
            return [{**metric, "in": next(iter(self.scenarios))}]
        where = metric.get("in", list(self.scenarios))
        return [{**metric, "in": one} for one in ([where] if isinstance(where, str) else where)]

    def label(self, metric):
        shown = len(self.scenarios) > 1 and "scenario(" not in metric["value"]
        return f"{metric['metric']} ({metric['in']})" if shown else metric["metric"]


def simulate(options, scenario, to, more):
    """Runs one scenario; the results are at `to`."""
    command = [options.program, "run", str(CASES / scenario), "-o", to,
               "--engine", "serial", "--threads", str(options.threads), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Mistake(f"{' '.join(command)}\n{done.stderr}")


def evaluate(case, metric, measured):
    here = measured[metric["in"]]
    if metric.get("over") == "replications":
        return batches(here, metric["value"])
    others = {"scenario": lambda name: Other(measured[name])}
    return here.value(metric["value"], others)


class Other:
    """Another scenario of the case: scenario('one').item('DC') ..."""

    def __init__(self, measured):
        self.measured = measured

    def column(self, name):
        return self.measured.names[name]


def run_case(case, options, more):
    """Simulates each scenario with the options `more[name]`; a verdict for each metric, and what
    was in force."""
    with tempfile.TemporaryDirectory(prefix="bullwhip-") as folder:
        measured = {}
        for name, scenario in case.scenarios.items():
            path = os.path.join(folder, f"{name}.h5")
            simulate(options, scenario, path, more.get(name, []))
            measured[name] = Measured(path)
        verdicts = [rules.judge(m, evaluate(case, m, measured), options.quick)
                    for m in case.metrics]
        return verdicts, {name: m.results.scenario for name, m in measured.items()}


def quick_options(case):
    told = case.said.get("quick", {})
    words = [word for key, value in told.items() for word in (f"--{key}", str(value))]
    return {name: words for name in case.scenarios}


def again_options(first):
    """Another seed, and four times as long in all: so many replications."""
    return {name: ["--seed", str(was["seed"] + 1_000_003),
                   "--replications", str(4 * was["replications"])]
            for name, was in first.items()}


def check(case, options):
    """Verdicts of the case; those of a second run say so."""
    if options.quick:
        return run_case(case, options, quick_options(case))[0]
    verdicts, first = run_case(case, options, {})
    failed = [i for i, verdict in enumerate(verdicts)
              if not verdict.good and case.metrics[i]["rule"] == "STAT"]
    if failed and not options.first:
        second, _ = run_case(case, options, again_options(first))
        for i in failed:
            note = f"first run {verdicts[i].mean:.6g}: {verdicts[i].why}"
            verdicts[i] = dataclasses.replace(second[i], again=note)
    return verdicts


def report(case, verdicts):
    """One line for each metric."""
    for metric, v in zip(case.metrics, verdicts):
        about = f"[{v.low:.7g}, {v.high:.7g}]" if v.high > v.low else ""
        again = f"  (second run; {v.again})" if v.again else ""
        print(f"{'ok  ' if v.good else 'FAIL'} {case.name}  {case.label(metric)}: "
              f"expected {metric['expected']:.10g}, simulated {v.mean:.10g} {about}"
              f"  {metric['rule']}  {v.why}{again}", flush=True)


def keep(case, verdicts, folder):
    told = {**case.said, "case": case.name, "scenarios": case.scenarios, "verdicts": [
        {"metric": case.label(m), "rule": m["rule"], "expected": m["expected"],
         "tolerance": m.get("tolerance"), **dataclasses.asdict(v)}
        for m, v in zip(case.metrics, verdicts)]}
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{case.name}.json"), "w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)


def all_cases():
    return sorted((path.stem for path in CASES.glob("*.json")), key=page.in_order)


def parse(words):
    parser = argparse.ArgumentParser(description="Compares simulations with known answers.")
    parser.add_argument("case", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--quick", action="store_true", help="shorter, wider intervals allowed")
    parser.add_argument("--program", default=os.environ.get("BULLWHIP", "bullwhip"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--first", action="store_true", help="no second run")
    parser.add_argument("--keep", metavar="FOLDER", help="where verdicts are kept, one file a case")
    parser.add_argument("--table", metavar="FOLDER", help="prints the verdicts kept there")
    options = parser.parse_args(words)
    if not options.table and not options.case and not options.all:
        parser.error("name a case, or --all")
    options.program = shutil.which(options.program) or parser.error(
        f"{options.program} is no program; name it with --program or $BULLWHIP")
    return options


def main(words):
    options = parse(words)
    if options.table:
        page.write(options.table)
        return 0
    good = True
    for name in all_cases() if options.all else options.case:
        case = Case(name)
        try:
            verdicts = check(case, options)
        except Mistake as mistake:
            print(f"FAIL {name}  {mistake}", flush=True)
            good = False
            continue
        report(case, verdicts)
        good = good and all(v.good for v in verdicts)
        if options.keep:
            keep(case, verdicts, options.keep)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

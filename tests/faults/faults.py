#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Faults, one after the other, and what becomes of them: the same result or a clear word.

usage: faults.py --program BULLWHIP --shim SHIM --scenario FILE [--rounds N] [--seed S] [KIND...]

Each fault strikes at a step that the seed picks among those that an undisturbed run takes; what
goes by the stopwatch goes by one that counts its looks: speed has no say in it. BULLWHIP_SHORT
leaves it at the first of each kind that strikes. Ends with a table; exit code 1 when anything was
not survived.
"""

import argparse
import os
import random
import shutil
import sys
import time
import traceback

import kinds
from place import LeftOut, Place, Wrong

SHORT = "BULLWHIP_SHORT" in os.environ


def settings():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--shim", required=True)
    parser.add_argument("--scenario", required=True)
    parser.add_argument("--launcher", default=shutil.which("mpirun"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("kind", nargs="*", help="only these; --list names them")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


class Tally:
    """One line of the table."""

    def __init__(self, kind):
        self.kind, self.tried, self.struck = kind, 0, 0
        self.ends = {"same": 0, "told": 0}
        self.wrong = []
        self.left_out = ""  # why it can't be tried here

    def line(self):
        return (f"{self.kind:<34}{self.tried:>7}{self.struck:>8}{self.ends['same']:>7}"
                f"{self.ends['told']:>7}{len(self.wrong):>7}")


def try_kind(given, name, kind):
    tally = Tally(name)
    place = Place(given)
    try:
        for trial in kind(place, random.Random(f"{given.seed} {name}"), given):
            tally.tried += 1
            try:
                struck, end = trial()
                tally.struck += struck
                tally.ends[end] += 1
            except Wrong as reason:
                tally.wrong.append(str(reason))
            if SHORT and tally.struck:
                break
        if tally.tried and not tally.struck and not tally.wrong:
            tally.wrong.append("no fault of this kind struck")
    except LeftOut as reason:
        tally.left_out = str(reason)
    except Wrong as reason:
        tally.wrong.append("before any fault: " + str(reason))
    except Exception:  # the harness itself: shown like a fault that was not survived
        tally.wrong.append(traceback.format_exc())
    finally:
        place.close()
    return tally


def main():
    given = settings()
    chosen = {name: kind for name, kind in kinds.ALL.items() if not given.kind or name in given.kind}
    if given.list:
        print("\n".join(kinds.ALL))
        return 0
    tallies = []
    print(f"{'fault':<34}{'tried':>7}{'struck':>8}{'same':>7}{'told':>7}{'WRONG':>7}", flush=True)
    for name, kind in chosen.items():
        begun = time.monotonic()
        tally = try_kind(given, name, kind)
        tallies.append(tally)
        print(tally.line() + f"{time.monotonic() - begun:>8.1f} s", flush=True)
        if tally.left_out:
            print("    left out: " + tally.left_out, flush=True)
        for reason in tally.wrong:
            print("    " + reason.replace("\n", "\n    "), flush=True)
    tried, survived = sum(t.tried for t in tallies), sum(sum(t.ends.values()) for t in tallies)
    wrong = sum(len(t.wrong) for t in tallies)
    print(f"{tried} faults tried, {sum(t.struck for t in tallies)} struck, {survived} survived, "
          f"{wrong} not; seed {given.seed}, {os.cpu_count()} cores")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

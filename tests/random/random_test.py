#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random scenarios, and those that once went wrong, must run and balance, and be the same on all
engines.

usage: random_test.py BULLWHIP FIRST LAST [TWIN...]     seeds FIRST .. LAST and kept/*.cfg

Each is validated and run serially: the program itself proves at the end of each run that no goods
were lost. With TWIN, a command such as `mpiexec -n 2 scenario_twin 30 0`, all go through it.
BULLWHIP_SHORT leaves it at every fourth seed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import Scenario

HERE = Path(__file__).resolve().parent


def write(folder, first, last):
    """The scenarios as files, by name, and the plan libraries that they speak of."""
    shutil.copytree(HERE.parent / "twin" / "scenarios" / "libraries", Path(folder) / "libraries")
    for seed in range(first, last + 1, 4 if "BULLWHIP_SHORT" in os.environ else 1):
        path = Path(folder) / f"random_{seed}.cfg"
        path.write_text(Scenario(seed).text(), encoding="utf-8")
        yield path
    yield from sorted((HERE / "kept").glob("*.cfg"))


def good(command):
    """Runs it; says what went wrong, if anything did."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        told = [line for line in (done.stdout + done.stderr).splitlines() if "warning:" not in line]
        print(f"FAIL {' '.join(map(str, command))}: exit code {done.returncode}", *told[:20], sep="\n  ")
    return done.returncode == 0


def main(program, first, last, *twin):
    with tempfile.TemporaryDirectory(prefix="bullwhip-") as folder:
        files = list(write(folder, int(first), int(last)))
        if twin:
            all_good = good([*twin, *files])
        else:
            results = f"{folder}/out.h5"
            all_good = all([
                good([program, "validate", path]) and
                good([program, "run", path, "--engine", "serial", "-o", results])
                for path in files])
    print(f"{len(files)} scenarios, " + ("all well" if all_good else "not all well"))
    return 0 if all_good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

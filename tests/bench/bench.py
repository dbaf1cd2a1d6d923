#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures this build: medians of interleaved runs, as Markdown tables.

    tests/bench/bench.py limit                  # the bare hold loop
    tests/bench/bench.py phold --runs 5         # PHOLD on each engine, full grid
    tests/bench/bench.py speculation            # PHOLD with little or no lookahead
    tests/bench/bench.py peers                  # the rows that other engines publish
    tests/bench/bench.py memory                 # bytes per LP, everything included
    tests/bench/bench.py supply                 # networks of 10^3 .. 10^6 site-products
    tests/bench/bench.py tree                   # one-for-one tree of 22 sites, a demand's cost
    tests/bench/bench.py minds                  # the same by policies and by plan libraries
    tests/bench/bench.py warehouse              # one site with 10, 100, 1000 products
    tests/bench/bench.py sweep                  # 1000 runs on one and two workers, their price
    tests/bench/bench.py chains --data FOLDER   # real chains: a year, ten times, all in
    tests/bench/bench.py ranks                  # 1, 2, 4, 8 ranks on this machine
    tests/bench/bench.py rank_memory            # what each rank holds of a model

supply, tree and warehouse take --before BUILD: the same runs with another build, as a ratio.

All configurations of a row run one after the other, then all again: a busy moment of the
machine meets each alike. Nothing is asserted here; clocks are for reading.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

import networks
import ranks
import sweeps

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_pml": "ob1",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "OMP_WAIT_POLICY": "passive",
}
ENGINES = {  # name: (engine, ranks, threads)
    "serial": ("serial", 1, 1),
    "TW 1x1": ("timewarp", 1, 1),
    "TW 1x2": ("timewarp", 1, 2),
    "TW 2x1": ("timewarp", 2, 1),
    "cons 1x1": ("conservative", 1, 1),
    "cons 1x2": ("conservative", 1, 2),
    "cons 2x1": ("conservative", 2, 1),
}


def command(build, arguments, engine, ranks, threads):
    line = [str(build / "bullwhip"), *map(str, arguments)]
    line += ["--engine", engine, "--threads", str(threads), "--json"]
    return ["mpirun", "-n", str(ranks), *line] if ranks > 1 else line


def run(line):
    done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env={**os.environ, **ENVIRONMENT})
    if done.returncode != 0:
        sys.exit(f"failed ({done.returncode}): {' '.join(line)}\n{done.stderr}")
    return done.stdout


def interleaved(lines, runs, value):
    """Medians of `value(output)` per line; every digest must agree."""
    seen = [[] for _ in lines]
    for _ in range(runs):
        for i, line in enumerate(lines):
            seen[i].append(value(run(line)))
    return [statistics.median(s) for s in seen]


class Rate:
    """Million committed events per second; remembers that all digests were equal."""

    def __init__(self):
        self.digests = set()

    def __call__(self, output):
        result = json.loads(output)
        self.digests.add(result["digest"])
        return result["events_per_second"] / 1e6


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def row_print(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def hold_ns(build, pending, state, holds, runs):
    line = [str(build / "tests/bench/hold"), str(pending), str(state), str(holds)]
    return interleaved([line], runs, lambda out: float(out.split()[5]))[0]


def limit(args):
    table(["pending", "state bytes", "ns per hold", "M holds/s"], [])
    for pending in (1024, 16384, 131072, 1048576):
        for state in (16, 256):
            ns = hold_ns(args.build, pending, state, args.events, args.runs)
            row_print([str(pending), str(state), f"{ns:.0f}", f"{1e3 / ns:.2f}"])


def phold_row(args, engines, lps, start, remote, lookahead, state, payload=0):
    end = max(3.0, args.events / (lps * start))
    arguments = ["phold", "--lps", lps, "--start", start, "--remote", remote, "--mean", 1.0,
                 "--lookahead", lookahead, "--end", end, "--state", state, "--payload", payload]
    lines = [command(args.build, arguments, *ENGINES[name]) for name in engines]
    rate = Rate()
    medians = interleaved(lines, args.runs, rate)
    if len(rate.digests) != 1:
        sys.exit(f"digests differ: {arguments}")
    return medians


def phold(args):
    names = list(ENGINES)
    table(["LPs x start", "remote", "state", "bare hold", *names, "serial / hold"], [])
    for lps in args.lps:
        for start in args.start:
            for state in (16, 256):
                hold = 1e3 / hold_ns(args.build, lps * start, state, args.events, args.runs)
                for remote in (0.1, 0.5, 1.0):
                    rates = phold_row(args, names, lps, start, remote, 0.1, state)
                    row_print([f"{lps} x {start}", str(remote), str(state), f"{hold:.2f}",
                               *[f"{r:.2f}" for r in rates], f"{rates[0] / hold:.2f}"])


def speculation(args):
    names = ["serial", "TW 1x2", "TW 2x1", "cons 1x2"]
    table(["LPs", "remote", "lookahead", *names, "TW 1x2 / serial", "TW 2x1 / serial"], [])
    for lps, remote in ((131072, 0.1), (131072, 1.0), (16384, 0.5)):
        for lookahead in (0.001, 0):
            r = phold_row(args, names, lps, 1, remote, lookahead, 16)
            row_print([str(lps), str(remote), str(lookahead), *[f"{x:.2f}" for x in r],
                       f"{r[1] / r[0]:.2f}", f"{r[2] / r[0]:.2f}"])


def peers(args):
    names = ["serial", "TW 1x2", "TW 2x1", "cons 1x2", "cons 2x1"]
    table(["LPs x start, remote", *names], [])
    rows = [("A", 1024, 16, 1.0, 16, 0), ("B", 16384, 1, 0.1, 16, 0),
            ("C", 16384, 1, 0.5, 16, 0), ("D", 16384, 1, 1.0, 16, 0),
            ("E", 131072, 1, 1.0, 16, 0), ("E1", 131072, 1, 0.1, 16, 0),
            ("F", 131072, 8, 0.1, 16, 0), ("G", 1048576, 1, 1.0, 16, 0),
            ("256 B state, 48 B payload", 131072, 1, 0.1, 256, 48)]
    for name, lps, start, remote, state, payload in rows:
        r = phold_row(args, names, lps, start, remote, 0.1, state, payload)
        row_print([f"{name} {lps} x {start}, {remote:.0%}", *[f"{x:.2f}" for x in r]])


def memory(args):
    table(["engine", "LPs", "state bytes", "bytes per LP"], [])
    for name in ("serial", "TW 1x2", "TW 2x1"):
        for state in (16, 256):
            lps = 1048576
            arguments = ["phold", "--lps", lps, "--start", 1, "--remote", 1.0, "--mean", 1.0,
                         "--lookahead", 0.1, "--end", 3, "--state", state]
            line = command(args.build, arguments, *ENGINES[name])
            peak = interleaved([line], 1, lambda out: json.loads(out)["peak_rss_bytes"])[0]
            row_print([name, str(lps), str(state), f"{peak / lps:.0f}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = {f.__name__: f for f in (limit, phold, speculation, peers, memory)}
    what |= {name: lambda a, f=f: f(a, sys.modules[__name__])
             for name, f in (networks.BENCHES | ranks.BENCHES | sweeps.BENCHES).items()}
    parser.add_argument("what", choices=what)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--before", type=pathlib.Path, help="another build to compare with")
    parser.add_argument("--data", type=pathlib.Path, help="chains: stages.csv and arcs.csv")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--events", type=int, default=4000000, help="per run, about")
    parser.add_argument("--lps", type=int, nargs="*", default=[1024, 16384, 131072, 1048576])
    parser.add_argument("--sites", type=int, nargs="*", default=[100000, 1000000],
                        help="rank_memory")
    parser.add_argument("--start", type=int, nargs="*", default=[1, 16])
    args = parser.parse_args()
    what[args.what](args)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Sweeps of a small network to measure: part of bench.py, whose module comes in as `bench`."""
import concurrent.futures
import json
import pathlib
import shutil
import statistics
import tempfile

import networks

STUDY = """study = {{ id = "bench"; scenario = "tree.cfg"; replications = {replications};
  outcomes = ["fill_rate", "on_hand_mean"]; }};
factors = ( {{ name = "level"; at = "stock.S00.unit.order_up_to"; low = "5 units"; high = "6 units"; }} );
design = {{ kind = "sobol"; points = {points}; }};
"""
WORKERS = {"1": (1, 1), "2 threads": (1, 2), "2 ranks": (2, 1)}  # ranks, threads


def study(folder, points, replications, days):
    (folder / "tree.cfg").write_text(networks.tree_text(days))
    (folder / "study.cfg").write_text(STUDY.format(points=points, replications=replications))


def once(args, bench, folder, ranks=1, threads=1):
    """The JSON of a sweep from its beginning; what it left behind is removed."""
    out = folder / "out.h5"
    line = [str(args.build / "bullwhip"), "sweep", str(folder / "study.cfg"), "-o", str(out),
            "--threads", str(threads), "--json"]
    told = json.loads(bench.run(["mpirun", "-n", str(ranks), *line] if ranks > 1 else line))
    told["file_bytes"] = out.stat().st_size
    out.unlink()
    shutil.rmtree(f"{out}.spool")
    return told


def side_by_side(args, bench, folder):
    """Seconds of two programs at once that know nothing of each other: what the machine gives."""
    apart = [folder / "a", folder / "b"]
    for where in apart:
        where.mkdir(exist_ok=True)
        study(where, 100, 10, 365)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        told = list(pool.map(lambda where: once(args, bench, where), apart))
    return max(t["seconds"] for t in told)


def throughput(args, bench, folder):
    """100 points x 10 replications of a year: one worker against two, and against the machine."""
    study(folder, 100, 10, 365)
    bare = []
    seen = {name: [] for name in WORKERS}
    for _ in range(args.runs):
        for name, (ranks, threads) in WORKERS.items():
            seen[name].append(once(args, bench, folder, ranks, threads))
        bare.append(side_by_side(args, bench, folder))
    if len({told["digest"] for told in sum(seen.values(), [])}) != 1:
        raise SystemExit("digests differ")
    seconds = {name: statistics.median(t["seconds"] for t in told) for name, told in seen.items()}
    bench.table(["workers", "s for 1000 runs", "runs/s", "against one"], [])
    for name, took in seconds.items():
        bench.row_print([name, f"{took:.3f}", f"{1000 / took:.0f}", f"{seconds['1'] / took:.2f}"])
    took = statistics.median(bare)
    bench.row_print(["two programs, each 1000", f"{took:.3f}", f"{2000 / took:.0f}",
                     f"{2 * seconds['1'] / took:.2f}"])


def overhead(args, bench, folder):
    """A day instead of a year: what is left is the price of a run as such."""
    print()
    bench.table(["points x replications of a day", "ms per run"], [])
    for points, replications in ((1000, 1), (100, 10), (10, 100)):
        study(folder, points, replications, 1)
        took = statistics.median(once(args, bench, folder)["seconds"] for _ in range(args.runs))
        bench.row_print([f"{points} x {replications}", f"{took / points / replications * 1e3:.3f}"])


def memory(args, bench, folder):
    print()
    bench.table(["points x replications of 30 d", "peak, MB", "s (2 threads)", "results, MB"], [])
    for points in (100, 1000, 10000):
        study(folder, points, 10, 30)
        told = once(args, bench, folder, threads=2)
        bench.row_print([f"{points} x 10", f"{told['peak_rss_bytes'] / 1e6:.0f}",
                         f"{told['seconds']:.1f}", f"{told['file_bytes'] / 1e6:.1f}"])


def sweep(args, bench):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        throughput(args, bench, folder)
        overhead(args, bench, folder)
        memory(args, bench, folder)


BENCHES = {"sweep": sweep}

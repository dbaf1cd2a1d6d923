# SPDX-License-Identifier: Apache-2.0
"""Benches of bench.py about many ranks on few cores, and about what each rank must hold."""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

RANKS = (1, 2, 4, 8)
PHOLD = ["phold", "--lps", 131072, "--remote", 0.1, "--lookahead"]


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def crowd_row(args, bench, name, arguments):
    """Medians over interleaved runs: rate by the clock, and per second of processor time, which
    a busy neighbour changes less."""
    by_clock = {n: [] for n in RANKS}
    by_cpu = {n: [] for n in RANKS}
    digests = set()
    for _ in range(args.runs):
        for n in RANKS:
            before = cpu_seconds()
            got = json.loads(bench.run(bench.command(args.build, arguments, "timewarp", n, 1)))
            digests.add(got["digest"])
            by_clock[n].append(got["events_per_second"] / 1e6)
            by_cpu[n].append(got["committed"] / (cpu_seconds() - before) / 1e6)
    assert len(digests) == 1, digests
    clock = {n: statistics.median(v) for n, v in by_clock.items()}
    cpu = {n: statistics.median(v) for n, v in by_cpu.items()}
    bench.row_print([name, *[f"{clock[n]:.2f}" for n in RANKS], f"{clock[8] / clock[2]:.2f}",
                     *[f"{cpu[n]:.2f}" for n in RANKS], f"{cpu[8] / cpu[2]:.2f}"])


def ranks(args, bench):
    bench.table(["work", *[f"{n} ranks" for n in RANKS], "8 / 2",
                 *[f"{n}, per CPU s" for n in RANKS], "8 / 2"], [])
    end = max(3.0, args.events / 131072)
    for lookahead in (0.1, 0.001):
        crowd_row(args, bench, f"PHOLD 131072, 10 % remote, lookahead {lookahead}",
                  [*PHOLD, lookahead, "--end", end])
    with tempfile.TemporaryDirectory() as folder:
        bench.run([str(args.build / "bullwhip"), "init", "--synthetic", "--sites", "20000",
                   "--products", "5", "-o", f"{folder}/net"])
        crowd_row(args, bench, "network of 20000 sites",
                  ["run", f"{folder}/net", "-n", 1, "--horizon", "20 d", "--no-output"])


def peak_row(args, bench, name, size, arguments):
    each = []
    for n in (1, 2, 4):
        got = json.loads(bench.run(bench.command(args.build, arguments, "timewarp", n, 1)))
        each.append(got["peak_rss_bytes"] / n / size)
    # bytes = held + owned / ranks, by 1 and 4 ranks
    owned = (each[0] - each[2]) / (1 - 1 / 4)
    bench.row_print([name, *[f"{e:.0f}" for e in each], f"{owned:.0f}", f"{each[0] - owned:.0f}"])


def watched(bench, line, ranks):
    """Runs `line`, each rank of it below ranks.py itself; what it says, and what each took."""
    with tempfile.TemporaryDirectory() as folder:
        program = next(i for i, word in enumerate(line) if word.endswith("bullwhip"))
        line = [*line[:program], sys.executable, __file__, folder, *line[program:]]
        said = bench.run(line)
        took = [json.loads((pathlib.Path(folder) / str(r)).read_text()) for r in range(ranks)]
    return json.loads(said), took


def watch(folder, line):
    """One rank: what it took goes to a file with its number."""
    rank = os.environ.get("OMPI_COMM_WORLD_RANK") or os.environ.get("PMI_RANK") or "0"
    code = subprocess.call(line)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    (pathlib.Path(folder) / rank).write_text(json.dumps(
        {"mb": used.ru_maxrss / 1024, "cpu": used.ru_utime + used.ru_stime}))
    return code


def network_row(args, bench, sites, net, n, read):
    """One day of a network on n ranks; its digest."""
    line = bench.command(args.build, ["run", net, "-n", 1, "--horizon", "1 d", "--no-output",
                                      "--read", read], "timewarp", n, 1)
    since = time.monotonic()
    got, took = watched(bench, line, n)
    start = time.monotonic() - since - got["seconds"]
    others = took[1:] or [{"mb": 0, "cpu": 0}]
    bench.row_print([str(sites), str(n), read, f"{took[0]['mb']:.0f}",
                     f"{max(t['mb'] for t in others):.0f}", f"{start:.1f}",
                     f"{took[0]['cpu']:.1f}", f"{max(t['cpu'] for t in others):.1f}"])
    return got["digest"]


def with_network(args, bench, sites, use):
    with tempfile.TemporaryDirectory() as folder:
        bench.run([str(args.build / "bullwhip"), "init", "--synthetic", "--sites", str(sites),
                   "--products", "1", "-o", f"{folder}/net"])
        digests = use(f"{folder}/net")
    assert len(set(digests)) == 1, digests


def rank_memory(args, bench):
    """Peak of one rank by the size of the whole model, and what of that every rank holds; then
    networks, read whole and in parts: the peaks of rank 0 and of the largest of the others; then
    the same where each rank owns as many sites, however many there are."""
    bench.table(["model", "1 rank", "2", "4", "owned", "on each rank"], [])
    peak_row(args, bench, "PHOLD, bytes per LP", 1 << 20,
             ["phold", "--lps", 1 << 20, "--remote", 0.1, "--end", 0.5])
    for sizes in ({sites: RANKS for sites in args.sites},
                  {n * max(args.sites) // max(RANKS): (n,) for n in RANKS[1:]}):
        print()
        bench.table(["sites", "ranks", "read", "rank 0, MB", "largest other, MB", "start-up, s",
                     "CPU of rank 0, s", "of the busiest other, s"], [])
        for sites, ranks_of in sizes.items():
            with_network(args, bench, sites, lambda net, sites=sites, ranks_of=ranks_of: [
                network_row(args, bench, sites, net, n, read)
                for n in ranks_of for read in ("whole", "parts")[:1 + (n > 1)]])


BENCHES = {"ranks": ranks, "rank_memory": rank_memory}

if __name__ == "__main__":  # a rank of `watched`
    sys.exit(watch(sys.argv[1], sys.argv[2:]))

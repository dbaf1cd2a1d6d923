# SPDX-License-Identifier: Apache-2.0
"""Supply networks to measure: part of bench.py, whose module comes in as `bench`."""
import json
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

HEAD = """scenario = {{ id = "{id}"; }};
run = {{ horizon = "{days} d"; kpi_period = "{period} d"; replications = 1; seed = 1; }};
"""


def tree_text(days):
    """One plant, 3 depots, 18 shops; each unit sold is ordered again, one for one."""
    depots = [f"D{i}" for i in range(3)]
    shops = [f"S{i:02}" for i in range(18)]
    pairs = [("P", d, 2) for d in depots]
    pairs += [(depots[i % 3], s, 1) for i, s in enumerate(shops)]
    level = {**{d: 36 for d in depots}, **{s: 5 for s in shops}}
    sites = [("P", "supplier")] + [(n, "warehouse") for n in depots + shops]
    return "\n".join([
        HEAD.format(id="tree", days=days, period=min(30, days)),
        'products = ( { name = "unit"; } );',
        listing("sites", [f'name = "{n}"; role = "{r}";' for n, r in sites]),
        listing("lanes", [f'from = "{a}"; to = "{b}"; lead_time = "{d} d";'
                          for a, b, d in pairs]),
        listing("stock", ['site = "P"; product = "unit";'] +
                [f'site = "{b}"; product = "unit"; source = "{a}"; policy = "base-stock"; '
                 f'order_up_to = "{level[b]} units";' for a, b, _ in pairs]),
        listing("demand", [f'site = "{s}"; product = "unit"; rate = "2 /d";' for s in shops])])


def warehouse_text(products, days):
    """One supplier, one warehouse; each product sells as much whatever their number."""
    names = [f"p{i:04}" for i in range(products)]
    return "\n".join([
        HEAD.format(id=f"warehouse{products}", days=days, period=min(30, days)),
        listing("products", [f'name = "{p}";' for p in names]),
        listing("sites", ['name = "S"; role = "supplier";', 'name = "W"; role = "warehouse";']),
        listing("lanes", ['from = "S"; to = "W"; lead_time = "3 d";']),
        listing("stock", [f'site = "S"; product = "{p}";' for p in names] +
                [f'site = "W"; product = "{p}"; source = "S"; policy = "base-stock"; '
                 'order_up_to = "20 units";' for p in names]),
        listing("demand", [f'site = "W"; product = "{p}"; rate = "5 /d";' for p in names])])


def listing(name, rows):
    return f"{name} = (\n" + ",\n".join(f"  {{ {row} }}" for row in rows) + "\n);"


def measure(bench, args, path, engines, options=()):
    """{column: [outputs]}: interleaved runs; every digest of this build must agree."""
    line = ["run", path, "--replications", 1, "--no-output", *options]
    columns = {name: bench.command(args.build, line, *bench.ENGINES[name]) for name in engines}
    if args.before:
        columns["before"] = bench.command(args.before, line, *bench.ENGINES["serial"])
    seen = {name: [] for name in columns}
    for _ in range(args.runs):
        for name, one in columns.items():
            seen[name].append(json.loads(bench.run(one)))
    if len({r["digest"] for name in engines for r in seen[name]}) != 1:
        sys.exit(f"digests differ: {path}")
    return seen


def median(runs, key):
    return statistics.median(r[key] for r in runs)


def before_head(args):
    return ["serial before", "ratio"] if args.before else []


def before_cells(args, seen):
    if not args.before:
        return []
    old, new = (median(seen[n], "events_per_second") / 1e6 for n in ("before", "serial"))
    return [f"{old:.2f}", f"{new / old:.2f}"]


def supply(args, bench):
    engines = ["serial", "TW 1x2", "TW 2x1"]
    bench.table(["site-products", "sites", *[f"{n}, M events/s" for n in engines],
                 "site-product-days/s (serial)", "bytes per site-product (serial)",
                 *before_head(args)], [])
    with tempfile.TemporaryDirectory() as folder:
        for sites, days in ((600, 900), (60000, 30), (600000, 7)):
            where = pathlib.Path(folder) / str(sites)
            bench.run([str(args.build / "bullwhip"), "init", "--synthetic", "--sites",
                       str(sites), "--products", "20", "--seed", "1", "-o", str(where)])
            with open(where / "stock.csv") as stock:
                items = sum(1 for _ in stock) - 1
            seen = measure(bench, args, where / "scenario.cfg", engines,
                           ["--horizon", f"{days} d"])
            serial = seen["serial"]
            rates = [median(seen[n], "events_per_second") / 1e6 for n in engines]
            bench.row_print([str(items), str(sites), *[f"{x:.2f}" for x in rates],
                             f"{items * days / median(serial, 'seconds'):.3g}",
                             f"{median(serial, 'peak_rss_bytes') / items:.0f}",
                             *before_cells(args, seen)])


def tree(args, bench):
    days = max(1, args.events // 36)
    bench.table(["M demands/s (serial)", "M events/s", *before_head(args)], [])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "tree.cfg"
        path.write_text(tree_text(days))
        seen = measure(bench, args, path, ["serial"])
        runs = seen["serial"]
        demands = 36 * days / median(runs, "seconds") / 1e6
        bench.row_print([f"{demands:.2f}", f"{median(runs, 'events_per_second') / 1e6:.2f}",
                         *before_cells(args, seen)])


def minds(args, bench):
    """The tree by policy, by the library that says the same, and by one with a goal more, which
    takes the whole cycle of an agent at each demand."""
    root = pathlib.Path(__file__).resolve().parents[2]
    libraries = {"policy": None, "plain.cfg": root / "scenarios/libraries/plain.cfg",
                 "with a goal more": root / "tests/twin/scenarios/libraries/watched.cfg"}
    days = max(1, args.events // 36)
    seconds = {name: [] for name in libraries}
    with tempfile.TemporaryDirectory() as folder:
        for name, path in libraries.items():
            text = tree_text(days)
            if path:
                shutil.copy(path, folder)
                text += listing("\nagents", [f'name = "{r}"; plans = "{path.name}"; role = "{r}";'
                                             for r in ("supplier", "warehouse")])
            (pathlib.Path(folder) / f"{name}.cfg").write_text(text)
        for _ in range(args.runs):
            for name in libraries:
                line = bench.command(args.build, ["run", f"{folder}/{name}.cfg", "--replications",
                                                  1, "--no-output"], *bench.ENGINES["serial"])
                seconds[name].append(json.loads(bench.run(line))["seconds"])
    bench.table(["who decides", "seconds", "against the policy"], [])
    base = statistics.median(seconds["policy"])
    for name, took in seconds.items():
        bench.row_print([name, f"{statistics.median(took):.2f}",
                         f"{statistics.median(took) / base:.3f}"])


def warehouse(args, bench):
    bench.table(["products", "M events/s (serial)", "ns per event", "against the first row",
                 *before_head(args)], [])
    first = None
    with tempfile.TemporaryDirectory() as folder:
        for products in (10, 100, 1000):
            path = pathlib.Path(folder) / f"{products}.cfg"
            path.write_text(warehouse_text(products, max(1, args.events // (15 * products))))
            seen = measure(bench, args, path, ["serial"])
            ns = 1e9 / median(seen["serial"], "events_per_second")
            first = first or ns
            bench.row_print([str(products), f"{1e3 / ns:.2f}", f"{ns:.0f}",
                             f"{ns / first:.2f}", *before_cells(args, seen)])


def chain_run(args, bench, chain, where):
    """One chain of --data: imported, checked, and run for a year, ten times."""
    program = str(args.build / "bullwhip")
    bench.run([program, "import", "--stages", str(args.data / "stages.csv"), "--arcs",
               str(args.data / "arcs.csv"), "--chain", chain, "-o", str(where)])
    checked = json.loads(bench.run([program, "validate", str(where), "--json"]))
    since = time.monotonic()
    out = json.loads(bench.run([program, "run", str(where), "--horizon", "365 d",
                                "--replications", "10", "-o", str(where / "out.h5"), "--json"]))
    return [chain, str(len((where / "sites.csv").read_text().splitlines()) - 1),
            f"{out['committed'] / 1e6:.2f}", f"{time.monotonic() - since:.1f}",
            f"{out['peak_rss_bytes'] / 1e6:.0f}", str(checked["warnings"]),
            f"{out['kpi']['merged_lines']['mean']:.1f}"]


def chains(args, bench):
    if args.data is None:
        sys.exit("chains needs --data FOLDER with stages.csv and arcs.csv")
    bench.table(["chain", "sites", "M events", "seconds, all in", "peak MB", "warnings",
                 "joined lines"], [])
    with open(args.data / "stages.csv") as stages:
        names = list(dict.fromkeys(line.split(",")[0] for line in stages))[1:]
    with tempfile.TemporaryDirectory() as folder:
        for chain in names:
            bench.row_print(chain_run(args, bench, chain, pathlib.Path(folder) / chain))


BENCHES = {"supply": supply, "tree": tree, "minds": minds, "warehouse": warehouse, "chains": chains}

# SPDX-License-Identifier: Apache-2.0
"""Networks that each rank reads its part of give what they give when rank 0 reads them whole."""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np
from support import BULLWHIP, MPIEXEC, PATIENCE, CommandTest, long

SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scenarios")
SCENARIO = """
scenario = {{ id = "net"; }};
run = {{ horizon = "{days} d"; warm_up = "10 d"; kpi_period = "10 d"; replications = {times};
        seed = {seed}; convention = "{order}"; }};
products = (
  {{ name = "lamp"; value = "30 EUR/unit"; bom = "2 part + 1 foot"; shelf_life = "35 d"; }},
  {{ name = "desk"; value = "90 EUR/unit"; bom = "3 part"; }},
  {{ name = "part"; value = "4 EUR/unit"; }},
  {{ name = "foot"; value = "2 EUR/unit"; }}
);
sites = {{ table = "sites.csv"; }};
lanes = {{ table = "lanes.csv"; }};
stock = {{ table = "stock.csv"; }};
demand = {{ table = "demand.csv"; }};
{more}
"""

TROUBLE = """
disruptions = (
  {{ name = "strike"; site = "{factory}"; up = "exponential(30) d"; down = "4 d"; }},
  {{ name = "fire"; site = "{factory}"; product = "lamp"; start = "20 d"; duration = "9 d";
     orders = "refused"; }},
  {{ name = "flood"; region = "north"; spread = 0.5; start = "25 d"; duration = "uniform(2, 6) d"; }},
  {{ name = "aftermath"; region = "south"; kind = "lead-time"; factor = 1.5; after = "flood";
     delay = "3 d"; duration = "8 d"; }},
  {{ name = "gone"; site = "{supplier}"; kind = "insolvency"; start = "45 d"; }},
  {{ name = "ice"; lane = "{lane}"; kind = "lane-closed"; start = "12 d"; duration = "6 d"; }},
  {{ name = "rush"; site = "{market}"; kind = "demand"; factor = 2.5; start = "15 d";
     duration = "10 d"; }},
  {{ name = "slow"; site = "{other}"; kind = "capacity"; share = 0.3; fail_chance = 0.1;
     repair_chance = 0.4; }}
);
promotions = (
  {{ product = "lamp"; region = "north"; start = "30 d"; duration = "6 d"; factor = 1.6;
     pull_forward = 0.3; }}
);
"""


class Network:
    """Suppliers, factories, warehouses and markets in a random order."""

    def __init__(self, seed, size):
        self.dice = random.Random(seed)
        self.sites, self.lanes, self.stock, self.demand = [], [], [], []
        self.by_role = {r: [f"{r[:2].title()} {i}" for i in range(n)] for r, n in
                        (("supplier", size), ("factory", size), ("warehouse", 2 * size),
                         ("market", 5 * size))}
        for role, names in self.by_role.items():
            for name in names:
                self.sites.append([name, role, self.dice.choice(["north", "south", "east", ""])])
        self.dice.shuffle(self.sites)
        for name in self.by_role["supplier"]:
            for product in ("part", "foot"):
                self.keep(name, product, make_time=self.dice.choice(["1 d", "gamma(3, cv 0.5) d", "0 d"]))
        self.supply("factory", "supplier", ("part", "foot"))
        for name in self.by_role["factory"]:
            for product in ("lamp", "desk"):
                self.keep(name, product, make_time="uniform(1, 2) d", **self.policy(False))
        self.supply("warehouse", "factory", ("lamp", "desk"))
        self.supply("market", "warehouse", ("lamp", "desk"), some=True)
        self.dice.shuffle(self.lanes)

    def policy(self, ordered=True):
        dice = self.dice
        s = dice.randint(5, 40)
        return dice.choice([
            {"policy": "base-stock", "order_up_to": s},
            {"policy": "base-stock", "order_up_to": s, "review": "1 d"},
            {"policy": "(s,S)", "reorder_point": s, "order_up_to": s + dice.randint(1, 60)},
            {"policy": "(s,S)", "reorder_point": s, "order_up_to": s + 30, "review": "2 d"},
            {"policy": "(r,Q)", "reorder_point": s, "order_quantity": dice.randint(5, 30)},
            {"policy": "base-stock", "order_up_to": s, "allocation": "proportional"},
            {"policy": "base-stock", "order_up_to": s, "initial_pipeline": "5 units at 2 d"},
        ] + ordered * [
            {"policy": "base-stock", "order_up_to": s, "initial_orders": "4 units at 1 d"},
        ])

    def keep(self, site, product, **what):
        if "policy" in what and self.dice.random() < 0.7:
            what["holding_cost"] = round(self.dice.uniform(0.01, 0.2), 3)
            what["backlog_cost"] = 1
        self.stock.append({"site": site, "product": product, **what})

    def supply(self, role, above, products, some=False):
        dice = self.dice
        for name in self.by_role[role]:
            for product in products:
                if some and dice.random() < 0.4:
                    continue
                source = dice.choice(self.by_role[above])
                lane = [source, name]
                if lane not in [x[:2] for x in self.lanes]:
                    self.lanes.append(lane + [
                        dice.choice(["2 d", "triangular(0.5, 1, 3) d", "exponential(2) d", "0 d"]),
                        dice.choice(["", "", "12 h", "1 d"]), dice.choice(["", 0.4])])
                self.keep(name, product, source=source, **self.policy())
                if some:
                    self.sell(name, product)

    def sell(self, site, product):
        dice = self.dice
        self.demand.append({"site": site, "product": product, **dice.choice([
            {"rate": round(dice.uniform(0.5, 6), 2)},
            {"every": "1 d", "quantity": "normal(8, cv 0.3)"},
            {"rate": 3, "quantity": "uniform(1, 4)", "unmet": "lost"},
            {"rate": 2, "patience": "exponential(3) d"},
            {"every": "12 h", "quantity": 2, "promise": "2 d", "waits": "percentiles"},
            {"every": "exponential(0.5) d", "start": "5 d", "end": "50 d"},
        ])})

    def write(self, folder, **settings):
        def table(name, header, rows):
            with open(os.path.join(folder, name), "w", newline="") as file:
                out = csv.writer(file)
                out.writerow(header)
                out.writerows(rows)

        def records(name, rows, units):
            keys = sorted({key for row in rows for key in row})
            table(name, [f"{k} [{units[k]}]" if k in units else k for k in keys],
                  [[row.get(k, "") for k in keys] for row in rows])

        table("sites.csv", ["name", "role", "region"], self.sites)
        table("lanes.csv", ["from", "to", "lead_time", "order_delay", "cost_per_unit [EUR/unit]"],
              self.lanes)
        money = {"holding_cost": "EUR/unit/d", "backlog_cost": "EUR/unit/d", "order_up_to": "units",
                 "reorder_point": "units", "order_quantity": "units"}
        records("stock.csv", self.stock, money)
        records("demand.csv", self.demand, {"rate": "/d", "quantity": "units"})
        trouble = TROUBLE.format(factory=self.by_role["factory"][0], other=self.by_role["factory"][1],
                                 supplier=self.by_role["supplier"][1], lane=" -> ".join(self.lanes[0][:2]),
                                 market=self.demand[0]["site"])
        settings.setdefault("more", trouble)
        with open(os.path.join(folder, "net.cfg"), "w") as file:
            file.write(SCENARIO.format(**{"days": 60, "times": 1, "seed": 5, "order": "continuous",
                                          **settings}))


class Parts(CommandTest):
    def digest(self, *words, ranks=0, parts=None):
        done = self.run_command("run", "net.cfg", "--json", "--no-output", *words, ranks=ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        if parts is not None:
            self.assertEqual("read in parts" in done.stderr, parts, done.stderr)
        return json.loads(done.stdout)

    def same(self, ranks, *words, engine="timewarp", stress=()):
        """All figures and the digest, read in parts by so many ranks, as one rank has them."""
        whole = self.digest("--read", "whole", *words)
        parts = self.digest("--read", "parts", "--engine", engine, *words, *stress, ranks=ranks,
                            parts=True)
        for key in ("digest", "kpi"):
            self.assertEqual(whole[key], parts[key], (ranks, words))

    def test_random_networks(self):
        for seed, order, ranks in ((1, "continuous", 2), (2, "order-first", 3), (3, "demand-first", 4)):
            Network(seed, 6).write(self.folder, order=order)
            self.same(ranks)
            self.same(2, "--threads", "2", "--placement", "round-robin")

    def test_engines_and_stress(self):
        Network(9, 5).write(self.folder)
        self.same(2, engine="conservative")
        self.same(3, stress=("--stress", "rollback=5,shuffle"))
        self.same(2, stress=("--threads", "2", "--stress", "speculate,gvt,history=65536"))

    def test_a_network_that_is_busy_in_one_corner_is_placed_again(self):
        net = Network(8, 8)
        for row in net.stock:
            if "policy" in row:
                row.update(policy="base-stock", order_up_to=50, reorder_point="", order_quantity="",
                           review="")
        corner = {"Fa 0", "Fa 1"}
        for _ in range(2):  # warehouses, then markets
            corner |= {row["site"] for row in net.stock if row.get("source") in corner}
        for row in net.demand:
            if row["site"] in corner:
                for key in set(row) - {"site", "product"}:
                    del row[key]
                row["rate"] = 200
        net.write(self.folder, more="")
        self.same(2)
        self.same(3, "--threads", "2")

    @long
    def test_more_random_networks(self):
        for seed in range(10, 14):
            Network(seed, 3 + seed % 7).write(
                self.folder, order=["continuous", "order-first", "demand-first"][seed % 3])
            self.same(2 + seed % 3, "--placement", ["auto", "block", "round-robin"][seed // 3 % 3])

    def test_synthetic_networks(self):
        self.good("init", "--synthetic", "--sites", "700", "--products", "3", "-o", "big")
        os.symlink("big", self.path("net.cfg"))  # a folder counts as its scenario
        self.same(2, "--horizon", "40 d")
        self.same(4, "--horizon", "40 d")

    def test_what_can_not_be_dealt_out_is_read_whole(self):
        net = Network(4, 4)
        net.write(self.folder, more="")
        self.digest("--engine", "timewarp", ranks=2, parts=False)  # it is small
        self.digest("--read", "whole", "--engine", "timewarp", ranks=2, parts=False)
        self.digest("--read", "parts", "--engine", "serial", ranks=2, parts=False)
        shutil.copy(os.path.join(SCENARIOS, "libraries", "plain.cfg"), self.folder)
        for more in ('carriers = ( { name = "Trucks"; vehicles = 3; } );',
                     'agents = ( { name = "Ann"; role = "warehouse"; plans = "plain.cfg"; } );'):
            net.write(self.folder, more=more)
            whole = self.digest("--read", "whole")
            read = self.digest("--read", "parts", "--engine", "timewarp", ranks=2, parts=False)
            self.assertEqual(whole["digest"], read["digest"])

    def test_a_warning_about_the_text_is_told(self):
        Network(3, 4).write(self.folder, more="""disruptions = ( { name = "late"; region = "north";
                            start = "90 d"; duration = "1 d"; } );""")
        whole = self.run_command("run", "net.cfg", "--no-output")
        parts = self.run_command("run", "net.cfg", "--no-output", "--read", "parts", "--engine",
                                 "timewarp", ranks=3)
        self.assertIn("read in parts", parts.stderr)
        told = [line for line in whole.stderr.splitlines() if "never happens" in line]
        self.assertEqual(len(told), 1, whole.stderr)
        self.assertEqual(told, [x for x in parts.stderr.splitlines() if "warning" in x])

    def test_mistakes_are_told_as_ever(self):
        Network(5, 4).write(self.folder, more="")
        with open(self.path("stock.csv"), "a") as file:
            file.write('"nowhere"\n')
        told = self.refused("run", "net.cfg", "--read", "parts", "--engine", "timewarp", ranks=2)
        whole = self.refused("run", "net.cfg")
        self.assertIn("nowhere", whole)
        self.assertTrue(told.startswith(whole), told)  # then the launcher speaks

    def test_results_files_are_the_same(self):
        Network(6, 5).write(self.folder, times=2)
        self.good("run", "net.cfg", "--read", "whole", "-o", "whole.h5")
        for ranks in (2, 4):
            done = self.run_command("run", "net.cfg", "--read", "parts", "--engine", "timewarp",
                                    "-o", f"parts{ranks}.h5", ranks=ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("read in parts", done.stderr)
            self.equal("whole.h5", f"parts{ranks}.h5")

    def equal(self, one, other):
        """Everything but who ran when."""
        with h5py.File(self.path(one)) as a, h5py.File(self.path(other)) as b:
            names = [[], []]
            for file, found in ((a, names[0]), (b, names[1])):
                file.visit(found.append)
            self.assertEqual(*names)
            for name in names[0]:
                if name.split("/")[0] in ("run", "prov", "perf"):
                    continue
                for key in ("about", "unit"):
                    self.assertEqual(a[name].attrs.get(key), b[name].attrs.get(key), name)
                if isinstance(a[name], h5py.Dataset):
                    np.testing.assert_array_equal(a[name][()], b[name][()], name)

    def stop_on_the_way(self, words):
        """A run of three ranks that is warned once it has a checkpoint: True; or ends before."""
        run = subprocess.Popen(
            [MPIEXEC, "-n", "3", BULLWHIP, "run", "net.cfg", "--no-output", "--checkpoint-every",
             "20 ms", *words],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        while not os.path.exists(self.path("c.ckpt")) and run.poll() is None:
            time.sleep(0.005)
        if run.poll() is None:
            run.send_signal(signal.SIGUSR1)  # the launcher passes it on
        messages = run.communicate(timeout=PATIENCE)[1]
        self.assertIn(run.returncode, (0, 75), messages)
        return run.returncode == 75

    def test_a_checkpoint_goes_on_with_other_ranks(self):
        words = ("--read", "parts", "--engine", "timewarp", "--checkpoint", "c.ckpt")
        for times in (10, 40, 160):
            Network(7, 5).write(self.folder, times=times)
            if self.stop_on_the_way(words):
                break
        else:
            self.fail("it ends before it can be stopped")
        resumed = self.digest(*words, "--resume", ranks=2, parts=True)
        self.assertEqual(self.digest("--read", "whole")["digest"], resumed["digest"])
        self.assertNotIn("c.ckpt", os.listdir(self.folder))


if __name__ == "__main__":
    unittest.main()

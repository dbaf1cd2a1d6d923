# SPDX-License-Identifier: Apache-2.0
"""What is sensitive does not get out: results, histories and pages are searched for it."""

import json
import os
import shutil
import signal
import stat
import subprocess
import time
import unittest

import h5py
import numpy as np
from support import BULLWHIP, CommandTest

SOURCE = os.path.join(os.path.dirname(__file__), "..", "..")
NAMES = [b"alphatown", b"betaville", b"gammaport", b"widgetium", b"coastland", b"worker bee", b"hurricane"]
# Amounts that nothing else is: as text, and as numbers in any table.
AMOUNTS = [7.7733, 0.012347, 0.61731, 913.57, 11.117, 49.119]  # money; where sites are

WORLD = """
scenario = { id = "gammaport_plan"; title = "Widgetium for Betaville"; tags = ["Coastland"];
  criteria = "fill_rate >= 0.01 and total_cost <= 99913.57"; };
run = { horizon = "80 d"; kpi_period = "20 d"; replications = 2; decisions = "all"; seed = 5; RUN };
products = ( { name = "Widgetium"; value = "7.7733 EUR/unit"; } );
sites = (
  { name = "Alphatown"; role = "factory"; region = "Coastland"; lon = 11.117; lat = 49.119; },
  { name = "Betaville"; role = "factory"; lon = 12.117; lat = 49.119; },
  { name = "Gammaport"; role = "warehouse"; } );
lanes = (
  { from = "Alphatown"; to = "Gammaport"; lead_time = "1 d"; cost_per_unit = "0.61731 EUR/unit"; },
  { from = "Betaville"; to = "Gammaport"; lead_time = "1 d"; cost_per_unit = "0.61731 EUR/unit"; } );
stock = { table = "gammaport stock.csv"; };
demand = ( { site = "Gammaport"; product = "Widgetium"; rate = "10 /d"; quantity = "1 unit"; unmet = "lost";
  price = "913.57 EUR/unit"; } );
disruptions = ( { name = "hurricane"; site = "Alphatown"; up = "exponential(30) d"; down = "exponential(8) d"; } );
agents = ( { name = "worker bee"; plans = "two_sources.cfg"; site = "Gammaport";
  partners = "A = Alphatown, B = Betaville"; start = "demand = 10 unit/d"; budget = "913.57 EUR"; } );
"""
STOCK = """site,product,policy,order_up_to,make_time [d],source,initial,holding_cost [EUR/unit/d]
Alphatown,Widgetium,base-stock,0 units,3,,,
Betaville,Widgetium,base-stock,0 units,3,,,
Gammaport,Widgetium,none,,,Alphatown,120 units,0.012347
"""
STUDY = """
study = { id = "for_gammaport"; title = "Gammaport"; scenario = "world.cfg"; replications = 2;
  outcomes = ["total_cost", "fill_rate"]; };
factors = (
  { name = "gammaport_rent"; at = "stock.Gammaport.Widgetium.holding_cost"; levels = ["0.012347 EUR/unit/d", "0.5 EUR/unit/d"]; },
  { name = "worth"; at = "products.Widgetium.value"; change = "times"; levels = ["1", "2"]; } );
design = { kind = "grid"; };
"""
DRILL = """
drill = { id = "betaville_down"; scenario = "world.cfg"; replications = 2;
  criteria = "lost_margin <= 913.57 EUR and fill_rate >= 0.01"; };
disruptions = ( { name = "Betaville burns"; site = "Betaville"; start = "20 d"; duration = "10 d"; } );
playbooks = ( { name = "help from Alphatown"; } );
steps = ( { playbook = "help from Alphatown"; at = "stock.Gammaport.Widgetium.holding_cost"; to = "0.012347 EUR/unit/d"; } );
reverse = { criterion = "lost_margin <= 913.57 EUR"; longest = "8 d"; step = "4 d"; };
exposure = { sites = ["Betaville"]; start = "20 d"; replications = 1; };
"""


def pieces(path):
    """All that a file tells: (where, what) of names, attributes, texts and numbers."""
    with open(path, "rb") as file:
        yield "bytes of the file", file.read()
    with h5py.File(path) as file:
        found = ["/"]
        file.visit(found.append)
        for name in found:
            yield name, name.encode()
            for key, value in file[name].attrs.items():
                if key not in ("DIMENSION_LIST", "REFERENCE_LIST"):
                    yield f"{name}@{key}", str(value).encode()
            if isinstance(file[name], h5py.Dataset):
                yield name, file[name][()]


class Mask(CommandTest):
    def setUp(self):
        super().setUp()
        shutil.copy(os.path.join(SOURCE, "scenarios", "libraries", "two_sources.cfg"), self.folder)
        self.write("gammaport stock.csv", STOCK)
        self.write("study.cfg", STUDY)
        self.write("drill.cfg", DRILL)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def world(self, run):
        self.write("world.cfg", WORLD.replace("RUN", run))

    def digest(self, *words):
        done = self.run_command(*words, "--json", "--threads", "1")
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return json.loads(done.stdout)["digest"]

    def holds_none(self, path, names=(), amounts=()):
        for where, what in pieces(path):
            if isinstance(what, bytes) or what.dtype.kind in "SO":
                text = what if isinstance(what, bytes) else b"\n".join(np.atleast_1d(what))
                for word in [*names, *(str(a).encode() for a in amounts)]:
                    self.assertNotIn(word, text.lower(), where)
            elif what.dtype.kind == "f":
                for amount in amounts:
                    self.assertFalse(np.isclose(what, amount, rtol=1e-9, atol=0).any(), where)

    def costs_are_left_out(self, path, wanted=True):
        """Every column with money; there is one at least."""
        with h5py.File(path) as file:
            found = []
            file.visititems(lambda name, item: found.append(item) if
                            "EUR" in str(item.attrs.get("unit", "")) and item.size else None)
            self.assertTrue(found)
            for item in found:
                if item.dtype.kind == "f":
                    self.assertEqual(wanted, bool(np.isnan(item[()]).all()), item.name)

    def page(self, path):
        self.good("report", path, "-o", "page.html")
        with open(self.path("page.html"), "rb") as file:
            text = file.read().lower()
        for word in [*NAMES, *(str(a).encode() for a in AMOUNTS)]:
            self.assertNotIn(word, text)

    def is_masked(self, path):
        self.holds_none(self.path(path), NAMES, AMOUNTS)
        self.costs_are_left_out(self.path(path))
        self.page(path)
        said = self.refused("replay", path)
        self.assertIn("is masked (names, money): the texts that it was made from are left out", said)

    def mode(self, name):
        return oct(os.stat(self.path(name)).st_mode & 0o777)

    def test_only_its_owner_reads_what_is_not_masked_yet(self):
        """Spools and checkpoints hold all as it is, whatever the umask."""
        self.world("mask = true;")
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        for words, ranks in [(["sweep", "study.cfg"], 2), (["drill", "drill.cfg"], 0)]:
            self.run_command(*words, "-o", "x.h5", "--threads", "1", ranks=ranks)
            found = sorted(os.listdir(self.path("x.h5.spool")))
            self.assertEqual(found, ["0000.spool", "0001.spool"][:max(1, ranks)])
            self.assertEqual({self.mode(f"x.h5.spool/{name}") for name in found}, {"0o600"})
            self.assertEqual(self.mode("x.h5.spool"), "0o700")
            self.assertEqual(self.mode("x.h5"), "0o644")
            shutil.rmtree(self.path("x.h5.spool"))
        with subprocess.Popen([BULLWHIP, "run", "world.cfg", "-n", "1000000", "--no-output",
                               "--checkpoint", "c"], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            while not os.path.exists(self.path("c.settled")) and run.poll() is None:
                time.sleep(0.01)
            self.assertEqual(self.mode("c.settled"), "0o600")
            run.send_signal(signal.SIGUSR1)
            said = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, 75, said)
        self.assertEqual(self.mode("c"), "0o600")

    def test_nobody_else_writes_into_what_the_command_makes(self):
        self.world("")
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        there = set(os.listdir(self.folder))
        for words in (["init", "-o", "my.cfg"], ["init", "--synthetic", "--sites", "20", "-o", "net/a"],
                      ["run", "my.cfg", "-n", "1", "-o", "my.h5", "--checkpoint", "c"],
                      ["report", "my.h5", "-o", "my.html"], ["sweep", "study.cfg", "-o", "x.h5"]):
            self.good(*words)
        self.run_command("drill", "drill.cfg", "-o", "d.h5", "--history", "past.h5")
        made = [os.path.join(folder, name) for folder, names, files in os.walk(self.folder)
                for name in names + files if name not in there]
        self.assertGreater(len(made), 12)
        for path in made:
            self.assertFalse(os.stat(path).st_mode & stat.S_IWOTH, path)

    def test_a_run_tells_nothing_that_is_sensitive(self):
        self.world("")
        plain = self.digest("run", "world.cfg", "--events", "-o", "gammaport.h5")
        with self.assertRaises(AssertionError):
            self.holds_none(self.path("gammaport.h5"), NAMES)
        with self.assertRaises(AssertionError):
            self.holds_none(self.path("gammaport.h5"), amounts=AMOUNTS)
        self.world("mask = true;")
        self.assertEqual(plain, self.digest("run", "world.cfg", "--events", "-o", "gammaport 2.h5"))
        self.is_masked("gammaport 2.h5")
        with h5py.File(self.path("gammaport 2.h5")) as file:
            self.assertEqual(list(file["/model/sites/name"]), [b"site-1", b"site-2", b"site-3"])
            self.assertTrue(np.isnan(file["/model/sites/lon"][()]).all())
            self.assertIn(b"stock.site-3.product-1.holding_cost = ***",
                          file["/scenario/resolved"][()][0])
            self.assertGreater(file["/results/decisions/plan"].size, 0)
            figure = dict(zip(file["/summary/figure"], file["/summary/mean"]))
            self.assertGreater(figure[b"fill_rate"], 0)
            self.assertTrue(np.isnan(figure[b"total_cost"]))
        said = self.good("diff", "gammaport.h5", "gammaport 2.h5")
        self.assertIn("results are the same", said)

    def test_only_what_is_said_to_be_sensitive(self):
        self.world('mask = true; sensitive = ["sites.name"];')
        self.digest("run", "world.cfg", "-o", "x.h5")
        self.holds_none(self.path("x.h5"), [b"alphatown", b"betaville", b"gammaport"])
        with h5py.File(self.path("x.h5")) as file:
            self.assertEqual(list(file["/model/products/name"]), [b"Widgetium"])
            self.assertEqual(file["/model/products/value"][0], 7.7733)
        self.world('mask = true; sensitive = ["demand.price"];')
        self.digest("run", "world.cfg", "-o", "x.h5")
        self.holds_none(self.path("x.h5"), amounts=AMOUNTS[:4])
        self.costs_are_left_out(self.path("x.h5"))
        with h5py.File(self.path("x.h5")) as file:
            self.assertEqual(file["/model/sites/name"][0], b"Alphatown")

    def test_a_sweep_and_its_shards(self):
        self.world("")
        plain = self.digest("sweep", "study.cfg", "-o", "plain.h5")
        self.world("mask = true;")
        self.assertEqual(plain, self.digest("sweep", "study.cfg", "-o", "all.h5"))
        self.is_masked("all.h5")
        for k in ("1", "2"):
            self.digest("sweep", "study.cfg", "-o", f"part{k}.h5", "--shard", f"{k}/2")
            self.holds_none(self.path(f"part{k}.h5"), NAMES, AMOUNTS)
        self.assertEqual(plain, json.loads(self.good("merge", "joined.h5", "part1.h5", "part2.h5",
                                                     "--json"))["digest"])
        self.is_masked("joined.h5")

    def test_a_drill_and_its_history(self):
        self.world("")
        plain = self.digest("drill", "drill.cfg", "-o", "plain.h5", "--exposure")
        self.world("mask = true;")
        self.assertEqual(plain, self.digest("drill", "drill.cfg", "-o", "masked.h5", "--exposure",
                                            "--history", "past.h5"))
        self.is_masked("masked.h5")
        self.holds_none(self.path("past.h5"), NAMES, AMOUNTS)
        with h5py.File(self.path("past.h5")) as file:
            self.assertTrue(np.isnan(file["/history/lost_margin"][0]))


if __name__ == "__main__":
    unittest.main()

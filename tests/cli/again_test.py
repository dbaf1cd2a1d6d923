# SPDX-License-Identifier: Apache-2.0
"""replay and diff: a results file alone is enough to make it again, and to say what is different."""

import contextlib
import json
import os
import unittest

import h5py
import numpy as np
from support import BULLWHIP, CommandTest

SCENARIOS = os.path.join(os.path.dirname(__file__), "..", "twin", "scenarios")


@contextlib.contextmanager
def changed(path):
    """Opened to be changed on purpose: without the seal, which would tell."""
    with open(path, "r+b") as file:
        file.write(bytes(512))
    with h5py.File(path, "r+") as file:
        yield file


class Replay(CommandTest):
    def setUp(self):
        super().setUp()
        cfg = os.path.join(SCENARIOS, "customers.cfg")  # has a table beside it
        os.mkdir(self.path("old"))
        self.told = json.loads(self.good("run", cfg, "-n", "2", "--seed", "99", "--horizon",
                                         "100 d", "-o", "old/x.h5", "--json"))

    def test_the_file_alone_gives_the_same_results(self):
        for more in [{}, {"ranks": 2}]:
            told = json.loads(self.good("replay", "old/x.h5", "--json", **more))
            self.assertTrue(told["same"])
            self.assertEqual(told["digest"], self.told["digest"])
            self.assertIsNone(told["difference"])
            self.assertGreater(told["datasets"], 100)
        self.assertIn("same results", self.good("replay", "old/x.h5", "--engine", "timewarp",
                                                "--threads", "2"))
        self.assertEqual(os.listdir(self.folder), ["old"])

    def test_the_new_results_can_be_kept_and_replayed(self):
        self.good("replay", "old/x.h5", "-o", "new.h5")
        self.assertIn(self.told["digest"], self.good("replay", "new.h5"))

    def test_the_first_difference_is_named_with_both_values(self):
        with changed(self.path("old/x.h5")) as file:
            backlog = file["/results/kpi/backlog"]
            was = backlog[21]
            backlog[21] = was + 0.5
            row = [int(file[f"/results/kpi/{c}"][21]) for c in ["replication", "site", "product"]]
        done = self.run_command("replay", "old/x.h5", "--json")
        self.assertEqual(done.returncode, 1)
        told = json.loads(done.stdout)
        self.assertFalse(told["same"])
        self.assertIn("/results/kpi/backlog row 21", told["difference"])
        self.assertIn(f"replication {row[0]}", told["difference"])
        self.assertIn(f"site {row[1]}, product {row[2]}", told["difference"])
        self.assertTrue(told["difference"].endswith(f": {was + 0.5:.17g} and {was:.17g}"))

    def test_results_that_were_changed_are_refused(self):
        with h5py.File(self.path("old/x.h5"), "r+") as file:
            file["/results/kpi/backlog"][21] += 1
        for words in (["replay"], ["report"], ["diff", "old/x.h5"]):
            self.assertIn("has changed since it was written", self.refused(*words, "old/x.h5"))

    def test_what_is_missing_is_told(self):
        with changed(self.path("old/x.h5")) as file:
            del file["/scenario/source/0"]
        self.assertIn("does not hold all texts", self.refused("replay", "old/x.h5"))
        self.assertIn("not a whole HDF5 file", self.refused("replay", BULLWHIP))
        self.assertIn("No such file", self.refused("replay", "none.h5"))

    def test_a_layout_that_is_not_known_is_refused(self):
        with changed(self.path("old/x.h5")) as file:
            file.attrs["schema_version"] = 99
        self.assertIn("no layout that is known", self.refused("replay", "old/x.h5"))


class Diff(CommandTest):
    def setUp(self):
        super().setUp()
        with open(self.path(self.starter())) as file:
            text = file.read()
        with open(self.path("other.cfg"), "w") as file:
            file.write(text.replace('"160 units"', '"140 units"') + "# the end\n")
        self.good("run", "my.cfg", "-n", "5", "-o", "a.h5")
        self.good("run", "other.cfg", "-n", "4", "-o", "b.h5")

    def test_lines_and_values_that_differ_are_told(self):
        told = json.loads(self.good("diff", "a.h5", "b.h5", "--json"))
        self.assertFalse(told["same_results"])
        self.assertEqual({(v["path"], v["a"], v["b"]) for v in told["values"]},
                         {("stock.Shop.lamp.order_up_to", "160 units", "140 units"),
                          ("run.replications", "5", "4")})
        lines = [(t["side"], t["content"].strip()) for t in told["texts"]]
        self.assertEqual([side for side, _ in lines], ["a", "b", "b"])
        self.assertEqual(lines[2], ("b", "# the end"))
        self.assertEqual(told["software"], [])

    def test_differences_are_paired_over_common_replications(self):
        told = json.loads(self.good("diff", "a.h5", "b.h5", "--json"))
        figure = {f["figure"]: f for f in told["figures"]}["fill_rate"]
        with h5py.File(self.path("a.h5")) as a, h5py.File(self.path("b.h5")) as b:
            pairs = b["/results/network/fill_rate"][()] - a["/results/network/fill_rate"][:4]
            self.assertEqual(figure["a"], a["/summary/mean"][0])
        self.assertEqual(figure["pairs"], 4)
        self.assertAlmostEqual(figure["difference"], pairs.mean(), delta=1e-12)
        half = 3.182446305284264 * pairs.std(ddof=1) / np.sqrt(4)  # Student t, 3 degrees
        self.assertAlmostEqual(figure["ci_high"], pairs.mean() + half, delta=1e-12)

    def test_other_seeds_are_not_paired(self):
        self.good("run", "my.cfg", "-n", "3", "--seed", "8", "-o", "c.h5")
        told = json.loads(self.good("diff", "a.h5", "c.h5", "--json"))
        self.assertEqual({f["pairs"] for f in told["figures"]}, {0})
        self.assertEqual({f["ci_low"] for f in told["figures"]}, {None})

    def test_people_can_read_it(self):
        said = self.good("diff", "a.h5", "b.h5")
        self.assertIn("stock.Shop.lamp.order_up_to: 160 units -> 140 units", said)
        self.assertIn("+ other.cfg:", said)
        self.assertIn("fill_rate", said)
        self.assertEqual(self.good("diff", "a.h5", "a.h5"), "results are the same\n")


if __name__ == "__main__":
    unittest.main()

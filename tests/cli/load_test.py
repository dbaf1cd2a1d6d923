# SPDX-License-Identifier: Apache-2.0
"""analysis/load.py: results as data frames with names and units."""

import io
import lzma
import os
import subprocess
import sys
import unittest
import unittest.mock
import warnings

import frames
import pandas as pd
from again_test import changed
from load import __file__ as load_py
from load import load
from support import CommandTest


class Load(CommandTest):
    def setUp(self):
        super().setUp()
        self.good("run", self.starter(), "--replications", "3", "-o", "out.h5")
        self.results = load(self.path("out.h5"))

    def test_kpi_rows_name_their_site_and_product(self):
        kpi = self.results.kpi
        shop = kpi.query("site == 'Shop' and product == 'lamp' and replication == 0")
        self.assertEqual(len(shop), 53)  # 365 d in weeks, the last one short
        self.assertEqual(shop["day"].iloc[0], 7)
        self.assertEqual(shop["day"].iloc[-1], 365)
        self.assertEqual(kpi.attrs["units"]["backlog"], "units")
        self.assertEqual(kpi.attrs["units"]["cost"], "EUR")
        self.assertEqual(kpi.attrs["units"]["day"], "d")

    def test_a_part_of_a_table_brings_its_keys(self):
        part = self.results.table("kpi", columns=["backlog"])
        self.assertLessEqual({"replication", "day", "site", "product", "backlog"},
                             set(part.columns))
        self.assertNotIn("cost", part.columns)
        with self.assertRaises(KeyError):
            self.results.table("kpi", columns=["backlock"])

    def test_rows_can_be_picked_by_name(self):
        part = self.results.table("kpi", ["backlog"], site=["Hub", "Shop"], replication=1)
        kpi = self.results.kpi
        same = kpi[kpi["site"].isin(["Hub", "Shop"]) & (kpi["replication"] == 1)]
        self.assertEqual(len(part), len(same))
        self.assertEqual(list(part["backlog"]), list(same["backlog"]))
        self.assertEqual(list(part["site"]), list(same["site"]))
        self.assertEqual(len(self.results.table("kpi", replication=99)), 0)
        with self.assertRaisesRegex(KeyError, "no site is called 'Shopp'"):
            self.results.table("kpi", site="Shopp")

    def test_blocks_together_are_the_table(self):
        parts = list(self.results.blocks("kpi", ["backlog"], rows=100))
        self.assertEqual(len(parts[0]), 100)
        together, whole = pd.concat(parts), self.results.table("kpi", ["backlog"])
        self.assertEqual(list(together.index), list(whole.index))
        self.assertEqual(list(together["backlog"]), list(whole["backlog"]))
        self.assertEqual(list(together["site"]), list(whole["site"]))

    def test_a_table_too_big_for_memory_is_refused_and_its_parts_are_not(self):
        def restore(most=frames.most_bytes):
            frames.most_bytes = most

        self.addCleanup(restore)
        frames.most_bytes = 100_000
        with self.assertRaisesRegex(MemoryError, r"kpi would take .* blocks\('kpi'"):
            self.results.table("kpi")
        self.assertEqual(len(self.results.table("kpi", ["cost"], site="Shop", replication=0)), 53)

    def test_the_tables_are_listed(self):
        tables = self.results.tables
        self.assertEqual(tables.loc["/results/kpi", "rows"], len(self.results.kpi))
        self.assertIn("/model/sites", tables.index)
        with self.assertRaisesRegex(KeyError, "no /results/nothing"):
            self.results.table("nothing")

    def test_summary_agrees_with_the_replications(self):
        summary, network = self.results.summary, self.results.network
        self.assertEqual(summary.loc["fill_rate", "n"], 3)
        self.assertAlmostEqual(summary.loc["fill_rate", "mean"], network["fill_rate"].mean())
        self.assertEqual(summary.loc["total_cost", "unit"], "EUR/d")

    def test_criteria_say_what_was_reached(self):
        with open(self.path("asks.cfg"), "w") as file:
            file.write('extends = "my.cfg"; scenario = { id = "asks"; '
                       'criteria = "fill_rate >= 90 % at 95 % and turns >= 1000"; };')
        self.run_command("run", "asks.cfg", "-n", "3", "-o", "asks.h5")
        r = load(self.path("asks.h5"))
        fill, turns = r.criteria.loc["fill_rate >= 90 % at 95 %"], r.criteria.loc["turns >= 1000"]
        self.assertTrue(fill["met"])
        self.assertLess(fill["reached"], r.summary.loc["fill_rate", "mean"])
        self.assertGreater(fill["reached"], r.summary.loc["fill_rate", "ci_low"])
        self.assertFalse(turns["met"])
        self.assertEqual(turns["reached"], r.summary.loc["turns", "mean"])
        self.assertEqual(len(self.results.criteria), 0)

    def test_what_was_in_force_and_where_it_came_from_are_told(self):
        r = self.results
        self.assertEqual(r.resolved["stock.Shop.lamp.order_up_to"], "160 units")
        self.assertEqual(list(r.inputs["name"]), ["my.cfg"])
        self.assertEqual(len(r.inputs["sha256"].iloc[0]), 64)
        self.assertIn("@graph", r.crate)
        self.assertEqual(len(r.events), 0)

    def test_events_have_names(self):
        self.good("run", "my.cfg", "-n", "1", "--horizon", "90 d", "--events", "-o", "log.h5")
        events = load(self.path("log.h5")).events
        demand = events[(events["event"] == "demand") & (events["change"] == 0)]
        self.assertEqual(set(demand["site"]), {"Shop"})
        self.assertEqual(set(demand["product"]), {"lamp"})
        self.assertTrue(events["day"].is_monotonic_increasing)
        sent = events[(events["site"] == "Hub") & (events["whom"] == 3)]
        self.assertEqual(set(sent["to"]), {"Shop"})
        self.assertTrue((sent["owed"] != 0).all())

    def test_files_of_the_first_version_are_read(self):
        """A file that the first release with results wrote, as it was."""
        here = os.path.dirname(os.path.abspath(__file__))
        with lzma.open(os.path.join(here, "first_version.h5.xz")) as packed:
            with open(self.path("first.h5"), "wb") as file:
                file.write(packed.read())
        r = load(self.path("first.h5"))
        self.assertEqual(r.summary.loc["fill_rate", "n"], 2)
        self.assertEqual(r.scenario["seed"], 1)
        self.assertEqual(len(r.kpi), 2 * 7 * 20)
        self.assertEqual(list(r.inputs["name"]), ["my_first.cfg"])
        shop = r.by_site.query("site == 'Shop'")
        self.assertTrue((shop["service"] > 0).all())
        self.assertTrue(shop["profit"].isna().all())  # revenue was not told then
        with self.assertRaisesRegex(KeyError, r"no /results/customers: 0\.1\.0\+3c2d1c"):
            r.customers
        self.assertIn("made by version 0.1.0+3c2d1c", self.run_command("replay", "first.h5").stdout)
        self.good("diff", "first.h5", "first.h5")
        self.good("report", "first.h5")

    def test_model_scenario_and_workers_are_there(self):
        r = self.results
        self.assertEqual(list(r.sites["name"]), ["Parts", "Plant", "Hub", "Shop"])
        self.assertEqual(r.lanes.loc[0, "from"], "Parts")
        self.assertEqual(r.stock.loc[6, "site"], "Shop")
        self.assertEqual(r.scenario["seed"], 1)
        self.assertIn("products = (", r.sources["my.cfg"])
        self.assertEqual(len(r.perf), 3)
        self.assertEqual(len(r.replications), 3)
        self.assertIn("bullwhip run my.cfg", r.run["command"])
        self.assertEqual(set(r.disruptions["cause"]), {"strike"})

    def test_a_study_has_points_and_results(self):
        with open(self.path("study.cfg"), "w") as file:
            file.write('study = { id = "s"; scenario = "my.cfg"; replications = 2; outcomes = ["fill_rate"]; };'
                       'factors = ( { name = "shop"; at = "stock.Shop.lamp.order_up_to"; levels = ["80 units", "100 units"]; },'
                       '{ name = "rule"; at = "stock.Shop.lamp.policy"; levels = ["base-stock"]; } );')
        self.good("sweep", "study.cfg", "-o", "study.h5")
        study = load(self.path("study.h5"))
        self.assertEqual(list(study.points["shop"]), [80, 100])
        self.assertEqual(list(study.points["rule"]), ["base-stock"] * 2)
        self.assertEqual(list(study.points["status"]), ["done"] * 2)
        self.assertEqual(len(study.results), 4)
        self.assertEqual(study.results.attrs["units"]["shop"], "units")
        means = study.results.groupby("shop")["fill_rate"].mean()
        self.assertAlmostEqual(study.summary.loc[("fill_rate", 1), "mean"], means[100])
        done = subprocess.run([sys.executable, load_py, self.path("study.h5")], text=True,
                              capture_output=True, check=True)
        self.assertIn("s: 2 points", done.stdout)

    def test_lines_lanes_docks_and_fleets_have_rows_with_names(self):
        here = os.path.dirname(os.path.abspath(__file__))
        for name in ("loads", "lines"):
            self.good("run", os.path.join(here, "../twin/scenarios", name + ".cfg"), "-o", name,
                      "--allow-outside")
        r = load(self.path("loads"))
        lanes = r.lane_sums.set_index("name")
        self.assertEqual(lanes.loc["ship", "to"], "port")
        for lane in ("ship", "sea", "barge"):
            row = lanes.loc[lane]
            self.assertLess(row["lead_p50"], row["lead_p90"])
            self.assertLessEqual(row["lead_p95"], row["lead_p99"])
            self.assertGreater(row["co2e"], 0)
        self.assertEqual(r.lane_sums.attrs["units"]["co2e"], "kg")
        docks = r.yards.set_index("site")
        self.assertEqual(docks.loc["carrier trucks", "servers"], 30)
        self.assertAlmostEqual(docks.loc["port", "utilisation"], docks.loc["port", "busy_mean"])
        lines = load(self.path("lines")).lines.set_index("line")
        self.assertEqual(lines.loc["press", "site"], "works")
        self.assertEqual(lines.loc["press", "cost_set_up"], 25 * lines.loc["press", "set_ups"])
        self.assertLess(lines.loc["press", "sojourn_p50"], lines.loc["press", "sojourn_p99"])
        self.assertAlmostEqual(lines.loc["cut", "sojourn_mean"],
                               lines.loc["cut", "wait_mean"] + lines.loc["cut", "completion_mean"],
                               delta=0.1 * lines.loc["cut", "sojourn_mean"])

    def test_an_unknown_schema_is_refused(self):
        with changed(self.path("out.h5")) as file:
            file.attrs["schema_version"] = 99
        with self.assertRaisesRegex(ValueError, "schema version 99"):
            load(self.path("out.h5"))

    def test_what_is_torn_is_refused_and_what_is_not_sealed_is_told(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            load(self.path("out.h5"))
        with open(self.path("out.h5"), "rb") as file:
            whole = file.read()
        for torn in [whole[:-100], whole + b"x", whole[:30] + b"x" + whole[31:]]:
            with open(self.path("torn.h5"), "wb") as file:
                file.write(torn)
            with self.assertRaisesRegex(ValueError, "torn.h5: it is torn"):
                load(self.path("torn.h5"))
        with open(self.path("unfinished.h5.part"), "wb") as file:
            file.write(bytes(512) + whole[512:])  # as it is before it is sealed
        with self.assertWarnsRegex(UserWarning, "it is not sealed"):
            self.assertEqual(len(load(self.path("unfinished.h5.part")).replications), 3)

    def test_one_byte_that_changed_is_found_when_asked_for(self):
        name = self.path("out.h5")
        self.assertEqual(len(load(name, verify=True).replications), 3)
        with open(name, "rb") as file:
            whole = bytearray(file.read())
        for at in [512, len(whole) // 2, len(whole) - 1]:
            spoilt = bytes(whole[:at]) + bytes([whole[at] ^ 1]) + bytes(whole[at + 1:])
            with open(self.path("spoilt.h5"), "wb") as file:
                file.write(spoilt)
            with self.assertRaisesRegex(ValueError, "spoilt.h5: its bytes have changed"):
                load(self.path("spoilt.h5"), verify=True)

    def test_the_checksum_does_not_depend_on_pieces(self):
        data = bytes(range(256)) * 20 + b"rest"
        whole = frames.checksum(io.BytesIO(data))
        with unittest.mock.patch.object(frames, "PIECE", 64):
            self.assertEqual(frames.checksum(io.BytesIO(data)), whole)
        self.assertNotEqual(frames.checksum(io.BytesIO(data + b"\0")), whole)

    def test_as_a_program_it_prints_the_figures(self):
        done = subprocess.run([sys.executable, load_py, self.path("out.h5")], text=True,
                              capture_output=True, check=True)
        self.assertIn("3 replications of 365 d", done.stdout)
        self.assertIn("fill_rate", done.stdout)


if __name__ == "__main__":
    unittest.main()

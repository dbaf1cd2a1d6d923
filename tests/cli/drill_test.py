# SPDX-License-Identifier: Apache-2.0
"""Drills: what they measure, that nothing but the drill decides it, and their history."""

import hashlib
import importlib.util
import json
import math
import os
import resource
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np
from results_test import bytes_below
from support import BULLWHIP, MPIEXEC, PATIENCE, CommandTest, long

SOURCE = os.path.join(os.path.dirname(__file__), "..", "..")

# Three stages in a row, 50 a day: 350 on the shelves, 250 on the way. What is not sent is lost.
CHAIN = """
scenario = { id = "chain"; };
run = { horizon = "60 d"; kpi_period = "1 d"; };
products = ( { name = "thing"; } );
sites = ( { name = "Supplier"; role = "supplier"; }, { name = "Factory"; role = "factory"; },
  { name = "DC"; role = "warehouse"; } );
lanes = ( { from = "Supplier"; to = "Factory"; lead_time = "3 d"; },
  { from = "Factory"; to = "DC"; lead_time = "2 d"; } );
stock = (
  { site = "Supplier"; product = "thing"; },
  { site = "Factory"; product = "thing"; source = "Supplier"; policy = "pass-through"; initial = 200;
    initial_pipeline = "50 units at 0.5 d + 50 units at 1.5 d + 50 units at 2.5 d"; },
  { site = "DC"; product = "thing"; source = "Factory"; policy = "pass-through"; initial = 150;
    initial_pipeline = "50 units at 0.5 d + 50 units at 1.5 d"; }
);
demand = ( { site = "DC"; product = "thing"; every = "1 d"; start = "0.5 d"; quantity = "50 units";
  unmet = "lost"; price = "2 EUR/unit"; } );
"""

CLOSED = """
drill = { id = "closed"; scenario = "chain.cfg"; replications = 2; tolerance = "0 %"; CRITERIA };
disruptions = ( { name = "closed"; site = "Supplier"; orders = "lost"; start = "0 d"; duration = "DAYS d"; } );
MORE
"""

# 100 a day, 125 with overtime while anything waits; for ten days 40 of these are left.
MACHINE = """
scenario = { id = "machine"; };
run = { horizon = "60 d"; };
products = ( { name = "thing"; } );
sites = ( { name = "Works"; role = "factory"; } );
lines = ( { name = "press"; site = "Works"; overtime = 1.25; overtime_above = 0; } );
stock = ( { site = "Works"; product = "thing"; policy = "base-stock"; order_up_to = 0; line = "press";
  unit_time = "0.01 d"; } );
demand = ( { site = "Works"; product = "thing"; every = "0.01 d"; } );
"""

# Ten a day; what is asked for while there is no power is lost.
YEAR = """
scenario = { id = "year"; };
run = { horizon = "365 d"; };
products = ( { name = "thing"; } );
sites = ( { name = "Supplier"; role = "supplier"; }, { name = "DC"; role = "warehouse"; } );
lanes = ( { from = "Supplier"; to = "DC"; lead_time = "1 d"; } );
stock = ( { site = "Supplier"; product = "thing"; },
  { site = "DC"; product = "thing"; source = "Supplier"; policy = "base-stock"; order_up_to = 1000;
    initial = 1000; } );
demand = ( { site = "DC"; product = "thing"; every = "0.5 d"; quantity = "5 units"; unmet = "lost"; } );
"""

POWER = """
drill = { id = "power"; scenario = "year.cfg"; replications = 400; period = "5 d"; tolerance = "0 %"; };
disruptions = ( { name = "power"; site = "DC"; up = "exponential(120) d"; down = "exponential(8) d"; } );
"""

LOSSES = """
drill = { id = "losses"; scenario = "chain.cfg"; replications = 400; period = "60 d"; tolerance = "0 %"; };
disruptions = ( { name = "closed"; site = "Supplier"; orders = "lost"; start = "0 d";
  duration = "exponential(6) d"; } );
"""

KETTLES = """
drill = {{ id = "kettles"; scenario = "{scenario}"; replications = {replications}; window = "7 d";
  criteria = "recover <= 40 d at 95 % and fill_rate >= 0.9 within 30 d at 95 %"; }};
disruptions = ( {{ name = "fire"; site = "Central"; start = "120 d"; duration = "2 weeks"; }} );
playbooks = ( {{ name = "deep shelves"; }} );
steps = ( {steps} );
reverse = {{ criterion = "recover <= 20 d"; longest = "16 d"; step = "4 d"; extents = [1, 0.5]; }};
exposure = {{ sites = ["Central", "Amber", "Maple"]; impact = "late_units"; start = "120 d";
  replications = 2; }};
"""


class Drill(CommandTest):
    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return name

    def drill(self, name, *words, code=0, output="out.h5", **more):
        done = self.run_command("drill", name, "-o", output, "--json", *words, **more)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def closed(self, days, criteria="", more=""):
        self.write("chain.cfg", CHAIN)
        return self.write("closed.cfg", CLOSED.replace("DAYS", str(days))
                          .replace("CRITERIA", criteria).replace("MORE", more))

    def kettles(self, replications=3):
        shutil.copy(os.path.join(SOURCE, "scenarios", "distribution.cfg"), self.folder)
        shops = ["Amber", "Birch", "Cedar", "Dale", "Elm", "Fern", "Grove", "Heath", "Iris", "Juniper",
                 "Laurel", "Maple"]
        steps = ",\n".join('{ playbook = "deep shelves"; at = "stock.%s.kettle.order_up_to"; '
                           'times = 4; }' % shop for shop in shops)
        return self.write("kettles.cfg", KETTLES.format(scenario="distribution.cfg", steps=steps,
                                                        replications=replications))

    def summary(self, name, course=1):
        """Its row of /summary/measures."""
        with h5py.File(self.path("out.h5")) as file:
            table = file["/summary/measures"]
            index = list(file["/drill/measures/name"].asstr()).index(name)
            at = np.flatnonzero((table["measure"][()] == index) & (table["course"][()] == course))[0]
            return {column: table[column][at] for column in table}

    def measure(self, name, course=1, output="out.h5"):
        with h5py.File(self.path(output)) as file:
            of = file["/results/measures/course"][()] == course
            return file[f"/results/measures/{name}"][()][of]


def poisson(mean, below):
    """Chances of 0, 1, ... below - 1."""
    chance = [math.exp(-mean)]
    for n in range(1, below):
        chance.append(chance[-1] * mean / n)
    return np.array(chance)


def within(days, up=120.0, down=8.0, year=365.0, most=60):
    """The chance that what is up and down by turns, exponentially, is down for at most so many days of a
    year (Takacs, Acta Mathematica Hungarica 8, 1957): n times down while it was up for the rest of it."""
    ends = 1.0 - np.concatenate([[0.0], np.cumsum(poisson(days / down, most - 1))])  # n times are over
    ends[0] = 1.0
    return float((poisson((year - days) / up, most) * ends).sum())


class Known(Drill):
    """What arithmetic says (docs/VALIDATION.md, SC-59, SC-60, SC-69)."""

    def test_customers_are_served_for_longer_than_an_outage_may_last(self):
        said = self.drill(self.closed(20, 'criteria = "survivable >= 7 d and survive >= 12 d";'))
        self.assertTrue(said["passed"])
        for name, value in [("survive", 12), ("survivable", 7), ("recover", 25), ("lost_units", 650),
                            ("lost_revenue", 1300), ("lost_margin", 1300), ("dip", 1), ("area", 13),
                            ("tail", 5), ("revenue_at_risk", 1300), ("index", 1 - 13 / 25)]:
            self.assertAlmostEqual(said["measures"][name]["mean"], value, msg=name)
        for days, lost in [(7, 0), (8, 50)]:
            shutil.rmtree(self.path("out.h5.spool"))
            self.drill(self.closed(days))
            self.assertEqual(list(self.measure("lost_units")), [lost, lost])

    def test_the_triangle_of_lost_capacity(self):
        self.write("machine.cfg", MACHINE)
        self.write("slow.cfg", """
drill = { id = "slow"; scenario = "machine.cfg"; replications = 1; };
disruptions = ( { name = "slow"; kind = "capacity"; site = "Works"; share = 0.32; start = "0 d";
  duration = "10 d"; } );
""")
        self.drill("slow.cfg")
        self.assertAlmostEqual(self.measure("backlog_peak")[0], 600, delta=6)
        self.assertAlmostEqual(self.measure("backlog_area")[0], 10200, delta=102)

    def test_value_at_risk_and_the_mean_beyond_it(self):
        self.write("chain.cfg", CHAIN)
        self.write("losses.cfg", LOSSES)
        self.drill("losses.cfg", "--threads", "2")
        lost = np.sort(self.measure("lost_units"))
        onset, end = self.measure("onset"), self.measure("end")
        # 50 for each day that is not made up for: what closed for D days did not send.
        expected = np.maximum(0, 50 * np.floor(end - onset + 0.5) - 350)
        self.assertTrue(np.array_equal(lost, np.sort(expected)))
        row = self.summary("lost_units")
        self.assertAlmostEqual(row["var_95"], np.quantile(lost, 0.95))
        self.assertAlmostEqual(row["cvar_95"], lost[-20:].mean())
        # The law of the case, exact: mean 93.4, 548.7 and 848.7; here durations are cut to days.
        self.assertAlmostEqual(lost.mean(), 93.42, delta=4 * 217.5 / 20)
        self.assertTrue(row["var_95_low"] <= 548.7 + 25 and row["var_95_high"] >= 548.7 - 25, row)
        self.assertAlmostEqual(row["cvar_95"], 848.7,
                               delta=2 * (row["cvar_95_high"] - row["cvar_95_low"]))


    def test_the_loss_of_a_year(self):
        """Its mean, value at risk and the mean beyond it, and the chance of none, against the exact law."""
        self.write("year.cfg", YEAR)
        self.write("power.cfg", POWER)
        self.drill("power.cfg", "--threads", "2")
        lost = self.measure("lost_units")
        days = np.arange(0, 365, 0.05)
        at_most = np.array([within(d) for d in days])
        mean = 10 * (1 - at_most).sum() * 0.05
        rate = 1 / 120 + 1 / 8
        self.assertAlmostEqual(mean, 10 / 120 / rate * (365 - (1 - math.exp(-365 * rate)) / rate), delta=1)
        at = int(np.searchsorted(at_most, 0.95))
        var = 10 * days[at]
        cvar = var + 10 * (1 - at_most[at:]).sum() * 0.05 / 0.05
        row = self.summary("lost_units")
        self.assertTrue(row["ci_low"] <= mean <= row["ci_high"], (mean, row))
        self.assertTrue(row["var_95_low"] <= var <= row["var_95_high"], (var, row))
        self.assertTrue(row["cvar_95_low"] <= cvar <= row["cvar_95_high"], (cvar, row))
        none = at_most[0]
        self.assertAlmostEqual((lost == 0).mean(), none, delta=3 * math.sqrt(none * (1 - none) / 400))

    def test_how_far_a_loss_spreads_and_when(self):
        self.drill(self.closed(20))
        with h5py.File(self.path("out.h5")) as file:
            sites = list(file["/model/sites/name"].asstr())
            found = {sites[site]: row for site, *row in zip(*(
                file[f"/results/ripple/{name}"][()] for name in ["site", "struck", "arrival", "dip"]))}
        # Orders that are lost were never asked of the supplier: that is its customers' loss.
        self.assertEqual((found["Factory"], found["DC"]), ([0, 7, 1], [0, 12, 1]))
        self.assertEqual(found["Supplier"][0], 1)
        self.assertEqual(list(self.measure("ripple_sites")), [2, 2])
        self.assertEqual(list(self.measure("ripple_tiers")), [2, 2])


class Equal(Drill):
    def assert_equal_results(self, one, other):
        for group in ["/results", "/summary", "/replications", "/criteria"]:
            self.assertEqual(bytes_below(self.path(one), group),
                             bytes_below(self.path(other), group), group)

    @long
    def test_ranks_threads_and_time_warp_do_not_change_results(self):
        plain = self.drill(self.kettles(), "--exposure", code=3, output="plain.h5")
        for ranks, words in [(0, ["--threads", "3"]), (2, ["--threads", "2"]),
                             (2, ["--engine", "timewarp"]), (3, ["--teams", "2"])]:
            other = self.drill("kettles.cfg", "--exposure", *words, ranks=ranks, code=3,
                               output="other.h5")
            self.assertEqual(other["digest"], plain["digest"])
            self.assert_equal_results("plain.h5", "other.h5")
            shutil.rmtree(self.path("other.h5.spool"))
        self.assertEqual((plain["teams"], other["teams"]), (0, 2))

    def test_a_course_is_what_a_run_of_the_same_scenario_finds(self):
        self.drill(self.kettles(), code=3)
        self.write("course.cfg", 'extends = "distribution.cfg"; scenario = { id = "course"; };\n'
                   'run = { replications = 3; };\n'
                   'disruptions = ( { name = "fire"; site = "Central"; start = "120 d"; '
                   'duration = "2 weeks"; } );\n')
        done = self.run_command("run", "course.cfg", "-o", "run.h5")
        self.assertIn(done.returncode, (0, 3), done.stderr)
        with h5py.File(self.path("out.h5")) as drill, h5py.File(self.path("run.h5")) as run:
            of = drill["/results/figures/course"][()] == 1
            for name in ["fill_rate", "total_cost"]:
                self.assertEqual(list(drill[f"/results/figures/{name}"][()][of]),
                                 list(run[f"/results/network/{name}"][()]))

    def grown(self, output, bytes_more, ranks=0):
        """Starts the drill of kettles.cfg; the process, once its spool has grown."""
        spool = self.path(output + ".spool")

        def size():
            return sum(e.stat().st_size for e in os.scandir(spool)) if os.path.isdir(spool) else 0

        aim = size() + bytes_more
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
        process = subprocess.Popen([*launcher, BULLWHIP, "drill", "kettles.cfg", "-o", output],
                                   cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and size() < aim:
            time.sleep(0.002)
        return process

    @long
    def test_killed_or_warned_it_ends_as_if_undisturbed(self):
        whole = self.drill(self.kettles(10), code=3, output="whole.h5")
        for number, ranks, code in [(signal.SIGKILL, 0, -signal.SIGKILL), (signal.SIGTERM, 0, 75),
                                    (signal.SIGUSR1, 2, 75)]:
            process = self.grown("killed.h5", 150000, ranks)
            process.send_signal(number)
            self.assertEqual(process.wait(timeout=PATIENCE), code)
            self.assertFalse(os.path.exists(self.path("killed.h5")))
        again = self.drill("kettles.cfg", ranks=2, code=3, output="killed.h5")
        self.assertLess(again["simulated"], whole["simulated"])
        self.assertEqual(again["digest"], whole["digest"])
        self.assert_equal_results("whole.h5", "killed.h5")

    @long
    def test_a_replication_that_broke_off_is_done_once_more(self):
        whole = self.drill(self.kettles(10), code=3, output="whole.h5")
        for more in range(100000, 120000, 2000):
            process = self.grown("broken.h5", more)
            process.send_signal(signal.SIGSEGV)
            if process.wait(timeout=PATIENCE) != -signal.SIGSEGV:  # that was between two replications
                break
        self.assertEqual(process.returncode, 3)  # it began anew by itself
        again = self.drill("kettles.cfg", code=3, output="broken.h5")
        self.assertEqual((again["simulated"], again["quarantined"], again["digest"]),
                         (0, 0, whole["digest"]))

    def test_replay_does_it_again_from_the_file_alone(self):
        self.drill(self.kettles(), "--exposure", code=3)
        os.mkdir(self.path("away"))
        shutil.move(self.path("out.h5"), self.path("away/out.h5"))
        os.remove(self.path("kettles.cfg"))
        said = json.loads(self.good("replay", "away/out.h5", "--json", "--threads", "2"))
        self.assertTrue(said["same"], said)


class Findings(Drill):
    def test_the_reverse_test_finds_what_breaks(self):
        self.drill(self.kettles(), "--exposure", code=3)
        with h5py.File(self.path("out.h5")) as file:
            tried = {(e, d): m for e, d, m in zip(file["/results/reverse/extent"],
                                                   file["/results/reverse/duration"],
                                                   file["/results/reverse/met"])}
            for extent, holds, breaks in zip(file["/summary/reverse/extent"],
                                             file["/summary/reverse/holds"],
                                             file["/summary/reverse/breaks"]):
                if holds > 0:
                    self.assertEqual(tried[(extent, holds)], 1)
                if not np.isnan(breaks):
                    self.assertEqual(tried[(extent, breaks)], 0)
                    self.assertEqual(breaks - holds, 4)
            sites = file["/model/sites/name"].asstr()[()]
            self.assertEqual(sites[file["/summary/exposure/site"][0]], "Central")
            self.assertEqual(file["/summary/exposure/index"][0], 1)
            self.assertEqual(list(file["/summary/exposure/rank"]), [1, 2, 3])

    def test_what_a_playbook_changes_is_a_difference_of_pairs(self):
        self.drill(self.kettles(), code=3)
        with h5py.File(self.path("out.h5")) as file:
            names = list(file["/drill/measures/name"].asstr()[()])
            for name in ["late_units", "recover", "extra_cost"]:
                row = list(file["/summary/mitigation/measure"][()]).index(names.index(name))
                pairs = self.measure(name, 2) - self.measure(name, 1)
                self.assertAlmostEqual(file["/summary/mitigation/mean"][row], pairs.mean())
                half = 4.302652729911275 * pairs.std(ddof=1) / np.sqrt(3)
                self.assertAlmostEqual(file["/summary/mitigation/ci_high"][row], pairs.mean() + half)

    def test_bands_are_the_best_mean_and_worst_of_each_day(self):
        self.drill(self.kettles(5), code=3)
        with h5py.File(self.path("out.h5")) as file:
            curves = {name: file[f"/results/curves/{name}"][()].reshape(3, 5, -1)
                      for name in ["fill_rate", "backlog", "cost", "revenue"]}
            bands = {name: file[f"/results/bands/{name}"][()].reshape(3, -1) for name in file["/results/bands"]}
            warm_up = int(file["/scenario"].attrs["warm_up_ms"]) // 86400000
        lost = (curves["revenue"][:1] - curves["revenue"]) + (curves["cost"] - curves["cost"][:1])
        curves["loss"] = np.cumsum(np.where(np.arange(lost.shape[2]) >= warm_up, lost, 0), axis=2)
        for name, best, worst in [("fill_rate", np.max, np.min), ("backlog", np.min, np.max),
                                  ("loss", np.min, np.max)]:
            for what, of in [("best", best), ("worst", worst), ("mean", np.mean),
                             ("p05", lambda x, axis: np.quantile(x, 0.05, axis=axis))]:
                np.testing.assert_allclose(bands[f"{name}_{what}"], of(curves[name], axis=1), rtol=1e-9,
                                           atol=1e-6, err_msg=f"{name} {what}")

    def test_verdicts_decide_the_exit_code(self):
        name = self.closed(20, 'criteria = "fill_rate >= 0.95 within 25 d at 95 %";',
                           'objectives = { mbco = "50 %"; rto = "25 d"; mtpd = "30 d"; };')
        said = self.drill(name)
        self.assertEqual([(v["kind"], v["met"], v["reached"]) for v in said["verdicts"]],
                         [("criterion", True, 25), ("RTO", True, 25), ("MTPD", True, 25)])
        self.closed(20, 'criteria = "fill_rate >= 0.95 within 24 d at 95 %";')
        said = self.drill(name, code=3)
        self.assertFalse(said["passed"])
        self.closed(50, 'criteria = "fill_rate >= 0.95 within 60 d";')
        said = self.drill(name, code=3)  # not back by the end: nobody knows
        self.assertIsNone(said["verdicts"][0]["reached"])

    def test_mistakes_are_told_before_anything_is_simulated(self):
        for criteria, words in [("recovr <= 3 d", 'did you mean "recover"?'),
                                ("recover <= 3 units", "`units` is not the unit of recover; expected d"),
                                ("turns >= 3 within 4 d", "what can be back within a time is")]:
            said = self.refused("drill", self.closed(5, f'criteria = "{criteria}";'), "-o", "no.h5")
            self.assertIn(words, said)
            self.assertIn("closed.cfg:2:", said)
        for more, words in [('exposure = { sites = ["Factry"]; };', 'did you mean "Factory"?'),
                            ('exposure = { impact = "luck"; };', 'impact = "luck": expected a measure'),
                            ('reverse = { longest = "9 d"; disruption = "open"; '
                             'criterion = "dip <= 0"; };', 'there is no disruption "open"')]:
            self.assertIn(words, self.refused("drill", self.closed(5, "", more), "-o", "no.h5"))
        self.write("closed.cfg", CLOSED.replace("DAYS", "5").replace("CRITERIA", "").replace("MORE", "")
                   .replace("Supplier", "Suplier"))
        said = self.refused("drill", "closed.cfg", "-o", "no.h5")
        self.assertIn("closed.cfg:3:", said)
        self.assertFalse(os.path.exists(self.path("no.h5.spool")))

    def test_what_can_not_be_read(self):
        os.mkdir(self.path("folder"))
        self.assertIn("No such file", self.refused("drill", "nowhere.cfg", "-o", "no.h5"))
        self.assertIn("Is a directory", self.refused("drill", "folder", "-o", "no.h5"))

    def test_all_mistakes_are_told_at_once(self):
        """Of the text, the scenario, disruptions, steps, criteria and outcomes; each once."""
        with open(self.path(self.starter())) as file:
            text = file.read()
        line = text[:text.index('"200 units"')].count("\n") + 1
        self.write("my.cfg", text.replace('"200 units"', '"200 d"'))
        self.write("bad.cfg", """drill = { id = "bad"; scenario = "my.cfg"; replications = 0;
  criteria = "fill_rat >= 0.9"; outcomes = ["total_cots"]; };
disruptions = ( { name = "fire"; site = "Plnt"; start = "20 d"; duration = "10 d"; },
  { name = "storm"; sit = "Hub"; start = "20 d"; duration = "10 d"; } );
playbooks = ( { name = "more"; }, { name = "less"; }, { name = "as is"; } );
steps = ( { playbook = "more"; at = "stock.Hub.lamp.order_upto"; to = "3 units"; },
  { playbook = "less"; at = "stock.Hub.lamp.order_up_to"; to = "3 d"; },
  { playbook = "less"; at = "disruptions.storm.duration"; to = "3 d"; } );
objectives = { rto = "10 d"; mtpd = "9 d"; };
""")
        said = self.refused("drill", "bad.cfg", "-o", "no.h5").splitlines()
        for words in ["bad.cfg:1: replications", "bad.cfg:2: there is no measure",
                      'bad.cfg:2: there is no figure "total_cots"', "bad.cfg:3: site", "bad.cfg:4: ", "bad.cfg:5: ",
                      "bad.cfg:6: ", "bad.cfg:7: order_up_to", "bad.cfg:9: mtpd", f"my.cfg:{line}: "]:
            found = [told for told in said if told.startswith(words)]
            self.assertEqual(len(found), 1, (words, said))
            said.remove(found[0])
        self.assertEqual(said, [])

    def test_a_forecast_simulates_next_to_nothing(self):
        name = self.kettles()
        before = sorted(os.listdir(self.folder))
        said = json.loads(self.good("drill", name, "--dry-run", "--exposure", "--json"))
        self.assertEqual((said["courses"], said["replications"], said["exposing"], said["telling"]), (3, 9, 6, 0))
        self.assertEqual(sorted(os.listdir(self.folder)), before)


class Scenarios(Drill):
    def test_a_run_may_ask_for_what_is_back_in_time(self):
        self.write("chain.cfg", CHAIN)
        for days, code in [(25, 0), (24, 3)]:
            self.write("run.cfg", 'extends = "chain.cfg"; scenario = { id = "run"; '
                       'criteria = "fill_rate >= 95 %% within %d d"; };\n'
                       'disruptions = ( { name = "closed"; site = "Supplier"; orders = "lost"; '
                       'start = "0 d"; duration = "20 d"; } );\n' % days)
            done = self.run_command("run", "run.cfg", "-n", "2", "--no-output", "--json")
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertEqual(json.loads(done.stdout)["criteria"][0]["reached"], 25)
        self.write("run.cfg", 'extends = "chain.cfg"; scenario = { id = "run"; '
                   'criteria = "turns >= 3 within 5 d"; };\n')
        self.assertIn("what can be back within a time is the fill rate",
                      self.refused("run", "run.cfg", "--no-output"))


FLOOD = """
drill = {{ id = "flood"; scenario = "chain.cfg"; replications = 2; tolerance = "0 %"; {more} }};
disruptions = ( {{ name = "closed"; site = "Supplier"; orders = "lost"; start = "2 d"; duration = "9 d"; }} );
playbooks = ( {{ name = "flood"; }} );
steps = ( {{ playbook = "flood"; at = "demand.DC.thing.every"; to = "0.000001 d"; }},
  {{ playbook = "flood"; at = "lanes.Factory.DC.lead_time"; to = "59 d"; }} );
"""


class Trouble(Drill):
    """Orders that are under way fill the memory: what is tried twice is given up, with its reason."""

    def flood(self, *words, more="", chain=CHAIN):
        def little_memory():
            resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))

        if self.run_command("--version", preexec_fn=little_memory).returncode != 0:
            self.skipTest("this build needs more memory for itself")
        self.write("chain.cfg", chain)
        self.write("flood.cfg", FLOOD.format(more=more))
        return self.run_command("drill", "flood.cfg", "-o", "out.h5", *words, preexec_fn=little_memory)

    def test_a_playbook_that_fails_is_quarantined_and_the_others_are_judged(self):
        done = self.flood("--json", more='criteria = "recover <= 20 d";')
        said = json.loads(done.stdout)
        self.assertEqual((done.returncode, said["quarantined"], said["passed"]), (1, 1, True), done.stderr)
        self.assertEqual(done.stderr.count("bullwhip: out of memory"), 2)  # tried once more
        self.assertEqual([v["course"] for v in said["verdicts"]], ["as is"])
        with h5py.File(self.path("out.h5")) as file:
            self.assertEqual(list(file["/drill/courses/status"].asstr()), ["done", "done", "quarantined"])
            self.assertEqual(list(file["/drill/quarantine/course"]), [2])
            self.assertIn("out of memory", file["/drill/quarantine/reason"].asstr()[0])
            self.assertEqual(set(file["/results/measures/course"]), {1})
            self.assertEqual(set(file["/results/curves/course"]), {0, 1})
            self.assertEqual(len(file["/summary/mitigation/course"]), 0)
        self.good("report", "out.h5", "-o", "page.html")
        with open(self.path("page.html")) as file:
            self.assertIn("out of memory", file.read())
        if importlib.util.find_spec("pandas"):
            from load import load
            lost = load(self.path("out.h5")).quarantine
            self.assertEqual((lost["course"][0], len(lost)), ("flood", 1))
            self.assertIn("out of memory", lost["reason"][0])
        # The spool remembers; so nothing is simulated now. What is judged is not there.
        self.write("flood.cfg", FLOOD.format(more='criteria = "recover <= 20 d"; playbook = "flood";'))
        done = self.run_command("drill", "flood.cfg", "-o", "out.h5", "--history", "past.h5")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(" 0 replications simulated now", done.stdout)
        self.assertIn("the first: out of memory", done.stdout)
        self.assertIn('not judged: course "flood" is quarantined', done.stdout)
        self.assertFalse(os.path.exists(self.path("past.h5")))
        self.good("report", "out.h5", "-o", "page.html")

    def test_without_a_baseline_there_are_no_results(self):
        done = self.flood(chain=CHAIN.replace('every = "1 d"', 'every = "0.000001 d"')
                          .replace('"2 d"', '"59 d"'))
        self.assertEqual(done.returncode, 1)
        self.assertIn("the baseline can't be simulated: out of memory", done.stderr)
        self.assertFalse(os.path.exists(self.path("out.h5")))


class Plans(Drill):
    """Playbooks that give agents another plan library: steps that name its file."""

    LIBRARIES = os.path.join(SOURCE, "scenarios", "libraries")
    STEPS = {"agents.*.plans": "resilient.cfg",
             "agents.Lyon.partners": "A = Overseas, B = Homeworks, S = Turin",
             "agents.Turin.partners": "A = Overseas, B = Homeworks, S = Lyon",
             "agents.*.budget": "4000 EUR"}

    def plans(self, **other):
        with open(os.path.join(SOURCE, "scenarios", "agents", "ports.cfg")) as file:
            self.write("ports.cfg", file.read().replace("../libraries/", ""))
        for name in ["plain.cfg", "resilient.cfg"]:
            shutil.copy(os.path.join(self.LIBRARIES, name), self.folder)
        self.steps = {**self.STEPS, **other}
        steps = ",\n".join(f'{{ playbook = "plans"; at = "{at}"; to = "{to}"; }}'
                           for at, to in self.steps.items())
        self.struck = ('disruptions = ( { name = "no ships"; kind = "lane-closed"; lane = "sea Lyon"; '
                       'start = "90 d"; duration = "28 d"; } );\n')
        return self.write("plans.cfg", 'drill = { id = "plans"; scenario = "ports.cfg"; replications = 3; };\n'
                          + self.struck + 'playbooks = ( { name = "plans"; } );\nsteps = (\n' + steps + "\n);\n")

    def test_a_playbook_is_what_a_run_with_its_library_finds(self):
        self.drill(self.plans())
        steps = ",\n".join(f'{{ at = "{at}"; to = "{to}"; }}' for at, to in self.steps.items())
        self.write("run.cfg", 'extends = "ports.cfg"; scenario = { id = "run"; };\n' + self.struck
                   + 'run = { kpi_period = "1 d"; };\n'  # as in the drill: budgets are renewed so often
                   + "override = (\n" + steps + "\n);\n")
        done = self.run_command("run", "run.cfg", "--replications", "3", "--decisions", "all", "-o", "run.h5")
        self.assertIn(done.returncode, (0, 3), done.stderr)
        with h5py.File(self.path("out.h5")) as drill, h5py.File(self.path("run.h5")) as run:
            self.same_minds(drill, run)
            self.same_story(int(drill["/drill/told/replication"][0]))
            of = drill["/results/figures/course"][()]
            for name in ["fill_rate", "total_cost"]:
                figures = drill[f"/results/figures/{name}"][()]
                self.assertEqual(list(figures[of == 2]), list(run[f"/results/network/{name}"][()]))
                self.assertFalse(np.array_equal(figures[of == 2], figures[of == 1]))

    def same_story(self, replication):
        """`explain` tells the same of the drill's file as of the run's."""
        who = ["--agent", "Lyon", "--at", "95d"]
        of_run = self.good("explain", "run.h5", *who, "--replication", str(replication))
        self.assertIn("It chose ", of_run)
        self.assertEqual(self.good("explain", "out.h5", *who, "--course", "plans"), of_run)
        self.assertIn("did you mean 'plans'", self.refused("explain", "out.h5", *who, "--course", "plan"))
        self.assertIn(f"expected {replication}", self.refused(
            "explain", "out.h5", *who, "--course", "plans", "--replication", str(replication + 1)))
        self.assertIn("has no courses", self.refused("explain", "run.h5", *who, "--course", "plans"))

    def same_minds(self, drill, run):
        """In the replication of the median loss the playbook's agents did what those of the run did."""
        told = {name: column[()] for name, column in drill["/drill/told"].items()}
        self.assertEqual(list(told["course"]), [0, 1, 2])
        measures = {name: column[()] for name, column in drill["/results/measures"].items()}
        loss = measures["lost_margin"][measures["course"] == 1]
        self.assertEqual(sorted(loss)[1], loss[told["replication"][0]])
        engine = drill["/replications"]
        of = engine["replication"][()] == told["replication"][0]
        self.assertEqual(list(engine["digest"][()][of]), list(told["digest"]))
        self.assertEqual(list(told["left_out"]), [0, 0, 0])
        names = {"plan": "plans", "goal": "goals", "belief": "beliefs", "runner_up": "plans",
                 "book": "plan_libraries"}
        rows = 0
        for table in ["decisions", "decision_beliefs", "decision_actions", "approvals"]:
            mine, theirs = drill[f"/results/{table}"], run[f"/results/{table}"]
            self.assertEqual(set(mine), set(theirs) | {"course"})
            here = mine["course"][()] == 2
            there = theirs["replication"][()] == told["replication"][0]
            rows += here.sum()
            for name in theirs:
                a, b = mine[name][()][here], theirs[name][()][there]
                if name in names:  # numbered anew
                    a = [drill[f"/model/{names[name]}/name"][i] if i >= 0 else b"" for i in a]
                    b = [run[f"/model/{names[name]}/name"][i] if i >= 0 else b"" for i in b]
                np.testing.assert_array_equal(a, b, f"{table}/{name}")
        self.assertGreater(rows, 1000)
        self.assertEqual(rows, told["rows"][2])

    def test_what_agents_did_is_the_same_on_ranks_and_after_a_kill(self):
        plain = self.drill(self.plans(), output="plain.h5")
        os.mkdir(self.path("other.h5.spool"))
        with open(self.path("plain.h5.spool/0000.spool"), "rb") as file:
            spool = file.read()
        with open(self.path("other.h5.spool/0000.spool"), "wb") as file:
            file.write(spool[:-1000])  # torn in what agents did in the last course
        again = self.drill("plans.cfg", ranks=2, output="other.h5")
        self.assertEqual((again["simulated"], again["digest"]), (1, plain["digest"]))
        Equal.assert_equal_results(self, "plain.h5", "other.h5")
        teams = self.drill("plans.cfg", "--teams", "1", ranks=2, output="teams.h5")
        self.assertEqual(teams["digest"], plain["digest"])
        Equal.assert_equal_results(self, "plain.h5", "teams.h5")

    def test_its_text_is_in_the_results_and_replayed_from_there(self):
        self.drill(self.plans())
        with open(self.path("resilient.cfg"), "rb") as file:
            text = file.read()
        sha = hashlib.sha256(text).hexdigest()
        with h5py.File(self.path("out.h5")) as file:
            kept = {source.attrs["name"].decode(): source for source in file["/scenario/source"].values()}
            self.assertEqual(kept["resilient.cfg"][()].tobytes()[:len(text)], text)
            self.assertEqual(kept["resilient.cfg"].attrs["sha256"].decode(), sha)
            self.assertIn(sha.encode(), list(file["/prov/entity/sha256"]))
            names = [name.decode() for name in file["/prov/entity/name"]]
            self.assertEqual(sorted(set(names)), sorted(names))
        for name in ["plans.cfg", "ports.cfg", "plain.cfg", "resilient.cfg"]:
            os.remove(self.path(name))
        self.assertTrue(json.loads(self.good("replay", "out.h5", "--json"))["same"])

    def test_only_courses_that_its_text_concerns_are_simulated_again(self):
        first = self.drill(self.plans())
        with open(self.path("resilient.cfg"), "a") as file:
            file.write("# a remark\n")
        self.assertEqual(self.drill("plans.cfg")["simulated"], 0)
        with open(self.path("resilient.cfg")) as file:
            text = file.read()
        self.write("resilient.cfg", text.replace("secure >= 7 d", "secure >= 6 d"))
        again = self.drill("plans.cfg")
        with h5py.File(self.path("out.h5")) as file:
            self.assertEqual(len(file["/drill/courses/name"]), 3)
        self.assertGreater(again["simulated"], 0)
        self.assertLess(again["simulated"], first["simulated"] - 2 * 3)

    def test_mistakes_in_it_are_told_before_anything_is_simulated(self):
        said = self.refused("drill", self.plans(**{"agents.*.plans": "resilent.cfg"}), "-o", "no.h5")
        self.assertRegex(said, r"plans\.cfg:5: can't read .resilent\.cfg")
        name = self.plans()
        with open(self.path("resilient.cfg")) as file:
            text = file.read()
        line = text[:text.index("trust_A > 0.4")].count("\n") + 1
        self.write("resilient.cfg", text.replace("trust_A > 0.4", "trust_B > 0.4"))
        said = self.refused("drill", name, "-o", "no.h5")
        self.assertIn(f"resilient.cfg:{line}: ", said)
        self.assertIn("trust_B", said)
        said = self.refused("drill", self.plans(**{"agents.Lyon.partners": "A = Overseas, B = Homwork"}),
                            "-o", "no.h5")
        self.assertIn("plans.cfg:6: ", said)
        self.assertFalse(os.path.exists(self.path("no.h5.spool")))


class History(Drill):
    def add(self, week, *words, days=20, code=0):
        self.closed(days, 'criteria = "recover <= 24 d";')
        return self.drill("closed.cfg", "--history", "weeks.h5", "--exercise", week, *words, code=code)

    def weeks(self):
        return json.loads(self.good("history", "weeks.h5", "--json"))

    def test_five_weeks_and_their_trend(self):
        for i, days in enumerate([22, 21, 20, 19, 18]):
            self.add(f"2027-W{i + 1:02}", days=days, code=3 if days > 19 else 0)
        said = self.weeks()
        self.assertEqual([d["exercise"] for d in said["drills"]],
                         [f"2027-W{i + 1:02}" for i in range(5)])
        self.assertEqual([d["passed"] for d in said["drills"]], [False] * 3 + [True] * 2)
        self.assertEqual([d["recover"][0] for d in said["drills"]], [27, 26, 25, 24, 23])
        self.assertAlmostEqual(said["trend"]["recover"]["slope"], -1)
        self.assertIn("2027-W03", self.good("history", "weeks.h5"))

    def test_a_second_drill_of_a_week_is_refused(self):
        self.add("2027-W01", days=10)
        self.closed(10)
        said = self.refused("drill", "closed.cfg", "-o", "second.h5", "--history", "weeks.h5",
                            "--exercise", "2027-W01")
        self.assertIn("2027-W01", said)
        self.assertIn("--force", said)
        self.assertFalse(os.path.exists(self.path("second.h5.spool")))
        self.add("2027-W01", "--force", days=10)
        self.assertEqual(len(self.weeks()["drills"]), 2)

    def test_the_week_is_that_of_the_calendar(self):
        self.closed(5)
        said = self.drill("closed.cfg", "--history", "weeks.h5")
        self.assertRegex(said["exercise"], r"^\d{4}-W\d\d$")

    def test_a_damaged_history_is_left_as_it_is(self):
        self.add("2027-W01", days=10)
        with open(self.path("weeks.h5"), "r+b") as file:
            file.truncate(os.path.getsize(self.path("weeks.h5")) - 300)
        with open(self.path("weeks.h5"), "rb") as file:
            before = file.read()
        said = self.refused("drill", "closed.cfg", "-o", "out.h5", "--history", "weeks.h5",
                            "--exercise", "2027-W02")
        self.assertIn("damaged", said)
        self.assertIn("weeks.h5", self.refused("history", "weeks.h5"))
        with open(self.path("weeks.h5"), "rb") as file:
            self.assertEqual(file.read(), before)
        self.write("weeks.h5", "not a history")
        self.refused("history", "weeks.h5")
        self.refused("history", "nowhere.h5")

    def test_several_writers_lose_nothing(self):
        self.closed(5)
        writers = [subprocess.Popen([BULLWHIP, "drill", "closed.cfg", "-o", f"{i}.h5", "--history",
                                     "weeks.h5", "--exercise", f"{i}"], cwd=self.folder,
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
                   for i in range(6)]
        self.assertEqual([w.wait(timeout=PATIENCE) for w in writers], [0] * 6)
        self.assertEqual(sorted(d["exercise"] for d in self.weeks()["drills"]), list("012345"))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""Studies: results depend on nothing but the study, however they come about."""

import fcntl
import json
import math
import os
import re
import resource
import signal
import struct
import subprocess
import time
import unittest

import h5py
from again_test import changed
from results_test import bytes_below
from support import BULLWHIP, MPIEXEC, PATIENCE, CommandTest, long

STUDY = """
study = {{ id = "levels"; scenario = "my.cfg"; replications = {replications}; {more} }};
factors = (
  {{ name = "shop"; at = "stock.Shop.lamp.order_up_to"; {shop} }},
  {{ name = "lead"; {lead} }}
);
design = {{ {design} }};
"""


class Study(CommandTest):
    def setUp(self):
        super().setUp()
        self.starter()

    def study(self, replications=4, shop='levels = ["80 units", "100 units", "120 units"];',
              lead='at = "lanes.Hub.Shop.lead_time"; levels = ["1 d", "2 d"];',
              design='kind = "grid";', more=""):
        with open(self.path("study.cfg"), "w") as file:
            file.write(STUDY.format(replications=replications, shop=shop, lead=lead, design=design,
                                    more=more))
        return "study.cfg"

    def sweep(self, output, *words, **more):
        return json.loads(self.good("sweep", "study.cfg", "-o", output, "--json", *words, **more))

    def assert_equal_results(self, one, other):
        for group in ["/results", "/study", "/summary", "/replications"]:
            self.assertEqual(bytes_below(self.path(one), group),
                             bytes_below(self.path(other), group), group)


class Equal(Study):
    def test_ranks_and_threads_do_not_change_results(self):
        self.study()
        plain = self.sweep("plain.h5")
        self.assertEqual((plain["points"], plain["replications"], plain["quarantined"]), (6, 24, 0))
        self.assertEqual(plain["output"], "plain.h5")
        for ranks, threads in [(0, 3), (2, 1), (3, 2)]:
            other = self.sweep("other.h5", "--threads", str(threads), ranks=ranks)
            self.assertEqual(other["digest"], plain["digest"])
            self.assert_equal_results("plain.h5", "other.h5")
            subprocess.run(["rm", "-r", self.path("other.h5.spool")], check=True)

    def test_time_warp_over_all_ranks_does_not_change_results(self):
        self.study(replications=1)
        plain = self.sweep("plain.h5")
        team = self.sweep("team.h5", "--engine", "timewarp", ranks=2)
        self.assertEqual((team["digest"], team["teams"]), (plain["digest"], 1))

    def test_teams_do_not_change_results(self):
        self.study(replications=2)
        plain = self.sweep("plain.h5")
        self.assertEqual(plain["teams"], 0)
        for ranks, teams, threads in [(3, 2, 1), (2, 2, 2)]:  # a team of two and one of one; threads
            team = self.sweep("team.h5", "--teams", str(teams), "--threads", str(threads), ranks=ranks)
            self.assertEqual((team["digest"], team["teams"]), (plain["digest"], teams))
            self.assertEqual(team["simulated"], 12)
            self.assert_equal_results("plain.h5", "team.h5")
            subprocess.run(["rm", "-r", self.path("team.h5.spool")], check=True)

    def test_a_team_has_a_rank_at_least(self):
        self.study()
        self.assertIn("expected a team to have one", self.refused("sweep", "study.cfg", "--teams", "2"))
        self.assertIn("expected --engine timewarp",
                      self.refused("sweep", "study.cfg", "--teams", "1", "--engine", "serial"))

    def test_a_point_is_what_a_run_of_the_same_scenario_finds(self):
        self.study(replications=3, more='outcomes = ["total_cost", "fill_rate"];')
        self.sweep("sweep.h5")
        with open(self.path("point.cfg"), "w") as file:
            file.write('extends = "my.cfg"; scenario = { id = "point"; };\noverride = (\n'
                       '{ at = "stock.Shop.lamp.order_up_to"; to = "120 units"; },\n'
                       '{ at = "lanes.Hub.Shop.lead_time"; to = "2 d"; });\n')
        self.good("run", "point.cfg", "--replications", "3", "-o", "run.h5")
        with h5py.File(self.path("sweep.h5")) as sweep, h5py.File(self.path("run.h5")) as run:
            last = sweep["/results/points/point"][()] == 5
            for outcome in ["total_cost", "fill_rate"]:
                self.assertEqual(list(sweep[f"/results/points/{outcome}"][last]),
                                 list(run[f"/results/network/{outcome}"][()]))

    def test_merged_shards_are_the_whole(self):
        self.study()
        whole = self.sweep("whole.h5")
        parts = []
        for k in "123":
            self.sweep(f"part{k}.h5", "--shard", f"{k}/3")
            parts.append(f"part{k}.h5")
        os.rename(self.path("study.cfg"), self.path("elsewhere.cfg"))  # shards know their study
        merged = json.loads(self.good("merge", "merged.h5", *parts, "--json"))
        self.assertEqual(merged["digest"], whole["digest"])
        self.assert_equal_results("whole.h5", "merged.h5")

    def test_a_merge_tells_what_is_missing(self):
        self.study()
        self.sweep("part1.h5", "--shard", "1/2")
        done = self.run_command("merge", "merged.h5", "part1.h5", "--json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["missing"], 3)
        self.assertIn("part9.h5.spool", self.refused("merge", "m.h5", "part1.h5", "part9.h5"))


class Resumed(Study):
    RANGE = 'low = "61 units"; high = "160 units"; step = "1 unit";'  # 100 values

    def children(self, process):
        path = f"/proc/{process.pid}/task/{process.pid}/children"
        with open(path) as file:
            return [int(word) for word in file.read().split()]

    def grown(self, output, bytes_more, ranks=2):
        """Starts the sweep; the process, once its spool has grown."""
        spool = self.path(output + ".spool")

        def size():
            if not os.path.isdir(spool):
                return 0
            return sum(entry.stat().st_size for entry in os.scandir(spool))

        aim = size() + bytes_more
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
        process = subprocess.Popen([*launcher, BULLWHIP, "sweep", "study.cfg", "-o", output, "--json"],
                                   cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(process.stdout.close)
        while size() < aim and process.poll() is None:
            time.sleep(0.002)
        return process

    def killed(self, output, bytes_more):
        """Two ranks, killed with -9."""
        process = self.grown(output, bytes_more)
        for child in self.children(process):
            os.kill(child, signal.SIGKILL)
        return process.wait(timeout=PATIENCE)

    @long
    def test_killed_three_times_it_ends_as_if_undisturbed(self):
        self.study(replications=20, shop=self.RANGE)
        whole = self.sweep("whole.h5", "--threads", "2")
        self.assertEqual((whole["points"], whole["replications"]), (200, 4000))
        for _ in range(3):
            self.assertNotEqual(self.killed("killed.h5", 300000), 0)
            self.assertFalse(os.path.exists(self.path("killed.h5")))
        resumed = self.sweep("killed.h5", ranks=2)
        self.assertGreater(resumed["simulated"], 0)
        self.assertLess(resumed["simulated"], 4000 - 3 * 300)
        self.assertEqual(resumed["digest"], whole["digest"])
        self.assert_equal_results("whole.h5", "killed.h5")

    @long
    def test_a_warned_sweep_stops_and_goes_on(self):
        self.study(replications=20, shop=self.RANGE)
        whole = self.sweep("whole.h5", "--threads", "2")
        for number, ranks in [(signal.SIGUSR1, 0), (signal.SIGTERM, 0), (signal.SIGUSR2, 2)]:
            process = self.grown("warned.h5", 200000, ranks)
            process.send_signal(number)
            self.assertEqual(process.wait(timeout=PATIENCE), 75)
            self.assertFalse(os.path.exists(self.path("warned.h5")))
            self.assertEqual([name for name in os.listdir(self.path("warned.h5.spool"))
                              if not name.endswith(".spool")], [])
        resumed = self.sweep("warned.h5")
        self.assertLess(resumed["simulated"], 4000)
        self.assertEqual(resumed["digest"], whole["digest"])

    @long
    def test_a_replication_that_broke_off_is_done_once_more(self):
        self.study(replications=20, shop=self.RANGE)
        whole = self.sweep("whole.h5", "--threads", "2")
        for more in range(200000, 220000, 2000):
            process = self.grown("broken.h5", more, ranks=0)
            process.send_signal(signal.SIGSEGV)
            out = process.communicate(timeout=PATIENCE)[0]
            if process.returncode != -signal.SIGSEGV:  # that was between two replications
                break
        said = json.loads(out)
        self.assertEqual((process.returncode, said["quarantined"]), (0, 0))
        self.assertEqual(said["digest"], whole["digest"])
        self.assert_equal_results("whole.h5", "broken.h5")

    @long
    def test_of_ranks_one_that_broke_off_ends_all_and_the_same_command_goes_on(self):
        self.study(replications=20, shop=self.RANGE)
        for more in range(100000, 120000, 2000):
            process = self.grown("broken.h5", more)
            os.kill(self.children(process)[0], signal.SIGABRT)
            if process.wait(timeout=PATIENCE) != 128 + signal.SIGABRT:  # that was between two replications
                break
        self.assertEqual(process.returncode, 75)
        self.assertFalse(os.path.exists(self.path("broken.h5")))
        self.assertEqual(self.sweep("broken.h5", ranks=2)["quarantined"], 0)

    def test_what_is_killed_again_and_again_is_given_up(self):
        self.study(replications=2)
        whole = self.sweep("out.h5")
        with h5py.File(self.path("out.h5")) as file:
            point = file["/study/points/id"][3]
        spool = self.path("out.h5.spool/0000.spool")
        os.truncate(spool, os.path.getsize(spool) - 100)  # something is left to do
        for times in range(1, 6):  # as lab/mishap.h says: under way, replication, point, reason
            with open(self.path("out.h5.spool/0000.flight"), "wb") as file:
                file.write(struct.pack("=II64s200s", 1, 1, point, b""))
            done = self.run_command("sweep", "study.cfg", "-o", "out.h5", "--json")
            self.assertEqual(json.loads(done.stdout)["quarantined"], int(times == 5), times)
        with h5py.File(self.path("out.h5")) as file:
            self.assertIn("killed each time", file["/study/points/reason"][3].decode())
        self.assertEqual(whole["quarantined"], 0)

    def test_torn_and_spoilt_tails_are_done_again(self):
        self.study()
        whole = self.sweep("whole.h5")
        spool = self.path("whole.h5.spool/0000.spool")
        size = os.path.getsize(spool)
        os.truncate(spool, size - 100)
        self.assertEqual(self.sweep("whole.h5")["simulated"], 1)
        self.assertEqual(os.path.getsize(spool), size)
        with open(spool, "r+b") as file:
            file.seek(size - 50)
            byte = file.read(1)
            file.seek(size - 50)
            file.write(bytes([byte[0] ^ 1]))
        again = self.sweep("whole.h5")
        self.assertEqual((again["simulated"], again["digest"]), (1, whole["digest"]))

    def test_a_finished_study_can_grow(self):
        self.study(replications=2)
        self.assertEqual(self.sweep("grown.h5")["simulated"], 12)
        self.assertEqual(self.sweep("grown.h5")["simulated"], 0)
        self.study(replications=5, shop='levels = ["80 units", "90 units", "100 units", "120 units"];')
        grown = self.sweep("grown.h5")
        self.assertEqual((grown["replications"], grown["simulated"]), (40, 28))
        self.assertEqual(grown["digest"], self.sweep("new.h5")["digest"])

    def test_comments_and_spelling_do_not_make_another_study(self):
        self.study(replications=2)
        whole = self.sweep("out.h5")
        with open(self.path("my.cfg")) as file:
            text = file.read()
        with open(self.path("my.cfg"), "w") as file:
            file.write("# another text\n" + text.replace("365 d", "8760 h"))
        with open(self.path("study.cfg"), "a") as file:
            file.write("\n// also here\n")
        again = self.sweep("out.h5")
        self.assertEqual((again["simulated"], again["digest"]), (0, whole["digest"]))
        with open(self.path("my.cfg"), "w") as file:
            file.write(text.replace("365 d", "366 d"))
        self.assertEqual(self.sweep("out.h5")["simulated"], 12)

    def test_two_sweeps_do_not_write_one_spool(self):
        self.study()
        self.sweep("out.h5")
        with open(self.path("out.h5.spool/0000.spool"), "r+b") as file:
            lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
            fcntl.fcntl(file, 37, lock)  # F_OFD_SETLK
            self.assertIn("another run is writing it", self.refused("sweep", "study.cfg", "-o", "out.h5", code=1))


BASE_STOCK = """
scenario = { id = "base_stock"; };
run = { horizon = "2000 d"; warm_up = "50 d"; seed = 3; };
products = ( { name = "lamp"; } );
sites = ( { name = "Maker"; role = "supplier"; }, { name = "Shop"; role = "market"; } );
lanes = ( { from = "Maker"; to = "Shop"; lead_time = "2 d"; } );
stock = (
  { site = "Maker"; product = "lamp"; },
  { site = "Shop"; product = "lamp"; source = "Maker"; policy = "base-stock"; order_up_to = 14;
    holding_cost = "1 EUR/unit/d"; backlog_cost = "9 EUR/unit/d"; } );
demand = ( { site = "Shop"; product = "lamp"; rate = "5 /d"; quantity = "1 units"; } );
"""


def poisson_cost(level, mean=10.0, holding=1.0, backlog=9.0):
    """Palm's theorem: what is on order is Poisson with the demand of a lead time."""
    chance, cost = math.exp(-mean), 0.0
    for n in range(200):
        cost += chance * (holding * max(level - n, 0) + backlog * max(n - level, 0))
        chance *= mean / (n + 1)
    return cost


class Decided(Study):
    LEVELS = [10, 12, 14, 16, 18]

    def base_stock(self, rest, replications=10, more=""):
        with open(self.path("my.cfg"), "w") as file:
            file.write(BASE_STOCK)
        with open(self.path("study.cfg"), "w") as file:
            file.write('study = { id = "best"; scenario = "my.cfg"; outcomes = ["total_cost", "demand"];'
                       f' replications = {replications}; {more} }};\n'
                       'factors = ( { name = "level"; at = "stock.Shop.lamp.order_up_to"; '
                       f'levels = {self.LEVELS}; }} );\n' + rest)

    def means(self, output):
        with h5py.File(self.path(output)) as file:
            table = file["/summary/points"]
            cost = table["outcome"][()] == 0
            return {name: table[name][cost] for name in ["mean", "ci_low", "ci_high", "n"]}

    def test_the_best_of_five_base_stock_levels_is_found(self):
        self.base_stock('select = { outcome = "total_cost"; indifference = "0.3 EUR/d"; first = 5; batch = 5; };')
        best = min(range(5), key=lambda i: poisson_cost(self.LEVELS[i]))
        found = self.sweep("best.h5", "--threads", "2")
        self.assertEqual(found["best"], best)
        with h5py.File(self.path("best.h5")) as file:
            self.assertEqual(list(file["/summary/selection/best"]), [int(i == best) for i in range(5)])
            n = list(file["/study/points/replications"])
            self.assertEqual(max(n), n[best])
            self.assertLess(min(n), n[best] + 1)
        self.assertEqual(self.sweep("other.h5", ranks=2)["digest"], found["digest"])
        self.assertIn(f"best: point {best}, level = {self.LEVELS[best]}\n",
                      self.good("sweep", "study.cfg", "-o", "best.h5"))

    def test_costs_are_those_of_the_formula(self):
        self.base_stock("", replications=20)
        self.sweep("cost.h5", "--threads", "2")
        found = self.means("cost.h5")
        for i, level in enumerate(self.LEVELS):
            half = found["ci_high"][i] - found["mean"][i]
            self.assertLess(abs(found["mean"][i] - poisson_cost(level)), 2 * half)

    def test_points_stop_when_their_mean_is_known(self):
        self.base_stock('stop = { outcome = "total_cost"; half_width = "0.25 EUR/d"; batch = 4; at_most = 200; };')
        found = self.sweep("stop.h5", "--threads", "2")
        result = self.means("stop.h5")
        self.assertTrue(all(n % 4 == 0 for n in result["n"]))
        self.assertGreater(len(set(result["n"])), 1)
        for low, high, n in zip(result["ci_low"], result["ci_high"], result["n"]):
            self.assertTrue(high - low <= 0.5 or n == 200)
        self.assertEqual(found["replications"], sum(result["n"]))
        for k in "12":
            self.sweep(f"part{k}.h5", "--shard", f"{k}/2")
        merged = json.loads(self.good("merge", "merged.h5", "part1.h5", "part2.h5", "--json"))
        self.assertEqual(merged["digest"], found["digest"])

    @long
    def test_common_random_numbers_make_differences_vary_less(self):
        self.base_stock("", replications=30)
        self.sweep("common.h5", "--threads", "2")
        with h5py.File(self.path("common.h5")) as file:
            cost = file["/results/points/total_cost"][()].reshape(5, 30)
        alone = cost[0].var(ddof=1) + cost[1].var(ddof=1)
        self.assertLess((cost[0] - cost[1]).var(ddof=1), alone / 4)

    @long
    def test_antithetic_pairs_make_means_vary_less(self):
        self.base_stock("", replications=60, more="antithetic = true;")
        self.sweep("pairs.h5", "--threads", "2")
        with h5py.File(self.path("pairs.h5")) as file:
            demand = file["/results/points/demand"][()].reshape(5, 30, 2)[0]
            self.assertEqual(set(file["/summary/points/n"]), {30})
        self.assertLess(demand.mean(axis=1).var(ddof=1), demand.var(ddof=1) / 2 / 2)
        self.base_stock("", replications=5, more="antithetic = true;")
        self.assertIn("come in pairs", self.refused("sweep", "study.cfg"))

    @long
    def test_sensitivity_is_in_the_summary(self):
        ranges = ('study = { id = "s"; scenario = "my.cfg"; replications = 2; outcomes = ["total_cost"]; };\n'
                  'factors = ( { name = "level"; at = "stock.Shop.lamp.order_up_to"; low = 10; high = 18; },\n'
                  '{ name = "backlog"; at = "stock.Shop.lamp.backlog_cost"; low = "9 EUR/unit/d"; high = "9.1 EUR/unit/d"; } );\n')
        self.base_stock("")
        for kind, name, words in [("saltelli", "total", "points = 16;"), ("morris", "mu_star", "trajectories = 4;")]:
            with open(self.path("study.cfg"), "w") as file:
                file.write(ranges + f'design = {{ kind = "{kind}"; {words} }};\n')
            self.sweep(kind + ".h5", "--threads", "2")
            with h5py.File(self.path(kind + ".h5")) as file:
                table = file["/summary/" + ("sobol" if kind == "saltelli" else kind)]
                level, backlog = table[name][()]
                self.assertGreater(level, 5 * backlog)


class Again(Study):
    def test_a_sweep_is_replayed_from_its_file_alone(self):
        self.study(replications=2)
        whole = self.sweep("whole.h5")
        self.sweep("part.h5", "--shard", "2/3")
        with h5py.File(self.path("whole.h5")) as file:
            self.assertEqual([name.decode() for name in file["/prov/entity/name"]],
                             ["study.cfg", "my.cfg", "whole.h5"])
        for name in ["my.cfg", "study.cfg"]:
            os.remove(self.path(name))
        for output, more in [("whole.h5", {"ranks": 2}), ("part.h5", {})]:
            said = json.loads(self.good("replay", output, "--json", **more))
            self.assertTrue(said["same"])
            self.assertGreater(said["datasets"], 20)
        self.assertEqual(json.loads(self.good("replay", "whole.h5", "--json"))["digest"], whole["digest"])
        with changed(self.path("whole.h5")) as file:
            file["/results/points/fill_rate"][3] += 0.5
        done = self.run_command("replay", "whole.h5")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/results/points/fill_rate row 3", done.stdout)
        self.assertEqual([name for name in os.listdir(self.folder) if "replay" in name], [])

    def test_two_sweeps_are_compared_point_by_point(self):
        self.study(replications=3)
        self.sweep("a.h5")
        self.study(replications=3, shop='levels = ["80 units", "100 units", "125 units"];')
        self.sweep("b.h5")
        said = json.loads(self.good("diff", "a.h5", "b.h5", "--json"))
        self.assertFalse(said["same_results"])
        self.assertIn({"path": "point 4 shop", "a": "120 units", "b": "125 units"}, said["values"])
        self.assertEqual(len(said["values"]), 2)
        self.assertEqual({line["text"] for line in said["texts"]}, {"study.cfg"})
        figures = {f["figure"]: f for f in said["figures"]}
        self.assertEqual(figures["point 0 total_cost"]["difference"], 0)
        cost = figures["point 4 total_cost"]
        self.assertEqual(cost["pairs"], 3)
        self.assertTrue(0 < cost["ci_low"] <= cost["difference"] <= cost["ci_high"])
        self.assertIn("results are the same", self.good("diff", "a.h5", "a.h5"))


class Plans(Study):
    """Factors may be plan libraries, and how agents hold to their goals."""

    def plans(self, name, after=""):
        with open(self.path(name), "w") as file:
            file.write(f'library = "{name[:-4]}";\n{after}goals: ( {{ name = "restock"; kind = "perform"; '
                       'when = "review"; } );\nplans: ( { name = "rule"; for = "restock"; '
                       'body = ( { do = "call"; deed = "policy"; } ); } );\n')

    def test_libraries_and_commitment_are_factors(self):
        with open(self.path("my.cfg"), "w") as file:
            file.write(BASE_STOCK + 'agents = ( { name = "keeper"; plans = "one.cfg"; site = "Shop"; '
                       'product = "lamp"; } );\n')
        self.plans("one.cfg")
        with open(self.path("idle.cfg"), "w") as file:  # never orders
            file.write('library = "idle";\ngoals: ( { name = "wait"; kind = "perform"; when = "review"; } );\n'
                       'plans: ( { name = "nothing"; for = "wait"; body = ( { do = "ration"; share = 1.0; } ); } );\n')
        with open(self.path("study.cfg"), "w") as file:
            file.write('study = { id = "plans"; scenario = "my.cfg"; replications = 2; outcomes = ["fill_rate"]; };\n'
                       'factors = ( { name = "plans"; at = "agents.*.plans"; levels = ["one.cfg", "idle.cfg"]; },\n'
                       '{ name = "hold"; at = "agents.keeper.commitment"; levels = ["bold", "cautious(2)"]; } );\n')
        whole = self.sweep("whole.h5")
        self.assertEqual((whole["points"], whole["quarantined"]), (4, 0))
        with h5py.File(self.path("whole.h5")) as file:
            fill = file["/results/points/fill_rate"][()].reshape(4, 2)
        self.assertGreater(fill[0].min(), fill[2].max())
        self.plans("one.cfg", after="# as before\n")
        self.assertEqual(self.sweep("whole.h5")["simulated"], 0)
        self.plans("one.cfg", after='doc = "changed";\n')
        self.assertEqual(self.sweep("whole.h5")["simulated"], 8)
        merged = json.loads(self.good("merge", "merged.h5", "whole.h5", "--json"))
        self.assertEqual(merged["digest"], whole["digest"])
        os.remove(self.path("idle.cfg"))
        self.assertIn("study.cfg:2: can't read", self.refused("sweep", "study.cfg"))


def has_sanitizer():
    """They keep freed memory for a while."""
    with open(BULLWHIP, "rb") as file:
        return re.search(b"__[at]san_init", file.read()) is not None


class Memory(CommandTest):
    """Of a point that is done there stays what lab/board.h has of it. With two outcomes: unit 150 bytes, room
    for 8 replications 8 x (32 + 2 x 8), its id in the map 65 + 24 + 8, its task 76, its value in the design 50,
    its rows of results 250; about 1 kB, twice of it where an array has just grown. A scenario, a world or the
    rows of a run of this network that stayed would be tens of kB."""

    BYTES_PER_POINT = 3000

    def peak(self, points, threads):
        with open(self.path("study.cfg"), "w") as file:
            file.write('study = { id = "many"; scenario = "my.cfg"; replications = 2; '
                       'outcomes = ["total_cost", "fill_rate"]; };\n'
                       'factors = ( { name = "demand"; at = "demand.*.rate"; change = "times"; '
                       'low = 0.5; high = 1.5; } );\n'
                       f'design = {{ kind = "sobol"; points = {points}; }};\n')
        told = json.loads(self.good("sweep", "study.cfg", "-o", f"{points}-{threads}.h5", "--threads", str(threads),
                                    "--json"))
        self.assertEqual((told["points"], told["simulated"]), (points, 2 * points))
        return told["peak_rss_bytes"]

    @unittest.skipIf(has_sanitizer(), "a sanitizer keeps freed memory")
    def test_it_hardly_grows_with_the_number_of_points(self):
        with open(os.environ["SCENARIO"]) as file:  # two days of it
            text = file.read()
        for key, value in [("horizon", "2 d"), ("warm_up", "0 d"), ("kpi_period", "1 d")]:
            text = re.sub(rf'{key}\s*=\s*"[^"]*"', f'{key} = "{value}"', text)
        with open(self.path("my.cfg"), "w") as file:
            file.write(text)
        for threads in [1, 2]:
            few, many = (self.peak(points, threads) for points in (200, 2000))
            self.assertLess(many - few, 1800 * self.BYTES_PER_POINT)


class Trouble(Study):
    def test_memory_that_runs_out_is_quarantined_and_the_study_goes_on(self):
        with open(self.path("my.cfg"), "w") as file:
            file.write(BASE_STOCK.replace("2000 d", "100 d"))
        with open(self.path("study.cfg"), "w") as file:  # orders that are under way fill the memory
            file.write('study = { id = "big"; scenario = "my.cfg"; replications = 2; outcomes = ["demand"]; };\n'
                       'factors = ( { name = "rate"; at = "demand.Shop.lamp.rate"; levels = ["5 /d", "100000 /d"]; },\n'
                       '{ name = "lead"; at = "lanes.Maker.Shop.lead_time"; levels = ["2 d", "90 d"]; } );\n'
                       'design = { kind = "list"; };\n')

        def little_memory():
            resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))

        probe = self.run_command("--version", preexec_fn=little_memory)
        if probe.returncode != 0:
            self.skipTest("this build needs more memory for itself")
        done = self.run_command("sweep", "study.cfg", "-o", "out.h5", "--json", preexec_fn=little_memory)
        said = json.loads(done.stdout)
        self.assertEqual((done.returncode, said["quarantined"], said["replications"]), (1, 1, 2))
        self.assertEqual(done.stderr.count("bullwhip: out of memory"), 2)  # tried once more
        with h5py.File(self.path("out.h5")) as file:
            self.assertIn("out of memory", file["/study/points/reason"][1].decode())
            self.assertEqual(file["/study/points/status"][0], b"done")

    def test_a_point_that_fails_is_quarantined_with_its_reason(self):
        self.study(shop='levels = ["100 units", "120 units"];',
                   lead='at = "run.warm_up"; levels = ["10 d", "400 d"];')  # the run has 365 d
        done = self.run_command("sweep", "study.cfg", "-o", "out.h5", "--json")
        self.assertEqual(done.returncode, 1, done.stderr)
        said = json.loads(done.stdout)
        self.assertEqual((said["points"], said["quarantined"], said["replications"]), (4, 2, 8))
        with h5py.File(self.path("out.h5")) as file:
            self.assertEqual([s.decode() for s in file["/study/points/status"]],
                             ["done", "quarantined", "done", "quarantined"])
            self.assertIn("warm_up", file["/study/points/reason"][1].decode())
            self.assertEqual(set(file["/results/points/point"][()]), {0, 2})
        said = self.run_command("sweep", "study.cfg", "-o", "out.h5").stdout
        self.assertRegex(said, r"2 points are quarantined; point 1: .*warm_up")

    def test_values_that_do_not_fit_are_told_where_they_stand(self):
        self.study(shop='levels = ["100 units", "5 d"];', more='outcomes = ["total_cots"];')
        said = self.refused("sweep", "study.cfg", "-o", "out.h5")
        self.assertIn('study.cfg:2: there is no figure "total_cots"; did you mean "total_cost"?', said)
        self.assertIn("study.cfg:4: ", said)
        self.assertIn("`d` can't be turned into units", said)
        self.assertFalse(os.path.exists(self.path("out.h5.spool")))

    def test_what_can_not_be_read(self):
        os.mkdir(self.path("folder"))
        self.assertIn("No such file", self.refused("sweep", "nowhere.cfg", "-o", "no.h5"))
        self.assertIn("Is a directory", self.refused("sweep", "folder", "-o", "no.h5"))

    def test_all_mistakes_are_told_at_once(self):
        """Of the text, the scenario, paths, values, outcomes, design and rules; each once."""
        with open(self.path("my.cfg"), "w") as file:
            file.write(BASE_STOCK.replace('lead_time = "2 d"', 'lead_time = "2 kg"'))
        with open(self.path("study.cfg"), "w") as file:
            file.write("""study = { id = "bad"; scenario = "my.cfg"; replications = 5; antithetic = true;
  outcomes = ["total_cots"]; colour = "red"; };
factors = (
  { name = "a"; at = "stock.Shop.lamp.order_upto"; levels = [1]; },
  { name = "a"; at = "stock.Shp.lamp.order_up_to"; levels = [1]; },
  { name = "c"; at = "run.seed"; levls = [1]; },
  { name = "d"; at = "stock.Shop.lamp.order_up_to"; levels = ["5 d"]; }
);
design = { kind = "morris"; levels = 5; };
stop = { outcome = "fill_rat"; half_width = "1 %"; };
select = { outcome = "fill_rate"; indifference = "5 d"; };
""")
        said = self.refused("sweep", "study.cfg", "-o", "out.h5").splitlines()
        for words in self.MISTAKES:
            found = [line for line in said if words in line]
            self.assertEqual(len(found), 1, (words, said))
            said.remove(found[0])
        self.assertEqual(said, [])

    MISTAKES = ["my.cfg:6: lead_time", "has no setting `colour`", "`levls`; did you mean",
                "study.cfg:5: name = ", "study.cfg:9: levels", "study.cfg:10: a study stops by one rule",
                'there is no figure "total_cots"', 'there is no figure "fill_rat"',
                'study.cfg:11: "5 d": expected', "study.cfg:1: antithetic", "`order_upto`; did you mean",
                "study.cfg:5: at = ", "study.cfg:7: order_up_to"]

    def test_a_dry_run_says_what_it_will_take(self):
        self.study(replications=50)
        said = json.loads(self.good("sweep", "study.cfg", "--dry-run", "--json"))
        self.assertEqual((said["points"], said["replications"]), (6, 300))
        self.assertGreater(said["core_hours"], 0)
        self.assertGreater(said["bytes"], 0)
        self.assertEqual(os.listdir(self.folder).sort(), ["my.cfg", "study.cfg"].sort())
        self.assertIn("6 points", self.good("sweep", "study.cfg", "--dry-run"))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""What the command says about itself, and how it takes what it is told."""

import json
import os
import pty
import re
import subprocess
import unittest

from support import BULLWHIP, PATIENCE, CommandTest

COMMANDS = ["run", "sweep", "merge", "phold", "validate", "import", "init", "list", "estimate", "schema"]
MEASURES = {"digest", "engine", "ranks", "threads", "committed", "processed", "efficiency",
            "seconds", "events_per_second", "peak_rss_bytes"}


class Help(CommandTest):
    def test_help_of_each_command_begins_with_examples(self):
        for command in COMMANDS:
            lines = self.good(command, "--help").splitlines()
            self.assertEqual(lines[0], "Examples:")
            self.assertIn(f"bullwhip {command}", lines[1])

    def test_overview_names_each_command(self):
        text = self.good("--help")
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", text)

    def test_help_fits_a_terminal(self):
        for command in COMMANDS:
            for line in self.good("help", command).splitlines():
                self.assertLessEqual(len(line), 100, line)

    def test_version_is_one_line(self):
        self.assertRegex(self.good("--version"), r"^bullwhip \d+\.\d+\.\d+.*\n$")


class Mistakes(CommandTest):
    def test_a_mistyped_option_is_guessed(self):
        said = self.refused("run", "x.cfg", "--thread", "2")
        self.assertIn("bullwhip: unknown option --thread; did you mean --threads", said)

    def test_a_mistyped_command_is_guessed(self):
        self.assertIn("did you mean phold", self.refused("pholt"))

    def test_no_command_is_refused_with_the_overview(self):
        self.assertIn("Commands:", self.refused())

    def test_all_mistakes_are_told_at_once(self):
        said = self.refused("phold", "--lps", "many", "--remote", "1.5", "--engine", "sereal", "x")
        for part in ["--lps 'many': expected a whole number", "--remote '1.5': expected 0 to 1",
                     "did you mean serial", "'x' is one argument too many"]:
            self.assertIn(part, said)

    def test_a_missing_value_is_told(self):
        self.assertIn("--seed needs a value: --seed S", self.refused("run", "x.cfg", "--seed"))

    def test_a_missing_file_operand_is_told(self):
        self.assertIn("FILE is missing: bullwhip run FILE", self.refused("run"))

    def test_times_and_amounts_of_memory_need_units(self):
        cfg = self.starter()
        self.assertIn('like "90 d"', self.refused("run", cfg, "--horizon", "90"))
        self.assertIn('like "90 d"', self.refused("run", cfg, "--horizon", "90 EUR"))
        self.assertIn('like "2 GB"', self.refused("run", cfg, "--memory-cap", "2 gallons"))

    def test_a_wrong_stress_word_is_told(self):
        said = self.refused("phold", "--stress", "rollback=7,shufle")
        self.assertIn("'shufle' is none of", said)
        self.assertIn("did you mean shuffle", said)

    def test_lookahead_must_stay_below_the_mean(self):
        self.assertIn("--lookahead 1: expected less than --mean 1",
                      self.refused("phold", "--lookahead", "1", "--mean", "1"))

    def test_tasks_that_do_not_know_of_each_other_are_refused(self):
        cfg = self.starter()
        step = {**os.environ, "SLURM_STEP_NUM_TASKS": "3", "SLURM_PROCID": "0"}
        self.assertIn("Slurm started 3 tasks, but each is alone to MPI",
                      self.refused("run", cfg, env=step))
        self.assertEqual(self.refused("run", cfg, env={**step, "SLURM_PROCID": "1"}), "")
        self.assertEqual(os.listdir(self.folder), [cfg])
        self.good("run", cfg, "--no-output", env=step, ranks=1)  # mpirun says how many
        self.good("run", cfg, "--no-output", env={**step, "SLURM_STEP_NUM_TASKS": "1"})

    def test_bad_options_write_nothing(self):
        cfg = self.starter()
        self.refused("run", cfg, "--replications", "0")
        self.assertEqual(os.listdir(self.folder), [cfg])

    def test_a_missing_scenario_is_bad_input(self):
        self.assertIn("none.cfg", self.refused("run", "none.cfg"))
        self.assertEqual(os.listdir(self.folder), [])

    def test_mistakes_in_a_scenario_carry_file_and_line(self):
        cfg = self.starter()
        with open(self.path(cfg)) as file:
            text = file.read()
        with open(self.path(cfg), "w") as file:
            file.write(text.replace('role = "market"', 'rule = "market"'))
        line = text[:text.index('role = "market"')].count("\n") + 1
        self.assertIn(f"my.cfg:{line}: ", self.refused("run", cfg))
        self.assertIn(f"my.cfg:{line}: ", self.refused("validate", cfg))
        self.assertEqual(os.listdir(self.folder), [cfg])

    def test_what_the_engine_refuses_is_bad_input_and_writes_nothing(self):
        cfg = self.starter()
        self.assertIn("threads; expected at most",
                      self.refused("run", cfg, "--engine", "timewarp", "--threads", "1000"))
        self.assertEqual(os.listdir(self.folder), [cfg])

    def test_several_ranks_complain_once(self):
        said = self.refused("run", "none.cfg", "--thread", "1", ranks=2)
        self.assertEqual(said.count("did you mean --threads"), 1)

    def test_the_horizon_must_outlast_the_warm_up(self):
        self.assertIn("warm-up", self.refused("run", self.starter(), "--horizon", "20 d"))


class Json(CommandTest):
    def test_run_prints_one_object_with_all_measures(self):
        told = json.loads(self.good("run", self.starter(), "--json", "--replications", "3"))
        self.assertLessEqual(MEASURES, told.keys())
        self.assertLessEqual({"kpi", "output", "replications", "seed", "horizon"}, told.keys())
        self.assertEqual(told["replications"], 3)
        self.assertEqual(told["kpi"]["fill_rate"]["unit"], "1")
        self.assertEqual(told["horizon"], {"value": 365, "unit": "d"})

    def test_one_replication_has_no_interval(self):
        told = json.loads(self.good("run", self.starter(), "--json", "--replications", "1"))
        self.assertIsNone(told["kpi"]["fill_rate"]["ci_low"])

    def test_phold_prints_one_object_with_all_measures(self):
        told = json.loads(self.good("phold", "--lps", "64", "--end", "10", "--json"))
        self.assertLessEqual(MEASURES, told.keys())
        self.assertEqual(told["engine"], "serial")
        self.assertRegex(told["digest"], "^[0-9a-f]{16}$")
        self.assertGreater(told["peak_rss_bytes"], 1_000_000)

    def test_more_than_one_worker_runs_time_warp(self):
        told = json.loads(self.good("phold", "--lps", "64", "--end", "10", "--threads=2", "--json"))
        self.assertEqual((told["engine"], told["threads"]), ("timewarp", 2))
        told = json.loads(self.good("phold", "--lps", "64", "--end", "10", "--json", ranks=2))
        self.assertEqual((told["engine"], told["ranks"]), ("timewarp", 2))

    def test_phold_has_one_digest_on_every_engine(self):
        words = ["phold", "--lps", "64", "--end", "20", "--json"]
        digests = {json.loads(self.good(*words, *more))["digest"] for more in [
            [], ["--engine", "timewarp"], ["--threads", "2"],
            ["--engine", "conservative", "--threads", "2"],
            ["--threads", "2", "--stress", "rollback=7,shuffle,history=65536"]]}
        self.assertEqual(len(digests), 1)
        self.assertNotIn(json.loads(self.good(*words, "--seed", "2"))["digest"], digests)


def all_of(terminal):
    """What a terminal was sent until nobody writes to it any more; it comes in small pieces."""
    pieces = []
    try:
        while piece := os.read(terminal, 4096):
            pieces.append(piece)
    except OSError:  # how Linux says so
        pass
    os.close(terminal)
    return b"".join(pieces).decode()


class Progress(CommandTest):
    def test_a_terminal_sees_a_bar_that_goes_away(self):
        try:
            master, slave = pty.openpty()
        except OSError as problem:
            self.skipTest(f"no pseudo-terminal here: {problem}")
        run = subprocess.Popen([BULLWHIP, "phold", "--lps", "4096", "--end", "1000"], text=True,
                               cwd=self.folder, stdout=subprocess.PIPE, stderr=slave)
        os.close(slave)
        seen = all_of(master)
        out = run.communicate(timeout=PATIENCE)[0]
        self.assertEqual(run.returncode, 0)
        self.assertRegex(seen, r"\[#*\.*\] +\d+ % time .* of 1000 units, .*events/s.* left")
        self.assertTrue(seen.endswith("\r\033[K"))
        self.assertNotIn("%", out)

    def test_a_short_run_elsewhere_is_silent(self):
        done = self.run_command("phold", "--lps", "64", "--end", "10")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Scenarios(CommandTest):
    def test_the_starter_is_valid_and_runs(self):
        cfg = self.starter()
        self.assertTrue(self.good("validate", cfg).startswith("ok  my.cfg"))
        text = self.good("run", cfg, "--replications", "2")
        self.assertIn("fill_rate", text)
        self.assertIn("±", text)
        self.assertIn("EUR/d", text)

    def test_init_never_replaces_a_file(self):
        cfg = self.starter()
        self.refused("init", "-o", cfg, code=1)

    def test_a_folder_is_validated_and_listed_whole(self):
        os.mkdir(self.path("set"))
        self.good("init", "-o", "set/a.cfg")
        self.good("init", "-o", "set/b.cfg")
        os.mkdir(self.path("set/drills"))
        with open(self.path("set/drills/c.cfg"), "w") as file:
            file.write('extends = "../a.cfg"; scenario = { id = "c"; tags = ["drill"]; };')
        checked = self.good("validate", "set")
        self.assertEqual(checked.count("ok  set/"), 3)
        self.assertIn("3 of 3 scenarios are good; 0 mistakes, 0 warnings", checked)
        listed = self.good("list", "set")
        self.assertRegex(listed, "(?m)^set/a.cfg         A plant, a warehouse, a market$")
        self.assertRegex(listed, "(?m)^set/drills/c.cfg  c$")
        self.assertIn("3 scenarios", listed)
        whole = self.good("list", "set", "--long")
        self.assertIn("my_first", whole)
        self.assertIn("extends ../a.cfg", whole)
        drills = json.loads(self.good("list", "set", "--tag", "drill", "--json"))["scenarios"]
        self.assertEqual([(d["id"], d["extends"]) for d in drills], [("c", "../a.cfg")])

    def test_validate_tells_programs_what_is_wrong(self):
        with open(self.path("bad.cfg"), "w") as file:
            file.write('scenario = { id = "bad"; };\nrun = { horizon = "3 parsecs"; };\n')
        said = self.run_command("validate", "bad.cfg", "--json")
        self.assertEqual(said.returncode, 2)
        first = json.loads(said.stdout)["messages"][0]
        self.assertEqual((first["severity"], first["line"]), ("error", 1))

    def test_strict_validation_refuses_warnings(self):
        with open(self.path(self.starter())) as file:
            text = file.read().replace('sites = (', 'sites = ( { name = "Idle"; role = "market"; },')
        with open(self.path("idle.cfg"), "w") as file:
            file.write(text)
        self.good("validate", "idle.cfg")
        self.assertEqual(self.run_command("validate", "idle.cfg", "--strict").returncode, 2)

    def test_an_estimate_is_near_the_run(self):
        cfg = self.starter()
        told = json.loads(self.good("estimate", cfg, "--json"))
        ran = json.loads(self.good("run", cfg, "--engine", "serial", "--json"))
        self.assertLess(abs(told["events"] / ran["committed"] - 1), 0.1)
        self.assertLess(abs(told["memory_bytes"] / ran["peak_rss_bytes"]), 3)
        self.assertIn("memory", self.good("estimate", cfg, "-n", "1000", "--workers", "4"))

    def with_criteria(self, criteria):
        name = self.path("asks.cfg")
        with open(name, "w") as file:
            file.write('extends = "my.cfg";\n'
                       f'scenario = {{ id = "asks"; criteria = "{criteria}"; }};')
        return "asks.cfg"

    def test_criteria_are_told_and_decide_the_exit_code(self):
        self.starter()
        met = self.with_criteria("fill_rate >= 90 % at 95 % and total_cost <= 1000 EUR/d")
        self.assertEqual(len(re.findall("(?m)^met ", self.good("run", met, "-n", "3"))), 2)
        self.assertIn("criteria: fill_rate", self.good("list", ".", "--long"))
        missed = self.with_criteria("fill_rate >= 0.9999 and ready >= 0")
        for ranks in (0, 2):
            done = self.run_command("run", missed, "-n", "2", "--json", ranks=ranks)
            self.assertEqual(done.returncode, 3, done.stderr)
            told = json.loads(done.stdout)["criteria"]
            self.assertEqual([c["met"] for c in told], [False, True])

    def test_nobody_is_sure_after_one_replication(self):
        self.starter()
        cfg = self.with_criteria("fill_rate >= 50 % at 90 %")
        self.assertEqual(self.run_command("run", cfg, "-n", "1").returncode, 3)
        self.good("run", cfg, "-n", "2")

    def test_criteria_name_figures_in_their_unit(self):
        self.starter()
        said = self.refused("validate", self.with_criteria("fill_rat >= 1 and demand <= 3 EUR"))
        self.assertIn("asks.cfg:2: there is no figure `fill_rat`; did you mean `fill_rate`?", said)
        self.assertIn("`EUR` is not the unit of demand; expected units/d, or none", said)

    def test_schema_speaks_json_and_markdown(self):
        self.assertIn("lanes", json.dumps(json.loads(self.good("schema", "--json"))))
        self.assertIn("|", self.good("schema", "--markdown"))
        self.assertIn("lead_time", self.good("schema"))

    def test_a_synthetic_network_is_a_scenario(self):
        self.good("init", "--synthetic", "--sites", "12", "--products", "1", "-o", "net")
        self.assertIn("ok  net", self.good("validate", "net"))
        self.good("run", "net", "--horizon", "100 d", "--replications", "1", "--no-output")

    def test_import_makes_a_scenario_that_runs(self):
        with open(self.path("stages.csv"), "w") as file:
            file.write("chain,stage,class,rel_depth,stage_cost,stage_time,stage_time_sd,"
                       "avg_demand,sd_demand,max_service_time,service_level\n"
                       "1,Part,Part,1,5,10,2,,,,\n"
                       "1,Make,Manuf,2,3,4,0,,,,\n"
                       "1,Sell,Retail,3,1,1,0,20,4,0,0.95\n")
        with open(self.path("arcs.csv"), "w") as file:
            file.write("chain,from,to\n1,Part,Make\n1,Make,Sell\n")
        self.good("import", "--stages", "stages.csv", "--arcs", "arcs.csv", "--chain", "1",
                  "-o", "chain")
        self.good("run", "chain", "--replications", "1", "--no-output")

    def test_a_bad_table_row_is_told_with_its_line(self):
        with open(self.path("stages.csv"), "w") as file:
            file.write("chain,stage,class,stage_cost,stage_time\n1,A,Part,cheap,1\n")
        with open(self.path("arcs.csv"), "w") as file:
            file.write("chain,from,to\n")
        said = self.refused("import", "--stages", "stages.csv", "--arcs", "arcs.csv", "-o", "x")
        self.assertIn("stages.csv:2", said)
        self.assertFalse(os.path.exists(self.path("x")))


class Outside(CommandTest):
    """Texts lead into their own folder, or their catalog, and nowhere else."""

    def setUp(self):
        super().setUp()
        self.starter()
        os.makedirs(self.path("box/deep"))
        with open(self.path("box/tables.cfg"), "w") as file:
            file.write('scenario = { id = "t"; };\nproducts = { table = "p.csv"; };\n')

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def is_outside(self, *words, line):
        said = self.refused(*words)
        self.assertRegex(said, line + r': "[^"]*" lies outside of "[^"]*/box[^"]*"; expected a file '
                         "there or below: move it, put an empty file CATALOG into a folder that holds "
                         "both, or say --allow-outside")

    def test_extends_leaves_its_folder_only_when_allowed(self):
        self.write("box/deep/a.cfg", 'extends = "../../my.cfg";\nscenario = { id = "a"; };\n')
        for command in ("validate", "estimate"):
            self.is_outside(command, "box/deep/a.cfg", line="a.cfg:1")
        run = ["run", "box/deep/a.cfg", "-n", "1", "--no-output", "--horizon", "90 d"]
        self.is_outside(*run, line="a.cfg:1")
        self.good(*run, "--allow-outside")
        self.good("validate", "box/deep/a.cfg", "--allow-outside")
        self.write("box/CATALOG", "")
        self.is_outside(*run, line="a.cfg:1")
        self.write("CATALOG", "")
        self.is_outside(*run, line="a.cfg:1")  # the nearest one counts
        os.unlink(self.path("box/CATALOG"))
        self.good(*run)

    def test_a_folder_is_checked_as_one_home(self):
        self.write("box/deep/a.cfg", 'extends = "../base.cfg";\nscenario = { id = "a"; };\n')
        os.rename(self.path("my.cfg"), self.path("box/base.cfg"))
        os.unlink(self.path("box/tables.cfg"))
        self.is_outside("validate", "box/deep/a.cfg", line="a.cfg:1")
        self.good("validate", "box")

    def test_links_lead_nowhere_else(self):
        os.symlink(self.path("my.cfg"), self.path("box/link.cfg"))
        self.write("box/a.cfg", 'extends = "link.cfg";\nscenario = { id = "a"; };\n')
        self.is_outside("validate", "box/a.cfg", line="a.cfg:1")
        self.good("validate", "box/link.cfg")  # who names it, means it
        os.mkdir(self.path("far"))
        self.write("far/p.csv", "name\nlamp\n")
        os.symlink(self.path("far/p.csv"), self.path("box/p.csv"))
        self.is_outside("validate", "box/tables.cfg", line="tables.cfg:2")
        os.symlink(self.path("far"), self.path("box/near"))
        self.write("box/tables.cfg", 'scenario = { id = "t"; };\n@include "near/p.csv"\n')
        self.is_outside("validate", "box/tables.cfg", line="tables.cfg:2")

    def test_studies_and_drills_too(self):
        self.write("box/s.cfg", 'study = { id = "s";\n scenario = "../my.cfg"; outcomes = ["fill_rate"]; };\n'
                   'factors = ( { name = "r"; at = "run.seed"; levels = ["1", "2"]; } );\n')
        self.is_outside("sweep", "box/s.cfg", line="s.cfg:2")
        self.good("sweep", "box/s.cfg", "--dry-run", "--allow-outside")
        self.write("box/d.cfg", f'drill = {{ id = "d"; scenario = "{self.path("my.cfg")}"; }};\n'
                   'disruptions = ( { name = "x"; site = "Plant"; start = "9 d"; duration = "9 d"; } );\n')
        self.is_outside("drill", "box/d.cfg", line="d.cfg:1")
        self.good("drill", "box/d.cfg", "--dry-run", "--allow-outside")


if __name__ == "__main__":
    unittest.main()

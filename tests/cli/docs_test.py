# SPDX-License-Identifier: Apache-2.0
"""All examples of README.md and docs/, as they are written there, in a folder like the project's.

Blocks marked sh: each line must end well, or as the remark behind it says. Console: the answer must
be the one that is shown, `...` stands for anything. Python is run. Pieces of scenarios, studies and
drills are put where the page says (PIECES) and simulated. What SCENARIOS.md asks its reader to save
and to do is for tutorial_test.py. Text is no example. A block that nothing runs fails.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import unittest

import examples
from examples import PAGES, ROOT, blocks, in_line
from support import BULLWHIP, CommandTest

# Lines that something else does, for this reason.
ELSEWHERE = {
    r"jobs/quickstart\.sh|tests/run\.sh": "tests/run.sh does both",
    r"module load .*|nano .*|squeue .*": "a cluster's own",
    r"PKG_CONFIG_PATH=.* cmake .*|cmake --build .*": "whatever runs this was built so",
    r"cmake --install .*|export PATH=.*|man bullwhip|\. .*/completions/bullwhip.?|cp -r .*/jobs.*": "install_test.py",
    r"jobs/submit(_sweep)?\.sh .*": "tests/slurm",
}

STAGES = ("chain,stage,class,rel_depth,stage_cost,stage_time,stage_time_sd,st1_p,st1_v,st2_p,st2_v,st3_p,st3_v,"
          "avg_demand,sd_demand,max_service_time,service_level\n10,Wood,Part,2,1,5,,,,,,,,,,,\n"
          "10,Chair,Manuf,1,3,4,1,0.5,3,0.5,5,,,,,,\n10,Shop,Retail,0,2,1,,,,,,,,100,20,0,0.9\n")


def elsewhere(line):
    return any(re.fullmatch(pattern, line) for pattern in ELSEWHERE)


def named(name):
    """The text of a file of the tutorial."""
    return next(b.text for b in blocks("docs/SCENARIOS.md") if b.name == name)


def study():
    return next(b.text for b in blocks("docs/STUDIES.md") if b.text.startswith("study = {"))


class Project(CommandTest):
    """The folder holds my.cfg, as init writes it, and my_study.cfg, the study of STUDIES.md."""

    def setUp(self):
        super().setUp()
        self.top = self.folder
        self.folder = self.path("project")
        os.makedirs(self.path("build/release"))
        os.makedirs(os.path.join(self.top, "bin"))
        os.symlink(sys.executable, os.path.join(self.top, "bin", "python3"))
        for name in [os.path.join(self.top, "bin", "bullwhip"), self.path("build/release/bullwhip")]:
            os.symlink(BULLWHIP, name)
        for name in ["analysis", "docs"]:
            os.symlink(os.path.join(ROOT, name), self.path(name))
        shutil.copytree(os.path.join(ROOT, "scenarios"), self.path("scenarios"))
        shutil.copy(os.path.join(ROOT, "scenarios", "beer_game.cfg"), self.folder)
        self.starter()
        self.write("my_study.cfg", study())

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return name

    def shell(self, line, codes=(0,), where=""):
        path = os.path.join(self.top, "bin") + ":" + os.environ["PATH"]
        done = subprocess.run(line, shell=True, cwd=self.folder, text=True, timeout=300, capture_output=True,
                              stdin=subprocess.DEVNULL, env={**os.environ, "PATH": path, "MPLBACKEND": "agg",
                                                             "MPLCONFIGDIR": self.top})
        self.assertIn(done.returncode, codes, f"{where} {line}\n{done.stdout}{done.stderr}")
        return done.stdout

    def simulated(self, line):
        """Criteria that are not met (3) are an answer, too."""
        return self.shell(line, codes=(0, 3))


class Lines(Project):
    def follow(self, page):
        """Each line of the blocks, then what stands within sentences."""
        done = 0
        for block in blocks(page):
            for line, remark in block.commands if block.language == "sh" else []:
                if not elsewhere(line):
                    code = re.search(r"exit code (\d+)", remark)
                    self.shell(line, codes=(int(code[1]) if code else 0,), where=str(block))
                    done += 1
        for line in in_line(page):
            self.shell(line.replace("init -o my.cfg", "init -o my_own.cfg"), where=page)  # my.cfg is there
        return done

    def test_readme(self):
        self.write("stages.csv", STAGES)
        self.write("arcs.csv", "chain,from,to\n10,Wood,Chair\n10,Chair,Shop\n")
        self.assertEqual(self.follow("README.md"), 8)

    def test_studies_and_drills(self):
        self.assertEqual(self.follow("docs/STUDIES.md"), 3)
        self.assertEqual(self.follow("docs/DRILLS.md"), 8)

    def test_cluster(self):
        self.assertEqual(self.follow("docs/CLUSTER.md"), 5)

    def test_every_line_is_done_here_or_there(self):
        others = [p for p in PAGES if p not in ("README.md", "docs/STUDIES.md", "docs/DRILLS.md", "docs/CLUSTER.md")]
        lines = [b for p in others for b in blocks(p) if b.language == "sh"]
        self.assertEqual({b.page for b in lines}, {"docs/SCENARIOS.md"})  # tutorial_test.py
        lines = [line for p in PAGES for b in blocks(p) if b.language == "sh" for line, _ in b.commands]
        for pattern in ELSEWHERE:
            self.assertTrue(any(re.fullmatch(pattern, line) for line in lines), pattern)

    def test_files_that_the_help_names_are_there(self):
        for command in re.findall(r"^  ([a-z]+)  ", self.good("--help"), re.MULTILINE):
            for name in re.findall(r"\bscenarios(?:/[\w.]+)*", self.good(command, "--help")):
                self.assertTrue(os.path.exists(self.path(name)), f"bullwhip {command} --help: {name}")


class Answers(Project):
    """Blocks marked console: lines that begin with $, and what they answer."""

    def pattern(self, answer):
        words = (".*?" if word == "..." else re.escape(word).replace(r"\.\.\.", ".*?") for word in answer.split())
        return r"(?s)\A\s*" + r"\s*".join(words)

    def test_they_are_those_of_the_page(self):
        self.shell("bullwhip run scenarios/agents/port_resilient.cfg")
        found = [b for p in PAGES for b in blocks(p) if b.language == "console"]
        self.assertGreater(len(found), 1)
        for block in found:
            for line, answer in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
                self.assertRegex(self.shell(line, where=str(block)), self.pattern(answer))


class Snippets(Project):
    @unittest.skipUnless(all(map(importlib.util.find_spec, ["h5py", "pandas", "matplotlib"])), "no pandas here")
    def test_python(self):
        self.shell("bullwhip run my.cfg && bullwhip sweep my_study.cfg -o levels.h5")
        found = [b for p in PAGES for b in blocks(p) if b.language == "python" and not b.name]
        self.assertEqual({b.page for b in found}, {"docs/RESULTS.md"})
        self.write("all.py", "\n".join(b.text for b in found))
        self.shell("PYTHONPATH=analysis python3 all.py")


class Pieces(Project):
    """Each function gets the text of a piece, puts it where its page says, and tries it."""

    def test_all(self):
        for page, beginning, function in PIECES:
            with self.subTest(page=page, piece=beginning):
                function(self, next(b.text for b in blocks(page) if b.text.startswith(beginning)))

    def a_study(self, text):
        self.assertEqual(text, study())  # my_study.cfg, which the page sweeps

    def stop_or_select(self, text):
        for line in text.splitlines():
            self.write("one.cfg", study().replace("  replications = 20;\n", "") + line)
            self.shell("bullwhip sweep one.cfg --threads 2")

    def plans_as_factors(self, text):
        self.write("scenarios/studies/plans.cfg", 'study = { id = "plans"; scenario = "../agents/two_sources.cfg"; '
                   'replications = 2; outcomes = ["fill_rate"]; };\n' + text)
        self.assertIn("4 points", self.shell("bullwhip sweep scenarios/studies/plans.cfg"))

    def a_drill(self, text):
        self.write("scenarios/drills/my_drill.cfg", text)
        self.simulated("bullwhip drill scenarios/drills/my_drill.cfg")

    def steps(self, text):
        with open(self.path("scenarios/drills/port_plans_drill.cfg")) as file:
            drill = file.read()
        for step in re.findall(r"\{.*?\}", text):
            self.assertIn(step, drill)

    def masked(self, text):
        self.write("masked.cfg", 'extends = "my.cfg"; scenario = { id = "masked"; };\n' + text)
        self.shell("bullwhip run masked.cfg -n 1")

    def agents(self, text, base="ports", gone=("Lyon", "Turin")):
        remove = ", ".join(f'{{ at = "agents.{name}"; remove = true; }}' for name in gone)
        self.write("scenarios/mine.cfg", f'extends = "agents/{base}.cfg"; scenario = {{ id = "mine"; }};\n'
                   f"override = ( {remove} );\n{text}")
        self.simulated("bullwhip run scenarios/mine.cfg -n 1")

    def taught(self, text):
        self.shell("bullwhip run scenarios/agents/port_resilient.cfg")
        said = self.shell("bullwhip learned port_resilient.h5 -o scenarios/learned.csv")
        self.agents(text.replace("...", re.search(r"[0-9a-f]{64}", said)[0]), "port_resilient", ["resilient Lyon"])

    def lamps(self, more="", **swapped):
        """lamps.cfg with sections in the place of its own."""
        text = named("lamps.cfg")
        for section, other in swapped.items():
            text, times = re.subn(rf"^{section} +=.*?;$(?=\n\w|\n\n)", lambda _: other, text, flags=re.M | re.S)
            self.assertEqual(times, 1, section)
        self.write("lamps.cfg", text + more)
        self.simulated("bullwhip run lamps.cfg")

    def strike(self, text):
        self.lamps(f"disruptions = (\n{text});\n")

    def all_kinds(self, text):
        self.write("lamps.cfg", named("lamps.cfg"))
        self.write("made.cfg", named("made.cfg"))
        regions = {"Maker": "Coast", "Plant": "Coast", "Town": "North"}
        self.write("wrong.cfg", 'extends = "made.cfg"; scenario = { id = "wrong"; };\noverride = (' + ", ".join(
            f'{{ at = "sites.{site}.region"; to = "{region}"; }}' for site, region in regions.items()) + ");\n" + text)
        self.shell("bullwhip run wrong.cfg")

    def sites_table(self, text):
        self.write("sites.csv", "name,role\nMaker,supplier\nWarehouse,warehouse\nTown,market\n")
        self.lamps(sites=text)

    def lanes_table(self, text):
        self.write("lanes.csv", text)
        self.lamps(lanes='lanes = { table = "lanes.csv"; };')

    def a_difference(self, text):
        self.write("scenarios/drills/maker_closed.cfg", text)
        self.simulated("bullwhip run scenarios/drills/maker_closed.cfg")

    def criteria(self, text):
        self.lamps(scenario=text)

    def test_no_block_is_left_out(self):
        for block in [b for p in PAGES for b in blocks(p)]:
            self.assertIn(block.language, ["sh", "console", "python", "cfg", "csv", "text"], block)
            if block.language in ("cfg", "csv") and not block.name:
                fit = [b for page, b, _ in PIECES if page == block.page and block.text.startswith(b)]
                self.assertEqual(len(fit), 1, f"{block}: nothing tries this")
            if block.name:
                self.assertEqual(block.page, "docs/SCENARIOS.md")  # tutorial_test.py
            if block.language == "text":
                self.assertNotRegex(block.text, r"bullwhip|= \{", block)
        for page, beginning, _ in PIECES:
            self.assertEqual(sum(b.text.startswith(beginning) for b in blocks(page)), 1, beginning)


PIECES = [
    ("docs/STUDIES.md", "study = {", Pieces.a_study),
    ("docs/STUDIES.md", "stop   =", Pieces.stop_or_select),
    ("docs/STUDIES.md", "factors = (     # of", Pieces.plans_as_factors),
    ("docs/DRILLS.md", "drill = {", Pieces.a_drill),
    ("docs/DRILLS.md", "steps = (", Pieces.steps),
    ("docs/RESULTS.md", "run = {", Pieces.masked),
    ("docs/BDI.md", 'agents = (\n  { name = "usual"', Pieces.agents),
    ("docs/BDI.md", 'agents = (\n  { name = "taught"', Pieces.taught),
    ("docs/SCENARIOS.md", 'disruptions = (\n  { name = "flood"; site', Pieces.lamps),
    ("docs/SCENARIOS.md", '{ name = "strike"', Pieces.strike),
    ("docs/SCENARIOS.md", 'disruptions = (\n  { name = "flood";   site', Pieces.all_kinds),
    ("docs/SCENARIOS.md", "sites = {", Pieces.sites_table),
    ("docs/SCENARIOS.md", "from,to,", Pieces.lanes_table),
    ("docs/SCENARIOS.md", "extends  =", Pieces.a_difference),
    ("docs/SCENARIOS.md", 'scenario = { id = "lamps"; criteria', Pieces.criteria),
]

if __name__ == "__main__":
    unittest.main()

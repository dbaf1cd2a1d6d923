#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cmake --install: what is there, and that it works from any prefix with nothing else at hand."""

import os
import re
import shutil
import subprocess
import sys
import unittest
from importlib import util

from examples import blocks
from support import BULLWHIP, PATIENCE, CommandTest

SOURCE, BUILD, CMAKE = os.environ["SOURCE"], os.environ["BUILD"], os.environ["CMAKE"]
AFTERWARDS = re.compile(r"export PATH=|bullwhip list$|man bullwhip$|\. .*/completions/|cp -r .*/jobs")
# Can source and build be hidden from a program? That needs root.
HIDDEN = shutil.which("unshare") and subprocess.run(
    ["unshare", "--mount", "true"], capture_output=True).returncode == 0


class Installed(CommandTest):
    def setUp(self):
        super().setUp()
        self.prefix = self.path("some where")
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", self.path("first")], check=True,
                       capture_output=True)
        os.rename(self.path("first"), self.prefix)  # a prefix may be moved
        self.here = self.path("here")
        os.mkdir(self.here)

    def share(self, *names):
        return os.path.join(self.prefix, "share", *names)

    def run_installed(self, *words):
        return self.alone(os.path.join(self.prefix, "bin", "bullwhip"), *words)

    def alone(self, *command):
        """Source and build folder are out of sight, where that may be done."""
        if HIDDEN:
            command = ["unshare", "--mount", "sh", "-c",
                       'mount -t tmpfs none "$1" && mount -t tmpfs none "$2" || exit 9; shift 2; exec "$@"',
                       "sh", BUILD, SOURCE, *command]
        return subprocess.run(command, cwd=self.here, check=True, capture_output=True, text=True,
                              env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
                              stdin=subprocess.DEVNULL, timeout=PATIENCE).stdout

    def test_it_runs_lists_and_names_its_scripts(self):
        listed = self.run_installed("list")
        beer = self.share("bullwhip", "scenarios", "beer_game.cfg")
        self.assertIn(beer, listed)
        said = self.run_installed("run", beer, "-n", "2", "-o", "beer.h5")
        load = self.share("bullwhip", "analysis", "load.py")
        self.assertIn(f"python3 {load} beer.h5", said)
        self.assertTrue(os.path.exists(load))
        self.assertEqual(os.listdir(self.here), ["beer.h5"])
        self.run_installed("report", "beer.h5")

    @unittest.skipUnless(util.find_spec("h5py") and util.find_spec("pandas"), "h5py or pandas is missing")
    def test_its_analysis_reads_its_results(self):
        self.run_installed("run", self.share("bullwhip", "scenarios", "beer_game.cfg"), "-o", "beer.h5")
        said = self.alone(sys.executable, "-B", self.share("bullwhip", "analysis", "load.py"), "beer.h5")
        self.assertIn("beer_game: 10 replications of 364 d", said)
        self.assertIn("fill_rate", said)

    def test_everything_is_there(self):
        for path in ["bullwhip/jobs/submit.sh", "bullwhip/jobs/run.sbatch", "bullwhip/jobs/site.conf",
                     "bullwhip/scenarios/studies/beer_levels.cfg", "doc/bullwhip/CLUSTER.md",
                     "man/man1/bullwhip.1", "bash-completion/completions/bullwhip"]:
            self.assertTrue(os.path.isfile(self.share(*path.split("/"))), path)
        self.assertTrue(os.access(self.share("bullwhip", "jobs", "submit.sh"), os.X_OK))

    @unittest.skipUnless(shutil.which("man"), "man is missing (on Debian install man-db)")
    def test_the_manual_page_renders_and_names_each_option(self):
        page = subprocess.run(
            ["man", "--warnings=all", "-l", self.share("man", "man1", "bullwhip.1")], check=True,
            capture_output=True, text=True, env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8"})
        self.assertEqual(page.stderr, "")
        for command in commands():
            self.assertIn(f"bullwhip {command}", page.stdout)
            for option in options(command):
                self.assertRegex(page.stdout, rf"--{option}\b")

    def test_the_lines_of_the_manual_work_as_written(self):
        """Those of docs/CLUSTER.md that follow the installation, one after the other in one shell."""
        home = self.path("home")
        os.mkdir(home)
        os.symlink(self.prefix, os.path.join(home, ".local"))
        lines = [line for b in blocks("docs/CLUSTER.md") for line, _ in b.commands if AFTERWARDS.match(line)]
        self.assertEqual(len(lines), 5, lines)
        if not shutil.which("man"):
            lines.remove("man bullwhip")
        script = "set -e\n" + "\n".join(lines) + "\ncommand -v bullwhip\ncomplete -p bullwhip\n"
        done = subprocess.run(["bash", "-c", script], cwd=self.here, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE,
                              env={**os.environ, "HOME": home, "MANPATH": os.path.join(home, ".local/share/man")})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{home}/.local/bin/bullwhip\ncomplete -", done.stdout)
        self.assertTrue(os.path.isfile(os.path.join(self.here, "jobs", "site.conf")))

    def complete(self, *words):
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bullwhip; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return subprocess.run(
            ["bash", "-c", script, "bash", self.share("bash-completion", "completions", "bullwhip"),
             "bullwhip", *words],
            cwd=self.here, check=True, capture_output=True, text=True).stdout.split()

    def test_completion_knows_commands_options_choices_and_files(self):
        self.assertEqual(set(self.complete("")), {*commands(), "help", "--help", "--version"})
        self.assertEqual(self.complete("swe"), ["sweep"])
        for command in commands():
            self.assertEqual(set(self.complete(command, "--")),
                             {f"--{o}" for o in options(command)} | {"--help"})
        self.assertEqual(self.complete("run", "--engine", "s"), ["serial"])
        self.assertEqual(self.complete("run", "--engine", "=", "s"), ["serial"])
        self.assertEqual(self.complete("run", "--seed", ""), [])
        open(os.path.join(self.here, "my.cfg"), "w", encoding="utf-8").close()
        self.assertEqual(self.complete("run", "m"), ["my.cfg"])
        self.assertEqual(self.complete("run", "-o", "m"), ["my.cfg"])


def told(*words):
    return subprocess.run([BULLWHIP, *words], check=True, capture_output=True, text=True).stdout


def commands():
    listed = told("--help").split("Commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines()]


def options(command):
    return re.findall(r"^  (?:    |-\w, )--([a-z-]+)", told(command, "--help"), re.MULTILINE)


if __name__ == "__main__":
    unittest.main()

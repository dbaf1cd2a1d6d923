# SPDX-License-Identifier: Apache-2.0
"""The commands that the pages show, as they are written there, in a folder like the project's.

Each line of an unmarked block that begins with bullwhip or mpirun must end well; lines that need
a shell around them (jobs, variables, several lines) are for the tests of jobs. SCENARIOS.md has
blocks of its own kind: tutorial_test.py.
"""

import os
import re
import shutil
import subprocess
import unittest

from support import BULLWHIP, CommandTest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
COMMAND = re.compile(r"(mpirun -n \d+ )?(build/release/)?bullwhip .*")


def blocks(page):
    with open(os.path.join(ROOT, page)) as file:
        return re.findall(r"^```(\w*)\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)


def commands(page):
    """Without comments; no line that goes on, and none that needs what the shell has set."""
    lines = [line.split(" #")[0].rstrip() for language, text in blocks(page) if language in ("", "sh")
             for line in text.splitlines()]
    return [line for line in lines if COMMAND.fullmatch(line) and not re.search(r"[$&\\|…]|\.\.\.", line)]


class Docs(CommandTest):
    """The folder holds my.cfg, as init writes it, and my_study.cfg, the study of STUDIES.md."""

    def setUp(self):
        super().setUp()
        self.top = self.folder
        self.folder = self.path("project")
        os.makedirs(self.path("build/release"))
        os.makedirs(os.path.join(self.top, "bin"))
        for name in [os.path.join(self.top, "bin", "bullwhip"), self.path("build/release/bullwhip")]:
            os.symlink(BULLWHIP, name)
        for name in ["analysis", "docs"]:
            os.symlink(os.path.join(ROOT, name), self.path(name))
        shutil.copytree(os.path.join(ROOT, "scenarios"), self.path("scenarios"))
        shutil.copy(os.path.join(ROOT, "scenarios", "beer_game.cfg"), self.folder)
        self.starter()
        study = next(text for _, text in blocks("docs/STUDIES.md") if text.startswith("study = {"))
        with open(self.path("my_study.cfg"), "w") as file:
            file.write(study)

    def follow(self, page):
        found = commands(page)
        for line in found:
            done = subprocess.run(line, shell=True, cwd=self.folder, text=True, timeout=300,
                                  capture_output=True, stdin=subprocess.DEVNULL,
                                  env={**os.environ, "PATH": os.path.join(self.top, "bin") + ":" + os.environ["PATH"]})
            self.assertEqual(done.returncode, 0, f"{page}: {line}\n{done.stdout}{done.stderr}")
        return found

    def test_readme(self):
        self.assertGreater(len(self.follow("README.md")), 4)

    def test_studies(self):
        self.assertGreater(len(self.follow("docs/STUDIES.md")), 2)

    def test_results_and_plans(self):
        self.follow("docs/RESULTS.md")
        self.follow("docs/BDI.md")


if __name__ == "__main__":
    unittest.main()

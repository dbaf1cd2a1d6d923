# SPDX-License-Identifier: Apache-2.0
"""scenarios/ keeps what it promises: service as in life, drills that hurt, texts that say so."""

import json
import os
import re
import unittest

from support import CommandTest

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SCENARIOS = os.path.join(SOURCE, "scenarios")
NOT_MET = {"port_closure", "supplier_insolvency"}  # their comments say so
UNHURT = {"port_closure_rerouted"}  # the way around works


class Catalog(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.ran = {}

    def setUp(self):
        super().setUp()
        self.entries = json.loads(self.good("list", SCENARIOS, "--json"))["scenarios"]

    def figures(self, entry):
        """Exit code and key figures of three replications."""
        path = entry["path"]
        if path not in self.ran:
            done = self.run_command("run", path, "-n", "3", "--no-output", "--json")
            self.assertIn(done.returncode, (0, 3), done.stderr)
            self.assertEqual("", re.sub(r"(?m)^bullwhip: .*\n?", "", done.stderr))
            told = json.loads(done.stdout)["kpi"]
            self.ran[path] = done.returncode, {k: v["mean"] for k, v in told.items()}
        return self.ran[path]

    def test_undisturbed_ones_serve_as_companies_do(self):
        for entry in self.entries:
            if entry["extends"]:
                continue
            code, kpi = self.figures(entry)
            self.assertEqual(code, 0, entry["id"])
            self.assertTrue(0.93 < kpi["fill_rate"] < 0.995, (entry["id"], kpi["fill_rate"]))
            self.assertEqual(kpi["merged_lines"], 0, entry["id"])

    def test_drills_hurt_and_miss_what_their_comments_say(self):
        fill = {e["id"]: self.figures(e)[1]["fill_rate"] for e in self.entries}
        for entry in self.entries:
            if "drill" not in entry["tags"]:
                continue
            base = os.path.basename(entry["extends"]).removesuffix(".cfg")
            code, kpi = self.figures(entry)
            self.assertEqual(code, 3 if entry["id"] in NOT_MET else 0, entry["id"])
            if entry["id"] not in UNHURT:
                self.assertLess(kpi["fill_rate"], fill[base] - 0.004, entry["id"])

    def test_each_says_what_it_is_and_that_it_is_invented(self):
        for entry in self.entries:
            for key in ("id", "title", "owner", "purpose", "criteria", "tags"):
                self.assertTrue(entry[key], (entry["path"], key))
            with open(entry["path"]) as file:
                head = re.match(r"(#.*\n)+", file.read()).group()
            self.assertIn("invented", head, entry["path"])

    def test_the_readme_names_all_of_them(self):
        with open(os.path.join(SOURCE, "README.md")) as file:
            named = set(re.findall(r"`(\w+)`", file.read()))
        self.assertLessEqual({e["id"] for e in self.entries}, named)


if __name__ == "__main__":
    unittest.main()

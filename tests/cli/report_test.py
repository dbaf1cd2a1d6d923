# SPDX-License-Identifier: Apache-2.0
"""report: one page, its numbers those of the results, and nothing from elsewhere."""

import html.parser
import os
import re
import shutil
import subprocess
import unittest

import h5py
import numpy as np
from support import CommandTest

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])),
                None)


class Elements(html.parser.HTMLParser):
    """Every element with its attributes; fails on tags that are not closed in order."""

    EMPTY = {"meta", "br"}

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()


class Report(CommandTest):
    def page_of(self, scenario, *words):
        self.good("run", scenario, "-o", "x.h5", *words)
        self.assertIn("x.html", self.good("report", "x.h5"))
        with open(self.path("x.html"), encoding="utf-8") as file:
            self.text = file.read()
        elements = Elements(self.text)
        self.assertEqual(elements.open, [])
        return elements.found

    def ordinary(self):
        return self.page_of(self.starter(), "-n", "4")

    def test_headline_figures_are_those_of_the_summary(self):
        found = self.ordinary()
        shown = {a["data-figure"]: float(a["data-value"]) for _, a in found if "data-figure" in a}
        with h5py.File(self.path("x.h5")) as file:
            names = [n.decode() for n in file["/summary/figure"][()]]
            summary = dict(zip(names, file["/summary/mean"][()]))
            low = dict(zip(names, file["/summary/ci_low"][()]))
        self.assertLessEqual({"fill_rate", "total_cost", "stock_value", "ready"}, set(shown))
        for name, value in shown.items():
            self.assertAlmostEqual(value, summary[name], delta=1e-9 * abs(summary[name]), msg=name)
        lows = [float(a["data-low"]) for _, a in found if "data-low" in a]
        self.assertIn(low["fill_rate"], lows)

    def test_costs_and_backlogs_are_those_of_the_totals(self):
        found = self.ordinary()
        shown = {a["data-name"]: float(a["data-value"]) for _, a in found if "data-name" in a}
        with h5py.File(self.path("x.h5")) as file:
            total = file["/results/total"]
            days = total["days"][0] * 4
            self.assertAlmostEqual(shown["make"], total["cost_make"][()].sum() / days,
                                   delta=1e-9 * shown["make"])
            quantum = file["/model/products/quantum"][()]
            owed = np.bincount(total["site"][()], total["backlog_mean"][()]
                               * quantum[total["product"][()]] / 4)
            worst = int(owed.argmax())
            name = file["/model/sites/name"][worst].decode()
        self.assertAlmostEqual(shown[name], owed[worst], delta=1e-9 * owed[worst])

    def test_nothing_is_loaded_from_elsewhere_and_no_script_runs(self):
        found = self.ordinary()
        for word in ["://", "@import", "url("]:
            self.assertFalse(word in self.text, word)
        tags = {tag for tag, _ in found}
        self.assertFalse(tags & {"script", "link", "img", "iframe", "object"})
        for _, attributes in found:
            self.assertFalse({"src", "href"} & set(attributes))

    def test_every_part_is_there(self):
        self.ordinary()
        for title in ["At a glance", "Over time", "What went wrong, and when", "Where it hurts",
                      "What it costs", "The network", "Where this comes from"]:
            self.assertTrue(f"<h2>{title}</h2>" in self.text, title)
        for word in [">strike<", "my.cfg", "stroke-linejoin"]:
            self.assertTrue(word in self.text, word)
        self.assertEqual(re.findall(r"[^a-z](?:nan|inf)[^a-z]", self.text), [])

    def test_names_with_signs_of_html_stay_names(self):
        with open(self.path(self.starter())) as file:
            text = file.read()
        with open(self.path("odd.cfg"), "w") as file:
            file.write(text.replace('"Shop"', '"<b>Shop & Co"').replace(
                "A plant, a warehouse, a market", "</style><b>title"))
        found = self.page_of("odd.cfg", "-n", "1")
        self.assertNotIn("b", {tag for tag, a in found if not a})
        for word in ["&lt;b&gt;Shop &amp; Co", "One replication: how sure"]:
            self.assertTrue(word in self.text, word)

    def test_the_page_can_have_another_name_and_must_be_of_a_run(self):
        self.good("run", self.starter(), "-n", "2", "-o", "x.h5")
        self.good("report", "x.h5", "-o", "board.html")
        self.assertTrue(os.path.exists(self.path("board.html")))
        with h5py.File(self.path("other.h5"), "w") as file:
            file["x"] = 1
        self.assertIn("no summary of a run", self.refused("report", "other.h5"))
        self.assertIn("can't write", self.refused("report", "x.h5", "-o", "no/x.html", code=1))

    @unittest.skipUnless(CHROMIUM, "no Chromium here: the page is not looked at in a browser")
    def test_a_browser_shows_it_at_desk_and_phone_width(self):
        self.ordinary()
        for wide, high in [(1280, 900), (390, 844)]:
            picture = self.path(f"{wide}.png")
            done = subprocess.run(
                [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 f"--user-data-dir={self.path('profile')}", f"--window-size={wide},{high}",
                 f"--screenshot={picture}", "file://" + self.path("x.html")],
                capture_output=True, text=True, timeout=110, env={**os.environ, "HOME": self.folder})
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("CONSOLE", done.stderr)
            self.assertGreater(os.path.getsize(picture), 20_000)


if __name__ == "__main__":
    unittest.main()

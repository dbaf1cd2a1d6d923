# SPDX-License-Identifier: Apache-2.0
"""report: one page, its numbers those of the results, and nothing from elsewhere."""

import collections
import html
import html.parser
import json
import os
import re
import shutil
import stat
import subprocess
import unittest

import h5py
import numpy as np
from support import BULLWHIP, PATIENCE, CommandTest

SCENARIO = os.environ["SCENARIO"]
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])),
                None)


# A number and what stands for it: "<b>✓ 12.3 k EUR".
SAID = re.compile(r'data-value="([^"]+)"[^>]*>(?:<b>|reached |✓ |✗ )*(-?[\d.]+(?:e[-+]?\d+)?)( [kMGT]\b)?( %)?')

# Shows the page at both widths, and says what a reader would see.
FRAMES = """<!DOCTYPE html><iframe id=desk style="width:1280px;height:900px" src="x.html"></iframe>
<iframe id=phone style="width:390px;height:844px" src="x.html"></iframe><pre id=said></pre><script>
function seen(frame) {
  const page = frame.contentDocument, root = page.documentElement;
  const box = (e) => e.getBoundingClientRect();
  const all = [...page.querySelectorAll("main *")];
  return {
    width: root.clientWidth, scroll: root.scrollWidth,
    drawn: [...page.querySelectorAll("svg")].filter((e) => box(e).width > 200 && box(e).height > 20).length,
    sticks_out: all.filter((e) => !e.closest(".wide") && !e.closest("svg") && box(e).right > root.clientWidth + 1)
      .map((e) => e.tagName + " " + e.className),
    titles: [...page.querySelectorAll("h2")].map((e) => e.textContent),
    values: all.filter((e) => e.dataset.value !== undefined && box(e).height > 0).map((e) => Number(e.dataset.value)),
  };
}
onload = () => { said.textContent = JSON.stringify({desk: seen(desk), phone: seen(phone)}); };
</script>"""


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
    def page_of(self, scenario, *words, command="run"):
        self.good(command, scenario, "-o", "x.h5", *words)
        return self.page()

    def page(self, *words):
        self.assertIn("x.html", self.good("report", "x.h5", *words))
        with open(self.path("x.html"), encoding="utf-8") as file:
            self.text = file.read()
        elements = Elements(self.text)
        self.assertEqual(elements.open, [])
        self.says_what_it_holds()
        return elements.found

    def says_what_it_holds(self):
        """Every number that a reader sees is the value behind it, rounded."""
        said = SAID.findall(self.text)
        self.assertGreater(len(said), 0.9 * len(re.findall(r'data-value="(?!nan)', self.text)))
        for value, text, thousands, percent in said:
            scale = 0.01 if percent else 1000.0 ** " kMGT".index((thousands or "  ")[1])
            rounded = 0.006 * max(abs(float(value)), scale) if not percent else 0.0006
            self.assertAlmostEqual(float(text) * scale, float(value), delta=rounded, msg=f"{value} {text}")

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
        self.assertIn("holds no results", self.refused("report", "other.h5"))
        self.assertIn("can't write", self.refused("report", "x.h5", "-o", "no/x.html", code=1))

    def study(self):
        with open(self.path("study.cfg"), "w") as file:
            file.write('study = { id = "levels"; title = "How much?"; scenario = "my.cfg"; replications = 4; '
                       'outcomes = ["fill_rate", "total_cost"]; };'
                       'factors = ( { name = "shop"; at = "stock.Shop.lamp.order_up_to"; '
                       'low = "80 units"; high = "200 units"; },'
                       '{ name = "demand"; at = "demand.Shop.lamp.quantity"; change = "times"; '
                       'low = 0.8; high = 1.2; } ); design = { kind = "saltelli"; points = 8; };')
        self.starter()
        return self.page_of("study.cfg", command="sweep")

    def test_a_study_shows_its_points_and_what_matters(self):
        found = self.study()
        shown = {(int(a["data-point"]), a["data-outcome"]): float(a["data-value"])
                 for _, a in found if "data-point" in a}
        with h5py.File(self.path("x.h5")) as file:
            table, names = file["/summary/points"], file["/study/outcomes/name"][()]
            truth = {(int(p), names[o].decode()): m for p, o, m
                     in zip(table["point"], table["outcome"], table["mean"])}
            sobol = file["/summary/sobol/total"][()]
        self.assertEqual(shown, truth)
        indices = [float(a["data-value"]) for _, a in found if a.get("data-name") in ("shop", "demand")]
        self.assertEqual(sorted(indices), sorted(sobol))
        for title in ["Which factors matter", "What each factor does", "The points"]:
            self.assertTrue(f"<h2>{title}</h2>" in self.text, title)

    def test_standard_output_gets_the_page_and_nothing_else(self):
        self.ordinary()
        for name in ["-", "/dev/stdout"]:
            self.assertEqual(self.good("report", "x.h5", "-o", name), self.text)
            with open(self.path("redirected.html"), "w") as file:
                subprocess.run([BULLWHIP, "report", "x.h5", "-o", name], stdout=file, cwd=self.folder, check=True)
            with open(self.path("redirected.html")) as file:
                self.assertEqual(file.read(), self.text)
        self.assertTrue(os.path.islink("/dev/stdout"))
        os.mkfifo(self.path("pipe"))
        self.assertIn("a pipe or an open file is there", self.refused("report", "x.h5", "-o", "pipe", code=1))
        self.assertIn("a pipe or an open file is there", self.refused("run", "my.cfg", "-o", "pipe", code=1))
        self.assertTrue(stat.S_ISFIFO(os.stat(self.path("pipe")).st_mode))

    def test_what_agents_did_is_what_their_decisions_say(self):
        ports = os.path.join(os.path.dirname(SCENARIO), "agents", "port_resilient.cfg")
        done = self.run_command("run", ports, "-n", "2", "-o", "x.h5")
        self.assertIn(done.returncode, (0, 3), done.stderr)
        found = self.page()
        with h5py.File(self.path("x.h5")) as file:
            table = {name: file[f"/results/decisions/{name}"][()]
                     for name in ["replication", "time", "site", "what", "why", "goal", "plan"]}
            names = {name: list(file[f"/model/{path}"].asstr()) for name, path in [
                ("what", "decisions/what"), ("why", "decisions/why"), ("plan", "plans/name"),
                ("goal", "goals/name"), ("site", "sites/name")]}
        told = [{**{k: names[k][i] if i >= 0 else "" for k, i in row.items() if k in names},
                 "replication": row["replication"], "day": row["time"] / 86400000}
                for row in ({k: table[k][i] for k in table} for i in range(len(table["time"])))]
        chosen = [row for row in told if row["what"] == "plan chosen"]
        times = collections.Counter(row["plan"] for row in chosen)
        self.assertGreater(len(times), 3)
        self.assertIn("<h2>What the agents did, and why</h2>", self.text)
        section = self.text[self.text.index("What the agents did, and why"):]
        section = section[:section.index("<h2>")]
        bars = dict(re.findall(r'data-name="([^"]*)" data-value="([^"]*)"', section))
        self.assertEqual({plan: float(value) for plan, value in bars.items()},
                         {plan: n / 2 for plan, n in times.items()})
        for plan in times:  # for which goal, and what brought it about most often
            of = [row for row in chosen if row["plan"] == plan]
            why = collections.Counter(row["why"] for row in of)
            self.assertIn(f"for {of[-1]['goal']}, by ", section)
            self.assertTrue(any(f", by {reason}" in section for reason, n in why.items()
                                if n == max(why.values())), (plan, why))
        failed = [row for row in told if row["replication"] == 0 and row["what"] in ("goal failed", "plan failed")]
        moments = re.findall(r"<li>Day ([\d.]+), (\w+)", section)
        self.assertEqual(moments, [(f"{row['day']:.1f}", row["site"]) for row in failed[:8]])
        self.assertTrue(found)

    def plans(self):
        """A drill whose playbook is another plan library."""
        drill = os.path.join(os.path.dirname(SCENARIO), "drills", "port_plans_drill.cfg")
        done = self.run_command("drill", drill, "-o", "x.h5")
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return self.page()

    def test_what_agents_did_in_a_drill_stands_course_beside_course(self):
        self.plans()
        with h5py.File(self.path("x.h5")) as file:
            decided, done = ({name: column[()] for name, column in file[f"/results/{table}"].items()}
                             for table in ("decisions", "decision_actions"))
            plan, verb, what = (list(file[path].asstr()) for path in (
                "/model/plans/name", "/model/decisions/verb", "/model/decisions/what"))
            onset = file["/results/measures/onset"][()][file["/drill/told/replication"][0]]
        chose = decided["what"] == what.index("plan chosen")
        times = collections.Counter(plan[i] for i in decided["plan"][chose])
        self.assertEqual(set(decided["course"]), {2})
        section = self.text[self.text.index("What the agents did, and why"):]
        section = section[:section.index("</section>")]
        chosen, did = re.findall(r"<table.*?</table>", section)
        shown = re.findall(r"<tr><th>(\w+)<br>.*?</th><td>–</td><td>–</td><td data-value=\"(.*?)\">", chosen)
        self.assertEqual({name: float(n) for name, n in shown}, times)
        orders = (done["verb"] == verb.index("order")) & (done["end"] == 0)
        n, amount = re.search(r"ordered from Homeworks</th><td>–</td><td>–</td><td data-value=\"(.*?)\">"
                              r".*?data-amount=\"(.*?)\"", did).groups()
        self.assertEqual((float(n), float(amount)), (orders.sum(), done["amount"][orders].sum()))
        self.assertIn("agents.*.plans = ../libraries/resilient.cfg", section)
        stories = dict(re.findall(r"<div data-course=\"(\d)\">(.*?)</div>", section, re.S))
        self.assertIn("Nothing new", stories["1"])
        days = [float(day) for day in re.findall(r">Day ([\d.]+)<", stories["2"])]
        self.assertEqual(days, sorted(days))
        self.assertGreaterEqual(days[0], onset)
        first = re.search(r"data-plan=\"second_source\">.*?</li>", stories["2"])[0]
        self.assertRegex(first, r"for keep_cover<br><small>as .*A\.up was false.*→ ordered <b>\d+ units</b> "
                                r"from Homeworks")

    def drill(self, criteria="fill_rate >= 90 % within 5 d and dip <= 5 %", more="", words=()):
        with open(self.path("drill.cfg"), "w") as file:
            file.write('drill = { id = "strike"; title = "The plant stands still"; scenario = "my.cfg"; '
                       'replications = 3; criteria = "' + criteria + '"; };' + more +
                       'disruptions = ( { name = "fire"; site = "Hub"; start = "120 d"; duration = "4 weeks"; } );'
                       'playbooks = ( { name = "full shelves"; } );'
                       'steps = ( { playbook = "full shelves"; at = "stock.Shop.lamp.order_up_to"; times = 3; } );')
        self.starter()
        for week in ("2027-W01", "2027-W02"):
            done = self.run_command("drill", "drill.cfg", "-o", "x.h5", "--history", "past.h5",
                                    "--exercise", week, *words)
            self.assertIn(done.returncode, (0, 3), done.stderr)
        return self.page("--history", "past.h5")

    def test_a_drill_begins_with_its_verdict_and_ends_with_its_past(self):
        found = self.drill()
        shown = {a["data-measure"]: float(a["data-value"]) for _, a in found if "data-measure" in a}
        with h5py.File(self.path("x.h5")) as file:
            names = [n.decode() for n in file["/drill/measures/name"][()]]
            table, judged = file["/summary/measures"], file["/drill"].attrs["judged"]
            truth = {names[m]: mean for c, m, mean in zip(table["course"], table["measure"], table["mean"])
                     if c == judged}
            met = file["/criteria/met"][()][file["/criteria/course"][()] == judged]
            passed = int(file["/drill"].attrs["passed"])
        self.assertLessEqual({"survive", "survivable", "recover", "dip", "lost_margin"}, set(shown))
        self.assertEqual(shown, {name: truth[name] for name in shown})
        self.assertEqual(passed, int(met.all()))
        self.assertEqual([a["data-passed"] for _, a in found if "data-passed" in a], [str(passed)])
        self.assertEqual([a["data-exercise"] for _, a in found if "data-exercise" in a],
                         ["2027-W02", "2027-W01"])
        self.assertLess(self.text.index("Did we pass?"), self.text.index("How bad was it?"))
        for title in ["How service came back", "What the playbooks are worth", "What it cost",
                      "Are we getting better?"]:
            self.assertTrue(f"<h2>{title}</h2>" in self.text, title)
        self.assertEqual(re.findall(r"[^a-z](?:nan|inf)[^a-z]", self.text), [])
        self.assertIn("✗ Not passed", self.text)
        with h5py.File(self.path("x.h5")) as file:
            pays = file["/results/curves/revenue"][()][file["/results/curves/course"][()] == 0].max() > 0
        self.assertEqual("lost sales cost nothing" in self.text, not pays)
        self.assertRegex(self.text, r"dip &lt;= 5 %<br><span[^>]*>reached \d[\d.]* %;")
        self.assertEqual(re.findall(r">(2027-W\d\d)</text>", self.text), ["2027-W02", "2027-W01"] * 3)
        self.good("report", "past.h5", "-o", "past.html")
        with open(self.path("past.html")) as file:
            self.assertNotIn("bullwhip replay", file.read())

    def test_a_drill_that_passes_and_its_exposure(self):
        self.drill("dip <= 100 %", more='exposure = { sites = ["Hub", "Plant"]; impact = "lost_margin"; };',
                   words=["--exposure"])
        self.assertIn("✓ Passed", self.text)
        with h5py.File(self.path("x.h5")) as file:
            impact = file["/summary/exposure/impact"][()]
        section = self.text[self.text.index("Which sites are we exposed to?"):]
        shown = re.findall(r'data-name="(?:Hub|Plant)" data-value="([^"]+)">[^<]* EUR', section)
        self.assertEqual([float(value) for value in shown], list(impact))
        self.assertIn("<h3>lost margin</h3>", section)

    def looked_at(self):
        """What a browser shows at both widths; it must have nothing to complain about."""
        with open(self.path("frames.html"), "w") as file:
            file.write(FRAMES)
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
             "--allow-file-access-from-files", f"--user-data-dir={self.path('profile')}",
             "--window-size=1800,1000", "--dump-dom", "file://" + self.path("frames.html")],
            capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, "HOME": self.folder})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("CONSOLE", done.stderr)
        return json.loads(html.unescape(re.search(r"<pre id=\"said\">(.*?)</pre>", done.stdout).group(1)))

    def shows_all(self, elements, figures):
        values = [float(a["data-value"]) for _, a in elements if "data-value" in a]
        for name, page in self.looked_at().items():
            self.assertLessEqual(page["scroll"], page["width"], name)
            self.assertEqual(page["sticks_out"], [], name)
            self.assertGreaterEqual(page["drawn"], figures, name)
            self.assertEqual(page["values"], values, name)
            self.assertEqual(page["titles"][-1], "Where this comes from")

    @unittest.skipUnless(CHROMIUM, "no Chromium here: the pages are not looked at in a browser")
    def test_a_browser_shows_all_of_a_run_at_desk_and_phone_width(self):
        self.shows_all(self.ordinary(), figures=8)

    @unittest.skipUnless(CHROMIUM, "no Chromium here: the pages are not looked at in a browser")
    def test_a_browser_shows_all_of_a_drill_at_desk_and_phone_width(self):
        self.shows_all(self.drill(), figures=7)

    @unittest.skipUnless(CHROMIUM, "no Chromium here: the pages are not looked at in a browser")
    def test_a_browser_shows_what_agents_did_at_desk_and_phone_width(self):
        self.shows_all(self.plans(), figures=5)

    @unittest.skipUnless(CHROMIUM, "no Chromium here: the pages are not looked at in a browser")
    def test_a_browser_shows_all_of_a_study_at_desk_and_phone_width(self):
        self.shows_all(self.study(), figures=4)


if __name__ == "__main__":
    unittest.main()

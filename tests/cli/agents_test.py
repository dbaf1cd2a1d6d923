# SPDX-License-Identifier: Apache-2.0
"""What tells agents with intentions from a list of conditions, in scenarios with their traces; and what
`explain` says of them."""

import json
import os
import shutil
import unittest

from load import load
from support import CommandTest

HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIOS = os.path.join(HERE, "..", "..", "scenarios")
A_STOPS = '{ name = "stop"; site = "A"; start = "%s"; duration = "20 d"; }'


class Litmus(CommandTest):
    def setUp(self):
        super().setUp()
        for name in ("litmus.cfg", "shop.cfg"):
            shutil.copy(os.path.join(HERE, "agents", name), self.folder)

    def run_case(self, disruptions="", commitment=None, *words):
        """The decisions of the shop when this goes wrong."""
        text = 'extends = "shop.cfg";\nscenario = { id = "case"; };\n'
        if disruptions:
            text += f"disruptions = ( {disruptions} );\n"
        if commitment:
            text += f'override = ( {{ at = "agents.shop.commitment"; to = "{commitment}"; }} );\n'
        with open(self.path("case.cfg"), "w") as file:
            file.write(text)
        self.good("run", "case.cfg", "-o", "case.h5", *words)
        return load(self.path("case.h5")).decisions

    def trace(self, decisions, goal="keep"):
        """Day, what, plan and why of one goal."""
        rows = decisions[decisions["goal"] == goal]
        return [(r.day, r.what, r.plan if isinstance(r.plan, str) else None, r.why)
                for r in rows.itertuples()]

    def test_pursuit_survives_irrelevant_events_and_ends_when_satisfied(self):
        trace = self.trace(self.run_case())
        whats = [what for _, what, _, _ in trace[:3]]
        self.assertEqual(whats, ["goal adopted", "plan chosen", "goal achieved"])
        adopted, chosen, achieved = trace[:3]
        self.assertEqual(chosen[2], "slow")
        self.assertEqual(adopted[0], chosen[0])
        self.assertAlmostEqual(achieved[0] - chosen[0], 4)  # four days of customers in between

    def test_failure_tries_other_means(self):
        trace = self.trace(self.run_case(A_STOPS % "7.5 d"))
        told = [(what, plan, why) for _, what, plan, why in trace[:5]]
        self.assertEqual(told, [
            ("goal adopted", None, "condition"), ("plan chosen", "slow", "condition"),
            ("plan failed", "slow", "time-out"),
            ("plan chosen", "quick", "failure of the means before"),
            ("goal achieved", "quick", "condition")])
        said = self.good("explain", "case.h5", "--agent", "Shop", "--at", "13d", "--not", "slow")
        self.assertIn("Why not slow at 11 d? slow had been tried for this goal before", said)
        self.assertIn("It chose quick as other means to the same end", said)

    def test_impossible_goals_drop(self):
        closed = '{ name = "shut"; site = "Shop"; start = "8.5 d"; duration = "20 d"; }'
        trace = self.trace(self.run_case(closed))
        self.assertEqual([what for _, what, _, _ in trace],
                         ["goal adopted", "plan chosen", "goal dropped"])
        self.assertEqual(trace[2][0], 8.5)

    def test_two_intentions_interleave(self):
        decisions = self.run_case()
        first = decisions[decisions["goal"] == "keep"].iloc[:3]
        second = decisions[decisions["goal"] == "write"].iloc[:3]
        self.assertNotEqual(first["intention"].iloc[0], second["intention"].iloc[0])
        self.assertEqual(second["what"].iloc[2], "goal achieved")
        self.assertLess(second["day"].iloc[0], first["day"].iloc[2])
        self.assertLess(first["day"].iloc[0], second["day"].iloc[2])

    def test_the_same_library_chooses_differently_under_different_beliefs(self):
        usual = self.trace(self.run_case())[1]
        other = self.trace(self.run_case(A_STOPS % "2 d"))[1]
        self.assertEqual((usual[2], other[2]), ("slow", "quick"))
        said = json.loads(self.good("explain", "case.h5", "--agent", "Shop", "--at", "7d",
                                    "--goal", "keep", "--json"))
        slow = next(plan for plan in said["plans"] if plan["name"] == "slow")
        self.assertEqual(slow["conditions"], [{"text": "A.up", "true": False}])

    def test_the_bold_wait_where_the_cautious_think_again(self):
        bold = self.trace(self.run_case(A_STOPS % "7.5 d", "bold"))
        cautious = self.trace(self.run_case(A_STOPS % "7.5 d", "cautious"))
        self.assertEqual(bold[2][:3], (11.0, "plan failed", "slow"))
        self.assertEqual(cautious[2], (7.5, "plan chosen", "quick", "second thoughts"))

    def test_levels_bound_what_is_kept(self):
        everything = self.run_case(A_STOPS % "7.5 d")
        digest = load(self.path("case.h5")).info["digest"]
        choices = self.run_case(A_STOPS % "7.5 d", None, "--decisions", "choices")
        self.assertEqual(set(choices["what"]) - {"plan chosen", "goal failed"}, set())
        self.assertLess(0, len(choices))
        self.assertLess(len(choices), len(everything))
        self.assertEqual(digest, load(self.path("case.h5")).info["digest"])
        self.assertEqual(len(self.run_case("", None, "--decisions", "none")), 0)
        self.assertIn("kept no decisions",
                      self.refused("explain", "case.h5", "--agent", "Shop", "--at", "1d"))

    def test_beliefs_belong_to_their_decisions(self):
        decisions = self.run_case()
        beliefs = load(self.path("case.h5")).beliefs
        self.assertEqual(len(beliefs), decisions["reads"].sum())
        chose = decisions.index[decisions["plan"] == "slow"][0]
        mine = beliefs[beliefs["decision"] == chose].set_index("belief")
        self.assertEqual(mine.loc["on_hand", "value"], 30)
        self.assertEqual(mine.loc["A.up", "value"], 1)

    def test_actions_belong_to_their_decisions(self):
        decisions = self.run_case(A_STOPS % "7.5 d")
        result = load(self.path("case.h5"))
        orders = result.actions[result.actions["verb"] == "order"]
        plans = decisions.loc[orders["decision"], "plan"]
        self.assertEqual(list(orders["plan"]), list(plans))
        self.assertEqual(list(orders["partner"]), ["A" if plan == "slow" else "B" for plan in plans])
        total = result.total.set_index("site")
        self.assertEqual(orders["amount"].sum(), total.loc["Shop", "ordered"])
        said = self.good("explain", "case.h5", "--agent", "Shop", "--at", "12d")
        amount = orders[orders["partner"] == "B"]["amount"].iloc[0]
        self.assertIn(f"So this was done:\n  11 d  ordered {amount:g} units of bun from B\n", said)

    def test_what_guard_rails_stop_is_told(self):
        with open(self.path("litmus.cfg")) as file:
            strict = file.read().replace('score = "2";', 'score = "2"; needs_approval = "true";')
        with open(self.path("strict.cfg"), "w") as file:
            file.write(strict + 'invariants: ( { name = "none"; must = "false"; on = "order"; } );\n')
        with open(self.path("idle.cfg"), "w") as file:
            file.write('library = "idle";\ngoals: ( { name = "wait"; kind = "perform"; when = "review"; } );\n'
                       'plans: ( { name = "nothing"; for = "wait"; body = ( { do = "ration"; share = 1.0; } ); } );\n')
        with open(self.path("case.cfg"), "w") as file:
            file.write('extends = "shop.cfg"; scenario = { id = "case"; };\n'
                       'override = ( { at = "agents.shop"; remove = true; } );\n'
                       'approvals = ( { name = "head"; rule = "delay"; delay = "3 h"; chance = 0.0; } );\n'
                       'agents = ( { name = "works"; plans = "idle.cfg"; site = "A"; },\n'
                       '  { name = "strict"; plans = "strict.cfg"; site = "Shop"; approval = "head"; } );\n')
        self.good("run", "case.cfg", "-o", "case.h5")
        result = load(self.path("case.h5"))
        rails = result.approvals[result.approvals["site"] == "Shop"]
        self.assertEqual([tuple(r) for r in rails[["plan", "what", "why", "verb"]].to_numpy()[:3]], [
            ("slow", "asked for approval", "", ""), ("slow", "denied", "after a delay", ""),
            ("quick", "blocked", "against an invariant", "order")])
        chosen = result.decisions[result.decisions["what"] == "plan chosen"].set_index(["site", "serial"])
        self.assertEqual(list(rails["plan"]), [chosen.loc[("Shop", s), "plan"] for s in rails["serial"]])
        day = rails["day"].iloc[1]
        said = self.good("explain", "case.h5", "--agent", "Shop", "--goal", "keep",
                         "--at", f"{rails['day'].iloc[0]}d")
        self.assertIn("asked for approval\n", said)
        self.assertIn(f"{day:g} d  denied after a delay\n", said)
        self.assertIn("units of bun from B: blocked, against an invariant", said)

    def test_decisions_are_the_same_on_all_engines(self):
        def kept(*words, **more):
            self.good("run", "shop.cfg", "-o", "x.h5", *words, **more)
            result = load(self.path("x.h5"))
            return result.decisions.to_csv(), result.beliefs.to_csv(), result.actions.to_csv()
        serial = kept("--engine", "serial")
        self.assertEqual(serial, kept("--engine", "timewarp", ranks=2))


class Learned(CommandTest):
    """One run learns which of two works keeps its word; a later one begins with that."""

    def setUp(self):
        super().setUp()
        for name in ("works.cfg", "shop.cfg"):
            shutil.copy(os.path.join(HERE, "agents", name), self.folder)
        self.write("first.cfg", "")

    def write(self, name, more, extends="shop.cfg"):
        with open(self.path(name), "w") as file:
            file.write(f"""extends = "{extends}"; scenario = {{ id = "{name[:-4]}"; }};
                run = {{ horizon = "80 d"; }};
                override = ( {{ at = "agents.shop"; remove = true; }} );
                agents = ( {{ name = "pupil"; plans = "works.cfg"; site = "Shop"; {more} }} );""")

    def learn(self, name="first", table="learned.csv"):
        """Runs it and writes down what was learned; the keys that give it to another."""
        self.good("run", name + ".cfg", "-o", name + ".h5")
        return self.good("learned", name + ".h5", "-o", table).strip()

    def chosen(self, name):
        decisions = load(self.path(name + ".h5")).decisions
        return list(decisions[decisions["what"] == "plan chosen"]["plan"])

    def test_a_later_run_chooses_by_it_from_the_start(self):
        keys = self.learn()
        self.assertEqual(self.chosen("first")[0], "from_a")
        self.assertEqual(self.chosen("first")[-1], "from_b")
        self.write("second.cfg", keys + ' learn = "frozen";')
        again = self.learn("second", "again.csv")
        self.assertEqual(set(self.chosen("second")), {"from_b"})
        self.assertEqual(again, keys.replace("learned.csv", "again.csv"))  # frozen: to the byte
        said = self.good("explain", "second.h5", "--agent", "Shop", "--at", "7d")
        self.assertIn("It chose from_b, with the highest score", said)
        self.write("third.cfg", keys)
        self.learn("third", "more.csv")
        counts = load(self.path("third.h5")).learned.set_index("belief")["observations"]
        before = load(self.path("first.h5")).learned.set_index("belief")["observations"]
        self.assertGreater(counts["b_works"], before["b_works"])
        self.assertEqual(counts["a_works"], before["a_works"])

    def test_results_hold_it_and_replay_alone(self):
        keys = self.learn()
        self.write("second.cfg", keys)
        self.good("run", "second.cfg", "-o", "second.h5")
        result = load(self.path("second.h5"))
        used = result.file.frame("/prov/entity").set_index("name")
        self.assertIn(used.loc["learned.csv", "sha256"], keys)
        digest = result.info["digest"]
        for name in ("learned.csv", "second.cfg", "works.cfg", "shop.cfg"):
            os.unlink(self.path(name))
        self.assertIn("same results", self.good("replay", "second.h5", "--engine", "timewarp",
                                                ranks=2))
        self.assertIn(digest, self.good("replay", "second.h5"))

    def test_another_table_is_another_study(self):
        keys = self.learn()
        def ids(more):
            self.write("base.cfg", more)
            with open(self.path("study.cfg"), "w") as file:
                file.write("""study = { id = "s"; scenario = "base.cfg"; outcomes = ["fill_rate"]; };
                    factors = ( { name = "n"; at = "agents.pupil.in_time"; levels = ["1", "2"]; } );""")
            self.good("sweep", "study.cfg", "-o", "study.h5")
            frame = load(self.path("study.h5")).file.frame("/study/points")
            return list(frame["id"])
        first = ids(keys)
        self.assertEqual(ids(keys), first)
        with open(self.path("learned.csv"), "a") as file:
            file.write("\n")
        self.write("base.cfg", keys)
        self.assertIn("SHA-256", self.refused("run", "base.cfg"))
        other = self.refused("run", "base.cfg").split(" is ")[1].split(";")[0]
        self.assertFalse(set(first) & set(ids(f'learned = "learned.csv"; learned_sha256 = "{other}";')))
        self.assertFalse(set(first) & set(ids("")))

    def test_nobody_learned(self):
        shutil.copy(os.path.join(HERE, "agents", "litmus.cfg"), self.folder)
        self.good("run", "shop.cfg", "-o", "shop.h5")
        self.assertIn("no agents of stock that learn", self.refused("learned", "shop.h5"))


class Port(CommandTest):
    def test_a_resilient_library_serves_more_than_a_plain_one(self):
        gain = []
        for name in ("port_plain", "port_resilient"):
            path = os.path.join(SCENARIOS, "agents", name + ".cfg")
            done = self.run_command("run", path, "-n", "5", "-o", name + ".h5")
            self.assertIn(done.returncode, (0, 3), done.stderr)
            gain.append(load(self.path(name + ".h5")).network["fill_rate"])
        gain = gain[1] - gain[0]  # paired: the same seeds
        half = 2.776 * gain.std() / 5**0.5  # 95 %, 4 degrees of freedom
        self.assertGreater(gain.mean() - half, 0.1)
        said = self.good("explain", "port_resilient.h5", "--agent", "Lyon", "--at", "112d",
                         "--goal", "keep_cover")
        for words in ("second_source", "A.up was false", "What followed:"):
            self.assertIn(words, said)

    def test_all_libraries_are_sound(self):
        folder = os.path.join(SCENARIOS, "libraries")
        files = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        self.assertGreaterEqual(len(files), 8)
        self.good("lint", "--strict", *files)

    def test_all_of_them_run(self):
        path = os.path.join(SCENARIOS, "agents", "tower.cfg")
        self.good("run", path, "-n", "1", "--horizon", "150 d", "-o", "tower.h5")
        decisions = load(self.path("tower.h5")).decisions
        used = set(decisions["book"])
        self.assertLessEqual({"supplier/1", "factory/1", "carrier/1", "resilient/1", "tower/1"}, used)


if __name__ == "__main__":
    unittest.main()

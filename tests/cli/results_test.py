# SPDX-License-Identifier: Apache-2.0
"""The results file: what is in it, that equal runs are equal, that no half file looks whole."""

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np
from support import BULLWHIP, MPIEXEC, PATIENCE, CommandTest


def bytes_below(path, group):
    """Every dataset below `group`: type, shape and bytes, by name."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = (str(item.dtype), item.shape, item[()].tobytes())

    with h5py.File(path, "r") as file:
        file[group].visititems(visit)
    return found


class Equal(CommandTest):
    def run_to(self, name, *words, **more):
        self.good("run", self.cfg, "--replications", "4", "-o", name, *words, **more)
        return self.path(name)

    def setUp(self):
        super().setUp()
        self.cfg = self.starter()

    def assert_equal_results(self, one, other):
        a, b = bytes_below(one, "/results"), bytes_below(other, "/results")
        self.assertGreater(len(a), 20)
        self.assertEqual(a.keys(), b.keys())
        for name in a:
            self.assertEqual(a[name], b[name], name)

    def test_equal_runs_have_equal_results_and_models(self):
        one, other = self.run_to("a.h5"), self.run_to("b.h5")
        self.assert_equal_results(one, other)
        for group in ["/model", "/scenario", "/summary", "/replications"]:
            self.assertEqual(bytes_below(one, group), bytes_below(other, group))

    def test_threads_and_ranks_do_not_change_results(self):
        serial = self.run_to("serial.h5")
        self.assert_equal_results(serial, self.run_to("threads.h5", "--threads", "2"))
        self.assert_equal_results(serial, self.run_to("ranks.h5", ranks=2))

    def test_serial_replications_side_by_side_do_not_change_results(self):
        serial = self.run_to("serial.h5")
        words = ["--engine", "serial", "--threads", "3"]
        self.assert_equal_results(serial, self.run_to("threads.h5", *words))
        self.assert_equal_results(serial, self.run_to("both.h5", *words[:3], "2", ranks=2))

    def test_another_seed_gives_other_results(self):
        one, other = self.run_to("a.h5"), self.run_to("b.h5", "--seed", "99")
        self.assertNotEqual(bytes_below(one, "/results/kpi"), bytes_below(other, "/results/kpi"))

    def test_one_more_replication_leaves_the_first_ones_as_they_are(self):
        four = self.run_to("four.h5")
        self.good("run", self.cfg, "--replications", "5", "-o", "five.h5")
        with h5py.File(four) as a, h5py.File(self.path("five.h5")) as b:
            n = len(a["/results/kpi/backlog"])
            self.assertTrue((a["/results/kpi/backlog"][:] == b["/results/kpi/backlog"][:n]).all())


class Divided(CommandTest):
    """Rank 0 reads; each rank has the sites that it owns."""

    def test_ranks_that_know_their_own_sites_only_write_the_same_results(self):
        texts = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "twin", "scenarios")
        words = ["-n", "1", "--allow-outside", "--horizon", "20 d", "--events", "--decisions",
                 "all", "-o"]
        for name in ["stock", "order", "customers", "disruptions", "lines", "loads", "talk"]:
            with self.subTest(name):
                cfg = os.path.join(texts, name + ".cfg")
                self.good("run", cfg, *words, name + "1.h5", "--engine", "serial")
                self.good("run", cfg, *words, name + "3.h5", "--engine", "timewarp", ranks=3)
                one, other = (bytes_below(self.path(name + n), "/") for n in ("1.h5", "3.h5"))
                same = [n for n in one if n.split("/")[0] in ("results", "model", "scenario")]
                self.assertGreater(len(same), 100)
                for dataset in same:
                    self.assertEqual(one[dataset], other[dataset], dataset)

    def test_the_others_need_not_find_the_scenario(self):
        cfg = self.starter()
        run = [BULLWHIP, "run", cfg, "--no-output", "--engine", "timewarp", "--json"]
        done = subprocess.run(
            [MPIEXEC, "-n", "1", *run, ":", "-n", "2", "-wdir", "/", *run], cwd=self.folder,
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        alone = json.loads(self.good("run", cfg, "--no-output", "--json"))
        self.assertEqual(json.loads(done.stdout)["digest"], alone["digest"])

    def test_mistakes_are_told_once_and_end_all_ranks(self):
        cfg = self.starter()
        with open(self.path(cfg), "a", encoding="utf-8") as text:
            text.write("surprise = 1;\n")
        said = self.refused("run", cfg, "--engine", "timewarp", ranks=3)
        self.assertEqual(said.count("surprise"), 1)


class Content(CommandTest):
    def setUp(self):
        super().setUp()
        cfg = self.starter()
        self.told = json.loads(self.good("run", cfg, "--replications", "3", "--json"))
        self.file = h5py.File(self.path(self.told["output"]), "r")
        self.addCleanup(self.file.close)

    def test_the_scenario_is_kept_word_for_word(self):
        source = self.file["/scenario/source/0"]
        with open(self.path("my.cfg"), "rb") as file:
            self.assertEqual(source[0], file.read())
        self.assertEqual(source.attrs["name"], b"my.cfg")

    def test_digest_and_seed_are_those_of_the_command(self):
        self.assertEqual(self.file.attrs["digest"].decode(), self.told["digest"])
        self.assertEqual(self.file["/scenario"].attrs["seed"], self.told["seed"])
        self.assertEqual(len(set(self.file["/replications/digest"][()])), 3)

    def test_every_dataset_of_results_has_a_unit_and_a_meaning(self):
        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                self.assertTrue(item.attrs["unit"], name)
                self.assertTrue(item.attrs["about"], name)

        self.file["/results"].visititems(visit)
        self.assertEqual(self.file["/results/kpi/cost"].attrs["unit"], b"EUR")

    def test_rows_are_in_the_order_of_replication_and_site(self):
        kpi = self.file["/results/kpi"]
        order = kpi["replication"][()] * 1000 + kpi["site"][()]
        self.assertTrue((np.diff(order) >= 0).all())
        self.assertLess(kpi["site"][()].max(), len(self.file["/model/sites/name"]))

    def test_the_summary_is_the_mean_of_the_replications(self):
        names = [name.decode() for name in self.file["/summary/figure"][()]]
        for i, name in enumerate(names):
            values = self.file[f"/results/network/{name}"][()]
            mean, low = self.file["/summary/mean"][i], self.file["/summary/ci_low"][i]
            self.assertAlmostEqual(mean, values.mean(), delta=1e-9 * (1 + abs(mean)))
            half = 4.302652729911275 * values.std(ddof=1) / np.sqrt(3)  # Student t, 2 degrees
            self.assertAlmostEqual(low, values.mean() - half, delta=1e-9 * (1 + abs(low)))

    def test_provenance_leads_from_the_results_to_every_input(self):
        prov = self.file["/prov"]
        entity = {row[0].decode(): row[1:] for row in zip(*(
            prov["entity"][c][()] for c in ["id", "name", "sha256", "bytes"]))}
        with open(self.path("my.cfg"), "rb") as file:
            text = file.read()
        self.assertEqual(entity["source/0"], (
            b"my.cfg", hashlib.sha256(text).hexdigest().encode(), str(len(text)).encode()))
        self.assertEqual(entity["results"][1].decode(), self.told["digest"])
        relation = {tuple(x.decode() for x in row) for row in zip(*(
            prov["relation"][c][()] for c in ["subject", "relation", "object"]))}
        self.assertLessEqual({("run", "used", "source/0"), ("results", "wasGeneratedBy", "run"),
                              ("run", "wasAssociatedWith", "bullwhip"),
                              ("results", "wasDerivedFrom", "source/0")}, relation)
        known = set(entity) | {"run", "bullwhip"}
        self.assertLessEqual({s for s, _, _ in relation} | {o for _, _, o in relation}, known)
        self.assertIn(b"run my.cfg", prov["activity/command"][0])
        self.assertEqual(prov["agent/version"][0], self.file.attrs["software_version"])

    def test_the_crate_is_what_its_profile_asks_for(self):
        crate = json.loads(self.file["/prov/ro-crate-metadata.json"][0])
        graph = {item["@id"]: item for item in crate["@graph"]}
        self.assertEqual(len(graph), len(crate["@graph"]))
        self.assertEqual(graph["ro-crate-metadata.json"]["conformsTo"]["@id"],
                         "https://w3id.org/ro/crate/1.1")
        root = graph["./"]
        self.assertEqual(root["conformsTo"]["@id"], "https://w3id.org/ro/wfrun/process/0.5")
        run = graph[root["mentions"]["@id"]]
        self.assertEqual(run["@type"], "CreateAction")
        self.assertEqual(graph[run["instrument"]["@id"]]["@type"], "SoftwareApplication")
        self.assertEqual([graph[o["@id"]]["@type"] for o in run["object"]], ["File"])
        self.assertEqual(graph[run["result"]["@id"]]["name"], self.told["output"])
        self.assertLessEqual(run["startTime"], run["endTime"])

        def check(value):  # whatever is referred to is there
            if isinstance(value, dict) and set(value) == {"@id"}:
                if not value["@id"].startswith("https://w3id.org/ro/crate"):
                    self.assertIn(value["@id"], graph)
            elif isinstance(value, (dict, list)):
                for part in value.values() if isinstance(value, dict) else value:
                    check(part)

        check(crate["@graph"])

    def test_what_was_in_force_is_told_line_by_line(self):
        lines = self.file["/scenario/resolved"][0].decode().splitlines()
        self.assertIn("run.replications = 3", lines)
        self.assertIn("stock.Shop.lamp.order_up_to = 160 units", lines)
        self.assertIn("disruptions.strike.duration = 10 d", lines)

    def test_the_manual_names_every_group_and_attribute(self):
        manual = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "RESULTS.md")
        with open(manual) as file:
            text = file.read()

        def visit(name, item):
            if isinstance(item, h5py.Group) and any(isinstance(i, h5py.Dataset)
                                                    for i in item.values()):
                self.assertIn(f"`/{name}`", text)

        self.file.visititems(visit)
        for group in ["/", "/scenario", "/run"]:
            for attribute in self.file[group].attrs.keys() - {"about"}:
                self.assertIn(f"`{attribute}`", text)

    def test_keys_are_dimension_scales_of_measures(self):
        keys = self.file["/results/kpi/backlog"].dims[0]
        self.assertTrue(any(scale.name == "/results/kpi/site" for scale in keys.values()))


class Events(CommandTest):
    """The log of events, on request."""

    def run_to(self, name, *words, scenario="stock.cfg", **more):
        cfg = os.path.join(os.path.dirname(__file__), "..", "twin", "scenarios", scenario)
        told = json.loads(self.good("run", cfg, "-n", "2", "--horizon", "90 d", "-o", name,
                                    "--json", *words, **more))
        file = h5py.File(self.path(name), "r")
        self.addCleanup(file.close)
        return told, file

    def test_the_final_state_can_be_rebuilt_from_it(self):
        for scenario in ["stock.cfg", "disruptions.cfg", "order.cfg", "customers.cfg"]:
            with self.subTest(scenario):
                self.rebuild(scenario)

    def rebuild(self, scenario):
        _, file = self.run_to(f"{scenario}.h5", "--events", scenario=scenario)
        log, total = file["/results/events"], file["/results/total"]
        key = {}
        for replication, site, product, initial in zip(*(
                total[c][()] for c in ["replication", "site", "product", "initial"])):
            key[replication, site, product] = initial
        level = dict(key)
        for replication, site, product, change, quantity, on_hand in zip(*(
                log[c][()] for c in ["replication", "site", "product", "change", "quantity",
                                     "on_hand"])):
            if change:
                level[replication, site, product] += quantity
                self.assertEqual(level[replication, site, product], on_hand)
        final = dict(zip(key, total["on_hand"][()]))
        self.assertNotEqual(level, key)
        self.assertEqual(level, final)
        got = self.received(file, key)
        self.assertEqual(got, dict(zip(key, total["received"][()])))
        self.rebuild_orders(file, key)
        self.rebuild_pipeline(file, key, got)

    def rebuild_orders(self, file, key):
        """What is open in the end, and what went to whom since the start."""
        log, total, stock = file["/results/events"], file["/results/total"], file["/model/stock"]
        whom = {"backlog_customers": 1, "lacking": 2, "backlog_orders": 3}
        owed = {of: dict.fromkeys(key, 0) for of in whom.values()}
        out = {of: dict.fromkeys(key, 0) for of in range(4)}
        for at, initial in zip(key, stock["initial"][()][total["item"][()]]):
            owed[1][at] = max(0, -int(initial))
        for replication, site, product, change, quantity, more, of in zip(*(
                log[c][()] for c in ["replication", "site", "product", "change", "quantity", "owed", "whom"])):
            if change:
                out[of][replication, site, product] -= quantity
            if change and of:
                owed[of][replication, site, product] += more
                self.assertGreaterEqual(owed[of][replication, site, product], 0)
        for column, of in whom.items():
            self.assertEqual(owed[of], dict(zip(key, total[column][()])), column)
        for column, of in {"sold": 1, "shipped": 3}.items():
            self.assertEqual(out[of], dict(zip(key, total[column][()])), column)
        self.assertGreater(sum(owed[1].values()) + sum(owed[3].values()), 0)

    def rebuild_pipeline(self, file, key, received):
        """What is on the way in the end: under way at the start, sent since, not yet received, not lost."""
        log, total = file["/results/events"], file["/results/total"]
        way = dict(zip(key, total["run_under_way"][()] - total["run_lost_in_transit"][()]))
        for replication, product, quantity, to in zip(*(
                log[c][()] for c in ["replication", "product", "quantity", "to"])):
            if to >= 0:
                way[replication, to, product] -= quantity
        way = {at: sent - received[at] for at, sent in way.items()}
        self.assertEqual(way, dict(zip(key, total["in_transit"][()])))
        self.assertGreater(sum(way.values()), 0)

    def received(self, file, key):
        """What came in by lane since the start, by the events themselves."""
        log, got = file["/results/events"], dict.fromkeys(key, 0)
        receipt = list(file["/model/events/name"].asstr()[()]).index("receipt")
        for replication, site, product, event, change, quantity in zip(*(
                log[c][()] for c in ["replication", "site", "product", "event", "change", "quantity"])):
            if event == receipt and not change:
                got[replication, site, product] += quantity
        return got

    def test_it_is_in_the_order_of_events(self):
        _, file = self.run_to("log.h5", "--events")
        log = file["/results/events"]
        order = np.lexsort([log[c][()] for c in ["sent", "from", "site", "priority", "time",
                                                 "replication"]])
        self.assertTrue((np.diff(order) == 1).all())
        events = log["change"][()] == 0
        self.assertEqual(int(events.sum()), int(file["/replications/events"][()].sum()))
        names = file["/model/events/name"][()]
        self.assertEqual(log["event"][()].max() < len(names), True)

    def test_it_is_the_same_on_all_engines(self):
        _, serial = self.run_to("serial.h5", "--events")
        words = ["--events", "--engine", "timewarp", "--threads", "2"]
        for name, more in [("threads.h5", {}), ("ranks.h5", {"ranks": 2})]:
            _, other = self.run_to(name, *words, **more)
            self.assertEqual(bytes_below(self.path("serial.h5"), "/results"),
                             bytes_below(self.path(name), "/results"))
            self.assertEqual(serial["/results/events"].attrs["digest"],
                             other["/results/events"].attrs["digest"])

    def test_it_changes_nothing_else(self):
        with_log, file = self.run_to("log.h5", "--events")
        without, plain = self.run_to("plain.h5")
        self.assertEqual(with_log["digest"], without["digest"])
        self.assertEqual(len(plain["/results/events/time"]), 0)
        a, b = (bytes_below(self.path(n), "/results") for n in ["log.h5", "plain.h5"])
        for name in a:
            if not name.startswith("events/"):
                self.assertEqual(a[name], b[name], name)

    def test_a_replay_writes_it_again(self):
        self.run_to("log.h5", "--events")
        told = json.loads(self.good("replay", "log.h5", "-o", "again.h5", "--json"))
        self.assertTrue(told["same"])
        with h5py.File(self.path("again.h5")) as again:
            self.assertGreater(len(again["/results/events/time"]), 1000)


class Resolved(CommandTest):
    """Every value in force is told, in the language of scenario files."""

    def braces(self, lines):
        """The lines as a scenario: one entry for all lines with the same section and name."""
        text, section, entry = "", None, None
        for line in lines:
            path, value = line.split(" = ", 1)
            before, key = path.rsplit(".", 1)
            group = path.split(".")[0]
            if group != section:
                text += "" if section is None else "} );\n" if many else "};\n"
                many = group not in ("scenario", "run")
                text += f"{group} = ( {{" if many else f"{group} = {{"
            elif before != entry:
                text += "},\n {"
            section, entry = group, before
            if key in ("tags", "sensitive"):
                text += f"{key} = [{', '.join(json.dumps(word) for word in value.split())}]; "
            else:
                text += f"{key} = {json.dumps(value)}; "
        return text + "} );\n"

    def run_to(self, cfg):
        name = os.path.basename(cfg) + ".h5"
        self.good("run", cfg, "-n", "1", "--allow-outside", "--horizon", "30 d", "-o", name)
        with h5py.File(self.path(name)) as file:
            return name, file["/scenario/resolved"][0].decode()

    def test_read_again_it_gives_the_same_world(self):
        top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
        for folder in ["scenarios", "tests/twin/scenarios"]:
            shutil.copytree(os.path.join(top, folder), self.path(folder))
        for name in ["customers", "lines", "loads"]:
            with self.subTest(name):
                one, told = self.run_to(f"tests/twin/scenarios/{name}.cfg")
                with open(self.path(f"tests/twin/scenarios/{name}_again.cfg"), "w",
                          encoding="utf-8") as file:
                    file.write(self.braces(told.splitlines()))
                other, again = self.run_to(f"tests/twin/scenarios/{name}_again.cfg")
                self.assertEqual(told, again)
                a, b = bytes_below(self.path(one), "/"), bytes_below(self.path(other), "/")
                same = [n for n in a if n.split("/")[0] in ("results", "model")]
                self.assertGreater(len(same), 100)
                for dataset in same:
                    self.assertEqual(a[dataset], b[dataset], dataset)


class NoHalfFiles(CommandTest):
    def test_an_unknown_folder_fails_with_its_reason(self):
        said = self.refused("run", self.starter(), "-o", "none/x.h5", code=1)
        self.assertIn("none/x.h5", said)
        self.assertIn("No such file or directory", said)

    def test_a_folder_that_is_read_only_fails_with_its_reason(self):
        cfg, more = self.starter(), {}
        os.mkdir(self.path("shut"))
        os.chmod(self.path("shut"), 0o555)
        program = BULLWHIP
        if os.geteuid() == 0:  # root may write anywhere
            os.chmod(self.folder, 0o755)
            program = shutil.copy(BULLWHIP, self.path("bullwhip"))
            more = {"user": "nobody"}
        done = subprocess.run([program, "run", cfg, "-o", "shut/x.h5"], cwd=self.folder, text=True,
                              capture_output=True, timeout=PATIENCE, **more)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Permission denied", done.stderr)
        self.assertEqual(os.listdir(self.path("shut")), [])

    def test_a_full_disk_fails_with_its_reason_and_leaves_nothing(self):
        cfg = self.starter()

        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

        done = self.run_command("run", cfg, "-o", "x.h5", preexec_fn=little_room)
        self.assertEqual(done.returncode, 1)
        self.assertIn("can't write 'x.h5'", done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertEqual(os.listdir(self.folder), [cfg])

    def test_a_killed_run_leaves_no_file_of_that_name(self):
        cfg = self.starter()
        child = subprocess.Popen([BULLWHIP, "run", cfg, "--replications", "1000000", "-o", "x.h5"],
                                 cwd=self.folder, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        deadline = time.time() + 30
        while not os.path.exists(self.path("x.h5.part")) and time.time() < deadline:
            time.sleep(0.01)
        child.kill()
        self.assertEqual(child.wait(), -signal.SIGKILL)
        self.assertIn("x.h5.part", os.listdir(self.folder))
        self.assertNotIn("x.h5", os.listdir(self.folder))

    def test_no_output_writes_no_file(self):
        cfg = self.starter()
        told = json.loads(self.good("run", cfg, "--replications", "1", "--no-output", "--json"))
        self.assertIsNone(told["output"])
        self.assertEqual(os.listdir(self.folder), [cfg])
        kept = json.loads(self.good("run", cfg, "--replications", "1", "--json"))
        self.assertEqual(kept["digest"], told["digest"])


if __name__ == "__main__":
    unittest.main()

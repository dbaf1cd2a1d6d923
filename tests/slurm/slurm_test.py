#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The jobs of jobs/ on a real Slurm of four nodes: what they promise in docs/CLUSTER.md."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from cluster import Cluster, Unavailable, enter_own_network

BULLWHIP, SOURCE = os.environ["BULLWHIP"], os.environ["SOURCE"]
JOBS = os.path.join(SOURCE, "jobs")
BEER = os.path.join(SOURCE, "scenarios", "beer_game.cfg")
STUDY = os.path.join(SOURCE, "scenarios", "studies", "beer_levels.cfg")
LONG = bool(os.environ.get("BULLWHIP_LONG"))
LONG_STUDY = """
study = { id = "levels"; scenario = "my.cfg"; replications = MANY; };
factors = ( { name = "shop"; at = "stock.Shop.lamp.order_up_to"; levels = ["80 units"]; } );
design = { kind = "grid"; };
"""
LONG_DRILL = """
drill = { id = "fire"; scenario = "my.cfg"; replications = MANY; };
disruptions = ( { name = "fire"; site = "Hub"; start = "120 d"; duration = "20 d"; } );
"""
# Replications of a job that is under way for a while; more of them, should it end too soon.
MANY = {"run": (256, 1024, 4096), "sweep": (200, 800, 3200, 12800), "drill": (400, 1600, 6400),
        "merge": (400, 6400, 25600)}
SHARD = [os.path.join(JOBS, "sweep.sbatch"), "study.cfg", "1", "levels"]
SKIPPED = 77

cluster = None
faults, survived = [], []  # for each node that died: was the job there?


class Jobs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="bullwhip-jobs-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.site("srun --mpi=pmix --kill-on-bad-exit")
        self.call(BULLWHIP, "init", "-o", "my.cfg")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def site(self, launcher, more=""):
        """The site's own settings, with what differs here at the end."""
        with open(os.path.join(JOBS, "site.conf"), encoding="utf-8") as file:
            text = file.read()
        self.write("site.conf", text + f'bullwhip="{BULLWHIP}"\nlauncher=({launcher})\n'
                                       f'array_at_once=2\n{more}\n')
        self.environment = {**os.environ, "BULLWHIP_SITE": self.path("site.conf")}

    def call(self, *command, **more):
        done = subprocess.run(command, cwd=self.folder, env={**self.environment, **more},
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def submit(self, *words, **more):
        return self.call(os.path.join(JOBS, "submit.sh"), *words, **more).strip()

    def script(self, name):
        return os.path.join(JOBS, name)

    def log(self, name):
        try:
            with open(self.path(name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def ends(self, job, state, log=None):
        """All elements of a job end in `state`; what Slurm says of the first."""
        lines = cluster.wait(job)
        self.assertEqual({line["JobState"] for line in lines}, {state},
                         f"{lines[0]}\n{self.log(log) if log else self.all_logs()}")
        return lines[0]

    def all_logs(self, folder="."):
        return "\n".join(f"--- {n}\n{self.log(os.path.join(folder, n))}"
                         for n in sorted(os.listdir(self.path(folder))) if n.endswith(".log"))

    def digest(self, log):
        found = re.findall(r"^digest (\w{16})$", self.log(log), re.MULTILINE)
        self.assertEqual(len(found), 1, self.log(log))
        return found[0]

    def truth(self, command, *words):
        """The digest of one process without Slurm."""
        return json.loads(self.call(BULLWHIP, command, *words, "--json"))["digest"]

    # ---- runs ----

    def test_a_run_over_two_nodes_by_srun_and_by_mpirun(self):
        words = ["my.cfg", "--horizon", "300 d", "-n", "1"]
        truth = self.truth("run", *words, "--no-output")
        jobs = []
        for launcher in ["srun --mpi=pmix --kill-on-bad-exit", "mpirun --bind-to none"]:
            self.site(launcher)
            jobs.append(self.submit("--nodes=2", "--ntasks=4", self.script("run.sbatch"), *words,
                                    "--engine", "timewarp", "-o", f"{len(jobs)}.h5"))
        for index, job in enumerate(jobs):
            log = f"bullwhip-{job}.log"
            self.ends(job, "COMPLETED", log)
            self.assertEqual(self.digest(log), truth)
            self.assertIn("timewarp on 4 x 1", self.log(log))
            self.assertIn(f"{index}.h5", os.listdir(self.folder))

    def test_tasks_that_mpi_does_not_know_of_are_refused(self):
        self.site("srun --mpi=none")
        job = self.submit("--ntasks=2", self.script("run.sbatch"), "my.cfg")
        log = f"bullwhip-{job}.log"
        self.assertEqual(self.ends(job, "FAILED", log)["ExitCode"], "2:0")
        self.assertEqual(self.log(log).count("Slurm started 2 tasks, but each is alone"), 1)

    def test_a_preempted_run_goes_on_and_ends_with_the_same_digest(self):
        self.until_preempted("srun --mpi=pmix --kill-on-bad-exit")

    @unittest.skipUnless(LONG, "long: tests/run.sh --cluster")
    def test_a_preempted_mpirun_does_so_too(self):
        self.until_preempted("mpirun --bind-to none")

    def until_preempted(self, launcher):
        self.site(launcher)
        for replications in ["32", "128", "512"]:  # more where a machine is fast
            if self.preempted(replications):
                return
        self.fail("it is never preempted\n" + self.all_logs())

    def preempted(self, replications):
        """A run that an urgent job throws out; False when it ended before that."""
        words = ["my.cfg", "--horizon", "2500 d", "-n", replications]
        job = self.submit("--nodes=4", "--exclusive", "--ntasks=4", self.script("run.sbatch"),
                          *words, "-o", "out.h5")
        log = f"bullwhip-{job}.log"
        cluster.wait(job, {"RUNNING", "COMPLETED"})
        for _ in range(600):
            if "4 x 1" in self.log(log) or cluster.states(job) != {"RUNNING"}:
                break
            time.sleep(0.05)
        urgent = self.submit("--partition=urgent", "--nodes=4", "--exclusive", "--output=urgent.log",
                             "--wrap", "true")
        self.ends(urgent, "COMPLETED")
        said = self.ends(job, "COMPLETED", log)
        if said["Restarts"] == "0":
            return False
        self.assertIn("stopped, goes back to the queue", self.log(log))
        self.assertIn("start 2", self.log(log))
        self.assertEqual(self.digest(log), self.truth("run", *words, "--no-output", "--threads", "2"))
        return True

    # ---- faults ----

    def work(self, kind, many):
        """What to hand in, its results, and what tells the truth; `many` replications."""
        shutil.rmtree(self.path("levels"), ignore_errors=True)
        os.mkdir(self.path("levels"))
        self.write("study.cfg", LONG_STUDY.replace("MANY", str(many * 10)))
        self.write("drill.cfg", LONG_DRILL.replace("MANY", str(many)))
        run = ["my.cfg", "--horizon", "2500 d", "-n", str(many)]
        sweep = ["sweep", "study.cfg", "-o", "truth.h5"]
        if kind == "merge":
            for shard in ("1", "2"):
                self.call(BULLWHIP, "sweep", "study.cfg", "--shard", shard + "/2", "-o",
                          f"levels/part-{shard}.h5")
        return {
            "run": (["--nodes=2", "--ntasks=2", "--ntasks-per-node=1", self.script("run.sbatch"), *run,
                     "-o", "out.h5", "--checkpoint-every", "1 s"], "out.h5", ["run", *run, "--no-output"]),
            "sweep": (["--array=1", *SHARD], "levels/part-1.h5", sweep),
            "merge": ([self.script("merge.sbatch"), "levels"], "levels/all.h5", sweep),
            "drill": ([self.script("drill.sbatch"), "drill.cfg", "-o", "out.h5"], "out.h5",
                      ["drill", "drill.cfg", "-o", "truth.h5"]),
        }[kind]

    def begun(self, words):
        """A job whose program is under way; its log."""
        job = self.submit("--output=fault.log", *words)
        cluster.wait(job, {"RUNNING", "COMPLETED"})
        for _ in range(600):
            if "start 1" in self.log("fault.log") or cluster.states(job) != {"RUNNING"}:
                break
            time.sleep(0.05)
        return job

    def struck(self, kind, many, all_of_it):
        """A node's slurmd is killed at some moment, or all that runs there; what Slurm says of the
        job in the end, and whether the job was there when it happened."""
        words, output, truth = self.work(kind, many)
        job = self.begun(words)
        time.sleep(random.random() * (3 if LONG and kind != "merge" else 0.3))
        under_way = cluster.states(job) == {"RUNNING"}
        node = cluster.show(job)[0]["BatchHost"]
        faults.append(under_way)
        cluster.kill_node(node, all_of_it)
        try:
            if all_of_it:
                self.call("scontrol", "update", f"NodeName={node}", "State=DOWN", "Reason=died")
            else:
                cluster.begin_node(node)
            said = self.ends(job, "COMPLETED", "fault.log")
        finally:
            if all_of_it:
                cluster.begin_node(node)
                self.call("scontrol", "update", f"NodeName={node}", "State=RESUME")
            cluster.until(cluster.all_idle, 60, f"{node} does not come back")
        self.assertEqual(self.digest("fault.log"), self.truth(*truth))
        self.assertIn(os.path.basename(output), os.listdir(os.path.dirname(self.path(output))))
        left = [n for _, _, names in os.walk(self.folder) for n in names
                if n.endswith((".part", ".ckpt", ".settled", ".flight"))]
        self.assertEqual(left, [])
        survived.append(kind)
        return said, under_way

    def strike(self, kind, all_of_it):
        """Until it happens before the job ends: with more to do where a machine is fast. What Slurm
        says of the job."""
        for many in MANY[kind]:
            said, under_way = self.struck(kind, many, all_of_it)
            for name in ["fault.log", "out.h5", "out.h5.spool", "truth.h5", "truth.h5.spool"]:
                path = self.path(name)
                shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.unlink(path)
            if under_way:
                return said
        self.fail("it always ends before the fault\n" + self.all_logs())

    @unittest.skipUnless(LONG, "long: tests/run.sh --cluster")
    def test_a_node_dies_and_the_job_goes_on_elsewhere(self):
        if not cluster.own_names:
            self.skipTest("nodes can't be told apart here")
        for kind in ["run", *MANY]:
            with self.subTest(kind):
                self.assertNotEqual(self.strike(kind, all_of_it=True)["Restarts"], "0")

    def test_a_slurmd_dies_and_the_job_does_not_care(self):
        for kind in MANY if LONG else ["sweep"]:
            with self.subTest(kind):
                self.assertEqual(self.strike(kind, all_of_it=False)["Restarts"], "0")

    # ---- sweeps ----

    def test_a_sweep_in_shards_is_merged_to_what_one_would_be(self):
        said = self.call(self.script("submit_sweep.sh"), STUDY, "4", "levels")
        ids = dict(line.split() for line in said.splitlines())
        self.assertEqual(list(ids), ["stage", "sweep", "merge", "report"])
        self.ends(ids["merge"], "COMPLETED")
        self.assertEqual(len(cluster.show(ids["sweep"])), 4)
        self.ends(ids["sweep"], "COMPLETED")
        self.assertEqual(self.digest(f"bullwhip-merge-{ids['merge']}.log"),
                         self.truth("sweep", STUDY, "-o", "one.h5"))
        self.assertEqual(json.loads(self.log("levels/forecast.json"))["points"], 36)
        self.ends(ids["report"], "COMPLETED")
        self.assertIn("<html", self.log("levels/all.html")[:2000])

    def test_a_sweep_in_no_shards_is_refused_before_anything_is_handed_in(self):
        done = subprocess.run([self.script("submit_sweep.sh"), STUDY, "0", "none"], cwd=self.folder,
                              env=self.environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("usage: jobs/submit_sweep.sh STUDY N FOLDER", done.stderr)
        self.assertNotIn("none", os.listdir(self.folder))

    def test_who_gives_too_little_is_told_how_it_is_done(self):
        for words in (["submit.sh"], ["weekly_drill.sh", "--again", "port.cfg"], ["sweep.sbatch", "s", "2"],
                      ["merge.sbatch"]):
            done = subprocess.run(["bash", self.script(words[0]), *words[1:]], cwd=self.folder,
                                  env={**self.environment, "BULLWHIP_JOBS": JOBS}, capture_output=True,
                                  text=True, stdin=subprocess.DEVNULL)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertRegex(done.stderr, f"^usage: jobs/.*{words[0]}")

    def test_a_study_with_a_mistake_ends_at_the_stage(self):
        self.write("bad.cfg", "study = { id = 7; };\n")
        said = self.call(self.script("submit_sweep.sh"), "bad.cfg", "2", "bad")
        ids = dict(line.split() for line in said.splitlines())
        self.ends(ids["stage"], "FAILED")
        self.assertIn("bad.cfg:1:", self.log(f"bullwhip-stage-{ids['stage']}.log"))
        self.assertNotIn("forecast.json", os.listdir(self.path("bad")))
        self.ends(ids["sweep"], "CANCELLED")
        self.ends(ids["report"], "CANCELLED")

    # ---- drills ----

    def test_the_second_drill_of_a_week_is_refused(self):
        """By the three ways that weekly_drill.sh names, as their lines stand there."""
        self.a_chain()
        first = self.ids(self.call("env", "-i", "SLURM_CONF=" + os.environ["SLURM_CONF"],
                                   "HOME=" + self.folder, "BULLWHIP_SITE=" + self.path("site.conf"),
                                   "sh", "-c", self.line("crontab -e")))
        self.assertEqual(list(first), ["drill", "report"])
        said = cluster.wait(first["drill"])[0]
        self.assertIn(said["ExitCode"], {"0:0", "3:0"}, self.all_logs("chain"))  # met or not met
        self.ends(first["report"], "COMPLETED")
        pages = [n for n in os.listdir(self.path("chain/drills")) if re.match(r"\d+-W\d\d.html", n)]
        self.assertIn("<html", self.log("chain/drills/" + pages[0])[:2000])
        # Slurm runs a line of scrontab as a job of its own.
        job = self.submit("--output=line.log", "--wrap", self.line("scrontab -e"), HOME=self.folder)
        self.ends(job, "COMPLETED", "line.log")
        self.is_refused(self.ids(self.log("line.log"))["drill"])
        # The job that has added the row may be begun once more, by its node's death or by hand.
        self.call("scontrol", "requeue", first["drill"])
        again = cluster.wait(first["drill"])[0]
        self.assertEqual((again["ExitCode"], again["Restarts"]), (said["ExitCode"], "1"),
                         self.all_logs("chain"))
        past = json.loads(self.call(BULLWHIP, "history", "chain/drills/history.h5", "--json"))
        self.assertEqual(len(past["drills"]), 1, past)

    def test_a_drill_hands_in_the_one_of_next_week(self):
        self.a_chain()
        said = self.ids(self.call("sh", "-c", "cd chain && " + self.line("neither is allowed")))
        self.assertEqual(list(said), ["next", "drill", "report"])
        later = said["next"]
        self.assertAlmostEqual(self.due(later) - time.time(), 7 * 86400, delta=7200)
        cluster.wait(said["drill"])
        # The week is over.
        self.call("scontrol", "update", f"JobId={later}", "StartTime=now")
        self.ends(later, "COMPLETED", f"chain/bullwhip-week-{later}.log")
        again = self.ids(self.log(f"chain/bullwhip-week-{later}.log"))
        self.assertEqual(list(again), ["next", "drill", "report"])
        self.assertAlmostEqual(self.due(again["next"]) - self.due(later), 7 * 86400, delta=3700)
        self.is_refused(again["drill"])
        # As when its node dies and it begins once more.
        said = self.call("sh", "-c", "cd chain && " + self.line("neither is allowed"), SLURM_JOB_ID=later)
        self.assertEqual(self.ids(said)["next"], again["next"])
        self.call("scancel", again["next"])

    def a_chain(self):
        """~/chain, as the lines of weekly_drill.sh have it."""
        os.mkdir(self.path("chain"))
        os.symlink(JOBS, self.path("chain/jobs"))
        shutil.copy(self.path("my.cfg"), self.path("chain"))
        self.write("chain/port.cfg", LONG_DRILL.replace("MANY", "2"))

    def line(self, way):
        """How weekly_drill.sh says to start it; always the same week."""
        with open(self.script("weekly_drill.sh"), encoding="utf-8") as file:
            found = re.findall(rf"^#   {way}: *(?:0 6 \* \* 1)? *(.*)$", file.read(), re.MULTILINE)
        self.assertEqual(len(found), 1)
        self.assertIn("drills", found[0])
        return found[0].replace(" drills", " drills --exercise once")

    def ids(self, said):
        return dict(re.findall(r"^(next|drill|report) (\d+)$", said, re.MULTILINE))

    def due(self, job):
        said = cluster.show(job)[0]["EligibleTime"]
        return time.mktime(time.strptime(said, "%Y-%m-%dT%H:%M:%S"))

    def is_refused(self, drill):
        said = cluster.wait(drill)[0]
        self.assertEqual(said["ExitCode"], "2:0", self.all_logs("chain"))
        self.assertIn("already", self.log(f"chain/bullwhip-drill-{drill}.log"))

    # ---- warned ----

    def test_warned_sweeps_and_drills_go_back_to_the_queue_so_many_times(self):
        """A sweep that is warned once too often, beside a drill that is warned once."""
        self.site("srun --mpi=pmix --kill-on-bad-exit", "requeues=1")
        os.mkdir(self.path("levels"))
        for replications in [3000, 12000, 48000]:  # more where a machine is fast
            self.write("study.cfg", LONG_STUDY.replace("MANY", str(replications)))
            self.write("drill.cfg", LONG_DRILL.replace("MANY", str(replications // 20)))
            sweep = self.submit("--array=1", *SHARD)
            drill = self.submit(self.script("drill.sbatch"), "drill.cfg", "-o", "out.h5")
            self.warn(drill, "out.h5")
            for _ in range(2):
                self.warn(sweep, "levels/part-1.h5")
            ended = [cluster.wait(job)[0] for job in (sweep, drill)]
            if [line["Restarts"] for line in ended] == ["1", "1"] and \
               ended[0]["JobState"] != "COMPLETED":
                break
            for output in ("levels/part-1.h5", "out.h5"):
                shutil.rmtree(self.path(output + ".spool"))
        self.assertEqual([(line["JobState"], line["ExitCode"]) for line in ended],
                         [("FAILED", "75:0"), ("COMPLETED", "0:0")], self.all_logs())
        log = self.log(f"bullwhip-sweep-{sweep}_1.log")
        self.assertEqual(log.count("stopped, goes back to the queue"), 1, log)
        self.assertEqual(log.count("queued again 1 times already"), 1, log)
        self.assertNotIn("part-1.h5", os.listdir(self.path("levels")))
        self.assertEqual(self.digest(f"bullwhip-drill-{drill}.log"),
                         self.truth("drill", "drill.cfg", "--threads", "2", "-o", "truth.h5"))
        sweep = self.submit("--array=1", *SHARD)  # by hand: it goes on
        self.ends(sweep, "COMPLETED")
        self.assertEqual(self.digest(f"bullwhip-sweep-{sweep}_1.log"),
                         self.truth("sweep", "study.cfg", "--threads", "2", "-o", "true.h5"))

    def warn(self, job, output):
        """USR1 to the script, as --signal=B:USR1 sends it, once more of the work is in the spool;
        nothing when it ends before."""
        before = self.spooled(output)
        cluster.wait(job, {"RUNNING", "COMPLETED", "FAILED"})
        while cluster.states(job) == {"RUNNING"}:
            if self.spooled(output) > before + 5000:
                subprocess.run(["scancel", "--batch", "--signal=USR1", job], capture_output=True)
                break
            time.sleep(0.05)
        for _ in range(600):  # until it has left: a second warning is for the next start
            if cluster.states(job) != {"RUNNING"}:
                break
            time.sleep(0.1)

    def spooled(self, output):
        try:
            return os.path.getsize(self.path(f"{output}.spool/0000.spool"))
        except FileNotFoundError:
            return 0

    def test_a_report_follows_its_run_with_the_settings_of_the_site(self):
        self.site("srun --mpi=pmix", "partition=urgent\naccount=us\nmodules=(gcc/12.2 'an mpi')")
        run = self.submit(self.script("run.sbatch"), BEER, "-o", "beer.h5",
                          **{"BASH_FUNC_module%%": "() { printf '<%s>' \"$@\"; }"})
        report = self.submit(f"--dependency=afterok:{run}", self.script("report.sbatch"), "beer.h5",
                             "-o", "beer.html")
        self.ends(report, "COMPLETED")
        self.assertIn("<html", self.log("beer.html")[:2000])
        self.assertEqual(cluster.show(run)[0]["Partition"], "urgent")
        self.assertEqual(cluster.show(run)[0]["Account"], "us")
        self.assertIn("<load><gcc/12.2><an mpi>", self.log(f"bullwhip-{run}.log"))


def main():
    global cluster
    enter_own_network()
    # All nodes are this machine: one network, found without a name service.
    os.environ["OMPI_MCA_btl_tcp_if_include"] = os.environ["OMPI_MCA_oob_tcp_if_include"] = "lo"
    try:
        cluster = Cluster()
    except Unavailable as why:
        print(f"skipped: no Slurm here: {why}")
        sys.exit(SKIPPED)
    try:
        done = unittest.main(exit=False, verbosity=2)
    finally:
        cluster.stop()
    print(f"{len(faults)} nodes died, {sum(faults)} amid a job, {len(survived)} survived")
    sys.exit(not done.result.wasSuccessful())


if __name__ == "__main__":
    main()

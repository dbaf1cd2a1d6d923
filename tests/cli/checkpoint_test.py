#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs that are stopped, killed and taken up again: the same results, or a clear refusal."""

import json
import os
import random
import signal
import subprocess
import time
import unittest

import h5py
from support import BULLWHIP, MPIEXEC, PATIENCE, CommandTest, long

SCENARIO = os.environ["SCENARIO"]
STUDY = [SCENARIO, "--horizon", "2500 d", "-n", "3", "--seed", "5", "--events",
         "--json"]
# ranks (0: no launcher), threads, engine
CREWS = [(0, 1, "serial"), (0, 3, "serial"), (2, 2, "serial"), (0, 2, "timewarp"),
         (2, 1, "timewarp"), (3, 1, "conservative"), (2, 2, "timewarp")]
DICE = random.Random(20260101)


def results_of(path):
    """Every dataset of /results, as bytes; volatile facts are elsewhere."""
    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = item[()].tobytes()

    with h5py.File(path) as file:
        file["results"].visititems(keep)
    return found


class CheckpointTest(CommandTest):
    truth = None  # digest, results and seconds of the run that nobody disturbs

    def setUp(self):
        super().setUp()
        if CheckpointTest.truth is None:
            begun = time.monotonic()
            digest = json.loads(self.good("run", *STUDY, "-o", "truth.h5"))["digest"]
            CheckpointTest.truth = (digest, results_of(self.path("truth.h5")),
                                    time.monotonic() - begun)

    def start(self, crew, *words):
        ranks, threads, engine = crew
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
        return subprocess.Popen(
            [*launcher, BULLWHIP, "run", *STUDY, "-o", "out.h5", "--checkpoint", "c", "--engine",
             engine, "--threads", str(threads), *words],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def finish(self, run):
        out, messages = run.communicate(timeout=PATIENCE)
        return run.returncode, out, messages

    def same(self, out):
        digest, results, _ = self.truth
        self.assertEqual(json.loads(out)["digest"], digest)
        self.assertEqual(results_of(self.path("out.h5")), results)
        self.assertEqual(sorted(os.listdir(self.folder)), self.tidy)

    def legs(self, number, first_crew):
        """A run that is warned at random moments, each leg by another crew."""
        self.tidy = sorted({*os.listdir(self.folder), "out.h5"})
        stopped, crew = 0, first_crew
        for leg in range(30):
            run = self.start(crew, "--resume")
            time.sleep(self.truth[2] * DICE.uniform(0.1, 0.6) + 0.1 * crew[0])
            if leg < number and run.poll() is None:
                run.send_signal(number_of(crew, leg))
            code, out, messages = self.finish(run)
            if code == 0:
                self.same(out)
                os.unlink(self.path("out.h5"))
                return stopped
            if code < 0 or code > 127:  # warned before it listened
                continue
            self.assertEqual(code, 75, messages)
            self.assertEqual(out, "")
            self.assertIn("--resume", messages)
            self.assertIn("c", os.listdir(self.folder))
            self.assertNotIn("out.h5", os.listdir(self.folder))
            stopped += 1
            crew = DICE.choice(CREWS)
        self.fail("it does not end")

    def test_warned_runs_are_taken_up_by_other_crews(self):
        stopped = 0
        for crew in (CREWS[0], CREWS[2], CREWS[6], *DICE.choices(CREWS, k=9)):
            stopped += self.legs(4, crew)
            if stopped > 2:  # a busy machine warns some of them too late
                break
        self.assertGreater(stopped, 0)

    @long
    def test_killed_runs_go_on_from_their_last_checkpoint(self):
        self.tidy = sorted({*os.listdir(self.folder), "out.h5"})
        for crew in (CREWS[1], CREWS[4]):
            self.kill_after_two(crew)
            self.assertNotIn("out.h5", os.listdir(self.folder))
            self.assertIn("c", os.listdir(self.folder))
            code, out, messages = self.finish(self.start(CREWS[2], "--resume"))
            self.assertEqual(code, 0, messages)
            self.same(out)
            os.unlink(self.path("out.h5"))

    def kill_after_two(self, crew):
        """A run killed when it has two checkpoints; sooner and sooner where it ends before."""
        for sooner in range(10):
            every = self.truth[2] / (8 << sooner)
            run = self.start(crew, "--checkpoint-every", f"{every:.4f} s")
            while "c.old" not in os.listdir(self.folder) and run.poll() is None:
                time.sleep(0.002)
            kill_hard(run, crew)
            if self.finish(run)[0] != 0:
                return
            for left in {"c", "c.old", "out.h5"} & {*os.listdir(self.folder)}:
                os.unlink(self.path(left))
        self.fail("it is never killed in time")

    def checkpoints(self):
        """The younger of two, of a run that was killed; its bytes."""
        self.kill_after_two(CREWS[3])
        with open(self.path("c"), "rb") as file:
            return file.read()

    def put(self, data):
        os.unlink(self.path("c"))  # killed between two renames, it may be c.old as well
        with open(self.path("c"), "wb") as file:
            file.write(data)

    def said(self, *words):
        code, out, messages = self.finish(self.start(CREWS[0], *words))
        self.assertEqual((code, out), (2, ""), messages)
        self.assertNotIn("out.h5", os.listdir(self.folder))
        return messages

    @long
    def test_damaged_checkpoints_are_refused_and_the_older_one_offered(self):
        whole = self.checkpoints()
        for torn in (0, 5, 100, len(whole) // 2, len(whole) - 8, len(whole) - 1):
            self.put(whole[:torn])
            self.assertRegex(self.said("--resume"), "c: (not a checkpoint|the checkpoint is dam)")
        for _ in range(8):
            at = DICE.randrange(16, len(whole))
            flipped = bytearray(whole)
            flipped[at] ^= 1 << DICE.randrange(8)
            self.put(flipped)
            messages = self.said("--resume")
            self.assertIn("c: the checkpoint is damaged", messages)
            self.assertIn("--resume-from c.old", messages)
        os.unlink(self.path("c"))
        self.assertIn("--resume-from c.old", self.said("--resume"))
        self.assertIn("none.ckpt: no checkpoint can be read", self.said("--resume-from", "none.ckpt"))
        code, out, messages = self.finish(self.start(CREWS[1], "--resume-from", "c.old"))
        self.assertEqual(code, 0, messages)
        self.assertEqual(json.loads(out)["digest"], self.truth[0])

    def test_checkpoints_of_others_are_refused(self):
        whole = self.checkpoints()
        self.assertIn("of seed 5", self.said("--resume", "--seed", "6"))
        self.assertIn("3 x 2500 d", self.said("--resume", "--horizon", "2501 d"))
        self.assertIn("with the log of events; expected one without", self.refused(
            "run", *[word for word in STUDY if word != "--events"], "--checkpoint", "c",
            "--resume"))
        self.good("init", "-o", "other.cfg")
        self.assertIn("another scenario", self.refused(
            "run", "other.cfg", "--checkpoint", "c", "--resume", "--no-output"))
        with open(SCENARIO) as file, open(self.path("copy.cfg"), "w") as copy:
            copy.write(file.read() + "# a word\n")
        self.assertIn("have changed", self.refused(
            "run", "copy.cfg", *STUDY[1:], "--checkpoint", "c", "--resume"))
        later = bytearray(whole)
        later[8] += 1  # its format
        self.put(later)
        self.assertIn("a checkpoint of format 2", self.said("--resume"))

    def test_places_that_cannot_be_written_are_told_before_the_run(self):
        message = self.refused("run", *STUDY, "--no-output", "--checkpoint", "none/c")
        self.assertIn("none/c: no checkpoint can be written here", message)


def number_of(crew, leg):
    """The launcher ends its ranks itself at TERM; it passes on the others."""
    known = [signal.SIGUSR1, signal.SIGUSR2]
    return (known if crew[0] else [*known, signal.SIGTERM])[leg % (2 if crew[0] else 3)]


def kill_hard(run, crew):
    """One rank, or the process itself, without any warning; it may have ended by itself."""
    try:
        victims = [str(run.pid)]
        if crew[0]:
            with open(f"/proc/{run.pid}/task/{run.pid}/children") as file:
                victims = file.read().split()[-1:]
        for victim in victims:
            os.kill(int(victim), signal.SIGKILL)
    except (ProcessLookupError, FileNotFoundError):
        pass


if __name__ == "__main__":
    unittest.main()

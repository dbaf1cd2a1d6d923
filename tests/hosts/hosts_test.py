#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs and sweeps over several hosts with a slow network between them: the same digests, and GVT and
batching that hold up. BULLWHIP_LONG=1 tries more of them and prints the table of docs/PERFORMANCE.md."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

from hosts import Hosts, Unavailable

BULLWHIP, SOURCE, WIRE = os.environ["BULLWHIP"], os.environ["SOURCE"], os.environ["WIRE"]
LONG = bool(os.environ.get("BULLWHIP_LONG"))
STUDY = os.path.join(SOURCE, "scenarios", "studies", "beer_levels.cfg")
SKIPPED = 77
# Microseconds one way; hosts and ranks.
DELAYS = [0, 50, 500] if LONG else [500]
CREWS = [(2, 2), (2, 4), (4, 4)] if LONG else [(2, 2)]
WORK = {
    "PHOLD, 10 % remote, lookahead 0.1": ["phold", "--lps", "16384", "--remote", "0.1", "--end", "20"],
    "PHOLD, 10 % remote, lookahead 0": ["phold", "--lps", "16384", "--remote", "0.1", "--end", "10",
                                        "--lookahead", "0"],
    "600 sites": ["run", "net", "-n", "1", "--horizon", "20 d", "--no-output"],
}


def alone(folder, *words):
    return subprocess.run([BULLWHIP, *words], cwd=folder, check=True, capture_output=True,
                          text=True).stdout


class SlowNetwork(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory(prefix="bullwhip-hosts-test-")
        cls.addClassCleanup(place.cleanup)
        cls.folder = place.name
        alone(cls.folder, "init", "--synthetic", "--sites", "600", "--products", "5", "-o", "net")

    def over(self, hosts, ranks, *words):
        done = hosts.mpirun(ranks, BULLWHIP, *words, "--json", folder=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_time_warp_gives_the_same_digest(self):
        truth = {name: json.loads(alone(self.folder, *words, "--engine", "serial", "--json"))
                 for name, words in WORK.items()}
        print_row("work", "hosts x ranks", "delay, us", "round trip, us", "M events/s", "of serial",
                  "efficiency", "seconds")
        for delay in DELAYS:
            for count, ranks in CREWS:
                hosts = Hosts(WIRE, count, delay)
                try:
                    for name, words in WORK.items():
                        with self.subTest(name=name, delay=delay, ranks=ranks):
                            self.once(hosts, ranks, delay, name, words, truth[name])
                finally:
                    hosts.stop()

    def once(self, hosts, ranks, delay, name, words, truth):
        got = self.over(hosts, ranks, *words, "--engine", "timewarp")
        self.assertEqual((got["digest"], got["committed"], got["ranks"]),
                         (truth["digest"], truth["committed"], ranks))
        # However late news is: most of what is done ahead must not be undone.
        self.assertGreater(got["efficiency"], 0.1)
        print_row(name, f"{len(hosts.names)} x {ranks // len(hosts.names)}", delay,
                  f"{hosts.round_trip_us():.0f}", f"{got['events_per_second'] / 1e6:.2f}",
                  f"{got['events_per_second'] / truth['events_per_second']:.2f}",
                  f"{got['efficiency']:.2f}", f"{got['seconds']:.2f}")

    @unittest.skipUnless(LONG, "long: tests/run.sh --cluster")
    def test_what_a_round_of_gvt_takes(self):
        """The conservative engine without lookahead does nothing but wait for rounds."""
        import h5py  # only here
        words = ["run", "net", "-n", "1", "--horizon", "6 h"]
        truth = json.loads(alone(self.folder, *words, "--no-output", "--json"))
        print_row("hosts", "delay, us", "round trip, us", "rounds", "us a round, least", "median")
        for delay in DELAYS:
            for count in (2, 4):
                hosts, took = Hosts(WIRE, count, delay), []
                try:
                    for _ in range(5):
                        got = self.over(hosts, count, *words, "-o", "round.h5", "--engine", "conservative")
                        self.assertEqual(got["digest"], truth["digest"])
                        with h5py.File(os.path.join(self.folder, "round.h5")) as file:
                            rounds = int(file["perf/workers/gvt_rounds"][0])
                        self.assertGreater(rounds, 0)
                        took.append(got["seconds"] / rounds * 1e6)
                    print_row(count, delay, f"{hosts.round_trip_us():.0f}", rounds, f"{min(took):.0f}",
                              f"{sorted(took)[2]:.0f}")
                finally:
                    hosts.stop()

    def test_a_sweep_gives_the_same_digest(self):
        truth = json.loads(alone(self.folder, "sweep", STUDY, "-o", "one.h5", "--json"))
        for delay in DELAYS:
            hosts = Hosts(WIRE, 2, delay)
            try:
                got = self.over(hosts, 4, "sweep", STUDY, "-o", f"over{delay}.h5")
                self.assertEqual(got["digest"], truth["digest"])
                self.assertEqual(got["ranks"], 4)
            finally:
                hosts.stop()


def print_row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def main():
    try:
        Hosts(WIRE, 2, 0).stop()
    except Unavailable as why:
        print(f"skipped: no hosts here: {why}")
        sys.exit(SKIPPED)
    unittest.main()


if __name__ == "__main__":
    main()

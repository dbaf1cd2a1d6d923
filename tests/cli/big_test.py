# SPDX-License-Identifier: Apache-2.0
"""Big results: written and read in memory that does not grow with them.

BULLWHIP_BIG=N: the large run has N replications (12.5 MB of file each); default: few and short.
"""

import os
import subprocess
import sys
import unittest

import h5py
from support import CommandTest

HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIOS = os.path.join(HERE, "..", "..", "scenarios")
MANY = int(os.environ.get("BULLWHIP_BIG", "0"))
HORIZON = "365 d" if MANY else "90 d"

# Prints the growth of its own peak memory while it goes through a table, in bytes.
READER = """
import resource, sys
from load import load
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
r = load(sys.argv[1])
r.summary, r.tables, next(r.blocks("kpi", ["backlog"], rows=1000))
before = peak()
total = 0.0
for part in r.blocks("kpi", ["backlog"], rows=20_000):
    total += part["backlog"].sum()
one = r.table("kpi", ["backlog"], site="DC America", replication=0)
print(peak() - before, total, len(one))
"""


class Big(CommandTest):
    def written(self, name, replications):
        """Peak memory of the writer, and bytes of the tables that it wrote."""
        done = self.run_command("run", "daily.cfg", "-n", str(replications), "-o", name,
                                "--horizon", HORIZON, "--allow-outside", timeout=9000)
        self.assertIn(done.returncode, (0, 3), done.stderr)  # 3: the chain misses its criterion
        with h5py.File(self.path(name)) as file:
            columns = [d for t in file["results"].values() for d in t.values()]
            return file["run"].attrs["peak_rss_bytes"], sum(d.nbytes for d in columns)

    def test_memory_does_not_grow_with_the_file(self):
        os.symlink(os.path.abspath(SCENARIOS), self.path("scenarios"))
        with open(self.path("daily.cfg"), "w") as file:
            file.write('extends = "scenarios/electronics.cfg"; scenario = { id = "daily"; };\n'
                       'run = { kpi_period = "1 d"; series = "items"; };\n')
        few_memory, few_bytes = self.written("few.h5", 1)
        many_memory, many_bytes = self.written("many.h5", MANY or 6)
        self.assertGreater(many_bytes, 5 * few_bytes)
        self.assertLess(many_memory - few_memory, 0.25 * (many_bytes - few_bytes))
        done = subprocess.run([sys.executable, "-c", READER, self.path("many.h5")], text=True,
                              capture_output=True, check=True)
        grown, total, rows = done.stdout.split()
        self.assertLess(int(grown), max(0.05 * many_bytes, 16 << 20))
        self.assertGreater(float(total), 0)
        self.assertGreater(int(rows), 0)
        if MANY:
            print(f"{MANY} replications: file {os.path.getsize(self.path('many.h5')) / 1e6:.0f} MB, "
                  f"writer {many_memory / 1e6:.0f} MB, reader grew by {int(grown) / 1e6:.0f} MB")


if __name__ == "__main__":
    unittest.main()

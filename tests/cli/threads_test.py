# SPDX-License-Identifier: Apache-2.0
"""Threads of one process: the digests of one thread. Short, as ThreadSanitizer looks on, too; but
so many tasks that threads meet where they must not."""

import json
import unittest

from support import CommandTest

STUDY = """
study = { id = "levels"; scenario = "my.cfg"; replications = 30; };
factors = (
  { name = "shop"; at = "stock.Shop.lamp.order_up_to"; levels = ["80 units", "120 units"]; },
  { name = "lead"; at = "lanes.Hub.Shop.lead_time"; levels = ["1 d", "2 d"]; }
);
design = { kind = "grid"; };
"""

DRILL = """
drill = { id = "fire"; scenario = "my.cfg"; replications = 10; };
disruptions = ( { name = "fire"; site = "Hub"; start = "40 d"; duration = "20 d"; } );
playbooks = ( { name = "more"; } );
steps = ( { playbook = "more"; at = "stock.Shop.lamp.order_up_to"; times = 2; } );
"""


class Threads(CommandTest):
    def setUp(self):
        super().setUp()
        self.starter()
        for name, text in [("study.cfg", STUDY), ("drill.cfg", DRILL)]:
            with open(self.path(name), "w") as file:
                file.write(text)

    def digest(self, *words):
        return json.loads(self.good(*words, "--json"))["digest"]

    def same_on_threads(self, *words):
        alone = self.digest(*words, "-o", "alone.h5", "--threads", "1")
        for threads in "23":
            self.assertEqual(self.digest(*words, "-o", f"{threads}.h5", "--threads", threads), alone)

    def test_replications_side_by_side(self):
        self.same_on_threads("run", "my.cfg", "--engine", "serial", "-n", "30", "--events")

    def test_time_warp_that_stops_for_checkpoints(self):
        self.same_on_threads("run", "my.cfg", "--engine", "timewarp", "--events",
                             "--checkpoint", "c", "--checkpoint-every", "0.01 s")

    def test_the_points_of_a_sweep(self):
        self.same_on_threads("sweep", "study.cfg")

    def test_the_tasks_of_a_drill(self):
        self.same_on_threads("drill", "drill.cfg")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""What docs/SCENARIOS.md asks its reader to do, done in an empty folder.

A block that has a name in its first line, `# NAME: ...`, is saved under it; each line of a block
marked sh is a command, which must end well and warn of nothing. Blocks without a name are pieces:
docs_test.py.
"""

import os
import re
import subprocess
import sys
import unittest

import examples
from support import BULLWHIP, CommandTest

class Tutorial(CommandTest):
    def shell(self, line):
        """As the reader's terminal would: bullwhip and python3 are on its path."""
        path = self.path("bin")
        if not os.path.isdir(path):
            os.mkdir(path)
            os.symlink(BULLWHIP, os.path.join(path, "bullwhip"))
            os.symlink(sys.executable, os.path.join(path, "python3"))
        return subprocess.run(line, shell=True, cwd=self.folder, text=True, timeout=120,
                              capture_output=True, stdin=subprocess.DEVNULL,
                              env={**os.environ, "PATH": path + ":" + os.environ["PATH"]})

    def follow(self):
        """Does all of it; what each command printed."""
        said = {}
        for block in examples.blocks("docs/SCENARIOS.md"):
            if block.language == "sh":
                for line, _ in block.commands:
                    done = self.shell(line)
                    self.assertEqual(done.returncode, 0, line + "\n" + done.stderr)
                    self.assertNotIn("warning", done.stderr, line)
                    said[line] = done.stdout
            elif block.name:
                with open(self.path(block.name), "w") as file:
                    file.write(block.text)
        return said

    def test_the_reader_gets_the_answer_that_the_page_tells(self):
        said = self.follow()
        fill = {name: float(re.search(r"fill_rate +([\d.]+)", said[f"bullwhip run {name}.cfg"])[1])
                for name in ["my", "sea", "closed", "around"]}
        self.assertAlmostEqual(fill["my"], 0.98, delta=0.01)
        self.assertGreater(fill["sea"], 0.98)
        self.assertAlmostEqual(fill["closed"], 0.93, delta=0.015)
        self.assertGreater(fill["around"], 0.98)
        weeks = [line.split() for line in said["python3 compare.py"].splitlines()[2:]]
        closed = {float(day): float(share) for day, _, share, _ in weeks}
        self.assertGreater(closed[154.0], 0.95)
        self.assertLess(closed[175.0], 0.1)
        self.assertGreater(closed[203.0], 0.95)


if __name__ == "__main__":
    unittest.main()

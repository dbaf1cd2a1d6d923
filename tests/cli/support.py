# SPDX-License-Identifier: Apache-2.0
"""Runs the command as a user would: by its path, in a folder of its own."""

import os
import shutil
import subprocess
import tempfile
import unittest

BULLWHIP = os.environ["BULLWHIP"]
MPIEXEC = os.environ.get("MPIEXEC", "mpirun")
PATIENCE = 600  # seconds after which a program counts as one that hangs: machines are slow and busy
# Open MPI as root and with more ranks than cores, as ctest sets it for the other tests.
os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT", "1")
os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
os.environ.setdefault("OMPI_MCA_rmaps_base_oversubscribe", "1")


# In short (BULLWHIP_SHORT), what tests/faults and the twins do as well, and thousands of
# replications, stay out.
long = unittest.skipIf("BULLWHIP_SHORT" in os.environ, "left out in short")


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="bullwhip-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_command(self, *words, ranks=0, timeout=PATIENCE, **more):
        """bullwhip WORDS; under the launcher when ranks > 0."""
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
        return subprocess.run(
            [*launcher, BULLWHIP, *words], cwd=self.folder, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=timeout, **more)

    def good(self, *words, **more):
        """The same; must end well. Its standard output."""
        done = self.run_command(*words, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, *words, code=2, **more):
        """The same; must end with `code` and say why. Its messages."""
        done = self.run_command(*words, **more)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def starter(self):
        """A scenario to run: the one that init writes."""
        self.good("init", "-o", "my.cfg")
        return "my.cfg"

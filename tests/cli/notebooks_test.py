# SPDX-License-Identifier: Apache-2.0
"""The notebooks of analysis/, executed by nbconvert on results made now.

One kernel runs all of them, emptied in between: starting one for each would take most of the time.
"""

import glob
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import nbformat
from jupyter_client.manager import KernelManager
from nbconvert.preprocessors import ExecutePreprocessor
from support import BULLWHIP, PATIENCE

ANALYSIS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "analysis")
NAMES = sorted(os.path.splitext(os.path.basename(p))[0] for p in glob.glob(ANALYSIS + "/*.ipynb"))
LEAST_FIGURES = {"first_look": 4, "playbooks": 3, "sweep": 3, "drill": 5, "network": 4,
                 "decisions": 3, "performance": 2}


class Notebooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="bullwhip-test-")
        subprocess.run([os.path.join(ANALYSIS, "inputs.sh"), BULLWHIP, cls.folder.name], check=True,
                       capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE)
        os.environ["BULLWHIP_RESULTS"] = cls.folder.name
        os.environ["MPLBACKEND"] = "agg"  # the kernel is told otherwise where there is a screen
        os.environ["IPYTHONDIR"] = os.environ["MPLCONFIGDIR"] = cls.folder.name
        cls.kernel = KernelManager(kernel_name="python3")
        cls.kernel.kernel_spec.argv[0] = sys.executable  # the Python that has h5py
        cls.kernel.start_kernel(cwd=ANALYSIS)

    @classmethod
    def tearDownClass(cls):
        cls.kernel.shutdown_kernel(now=True)
        cls.kernel.cleanup_resources()
        cls.folder.cleanup()

    def execute(self, name):
        book = nbformat.read(f"{ANALYSIS}/{name}.ipynb", as_version=4)
        nbformat.validate(book)
        for cell in book.cells:
            if cell.cell_type == "code":
                self.assertEqual((cell.outputs, cell.execution_count), ([], None), "outputs are left in")
        book.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))
        runner = ExecutePreprocessor(timeout=PATIENCE)
        runner.preprocess(book, {"metadata": {"path": ANALYSIS}}, km=self.kernel)
        return [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]

    def test_every_notebook_runs_and_draws(self):
        self.assertEqual(set(NAMES), set(LEAST_FIGURES))
        for name in NAMES:
            with self.subTest(name):
                outputs = self.execute(name)
                warnings = [o.text for o in outputs if o.get("name") == "stderr"]
                self.assertEqual(warnings, [])
                figures = sum("image/png" in o.get("data", {}) for o in outputs)
                self.assertGreaterEqual(figures, LEAST_FIGURES[name])


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each kind of wrong arrow is found, and a good tree has none."""
import pathlib
import tempfile
import unittest

import layers

GOOD = {
    "src/base/err.h": "#include <stddef.h>\n",
    "src/comm/mpi.c": '#include <mpi.h>\n#include "base/err.h"\n',
    "src/tw/place.c": "#include <metis.h>\n#pragma omp parallel\n",
    "models/phold/phold.c": '#include "base/err.h"\n',
}


class Layers(unittest.TestCase):
    def problems(self, **more):
        """Of the good tree with the files `more`."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {**GOOD, **more}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return layers.check(root)[0]

    def finds(self, expected, files):
        found = self.problems(**files)
        self.assertTrue(any(expected in problem for problem in found), found)

    def test_good_tree(self):
        self.assertEqual(self.problems(), [])

    def test_upward_arrow(self):
        self.finds("base may not see tw", {"src/base/a.c": '#include "tw/t.h"\n', "src/tw/t.h": ""})

    def test_sideways_arrow(self):
        self.finds("bdi may not see tw", {"src/bdi/a.c": '#include "tw/t.h"\n', "src/tw/t.h": ""})

    def test_cycle(self):
        self.finds("cycle: ", {"src/tw/a.h": '#include "tw/b.h"\n', "src/tw/b.h": '#include "tw/a.h"\n'})

    def test_wrong_door(self):
        self.finds("is no door to HDF5", {"src/lab/a.c": "# include <hdf5.h>\n"})
        self.finds("is no door to METIS", {"src/tw/other.c": "#include <metis.h>\n"})
        self.finds("is no door to OpenMP", {"src/scen/a.c": "#pragma omp for\n"})

    def test_door_by_way_of_a_header(self):
        self.finds("by way of rand/door.h", {"src/rand/door.h": "#include <gsl/gsl_rng.h>\n",
                                             "models/supply/a.c": '#include "rand/door.h"\n'})

    def test_unknown_headers(self):
        self.finds("belongs to no library", {"src/tw/a.c": "#include <boost.h>\n"})
        self.finds("not spelled from src/", {"src/tw/a.c": '#include "queue.h"\n'})

    def test_build_files(self):
        self.finds("bdi may not use tw", {"src/bdi/CMakeLists.txt": "add_layer(bdi SOURCES a.c\n USES base tw)\n"})


if __name__ == "__main__":
    unittest.main()

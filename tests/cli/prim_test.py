# SPDX-License-Identifier: Apache-2.0
"""analysis/prim.py finds the box that it was hidden in."""

import unittest

import numpy as np
import pandas as pd
from prim import limits_of, prim, within


class Prim(unittest.TestCase):
    def setUp(self):
        dice = np.random.default_rng(7)
        self.x = pd.DataFrame(dice.random((600, 4)), columns=list("abcd"))
        self.x["word"] = dice.choice(["sea", "air", "road"], 600)

    def test_a_hidden_box_is_found_and_other_factors_stay_free(self):
        case = (self.x["a"] > 0.6) & self.x["b"].between(0.2, 0.5)
        last = prim(self.x, case).iloc[-1]
        self.assertGreater(last["density"], 0.9)
        self.assertGreater(last["coverage"], 0.85)
        self.assertEqual(set(limits_of(self.x, last["box"])), {"a", "b"})
        self.assertAlmostEqual(last["box"]["a"][0], 0.6, delta=0.06)
        self.assertAlmostEqual(last["box"]["b"][0], 0.2, delta=0.06)
        self.assertAlmostEqual(last["box"]["b"][1], 0.5, delta=0.06)

    def test_words_are_peeled_too(self):
        case = (self.x["word"] == "sea") & (self.x["c"] < 0.5)
        last = prim(self.x, case).iloc[-1]
        self.assertEqual(last["box"]["word"], {"sea"})
        self.assertAlmostEqual(last["box"]["c"][1], 0.5, delta=0.06)

    def test_levels_of_a_grid_go_whole(self):
        grid = pd.DataFrame([(i, k) for i in range(5) for k in range(5)] * 3, columns=["i", "k"])
        last = prim(grid, grid["i"] >= 3).iloc[-1]
        self.assertEqual(limits_of(grid, last["box"]), {"i": "3 to 4"})
        self.assertEqual((last["coverage"], last["density"]), (1, 1))

    def test_boxes_shrink_get_purer_and_count_right(self):
        noise = np.random.default_rng(3).random(600) < 0.1
        boxes = prim(self.x, (self.x["a"] < 0.3) ^ noise)
        peeled = boxes.iloc[:-1]
        self.assertTrue((np.diff(peeled["points"]) < 0).all())
        self.assertEqual(peeled["coverage"].iloc[0], 1)
        self.assertGreater(peeled["density"].iloc[-1], 2 * peeled["density"].iloc[0])
        for _, row in boxes.iterrows():
            self.assertEqual(within(self.x, row["box"]).sum(), row["points"])

    def test_no_case_at_all_is_no_failure(self):
        boxes = prim(self.x, np.zeros(600, dtype=bool))
        self.assertTrue(boxes["coverage"].isna().all())


if __name__ == "__main__":
    unittest.main()

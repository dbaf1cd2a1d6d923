# SPDX-License-Identifier: Apache-2.0
"""The judge is judged: it must find what is wrong, and nothing else."""

import dataclasses
import json
import unittest

import numpy as np
import rules
from expression import Mistake, evaluate

CHANCE = np.random.default_rng(1)


def stat(expected, values, quick=False, **more):
    return rules.judge({"rule": "STAT", "expected": expected, **more}, values, quick)


class Rules(unittest.TestCase):
    def test_t_quantiles_are_those_of_the_tables(self):
        for p, freedom, expected in [(0.9995, 29, 3.6594), (0.975, 10, 2.2281), (0.975, 1, 12.706),
                                     (0.9995, 4, 8.6103)]:
            self.assertAlmostEqual(rules.t_quantile(p, freedom), expected, delta=2e-4 * expected)

    def test_a_mean_beside_the_value_fails(self):
        values = 10 + 0.01 * CHANCE.standard_normal(40)
        self.assertTrue(stat(10, values).good)
        self.assertIn("outside", stat(10.1, values).why)

    def test_a_wide_interval_fails_unless_quick(self):
        values = 10 + 3 * CHANCE.standard_normal(40)
        self.assertIn("half-width", stat(10, values).why)
        self.assertTrue(stat(float(values.mean()), values, quick=True).width < 0.5)

    def test_few_replications_fail(self):
        self.assertIn("only 5", stat(10, 10 + 1e-6 * CHANCE.standard_normal(5)).why)

    def test_small_probabilities_may_be_wider(self):
        self.assertEqual(rules.allowed_width({"expected": 0.03, "probability": True}), 0.02)
        self.assertEqual(rules.allowed_width({"expected": 0.001, "probability": True}), 0.10)
        self.assertEqual(rules.allowed_width({"expected": 0.03}), 0.01)

    def test_deterministic_means_each_replication(self):
        metric = {"rule": "DET", "expected": 4.0}
        self.assertTrue(rules.judge(metric, [4.0, 4.0]).good)
        self.assertFalse(rules.judge(metric, [4.0, 4.0 + 1e-6]).good)
        self.assertFalse(rules.judge(metric, [4.0, float("nan")]).good)
        self.assertTrue(rules.judge({**metric, "tolerance": 0.01}, [4.03]).good)
        self.assertFalse(rules.judge({**metric, "tolerance": 0.01}, [4.05]).good)
        self.assertTrue(rules.judge({**metric, "expected": 0, "tolerance": 0.01}, [0.005]).good)

    def test_verdicts_can_be_kept(self):
        for rule in rules.RULES:
            verdict = rules.judge({"rule": rule, "expected": 4.0}, [4.0] * 30)
            self.assertTrue(json.loads(json.dumps(dataclasses.asdict(verdict)))["good"])


class Expressions(unittest.TestCase):
    def test_arithmetic_and_reductions(self):
        x = np.arange(12.0).reshape(3, 4)
        names = {"x": x}
        np.testing.assert_allclose(evaluate("mean(x) * 2 - 1", names), x.mean(axis=1) * 2 - 1)
        np.testing.assert_allclose(evaluate("first(x > 5)", names), [0, 3, 1])
        np.testing.assert_allclose(evaluate("count((x > 2) & (x < 9))", names), [1, 4, 1])

    def test_cvar_is_the_mean_of_the_worst(self):
        self.assertAlmostEqual(evaluate("cvar(x, 0.75)", {"x": np.arange(8.0)}), 6.5)
        self.assertAlmostEqual(evaluate("cvar(x, 0.8)", {"x": np.arange(4.0)}), 3)

    def test_code_is_refused(self):
        for text in ["__import__('os')", "x.__class__", "[1][0]", "lambda: 1", "open('a')"]:
            with self.assertRaises(Mistake):
                evaluate(text, {"x": np.zeros(2)})


if __name__ == "__main__":
    unittest.main()

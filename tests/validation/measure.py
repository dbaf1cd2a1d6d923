# SPDX-License-Identifier: Apache-2.0
"""The tables of a results file, as expressions name them (expression.py)."""

import numpy as np
from expression import Mistake, evaluate
from load import load


class Rows:
    """Some rows of a frame: one, or equally many, for each replication."""

    def __init__(self, frame, replications, what, periods=False):
        if len(frame) == 0 or len(frame) % replications != 0:
            raise Mistake(f"{what}: {len(frame)} rows for {replications} replications")
        self.frame, self.replications, self.what = frame, replications, what
        self.periods = periods  # an array over time, even over a single period

    def column(self, name):
        if name not in self.frame:
            raise Mistake(f"{self.what} has no column {name}; it has {', '.join(self.frame)}")
        value = self.frame[name].to_numpy(dtype=float).reshape(self.replications, -1)
        return value[:, 0] if value.shape[1] == 1 and not self.periods else value


class Measured:
    """One results file: `value(expression)` has one entry for each replication."""

    def __init__(self, path):
        self.results = load(path)
        self.replications = len(self.results.replications)
        warm_up = self.results.scenario["warm_up_ms"] / 86_400_000
        self.names = {
            "item": lambda *where: self._pick("items", where, ("site", "product")),
            "series": lambda *where: self._pick("kpi", where, ("site", "product"), warm_up),
            "site": lambda *where: self._pick("by_site", where, ("site",)),
            "product": lambda *where: self._pick("by_product", where, ("product",)),
            "customers": lambda *where: self._pick("customers", where,
                                                   ("site", "product", "stream")),
            "lane": lambda *where: self._pick("lane_sums", where, ("from", "to", "name")),
            "yard": lambda *where: self._pick("yards", where, ("site",)),
            "line": lambda *where: self._pick("lines", where, ("line",)),
            "line_up": lambda *where: self._pick("lines_up", where, ("line", "up")),
            "disruption": lambda *where: self._pick("by_disruption", where, ("cause",)),
            "uptime": lambda *where: self._pick("uptime", where, ("site",)),
            "makers_up": lambda *where: self._pick("makers_up", where, ("product", "up")),
            "network": Rows(self.results.network.reset_index(), self.replications, "network"),
            "periods": lambda: self._pick("kpi_network", (), (), warm_up),
            "replications": self.replications,
        }

    def _pick(self, table, where, keys, since=None):
        frame = getattr(self.results, table, None)
        if frame is None:
            raise Mistake(f"the results have no {table}")
        for key, name in zip(keys, where):
            frame = frame[frame[key] == name]
        if since is not None:
            frame = frame[frame["day"] > since + 1e-9]
        what = f"{table}({', '.join(map(str, where))})"
        return Rows(frame, self.replications, what, periods=since is not None)

    def value(self, expression, others=None):
        names = self.names if others is None else {**self.names, **others}
        return evaluate(expression, names)


def batches(measured, expression, count=30):
    """`expression` reduces over the replications: its value in each of `count` batches of them."""
    whole = Batch(measured)
    size = measured.replications // count
    if size < 2:
        raise Mistake(f"{measured.replications} replications make no {count} batches")
    return np.array([whole.value(expression, slice(i * size, (i + 1) * size))
                     for i in range(count)])


class Batch:
    """The same tables, of some replications at a time: columns are arrays over them."""

    def __init__(self, measured):
        self.measured = measured

    def value(self, expression, which):
        names = {name: self._part(thing, which) for name, thing in self.measured.names.items()}
        return float(evaluate(expression, names))

    @staticmethod
    def _part(thing, which):
        if isinstance(thing, Rows):
            return Slice(thing, which)
        if callable(thing):
            return lambda *where: Slice(thing(*where), which)
        return which.stop - which.start


class Slice:
    def __init__(self, rows, which):
        self.rows, self.which = rows, which

    def column(self, name):
        return self.rows.column(name)[self.which]

# SPDX-License-Identifier: Apache-2.0
"""Results of bullwhip as data frames.

    from load import load
    r = load("my_first.h5")
    r.summary                                    # figures with their confidence intervals
    shop = r.kpi.query("site == 'Shop' and replication == 0")
    shop.plot(x="day", y="backlog")

Each frame's `attrs["units"]` tells the unit of each column. Frames are read when they are asked
for; `r.table("kpi", columns=["backlog"])` reads a part of a big one. Needs h5py and pandas.
"""

import json
import sys
from functools import cached_property

try:
    import h5py
    import numpy as np
    import pandas as pd
except ImportError as missing:
    if __name__ != "__main__":
        raise
    sys.exit(f"{missing}; on Debian: apt install python3-h5py python3-pandas, then /usr/bin/python3")

import derive  # noqa: E402

MS_PER_DAY = 86_400_000
SCHEMA_VERSIONS = (1,)
# Columns of indices, and the names that they stand for.
MOVING = ("lanes", "yards", "underway", "events")
NAMES = {"site": "sites", "product": "products", "cause": "disruptions", "line": "lines",
         "event": "events"}


class Results:
    """One results file; see docs/RESULTS.md for what is in it."""

    def __init__(self, path):
        self.path = str(path)
        self.info = self._attributes("/")
        version = self.info.get("schema_version")
        if version not in SCHEMA_VERSIONS:
            raise ValueError(f"{self.path}: schema version {version} is not one of {SCHEMA_VERSIONS}")

    def __repr__(self):
        return f"<Results {self.path}: {self.info['study']}, digest {self.info['digest']}>"

    # ---- results ----

    def table(self, name, columns=None):
        """/results/<name>; `columns` picks measures, the columns that name a row always come."""
        frame = self._frame(f"/results/{name}", columns)
        units = frame.attrs["units"]
        if "time" in frame:
            frame.insert(frame.columns.get_loc("time"), "day", frame.pop("time") / MS_PER_DAY)
            units["day"] = "d"
            units.pop("time")
        for column, group in NAMES.items():
            if column == "site" and name in MOVING:
                group = "places"
            if column in frame:
                frame[column] = pd.Categorical.from_codes(frame[column], self._names(group))
        return frame

    @cached_property
    def kpi(self):
        """One row per replication, site, product and reporting period."""
        return self.table("kpi")

    @cached_property
    def kpi_sites(self):
        """One row per replication, site and reporting period: its products together."""
        return self.table("kpi_sites")

    @cached_property
    def kpi_network(self):
        """One row per replication and reporting period: the whole network."""
        return self.table("kpi_network")

    @cached_property
    def total(self):
        """One row per replication, site and product: the whole run."""
        return self.table("total")

    @cached_property
    def items(self):
        """The totals as planners read them: in units, with service levels, turns and costs."""
        return derive.items(self.total, self.products.set_index("name")["quantum"])

    @cached_property
    def by_site(self):
        """One row per replication and site: its products together."""
        return derive.together(self.items, ["replication", "site"])

    @cached_property
    def by_product(self):
        """One row per replication and product: its sites together."""
        return derive.together(self.items, ["replication", "product"])

    @cached_property
    def by_region(self):
        """One row per replication and region of sites."""
        region = dict(zip(self.sites["name"], self.sites["region"]))
        return derive.together(
            self.items.assign(region=self.items["site"].map(region)), ["replication", "region"])

    @cached_property
    def disruptions(self):
        """One row per replication, disruption that began, and what it struck."""
        return self.table("disruptions")

    @cached_property
    def by_disruption(self):
        """One row per replication and disruption of the scenario, also where it never began."""
        days = self.scenario["horizon_ms"] / MS_PER_DAY
        return derive.spells(self.disruptions, self.replications.index, days)

    @cached_property
    def availability(self):
        """Time since the warm-up: sites that may go down, and makers of a product up together."""
        return self.table("availability")

    @cached_property
    def uptime(self):
        """One row per replication and site that may go down: time that it was up."""
        frame = self.availability
        return frame[frame["product"].isna() & (frame["up"] == 1)]

    @cached_property
    def makers_up(self):
        """One row per replication, product whose makers may go down, and number of them up."""
        return self.availability[self.availability["product"].notna()]

    @cached_property
    def customers(self):
        """One row per replication and demand whose customers are known one by one; `stream`
        counts the demands for one product at one site, as the text has them."""
        frame = derive.in_units(self.table("customers"), self.products.set_index("name")["quantum"])
        rows = frame.groupby(["replication", "site", "product"], observed=True)
        frame["stream"] = rows.cumcount()
        return frame

    @cached_property
    def lane_sums(self):
        """One row per replication and lane in use: loads, waits, times, freight, CO2e."""
        frame = self.table("lanes")
        lanes = self.lanes.loc[frame["lane"], ["name", "mode", "from", "to"]]
        for at, column in enumerate(lanes):
            frame.insert(at + 1, column, lanes[column].to_numpy())
        return frame

    @cached_property
    def yards(self):
        """One row per replication and site with docks or carrier with vehicles."""
        return self.table("yards")

    @cached_property
    def underway(self):
        """Goods that at the end wait or travel elsewhere than to their receiver."""
        return self.table("underway")

    @cached_property
    def lines(self):
        """One row per replication and line of machines: utilisation, queues, waits."""
        return self.table("lines")

    @cached_property
    def lines_up(self):
        """One row per replication, line and number of its machines that are up: part of the time."""
        return self.table("lines_up")

    @cached_property
    def events(self):
        """The log of events in their order, each with the stocks that it changed (`change` 1); empty
        unless the run was told to keep it."""
        frame = self.table("events")
        frame["from"] = pd.Categorical.from_codes(frame["from"], self._names("places"))
        return frame

    @cached_property
    def network(self):
        """One row per replication: figures of the whole network."""
        return self.table("network").set_index("replication")

    @cached_property
    def summary(self):
        """One row per figure over the replications: mean, sd, 95 % confidence interval of the mean,
        quantiles, and value at risk (95 %, towards the bad) with the mean beyond it."""
        frame = self._frame("/summary").set_index("figure")
        first = ["mean", "sd", "ci_low", "ci_high", "n", "unit", "meaning"]
        return frame[first + [column for column in frame if column not in first]]

    @cached_property
    def criteria(self):
        """One row per criterion of the scenario: bound, what was reached, and whether it is met."""
        return self._frame("/criteria").set_index("criterion").astype({"met": bool})

    @cached_property
    def replications(self):
        return self._frame("/replications").set_index("replication")

    # ---- what was simulated ----

    @cached_property
    def sites(self):
        return self._frame("/model/sites")

    @cached_property
    def products(self):
        return self._frame("/model/products")

    @cached_property
    def lanes(self):
        """From and to by name."""
        frame = self._frame("/model/lanes")
        for column in ("from", "to"):
            frame[column] = pd.Categorical.from_codes(frame[column], self._names("sites"))
        return frame

    @cached_property
    def carriers(self):
        return self._frame("/model/carriers")

    @cached_property
    def stock(self):
        """What each site keeps; row i is item i of the totals."""
        frame = self._frame("/model/stock")
        for column in ("site", "product"):
            frame[column] = pd.Categorical.from_codes(frame[column], self._names(NAMES[column]))
        return frame

    @cached_property
    def scenario(self):
        """What was in force: seed, horizon, currency ..."""
        return self._attributes("/scenario")

    @cached_property
    def sources(self):
        """The texts of the scenario, word for word, by name."""
        with h5py.File(self.path, "r") as file:
            group = file["/scenario/source"]
            order = sorted(group, key=int)
            return {_text(group[i].attrs["name"]): _text(group[i][0]) for i in order}

    @cached_property
    def resolved(self):
        """Every value in force by its path, as text: `resolved["run.horizon"]`."""
        with h5py.File(self.path, "r") as file:
            lines = _text(file["/scenario/resolved"][0]).splitlines()
        pairs = [line.split(" = ", 1) for line in lines]
        return pd.Series({path: value for path, value in pairs}, name="value", dtype=object)

    @cached_property
    def inputs(self):
        """The files that the results were made from, with their fingerprints."""
        frame = self._frame("/prov/entity").set_index("id")
        return frame[frame["type"] == "input file"].drop(columns="type")

    @cached_property
    def crate(self):
        """Provenance as an RO-Crate: what its JSON holds."""
        with h5py.File(self.path, "r") as file:
            return json.loads(file["/prov/ro-crate-metadata.json"][0])

    # ---- how it went ----

    @cached_property
    def run(self):
        """Machine, command and versions of this very run."""
        return self._attributes("/run")

    @cached_property
    def perf(self):
        """One row per replication and worker of the engine."""
        return self._frame("/perf/workers")

    # ---- reading ----

    def _attributes(self, path):
        with h5py.File(self.path, "r") as file:
            return {k: _plain(v) for k, v in file[path].attrs.items() if k != "about"}

    def _names(self, group):
        with h5py.File(self.path, "r") as file:
            if group == "places":  # carriers with vehicles come behind the sites
                fleet = file["/model/carriers/vehicles"][()] > 0
                carriers = np.array(_strings(file["/model/carriers/name"]), dtype=object)[fleet]
                return _strings(file["/model/sites/name"]) + [f"carrier {c}" for c in carriers]
            return _strings(file[f"/model/{group}/name"])

    def _frame(self, path, columns=None):
        with h5py.File(self.path, "r") as file:
            group = file[path]
            names = list(group)  # in the order in which they were written
            if columns is not None:
                names = [n for n in names if n in columns or _is_key(group[n])]
                missing = set(columns) - set(names)
                if missing:
                    raise KeyError(f"{path} has no {', '.join(sorted(missing))}")
            frame = pd.DataFrame({name: _column(group[name]) for name in names})
            units = {name: _text(group[name].attrs.get("unit", b"")) for name in names}
            frame.attrs = {"units": units, "about": _text(group.attrs.get("about", b""))}
            return frame


class Study(Results):
    """What `bullwhip sweep` found: many points of one scenario; see docs/STUDIES.md."""

    @cached_property
    def factors(self):
        """What was varied: name, path, unit."""
        return self._frame("/study/factors").set_index("name")

    @cached_property
    def outcomes(self):
        """What was kept of each replication: name, unit, meaning."""
        return self._frame("/study/outcomes").set_index("name")

    @cached_property
    def points(self):
        """One row per point: values of the factors (words where they are no numbers), replications,
        status, reason."""
        frame = self._frame("/study/design").set_index("point")
        levels = self._frame("/study/levels")
        for name in self.factors.index:
            if frame[name].isna().any():
                frame[name] = levels[name]
        return frame.join(self._frame("/study/points").set_index("point").drop(columns="id"))

    @cached_property
    def results(self):
        """One row per point and replication: the values of the factors, then the outcomes."""
        frame = self._frame("/results/points")
        values = self.points[list(self.factors.index)].loc[frame["point"]].reset_index(drop=True)
        joined = pd.concat([frame[["point", "replication"]], values,
                            frame.drop(columns=["point", "replication"])], axis=1)
        joined.attrs = frame.attrs
        joined.attrs["units"].update(self.factors["unit"])
        return joined

    @cached_property
    def summary(self):
        """One row per outcome and point: mean, interval, quantiles, value at risk."""
        return self._named("/summary/points").set_index(["outcome", "point"]).sort_index()

    @cached_property
    def sobol(self):
        """Sobol indices of a saltelli design: one row per outcome and factor."""
        return self._named("/summary/sobol").set_index(["outcome", "factor"])

    @cached_property
    def morris(self):
        """Elementary effects of a morris design: one row per outcome and factor."""
        return self._named("/summary/morris").set_index(["outcome", "factor"])

    @cached_property
    def selection(self):
        """Which point is the best, and when the others were given up."""
        return self._frame("/summary/selection").set_index("point")

    @cached_property
    def replications(self):
        return self._frame("/replications").set_index(["point", "replication"])

    def _named(self, path):
        frame = self._frame(path)
        for column, names in (("outcome", self.outcomes.index), ("factor", self.factors.index)):
            if column in frame:
                frame[column] = names[frame[column]]
        return frame


def load(path):
    """Opens a results file of bullwhip: of a run, or of a study."""
    with h5py.File(path, "r") as file:
        study = "study" in file
    return Study(path) if study else Results(path)


def _is_key(dataset):
    return h5py.h5ds.is_scale(dataset.id)


def _column(dataset):
    return _strings(dataset) if dataset.dtype.kind == "S" else dataset[()]


def _strings(dataset):
    return [_text(value) for value in dataset[()]]


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def _plain(value):
    if isinstance(value, (bytes, np.bytes_, str)):
        return _text(value)
    return value.item()


def main(paths):
    """Prints the figures of each file."""
    for path in paths:
        r = load(path)
        if isinstance(r, Study):
            print(f"{r.info['study']}: {len(r.points)} points, digest {r.info['digest']}")
            print(r.points.join(r.summary["mean"].unstack("outcome"), rsuffix=" (mean)")
                  .drop(columns="reason").to_string(float_format=lambda x: f"{x:.6g}"))
            continue
        days = r.scenario["horizon_ms"] / MS_PER_DAY
        print(f"{r.info['study']}: {len(r.replications)} replications of {days:g} d, "
              f"digest {r.info['digest']}")
        print(r.summary[["mean", "sd", "ci_low", "ci_high", "n", "unit"]].to_string(float_format=lambda x: f"{x:.6g}"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: load.py OUT.h5 ...")
    main(sys.argv[1:])

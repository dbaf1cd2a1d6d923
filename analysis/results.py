# SPDX-License-Identifier: Apache-2.0
"""Results of a run: frames with names in place of indices, days in place of milliseconds."""

import json
from functools import cached_property

import derive
import frames
import numpy as np
import pandas as pd

MS_PER_DAY = 86_400_000
SCHEMA_VERSIONS = (1,)
# Columns of indices, and where the names stand that they are for.
NAMES = {"site": "/model/sites/name", "product": "/model/products/name",
         "cause": "/model/disruptions/name", "line": "/model/lines/name",
         "event": "/model/events/name", "course": "/drill/courses/name",
         "measure": "/drill/measures/name", "outcome": "/study/outcomes/name",
         "factor": "/study/factors/name", "goal": "/model/goals/name",
         "plan": "/model/plans/name", "runner_up": "/model/plans/name",
         "belief": "/model/beliefs/name", "book": "/model/plan_libraries/name"}
# The same, of columns that stand for something else elsewhere.
WORDS = {"decisions": {"what": "/model/decisions/what", "why": "/model/decisions/why"},
         "decision_actions": {"verb": "/model/decisions/verb", "end": "/model/decisions/end",
                              "unit": "/model/decisions/unit", "why": "/model/approvals/blocked",
                              "partner": "/model/sites/name"},
         "approvals": {"what": "/model/approvals/what"}}
PLAIN = ("outcome", "factor", "measure")  # words, where the others are categories in their order
PLACES = ("lanes", "yards", "underway", "events", "decisions", "decision_beliefs", "decision_actions",
          "approvals", "learned")  # whose sites may be carriers


class Results:
    """One results file; see docs/RESULTS.md for what is in it."""

    def __init__(self, path):
        self.path = str(path)
        self.file = frames.File(path)
        self.info = self.file.attributes("/")
        version = self.info.get("schema_version")
        if version not in SCHEMA_VERSIONS:
            raise ValueError(f"{self.path}: schema version {version} is not one of {SCHEMA_VERSIONS}")

    def __repr__(self):
        known = [f"{k} {self.info[k]}" for k in ("study", "digest") if k in self.info]
        return f"<{type(self).__name__} {self.path}: {', '.join(known)}>"

    @cached_property
    def tables(self):
        """One row per table of the file: rows, columns, bytes, what it holds."""
        return self.file.tables()

    # ---- results ----

    def table(self, name, columns=None, **where):
        """/results/<name>, names in place of indices and days in place of milliseconds. `columns`
        picks measures (the columns that name a row always come); replication=0,
        site=["Shop", "Hub"] ... pick rows. What is not asked for is not read."""
        return self._table("/results/" + name, columns, where)

    def blocks(self, name, columns=None, rows=frames.BLOCK):
        """The same, `rows` rows at a time, for tables of any size."""
        for frame in self.file.blocks("/results/" + name, columns, rows):
            yield self._named(frame, name)

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
        """The log of events in their order, each with the stocks that it changed and what is owed since
        (`change` 1, `whom`, `to`); empty unless the run was told to keep it."""
        frame = self.table("events")
        for column in {"from", "to"} & set(frame):  # the first logs did not tell whom goods went to
            frame[column] = pd.Categorical.from_codes(frame[column], self._places)
        return frame

    @cached_property
    def decisions(self):
        """What the agents chose, and what became of it: goal, plan, runner-up, why."""
        return self.table("decisions")

    @cached_property
    def beliefs(self):
        """What they believed when they chose: `reads` rows for each decision, in order; `decision` is its
        row in `decisions`, `age` in days (NaN: never heard of)."""
        frame = self.table("decision_beliefs")
        decisions = self.decisions
        frame.insert(0, "decision", decisions.index.repeat(decisions["reads"]))
        known = frame.pop("known_at")
        frame["age"] = (frame["day"] - known / MS_PER_DAY).where(known > -(2**62))
        return frame

    @cached_property
    def actions(self):
        """What they did about it: one row for each partner that a step of a plan orders from, asks or
        tells; `decision` is the row in `decisions` of the choice behind it (-1: none was kept)."""
        frame = self.table("decision_actions")
        key = [c for c in ("course", "replication", "site", "product", "serial") if c in frame]
        chosen = self.decisions[self.decisions["what"] == "plan chosen"]
        row = {tuple(k): i for i, *k in chosen[key].itertuples()}
        frame.insert(0, "decision", [row.get(tuple(k), -1) for _, *k in frame[key].itertuples()])
        return frame

    @cached_property
    def approvals(self):
        """Questions for approval, their answers and what guard rails blocked, in words: `verb` of what
        was blocked, `why` it was, or by whom a question was answered."""
        frame = self.table("approvals")
        verbs, answered, blocked = (self.file.strings(path) for path in (
            "/model/decisions/verb", "/model/approvals/answered", "/model/approvals/blocked"))
        was_blocked, was_asked = frame["what"] == "blocked", frame["what"] == "asked for approval"
        frame["verb"] = [verbs[v - 1] if b and v > 0 else "" for v, b in zip(frame["verb"], was_blocked)]
        frame["why"] = ["" if a else (blocked if b else answered)[w]
                        for w, a, b in zip(frame["why"], was_asked, was_blocked)]
        return frame

    @cached_property
    def learned(self):
        """What agents had learned at the end: value and observations, one row for each belief that learns."""
        frame = self.table("learned")
        known = frame.pop("known_at")
        frame["age"] = (frame["day"] - known / MS_PER_DAY).where(known > -(2**62))
        return frame

    @cached_property
    def network(self):
        """One row per replication: figures of the whole network."""
        return self.table("network").set_index("replication")

    @cached_property
    def summary(self):
        """One row per figure over the replications: mean, sd, 95 % confidence interval of the mean,
        quantiles, and value at risk (95 %, towards the bad) with the mean beyond it."""
        frame = self.file.frame("/summary").set_index("figure")
        first = ["mean", "sd", "ci_low", "ci_high", "n", "unit", "meaning"]
        return frame[first + [column for column in frame if column not in first]]

    @cached_property
    def criteria(self):
        """One row per criterion of the scenario: bound, what was reached, and whether it is met."""
        return self.file.frame("/criteria").set_index("criterion").astype({"met": bool})

    @cached_property
    def replications(self):
        return self.file.frame("/replications").set_index("replication")

    # ---- what was simulated ----

    @cached_property
    def sites(self):
        return self.file.frame("/model/sites")

    @cached_property
    def products(self):
        return self.file.frame("/model/products")

    @cached_property
    def lanes(self):
        """From and to by name."""
        frame = self.file.frame("/model/lanes")
        for column in ("from", "to"):
            frame[column] = pd.Categorical.from_codes(frame[column], self._strings[NAMES["site"]])
        return frame

    @cached_property
    def carriers(self):
        return self.file.frame("/model/carriers")

    @cached_property
    def stock(self):
        """What each site keeps; row i is item i of the totals."""
        return self._table("/model/stock")

    @cached_property
    def scenario(self):
        """What was in force: seed, horizon, currency ..."""
        return self.file.attributes("/scenario")

    @cached_property
    def sources(self):
        """The texts of the scenario, word for word, by name."""
        with self.file.open() as file:
            group = file["/scenario/source"]
            order = sorted(group, key=int)
            return {frames.text(group[i].attrs["name"]): frames.joined(group[i]) for i in order}

    @cached_property
    def resolved(self):
        """Every value in force by its path, as text: `resolved["run.horizon"]`."""
        lines = self.file.text("/scenario/resolved").splitlines()
        pairs = [line.split(" = ", 1) for line in lines]
        return pd.Series({path: value for path, value in pairs}, name="value", dtype=object)

    @cached_property
    def inputs(self):
        """The files that the results were made from, with their fingerprints."""
        if "/prov/entity" in self.file:
            frame = self.file.frame("/prov/entity").set_index("id")
            return frame[frame["type"] == "input file"].drop(columns="type")
        with self.file.open() as file:  # the first files had no /prov, but kept the texts
            texts = list(file["/scenario/source"].values())
            return pd.DataFrame({c: [frames.plain(t.attrs[c]) for t in texts]
                                 for c in ("name", "sha256", "bytes")})

    @cached_property
    def crate(self):
        """Provenance as an RO-Crate: what its JSON holds."""
        return json.loads(self.file.text("/prov/ro-crate-metadata.json"))

    # ---- how it went ----

    @cached_property
    def run(self):
        """Machine, command and versions of this very run."""
        return self.file.attributes("/run")

    @cached_property
    def perf(self):
        """One row per replication and worker of the engine."""
        return self.file.frame("/perf/workers")

    # ---- reading ----

    def _table(self, path, columns=None, where=None):
        """A table with names and days."""
        name = path.rsplit("/", 1)[1]
        codes = {c: self._codes(c, name, v) for c, v in where.items()} if where else None
        return self._named(self.file.frame(path, columns, codes), name)

    def _named(self, frame, name):
        units = frame.attrs["units"]
        if units.get("time") == "ms":
            frame.insert(frame.columns.get_loc("time"), "day", frame.pop("time") / MS_PER_DAY)
            units["day"] = "d"
            units.pop("time")
        for column in frame:
            names = self._names(column, name)
            if names is None or frame[column].dtype.kind not in "iu":
                continue
            once = list(dict.fromkeys(names))  # libraries may have goals of the same name
            code = np.array([*map({n: i for i, n in enumerate(once)}.get, names), -1])
            named = pd.Categorical.from_codes(code[frame[column]], once)
            frame[column] = named.astype(object) if column in PLAIN else named
        return frame

    def _codes(self, column, name, wanted):
        """Indices of the names that are wanted."""
        wanted = [wanted] if np.isscalar(wanted) else list(wanted)
        names = self._names(column, name)
        if names is None:
            return wanted
        unknown = [w for w in wanted if w not in names]
        if unknown:
            raise KeyError(f"no {column} is called {unknown[0]!r}")
        return [names.index(w) for w in wanted]

    def _names(self, column, table):
        """What the indices in `column` stand for; None: they are numbers."""
        path = WORDS.get(table, {}).get(column, NAMES.get(column))
        places = column == "site" and table in PLACES
        return self._places if places else self._strings.get(path) if path else None

    @cached_property
    def _strings(self):
        """The names in the file, by their path."""
        paths = {*NAMES.values(), *(path for words in WORDS.values() for path in words.values())}
        return {path: self.file.strings(path) for path in paths if path in self.file}

    @cached_property
    def _places(self):
        """Sites; carriers with vehicles come behind them."""
        if "/model/carriers/vehicles" not in self.file:
            return self._strings["/model/sites/name"]
        fleet = self.carriers["name"][self.carriers["vehicles"] > 0]
        return self._strings["/model/sites/name"] + [f"carrier {c}" for c in fleet]

# SPDX-License-Identifier: Apache-2.0
"""Results of many runs: studies, drills, and the history of drills."""

from functools import cached_property

import pandas as pd
from results import Results


class Study(Results):
    """What `bullwhip sweep` found: many points of one scenario; see docs/STUDIES.md."""

    @cached_property
    def factors(self):
        """What was varied: name, path, unit."""
        return self.file.frame("/study/factors").set_index("name")

    @cached_property
    def outcomes(self):
        """What was kept of each replication: name, unit, meaning."""
        return self.file.frame("/study/outcomes").set_index("name")

    @cached_property
    def points(self):
        """One row per point: values of the factors (words where they are no numbers), replications,
        status, reason."""
        frame = self.file.frame("/study/design").set_index("point")
        levels = self.file.frame("/study/levels")
        for name in self.factors.index:
            if frame[name].isna().any():
                frame[name] = levels[name]
        return frame.join(self.file.frame("/study/points").set_index("point").drop(columns="id"))

    @cached_property
    def results(self):
        """One row per point and replication: the values of the factors, then the outcomes."""
        frame = self.file.frame("/results/points")
        values = self.points[list(self.factors.index)].loc[frame["point"]].reset_index(drop=True)
        joined = pd.concat([frame[["point", "replication"]], values,
                            frame.drop(columns=["point", "replication"])], axis=1)
        joined.attrs = frame.attrs
        joined.attrs["units"].update(self.factors["unit"])
        return joined

    @cached_property
    def effects(self):
        """One row per point: the values of the factors and the means of the outcomes; what a
        response surface is drawn from."""
        means = self.summary["mean"].unstack("outcome")[list(self.outcomes.index)]
        frame = self.points[list(self.factors.index)].join(means, how="inner")
        frame.attrs["units"] = {**self.factors["unit"], **self.outcomes["unit"]}
        return frame

    @cached_property
    def summary(self):
        """One row per outcome and point: mean, interval, quantiles, value at risk."""
        return self._table("/summary/points").set_index(["outcome", "point"]).sort_index()

    @cached_property
    def sobol(self):
        """Sobol indices of a saltelli design: one row per outcome and factor."""
        return self._table("/summary/sobol").set_index(["outcome", "factor"])

    @cached_property
    def morris(self):
        """Elementary effects of a morris design: one row per outcome and factor."""
        return self._table("/summary/morris").set_index(["outcome", "factor"])

    @cached_property
    def selection(self):
        """Which point is the best, and when the others were given up."""
        return self.file.frame("/summary/selection").set_index("point")

    @cached_property
    def replications(self):
        return self.file.frame("/replications").set_index(["point", "replication"])


class Drill(Results):
    """What `bullwhip drill` found: courses of one scenario, paired replication by replication."""

    @cached_property
    def drill(self):
        """Exercise, tolerance, which course is judged, whether it passed ..."""
        return self.file.attributes("/drill")

    @cached_property
    def courses(self):
        """Baseline, `as is` and the playbooks."""
        return self.file.frame("/drill/courses").set_index("name")

    @cached_property
    def told(self):
        """Of which replication of each course results tell what agents did: `decisions`, `beliefs`,
        `actions` and `approvals` have these, with their `course`. Empty where no agent has plans."""
        if "/drill/told" not in self.file:
            return pd.DataFrame(columns=["replication", "from", "until", "rows", "left_out"])
        return self._table("/drill/told").set_index("course")

    @cached_property
    def quarantine(self):
        """One row per case that failed twice and was given up, with the reason."""
        return self._table("/drill/quarantine")

    @cached_property
    def measures(self):
        """What is measured: name, unit, meaning."""
        return self.file.frame("/drill/measures").set_index("name")

    @cached_property
    def results(self):
        """One row per course and replication: onset, end, and the measures."""
        return self.table("measures")

    @cached_property
    def figures(self):
        """One row per course and replication: the figures of a run."""
        return self.table("figures")

    @cached_property
    def curves(self):
        """One row per course, replication and period."""
        return self.table("curves")

    @cached_property
    def bands(self):
        """One row per course and period: mean, best, worst and 5 % to 95 % over the replications."""
        return self.table("bands")

    @cached_property
    def ripple(self):
        """One row per course and site: how often and when it was reached, and how deep it fell."""
        return self.table("ripple")

    @cached_property
    def survivable(self):
        """One row per course and replication: the longest outage without loss."""
        return self.table("survivable")

    @cached_property
    def summary(self):
        """One row per measure and course: mean, interval, quantiles, value at risk."""
        return self._table("/summary/measures").set_index(["measure", "course"])

    @cached_property
    def mitigation(self):
        """One row per measure and playbook: what it changes against `as is`, pair by pair."""
        return self._table("/summary/mitigation").set_index(["measure", "course"])

    @cached_property
    def reverse(self):
        """One row per extent: the longest outage that holds, the shortest that breaks."""
        return self._table("/summary/reverse")

    @cached_property
    def exposure(self):
        """One row per site that was taken out, the worst first."""
        return self._table("/summary/exposure")

    @cached_property
    def criteria(self):
        """One row per course and criterion: bound, what was reached, whether it is met."""
        return self._table("/criteria").set_index(["course", "criterion"]).astype({"met": bool})

    @cached_property
    def replications(self):
        return self._table("/replications").set_index(["course", "replication"])


class History(Results):
    """Drills of the past, one after the other."""

    @cached_property
    def drills(self):
        """One row per drill: exercise, whether it passed, its means with their intervals."""
        return self.file.frame("/history")

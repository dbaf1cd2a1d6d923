# SPDX-License-Identifier: Apache-2.0
"""Key figures from the totals: what planners call things, and how they come from sums.

    fill_rate        customers' demand served at once / customers' demand (beta, by units)
    service          the same of all who draw on the item: sites and production too
    ready            share of the time without backlog (customers and sites)
    days_of_supply   mean stock on hand / demand per day
    turns            demand per year / mean stock on hand
    bullwhip         variance of orders / variance of demand, per reporting period
    bullwhip_cv      the same of squared coefficients of variation: for items where what is ordered
                     differs in size from what is asked for
    cost             all bars of the waterfall `cost_*` together; profit = revenue - cost

Sums are added up before ratios are taken, so that a site or a region is judged by its own whole.
"""

import numpy as np
import pandas as pd

DAYS_PER_YEAR = 365
FLOWS = ("demand", "at_once", "sales", "sales_at_once")
# Ratios and means over time that are no sums over items.
RATIOS = ("ready", "days", "fill_rate", "service", "days_of_supply", "turns", "bullwhip",
          "bullwhip_cv", "cost", "cost_per_day", "profit", "cycle_service", "in_full")
VARIANCES = ("demand_mean", "demand_variance", "order_mean", "order_variance")


def in_units(table, quantum):
    """A table with its quanta in units. `quantum`: units, by name of the product."""
    frame = table.copy()
    size = frame["product"].astype(object).map(quantum).to_numpy(dtype=float)
    units = dict(table.attrs["units"])
    for column, unit in units.items():
        if unit.startswith("quanta"):
            frame[column] = frame[column] * size ** (2 if unit == "quanta^2" else 1)
            units[column] = unit.replace("quanta", "units")
    frame.attrs = {"units": units, "about": table.attrs.get("about", "")}
    return frame


def items(total, quantum):
    """The totals in units, with key figures. `quantum`: units, by name of the product."""
    frame = in_units(total, quantum)
    units, about = frame.attrs["units"], frame.attrs["about"]
    frame = pd.concat([frame, figures(frame)], axis=1)
    frame.attrs = {"units": {**units, **UNITS}, "about": about}
    return frame


def together(frame, keys):
    """Sums over the rows that agree in `keys`, and the key figures of the sums."""
    numbers = [c for c in frame.select_dtypes("number") if c not in RATIOS and c not in keys
               and c not in VARIANCES and c not in ("item", "day")]
    groups = frame.groupby(keys, observed=True, sort=False)
    sums = groups[numbers].sum()
    sums["days"] = groups["days"].first()
    if "ready" in frame:
        sums["ready"] = groups["ready"].mean()
    sums = pd.concat([sums, figures(sums)], axis=1).reset_index()
    sums.attrs["units"] = frame.attrs.get("units", {})
    return sums


def spells(disruptions, replications, days):
    """Of each disruption: number of spells, their length in all and at most, the first begin.
    A spell that strikes several things counts at each; what lies behind the horizon does not."""
    causes = disruptions["cause"].cat.categories
    every = pd.MultiIndex.from_product([replications, causes], names=["replication", "cause"])
    frame = disruptions.assign(length=disruptions["end"].clip(upper=days) - disruptions["start"])
    groups = frame.groupby(["replication", "cause"], observed=True)
    sums = pd.DataFrame({"spells": groups.size(), "days": groups["length"].sum(),
                         "longest": groups["length"].max(), "first": groups["start"].min()})
    sums = sums.reindex(every)
    sums[["spells", "days", "longest"]] = sums[["spells", "days", "longest"]].fillna(0)
    return sums.reset_index()


UNITS = {"fill_rate": "1", "service": "1", "days_of_supply": "d", "turns": "1/year",
         "bullwhip": "1", "bullwhip_cv": "1", "cost": "currency", "cost_per_day": "currency/d",
         "profit": "currency"}


def figures(frame):
    """Key figures of each row; what an older file does not have is not known (NaN)."""
    per_day = frame["demand"] / frame["days"]
    cost = frame[[c for c in frame if c.startswith("cost_") and c != "cost_per_day"]].sum(axis=1)
    sales, sold_at_once, revenue = (frame.get(c, pd.Series(np.nan, frame.index))
                                    for c in ("sales", "sales_at_once", "revenue"))
    found = {
        "fill_rate": ratio(sold_at_once, sales),
        "service": ratio(frame["at_once"], frame["demand"]),
        "days_of_supply": ratio(frame["on_hand_mean"], per_day),
        "turns": ratio(per_day * DAYS_PER_YEAR, frame["on_hand_mean"]),
        "cost": cost,
        "cost_per_day": ratio(cost, frame["days"]),
        "profit": revenue - cost,
    }
    if "demand_variance" in frame:
        found["bullwhip"] = ratio(frame["order_variance"], frame["demand_variance"])
        found["bullwhip_cv"] = ratio(frame["order_variance"] / frame["order_mean"] ** 2,
                                     frame["demand_variance"] / frame["demand_mean"] ** 2)
    return pd.DataFrame(found, index=frame.index)


def ratio(part, whole):
    """NaN where there is nothing to take a part of."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (part / whole).where(whole != 0)

# SPDX-License-Identifier: Apache-2.0
"""Drawings that the notebooks share: bands over time, bars with intervals, waterfalls, networks.

Each draws into the axes that it is given and returns them. Colours are those of `bullwhip report`.
Needs matplotlib.
"""

import matplotlib.pyplot as plt
import numpy as np

BLUE, RED, GREEN, GREY = "#1f6feb", "#d1373f", "#1a7f4b", "#8a97a6"
ROLES = {"supplier": "#7a5cc9", "factory": "#c26a12", "warehouse": "#1f6feb", "market": "#15805a",
         "port": "#0e7c86", "hub": "#0e7c86"}
COURSES = [GREY, RED, BLUE, GREEN, "#c26a12", "#7a5cc9", "#0e7c86"]
MOST_LABELS = 40


def style():
    """Quiet axes, readable letters."""
    plt.rcParams.update({
        "figure.figsize": (9, 4), "figure.dpi": 80, "figure.constrained_layout.use": True,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
        "grid.color": "#e3e7ec", "axes.axisbelow": True, "axes.titleweight": "bold",
        "axes.titlelocation": "left", "legend.frameon": False, "font.size": 11})


def band(ax, frame, value, label=None, colour=BLUE):
    """The mean of the replications by day, and where 90 % of them lie."""
    days = frame.groupby("day")[value]
    mean, low, high = days.mean(), days.quantile(0.05), days.quantile(0.95)
    ax.fill_between(mean.index, low, high, color=colour, alpha=0.2, linewidth=0)
    ax.plot(mean.index, mean, color=colour, label=label)
    ax.set(xlabel="day", ylabel=labelled(frame, value))
    return ax


def labelled(frame, column):
    """A column's name with its unit: "backlog (units)"."""
    unit = frame.attrs.get("units", {}).get(column, "1")
    return column.replace("_", " ") + ("" if unit == "1" else f" ({unit})")


def bars(ax, frame, value, low=None, high=None, colour=BLUE, offset=0.0, thick=0.7, label=None):
    """Horizontal bars by index, the first one on top, with intervals."""
    at = np.arange(len(frame)) + offset
    error = None
    if low is not None:
        error = [(frame[value] - frame[low]).clip(lower=0), (frame[high] - frame[value]).clip(lower=0)]
    ax.barh(at, frame[value], thick, xerr=error, color=colour, label=label,
            error_kw={"ecolor": "#1b2430", "capsize": 3})
    ax.set_yticks(np.arange(len(frame)), [str(name) for name in frame.index])
    ax.set_ylim(len(frame) - 0.4, -0.6)
    return ax


def waterfall(ax, steps, total="total"):
    """What makes up a sum, step by step."""
    ends = steps.cumsum()
    starts = ends - steps
    ax.bar(range(len(steps)), steps, bottom=starts, color=[RED if s > 0 else GREEN for s in steps])
    ax.bar(len(steps), ends.iloc[-1], color=BLUE)
    ax.set_xticks(range(len(steps) + 1), [*steps.index, total], rotation=35, ha="right")
    ax.axhline(0, color=GREY, linewidth=0.8)
    return ax


def places(r):
    """x and y of each site: longitude and latitude, or layers from source to customer."""
    sites = r.sites
    if sites[["lon", "lat"]].notna().all().all() and sites["lon"].nunique() > 1:
        return sites["lon"].to_numpy(), sites["lat"].to_numpy(), True
    layer = sites.groupby("tier")["tier"]
    row = (layer.cumcount() + 0.5) / layer.transform("size")
    return -sites["tier"].to_numpy(dtype=float), -row.to_numpy(), False


def network(ax, r, value=None, colours="YlOrRd", most=None, names=True):
    """Sites and lanes; sites are coloured by `value` (one number a site, by name) or by role."""
    x, y, on_map = places(r)
    at = {name: i for i, name in enumerate(r.sites["name"])}
    for start, end in zip(r.lanes["from"], r.lanes["to"]):
        if start in at and end in at:
            i, k = at[start], at[end]
            ax.plot([x[i], x[k]], [y[i], y[k]], color=GREY, alpha=0.25, linewidth=0.7, zorder=1)
    if value is None:
        for role, group in r.sites.groupby("role", sort=False):
            ax.scatter(x[group.index], y[group.index], 36, color=ROLES[role], label=role, zorder=2)
        ax.legend(loc="best")
    else:
        shown = value.reindex(r.sites["name"]).to_numpy(dtype=float)
        order = np.argsort(np.nan_to_num(shown))  # the worst on top
        ax.scatter(x[order], y[order], 36, c=shown[order], cmap=colours, vmin=0, vmax=most,
                   edgecolors=GREY, linewidths=0.5, zorder=2)
    if names and len(at) <= MOST_LABELS:
        for name, i in at.items():
            ax.annotate(name, (x[i], y[i]), xytext=(4, 4), textcoords="offset points", fontsize=9)
    if on_map:
        ax.set_aspect(1 / np.cos(np.radians(np.mean(y))), adjustable="datalim")
    ax.set_axis_off()
    return ax

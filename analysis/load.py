# SPDX-License-Identifier: Apache-2.0
"""Results of bullwhip as data frames.

    from load import load
    r = load("my_first.h5")                      # a run, a study, a drill or a history
    r.summary                                    # figures with their confidence intervals
    shop = r.kpi.query("site == 'Shop' and replication == 0")
    shop.plot(x="day", y="backlog")

Each frame's `attrs["units"]` tells the unit of each column; `r.tables` lists what there is. Frames
are read when they are asked for. Of a big file take parts: `r.table("kpi", columns=["backlog"],
site="Shop")`, or go through it: `for part in r.blocks("kpi", columns=["backlog"])`. A file that is torn is
refused; one that is not finished is read with a warning; `load(path, verify=True)` sums up all bytes and
refuses a file in which any has changed. Needs h5py and pandas.
"""

import sys

try:
    import frames
    from results import MS_PER_DAY, Results
    from studies import Drill, History, Study
except ImportError as missing:
    if __name__ != "__main__":
        raise
    sys.exit(f"{missing}; on Debian: apt install python3-h5py python3-pandas, then /usr/bin/python3")


def load(path, verify=False):
    """Opens a results file of bullwhip: of a run, a study, a drill, or a history of drills. With `verify`
    one whose bytes have changed since it was written is refused: this reads all of the file."""
    frames.check_seal(path, verify)
    file = frames.File(path)
    for name, kind in (("/study", Study), ("/drill", Drill), ("/history", History)):
        if name in file:
            return kind(path)
    return Results(path)


# ---- as a program ----


def print_study(r):
    print(f"{r.info['study']}: {len(r.points)} points, digest {r.info['digest']}")
    print(r.points.join(r.summary["mean"].unstack("outcome"), rsuffix=" (mean)")
          .drop(columns="reason").to_string(float_format=brief))


def print_drill(r):
    verdict = "passed" if r.drill["passed"] else "not passed"
    print(f"{r.drill['id']}, exercise {r.drill['exercise']}: {verdict}, digest {r.info['digest']}")
    print(r.criteria[["reached", "met"]].to_string(float_format=brief))
    print(r.summary["mean"].unstack("course").to_string(float_format=brief))


def print_run(r):
    days = r.scenario["horizon_ms"] / MS_PER_DAY
    print(f"{r.info['study']}: {len(r.replications)} replications of {days:g} d, "
          f"digest {r.info['digest']}")
    columns = ["mean", "sd", "ci_low", "ci_high", "n", "unit"]
    print(r.summary[columns].to_string(float_format=brief))


def brief(x):
    return f"{x:.6g}"


def main(paths):
    """Prints the figures of each file."""
    show = {Study: print_study, Drill: print_drill, Results: print_run,
            History: lambda r: print(r.drills.to_string(float_format=brief))}
    for path in paths:
        r = load(path)
        show[type(r)](r)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: load.py OUT.h5 ...")
    main(sys.argv[1:])

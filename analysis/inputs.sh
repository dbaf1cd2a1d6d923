#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes the results that the notebooks look at: a few seconds of simulation.
# usage: analysis/inputs.sh [BULLWHIP [FOLDER]]     default: build/release/bullwhip, results
set -euo pipefail
cd "$(dirname "$0")/.."

bullwhip=${1:-build/release/bullwhip}
folder=${2:-results}
mkdir -p "$folder"
rm -rf "$folder"/{levels,sensitivity,drill,plans}.h5.spool "$folder/history.h5" # of another version, perhaps

# A criterion that is not met (exit code 3) is a finding and no failure.
simulate() {
    local output=$1 code=0
    shift
    "$bullwhip" "$@" -o "$folder/$output" >/dev/null </dev/null || code=$?
    [ "$code" -eq 0 ] || [ "$code" -eq 3 ]
}

simulate closed.h5 run scenarios/drills/port_closure.cfg -n 4
simulate rerouted.h5 run scenarios/drills/port_closure_rerouted.cfg -n 4
simulate layers.h5 run scenarios/distribution.cfg -n 2
simulate levels.h5 sweep scenarios/studies/beer_levels.cfg
simulate sensitivity.h5 sweep scenarios/studies/beer_sensitivity.cfg
for week in 2026-W10 2026-W11; do # two drills make a history
    simulate drill.h5 drill scenarios/drills/shop_drill.cfg --history "$folder/history.h5" --exercise "$week"
done
simulate plans.h5 drill scenarios/drills/port_plans_drill.cfg
simulate agents.h5 run scenarios/agents/port_resilient.cfg -n 2 --decisions all
simulate serial.h5 run scenarios/electronics.cfg -n 2 --horizon "120 d"
simulate parallel.h5 run scenarios/electronics.cfg -n 2 --horizon "120 d" --engine timewarp --threads 2

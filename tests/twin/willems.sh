#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Twins of real supply chains (Willems 2008), which users bring themselves: skipped, and said so,
# where BULLWHIP_WILLEMS does not name a folder with stages.csv and arcs.csv.
# usage: willems.sh BUILD_FOLDER MPIEXEC RANKS DAYS MODES
set -euo pipefail
build=$1 mpiexec=$2 ranks=$3 days=$4 modes=$5
data=${BULLWHIP_WILLEMS:-}
if [ ! -r "$data/stages.csv" ]; then
  echo "skipped: set BULLWHIP_WILLEMS to a folder with stages.csv and arcs.csv"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for chain in 10 20 34; do
  "$build/bullwhip" import --stages "$data/stages.csv" --arcs "$data/arcs.csv" \
    --chain "$chain" -o "$folder/chain$chain" >/dev/null
done
"$mpiexec" -n "$ranks" "$build/tests/twin/scenario_twin" "$days" "$modes" \
  "$folder"/chain*/scenario.cfg </dev/null

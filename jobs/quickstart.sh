#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From a fresh checkout to a first result: installs what is missing (Debian), builds Release, runs
# a manufacturer with 165 sites on 2 ranks. A second call only runs.
set -euo pipefail
cd "$(dirname "$0")/.."
. jobs/lib.sh

scenario=scenarios/electronics.cfg
output=results/quickstart.h5

install_packages "${packages_build[@]}" "${packages_look[@]}"
build_preset release bullwhip
prepare_mpi
mkdir -p results

run=(mpirun -n 2 build/release/bullwhip run "$scenario" --replications 10 --engine timewarp
    -o "$output")
say "${run[*]}"
"${run[@]}" </dev/null

cat <<EOF

What to try next:
  build/release/bullwhip report $output              the results as one page to look at
  build/release/bullwhip --help                      all commands; each has its own --help
  build/release/bullwhip run $scenario --seed 2      another future of the same chain
  build/release/bullwhip list scenarios              the other scenarios
  cp $scenario my.cfg; edit it; build/release/bullwhip validate my.cfg
EOF

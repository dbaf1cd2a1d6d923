#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A study on the cluster: stage -> sweep in N shards -> merge -> report. Prints the ids.
# usage: jobs/submit_sweep.sh STUDY N FOLDER [options of bullwhip sweep]
#        jobs/submit_sweep.sh scenarios/studies/beer_levels.cfg 20 results/levels
# FOLDER gets forecast.json, part-K.h5 of each shard, all.h5 and all.html. SWEEP_OPTIONS holds
# options of sbatch for the shards, such as "--cpus-per-task=8 --time=4:00:00".
set -euo pipefail
BULLWHIP_JOBS=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=jobs/slurm.sh
. "$BULLWHIP_JOBS/slurm.sh"

usage 3 "$@"
[[ $2 =~ ^[1-9][0-9]*$ ]] || usage 3
study=$1 shards=$2 folder=$3
shift 3
read -ra more <<<"${SWEEP_OPTIONS:-}"
sweep_options=("--array=1-$shards%$array_at_once")
[ ${#more[@]} -eq 0 ] || sweep_options+=("${more[@]}")
mkdir -p "$folder"

# after KIND ID: a job that can't start any more leaves the queue.
after() {
    printf -- '--dependency=%s:%s --kill-on-invalid-dep=yes' "$1" "$2"
}

# shellcheck disable=SC2046 # `after` makes two words
{
    stage=$(submit "$BULLWHIP_JOBS/stage.sbatch" "$study" "$folder")
    sweep=$(submit $(after afterok "$stage") "${sweep_options[@]}" \
        "$BULLWHIP_JOBS/sweep.sbatch" "$study" "$shards" "$folder" "$@")
    merge=$(submit $(after afterany "$sweep") "$BULLWHIP_JOBS/merge.sbatch" "$folder")
    report=$(submit $(after afterok "$merge") "$BULLWHIP_JOBS/report.sbatch" "$folder/all.h5")
}
printf '%s %s\n' stage "$stage" sweep "$sweep" merge "$merge" report "$report"

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Hands in one of the jobs with the settings of site.conf; prints its id.
# usage: jobs/submit.sh [sbatch's options] SCRIPT [arguments]
#        jobs/submit.sh --ntasks=8 --cpus-per-task=4 jobs/run.sbatch my.cfg -o my.h5
set -euo pipefail
BULLWHIP_JOBS=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=jobs/slurm.sh
. "$BULLWHIP_JOBS/slurm.sh"
usage 1 "$@" # sbatch would wait for a script to be typed
submit "$@"

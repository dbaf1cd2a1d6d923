#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The drill of this week, and a page of it: hands in both, prints their ids. A second one in the same
# week is refused by the program, so that it does not matter who starts it twice.
# usage: jobs/weekly_drill.sh [--again] DRILL FOLDER [options of bullwhip drill]
# FOLDER keeps history.h5 and WEEK.h5, WEEK.html, such as 2027-W03.h5; and next-job, of --again.
#
# Each Monday at six, one of
#   scrontab -e:  0 6 * * 1  cd ~/chain && jobs/weekly_drill.sh port.cfg drills
#   crontab -e:   0 6 * * 1  cd ~/chain && bash -lc 'jobs/weekly_drill.sh port.cfg drills'
#   neither is allowed:      jobs/weekly_drill.sh --again port.cfg drills
# where --again hands in itself as well, to begin a week after this one was to begin.
#SBATCH --job-name=bullwhip-week
#SBATCH --time=0:05:00
#SBATCH --ntasks=1
#SBATCH --output=%x-%j.log
#SBATCH --open-mode=append
#SBATCH --requeue
set -euo pipefail
if [ -z "${BULLWHIP_JOBS:-}" ]; then
    BULLWHIP_JOBS=$(cd "$(dirname "$0")" && pwd)
fi
# shellcheck source=jobs/slurm.sh
. "$BULLWHIP_JOBS/slurm.sh"

again=false
if [ "${1:-}" = --again ]; then
    again=true
    shift
fi
usage 2 "$@"
drill=$1 folder=$2
shift 2
mkdir -p "$folder"

# When this job was to begin, not when it came to run: weeks do not drift. Now, outside of a job.
due() {
    [ -z "${SLURM_JOB_ID:-}" ] ||
        scontrol -o show job "$SLURM_JOB_ID" | sed -n 's/.* EligibleTime=\([0-9T:-]*\).*/\1/p'
}

# A job that is queued again after its node has died has its next one already.
has_next() {
    local of
    [ -n "${SLURM_JOB_ID:-}" ] && [ -r "$folder/next-job" ] && read -r of next <"$folder/next-job" &&
        [ "$of" = "$SLURM_JOB_ID" ]
}

if $again; then # first of all: a week that goes wrong is not the last one
    if ! has_next; then
        begin=$(date -d "$(due) 7 days" +%Y-%m-%dT%H:%M:%S)
        next=$(submit --begin="$begin" "$BULLWHIP_JOBS/weekly_drill.sh" --again "$drill" "$folder" "$@")
        printf '%s %s\n' "${SLURM_JOB_ID:-login}" "$next" >"$folder/next-job"
    fi
    printf 'next %s\n' "$next"
fi
week=$(date +%G-W%V)
run=$(submit "$BULLWHIP_JOBS/drill.sbatch" "$drill" -o "$folder/$week.h5" \
    --history "$folder/history.h5" --exercise "$week" "$@")
report=$(submit --dependency="afterany:$run" "$BULLWHIP_JOBS/report.sbatch" "$folder/$week.h5")
printf '%s %s\n' drill "$run" report "$report"

# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the jobs share: settings, how a job is handed in, how one is started, warned and queued again.

# A batch script runs from a copy: who hands it in says where its folder is.
export BULLWHIP_JOBS="${BULLWHIP_JOBS:-${SLURM_SUBMIT_DIR:-$PWD}/jobs}"
export BULLWHIP_SITE="${BULLWHIP_SITE:-$BULLWHIP_JOBS/site.conf}"
# shellcheck source=jobs/site.conf
. "$BULLWHIP_SITE"

say() {
    printf 'job: %s\n' "$*" >&2
}

# usage LEAST [arguments]: ends a script that got fewer than it needs, with its own line of usage.
usage() {
    [ $# -le "$1" ] || return 0
    sed -n 's/^# \(usage.*\)/\1/p' "$0" >&2
    exit 2
}

# submit [sbatch's options] SCRIPT [arguments]: prints the id. Options given here win over the site's.
submit() {
    local options=(--parsable "--signal=B:USR1@$warn_seconds")
    [ ${#submit_more[@]} -eq 0 ] || options+=("${submit_more[@]}") # bash 4.2: none is unbound
    [ -z "$partition" ] || options+=("--partition=$partition")
    [ -z "$account" ] || options+=("--account=$account")
    sbatch "${options[@]}" "$@"
}

# Modules, and where the job is: first lines of its log. What can't be warned goes on to its end.
enter_job() {
    trap '' USR1
    if [ ${#modules[@]} -gt 0 ]; then
        # shellcheck source=/dev/null
        type module >/dev/null 2>&1 || . /etc/profile # scrontab's jobs come without it
        module load "${modules[@]}"
    fi
    export SRUN_CPUS_PER_TASK="${SLURM_CPUS_PER_TASK:-1}" # srun no longer inherits it by itself
    # Slurm mixes two ways to meet, and now and then lets ranks out of MPI_Init before all are in.
    export SLURM_PMIX_FENCE="${SLURM_PMIX_FENCE:-tree}"
    say "${SLURM_JOB_ID:-} on ${SLURM_JOB_NODELIST:-}, start $((${SLURM_RESTART_COUNT:-0} + 1))," \
        "${SLURM_NTASKS:-1} ranks of $SRUN_CPUS_PER_TASK threads"
}

# Starts a command and passes warnings on: USR1 of --signal, TERM of preemption and scancel. All of
# them as USR2, which srun and mpirun hand to every rank; mpirun would end its ranks at TERM. Who was
# ended by it, because it did not listen yet, has lost nothing: it counts as stopped, too.
warned() {
    local child code=127 last told=true ever=false
    trap 'told=true ever=true; say "warned"; kill -USR2 "$child"' USR1 TERM
    "$@" </dev/null &
    child=$!
    while $told; do # a trap ends the wait
        told=false
        wait "$child"
        last=$?
        [ "$last" -eq 127 ] || code=$last
    done
    trap '' USR1 TERM # what follows is short, and must be done
    ! $ever || [ "$code" -le 128 ] || code=75
    return "$code"
}

# Is the job being thrown out for a more urgent one? Slurm tells the ranks, and not always the script.
preempted() {
    scontrol -o show job "$SLURM_JOB_ID" | grep -q ' PreemptTime=[0-9]'
}

# Exit code 75 says: written down, run me again. The job does, so many times; also when it was
# preempted and ended by that in another way, as mpirun does.
end_job() {
    local code=$1
    [ "$code" -eq 0 ] || ! preempted || code=75
    if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -ge "$requeues" ]; then
        say "stopped, and queued again $requeues times already (requeues in $BULLWHIP_SITE)"
    elif [ "$code" -eq 75 ]; then
        say "stopped, goes back to the queue"
        scontrol requeue "$SLURM_JOB_ID"
    fi
    exit "$code"
}

# simulate COMMAND [arguments]: bullwhip on all ranks and threads of the job; ends the job.
simulate() {
    local command=$1
    shift
    warned "${launcher[@]}" "$bullwhip" "$command" --threads "$SRUN_CPUS_PER_TASK" "$@"
    end_job $?
}

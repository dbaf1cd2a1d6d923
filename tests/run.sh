#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The whole suite: installs what is missing (Debian), then every kind of test in short under
# AddressSanitizer and UndefinedBehaviorSanitizer, what runs on threads under ThreadSanitizer, a
# minute of fuzzing, then everything in Release with warnings as errors.
# usage: tests/run.sh [--quick] [ctest arguments]     --quick leaves the sanitizers out
#        tests/run.sh --big [REPLICATIONS]            results of 2 GB: memory of who writes and who reads
#        tests/run.sh --soak [ROUNDS]                 faults by the hundred, the whole suite under
#                                                     AddressSanitizer, long fuzzing; hours
#        tests/run.sh --validation [CASE...]          known answers in full; writes docs/VALIDATION.md
#        tests/run.sh --cluster                       Slurm and several hosts, the long form: part of --soak
set -euo pipefail
cd "$(dirname "$0")/.."
. jobs/lib.sh

quick=false
if [ "${1:-}" = --quick ]; then
    quick=true
    shift
fi

# Every kind of test, without its repeats. Left out are the looks of the code, several machines (the
# same program, started by others), what tries scripts and pages rather than the program, most known
# answers, and twins of longer stretches. --soak runs those as well, save for looks and machines.
sanitized() {
    local scripts='cli\.(big|catalog|docs|install|load|notebooks|prim|tutorial)'
    local longer='twin\.(catalog|long|simple|willems)\..*' answers='validation\..*-(0[2-9]|[1-9].)'
    build_preset asan all || return 1
    say "the suite in short under AddressSanitizer and UndefinedBehaviorSanitizer"
    BULLWHIP_SHORT=1 ctest --test-dir build/asan --output-on-failure -j2 -LE 'style|cluster' \
        -E "^($scripts|$longer|$answers)\$" </dev/null
}

# gcc's OpenMP raises false alarms: clang and its own library.
threaded() {
    command -v clang >/dev/null || return 0
    build_preset tsan bullwhip || return 1
    cmake --build --preset tsan --target engine_twin scenario_twin --parallel "$(nproc)" >&2 || return 1
    say "threads under ThreadSanitizer: engines, the supply chain, runs, sweeps and drills"
    TSAN_OPTIONS=ignore_noninstrumented_modules=1 build/tsan/tests/twin/engine_twin 1 </dev/null &&
        BULLWHIP_SHORT=1 ctest --test-dir build/tsan --output-on-failure -j2 \
            -R '^(twin\.features\.1|cli\.threads)$' </dev/null
}

# Every case at its full length; the page is written when all cases were run.
validation() {
    local kept=build/release/validation python=/usr/bin/python3
    local cases=("$@")
    [ -x "$python" ] || python=python3
    build_preset release bullwhip || return 1
    [ $# -gt 0 ] || cases=(--all)
    say "known answers"
    local good=true
    "$python" -B tests/validation/validate.py --program build/release/bullwhip --threads "$(nproc)" \
        --keep "$kept" "${cases[@]}" || good=false
    [ $# -gt 0 ] || "$python" -B tests/validation/validate.py --table "$kept" >docs/VALIDATION.md
    $good
}

# Each reader of what others have written, for so many seconds from that seed (0: another each time).
fuzzed() {
    command -v clang >/dev/null || return 0
    build_preset fuzz fuzz -DBULLWHIP_FUZZ_SECONDS="$1" -DBULLWHIP_FUZZ_SEED="$2" || return 1
    say "fuzzing"
    ctest --test-dir build/fuzz --output-on-failure -L fuzz </dev/null
}

# What tests that passed have to show: the table of faults, the jobs on Slurm, several hosts.
seen() {
    awk '/^[0-9]+\/[0-9]+ Testing: (faults|slurm\.jobs|hosts\.slow_network)$/ { show = 1; print "\n== " $3 }
        show && /^Output:$/ { getline; text = 1; next }
        /^<end of output>$/ { show = text = 0 }
        text' build/release/Testing/Temporary/LastTest.log
}

# Slurm and several hosts, at length.
clustered() {
    local good=true
    build_preset release bullwhip && cmake --build --preset release --target hosts_wire >&2 || return 1
    BULLWHIP_LONG=1 ctest --test-dir build/release --output-on-failure -L cluster </dev/null || good=false
    seen
    $good
}

# Each kind of fault many times over, by other seeds each day of the year; then everything that can
# run under AddressSanitizer and UndefinedBehaviorSanitizer, and fuzzing from other seeds each time.
soaked() {
    local rounds=${1:-20} python=/usr/bin/python3 good=true
    [ -x "$python" ] || python=python3
    build_preset release all -DBULLWHIP_WERROR=ON -DBULLWHIP_TESTS=ON || return 1
    say "faults"
    "$python" -B tests/faults/faults.py --program build/release/bullwhip \
        --shim build/release/tests/faults/libfaults_shim.so --scenario scenarios/beer_game.cfg \
        --rounds "$rounds" --seed "$(date +%j)" </dev/null || good=false
    build_preset asan all || return 1
    say "the suite under AddressSanitizer"
    ctest --test-dir build/asan --output-on-failure -j2 -LE 'style|cluster' </dev/null || good=false
    fuzzed 600 0 || good=false
    clustered || good=false
    $good
}

install_packages "${packages_build[@]}" "${packages_look[@]}" "${packages_test[@]}"
prepare_mpi

if [ "${1:-}" = --soak ]; then
    shift
    soaked "$@"
    exit
fi

if [ "${1:-}" = --validation ]; then
    shift
    validation "$@"
    exit
fi

if [ "${1:-}" = --cluster ]; then
    clustered
    exit
fi

if [ "${1:-}" = --big ]; then
    build_preset release bullwhip
    BULLWHIP_BIG=${2:-170} BULLWHIP=$PWD/build/release/bullwhip PYTHONPATH=analysis \
        /usr/bin/python3 -B tests/cli/big_test.py
    exit
fi

clean=true
$quick || sanitized || clean=false
$quick || threaded || clean=false
$quick || fuzzed 12 1 || clean=false

build_preset release all -DBULLWHIP_WERROR=ON -DBULLWHIP_TESTS=ON
passed=true
say "the first steps, as README.md says"
jobs/quickstart.sh >/dev/null || passed=false
say "the suite"
ctest --test-dir build/release --output-on-failure -j2 "$@" </dev/null || passed=false
seen

$clean || say "FAILED under a sanitizer or the fuzzer, see above"
$clean && $passed

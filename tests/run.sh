#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The whole suite: installs what is missing (Debian), then the unit tests and a small twin under
# AddressSanitizer, the threaded twin under ThreadSanitizer, then everything in Release with
# warnings as errors.
# usage: tests/run.sh [--quick] [ctest arguments]     --quick leaves the sanitizers out
set -euo pipefail
cd "$(dirname "$0")/.."
. jobs/lib.sh

quick=false
if [ "${1:-}" = --quick ]; then
    quick=true
    shift
fi

sanitized() {
    build_preset asan all || return 1
    say "unit tests and a small twin under AddressSanitizer"
    ctest --test-dir build/asan --output-on-failure -j2 -L unit </dev/null &&
        mpirun -n 2 build/asan/tests/twin/engine_twin 1 </dev/null
}

# gcc's OpenMP raises false alarms: clang and its own library.
threaded() {
    command -v clang >/dev/null || return 0
    build_preset tsan engine_twin || return 1
    say "the threaded twin under ThreadSanitizer"
    TSAN_OPTIONS=ignore_noninstrumented_modules=1 build/tsan/tests/twin/engine_twin 1 </dev/null
}

install_packages "${packages_build[@]}" "${packages_look[@]}" "${packages_test[@]}"
prepare_mpi

clean=true
$quick || sanitized || clean=false
$quick || threaded || clean=false

build_preset release all -DBULLWHIP_WERROR=ON -DBULLWHIP_TESTS=ON
say "the suite"
passed=true
ctest --test-dir build/release --output-on-failure -j2 "$@" </dev/null || passed=false

$clean || say "FAILED under a sanitizer, see above"
$clean && $passed

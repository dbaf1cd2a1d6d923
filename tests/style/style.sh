#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# One check of style: style.sh format|tidy|cppcheck|spdx|no_shell|shell|python SOURCE BUILD
# Exit code 77: the tool is missing.
set -euo pipefail
check=$1 source=$2 build=$3
cd "$source"

need() {
    command -v "$1" >/dev/null || {
        echo "skipped: $1 is missing"
        exit 77
    }
}

c_files() {
    find src models tests -name '*.[ch]' -o -name '*.cpp'
}

# Sanitizer and coverage builds have flags that clang-tidy does not know, so it sees no flags but
# ours; a compile_commands.json is needed all the same, for the include paths.
check_tidy() {
    need clang-tidy
    need run-clang-tidy
    local report
    report=$(mktemp)
    if run-clang-tidy -quiet -p "$build" -j 2 -extra-arg=-Wno-everything \
        -extra-arg=-Qunused-arguments "^$source/(src|models)/.*\.c$" >"$report" 2>&1; then
        rm "$report"
        return
    fi
    grep -vE '^(clang-tidy-|[0-9]+ warnings? )' "$report"
    rm "$report"
    return 1
}

check_cppcheck() {
    need cppcheck
    cppcheck -j 2 --quiet --library=tests/style/cppcheck.cfg --std=c11 --enable=warning,performance,portability --inline-suppr \
        --error-exitcode=1 -I src -I models src models
}

check_spdx() {
    local missing
    missing=$(find CMakeLists.txt src models tests jobs analysis .ci \
        -name '*.[ch]' -o -name '*.cpp' -o -name '*.py' -o -name '*.sh' -o -name '*.sbatch' \
        -o -name 'CMakeLists.txt' -o -name '*.cmake' -o -path .ci/run |
        while read -r file; do
            head -2 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$file"
        done)
    [ -z "$missing" ] || {
        echo "no SPDX line in:"
        echo "$missing"
        return 1
    }
}

# No text of a user ever reaches a shell: nothing starts one, and the program starts only itself.
check_no_shell() {
    local found
    found=$({
        grep -rnE '\b(system|popen|exec[lv]p?e?|fexecve|posix_spawnp?)[[:space:]]*\(' src models
        grep -rnw eval jobs .ci tests/run.sh
    } | grep -vF 'execv("/proc/self/exe", command)') || true
    [ -z "$found" ] || {
        echo "this may hand text to a shell:"
        echo "$found"
        return 1
    }
}

case $check in
format)
    need clang-format
    c_files | xargs clang-format --dry-run -Werror
    ;;
tidy) check_tidy ;;
cppcheck) check_cppcheck ;;
spdx) check_spdx ;;
no_shell) check_no_shell ;;
shell)
    need shellcheck
    find jobs tests .ci \( -name '*.sh' -o -name '*.sbatch' -o -path .ci/run \) -print0 |
        xargs -0 shellcheck -x
    ;;
python)
    need python3
    find tests analysis -name '*.py' -print0 |
        xargs -0 python3 -c 'import ast, sys; [ast.parse(open(f).read(), f) for f in sys.argv[1:]]'
    ;;
*)
    echo "style.sh: no check is called $check" >&2
    exit 2
    ;;
esac

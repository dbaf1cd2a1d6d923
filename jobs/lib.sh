# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What jobs/ and tests/run.sh share: packages, how Open MPI starts, how a preset is built.
# Source it from the top folder of the checkout.

# shellcheck disable=SC2034 # those who source this file use them
packages_build=(gcc libc6-dev cmake ninja-build pkg-config git ca-certificates
    openmpi-bin libopenmpi-dev libhdf5-openmpi-dev libgsl-dev libconfig-dev libmetis-dev)
# shellcheck disable=SC2034
packages_look=(hdf5-tools python3 python3-h5py python3-pandas)
# shellcheck disable=SC2034
packages_test=(g++ libcmocka-dev libpcg-cpp-dev clang libclang-rt-dev clang-format clang-tidy libomp-dev
    shellcheck cppcheck python3-matplotlib python3-nbconvert python3-ipykernel chromium man-db iproute2
    slurmctld slurmd slurm-client munge)

say() {
    printf '\n== %s\n' "$*" >&2
}

# Names those of the packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s\n' "$package"
    done
}

# Without apt: all is well when the tools are there (environment modules, Spack, conda); CMake
# then looks for the libraries and names what it does not find.
require_tools() {
    local tool missing=()
    for tool in cc cmake ninja pkg-config mpicc mpirun; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    [ ${#missing[@]} -eq 0 ] && return
    cat >&2 <<EOF
This machine lacks: ${missing[*]}
Please provide (modules, Spack, conda or your administrator):
  a C17 compiler with OpenMP, CMake 3.23 or later, Ninja, pkg-config,
  MPI 3.1 (mpicc, mpirun), HDF5 1.10 or later built with MPI, GSL 2, libconfig 1.5, METIS 5;
  for the tests: cmocka, python3; to look at results: h5py, pandas
On Debian these packages hold them:
  ${packages_build[*]}
EOF
    exit 1
}

# Runs a command as root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Installs those of the packages that are missing; says what it does, does nothing twice.
install_packages() {
    local missing
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        require_tools
        return
    fi
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        say "neither root nor sudo: not installing ${missing[*]}"
        require_tools
        return
    fi
    say "installing with apt: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Use-Pty=0 "${missing[@]}" </dev/null >&2
}

# Open MPI on one machine: also as root, also with more ranks than cores, without spinning. What
# the caller has set stays.
prepare_mpi() {
    if [ "$(id -u)" -eq 0 ]; then
        export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    fi
    export OMPI_MCA_rmaps_base_oversubscribe="${OMPI_MCA_rmaps_base_oversubscribe:-1}"
    export OMPI_MCA_pml="${OMPI_MCA_pml:-ob1}"
    export OMPI_MCA_mpi_yield_when_idle="${OMPI_MCA_mpi_yield_when_idle:-1}"
    export OMPI_MCA_hwloc_base_binding_policy="${OMPI_MCA_hwloc_base_binding_policy:-none}"
    export OMPI_MCA_btl_vader_single_copy_mechanism="${OMPI_MCA_btl_vader_single_copy_mechanism:-none}"
    export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"
}

# build_preset NAME TARGET [cmake options]: builds TARGET in build/NAME; the configuration shows
# only when something is wrong.
build_preset() {
    local preset=$1 target=$2
    shift 2
    say "building $target in build/$preset"
    mkdir -p build
    if ! cmake --preset "$preset" "$@" >"build/$preset.log" 2>&1; then
        cat "build/$preset.log" >&2
        return 1
    fi
    cmake --build --preset "$preset" --target "$target" --parallel "$(nproc)" >&2
}

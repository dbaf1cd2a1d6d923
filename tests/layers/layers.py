#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who includes whom: prints the real graph of layers and fails on an arrow that points up.

usage: layers.py [ROOT]     reads every .c and .h of ROOT/src and ROOT/models

Checks the #include lines (and USES of add_layer) against the table below: layers, cycles of
files, outside libraries that come in through a wrong door, also by way of a header, and headers
that nobody knows.
"""
import pathlib
import re
import sys

# layer: the layers that it may see; every folder of models/ is a layer like "a model"
SEES = {
    "base": "",
    "comm": "base",
    "rand": "base",
    "tw": "base comm",
    "bdi": "base",
    "scen": "base",
    "out": "base comm",
    "a model": "base rand tw bdi scen out",
    "lab": "base comm rand tw bdi scen out MODELS",
    "cli": "base comm rand tw bdi scen out MODELS lab",
}

# outside library: how its headers begin, and the layers (or the one file) that are its door
DOORS = {
    "MPI": (("mpi.h",), ("comm",)),
    "OpenMP": (("omp.h",), ("tw", "lab")),
    "GSL": (("gsl/",), ("rand", "lab")),
    "libconfig": (("libconfig.h",), ("scen",)),
    "HDF5": (("hdf5.h", "hdf5_hl.h", "H5"), ("out",)),
    "METIS": (("metis.h",), ("tw/place.c",)),
}

# C17 and POSIX.1-2008, with what Linux adds
SYSTEM = set(
    """assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal
    stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings tgmath
    threads time uchar wchar wctype dirent dlfcn fcntl fnmatch ftw getopt glob grp libgen malloc
    poll pthread pwd regex sched semaphore spawn syslog termios ucontext unistd sys/ioctl sys/mman
    sys/prctl sys/resource sys/select sys/socket sys/stat sys/statvfs sys/syscall sys/sysinfo sys/time
    sys/times sys/types sys/uio sys/un sys/utsname sys/wait""".split()
)
GENERATED = {"version_build.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
PRAGMA_OMP = re.compile(r"^\s*#\s*pragma\s+omp\b", re.M)
USES = re.compile(r"add_layer\(\s*(\w+)[^)]*?\bUSES\b([^)]*)\)", re.S)


def read_tree(root):
    """{"tw/queue.c": text} of all sources; the folder is the layer."""
    files = {}
    for top in ("src", "models"):
        for path in sorted((root / top).rglob("*.[ch]")):
            files[path.relative_to(root / top).as_posix()] = path.read_text()
    return files


def table_of(root):
    """SEES with the models that are there."""
    models = sorted(path.name for path in root.glob("models/*/"))
    table = {}
    for layer, below in SEES.items():
        for name in models if layer == "a model" else [layer]:
            table[name] = set(below.replace("MODELS", " ".join(models)).split())
    return table


def layer_of(name):
    return name.split("/")[0]


def library_of(header):
    for library, (beginnings, _) in DOORS.items():
        if header.startswith(beginnings):
            return library
    return None


def may_enter(name, library):
    doors = DOORS[library][1]
    return layer_of(name) in doors or name in doors


def reached(name, ours, outside):
    """Outside libraries that `name` sees by itself or through our headers, and by which file."""
    seen, open_names, found = {name}, [name], {}
    while open_names:
        at = open_names.pop()
        for library in outside[at]:
            found.setdefault(library, at)
        for header in ours[at]:
            if header in ours and header not in seen:
                seen.add(header)
                open_names.append(header)
    return found


def find_cycle(ours):
    """A cycle of files that include one another, or None."""
    done, path = set(), []

    def visit(name):
        if name in path:
            return path[path.index(name):] + [name]
        if name in done or name not in ours:
            return None
        path.append(name)
        for header in ours[name]:
            cycle = visit(header)
            if cycle:
                return cycle
        done.add(path.pop())
        return None

    for name in ours:
        cycle = visit(name)
        if cycle:
            return cycle
    return None


def check_file(name, text, files, sees, problems):
    """Fills `problems`; returns the project's headers and the libraries that the file names."""
    headers, libraries = [], []
    for kind, header in INCLUDE.findall(text):
        if kind == "<" and header.removesuffix(".h") in SYSTEM or header in GENERATED:
            continue
        if library_of(header):
            libraries.append(library_of(header))
        elif kind == "<":
            problems.append(f"{name}: <{header}> belongs to no library that has a door")
        elif header not in files:
            problems.append(f'{name}: "{header}" is not spelled from src/ or models/, or missing')
        else:
            headers.append(header)
            below = layer_of(header)
            if below != layer_of(name) and below not in sees[layer_of(name)]:
                problems.append(f"{name}: {layer_of(name)} may not see {below} ({header})")
    if PRAGMA_OMP.search(text):
        libraries.append("OpenMP")
    return headers, libraries


def check_builds(root, sees, problems):
    """USES of add_layer() must obey the table too."""
    for path in sorted(root.glob("src/*/CMakeLists.txt")) + sorted(root.glob("models/*/CMakeLists.txt")):
        for layer, uses in USES.findall(re.sub(r"#.*", "", path.read_text())):
            for used in uses.split():
                if used in sees and used not in sees.get(layer, set()):
                    problems.append(f"{path.relative_to(root)}: {layer} may not use {used}")


def check(root):
    """Returns (problems, arrows): arrows counts #include lines by (layer, layer or library)."""
    files, sees, problems, arrows = read_tree(root), table_of(root), [], {}
    ours, outside = {}, {}

    for name, text in files.items():
        if layer_of(name) not in sees:
            problems.append(f"{name}: {layer_of(name)} is no layer; add it to {pathlib.Path(__file__).name}")
            continue
        ours[name], outside[name] = check_file(name, text, files, sees, problems)
        for target in [layer_of(h) for h in ours[name]] + outside[name]:
            if target != layer_of(name):
                key = layer_of(name), target
                arrows[key] = arrows.get(key, 0) + 1
    for name in ours:
        for library, by in reached(name, ours, outside).items():
            if not may_enter(name, library):
                way = "" if by == name else f", by way of {by}"
                problems.append(f"{name}: is no door to {library}{way}")
    cycle = find_cycle(ours)
    if cycle:
        problems.append("cycle: " + " -> ".join(cycle))
    check_builds(root, sees, problems)
    if not files:
        problems.append(f"{root}: no sources in src/ and models/")
    return problems, arrows


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    problems, arrows = check(root)
    for layer in reversed(table_of(root)):
        seen = [f"{to} ({count})" for (by, to), count in sorted(arrows.items()) if by == layer]
        print(f"{layer:8}-> {', '.join(seen) or 'nothing'}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

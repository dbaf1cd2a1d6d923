# SPDX-License-Identifier: Apache-2.0
"""Tables of an HDF5 file as data frames: read when they are asked for, in parts, block by block.

A table is a group with one dataset per column (docs/RESULTS.md). Nothing is read before it is asked
for; a part is read without the rest, and a table that would fill the memory is refused with a word
on how to ask for less. Needs h5py and pandas.
"""

import os
import re
import warnings

import h5py
import numpy as np
import pandas as pd

BLOCK = 1 << 18  # rows that are read at a time
most_bytes = 4 << 30  # of one frame; a bigger one is asked for in parts
TEXT_BYTES = 80  # what a short string takes in memory, about


PIECE = 1 << 20  # bytes that are summed up at a time
SEAL_BYTES = 512  # before HDF5 begins: a line of text with the number of the bytes that follow
SEAL = re.compile(rb"bullwhip results, sealed \d+, checksum ([0-9a-f]{16}) of (\d+) bytes from byte 512; "
                  rb"HDF5 follows\n\0*")


def chained(digest, words, mask=(1 << 64) - 1):
    """The chain of src/base/digest.h after some more 64-bit words."""
    for word in words:
        digest = ((digest ^ word) * 0x9E3779B97F4A7C15) & mask
        digest ^= digest >> 32
    return digest


def mixed(digest, mask=(1 << 64) - 1):
    digest = ((digest ^ (digest >> 30)) * 0xBF58476D1CE4E5B9) & mask
    digest = ((digest ^ (digest >> 27)) * 0x94D049BB133111EB) & mask
    return digest ^ (digest >> 31)


def checksum(file):
    """Of all that follows in a file that is open for bytes, PIECE bytes at a time."""
    digest = 0
    while piece := file.read(PIECE):
        whole = len(piece) // 8 * 8
        digest = chained(digest, np.frombuffer(piece[:whole], "<u8").tolist())
        if rest := piece[whole:]:  # padded with zeros, and its length
            digest = chained(digest, [int.from_bytes(rest, "little") | len(rest) << 56])
    return mixed(digest)


def check_seal(path, verify=False):
    """Is the file whole? Refuses one that is torn; warns of one that was never sealed, for who writes
    results seals them at the end. `verify` looks at the checksum of all bytes as well."""
    with open(path, "rb") as file:
        seal = file.read(SEAL_BYTES)
        size = os.fstat(file.fileno()).st_size
    sealed = SEAL.fullmatch(seal)
    if sealed and int(sealed[2]) == size - SEAL_BYTES:
        if verify:
            check_bytes(path, int(sealed[1], 16))
        return
    if sealed or seal.startswith(b"bullwhip"):
        raise ValueError(f"{path}: it is torn, or has changed since it was written")
    if seal == bytes(SEAL_BYTES):
        warnings.warn(f"{path}: it is not sealed: whoever writes it has not finished, or it was changed",
                      stacklevel=3)


def check_bytes(path, seal):
    with open(path, "rb") as file:
        file.seek(SEAL_BYTES)
        if checksum(file) != seal:
            raise ValueError(f"{path}: its bytes have changed since it was written")


class File:
    """One file; opened anew for each reading, so that a run may replace it meanwhile."""

    def __init__(self, path):
        self.path = str(path)

    def open(self):
        return h5py.File(self.path, "r")

    def __contains__(self, name):
        with self.open() as file:
            return name in file

    def attributes(self, name):
        with self.open() as file:
            return {k: plain(v) for k, v in file[name].attrs.items() if k != "about"}

    def strings(self, name):
        with self.open() as file:
            return strings(file[name])

    def text(self, name):
        """A dataset that holds one long text."""
        with self.open() as file:
            return joined(file[name])

    def tables(self):
        """One row per table: rows, columns, bytes in the file and in memory, what it holds."""
        found = {}

        def look(name, group):
            if isinstance(group, h5py.Group) and is_table(group):
                columns = list(group.values())
                found["/" + name] = (len(columns[0]), len(columns),
                                     sum(c.id.get_storage_size() for c in columns),
                                     sum(size(c) for c in columns),
                                     text(group.attrs.get("about", "")))

        with self.open() as file:
            file.visititems(look)
        names = ["rows", "columns", "file_bytes", "memory_bytes", "about"]
        return pd.DataFrame.from_dict(found, orient="index", columns=names)

    def frame(self, name, columns=None, where=None):
        """A table, or a part: `columns` picks measures (those that name a row always come), `where`
        rows: {"replication": 0, "site": [3, 4]}."""
        with self.open() as file:
            group = self._group(file, name)
            picked = pick(group, columns)
            if where is None:
                allow(self.path, group, sum(size(group[c]) for c in picked))
                parts = {c: column(group[c]) for c in picked}
            else:
                parts = self._matching(group, picked, where)
            return framed(group, parts)

    def blocks(self, name, columns=None, rows=BLOCK):
        """The same, `rows` rows at a time: for tables of any size."""
        with self.open() as file:
            group = self._group(file, name)
            picked = pick(group, columns)
            for start in range(0, len(group[picked[0]]), rows):
                part = slice(start, start + rows)
                frame = framed(group, {c: column(group[c], part) for c in picked})
                frame.index += start
                yield frame

    def _group(self, file, name):
        if name not in file:
            by = text(file.attrs.get("software_version", "another program"))
            raise KeyError(f"{self.path} has no {name}: {by} wrote none of it; "
                           "`tables` tells what there is")
        return file[name]

    def _matching(self, group, picked, where):
        """The columns of the rows that match."""
        parts = {c: [] for c in picked}
        total = 0
        for start in range(0, len(group[picked[0]]), BLOCK):
            part = slice(start, start + BLOCK)
            match = np.logical_and.reduce(
                [np.isin(group[c][part], np.atleast_1d(v)) for c, v in where.items()])
            if not match.any():
                continue
            for c in picked:
                parts[c].append(column(group[c], part)[match])
            total += sum(size(group[c]) for c in picked) * match.sum() / len(group[picked[0]])
            allow(self.path, group, total)
        return {c: np.concatenate(p) if p else column(group[c], slice(0)) for c, p in parts.items()}


def allow(path, group, needed):
    """Refuses what would not fit: better a word than a machine that swaps."""
    if needed > most_bytes:
        name = group.name.rsplit("/", 1)[1]
        raise MemoryError(
            f"{path}: {group.name} would take {needed / 1e9:.1f} GB of memory; ask for a part, "
            f"table({name!r}, columns=[...], replication=0, site=...), go through blocks({name!r}, "
            f"columns=[...]), or raise frames.most_bytes")


def pick(group, columns):
    """Names of columns, in the order in which they were written."""
    if columns is None:
        return list(group)
    missing = set(columns) - set(group)
    if missing:
        raise KeyError(f"{group.name} has no {', '.join(sorted(missing))}")
    return [n for n in group if n in columns or h5py.h5ds.is_scale(group[n].id)]


def framed(group, parts):
    """A frame that knows its units; the columns are not copied."""
    frame = pd.DataFrame(parts, copy=False)
    units = {name: text(group[name].attrs.get("unit", "")) for name in parts}
    frame.attrs = {"units": units, "about": text(group.attrs.get("about", ""))}
    return frame


def is_table(group):
    """Columns of one length and nothing else."""
    kinds = list(group.values())
    return (len(kinds) > 0 and all(isinstance(k, h5py.Dataset) and k.ndim == 1 for k in kinds)
            and len({len(k) for k in kinds}) == 1)


def size(dataset):
    """Bytes in memory."""
    return len(dataset) * (TEXT_BYTES if dataset.dtype.kind == "S" else dataset.dtype.itemsize)


def column(dataset, part=slice(None)):
    if dataset.dtype.kind == "S":
        return np.array(strings(dataset, part), dtype=object)
    return dataset[part]


def strings(dataset, part=slice(None)):
    return [text(value) for value in dataset[part]]


def joined(dataset):
    """One text; a long one is kept as several strings."""
    return text(b"".join(dataset[()]))


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def plain(value):
    return text(value) if isinstance(value, (bytes, np.bytes_, str)) else value.item()

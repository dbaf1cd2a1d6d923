# SPDX-License-Identifier: Apache-2.0
"""Where faults happen: a folder, the programs that run in it, and what must hold of both."""

import glob
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

import h5py

WARNED = 75  # exit code of what has written down where it is
PATIENCE = 300  # seconds after which a program counts as one that hangs
PACE = 20_000  # ns for each look at the stopwatch: a handful of checkpoints in a run
ANNOUNCED = re.compile(r"^bullwhip: \S+, \d+ sites: |^bullwhip: \d+ %: |"
                       r"^bullwhip: stopped as it was told|^bullwhip: \S+: \d+ points")


class Wrong(Exception):
    """Something that must never be."""


class LeftOut(Exception):
    """A kind of fault that can't be made here, and why."""


class Done:
    """How a program ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def digest(self):
        return json.loads(self.out)["digest"]

    @property
    def killed(self):
        return self.code < 0 or self.code in (128 + signal.SIGKILL, 128 + signal.SIGTERM)

    def reason(self):
        """The first line that says why; a failure without one is a fault of ours."""
        for line in self.err.splitlines():
            if "bug:" in line or "Traceback" in line:
                raise Wrong(f"a bug shows: {line}")
            if re.match(r"^(bullwhip: |\S+: |rank )", line) and not ANNOUNCED.match(line):
                return line
        raise Wrong(f"exit code {self.code} without a word: {self.err!r}")

    def __str__(self):
        return f"exit code {self.code}, said {self.err[-600:]!r}"


def environment_of(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except ProcessLookupError:  # it has none any more
        return b""


def processes(tag):
    """Those that bear the tag in their environment, and their states; and those of the program whose
    environment is gone: they are ending, and may hold locks still."""
    found = {}
    for path in glob.glob("/proc/[0-9]*/environ"):
        pid = int(path.split("/")[2])
        try:
            environment = environment_of(path)
            with open(f"/proc/{pid}/stat") as file:
                name, _, rest = file.read().rpartition(")")
            state = rest.split()[0]
            held = state != "Z" or len(os.listdir(f"/proc/{pid}/task")) > 1  # files, by some thread
            ending = not environment and name.endswith("(.bullwhip") and held
            if tag.encode() in environment or ending:
                found[pid] = state
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            pass
    return found


def values(path, groups=("results", "summary", "model")):
    """All of the groups, and the digest; None when the file, or a part of them, can't be read."""
    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = item[()].tobytes()
    try:
        with h5py.File(path, "r") as file:
            for group in groups:
                file[group].visititems(keep)
            found["digest"] = file.attrs.get("digest")
    except (OSError, KeyError, RuntimeError, ValueError):
        return None
    return found


class Place:
    """A folder of its own. Programs start in it; none may outlive its launcher for long."""

    def __init__(self, settings):
        self.settings = settings
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="bullwhip-faults-"))
        self.right = None  # what results shall hold
        self.program = self.path(".bullwhip")  # reachable for other users, too
        self.shim = self.path(".shim.so")
        shutil.copy(settings.program, self.program)
        shutil.copy(settings.shim, self.shim)
        os.chmod(self.folder, 0o777)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def names(self):
        return sorted(name for name in os.listdir(self.folder) if name[0] != ".")

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def clear(self, *kept):
        """Removes all but `kept`."""
        for name in self.names():
            if name not in kept:
                path = self.path(name)
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)

    # ---- programs ----

    def environment(self, words, ranks=0, fault=None):
        """`fault`: settings of the shim. What is written every so often is so by the shim's pace."""
        paced = {"FAULT_PACE": PACE} if "--checkpoint-every" in words and not ranks else {}
        fault = {**paced, **(fault or {})}
        if not fault:
            return {}
        preloaded = {} if ranks else {"LD_PRELOAD": self.shim}
        return {"FAULT_FOLDER": self.folder, **preloaded, **{k: str(v) for k, v in fault.items()}}

    def start(self, words, ranks=0, fault=None, limit=None, user=None):
        """`limit`: bytes that a file may have."""
        tag = "FAULT_TAG=" + uuid.uuid4().hex
        environment = dict(os.environ, FAULT_TAG=tag.split("=")[1],
                           **self.environment(words, ranks, fault))
        command = [self.program, *words]
        if ranks:
            passed = ["-x", "LD_PRELOAD=" + self.shim] if fault else []
            command = [self.settings.launcher, "-n", str(ranks), *passed, *command]
        who = {"user": user, "group": user, "extra_groups": []} if user else {}
        process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            if limit else None, **who)
        process.tag = tag
        return process

    def finish(self, process):
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise Wrong("a program hangs: " + " ".join(process.args)) from None
        finally:
            self.none_left(process)
        return Done(process.returncode, out, err)

    def none_left(self, process):
        """Ranks follow their launcher within seconds."""
        deadline = time.monotonic() + PATIENCE / 3
        while (left := processes(process.tag)) and time.monotonic() < deadline:
            if process.returncode is None:
                break
            time.sleep(0.02)
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if left and process.returncode is None:
            process.communicate()
        elif left:
            raise Wrong(f"{len(left)} processes live on after their launcher")

    def run(self, words, **how):
        return self.finish(self.start(words, **how))

    def steps(self, words, **how):
        """How many steps of the fault's kind the command takes, undisturbed."""
        counted = os.path.join(tempfile.gettempdir(), "bullwhip-steps-" + uuid.uuid4().hex)
        fault = {"FAULT_COUNT": counted, **how.pop("fault", {})}
        done = self.run(words, fault=fault, **how)
        if done.code != 0:
            raise Wrong(f"undisturbed, it fails: {done}")
        with open(counted) as file:
            steps = int(file.read())
        os.unlink(counted)
        return steps

    def strikes(self, words, fault, **how):
        """Runs the command under the fault. How it ended, and whether the fault struck."""
        struck = os.path.join(tempfile.gettempdir(), "bullwhip-struck-" + uuid.uuid4().hex)
        try:
            return self.run(words, fault={**fault, "FAULT_STRUCK": struck}, **how), \
                os.path.exists(struck)
        finally:
            if os.path.exists(struck):
                os.unlink(struck)

    def wait_for_stop(self, process):
        """True once one of its processes stands still; false when all have ended."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if any(state == "T" for state in processes(process.tag).values()):
                return True
            if process.poll() is not None:
                return False
            time.sleep(0.005)
        raise Wrong("neither stops nor ends: " + " ".join(process.args))

    def go_on(self, process):
        for pid, state in processes(process.tag).items():
            if state == "T":
                os.kill(pid, signal.SIGCONT)

    # ---- what must hold ----

    def whole_or_absent(self, name, digest):
        """What bears the name of results is whole, and right."""
        if not os.path.exists(self.path(name)):
            return
        found = values(self.path(name))
        if found is None:
            raise Wrong(f"{name} bears its name and can't be read")
        if found != self.right:
            raise Wrong(f"{name} is not what it should be; digest {digest}")

    def verdict(self, done, digest):
        """"same" or "told"; anything else is wrong. Killed by us is "killed"."""
        if done.code == 0:
            if done.digest != digest:
                raise Wrong(f"another result: {done.digest}; expected {digest}")
            return "same"
        if done.killed:
            return "killed"
        if done.code == WARNED and re.search("stopped (as it was told|by a signal)", done.err):
            return "warned"
        if done.code not in (1, 2):
            raise Wrong(str(done))
        done.reason()
        return "told"

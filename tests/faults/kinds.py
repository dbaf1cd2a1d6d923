# SPDX-License-Identifier: Apache-2.0
"""The kinds of faults. Each is a generator of trials; a trial says whether it struck, and how
it ended: "same" (the result of an undisturbed run) or "told" (a clear refusal)."""

import os
import re
import shutil
import subprocess
import time

import h5py
from place import PACE, PATIENCE, LeftOut, Wrong, values

RUN = ["run", "s.cfg", "-n", "4", "--horizon", "60 d", "--json", "-o", "out.h5"]
KEPT = [*RUN, "--checkpoint", "c", "--checkpoint-every", "1 ms", "--resume"]
SWEEP = ["sweep", "study.cfg", "--json", "--threads", "1", "-o", "out.h5"]
MERGE = ["merge", "out.h5", "p1.h5", "p2.h5", "--json"]
WARP = [*RUN, "--engine", "timewarp", "--threads", "1"]
DRILL = ["drill", "drill.cfg", "--json", "--threads", "1", "-o", "out.h5"]
PAST = [*DRILL, "--history", "past.h5", "--exercise"]
NOBODY = 65534
SPOOL = "out.h5.spool"
STUDY = """
study = { id = "levels"; scenario = "s.cfg"; replications = 2; outcomes = ["total_cost"]; };
factors = ( { name = "shop"; at = "stock.shop.beer.order_up_to";
              levels = ["41 units", "45 units", "49 units"]; } );
design = { kind = "grid"; };
"""
DRILL_TEXT = """
drill = { id = "fire"; scenario = "s.cfg"; replications = 2; };
disruptions = ( { name = "fire"; site = "brewery"; start = "100 d"; duration = "20 d"; } );
playbooks = ( { name = "deep shelves"; } );
steps = ( { playbook = "deep shelves"; at = "stock.shop.beer.order_up_to"; times = 2; } );
"""


def inputs(place, given):
    shutil.copy(given.scenario, place.path("s.cfg"))
    place.write("study.cfg", STUDY)
    place.write("drill.cfg", DRILL_TEXT)
    return ["s.cfg", "study.cfg", "drill.cfg"]


def truth(place, words):
    """The digest of an undisturbed run, and the files that it leaves."""
    before = place.names()
    done = place.run(words)
    if done.code != 0:
        raise Wrong(f"undisturbed, it fails: {done}")
    left = place.names()
    place.right = values(place.path("out.h5"))
    place.clear(*before)
    return done.digest, left


def again(place, words, digest, left):
    """Once more, undisturbed: as if nothing had happened."""
    done = place.run(words)
    if done.code != 0:
        raise Wrong(f"does not go on after the fault: {done}")
    if place.verdict(done, digest) != "same":
        raise Wrong("another result after the fault")
    place.whole_or_absent("out.h5", digest)
    if place.names() != left:
        raise Wrong(f"left behind: {sorted(set(place.names()) ^ set(left))}")


def until_struck(trial, at):
    """Messages and threads take other steps each time: sooner and sooner, until it strikes."""
    while True:
        struck, end = trial(at)
        if struck or at <= 1:
            return struck, end
        at //= 2


# ---- a fault at a step ----

def prepared(place, given, words):
    kept = inputs(place, given)
    if words[0] == "merge":
        for k in (1, 2):
            done = place.run([*SWEEP[:-1], f"p{k}.h5", "--shard", f"{k}/2"])
            if done.code != 0:
                raise Wrong(f"a shard fails: {done}")
            kept += [f"p{k}.h5", f"p{k}.h5.spool"]
    return kept


def at_steps(words, what, times, **how):
    """`what` at `times` steps for each round, spread over the whole run by the seed."""
    def trials(place, dice, given):
        kept = prepared(place, given, words)
        digest, left = truth(place, words)
        fault = {"FAULT_ON": how.get("on", "files"), "FAULT_DO": what}
        ranks = how.get("ranks", 0)
        if ranks:
            fault["FAULT_RANK"] = how.get("rank", ranks - 1)
        steps = place.steps(words, ranks=ranks, fault=fault)
        place.clear(*kept)
        count = times * given.rounds

        def trial(at):
            place.clear(*kept)
            done, struck = place.strikes(words, {**fault, "FAULT_AT": at}, ranks=ranks)
            end = place.verdict(done, digest)
            place.whole_or_absent("out.h5", digest)
            again(place, words, digest, left)
            return struck, "told" if end == "told" else "same"

        for i in range(count):  # one in each stretch of the run
            at = 1 + int(steps * (i + dice.random()) / count)
            yield lambda at=at: until_struck(trial, at)
    return trials


def warned(words, ranks, times):
    """USR1 to one of the ranks: all end, nothing is finished, and the same command goes on."""
    def trials(place, dice, given):
        kept = inputs(place, given)
        digest, left = truth(place, words)
        fault = {"FAULT_DO": "warn", "FAULT_RANK": ranks - 1} if ranks else {"FAULT_DO": "warn"}
        steps = place.steps(words, ranks=ranks, fault=fault)

        def trial(at):
            place.clear(*kept)
            done, struck = place.strikes(words, {**fault, "FAULT_AT": at}, ranks=ranks)
            end = place.verdict(done, digest)
            if end not in ("warned", "same"):
                raise Wrong(f"a warned command: {done}")
            if end == "warned" and (done.out or "out.h5" in place.names()):
                raise Wrong(f"warned, it has finished something: {place.names()}, {done}")
            again(place, words, digest, left)
            return end == "warned" and struck, "told" if end == "warned" else "same"

        for i in range(times * given.rounds):
            at = 1 + int(steps * (i + dice.random()) / (times * given.rounds) / 2)
            yield lambda at=at: until_struck(trial, at)
    return trials


def stands_still(words, ranks, times, on="messages"):
    def trials(place, dice, given):
        kept = inputs(place, given)
        digest, _ = truth(place, words)
        fault = {"FAULT_ON": on, "FAULT_RANK": ranks - 1}
        steps = place.steps(words, ranks=ranks, fault=fault)

        def trial(at):
            place.clear(*kept)
            process = place.start(words, ranks=ranks,
                                  fault={**fault, "FAULT_DO": "stop", "FAULT_AT": at})
            struck = place.wait_for_stop(process)
            time.sleep(0.7 if struck else 0)
            place.go_on(process)
            done = place.finish(process)
            if done.code != 0:
                raise Wrong(f"a rank that stood still: {done}")
            return struck, place.verdict(done, digest)

        for _ in range(times * given.rounds):
            yield lambda at=1 + dice.randrange(steps): until_struck(trial, at)
    return trials


# ---- two writers ----

def two_writers(words, other, times):
    """The second comes while the first stands still at some step."""
    def trials(place, dice, given):
        kept = prepared(place, given, words)
        digest, _ = truth(place, words)
        steps = place.steps(words, fault={"FAULT_ON": "files"})
        refused = []

        def trial(at):
            place.clear(*kept)
            first = place.start(words, fault={"FAULT_DO": "stop", "FAULT_AT": at})
            struck = place.wait_for_stop(first)
            second = place.run(other)
            end = place.verdict(second, digest)
            if end == "told":
                if "another run is writing it" not in second.err:
                    raise Wrong(f"two writers: {second}")
                refused.append(at)
            place.go_on(first)
            done = place.finish(first)
            if done.code != 0 or place.verdict(done, digest) != "same":
                raise Wrong(f"the first of two writers: {done}")
            place.whole_or_absent("out.h5", digest)
            return struck, end

        def some():
            for part in range(2, 9):
                if not refused:
                    trial(max(2, steps // part))
            if not refused:
                raise Wrong("the second writer was never refused")
            return True, "told"

        for i in range(times * given.rounds):
            at = max(2, int(steps * (i + dice.random()) / (times * given.rounds)))
            yield lambda at=at: until_struck(trial, at)
        yield some
    return trials


# ---- no room ----

def size_limit(words, times):
    """RLIMIT_FSIZE: a disk quota in small."""
    def trials(place, dice, given):
        kept = prepared(place, given, words)
        digest, left = truth(place, words)
        place.run(words)
        largest = max(os.path.getsize(os.path.join(folder, name))
                      for folder, _, names in os.walk(place.folder) for name in names
                      if name != ".bullwhip" and name not in kept)

        def trial(limit):
            place.clear(*kept)
            done = place.run(words, limit=limit)
            end = place.verdict(done, digest)
            if end == "killed":
                raise Wrong(f"killed by a limit: {done}")
            place.whole_or_absent("out.h5", digest)
            again(place, words, digest, left)
            return end == "told", end

        for _ in range(times * given.rounds):
            yield lambda limit=1 + dice.randrange(largest - 1): trial(limit)
    return trials


SMALL_DISK = """
mount -t tmpfs -o size={size}k none "$1" && cd "$1" && cp "$2"/*.cfg . || exit 99
shift 2
"$@" >/dev/null; code=$?
[ ! -e out.h5 ] || [ $code -eq 0 ] || exit 98
mount -o remount,size=64m "$PWD" || exit 99
echo "$code"
exec "$@"
"""


def own_mounts(place):
    """How to start what may mount: as root, or as one in a namespace of its own."""
    for namespace in (["unshare", "-m"], ["unshare", "-rm"]):
        try:
            probe = [*namespace, "mount", "-t", "tmpfs", "none", place.path("disk")]
            if subprocess.run(probe, capture_output=True).returncode == 0:
                return namespace
        except FileNotFoundError:
            break
    raise LeftOut("no right to mount")


def pages(place):
    """KiB that the files of a place take at least on a disk."""
    return sum(-(-os.path.getsize(os.path.join(folder, name)) // 4096) * 4
               for folder, _, names in os.walk(place.folder) for name in names if name[0] != ".")


def small_disk(words, times):
    """A real full disk, smaller than what an undisturbed run leaves on it."""
    def trials(place, dice, given):
        kept = inputs(place, given)
        least = pages(place)
        place.run(words)
        most = pages(place)
        place.clear(*kept)
        digest, _ = truth(place, words)
        shutil.copytree(place.folder, place.path("in"), ignore=lambda _, names:
                        [name for name in names if name[0] == "." or name == "in"])
        os.mkdir(place.path("disk"))
        namespace = own_mounts(place)

        def trial(size):
            done = subprocess.run(
                [*namespace, "sh", "-c", SMALL_DISK.format(size=size), "sh",
                 place.path("disk"), place.path("in"), place.program, *words],
                capture_output=True, text=True, timeout=PATIENCE,
                env={**os.environ, **place.environment(words)})
            code, _, out = done.stdout.partition("\n")
            if done.returncode != 0 or code not in ("0", "1", "2") or digest not in out:
                raise Wrong(f"a disk of {size} KiB: code {code}, {done.returncode}, {done.stderr!r}")
            if code != "0" and "No space left" not in done.stderr:
                raise Wrong(f"a disk of {size} KiB: {done.stderr!r}")
            return code != "0", "same" if code == "0" else "told"

        for _ in range(times * given.rounds):
            yield lambda size=dice.randrange(least + 4, most, 4): trial(size)
    return trials


# ---- places that can't be read or written ----

def forbidden(place, dice, given):
    """By the rights of files and folders; who may do anything becomes nobody."""
    kept = inputs(place, given)
    digest, _ = truth(place, RUN)
    user = NOBODY if os.geteuid() == 0 else None
    os.mkdir(place.path("shut"), 0o555)
    os.mkdir(place.path("dark"))
    shutil.copy(place.path("s.cfg"), place.path("dark/s.cfg"))
    kept += ["shut", "dark"]
    if user and place.run(["--version"], user=user).code != 0:
        raise LeftOut("nobody may run the program")

    def trial(words, closed):
        place.clear(*kept)
        if closed == SPOOL:
            os.mkdir(place.path(SPOOL))
        if closed:
            os.chmod(place.path(closed), 0)
        try:
            done = place.run(words, user=user)
        finally:
            if closed:
                os.chmod(place.path(closed), 0o755 if os.path.isdir(place.path(closed)) else 0o644)
        if done.code == 0 or place.verdict(done, digest) != "told":
            raise Wrong(f"{words} of what is closed: {done}")
        if os.listdir(place.path("shut")):
            raise Wrong("it wrote into a closed folder")
        return True, "told"

    cases = [(RUN, "s.cfg"), ([*RUN[:-1], "shut/x.h5"], None),
             ([*KEPT, "--checkpoint", "shut/c"], None), (SWEEP, "study.cfg"), (SWEEP, "s.cfg"),
             ([*SWEEP[:-1], "shut/x.h5"], None), (["merge", "shut/x.h5", "none.h5"], None),
             ([*RUN[:-1], "/proc/x.h5"], None), ([*RUN[:-1], "s.cfg/x.h5"], None),
             ([*RUN[:-1], "shut"], None), (DRILL, "drill.cfg"), ([*DRILL[:-1], "shut/x.h5"], None),
             ([*DRILL, "--history", "shut/past.h5", "--exercise", "w1"], None),
             (["run", "dark/s.cfg"], "dark"), ([*RUN[:-1], "dark/x.h5"], "dark"),
             ([*RUN, "--resume-from", "dark/c"], "dark"), (["report", "dark/x.h5"], "dark"),
             (SWEEP, SPOOL), (DRILL, SPOOL)]
    for words, closed in cases:
        yield lambda words=words, closed=closed: trial(words, closed)


def planted(place, dice, given):
    """Links that lie where the program will write: what they lead to stays as it was."""
    kept = inputs(place, given)
    digest, _ = truth(place, RUN)

    def trial(words, name, how):
        place.clear(*kept)
        place.write("precious", "precious")
        if os.path.dirname(name):
            os.mkdir(place.path(os.path.dirname(name)))
        how("precious" if how is not os.symlink else place.path("precious"), place.path(name))
        done = place.run(words)
        with open(place.path("precious")) as file:
            if file.read() != "precious":
                raise Wrong(f"it wrote through {name}")
        if done.code == 0 or place.verdict(done, digest) != "told":
            raise Wrong(f"a link at {name}: {done}")
        return True, "told"

    for words, name in [(RUN, "out.h5.part"), (KEPT, "c.settled"), (SWEEP, "out.h5.part"),
                        (SWEEP, "out.h5.spool/0000.spool")]:
        for how in (os.symlink, lambda a, b: os.link(place.path(a), b)):
            yield lambda words=words, name=name, how=how: trial(words, name, how)


# ---- bytes that changed ----

def spoil(place, name, dice):
    """A bit flipped, or torn off somewhere."""
    size = os.path.getsize(place.path(name))
    if dice.random() < 0.3:
        os.truncate(place.path(name), dice.randrange(size))
        return
    with open(place.path(name), "r+b") as file:
        at = dice.randrange(size)
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << dice.randrange(8)]))


def spoilt_checkpoint(place, dice, given):
    kept = inputs(place, given)
    digest, left = truth(place, KEPT)
    third = {"FAULT_DO": "torn", "FAULT_NAME": "c", "FAULT_AT": 3}
    for faster in (1, 1.25, 1.5, 2, 3):
        place.clear(*kept)
        if place.run(KEPT, fault={**third, "FAULT_PACE": int(PACE * faster)}).killed:
            break
    else:
        raise Wrong("the run wrote fewer than three checkpoints")
    for name in ("c", "c.old"):
        shutil.copy(place.path(name), place.path("kept." + name))
        kept.append("kept." + name)
    left = sorted({*left, *kept})

    def trial():
        place.clear(*kept)
        for name in ("c", "c.old"):
            shutil.copy(place.path("kept." + name), place.path(name))
        spoil(place, "c", dice)
        done = place.run(KEPT)
        if done.code != 2 or place.verdict(done, digest) != "told":
            raise Wrong(f"a spoilt checkpoint: {done}")
        if "--resume-from c.old" not in done.err:
            raise Wrong(f"the older checkpoint is not offered: {done}")
        again(place, [*KEPT, "--resume-from", "c.old"], digest, left)
        return True, "told"

    for _ in range(6 * given.rounds):
        yield trial


def spoilt_spool(place, dice, given):
    kept = inputs(place, given)
    digest, left = truth(place, SWEEP)
    place.run(SWEEP)
    shutil.copytree(place.path("out.h5.spool"), place.path("kept"))
    kept.append("kept")
    left = sorted({*left, "kept"})

    def trial():
        place.clear(*kept)
        shutil.copytree(place.path("kept"), place.path("out.h5.spool"))
        spoil(place, "out.h5.spool/0000.spool", dice)
        again(place, SWEEP, digest, left)
        return True, "same"

    for _ in range(6 * given.rounds):
        yield trial


def spoilt_results(place, dice, given):
    """No command reads on; HDF5 itself would fall over some of them."""
    kept = inputs(place, given)
    place.run(RUN)
    shutil.move(place.path("out.h5"), place.path("kept.h5"))
    kept.append("kept.h5")

    def trial():
        place.clear(*kept)
        shutil.copy(place.path("kept.h5"), place.path("x.h5"))
        spoil(place, "x.h5", dice)
        for words in (["replay", "x.h5"], ["report", "x.h5"], ["diff", "x.h5", "kept.h5"]):
            done = place.run(words)
            if done.code != 2 or not re.search("changed since|not a whole HDF5 file", done.err):
                raise Wrong(f"spoilt results, {words[0]}: {done}")
        return True, "told"

    for _ in range(8 * given.rounds):
        yield trial


# ---- the history of drills ----

def history(place):
    """Exercises and digests of all rows; None when it can't be read."""
    found = values(place.path("past.h5"), ["history"])
    if found is None:
        return None
    with h5py.File(place.path("past.h5")) as file:
        return list(zip(file["history/exercise"][()], file["history/digest"][()]))


def first_drill(place, given):
    """The history of one drill is in first.h5; what was simulated stays in the spool."""
    kept = inputs(place, given)
    done = place.run([*PAST, "w1"])
    if done.code != 0:
        raise Wrong(f"undisturbed, it fails: {done}")
    place.right = values(place.path("out.h5"))
    alone = place.steps(DRILL)
    shutil.copy(place.path("past.h5"), place.path("first.h5"))
    both = place.steps([*PAST, "w2"])
    return [*kept, "first.h5", "out.h5.spool"], done.digest, alone, both


def added(what, times):
    """`what` while a row is added: all old rows are there, and the new one as a whole or not."""
    def trials(place, dice, given):
        kept, digest, alone, both = first_drill(place, given)
        row = [(name, digest.encode()) for name in (b"w1", b"w2")]

        def trial(at):
            place.clear(*kept)
            shutil.copy(place.path("first.h5"), place.path("past.h5"))
            done, struck = place.strikes([*PAST, "w2"], {"FAULT_DO": what, "FAULT_AT": at})
            end = place.verdict(done, digest)
            now = history(place)
            if now not in (row[:1], row):
                raise Wrong(f"the history has {now}: {done}")
            done = place.run([*PAST, "w2"])
            if now == row and (done.code != 2 or "has a drill of exercise w2" not in done.err):
                raise Wrong(f"not refused the second time: {done}")
            if now != row and (place.verdict(done, digest) != "same" or history(place) != row):
                raise Wrong(f"no row after the fault: {done}")
            place.whole_or_absent("out.h5", digest)
            if set(place.names()) - {*kept, "out.h5", "past.h5", "past.h5.lock"}:
                raise Wrong(f"left behind: {place.names()}")
            return struck, "told" if end == "told" else "same"

        for i in range(times * given.rounds):
            at = alone + 1 + int((both - alone) * (i + dice.random()) / (times * given.rounds))
            yield lambda at=at: until_struck(trial, at)
    return trials


def queued_again(place, dice, given):
    """A job is killed when its row has just got its name: begun once more, it goes on and ends well;
    whoever else asks for that exercise is refused, and the row is there once."""
    kept, digest, _, _ = first_drill(place, given)
    both = [(name, digest.encode()) for name in (b"w1", b"w2")]
    shutil.copy(place.path("first.h5"), place.path("past.h5"))
    written = place.steps([*PAST, "w2"], fault={"FAULT_NAME": "past.h5"})

    def job(number, start=0):
        return {"SLURM_JOB_ID": number, "SLURM_CLUSTER_NAME": "c", "SLURM_RESTART_COUNT": start}

    def refused(words, who):
        done = place.run(words, fault=who)
        if done.code != 2 or "has a drill of exercise w2" not in done.err or history(place) != both:
            raise Wrong(f"a second drill of a week, {who}: {done}")

    def trial(words, at):
        place.clear(*kept)
        shutil.copy(place.path("first.h5"), place.path("past.h5"))
        fault = {**job(7), "FAULT_DO": "torn", "FAULT_NAME": "past.h5", "FAULT_AT": at}
        done, struck = place.strikes(words, fault)
        if not done.killed or history(place) != both:
            raise Wrong(f"the fault does not strike behind the row: {done}")
        for who in ({}, job(7), job(8), job(8, 1)):
            refused([*PAST, "w2"], who)
        text = DRILL_TEXT.replace("20 d", "21 d")
        place.write("drill.cfg", text)
        refused([*PAST, "w2"], job(7, 1))  # it asks for something else by now
        place.write("drill.cfg", DRILL_TEXT)
        done = place.run(words, fault=job(7, 1))
        if place.verdict(done, digest) != "same" or history(place) != both:
            raise Wrong(f"queued again, it does not end well: {done}")
        place.whole_or_absent("out.h5", digest)
        refused([*PAST, "w2"], job(9))
        return struck, "same"

    for words in ([*PAST, "w2"], [*PAST, "w2", "--force"]):
        yield lambda words=words: trial(words, written)


def spoilt_history(place, dice, given):
    kept, digest, _, _ = first_drill(place, given)

    def trial():
        place.clear(*kept)
        shutil.copy(place.path("first.h5"), place.path("past.h5"))
        spoil(place, "past.h5", dice)
        with open(place.path("past.h5"), "rb") as file:
            before = file.read()
        for words in ([*PAST, "w2"], ["history", "past.h5"]):
            done = place.run(words)
            if done.code != 2 or "It is left as it is" not in done.err:
                raise Wrong(f"a spoilt history, {words[0]}: {done}")
        with open(place.path("past.h5"), "rb") as file:
            if file.read() != before:
                raise Wrong("a spoilt history was written over")
        return True, "told"

    for _ in range(4 * given.rounds):
        yield trial


# ---- the rest ----

def dates_jump(place, dice, given):
    kept = inputs(place, given)

    def trial(words, seed):
        place.clear(*kept)
        digest, left = truth(place, words)
        done = place.run(words, fault={"FAULT_CLOCK": seed})
        if done.code != 0:
            raise Wrong(f"under another date: {done}")
        end = place.verdict(done, digest)
        again(place, words, digest, left)
        return True, end

    for words in (RUN, KEPT, SWEEP, DRILL):
        for _ in range(given.rounds):
            yield lambda words=words: trial(words, dice.randrange(1 << 30))


def crowd(words):
    """8 ranks on whatever cores there are."""
    def trials(place, dice, given):
        kept = inputs(place, given)
        digest, _ = truth(place, words)

        def trial():
            place.clear(*kept)
            done = place.run(words, ranks=8)
            if done.code != 0:
                raise Wrong(f"8 ranks: {done}")
            return True, place.verdict(done, digest)

        for _ in range(given.rounds):
            yield trial
    return trials


ALL = {
    "kill -9, run": at_steps(KEPT, "kill", 4),
    "kill -9, sweep": at_steps(SWEEP, "kill", 3),
    "kill -9, merge": at_steps(MERGE, "kill", 3),
    "kill -9, drill": at_steps(DRILL, "kill", 2),
    "kill -9 amid a write, run": at_steps(KEPT, "torn", 4),
    "kill -9 amid a write, sweep": at_steps(SWEEP, "torn", 4),
    "kill -9 amid a write, merge": at_steps(MERGE, "torn", 3),
    "kill -9 amid a write, drill": at_steps(DRILL, "torn", 2),
    "kill -9 amid a row of history": added("torn", 3),
    "kill -9 of a job after its row": queued_again,
    "kill -9 of a rank": at_steps(WARP, "kill", 2, on="messages", ranks=3),
    "kill -9 of rank 0": at_steps(WARP, "kill", 1, on="messages", ranks=2, rank=0),
    "kill -9 of mpirun": at_steps(WARP, "parent", 2, on="messages", ranks=2),
    "kill -9 of mpirun, sweep": at_steps(SWEEP, "parent", 1, ranks=2),
    "kill -9 of mpirun, drill": at_steps(DRILL, "parent", 1, ranks=2),
    "kill -9 of a rank, sweep": at_steps(SWEEP, "kill", 2, ranks=2),
    "kill -9 of a rank, drill": at_steps(DRILL, "kill", 1, ranks=2),
    "warned, run": warned(KEPT, 0, 1),
    "warned, sweep": warned(SWEEP, 0, 1),
    "warned, sweep on ranks": warned(SWEEP, 2, 1),
    "warned, drill": warned(DRILL, 0, 1),
    "a rank stands still": stands_still(WARP, 3, 2),
    "a rank stands still, sweep": stands_still(SWEEP, 2, 1, on="files"),
    "a rank stands still, drill": stands_still(DRILL, 2, 1, on="files"),
    "8 ranks": crowd(WARP),
    "8 ranks, sweep": crowd(SWEEP),
    "8 ranks, drill": crowd(DRILL),
    "disk full, run": at_steps(KEPT, "full", 3),
    "disk full, sweep": at_steps(SWEEP, "full", 4),
    "disk full, merge": at_steps(MERGE, "full", 3),
    "disk full, drill": at_steps(DRILL, "full", 2),
    "disk full, history": added("full", 2),
    "disk fails once, history": added("fail", 1),
    "disk fails once, run": at_steps(KEPT, "fail", 4),
    "disk fails once, sweep": at_steps(SWEEP, "fail", 4),
    "disk fails once, merge": at_steps(MERGE, "fail", 3),
    "limit of file size, run": size_limit(KEPT, 2),
    "limit of file size, sweep": size_limit(SWEEP, 3),
    "limit of file size, merge": size_limit(MERGE, 2),
    "limit of file size, drill": size_limit(DRILL, 1),
    "small disk, run": small_disk(KEPT, 2),
    "small disk, sweep": small_disk(SWEEP, 2),
    "small disk, drill": small_disk(DRILL, 1),
    "closed files and folders": forbidden,
    "planted links": planted,
    "spoilt checkpoint": spoilt_checkpoint,
    "spoilt spool": spoilt_spool,
    "spoilt results": spoilt_results,
    "spoilt history": spoilt_history,
    "dates jump": dates_jump,
    "two runs, one output": two_writers(KEPT, RUN, 3),
    "two runs, one checkpoint": two_writers(KEPT, [*KEPT[:8], "other.h5", *KEPT[9:]], 3),
    "two sweeps": two_writers(SWEEP, SWEEP, 3),
    "two drills": two_writers(DRILL, DRILL, 1),
    "two merges": two_writers(MERGE, MERGE, 2),
}

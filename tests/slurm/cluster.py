# SPDX-License-Identifier: Apache-2.0
"""A real Slurm of several nodes on this machine: munged, slurmctld and a slurmd for each node, all
of them children of this process, which end with it. No systemd, no cgroups, ports and keys of its
own, so that several can live side by side."""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

DAEMONS = ["munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol", "unshare"]
PR_SET_PDEATHSIG = 1
# States that a job is in on its way.
UNDER_WAY = {"PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "SIGNALING", "REQUEUED", "SUSPENDED",
             "STOPPED", "STAGE_OUT", "REQUEUE_HOLD", "REQUEUE_FED"}

CONFIGURATION = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={base}/munge.sock,cred_expire=5
SlurmctldPort={port}
StateSaveLocation={base}/state
SlurmdSpoolDir={base}/spool/%n
TmpFS={base}/tmp/%n
SlurmctldPidFile={base}/slurmctld.pid
SlurmdPidFile={base}/slurmd.%n.pid
SlurmctldLogFile={base}/slurmctld.log
SlurmdLogFile={base}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,bf_interval=1,sched_interval=1
MpiDefault=none
ReturnToService=2
FirstJobId={first}
SlurmctldTimeout=300
SlurmdTimeout=300
KillWait=5
MinJobAge=3600
JobRequeue=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SlurmdParameters=config_overrides
{nodes}
PartitionName=batch Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=60
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
"""


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for s in held:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


def end_with_parent():
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


OWN_NETWORK = "BULLWHIP_OWN_NETWORK"
NETWORK = """ip link set lo up && ip tuntap add dev wire0 mode tap && ip addr add 10.78.0.1/24 dev wire0 &&
ip link set wire0 up || exit 1
exec "$@" """


def enter_own_network():
    """Begins this program anew in a network of its own, where that may be made: slurmd finds no
    address where lo is the only interface, as in a closed container, and ports are free."""
    enter = ["unshare", "--net", "sh", "-c", NETWORK, "sh"]
    if OWN_NETWORK in os.environ or not shutil.which("unshare") or not shutil.which("ip"):
        return
    if subprocess.run([*enter, "true"], capture_output=True).returncode == 0:
        os.environ[OWN_NETWORK] = "yes"
        os.execvp(enter[0], [*enter, sys.executable, "-B", *sys.argv])


class Unavailable(Exception):
    """Slurm can't be started here; says why."""


class Cluster:
    def __init__(self, nodes=4, cpus=2):
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        missing = [d for d in DAEMONS if not shutil.which(d)]
        if missing:
            raise Unavailable(f"{', '.join(missing)} missing (on Debian install slurmctld slurmd "
                              "slurm-client munge)")
        if os.geteuid() != 0:
            raise Unavailable("slurmd needs root")
        if len(socket.if_nameindex()) < 2:
            raise Unavailable("slurmd finds no address where lo is the only network interface")
        self.base = tempfile.mkdtemp(prefix="bullwhip-slurm-")
        self.nodes, self.cpus, self.children = nodes, cpus, []
        # Each node has a name of its own where that may be; else Open MPI takes all for one
        # machine, and their shared memory would collide.
        self.own_names = subprocess.run(["unshare", "--uts", "true"],
                                        capture_output=True).returncode == 0
        if not self.own_names:
            os.environ["OMPI_MCA_btl"] = "tcp,self"
        try:
            self.start()
        except Exception:
            self.stop()
            raise

    def start(self):
        os.chmod(self.base, 0o755)
        ports = free_ports(self.nodes + 1)
        host = socket.gethostname().split(".")[0]
        # Names that no other cluster on this machine has: Open MPI's files are called by them.
        names = [f"n{i + 1}p{os.getpid()}" for i in range(self.nodes)]
        for folder in ["state", *(f"{kind}/{n}" for kind in ("spool", "tmp") for n in names)]:
            os.makedirs(os.path.join(self.base, folder))
        lines = [f"NodeName={n} NodeHostname={host} NodeAddr=127.0.0.1 Port={p} CPUs={self.cpus} "
                 "RealMemory=4000 State=UNKNOWN" for n, p in zip(names, ports[1:])]
        self.write("slurm.conf", CONFIGURATION.format(host=host, base=self.base, port=ports[0],
                                                      first=ports[0] * 100 + 1,
                                                      nodes="\n".join(lines)))
        self.write("cgroup.conf", "CgroupAutomount=no\n")
        self.write("key", os.urandom(64).hex())
        os.chmod(os.path.join(self.base, "key"), 0o400)
        os.environ["SLURM_CONF"] = os.path.join(self.base, "slurm.conf")
        at = lambda name: os.path.join(self.base, name)
        self.spawn("munged", "--foreground", "--force", f"--key-file={at('key')}",
                   f"--socket={at('munge.sock')}", f"--pid-file={at('munged.pid')}",
                   f"--log-file={at('munged.log')}", f"--seed-file={at('seed')}", "--num-threads=2")
        self.until(lambda: os.path.exists(at("munge.sock")), 20, "munged does not start")
        self.spawn("slurmctld", "-D", "-f", at("slurm.conf"))
        self.node = {}
        for name in names:
            self.begin_node(name)
        self.until(self.all_idle, 60, "the nodes do not come up")

    def begin_node(self, name):
        conf = os.path.join(self.base, "slurm.conf")
        self.node[name] = self.spawn(*self.on_node(name, f"exec slurmd -D -f {conf} -N {name}"))

    def kill_node(self, name, all_of_it):
        """kill -9 of its slurmd; with all of it, of every process there, as when the power fails."""
        daemon = self.node.pop(name)
        machine = os.readlink(f"/proc/{daemon.pid}/ns/uts")
        self.children.remove(daemon)
        daemon.kill()
        daemon.wait()
        for pid in [int(entry) for entry in os.listdir("/proc") if all_of_it and entry.isdigit()]:
            try:
                if os.readlink(f"/proc/{pid}/ns/uts") == machine:
                    os.kill(pid, signal.SIGKILL)
            except OSError:
                pass

    def on_node(self, name, command):
        if self.own_names:
            return ["unshare", "--uts", "sh", "-c", f"hostname {name}; {command}"]
        return ["sh", "-c", command]

    def write(self, name, text):
        with open(os.path.join(self.base, name), "w", encoding="utf-8") as file:
            file.write(text)

    def spawn(self, *command):
        with open(os.path.join(self.base, "daemons.log"), "ab") as log:
            self.children.append(subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.base,
                preexec_fn=end_with_parent))
        return self.children[-1]

    def until(self, true, seconds, complaint):
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end or any(c.poll() is not None for c in self.children):
                raise Unavailable(f"{complaint}:\n{self.logs()}")
            time.sleep(0.05)

    def logs(self):
        text = ""
        for name in sorted(os.listdir(self.base)):
            if name.endswith(".log"):
                with open(os.path.join(self.base, name), encoding="utf-8", errors="replace") as file:
                    text += f"--- {name}\n" + "".join(file.readlines()[-60:])
        return text

    def all_idle(self):
        said = subprocess.run(["sinfo", "-h", "-p", "batch", "-t", "idle", "-o", "%D"],
                              capture_output=True, text=True)
        return said.stdout.strip() == str(self.nodes)

    def stop(self):
        subprocess.run(["scancel", "-u", "root"], capture_output=True)
        for child in reversed(self.children):
            child.terminate()
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        shutil.rmtree(self.base, ignore_errors=True)

    # ---- jobs ----

    def show(self, job):
        """The lines of `scontrol show job`, one for each element of an array."""
        said = subprocess.run(["scontrol", "-o", "show", "job", str(job)], capture_output=True,
                              text=True, check=True)
        return [dict(re.findall(r"(\w+)=(\S*)", line)) for line in said.stdout.splitlines()]

    def states(self, job):
        return {line["JobState"] for line in self.show(job)}

    def wait(self, job, states=None, seconds=120):
        """Until all elements are in one of `states`, or have ended; what Slurm says of them then."""
        end = time.monotonic() + seconds
        while True:
            now = self.states(job)
            if now <= states if states else not now & UNDER_WAY:
                return self.show(job)
            if time.monotonic() > end:
                raise TimeoutError(f"job {job} is {now}\n{self.logs()}")
            time.sleep(0.1)

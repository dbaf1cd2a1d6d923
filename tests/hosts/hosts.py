# SPDX-License-Identifier: Apache-2.0
"""Several hosts on this machine: network namespaces with names and shared memory of their own,
joined by a wire (wire.c) that delays every frame. They end with this process."""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile

PR_SET_PDEATHSIG = 1
NETWORK = "10.79.0"
# What a host does before it sleeps: its name, memory and list of hosts are its own.
SET_UP = ('hostname "$1" && mount -t tmpfs tmpfs /dev/shm && mount --bind "$2" /etc/hosts && '
          'ip link set lo up && echo ready && exec cat')


def end_with_parent():
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Unavailable(Exception):
    """Hosts can't be made here; says why."""


class Hosts:
    def __init__(self, wire, count, delay_us):
        missing = [p for p in ("ip", "unshare", "nsenter", "mpirun") if not shutil.which(p)]
        if missing:
            raise Unavailable(f"{', '.join(missing)} missing (on Debian install iproute2)")
        if not os.path.exists("/dev/net/tun"):
            raise Unavailable("/dev/net/tun is not there")
        self.base = tempfile.mkdtemp(prefix="bullwhip-hosts-")
        self.names = [f"h{i + 1}p{os.getpid()}" for i in range(count)]
        self.children = []
        try:
            self.start(wire, delay_us)
        except Exception:
            self.stop()
            raise

    def start(self, wire, delay_us):
        listed = "".join(f"{NETWORK}.{i + 1} {n}\n" for i, n in enumerate(self.names))
        hosts = self.write("hosts", "127.0.0.1 localhost\n" + listed)
        self.pids = [self.spawn("unshare", "--net", "--uts", "--mount", "--propagation", "private",
                                "sh", "-c", SET_UP, "sh", name, hosts) for name in self.names]
        self.spawn(wire, str(delay_us), *map(str, self.pids))
        for i, pid in enumerate(self.pids):
            done = subprocess.run(
                ["nsenter", "-t", str(pid), "-n", "sh", "-c",
                 f"ip addr add {NETWORK}.{i + 1}/24 dev wire0 && ip link set wire0 up"],
                capture_output=True, text=True)
            if done.returncode:
                raise Unavailable(done.stderr)
        # Stands in for ssh: agent.sh HOST COMMAND
        cases = "".join(f"{n}) pid={p} ;;\n" for n, p in zip(self.names, self.pids))
        self.agent = self.write("agent.sh", f'#!/bin/sh\ncase $1 in\n{cases}esac\nshift\n'
                                'exec nsenter -t "$pid" --net --uts --mount sh -c "$*"\n')
        os.chmod(self.agent, 0o755)

    def write(self, name, text):
        path = os.path.join(self.base, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def spawn(self, *command):
        """Starts what says "ready" and lasts until its standard input ends; its process id."""
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, preexec_fn=end_with_parent)
        self.children.append(child)
        if child.stdout.readline() != "ready\n":
            child.stdin.close()
            raise Unavailable(child.stderr.read().strip())
        return child.pid

    def mpirun(self, ranks, *command, folder=None, settings=None):
        """`ranks` dealt to all hosts in equal blocks; started on the first one, over the wire."""
        each = -(-ranks // len(self.names))
        listed = ",".join(f"{n}:{each}" for n in self.names)
        line = ["nsenter", "-t", str(self.pids[0]), "--net", "--uts", "--mount",
                "mpirun", "-n", str(ranks), "--host", listed,
                "--mca", "plm_rsh_agent", self.agent, "--mca", "pml", "ob1",
                "--mca", "btl", "tcp,vader,self", "--mca", "btl_tcp_if_include", f"{NETWORK}.0/24",
                "--mca", "oob_tcp_if_include", f"{NETWORK}.0/24", "--bind-to", "none"]
        for name, value in (settings or {}).items():
            line += ["--mca", name, value]
        line += ["--wdir", folder or self.base, *command]
        return subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=300, preexec_fn=end_with_parent)

    def round_trip_us(self, tries=100):
        """How long a byte takes from the first host to the second and back by TCP, the least."""
        echo = ("import socket\ns = socket.create_server(('', 7777))\nprint('ready', flush=True)\n"
                "c = s.accept()[0]\nc.setsockopt(6, 1, 1)\nwhile c.send(c.recv(1)): pass")
        ask = ("import socket, time\nc = socket.create_connection(('%s.2', 7777))\n"
               "c.setsockopt(6, 1, 1)\nbest = 1\nfor _ in range(%d):\n t = time.perf_counter()\n"
               " c.send(b'x'); c.recv(1)\n best = min(best, time.perf_counter() - t)\n"
               "print(best * 1e6)" % (NETWORK, tries))
        python = shutil.which("python3")
        enter = [["nsenter", "-t", str(p), "--net", python, "-c"] for p in self.pids[:2]]
        with subprocess.Popen([*enter[1], echo], stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL) as server:
            server.stdout.readline()
            said = subprocess.run([*enter[0], ask], capture_output=True, text=True, timeout=60)
            server.kill()
        return float(said.stdout)

    def stop(self):
        for child in self.children:
            child.stdin.close()
        for child in self.children:
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            child.stdout.close()
            child.stderr.close()
        shutil.rmtree(self.base, ignore_errors=True)

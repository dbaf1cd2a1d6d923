/* SPDX-License-Identifier: Apache-2.0 */
/* tests/hosts/wire.c - a network between network namespaces; every frame takes its time.
 *
 * usage: wire MICROSECONDS PID...
 * The namespace of each process gets a TAP device "wire0"; what is sent there comes out of the
 * others' so much later. Linux can do that by itself (tc netem), but not every kernel is built
 * with it. Says "ready" on stdout; ends with its standard input.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { PORTS = 16, FRAMES = 8192, FRAME_BYTES = 2048, ADDRESS = 6, BURST = 32 };

struct frame {
    int64_t due; // ns
    int from;
    size_t bytes;
    unsigned char data[FRAME_BYTES]; // receiver's address, then sender's
};

/* All take equally long, so the first that came is the first that goes. */
static struct {
    int64_t delay;
    int ports;
    struct pollfd port[PORTS + 1]; // the last one is standard input
    unsigned char address[PORTS][ADDRESS];
    struct frame *frame; // ring
    uint64_t in, out;
} wire;

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* The device belongs to the namespace in which it was made, its file to us. */
static int open_port(const char *pid)
{
    char path[64];
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};

    snprintf(path, sizeof path, "/proc/%s/ns/net", pid);
    int home = open(path, O_RDONLY | O_CLOEXEC);
    if (home < 0 || setns(home, CLONE_NEWNET) != 0)
        die(path);
    close(home);
    int port = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    strcpy(request.ifr_name, "wire0");
    if (port < 0 || ioctl(port, TUNSETIFF, &request) != 0)
        die("/dev/net/tun");
    return port;
}

/* For one port, or for all: addresses are learned from what was sent. */
static bool is_for(const struct frame *f, int port)
{
    bool all = f->data[0] & 1;

    return port != f->from && (all || !memcmp(f->data, wire.address[port], ADDRESS));
}

static void deliver(const struct frame *f)
{
    for (int i = 0; i < wire.ports; i++)
        if (is_for(f, i) && write(wire.port[i].fd, f->data, f->bytes) < 0)
            continue; // lost, as on any network: TCP sends it again
}

static void accept_frames(int port)
{
    for (int n = 0; n < BURST && wire.in - wire.out < FRAMES; n++) {
        struct frame *f = &wire.frame[wire.in % FRAMES];
        ssize_t size = read(wire.port[port].fd, f->data, sizeof f->data);
        if (size < 2 * ADDRESS)
            return;
        f->bytes = (size_t)size;
        f->from = port;
        f->due = now() + wire.delay;
        memcpy(wire.address[port], f->data + ADDRESS, ADDRESS);
        wire.in++;
    }
}

static struct timespec *until_due(struct timespec *wait)
{
    if (wire.in == wire.out)
        return NULL;
    int64_t left = wire.frame[wire.out % FRAMES].due - now();
    *wait = (struct timespec){.tv_nsec = left > 0 ? left : 0};
    return wait;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc - 2 > PORTS)
        return 2;
    wire.delay = strtoll(argv[1], NULL, 10) * 1000;
    wire.ports = argc - 2;
    wire.frame = calloc(FRAMES, sizeof *wire.frame);
    if (!wire.frame)
        die("memory");
    for (int i = 0; i < wire.ports; i++)
        wire.port[i] = (struct pollfd){.fd = open_port(argv[2 + i]), .events = POLLIN};
    wire.port[wire.ports] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    prctl(PR_SET_TIMERSLACK, 1);
    puts("ready");
    fflush(stdout);

    for (struct timespec wait; !wire.port[wire.ports].revents;) {
        for (; wire.in > wire.out && wire.frame[wire.out % FRAMES].due <= now(); wire.out++)
            deliver(&wire.frame[wire.out % FRAMES]);
        if (ppoll(wire.port, (nfds_t)wire.ports + 1, until_due(&wait), NULL) < 0)
            die("ppoll");
        for (int i = 0; i < wire.ports; i++)
            if (wire.port[i].revents & POLLIN)
                accept_frames(i);
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Frames between ranks: none lost, none twice, those of a pair in order, whatever room there
 * is; the reduction beside them. Run by mpirun; a broken rule ends all ranks. */
#define _GNU_SOURCE // syscall
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "comm/comm.h"
#include "comm/net.h"

enum { FRAMES = 1000, REDUCTIONS = 50 };

struct head {
    int from, number;
};

static size_t bytes_of(int number)
{
    return sizeof(struct head) +
           (size_t)number * 7919 % (COMM_FRAME_BYTES - sizeof(struct head));
}

static unsigned char filling(const struct head *h)
{
    return (unsigned char)(31 * h->from + h->number);
}

static void send_one(struct comm_net *net, int to, int number)
{
    unsigned char frame[COMM_FRAME_BYTES];
    struct head head = {comm_rank(), number};

    memset(frame, filling(&head), sizeof frame);
    memcpy(frame, &head, sizeof head);
    comm_net_send(net, to, frame, bytes_of(number));
}

/* More than any mailbox holds, to everybody, while nobody looks. */
static void send_all(struct comm_net *net)
{
    for (int i = 0; i < FRAMES; i++)
        for (int to = 0; to < comm_size(); to++)
            if (to != comm_rank())
                send_one(net, to, i);
}

static void check(const unsigned char *frame, int from, size_t bytes, int *next)
{
    struct head head;

    memcpy(&head, frame, sizeof head);
    base_assert(head.from == from && head.number == next[from]);
    base_assert(bytes == bytes_of(head.number));
    for (size_t i = sizeof head; i < bytes; i++)
        base_assert(frame[i] == filling(&head));
    next[from]++;
}

static void receive_all(struct comm_net *net)
{
    int left = FRAMES * (comm_size() - 1);
    int *next = base_array((size_t)comm_size(), sizeof *next);
    int from;
    size_t bytes;

    while (left > 0) {
        const unsigned char *frame = comm_net_receive(net, &from, &bytes);
        if (frame == NULL) {
            sched_yield();
            continue;
        }
        base_assert((uintptr_t)frame % 8 == 0);
        check(frame, from, bytes, next);
        left--;
    }
    base_assert(comm_net_receive(net, &from, &bytes) == NULL);
    free(next);
}

static void reduce(struct comm_net *net, int number)
{
    struct comm_cut all, mine = {.in_flight = {comm_rank() + number, -comm_rank()},
                                 .low = (uint64_t)(1000 * number + comm_size() - comm_rank())};
    int ranks = comm_size(), sum = ranks * (ranks - 1) / 2;

    comm_net_reduce(net, &mine);
    while (!comm_net_reduced(net, &all))
        sched_yield();
    base_assert(all.in_flight[0] == sum + ranks * number && all.in_flight[1] == -sum);
    base_assert(all.low == (uint64_t)(1000 * number + 1));
}

static unsigned yields; // of this program, its libraries included

int sched_yield(void)
{
    yields++;
    return (int)syscall(SYS_sched_yield);
}

/* Who asks in vain keeps the processor: what to do with it is not for the net to say. Other
 * libraries may yield as they like. */
static void ask_in_vain(struct comm_net *net)
{
    enum { TIMES = 1000 };
    int from;
    size_t bytes;

    comm_barrier();
    yields = 0;
    for (int i = 0; i < TIMES; i++)
        base_assert(comm_net_receive(net, &from, &bytes) == NULL);
    base_assert(yields == 0 || strncmp(comm_library(), "Open MPI", 8) != 0);
    comm_barrier();
}

static void try_net(struct comm_net *net)
{
    if (comm_size() == 1) {
        base_assert(net == NULL);
        return;
    }
    ask_in_vain(net);
    for (int i = 0; i < REDUCTIONS; i++)
        reduce(net, i);
    send_all(net);
    reduce(net, REDUCTIONS);
    receive_all(net);
}

static void one_after_the_other(void)
{
    for (int i = 0; i < 3; i++) {
        struct comm_net *net = comm_net_new();
        try_net(net);
        comm_net_free(net);
    }
}

/* The second has no memory to share any more and goes through MPI. */
static void two_at_once(void)
{
    struct comm_net *a = comm_net_new(), *b = comm_net_new();

    try_net(b);
    comm_net_free(b);
    try_net(a);
    comm_net_free(a);
}

static void by_teams(void)
{
    comm_team_enter(comm_size() > 3 ? 2 : 1);
    one_after_the_other();
    comm_team_leave();
}

int main(int argc, char **argv)
{
    comm_init(&argc, &argv);
    one_after_the_other();
    two_at_once();
    by_teams();
    comm_fini();
    return 0;
}

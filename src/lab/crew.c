/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE // usleep
#include "lab/crew.h"

#include <omp.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "comm/comm.h"
#include "comm/net.h"

enum { NAP_MICROSECONDS = 50 };

/* A run of jobs; also what travels: a request is an empty run, an answer that is empty says
 * that nothing is left. */
struct run {
    uint32_t first, end;
};

struct crew {
    uint32_t jobs;
    unsigned threads;
    struct comm_net *net; // NULL: alone
    lab_job *work;
    void (*told)(void *user, uint32_t handed_out);
    void *user;

    /* all threads of the rank, one at a time */
    struct run now, next; // what is in store
    bool refused;         // rank 0 has nothing left

    /* main thread */
    bool asked;

    /* main thread of rank 0 */
    uint32_t handed_out;
    int dismissed; // ranks that know that nothing is left
};

/* ---- rank 0 hands out ---- */

/* A part of what is left: large at first, so that there are few requests, and one at a time at
 * the end, so that all end at once. */
static struct run cut(struct crew *c)
{
    uint32_t left = c->jobs - c->handed_out;
    uint32_t share = left / (3 * (uint32_t)comm_size());
    uint32_t most = 64 * c->threads, count = share < most ? share : most;
    struct run run = {c->handed_out, c->handed_out};

    if (left > 0 && count < c->threads)
        count = left < c->threads ? left : c->threads;
    if (left > 0 && left < 2 * (uint32_t)comm_size() * c->threads)
        count = 1;
    run.end += count;
    c->handed_out = run.end;
    return run;
}

static void answer(struct crew *c, int rank)
{
    struct run run = cut(c);

    comm_net_send(c->net, rank, &run, sizeof run);
    c->dismissed += run.first == run.end;
}

/* ---- the store of this rank ---- */

enum answer { NOTHING_YET, NOTHING_LEFT, A_JOB };

static bool empty(struct run run)
{
    return run.first == run.end;
}

static enum answer take(struct crew *c, uint32_t *job)
{
    enum answer answer = A_JOB;

#pragma omp critical(lab_crew)
    {
        if (empty(c->now)) {
            c->now = c->next;
            c->next = (struct run){0, 0};
        }
        if (!empty(c->now))
            *job = c->now.first++;
        else
            answer = c->refused ? NOTHING_LEFT : NOTHING_YET;
    }
    return answer;
}

static void put(struct crew *c, struct run run)
{
#pragma omp critical(lab_crew)
    {
        c->refused = empty(run);
        c->next = run;
    }
    c->asked = false;
}

/* Will the store last for long enough to do without more? */
static bool stocked(struct crew *c)
{
    bool enough;

#pragma omp critical(lab_crew)
    enough = c->refused || !empty(c->next) || c->now.end - c->now.first > c->threads;
    return enough;
}

/* ---- the main thread ---- */

static void listen(struct crew *c)
{
    int from;
    size_t bytes;
    const void *frame;

    while (c->net != NULL && (frame = comm_net_receive(c->net, &from, &bytes)) != NULL) {
        struct run run;
        base_assert(bytes == sizeof run);
        memcpy(&run, frame, sizeof run);
        if (comm_rank() == 0)
            answer(c, from);
        else
            put(c, run);
    }
}

static void ask(struct crew *c)
{
    const struct run request = {0, 0};

    if (c->asked || stocked(c))
        return;
    if (comm_rank() == 0) {
        put(c, cut(c));
        return;
    }
    c->asked = true;
    comm_net_send(c->net, 0, &request, sizeof request);
}

static void tend(struct crew *c)
{
    listen(c);
    ask(c);
    if (c->told != NULL && comm_rank() == 0)
        c->told(c->user, c->handed_out);
}

/* Has everybody whom this rank must answer been told that nothing is left? */
static bool dismissed_all(const struct crew *c)
{
    return comm_rank() != 0 || c->dismissed == comm_size() - 1;
}

static void lead(struct crew *c)
{
    for (;;) {
        uint32_t job;
        tend(c);
        enum answer answer = take(c, &job);
        if (answer == A_JOB)
            c->work(c->user, job, 0);
        else if (answer == NOTHING_LEFT && dismissed_all(c))
            return;
        else
            usleep(NAP_MICROSECONDS);
    }
}

static void follow(struct crew *c, unsigned thread)
{
    for (;;) {
        uint32_t job;
        enum answer answer = take(c, &job);
        if (answer == A_JOB)
            c->work(c->user, job, thread);
        else if (answer == NOTHING_LEFT)
            return;
        else
            usleep(NAP_MICROSECONDS);
    }
}

void lab_crew_run(uint32_t jobs, unsigned threads, lab_job *work,
                  void (*told)(void *user, uint32_t handed_out), void *user)
{
    struct crew c = {.jobs = jobs,
                     .threads = threads,
                     .net = comm_net_new(),
                     .work = work,
                     .told = told,
                     .user = user};

#pragma omp parallel num_threads((int)threads) default(none) shared(c)
    {
        if (omp_get_thread_num() == 0)
            lead(&c);
        else
            follow(&c, (unsigned)omp_get_thread_num());
    }
    comm_net_free(c.net);
}

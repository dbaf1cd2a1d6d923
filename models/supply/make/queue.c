/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/make/queue.h"

static const struct sup_run *run_at(const struct sup_line_up *q, uint32_t place)
{
    uint32_t at = place % q->shop->runs[q->kind];

    return (const struct sup_run *)sup_part(q->t, q->shop->runs_at[q->kind]) + at;
}

static void join(const struct sup_line_up *q, const struct sup_run *at,
                 const struct sup_run *more)
{
    struct sup_run *run = tw_write(q->t->ctx, at);
    double part = (double)more->jobs / (double)(run->jobs + more->jobs);

    run->arrived += (more->arrived - run->arrived) * part;
    run->entered += (more->entered - run->entered) * part;
    run->jobs += more->jobs;
    run->quanta += more->quanta;
}

/* Came together and are of one size: as one run they are served just the same. */
static bool alike(const struct sup_run *a, const struct sup_run *b)
{
    return a->op == b->op && a->arrived == b->arrived && a->entered == b->entered &&
           a->quanta * b->jobs == b->quanta * a->jobs && a->quanta % a->jobs == 0;
}

static void append(const struct sup_line_up *q, const struct sup_run *run,
                   struct sup_op_state *op)
{
    uint32_t place = (q->queue->head + q->queue->runs) % q->shop->runs[q->kind];

    *(struct sup_run *)tw_write(q->t->ctx, run_at(q, place)) = *run;
    q->queue->extra += op->runs[q->kind] > 0;
    q->queue->runs++;
    op->runs[q->kind]++;
    op->newest[q->kind] = place;
}

void sup_queue_push(const struct sup_line_up *q, const struct sup_run *run)
{
    q->queue->jobs += run->jobs;
    if (q->queue->runs > 0) {
        const struct sup_run *last = run_at(q, q->queue->head + q->queue->runs - 1);

        if (alike(last, run)) {
            join(q, last, run);
            return;
        }
    }
    struct sup_op_state *op = tw_write(q->t->ctx, sup_op_at(q->t, run->op));

    if (op->runs[q->kind] == 0 || q->queue->extra < q->shop->extra[q->kind]) {
        append(q, run, op);
    } else {
        join(q, run_at(q, op->newest[q->kind]), run);
        q->queue->joined++;
    }
}

struct sup_run sup_queue_pop(const struct sup_line_up *q)
{
    struct sup_run *run = tw_write(q->t->ctx, run_at(q, q->queue->head));
    struct sup_run job = *run;

    job.quanta = (run->quanta + run->jobs - 1) / run->jobs;
    job.jobs = 1;
    run->quanta -= job.quanta;
    run->jobs--;
    q->queue->jobs--;
    if (run->jobs == 0) {
        struct sup_op_state *op = tw_write(q->t->ctx, sup_op_at(q->t, job.op));

        q->queue->head = (q->queue->head + 1) % q->shop->runs[q->kind];
        q->queue->runs--;
        op->runs[q->kind]--;
        q->queue->extra -= op->runs[q->kind] > 0;
    }
    return job;
}

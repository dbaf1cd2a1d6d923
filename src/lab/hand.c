/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/hand.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/warning.h"
#include "comm/comm.h"
#include "lab/gather.h"

void lab_hand_init(struct lab_hand *h)
{
    size_t figures;

    sup_figures(&figures);
    h->ready = false;
    h->figure = base_array(figures, sizeof *h->figure);
    base_err_init(&h->err);
}

static void put_down(struct lab_hand *h)
{
    if (h->ready) {
        lab_tally_fini(&h->tally);
        sup_world_free(h->world);
        scen_free(&h->scen);
    }
    h->ready = false;
}

void lab_hand_fini(struct lab_hand *h)
{
    put_down(h);
    free(h->figure);
    base_err_fini(&h->err);
}

static void forget_mistakes(struct lab_hand *h)
{
    base_err_fini(&h->err);
    base_err_init(&h->err);
}

bool lab_hand_load(struct lab_hand *h, size_t unit, const struct lab_change *change,
                   size_t changes)
{
    if (h->ready && h->unit == unit)
        return true;
    put_down(h);
    forget_mistakes(h);
    if (!lab_variant_load(h->base, change, changes, &h->scen, &h->err))
        return false;
    h->scen.series = SCEN_SERIES_NETWORK; // all that figures are made of
    h->scen.decisions = h->traces ? SCEN_DECISIONS_ALL : SCEN_DECISIONS_NONE;
    h->world = sup_world_new(&h->scen, &h->err);
    if (h->world == NULL) {
        scen_free(&h->scen);
        return false;
    }
    lab_tally_init(&h->tally, h->world);
    h->tally.traces = h->traces;
    h->unit = unit;
    h->ready = true;
    return true;
}

/* ---- one replication ---- */

struct taker {
    struct lab_tally *tally;
    enum sup_channel channel;
    size_t bytes; // of a record
};

static void take(void *user, const void *record, size_t count)
{
    const struct taker *t = user;
    const unsigned char *at = record;

    for (size_t i = 0; i < count; i++, at += t->bytes) {
        struct out_row_head head;
        memcpy(&head, at, sizeof head);
        lab_tally_add(t->tally, t->channel, &head, at + sizeof head);
    }
}

/* Collective. The rows of all ranks to the tally of rank 0. */
static void gather(struct lab_hand *h, const struct tw_model *model, uint32_t replication,
                   const struct tw_rows *rows, const enum sup_channel *channel, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct lab_gather what = {.replication = replication,
                                        .channel = (uint16_t)channel[i],
                                        .lps = model->lps,
                                        .row_bytes = model->channels[channel[i]].row_bytes};
        struct taker t = {&h->tally, channel[i], lab_record_bytes(what.row_bytes)};
        lab_gather_rows(rows, &what, take, &t);
    }
}

/* Collective. */
static void gather_all(struct lab_hand *h, const struct tw_model *model, uint32_t replication,
                       const struct tw_rows *rows)
{
    static const enum sup_channel channel[] = {SUP_SITE_KPI, SUP_TOTAL, SUP_UNDERWAY,
                                               SUP_OUTAGE};

    gather(h, model, replication, rows, channel, sizeof channel / sizeof *channel);
    if (h->traces)
        gather(h, model, replication, rows, lab_trace, LAB_TRACES);
}

/* The engine's name of a replication: of an antithetic pair both have the same chance, of
 * which the second takes the mirror. */
static uint64_t engine_replication(const struct lab_hand *h, uint32_t replication)
{
    return h->antithetic ? rand_mirrored(replication / 2, replication % 2 != 0) : replication;
}

static bool settle(struct lab_hand *h, const struct tw_model *model, uint32_t replication,
                   const struct tw_result *result)
{
    bool good = true;

    lab_tally_begin(&h->tally, replication);
    if (h->all_ranks)
        gather_all(h, model, replication, &result->rows);
    else
        lab_tally_add_all(&h->tally, &result->rows);
    if (!h->all_ranks || comm_rank() == 0)
        good = lab_tally_figures(&h->tally, h->figure, &h->err);
    return h->all_ranks ? comm_all_true(good) : good;
}

/* For tw_options.pause. */
static bool to_stop(void *user, tw_time at)
{
    (void)user;
    (void)at;
    return base_warned();
}

/* Short replications end before anybody would have asked. */
static bool is_long(const struct lab_hand *h)
{
    static const double MANY_EVENTS = 1e6;
    double days = (double)h->scen.horizon / (double)TW_TICKS_PER_DAY;

    return sup_expected_events(h->world) * days > MANY_EVENTS;
}

bool lab_hand_run(struct lab_hand *h, uint32_t replication, struct lab_record *head)
{
    struct tw_model model = sup_model(h->world);
    struct tw_options tw = h->tw;
    struct tw_result result;
    double since = base_clock_seconds();

    forget_mistakes(h);
    tw.horizon = h->scen.horizon;
    tw.seed = h->seed;
    tw.replication = engine_replication(h, replication);
    tw.pause = h->may_stop && is_long(h) ? to_stop : NULL;
    if (!tw_run(&model, &tw, &result, &h->err))
        return false;
    h->stopped = result.paused;
    bool good = result.paused || settle(h, &model, replication, &result);
    head->replication = replication;
    head->digest = result.digest;
    head->events = result.committed;
    head->seconds = base_clock_seconds() - since;
    tw_result_fini(&result);
    return good;
}

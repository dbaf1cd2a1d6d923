/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_told.c - what agents did in a replication, as its record holds it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/drill_state.h"
#include "supply/account/decisions.h"

/* ---- what sites, products and lanes are called in the baseline ---- */

struct numbers {
    int32_t *of; // heap; by number in the course's scenario: in the baseline; -1: not there
    size_t count;
};

typedef void names(const struct scenario *scen, size_t i, struct base_text *name);

static void place_name(const struct scenario *scen, size_t i, struct base_text *name)
{
    for (size_t c = 0, at = scen->sites; i >= scen->sites && c < scen->carriers; c++)
        if (scen->carrier[c].vehicles > 0 && at++ == i)
            base_text_add(name, "carrier %s", scen->carrier[c].name);
    if (i < scen->sites)
        base_text_add(name, "%s", scen->site[i].name);
}

static size_t places(const struct scenario *scen)
{
    size_t count = scen->sites;

    for (size_t c = 0; c < scen->carriers; c++)
        count += scen->carrier[c].vehicles > 0;
    return count;
}

static void product_name(const struct scenario *scen, size_t i, struct base_text *name)
{
    base_text_add(name, "%s", scen->product[i].name);
}

/* Those without a name by where they lead; the first of several. */
static void lane_name(const struct scenario *scen, size_t i, struct base_text *name)
{
    const struct scen_lane *l = &scen->lane[i];

    base_text_add(name, "%s > %s: %s", scen->site[l->from].name, scen->site[l->to].name,
                  l->name != NULL ? l->name : "");
}

static struct numbers numbers_of(const struct scenario *scen, size_t count,
                                 const struct scenario *base, size_t known, names *name)
{
    struct numbers n = {base_array(count + 1, sizeof *n.of), count};
    struct base_map *map = base_map_new();
    struct base_text text = {0};

    for (size_t i = 0; i < known; i++) {
        text.length = 0;
        name(base, i, &text);
        base_map_put(map, base_text_get(&text), (int32_t)i);
    }
    for (size_t i = 0; i < count; i++) {
        text.length = 0;
        name(scen, i, &text);
        n.of[i] = base_map_get(map, base_text_get(&text));
    }
    base_text_fini(&text);
    base_map_free(map);
    return n;
}

static int32_t number(const struct numbers *n, int64_t i)
{
    return i >= 0 && i < (int64_t)n->count ? n->of[i] : -1;
}

struct atlas {
    struct numbers place, product, lane;
};

static struct atlas atlas_of(const struct scenario *scen, const struct scenario *base)
{
    return (struct atlas){
        numbers_of(scen, places(scen), base, places(base), place_name),
        numbers_of(scen, scen->products, base, base->products, product_name),
        numbers_of(scen, scen->lanes, base, base->lanes, lane_name),
    };
}

static void atlas_fini(struct atlas *a)
{
    free(a->place.of);
    free(a->product.of);
    free(a->lane.of);
}

/* ---- rows ---- */

static void translate_more(const struct atlas *a, enum sup_channel channel, unsigned char *row)
{
    struct sup_deed_row deed;
    struct sup_belief_row belief;

    if (channel == SUP_DEED) {
        memcpy(&deed, row, sizeof deed);
        deed.partner = number(&a->place, deed.partner);
        deed.lane = number(&a->lane, deed.lane);
        memcpy(row, &deed, sizeof deed);
    } else if (channel == SUP_BELIEF) {
        memcpy(&belief, row, sizeof belief);
        belief.source = number(&a->place, belief.source);
        memcpy(row, &belief, sizeof belief);
    }
}

/* Rows of all traces begin with their product. False: of whom the baseline knows nothing. */
static bool translate(const struct atlas *a, enum sup_channel channel, unsigned char *record)
{
    struct out_row_head head;
    int32_t product;

    memcpy(&head, record, sizeof head);
    memcpy(&product, record + sizeof head, sizeof product);
    int32_t node = number(&a->place, head.node), kept = number(&a->product, product);
    if (node < 0 || (product >= 0 && kept < 0))
        return false;
    head.node = (uint32_t)node;
    memcpy(record, &head, sizeof head);
    memcpy(record + sizeof head, &kept, sizeof kept);
    translate_more(a, channel, record + sizeof head);
    return true;
}

static int64_t time_of(const struct lab_tally_rows *rows, size_t i)
{
    struct out_row_head head;

    memcpy(&head, rows->data + i * rows->bytes, sizeof head);
    return head.at;
}

static int by_time(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* All of the time, or as much of it from the onset on as there is room for. */
static void choose_time(const struct lab_tally_rows *trace, size_t most, int64_t onset,
                        struct lab_told *t)
{
    size_t all = 0, count = 0;

    t->until = INT64_MAX;
    for (size_t k = 0; k < LAB_TRACES; k++)
        all += trace[k].count;
    if (all <= most)
        return;
    int64_t *at = base_array(all, sizeof *at);
    for (size_t k = 0; k < LAB_TRACES; k++)
        for (size_t i = 0; i < trace[k].count; i++)
            if (time_of(&trace[k], i) >= onset)
                at[count++] = time_of(&trace[k], i);
    qsort(at, count, sizeof *at, by_time);
    t->from = onset;
    if (count > most)
        t->until = at[most];
    free(at);
}

static uint64_t put_rows(const struct lab_tally_rows *trace, const struct atlas *a,
                         enum sup_channel channel, const struct lab_told *t,
                         struct base_text *record)
{
    unsigned char *row = base_alloc(trace->bytes);
    uint64_t count = 0;

    for (size_t i = 0; i < trace->count; i++) {
        int64_t at = time_of(trace, i);
        memcpy(row, trace->data + i * trace->bytes, trace->bytes);
        if (at < t->from || at >= t->until || !translate(a, channel, row))
            continue;
        base_text_put(record, row, trace->bytes);
        count++;
    }
    free(row);
    return count;
}

void lab_told_put(const struct lab_drill_state *s, const struct lab_hand *h,
                  const struct lab_case *what, struct base_text *record)
{
    const struct lab_tally_rows *trace = h->tally.trace;
    struct atlas atlas = atlas_of(&h->scen, s->base);
    struct lab_told t = {.from = 0};
    size_t head = record->length;

    choose_time(trace, s->told_most, (int64_t)what->steps * SCEN_TICKS_PER_DAY, &t);
    base_text_put(record, &t, sizeof t);
    for (size_t k = 0; k < LAB_TRACES; k++) {
        t.rows[k] = put_rows(&trace[k], &atlas, lab_trace[k], &t, record);
        t.left_out += trace[k].count - t.rows[k];
    }
    memcpy(record->at + head, &t, sizeof t);
    atlas_fini(&atlas);
}

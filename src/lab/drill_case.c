/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_case.c - what is simulated, under which name, and what came of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "lab/drill_state.h"

/* ---- what a case changes ---- */

struct list {
    struct lab_change *change;
    size_t count;
    struct base_arena *arena;
    struct scen_where where;
};

static const char *sought_path(const struct lab_drill_state *s, const struct list *l,
                               const char *key)
{
    struct base_text text = {0};

    base_text_add(&text, "disruptions.%s.%s", s->sought, key);
    const char *path = base_arena_string(l->arena, base_text_get(&text));
    base_text_fini(&text);
    return path;
}

static void put(struct list *l, const char *at, const char *to)
{
    l->change[l->count++] = (struct lab_change){.at = at, .to = to, .where = l->where};
}

static const char *number(const struct list *l, double value, const char *unit)
{
    char text[60];

    snprintf(text, sizeof text, "%.17g%s", value, unit);
    return base_arena_string(l->arena, text);
}

/* A weaker form of the disruption: what it does to speed, share or factor, in part. */
static void weaken(const struct lab_drill_state *s, struct list *l, double extent)
{
    double size = s->sought_disruption->size;

    switch (s->sought_disruption->kind) {
    case SCEN_OUTAGE:
        put(l, sought_path(s, l, "kind"), "capacity");
        put(l, sought_path(s, l, "share"), number(l, 1.0 - extent, ""));
        break;
    case SCEN_CAPACITY:
        put(l, sought_path(s, l, "share"), number(l, 1.0 - extent * (1.0 - size), ""));
        break;
    case SCEN_QUALITY:
    case SCEN_DESTROY:
        put(l, sought_path(s, l, "share"), number(l, extent * size, ""));
        break;
    default:
        put(l, sought_path(s, l, "factor"), number(l, 1.0 + extent * (size - 1.0), ""));
        break;
    }
}

static void scale(const struct lab_drill_state *s, const struct lab_case *what, struct list *l)
{
    double extent = s->extent[what->extent];

    put(l, sought_path(s, l, "duration"), number(l, what->steps * s->step, " d"));
    if (extent < 1.0 && s->sought_disruption->region != NULL)
        put(l, sought_path(s, l, "spread"),
            number(l, extent * s->sought_disruption->spread, ""));
    else if (extent < 1.0)
        weaken(s, l, extent);
}

/* A disruption of its own. */
static void take_out(const struct lab_drill_state *s, uint32_t site, struct list *l)
{
    const struct scen_exposure_row *e = &s->drill->exposure;
    double start = s->drill->starts
                       ? (double)e->start / SCEN_TICKS_PER_DAY
                       : s->warm_up + 0.25 * ((double)s->periods * s->period - s->warm_up);
    struct base_text text = {0};

    base_text_add(&text, "{ name = \"taken out for the exposure index\"; site = ");
    base_text_quoted(&text, s->base->site[site].name);
    base_text_add(&text, "; start = \"%.17g d\"; duration = \"%.17g d\"; }", start,
                  (double)e->duration / SCEN_TICKS_PER_DAY);
    l->change[l->count++] =
        (struct lab_change){.to = base_arena_string(l->arena, base_text_get(&text)),
                            .adds = true,
                            .where = l->where};
    base_text_fini(&text);
}

size_t lab_case_changes(const struct lab_drill_state *s, const struct lab_case *what,
                        struct base_arena *arena, struct lab_change **change,
                        const struct scenario **base)
{
    const struct lab_course *c = &s->course[what->course];
    struct list l = {
        .change = base_arena_array(arena, c->changes + LAB_CASE_CHANGES, sizeof *l.change),
        .arena = arena,
        .where = s->drill->reverse.where};

    for (size_t i = 0; i < c->changes; i++)
        l.change[l.count++] = c->change[i];
    if (what->kind == LAB_SCALED)
        scale(s, what, &l);
    l.where = s->drill->exposure.where;
    if (what->kind == LAB_NODE)
        take_out(s, what->site, &l);
    *change = l.change;
    *base = &s->job->scen[c->scenario];
    return l.count;
}

/* ---- units ---- */

static void identify(const struct lab_drill_state *s, const struct lab_case *what,
                     char hex[BASE_SHA256_HEX])
{
    struct base_arena *arena = base_arena_new();
    const struct scenario *base;
    struct lab_change *change;
    struct base_sha256 sha;
    size_t count = lab_case_changes(s, what, arena, &change, &base);

    base_sha256_init(&sha);
    lab_variant_hash_base(&sha, base);
    base_sha256_add(&sha, &s->seed, sizeof s->seed);
    if (what->kind == LAB_TOLD) { // another record than that of its course
        base_sha256_add(&sha, &what->kind, sizeof what->kind);
        base_sha256_add(&sha, &what->steps, sizeof what->steps);
    }
    lab_variant_hash(&sha, base, change, count);
    base_sha256_hex(&sha, hex);
    base_arena_free(arena);
}

static size_t unit_of(struct lab_drill_state *s, const char id[BASE_SHA256_HEX])
{
    int32_t known = base_map_get(s->by_id, id);

    if (known != BASE_MAP_NONE)
        return (size_t)known;
    base_map_put(s->by_id, id, (int32_t)s->units);
    s->unit = base_grow(s->unit, s->units, &s->unit_capacity, sizeof *s->unit);
    s->unit[s->units] = (struct lab_drill_unit){0};
    memcpy(s->unit[s->units].id, id, BASE_SHA256_HEX);
    return s->units++;
}

size_t lab_case_unit(struct lab_drill_state *s, const struct lab_case *what)
{
    char id[BASE_SHA256_HEX], key[80];

    snprintf(key, sizeof key, "%" PRIu32 "/%" PRIu32 "/%" PRIu32 "/%" PRIu32 "/%" PRIu32,
             what->kind, what->course, what->steps, what->extent, what->site);
    int32_t named = base_map_get(s->by_case, key);
    if (named != BASE_MAP_NONE)
        return (size_t)named;
    identify(s, what, id);
    size_t u = unit_of(s, id);
    base_map_put(s->by_case, key, (int32_t)u);
    if (!s->unit[u].known) {
        s->unit[u].known = true;
        s->unit[u].what = *what;
    }
    return u;
}

uint32_t lab_case_replications(const struct lab_drill_state *s, const struct lab_case *what)
{
    return what->kind == LAB_NODE ? s->node_replications : s->replications;
}

bool lab_case_has_sites(const struct lab_drill_state *s, const struct lab_case *what)
{
    return s->maps_sites && what->kind == LAB_COURSE;
}

/* ---- pieces ---- */

struct lab_drill_piece *lab_drill_piece_at(struct lab_drill_state *s, size_t unit,
                                           uint32_t replication)
{
    struct lab_drill_unit *u = &s->unit[unit];

    return replication < u->capacity && u->piece[replication].done ? &u->piece[replication]
                                                                   : NULL;
}

static void make_room(struct lab_drill_unit *u, uint32_t replication)
{
    uint32_t was = u->capacity, room = lab_record_room(was, replication);

    if (room == was)
        return;
    u->piece = base_resize(u->piece, room, sizeof *u->piece);
    memset(u->piece + was, 0, (room - was) * sizeof *u->piece);
    u->capacity = room;
}

static void *copy(const void *from, size_t bytes)
{
    return bytes > 0 ? memcpy(base_alloc(bytes), from, bytes) : NULL;
}

size_t lab_drill_piece_bytes(const struct lab_drill_state *s)
{
    return (2 + s->figures + LAB_CURVES * s->periods) * sizeof(double);
}

static void take_done(struct lab_drill_state *s, struct lab_drill_unit *u,
                      const struct lab_heard *heard)
{
    const struct lab_record *head = &heard->head;
    size_t values = lab_drill_piece_bytes(s), bytes = heard->bytes;

    if (bytes < values)
        return;
    make_room(u, head->replication);
    struct lab_drill_piece *piece = &u->piece[head->replication];
    if (piece->done)
        return;
    *piece = (struct lab_drill_piece){.done = true,
                                      .digest = head->digest,
                                      .events = head->events,
                                      .seconds = head->seconds,
                                      .value = copy(heard->rest, values),
                                      .more = copy(heard->rest + values, bytes - values),
                                      .more_bytes = bytes - values};
    s->taken++;
}

void lab_drill_take(struct lab_drill_state *s, const void *record, size_t bytes)
{
    struct lab_heard heard;

    if (!lab_record_read(record, bytes, &heard))
        return;
    size_t unit = unit_of(s, heard.id); // may move them
    if (heard.head.kind == LAB_DONE)
        take_done(s, &s->unit[unit], &heard);
    else
        lab_trouble_take(&s->unit[unit].trouble, &heard);
}

/* ---- what is given up ---- */

const char *lab_case_lost(struct lab_drill_state *s, const struct lab_case *what)
{
    size_t unit = lab_case_unit(s, what); // may move them

    return s->unit[unit].trouble.reason;
}

bool lab_course_lost(struct lab_drill_state *s, uint32_t course)
{
    const struct lab_case what = {.kind = LAB_COURSE, .course = course};

    return lab_case_lost(s, &what) != NULL;
}

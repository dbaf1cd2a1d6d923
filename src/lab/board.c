/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/board.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

void lab_board_init(struct lab_board *b, size_t points, const size_t *figure, size_t outcomes,
                    size_t figures)
{
    *b = (struct lab_board){.unit = base_array(points, sizeof *b->unit),
                            .unit_of = base_array(points, sizeof *b->unit_of),
                            .points = points,
                            .figure = figure,
                            .outcomes = outcomes,
                            .figures = figures,
                            .by_id = base_map_new()};
}

void lab_board_fini(struct lab_board *b)
{
    for (size_t u = 0; u < b->units; u++) {
        lab_trouble_fini(&b->unit[u].trouble);
        free(b->unit[u].piece);
        free(b->unit[u].outcome);
    }
    free(b->unit);
    free(b->unit_of);
    base_map_free(b->by_id);
    *b = (struct lab_board){0};
}

void lab_board_name(struct lab_board *b, size_t point, const char id[BASE_SHA256_HEX])
{
    int32_t known = base_map_get(b->by_id, id);

    if (known != BASE_MAP_NONE) {
        b->unit_of[point] = (size_t)known;
        return;
    }
    base_map_put(b->by_id, id, (int32_t)b->units);
    struct lab_unit *unit = &b->unit[b->units];
    *unit = (struct lab_unit){.point = point};
    memcpy(unit->id, id, sizeof unit->id);
    b->unit_of[point] = b->units++;
}

/* ---- pieces ---- */

static void make_room(struct lab_board *b, struct lab_unit *unit, uint32_t replication)
{
    uint32_t was = unit->capacity, room = lab_record_room(was, replication);

    if (room == was)
        return;
    unit->piece = base_resize(unit->piece, room, sizeof *unit->piece);
    unit->outcome = base_resize(unit->outcome, room * b->outcomes, sizeof *unit->outcome);
    memset(unit->piece + was, 0, (room - was) * sizeof *unit->piece);
    unit->capacity = room;
}

/* The first piece stays: who does it again finds the same. */
static void take_done(struct lab_board *b, struct lab_unit *unit, const struct lab_heard *what)
{
    const struct lab_record *head = &what->head;

    make_room(b, unit, head->replication);
    struct lab_piece *piece = &unit->piece[head->replication];
    if (piece->done)
        return;
    *piece = (struct lab_piece){head->digest, head->events, head->seconds, true};
    for (size_t i = 0; i < b->outcomes; i++)
        memcpy(&unit->outcome[head->replication * b->outcomes + i],
               what->rest + b->figure[i] * sizeof(double), sizeof(double));
    b->taken++;
}

void lab_board_take(struct lab_board *b, const void *record, size_t bytes)
{
    struct lab_heard what;

    if (!lab_record_read(record, bytes, &what))
        return;
    int32_t u = base_map_get(b->by_id, what.id);
    if (u == BASE_MAP_NONE)
        return;
    if (what.head.kind == LAB_DONE && what.bytes == b->figures * sizeof(double))
        take_done(b, &b->unit[u], &what);
    else
        lab_trouble_take(&b->unit[u].trouble, &what);
}

bool lab_board_has(const struct lab_board *b, size_t unit, uint32_t replication)
{
    const struct lab_unit *u = &b->unit[unit];

    return replication < u->capacity && u->piece[replication].done;
}

double lab_board_value(const struct lab_board *b, size_t unit, uint32_t replication,
                       size_t outcome)
{
    base_debug_assert(lab_board_has(b, unit, replication));
    return b->unit[unit].outcome[replication * b->outcomes + outcome];
}

uint32_t lab_board_run(const struct lab_board *b, size_t unit)
{
    uint32_t n = 0;

    while (lab_board_has(b, unit, n))
        n++;
    return n;
}

bool lab_board_whole(const struct lab_board *b, size_t unit)
{
    const struct lab_unit *u = &b->unit[unit];

    return u->trouble.reason == NULL && u->target > 0 && lab_board_run(b, unit) >= u->target;
}

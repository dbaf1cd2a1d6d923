/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { REPLICATIONS_MOST = 1 << 24 };

bool lab_record_read(const void *record, size_t bytes, struct lab_heard *out)
{
    if (bytes < sizeof out->head)
        return false;
    *out = (struct lab_heard){.rest = (const unsigned char *)record + sizeof out->head,
                              .bytes = bytes - sizeof out->head};
    memcpy(&out->head, record, sizeof out->head);
    memcpy(out->id, out->head.id, sizeof out->head.id);
    return out->head.replication < REPLICATIONS_MOST;
}

uint32_t lab_record_room(uint32_t room, uint32_t replication)
{
    for (room = room > 0 ? room : 8; room <= replication;)
        room *= 2;
    return room;
}

/* Of several failures that of the lowest replication is told. */
static void give_up(struct lab_trouble *t, uint32_t replication, const void *reason,
                    size_t bytes)
{
    if (t->reason != NULL && t->failed_at <= replication)
        return;
    free(t->reason);
    t->reason = base_alloc(bytes + 1);
    memcpy(t->reason, reason, bytes);
    t->reason[bytes] = '\0';
    t->failed_at = replication;
}

static struct lab_broken *broken_at(struct lab_trouble *t, uint32_t replication)
{
    for (size_t i = 0; i < t->broke; i++)
        if (t->broken[i].replication == replication)
            return &t->broken[i];
    t->broken = base_grow(t->broken, t->broke, &t->capacity, sizeof *t->broken);
    t->broken[t->broke] = (struct lab_broken){.replication = replication};
    return &t->broken[t->broke++];
}

void lab_trouble_take(struct lab_trouble *t, const struct lab_heard *what)
{
    static const char killed[] = "the process was killed each time, perhaps for lack of memory";
    uint32_t replication = what->head.replication;

    if (what->head.kind == LAB_FAILED)
        give_up(t, replication, what->rest, what->bytes);
    if (what->head.kind != LAB_BROKEN)
        return;
    struct lab_broken *at = broken_at(t, replication);
    at->failed += what->bytes > 0;
    at->killed += what->bytes == 0;
    if (what->bytes > 0 && at->failed >= LAB_TRIES)
        give_up(t, replication, what->rest, what->bytes);
    else if (what->bytes == 0 && at->killed >= LAB_TRIES_KILLED)
        give_up(t, replication, killed, sizeof killed - 1);
}

void lab_trouble_fini(struct lab_trouble *t)
{
    free(t->reason);
    free(t->broken);
    *t = (struct lab_trouble){0};
}

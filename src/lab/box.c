/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/box.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "comm/comm.h"

void lab_box_add(struct lab_box *box, const void *record, size_t bytes)
{
    uint64_t size = bytes;

    while (box->room < box->used + sizeof size + bytes) {
        box->room = box->room * 2 + 4096;
        box->bytes = base_resize(box->bytes, box->room, 1);
    }
    memcpy(box->bytes + box->used, &size, sizeof size);
    memcpy(box->bytes + box->used + sizeof size, record, bytes);
    box->used += sizeof size + bytes;
}

static void unpack(int rank, void (*take)(void *user, const void *record, size_t bytes),
                   void *user)
{
    uint64_t bytes, size;

    comm_receive(rank, &bytes, sizeof bytes);
    unsigned char *record = base_alloc(bytes);
    comm_receive(rank, record, bytes);
    for (size_t at = 0; at < bytes; at += sizeof size + size) {
        memcpy(&size, record + at, sizeof size);
        take(user, record + at + sizeof size, size);
    }
    free(record);
}

void lab_box_empty(struct lab_box *box,
                   void (*take)(void *user, const void *record, size_t bytes), void *user)
{
    uint64_t bytes = box->used;

    if (comm_rank() != 0) {
        comm_send(0, &bytes, sizeof bytes);
        comm_send(0, box->bytes, box->used);
    }
    for (int rank = 1; comm_rank() == 0 && rank < comm_size(); rank++)
        unpack(rank, take, user);
    box->used = 0;
}

void lab_box_fini(struct lab_box *box)
{
    free(box->bytes);
}

void *lab_box_share(void *list, size_t *count, size_t item_bytes)
{
    uint64_t items = *count;

    comm_broadcast(&items, sizeof items, 0);
    *count = items;
    if (comm_rank() != 0)
        list = base_array(items + 1, item_bytes);
    comm_broadcast(list, items * item_bytes, 0);
    return list;
}

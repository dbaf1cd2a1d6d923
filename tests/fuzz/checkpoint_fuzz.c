/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a checkpoint: taken or refused, never worse. The input stands behind a good head
 * and before the right checksum, so that what is inside is looked at: one byte says how many
 * replications are settled, two how many words of them there are. Then once more as it is. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "lab/checkpoint_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned type_of(const void *world, tw_lp_id lp)
{
    (void)world, (void)lp;
    return 0;
}

static size_t state_bytes(const void *world, tw_lp_id lp)
{
    (void)world;
    return 12 + lp;
}

static const struct tw_kind kinds[] = {{"a", 0, 1}, {"b", 12, 2}};
static const struct tw_channel channels[] = {{"x", 12}, {"y", 8}};
static const struct tw_model model = {.name = "fuzz",
                                      .lps = 2,
                                      .kinds = kinds,
                                      .kind_count = 2,
                                      .channels = channels,
                                      .channel_count = 2,
                                      .type_of = type_of,
                                      .state_bytes = state_bytes};
static const struct lab_mark mark = {
    .build = "b", .scenario = "s", .replications = 4, .lps = 2};

/* Taken: what it holds can be gone on from. Refused: with one mistake. */
static void try(void *bytes, size_t size)
{
    struct base_err err = {0};
    struct lab_checkpoint c;
    FILE *file = fmemopen(bytes, size, "rb");

    if (file == NULL)
        abort();
    if (lab_checkpoint_read(file, "c", &mark, &model, &c, &err)) {
        for (size_t i = 0; i < c.flights; i++)
            if (!c.flight[i].ended &&
                !tw_snapshot_sound(&model, c.flight[i].part, c.flight[i].parts))
                abort();
        if (err.count > 0)
            abort();
        lab_checkpoint_close(&c);
    } else {
        if (err.errors != 1)
            abort();
        fclose(file);
    }
    base_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lab_checkpoint_head head = {.magic = LAB_CHECKPOINT_MAGIC,
                                       .format = LAB_CHECKPOINT_FORMAT,
                                       .bytes = sizeof head,
                                       .mark = mark};
    struct lab_checkpoint_tail tail = {.magic = LAB_CHECKPOINT_END};

    if (size < 8)
        return 0;
    head.settled = data[0];
    head.settled_bytes = 8 * ((uint64_t)data[1] << 8 | data[2]);
    size_t body = (size - 8) / 8 * 8, all = sizeof head + body + sizeof tail;
    unsigned char *bytes = malloc(all);
    if (bytes == NULL)
        abort();
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, data + 8, body);
    tail.checksum = base_digest_bytes(LAB_CHECKPOINT_START, bytes, sizeof head + body);
    memcpy(bytes + sizeof head + body, &tail, sizeof tail);
    try(bytes, all);
    memcpy(bytes, data, size < all ? size : all);
    try(bytes, all);
    free(bytes);
    return 0;
}

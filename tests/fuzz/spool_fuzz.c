/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of a spool: its whole records are taken, or it is refused, never worse;
 * and who goes on writing there leaves what was whole. The input stands behind a good mark and,
 * record by record, behind its right head (the first byte says how long), so that what is
 * inside is looked at, by the board and by the texts; then once more as it is. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "lab/board.h"
#include "lab/spool.h"
#include "lab/texts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char MARK[] = "fuzz";
static char folder[64];

static void remove_folder(void)
{
    char path[80];

    for (unsigned i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%04u.spool", folder, i);
        unlink(path);
    }
    rmdir(folder);
}

/* A folder of this process, in memory where that can be: a spool is synced. */
static void make_folder(void)
{
    snprintf(folder, sizeof folder, "%s/bullwhip-spool-%ld",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid());
    if (mkdir(folder, 0700) != 0)
        remove_folder();
    if (mkdir(folder, 0700) != 0 && access(folder, W_OK) != 0)
        abort();
}

struct count {
    struct lab_board *board;
    size_t records;
};

static void take(void *user, const void *record, size_t bytes)
{
    struct count *c = user;

    lab_board_take(c->board, record, bytes);
    c->records++;
}

/* All who read a spool; how many records it has. */
static size_t read_it(void)
{
    static const size_t figure[] = {0, 1};
    struct base_err err = {0};
    struct base_arena *arena = base_arena_new();
    struct lab_board board;
    struct lab_texts texts;

    char id[BASE_SHA256_HEX] = "";

    memset(id, 'a', sizeof id - 1);
    lab_board_init(&board, 1, figure, 2, 2);
    lab_board_name(&board, 0, id);
    struct count c = {.board = &board};
    bool good = lab_spool_read(folder, MARK, take, &c, &err);
    if (good == (err.errors > 0))
        abort();
    if (good != lab_texts_read(folder, MARK, arena, &texts, &err))
        abort();
    lab_board_fini(&board);
    base_arena_free(arena);
    base_err_fini(&err);
    return c.records;
}

static void put(const void *data, size_t size)
{
    char path[80];

    snprintf(path, sizeof path, "%s/0000.spool", folder);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        abort();
}

/* The bytes as records, by the writer itself. */
static void records(const uint8_t *data, size_t size)
{
    struct base_err err = {0};
    struct lab_spool *s = lab_spool_open(folder, 0, MARK, false, &err);
    size_t wanted = 0;

    if (s == NULL)
        abort();
    while (size > 0) {
        size_t bytes = data[0] < size ? data[0] : size - 1;
        lab_spool_add(s, data + 1, bytes);
        data += bytes + 1;
        size -= bytes + 1;
        wanted++;
    }
    lab_spool_close(s);
    if (read_it() != wanted)
        abort();
    base_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct base_err err = {0};

    make_folder();
    records(data, size);
    put(data, size);
    size_t before = read_it();
    struct lab_spool *s = lab_spool_open(folder, 0, MARK, false, &err);
    if (s != NULL) {
        lab_spool_add(s, "more", 4);
        lab_spool_close(s);
        if (read_it() != before + 1)
            abort();
    }
    base_err_fini(&err);
    remove_folder();
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { EXPECT_MAX = 100, LINE_MAX_BYTES = 4000 };

#define NOWHERE " nowhere"

struct expected {
    char file[80]; // "" for the scenario itself
    int line;
    char words[400];
    bool seen;
};

struct bad {
    const char *path;
    struct expected expected[EXPECT_MAX];
    size_t count;
};

/* One mark: ` words` or ` table.csv:7: words` behind "# expect" and an optional colon. */
static void read_mark(struct bad *bad, const char *at, size_t size, int line)
{
    struct expected *e = &bad->expected[bad->count++];
    char mark[400];
    int used = 0;

    base_assert(bad->count < EXPECT_MAX);
    snprintf(mark, sizeof mark, "%.*s", (int)size, at);
    *e = (struct expected){.line = line};
    char *words = mark;
    if (mark[0] == ':')
        words = mark + 1;
    else if (strncmp(mark, NOWHERE ":", sizeof NOWHERE) == 0) {
        words = mark + sizeof NOWHERE;
        snprintf(e->file, sizeof e->file, NOWHERE);
        e->line = 0;
    } else if (sscanf(mark, " %79[^:]:%d:%n", e->file, &e->line, &used) == 2)
        words = mark + used;
    while (*words == ' ')
        words++;
    for (size_t end = strlen(words); end > 0 && strchr(" \r\n", words[end - 1]) != NULL; end--)
        words[end - 1] = '\0';
    snprintf(e->words, sizeof e->words, "%s", words);
}

static void read_marks(struct bad *bad)
{
    FILE *in = fopen(bad->path, "rb");
    char line[LINE_MAX_BYTES];

    base_assert(in != NULL);
    for (int number = 1; fgets(line, sizeof line, in) != NULL; number++)
        for (char *at = strstr(line, "# expect"); at != NULL;) {
            char *next = strstr(at + 8, "# expect");
            read_mark(bad, at + 8, next != NULL ? (size_t)(next - at - 8) : strlen(at + 8),
                      number);
            at = next;
        }
    fclose(in);
}

static bool file_fits(const struct bad *bad, const char *expected, const char *file)
{
    if (expected[0] == '\0')
        return file != NULL && strcmp(file, bad->path) == 0;
    if (strcmp(expected, NOWHERE) == 0)
        return file == NULL;
    size_t size = file != NULL ? strlen(file) : 0, wanted = strlen(expected);
    return size >= wanted && strcmp(file + size - wanted, expected) == 0;
}

static bool fits(const struct bad *bad, const struct expected *e,
                 const struct base_err_item *item)
{
    bool warning = strncmp(e->words, "warning: ", 9) == 0;
    return !e->seen && warning == item->warning && e->line == item->line &&
           file_fits(bad, e->file, item->file) &&
           strstr(item->text, e->words + (warning ? 9 : 0)) != NULL;
}

static size_t match(struct bad *bad, const struct base_err *err)
{
    size_t wrong = 0;

    for (size_t i = 0; i < err->count; i++) {
        size_t e = 0;
        while (e < bad->count && !fits(bad, &bad->expected[e], &err->item[i]))
            e++;
        if (e < bad->count) {
            bad->expected[e].seen = true;
            continue;
        }
        printf("not expected: %s:%d: %s\n", err->item[i].file, err->item[i].line,
               err->item[i].text);
        wrong++;
    }
    for (size_t e = 0; e < bad->count; e++)
        if (!bad->expected[e].seen) {
            printf("missing: %s:%d: %s\n", bad->path, bad->expected[e].line,
                   bad->expected[e].words);
            wrong++;
        }
    return wrong;
}

static size_t try_file(const char *path, void (*load)(const char *path, struct base_err *err))
{
    struct bad *bad = base_alloc(sizeof *bad);
    struct base_err err = {0};

    bad->path = path;
    read_marks(bad);
    load(path, &err);
    size_t wrong = match(bad, &err) + (bad->count == 0);
    if (bad->count == 0)
        printf("%s: expects nothing\n", path);
    base_err_fini(&err);
    free(bad);
    return wrong;
}

int expect_all(int argc, char **argv, void (*load)(const char *path, struct base_err *err))
{
    size_t wrong = 0;

    for (int i = 1; i < argc; i++)
        wrong += try_file(argv[i], load);
    printf("%d bad texts, %zu differences\n", argc - 1, wrong);
    return argc > 1 && wrong == 0 ? 0 : 1;
}

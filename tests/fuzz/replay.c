/* SPDX-License-Identifier: Apache-2.0 */
/* A fuzz target without libFuzzer: the files of the folders that are named, cut short at each
 * place, and with changes at random places. The same bytes each time. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LONGEST = 20000, CUTS = 300, CHANGED = 1500 };

static uint32_t dice(uint64_t *seed, size_t sides)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*seed >> 33) % sides);
}

/* A copy of its own size, so that a byte behind it is found out. */
static void try(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size + (size == 0));

    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void try_near(const uint8_t *data, size_t size, uint64_t *seed)
{
    uint8_t changed[LONGEST];

    try(data, size);
    for (size_t cut = 0; cut < size; cut += size / CUTS + 1)
        try(data, cut);
    for (int i = 0; i < CHANGED && size > 0; i++) {
        memcpy(changed, data, size);
        for (uint32_t n = dice(seed, 3) + 1; n > 0; n--) {
            size_t at = dice(seed, size);
            changed[at] = (uint8_t)(dice(seed, 2) ? changed[at] ^ (1U << dice(seed, 8))
                                                  : data[dice(seed, size)]);
        }
        try(changed, size);
    }
}

static void try_file(const char *folder, const char *name, uint64_t *seed)
{
    static uint8_t data[LONGEST];
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    try_near(data, fread(data, 1, sizeof data, f), seed);
    fclose(f);
}

static int try_folder(const char *folder, uint64_t *seed)
{
    struct dirent **entry;
    int found = scandir(folder, &entry, NULL, alphasort), files = 0;

    for (int i = 0; i < found; i++) {
        if (entry[i]->d_name[0] != '.') {
            try_file(folder, entry[i]->d_name, seed);
            files++;
        }
        free(entry[i]);
    }
    if (found >= 0)
        free(entry);
    return files;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    int files = 0;

    for (int i = 1; i < argc; i++)
        files += try_folder(argv[i], &seed);
    printf("%d files\n", files);
    return files > 0 ? 0 : 1;
}

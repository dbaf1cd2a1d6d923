/* SPDX-License-Identifier: Apache-2.0 */
#include "out/seal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"

static const char MARK[] = "bullwhip results, sealed 1, ";

/* The checksum and number of the bytes behind the seal; false when they can't be read. */
static bool sum_up(int fd, uint64_t *sum, uint64_t *count)
{
    unsigned char piece[1 << 16];
    ssize_t bytes;

    *sum = *count = 0;
    if (lseek(fd, OUT_SEAL_BYTES, SEEK_SET) < 0)
        return false;
    for (;;) {
        size_t used = 0; // whole pieces, however little a read brings
        while (used < sizeof piece && (bytes = read(fd, piece + used, sizeof piece - used)) > 0)
            used += (size_t)bytes;
        if (used == 0)
            return bytes == 0;
        *sum = base_digest_bytes(*sum, piece, used);
        *count += used;
    }
}

static bool make(int fd, char seal[OUT_SEAL_BYTES])
{
    uint64_t sum, count;
    bool good = sum_up(fd, &sum, &count);

    memset(seal, 0, OUT_SEAL_BYTES);
    if (good)
        snprintf(seal, OUT_SEAL_BYTES,
                 "%schecksum %016" PRIx64 " of %" PRIu64 " bytes from byte %d; HDF5 follows\n",
                 MARK, base_digest_mix(sum), count, (int)OUT_SEAL_BYTES);
    return good;
}

bool out_seal_write(int fd)
{
    char seal[OUT_SEAL_BYTES];

    return make(fd, seal) && lseek(fd, 0, SEEK_SET) == 0 &&
           base_file_write(fd, seal, sizeof seal);
}

/* A seal with a bit flipped is still not what HDF5 begins with, and not zeros. */
bool out_seal_holds(int fd)
{
    static const char none[OUT_SEAL_BYTES];
    char found[OUT_SEAL_BYTES], right[OUT_SEAL_BYTES];

    if (lseek(fd, 0, SEEK_SET) != 0 || read(fd, found, sizeof found) != sizeof found)
        return true; // too short for anything: HDF5 says so
    if (memcmp(found, none, sizeof found) == 0 || memcmp(found, "\x89HDF\r\n\x1a\n", 8) == 0)
        return true;
    if (memcmp(found, MARK, 8) != 0 && memcmp(found + 9, MARK + 9, 8) != 0)
        return true; // something else
    return make(fd, right) && memcmp(found, right, sizeof right) == 0;
}

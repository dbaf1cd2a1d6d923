/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a results file: as sealed bytes they are refused unless they are what was
 * sealed, before HDF5 sees them. HDF5 itself is not ours to try: what is without a seal is not
 * opened here. The first byte says where the input is changed after it was sealed. */
#define _GNU_SOURCE // memfd_create
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "out/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char byte;
    int fd = memfd_create("results", 0);

    if (fd < 0 || size < 2 || ftruncate(fd, OUT_SEAL_BYTES) != 0 ||
        pwrite(fd, data, size, OUT_SEAL_BYTES) != (ssize_t)size) {
        close(fd);
        return 0;
    }
    if (!out_seal_write(fd) || !out_seal_holds(fd))
        abort(); // what was sealed is what is there
    off_t at = (off_t)((data[0] * (size_t)256 + data[1]) % (OUT_SEAL_BYTES + size));
    if (pread(fd, &byte, 1, at) != 1)
        abort();
    byte ^= (unsigned char)(1 << (data[size - 1] % 8));
    if (pwrite(fd, &byte, 1, at) != 1 || out_seal_holds(fd))
        abort(); // a bit flipped anywhere
    if (pwrite(fd, data, size, 0) == (ssize_t)size)
        (void)out_seal_holds(fd); // any bytes for a seal
    if (ftruncate(fd, at) == 0)
        (void)out_seal_holds(fd);
    close(fd);
    return 0;
}

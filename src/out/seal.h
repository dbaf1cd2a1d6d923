/* SPDX-License-Identifier: Apache-2.0 */
/* out/seal.h - the first 512 bytes of a results file, which HDF5 leaves to us (its user block):
 * a line of text with a checksum of all that follows.
 *
 * HDF5 does not survive every file whose bytes were changed behind its back; so they are looked
 * at before it sees them. Who changes a results file on purpose zeroes these bytes. Thread:
 * any.
 */
#pragma once

#include <stdbool.h>

enum { OUT_SEAL_BYTES = 512 };

/* Seals the file that is open to read and write; false with errno. */
bool out_seal_write(int fd);

/* False: the bytes are not those that were sealed. A file without a seal is fine. */
bool out_seal_holds(int fd);

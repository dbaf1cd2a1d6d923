/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a frame from another rank: its events are found one by one, all of each lies
 * within the frame, and the walk ends. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tw/model.h"
#include "tw/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct tw_kind kinds[] = {{"a", 0, 1}, {"b", 12, 2}, {"c", 3000, 0}};
    static const struct tw_model model = {.lps = 300, .kinds = kinds, .kind_count = 3};
    volatile uint8_t seen = 0;

    for (size_t at = 0; at < size;) {
        size_t bytes = tw_route_event_bytes(&model, data + at, size - at);
        if (bytes == 0)
            break;
        if (bytes > size - at || bytes % 8 != 0)
            abort();
        for (size_t i = 0; i < bytes; i++)
            seen = (uint8_t)(seen ^ data[at + i]); // a byte outside is found out
        at += bytes;
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of the talk of a run: a row for each item that spoke or was spoken to. */
#include <stddef.h>

#include "supply/mind/parley/talk.h"

void sup_talks_close(const struct sup_turn *t)
{
    for (uint32_t slot = 0; slot < t->place->items; slot++) {
        const struct sup_desk *desk = sup_desk_at(t, slot);
        struct sup_talk_row row = {.product = sup_item_at(t, slot)->product};

        if (desk == NULL)
            continue;
        row.count = desk->count;
        tw_emit(t->ctx, SUP_TALK, &row);
    }
}

#define COUNT(name, about)                                                    \
    {                                                                         \
#name, "1", about, OUT_U64, offsetof(struct sup_talk_row, count.name) \
    }
#define HEARD(name, kind, about)                                                      \
    {                                                                                 \
#name, "1", about, OUT_U64,                                                   \
            offsetof(struct sup_talk_row, count.heard[0]) + sizeof(uint64_t) * (kind) \
    }

const struct out_column *sup_talk_columns(size_t *count)
{
    static const struct out_column column[] = {
        {"product", "1", "Index of the product", OUT_U64,
         offsetof(struct sup_talk_row, product)},
        COUNT(sent, "Letters sent to other agents"),
        COUNT(lost, "Letters lost in communication outages: sent, or not heard"),
        HEARD(heard, SUP_HEARD, "Answers in calls for bids that were news"),
        HEARD(again, SUP_HEARD_AGAIN, "Calls and answers that had been heard before"),
        HEARD(late, SUP_HEARD_LATE, "Bids that came after the deadline"),
        HEARD(strange, SUP_HEARD_STRANGE,
              "Answers in no conversation that is known, and requests for unknown goals"),
        COUNT(calls, "Calls for bids"),
        COUNT(failed, "Calls that could not be awarded as a whole"),
        COUNT(no_room, "Calls, bidders and promises for which there was no room"),
        COUNT(bids, "Offers made"),
        COUNT(declined, "Calls answered without an offer"),
        COUNT(kept, "Awards confirmed as a bidder"),
        COUNT(refused, "Awards refused as a bidder"),
        COUNT(nobody, "Letters to names that nobody bears, or to those who do not listen"),
    };

    *count = sizeof column / sizeof column[0];
    return column;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/deed_words.h"

#include <string.h>

static const struct {
    const char *verb;
    struct lab_deed_words words;
} said[] = {
    {"order", {"ordered", "from"}},
    {"restock", {"restocked", "from"}},
    {"expedite", {"ordered by the quickest way", "from"}},
    {"transship", {"asked for", "from"}},
    {"cancel", {"took back", "ordered from"}},
    {"build_ahead", {"began to make", ""}},
    {"subcontract", {"had made", "by"}},
    {"substitute", {"served with other products", ""}},
    {"cfp", {"called for bids on", "by"}},
    {"award", {"awarded", "to"}},
    {"change_mode", {"changed the mode of transport", "from"}},
    {"reroute", {"sent goods another way", "by"}},
    {"ration", {"served only a share of", ""}},
    {"hold_back", {"held back", ""}},
    {"release_reserve", {"released what was held back", ""}},
    {"set_target", {"set the target to", ""}},
    {"overtime", {"worked faster by a share of", ""}},
    {"tell", {"told", ""}},
    {"untell", {"took back what it had told", ""}},
    {"ask", {"asked", ""}},
    {"request", {"requested a goal of", ""}},
    {"release", {"took back its request to", ""}},
    {"escalate", {"called for help", "of"}},
    {"signal", {"gave a signal to", ""}},
};

struct lab_deed_words lab_deed_words(const char *verb, bool done)
{
    struct lab_deed_words words = {verb, "with"};

    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (strcmp(said[i].verb, verb) == 0)
            words = said[i].words;
    if (!done)
        words.did = verb;
    return words;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/deed_words.h - what agents can do, as planners say it.
 *
 * "ordered 5 units of pump from Milano", "told Milano". Thread: pure functions.
 */
#pragma once

#include <stdbool.h>

struct lab_deed_words {
    const char *did, *whom; // "ordered", "from"
};

/* Of a verb by its name in results; `done`: else only the name of what was tried. */
struct lab_deed_words lab_deed_words(const char *verb, bool done);

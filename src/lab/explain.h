/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain.h - why an agent did what it did, told from a results file alone.
 *
 * /results/decisions and /results/decision_beliefs say what was decided on which beliefs,
 * /model what goals, plans and beliefs are called and how their conditions read. Conditions and
 * scores are judged again with the beliefs of the choice. Thread: one.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"
#include "out/read.h"

#define LAB_EXPLAIN_TOLD UINT32_MAX

struct lab_question {
    const char *agent; // "dc7", or "dc7/lamp" where a site keeps several products
    int64_t at;        // ticks
    uint32_t
        replication;    // LAB_EXPLAIN_TOLD: of a run the first, of a drill the one it tells of
    const char *course; // of a drill; NULL: the judged one
    const char *goal;   // NULL: whatever it chose last
    const char *not_plan; // why not that one? NULL: not asked
    bool json;            // one JSON object rather than sentences
};

/* Adds the answer to `out`. False with `err`: the file has no decisions, or there is no such
 * agent, goal, plan, time. `path` is the file's, for messages. */
bool lab_explain(const struct out_file *f, const char *path, const struct lab_question *q,
                 struct base_text *out, struct base_err *err);

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page.h - the results of a run, a study or a drill as one page for people who decide.
 *
 * The page stands alone: styles and drawings (SVG) are in it, nothing is loaded from elsewhere,
 * and no script runs. It fits desks and phones, light and dark. Every number that is shown has
 * its full value in a `data-value`. Thread: one, on one rank.
 */
#pragma once

#include "base/text.h"
#include "out/read.h"

/* Adds the page to `html`; `history` (NULL: none) holds the drills that came before this one,
 * and may be `f` itself. False with `err` when the file holds no results. */
bool lab_page(const struct out_file *f, const struct out_file *history, struct base_text *html,
              struct base_err *err);

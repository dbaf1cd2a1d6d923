/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page.h - the results of a run as one page for people who decide.
 *
 * The page stands alone: styles and drawings (SVG) are in it, nothing is loaded from elsewhere,
 * and no script runs. It fits desks and phones, light and dark. Every number that is shown has
 * its full value in a `data-value`. Thread: one, on one rank.
 */
#pragma once

#include "base/text.h"
#include "out/read.h"

/* Adds the page to `html`. False with `err` when the file holds no results of a run. */
bool lab_page(const struct out_file *f, struct base_text *html, struct base_err *err);

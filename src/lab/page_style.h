/* SPDX-License-Identifier: Apache-2.0 */
/* lab/page_style.h - how the page looks: colours of both themes, widths, drawings. */
#pragma once

extern const char *const lab_page_style[]; // pieces of CSS, ends with NULL

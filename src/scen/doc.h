/* SPDX-License-Identifier: Apache-2.0 */
/* scen/doc.h - a scenario text as libconfig's tree, with the way back to file and line.
 *
 * With scen/parse.c and scen/catalog.c this is the door to libconfig.
 */
#pragma once

#include <libconfig.h>

#include "scen/merge.h"

struct scen_doc {
    config_t config;
    struct scen_merged merged;
};

/* Reads `name` of `t` into `doc`; `asked` says who wants it. False with mistakes; then the tree
 * is empty. Close it in either case. Mistakes that leave the tree whole are in `err` too, and
 * return true. */
bool scen_doc_open(struct scen_doc *doc, struct scen_texts *t, const char *name,
                   struct scen_where asked, struct base_err *err);
void scen_doc_close(struct scen_doc *doc);

/* Where a setting stands. */
const struct scen_line *scen_doc_line(const struct scen_doc *doc,
                                      const config_setting_t *setting);

/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/doc.h"

#include <stdlib.h>
#include <string.h>

#include "scen/schema.h"

#define TEXT(x) #x
#define VERSION(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *scen_library(void)
{
    return VERSION(LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
}

static void refuse_syntax(const struct scen_doc *doc, struct base_err *err)
{
    const struct scen_line *at =
        scen_merged_line(&doc->merged, config_error_line(&doc->config));
    const char *text = config_error_text(&doc->config);

    if (text != NULL && strcmp(text, "syntax error") != 0)
        base_err_add(err, at->file, at->line, "%s", text);
    else
        base_err_add(err, at->file, at->line,
                     "can't make sense of the text here; expected name = value; look for a "
                     "missing `;`, `=` or bracket here or just before");
}

bool scen_doc_open(struct scen_doc *doc, struct scen_texts *t, const char *name,
                   struct scen_where asked, struct base_err *err)
{
    *doc = (struct scen_doc){0};
    config_init(&doc->config);
    const struct scen_file *file = scen_texts_get(t, name, asked, err);
    if (file == NULL)
        return false;
    scen_merge(&doc->merged, t, file, err);
    if (doc->merged.broken)
        return false;
    if (config_read_string(&doc->config, doc->merged.text) == CONFIG_TRUE)
        return true;
    refuse_syntax(doc, err);
    return false;
}

void scen_doc_close(struct scen_doc *doc)
{
    config_destroy(&doc->config);
    scen_merged_fini(&doc->merged);
}

const struct scen_line *scen_doc_line(const struct scen_doc *doc,
                                      const config_setting_t *setting)
{
    return scen_merged_line(&doc->merged, (int)config_setting_source_line(setting));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about an expression that is wrong. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bdi/expr/node.h"

enum { QUOTED = 100 }; // longer texts are quoted by their beginning

void bdi_text_wrong(const struct bdi_text *t, uint32_t column, const char *format, ...)
{
    char what[512];
    va_list list;

    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    bool cut = strlen(t->text) > QUOTED;
    base_err_add(t->err, t->where.file, t->where.line, "\"%.*s%s\", column %u: %s", QUOTED,
                 t->text, cut ? " ..." : "", (unsigned)column, what);
}

bool bdi_dim_equal(struct bdi_dim a, struct bdi_dim b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* "d", "money/unit/d": without a scenario that knows its currency. */
static const char *plain_dim(struct bdi_dim dim, char *text)
{
    static const char *const name[BDI_BASES] = {"d", "unit", "money", "kg", "m3", "km"};
    size_t used = 0;

    text[0] = '\0';
    for (int below = 0; below < 2; below++)
        for (int i = 0; i < BDI_BASES && used < BDI_SAID; i++)
            if (below ? dim.power[i] < 0 : dim.power[i] > 0)
                used += (size_t)snprintf(text + used, BDI_SAID - used, "%s%s", below ? "/" : "",
                                         name[i]);
    return text;
}

const char *bdi_text_dim(const struct bdi_text *t, struct bdi_dim dim, char *text)
{
    const struct bdi_units *units = t->scope->units;

    if (bdi_dim_equal(dim, (struct bdi_dim){{0}}))
        snprintf(text, BDI_SAID, "a pure number");
    else if (units == NULL || units->say == NULL)
        return plain_dim(dim, text);
    else
        return units->say(units->self, dim, text, BDI_SAID);
    return text;
}

const char *bdi_text_say(const struct bdi_text *t, const struct bdi_node *n, char *text)
{
    if (n->type == BDI_NUMBER)
        return bdi_text_dim(t, n->dim, text);
    snprintf(text, BDI_SAID, "a truth");
    return text;
}

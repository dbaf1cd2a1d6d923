/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_values.c - what was believed, as people say it. */
#include <string.h>

#include "lab/explain_parts.h"

void lab_explain_add_value(struct base_text *out, const struct lab_known_belief *kind,
                           double value)
{
    if (strcmp(kind->unit, "truth") == 0)
        base_text_add(out, "%s", value != 0.0 ? "true" : "false");
    else
        base_text_add(out, "%.4g%s%s", value, kind->unit[0] != '\0' ? " " : "", kind->unit);
}

/* "3 d", "4 h", "20 min" */
static void add_span(struct base_text *out, int64_t ticks)
{
    if (ticks >= 86400000)
        base_text_add(out, "%.3g d", lab_explain_days(ticks));
    else if (ticks >= 3600000)
        base_text_add(out, "%.3g h", (double)ticks / 3600000.0);
    else
        base_text_add(out, "%.3g min", (double)ticks / 60000.0);
}

const char *lab_explain_site(const struct lab_explain *e, int64_t site)
{
    return site >= 0 && site < (int64_t)e->sites ? e->site[site] : "another";
}

void lab_explain_add_origin(const struct lab_explain *e, struct base_text *out,
                            const struct sup_belief_row *b, int64_t now)
{
    const struct lab_known_belief *kind = &e->belief[b->belief];

    if (b->known_at == BDI_NEVER) {
        base_text_add(out, ", never heard of");
        return;
    }
    bool told = b->source >= 0 && b->source != (int64_t)e->self;

    if (told)
        base_text_add(out, ", told by %s", lab_explain_site(e, b->source));
    if (b->known_at < now && kind->is[0] == '\0') {
        base_text_add(out, told ? " " : ", last news ");
        add_span(out, now - b->known_at);
        base_text_add(out, " before");
    }
    if (strcmp(kind->origin, "learned") == 0)
        base_text_add(out, ", learned from %.4g observation%s", b->confidence,
                      b->confidence == 1.0 ? "" : "s");
    else if (kind->is[0] != '\0')
        base_text_add(out, ", which is %s", kind->is);
    else if (strcmp(kind->origin, "set by plans") == 0)
        base_text_add(out, ", set by itself");
}

void lab_explain_add_read(const struct lab_explain *e, struct base_text *out,
                          const struct lab_decision *choice, struct bdi_mask reads)
{
    uint32_t first = lab_explain_first(e, choice->row.book);
    const char *between = "";

    for (uint32_t b = 0; b < BDI_BELIEFS; b++) {
        const struct sup_belief_row *row =
            bdi_mask_has(reads, b) ? lab_explain_believed(e, choice, first + b) : NULL;

        if (row == NULL)
            continue;
        base_text_add(out, "%s%s was ", between, e->belief[row->belief].name);
        lab_explain_add_value(out, &e->belief[row->belief], row->value);
        between = " and ";
    }
}

const char *lab_explain_plan(const struct lab_explain *e, int32_t plan)
{
    return plan >= 0 ? e->plan[plan].name : "no plan";
}

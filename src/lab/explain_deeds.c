/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_deeds.c - what was done about a choice, and what guard rails said, as sentences.
 */
#include <math.h>
#include <string.h>

#include "lab/deed_words.h"
#include "lab/explain_parts.h"

/* " 5 units of pump"; goods alone are of a product. */
static void add_amount(const struct lab_explain *e, const struct sup_deed_row *r,
                       struct base_text *out)
{
    const char *unit = e->unit[r->unit];

    if (isnan(r->amount))
        return;
    if (strcmp(unit, "unit") == 0 && e->keeps >= 0)
        base_text_add(out, " %.6g unit%s of %s", r->amount, r->amount == 1.0 ? "" : "s",
                      e->product[e->keeps]);
    else
        base_text_add(out, " %.6g%s%s", r->amount, strcmp(unit, "1") != 0 ? " " : "",
                      strcmp(unit, "1") != 0 ? unit : "");
}

static void add_deed(const struct lab_explain *e, const struct lab_deed *d,
                     struct base_text *out)
{
    const struct sup_deed_row *r = &d->row;
    struct lab_deed_words said = lab_deed_words(e->verb[r->verb], r->end == SUP_DEED_DONE);

    base_text_add(out, "  %.6g d  %s", lab_explain_days(d->at), said.did);
    add_amount(e, r, out);
    if (r->partner >= 0)
        base_text_add(out, "%s%s %s", said.whom[0] != '\0' ? " " : "", said.whom,
                      e->site[r->partner]);
    if (r->lane >= 0 && e->lane[r->lane][0] != '\0')
        base_text_add(out, " over %s", e->lane[r->lane]);
    if (!isnan(r->until))
        base_text_add(out, " until %.6g d", r->until);
    if (r->end != SUP_DEED_DONE)
        base_text_add(out, ": %s%s%s", e->end[r->end], r->why != 0 ? ", " : "",
                      e->blocked[r->why]);
    base_text_add(out, "\n");
}

static void add_rail(const struct lab_explain *e, const struct lab_rail *d,
                     struct base_text *out)
{
    const struct sup_approval_row *r = &d->row;

    base_text_add(out, "  %.6g d  ", lab_explain_days(d->at));
    if (r->event == SUP_APPROVAL_BLOCKED)
        base_text_add(out, "%s: %s, %s",
                      r->verb >= BDI_VERBS ? e->verb[r->verb - BDI_VERBS]
                                           : "asked for approval",
                      sup_approval_text(SUP_APPROVAL_BLOCKED), e->blocked[r->why]);
    else if (r->event == SUP_APPROVAL_ASKED)
        base_text_add(out, "%s", sup_approval_text(SUP_APPROVAL_ASKED));
    else
        base_text_add(out, "%s %s", sup_approval_text((enum sup_approval_event)r->event),
                      e->answered[r->why]);
    if (r->level > 0)
        base_text_add(out, "; %u had been asked before, in vain", r->level);
    base_text_add(out, "\n");
}

/* Steps that were blocked are told as deeds. */
static bool told_as_deed(const struct lab_explain *e, const struct lab_rail *rail)
{
    bool blocked = rail->row.event == SUP_APPROVAL_BLOCKED && rail->row.verb >= BDI_VERBS;

    for (size_t i = 0; blocked && i < e->deeds; i++)
        if (e->deed[i].at == rail->at && e->deed[i].row.serial == rail->row.serial &&
            e->deed[i].row.why == rail->row.why)
            return true;
    return false;
}

/* The next of the attempt from `i` on; `deeds` or `rails`: there is none. */
static size_t next_deed(const struct lab_explain *e, size_t i, int64_t serial)
{
    while (i < e->deeds && e->deed[i].row.serial != serial)
        i++;
    return i;
}

static size_t next_rail(const struct lab_explain *e, size_t i, int64_t serial)
{
    while (i < e->rails && (e->rail[i].row.serial != serial || told_as_deed(e, &e->rail[i])))
        i++;
    return i;
}

void lab_explain_say_deeds(const struct lab_explain *e, int64_t serial, const char *title,
                           struct base_text *out)
{
    size_t d = next_deed(e, 0, serial), r = next_rail(e, 0, serial);
    bool waits = false;

    while (d < e->deeds || r < e->rails) {
        base_text_add(out, "%s", title);
        title = "";
        if (r < e->rails && (d == e->deeds || e->rail[r].at <= e->deed[d].at)) {
            waits = e->rail[r].row.event == SUP_APPROVAL_ASKED;
            add_rail(e, &e->rail[r], out);
            r = next_rail(e, r + 1, serial);
        } else {
            add_deed(e, &e->deed[d], out);
            d = next_deed(e, d + 1, serial);
        }
    }
    if (waits)
        base_text_add(out, "  No answer came before the run ended.\n");
}

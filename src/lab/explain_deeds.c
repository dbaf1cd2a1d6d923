/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "lab/deed_words.h"
#include "lab/explain_parts.h"

/* ---- reading ---- */

static const char **words(struct lab_explain *e, const char *path, size_t *count)
{
    const char **text = out_file_strings(e->f, path, e->arena, count);

    *count = text != NULL ? *count : 0;
    return text;
}

#define TAKE(to, name, type)                                                    \
    do {                                                                        \
        const void *from = lab_explain_column(e, table, name, type, 0, rows);   \
        good = good && from != NULL;                                            \
        for (size_t i = 0, k = 0; good && i < rows; i++)                        \
            if (mine[i])                                                        \
                memcpy(&all[k++].to, (const char *)from + i * sizeof all[0].to, \
                       sizeof all[0].to);                                       \
    } while (0)

/* Which rows of a table are the agent's; how many. NULL: it does not fit. */
static bool *own_rows(const struct lab_explain *e, const char *table, size_t rows,
                      size_t *count)
{
    bool *mine = base_arena_array(e->arena, rows + 1, sizeof *mine);
    const uint32_t *replication = lab_explain_column(e, table, "replication", OUT_U32, 0, rows);
    const uint32_t *site = lab_explain_column(e, table, "site", OUT_U32, 0, rows);
    const int32_t *product = lab_explain_column(e, table, "product", OUT_I32, 0, rows);

    if (!replication || !site || !product)
        return NULL;
    for (size_t i = 0; i < rows; i++) {
        mine[i] =
            replication[i] == e->q->replication && site[i] == e->self && product[i] == e->keeps;
        *count += mine[i];
    }
    return mine;
}

static bool deed_fits(const struct lab_explain *e, const struct sup_deed_row *r)
{
    return r->verb < e->verbs && r->end < e->ends && r->unit < e->units && r->why < e->blocks &&
           r->partner < (int64_t)e->sites && r->lane < (int64_t)e->lanes;
}

static bool read_deeds(struct lab_explain *e)
{
    static const char *const table = "decision_actions";
    size_t rows = lab_explain_rows(e, "/results/decision_actions/serial"), count = 0;
    bool *mine = rows > 0 ? own_rows(e, table, rows, &count) : NULL, good = mine != NULL;

    if (rows == 0)
        return true;
    struct lab_deed *all = base_arena_array(e->arena, count + 1, sizeof *all);

    TAKE(at, "time", OUT_I64);
    TAKE(row.verb, "verb", OUT_U32);
    TAKE(row.end, "end", OUT_U32);
    TAKE(row.why, "why", OUT_U32);
    TAKE(row.unit, "unit", OUT_U32);
    TAKE(row.partner, "partner", OUT_I32);
    TAKE(row.lane, "lane", OUT_I32);
    TAKE(row.serial, "serial", OUT_I64);
    TAKE(row.amount, "amount", OUT_F64);
    TAKE(row.until, "until", OUT_F64);
    for (size_t i = 0; good && i < count; i++)
        good = deed_fits(e, &all[i].row);
    e->deed = all;
    e->deeds = count;
    return good;
}

static bool rail_fits(const struct lab_explain *e, const struct sup_approval_row *r)
{
    bool blocked = r->event == SUP_APPROVAL_BLOCKED;

    return r->event < SUP_APPROVAL_EVENTS && r->why < (blocked ? e->blocks : e->answers) &&
           r->verb < e->verbs + BDI_VERBS;
}

static bool read_rails(struct lab_explain *e)
{
    static const char *const table = "approvals";
    size_t rows = lab_explain_rows(e, "/results/approvals/serial"), count = 0;
    bool *mine = rows > 0 ? own_rows(e, table, rows, &count) : NULL, good = mine != NULL;

    if (rows == 0)
        return true;
    struct lab_rail *all = base_arena_array(e->arena, count + 1, sizeof *all);

    TAKE(at, "time", OUT_I64);
    TAKE(row.event, "what", OUT_U32);
    TAKE(row.why, "why", OUT_U32);
    TAKE(row.level, "level", OUT_U32);
    TAKE(row.verb, "verb", OUT_U32);
    TAKE(row.serial, "serial", OUT_I64);
    for (size_t i = 0; good && i < count; i++)
        good = rail_fits(e, &all[i].row);
    e->rail = all;
    e->rails = count;
    return good;
}
#undef TAKE

bool lab_explain_read_deeds(struct lab_explain *e)
{
    e->verb = words(e, "/model/decisions/verb", &e->verbs);
    e->end = words(e, "/model/decisions/end", &e->ends);
    e->unit = words(e, "/model/decisions/unit", &e->units);
    e->blocked = words(e, "/model/approvals/blocked", &e->blocks);
    e->answered = words(e, "/model/approvals/answered", &e->answers);
    e->lane = words(e, "/model/lanes/name", &e->lanes);
    if (e->verbs == 0 || e->blocks == 0)
        return true; // an older file
    return read_deeds(e) && read_rails(e);
}

/* ---- sentences ---- */

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

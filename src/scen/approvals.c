/* SPDX-License-Identifier: Apache-2.0 */
/* scen/approvals.c - who answers when a plan needs approval: the escalation table, and what
 * people decided, from a table beside the scenario. */
#include <string.h>

#include "scen/beside.h"

#define ROW(field) offsetof(struct scen_approval_row, field)
#define REFUSE(b, i, field, ...) scen_refuse(b, SCEN_G_APPROVALS, i, ROW(field), __VA_ARGS__)

/* ---- the decisions file ---- */

struct verdict_row {
    struct scen_where where;
    int64_t time;
    const char *agent, *plan;
    int32_t decision;
};

#define AT(field) .offset = offsetof(struct verdict_row, field)

static const struct scen_key keys[] = {
    SCEN_BESIDE_TIME(offsetof(struct verdict_row, time),
                     "When it was decided, from the start of the run."),
    {"agent", SCEN_TEXT, SCEN_REQUIRED, .example = "Lyon", AT(agent), .doc = "Whose: a site."},
    {"plan", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "expedite", AT(plan),
     .doc = "Which plan; left empty: any."},
    {"decision", SCEN_CHOICE, SCEN_REQUIRED, .choices = "no|yes", .example = "yes",
     AT(decision), .doc = "What was decided."},
};

static const struct scen_group group = {"decisions",
                                        "decision",
                                        SCEN_MANY,
                                        SCEN_REQUIRED,
                                        sizeof(struct verdict_row),
                                        keys,
                                        sizeof keys / sizeof keys[0],
                                        "What people decided."};

/* By site, then as they stand: rows of a site have to be in the order of time. */
static void insert(struct scen_verdict *verdict, size_t count, struct scen_verdict one)
{
    size_t at = count;

    for (; at > 0 && verdict[at - 1].site > one.site; at--)
        verdict[at] = verdict[at - 1];
    verdict[at] = one;
}

static void keep(struct scen_build *b, const struct scen_rows *rows, struct scen_approval *out)
{
    struct scen_verdict *verdict =
        base_arena_array(b->scen->arena, rows->count + 1, sizeof *verdict);

    for (size_t i = 0; i < rows->count; i++) {
        const struct verdict_row *row = scen_rows_at(rows, i);
        int32_t site = scen_names_find(&b->in->names[SCEN_G_SITES], scen_span_of(row->agent));

        if (site >= 0)
            insert(verdict, out->verdicts++,
                   (struct scen_verdict){row->time, site, row->plan, row->decision == 1});
        else
            base_err_add(b->err, row->where.file, row->where.line,
                         "there is no site \"%s\"; expected the site of the agent that asks",
                         row->agent);
    }
    out->verdict = verdict;
}

static void read_verdicts(struct scen_build *b, size_t i, const char *path,
                          struct scen_approval *out)
{
    const struct scen_file *file =
        scen_beside_open(b, SCEN_G_APPROVALS, i, ROW(decisions), path);
    struct scen_rows rows = {.group = &group};
    const struct verdict_row model = {.time = 0, .plan = ""};

    if (file == NULL)
        return;
    if (scen_beside_read(b, file, &model, &rows)) {
        scen_beside_in_order(b, &rows, offsetof(struct verdict_row, time));
        keep(b, &rows, out);
    }
    scen_rows_fini(&rows);
}

/* ---- the table ---- */

int32_t scen_approval_named(const struct scen_build *b, const char *name)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_APPROVALS];

    for (size_t i = 0; i < rows->count; i++)
        if (strcmp(((const struct scen_approval_row *)scen_rows_at(rows, i))->name, name) == 0)
            return (int32_t)i;
    return SCEN_NONE;
}

static void check(struct scen_build *b, size_t i, const struct scen_approval_row *row)
{
    bool records = row->rule == SCEN_APPROVE_RECORD, delays = row->rule == SCEN_APPROVE_DELAY;

    if (records != (row->decisions[0] != '\0'))
        REFUSE(
            b, i, decisions,
            records
                ? "rule = \"record\" without decisions; expected decisions = \"decisions.csv\""
                : "decisions mean nothing here; expected them with rule = \"record\"");
    if (delays != scen_given(b, SCEN_G_APPROVALS, i, ROW(delay)))
        REFUSE(b, i, delay,
               delays
                   ? "rule = \"delay\" without a delay; expected delay = \"4 h\", for example"
                   : "delay means nothing here; expected it with rule = \"delay\"");
    if (row->to[0] != '\0' && row->after == 0)
        REFUSE(b, i, to,
               "nobody is asked next as long as it is waited for ever; expected "
               "after = \"8 h\", for example");
    if (row->to[0] != '\0' && scen_approval_named(b, row->to) == SCEN_NONE)
        REFUSE(b, i, to, "to = \"%s\": there is no such entry; expected the name of one",
               row->to);
}

static void check_circle(struct scen_build *b, size_t i)
{
    int32_t at = (int32_t)i;

    for (size_t steps = 0; at != SCEN_NONE && steps <= b->scen->approvals; steps++)
        at = b->scen->approval[at].to;
    if (at != SCEN_NONE)
        REFUSE(b, i, to,
               "questions go round in a circle; expected that someone is the last to be asked");
}

static void build_approval(struct scen_build *b, size_t i)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_APPROVALS];
    const struct scen_approval_row kept =
                                       *(const struct scen_approval_row *)scen_rows_at(rows, i),
                                   *row = &kept;
    struct scen_approval *a = &b->scen->approval[i];

    *a = (struct scen_approval){.name = row->name,
                                .rule = (enum scen_approval_rule)row->rule,
                                .delay = row->delay,
                                .chance = row->chance,
                                .after = row->after,
                                .to = SCEN_NONE,
                                .otherwise = row->otherwise == 1,
                                .where = row->where};
    if (scen_rows_bad(rows, i))
        return;
    check(b, i, row);
    if (row->to[0] != '\0')
        a->to = scen_approval_named(b, row->to);
    if (row->decisions[0] != '\0' && row->rule == SCEN_APPROVE_RECORD)
        read_verdicts(b, i, row->decisions, a);
}

void scen_build_approvals(struct scen_build *b)
{
    struct scenario *scen = b->scen;

    scen->approvals = b->raw->rows[SCEN_G_APPROVALS].count;
    scen->approval = base_arena_array(scen->arena, scen->approvals + 1, sizeof *scen->approval);
    for (size_t i = 0; i < scen->approvals; i++)
        build_approval(b, i);
    for (size_t i = 0; i < scen->approvals; i++)
        check_circle(b, i);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_read.c - one agent's rows: decisions, the beliefs behind them, what it did, and
 * what guard rails said to it. */
#include <stdio.h>
#include <string.h>

#include "lab/explain_parts.h"
#include "out/h5.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- columns ---- */

/* One column of a table of /results as it stands, rows first .. first + count - 1, in the
 * arena; NULL on failure. */
static void *column(const struct lab_explain *e, const char *table, const char *name,
                    enum out_type type, size_t first, size_t count)
{
    struct out_reader r;
    char path[128];
    void *to = NULL;

    snprintf(path, sizeof path, "/results/%s/%s", table, name);
    if (!out_reader_open(e->f, path, &r))
        return NULL;
    if (!r.text && r.type == type && first <= r.rows && count <= r.rows - first) {
        to = base_arena_array(e->arena, count + 1, r.value_bytes);
        if (!out_reader_read(&r, first, count, to))
            to = NULL;
    }
    out_reader_close(&r);
    return to;
}

static size_t rows_of(const struct lab_explain *e, const char *path)
{
    struct out_reader r;

    if (!out_reader_open(e->f, path, &r))
        return 0;
    size_t rows = r.rows;

    out_reader_close(&r);
    return rows;
}

/* A member of what is read, and the column that it comes from. */
struct member {
    const char *name;
    enum out_type type;
    size_t offset;
};

/* So many rows from `first` on: those that are `mine` (NULL: all) one behind the other, as
 * items of `bytes` bytes. NULL: a column does not fit. */
static void *items_of(const struct lab_explain *e, const char *table,
                      const struct member *member, size_t members, size_t bytes, size_t first,
                      size_t rows, const bool *mine)
{
    unsigned char *item = NULL; // once it is known that there are so many rows

    for (size_t m = 0; m < members; m++) {
        size_t size = out_type_bytes(member[m].type);
        const unsigned char *from =
            column(e, table, member[m].name, member[m].type, first, rows);

        if (from == NULL)
            return NULL;
        if (item == NULL)
            item = base_arena_array(e->arena, rows + 1, bytes);
        unsigned char *to = item + member[m].offset;
        for (size_t i = 0; i < rows; i++, from += size) {
            if (mine != NULL && !mine[i])
                continue;
            memcpy(to, from, size);
            to += bytes;
        }
    }
    return item;
}

/* ---- whose ---- */

static bool read_keys(const struct lab_explain *e, const char *table, size_t rows,
                      struct lab_explain_keys *k)
{
    k->count = rows;
    k->replication = column(e, table, "replication", OUT_U32, 0, rows);
    k->site = column(e, table, "site", OUT_U32, 0, rows);
    k->product = column(e, table, "product", OUT_I32, 0, rows);
    k->course = e->courses > 0 ? column(e, table, "course", OUT_U32, 0, rows) : NULL;
    return k->replication && k->site && k->product && (e->courses == 0 || k->course);
}

bool lab_explain_in_course(const struct lab_explain *e, const struct lab_explain_keys *k,
                           size_t i)
{
    return k->replication[i] == e->replication &&
           (k->course == NULL || k->course[i] == e->course);
}

static bool is_mine(const struct lab_explain *e, const struct lab_explain_keys *k, size_t i)
{
    return lab_explain_in_course(e, k, i) && k->site[i] == e->self && k->product[i] == e->keeps;
}

/* Which rows of a table are the agent's; how many. NULL: it does not fit. */
static bool *own_rows(const struct lab_explain *e, const char *table, size_t rows,
                      size_t *count)
{
    bool *mine = base_arena_array(e->arena, rows + 1, sizeof *mine);
    struct lab_explain_keys k;

    if (!read_keys(e, table, rows, &k))
        return NULL;
    for (size_t i = 0; i < rows; i++) {
        mine[i] = is_mine(e, &k, i);
        *count += mine[i];
    }
    return mine;
}

/* ---- decisions ---- */

#define DECISION(name, type, field)                      \
    {                                                    \
        name, type, offsetof(struct lab_decision, field) \
    }

static const struct member decision_members[] = {
    DECISION("time", OUT_I64, at),
    DECISION("product", OUT_I32, row.product),
    DECISION("book", OUT_U32, row.book),
    DECISION("goal", OUT_U32, row.goal),
    DECISION("plan", OUT_I32, row.plan),
    DECISION("runner_up", OUT_I32, row.runner_up),
    DECISION("what", OUT_U32, row.event),
    DECISION("why", OUT_U32, row.cause),
    DECISION("intention", OUT_U32, row.intention),
    DECISION("frame", OUT_U32, row.frame),
    DECISION("reads", OUT_U32, row.reads),
    DECISION("serial", OUT_I64, row.serial),
    DECISION("candidates", OUT_U64, row.candidates),
    DECISION("applicable", OUT_U64, row.applicable),
    DECISION("tried", OUT_U64, row.tried),
    DECISION("score", OUT_F64, row.score),
    DECISION("runner_up_score", OUT_F64, row.runner_up_score),
};

static bool sound(const struct lab_explain *e, const struct sup_decision_row *r)
{
    return r->event < BDI_EVENTS && r->cause < BDI_CAUSES && r->goal < e->goals &&
           r->book < e->books && r->plan >= -1 && r->plan < (int32_t)e->plans &&
           r->runner_up >= -1 && r->runner_up < (int32_t)e->plans &&
           e->goal[r->goal].book == r->book;
}

static bool read_believed(struct lab_explain *e, size_t first, size_t count)
{
#define BELIEF(name, type, field)                          \
    {                                                      \
        name, type, offsetof(struct sup_belief_row, field) \
    }
    static const struct member member[] = {
        BELIEF("product", OUT_I32, product),   BELIEF("belief", OUT_U32, belief),
        BELIEF("value", OUT_F64, value),       BELIEF("confidence", OUT_F64, confidence),
        BELIEF("known_at", OUT_I64, known_at), BELIEF("source", OUT_I64, source),
    };
#undef BELIEF

    e->reads = count;
    e->read = items_of(e, "decision_beliefs", member, COUNT(member), sizeof *e->read, first,
                       count, NULL);
    for (size_t i = 0; e->read != NULL && i < count; i++)
        if (e->read[i].belief >= e->beliefs)
            return false;
    return e->read != NULL;
}

/* Those rows of first .. end - 1 that are the agent's, and the beliefs of all of them. */
static bool take_rows(struct lab_explain *e, const struct lab_explain_keys *k, size_t first,
                      size_t end)
{
    const struct lab_decision *all =
        items_of(e, "decisions", decision_members, COUNT(decision_members), sizeof *all, first,
                 end - first, NULL);
    size_t before = 0, beliefs = 0;

    if (all == NULL)
        return false;
    for (size_t i = 0; i < first; i++)
        before += k->reads[i];
    e->item = base_arena_array(e->arena, end - first + 1, sizeof *e->item);
    for (size_t i = first; i < end; i++) {
        if (is_mine(e, k, i)) {
            struct lab_decision *item = &e->item[e->items++];

            *item = all[i - first];
            item->first_belief = beliefs;
            if (!sound(e, &item->row))
                return false;
        }
        beliefs += k->reads[i];
    }
    return read_believed(e, before, beliefs);
}

/* ---- deeds and guard rails ---- */

static bool deed_fits(const struct lab_explain *e, const struct sup_deed_row *r)
{
    return r->verb < e->verbs && r->end < e->ends && r->unit < e->units && r->why < e->blocks &&
           r->partner < (int64_t)e->sites && r->lane < (int64_t)e->lanes;
}

static bool read_deeds(struct lab_explain *e)
{
#define DEED(name, type, field)                      \
    {                                                \
        name, type, offsetof(struct lab_deed, field) \
    }
    static const struct member member[] = {
        DEED("time", OUT_I64, at),           DEED("verb", OUT_U32, row.verb),
        DEED("end", OUT_U32, row.end),       DEED("why", OUT_U32, row.why),
        DEED("unit", OUT_U32, row.unit),     DEED("partner", OUT_I32, row.partner),
        DEED("lane", OUT_I32, row.lane),     DEED("serial", OUT_I64, row.serial),
        DEED("amount", OUT_F64, row.amount), DEED("until", OUT_F64, row.until),
    };
#undef DEED
    static const char *const table = "decision_actions";
    size_t rows = rows_of(e, "/results/decision_actions/serial");
    const bool *mine = rows > 0 ? own_rows(e, table, rows, &e->deeds) : NULL;

    if (mine == NULL)
        return rows == 0;
    e->deed = items_of(e, table, member, COUNT(member), sizeof *e->deed, 0, rows, mine);
    for (size_t i = 0; e->deed != NULL && i < e->deeds; i++)
        if (!deed_fits(e, &e->deed[i].row))
            return false;
    return e->deed != NULL;
}

static bool rail_fits(const struct lab_explain *e, const struct sup_approval_row *r)
{
    bool blocked = r->event == SUP_APPROVAL_BLOCKED;

    return r->event < SUP_APPROVAL_EVENTS && r->why < (blocked ? e->blocks : e->answers) &&
           r->verb < e->verbs + BDI_VERBS;
}

static bool read_rails(struct lab_explain *e)
{
#define RAIL(name, type, field)                      \
    {                                                \
        name, type, offsetof(struct lab_rail, field) \
    }
    static const struct member member[] = {
        RAIL("time", OUT_I64, at),       RAIL("what", OUT_U32, row.event),
        RAIL("why", OUT_U32, row.why),   RAIL("level", OUT_U32, row.level),
        RAIL("verb", OUT_U32, row.verb), RAIL("serial", OUT_I64, row.serial),
    };
#undef RAIL
    static const char *const table = "approvals";
    size_t rows = rows_of(e, "/results/approvals/serial");
    const bool *mine = rows > 0 ? own_rows(e, table, rows, &e->rails) : NULL;

    if (mine == NULL)
        return rows == 0;
    e->rail = items_of(e, table, member, COUNT(member), sizeof *e->rail, 0, rows, mine);
    for (size_t i = 0; e->rail != NULL && i < e->rails; i++)
        if (!rail_fits(e, &e->rail[i].row))
            return false;
    return e->rail != NULL;
}

/* ---- all ---- */

static bool read_rows(struct lab_explain *e, const struct lab_explain_keys *k)
{
    size_t first = 0, end = k->count;

    while (first < end && !is_mine(e, k, first))
        first++;
    while (end > first && !is_mine(e, k, end - 1))
        end--;
    if (!take_rows(e, k, first, end))
        return false;
    return e->verbs == 0 || e->blocks == 0 || // an older file
           (read_deeds(e) && read_rails(e));
}

bool lab_explain_read(struct lab_explain *e)
{
    struct lab_explain_keys k;

    if (!lab_explain_read_names(e) || !lab_explain_find_replication(e) ||
        !lab_explain_find_time(e))
        return false;
    size_t rows = rows_of(e, "/results/decisions/serial");
    k.reads = column(e, "decisions", "reads", OUT_U32, 0, rows);
    if (!read_keys(e, "decisions", rows, &k) || k.reads == NULL)
        return lab_explain_refuse(e, "has no table of decisions; expected the results of a run "
                                     "as it wrote them");
    if (!lab_explain_find_agent(e, &k))
        return false;
    return read_rows(e, &k) ||
           lab_explain_refuse(e, "has decisions that do not fit their names; expected the "
                                 "results of a run as it wrote them");
}

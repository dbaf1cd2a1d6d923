/* SPDX-License-Identifier: Apache-2.0 */
/* lab/drill_told_out.c - what agents did in a drill, course by course, as results hold it.
 *
 * Courses may have other plan libraries. All of them stand in /model one after the other, so
 * goals, plans and beliefs are numbered anew; courses of the same agents share theirs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "bdi/library.h"
#include "lab/archive.h"
#include "lab/drill_state.h"
#include "out/results.h"
#include "supply/account/decisions.h"
#include "supply/mind/parley/approval.h"

/* ---- the minds of each course ---- */

struct mind {
    struct scenario scen;
    struct sup_world *world;           // NULL: none, or that of an earlier course
    uint32_t book, belief, goal, plan; // where its numbers begin
};

struct minds {
    struct mind *of; // heap; by course
    const struct bdi_library **book;
    size_t books;
    const struct bdi_units *units;
    uint32_t beliefs, goals, plans;
};

static const struct lab_drill_piece *told_piece(struct lab_drill_state *s, uint32_t course)
{
    double onset;

    if (!s->course[course].thinks || lab_course_lost(s, course) || lab_course_lost(s, 1))
        return NULL;
    const struct lab_case what = lab_drill_told(s, course);
    return lab_drill_piece_at(s, lab_case_unit(s, &what), lab_drill_telling(s, &onset));
}

static void number_on(struct minds *m, struct mind *mind)
{
    struct sup_minds of = sup_minds_of(mind->world);

    mind->book = (uint32_t)m->books;
    mind->belief = m->beliefs;
    mind->goal = m->goals;
    mind->plan = m->plans;
    m->units = of.units;
    m->book = base_resize(m->book, m->books + of.count, sizeof(const struct bdi_library *));
    for (size_t i = 0; i < of.count; i++) {
        m->book[m->books++] = of.plans[i];
        m->beliefs += of.plans[i]->beliefs;
        m->goals += of.plans[i]->goals;
        m->plans += of.plans[i]->plans;
    }
}

/* ---- are two libraries the same? ---- */

static bool same_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool same_goal(const struct bdi_goal *a, const struct bdi_goal *b)
{
    return same_text(a->name, b->name) && a->kind == b->kind && a->commit == b->commit &&
           a->deadline == b->deadline && !(a->priority < b->priority) &&
           !(a->priority > b->priority) && same_text(a->when.text, b->when.text) &&
           same_text(a->hold.text, b->hold.text) && same_text(a->until.text, b->until.text) &&
           same_text(a->drop.text, b->drop.text);
}

static bool same_plan(const struct bdi_plan *a, const struct bdi_plan *b)
{
    return same_text(a->name, b->name) && a->goal == b->goal &&
           same_text(a->when.text, b->when.text) && same_text(a->score.text, b->score.text) &&
           same_text(a->needs_approval.text, b->needs_approval.text);
}

static bool same_belief(const struct bdi_belief_kind *a, const struct bdi_belief_kind *b)
{
    return same_text(a->name, b->name) && same_text(a->is.text, b->is.text) &&
           a->type == b->type && a->origin == b->origin && a->learning == b->learning &&
           memcmp(a->dim.power, b->dim.power, sizeof a->dim.power) == 0;
}

/* In all that results say about them. */
static bool same_book(const struct bdi_library *a, const struct bdi_library *b)
{
    bool same = same_text(a->name, b->name) && a->beliefs == b->beliefs &&
                a->goals == b->goals && a->plans == b->plans && a->bytes == b->bytes;

    for (uint32_t i = 0; same && i < a->beliefs; i++)
        same = same_belief(&a->belief[i], &b->belief[i]);
    for (uint32_t i = 0; same && i < a->goals; i++)
        same = same_goal(&a->goal[i], &b->goal[i]);
    for (uint32_t i = 0; same && i < a->plans; i++)
        same = same_plan(&a->plan[i], &b->plan[i]);
    return same;
}

static bool same_books(const struct sup_minds *a, const struct sup_minds *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++)
        same = same_book(a->plans[i], b->plans[i]);
    return same;
}

/* ---- reading them once more ---- */

/* What was loaded to simulate the course can be loaded again. */
static void load_mind(const struct lab_drill_state *s, uint32_t course, struct mind *mind)
{
    const struct lab_course *c = &s->course[course];
    struct base_err err = {0};
    bool good =
        lab_variant_load(&s->job->scen[c->scenario], c->change, c->changes, &mind->scen, &err);

    base_assert(good);
    mind->world = sup_world_new(&mind->scen, &err);
    base_assert(mind->world != NULL);
    base_err_fini(&err);
}

static void free_mind(struct mind *mind)
{
    if (mind->world == NULL)
        return;
    sup_world_free(mind->world);
    scen_free(&mind->scen);
    mind->world = NULL;
}

/* Numbers as an earlier course has them, if its libraries are the same. */
static bool share_numbers(struct minds *m, uint32_t course)
{
    struct mind *mind = &m->of[course];
    struct sup_minds mine = sup_minds_of(mind->world);

    for (uint32_t c = 0; c < course; c++) {
        const struct mind *other = &m->of[c];
        struct sup_minds theirs = {0};
        if (other->world != NULL)
            theirs = sup_minds_of(other->world);
        if (other->world == NULL || !same_books(&mine, &theirs))
            continue;
        free_mind(mind);
        *mind = (struct mind){.book = other->book,
                              .belief = other->belief,
                              .goal = other->goal,
                              .plan = other->plan};
        return true;
    }
    return false;
}

static struct minds minds_of(struct lab_drill_state *s)
{
    struct minds m = {.of = base_array(s->courses, sizeof *m.of)};

    for (uint32_t c = 0; c < s->courses; c++) {
        m.of[c] = (struct mind){.world = NULL};
        if (told_piece(s, c) == NULL)
            continue;
        load_mind(s, c, &m.of[c]);
        if (!share_numbers(&m, c))
            number_on(&m, &m.of[c]);
    }
    return m;
}

static void minds_fini(struct lab_drill_state *s, struct minds *m)
{
    for (uint32_t c = 0; c < s->courses; c++)
        free_mind(&m->of[c]);
    free(m->of);
    free(m->book);
}

/* ---- rows ---- */

static void renumber(const struct mind *mind, enum sup_channel channel, unsigned char *row)
{
    union {
        struct sup_decision_row decision;
        struct sup_belief_row belief;
        struct sup_deed_row deed;
        struct sup_approval_row approval;
    } r;
    int32_t plan = (int32_t)mind->plan;

    switch (channel) {
    case SUP_DECISION:
        memcpy(&r.decision, row, sizeof r.decision);
        r.decision.book += mind->book;
        r.decision.goal += mind->goal;
        r.decision.plan += r.decision.plan >= 0 ? plan : 0;
        r.decision.runner_up += r.decision.runner_up >= 0 ? plan : 0;
        memcpy(row, &r.decision, sizeof r.decision);
        break;
    case SUP_BELIEF:
        memcpy(&r.belief, row, sizeof r.belief);
        r.belief.belief += mind->belief;
        memcpy(row, &r.belief, sizeof r.belief);
        break;
    case SUP_DEED:
        memcpy(&r.deed, row, sizeof r.deed);
        r.deed.plan += r.deed.plan >= 0 ? plan : 0;
        memcpy(row, &r.deed, sizeof r.deed);
        break;
    default:
        memcpy(&r.approval, row, sizeof r.approval);
        r.approval.plan += r.approval.plan >= 0 ? plan : 0;
        memcpy(row, &r.approval, sizeof r.approval);
        break;
    }
}

struct told_head { // in front of the row's own bytes
    uint32_t course, replication;
    uint32_t site, pad;
    int64_t time;
};

enum { HEAD_COLUMNS = 4 };

static struct out_rows *open_table(struct out_h5 *f, const char *name, const char *about,
                                   enum sup_channel channel, size_t bytes)
{
    static const struct out_column head[HEAD_COLUMNS] = {
        {"course", "1", "index into /drill/courses", OUT_U32,
         offsetof(struct told_head, course)},
        {"replication", "1", "number of the replication, from 0", OUT_U32,
         offsetof(struct told_head, replication)},
        {"time", "ms", "simulated time since the start", OUT_I64,
         offsetof(struct told_head, time)},
        {"site", "1", "index into /model/sites", OUT_U32, offsetof(struct told_head, site)},
    };
    size_t count;
    const struct out_column *own = sup_columns(channel, &count);
    struct out_column *all = base_array(HEAD_COLUMNS + count, sizeof *all);
    char group[64];

    memcpy(all, head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        all[HEAD_COLUMNS + i] = own[i];
        all[HEAD_COLUMNS + i].offset += sizeof(struct told_head);
    }
    snprintf(group, sizeof group, "/results/%s", name);
    struct out_rows *table = out_rows_open(f, group, about, all, HEAD_COLUMNS + count,
                                           HEAD_COLUMNS + 1, sizeof(struct told_head) + bytes);
    free(all);
    return table;
}

/* Rows of one trace as they stand in the record of a course. */
static const unsigned char *rows_of(const struct lab_drill_piece *piece, size_t trace,
                                    struct lab_told *t)
{
    size_t at = sizeof *t;

    memcpy(t, piece->more, sizeof *t);
    for (size_t k = 0; k < trace; k++)
        at += t->rows[k] * lab_trace_bytes(k);
    return piece->more + at;
}

static void course_write(struct lab_drill_state *s, struct out_rows *table, uint32_t course,
                         const struct mind *mind, size_t trace, uint64_t *digest)
{
    const struct lab_drill_piece *piece = told_piece(s, course);
    size_t bytes = lab_trace_bytes(trace), own = bytes - sizeof(struct out_row_head);
    unsigned char *row = base_alloc(sizeof(struct told_head) + own);
    struct lab_told t;
    const unsigned char *from = rows_of(piece, trace, &t);
    double onset;
    uint32_t replication = lab_drill_telling(s, &onset);

    for (uint64_t i = 0; i < t.rows[trace]; i++, from += bytes) {
        struct out_row_head was;
        memcpy(&was, from, sizeof was);
        const struct told_head head = {course, replication, was.node, 0, was.at};
        memcpy(row, &head, sizeof head);
        memcpy(row + sizeof head, from + sizeof was, own);
        renumber(mind, lab_trace[trace], row + sizeof head);
        *digest = base_digest_bytes(*digest, row, sizeof head + own);
        out_rows_append(table, row, 1);
    }
    free(row);
}

static void rows_write(struct lab_drill_state *s, struct out_h5 *f, const struct minds *m)
{
    static const char *const name[LAB_TRACES] = {"decisions", "decision_beliefs",
                                                 "decision_actions", "approvals"};
    static const char *const about[LAB_TRACES] = {
        "what agents decided in one replication of each course, and why",
        "the beliefs behind the decisions, in their order",
        "what agents did about their decisions: orders and all else, how much",
        "questions for approval and answers, and what guard rails blocked"};
    uint64_t digest = 0;
    char text[17];

    for (size_t k = 0; k < LAB_TRACES; k++) {
        size_t own = lab_trace_bytes(k) - sizeof(struct out_row_head);
        struct out_rows *table = open_table(f, name[k], about[k], lab_trace[k], own);
        for (uint32_t c = 0; c < s->courses; c++)
            if (told_piece(s, c) != NULL)
                course_write(s, table, c, &m->of[c], k, &digest);
        out_rows_close(table);
    }
    snprintf(text, sizeof text, "%016" PRIx64, digest);
    out_h5_text(f, "/results/decisions", "digest", text);
}

/* ---- what is told ---- */

struct told_row {
    uint32_t course, replication;
    double from, until; // days
    uint64_t rows, left_out, digest;
};

static struct told_row told_row(struct lab_drill_state *s, uint32_t course)
{
    const struct lab_drill_piece *piece = told_piece(s, course);
    double onset;
    struct told_row row = {
        .course = course, .replication = lab_drill_telling(s, &onset), .digest = piece->digest};
    struct lab_told t;

    memcpy(&t, piece->more, sizeof t);
    int64_t until = t.until < s->base->horizon ? t.until : s->base->horizon;
    row.from = (double)t.from / SCEN_TICKS_PER_DAY;
    row.until = (double)until / SCEN_TICKS_PER_DAY;
    row.left_out = t.left_out;
    for (size_t k = 0; k < LAB_TRACES; k++)
        row.rows += t.rows[k];
    return row;
}

static void told_write(struct lab_drill_state *s, struct out_h5 *f)
{
    static const struct out_column column[] = {
        {"course", "1", "index into /drill/courses", OUT_U32,
         offsetof(struct told_row, course)},
        {"replication", "1", "of which it is told: the median of what was lost as it is",
         OUT_U32, offsetof(struct told_row, replication)},
        {"from", "d", "what was decided before is left out", OUT_F64,
         offsetof(struct told_row, from)},
        {"until", "d", "what was decided from then on is left out", OUT_F64,
         offsetof(struct told_row, until)},
        {"rows", "1", "of decisions, beliefs, actions and approvals together", OUT_U64,
         offsetof(struct told_row, rows)},
        {"left_out", "1", "further rows", OUT_U64, offsetof(struct told_row, left_out)},
        {"digest", "1", "engine digest of the replication: that of /replications", OUT_U64,
         offsetof(struct told_row, digest)},
    };
    struct told_row *row = base_array(s->courses, sizeof *row);
    size_t count = 0;

    for (uint32_t c = 0; c < s->courses; c++)
        if (told_piece(s, c) != NULL)
            row[count++] = told_row(s, c);
    out_rows_write(f, "/drill/told", "courses of which it is told what agents did", column,
                   sizeof column / sizeof column[0], 2, sizeof *row, row, count);
    free(row);
}

void lab_drill_told_write(struct lab_drill_state *s, struct out_h5 *f)
{
    struct minds m = minds_of(s);

    if (m.books > 0) {
        lab_archive_minds(f, m.book, m.books, m.units);
        told_write(s, f);
        rows_write(s, f, &m);
    }
    minds_fini(s, &m);
}

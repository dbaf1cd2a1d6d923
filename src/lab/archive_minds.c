/* SPDX-License-Identifier: Apache-2.0 */
/* What agents can believe, want and do: the names behind the numbers of the decision trace, and
 * the texts of conditions and scores, so that a reader can judge them again. */
#include <stdlib.h>

#include "base/mem.h"
#include "bdi/agent.h"
#include "lab/archive.h"
#include "out/rows.h"
#include "supply/account/decisions.h"
#include "supply/mind/domain.h"
#include "supply/mind/parley/approval.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Which library's goal, plan or belief: numbers run on from one library to the next. */
struct part {
    const struct bdi_library *book;
    uint32_t number; // of the library
    uint32_t at;     // within it
    uint32_t before; // goals of the libraries before
    const struct bdi_units *units;
    char unit[64];
};

typedef uint32_t sizes(const struct bdi_library *book);
typedef const char *texts(struct part *p);

static uint32_t goals_of(const struct bdi_library *book)
{
    return book->goals;
}

static uint32_t plans_of(const struct bdi_library *book)
{
    return book->plans;
}

static uint32_t beliefs_of(const struct bdi_library *book)
{
    return book->beliefs;
}

static uint32_t one(const struct bdi_library *book)
{
    (void)book;
    return 1;
}

struct minds {
    struct out_h5 *f;
    const struct bdi_library *const *book;
    size_t books;
    const struct bdi_units *units;
};

/* The parts of a kind, those of all libraries together. */
static struct part *parts_of(const struct minds *m, sizes *size, size_t *count)
{
    struct part *part;
    uint32_t goals = 0;
    size_t at = 0;

    *count = 0;
    for (size_t k = 0; k < m->books; k++)
        *count += size(m->book[k]);
    part = base_array(*count, sizeof *part);
    for (size_t k = 0; k < m->books; k++) {
        for (uint32_t i = 0; i < size(m->book[k]); i++)
            part[at++] = (struct part){m->book[k], (uint32_t)k, i, goals, m->units, {0}};
        goals += m->book[k]->goals;
    }
    return part;
}

static void write_texts(const struct minds *m, sizes *size, const char *path, const char *about,
                        texts *text)
{
    size_t count;
    struct part *part = parts_of(m, size, &count);
    const char **value = base_array(count, sizeof *value);

    for (size_t i = 0; i < count; i++) {
        value[i] = text(&part[i]);
        value[i] = value[i] != NULL ? value[i] : "";
    }
    out_h5_strings(m->f, path, about, value, count);
    free(value);
    free(part);
}

/* ---- texts ---- */

static const char *book_name(struct part *p)
{
    return p->book->name;
}

static const char *belief_name(struct part *p)
{
    return p->book->belief[p->at].name;
}

static const char *belief_unit(struct part *p)
{
    const struct bdi_belief_kind *kind = &p->book->belief[p->at];

    if (kind->type == BDI_TRUTH)
        return "truth";
    return p->units->say(p->units->self, kind->dim, p->unit, sizeof p->unit);
}

static const char *belief_origin(struct part *p)
{
    static const char *const learned[] = {"perceived", "learned", "learned"};
    const struct bdi_belief_kind *kind = &p->book->belief[p->at];

    if (kind->origin == BDI_HEARD)
        return learned[kind->learning];
    return kind->origin == BDI_COMPUTED ? "computed" : "set by plans";
}

static const char *belief_learns(struct part *p)
{
    static const char *const how[] = {
        [BDI_TAKEN] = "", [BDI_EMA] = "ema", [BDI_COUNTED] = "beta"};

    return how[p->book->belief[p->at].learning];
}

static const char *belief_is(struct part *p)
{
    return p->book->belief[p->at].is.text;
}

static const struct bdi_goal *goal_at(const struct part *p)
{
    return &p->book->goal[p->at];
}

static const char *goal_name(struct part *p)
{
    return goal_at(p)->name;
}

static const char *goal_kind(struct part *p)
{
    static const char *const kind[] = {"achieve", "maintain", "perform"};

    return kind[goal_at(p)->kind];
}

static const char *goal_commit(struct part *p)
{
    static const char *const commit[] = {"single-minded", "bold", "cautious"};

    return commit[goal_at(p)->commit];
}

static const char *goal_when(struct part *p)
{
    return goal_at(p)->when.text;
}

static const char *goal_hold(struct part *p)
{
    return goal_at(p)->hold.text;
}

static const char *goal_until(struct part *p)
{
    return goal_at(p)->until.text;
}

static const char *goal_drop(struct part *p)
{
    return goal_at(p)->drop.text;
}

static const char *plan_name(struct part *p)
{
    return p->book->plan[p->at].name;
}

static const char *plan_when(struct part *p)
{
    return p->book->plan[p->at].when.text;
}

static const char *plan_score(struct part *p)
{
    return p->book->plan[p->at].score.text;
}

static const char *plan_approval(struct part *p)
{
    return p->book->plan[p->at].needs_approval.text;
}

/* ---- tables ---- */

static void write_books(const struct minds *m)
{
    struct row {
        uint32_t beliefs, goals, plans, bytes;
    };
    static const struct out_column column[] = {
        {"beliefs", "1", "beliefs of an agent with it", OUT_U32, offsetof(struct row, beliefs)},
        {"goals", "1", "goals", OUT_U32, offsetof(struct row, goals)},
        {"plans", "1", "plans", OUT_U32, offsetof(struct row, plans)},
        {"bytes", "byte", "memory of an agent's mind", OUT_U32, offsetof(struct row, bytes)},
    };
    struct row *row = base_array(m->books, sizeof *row);

    for (size_t k = 0; k < m->books; k++)
        row[k] = (struct row){m->book[k]->beliefs, m->book[k]->goals, m->book[k]->plans,
                              m->book[k]->bytes};
    out_rows_write(m->f, "/model/plan_libraries", "plan libraries that agents decide by",
                   column, COUNT(column), 0, sizeof *row, row, m->books);
    write_texts(m, one, "/model/plan_libraries/name", "as the text calls itself", book_name);
    free(row);
}

static void write_beliefs(const struct minds *m)
{
    static const struct out_column column[] = {
        {"book", "1", "index of the plan library", OUT_U32, offsetof(struct part, number)}};
    size_t count;
    struct part *part = parts_of(m, beliefs_of, &count);

    out_rows_write(m->f, "/model/beliefs", "belief i of /results is entry i here", column,
                   COUNT(column), 0, sizeof *part, part, count);
    write_texts(m, beliefs_of, "/model/beliefs/name", "name of the belief", belief_name);
    write_texts(m, beliefs_of, "/model/beliefs/unit", "of its values, or truth", belief_unit);
    write_texts(m, beliefs_of, "/model/beliefs/origin", "where it comes from", belief_origin);
    write_texts(m, beliefs_of, "/model/beliefs/learns", "how it learns: ema, beta, or not",
                belief_learns);
    write_texts(m, beliefs_of, "/model/beliefs/is", "what it is computed as", belief_is);
    free(part);
}

static void write_goals(const struct minds *m)
{
    struct row {
        uint32_t book, pad;
        int64_t deadline;
        double priority;
    };
    static const struct out_column column[] = {
        {"book", "1", "index of the plan library", OUT_U32, offsetof(struct row, book)},
        {"deadline", "ms", "from its adoption; 0: none", OUT_I64,
         offsetof(struct row, deadline)},
        {"priority", "1", "greater first", OUT_F64, offsetof(struct row, priority)},
    };
    size_t count;
    struct part *part = parts_of(m, goals_of, &count);
    struct row *row = base_array(count, sizeof *row);

    for (size_t i = 0; i < count; i++)
        row[i] = (struct row){part[i].number, 0, goal_at(&part[i])->deadline,
                              goal_at(&part[i])->priority};
    out_rows_write(m->f, "/model/goals", "goal i of /results is entry i here", column,
                   COUNT(column), 0, sizeof *row, row, count);
    write_texts(m, goals_of, "/model/goals/name", "name of the goal", goal_name);
    write_texts(m, goals_of, "/model/goals/kind", "achieve, maintain, perform", goal_kind);
    write_texts(m, goals_of, "/model/goals/commit", "how it is held to", goal_commit);
    write_texts(m, goals_of, "/model/goals/when", "it is adopted when", goal_when);
    write_texts(m, goals_of, "/model/goals/hold", "it is adopted when no longer", goal_hold);
    write_texts(m, goals_of, "/model/goals/until", "it is satisfied when", goal_until);
    write_texts(m, goals_of, "/model/goals/drop", "it is given up when", goal_drop);
    free(row);
    free(part);
}

static void write_plans(const struct minds *m)
{
    struct row {
        uint32_t book, goal, position;
    };
    static const struct out_column column[] = {
        {"book", "1", "index of the plan library", OUT_U32, offsetof(struct row, book)},
        {"goal", "1", "index of the goal that it serves", OUT_U32, offsetof(struct row, goal)},
        {"position", "1", "among the plans of the goal: its bit in sets of plans", OUT_U32,
         offsetof(struct row, position)},
    };
    size_t count;
    struct part *part = parts_of(m, plans_of, &count);
    struct row *row = base_array(count, sizeof *row);

    for (size_t i = 0; i < count; i++) {
        const struct bdi_library *book = part[i].book;
        uint32_t goal = book->plan[part[i].at].goal;

        row[i] = (struct row){part[i].number, part[i].before + goal,
                              part[i].at - book->goal[goal].first_plan};
    }
    out_rows_write(m->f, "/model/plans", "plan i of /results is entry i here", column,
                   COUNT(column), 0, sizeof *row, row, count);
    write_texts(m, plans_of, "/model/plans/name", "name of the plan", plan_name);
    write_texts(m, plans_of, "/model/plans/when", "it is applicable when", plan_when);
    write_texts(m, plans_of, "/model/plans/score", "how plans rank", plan_score);
    write_texts(m, plans_of, "/model/plans/needs_approval", "it has to be approved when",
                plan_approval);
    free(row);
    free(part);
}

static void write_deeds(const struct minds *m)
{
    const char *verb[SUP_VERBS], *end[SUP_DEED_ENDS], *unit[SUP_DEED_UNITS_KNOWN];

    for (int i = 0; i < SUP_VERBS; i++)
        verb[i] = sup_verb_kind((enum sup_verb)i)->name;
    for (int i = 0; i < SUP_DEED_ENDS; i++)
        end[i] = sup_deed_end_text((enum sup_deed_end)i);
    for (int i = 0; i < SUP_DEED_UNITS_KNOWN; i++)
        unit[i] = sup_deed_unit_text((enum sup_deed_unit)i);
    out_h5_strings(m->f, "/model/decisions/verb", "what agents can do", verb, SUP_VERBS);
    out_h5_strings(m->f, "/model/decisions/end", "what comes of it", end, SUP_DEED_ENDS);
    out_h5_strings(m->f, "/model/decisions/unit", "what it is counted in", unit,
                   SUP_DEED_UNITS_KNOWN);
}

static void write_rails(const struct minds *m)
{
    const char *what[SUP_APPROVAL_EVENTS], *by[SUP_VERDICTS_BY], *block[SUP_BLOCKS];

    for (int i = 0; i < SUP_APPROVAL_EVENTS; i++)
        what[i] = sup_approval_text((enum sup_approval_event)i);
    for (int i = 0; i < SUP_VERDICTS_BY; i++)
        by[i] = sup_verdict_text((enum sup_verdict_by)i);
    for (int i = 0; i < SUP_BLOCKS; i++)
        block[i] = sup_block_text((enum sup_block)i);
    out_h5_group(m->f, "/model/approvals", "words of /results/approvals");
    out_h5_strings(m->f, "/model/approvals/what", "what happens", what, SUP_APPROVAL_EVENTS);
    out_h5_strings(m->f, "/model/approvals/answered", "`why` of answers: by whom", by,
                   SUP_VERDICTS_BY);
    out_h5_strings(m->f, "/model/approvals/blocked", "`why` of what was blocked", block,
                   SUP_BLOCKS);
}

static void write_words(const struct minds *m)
{
    const char *what[BDI_EVENTS], *why[BDI_CAUSES];

    for (int i = 0; i < BDI_EVENTS; i++)
        what[i] = bdi_event_text((enum bdi_event)i);
    for (int i = 0; i < BDI_CAUSES; i++)
        why[i] = bdi_cause_text((enum bdi_cause)i);
    out_h5_group(m->f, "/model/decisions", "words of /results/decisions");
    out_h5_strings(m->f, "/model/decisions/what", "what happens in an agent's mind", what,
                   BDI_EVENTS);
    out_h5_strings(m->f, "/model/decisions/why", "what brings it about", why, BDI_CAUSES);
    write_deeds(m);
    write_rails(m);
}

void lab_archive_minds(struct out_h5 *f, const struct bdi_library *const *book, size_t books,
                       const struct bdi_units *units)
{
    struct minds m = {f, book, books, units};

    write_books(&m);
    write_beliefs(&m);
    write_goals(&m);
    write_plans(&m);
    write_words(&m);
}

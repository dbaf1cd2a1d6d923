/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/explain.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "lab/explain_parts.h"
#include "scen/outline.h"

/* ---- judging again ---- */

uint32_t lab_explain_first(const struct lab_explain *e, uint32_t book)
{
    uint32_t first = 0;

    while (first < e->beliefs && e->belief[first].book != book)
        first++;
    return first;
}

const struct sup_belief_row *lab_explain_believed(const struct lab_explain *e,
                                                  const struct lab_decision *choice,
                                                  uint32_t belief)
{
    for (size_t i = 0; i < choice->row.reads; i++)
        if (e->read[choice->first_belief + i].belief == belief)
            return &e->read[choice->first_belief + i];
    return NULL;
}

static bool read_unit(const void *self, const char *text, size_t size, struct bdi_dim *dim,
                      double *factor)
{
    return scen_outline_unit(self, text, size, dim->power, factor);
}

static const char *say_unit(const void *self, struct bdi_dim dim, char *text, size_t bytes)
{
    return scen_outline_unit_text(self, dim.power, text, bytes);
}

/* What the texts of a library speak of, and what the choice saw of it. */
struct court {
    struct bdi_units units;
    struct bdi_name name[BDI_BELIEFS];
    struct bdi_belief belief[BDI_BELIEFS];
    struct bdi_mask known;
    struct bdi_scope scope;
    int64_t now;
};

static void call_witness(struct court *c, const struct lab_explain *e,
                         const struct lab_decision *choice, uint32_t first, uint32_t b)
{
    const struct lab_known_belief *kind = &e->belief[first + b];
    const struct sup_belief_row *row = lab_explain_believed(e, choice, first + b);
    double factor;

    c->name[b] = (struct bdi_name){.name = kind->name, .belief = b};
    if (strcmp(kind->unit, "truth") == 0)
        c->name[b].type = BDI_TRUTH;
    else
        read_unit(e->currency, kind->unit, strlen(kind->unit), &c->name[b].dim, &factor);
    if (row == NULL)
        return;
    c->belief[b] = (struct bdi_belief){row->value, row->known_at, row->confidence, row->source};
    bdi_mask_add(&c->known, b);
}

static struct court court_of(const struct lab_explain *e, const struct lab_decision *choice)
{
    struct court c = {.units = {e->currency, read_unit, say_unit}, .now = choice->at};
    uint32_t first = lab_explain_first(e, choice->row.book), b = 0;

    for (; b < BDI_BELIEFS && first + b < e->beliefs &&
           e->belief[first + b].book == choice->row.book;
         b++)
        call_witness(&c, e, choice, first, b);
    c.scope.names = b;
    return c;
}

/* False: it calls on the model, or on beliefs that were not kept. */
static bool judge(struct court *c, struct base_arena *arena, const char *text, double *value,
                  struct bdi_mask *reads)
{
    struct base_err quiet = {0};
    struct bdi_expr code;
    struct bdi_view view = {.belief = c->belief, .now = c->now};

    c->scope.name = c->name;
    c->scope.units = &c->units;
    bool good = bdi_expr_compile(text, &c->scope, NULL, (struct bdi_where){"", 0}, arena, &code,
                                 &quiet);

    base_err_fini(&quiet);
    *reads = good ? code.reads : (struct bdi_mask){{0, 0}};
    if (!good || (code.reads.word[0] & ~c->known.word[0]) != 0 ||
        (code.reads.word[1] & ~c->known.word[1]) != 0)
        return false;
    *value = bdi_expr_eval(&code, &view);
    return true;
}

/* ---- clauses ---- */

static bool is_word(const char *at, const char *text, const char *word)
{
    size_t size = strlen(word);

    if (strncmp(at, word, size) != 0)
        return false;
    if (!isalpha((unsigned char)word[0]))
        return true;
    return (at == text ||
            !(isalnum((unsigned char)at[-1]) || at[-1] == '_' || at[-1] == '.')) &&
           !(isalnum((unsigned char)at[size]) || at[size] == '_' || at[size] == '.');
}

/* The next `and` outside of brackets, its length in `size`; the end of the text without one.
 * `either`: there is an `or` on the way, which binds less, so that nothing is to be cut. */
static const char *next_and(const char *at, const char *text, size_t *size, bool *either)
{
    int depth = 0;

    for (; *at != '\0'; at++) {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        if (depth > 0)
            continue;
        *either = *either || is_word(at, text, "||") || is_word(at, text, "or");
        *size = is_word(at, text, "&&") ? 2 : is_word(at, text, "and") ? 3 : 0;
        if (*size > 0)
            return at;
    }
    *size = 0;
    return at;
}

static const char *trimmed(struct base_arena *arena, const char *from, size_t size)
{
    while (size > 0 && isspace((unsigned char)from[0])) {
        from++;
        size--;
    }
    while (size > 0 && isspace((unsigned char)from[size - 1]))
        size--;
    char *text = base_arena_take(arena, size + 1);

    memcpy(text, from, size);
    return text;
}

static struct lab_clause clause_of(struct court *c, const struct lab_explain *e,
                                   const char *text)
{
    struct lab_clause clause = {.text = text, .truth = -1};
    double value;

    if (judge(c, e->arena, text, &value, &clause.reads))
        clause.truth = value > 0.0;
    return clause;
}

struct lab_clause *lab_explain_clauses(const struct lab_explain *e,
                                       const struct lab_decision *choice, const char *text,
                                       size_t *count)
{
    struct court c = court_of(e, choice);
    struct lab_clause *all = base_arena_array(e->arena, strlen(text) + 1, sizeof *all);
    bool either = false;
    size_t size = 1;

    *count = 0;
    for (const char *at = text; size > 0;) {
        const char *end = next_and(at, text, &size, &either);

        all[(*count)++] = clause_of(&c, e, trimmed(e->arena, at, (size_t)(end - at)));
        at = end + size;
    }
    if (either && *count > 1) {
        all[0] = clause_of(&c, e, text);
        *count = 1;
    }
    return all;
}

/* ---- what was decided ---- */

/* A choice, or that there was nothing to choose from. */
static bool decides(const struct lab_decision *d)
{
    return d->row.event == BDI_CHOSE ||
           (d->row.event == BDI_GOAL_FAILED && d->row.cause == BDI_BY_LACK);
}

static bool same_frame(const struct lab_decision *a, const struct lab_decision *b)
{
    return a->row.goal == b->row.goal && a->row.intention == b->row.intention &&
           a->row.frame == b->row.frame;
}

static bool ends_goal(const struct lab_decision *d)
{
    return d->row.event == BDI_ACHIEVED || d->row.event == BDI_DROPPED ||
           d->row.event == BDI_GOAL_FAILED;
}

static bool begins_goal(const struct lab_decision *d)
{
    return d->row.event == BDI_ADOPTED ||
           (d->row.event == BDI_CHOSE && d->row.tried == 0 && d->row.cause <= BDI_BY_REQUEST);
}

/* The rows from the goal's adoption to its end around `at`. */
static void find_pursuit(const struct lab_explain *e, size_t at, struct lab_answer *a)
{
    const struct lab_decision *choice = &e->item[at];

    a->first = at;
    for (size_t i = at; i-- > 0;) {
        if (!same_frame(&e->item[i], choice))
            continue;
        if (ends_goal(&e->item[i]) ||
            (begins_goal(&e->item[a->first]) && e->item[i].row.event != BDI_ADOPTED))
            break;
        a->first = i;
    }
    a->end = at + 1;
    if (ends_goal(choice))
        return;
    for (size_t i = at + 1; i < e->items; i++) {
        if (!same_frame(&e->item[i], choice))
            continue;
        if (begins_goal(&e->item[i]))
            return;
        a->end = i + 1;
        if (ends_goal(&e->item[i]))
            return;
    }
}

static struct lab_option option_of(struct court *c, const struct lab_explain *e,
                                   const struct lab_decision *choice, uint32_t plan)
{
    const struct lab_known_plan *p = &e->plan[plan];
    uint64_t bit = UINT64_C(1) << p->position;
    struct lab_option o = {plan, LAB_NOT_APPLICABLE, 0.0};
    struct bdi_mask reads;

    if (choice->row.tried & bit)
        o.state = LAB_TRIED;
    else if (choice->row.event == BDI_CHOSE && choice->row.plan == (int32_t)plan)
        o.state = LAB_CHOSEN;
    else if (choice->row.applicable & bit)
        o.state = LAB_APPLICABLE;
    if (o.state == LAB_CHOSEN)
        o.score = choice->row.score;
    else if (o.state == LAB_APPLICABLE && choice->row.runner_up == (int32_t)plan)
        o.score = choice->row.runner_up_score;
    else if (p->score[0] != '\0' && !judge(c, e->arena, p->score, &o.score, &reads))
        o.score = (double)NAN;
    return o;
}

static void find_options(const struct lab_explain *e, struct lab_answer *a)
{
    struct court c = court_of(e, a->choice);
    struct lab_option *all = base_arena_array(e->arena, e->plans + 1, sizeof *all);

    for (uint32_t p = 0; p < e->plans; p++)
        if (e->plan[p].goal == a->choice->row.goal)
            all[a->options++] = option_of(&c, e, a->choice, p);
    a->option = all;
}

/* ---- what was asked ---- */

static bool asked_for(const struct lab_explain *e, const struct lab_decision *d)
{
    return decides(d) &&
           (e->q->goal == NULL || strcmp(e->goal[d->row.goal].name, e->q->goal) == 0);
}

static bool check_names(struct lab_explain *e)
{
    const char **name = base_arena_array(e->arena, e->goals + e->plans + 1, sizeof *name);
    uint32_t book = e->item[0].row.book;
    size_t goals = 0, plans = 0;
    bool goal = e->q->goal == NULL, plan = e->q->not_plan == NULL;

    for (size_t g = 0; g < e->goals; g++)
        if (e->goal[g].book == book) {
            name[goals++] = e->goal[g].name;
            goal = goal || strcmp(e->goal[g].name, e->q->goal) == 0;
        }
    if (!goal)
        return lab_explain_unknown(e, "goal", e->q->goal, name, goals);
    for (size_t p = 0; p < e->plans; p++)
        if (e->plan[p].book == book) {
            name[plans++] = e->plan[p].name;
            plan = plan || strcmp(e->plan[p].name, e->q->not_plan) == 0;
        }
    return plan || lab_explain_unknown(e, "plan", e->q->not_plan, name, plans);
}

/* Was the goal of item `i` still wanted at the time that was asked about? */
static bool goes_on(const struct lab_explain *e, size_t i)
{
    struct lab_answer a = {0};

    find_pursuit(e, i, &a);
    return !ends_goal(&e->item[a.end - 1]) || e->item[a.end - 1].at > e->q->at;
}

/* The last decision for each goal; of these the last whose goal was still wanted, or else the
 * very last. SIZE_MAX: there is none. */
static size_t find_choice(const struct lab_explain *e, struct lab_answer *a)
{
    size_t *last = base_arena_array(e->arena, e->goals + 1, sizeof *last);
    size_t latest = SIZE_MAX, best = SIZE_MAX;

    for (size_t i = 0; i < e->items; i++) {
        if (!asked_for(e, &e->item[i]))
            continue;
        if (e->item[i].at <= e->q->at)
            last[e->item[i].row.goal] = i + 1;
        else if (a->next == NULL)
            a->next = &e->item[i];
        latest = e->item[i].at <= e->q->at ? i : latest;
    }
    for (size_t g = 0; g < e->goals; g++)
        if (last[g] > 0 && goes_on(e, last[g] - 1) && (best == SIZE_MAX || last[g] - 1 > best))
            best = last[g] - 1;
    return best != SIZE_MAX ? best : latest;
}

static struct lab_answer answer(const struct lab_explain *e)
{
    struct lab_answer a = {0};
    size_t at = find_choice(e, &a);

    if (at == SIZE_MAX)
        return a;
    a.choice = &e->item[at];
    find_pursuit(e, at, &a);
    find_options(e, &a);
    return a;
}

bool lab_explain(const struct out_file *f, const char *path, const struct lab_question *q,
                 struct base_text *out, struct base_err *err)
{
    struct lab_explain e = {
        .f = f, .path = path, .q = q, .arena = base_arena_new(), .err = err, .keeps = -1};
    bool good = lab_explain_read(&e) && check_names(&e);

    if (good) {
        struct lab_answer a = answer(&e);

        (q->json ? lab_explain_json : lab_explain_text)(&e, &a, out);
    }
    base_arena_free(e.arena);
    return good;
}

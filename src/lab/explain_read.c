/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "lab/explain_parts.h"

static bool refuse(const struct lab_explain *e, const char *why)
{
    base_err_add(e->err, NULL, 0, "'%s' %s", e->path, why);
    return false;
}

bool lab_explain_unknown(struct lab_explain *e, const char *what, const char *name,
                         const char *const *names, size_t count)
{
    enum { SHOWN = 12 };
    const char *near = base_nearest(name, names, count);
    struct base_text all = {0};

    for (size_t i = 0; i < count && i < SHOWN; i++)
        base_text_add(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    if (near != NULL)
        base_err_add(e->err, NULL, 0, "there is no %s '%s'; did you mean '%s'?", what, name,
                     near);
    else
        base_err_add(e->err, NULL, 0, "there is no %s '%s'; expected %s%s", what, name,
                     count > 0 ? base_text_get(&all) : "one, but there is none",
                     count > SHOWN ? " or others" : "");
    base_text_fini(&all);
    return false;
}

/* ---- names ---- */

/* A column of texts; NULL when it is not there or has another length. */
static const char **texts(const struct lab_explain *e, const char *path, size_t count)
{
    size_t found;
    const char **text = out_file_strings(e->f, path, e->arena, &found);

    return text != NULL && found == count ? text : NULL;
}

static double *numbers(const struct lab_explain *e, const char *path, size_t count)
{
    size_t found;
    double *number = out_file_doubles(e->f, path, e->arena, &found);

    return number != NULL && found == count ? number : NULL;
}

/* An index below `most`. */
static bool index_of(double number, size_t most, uint32_t *out)
{
    if (!(number >= 0 && number < (double)most))
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool read_beliefs(struct lab_explain *e)
{
    const char **name = out_file_strings(e->f, "/model/beliefs/name", e->arena, &e->beliefs);
    const char **unit = texts(e, "/model/beliefs/unit", e->beliefs);
    const char **origin = texts(e, "/model/beliefs/origin", e->beliefs);
    const char **is = texts(e, "/model/beliefs/is", e->beliefs);
    double *book = numbers(e, "/model/beliefs/book", e->beliefs);

    if (!name || !unit || !origin || !is || !book)
        return false;
    e->belief = base_arena_array(e->arena, e->beliefs + 1, sizeof *e->belief);
    for (size_t i = 0; i < e->beliefs; i++) {
        e->belief[i] = (struct lab_known_belief){name[i], unit[i], origin[i], is[i], 0};
        if (!index_of(book[i], e->books, &e->belief[i].book))
            return false;
    }
    return true;
}

static bool read_goals(struct lab_explain *e)
{
    const char **name = out_file_strings(e->f, "/model/goals/name", e->arena, &e->goals);
    const char **kind = texts(e, "/model/goals/kind", e->goals);
    const char **commit = texts(e, "/model/goals/commit", e->goals);
    const char **when = texts(e, "/model/goals/when", e->goals);
    const char **hold = texts(e, "/model/goals/hold", e->goals);
    const char **until = texts(e, "/model/goals/until", e->goals);
    const char **drop = texts(e, "/model/goals/drop", e->goals);
    double *book = numbers(e, "/model/goals/book", e->goals);

    if (!name || !kind || !commit || !when || !hold || !until || !drop || !book)
        return false;
    e->goal = base_arena_array(e->arena, e->goals + 1, sizeof *e->goal);
    for (size_t i = 0; i < e->goals; i++) {
        e->goal[i] = (struct lab_known_goal){name[i], kind[i],  commit[i], when[i],
                                             hold[i], until[i], drop[i],   0};
        if (!index_of(book[i], e->books, &e->goal[i].book))
            return false;
    }
    return true;
}

static bool read_plans(struct lab_explain *e)
{
    const char **name = out_file_strings(e->f, "/model/plans/name", e->arena, &e->plans);
    const char **when = texts(e, "/model/plans/when", e->plans);
    const char **score = texts(e, "/model/plans/score", e->plans);
    const char **approval = texts(e, "/model/plans/needs_approval", e->plans);
    double *book = numbers(e, "/model/plans/book", e->plans);
    double *goal = numbers(e, "/model/plans/goal", e->plans);
    double *position = numbers(e, "/model/plans/position", e->plans);

    if (!name || !when || !score || !approval || !book || !goal || !position)
        return false;
    e->plan = base_arena_array(e->arena, e->plans + 1, sizeof *e->plan);
    for (size_t i = 0; i < e->plans; i++) {
        struct lab_known_plan *p = &e->plan[i];

        *p = (struct lab_known_plan){.name = name[i], when[i], score[i], approval[i]};
        if (!index_of(book[i], e->books, &p->book) || !index_of(goal[i], e->goals, &p->goal) ||
            !index_of(position[i], BDI_MEANS, &p->position))
            return false;
    }
    return true;
}

/* Carriers with vehicles stand behind the sites, as in the rows. */
static void add_carriers(struct lab_explain *e)
{
    size_t carriers, fleets;
    const char **carrier = out_file_strings(e->f, "/model/carriers/name", e->arena, &carriers);
    double *vehicles = out_file_doubles(e->f, "/model/carriers/vehicles", e->arena, &fleets);

    if (!e->site || !carrier || !vehicles || carriers != fleets)
        return;
    const char **all = base_arena_array(e->arena, e->sites + carriers + 1, sizeof *all);

    memcpy(all, e->site, e->sites * sizeof *all);
    for (size_t i = 0; i < carriers; i++)
        if (vehicles[i] > 0)
            all[e->sites++] = carrier[i];
    e->site = all;
}

static bool read_names(struct lab_explain *e)
{
    e->currency = out_file_text(e->f, "/scenario", "currency", e->arena);
    e->level = out_file_text(e->f, "/scenario", "decisions", e->arena);
    e->site = out_file_strings(e->f, "/model/sites/name", e->arena, &e->sites);
    add_carriers(e);
    e->product = out_file_strings(e->f, "/model/products/name", e->arena, &e->products);
    e->book = out_file_strings(e->f, "/model/plan_libraries/name", e->arena, &e->books);
    if (!e->currency || !e->site || !e->product || !e->book || !e->level ||
        !out_file_integer(e->f, "/scenario", "horizon_ms", &e->horizon) ||
        !out_file_integer(e->f, "/scenario", "replications", &e->replications))
        return refuse(e, "does not tell who decides; expected the results of a run by a "
                         "version that keeps decisions");
    if (e->books == 0)
        return refuse(e, "has no agents with plan libraries; expected a scenario with agents");
    if (strcmp(e->level, "none") == 0)
        return refuse(e, "kept no decisions; expected a run with --decisions choices or all");
    return (read_beliefs(e) && read_goals(e) && read_plans(e)) ||
           refuse(e, "has names of goals, plans or beliefs that do not fit together; expected "
                     "the results of a run as it wrote them");
}

/* ---- rows ---- */

void *lab_explain_column(const struct lab_explain *e, const char *table, const char *name,
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

size_t lab_explain_rows(const struct lab_explain *e, const char *path)
{
    struct out_reader r;

    if (!out_reader_open(e->f, path, &r))
        return 0;
    size_t rows = r.rows;

    out_reader_close(&r);
    return rows;
}

struct keys { // of all rows
    const uint32_t *replication, *site, *reads;
    const int32_t *product;
    size_t count;
};

static bool read_keys(struct lab_explain *e, struct keys *k)
{
    k->count = lab_explain_rows(e, "/results/decisions/serial");
    k->replication = lab_explain_column(e, "decisions", "replication", OUT_U32, 0, k->count);
    k->site = lab_explain_column(e, "decisions", "site", OUT_U32, 0, k->count);
    k->product = lab_explain_column(e, "decisions", "product", OUT_I32, 0, k->count);
    k->reads = lab_explain_column(e, "decisions", "reads", OUT_U32, 0, k->count);
    return k->replication && k->site && k->product && k->reads;
}

static bool is_mine(const struct lab_explain *e, const struct keys *k, size_t i)
{
    return k->replication[i] == e->q->replication && k->site[i] == e->self &&
           k->product[i] == e->keeps;
}

#define COPY(field, name, type)                                                          \
    do {                                                                                 \
        const void *from = lab_explain_column(e, "decisions", name, type, first, count); \
        good = good && from != NULL;                                                     \
        for (size_t i = 0; good && i < count; i++)                                       \
            memcpy(&all[i].field, (const char *)from + i * sizeof all[i].field,          \
                   sizeof all[i].field);                                                 \
    } while (0)

/* Rows first .. first + count - 1, whoever decided. */
static struct lab_decision *read_rows(const struct lab_explain *e, size_t first, size_t count)
{
    struct lab_decision *all = base_arena_array(e->arena, count + 1, sizeof *all);
    bool good = true;

    COPY(at, "time", OUT_I64);
    COPY(row.product, "product", OUT_I32);
    COPY(row.book, "book", OUT_U32);
    COPY(row.goal, "goal", OUT_U32);
    COPY(row.plan, "plan", OUT_I32);
    COPY(row.runner_up, "runner_up", OUT_I32);
    COPY(row.event, "what", OUT_U32);
    COPY(row.cause, "why", OUT_U32);
    COPY(row.intention, "intention", OUT_U32);
    COPY(row.frame, "frame", OUT_U32);
    COPY(row.reads, "reads", OUT_U32);
    COPY(row.serial, "serial", OUT_I64);
    COPY(row.candidates, "candidates", OUT_U64);
    COPY(row.applicable, "applicable", OUT_U64);
    COPY(row.tried, "tried", OUT_U64);
    COPY(row.score, "score", OUT_F64);
    COPY(row.runner_up_score, "runner_up_score", OUT_F64);
    return good ? all : NULL;
}
#undef COPY

static bool sound(const struct lab_explain *e, const struct sup_decision_row *r)
{
    return r->event < BDI_EVENTS && r->cause < BDI_CAUSES && r->goal < e->goals &&
           r->book < e->books && r->plan >= -1 && r->plan < (int32_t)e->plans &&
           r->runner_up >= -1 && r->runner_up < (int32_t)e->plans &&
           e->goal[r->goal].book == r->book;
}

static bool read_believed(struct lab_explain *e, size_t first, size_t count)
{
    const uint32_t *belief =
        lab_explain_column(e, "decision_beliefs", "belief", OUT_U32, first, count);
    const double *value =
        lab_explain_column(e, "decision_beliefs", "value", OUT_F64, first, count);
    const double *sure =
        lab_explain_column(e, "decision_beliefs", "confidence", OUT_F64, first, count);
    const int64_t *known =
        lab_explain_column(e, "decision_beliefs", "known_at", OUT_I64, first, count);
    const int64_t *source =
        lab_explain_column(e, "decision_beliefs", "source", OUT_I64, first, count);

    if (!belief || !value || !sure || !known || !source)
        return false;
    e->reads = count;
    e->read = base_arena_array(e->arena, count + 1, sizeof *e->read);
    for (size_t i = 0; i < count; i++) {
        if (belief[i] >= e->beliefs)
            return false;
        e->read[i] = (struct sup_belief_row){e->keeps, belief[i], value[i],
                                             sure[i],  known[i],  source[i]};
    }
    return true;
}

/* Those rows of first .. end - 1 that are the agent's, and the beliefs of all of them. */
static bool take_rows(struct lab_explain *e, const struct keys *k, size_t first, size_t end)
{
    const struct lab_decision *all = read_rows(e, first, end - first);
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

/* ---- who ---- */

static bool find_replication(struct lab_explain *e)
{
    if (e->q->replication < (uint64_t)e->replications)
        return true;
    base_err_add(e->err, NULL, 0, "there is no replication %u; expected 0 to %lld",
                 e->q->replication, (long long)e->replications - 1);
    return false;
}

static bool find_time(struct lab_explain *e)
{
    const double day = 86400000.0;

    if (e->q->at >= 0 && e->q->at <= e->horizon)
        return true;
    base_err_add(e->err, NULL, 0,
                 "nothing happened at %.6g d; expected a time from 0 d to %.6g d",
                 (double)e->q->at / day, (double)e->horizon / day);
    return false;
}

static bool find_name(const char *const *name, size_t count, const char *text, size_t size,
                      uint32_t *out)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(name[i], text, size) == 0 && name[i][size] == '\0') {
            *out = (uint32_t)i;
            return true;
        }
    return false;
}

/* Sites of which there are decisions. */
static size_t deciders(const struct lab_explain *e, const struct keys *k, const char **name)
{
    bool *is = base_array(e->sites, sizeof *is);
    size_t count = 0;

    for (size_t i = 0; i < k->count; i++)
        if (k->site[i] < e->sites && k->replication[i] == e->q->replication)
            is[k->site[i]] = true;
    for (size_t i = 0; i < e->sites; i++)
        if (is[i])
            name[count++] = e->site[i];
    free(is);
    return count;
}

/* The products that an agent at the site keeps, as those that decided. */
static size_t kept_products(const struct lab_explain *e, const struct keys *k, int32_t *kept,
                            size_t room)
{
    size_t count = 0;

    for (size_t i = 0; i < k->count; i++) {
        bool known = k->replication[i] != e->q->replication || k->site[i] != e->self ||
                     k->product[i] >= (int32_t)e->products;

        for (size_t j = 0; j < count; j++)
            known = known || kept[j] == k->product[i];
        if (!known && count < room)
            kept[count++] = k->product[i];
    }
    return count;
}

static bool find_product(struct lab_explain *e, const struct keys *k, const char *asked)
{
    int32_t kept[64] = {-1};
    const char *name[64];
    size_t count = kept_products(e, k, kept, 64), named = 0;

    for (size_t i = 0; i < count; i++)
        if (kept[i] >= 0)
            name[named++] = e->product[kept[i]];
    for (size_t i = 0; i < count && asked != NULL; i++)
        if (kept[i] >= 0 && strcmp(e->product[kept[i]], asked) == 0) {
            e->keeps = kept[i];
            return true;
        }
    if (asked != NULL)
        return lab_explain_unknown(e, "agent there that keeps", asked, name, named);
    e->keeps = kept[0];
    if (count == 1)
        return true;
    base_err_add(e->err, NULL, 0,
                 "agents of '%s' keep %zu products; expected one of them as well, such as "
                 "%s/%s",
                 e->site[e->self], named, e->site[e->self], named > 0 ? name[0] : "");
    return false;
}

static bool find_agent(struct lab_explain *e, const struct keys *k)
{
    const char *slash = strchr(e->q->agent, '/');
    size_t size = strlen(e->q->agent);
    const char **name = base_arena_array(e->arena, e->sites + 1, sizeof *name);
    size_t names = deciders(e, k, name);
    uint32_t at;

    if (!find_name(e->site, e->sites, e->q->agent, size, &e->self)) {
        size = slash != NULL ? (size_t)(slash - e->q->agent) : size;
        if (!find_name(e->site, e->sites, e->q->agent, size, &e->self)) {
            char *site = base_arena_take(e->arena, size + 1);

            memcpy(site, e->q->agent, size);
            return lab_explain_unknown(e, "site", site, e->site, e->sites);
        }
    } else {
        slash = NULL;
    }
    if (find_name(name, names, e->site[e->self], strlen(e->site[e->self]), &at))
        return find_product(e, k, slash != NULL ? slash + 1 : NULL);
    return lab_explain_unknown(e, "agent that decided anything at site", e->site[e->self], name,
                               names);
}

bool lab_explain_read(struct lab_explain *e)
{
    struct keys k;

    if (!read_names(e) || !find_replication(e) || !find_time(e))
        return false;
    if (!read_keys(e, &k))
        return refuse(e, "has no table of decisions; expected the results of a run as it wrote "
                         "them");
    if (!find_agent(e, &k))
        return false;
    size_t first = 0, end = k.count;

    while (first < end && !is_mine(e, &k, first))
        first++;
    while (end > first && !is_mine(e, &k, end - 1))
        end--;
    return (take_rows(e, &k, first, end) && lab_explain_read_deeds(e)) ||
           refuse(e, "has decisions that do not fit their names; expected the results of a run "
                     "as it wrote them");
}

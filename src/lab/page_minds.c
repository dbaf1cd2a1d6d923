/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/page_minds.h"

#include <string.h>

static const double *column(const struct lab_page *p, const char *table, const char *name,
                            size_t *count)
{
    return lab_page_column(p, table, name, count);
}

static struct lab_page_names names(const struct lab_page *p, const char *path)
{
    struct lab_page_names n = {0};

    n.name = out_file_strings(p->f, path, p->arena, &n.count);
    n.count = n.name != NULL ? n.count : 0;
    return n;
}

const char *lab_page_named(const struct lab_page_names *n, double index)
{
    return index >= 0 && index < (double)n->count ? n->name[(size_t)index] : "";
}

/* ---- tables ---- */

static bool decided_read(const struct lab_page *p, struct lab_page_decided *d)
{
    static const char table[] = "/results/decisions";

    d->replication = column(p, table, "replication", &d->count);
    d->course = column(p, table, "course", &d->count);
    d->time = column(p, table, "time", &d->count);
    d->site = column(p, table, "site", &d->count);
    d->product = column(p, table, "product", &d->count);
    d->what = column(p, table, "what", &d->count);
    d->why = column(p, table, "why", &d->count);
    d->goal = column(p, table, "goal", &d->count);
    d->plan = column(p, table, "plan", &d->count);
    d->serial = column(p, table, "serial", &d->count);
    d->reads = column(p, table, "reads", &d->count);
    return d->count > 0 && d->replication && d->time && d->site && d->product && d->what &&
           d->why && d->goal && d->plan && d->serial && d->reads;
}

static void done_read(const struct lab_page *p, struct lab_page_done *d)
{
    static const char table[] = "/results/decision_actions";

    d->replication = column(p, table, "replication", &d->count);
    d->course = column(p, table, "course", &d->count);
    d->time = column(p, table, "time", &d->count);
    d->site = column(p, table, "site", &d->count);
    d->product = column(p, table, "product", &d->count);
    d->serial = column(p, table, "serial", &d->count);
    d->verb = column(p, table, "verb", &d->count);
    d->end = column(p, table, "end", &d->count);
    d->why = column(p, table, "why", &d->count);
    d->partner = column(p, table, "partner", &d->count);
    d->lane = column(p, table, "lane", &d->count);
    d->amount = column(p, table, "amount", &d->count);
    d->unit = column(p, table, "unit", &d->count);
    if (!(d->replication && d->time && d->site && d->product && d->serial && d->verb &&
          d->end && d->why && d->partner && d->lane && d->amount && d->unit))
        d->count = 0;
}

static void asked_read(const struct lab_page *p, struct lab_page_asked *a)
{
    static const char table[] = "/results/approvals";

    a->replication = column(p, table, "replication", &a->count);
    a->course = column(p, table, "course", &a->count);
    a->time = column(p, table, "time", &a->count);
    a->site = column(p, table, "site", &a->count);
    a->product = column(p, table, "product", &a->count);
    a->serial = column(p, table, "serial", &a->count);
    a->what = column(p, table, "what", &a->count);
    a->why = column(p, table, "why", &a->count);
    if (!(a->replication && a->time && a->site && a->product && a->serial && a->what && a->why))
        a->count = 0;
}

static void words_read(const struct lab_page *p, struct lab_page_minds *m)
{
    m->what = names(p, "/model/decisions/what");
    m->why = names(p, "/model/decisions/why");
    m->verb = names(p, "/model/decisions/verb");
    m->end = names(p, "/model/decisions/end");
    m->unit = names(p, "/model/decisions/unit");
    m->approval = names(p, "/model/approvals/what");
    m->answered = names(p, "/model/approvals/answered");
    m->blocked = names(p, "/model/approvals/blocked");
    m->plan = names(p, "/model/plans/name");
    m->plan_when = names(p, "/model/plans/when");
    m->goal = names(p, "/model/goals/name");
    m->goal_hold = names(p, "/model/goals/hold");
    m->goal_when = names(p, "/model/goals/when");
    m->belief = names(p, "/model/beliefs/name");
    m->belief_unit = names(p, "/model/beliefs/unit");
    m->site = names(p, "/model/sites/name");
    m->product = names(p, "/model/products/name");
    m->lane = names(p, "/model/lanes/name");
}

static size_t *find_alike(const struct lab_page *p, const struct lab_page_names *plan)
{
    size_t *alike = base_arena_array(p->arena, plan->count + 1, sizeof *alike);

    for (size_t i = 0; i < plan->count; i++)
        while (strcmp(plan->name[alike[i]], plan->name[i]) != 0)
            alike[i]++;
    return alike;
}

bool lab_page_minds_read(const struct lab_page *p, struct lab_page_minds *m)
{
    *m = (struct lab_page_minds){0};
    if (!decided_read(p, &m->decided))
        return false;
    done_read(p, &m->done);
    asked_read(p, &m->asked);
    words_read(p, m);
    m->alike = find_alike(p, &m->plan);
    return m->what.count > 0 && m->plan.count > 0 && m->goal.count > 0 && m->site.count > 0;
}

/* ---- rows ---- */

bool lab_page_decided_is(const struct lab_page_minds *m, size_t row, const char *what)
{
    return strcmp(lab_page_named(&m->what, m->decided.what[row]), what) == 0;
}

size_t lab_page_chosen(const struct lab_page_minds *m, size_t row)
{
    double plan = m->decided.plan[row];
    bool one =
        lab_page_decided_is(m, row, "plan chosen") && plan >= 0 && plan < (double)m->plan.count;

    return one ? m->alike[(size_t)plan] : m->plan.count;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* lab/explain_who.c - which agent is meant, in which replication, and when. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/explain_parts.h"

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

/* ---- replication and course ---- */

static bool find_of_run(struct lab_explain *e)
{
    e->replication = e->q->replication != LAB_EXPLAIN_TOLD ? e->q->replication : 0;
    if (e->q->course != NULL)
        return lab_explain_refuse(e,
                                  "has no courses; expected --course with results of a drill");
    if (e->replication < (uint64_t)e->replications)
        return true;
    base_err_add(e->err, NULL, 0, "there is no replication %u; expected 0 to %lld",
                 e->replication, (long long)e->replications - 1);
    return false;
}

/* The course by its name, or the judged one. */
static bool find_course(struct lab_explain *e)
{
    const char *name = e->q->course;
    int64_t judged = 0;

    if (name == NULL && out_file_integer(e->f, "/drill", "judged", &judged) && judged >= 0 &&
        judged < (int64_t)e->courses) {
        e->course = (uint32_t)judged;
        return true;
    }
    if (name != NULL && find_name(e->course_name, e->courses, name, strlen(name), &e->course))
        return true;
    return lab_explain_unknown(e, "course", name != NULL ? name : "", e->course_name,
                               e->courses);
}

/* A drill tells of one replication of each course. */
static bool find_of_drill(struct lab_explain *e)
{
    size_t count = 0, same = 0;
    double *course = out_file_doubles(e->f, "/drill/told/course", e->arena, &count);
    double *told = out_file_doubles(e->f, "/drill/told/replication", e->arena, &same);

    if (!find_course(e))
        return false;
    for (size_t i = 0; course && told && count == same && i < count; i++) {
        if (course[i] < e->course || course[i] > e->course)
            continue;
        e->replication = (uint32_t)told[i];
        if (e->q->replication == LAB_EXPLAIN_TOLD || e->q->replication == e->replication)
            return true;
        base_err_add(e->err, NULL, 0,
                     "the drill does not tell what agents did in replication %u; expected %u",
                     e->q->replication, e->replication);
        return false;
    }
    base_err_add(e->err, NULL, 0,
                 "the drill does not tell what agents did in course '%s'; expected one with "
                 "agents that decide by plan libraries",
                 e->course_name[e->course]);
    return false;
}

bool lab_explain_find_replication(struct lab_explain *e)
{
    return e->courses > 0 ? find_of_drill(e) : find_of_run(e);
}

/* ---- when and who ---- */

bool lab_explain_find_time(struct lab_explain *e)
{
    const double day = 86400000.0;

    if (e->q->at >= 0 && e->q->at <= e->horizon)
        return true;
    base_err_add(e->err, NULL, 0,
                 "nothing happened at %.6g d; expected a time from 0 d to %.6g d",
                 (double)e->q->at / day, (double)e->horizon / day);
    return false;
}

/* Sites of which there are decisions. */
static size_t deciders(const struct lab_explain *e, const struct lab_explain_keys *k,
                       const char **name)
{
    bool *is = base_array(e->sites, sizeof *is);
    size_t count = 0;

    for (size_t i = 0; i < k->count; i++)
        if (k->site[i] < e->sites && lab_explain_in_course(e, k, i))
            is[k->site[i]] = true;
    for (size_t i = 0; i < e->sites; i++)
        if (is[i])
            name[count++] = e->site[i];
    free(is);
    return count;
}

/* The products that an agent at the site keeps, as those that decided. */
static size_t kept_products(const struct lab_explain *e, const struct lab_explain_keys *k,
                            int32_t *kept, size_t room)
{
    size_t count = 0;

    for (size_t i = 0; i < k->count; i++) {
        bool known = !lab_explain_in_course(e, k, i) || k->site[i] != e->self ||
                     k->product[i] >= (int32_t)e->products;

        for (size_t j = 0; j < count; j++)
            known = known || kept[j] == k->product[i];
        if (!known && count < room)
            kept[count++] = k->product[i];
    }
    return count;
}

static bool find_product(struct lab_explain *e, const struct lab_explain_keys *k,
                         const char *asked)
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

bool lab_explain_find_agent(struct lab_explain *e, const struct lab_explain_keys *k)
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

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/agents.c - who decides by a plan library: whom the entry means, who the partners are.
 * The library's text is read here, as a tree; what it says is for the model to understand. */
#include <math.h>
#include <string.h>

#include "base/node.h"
#include "base/number.h"
#include "scen/build.h"
#include "scen/learned.h"
#include "scen/outline.h"

#define ROW(field) offsetof(struct scen_agent_row, field)
#define REFUSE(b, i, field, ...) scen_refuse(b, SCEN_G_AGENTS, i, ROW(field), __VA_ARGS__)

enum { PARTNERS_MAX = 64 };

/* ---- the library ---- */

static struct scen_where named_at(const struct scen_build *b, size_t i)
{
    const struct scen_rows *from = &b->raw->rows[SCEN_G_AGENTS];

    return scen_rows_where(from, i, scen_key_at(from->group, ROW(plans)));
}

static const struct base_node *read_plans(struct scen_build *b, size_t i, const char *path)
{
    struct scen_where where = named_at(b, i);
    const struct scen_file *from = scen_texts_at(b->texts, where.file);
    struct base_node *root = base_arena_take(b->scen->arena, sizeof *root);
    const char *name = scen_texts_resolve_base(
        b->texts, from != NULL ? from : b->texts->file[0], scen_span_of(path), where, b->err);

    if (name == NULL || !scen_outline(b->texts, name, where, root, b->err))
        return NULL;
    return root;
}

/* ---- partners ---- */

/* "A = Milano" */
static bool read_partner(struct scen_build *b, size_t i, struct scen_span text,
                         struct scen_partner *out)
{
    const struct scen_names *sites = &b->in->names[SCEN_G_SITES];
    const char *equals = memchr(text.at, '=', text.size);
    size_t size = equals != NULL ? (size_t)(equals - text.at) : 0;
    struct scen_span name = scen_span_trim((struct scen_span){text.at, size});

    if (name.size == 0) {
        REFUSE(b, i, partners,
               "partners: \"%.*s\" is no partner; expected a name and a site, such as "
               "\"A = Milano\", with commas between partners",
               (int)(text.size < 60 ? text.size : 60), text.at);
        return false;
    }
    struct scen_span site =
        scen_span_trim((struct scen_span){equals + 1, text.size - size - 1});
    char *copy = base_arena_take(b->scen->arena, name.size + 1);

    memcpy(copy, name.at, name.size);
    *out = (struct scen_partner){copy, scen_names_find(sites, site)};
    if (out->site >= 0)
        return true;
    const char *guess = scen_names_nearest(sites, site);

    REFUSE(b, i, partners, "partners: there is no site \"%.*s\"; %s%s%s",
           (int)(site.size < 60 ? site.size : 60), site.at,
           guess != NULL ? "did you mean \"" : "expected the name of a site",
           guess ? guess : "", guess != NULL ? "\"?" : "");
    return false;
}

static bool twice(const struct scen_partner *partner, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (strcmp(partner[k].name, partner[count].name) == 0)
            return true;
    return false;
}

static void read_partners(struct scen_build *b, size_t i, struct scen_span text,
                          struct scen_agent *out)
{
    struct scen_partner partner[PARTNERS_MAX] = {0};
    size_t count = 0;

    text = scen_span_trim(text);
    while (text.size > 0) {
        const char *comma = memchr(text.at, ',', text.size);
        size_t size = comma != NULL ? (size_t)(comma - text.at) : text.size;

        if (count == PARTNERS_MAX) {
            REFUSE(b, i, partners, "partners: expected at most %d", PARTNERS_MAX);
            return;
        }
        if (!read_partner(b, i, scen_span_trim((struct scen_span){text.at, size}),
                          &partner[count]))
            return;
        if (twice(partner, count)) {
            REFUSE(b, i, partners, "partners: \"%s\" stands twice; expected each name once",
                   partner[count].name);
            return;
        }
        count++;
        text = comma != NULL ? (struct scen_span){comma + 1, text.size - size - 1}
                             : (struct scen_span){text.at, 0};
    }
    struct scen_partner *kept = base_arena_array(b->scen->arena, count + 1, sizeof *kept);

    memcpy(kept, partner, count * sizeof *kept);
    out->partner = kept;
    out->partners = count;
}

/* ---- commitment ---- */

static void read_commitment(struct scen_build *b, size_t i, const char *text,
                            struct scen_agent *out)
{
    size_t size = strlen(text);
    char inside[24] = "1";
    int64_t patience = 0;

    if (strcmp(text, "") == 0)
        out->commitment = SCEN_AS_WRITTEN;
    else if (strcmp(text, "single-minded") == 0)
        out->commitment = SCEN_SINGLE_MINDED;
    else if (strcmp(text, "bold") == 0)
        out->commitment = SCEN_BOLD;
    else
        out->commitment = SCEN_CAUTIOUS;
    if (out->commitment != SCEN_CAUTIOUS)
        return;
    if (strncmp(text, "cautious(", 9) == 0 && text[size - 1] == ')' &&
        size - 10 < sizeof inside) {
        memcpy(inside, text + 9, size - 10);
        inside[size - 10] = '\0';
    } else if (strcmp(text, "cautious") != 0) {
        inside[0] = '\0';
    }
    if (base_parse_int(inside, &patience) && patience >= 1 && patience <= 1000000)
        out->patience = (uint32_t)patience;
    else
        REFUSE(
            b, i, commitment,
            "commitment = \"%s\"; expected \"bold\", \"single-minded\" or \"cautious(3)\" to "
            "think again after 3 steps",
            text);
}

/* ---- the entry ---- */

/* A carrier with vehicles, by name. What only agents of stock know means nothing to it. */
static int32_t read_carrier(struct scen_build *b, size_t i, const char *name)
{
    static const size_t others[] = {
        ROW(site),          ROW(region),   ROW(role),     ROW(product),
        ROW(partners),      ROW(superior), ROW(approval), ROW(max_orders),
        ROW(max_actions),   ROW(latency),  ROW(noise),    ROW(in_time),
        ROW(overtime_cost), ROW(look),     ROW(budget),   ROW(learned)};
    const struct scenario *scen = b->scen;
    int32_t found = SCEN_NONE;

    if (name[0] == '\0')
        return SCEN_NONE;
    for (size_t k = 0; k < scen->carriers; k++)
        if (strcmp(scen->carrier[k].name, name) == 0 && scen->carrier[k].vehicles > 0)
            found = (int32_t)k;
    if (found == SCEN_NONE)
        REFUSE(b, i, carrier,
               "carrier = \"%s\": no such carrier has vehicles; expected the name of one of "
               "carriers, with vehicles = 12, for example",
               name);
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++)
        if (scen_given(b, SCEN_G_AGENTS, i, others[k]))
            scen_refuse(b, SCEN_G_AGENTS, i, others[k],
                        "this means nothing to the agent of a carrier; expected it without");
    return found;
}

static int64_t bound_of(uint64_t most)
{
    return most > 0 ? (int64_t)most : -1;
}

static void check_approval(struct scen_build *b, size_t i, const char *name, int32_t found)
{
    if (name[0] != '\0' && found == SCEN_NONE)
        REFUSE(
            b, i, approval,
            "approval = \"%s\": there is no such entry of approvals; expected the name of one",
            name);
}

static void build_agent(struct scen_build *b, size_t i)
{
    const struct scen_agent_row *row = scen_rows_at(&b->raw->rows[SCEN_G_AGENTS], i);
    struct scen_agent *a = &b->scen->agent[i];
    bool bound = scen_given(b, SCEN_G_AGENTS, i, ROW(budget));

    *a = (struct scen_agent){.name = row->name,
                             .plans_where = named_at(b, i),
                             .site = row->site,
                             .product = row->product,
                             .role = row->role > 0 ? row->role - 1 : SCEN_NONE,
                             .region = row->region,
                             .carrier = SCEN_NONE,
                             .superior = row->superior,
                             .approval = scen_approval_named(b, row->approval),
                             .max_actions = bound_of(row->max_actions),
                             .max_orders = bound_of(row->max_orders),
                             .look = row->look,
                             .latency = row->latency,
                             .noise = row->noise,
                             .in_time = row->in_time,
                             .overtime_cost = row->overtime_cost,
                             .start = row->start,
                             .learns = row->learn == 1,
                             .frozen = row->learn == 2,
                             .budget = bound ? row->budget : (double)INFINITY,
                             .where = row->where};
    if (scen_rows_bad(&b->raw->rows[SCEN_G_AGENTS], i))
        return;
    a->carrier = read_carrier(b, i, row->carrier);
    check_approval(b, i, row->approval, a->approval);
    a->plans = read_plans(b, i, row->plans);
    read_partners(b, i, scen_span_of(row->partners), a);
    read_commitment(b, i, row->commitment, a);
    scen_learned_read(b, i, a);
}

void scen_build_agents(struct scen_build *b)
{
    struct scenario *scen = b->scen;

    scen->agents = b->raw->rows[SCEN_G_AGENTS].count;
    scen->agent = base_arena_array(scen->arena, scen->agents + 1, sizeof *scen->agent);
    for (size_t i = 0; i < scen->agents; i++)
        build_agent(b, i);
    scen_assign_agents(b);
}

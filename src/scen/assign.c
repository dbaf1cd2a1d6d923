/* SPDX-License-Identifier: Apache-2.0 */
/* scen/assign.c - which stock entries an agent decides for: of all that fit, the last one. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/build.h"

static bool fits(const struct scenario *scen, const struct scen_agent *a,
                 const struct scen_stocking *s)
{
    const struct scen_site *site = &scen->site[s->site];

    return a->carrier == SCEN_NONE && (a->site == SCEN_NONE || a->site == s->site) &&
           (a->product == SCEN_NONE || a->product == s->product) &&
           (a->role == SCEN_NONE || a->role == (int32_t)site->role) &&
           (a->region[0] == '\0' || strcmp(a->region, site->region) == 0);
}

/* Agents that may fit, from the last to the first: those of each site, and those of any. */
struct chains {
    int32_t *site;  // by site: the last; SCEN_NONE ends
    int32_t *next;  // by agent: the one before it in its chain
    int32_t of_any; // the last
};

static struct chains chain_up(const struct scenario *scen)
{
    struct chains c = {base_array(scen->sites + 1, sizeof *c.site),
                       base_array(scen->agents + 1, sizeof *c.next), SCEN_NONE};

    for (size_t i = 0; i < scen->sites; i++)
        c.site[i] = SCEN_NONE;
    for (size_t i = 0; i < scen->agents; i++) {
        int32_t site = scen->agent[i].site;
        int32_t *last = site == SCEN_NONE ? &c.of_any : &c.site[site];

        c.next[i] = *last;
        *last = (int32_t)i;
    }
    return c;
}

/* The last of the chain that fits and comes behind `least`; else `least`. */
static int32_t last_that_fits(const struct scenario *scen, const struct chains *c, int32_t from,
                              const struct scen_stocking *s, int32_t least)
{
    while (from > least && !fits(scen, &scen->agent[from], s))
        from = c->next[from];
    return from > least ? from : least;
}

static void assign(struct scenario *scen)
{
    struct chains c = chain_up(scen);
    int32_t *of = base_arena_array(scen->aside, scen->stockings + 1, sizeof *of);

    for (size_t i = 0; i < scen->stockings; i++) {
        const struct scen_stocking *s = &scen->stocking[i];

        of[i] = last_that_fits(scen, &c, c.site[s->site], s, SCEN_NONE);
        of[i] = last_that_fits(scen, &c, c.of_any, s, of[i]);
    }
    scen->agent_of = of;
    free(c.site);
    free(c.next);
}

const struct scen_agent *scen_agent_of(const struct scenario *scen,
                                       const struct scen_stocking *s)
{
    int32_t at = scen->agent_of != NULL ? scen->agent_of[s - scen->stocking] : SCEN_NONE;

    return at != SCEN_NONE ? &scen->agent[at] : NULL;
}

/* ---- who decides nothing ---- */

static bool drives(const struct scen_build *b, const struct scen_agent *a)
{
    for (const struct scen_agent *o = a + 1; o < b->scen->agent + b->scen->agents; o++)
        if (o->carrier == a->carrier)
            return false;
    return true;
}

static void warn_idle(struct scen_build *b, const struct scen_agent *a, bool decides)
{
    if (a->carrier != SCEN_NONE && !drives(b, a))
        scen_warn_at(b, "agents decide nothing", a->where,
                     "agent \"%s\" is of a carrier that a later one is of, too, so it "
                     "decides nothing",
                     a->name);
    else if (a->carrier == SCEN_NONE && !decides)
        scen_warn_at(
            b, "agents decide nothing", a->where,
            "agent \"%s\" fits no stock entry that a later one does not fit, so it decides "
            "nothing",
            a->name);
}

static void warn_all_idle(struct scen_build *b)
{
    const struct scenario *scen = b->scen;
    bool *decides = base_array(scen->agents, sizeof *decides);

    for (size_t i = 0; i < scen->stockings; i++)
        if (scen->agent_of[i] != SCEN_NONE)
            decides[scen->agent_of[i]] = true;
    for (size_t i = 0; i < scen->agents; i++)
        warn_idle(b, &scen->agent[i], decides[i]);
    free(decides);
}

void scen_assign_agents(struct scen_build *b)
{
    if (b->scen->agents == 0)
        return;
    assign(b->scen);
    if (b->err->errors == b->errors)
        warn_all_idle(b);
}

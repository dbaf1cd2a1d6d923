/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bdi/read/state.h"

#define KEYS "from|is|unit|type|learn|alpha|prior|start|doc"

/* ---- the table ---- */

static struct bdi_belief_kind *add(struct bdi_reading *in, const char *name,
                                   const struct base_node *at)
{
    struct bdi_library *library = in->lib;
    size_t room = in->belief_room;

    in->name = base_grow(in->name, library->beliefs, &room, sizeof *in->name);
    in->scope.name = in->name;
    library->belief =
        base_grow(library->belief, library->beliefs, &in->belief_room, sizeof *library->belief);
    struct bdi_belief_kind *kind = &library->belief[library->beliefs++];

    *kind = (struct bdi_belief_kind){
        .name = name, .percept = -1, .party = -1, .where = {at->file, at->line}};
    return kind;
}

static void perceive(struct bdi_reading *in, struct bdi_belief_kind *kind, int32_t percept)
{
    kind->origin = BDI_HEARD;
    kind->percept = percept;
    kind->type = in->domain->percept[percept].type;
    kind->dim = in->domain->percept[percept].dim;
}

/* What expressions know it by. Not before its type is known. */
static void publish(struct bdi_reading *in, uint32_t b)
{
    const struct bdi_belief_kind *kind = &in->lib->belief[b];

    in->name[b] = (struct bdi_name){kind->name, b, kind->type, kind->dim};
    in->scope.name = in->name;
    in->scope.names = in->lib->beliefs;
}

/* ---- declared beliefs ---- */

/* "outcome:PLAN": whether that plan reaches its goal, when it is tried. */
static bool read_outcome(const struct base_node *at, struct bdi_belief_kind *kind)
{
    static const char from[] = "outcome:";

    if (strncmp(at->text, from, sizeof from - 1) != 0)
        return false;
    kind->outcome = at->text + sizeof from - 1;
    kind->origin = BDI_HEARD;
    kind->type = BDI_TRUTH;
    return true;
}

/* "orders", or "delivery:A" for what concerns one partner. */
static void read_from(struct bdi_reading *in, const struct base_node *at,
                      struct bdi_belief_kind *kind)
{
    if (read_outcome(at, kind))
        return;
    const char *colon = strchr(at->text, ':');
    size_t size = colon != NULL ? (size_t)(colon - at->text) : strlen(at->text);
    char *name = base_arena_take(in->arena, size + 1);

    memcpy(name, at->text, size);
    int32_t p = bdi_percept_named(in, name);

    if (p < 0) {
        bdi_refuse_at(in, at,
                      "from = \"%s\": agents perceive no \"%s\"; see `bullwhip lint --words`",
                      at->text, name);
        return;
    }
    perceive(in, kind, p);
    if (in->domain->percept[p].of_party != (colon != NULL && colon[1] != '\0'))
        bdi_refuse_at(in, at, "from = \"%s\"; expected %s", at->text,
                      colon == NULL ? "a partner as well, as in \"delivery:A\""
                                    : "no partner: this concerns the agent itself");
    else if (colon != NULL)
        kind->party = (int32_t)bdi_word(in, colon + 1, strlen(colon + 1));
}

static void read_unit(struct bdi_reading *in, const struct base_node *at,
                      struct bdi_belief_kind *kind)
{
    double factor = 1.0;
    const struct bdi_units *units = in->domain->units;
    struct bdi_dim dim = {{0}};

    if (units == NULL || units->read == NULL ||
        !units->read(units->self, at->text, strlen(at->text), &dim, &factor))
        bdi_refuse_at(in, at, "unit = \"%s\": unknown; expected one such as \"d\" or \"EUR\"",
                      at->text);
    else if (kind->percept >= 0 && memcmp(&dim, &kind->dim, sizeof dim) != 0)
        bdi_refuse_at(in, at,
                      "unit = \"%s\": what it comes from is measured otherwise; "
                      "expected no unit here",
                      at->text);
    kind->dim = dim;
}

static void read_prior(struct bdi_reading *in, const struct base_node *at,
                       struct bdi_belief_kind *kind)
{
    double count[2] = {0.0, 0.0};
    bool good = at->kind == BASE_LIST && at->children == 2;

    for (size_t i = 0; good && i < 2; i++) {
        struct bdi_expr e = {0};

        good = bdi_compile_at(in, &at->child[i], BDI_NUMBER, &bdi_pure, &e) &&
               bdi_expr_constant(&e, &count[i]) && count[i] >= 0.0;
    }
    if (!good || count[0] + count[1] <= 0.0) {
        bdi_refuse_at(in, at,
                      "prior; expected the successes and failures that count as seen, "
                      "as in [8.0, 2.0]");
        return;
    }
    kind->start = count[0] / (count[0] + count[1]);
    kind->start_observations = count[0] + count[1];
    kind->known = true;
}

static void read_learning(struct bdi_reading *in, const struct base_node *node,
                          struct bdi_belief_kind *kind)
{
    const char *how = bdi_text(in, node, "learn");
    const struct base_node *prior = bdi_child(node, "prior"), *alpha = bdi_child(node, "alpha");
    int choice =
        how != NULL ? bdi_choice(in, bdi_child(node, "learn"), how, "last|ema|beta") : 0;

    kind->learning = choice < 0 ? BDI_TAKEN : (enum bdi_learning)choice;
    if (kind->learning != BDI_TAKEN)
        kind->type = BDI_NUMBER; // how often it was true, how much it was
    kind->alpha = bdi_constant(in, node, "alpha", &bdi_pure, 0.2);
    if (!(kind->alpha > 0.0 && kind->alpha <= 1.0))
        bdi_refuse_at(in, alpha, "alpha; expected more than 0 and at most 1");
    if (alpha != NULL && kind->learning != BDI_EMA)
        bdi_refuse_at(in, alpha, "alpha means nothing here; expected it with learn = \"ema\"");
    if (prior != NULL && kind->learning != BDI_COUNTED)
        bdi_refuse_at(in, prior, "prior means nothing here; expected it with learn = \"beta\"");
    else if (prior != NULL)
        read_prior(in, prior, kind);
    if (kind->learning != BDI_TAKEN && kind->percept < 0 && kind->outcome == NULL)
        bdi_refuse_at(in, node, "belief \"%s\" learns from nothing; expected from = \"...\"",
                      kind->name);
}

static void read_start(struct bdi_reading *in, const struct base_node *node,
                       struct bdi_belief_kind *kind)
{
    const struct base_node *at = bdi_child(node, "start");
    struct bdi_expr e = {0};

    if (at == NULL || !bdi_compile_at(in, at, kind->type, &kind->dim, &e))
        return;
    if (!bdi_expr_constant(&e, &kind->start))
        bdi_refuse_at(in, at, "start = \"%s\": this may change; expected a constant", at->text);
    kind->known = true;
    if (kind->learning == BDI_EMA)
        kind->start_observations = 1.0;
}

static bool good_name(const char *name)
{
    if (!isalpha((unsigned char)name[0]) || bdi_expr_reserved(name))
        return false;
    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '_')
            return false;
    return true;
}

static void read_belief(struct bdi_reading *in, const struct base_node *node)
{
    struct bdi_belief_kind *kind = add(in, node->name, node);
    uint32_t b = in->lib->beliefs - 1;
    const char *type = bdi_text(in, node, "type");
    const struct base_node *from = bdi_child(node, "from"), *unit = bdi_child(node, "unit");
    int32_t same = bdi_percept_named(in, node->name);

    bdi_know(in, node, "belief", KEYS);
    if (!good_name(node->name))
        bdi_refuse_at(in, node,
                      "a belief cannot be called \"%s\"; expected letters, digits "
                      "and _ that mean nothing else",
                      node->name);
    kind->origin = BDI_HELD;
    if (bdi_child(node, "is") != NULL)
        kind->origin = BDI_COMPUTED;
    else if (from != NULL)
        read_from(in, from, kind);
    else if (same >= 0 && !in->domain->percept[same].of_party)
        perceive(in, kind, same);
    if (type != NULL &&
        bdi_choice(in, bdi_child(node, "type"), type, "number|truth") == BDI_TRUTH)
        kind->type = BDI_TRUTH;
    if (unit != NULL)
        read_unit(in, unit, kind);
    read_learning(in, node, kind);
    read_start(in, node, kind);
    publish(in, b);
}

/* ---- beliefs that are only mentioned: percepts ---- */

/* A name in an expression that no belief has may be a percept, "on_hand" or "A.up". */
static void mention(struct bdi_reading *in, const struct base_node *at, const char *text,
                    size_t size)
{
    char *name = base_arena_take(in->arena, size + 1);

    memcpy(name, text, size);
    const char *dot = strrchr(name, '.');
    int32_t p = bdi_percept_named(in, dot != NULL ? dot + 1 : name);

    if (p < 0 || in->domain->percept[p].of_party != (dot != NULL) ||
        bdi_belief_named(in, name) >= 0)
        return;
    struct bdi_belief_kind *kind = add(in, name, at);

    perceive(in, kind, p);
    if (dot != NULL)
        kind->party = (int32_t)bdi_word(in, name, (size_t)(dot - name));
    publish(in, in->lib->beliefs - 1);
}

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static void scan_text(struct bdi_reading *in, const struct base_node *at)
{
    for (const char *c = at->text; *c != '\0';) {
        size_t size = 0;

        if (isalpha((unsigned char)*c) || *c == '_') {
            while (in_name(c[size]))
                size++;
            mention(in, at, c, size);
            c += size;
        } else if (isdigit((unsigned char)*c)) {
            while (in_name(*c))
                c++;
        } else {
            c++;
        }
    }
}

static bool is_expression(const char *key)
{
    static const char *const not [] = {"name",   "for",    "do",   "doc",  "unit",
                                       "from",   "learn",  "type", "kind", "goal",
                                       "commit", "belief", "about"};

    for (size_t i = 0; i < sizeof not / sizeof not [0]; i++)
        if (strcmp(not [i], key) == 0)
            return false;
    return true;
}

static void scan(struct bdi_reading *in, const struct base_node *node)
{
    if (node->kind == BASE_VALUE && is_expression(node->name))
        scan_text(in, node);
    for (size_t i = 0; i < node->children; i++)
        scan(in, &node->child[i]);
}

/* ---- computed ones ---- */

/* Their type and unit follow from what they are computed from, so that each needs those that
 * it reads first: as long as one more can be read, all are tried again. */
static bool try_computed(struct bdi_reading *in, const struct base_node *node, bool tell)
{
    int32_t b = bdi_belief_named(in, node->name);
    struct bdi_belief_kind *kind = &in->lib->belief[b];
    const struct base_node *is = bdi_child(node, "is");
    bool united = bdi_child(node, "unit") != NULL;
    struct base_err quiet = {0};
    bool typed = bdi_child(node, "type") != NULL || united;
    struct bdi_wanted wanted = {kind->type, united ? &kind->dim : NULL};
    bool good = is->kind == BASE_VALUE &&
                bdi_expr_compile(is->text, &in->scope, typed ? &wanted : NULL,
                                 (struct bdi_where){is->file, is->line}, in->arena, &kind->is,
                                 tell ? in->err : &quiet);

    base_err_fini(&quiet);
    if (!good)
        return false;
    kind->type = kind->is.type;
    kind->dim = kind->is.dim;
    publish(in, (uint32_t)b);
    return true;
}

/* Those that were not read yet have no name for expressions. */
static void hide(struct bdi_reading *in, const struct base_node *node)
{
    in->name[bdi_belief_named(in, node->name)].name = "";
}

static bool mentions(const char *text, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name))
        if ((at == text || !in_name(at[-1])) && !in_name(at[size]))
            return true;
    return false;
}

/* What is computed from one that cannot be computed is not wrong by itself. */
static bool blames_another(const struct bdi_reading *in, const struct base_node *beliefs,
                           size_t i, const bool *done)
{
    const struct base_node *is = bdi_child(&beliefs->child[i], "is");

    for (size_t k = 0; k < beliefs->children; k++) {
        if (done[k] || !mentions(is->text, beliefs->child[k].name))
            continue;
        bdi_refuse_at(in, is,
                      "is = \"%s\": \"%s\" cannot be computed; expected no mistake in it, and "
                      "that it is not computed from \"%s\" in turn",
                      is->text, beliefs->child[k].name, beliefs->child[i].name);
        return true;
    }
    return false;
}

static void read_computed(struct bdi_reading *in, const struct base_node *beliefs)
{
    bool *done = base_array(beliefs->children, sizeof *done);
    bool more = true;

    for (size_t i = 0; i < beliefs->children; i++) {
        done[i] = bdi_child(&beliefs->child[i], "is") == NULL;
        if (!done[i])
            hide(in, &beliefs->child[i]);
    }
    while (more) {
        more = false;
        for (size_t i = 0; i < beliefs->children; i++)
            if (!done[i] && try_computed(in, &beliefs->child[i], false))
                more = done[i] = true;
    }
    for (size_t i = 0; i < beliefs->children; i++)
        if (!done[i] && !blames_another(in, beliefs, i, done))
            try_computed(in, &beliefs->child[i], true);
    for (size_t i = 0; i < beliefs->children; i++)
        if (!done[i])
            publish(in, (uint32_t)bdi_belief_named(in, beliefs->child[i].name));
    free(done);
}

void bdi_read_beliefs(struct bdi_reading *in)
{
    static const struct base_node nothing = {.name = "", .text = "", .kind = BASE_GROUP};
    const struct base_node *beliefs = bdi_child(in->root, "beliefs");
    const char *const sections[] = {"beliefs", "goals", "plans", "invariants"};

    if (beliefs == NULL)
        beliefs = &nothing;
    else if (beliefs->kind != BASE_GROUP)
        bdi_refuse_at(in, beliefs, "beliefs; expected a group, beliefs: { name = { ... }; }");
    if (beliefs->kind != BASE_GROUP)
        return;
    for (size_t i = 0; i < beliefs->children; i++)
        read_belief(in, &beliefs->child[i]);
    for (size_t s = 0; s < sizeof sections / sizeof sections[0]; s++)
        if (bdi_child(in->root, sections[s]) != NULL)
            scan(in, bdi_child(in->root, sections[s]));
    read_computed(in, beliefs);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Precedence climbing (Richards, "The parsing of expressions", BCPL, 1979; Clarke 1986): one
 * function for all binary operators, by the strength of each. */
#include "bdi/expr/parse.h"

#include <string.h>

#include "base/nearest.h"
#include "bdi/expr/lex.h"

enum { NESTED = 100 }; // brackets, signs and operators within each other

struct parser {
    const struct bdi_text *t;
    struct bdi_token now; // not yet taken
    unsigned nested;
    bool lost; // the text makes no sense from here on; told
};

static struct bdi_node *parse_from(struct parser *p, unsigned strength);

static void next(struct parser *p)
{
    p->now = bdi_lex(p->t, p->now.at + p->now.size);
    p->lost = p->lost || p->now.kind == BDI_T_WRONG;
}

static bool at_mark(const struct parser *p, const char *mark)
{
    return !p->lost && p->now.kind == BDI_T_MARK && bdi_token_is(&p->now, mark);
}

static bool at_word(const struct parser *p, const char *word)
{
    return !p->lost && p->now.kind == BDI_T_NAME && bdi_token_is(&p->now, word);
}

/* Told once: what stands here instead of what was expected. */
static struct bdi_node *lose(struct parser *p, const char *expected)
{
    int size = (int)(p->now.size < 60 ? p->now.size : 60);

    if (!p->lost && p->now.kind == BDI_T_END)
        bdi_text_wrong(p->t, bdi_token_column(p->t, &p->now), "the text ends; expected %s",
                       expected);
    else if (!p->lost)
        bdi_text_wrong(p->t, bdi_token_column(p->t, &p->now), "'%.*s'; expected %s", size,
                       p->now.at, expected);
    p->lost = true;
    return NULL;
}

static bool expect(struct parser *p, const char *mark, const char *expected)
{
    if (!at_mark(p, mark)) {
        lose(p, expected);
        return false;
    }
    next(p);
    return !p->lost;
}

/* A node for the token that stands here. */
static struct bdi_node *node(const struct parser *p, const struct bdi_token *token,
                             enum bdi_kind kind)
{
    struct bdi_node *n = base_arena_take(p->t->arena, sizeof *n);
    char *name = base_arena_take(p->t->arena, token->size + 1);

    memcpy(name, token->at, token->size);
    n->kind = kind;
    n->column = bdi_token_column(p->t, token);
    n->name = name;
    return n;
}

static struct bdi_node *binary(const struct parser *p, const struct bdi_token *token,
                               enum bdi_kind kind, struct bdi_node *left,
                               struct bdi_node *right)
{
    struct bdi_node *n = node(p, token, kind);

    n->arg[0] = left;
    n->arg[1] = right;
    n->args = 2;
    return n;
}

/* ---- names ---- */

static const struct bdi_name *find_belief(const struct bdi_text *t, const char *name)
{
    for (size_t i = 0; i < t->scope->names; i++)
        if (strcmp(t->scope->name[i].name, name) == 0)
            return &t->scope->name[i];
    return NULL;
}

static const struct bdi_function *find_function(const struct bdi_text *t, const char *name)
{
    for (size_t i = 0; i < t->scope->functions; i++)
        if (strcmp(t->scope->function[i].name, name) == 0)
            return &t->scope->function[i];
    return NULL;
}

/* The unknown name, with the nearest of `names`. */
static struct bdi_node *unknown(const struct bdi_text *t, struct bdi_node *n, const char *what,
                                const char *const *names, size_t count)
{
    const char *near = base_nearest(n->name, names, count);

    if (near != NULL)
        bdi_text_wrong(t, n->column, "no %s is called '%.60s'; did you mean '%s'?", what,
                       n->name, near);
    else
        bdi_text_wrong(
            t, n->column, "no %s is called '%.60s'; expected one that the %s", what, n->name,
            strcmp(what, "belief") == 0 ? "library declares" : "language or the model has");
    n->bad = true;
    return n;
}

static struct bdi_node *unknown_belief(const struct bdi_text *t, struct bdi_node *n)
{
    static const char *const word[] = {"true", "false", "now"};
    size_t count = t->scope->names, words = sizeof word / sizeof *word;
    const char **names = base_arena_array(t->arena, count + words, sizeof *names);

    for (size_t i = 0; i < count; i++)
        names[i] = t->scope->name[i].name;
    memcpy(names + count, word, sizeof word);
    return unknown(t, n, "belief", names, count + words);
}

static struct bdi_node *unknown_function(const struct bdi_text *t, struct bdi_node *n)
{
    size_t own, brought = t->scope->functions;
    const struct bdi_builtin *builtin = bdi_builtins(&own);
    const char **names = base_arena_array(t->arena, own + brought, sizeof *names);

    for (size_t i = 0; i < own; i++)
        names[i] = builtin[i].name;
    for (size_t i = 0; i < brought; i++)
        names[own + i] = t->scope->function[i].name;
    return unknown(t, n, "function", names, own + brought);
}

static struct bdi_node *belief(const struct bdi_text *t, struct bdi_node *n)
{
    const struct bdi_name *name = find_belief(t, n->name);

    if (name == NULL)
        return unknown_belief(t, n);
    n->kind = name->type == BDI_TRUTH ? BDI_TRUE : BDI_BELIEF;
    n->belief = name->belief;
    n->type = name->type;
    n->dim = name->dim;
    return n;
}

static struct bdi_node *word(struct parser *p)
{
    struct bdi_token token = p->now;
    struct bdi_node *n = node(p, &token, BDI_CONST);

    next(p);
    if (bdi_token_is(&token, "now")) {
        n->kind = BDI_NOW;
        return n;
    }
    if (!bdi_token_is(&token, "true") && !bdi_token_is(&token, "false"))
        return belief(p->t, n);
    n->number = bdi_token_is(&token, "true");
    n->type = BDI_TRUTH;
    return n;
}

/* ---- calls ---- */

/* age(x), known(x), confidence(x): of a belief itself, not of its value. */
static struct bdi_node *about_belief(struct parser *p, struct bdi_node *n)
{
    if (p->now.kind != BDI_T_NAME || p->lost)
        return lose(p, "the name of a belief");
    const struct bdi_node *of = belief(p->t, node(p, &p->now, BDI_BELIEF));
    n->belief = of->belief;
    n->bad = of->bad;
    next(p);
    return expect(p, ")", "')' behind the name of a belief") ? n : NULL;
}

/* Takes the arguments up to ')'. Those of min and max may be many: min(a, min(b, c)). Returns
 * their number, 0 when lost. */
static uint32_t arguments(struct parser *p, struct bdi_node *n, uint32_t most)
{
    uint32_t count = 0;

    do {
        struct bdi_node *arg = parse_from(p, 0);
        if (arg == NULL)
            return 0;
        if (count >= 2 && most > BDI_ARGS) { // what there is so far becomes the first
            struct bdi_node *inner = base_arena_take(p->t->arena, sizeof *inner);
            *inner = *n;
            n->arg[0] = inner;
            n->arg[1] = arg;
        } else if (count < BDI_ARGS) {
            n->arg[count] = arg;
            n->args = count + 1;
        }
        count++;
        if (!at_mark(p, ","))
            break;
        next(p);
    } while (!p->lost);
    return expect(p, ")", "',' or ')'") ? count : 0;
}

static struct bdi_node *counted(struct parser *p, struct bdi_node *n, uint32_t least,
                                uint32_t most)
{
    uint32_t count = 0;

    if (at_mark(p, ")"))
        next(p);
    else if ((count = arguments(p, n, most)) == 0)
        return NULL;
    if (count >= least && count <= most)
        return n;
    bdi_text_wrong(p->t, n->column, "'%s' is given %u argument%s; expected %u%s", n->name,
                   (unsigned)count, count == 1 ? "" : "s", (unsigned)least,
                   most > least ? " or more" : "");
    n->bad = true;
    return n;
}

static struct bdi_node *call(struct parser *p)
{
    const struct bdi_builtin *own = bdi_builtin_find(p->now.at, p->now.size);
    struct bdi_node *n = node(p, &p->now, BDI_CALL);

    next(p);
    next(p); // the '('
    if (own != NULL) {
        n->kind = own->kind;
        if (n->kind == BDI_AGE || n->kind == BDI_KNOWN || n->kind == BDI_CONFIDENCE)
            return about_belief(p, n);
        return counted(p, n, own->least, own->most);
    }
    n->function = find_function(p->t, n->name);
    if (n->function != NULL)
        return counted(p, n, n->function->args, n->function->args);
    unknown_function(p->t, n);
    return counted(p, n, 0, BDI_MANY);
}

/* ---- operators ---- */

static struct bdi_node *number(struct parser *p)
{
    struct bdi_node *n = node(p, &p->now, BDI_CONST);

    n->number = p->now.number;
    n->dim = p->now.dim;
    n->bare = p->now.bare;
    next(p);
    return n;
}

static struct bdi_node *primary(struct parser *p)
{
    if (p->lost)
        return NULL;
    if (p->now.kind == BDI_T_NUMBER)
        return number(p);
    if (at_mark(p, "(")) {
        next(p);
        struct bdi_node *inner = parse_from(p, 0);
        return inner != NULL && expect(p, ")", "')' or an operator") ? inner : NULL;
    }
    if (p->now.kind != BDI_T_NAME || at_word(p, "and") || at_word(p, "or"))
        return lose(p, "a number, a belief or a function");
    const char *behind = p->now.at + p->now.size;
    return behind[strspn(behind, " \t\r\n")] == '(' ? call(p) : word(p);
}

enum { ANY, OR, AND, NOT, COMPARE, ADD, MULTIPLY, SIGN };

static struct bdi_node *prefix(struct parser *p)
{
    bool no = at_mark(p, "!") || at_word(p, "not"), minus = at_mark(p, "-");
    struct bdi_token token = p->now;

    if (!no && !minus)
        return primary(p);
    next(p);
    struct bdi_node *arg = parse_from(p, no ? NOT : SIGN);
    if (arg == NULL)
        return NULL;
    struct bdi_node *n = node(p, &token, no ? BDI_NOT : BDI_NEG);
    n->arg[0] = arg;
    n->args = 1;
    return n;
}

static const struct infix {
    const char *text;
    enum bdi_kind kind;
    unsigned strength;
} infix[] = {
    {"or", BDI_OR, OR},       {"||", BDI_OR, OR},       {"and", BDI_AND, AND},
    {"&&", BDI_AND, AND},     {"<", BDI_LT, COMPARE},   {"<=", BDI_LE, COMPARE},
    {">", BDI_GT, COMPARE},   {">=", BDI_GE, COMPARE},  {"==", BDI_EQ, COMPARE},
    {"!=", BDI_NE, COMPARE},  {"+", BDI_ADD, ADD},      {"-", BDI_SUB, ADD},
    {"*", BDI_MUL, MULTIPLY}, {"/", BDI_DIV, MULTIPLY},
};

static const struct infix *find_infix(const struct parser *p)
{
    if (p->lost || (p->now.kind != BDI_T_MARK && p->now.kind != BDI_T_NAME))
        return NULL;
    for (size_t i = 0; i < sizeof infix / sizeof *infix; i++)
        if (bdi_token_is(&p->now, infix[i].text))
            return &infix[i];
    return NULL;
}

/* Operators at least as strong as `strength`; they group to the left. */
static struct bdi_node *climb(struct parser *p, unsigned strength)
{
    struct bdi_node *left = prefix(p);
    const struct infix *op;
    bool compared = false;

    while (left != NULL && (op = find_infix(p)) != NULL && op->strength >= strength) {
        struct bdi_token token = p->now;
        if (op->strength == COMPARE && compared)
            return lose(p, "one comparison; two are joined by 'and': a < b and b < c");
        compared = op->strength == COMPARE;
        next(p);
        struct bdi_node *right = parse_from(p, op->strength + 1);
        left = right != NULL ? binary(p, &token, op->kind, left, right) : NULL;
    }
    return left;
}

static struct bdi_node *parse_from(struct parser *p, unsigned strength)
{
    if (p->nested >= NESTED)
        return lose(p, "fewer brackets within each other");
    p->nested++;
    struct bdi_node *n = climb(p, strength);
    p->nested--;
    return n;
}

struct bdi_node *bdi_parse(const struct bdi_text *t)
{
    struct parser p = {.t = t, .now = {.at = t->text}};

    next(&p);
    struct bdi_node *n = parse_from(&p, ANY);
    if (n != NULL && (p.lost || p.now.kind != BDI_T_END))
        return lose(&p, "an operator or the end");
    return n;
}

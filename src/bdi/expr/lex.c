/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/expr/lex.h"

#include <string.h>

#include "base/number.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Currencies may be signs: $, or a letter of any script. */
static bool is_unit_letter(char c)
{
    return is_letter(c) || c == '%' || c == '$' || (unsigned char)c >= 0x80;
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
        at++;
    return at;
}

bool bdi_token_is(const struct bdi_token *token, const char *word)
{
    return strlen(word) == token->size && memcmp(token->at, word, token->size) == 0;
}

static bool span_is(const char *at, size_t size, const char *word)
{
    return strlen(word) == size && memcmp(at, word, size) == 0;
}

/* ---- units behind a number ---- */

/* Without a scenario. */
static bool read_plain(const char *at, size_t size, struct bdi_dim *dim, double *factor)
{
    *dim = (struct bdi_dim){{0}};
    *factor = span_is(at, size, "%") ? 0.01 : span_is(at, size, "h") ? 1.0 / 24 : 1;
    dim->power[0] = span_is(at, size, "d") || span_is(at, size, "h");
    return dim->power[0] != 0 || span_is(at, size, "%");
}

static bool read_unit(const struct bdi_text *t, const char *at, size_t size,
                      struct bdi_token *token)
{
    const struct bdi_units *units = t->scope->units;
    struct bdi_dim dim;
    double factor;
    bool good = units == NULL || units->read == NULL
                    ? read_plain(at, size, &dim, &factor)
                    : units->read(units->self, at, size, &dim, &factor);

    if (!good)
        return false;
    token->dim = dim;
    token->number *= factor;
    token->bare = false;
    token->size = (size_t)(at + size - token->at);
    return true;
}

static size_t unit_word(const char *at)
{
    size_t size = 0;

    if (is_unit_letter(at[0]))
        while (is_unit_letter(at[size]) || is_digit(at[size]))
            size++;
    return at[size] == '(' ? 0 : size; // "6/min(a, b)" divides
}

static bool is_belief(const struct bdi_text *t, const char *at, size_t size)
{
    for (size_t i = 0; i < t->scope->names; i++)
        if (span_is(at, size, t->scope->name[i].name))
            return true;
    return false;
}

static bool is_word_operator(const char *at, size_t size)
{
    return span_is(at, size, "and") || span_is(at, size, "or") || span_is(at, size, "not");
}

/* The longest text that is a unit: of "3 d/x" it is "d", where x is none. */
static bool take_longest(const struct bdi_text *t, const char *at, struct bdi_token *token)
{
    size_t end[8], parts = 0, size = unit_word(at);

    while (size > 0 && parts < 8) {
        end[parts++] = size;
        size_t more = at[size] == '/' ? unit_word(at + size + 1) : 0;
        size = more > 0 ? size + 1 + more : 0;
    }
    while (parts > 0)
        if (read_unit(t, at, end[--parts], token))
            return true;
    return false;
}

static void take_unit(const struct bdi_text *t, struct bdi_token *token)
{
    const char *at = skip_blanks(token->at + token->size);
    size_t size = unit_word(at), below = at[0] == '/' ? unit_word(at + 1) : 0;

    if (below > 0 && !is_belief(t, at + 1, below)) // "6 /d"
        read_unit(t, at, 1 + below, token);
    if (size == 0 || is_word_operator(at, size) || take_longest(t, at, token))
        return;
    bdi_text_wrong(t, (uint32_t)(at - t->text) + 1,
                   "'%.*s' is not a unit; expected one like \"3 d\", \"4 h\", \"40 %%\"",
                   (int)(size < 60 ? size : 60), at);
    token->size = (size_t)(at + size - token->at);
    token->kind = BDI_T_WRONG;
}

/* ---- tokens ---- */

static void take_number(const struct bdi_text *t, struct bdi_token *token)
{
    const char *rest;

    if (!base_parse_double_prefix(token->at, &token->number, &rest)) {
        bdi_text_wrong(t, bdi_token_column(t, token), "not a number; expected one like 0.5");
        return;
    }
    token->kind = BDI_T_NUMBER;
    token->size = (size_t)(rest - token->at);
    token->bare = true;
    take_unit(t, token);
}

static void take_name(struct bdi_token *token)
{
    const char *at = token->at;
    size_t size = 1;

    while (is_letter(at[size]) || is_digit(at[size]) ||
           (at[size] == '.' && (is_letter(at[size + 1]) || is_digit(at[size + 1]))))
        size++;
    token->kind = BDI_T_NAME;
    token->size = size;
}

static void take_mark(const struct bdi_text *t, struct bdi_token *token)
{
    static const char *const mark[] = {"&&", "||", "<=", ">=", "==", "!=", "<", ">",
                                       "!",  "+",  "-",  "*",  "/",  "(",  ")", ","};

    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
        if (strncmp(token->at, mark[i], strlen(mark[i])) == 0) {
            token->kind = BDI_T_MARK;
            token->size = strlen(mark[i]);
            return;
        }
    const char *instead = strchr("=&|", *token->at) == NULL ? NULL
                          : *token->at == '='               ? "=="
                          : *token->at == '&'               ? "&&"
                                                            : "||";
    if (instead != NULL)
        bdi_text_wrong(t, bdi_token_column(t, token), "'%c' is no operator; did you mean '%s'?",
                       *token->at, instead);
    else
        bdi_text_wrong(t, bdi_token_column(t, token),
                       "a character that means nothing here; expected a name, a number or an "
                       "operator");
}

struct bdi_token bdi_lex(const struct bdi_text *t, const char *from)
{
    struct bdi_token token = {.kind = BDI_T_WRONG, .at = skip_blanks(from)};
    char first = *token.at;

    if (first == '\0')
        token.kind = BDI_T_END;
    else if (is_digit(first) || (first == '.' && is_digit(token.at[1])))
        take_number(t, &token);
    else if (is_letter(first))
        take_name(&token);
    else
        take_mark(t, &token);
    return token;
}

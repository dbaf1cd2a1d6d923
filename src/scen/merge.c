/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/merge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scen/reader.h"

enum {
    DEPTH_MAX = 32,    // of brackets
    INCLUDES_MAX = 8,  // of includes inside includes
    LINES_MAX = 60000, // libconfig counts lines in 16 bits
    ECHO_MAX = 40      // characters of a planner's text in a message
};

enum token { START, NAME, ASSIGN, NUMBER, STRING, WORD, OPEN, CLOSE, COMMA, SEMICOLON };

struct bracket {
    char open;
    struct scen_where where;
};

/* What is being written; shared by a text and its includes. */
struct merge {
    struct scen_merged *out;
    struct scen_texts *texts;
    struct base_err *err;
    enum token last;
    size_t last_at; // where the last token starts in `out`
    struct bracket bracket[DEPTH_MAX];
    size_t depth, includes;
    bool stopped; // reading on makes no sense
};

/* ---- writing ---- */

static void new_line(struct merge *m, const struct scen_reader *r)
{
    struct scen_merged *out = m->out;

    out->line = base_grow(out->line, out->lines, &out->line_capacity, sizeof *out->line);
    out->line[out->lines++] = (struct scen_line){.file = r->file->path, .line = r->line};
}

static void put(struct merge *m, char c)
{
    m->out->text = base_grow(m->out->text, m->out->size, &m->out->capacity, 1);
    m->out->text[m->out->size++] = c;
}

static void put_text(struct merge *m, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        put(m, text[i]);
}

static void mistake(struct merge *m, const struct scen_reader *r, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void mistake(struct merge *m, const struct scen_reader *r, const char *format, ...)
{
    char text[400];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_err_add(m->err, r->file->path, r->line, "%s", text);
}

static void token(struct merge *m, enum token kind)
{
    m->last = kind;
    m->last_at = m->out->size;
}

static bool in_list(const struct merge *m)
{
    return m->depth > 0 && m->bracket[m->depth - 1].open != '{';
}

/* ---- reading ---- */

static void end_line(struct merge *m, struct scen_reader *r)
{
    put(m, '\n');
    r->at++;
    r->line++;
    new_line(m, r);
}

static void line_comment(struct merge *m, struct scen_reader *r)
{
    (void)m;
    while (scen_more(r) && *r->at != '\n')
        r->at++;
}

static void block_comment(struct merge *m, struct scen_reader *r)
{
    struct scen_reader start = *r;

    for (r->at += 2; scen_more(r) && !scen_next_is(r, "*/");)
        if (*r->at == '\n')
            end_line(m, r);
        else
            r->at++;
    if (scen_more(r))
        r->at += 2;
    else
        mistake(m, &start, "this comment is never closed; expected */");
}

static int echo_size(struct scen_span s)
{
    return (int)(s.size < ECHO_MAX ? s.size : ECHO_MAX);
}

/* Refuses a value but leaves the text whole, so that the rest is still checked. */
static void refuse(struct merge *m, struct scen_reader *r, struct scen_span value)
{
    m->out->line[m->out->lines - 1].refused = true;
    put_text(m, "\"\"", 2);
    r->at = value.at + (value.size > 0 ? value.size : 1);
}

/* Before a value: is it one that may stand here? Mends what it can. */
static void before_value(struct merge *m, const struct scen_reader *r)
{
    if (m->last == NAME) {
        struct scen_span name =
            scen_name_at(m->out->text + m->last_at, m->out->text + m->out->size);
        mistake(m, r, "`=` is missing after `%.*s`", echo_size(name), name.at);
        put(m, '=');
    } else if (in_list(m) && (m->last == NUMBER || m->last == STRING || m->last == WORD ||
                              m->last == CLOSE)) {
        mistake(m, r, "a comma is missing before this entry");
        put(m, ',');
    } else if (!in_list(m) && m->last != ASSIGN) {
        mistake(m, r, "a value without a name; expected name = value;");
        m->out->broken = true;
    }
}

static void number(struct merge *m, struct scen_reader *r)
{
    struct scen_span all = scen_unquoted(r);
    size_t size = scen_number_size(all);
    struct scen_span n = all;
    double value;

    before_value(m, r);
    token(m, NUMBER);
    if (size > 0 && size + 1 == all.size && all.at[size] == 'L')
        all.size = size; // libconfig's mark of 64-bit numbers
    if (size < all.size) {
        mistake(m, r, "`%.*s` has no quotes; expected \"%.*s\"", echo_size(all), all.at,
                echo_size(all), all.at);
        refuse(m, r, all);
    } else if (!scen_number(&n, &value)) {
        mistake(m, r, "`%.*s` is too big for a number", echo_size(all), all.at);
        refuse(m, r, all);
    } else {
        put(m, '"');
        put_text(m, all.at, all.size);
        put(m, '"');
        r->at += size + (r->at + size < r->end && r->at[size] == 'L');
    }
}

static void string(struct merge *m, struct scen_reader *r)
{
    if (m->last != STRING)
        before_value(m, r);
    token(m, STRING);
    put(m, *r->at++);
    while (scen_more(r) && *r->at != '"' && *r->at != '\n') {
        if (*r->at == '\\' && r->at + 1 < r->end && r->at[1] != '\n')
            put(m, *r->at++);
        put(m, *r->at++);
    }
    put(m, '"');
    if (scen_more(r) && *r->at == '"')
        r->at++;
    else
        mistake(m, r, "this text is never closed; expected \" before the end of the line");
}

static void name_or_word(struct merge *m, struct scen_reader *r)
{
    struct scen_span name = scen_name_at(r->at, r->end);
    bool value = m->last == ASSIGN || in_list(m);

    if (value && !scen_span_is(name, "true") && !scen_span_is(name, "false")) {
        name = scen_unquoted(r);
        mistake(m, r, "`%.*s` has no quotes; expected \"%.*s\"%s", echo_size(name), name.at,
                echo_size(name), name.at,
                in_list(m) ? " (or { } around an entry with several values)" : "");
        before_value(m, r);
        token(m, STRING);
        refuse(m, r, name);
        return;
    }
    if (value)
        before_value(m, r);
    else if (m->last == NAME) {
        mistake(m, r, "`=` is missing before `%.*s`", echo_size(name), name.at);
        m->out->broken = true;
    }
    token(m, value ? WORD : NAME);
    put_text(m, name.at, name.size);
    r->at += name.size;
}

static void open_bracket(struct merge *m, struct scen_reader *r)
{
    before_value(m, r);
    token(m, OPEN);
    if (m->depth == DEPTH_MAX) {
        mistake(m, r, "brackets are nested too deep");
        m->out->broken = m->stopped = true;
    } else {
        m->bracket[m->depth++] = (struct bracket){*r->at, {r->file->path, r->line}};
    }
    put(m, *r->at++);
}

static void close_bracket(struct merge *m, struct scen_reader *r)
{
    static const char *const pair[] = {"()", "[]", "{}"};
    char open = '\0', close = *r->at++;

    for (size_t i = 0; i < 3; i++)
        if (pair[i][1] == close)
            open = pair[i][0];
    if (m->depth == 0) {
        mistake(m, r, "`%c` closes nothing", close);
        m->out->broken = true;
    } else if (m->bracket[--m->depth].open != open) {
        mistake(m, r, "`%c` does not fit the `%c` of line %d", close, m->bracket[m->depth].open,
                m->bracket[m->depth].where.line);
        m->out->broken = true;
    }
    if (m->last == COMMA && open != '{')
        m->out->text[m->last_at] = ' '; // a comma after the last entry does no harm
    token(m, CLOSE);
    put(m, close);
}

static void comma(struct merge *m, struct scen_reader *r)
{
    if (m->last == COMMA || m->last == OPEN) {
        mistake(m, r, "nothing stands before this comma");
        r->at++;
        return;
    }
    token(m, COMMA);
    put(m, *r->at++);
}

static void assign(struct merge *m, struct scen_reader *r)
{
    if (m->last != NAME) {
        mistake(m, r, "`%c` has no name before it; expected name = value;", *r->at);
        m->out->broken = true;
    }
    token(m, ASSIGN);
    put(m, *r->at++);
}

static void semicolon(struct merge *m, struct scen_reader *r)
{
    if (m->last == ASSIGN || m->last == NAME) {
        mistake(m, r, "a value is missing before this `;`");
        m->out->broken = true;
    } else if (in_list(m)) {
        mistake(m, r, "`;` inside a list; expected a comma, or the closing bracket of line %d",
                m->bracket[m->depth - 1].where.line);
        m->out->broken = true;
    }
    bool again = m->last == SEMICOLON || m->last == START;
    token(m, SEMICOLON);
    put(m, again ? ' ' : ';');
    r->at++;
}

static void merge_text(struct merge *m, const struct scen_file *file);

/* `@include "file"`: the other text takes the place of this line. */
static void include(struct merge *m, struct scen_reader *r)
{
    struct scen_where here = {r->file->path, r->line};
    const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
    struct scen_span rest = {r->at + 8, (size_t)((stop != NULL ? stop : r->end) - r->at) - 8};
    const char *name = NULL;

    rest = scen_span_trim(rest);
    r->at = stop != NULL ? stop : r->end;
    if (rest.size < 2 || rest.at[0] != '"' ||
        memchr(rest.at + 1, '"', rest.size - 1) != rest.at + rest.size - 1)
        mistake(m, r, "expected @include \"file.cfg\" alone on its line");
    else if (m->includes == INCLUDES_MAX)
        mistake(m, r, "this include is inside %d others; do two files include each other?",
                INCLUDES_MAX);
    else
        name = scen_texts_resolve(m->texts, r->file,
                                  (struct scen_span){rest.at + 1, rest.size - 2}, here, m->err);
    const struct scen_file *file =
        name != NULL ? scen_texts_get(m->texts, name, here, m->err) : NULL;
    if (file == NULL) {
        m->out->gap = true;
        return;
    }
    m->includes++;
    put(m, '\n');
    merge_text(m, file);
    m->includes--;
    put(m, '\n');
    new_line(m, r);
}

static void stray(struct merge *m, struct scen_reader *r)
{
    static const char *const quotes[] = {"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e",
                                         "\xe2\x80\x98", "\xe2\x80\x99", "'"};

    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (scen_next_is(r, quotes[i])) {
            mistake(m, r, "this is a typographic or single quote; expected \"");
            m->out->broken = true;
            line_comment(m, r); // the rest of the line makes no sense now
            return;
        }
    mistake(m, r, "a stray `%c`", *r->at >= ' ' && *r->at < 127 ? *r->at : '?');
    m->out->broken = true;
    while (scen_more(r) && ((unsigned char)*r->at >= 128 || (unsigned char)*r->at < ' ') &&
           *r->at != '\n')
        r->at++;
    if (scen_more(r) && *r->at != '\n')
        r->at++;
}

static void step(struct merge *m, struct scen_reader *r)
{
    char c = *r->at;

    if (c == '\n')
        end_line(m, r);
    else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
        put(m, ' ');
        r->at++;
    } else if (c == '#' || scen_next_is(r, "//"))
        line_comment(m, r);
    else if (scen_next_is(r, "/*"))
        block_comment(m, r);
    else if (scen_next_is(r, "@include"))
        include(m, r);
    else if (c == '"')
        string(m, r);
    else if (scen_next_is_number(r))
        number(m, r);
    else if (scen_next_is_name(r))
        name_or_word(m, r);
    else if (c == '(' || c == '[' || c == '{')
        open_bracket(m, r);
    else if (c == ')' || c == ']' || c == '}')
        close_bracket(m, r);
    else if (c == '=' || c == ':')
        assign(m, r);
    else if (c == ',')
        comma(m, r);
    else if (c == ';')
        semicolon(m, r);
    else
        stray(m, r);
}

static void merge_text(struct merge *m, const struct scen_file *file)
{
    struct scen_reader r = {file, file->text, file->text + file->bytes, 1};

    if (scen_next_is(&r, "\xef\xbb\xbf")) // the byte order mark of some editors
        r.at += 3;
    new_line(m, &r);
    while (scen_more(&r) && !m->stopped && m->out->lines <= LINES_MAX)
        step(m, &r);
}

void scen_merge(struct scen_merged *m, struct scen_texts *t, const struct scen_file *file,
                struct base_err *err)
{
    struct merge state = {.out = m, .texts = t, .err = err, .last = START};

    *m = (struct scen_merged){0};
    merge_text(&state, file);
    for (size_t i = 0; i < state.depth && !state.stopped; i++) {
        base_err_add(err, state.bracket[i].where.file, state.bracket[i].where.line,
                     "this `%c` is never closed", state.bracket[i].open);
        m->broken = true;
    }
    if (m->lines > LINES_MAX) {
        base_err_add(err, file->path, 0,
                     "the text has more than %d lines; put long lists into a table", LINES_MAX);
        m->broken = true;
    }
    put(&state, '\n');
    put(&state, '\0');
}

void scen_merged_fini(struct scen_merged *m)
{
    free(m->text);
    free(m->line);
}

const struct scen_line *scen_merged_line(const struct scen_merged *m, int line)
{
    size_t i = line > 0 ? (size_t)line - 1 : 0;
    return &m->line[i < m->lines ? i : m->lines - 1];
}

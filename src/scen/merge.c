/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/merge.h"

#include <stdlib.h>
#include <string.h>

#include "scen/merge_state.h"

enum {
    INCLUDES_MAX = 8, // of includes inside includes
    LINES_MAX = 60000 // libconfig counts lines in 16 bits
};

static void end_line(struct scen_merge *m, struct scen_reader *r)
{
    scen_merge_put(m, '\n');
    r->at++;
    r->line++;
    scen_merge_line(m, r);
}

static void line_comment(struct scen_merge *m, struct scen_reader *r)
{
    (void)m;
    while (scen_more(r) && *r->at != '\n')
        r->at++;
}

static void block_comment(struct scen_merge *m, struct scen_reader *r)
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
        scen_merge_mistake(m, &start, "this comment is never closed; expected */");
}

static void open_bracket(struct scen_merge *m, struct scen_reader *r)
{
    scen_merge_before_value(m, r);
    scen_merge_token(m, SCEN_OPEN);
    if (m->depth == SCEN_DEPTH_MAX) {
        scen_merge_mistake(m, r, "brackets are nested too deep");
        m->out->broken = m->stopped = true;
    } else {
        m->bracket[m->depth++] = (struct scen_bracket){*r->at, {r->file->path, r->line}};
    }
    scen_merge_put(m, *r->at++);
}

static void close_bracket(struct scen_merge *m, struct scen_reader *r)
{
    static const char *const pair[] = {"()", "[]", "{}"};
    char open = '\0', close = *r->at++;

    for (size_t i = 0; i < 3; i++)
        if (pair[i][1] == close)
            open = pair[i][0];
    if (m->depth == 0) {
        scen_merge_mistake(m, r, "`%c` closes nothing", close);
        m->out->broken = true;
    } else if (m->bracket[--m->depth].open != open) {
        scen_merge_mistake(m, r, "`%c` does not fit the `%c` of line %d", close,
                           m->bracket[m->depth].open, m->bracket[m->depth].where.line);
        m->out->broken = true;
    }
    if (m->last == SCEN_COMMA && open != '{')
        m->out->text[m->last_at] = ' '; // a comma after the last entry does no harm
    scen_merge_token(m, SCEN_CLOSE);
    scen_merge_put(m, close);
}

static void comma(struct scen_merge *m, struct scen_reader *r)
{
    if (m->last == SCEN_COMMA || m->last == SCEN_OPEN) {
        scen_merge_mistake(m, r, "nothing stands before this comma");
        r->at++;
        return;
    }
    scen_merge_token(m, SCEN_COMMA);
    scen_merge_put(m, *r->at++);
}

static void assign(struct scen_merge *m, struct scen_reader *r)
{
    if (m->last != SCEN_NAME_TOKEN) {
        scen_merge_mistake(m, r, "`%c` has no name before it; expected name = value;", *r->at);
        m->out->broken = true;
    }
    scen_merge_token(m, SCEN_ASSIGN);
    scen_merge_put(m, *r->at++);
}

static void semicolon(struct scen_merge *m, struct scen_reader *r)
{
    if (m->last == SCEN_ASSIGN || m->last == SCEN_NAME_TOKEN) {
        scen_merge_mistake(m, r, "a value is missing before this `;`");
        m->out->broken = true;
    } else if (scen_merge_in_list(m)) {
        scen_merge_mistake(
            m, r, "`;` inside a list; expected a comma, or the closing bracket of line %d",
            m->bracket[m->depth - 1].where.line);
        m->out->broken = true;
    }
    bool again = m->last == SCEN_SEMICOLON || m->last == SCEN_START;
    scen_merge_token(m, SCEN_SEMICOLON);
    scen_merge_put(m, again ? ' ' : ';');
    r->at++;
}

static void read_text(struct scen_merge *m, const struct scen_file *file);

/* `@include "file"`: the other text takes the place of this line. */
static void include(struct scen_merge *m, struct scen_reader *r)
{
    struct scen_where here = {r->file->path, r->line};
    const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
    struct scen_span rest = {r->at + 8, (size_t)((stop != NULL ? stop : r->end) - r->at) - 8};
    const char *name = NULL;

    rest = scen_span_trim(rest);
    r->at = stop != NULL ? stop : r->end;
    if (rest.size < 2 || rest.at[0] != '"' ||
        memchr(rest.at + 1, '"', rest.size - 1) != rest.at + rest.size - 1)
        scen_merge_mistake(m, r, "expected @include \"file.cfg\" alone on its line");
    else if (m->includes == INCLUDES_MAX)
        scen_merge_mistake(m, r,
                           "this include is inside %d others; do two files include each other?",
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
    scen_merge_put(m, '\n');
    read_text(m, file);
    m->includes--;
    scen_merge_put(m, '\n');
    scen_merge_line(m, r);
}

static void stray(struct scen_merge *m, struct scen_reader *r)
{
    static const char *const quotes[] = {"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e",
                                         "\xe2\x80\x98", "\xe2\x80\x99", "'"};

    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (scen_next_is(r, quotes[i])) {
            scen_merge_mistake(m, r, "this is a typographic or single quote; expected \"");
            m->out->broken = true;
            line_comment(m, r); // the rest of the line makes no sense now
            return;
        }
    scen_merge_mistake(m, r, "a stray `%c`", *r->at >= ' ' && *r->at < 127 ? *r->at : '?');
    m->out->broken = true;
    while (scen_more(r) && ((unsigned char)*r->at >= 128 || (unsigned char)*r->at < ' ') &&
           *r->at != '\n')
        r->at++;
    if (scen_more(r) && *r->at != '\n')
        r->at++;
}

static void step(struct scen_merge *m, struct scen_reader *r)
{
    char c = *r->at;

    if (c == '\n')
        end_line(m, r);
    else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
        scen_merge_put(m, ' ');
        r->at++;
    } else if (c == '#' || scen_next_is(r, "//"))
        line_comment(m, r);
    else if (scen_next_is(r, "/*"))
        block_comment(m, r);
    else if (scen_next_is(r, "@include"))
        include(m, r);
    else if (c == '"')
        scen_merge_string(m, r);
    else if (scen_next_is_number(r))
        scen_merge_number(m, r);
    else if (scen_next_is_name(r))
        scen_merge_name_or_word(m, r);
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

static void read_text(struct scen_merge *m, const struct scen_file *file)
{
    struct scen_reader r = {file, file->text, file->text + file->bytes, 1};

    if (scen_next_is(&r, "\xef\xbb\xbf")) // the byte order mark of some editors
        r.at += 3;
    scen_merge_line(m, &r);
    while (scen_more(&r) && !m->stopped && m->out->lines <= LINES_MAX)
        step(m, &r);
}

void scen_merge(struct scen_merged *m, struct scen_texts *t, const struct scen_file *file,
                struct base_err *err)
{
    struct scen_merge state = {.out = m, .texts = t, .err = err, .last = SCEN_START};

    *m = (struct scen_merged){0};
    read_text(&state, file);
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
    scen_merge_put(&state, '\n');
    scen_merge_put(&state, '\0');
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

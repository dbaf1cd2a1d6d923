/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/merge_state.h"

#include <string.h>

enum { ECHO_MAX = 40 }; // characters of a planner's text in a message

static int echo_size(struct scen_span s)
{
    return (int)(s.size < ECHO_MAX ? s.size : ECHO_MAX);
}

/* Refuses a value but leaves the text whole, so that the rest is still checked. */
static void refuse(struct scen_merge *m, struct scen_reader *r, struct scen_span value)
{
    m->out->line[m->out->lines - 1].refused = true;
    scen_merge_text(m, "\"\"", 2);
    r->at = value.at + (value.size > 0 ? value.size : 1);
}

void scen_merge_before_value(struct scen_merge *m, const struct scen_reader *r)
{
    if (m->last == SCEN_NAME_TOKEN) {
        struct scen_span name =
            scen_name_at(m->out->text + m->last_at, m->out->text + m->out->size);
        scen_merge_mistake(m, r, "`=` is missing after `%.*s`", echo_size(name), name.at);
        scen_merge_put(m, '=');
    } else if (scen_merge_in_list(m) && (m->last == SCEN_NUMBER || m->last == SCEN_STRING ||
                                         m->last == SCEN_WORD || m->last == SCEN_CLOSE)) {
        scen_merge_mistake(m, r, "a comma is missing before this entry");
        scen_merge_put(m, ',');
    } else if (!scen_merge_in_list(m) && m->last != SCEN_ASSIGN) {
        scen_merge_mistake(m, r, "a value without a name; expected name = value;");
        m->out->broken = true;
    }
}

void scen_merge_number(struct scen_merge *m, struct scen_reader *r)
{
    struct scen_span all = scen_unquoted(r);
    size_t size = scen_number_size(all);
    struct scen_span n = all;
    double value;

    scen_merge_before_value(m, r);
    scen_merge_token(m, SCEN_NUMBER);
    if (size > 0 && size + 1 == all.size && all.at[size] == 'L')
        all.size = size; // libconfig's mark of 64-bit numbers
    if (size < all.size) {
        scen_merge_mistake(m, r, "`%.*s` has no quotes; expected \"%.*s\"", echo_size(all),
                           all.at, echo_size(all), all.at);
        refuse(m, r, all);
    } else if (!scen_number(&n, &value)) {
        scen_merge_mistake(m, r, "`%.*s` is too big for a number", echo_size(all), all.at);
        refuse(m, r, all);
    } else {
        scen_merge_put(m, '"');
        scen_merge_text(m, all.at, all.size);
        scen_merge_put(m, '"');
        r->at += size + (r->at + size < r->end && r->at[size] == 'L');
    }
}

void scen_merge_string(struct scen_merge *m, struct scen_reader *r)
{
    if (m->last != SCEN_STRING)
        scen_merge_before_value(m, r);
    scen_merge_token(m, SCEN_STRING);
    scen_merge_put(m, *r->at++);
    while (scen_more(r) && *r->at != '"' && *r->at != '\n') {
        if (*r->at == '\\' && r->at + 1 < r->end && r->at[1] != '\n')
            scen_merge_put(m, *r->at++);
        scen_merge_put(m, *r->at++);
    }
    scen_merge_put(m, '"');
    if (scen_more(r) && *r->at == '"')
        r->at++;
    else
        scen_merge_mistake(m, r,
                           "this text is never closed; expected \" before the end of the line");
}

void scen_merge_name_or_word(struct scen_merge *m, struct scen_reader *r)
{
    struct scen_span name = scen_name_at(r->at, r->end);
    bool value = m->last == SCEN_ASSIGN || scen_merge_in_list(m);

    if (value && !scen_span_is(name, "true") && !scen_span_is(name, "false")) {
        name = scen_unquoted(r);
        scen_merge_mistake(
            m, r, "`%.*s` has no quotes; expected \"%.*s\"%s", echo_size(name), name.at,
            echo_size(name), name.at,
            scen_merge_in_list(m) ? " (or { } around an entry with several values)" : "");
        scen_merge_before_value(m, r);
        scen_merge_token(m, SCEN_STRING);
        refuse(m, r, name);
        return;
    }
    if (value)
        scen_merge_before_value(m, r);
    else if (m->last == SCEN_NAME_TOKEN) {
        scen_merge_mistake(m, r, "`=` is missing before `%.*s`", echo_size(name), name.at);
        m->out->broken = true;
    }
    scen_merge_token(m, value ? SCEN_WORD : SCEN_NAME_TOKEN);
    scen_merge_text(m, name.at, name.size);
    r->at += name.size;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* scen/criteria.c - what a scenario shall reach: "fill_rate >= 95 % at 95 % and turns >= 12".
 * Which figures there are, and in what unit, is known to the model alone. */
#include "scen/criteria.h"

#include <ctype.h>
#include <string.h>

#include "scen/build.h"
#include "scen/unit.h"

static const double PERCENT = 0.01;

/* Cuts what stands before `mark` off the text; all of it when there is no mark. */
static struct scen_span cut(struct scen_span *text, const char *mark)
{
    size_t size = strlen(mark), at = 0;
    struct scen_span head = *text;

    while (at + size <= text->size && memcmp(text->at + at, mark, size) != 0)
        at++;
    bool found = at + size <= text->size;

    head.size = found ? at : text->size;
    *text = found ? (struct scen_span){text->at + at + size, text->size - at - size}
                  : (struct scen_span){text->at + text->size, 0};
    return scen_span_trim(head);
}

static const char *copy(struct base_arena *arena, struct scen_span s)
{
    char *text = base_arena_take(arena, s.size + 1);

    memcpy(text, s.at, s.size);
    text[s.size] = '\0';
    return text;
}

/* "95 %" -> 0.95. */
static bool read_confidence(struct scen_span text, double *confidence)
{
    double percent;

    if (!scen_number(&text, &percent) || !scen_span_is(scen_span_trim(text), "%"))
        return false;
    *confidence = percent * PERCENT;
    return percent >= 50 && percent < 100;
}

static struct scen_span name_of(struct scen_span *text)
{
    struct scen_span name = {text->at, 0};

    while (name.size < text->size &&
           (isalnum((unsigned char)name.at[name.size]) || name.at[name.size] == '_'))
        name.size++;
    *text = scen_span_trim((struct scen_span){text->at + name.size, text->size - name.size});
    return name;
}

/* ">=" or "<=". */
static bool read_sense(struct scen_span *text, bool *at_most)
{
    if (text->size < 2 || text->at[1] != '=' || (text->at[0] != '<' && text->at[0] != '>'))
        return false;
    *at_most = text->at[0] == '<';
    *text = scen_span_trim((struct scen_span){text->at + 2, text->size - 2});
    return true;
}

/* "10 d" -> 10. */
static bool read_within(struct scen_span text, double *days)
{
    struct scen_dim dim;
    double number, factor;

    if (!scen_number(&text, &number) || !scen_unit(scen_span_trim(text), "", &dim, &factor) ||
        !scen_dim_equal(dim, (struct scen_dim){.power[SCEN_TIME] = 1}))
        return false;
    *days = number * factor;
    return *days > 0;
}

bool scen_criterion_read(struct base_arena *arena, struct scen_span all,
                         struct scen_criterion *out)
{
    struct scen_span sure = all, back = cut(&sure, " at "), text = cut(&back, " within "),
                     name = name_of(&text);

    *out = (struct scen_criterion){.text = copy(arena, all), .figure = copy(arena, name)};
    if (name.size == 0 || !read_sense(&text, &out->at_most) || !scen_number(&text, &out->bound))
        return false;
    text = scen_span_trim(text);
    if (scen_span_is(text, "%")) {
        out->bound *= PERCENT;
        text.size = 0;
    }
    out->unit = copy(arena, text);
    sure = scen_span_trim(sure);
    back = scen_span_trim(back);
    return (sure.size == 0 || read_confidence(sure, &out->confidence)) &&
           (back.size == 0 || read_within(back, &out->within));
}

struct scen_span scen_criteria_next(struct scen_span *rest)
{
    return cut(rest, " and ");
}

void scen_build_criteria(struct scen_build *b)
{
    const struct scen_rows *rows = &b->raw->rows[SCEN_G_SCENARIO];
    const struct scen_scenario_row *row = scen_rows_at(rows, 0);
    const size_t at = offsetof(struct scen_scenario_row, criteria);
    struct scen_span rest = row->criteria;
    struct scen_criterion *all;

    if (scen_rows_bad(rows, 0) || !scen_given(b, SCEN_G_SCENARIO, 0, at))
        return;
    all = base_arena_array(b->scen->arena, SCEN_CRITERIA_MAX, sizeof *all);
    b->scen->criterion = all;
    b->scen->criteria_where = scen_rows_where(rows, 0, scen_key_at(rows->group, at));
    while (rest.size > 0 && b->scen->criteria < SCEN_CRITERIA_MAX) {
        struct scen_span one = scen_criteria_next(&rest);

        if (scen_criterion_read(b->scen->arena, one, &all[b->scen->criteria]))
            b->scen->criteria++;
        else
            scen_refuse(b, SCEN_G_SCENARIO, 0, at, SCEN_NO_CRITERION,
                        (int)(one.size < 80 ? one.size : 80), one.at);
    }
    if (rest.size > 0)
        scen_refuse(b, SCEN_G_SCENARIO, 0, at, "expected at most %d criteria",
                    SCEN_CRITERIA_MAX);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria speak of figures that there are, in their unit. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "supply/supply.h"

size_t sup_figure_named(const char *name)
{
    size_t count, i = 0;
    const struct sup_figure *figure = sup_figures(&count);

    while (i < count && strcmp(figure[i].name, name) != 0)
        i++;
    return i < count ? i : SIZE_MAX;
}

static void refuse_name(const struct scenario *scen, const char *name, struct base_err *err)
{
    size_t count;
    const struct sup_figure *figure = sup_figures(&count);
    const char **names = base_array(count, sizeof *names);

    for (size_t i = 0; i < count; i++)
        names[i] = figure[i].name;
    const char *guess = base_nearest(name, names, count);

    if (guess != NULL)
        base_err_add(err, scen->criteria_where.file, scen->criteria_where.line,
                     "there is no figure `%s`; did you mean `%s`?", name, guess);
    else
        base_err_add(err, scen->criteria_where.file, scen->criteria_where.line,
                     "there is no figure `%s`; expected one that `bullwhip run` prints, such "
                     "as fill_rate or total_cost",
                     name);
    free(names);
}

/* Units of figures say "currency" where the scenario says which. */
static bool unit_fits(const char *unit, const char *given, const char *currency)
{
    static const char WORD[] = "currency";
    size_t size = strlen(currency);

    if (given[0] == '\0')
        return true;
    if (strncmp(unit, WORD, sizeof WORD - 1) != 0)
        return strcmp(unit, given) == 0;
    return strncmp(given, currency, size) == 0 &&
           strcmp(given + size, unit + sizeof WORD - 1) == 0;
}

bool sup_check_criteria(const struct scenario *scen, struct base_err *err)
{
    size_t count, errors = err->errors;
    const struct sup_figure *figure = sup_figures(&count);

    for (size_t i = 0; i < scen->criteria; i++) {
        const struct scen_criterion *c = &scen->criterion[i];
        size_t at = sup_figure_named(c->figure);

        if (at == SIZE_MAX)
            refuse_name(scen, c->figure, err);
        else if (c->within > 0 && (c->at_most || strcmp(c->figure, "fill_rate") != 0))
            base_err_add(err, scen->criteria_where.file, scen->criteria_where.line,
                         "\"%s\": what can be back within a time is the fill rate; expected "
                         "\"fill_rate >= ... within ...\"",
                         c->text);
        else if (!unit_fits(figure[at].unit, c->unit, scen->currency))
            base_err_add(err, scen->criteria_where.file, scen->criteria_where.line,
                         "\"%s\": `%s` is not the unit of %s; expected %s, or none", c->text,
                         c->unit, c->figure, figure[at].unit);
    }
    return err->errors == errors;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void scen_csv_init(struct scen_csv *csv, const char *text, size_t bytes)
{
    *csv = (struct scen_csv){.at = text, .end = text + bytes, .bytes = bytes, .line = 1};
    if (bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        csv->at += 3;
    const char *stop = memchr(csv->at, '\n', (size_t)(csv->end - csv->at));
    size_t header = (size_t)((stop != NULL ? stop : csv->end) - csv->at);
    bool comma = memchr(csv->at, ',', header) != NULL;
    csv->separator = !comma && memchr(csv->at, ';', header) != NULL ? ';' : ',';
}

void scen_csv_fini(struct scen_csv *csv)
{
    free(csv->scratch);
}

static bool ends_cell(const struct scen_csv *csv)
{
    return csv->at == csv->end || *csv->at == csv->separator || *csv->at == '\n';
}

static struct scen_span plain_cell(struct scen_csv *csv)
{
    const char *start = csv->at;

    while (!ends_cell(csv))
        csv->at++;
    return scen_span_trim((struct scen_span){start, (size_t)(csv->at - start)});
}

/* A copy of the quoted text with each doubled quote as one. */
static struct scen_span undouble(struct scen_csv *csv, struct scen_span s)
{
    if (csv->scratch == NULL)
        csv->scratch = base_alloc(csv->bytes + 1);
    char *start = csv->scratch + csv->scratch_used, *to = start;
    for (size_t i = 0; i < s.size; i++) {
        *to++ = s.at[i];
        i += s.at[i] == '"';
    }
    csv->scratch_used += (size_t)(to - start);
    return (struct scen_span){start, (size_t)(to - start)};
}

static struct scen_span quoted_cell(struct scen_csv *csv)
{
    const char *start = ++csv->at;
    bool doubled = false;

    for (; csv->at < csv->end; csv->at++) {
        csv->line += *csv->at == '\n';
        if (*csv->at != '"')
            continue;
        if (csv->at + 1 == csv->end || csv->at[1] != '"')
            break;
        doubled = true;
        csv->at++;
    }
    struct scen_span s = {start, (size_t)(csv->at - start)};
    if (csv->at == csv->end) {
        csv->fault = "a quoted cell is never closed; expected \" at its end";
        return s;
    }
    csv->at++;
    if (plain_cell(csv).size > 0)
        csv->fault = "text stands behind a quoted cell; expected a separator";
    return doubled ? undouble(csv, s) : s;
}

static struct scen_span next_cell(struct scen_csv *csv)
{
    while (csv->at < csv->end && (*csv->at == ' ' || *csv->at == '\t'))
        csv->at++;
    if (csv->at < csv->end && *csv->at == '"')
        return quoted_cell(csv);
    return plain_cell(csv);
}

static void read_row(struct scen_csv *csv)
{
    csv->cells = 0;
    csv->scratch_used = 0;
    csv->fault = NULL;
    csv->row = csv->at;
    csv->row_line = csv->line;
    for (;;) {
        struct scen_span cell = next_cell(csv);
        if (csv->cells < SCEN_CSV_COLUMNS)
            csv->cell[csv->cells++] = cell;
        else
            csv->fault = "the row has more than 64 cells";
        if (csv->at == csv->end)
            return;
        if (*csv->at++ == '\n') {
            csv->line++;
            return;
        }
    }
}

static bool row_is_empty(const struct scen_csv *csv)
{
    for (size_t i = 0; i < csv->cells; i++)
        if (csv->cell[i].size > 0)
            return false;
    return csv->fault == NULL;
}

bool scen_csv_next(struct scen_csv *csv)
{
    while (csv->at < csv->end) {
        read_row(csv);
        if (!row_is_empty(csv))
            return true;
    }
    return false;
}

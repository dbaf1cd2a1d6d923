/* SPDX-License-Identifier: Apache-2.0 */
#include "out/prov.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/version.h"
#include "comm/comm.h"

const char *out_version(char text[OUT_VERSION_BYTES])
{
    const char *commit = base_version_commit();

    snprintf(text, OUT_VERSION_BYTES, "%.20s%s%.40s", base_version(), *commit ? "+" : "",
             commit);
    return text;
}

/* Arguments with blanks in single quotes. */
char *out_command_line(const struct out_run_facts *facts)
{
    struct base_text line = {0};

    for (int i = 0; i < facts->argc; i++) {
        const char *quote = strpbrk(facts->argv[i], " \t\"*$;&|<>") ? "'" : "";
        base_text_add(&line, "%s%s%s%s", i > 0 ? " " : "", quote, facts->argv[i], quote);
    }
    base_text_add(&line, "%s", "");
    return base_text_take(&line);
}

void out_run_facts_write(struct out_h5 *f, const struct out_run_facts *facts)
{
    char library[32];
    char *line = out_command_line(facts);

    out_h5_group(f, "/run",
                 "this time: machine, command, versions; differs between equal runs");
    out_h5_text(f, "/run", "command", line);
    out_h5_text(f, "/run", "started", facts->started);
    out_h5_text(f, "/run", "hosts", facts->hosts);
    out_h5_integer(f, "/run", "ranks", facts->ranks);
    out_h5_integer(f, "/run", "threads", facts->threads);
    out_h5_number(f, "/run", "seconds", facts->seconds);
    out_h5_integer(f, "/run", "peak_rss_bytes", (int64_t)facts->peak_rss_bytes);
    out_h5_text(f, "/run", "compiler", base_version_compiler());
    out_h5_text(f, "/run", "hdf5", out_h5_library(library));
    out_h5_text(f, "/run", "mpi", comm_library());
    for (size_t i = 0; i < facts->libraries; i++)
        out_h5_text(f, "/run", facts->lib[i].name, facts->lib[i].version);
    free(line);
}

/* ---- /prov as rows ---- */

enum { FIELDS_MAX = 5 };

/* A table of texts, filled row by row. */
struct texts {
    const char *column[FIELDS_MAX], *about[FIELDS_MAX];
    size_t columns, rows, capacity;
    char *(*row)[FIELDS_MAX]; // heap
};

/* Adds a row; missing fields are "". */
static void texts_add(struct texts *t, const char *a, const char *b, const char *c,
                      const char *d, const char *e)
{
    const char *field[FIELDS_MAX] = {a, b, c, d, e};

    t->row = base_grow(t->row, t->rows, &t->capacity, sizeof *t->row);
    for (size_t i = 0; i < t->columns; i++)
        t->row[t->rows][i] = base_string(field[i] ? field[i] : "");
    t->rows++;
}

/* Writes the table below `group`, and frees it. */
static void texts_write(struct texts *t, struct out_h5 *f, const char *group, const char *about)
{
    const char **value = base_array(t->rows ? t->rows : 1, sizeof *value);
    char path[80];

    out_h5_group(f, group, about);
    for (size_t i = 0; i < t->columns; i++) {
        for (size_t row = 0; row < t->rows; row++)
            value[row] = t->row[row][i];
        snprintf(path, sizeof path, "%s/%s", group, t->column[i]);
        out_h5_strings(f, path, t->about[i], value, t->rows);
        for (size_t row = 0; row < t->rows; row++)
            free(t->row[row][i]);
    }
    free(value);
    free(t->row);
}

#define RESULTS "results"
#define RUN "run"
#define SOFTWARE "bullwhip"

static const char *source_id(size_t i, char id[32])
{
    snprintf(id, 32, "source/%zu", i);
    return id;
}

static void entities_write(struct out_h5 *f, const struct out_prov *p)
{
    struct texts t = {.column = {"id", "type", "name", "sha256", "bytes"},
                      .about = {"how relations call it; source/0 is the text that was named",
                                "what it is", "name as it was read or written",
                                "fingerprint (FIPS 180-4); of the results: their digest",
                                "size; empty: not known before it is written"},
                      .columns = 5};
    char id[32], size[24];

    for (size_t i = 0; i < p->sources; i++) {
        snprintf(size, sizeof size, "%" PRIu64, p->source[i].bytes);
        texts_add(&t, source_id(i, id), "input file", p->source[i].name, p->source[i].sha256,
                  size);
    }
    snprintf(size, sizeof size, "%016" PRIx64, p->digest);
    texts_add(&t, RESULTS, "results", p->output, size, "");
    texts_write(&t, f, "/prov/entity", "what was used and made (prov:Entity)");
}

static void activities_write(struct out_h5 *f, const struct out_prov *p)
{
    struct texts t = {
        .column = {"id", "type", "started", "ended", "command"},
        .about = {"how relations call it", "what it is", "UTC", "UTC", "as it was typed"},
        .columns = 5};
    char *line = out_command_line(p->facts);

    texts_add(&t, RUN, "simulation", p->facts->started, p->facts->ended, line);
    texts_write(&t, f, "/prov/activity", "what happened (prov:Activity)");
    free(line);
}

static void agents_write(struct out_h5 *f)
{
    struct texts t = {
        .column = {"id", "type", "name", "version", "build"},
        .about = {"how relations call it", "what it is", "its name",
                  "release and commit; -dirty: with changes that are in no commit",
                  "compiler and flags"},
        .columns = 5};
    char version[OUT_VERSION_BYTES];

    texts_add(&t, SOFTWARE, "software", "bullwhip", out_version(version),
              base_version_compiler());
    texts_write(&t, f, "/prov/agent", "who did it (prov:SoftwareAgent)");
}

static void relations_write(struct out_h5 *f, const struct out_prov *p)
{
    struct texts t = {.column = {"subject", "relation", "object"},
                      .about = {"id of an entity or activity", "as PROV-DM names it",
                                "id of an entity, activity or agent"},
                      .columns = 3};
    char id[32];

    texts_add(&t, RUN, "wasAssociatedWith", SOFTWARE, NULL, NULL);
    texts_add(&t, RESULTS, "wasGeneratedBy", RUN, NULL, NULL);
    texts_add(&t, RESULTS, "wasAttributedTo", SOFTWARE, NULL, NULL);
    for (size_t i = 0; i < p->sources; i++) {
        texts_add(&t, RUN, "used", source_id(i, id), NULL, NULL);
        texts_add(&t, RESULTS, "wasDerivedFrom", id, NULL, NULL);
    }
    texts_write(&t, f, "/prov/relation", "what has to do with what, subject to object");
}

void out_prov_write(struct out_h5 *f, const struct out_prov *prov)
{
    char *crate = out_prov_crate(prov);

    out_h5_group(f, "/prov", "what came from what; its times differ between equal runs");
    entities_write(f, prov);
    activities_write(f, prov);
    agents_write(f);
    relations_write(f, prov);
    out_h5_verbatim(f, "/prov/ro-crate-metadata.json", crate, strlen(crate));
    out_h5_text(f, "/prov/ro-crate-metadata.json", "about",
                "the same as JSON-LD: RO-Crate 1.1, profile Process Run Crate 0.5");
    free(crate);
}

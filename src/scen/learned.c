/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/learned.h"

#include <string.h>

#include "base/sha256.h"
#include "scen/beside.h"

#define ROW(field) offsetof(struct scen_agent_row, field)
#define REFUSE(b, i, field, ...) scen_refuse(b, SCEN_G_AGENTS, i, ROW(field), __VA_ARGS__)

struct learned_row {
    struct scen_where where;
    const char *site, *product, *book, *belief, *unit;
    int32_t learn;
    double value, observations;
};

#define AT(field) .offset = offsetof(struct learned_row, field)

static const struct scen_key keys[] = {
    {"site", SCEN_TEXT, SCEN_REQUIRED, .example = "Lyon", AT(site), .doc = "Whose: a site."},
    {"product", SCEN_TEXT, SCEN_REQUIRED, .example = "lamp", AT(product),
     .doc = "Which of the site's agents: a product."},
    {"library", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "resilient/1", AT(book),
     .doc = "By which plan library it decided; for readers."},
    {"belief", SCEN_TEXT, SCEN_REQUIRED, .example = "trust_A", AT(belief),
     .doc = "What was learned: a belief of its library."},
    {"learn", SCEN_CHOICE, SCEN_REQUIRED, .choices = "ema|beta", .example = "beta", AT(learn),
     .doc = "How."},
    {"value", SCEN_QUANTITY, SCEN_REQUIRED, .low = -1e300, .high = 1e300, .example = "0.8",
     AT(value), .doc = "What it came to, in base units; of beta the share of successes."},
    {"observations", SCEN_QUANTITY, SCEN_REQUIRED, .low = 0, .high = 1e15, .example = "40",
     AT(observations), .doc = "From how many observations, the prior included."},
    {"unit", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "unit/d", AT(unit),
     .doc = "Of the value; for readers."},
};

static const struct scen_group group = {"learned",
                                        "learned belief",
                                        SCEN_MANY,
                                        SCEN_REQUIRED,
                                        sizeof(struct learned_row),
                                        keys,
                                        sizeof keys / sizeof keys[0],
                                        "What agents learned."};

/* ---- rows ---- */

static bool refuse_name(struct scen_build *b, const struct learned_row *row, const char *what,
                        const char *name, const struct scen_names *names)
{
    const char *guess = scen_names_nearest(names, scen_span_of(name));

    base_err_add(b->err, row->where.file, row->where.line, "there is no %s \"%s\"; %s%s%s",
                 what, name, guess != NULL ? "did you mean \"" : "expected one of the scenario",
                 guess != NULL ? guess : "", guess != NULL ? "\"?" : "");
    return false;
}

static bool read_row(struct scen_build *b, const struct learned_row *row,
                     struct scen_learned *out)
{
    const struct scen_names *sites = &b->in->names[SCEN_G_SITES],
                            *products = &b->in->names[SCEN_G_PRODUCTS];

    *out =
        (struct scen_learned){.site = scen_names_find(sites, scen_span_of(row->site)),
                              .product = scen_names_find(products, scen_span_of(row->product)),
                              .belief = row->belief,
                              .counted = row->learn == 1,
                              .value = row->value,
                              .observations = row->observations,
                              .where = row->where};
    if (out->site < 0)
        return refuse_name(b, row, "site", row->site, sites);
    if (out->product < 0)
        return refuse_name(b, row, "product", row->product, products);
    if (!out->counted || (row->value >= 0.0 && row->value <= 1.0))
        return true;
    base_err_add(b->err, row->where.file, row->where.line,
                 "value = %.10g with learn = beta; expected a share of successes, 0 to 1",
                 row->value);
    return false;
}

static void keep(struct scen_build *b, const struct scen_rows *rows, struct scen_agent *out)
{
    struct scen_learned *learned =
        base_arena_array(b->scen->arena, rows->count + 1, sizeof *learned);

    for (size_t i = 0; i < rows->count; i++)
        if (read_row(b, scen_rows_at(rows, i), &learned[out->learneds]))
            out->learneds++;
    out->learned = learned;
}

static void read_table(struct scen_build *b, const struct scen_file *file,
                       struct scen_agent *out)
{
    struct scen_rows rows = {.group = &group};
    const struct learned_row model = {.book = "", .unit = ""};

    if (scen_beside_read(b, file, &model, &rows))
        keep(b, &rows, out);
    scen_rows_fini(&rows);
}

/* ---- the file ---- */

static struct scen_where named_at(const struct scen_build *b, size_t i)
{
    const struct scen_rows *from = &b->raw->rows[SCEN_G_AGENTS];

    return scen_rows_where(from, i, scen_key_at(from->group, ROW(learned)));
}

/* Found from the text that names it, as libraries are. */
static const struct scen_file *open_file(struct scen_build *b, size_t i, const char *path)
{
    struct scen_where where = named_at(b, i);
    const struct scen_file *from = scen_texts_at(b->texts, where.file);
    const char *name = scen_texts_resolve_base(
        b->texts, from != NULL ? from : b->texts->file[0], scen_span_of(path), where, b->err);

    return name != NULL ? scen_texts_get(b->texts, name, where, b->err) : NULL;
}

static bool same_hash(struct scen_build *b, size_t i, const struct scen_agent_row *row,
                      const struct scen_file *file)
{
    struct base_sha256 sha;
    char hex[BASE_SHA256_HEX];

    base_sha256_init(&sha);
    base_sha256_add(&sha, file->text, file->bytes);
    base_sha256_hex(&sha, hex);
    if (strcmp(hex, row->learned_sha256) == 0)
        return true;
    if (row->learned_sha256[0] == '\0')
        REFUSE(
            b, i, learned,
            "learned = \"%s\" without its hash; expected learned_sha256 = \"%s\", if this is "
            "what is meant",
            row->learned, hex);
    else
        REFUSE(b, i, learned_sha256,
               "learned_sha256 = \"%.64s\", but the SHA-256 of %s is %s; expected what the "
               "hash was told of",
               row->learned_sha256, file->path, hex);
    return false;
}

void scen_learned_read(struct scen_build *b, size_t i, struct scen_agent *out)
{
    const struct scen_agent_row *row = scen_rows_at(&b->raw->rows[SCEN_G_AGENTS], i);

    if (row->learned[0] == '\0') {
        if (row->learned_sha256[0] != '\0')
            REFUSE(b, i, learned_sha256,
                   "learned_sha256 means nothing here; expected it with "
                   "learned = \"learned.csv\"");
        return;
    }
    const struct scen_file *file = open_file(b, i, row->learned);

    if (file != NULL && same_hash(b, i, row, file))
        read_table(b, file, out);
    out->learned_where = named_at(b, i);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/learned.h"

#include <string.h>

#include "base/arena.h"

struct names {
    const char **name;
    size_t count;
};

struct reading {
    const struct out_file *f;
    struct base_arena *arena;
    struct names site, product, belief, unit, learns, book;
    double *book_of; // by belief
    size_t books_of;
    struct column {
        double *value;
        size_t count;
    } replication, at_site, of_product, of_belief, value, observations;
};

static bool read_names(const struct reading *in, const char *path, struct names *to)
{
    to->name = out_file_strings(in->f, path, in->arena, &to->count);
    return to->name != NULL;
}

static bool read_column(const struct reading *in, const char *path, struct column *to)
{
    to->value = out_file_doubles(in->f, path, in->arena, &to->count);
    return to->value != NULL && (to->count == in->replication.count);
}

static bool read_all(struct reading *in)
{
    in->book_of = out_file_doubles(in->f, "/model/beliefs/book", in->arena, &in->books_of);
    in->replication.value = out_file_doubles(in->f, "/results/learned/replication", in->arena,
                                             &in->replication.count);
    return in->book_of && in->replication.value &&
           read_names(in, "/model/sites/name", &in->site) &&
           read_names(in, "/model/products/name", &in->product) &&
           read_names(in, "/model/beliefs/name", &in->belief) &&
           read_names(in, "/model/beliefs/unit", &in->unit) &&
           read_names(in, "/model/beliefs/learns", &in->learns) &&
           read_names(in, "/model/plan_libraries/name", &in->book) &&
           read_column(in, "/results/learned/site", &in->at_site) &&
           read_column(in, "/results/learned/product", &in->of_product) &&
           read_column(in, "/results/learned/belief", &in->of_belief) &&
           read_column(in, "/results/learned/value", &in->value) &&
           read_column(in, "/results/learned/observations", &in->observations);
}

/* NULL: there is none of that number; the file may come from anywhere. */
static const char *name_at(const struct names *names, double index)
{
    return index >= 0 && index < (double)names->count ? names->name[(size_t)index] : NULL;
}

/* One cell and what stands behind it. */
static void add_cell(struct base_text *out, const char *text, const char *behind)
{
    const char *quote = strpbrk(text, ",;\"\n\r") != NULL ? "\"" : "";

    base_text_add(out, "%s", quote);
    for (; *text != '\0'; text++)
        base_text_add(out, "%s%c", *text == '"' ? "\"" : "", *text);
    base_text_add(out, "%s%s", quote, behind);
}

static bool add_row(const struct reading *in, size_t i, struct base_text *out)
{
    double belief = in->of_belief.value[i];
    const char *name = name_at(&in->belief, belief), *how = name_at(&in->learns, belief),
               *unit = name_at(&in->unit, belief),
               *site = name_at(&in->site, in->at_site.value[i]),
               *product = name_at(&in->product, in->of_product.value[i]);

    if (!name || !how || !unit || !site || !product || !(belief < (double)in->books_of))
        return false;
    const char *book = name_at(&in->book, in->book_of[(size_t)belief]);

    if (!book)
        return false;
    add_cell(out, site, ",");
    add_cell(out, product, ",");
    add_cell(out, book, ",");
    add_cell(out, name, ",");
    add_cell(out, how, ",");
    base_text_add(out, "%.17g,%.17g,", in->value.value[i], in->observations.value[i]);
    add_cell(out, unit, "\n");
    return true;
}

static bool refuse(const char *path, const char *why, struct base_err *err)
{
    base_err_add(err, NULL, 0, "'%s' %s", path, why);
    return false;
}

static bool write_table(const struct reading *in, const char *path, uint32_t replication,
                        struct base_text *out, struct base_err *err)
{
    size_t rows = 0, carriers = 0;

    base_text_add(out, "site,product,library,belief,learn,value,observations,unit\n");
    for (size_t i = 0; i < in->replication.count; i++) {
        if (!(in->replication.value[i] == (double)replication))
            continue;
        if (in->of_product.value[i] < 0) { // of a carrier, which begins anew
            carriers++;
            continue;
        }
        if (!add_row(in, i, out))
            return refuse(path,
                          "has rows that name nobody; expected the results of a run as "
                          "it wrote them",
                          err);
        rows++;
    }
    if (rows == 0)
        return refuse(path,
                      in->replication.count > 0 && carriers == 0
                          ? "has no such replication; expected one of /replications"
                          : "has no agents of stock that learn; expected plan libraries with "
                            "beliefs that do",
                      err);
    return true;
}

bool lab_learned(const struct out_file *f, const char *path, uint32_t replication,
                 struct base_text *out, struct base_err *err)
{
    struct reading in = {.f = f, .arena = base_arena_new()};
    bool good =
        read_all(&in) ||
        refuse(path, "does not tell what agents learned; expected the results of a run", err);

    good = good && write_table(&in, path, replication, out, err);
    base_arena_free(in.arena);
    return good;
}

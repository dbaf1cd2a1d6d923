/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/option.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"

/* One call of cmd_parse(). */
struct parse {
    const struct cmd_spec *spec;
    int argc, at; // `at`: the argument in hand
    char **argv;
    unsigned char *to;
    struct base_err *err;
};

/* Which option, and where its value goes. */
struct match {
    const struct cmd_option *option;
    size_t offset;
};

/* The option called by `name` of `length` bytes, or by `letter`. */
static struct match find(const struct cmd_spec *spec, const char *name, size_t length,
                         char letter)
{
    for (const struct cmd_part *part = spec->part; part->title; part++)
        for (size_t i = 0; i < part->count; i++) {
            const struct cmd_option *o = &part->option[i];
            bool named = name && strlen(o->name) == length && !strncmp(o->name, name, length);
            if (named || (letter && o->letter == letter))
                return (struct match){o, part->offset + o->offset};
        }
    return (struct match){0};
}

/* The option that was probably meant; NULL when none comes near. */
static const char *meant(const struct cmd_spec *spec, const char *name)
{
    const char *names[128];
    size_t count = 0;

    for (const struct cmd_part *part = spec->part; part->title; part++)
        for (size_t i = 0; i < part->count && count < 127; i++)
            names[count++] = part->option[i].name;
    names[count++] = "help";
    return base_nearest(name, names, count);
}

static void unknown(struct parse *p, const char *name)
{
    const char *near = meant(p->spec, name);

    if (near)
        base_err_add(p->err, NULL, 0, "unknown option --%s; did you mean --%s", name, near);
    else
        base_err_add(p->err, NULL, 0, "unknown option --%s; 'bullwhip %s --help' lists them",
                     name, p->spec->name);
}

/* The value of an option: behind '=', or the next argument. */
static const char *value_of(struct parse *p, const struct cmd_option *o, const char *inlined)
{
    if (inlined)
        return inlined;
    if (p->at + 1 >= p->argc || !strncmp(p->argv[p->at + 1], "--", 2)) {
        base_err_add(p->err, NULL, 0, "--%s needs a value: --%s %s", o->name, o->name,
                     o->value);
        return NULL;
    }
    return p->argv[++p->at];
}

static void apply(struct parse *p, struct match m, const char *inlined)
{
    char why[200] = "";

    if (!m.option->read && inlined)
        base_err_add(p->err, NULL, 0, "--%s takes no value", m.option->name);
    if (!m.option->read) {
        *(bool *)(p->to + m.offset) = true;
        return;
    }
    const char *text = value_of(p, m.option, inlined);
    if (text && !m.option->read(text, m.option->form, p->to + m.offset, why, sizeof why))
        base_err_add(p->err, NULL, 0, "--%s '%s': %s", m.option->name, text, why);
}

static void long_option(struct parse *p, const char *name)
{
    size_t length = strcspn(name, "=");
    struct match m = find(p->spec, name, length, 0);

    if (m.option) {
        apply(p, m, name[length] == '=' ? name + length + 1 : NULL);
        return;
    }
    char *bare = base_string(name);
    bare[length] = '\0';
    unknown(p, bare);
    free(bare);
}

static void short_option(struct parse *p, const char *letters)
{
    struct match m = find(p->spec, NULL, 0, letters[0]);

    if (m.option)
        apply(p, m, letters[1] ? letters + 1 : NULL);
    else
        base_err_add(p->err, NULL, 0, "unknown option -%s; 'bullwhip %s --help' lists them",
                     letters, p->spec->name);
}

/* Options are taken out; operands move to the front, in their order. */
static size_t walk(struct parse *p)
{
    size_t operands = 0;
    bool open = true;

    for (p->at = 1; p->at < p->argc; p->at++) {
        char *arg = p->argv[p->at];
        if (open && !strcmp(arg, "--"))
            open = false;
        else if (open && !strncmp(arg, "--", 2))
            long_option(p, arg + 2);
        else if (open && arg[0] == '-' && arg[1])
            short_option(p, arg + 1);
        else
            p->argv[operands++] = arg;
    }
    return operands;
}

bool cmd_parse(const struct cmd_spec *spec, int argc, char **argv, void *to, size_t *operands,
               struct base_err *err)
{
    struct parse p = {.spec = spec, .argc = argc, .argv = argv, .to = to, .err = err};

    *operands = walk(&p);
    if (*operands < spec->least)
        base_err_add(err, NULL, 0, "%s is missing: bullwhip %s %s", spec->operands, spec->name,
                     spec->operands);
    for (size_t i = spec->most; i < *operands; i++)
        base_err_add(err, NULL, 0, "'%s' is one argument too many; bullwhip %s takes %s",
                     argv[i], spec->name, *spec->operands ? spec->operands : "options only");
    return !base_err_any(err);
}

/* ---- help ---- */

enum { ABOUT_COLUMN = 30 };

/* Text with its further lines indented to the column. */
static void print_about(const char *about, FILE *to)
{
    for (; *about; about++) {
        fputc(*about, to);
        if (*about == '\n')
            fprintf(to, "%*s", ABOUT_COLUMN, "");
    }
    fputc('\n', to);
}

static void print_option(const struct cmd_option *o, FILE *to)
{
    char left[80];
    char letter[8] = "    ";

    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    snprintf(left, sizeof left, "  %s--%s%s%s", letter, o->name, o->value ? " " : "",
             o->value ? o->value : "");
    fprintf(to, "%-*s", ABOUT_COLUMN - 1, left);
    if (strlen(left) >= ABOUT_COLUMN)
        fprintf(to, "\n%*s", ABOUT_COLUMN - 1, "");
    fputc(' ', to);
    print_about(o->about, to);
}

void cmd_help(const struct cmd_spec *spec, FILE *to)
{
    fprintf(to, "Examples:\n%s\nbullwhip %s - %s\n\n", spec->examples, spec->name,
            spec->summary);
    fprintf(to, "Usage: bullwhip %s%s%s%s\n", spec->name, *spec->operands ? " " : "",
            spec->operands, spec->part[0].title ? " [options]" : "");
    if (spec->about)
        fprintf(to, "\n%s", spec->about);
    for (const struct cmd_part *part = spec->part; part->title; part++) {
        fprintf(to, "\n%s:\n", part->title);
        for (size_t i = 0; i < part->count; i++)
            print_option(&part->option[i], to);
    }
}

char **cmd_remember(int argc, char **argv)
{
    char **copy = base_array((size_t)argc + 2, sizeof *copy);

    copy[0] = "bullwhip";
    for (int i = 0; i < argc; i++)
        copy[i + 1] = argv[i];
    return copy;
}

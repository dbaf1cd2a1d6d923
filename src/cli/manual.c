/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/manual.h"

#include <string.h>

#include "base/version.h"

/* ---- the manual page ---- */

/* Text as it is: what roff would take for a request or an escape is guarded. */
static void put_roff(const char *text, FILE *to)
{
    bool begins = true;

    for (; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            fputs("\\&", to);
        if (*text == '\\')
            fputs("\\e", to);
        else if (*text == '-')
            fputs("\\-", to);
        else
            fputc(*text, to);
        begins = *text == '\n';
    }
}

/* Lines that keep their breaks; the last one may lack its end. */
static void put_lines(const char *text, FILE *to)
{
    size_t length = strlen(text);

    fputs(".nf\n", to);
    put_roff(text, to);
    fputs(length > 0 && text[length - 1] == '\n' ? ".fi\n" : "\n.fi\n", to);
}

static void manual_option(const struct cmd_option *o, FILE *to)
{
    fputs(".TP\n", to);
    if (o->letter)
        fprintf(to, "\\fB\\-%c\\fR, ", o->letter);
    fputs("\\fB\\-\\-", to);
    put_roff(o->name, to);
    fputs("\\fR", to);
    if (o->value)
        fprintf(to, " \\fI%s\\fR", o->value);
    fputc('\n', to);
    put_lines(o->about, to);
}

static void manual_command(const struct cmd_spec *spec, FILE *to)
{
    fprintf(to, ".SS bullwhip %s\n", spec->name);
    put_roff(spec->summary, to);
    fprintf(to, "\n.PP\n\\fBbullwhip %s\\fR", spec->name);
    fprintf(to, "%s%s%s\n", *spec->operands ? " " : "", spec->operands,
            spec->part[0].title ? " [options]" : "");
    fputs(".PP\n", to);
    put_lines(spec->examples, to);
    if (spec->about) {
        fputs(".PP\n", to);
        put_roff(spec->about, to);
    }
    for (const struct cmd_part *part = spec->part; part->title; part++) {
        fprintf(to, ".PP\n\\fI%s\\fR\n", part->title);
        for (size_t i = 0; i < part->count; i++)
            manual_option(&part->option[i], to);
    }
}

void cmd_manual(const struct cmd_command *commands, FILE *to)
{
    fprintf(to, ".TH BULLWHIP 1 \"\" \"bullwhip %s\"\n", base_version());
    fputs(".SH NAME\nbullwhip \\- supply chains under disruption, simulated in parallel\n"
          ".SH SYNOPSIS\n\\fBbullwhip\\fR \\fICOMMAND\\fR [options] [operands]\n.br\n"
          "\\fBmpirun \\-n\\fR \\fIRANKS\\fR \\fBbullwhip\\fR \\fICOMMAND\\fR ...\n.br\n"
          "\\fBsrun \\-\\-mpi=pmix bullwhip\\fR \\fICOMMAND\\fR ...\n"
          ".SH COMMANDS\n",
          to);
    for (const struct cmd_command *c = commands; c->spec; c++)
        manual_command(c->spec, to);
    fputs(".SH EXIT STATUS\n"
          ".TP\n0\ngood\n.TP\n1\nthe run failed\n.TP\n2\nbad input; nothing was written\n"
          ".TP\n3\ncriteria are not met\n.TP\n75\nstopped at a warning; run it again to go on\n"
          ".SH SIGNALS\nWith checkpoints, USR1, USR2 and TERM stop a run once it is written "
          "down.\n",
          to);
}

/* ---- bash ---- */

static void complete_choices(const struct cmd_option *o, FILE *to)
{
    fprintf(to, "        --%s) values=\"", o->name);
    for (const char *at = o->form; *at; at++)
        fputc(*at == '|' ? ' ' : *at, to);
    fputs("\" ;;\n", to);
}

/* What may stand behind an option: choices, files, or something nobody can guess. */
static void complete_value(const struct cmd_option *o, FILE *to)
{
    if (o->read == cmd_read_choice)
        complete_choices(o, to);
    else if (o->read == cmd_read_text && o->letter)
        fprintf(to, "        --%s | -%c) files=yes ;;\n", o->name, o->letter);
    else if (o->read == cmd_read_text)
        fprintf(to, "        --%s) files=yes ;;\n", o->name);
    else if (o->read && o->letter)
        fprintf(to, "        --%s | -%c) ;;\n", o->name, o->letter);
    else if (o->read)
        fprintf(to, "        --%s) ;;\n", o->name);
}

static void complete_options(const struct cmd_spec *spec, FILE *to)
{
    fputs("            values=\"", to);
    for (const struct cmd_part *part = spec->part; part->title; part++)
        for (size_t i = 0; i < part->count; i++)
            fprintf(to, "--%s ", part->option[i].name);
    fputs("--help\"\n", to);
}

static void complete_command(const struct cmd_spec *spec, FILE *to)
{
    fprintf(to, "    %s)\n        case $before in\n", spec->name);
    for (const struct cmd_part *part = spec->part; part->title; part++)
        for (size_t i = 0; i < part->count; i++)
            complete_value(&part->option[i], to);
    fputs("        *)\n", to);
    complete_options(spec, to);
    if (*spec->operands)
        fputs("            [[ $word == -* ]] || values=\"\" files=yes\n", to);
    fputs("            ;;\n        esac\n        ;;\n", to);
}

static void complete_commands(const struct cmd_command *commands, FILE *to)
{
    for (const struct cmd_command *c = commands; c->spec; c++)
        fprintf(to, "%s ", c->spec->name);
}

void cmd_completion(const struct cmd_command *commands, FILE *to)
{
    fputs("# shellcheck shell=bash\n"
          "# bullwhip's commands, options and files; made by `bullwhip --completion`.\n"
          "_bullwhip() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
          "    local command=\"\" values=\"\" files=\"\"\n"
          "    [ \"$COMP_CWORD\" -eq 1 ] || command=${COMP_WORDS[1]}\n"
          "    [ \"$word\" != = ] || word=\"\"\n"
          "    [ \"$before\" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    COMPREPLY=()\n"
          "    case $command in\n"
          "    \"\") values=\"",
          to);
    complete_commands(commands, to);
    fputs("help --help --version\" ;;\n    help) values=\"", to);
    complete_commands(commands, to);
    fputs("--help\" ;;\n", to);
    for (const struct cmd_command *c = commands; c->spec; c++)
        complete_command(c->spec, to);
    fputs("    esac\n"
          "    [ -z \"$values\" ] || mapfile -t COMPREPLY < <(compgen -W \"$values\" -- "
          "\"$word\")\n"
          "    [ -n \"$files\" ] || return 0\n"
          "    compopt -o filenames 2>/dev/null\n"
          "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
          "}\n"
          "complete -F _bullwhip bullwhip\n",
          to);
}

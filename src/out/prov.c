/* SPDX-License-Identifier: Apache-2.0 */
#include "out/prov.h"

#include <stdio.h>
#include <string.h>

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

/* The command as one line; arguments with blanks in single quotes. */
static void command_line(struct base_text *line, int argc, char *const *argv)
{
    for (int i = 0; i < argc; i++) {
        const char *quote = strpbrk(argv[i], " \t\"*$;&|<>") ? "'" : "";
        base_text_add(line, "%s%s%s%s", i > 0 ? " " : "", quote, argv[i], quote);
    }
}

void out_run_facts_write(struct out_h5 *f, const struct out_run_facts *facts)
{
    char library[32];
    struct base_text line = {0};

    command_line(&line, facts->argc, facts->argv);
    out_h5_group(f, "/run",
                 "this time: machine, command, versions; differs between equal runs");
    out_h5_text(f, "/run", "command", base_text_get(&line));
    out_h5_text(f, "/run", "started", facts->started);
    out_h5_text(f, "/run", "hosts", facts->hosts);
    out_h5_integer(f, "/run", "ranks", facts->ranks);
    out_h5_integer(f, "/run", "threads", facts->threads);
    out_h5_number(f, "/run", "seconds", facts->seconds);
    out_h5_integer(f, "/run", "peak_rss_bytes", (int64_t)facts->peak_rss_bytes);
    out_h5_text(f, "/run", "compiler", base_version_compiler());
    out_h5_text(f, "/run", "hdf5", out_h5_library(library));
    out_h5_text(f, "/run", "mpi", comm_library());
    base_text_fini(&line);
}

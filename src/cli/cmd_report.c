/* SPDX-License-Identifier: Apache-2.0 */
/* report: results as one page for people who decide. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "lab/page.h"

struct options {
    const char *output, *history;
};

static const struct cmd_option report_options[] = {
    {"output", 'o', "PAGE.html", cmd_read_text, NULL,
     "where to, - for standard output; default: the name of the results with .html",
     offsetof(struct options, output)},
    {"history", 0, "FILE", cmd_read_text, NULL,
     "of a drill: show the trend over the drills in this history, too",
     offsetof(struct options, history)},
};

const struct cmd_spec cmd_report_spec = {
    .name = "report",
    .summary = "make a page of the results, to look at and hand on",
    .examples = "  bullwhip report my_first.h5\n"
                "  bullwhip report my_first.h5 -o for_the_board.html\n"
                "  bullwhip report drill.h5 --history history.h5\n",
    .operands = "FILE.h5",
    .least = 1,
    .most = 1,
    .about =
        "One file that any browser shows, without a network: headline figures with their\n"
        "confidence intervals, curves over time, what went wrong and when, where it hurts,\n"
        "costs, the network, and where the results come from. Of a study: which factors\n"
        "matter, what each does, all points. Of a drill: verdicts, how service came back,\n"
        "what playbooks are worth, exposure. Of a history of drills: its trend.\n",
    .part = {{"Options", report_options, 2, 0}},
};

/* To standard output, and nothing else there; or to a file, which is then told. */
static bool write_page(const char *path, const struct base_text *html, struct base_err *err)
{
    bool out = strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
    bool good =
        out ? fwrite(html->at, 1, html->length, stdout) == html->length && fflush(stdout) == 0
            : base_file_put(path, html->at, html->length);

    if (!good)
        base_err_add(err, NULL, 0, "can't write '%s': %s", path, base_file_reason(errno));
    else if (!out)
        printf("page in %s\n", path);
    return good;
}

/* "x.h5" makes "x.html". */
static void add_name(struct base_text *name, const char *results)
{
    size_t size = strlen(results);

    if (size > 3 && strcmp(results + size - 3, ".h5") == 0)
        size -= 3;
    base_text_put(name, results, size);
    base_text_add(name, ".html");
}

static int make_page(const char *results, const char *past, const char *output)
{
    struct base_err err = {0};
    struct base_text html = {0};
    struct out_file *f = out_file_open(results, &err);
    struct out_file *history = f && past ? out_file_open(past, &err) : NULL;
    int code = CMD_BAD_INPUT;

    if (f && (history || !past) && lab_page(f, history, &html, &err)) {
        code = write_page(output, &html, &err) ? CMD_GOOD : CMD_FAILED;
    }
    out_file_close(history);
    out_file_close(f);
    base_text_fini(&html);
    return cmd_complain(&err, code);
}

int cmd_report(int argc, char **argv)
{
    struct options o = {0};
    struct base_err err = {0};
    struct base_text name = {0};
    size_t operands;

    if (!cmd_parse(&cmd_report_spec, argc, argv, &o, &operands, &err))
        return cmd_complain(&err, CMD_BAD_INPUT);
    add_name(&name, argv[0]);
    int code = CMD_GOOD;
    if (comm_rank() == 0)
        code = make_page(argv[0], o.history, o.output ? o.output : base_text_get(&name));
    base_text_fini(&name);
    return code;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* history: past drills, and how things go from one to the next. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "comm/comm.h"
#include "lab/history.h"

struct history_options {
    bool json;
};

static const struct cmd_option history_options[] = {
    {"json", 0, NULL, NULL, NULL, "one JSON object on standard output",
     offsetof(struct history_options, json)},
};

const struct cmd_spec cmd_history_spec = {
    .name = "history",
    .summary = "list past drills, with the trend",
    .examples = "  bullwhip history drills.h5\n"
                "  bullwhip history drills.h5 --json\n",
    .operands = "FILE.h5",
    .least = 1,
    .most = 1,
    .about =
        "FILE.h5 is what `bullwhip drill --history FILE.h5` adds to. The trend is the slope\n"
        "of a straight line through the drills, with its 95 % interval.\n",
    .part = {{"Options", history_options, 1, 0}},
};

/* ---- JSON ---- */

static void text_field(struct base_text *json, const char *name, const char *value)
{
    base_text_add(json, "\"%s\": ", name);
    base_text_json(json, value);
    base_text_add(json, ", ");
}

static void past_json(const struct lab_past *p, struct base_text *json)
{
    base_text_add(json, "{");
    text_field(json, "exercise", p->exercise);
    text_field(json, "drill", p->drill);
    text_field(json, "scenario", p->scenario);
    text_field(json, "course", p->course);
    text_field(json, "ended", p->ended);
    text_field(json, "version", p->version);
    text_field(json, "digest", p->digest);
    text_field(json, "output", p->output);
    text_field(json, "currency", p->currency);
    base_text_add(json, "\"passed\": %s, \"criteria\": %.0f, \"missed\": %.0f, \"seconds\": ",
                  p->passed > 0 ? "true" : "false", p->criteria, p->missed);
    base_text_json_number(json, p->seconds);
    for (size_t m = 0; m < LAB_PAST_MEASURES; m++) {
        base_text_add(json, ", \"%s\": [", lab_past_measure[m]);
        base_text_json_number(json, p->mean[m]);
        base_text_add(json, ", ");
        base_text_json_number(json, p->low[m]);
        base_text_add(json, ", ");
        base_text_json_number(json, p->high[m]);
        base_text_add(json, "]");
    }
    base_text_add(json, "}");
}

static void print_json(const char *path, const struct lab_history *h)
{
    struct base_text json = {0};

    base_text_add(&json, "{\"history\": ");
    base_text_json(&json, path);
    base_text_add(&json, ", \"drills\": [");
    for (size_t i = 0; i < h->count; i++) {
        base_text_add(&json, "%s", i > 0 ? ", " : "");
        past_json(&h->past[i], &json);
    }
    base_text_add(&json, "], \"trend\": {");
    for (size_t m = 0; m < LAB_PAST_MEASURES; m++) {
        struct lab_trend t = lab_history_trend(h, m);
        base_text_add(&json, "%s\"%s\": {\"n\": %zu, \"slope\": ", m > 0 ? ", " : "",
                      lab_past_measure[m], t.n);
        base_text_json_number(&json, t.slope);
        base_text_add(&json, ", \"ci_low\": ");
        base_text_json_number(&json, t.low);
        base_text_add(&json, ", \"ci_high\": ");
        base_text_json_number(&json, t.high);
        base_text_add(&json, "}");
    }
    base_text_add(&json, "}}");
    puts(base_text_get(&json));
    base_text_fini(&json);
}

/* ---- for people ---- */

static void print_text(const struct lab_history *h)
{
    printf("%-12s %-20s %-10s %8s %8s %8s %8s %12s\n", "exercise", "drill", "verdict",
           "survive", "recover", "dip", "index", "lost margin");
    for (size_t i = 0; i < h->count; i++) {
        const struct lab_past *p = &h->past[i];
        printf("%-12s %-20s %-10s %6.3g d %6.3g d %8.3g %8.3g %8.5g %s\n", p->exercise,
               p->drill, p->passed > 0 ? "passed" : "not passed", p->mean[LAB_PAST_SURVIVE],
               p->mean[LAB_PAST_RECOVER], p->mean[LAB_PAST_DIP], p->mean[LAB_PAST_INDEX],
               p->mean[LAB_PAST_MARGIN], p->currency);
    }
    if (h->count < 2)
        return;
    printf("\ntrend, per drill:\n");
    for (size_t m = 0; m < LAB_PAST_MEASURES; m++) {
        struct lab_trend t = lab_history_trend(h, m);
        if (isnan(t.slope))
            continue;
        printf("  %-12s %+10.4g", lab_past_measure[m], t.slope);
        if (!isnan(t.low))
            printf("  (%.4g to %.4g)", t.low, t.high);
        printf("\n");
    }
}

static bool tell(const char *path, bool json, struct base_err *err)
{
    struct base_arena *arena = base_arena_new();
    struct lab_history h;
    bool good = lab_history_read(path, arena, &h, err);

    if (good && h.count == 0)
        base_err_add(err, NULL, 0, "'%s' is not there, or empty; expected a history of drills",
                     path);
    good = good && h.count > 0;
    if (good && json)
        print_json(path, &h);
    else if (good)
        print_text(&h);
    base_arena_free(arena);
    return good;
}

int cmd_history(int argc, char **argv)
{
    struct history_options o = {0};
    struct base_err err = {0};
    size_t operands;

    bool good = cmd_parse(&cmd_history_spec, argc, argv, &o, &operands, &err);
    good = good && (comm_rank() != 0 || tell(argv[0], o.json, &err));
    cmd_complain(&err, CMD_BAD_INPUT);
    return comm_all_true(good) ? CMD_GOOD : CMD_BAD_INPUT;
}

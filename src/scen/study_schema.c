/* SPDX-License-Identifier: Apache-2.0 */
/* scen/study_schema.c - what a study may say: tables of keys, as scen/schema.c has them. */
#include "scen/study.h"

#define AT(type, field) .offset = offsetof(struct scen_##type##_row, field)

static const struct scen_key study_keys[] = {
    {"id", SCEN_TEXT, SCEN_REQUIRED, .example = "levels", AT(study, id),
     .doc = "Short name of the study; results carry it."},
    {"title", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "How much stock?",
     AT(study, title), .doc = "One line for lists and reports."},
    {"scenario", SCEN_TEXT, SCEN_REQUIRED, .example = "../beer_game.cfg", AT(study, scenario),
     .doc = "The scenario that is varied: its path from the folder of this text."},
    {"replications", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e6, .fallback = "10",
     .example = "20", AT(study, replications), .doc = "How often each point is simulated."},
    {"seed", SCEN_COUNT, SCEN_OPTIONAL, .low = 0, .high = 9e15, .example = "7", AT(study, seed),
     .doc = "Same seed, same results; left out: that of the scenario."},
    {"antithetic", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "false|true", .fallback = "false",
     .example = "true", AT(study, antithetic),
     .doc =
         "Replications come in pairs: the second one's chance is the mirror of the first's."},
    {"outcomes", SCEN_TAGS, SCEN_OPTIONAL, .example = "[\"total_cost\", \"fill_rate\"]",
     AT(study, outcomes),
     .doc =
         "Figures of the network to keep, as `bullwhip run` prints them; left out: fill_rate, "
         "total_cost, backlog_mean, on_hand_mean, order_variance_ratio."},
};

static const struct scen_key factor_keys[] = {
    {"name", SCEN_TEXT, SCEN_REQUIRED, .example = "level", AT(factor, name),
     .doc = "Column of the results: letters, digits and _."},
    {"at", SCEN_TEXT, SCEN_REQUIRED, .example = "stock.shop.beer.order_up_to", AT(factor, at),
     .doc = "What it changes: section, name, setting, as the scenario's `override` has it."},
    {"change", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "to|times", .fallback = "to",
     .example = "times", AT(factor, change),
     .doc = "Is the value put there, or is what stands there multiplied by it?"},
    {"levels", SCEN_TAGS, SCEN_OPTIONAL, .example = "[\"40 units\", \"60 units\"]",
     AT(factor, levels), .doc = "Its values, one by one."},
    {"low", SCEN_TEXT, SCEN_OPTIONAL, .example = "40 units", AT(factor, low),
     .doc = "Lower end of its range."},
    {"high", SCEN_TEXT, SCEN_OPTIONAL, .example = "80 units", AT(factor, high),
     .doc = "Upper end, in the same unit."},
    {"step", SCEN_TEXT, SCEN_OPTIONAL, .example = "5 units", AT(factor, step),
     .doc =
         "Values are low and so many steps more; a grid needs it where there are no levels."},
    {"scale", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "linear|log", .fallback = "linear",
     .example = "log", AT(factor, scale), .doc = "How a range is filled."},
};

static const struct scen_key design_keys[] = {
    {"kind", SCEN_CHOICE, SCEN_OPTIONAL,
     .choices = "grid|list|csv|latin-hypercube|sobol|morris|saltelli", .fallback = "grid",
     .example = "sobol", AT(design, kind), .doc = "Which points are simulated."},
    {"points", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e7, .fallback = "64",
     .example = "128", AT(design, points),
     .doc = "How many: latin-hypercube and sobol; saltelli makes points x (factors + 2)."},
    {"trajectories", SCEN_COUNT, SCEN_OPTIONAL, .low = 2, .high = 1e6, .fallback = "10",
     .example = "20", AT(design, trajectories),
     .doc = "morris makes trajectories x (factors + 1) points."},
    {"levels", SCEN_COUNT, SCEN_OPTIONAL, .low = 2, .high = 1e4, .fallback = "4",
     .example = "6", AT(design, levels),
     .doc = "Of morris, an even number: a range is cut into so many values."},
    {"seed", SCEN_COUNT, SCEN_OPTIONAL, .low = 0, .high = 9e15, .fallback = "1", .example = "3",
     AT(design, seed), .doc = "Of the design's own chance."},
    {"table", SCEN_TEXT, SCEN_OPTIONAL, .example = "points.csv", AT(design, table),
     .doc = "Of csv: a table beside this text, with a column for each factor."},
};

static const struct scen_key stop_keys[] = {
    {"outcome", SCEN_TEXT, SCEN_REQUIRED, .example = "total_cost", AT(stop, outcome),
     .doc = "Whose mean must be known well enough."},
    {"half_width", SCEN_TEXT, SCEN_OPTIONAL, .example = "5 EUR/d", AT(stop, half_width),
     .doc = "Half of the confidence interval at most, in the outcome's unit."},
    {"relative", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 1e-9, .high = 10, .example = "2 %",
     AT(stop, relative),
     .doc = "The same as a part of the mean; the first of the two is enough."},
    {"confidence", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0.5, .high = 0.9999999,
     .fallback = "95 %", .example = "99 %", AT(stop, confidence), .doc = "Of that interval."},
    {"batch", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e6, .fallback = "10",
     .example = "10", AT(stop, batch),
     .doc = "It is looked at after so many replications more."},
    {"at_most", SCEN_COUNT, SCEN_OPTIONAL, .low = 2, .high = 1e6, .fallback = "1000",
     .example = "200", AT(stop, at_most), .doc = "Replications of a point, whatever they say."},
};

static const struct scen_key select_keys[] = {
    {"outcome", SCEN_TEXT, SCEN_REQUIRED, .example = "total_cost", AT(select, outcome),
     .doc = "What makes a point the best."},
    {"best", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "least|most", .fallback = "least",
     .example = "most", AT(select, best), .doc = "Is less or more of it better?"},
    {"indifference", SCEN_TEXT, SCEN_REQUIRED, .example = "1 EUR/d", AT(select, indifference),
     .doc = "A smaller difference does not matter, in the outcome's unit."},
    {"confidence", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0.5, .high = 0.9999999,
     .fallback = "95 %", .example = "99 %", AT(select, confidence),
     .doc = "Chance, at least, that the best is found, or one that is as good."},
    {"first", SCEN_COUNT, SCEN_OPTIONAL, .low = 2, .high = 1e6, .fallback = "10",
     .example = "20", AT(select, first),
     .doc = "Replications of each point before the first choice."},
    {"batch", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e6, .fallback = "10",
     .example = "10", AT(select, batch),
     .doc = "Replications that those who are left get at a time."},
    {"at_most", SCEN_COUNT, SCEN_OPTIONAL, .low = 2, .high = 1e6, .fallback = "10000",
     .example = "1000", AT(select, at_most),
     .doc = "Replications of a point, whatever they say."},
};

#define KEYS(table) .key = (table), .keys = sizeof(table) / sizeof *(table)
#define ROW(type) .row_bytes = sizeof(struct scen_##type##_row)

const struct scen_group scen_study_schema[SCEN_STUDY_GROUPS] = {
    [SCEN_STUDY_HEAD] = {"study", "study", SCEN_ONE, SCEN_REQUIRED, ROW(study),
                         KEYS(study_keys), "What this study is."},
    [SCEN_STUDY_FACTORS] = {"factors", "factor", SCEN_MANY, SCEN_REQUIRED, ROW(factor),
                            KEYS(factor_keys), "What is varied."},
    [SCEN_STUDY_DESIGN] = {"design", "design", SCEN_ONE, SCEN_OPTIONAL, ROW(design),
                           KEYS(design_keys), "Which combinations of values are tried."},
    [SCEN_STUDY_STOP] = {"stop", "stop rule", SCEN_ONE, SCEN_OPTIONAL, ROW(stop),
                         KEYS(stop_keys), "When a point has been simulated often enough."},
    [SCEN_STUDY_SELECT] = {"select", "selection", SCEN_ONE, SCEN_OPTIONAL, ROW(select),
                           KEYS(select_keys),
                           "Which point is the best (Kim and Nelson); the others are given up "
                           "on the way."},
};

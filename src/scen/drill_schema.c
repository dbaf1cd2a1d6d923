/* SPDX-License-Identifier: Apache-2.0 */
/* scen/drill_schema.c - what a drill may say: tables of keys, as scen/schema.c has them. */
#include "scen/drill_read.h"

#define AT(type, field) .offset = offsetof(struct scen_##type##_row, field)
#define DAYS .dim = {.power[SCEN_TIME] = 1}

static const struct scen_key drill_keys[] = {
    {"id", SCEN_TEXT, SCEN_REQUIRED, .example = "port", AT(drill, id),
     .doc = "Short name of the drill; results and history carry it."},
    {"title", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "The harbour is closed",
     AT(drill, title), .doc = "One line for lists and reports."},
    {"scenario", SCEN_TEXT, SCEN_REQUIRED, .example = "../electronics.cfg", AT(drill, scenario),
     .doc = "The baseline, in which nothing of this happens: its path from the folder of this "
            "text."},
    {"disrupted", SCEN_TEXT, SCEN_OPTIONAL, .example = "port_closure.cfg", AT(drill, disrupted),
     .doc = "A scenario in which it happens, where that is more than the disruptions below."},
    {"playbook", SCEN_TEXT, SCEN_OPTIONAL, .example = "way around", AT(drill, playbook),
     .doc =
         "The playbook that is in force: its verdicts count. Left out: none is, the chain is "
         "judged as it is."},
    {"exercise", SCEN_TEXT, SCEN_OPTIONAL, .example = "2027-W03", AT(drill, exercise),
     .doc = "What this exercise is called in the history; left out, the week (ISO 8601)."},
    {"replications", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e6, .fallback = "20",
     .example = "50", AT(drill, replications), .doc = "How often each course is simulated."},
    {"seed", SCEN_COUNT, SCEN_OPTIONAL, .low = 0, .high = 9e15, .example = "7", AT(drill, seed),
     .doc = "Same seed, same results; left out: that of the scenario."},
    {"period", SCEN_TICKS, SCEN_OPTIONAL, DAYS, 1.0 / SCEN_TICKS_PER_DAY, 1e6,
     .fallback = "1 d", .example = "1 d", AT(drill, period), .doc = "How fine curves are."},
    {"window", SCEN_TICKS, SCEN_OPTIONAL, DAYS, 0, 1e6, .fallback = "0 d", .example = "7 d",
     AT(drill, window),
     .doc = "Over how long the fill rate is measured each time, up to the end of the period; "
            "left out, one period."},
    {"hold", SCEN_TICKS, SCEN_OPTIONAL, DAYS, 0, 1e6, .fallback = "7 d", .example = "14 d",
     AT(drill, hold), .doc = "So long without loss, and the chain has recovered."},
    {"tolerance", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .fallback = "2 %",
     .example = "5 %", AT(drill, tolerance),
     .doc = "The part of the baseline's service that may be missing before that is a loss."},
    {"criteria", SCEN_PHRASE, SCEN_OPTIONAL,
     .example = "fill_rate >= 0.95 within 10 d at 95 % and lost_margin <= 40000",
     AT(drill, criteria),
     .doc = "What shall be reached: measures of the drill and figures of a run, joined by "
            "`and`. Where one is not met the command ends with exit code 3."},
    {"outcomes", SCEN_TAGS, SCEN_OPTIONAL, .example = "[\"total_cost\", \"co2e\"]",
     AT(drill, outcomes),
     .doc = "Figures of a run to keep beside the measures; left out: fill_rate, total_cost, "
            "profit, backlog_mean, on_hand_mean."},
};

static const struct scen_key playbook_keys[] = {
    {"name", SCEN_TEXT, SCEN_REQUIRED, .example = "more stock", AT(playbook, name),
     .doc = "Its name in the results."},
    {"scenario", SCEN_TEXT, SCEN_OPTIONAL, .example = "port_closure_rerouted.cfg",
     AT(playbook, scenario),
     .doc = "A scenario with the playbook in it, where it is more than changes of values; the "
            "disruptions below strike it as well."},
};

static const struct scen_key step_keys[] = {
    {"playbook", SCEN_TEXT, SCEN_REQUIRED, .example = "more stock", AT(step, playbook),
     .doc = "The playbook that it belongs to."},
    {"at", SCEN_TEXT, SCEN_REQUIRED, .example = "stock.Lyon.lamp.order_up_to", AT(step, at),
     .doc = "What it changes: section, name, setting, as the scenario's `override` has it."},
    {"to", SCEN_TEXT, SCEN_OPTIONAL, .example = "300 units", AT(step, to),
     .doc = "The value that is put there. Either this or times."},
    {"times", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1e9, .example = "1.5",
     AT(step, times), .doc = "What the value there is multiplied by."},
};

static const struct scen_key objective_keys[] = {
    {"mbco", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .fallback = "80 %",
     .example = "60 %", AT(objectives, mbco),
     .doc = "Minimum business continuity objective: the fill rate that must be there again."},
    {"rto", SCEN_TICKS, SCEN_REQUIRED, DAYS, 0, 1e6, .example = "10 d", AT(objectives, rto),
     .doc = "Recovery time objective: it shall be there again within this time."},
    {"mtpd", SCEN_TICKS, SCEN_OPTIONAL, DAYS, 0, 1e6, .example = "30 d", AT(objectives, mtpd),
     .doc = "Maximum tolerable period of disruption: later than this can't be borne; not less "
            "than rto."},
    {"confidence", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0.5, .high = 0.9999999,
     .example = "95 %", AT(objectives, confidence),
     .doc = "How sure of the mean one must be; left out, the mean counts."},
};

static const struct scen_key reverse_keys[] = {
    {"disruption", SCEN_TEXT, SCEN_OPTIONAL, .example = "storm", AT(reverse, disruption),
     .doc = "The disruption whose duration and extent are sought; left out, the first one."},
    {"criterion", SCEN_PHRASE, SCEN_OPTIONAL, .example = "fill_rate >= 0.9 at 95 %",
     AT(reverse, criterion), .doc = "What breaks; left out, the first criterion of the drill."},
    {"longest", SCEN_TICKS, SCEN_REQUIRED, DAYS, 1.0 / SCEN_TICKS_PER_DAY, 1e6,
     .example = "90 d", AT(reverse, longest), .doc = "The longest duration that is tried."},
    {"step", SCEN_TICKS, SCEN_OPTIONAL, DAYS, 1.0 / SCEN_TICKS_PER_DAY, 1e6, .fallback = "1 d",
     .example = "1 d", AT(reverse, step), .doc = "Durations are multiples of this."},
    {"extents", SCEN_NUMBERS, SCEN_OPTIONAL, .low = 0, .high = 1, .example = "[1, 0.5]",
     AT(reverse, extents),
     .doc =
         "Parts of the disruption's whole force: of an outage, of the speed that is lost, of "
         "a factor's distance from 1, of a share, of the sites of a region; left out, all of "
         "it."},
};

static const struct scen_key exposure_keys[] = {
    {"sites", SCEN_TAGS, SCEN_OPTIONAL, .example = "[\"Lyon\", \"Paris\"]", AT(exposure, sites),
     .doc = "Which sites are taken out, one by one; left out, all of them."},
    {"start", SCEN_TICKS, SCEN_OPTIONAL, DAYS, 0, 1e6, .example = "120 d", AT(exposure, start),
     .doc = "From when on; left out, from the end of the warm-up and a quarter of what is left "
            "on."},
    {"duration", SCEN_TICKS, SCEN_OPTIONAL, DAYS, 1.0 / SCEN_TICKS_PER_DAY, 1e6,
     .fallback = "14 d", .example = "21 d", AT(exposure, duration),
     .doc = "How long: the time in which a site can be put right again."},
    {"impact", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "lost_margin", .example = "late_units",
     AT(exposure, impact), .doc = "The measure by which sites are ranked."},
    {"replications", SCEN_COUNT, SCEN_OPTIONAL, .low = 0, .high = 1e6, .fallback = "0",
     .example = "5", AT(exposure, replications),
     .doc = "How often each is simulated, at most as often as the drill; 0: as often."},
};

#define KEYS(table) .key = (table), .keys = sizeof(table) / sizeof *(table)
#define ROW(type) .row_bytes = sizeof(struct scen_##type##_row)

const struct scen_group scen_drill_groups[SCEN_DRILL_GROUPS] = {
    [SCEN_DRILL_HEAD] = {"drill", "drill", SCEN_ONE, SCEN_REQUIRED, ROW(drill),
                         KEYS(drill_keys), "What this drill is."},
    [SCEN_DRILL_DISRUPTIONS] = {"disruptions", "disruption", SCEN_MANY, SCEN_OPTIONAL,
                                .doc = "What goes wrong: as in a scenario."},
    [SCEN_DRILL_PLAYBOOKS] = {"playbooks", "playbook", SCEN_MANY, SCEN_OPTIONAL, ROW(playbook),
                              KEYS(playbook_keys), "What is tried against it."},
    [SCEN_DRILL_STEPS] = {"steps", "step", SCEN_MANY, SCEN_OPTIONAL, ROW(step), KEYS(step_keys),
                          "What the playbooks change, in this order."},
    [SCEN_DRILL_OBJECTIVES] = {"objectives", "objectives", SCEN_ONE, SCEN_OPTIONAL,
                               ROW(objectives), KEYS(objective_keys),
                               "Recovery objectives (ISO 22301)."},
    [SCEN_DRILL_REVERSE] = {"reverse", "reverse stress test", SCEN_ONE, SCEN_OPTIONAL,
                            ROW(reverse), KEYS(reverse_keys),
                            "How much is needed to break a criterion."},
    [SCEN_DRILL_EXPOSURE] = {"exposure", "exposure", SCEN_ONE, SCEN_OPTIONAL, ROW(exposure),
                             KEYS(exposure_keys),
                             "How sites are taken out, with `bullwhip drill --exposure`."},
};

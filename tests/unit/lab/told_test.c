/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/drill_state.h"
#include "supply/account/decisions.h"
#include "supply/mind/parley/approval.h"

enum { DAYS = 10 };

/* The baseline knows two sites; the course has them in another order, and one more. */
struct two {
    struct scen_site usual_site[2], site[3];
    struct scen_product product[1];
    struct scenario usual, scen;
    struct lab_drill_state s;
    struct lab_hand h;
    struct base_text record;
    struct lab_told told;
};

static void keep(struct lab_tally_rows *rows, size_t trace, uint32_t site, int64_t day,
                 const void *row)
{
    const struct out_row_head head = {.node = site, .at = day * SCEN_TICKS_PER_DAY};

    rows->bytes = lab_trace_bytes(trace);
    rows->data = base_grow(rows->data, rows->count, &rows->capacity, rows->bytes);
    unsigned char *at = rows->data + rows->count++ * rows->bytes;
    memcpy(at, &head, sizeof head);
    memcpy(at + sizeof head, row, rows->bytes - sizeof head);
}

/* Each day each of the three sites decides, on one belief, heard of the first, and asks the
 * last but one. */
static void decide(struct lab_tally_rows *trace, uint32_t site, int64_t day)
{
    const struct sup_decision_row decision = {.reads = 1, .serial = day};
    const struct sup_belief_row belief = {.source = 0};
    const struct sup_deed_row deed = {.partner = 1, .lane = -1, .serial = day};

    keep(&trace[0], 0, site, day, &decision);
    keep(&trace[1], 1, site, day, &belief);
    keep(&trace[2], 2, site, day, &deed);
}

static struct two *told(size_t most)
{
    struct two *t = base_array(1, sizeof *t);
    const struct lab_case what = {.kind = LAB_TOLD, .steps = 4};

    t->usual_site[0].name = t->site[2].name = "Lyon";
    t->usual_site[1].name = t->site[0].name = "Turin";
    t->site[1].name = "Backup";
    t->product[0].name = "pump";
    t->usual = (struct scenario){
        .site = t->usual_site, .sites = 2, .product = t->product, .products = 1};
    t->scen =
        (struct scenario){.site = t->site, .sites = 3, .product = t->product, .products = 1};
    t->s.base = &t->usual;
    t->s.told_most = most;
    t->h.scen = t->scen;
    for (uint32_t site = 0; site < 3; site++)
        for (int64_t day = 0; day < DAYS; day++)
            decide(t->h.tally.trace, site, day);
    t->h.tally.trace[3].bytes = lab_trace_bytes(3);
    lab_told_put(&t->s, &t->h, &what, &t->record);
    memcpy(&t->told, t->record.at, sizeof t->told);
    return t;
}

static void forget(struct two *t)
{
    for (size_t k = 0; k < LAB_TRACES; k++)
        free(t->h.tally.trace[k].data);
    base_text_fini(&t->record);
    free(t);
}

/* The `i`-th row of a trace, from its own bytes on; its head to `head`. */
static const unsigned char *row(const struct two *t, size_t trace, size_t i,
                                struct out_row_head *head)
{
    const unsigned char *at = (const unsigned char *)t->record.at + sizeof t->told;

    for (size_t k = 0; k < trace; k++)
        at += t->told.rows[k] * lab_trace_bytes(k);
    at += i * lab_trace_bytes(trace);
    memcpy(head, at, sizeof *head);
    return at + sizeof *head;
}

static void sites_are_those_of_the_baseline(void **state)
{
    struct two *t = told(1000);
    struct out_row_head head;
    struct sup_deed_row deed;
    struct sup_belief_row belief;
    (void)state;

    for (size_t k = 0; k < 3; k++)
        assert_int_equal(t->told.rows[k], 2 * DAYS);
    assert_int_equal(t->told.rows[3], 0);
    assert_int_equal(t->told.left_out, 3 * DAYS); // of the site that the baseline does not have
    memcpy(&belief, row(t, 1, 0, &head), sizeof belief);
    assert_int_equal(head.node, 1); // Turin
    assert_int_equal(belief.source, 1);
    memcpy(&deed, row(t, 2, DAYS, &head), sizeof deed);
    assert_int_equal(head.node, 0); // Lyon
    assert_int_equal(deed.partner, -1);
    size_t day = lab_trace_bytes(0) + lab_trace_bytes(1) + lab_trace_bytes(2);
    assert_int_equal(t->record.length, sizeof t->told + (size_t)2 * DAYS * day);
    forget(t);
}

/* Nine rows a day; there is room for 20: all of days 4 and 5, from the onset on. */
static void too_much_is_cut_by_time_from_the_onset_on(void **state)
{
    struct two *t = told(20);
    struct out_row_head head;
    (void)state;

    assert_int_equal(t->told.from, 4 * SCEN_TICKS_PER_DAY);
    assert_int_equal(t->told.until, 6 * SCEN_TICKS_PER_DAY);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(t->told.rows[k], 4);
        for (size_t i = 0; i < 4; i++) {
            row(t, k, i, &head);
            assert_int_equal(head.at / SCEN_TICKS_PER_DAY, 4 + i % 2);
        }
    }
    assert_int_equal(t->told.left_out, 9 * DAYS - 12);
    forget(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_are_those_of_the_baseline),
        cmocka_unit_test(too_much_is_cut_by_time_from_the_onset_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

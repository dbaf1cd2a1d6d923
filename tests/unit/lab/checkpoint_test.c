/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE // mkdtemp
#include "lab/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/checkpoint_form.h"
#include "support/test.h"

static const struct tw_model model = {.name = "none", .lps = 2};
static const struct lab_mark mine = {
    .build = "1.0 abc, gcc 12", .scenario = "s", .texts = "11", .replications = 4, .lps = 2};

static int enter(void **state)
{
    static char folder[40];

    strcpy(folder, "/tmp/bullwhip-checkpoint-XXXXXX");
    *state = folder;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    lab_checkpoint_remove("c");
    return chdir("/") == 0 && rmdir(*state) == 0 ? 0 : -1;
}

/* Nothing is settled, nothing under way. */
static void written_by(const struct lab_mark *who)
{
    const struct lab_done done = {0};
    struct base_err err = {0};
    struct lab_checkpoint_out *out = lab_checkpoint_begin("c", who, &done, 0, 0, false, &err);

    assert_non_null(out);
    assert_true(lab_checkpoint_finish(out, true, &err));
}

static void refused(const char *word, bool older)
{
    struct base_err err = {0};
    struct lab_checkpoint c;

    assert_false(lab_checkpoint_open("c", &mine, &model, &c, &err));
    assert_non_null(strstr(err.item[0].text, word));
    assert_int_equal(err.count, older ? 2 : 1);
    if (older)
        assert_non_null(strstr(err.item[1].text, "--resume-from c.old"));
    base_err_fini(&err);
}

static void ours_is_taken(void **state)
{
    struct base_err err = {0};
    struct lab_checkpoint c;

    (void)state;
    written_by(&mine);
    assert_true(lab_checkpoint_open("c", &mine, &model, &c, &err));
    assert_int_equal(c.settled + c.flights, 0);
    lab_checkpoint_close(&c);
}

/* What another has written over it: the one before is offered, when that is ours. */
static void that_of_another_is_refused(void **state)
{
    struct lab_mark other[4] = {mine, mine, mine, mine};
    static const char *const word[] = {"of another build, 1.0 abd, gcc 12; this is 1.0 abc",
                                       "of another scenario, 't'; this is 's'",
                                       "files have changed", "of seed 1"};

    (void)state;
    strcpy(other[0].build, "1.0 abd, gcc 12");
    strcpy(other[1].scenario, "t");
    strcpy(other[2].texts, "12");
    other[3].seed = 1;
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        written_by(&mine);
        written_by(&other[i]);
        refused(word[i], true);
        written_by(&other[i]);
        refused(word[i], false);
    }
}

static void a_later_format_is_refused(void **state)
{
    uint32_t format = LAB_CHECKPOINT_FORMAT + 1;

    (void)state;
    written_by(&mine);
    written_by(&mine);
    FILE *file = fopen("c", "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, offsetof(struct lab_checkpoint_head, format), SEEK_SET), 0);
    assert_int_equal(fwrite(&format, sizeof format, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    refused("of format 2", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ours_is_taken, enter, leave),
        cmocka_unit_test_setup_teardown(that_of_another_is_refused, enter, leave),
        cmocka_unit_test_setup_teardown(a_later_format_is_refused, enter, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A study from its text to its results, with an outcome that is known exactly: what stands in
 * the spool for each point is a function of its factors, and not simulated. */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "lab/sweep_state.h"
#include "out/read.h"

enum { FACTORS = 3 };

static const double PI = 3.14159265358979323846;

static const char world[] =
    "scenario = { id = \"known\"; };\n"
    "run = { horizon = \"10 d\"; };\n"
    "products = ( { name = \"lamp\"; } );\n"
    "sites = ( { name = \"A\"; role = \"supplier\"; lon = 0; lat = 0; },\n"
    "          { name = \"B\"; role = \"market\"; lon = 0; lat = 0; } );\n"
    "lanes = ( { from = \"A\"; to = \"B\"; lead_time = \"2 d\"; } );\n"
    "stock = ( { site = \"A\"; product = \"lamp\"; },\n"
    "  { site = \"B\"; product = \"lamp\"; source = \"A\"; policy = \"base-stock\"; "
    "order_up_to "
    "= 9; } );\n"
    "demand = ( { site = \"B\"; product = \"lamp\"; rate = \"1 /d\"; quantity = \"1 units\"; } "
    ");\n";

static const char study_text[] =
    "study = { id = \"known\"; scenario = \"known.cfg\"; replications = 2; outcomes = "
    "[\"total_cost\"]; };\n"
    "factors = (\n"
    "  { name = \"x1\"; at = \"sites.A.lon\"; low = -3.141592653589793; high = "
    "3.141592653589793; },\n"
    "  { name = \"x2\"; at = \"sites.A.lat\"; low = -3.141592653589793; high = "
    "3.141592653589793; },\n"
    "  { name = \"x3\"; at = \"sites.B.lon\"; low = -3.141592653589793; high = "
    "3.141592653589793; } );\n"
    "design = { kind = \"saltelli\"; points = 2048; };\n";

struct known {
    char folder[64], output[80];
    struct scenario base;
    struct scen_study study;
    struct lab_sweep sweep;
    struct base_err err;
};

static int open_known(void **state)
{
    const struct scen_file scen = {"known.cfg", "known.cfg", world, sizeof world - 1};
    const struct scen_file study = {"s.cfg", "s.cfg", study_text, sizeof study_text - 1};
    struct known *k = base_array(1, sizeof *k);

    snprintf(k->folder, sizeof k->folder, "/tmp/bullwhip-outcome-XXXXXX");
    assert_non_null(mkdtemp(k->folder));
    snprintf(k->output, sizeof k->output, "%s/known.h5", k->folder);
    assert_true(scen_load_held(&scen, 1, &k->base, &k->err));
    assert_true(scen_study_load_held(&study, 1, &k->study, &k->err));
    k->sweep = (struct lab_sweep){.study = &k->study,
                                  .base = &k->base,
                                  .tw = {.threads = 1},
                                  .output = k->output,
                                  .shards = 1};
    *state = k;
    return 0;
}

static int close_known(void **state)
{
    struct known *k = *state;
    char path[120];

    snprintf(path, sizeof path, "%s.spool/0000.spool", k->output);
    unlink(path);
    snprintf(path, sizeof path, "%s.spool", k->output);
    rmdir(path);
    unlink(k->output);
    rmdir(k->folder);
    scen_study_free(&k->study);
    scen_free(&k->base);
    base_err_fini(&k->err);
    free(k);
    return 0;
}

/* Ishigami and Homma, ISUMA 1990, with a = 7 and b = 0.1. */
static double ishigami(const double *x)
{
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/* Two replications of each point, as far from each other as the noise of a simulation. */
static void answer(struct known *k)
{
    struct lab_sweep_state s;
    char folder[100];

    assert_true(lab_sweep_set_up(&s, &k->sweep, &k->err));
    snprintf(folder, sizeof folder, "%s.spool", k->output);
    struct lab_spool *spool = lab_spool_open(folder, 0, s.mark, false, &k->err);
    assert_non_null(spool);
    size_t bytes = sizeof(struct lab_record) + s.board.figures * sizeof(double);
    unsigned char *record = base_alloc(bytes);
    for (size_t u = 0; u < s.board.units; u++)
        for (uint32_t r = 0; r < 2; r++) {
            struct lab_record head = {.kind = LAB_DONE, .replication = r};
            double y = ishigami(&s.design.value[s.board.unit[u].point * FACTORS]) +
                       (r == 0 ? 0.25 : -0.25);
            memcpy(head.id, s.board.unit[u].id, sizeof head.id);
            memcpy(record, &head, sizeof head);
            memcpy(record + sizeof head + s.figure[0] * sizeof y, &y, sizeof y);
            lab_spool_add(spool, record, bytes);
        }
    free(record);
    lab_spool_close(spool);
    lab_sweep_clear(&s);
}

static double *column(const struct out_file *f, struct base_arena *arena, const char *name)
{
    char path[60];
    size_t count = 0;

    snprintf(path, sizeof path, "/summary/sobol/%s", name);
    double *value = out_file_doubles(f, path, arena, &count);
    assert_non_null(value);
    assert_int_equal(count, FACTORS);
    return value;
}

/* V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = b^2 pi^8 (1/18 - 1/50), nothing else. */
static void check(const struct out_file *f, struct base_arena *arena)
{
    double own = pow(1 + 0.1 * pow(PI, 4) / 5, 2) / 2, two = 49.0 / 8;
    double joint = 0.01 * pow(PI, 8) * (1.0 / 18 - 1.0 / 50), all = own + two + joint;
    const double first[FACTORS] = {own / all, two / all, 0};
    const double total[FACTORS] = {(own + joint) / all, two / all, joint / all};
    const double *of[] = {column(f, arena, "first"),     column(f, arena, "total"),
                          column(f, arena, "first_low"), column(f, arena, "first_high"),
                          column(f, arena, "total_low"), column(f, arena, "total_high")};

    for (int i = 0; i < FACTORS; i++) {
        assert_true(fabs(of[0][i] - first[i]) < 0.02);
        assert_true(fabs(of[1][i] - total[i]) < 0.02);
        assert_true(of[2][i] <= first[i] && first[i] <= of[3][i]);
        assert_true(of[4][i] <= total[i] && total[i] <= of[5][i]);
    }
}

static void sobol_indices_of_an_outcome_that_is_ishigamis(void **state)
{
    struct known *k = *state;
    struct lab_sweep_report report;
    struct base_arena *arena = base_arena_new();

    answer(k);
    assert_true(lab_sweep_run(&k->sweep, &report, &k->err));
    assert_int_equal(report.points, 2048 * (FACTORS + 2));
    assert_int_equal(report.simulated, 0);
    struct out_file *f = out_file_open(k->output, &k->err);
    assert_non_null(f);
    check(f, arena);
    out_file_close(f);
    base_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sobol_indices_of_an_outcome_that_is_ishigamis,
                                        open_known, close_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on one rank and, by the launcher, on several: each rank has its part of a network, made
 * by hand, and rank 0 must write the same bytes as from the whole. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "comm/comm.h"
#include "lab/archive.h"
#include "lab/census.h"
#include "out/results.h"
#include "rand/stream.h"
#include "scen/part.h"
#include "supply/world.h"

enum { SUPPLIERS = 4, DEPOTS = 9, SITES = 40 };

/* Tests on other ranks may run at the same time in the same folder. */
struct path {
    char text[40];
};

static struct path path_of(const char *what)
{
    struct path p;

    (void)snprintf(p.text, sizeof p.text, "census_%s_%d.h5", what, comm_size());
    return p;
}

struct fix {
    struct scenario scen; // whole
    struct sup_world *world;
    struct scenario mine; // this rank's part
    struct scen_part part;
    uint32_t site[SITES], here[SITES]; // by site here, by site of the whole
    uint8_t kin[SITES];
};

/* ---- the network ---- */

static uint32_t supplier_of(uint32_t site)
{
    return site < DEPOTS ? site % SUPPLIERS : SUPPLIERS + site % (DEPOTS - SUPPLIERS);
}

static const char *tail_of(uint32_t site)
{
    return site % 7 == 0 ? " with a name that is longer" : "";
}

static void add_sites(struct base_text *t)
{
    base_text_add(t, "sites = (\n");
    for (uint32_t i = 0; i < SITES; i++) {
        base_text_add(t, "%s{ name = \"place %u%s\"; role = \"%s\"; ", i > 0 ? ", " : "", i,
                      tail_of(i),
                      i < SUPPLIERS ? "supplier"
                      : i < DEPOTS  ? "warehouse"
                                    : "market");
        if (i % 3 == 0)
            base_text_add(t, "region = \"region %u\"; ", i % 2);
        if (i % 5 == 0)
            base_text_add(t, "lon = %u; lat = -%u; ", i, i / 2);
        base_text_add(t, "}\n");
    }
    base_text_add(t, ");\n");
}

static void add_lanes(struct base_text *t)
{
    base_text_add(t, "lanes = (\n");
    for (uint32_t i = SITES - 1; i >= SUPPLIERS; i--) {
        uint32_t from = supplier_of(i);
        base_text_add(t,
                      "%s{ from = \"place %u%s\"; to = \"place %u%s\"; lead_time = \"%u d\"; "
                      "cost_per_unit = \"%u EUR/unit\"; ",
                      i < SITES - 1 ? ", " : "", from, tail_of(from), i, tail_of(i), 1 + i % 3,
                      i);
        if (i % 4 == 0)
            base_text_add(t, "name = \"way %u\"; mode = \"%s\"; ", i,
                          i % 8 == 0 ? "sea" : "road");
        base_text_add(t, "}\n");
    }
    base_text_add(t, ");\n");
}

static void add_stock(struct base_text *t)
{
    base_text_add(t, "stock = (\n");
    for (uint32_t i = 0; i < SITES; i++)
        for (uint32_t p = 0; p < (i < DEPOTS ? 2U : 1U); p++) {
            base_text_add(t, "%s{ site = \"place %u%s\"; product = \"%s\"; ",
                          i + p > 0 ? ", " : "", i, tail_of(i), p == 0 ? "lamp" : "shade");
            if (i >= SUPPLIERS)
                base_text_add(t,
                              "source = \"place %u%s\"; policy = \"base-stock\"; "
                              "order_up_to = %u; ",
                              supplier_of(i), tail_of(supplier_of(i)), 50 + i);
            base_text_add(t, "}\n");
        }
    base_text_add(t, ");\ndemand = (\n");
    for (uint32_t i = DEPOTS; i < SITES; i++)
        base_text_add(t,
                      "%s{ site = \"place %u%s\"; product = \"lamp\"; rate = \"2 /d\"; "
                      "quantity = 1; }\n",
                      i > DEPOTS ? ", " : "", i, tail_of(i));
    base_text_add(t, ");\n");
}

static void read_whole(struct scenario *scen, bool masked)
{
    struct base_err err = {0};
    struct base_text t = {0};

    base_text_add(&t,
                  "scenario = { id = \"census\"; };\nrun = { horizon = \"30 d\"; kpi_period = "
                  "\"10 d\"; mask = %s; sensitive = [\"names\"]; };\n"
                  "products = ( { name = \"lamp\"; }, { name = \"shade\"; } );\n",
                  masked ? "true" : "false");
    add_sites(&t);
    add_lanes(&t);
    add_stock(&t);
    base_text_add(&t, "disruptions = ( { name = \"fire\"; site = \"place 5\"; start = \"3 d\"; "
                      "duration = \"2 d\"; }, { name = \"strike\"; kind = \"lane-closed\"; "
                      "lane = \"way 36\"; start = \"4 d\"; duration = \"2 d\"; } );\n");
    const struct scen_file file = {.path = "census.cfg",
                                   .name = "census.cfg",
                                   .text = base_text_get(&t),
                                   .bytes = t.length};
    bool good = scen_load_held(&file, 1, scen, &err);
    for (size_t i = 0; i < err.count; i++)
        print_message("%s:%d: %s\n", err.item[i].file, err.item[i].line, err.item[i].text);
    assert_true(good);
    base_err_fini(&err);
    base_text_fini(&t);
}

/* ---- a part of it ---- */

static bool owned(uint32_t site)
{
    struct rand_stream dice = rand_stream_named(TEST_SEED, 0, site, 1);

    return (int)rand_below(&dice, (uint32_t)comm_size()) == comm_rank();
}

/* Own sites, those that share a lane with one, and those that disruptions name. */
static bool needed(const struct scenario *scen, uint32_t site)
{
    bool is = owned(site) || site == 5;

    for (size_t i = 0; i < scen->lanes; i++) {
        uint32_t from = (uint32_t)scen->lane[i].from, to = (uint32_t)scen->lane[i].to;
        is = is || (from == site && owned(to)) || (to == site && owned(from));
        is = is || ((from == site || to == site) && (int32_t)i == scen->disruption[1].lane);
    }
    return is;
}

static void take_sites(struct fix *f)
{
    f->mine.sites = 0;
    f->mine.site = base_array(SITES, sizeof *f->mine.site);
    for (uint32_t i = 0; i < SITES; i++) {
        f->here[i] = UINT32_MAX;
        if (!needed(&f->scen, i))
            continue;
        f->here[i] = (uint32_t)f->mine.sites;
        f->site[f->mine.sites] = i;
        f->kin[f->mine.sites] = owned(i) ? SCEN_OWN : i % 2 == 0 ? SCEN_CLIENT : SCEN_EDGE;
        f->mine.site[f->mine.sites++] = f->scen.site[i];
    }
}

/* Those with both ends here; `lane` gets what they are in the whole. */
static void take_lanes(struct fix *f, uint32_t *lane)
{
    f->mine.lanes = 0;
    f->mine.lane = base_array(f->scen.lanes, sizeof *f->mine.lane);
    for (uint32_t i = 0; i < f->scen.lanes; i++) {
        struct scen_lane l = f->scen.lane[i];
        uint32_t from = f->here[l.from], to = f->here[l.to];
        if (from == UINT32_MAX || to == UINT32_MAX)
            continue;
        l.from = (int32_t)from;
        l.to = (int32_t)to;
        lane[f->mine.lanes] = i;
        f->mine.lane[f->mine.lanes++] = l;
    }
}

static int32_t lane_here(const struct fix *f, int32_t of_all)
{
    for (size_t i = 0; i < f->mine.lanes; i++)
        if (f->part.lane[i] == (uint32_t)of_all)
            return (int32_t)i;
    return SCEN_NONE;
}

static void take_stock(struct fix *f)
{
    f->mine.stockings = 0;
    f->mine.stocking = base_array(f->scen.stockings, sizeof *f->mine.stocking);
    for (size_t i = 0; i < f->scen.stockings; i++) {
        struct scen_stocking s = f->scen.stocking[i];
        if (f->here[s.site] == UINT32_MAX)
            continue;
        s.source = s.source != SCEN_NONE ? lane_here(f, s.source) : SCEN_NONE;
        s.site = (int32_t)f->here[s.site];
        f->mine.stocking[f->mine.stockings++] = s;
    }
}

static void take_part(struct fix *f)
{
    uint32_t *lane = base_array(f->scen.lanes, sizeof *lane);

    f->mine = f->scen;
    take_sites(f);
    take_lanes(f, lane);
    f->part = (struct scen_part){SITES, (uint32_t)f->scen.lanes, f->site, lane, f->kin};
    f->mine.part = &f->part;
    take_stock(f);
    f->mine.disruption = base_array(f->scen.disruptions, sizeof *f->mine.disruption);
    for (size_t i = 0; i < f->scen.disruptions; i++) {
        struct scen_disruption d = f->scen.disruption[i];
        d.site = d.site != SCEN_NONE ? (int32_t)f->here[d.site] : SCEN_NONE;
        d.lane = d.lane != SCEN_NONE ? lane_here(f, d.lane) : SCEN_NONE;
        f->mine.disruption[i] = d;
    }
}

static void set_up(struct fix *f, bool masked)
{
    struct base_err err = {0};

    read_whole(&f->scen, masked);
    f->world = sup_world_new(&f->scen, &err);
    assert_non_null(f->world);
    base_err_fini(&err);
    take_part(f);
}

static void tear_down(struct fix *f)
{
    free(f->mine.site);
    free(f->mine.lane);
    free(f->mine.stocking);
    free(f->mine.disruption);
    free((void *)(uintptr_t)f->part.lane);
    sup_world_free(f->world);
    scen_free(&f->scen);
}

/* ---- what it shall do ---- */

static void write_model(const struct fix *f, const char *what, const struct scenario *scen,
                        size_t window)
{
    struct base_err err = {0};
    struct lab_census c;
    struct out_h5 *file =
        comm_rank() == 0 ? out_results_create(path_of(what).text, "census", f->scen.mask, &err)
                         : NULL;

    lab_census_init(&c, scen, f->world);
    c.window = window;
    lab_archive_model(file, &c);
    if (file != NULL)
        out_h5_finish(file);
    base_err_fini(&err);
}

static void *content(const char *what, size_t *bytes)
{
    FILE *in = fopen(path_of(what).text, "rb");

    assert_non_null(in);
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    *bytes = (size_t)ftell(in);
    rewind(in);
    void *all = base_alloc(*bytes);
    assert_int_equal(fread(all, 1, *bytes, in), *bytes);
    (void)fclose(in);
    return all;
}

static void assert_same_file(void)
{
    size_t whole, parts;

    if (comm_rank() != 0)
        return;
    void *a = content("whole", &whole), *b = content("parts", &parts);
    assert_int_equal(whole, parts);
    assert_memory_equal(a, b, whole);
    free(a);
    free(b);
    unlink(path_of("whole").text);
    unlink(path_of("parts").text);
}

static void the_model_is_written_alike(void **state)
{
    static const size_t window[] = {1, 7, SITES, 1000};
    (void)state;

    for (int masked = 0; masked < 2; masked++) {
        struct fix f;
        set_up(&f, masked);
        for (size_t i = 0; i < sizeof window / sizeof *window; i++) {
            write_model(&f, "whole", &f.scen, window[i]);
            write_model(&f, "parts", &f.mine, window[i]);
            assert_same_file();
        }
        tear_down(&f);
    }
}

struct seen {
    const struct scenario *whole;
    uint64_t next;
};

static void see_lane(void *user, const struct lab_window *w)
{
    struct seen *s = user;
    const struct scen_lane *lane = w->row;

    assert_int_equal(comm_rank(), 0);
    assert_int_equal(w->first, s->next);
    for (size_t i = 0; i < w->count; i++, s->next++) {
        const struct scen_lane *as = &s->whole->lane[s->next];
        assert_int_equal(lane[i].from, as->from);
        assert_int_equal(lane[i].to, as->to);
        assert_string_equal(w->text[0][i], as->name != NULL ? as->name : "");
    }
}

static void see_stocking(void *user, const struct lab_window *w)
{
    struct seen *s = user;
    const struct scen_stocking *stocking = w->row;

    assert_int_equal(w->first, s->next);
    for (size_t i = 0; i < w->count; i++, s->next++) {
        const struct scen_stocking *as = &s->whole->stocking[s->next];
        assert_int_equal(stocking[i].site, as->site);
        assert_int_equal(stocking[i].product, as->product);
        assert_int_equal(stocking[i].source, as->source);
        assert_int_equal(stocking[i].order_up_to, as->order_up_to);
    }
}

static void rows_come_in_the_order_of_the_whole(void **state)
{
    struct fix f;
    struct lab_census c;
    (void)state;

    set_up(&f, false);
    struct seen lanes = {&f.scen, 0}, stock = {&f.scen, 0};
    lab_census_init(&c, &f.mine, f.world);
    assert_int_equal(c.count[LAB_SITES], SITES);
    assert_int_equal(c.count[LAB_LANES], f.scen.lanes);
    assert_int_equal(c.count[LAB_STOCKINGS], f.scen.stockings);
    c.window = 5;
    lab_census_each(&c, LAB_LANES, see_lane, &lanes);
    lab_census_each(&c, LAB_STOCKINGS, see_stocking, &stock);
    assert_int_equal(lanes.next, comm_rank() == 0 ? f.scen.lanes : 0);
    assert_int_equal(stock.next, comm_rank() == 0 ? f.scen.stockings : 0);
    tear_down(&f);
}

static void see_name(void *user, const struct lab_window *w)
{
    struct seen *s = user;

    assert_int_equal(w->count, 1);
    assert_string_equal(w->text[0][0], s->whole->site[w->first].name);
    s->next++;
}

static void one_site_tells_its_name(void **state)
{
    struct fix f;
    struct lab_census c;
    (void)state;

    set_up(&f, false);
    struct seen seen = {&f.scen, 0};
    lab_census_init(&c, &f.mine, f.world);
    for (uint64_t i = SITES; i-- > 0;)
        lab_census_one(&c, LAB_SITES, i, see_name, &seen);
    assert_int_equal(seen.next, comm_rank() == 0 ? SITES : 0);
    tear_down(&f);
}

/* As the world that was built whole has it. */
static void all_ranks_know_what_comes_over_lanes(void **state)
{
    struct fix f;
    struct lab_census c;
    (void)state;

    set_up(&f, false);
    const uint64_t *as = f.world->ordered;
    lab_census_init(&c, &f.mine, f.world);
    lab_census_tell(&c, f.world);
    assert_ptr_not_equal(f.world->ordered, as);
    assert_memory_equal(f.world->ordered, as, sup_bit_words(f.scen.stockings) * sizeof *as);
    assert_int_equal(as[0] & 0xff, 0); // suppliers keep two products each
    assert_int_equal(as[0] >> (2 * SUPPLIERS) & 1, 1);
    tear_down(&f);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_model_is_written_alike),
        cmocka_unit_test(rows_come_in_the_order_of_the_whole),
        cmocka_unit_test(one_site_tells_its_name),
        cmocka_unit_test(all_ranks_know_what_comes_over_lanes),
    };

    comm_init(&argc, &argv);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    comm_fini();
    return failed;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Texts with slips: where all parts are good the whole is, and is the same; where the whole is
 * good and nothing is to be warned of, all parts are. */
#define _GNU_SOURCE // mkdtemp
#include "support/test.h"

#include "part_net.h"
#include "part_post.h"
#include "part_same.h"

enum { SLIPS = 250 };

struct part_of_text {
    size_t at, bytes;
};

/* A line, or a few bytes. */
static struct part_of_text pick(const struct base_text *t, struct rand_stream *dice)
{
    const char *text = base_text_get(t);
    size_t at = rand_below(dice, (uint32_t)t->length), most = t->length - at;
    size_t bytes = rand_below(dice, 20);

    if (rand_below(dice, 2) == 0)
        return (struct part_of_text){at, bytes < most ? bytes : most};
    while (at > 0 && text[at - 1] != '\n')
        at--;
    bytes = strcspn(text + at, "\n");
    return (struct part_of_text){at, bytes + (text[at + bytes] == '\n')};
}

static void read_file(const char *name, struct base_text *t)
{
    char piece[4096];
    size_t bytes;
    FILE *in = fopen(name, "rb");

    assert_non_null(in);
    while ((bytes = fread(piece, 1, sizeof piece, in)) > 0)
        base_text_put(t, piece, bytes);
    fclose(in);
}

/* Something else in place of a part of the text: other bytes of it, nothing, or a word. */
static void slip(const char *name, struct rand_stream *dice)
{
    static const char *const word[] = {"\"",       ",",          "\n", "lamp", "S0",
                                       "supplier", "Town of M0", "R0", " ",    ";",
                                       "\r",       "1",          "-",  "F0",   "\xef\xbb\xbf"};
    struct base_text old = {0}, new = {0};

    read_file(name, &old);
    struct part_of_text gone = pick(&old, dice), other = pick(&old, dice);
    unsigned how = rand_below(dice, 4);
    if (how < 2) // is put in
        gone.bytes = 0;
    base_text_put(&new, old.at, gone.at);
    if (how == 0)
        base_text_add(&new, "%s", word[rand_below(dice, sizeof word / sizeof *word)]);
    else if (how < 3)
        base_text_put(&new, old.at + other.at, other.bytes);
    base_text_put(&new, old.at + gone.at + gone.bytes, old.length - gone.at - gone.bytes);
    net_put(name, base_text_get(&new), new.length);
    base_text_fini(&old);
    base_text_fini(&new);
}

static void compare(const struct scenario *whole, const struct scenario *part,
                    const uint32_t *owner, uint32_t ranks)
{
    for (uint32_t r = 0; r < ranks; r++) {
        const struct pair p = {whole, &part[r]};

        check_kin(&p, owner, r);
        check_part(&p);
        same_disruptions(&p);
    }
}

struct tally {
    unsigned whole, mistakes, parts; // not dealt out, not good, good
};

/* A circle may lead through all parts, which each see a stretch of it. */
static bool is_circle(const struct base_err *err)
{
    return strstr(err->item[0].text, "in a circle") != NULL;
}

static void check_parts(struct scen_cut *cut, const struct scenario *whole,
                        const struct base_err *err, struct rand_stream *dice, struct tally *t)
{
    uint32_t ranks = 1 + rand_below(dice, RANKS_MAX);
    uint32_t *owner =
        share_out(scen_cut_net(cut)->sites, ranks, (int)rand_below(dice, 3), dice);
    struct scenario part[RANKS_MAX] = {{.id = NULL}};
    bool good = deal(cut, owner, ranks, part) == ranks;

    if (good && err->errors == 0)
        compare(whole, part, owner, ranks);
    else if (good && !is_circle(err))
        fail_msg("all parts are good, but %s:%d: %s", err->item[0].file, err->item[0].line,
                 err->item[0].text);
    else if (!good)
        assert_true(err->count > 0);
    t->parts += good;
    t->mistakes += !good;
    for (uint32_t r = 0; r < ranks; r++)
        scen_free(&part[r]);
    free(owner);
}

static void check_slip(struct rand_stream *dice, struct tally *t)
{
    struct base_err err = {0};
    struct scenario whole = {.id = NULL};

    scen_load("net.cfg", &whole, &err);
    struct scen_cut *cut = scen_cut_open("net.cfg", NULL);
    if (cut == NULL)
        assert_true(err.errors > 0);
    else
        check_parts(cut, &whole, &err, dice, t);
    t->whole += cut == NULL;
    scen_cut_free(cut);
    scen_free(&whole);
    base_err_fini(&err);
}

static void parts_and_whole_are_of_one_mind_about_mistakes(void **state)
{
    static const char *const name[] = {"net.cfg", "sites.csv", "lanes.csv", "stock.csv",
                                       "demand.csv"};
    struct tally t = {0};

    (void)state;
    for (uint64_t seed = 1; seed <= SLIPS; seed++) {
        struct rand_stream dice = rand_stream_at(TEST_SEED + seed, 2);
        struct net net;

        net_make(&net, TEST_SEED + seed);
        net_write(&net);
        slip(name[rand_below(&dice, 5)], &dice);
        check_slip(&dice, &t);
        net_fini(&net);
    }
    assert_true(t.whole > SLIPS / 10 && t.mistakes > SLIPS / 10 && t.parts > SLIPS / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_and_whole_are_of_one_mind_about_mistakes),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}

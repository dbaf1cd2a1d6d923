/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/import/import.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "scen/write.h"
#include "supply/import/import_net.h"

static const double HOLDING_A_DAY = 0.25 / 365; // of the value

struct import {
    struct sup_net net;
    const char *folder, *stages_csv, *arcs_csv;
};

/* ---- the text ---- */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* `text` for a quoted value of the configuration language. */
static void write_quoted(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if ((unsigned char)*text >= ' ')
            fputc(*text, out);
}

static void write_about(FILE *out, const struct import *im)
{
    fprintf(out, "# Made by `bullwhip import` from the tables %s and %s",
            file_name(im->stages_csv), file_name(im->arcs_csv));
    fprintf(out,
            im->net.chain != NULL ? ", chain %s:\n# %zu stages, %zu arcs.\n"
                                  : "%s:\n# %zu "
                                    "stages, %zu arcs.\n",
            im->net.chain != NULL ? im->net.chain : "", im->net.stages, im->net.arcs);
    fputs(
        "#\n"
        "# The tables give stages, arcs, stage costs, stage times and the demand of the last\n"
        "# stages. What they do not tell is derived; change it in the tables beside this "
        "file.\n"
        "#\n"
        "# Sites      Each stage is a site. A Part without suppliers is a supplier, which "
        "never\n"
        "#            runs out. A Trans, Dist or Retail stage with one supplier is a "
        "warehouse: it\n"
        "#            keeps the product of its supplier. All others are factories, each with "
        "a\n"
        "#            product of its own.\n"
        "# Products   One for each stage that makes something; its bill of materials takes "
        "one\n"
        "#            unit from each supplier of the stage (1:1), for the tables give no\n"
        "#            quantities. Its value is the sum of all stage costs up to there.\n"
        "# Time       Stage time is the make time of factories and suppliers, and the lead "
        "time of\n"
        "#            the lane into a warehouse. Lanes into factories take no time. Where the\n"
        "#            table gives a whole law of points, it is used; else stage_time_sd > 0 "
        "gives a\n"
        "#            gamma law of the same mean and deviation; else the time is fixed.\n"
        "# Demand     Daily, normal with the given mean and deviation; gamma, which can't "
        "fall\n"
        "#            below 0, when the deviation is more than a third of the mean. Demand\n"
        "#            below 5 units a day comes in bigger lots, every few days, of the same "
        "mean and\n"
        "#            variance a day; the slowest comes at random (Poisson), in lots of the "
        "same\n"
        "#            variance. Goods are whole pieces. A demand of 0 is left out.\n"
        "# Levels     Base-stock, reviewed at each change: S = m (L + R) + z sqrt(v (L + R) +\n"
        "#            m^2 w). m and v are mean and variance of the daily demand of all "
        "customers\n"
        "#            downstream, as if they were independent; L and w are mean and variance "
        "of\n"
        "#            the stage time, plus those of the slowest endless supplier; R is the "
        "time\n"
        "#            between customers, 1 day upstream; z belongs to the service level of "
        "the\n"
        "#            stage, or to 0.95. Parts in front of a factory have level 0: they are\n"
        "#            ordered as they are needed. Promised service times are not used.\n"
        "# Stock      Every shelf starts full, at its level.\n"
        "# Costs      Holding is 25 % of the value a year. A unit owed costs so much a day "
        "that\n"
        "#            the service level is worth its stock: h p / (1 - p).\n\n",
        out);
}

static void write_config(FILE *out, const struct import *im)
{
    const char *chain = im->net.chain != NULL ? im->net.chain : "";

    write_about(out, im);
    fputs("scenario = {\n  id       = \"chain", out);
    write_quoted(out, chain);
    fputs("\";\n  title    = \"Imported chain ", out);
    write_quoted(out, chain);
    fprintf(out, ", %zu stages\";\n", im->net.stages);
    fputs("  purpose  = \"A network from tables; levels and bill of materials are derived.\";\n"
          "  tags     = [\"imported\"];\n"
          "  currency = \"EUR\"; # the tables do not say\n"
          "};\n\n"
          "run = {\n"
          "  horizon      = \"365 d\";\n"
          "  warm_up      = \"0 d\";\n"
          "  kpi_period   = \"7 d\";\n"
          "  replications = 10;\n"
          "  seed         = 1;\n"
          "  convention   = \"continuous\";\n"
          "};\n\n"
          "products = { table = \"products.csv\"; };\n"
          "sites    = { table = \"sites.csv\"; };\n"
          "lanes    = { table = \"lanes.csv\"; };\n"
          "stock    = { table = \"stock.csv\"; };\n"
          "demand   = { table = \"demand.csv\"; };\n",
          out);
}

/* ---- the tables ---- */

static const char *product_of(const struct sup_net *net, const struct sup_stage *stage)
{
    return net->stage[stage->carry].name;
}

static void write_products(FILE *out, const struct import *im)
{
    const struct sup_net *net = &im->net;

    fprintf(out, "name,value [EUR/unit],bom\n");
    for (size_t i = 0; i < net->stages; i++) {
        const struct sup_stage *stage = &net->stage[i];
        if (stage->role == SUP_RELAY)
            continue;
        scen_write_cell(out, stage->name);
        fprintf(out, ",%.8g,\"", stage->value_so_far);
        for (size_t a = net->first_arc[i]; a < net->first_arc[i + 1]; a++)
            fprintf(out, "%s1 %s", a > net->first_arc[i] ? " + " : "",
                    product_of(net, &net->stage[net->arc[a].from]));
        fprintf(out, "\"\n");
    }
}

static void write_sites(FILE *out, const struct import *im)
{
    static const char *const role[] = {
        [SUP_ENDLESS] = "supplier", [SUP_MAKER] = "factory", [SUP_RELAY] = "warehouse"};
    const struct sup_net *net = &im->net;

    fprintf(out, "name,role\n");
    for (size_t i = 0; i < net->stages; i++) {
        scen_write_cell(out, net->stage[i].name);
        fprintf(out, ",%s\n", role[net->stage[i].role]);
    }
}

static void write_time(FILE *out, const struct sup_stage *stage)
{
    if (stage->points == 2)
        fprintf(out, "\"points(%.8g : %.8g, %.8g : %.8g) d\"", stage->value[0],
                stage->chance[0], stage->value[1], 1 - stage->chance[0]);
    else if (stage->points == 3)
        fprintf(out, "\"points(%.8g : %.8g, %.8g : %.8g, %.8g : %.8g) d\"", stage->value[0],
                stage->chance[0], stage->value[1], stage->chance[1], stage->value[2],
                1 - stage->chance[0] - stage->chance[1]);
    else if (stage->time_sd > 0)
        fprintf(out, "\"gamma(%.8g, sd %.8g) d\"", stage->time, stage->time_sd);
    else
        fprintf(out, "%.8g d", stage->time);
}

static void write_lanes(FILE *out, const struct import *im)
{
    const struct sup_net *net = &im->net;

    fprintf(out, "from,to,lead_time,cost_per_unit [EUR/unit]\n");
    for (size_t a = 0; a < net->arcs; a++) {
        const struct sup_stage *to = &net->stage[net->arc[a].to];
        scen_write_cell(out, net->stage[net->arc[a].from].name);
        fputc(',', out);
        scen_write_cell(out, to->name);
        fputc(',', out);
        if (to->role == SUP_RELAY)
            write_time(out, to);
        else
            fprintf(out, "0 d");
        fprintf(out, ",%.8g\n", to->role == SUP_RELAY ? to->cost : 0);
    }
}

/* site,product,source, */
static void write_place(FILE *out, const char *site, const char *product, const char *source)
{
    scen_write_cell(out, site);
    fputc(',', out);
    scen_write_cell(out, product);
    fputc(',', out);
    scen_write_cell(out, source);
    fputc(',', out);
}

/* The parts in front of a factory: ordered as they are needed. */
static void write_parts(FILE *out, const struct sup_net *net, size_t i)
{
    for (size_t a = net->first_arc[i]; a < net->first_arc[i + 1]; a++) {
        const struct sup_stage *from = &net->stage[net->arc[a].from];
        write_place(out, net->stage[i].name, product_of(net, from), from->name);
        fprintf(out, "base-stock,0,,%.8g,,\n", from->value_so_far * HOLDING_A_DAY);
    }
}

static void write_stage(FILE *out, const struct sup_net *net, size_t i)
{
    const struct sup_stage *stage = &net->stage[i];
    const char *source =
        stage->role == SUP_RELAY ? net->stage[net->arc[net->first_arc[i]].from].name : "";
    double holding = stage->value_so_far * HOLDING_A_DAY;
    double service = stage->service > 0 ? stage->service : 0.95;

    if (stage->role == SUP_MAKER)
        write_parts(out, net, i);
    write_place(out, stage->name, product_of(net, stage), source);
    if (stage->role == SUP_ENDLESS)
        fputs(",,", out);
    else
        fprintf(out, "base-stock,%.0f,", stage->level);
    if (stage->role != SUP_RELAY)
        write_time(out, stage);
    if (stage->role == SUP_ENDLESS)
        fprintf(out, ",,,%.8g\n", stage->cost);
    else
        fprintf(out, ",%.8g,%.8g,", holding, holding * service / (1 - service));
    if (stage->role == SUP_MAKER)
        fprintf(out, "%.8g", stage->cost);
    if (stage->role != SUP_ENDLESS)
        fputc('\n', out);
}

static void write_stock(FILE *out, const struct import *im)
{
    fprintf(out, "site,product,source,policy,order_up_to,make_time,"
                 "holding_cost [EUR/unit/d],backlog_cost [EUR/unit/d],make_cost [EUR/unit]\n");
    for (size_t i = 0; i < im->net.stages; i++)
        write_stage(out, &im->net, i);
}

static void write_customers(FILE *out, const struct sup_stage *stage)
{
    double mean = stage->every * stage->demand;
    double sd = sqrt(stage->every) * stage->demand_sd;

    if (stage->every == 0)
        fprintf(out, ",%.8g,%.0f\n", stage->demand / stage->lump, stage->lump);
    else if (sd <= 0)
        fprintf(out, "%d,,%.8g\n", stage->every, mean);
    else
        fprintf(out, "%d,,\"%s(%.8g, sd %.8g)\"\n", stage->every,
                sd <= mean / 3 ? "normal" : "gamma", mean, sd);
}

static void write_demand(FILE *out, const struct import *im)
{
    fprintf(out, "site,product,every [d],rate [/d],quantity [units]\n");
    for (size_t i = 0; i < im->net.stages; i++) {
        const struct sup_stage *stage = &im->net.stage[i];
        if (stage->demand <= 0)
            continue;
        scen_write_cell(out, stage->name);
        fputc(',', out);
        scen_write_cell(out, product_of(&im->net, stage));
        fputc(',', out);
        write_customers(out, stage);
    }
}

static bool write_file(const struct import *im, const char *name,
                       void (*content)(FILE *out, const struct import *im))
{
    struct scen_writer w;

    if (!scen_writer_open(&w, im->folder, name, im->net.err))
        return false;
    content(w.out, im);
    return scen_writer_close(&w, im->net.err);
}

static bool write_all(const struct import *im)
{
    return scen_folder_make(im->folder, im->net.err) &&
           write_file(im, "products.csv", write_products) &&
           write_file(im, "sites.csv", write_sites) &&
           write_file(im, "lanes.csv", write_lanes) &&
           write_file(im, "stock.csv", write_stock) &&
           write_file(im, "demand.csv", write_demand) &&
           write_file(im, "scenario.cfg", write_config);
}

bool sup_import(const char *stages_csv, const char *arcs_csv, const char *chain,
                const char *out_dir, struct base_err *err)
{
    struct import im = {.net = {.arena = base_arena_new(), .err = err, .chain = chain},
                        .folder = out_dir,
                        .stages_csv = stages_csv,
                        .arcs_csv = arcs_csv};

    bool ok = sup_net_read(&im.net, stages_csv, arcs_csv) &&
              sup_net_derive(&im.net, arcs_csv) && write_all(&im);
    sup_net_fini(&im.net);
    base_arena_free(im.net.arena);
    return ok;
}

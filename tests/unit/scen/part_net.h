/* SPDX-License-Identifier: Apache-2.0 */
/* Small random networks in tables, written as people write them: names with blanks and commas,
 * rows in any order, empty lines, any end of lines. */
#pragma once

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "rand/stream.h"

enum { NET_ROWS = 400 };

struct net_table {
    const char *name, *header;
    char *row[NET_ROWS]; // heap
    size_t rows;
};

enum { NET_SITES, NET_LANES, NET_STOCK, NET_DEMAND, NET_TABLES };

struct net {
    struct rand_stream dice;
    struct net_table table[NET_TABLES];
    const char *separator, *end; // of cells, of lines
    unsigned suppliers, factories, warehouses, markets;
    struct base_text main; // the scenario
    char lane[2][90];      // to be struck: by its name, by its ends; "": none
    unsigned inferred;     // a market without a stock entry; UINT_MAX: none
    bool named;            // some lanes have names
};

static inline unsigned net_roll(struct net *n, unsigned below)
{
    return rand_below(&n->dice, below);
}

/* "c" as a cell; every other kind of site has names that need quotes. */
static inline const char *net_name(char kind, unsigned i, char room[40])
{
    const char *q = kind == 'W' ? "\"" : "";

    snprintf(room, 40, "%s%s%c%u%s%s", q, kind == 'M' ? "Town of " : "", kind, i,
             kind == 'W' ? "; a, b" : "", q);
    return room;
}

__attribute__((format(printf, 3, 4))) static inline void net_row(struct net *n, int table,
                                                                 const char *format, ...)
{
    struct net_table *t = &n->table[table];
    char text[400];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_assert(t->rows < NET_ROWS);
    bool quoted = false;
    for (char *c = text; *c != '\0'; c++) { // cells are written with |
        quoted = quoted != (*c == '"');
        *c = *c == '|' && !quoted ? n->separator[0] : *c;
    }
    t->row[t->rows++] = base_string(text);
}

static inline void net_site(struct net *n, char kind, unsigned i, const char *role)
{
    char name[40];

    net_row(n, NET_SITES, "%s|%s|R%u|%u|%s", net_name(kind, i, name), role,
            kind == 'S' ? 0 : net_roll(n, 4), net_roll(n, 90),
            net_roll(n, 2) > 0 ? "45.25" : "");
}

static inline void net_lane(struct net *n, char from, unsigned a, char to, unsigned b,
                            const char *name)
{
    static const char *const times[] = {"2 d", "\"uniform(1, 3) d\"", "12 h"};
    char here[40], there[40];

    net_row(n, NET_LANES, "%s|%s|%s|%u.5|%s", net_name(from, a, here), net_name(to, b, there),
            times[net_roll(n, 3)], net_roll(n, 5), name);
}

/* Where a site of the kind gets the product from: one lane, and perhaps another that nobody
 * uses, or a second one with a name. */
static inline void net_fed(struct net *n, char kind, unsigned i, char from, unsigned count,
                           const char *product, const char *terms)
{
    char here[40], there[40], lane[40] = "";
    unsigned source = net_roll(n, count);
    bool again = n->named && net_roll(n, 4) == 0;

    net_lane(n, from, source, kind, i, "");
    snprintf(lane, sizeof lane, "%c%u %s air", kind, i, product);
    if (again) {
        net_lane(n, from, source, kind, i, lane);
        snprintf(n->lane[0], sizeof n->lane[0], "%s", lane);
    }
    if (net_roll(n, 3) == 0 && count > 1)
        net_lane(n, from, (source + 1) % count, kind, i, "");
    net_row(n, NET_STOCK, "%s|%s|%s|%s|%s||%u.25", net_name(kind, i, here), product,
            net_name(from, source, there), again ? lane : "", terms, net_roll(n, 3));
}

/* A market without an entry: from whom it orders follows. */
static inline void net_infer(struct net *n, unsigned market)
{
    unsigned from = net_roll(n, n->warehouses);

    net_lane(n, 'W', from, 'M', market, "");
    snprintf(n->lane[1], sizeof n->lane[1], "W%u; a, b -> Town of M%u", from, market);
    n->inferred = market;
}

static inline void net_make(struct net *n, uint64_t seed)
{
    static const char *const terms[] = {"base-stock|40|", "\"(s,S)\"|60|25", "base-stock|12|"};
    char name[40];

    *n = (struct net){.dice = rand_stream_at(seed, 7)};
    n->separator = net_roll(n, 4) == 0 ? ";" : ",";
    n->end = net_roll(n, 3) == 0 ? "\r\n" : "\n";
    n->named = net_roll(n, 2) == 0;
    n->suppliers = 1 + net_roll(n, 4);
    n->factories = 1 + net_roll(n, 4);
    n->warehouses = 1 + net_roll(n, 8);
    n->markets = 1 + net_roll(n, 20);
    n->table[NET_SITES] = (struct net_table){"sites.csv", "name|role|region|lon|lat", {0}, 0};
    n->table[NET_LANES] = (struct net_table){
        "lanes.csv", "from|to|lead_time|cost_per_unit [EUR/unit]|name", {0}, 0};
    n->table[NET_STOCK] = (struct net_table){
        "stock.csv",
        "site|product|source|lane|policy|order_up_to|reorder_point|make_time|"
        "holding_cost [EUR/unit/d]",
        {0},
        0};
    n->table[NET_DEMAND] = (struct net_table){
        "demand.csv", "site|product|rate [/d]|quantity [units]|price", {0}, 0};
    for (unsigned i = 0; i < n->suppliers; i++) {
        net_site(n, 'S', i, "supplier");
        net_row(n, NET_STOCK, "%s|shade|||||||0.5", net_name('S', i, name));
        net_row(n, NET_STOCK, "%s|bulb||||||\"gamma(4, cv 0.5) d\"|", net_name('S', i, name));
    }
    for (unsigned i = 0; i < n->factories; i++) {
        net_site(n, 'F', i, "factory");
        net_fed(n, 'F', i, 'S', n->suppliers, "shade", terms[net_roll(n, 3)]);
        net_row(n, NET_STOCK, "%s|lamp|||base-stock|30||2 d|1", net_name('F', i, name));
    }
    for (unsigned i = 0; i < n->warehouses; i++) {
        net_site(n, 'W', i, "warehouse");
        if (i > 0 && net_roll(n, 4) == 0)
            net_fed(n, 'W', i, 'W', i, "lamp", terms[net_roll(n, 3)]);
        else
            net_fed(n, 'W', i, 'F', n->factories, "lamp", terms[net_roll(n, 3)]);
        if (net_roll(n, 5) == 0)
            net_row(n, NET_DEMAND, "%s|lamp|1|2|", net_name('W', i, name));
    }
    n->inferred = UINT_MAX;
    for (unsigned i = 0; i < n->markets; i++) {
        net_site(n, 'M', i, "market");
        if (net_roll(n, 3) == 0)
            net_infer(n, i);
        else
            net_fed(n, 'M', i, 'W', n->warehouses, "lamp", "base-stock|9|");
        for (unsigned k = 1 + net_roll(n, 2); k-- > 0;)
            net_row(n, NET_DEMAND, "%s|lamp|%u|\"normal(4, cv 0.25)\"|25 EUR/unit",
                    net_name('M', i, name), 1 + net_roll(n, 9));
    }
}

/* ---- texts ---- */

#define NET_MAIN                                                                      \
    "scenario = { id = \"net\"; };\n"                                                 \
    "run = { horizon = \"50 d\"; };\n"                                                \
    "products = ( { name = \"lamp\"; value = \"9 EUR/unit\"; bom = \"1 shade\"; },\n" \
    "  { name = \"shade\"; }, { name = \"bulb\"; quantum = \"0.5 units\"; } );\n"     \
    "sites = { table = \"sites.csv\"; };\n"                                           \
    "lanes = { table = \"lanes.csv\"; };\n"                                           \
    "stock = { table = \"stock.csv\"; };\n"                                           \
    "demand = { table = \"demand.csv\"; };\n"

static inline void net_strike(struct net *n)
{
    struct base_text *t = &n->main;

    base_text_add(t, "disruptions = ( { name = \"storm\"; kind = \"outage\"; region = \"R0\"; "
                     "start = \"9 d\"; duration = \"2 d\"; },\n");
    if (net_roll(n, 2) > 0)
        base_text_add(t, "  { name = \"fire\"; kind = \"destroy\"; site = \"W0; a, b\"; "
                         "product = \"lamp\"; share = 0.5; start = \"5 d\"; },\n");
    if (n->inferred != UINT_MAX)
        base_text_add(
            t,
            "  { name = \"rush\"; kind = \"demand\"; site = \"Town of M%u\"; product = "
            "\"lamp\"; factor = 3; start = \"5 d\"; duration = \"1 d\"; },\n",
            n->inferred);
    for (int i = 0; i < 2; i++)
        if (n->lane[i][0] != '\0')
            base_text_add(t,
                          "  { name = \"jam %d\"; kind = \"lane-closed\"; lane = \"%s\"; up = "
                          "\"9 d\"; down = \"1 d\"; },\n",
                          i, n->lane[i]);
    base_text_add(t, ");\n");
    if (net_roll(n, 2) > 0)
        base_text_add(t, "promotions = ( { product = \"lamp\"; site = \"Town of M0\"; start = "
                         "\"9 d\"; duration = \"2 d\"; factor = 2; } );\n");
}

static inline void net_put(const char *name, const void *data, size_t bytes)
{
    FILE *out = fopen(name, "wb");

    base_assert(out != NULL && fwrite(data, 1, bytes, out) == bytes && fclose(out) == 0);
}

static inline void net_table_write(struct net *n, struct net_table *t)
{
    struct base_text text = {0};

    for (size_t i = t->rows; i > 1; i--) {
        size_t other = net_roll(n, (unsigned)i);
        char *row = t->row[i - 1];
        t->row[i - 1] = t->row[other];
        t->row[other] = row;
    }
    for (const char *c = t->header; *c != '\0'; c++)
        base_text_put(&text, *c == '|' ? n->separator : c, 1);
    for (size_t i = 0; i < t->rows; i++)
        base_text_add(&text, "%s%s%s", n->end, net_roll(n, 20) == 0 ? n->end : "", t->row[i]);
    base_text_add(&text, "%s", net_roll(n, 2) > 0 ? n->end : "");
    net_put(t->name, base_text_get(&text), text.length);
    base_text_fini(&text);
}

/* Writes net.cfg and its tables here. */
static inline void net_write(struct net *n)
{
    base_text_add(&n->main, "%s", NET_MAIN);
    net_strike(n);
    net_put("net.cfg", base_text_get(&n->main), n->main.length);
    for (int i = 0; i < NET_TABLES; i++)
        net_table_write(n, &n->table[i]);
}

static inline void net_fini(struct net *n)
{
    for (int i = 0; i < NET_TABLES; i++)
        for (size_t r = 0; r < n->table[i].rows; r++)
            free(n->table[i].row[r]);
    base_text_fini(&n->main);
}

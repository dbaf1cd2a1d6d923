/* SPDX-License-Identifier: Apache-2.0 */
#include "scen/schema.h"

#include <math.h>

#include "scen/rows.h"

#define TIME                         \
    {                                \
        .power = { [SCEN_TIME] = 1 } \
    }
#define PER_TIME                      \
    {                                 \
        .power = { [SCEN_TIME] = -1 } \
    }
#define GOODS                         \
    {                                 \
        .power = { [SCEN_GOODS] = 1 } \
    }
#define MONEY                         \
    {                                 \
        .power = { [SCEN_MONEY] = 1 } \
    }
#define PRICE                                            \
    {                                                    \
        .power = { [SCEN_MONEY] = 1, [SCEN_GOODS] = -1 } \
    }
#define MONEY_PER_DAY                                   \
    {                                                   \
        .power = { [SCEN_MONEY] = 1, [SCEN_TIME] = -1 } \
    }
#define MASS                         \
    {                                \
        .power = { [SCEN_MASS] = 1 } \
    }
#define FREIGHT                                         \
    {                                                   \
        .power = { [SCEN_MONEY] = 1, [SCEN_MASS] = -1 } \
    }
#define LENGTH                         \
    {                                  \
        .power = { [SCEN_LENGTH] = 1 } \
    }
#define PER_LENGTH                      \
    {                                   \
        .power = { [SCEN_LENGTH] = -1 } \
    }
#define RENT                                                               \
    {                                                                      \
        .power = { [SCEN_MONEY] = 1, [SCEN_GOODS] = -1, [SCEN_TIME] = -1 } \
    }
#define WEIGHT_EACH                                     \
    {                                                   \
        .power = { [SCEN_MASS] = 1, [SCEN_GOODS] = -1 } \
    }
#define VOLUME_EACH                                       \
    {                                                     \
        .power = { [SCEN_VOLUME] = 1, [SCEN_GOODS] = -1 } \
    }

static const double ANY = (double)INFINITY;
#define AGES 365000.0 /* days: no span of time is longer */
#define MANY 1e12     /* units: no heap of goods is bigger */
#define AT(type, field) .offset = offsetof(struct scen_##type##_row, field)

static const struct scen_key scenario_keys[] = {
    {"id", SCEN_TEXT, SCEN_REQUIRED, .example = "beer_game", AT(scenario, id),
     .doc = "Short name of the scenario; results carry it."},
    {"title", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "The beer game",
     AT(scenario, title), .doc = "One line for lists and reports."},
    {"version", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "1", .example = "2",
     AT(scenario, version), .doc = "Your own version of this text."},
    {"owner", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "planning team",
     AT(scenario, owner), .doc = "Who answers for it."},
    {"purpose", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "",
     .example = "shows the bullwhip effect", AT(scenario, purpose),
     .doc = "What it is for, in a sentence."},
    {"tags", SCEN_TAGS, SCEN_OPTIONAL, .example = "[\"teaching\", \"serial\"]",
     AT(scenario, tags), .doc = "Words to find it by."},
    {"criteria", SCEN_PHRASE, SCEN_OPTIONAL,
     .example = "fill_rate >= 95 % at 95 % and total_cost <= 400", AT(scenario, criteria),
     .doc =
         "What it shall reach: figures of the whole network, as `bullwhip run` prints them, "
         "joined by `and`. Their means count or, with `at 95 %`, what is sure so far; with "
         "`fill_rate >= 90 % within 20 d`, the time from the first disruption until the fill "
         "rate of a reporting period is there again, for a week. Where one is not met the "
         "command ends with exit code 3."},
    {"currency", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "EUR", .example = "EUR",
     AT(scenario, currency), .doc = "The one currency in which all money is said."},
};

static const struct scen_key run_keys[] = {
    {"horizon", SCEN_TICKS, SCEN_REQUIRED, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .example = "365 d", AT(run, horizon), .doc = "How long is simulated."},
    {"warm_up", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "30 d",
     AT(run, warm_up), .doc = "Time at the start that totals leave out."},
    {"kpi_period", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .fallback = "7 d", .example = "7 d", AT(run, kpi_period),
     .doc = "Length of one step of the time series in the results."},
    {"message_delay", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .fallback = "15 min", .example = "1 h", AT(run, message_delay),
     .doc =
         "How long a message between agents takes; where the order delay of the lane between "
         "them is longer, as long as that."},
    {"replications", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e6, .fallback = "10",
     .example = "10", AT(run, replications),
     .doc = "How many times it is simulated, each time with other chance."},
    {"seed", SCEN_COUNT, SCEN_OPTIONAL, .low = 0, .high = 9e15, .fallback = "1", .example = "1",
     AT(run, seed), .doc = "Same seed, same chance, same results."},
    {"convention", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "continuous|order-first|demand-first",
     .fallback = "continuous", .example = "continuous", AT(run, convention),
     .doc = "What goes first when things happen at the same instant: receipts before demand "
            "before reviews (continuous), reviews before receipts and demand (order-first), or "
            "demand and reviews before receipts (demand-first)."},
    {"series", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "auto|none|network|sites|items",
     .fallback = "auto", .example = "sites", AT(run, series),
     .doc = "How fine the time series in the results are: a row per kpi_period of the whole "
            "network, of each site too, or of each product at each site too; auto takes the "
            "finest with at most a million rows."},
    {"decisions", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "none|choices|all",
     .fallback = "choices", .example = "all", AT(run, decisions),
     .doc =
         "How much of what agents with plan libraries decide is kept in the results: nothing, "
         "each choice of a plan with the beliefs behind it, or all that happens to goals and "
         "plans as well."},
    {"sensitive", SCEN_TAGS, SCEN_OPTIONAL, .example = "[\"sites.name\", \"money\"]",
     AT(run, sensitive),
     .doc = "What is not for everyone: names, money, or where texts or amounts of money stand; "
            "left out, names and money. It is hidden where mask says so."},
    {"mask", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "false|true", .fallback = "false",
     .example = "true", AT(run, mask),
     .doc = "Is what is sensitive left out of the results? Their digest stays the same; they "
            "can't be replayed."},
};

static const struct scen_key product_keys[] = {
    {"name", SCEN_NAME, SCEN_REQUIRED, .example = "lamp", AT(product, name),
     .doc = "Its name; one product each."},
    {"quantum", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 1e-9, MANY, .fallback = "1 unit",
     .example = "0.001 units", AT(product, quantum),
     .doc = "The smallest amount that is counted: 1 for whole pieces, less for bulk goods."},
    {"value", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "12.5 EUR/unit", AT(product, value), .doc = "Standard cost of a unit."},
    {"bom", SCEN_PARTS, SCEN_OPTIONAL, .example = "1 shade + 2 bulb", AT(product, bom),
     .doc = "Bill of materials: what one unit is made of; left out, it is made from nothing "
            "that the scenario counts."},
    {"weight", SCEN_QUANTITY, SCEN_OPTIONAL, WEIGHT_EACH, 0, MANY, .fallback = "0",
     .example = "2 kg/unit", AT(product, weight), .doc = "What a unit weighs."},
    {"volume", SCEN_QUANTITY, SCEN_OPTIONAL, VOLUME_EACH, 0, MANY, .fallback = "0",
     .example = "0.05 m3/unit", AT(product, volume), .doc = "The room that a unit takes."},
    {"shelf_life", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .example = "21 d", AT(product, shelf_life),
     .doc = "From the end of production, or from buying, to expiry; the oldest goods leave "
            "first, and what expires is disposed of; left out, it keeps for ever."},
    {"disposal_cost", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "0.3 EUR/unit", AT(product, disposal_cost),
     .doc = "For each unit that expired."},
    {"co_products", SCEN_PARTS, SCEN_OPTIONAL, .example = "0.1 slag", AT(product, co_products),
     .doc = "What else arises for each unit that is made, scrapped ones included; it goes to "
            "its stock at the same site."},
};

static const struct scen_key site_keys[] = {
    {"name", SCEN_NAME, SCEN_REQUIRED, .example = "Lyon", AT(site, name),
     .doc = "Its name; one site each."},
    {"role", SCEN_CHOICE, SCEN_REQUIRED,
     .choices = "supplier|factory|warehouse|market|port|hub", .example = "warehouse",
     AT(site, role),
     .doc = "A supplier never runs out; a factory makes products or keeps their parts; a "
            "warehouse keeps products; a market has customers; at a port or hub goods change "
            "lanes."},
    {"region", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Europe", AT(site, region),
     .doc = "The region it belongs to."},
    {"lon", SCEN_QUANTITY, SCEN_OPTIONAL, .low = -180, .high = 180, .example = "4.85",
     AT(site, lon), .doc = "Longitude in degrees, for maps."},
    {"lat", SCEN_QUANTITY, SCEN_OPTIONAL, .low = -90, .high = 90, .example = "45.76",
     AT(site, lat), .doc = "Latitude in degrees, for maps."},
    {"storage", SCEN_AMOUNT, SCEN_OPTIONAL, GOODS, 0, ANY, .example = "800 m3",
     AT(site, storage),
     .doc = "Room for all products together: in units, or by their weight or volume; what is "
            "beyond it is kept elsewhere at overflow_cost; left out, there is room for all."},
    {"overflow_cost", SCEN_AMOUNT, SCEN_OPTIONAL, RENT, 0, ANY, .example = "0.2 EUR/m3/d",
     AT(site, overflow_cost),
     .doc = "For what is beyond the storage: each unit, kg or m3 and day."},
    {"docks", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e6, .example = "3", AT(site, docks),
     .doc = "So many loads are dealt with at a time, first come, first served; left out, any "
            "number."},
    {"dock_time", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "2 h",
     AT(site, dock_time), .doc = "How long each load takes a dock."},
    {"dock_use", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "receiving|shipping|both",
     .fallback = "receiving", .example = "both", AT(site, dock_use),
     .doc = "Which loads need a dock: those that come, those that leave, or both."},
    {"handling_time", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "uniform(1, 3) d", AT(site, handling_time),
     .doc = "How long goods stay at a port or hub before they can go on."},
};

static const struct scen_key lane_keys[] = {
    {"from", SCEN_SITE, SCEN_REQUIRED, .example = "Lyon", AT(lane, from),
     .doc = "The site that ships."},
    {"to", SCEN_SITE, SCEN_REQUIRED, .example = "Paris", AT(lane, to),
     .doc = "The site that receives."},
    {"lead_time", SCEN_LAW, SCEN_REQUIRED, TIME, 0, AGES, .unless = "via", .example = "3 d",
     AT(lane, lead_time),
     .doc = "How long goods travel, drawn for each shipment or load; needed unless the lane "
            "goes via other sites."},
    {"order_delay", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "12 h", AT(lane, order_delay),
     .doc = "How long an order travels to the site that ships."},
    {"cost_per_unit", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "0.4 EUR/unit", AT(lane, cost_per_unit), .doc = "Freight for each unit."},
    {"cost_per_shipment", SCEN_QUANTITY, SCEN_OPTIONAL, MONEY, 0, ANY, .fallback = "0",
     .example = "80 EUR", AT(lane, cost_per_shipment), .doc = "Freight for each shipment."},
    {"name", SCEN_NAME, SCEN_OPTIONAL, .example = "Lyon air", AT(lane, name),
     .doc = "Its name; needed to choose among several lanes between the same sites. A named "
            "lane keeps the spread of its times in the results."},
    {"mode", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "sea", AT(lane, mode),
     .doc = "How goods travel, for people who read the results."},
    {"via", SCEN_PATH, SCEN_OPTIONAL, .example = "[\"Port of Genoa\", \"Hub Lyon\"]",
     AT(lane, via),
     .doc = "Ports and hubs on the way, in order; goods take the lanes between them, of "
            "several the "
            "one without a name, else the first. In a table: Port of Genoa > Hub Lyon."},
    {"alternative", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Lyon road",
     AT(lane, alternative),
     .doc = "The name of the lane between the same sites that goods take while this one is "
            "closed."},
    {"carrier", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Trucks United",
     AT(lane, carrier), .doc = "The carrier whose vehicles move the loads."},
    {"departs_every", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .example = "7 d", AT(lane, departs_every),
     .doc = "A timetable: one load leaves each time; left out, loads leave when they can."},
    {"departs_first", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "2 d", AT(lane, departs_first), .doc = "The first departure of the timetable."},
    {"capacity", SCEN_AMOUNT, SCEN_OPTIONAL, GOODS, 0, ANY, .example = "20 t",
     AT(lane, capacity),
     .doc = "The most that a load holds, in units, t or m3; the rest goes with later loads."},
    {"load", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "any|full", .fallback = "any",
     .example = "full", AT(lane, load),
     .doc = "full: goods wait until they fill the capacity; any: they need not."},
    {"min_lot", SCEN_AMOUNT, SCEN_OPTIONAL, GOODS, 0, ANY, .example = "5 t", AT(lane, min_lot),
     .doc = "Goods wait until there is at least so much of them."},
    {"max_wait", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .example = "3 d", AT(lane, max_wait),
     .doc = "After this time goods leave although they fill no load, nor make up the minimum "
            "lot."},
    {"return_time", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "1 d",
     AT(lane, return_time),
     .doc = "How long a vehicle of the carrier needs to come back; left out, as long as it "
            "took to get there."},
    {"cost_per_load", SCEN_QUANTITY, SCEN_OPTIONAL, MONEY, 0, ANY, .fallback = "0",
     .example = "900 EUR", AT(lane, cost_per_load),
     .doc = "Freight for each load, shared by what is on it."},
    {"cost_per_tonne", SCEN_QUANTITY, SCEN_OPTIONAL, FREIGHT, 0, ANY, .fallback = "0",
     .example = "40 EUR/t", AT(lane, cost_per_tonne),
     .doc = "Freight by weight; the products need one."},
    {"co2_per_unit", SCEN_QUANTITY, SCEN_OPTIONAL, WEIGHT_EACH, 0, ANY, .fallback = "0",
     .example = "1.2 kg/unit", AT(lane, co2_per_unit), .doc = "CO2e for each unit."},
    {"co2_per_load", SCEN_QUANTITY, SCEN_OPTIONAL, MASS, 0, ANY, .fallback = "0",
     .example = "850 kg", AT(lane, co2_per_load),
     .doc = "CO2e for each load, shared by what is on it."},
    {"co2_per_tonne_km", SCEN_QUANTITY, SCEN_OPTIONAL, PER_LENGTH, 0, ANY, .fallback = "0",
     .example = "0.062 kg/t/km", AT(lane, co2_per_tonne_km),
     .doc = "CO2e by weight and distance; the products need a weight."},
    {"distance", SCEN_QUANTITY, SCEN_OPTIONAL, LENGTH, 0, 1e6, .example = "740 km",
     AT(lane, distance),
     .doc = "How far it is; left out, as the crow flies between the sites' lon and lat."},
};

static const struct scen_key lane_product_keys[] = {
    {"lane", SCEN_TEXT, SCEN_REQUIRED, .example = "Lyon air", AT(lane_product, lane),
     .doc = "The name of the lane."},
    {"product", SCEN_PRODUCT, SCEN_REQUIRED, .example = "lamp", AT(lane_product, product),
     .doc = "The product."},
    {"lead_time", SCEN_LAW, SCEN_REQUIRED, TIME, 0, AGES, .example = "5 d",
     AT(lane_product, lead_time), .doc = "How long this product travels."},
};

static const struct scen_key carrier_keys[] = {
    {"name", SCEN_NAME, SCEN_REQUIRED, .example = "Trucks United", AT(carrier, name),
     .doc = "Its name; one carrier each."},
    {"vehicles", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e6, .example = "12",
     AT(carrier, vehicles),
     .doc = "Its fleet, shared by all its lanes: each load takes a vehicle there and back, "
            "first come, first served; left out, there is always one."},
    {"call_time", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "4 h",
     AT(carrier, call_time),
     .doc = "How long it takes from the call for a vehicle until one that is free is there."},
};

static const struct scen_key stock_keys[] = {
    {"site", SCEN_SITE, SCEN_REQUIRED, .example = "Lyon", AT(stock, site), .doc = "Where."},
    {"product", SCEN_PRODUCT, SCEN_REQUIRED, .example = "lamp", AT(stock, product),
     .doc = "What; one entry for each site and product."},
    {"source", SCEN_SITE, SCEN_OPTIONAL, .example = "Milano", AT(stock, source),
     .doc = "The site it is ordered from, over the lane from there to here; left out, a "
            "factory makes it and a supplier always has it."},
    {"sources", SCEN_PHRASE, SCEN_OPTIONAL, .example = "Milano 0.7 + Torino 0.3",
     AT(stock, sources),
     .doc =
         "Several sites it is ordered from, instead of source; with their shares where orders "
         "are split (equal when left out)."},
    {"sourcing", SCEN_CHOICE, SCEN_OPTIONAL,
     .choices = "split|first-up|cheapest|fastest|contingent", .fallback = "split",
     .example = "first-up", AT(stock, sourcing),
     .doc =
         "Which of several sources gets an order: split gives each its share over time, to the "
         "unit; first-up the first that is not down; cheapest and fastest the one with the "
         "lowest freight or the shortest lead time that is not down; contingent orders from "
         "the first, and while that is down only from the second (see reaction)."},
    {"reaction", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "2 d",
     AT(stock, reaction),
     .doc =
         "contingent: how long the first source must be down before the second takes orders."},
    {"backup_max", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .example = "100 units",
     AT(stock, backup_max),
     .doc = "contingent: the most that the second source takes at once."},
    {"lane", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Milano air", AT(stock, lane),
     .doc = "The name of the lane from the source, where several lead here; left out, the one "
            "without a name."},
    {"policy", SCEN_CHOICE, SCEN_OPTIONAL,
     .choices =
         "base-stock|(s,S)|(r,Q)|order-up-to|pass-through|echelon base-stock|mrp|plan|none",
     .example = "base-stock", AT(stock, policy),
     .doc =
         "base-stock orders up to a level at each review; (s,S) orders up to S once stock "
         "and orders together are at s or below; (r,Q) orders lots of Q once they are at r or "
         "below; order-up-to orders up to a forecast; pass-through orders exactly what was "
         "asked for; echelon base-stock counts all stock downstream as its own; mrp orders "
         "what is known to be needed, exploded over sites and bills of materials; plan orders "
         "what its plan says; none never orders. Left out, a market passes each demand on."},
    {"order_up_to", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, -MANY, MANY, .example = "120 units",
     AT(stock, order_up_to),
     .doc = "The level to order up to, S; rounded to whole quanta of the product."},
    {"reorder_point", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, -MANY, MANY, .example = "40 units",
     AT(stock, reorder_point),
     .doc = "The level s of (s,S), below order_up_to; rounded to whole quanta."},
    {"review", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "1 d",
     AT(stock, review), .doc = "Time between reviews; 0 d reviews at each change."},
    {"review_start", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "2 d", AT(stock, review_start), .doc = "When the first review is."},
    {"order_quantity", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 1e-9, MANY, .example = "50 units",
     AT(stock, order_quantity), .doc = "The lot Q of (r,Q); orders are whole multiples of it."},
    {"forecast", SCEN_PHRASE, SCEN_OPTIONAL, .example = "moving-average(5)",
     AT(stock, forecast),
     .doc = "How order-up-to foresees demand from that of past review periods: mean, "
            "moving-average(periods), smoothing(alpha) or ar1(rho)."},
    {"forecast_start", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .example = "100 units",
     AT(stock, forecast_start),
     .doc =
         "Demand per review period that is believed at the start; of ar1, its mean for ever. "
         "Left out, what customers draw on average."},
    {"cover", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1e6, .example = "3",
     AT(stock, cover),
     .doc = "Review periods of forecast that order-up-to keeps in stock and on order."},
    {"safety", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, -MANY, MANY, .fallback = "0 units",
     .example = "25 units", AT(stock, safety),
     .doc = "Safety stock on top of the forecast or, for mrp, of the requirements."},
    {"plan", SCEN_PHRASE, SCEN_OPTIONAL, .example = "210 units at 0 d + 150 units at 2 d",
     AT(stock, plan), .doc = "The orders of policy plan."},
    {"planned_lead_time", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .example = "2 weeks",
     AT(stock, planned_lead_time),
     .doc =
         "Time from an order to its receipt that mrp plans with; left out, the mean of order "
         "delay and lead time, or of make_time."},
    {"returns", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "false|true", .fallback = "false",
     .example = "true", AT(stock, returns),
     .doc = "Is stock on hand that is too much by the policy sent back to the source at once?"},
    {"smoothing", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 1e-6, .high = 1, .fallback = "1",
     .example = "0.4", AT(stock, smoothing),
     .doc =
         "Part of what is missing that is ordered at a review; the rest waits for the next."},
    {"min_order", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .fallback = "0 units",
     .example = "10 units", AT(stock, min_order),
     .doc = "The smallest order; one that would be smaller is rounded up to it."},
    {"max_order", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 1e-9, MANY, .example = "500 units",
     AT(stock, max_order), .doc = "The biggest order; the rest waits for the next review."},
    {"order_multiple", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 1e-9, MANY, .example = "12 units",
     AT(stock, order_multiple), .doc = "Orders are rounded up to whole multiples of it."},
    {"echelon", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "false|true", .fallback = "false",
     .example = "true", AT(stock, echelon),
     .doc =
         "Does the position that base-stock, (s,S) or (r,Q) compares with its levels count all "
         "that is downstream: stock at and on the way to all sites and products that this "
         "feeds, less what customers are owed?"},
    {"information", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "demand|orders",
     .fallback = "demand", .example = "orders", AT(stock, information),
     .doc = "How an echelon position is known: by news of the customers' demand downstream, or "
            "from orders received, each client being believed to order what it sold."},
    {"information_delay", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "1 d", AT(stock, information_delay),
     .doc = "How long such news travels to here."},
    {"transship_from", SCEN_PHRASE, SCEN_OPTIONAL, .example = "Nantes + Tours",
     AT(stock, transship_from),
     .doc = "Sites that are asked for help, one after the other, when those who wait here "
            "can't be "
            "served; each needs a lane to here."},
    {"transship_at", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, -MANY, MANY, .fallback = "0 units",
     .example = "2 units", AT(stock, transship_at),
     .doc = "They are asked for what stock on hand less what is owed lacks to this level."},
    {"transship_keep", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .fallback = "0 units",
     .example = "5 units", AT(stock, transship_keep),
     .doc = "Stock on hand that this site keeps for itself when another asks for help; at "
            "least transship_at, where it asks others itself."},
    {"initial", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, -MANY, MANY, .example = "100 units",
     AT(stock, initial),
     .doc = "On hand at the start, negative for a backlog; a whole number of quanta; left out, "
            "the shelf starts full, at order_up_to."},
    {"initial_pipeline", SCEN_PARTS, SCEN_OPTIONAL,
     .example = "40 units at 2 d + 40 units at 9 d", AT(stock, initial_pipeline),
     .doc = "Goods that are on their way here at the start, or in production where they are "
            "made, and when they arrive."},
    {"initial_orders", SCEN_PARTS, SCEN_OPTIONAL,
     .example = "40 units at 0 d + 40 units at 7 d", AT(stock, initial_orders),
     .doc = "Orders of this site that are on their way to the source at the start, and when "
            "they arrive there; one at 0 d is owed from the first instant."},
    {"allocation", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "fifo|proportional|priority",
     .fallback = "fifo", .example = "proportional", AT(stock, allocation),
     .doc = "Who gets what while stock is short: orders in turn (fifo), or, once in each "
            "instant, all who wait in proportion to their open orders, or those with the "
            "smallest priority first and equals in proportion."},
    {"priority", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 100, .fallback = "50",
     .example = "10", AT(stock, priority),
     .doc = "The rank of this entry's orders where it draws on a stock with allocation by "
            "priority: 1 goes first."},
    {"contract", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .fallback = "0 units",
     .example = "200 units", AT(stock, contract),
     .doc =
         "How much of its orders in each kpi_period a site that it draws on serves first when "
         "an agent there rations by contract (docs/BDI.md)."},
    {"ship_complete", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "false|true", .fallback = "false",
     .example = "true", AT(stock, ship_complete),
     .doc = "true: orders of this entry wait until all of an order is there; those behind "
            "them wait as well."},
    {"min_remaining_life", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "5 d", AT(stock, min_remaining_life),
     .doc = "Goods that arrive with less of their shelf life left are refused and disposed "
            "of."},
    {"make_time", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "2 d",
     AT(stock, make_time),
     .doc = "Time from an order to finished goods, where they are made or bought for ever; "
            "where a "
            "line makes them, its machine is taken that long by each job, besides unit_time."},
    {"holding_cost", SCEN_QUANTITY, SCEN_OPTIONAL, RENT, 0, ANY, .fallback = "0",
     .example = "0.02 EUR/unit/d", AT(stock, holding_cost),
     .doc = "For each unit on hand and day."},
    {"backlog_cost", SCEN_QUANTITY, SCEN_OPTIONAL, RENT, 0, ANY, .fallback = "0",
     .example = "0.5 EUR/unit/d", AT(stock, backlog_cost),
     .doc = "For each unit owed and day."},
    {"order_cost", SCEN_QUANTITY, SCEN_OPTIONAL, MONEY, 0, ANY, .fallback = "0",
     .example = "25 EUR", AT(stock, order_cost), .doc = "For each order placed."},
    {"purchase_price", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "8 EUR/unit", AT(stock, purchase_price),
     .doc = "What is paid to the source for each unit, on receipt."},
    {"make_cost", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "3 EUR/unit", AT(stock, make_cost),
     .doc = "For each unit made, or bought at an endless supplier."},
    {"line", SCEN_LINE, SCEN_OPTIONAL, .example = "Press", AT(stock, line),
     .doc = "The line of the site that makes it, job after job, first come, first served; left "
            "out (and without routing), any number of orders are made side by side."},
    {"unit_time", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "exponential(6) min", AT(stock, unit_time),
     .doc = "Time of a machine of the line for each unit of a job, drawn once for each job; "
            "make_time is added once for each job."},
    {"job_size", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .example = "10 units",
     AT(stock, job_size),
     .doc = "What one machine of a line works on at a time; the last job of an order may be "
            "smaller. Left out: 1 unit where a unit_time is given, else a whole order."},
    {"endless", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "no|yes", .fallback = "no",
     .example = "yes", AT(stock, endless),
     .doc = "yes: the line begins the next job of it, without an order, whenever its wip_limit "
            "leaves room."},
    {"yield", SCEN_LAW, SCEN_OPTIONAL, .low = 0, .high = 1, .example = "uniform(0.7, 0.9)",
     AT(stock, yield),
     .doc = "Part of what is made (with a source: of what is received) that is good, drawn for "
            "each job, batch or receipt; the rest is scrapped. A plain number is kept exactly "
            "in the long run."},
    {"scrap_cost", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "2 EUR/unit", AT(stock, scrap_cost), .doc = "For each unit scrapped."},
    {"release_limit", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .example = "200 units",
     AT(stock, release_limit),
     .doc = "Capacity: no more of it is begun within one release_every; the rest waits."},
    {"release_every", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .fallback = "1 d", .example = "1 d", AT(stock, release_every),
     .doc = "The period of release_limit."},
};

static const struct scen_key line_keys[] = {
    {"name", SCEN_NAME, SCEN_REQUIRED, .example = "Press", AT(line, name),
     .doc = "Its name; one line each."},
    {"site", SCEN_SITE, SCEN_REQUIRED, .example = "Lyon", AT(line, site), .doc = "Where."},
    {"machines", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 65535, .fallback = "1",
     .example = "3", AT(line, machines), .doc = "How many equal machines, docks or people."},
    {"fails", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "busy|always", .fallback = "busy",
     .example = "always", AT(line, fails),
     .doc = "When machines grow old and break: while they are busy, or always."},
    {"up", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "exponential(20) d", AT(line, up),
     .doc = "Time of a machine from the start, or its last repair, to its next breakdown; what "
            "it worked on waits and goes on where it was. With down."},
    {"down", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "lognormal(4, cv 1) h",
     AT(line, down), .doc = "How long a crew repairs."},
    {"crews", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 65535, .example = "2",
     AT(line, crews),
     .doc = "How many machines can be repaired at a time, first come, first served; left out, "
            "all."},
    {"crew", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "fitters", AT(line, crew),
     .doc = "Lines of a site that give the same name here share their crews."},
    {"room", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e9, .example = "5", AT(line, room),
     .doc =
         "Jobs that find a place at the line, those on machines included. Customers who find "
         "neither stock nor room leave; other work waits outside; a machine that is to pass "
         "a job on to a full line is blocked."},
    {"wip_limit", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e9, .example = "6",
     AT(line, wip_limit),
     .doc = "Jobs that began their route here and are not finished (CONWIP); further ones wait "
            "in front, in order."},
    {"set_up", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "2 h", AT(line, set_up),
     .doc = "Time to set a machine up when its next job is of another product."},
    {"set_up_cost", SCEN_QUANTITY, SCEN_OPTIONAL, MONEY, 0, ANY, .fallback = "0",
     .example = "50 EUR", AT(line, set_up_cost), .doc = "For each change of the product."},
    {"promise", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .example = "2 d", AT(line, promise),
     .doc = "Time in which jobs shall be through; results tell which part is late."},
    {"overtime", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 1, .high = 1000, .fallback = "1",
     .example = "1.25", AT(line, overtime),
     .doc = "Speed of the machines while more than overtime_above jobs wait; normal is 1."},
    {"overtime_above", SCEN_COUNT, SCEN_OPTIONAL, .low = 0, .high = 1e9, .fallback = "0",
     .example = "20", AT(line, overtime_above), .doc = "See overtime."},
    {"overtime_cost",
     SCEN_QUANTITY,
     SCEN_OPTIONAL,
     {.power = {[SCEN_MONEY] = 1, [SCEN_TIME] = -1}},
     0,
     ANY,
     .fallback = "0",
     .example = "400 EUR/d",
     AT(line, overtime_cost),
     .doc = "Of the line in overtime."},
};

static const struct scen_key routing_keys[] = {
    {"site", SCEN_SITE, SCEN_REQUIRED, .example = "Lyon", AT(routing, site), .doc = "Where."},
    {"product", SCEN_PRODUCT, SCEN_REQUIRED, .example = "lamp", AT(routing, product),
     .doc = "What is made."},
    {"line", SCEN_LINE, SCEN_REQUIRED, .example = "Press", AT(routing, line),
     .doc = "The line of the site that does this step; the first entry of a product is the "
            "first step."},
    {"step", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "second coat",
     AT(routing, step),
     .doc = "Name of the step, where a line does several; left out, the line's name."},
    {"unit_time", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "exponential(6) min", AT(routing, unit_time),
     .doc = "Time of a machine for each unit of a job, drawn once for each job."},
    {"job_time", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "1 h",
     AT(routing, job_time), .doc = "Time of a machine for each job, added to it."},
    {"next", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Paint 0.9 + Press 0.1",
     AT(routing, next),
     .doc = "The next step with its chance, or several; the rest is done, and so is the word "
            "done. Left out: the next entry of the product, and the last one is done."},
};

static const struct scen_key demand_keys[] = {
    {"site", SCEN_SITE, SCEN_REQUIRED, .example = "Paris", AT(demand, site),
     .doc = "Where customers come: a market, or any site that keeps the product."},
    {"product", SCEN_PRODUCT, SCEN_REQUIRED, .example = "lamp", AT(demand, product),
     .doc = "What they want."},
    {"every", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "1 d", AT(demand, every),
     .doc = "They come once in this time, first at the start; with a law, so much time lies "
            "before each, drawn anew. Either this, or rate, or trace."},
    {"rate", SCEN_QUANTITY, SCEN_OPTIONAL, PER_TIME, 1e-9, 1e9, .example = "4 /d",
     AT(demand, rate), .doc = "They come at random, so many on average (Poisson)."},
    {"trace", SCEN_TEXT, SCEN_OPTIONAL, .example = "orders.csv", AT(demand, trace),
     .doc = "They come as a table beside the scenario says: its columns are time and quantity, "
            "its rows are in the order of time, which starts with the run."},
    {"quantity", SCEN_LAW, SCEN_OPTIONAL, GOODS, 0, MANY, .fallback = "1 unit",
     .example = "normal(50, 8) units", AT(demand, quantity),
     .doc = "How much each wants, rounded to whole quanta and never below 0."},
    {"start", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "30 d",
     AT(demand, start), .doc = "They come from this time on."},
    {"end", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES, .example = "90 d",
     AT(demand, end), .doc = "They come before this time; left out, for ever."},
    {"autocorrelation", SCEN_QUANTITY, SCEN_OPTIONAL, .low = -0.999, .high = 0.999,
     .fallback = "0", .example = "0.7", AT(demand, autocorrelation),
     .doc = "rho of AR(1) quantities: the next one is the mean of `quantity`, plus rho times "
            "how far the last one was from it, plus a draw of `quantity` about its mean."},
    {"season", SCEN_NUMBERS, SCEN_OPTIONAL, .low = 0, .high = 1e6,
     .example = "[0.8, 1.0, 1.4, 0.8]", AT(demand, season),
     .doc = "Factors of the demand in the equal parts of season_length, over and over: of the "
            "quantities, or with `rate` of the rate."},
    {"season_length", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .fallback = "365 d", .example = "7 d", AT(demand, season_length),
     .doc = "How long a season is; the first begins with the run."},
    {"priority", SCEN_COUNT, SCEN_OPTIONAL, .low = 0, .high = 1000, .fallback = "0",
     .example = "2", AT(demand, priority),
     .doc = "Of those who wait for the same product here, the highest is served first, then "
            "who came first."},
    {"unmet", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "backorder|lost|lost-whole",
     .fallback = "backorder", .example = "lost", AT(demand, unmet),
     .doc = "What happens to what can't be served: it waits; it is lost; or when anything is "
            "missing all that the customer wanted is lost."},
    {"patience", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "exponential(3) d",
     AT(demand, patience),
     .doc = "How long each customer waits at most, drawn for each; then what is still missing "
            "is withdrawn."},
    {"waiting_room", SCEN_QUANTITY, SCEN_OPTIONAL, GOODS, 0, MANY, .example = "5 units",
     AT(demand, waiting_room),
     .doc = "Who would have to wait and finds so much waiting already goes away (balking)."},
    {"promise", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .example = "2 d", AT(demand, promise),
     .doc = "On time in full is who has all of it within this time; the results tell the "
            "share."},
    {"waits", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "mean|percentiles", .fallback = "mean",
     .example = "percentiles", AT(demand, waits),
     .doc = "What is measured of the time that each unit waits: with percentiles (or any other "
            "key from priority on) the results have a row for these customers."},
    {"price", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "25 EUR/unit", AT(demand, price), .doc = "What they pay for a unit."},
    {"paid", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "delivery|order", .fallback = "delivery",
     .example = "order", AT(demand, paid),
     .doc = "When they pay: for what they are handed, or for all that they ask for and do not "
            "go away without, as soon as they ask."},
    {"lost_cost", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "4 EUR/unit", AT(demand, lost_cost),
     .doc = "Penalty for each unit that is lost or withdrawn."},
    {"late_cost", SCEN_QUANTITY, SCEN_OPTIONAL, PRICE, 0, ANY, .fallback = "0",
     .example = "1 EUR/unit", AT(demand, late_cost),
     .doc = "Penalty for each unit that is handed over after its promise."},
    {"delivery_cost", SCEN_QUANTITY, SCEN_OPTIONAL, MONEY, 0, ANY, .fallback = "0",
     .example = "10 EUR", AT(demand, delivery_cost),
     .doc = "Transport to each customer who buys, however much."},
};

static const struct scen_key promotion_keys[] = {
    {"product", SCEN_PRODUCT, SCEN_REQUIRED, .example = "lamp", AT(promotion, product),
     .doc = "What is promoted."},
    {"site", SCEN_SITE, SCEN_OPTIONAL, .example = "Paris", AT(promotion, site),
     .doc = "Where; either this or region, or neither for everywhere."},
    {"region", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Europe",
     AT(promotion, region), .doc = "At all sites of this region."},
    {"start", SCEN_TICKS, SCEN_REQUIRED, TIME, 0, AGES, .example = "100 d",
     AT(promotion, start), .doc = "When it begins."},
    {"duration", SCEN_TICKS, SCEN_REQUIRED, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .example = "14 d", AT(promotion, duration), .doc = "How long it lasts."},
    {"every", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .example = "365 d", AT(promotion, every),
     .doc = "It comes back after this time; left out, it comes once."},
    {"factor", SCEN_QUANTITY, SCEN_REQUIRED, .low = 0, .high = 1000, .example = "1.8",
     AT(promotion, factor), .doc = "Of the demand while it lasts."},
    {"pull_forward", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .fallback = "0",
     .example = "0.4", AT(promotion, pull_forward),
     .doc = "The part of what is bought more that is bought less afterwards."},
    {"payback", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .example = "28 d", AT(promotion, payback),
     .doc = "How long less is bought afterwards; left out, as long as the promotion was."},
};

static const struct scen_key disruption_keys[] = {
    {"name", SCEN_NAME, SCEN_REQUIRED, .example = "strike", AT(disruption, name),
     .doc = "Its name in the results."},
    {"kind", SCEN_CHOICE, SCEN_OPTIONAL,
     .choices = "outage|capacity|lead-time|demand|quality|destroy|insolvency|lane-closed|"
                "communication",
     .fallback = "outage", .example = "outage", AT(disruption, kind),
     .doc = "outage: neither ships nor makes nor orders, and a port or hub is closed; "
            "capacity: works at a share of its "
            "speed; lead-time: a factor on making and moving; demand: a factor on what "
            "customers want; quality: a share of what is made or received is lost; destroy: a "
            "share of the stock is lost at once; insolvency: closed for ever, owed orders "
            "cancelled; lane-closed: shipments wait at the sender; communication: no news "
            "comes in and no order goes out."},
    {"site", SCEN_SITE, SCEN_OPTIONAL, .example = "Lyon", AT(disruption, site),
     .doc = "The site that it strikes; either this or lane, carrier or region."},
    {"lane", SCEN_TEXT, SCEN_OPTIONAL, .example = "Lyon -> Paris", AT(disruption, lane),
     .doc = "The lane that it strikes: its name, or the two sites."},
    {"carrier", SCEN_TEXT, SCEN_OPTIONAL, .example = "Trucks United", AT(disruption, carrier),
     .doc = "The carrier whose lanes it strikes."},
    {"region", SCEN_TEXT, SCEN_OPTIONAL, .example = "Europe", AT(disruption, region),
     .doc = "The region whose sites it strikes, all at the same time."},
    {"product", SCEN_PRODUCT, SCEN_OPTIONAL, .example = "lamp", AT(disruption, product),
     .doc = "The only product that it strikes; left out, all of them."},
    {"spread", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .fallback = "1",
     .example = "0.6", AT(disruption, spread),
     .doc = "Chance that a site of the region is struck, drawn for each site each time."},
    {"share", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .example = "0.4",
     AT(disruption, share),
     .doc = "capacity: the share of speed that is left; quality, destroy: the share lost."},
    {"factor", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1000, .example = "1.5",
     AT(disruption, factor),
     .doc = "lead-time, demand: what times and quantities are multiplied by."},
    {"orders", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "wait|refused|lost", .fallback = "wait",
     .example = "refused", AT(disruption, orders),
     .doc = "outage: what becomes of orders placed there while it lasts: they wait there; they "
            "are refused, so that they are placed when it is over; or they are lost, for those "
            "who order fixed amounts and do not catch up."},
    {"start", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .example = "100 d",
     AT(disruption, start), .doc = "When it begins, once."},
    {"duration", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "14 d",
     AT(disruption, duration), .doc = "How long it lasts; with start or after."},
    {"up", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "exponential(200) d",
     AT(disruption, up),
     .doc = "Time from the start, or from the end of the last one, to the next; with down."},
    {"down", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "lognormal(7, cv 0.5) d",
     AT(disruption, down), .doc = "How long each one lasts; with up."},
    {"fail_chance", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .example = "0.04",
     AT(disruption, fail_chance),
     .doc = "Chance that it begins at the begin of a period, if it was not on in the last."},
    {"repair_chance", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .example = "0.25",
     AT(disruption, repair_chance),
     .doc = "Chance that it ends at the begin of a period; with fail_chance."},
    {"period", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES,
     .fallback = "1 d", .example = "1 d", AT(disruption, period),
     .doc = "Length of a period for fail_chance and repair_chance."},
    {"first_state", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "up|down|stationary",
     .fallback = "up", .example = "stationary", AT(disruption, first_state),
     .doc = "How random ones begin: not on, just begun, or as after a long time."},
    {"after", SCEN_TEXT, SCEN_OPTIONAL, .example = "strike", AT(disruption, after),
     .doc = "The disruption that it follows, each time that one begins."},
    {"delay", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d",
     .example = "uniform(2, 5) d", AT(disruption, delay),
     .doc = "Time from the begin of the one that it follows; with after."},
    {"chance", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .fallback = "1",
     .example = "0.3", AT(disruption, chance), .doc = "Chance that it follows; with after."},
};

static const struct scen_key agent_keys[] = {
    {"name", SCEN_NAME, SCEN_REQUIRED, .example = "resilient", AT(agent, name),
     .doc = "Its name, for override and in messages."},
    {"plans", SCEN_TEXT, SCEN_REQUIRED, .example = "libraries/warehouse.cfg", AT(agent, plans),
     .doc = "The plan library that decides, in place of the policy: a file, found from the "
            "text that says so; docs/BDI.md tells what it may say."},
    {"site", SCEN_SITE, SCEN_OPTIONAL, .example = "Lyon", AT(agent, site),
     .doc = "For the products at this site. Of several entries that fit a product at a site "
            "the last one counts."},
    {"region", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Europe", AT(agent, region),
     .doc = "At the sites of this region only."},
    {"role", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "any|supplier|factory|warehouse|market",
     .fallback = "any", .example = "warehouse", AT(agent, role),
     .doc = "At the sites of this role only."},
    {"product", SCEN_PRODUCT, SCEN_OPTIONAL, .example = "lamp", AT(agent, product),
     .doc = "For this product only."},
    {"carrier", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "Trucks United",
     AT(agent, carrier),
     .doc = "The agent of this carrier, which has vehicles: it decides which loads leave, by "
            "which mode, and what it asks in bids; no other key says whom the entry means."},
    {"partners", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "A = Milano, B = Lyon",
     AT(agent, partners),
     .doc = "Who the partners are that the library speaks of: a name of the library, and the "
            "site that it stands for. The name of a site stands for itself."},
    {"commitment", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "cautious(3)",
     AT(agent, commitment),
     .doc = "How goals are held to, whatever the library says: bold, single-minded or "
            "cautious(k)."},
    {"superior", SCEN_SITE, SCEN_OPTIONAL, .example = "Tower", AT(agent, superior),
     .doc = "The site whose agent it turns to when it escalates."},
    {"approval", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "head of purchasing",
     AT(agent, approval),
     .doc =
         "Who is asked when a plan needs approval: the name of an entry of `approvals`. Left "
         "out, nobody answers, and the plan fails."},
    {"max_actions", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e9, .example = "50",
     AT(agent, max_actions),
     .doc =
         "How many actions it may take in a KPI period; left out, there is no bound. What is "
         "beyond it is blocked, and the plan fails."},
    {"max_orders", SCEN_COUNT, SCEN_OPTIONAL, .low = 1, .high = 1e9, .example = "10",
     AT(agent, max_orders), .doc = "The same for orders and awards of contracts."},
    {"look", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES, .example = "1 d",
     AT(agent, look),
     .doc = "How often the agent looks at what was asked for (orders) since it last looked; "
            "left out, at each review, or once a day where stock is watched continuously."},
    {"latency", SCEN_TICKS, SCEN_OPTIONAL, TIME, 0, AGES, .fallback = "0 d", .example = "6 h",
     AT(agent, latency),
     .doc = "How long it takes until the agent comes to know what has changed."},
    {"noise", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .fallback = "0",
     .example = "0.1", AT(agent, noise),
     .doc = "How wrong what it sees of quantities is: the standard deviation of a factor with "
            "mean 1, drawn each time that it sees a change."},
    {"in_time", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1000, .fallback = "1.5",
     .example = "1.25", AT(agent, in_time),
     .doc = "A delivery is in time when it took at most so many times the lead time that can "
            "be expected of the lane, the order's own way included."},
    {"overtime_cost", SCEN_QUANTITY, SCEN_OPTIONAL, MONEY_PER_DAY, 0, ANY, .fallback = "0",
     .example = "300 EUR/d", AT(agent, overtime_cost),
     .doc = "What a day costs on which the item is made in overtime."},
    {"start", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "",
     .example = "demand = 12; fill_share = 0.8", AT(agent, start),
     .doc = "What is believed at first, whatever the library says: beliefs of the library and "
            "their values."},
    {"learned", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "learned.csv",
     AT(agent, learned),
     .doc = "What its agents learned in an earlier run, and begin with: a table that `bullwhip "
            "learned` has written, found from the text that says so. It goes before `start`. "
            "With learn frozen they only use it."},
    {"learned_sha256", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "",
     .example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
     AT(agent, learned_sha256),
     .doc = "The SHA-256 of that table, which `bullwhip learned` tells; with learned. Another "
            "table is a mistake."},
    {"learn", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "as-written|on|frozen",
     .fallback = "as-written", .example = "frozen", AT(agent, learn),
     .doc =
         "Do beliefs that learn go on learning? frozen keeps them as they are at the start."},
    {"budget", SCEN_QUANTITY, SCEN_OPTIONAL, MONEY, 0, ANY, .example = "5000 EUR",
     AT(agent, budget),
     .doc = "What it may spend in a KPI period on orders, freight and other measures beyond "
            "the usual way; left out, there is no bound."},
};

static const struct scen_key approval_keys[] = {
    {"name", SCEN_NAME, SCEN_REQUIRED, .example = "head of purchasing", AT(approval, name),
     .doc = "Who answers; agents name it as `approval`."},
    {"rule", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "no|yes|record|delay", .fallback = "no",
     .example = "record", AT(approval, rule),
     .doc = "How questions are answered: always no or yes, at once; as the file `decisions` "
            "says; or by `chance` after a `delay`."},
    {"decisions", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "decisions.csv",
     AT(approval, decisions),
     .doc = "A table of what people decided, beside the scenario: time, agent (a site), plan "
            "(left empty: any), decision (yes or no). The first row that is not before the "
            "question answers it. With rule record."},
    {"delay", SCEN_LAW, SCEN_OPTIONAL, TIME, 0, AGES, .example = "exponential(4) h",
     AT(approval, delay), .doc = "How long an answer takes; with rule delay."},
    {"chance", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1, .fallback = "1",
     .example = "0.8", AT(approval, chance),
     .doc = "Chance that the answer is yes; with rule delay."},
    {"after", SCEN_TICKS, SCEN_OPTIONAL, TIME, 1.0 / SCEN_TICKS_PER_DAY, AGES, .example = "8 h",
     AT(approval, after),
     .doc =
         "How long it is waited for an answer; then the question goes to the next. Left out, "
         "for ever."},
    {"to", SCEN_TEXT, SCEN_OPTIONAL, .fallback = "", .example = "director", AT(approval, to),
     .doc = "Who is asked next: another entry of `approvals`."},
    {"otherwise", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "no|yes", .fallback = "no",
     .example = "no", AT(approval, otherwise),
     .doc = "The answer when nobody has answered and nobody is left to ask."},
};

static const struct scen_key override_keys[] = {
    {"at", SCEN_TEXT, SCEN_REQUIRED, .example = "stock.Lyon.lamp.order_up_to", AT(override, at),
     .doc =
         "What to change: section, name, setting. The name of an entry that has none is made "
         "of its sites and products (lanes.Lyon.Paris); * stands for anything."},
    {"to", SCEN_TEXT, SCEN_OPTIONAL, .example = "150 units", AT(override, to),
     .doc = "The new value; an empty text leaves the key out again."},
    {"times", SCEN_QUANTITY, SCEN_OPTIONAL, .low = 0, .high = 1e9, .example = "1.5",
     AT(override, times), .doc = "Multiplies the value instead, of a law its mean and spread."},
    {"remove", SCEN_CHOICE, SCEN_OPTIONAL, .choices = "false|true", .fallback = "false",
     .example = "true", AT(override, remove),
     .doc = "Takes whole entries out, and what belongs to them: with a site its lanes, stock, "
            "demand and disruptions."},
};

#define KEYS(table) .key = (table), .keys = sizeof(table) / sizeof *(table)
#define ROW(type) .row_bytes = sizeof(struct scen_##type##_row)

const struct scen_group scen_schema[SCEN_GROUPS] = {
    [SCEN_G_SCENARIO] = {"scenario", "scenario", SCEN_ONE, SCEN_REQUIRED, ROW(scenario),
                         KEYS(scenario_keys), "What this text is."},
    [SCEN_G_RUN] = {"run", "run", SCEN_ONE, SCEN_REQUIRED, ROW(run), KEYS(run_keys),
                    "How it is simulated."},
    [SCEN_G_PRODUCTS] = {"products", "product", SCEN_MANY, SCEN_REQUIRED, ROW(product),
                         KEYS(product_keys), "What flows."},
    [SCEN_G_SITES] = {"sites", "site", SCEN_MANY, SCEN_REQUIRED, ROW(site), KEYS(site_keys),
                      "Where things happen."},
    [SCEN_G_LANES] = {"lanes", "lane", SCEN_MANY, SCEN_OPTIONAL, ROW(lane), KEYS(lane_keys),
                      "Paths for goods from site to site; orders travel the other way."},
    [SCEN_G_LANE_PRODUCTS] = {"lane_products", "lane product", SCEN_MANY, SCEN_OPTIONAL,
                              ROW(lane_product), KEYS(lane_product_keys),
                              "Products that travel over a lane in a time of their own."},
    [SCEN_G_CARRIERS] = {"carriers", "carrier", SCEN_MANY, SCEN_OPTIONAL, ROW(carrier),
                         KEYS(carrier_keys), "Who moves goods, and with how many vehicles."},
    [SCEN_G_LINES] = {"lines", "line", SCEN_MANY, SCEN_OPTIONAL, ROW(line), KEYS(line_keys),
                      "Machines of a site that work job by job."},
    [SCEN_G_STOCK] = {"stock", "stock entry", SCEN_MANY, SCEN_REQUIRED, ROW(stock),
                      KEYS(stock_keys), "What a site does with a product."},
    [SCEN_G_ROUTING] = {"routing", "routing entry", SCEN_MANY, SCEN_OPTIONAL, ROW(routing),
                        KEYS(routing_keys), "Steps of a product over several lines of a site."},
    [SCEN_G_DEMAND] = {"demand", "demand", SCEN_MANY, SCEN_REQUIRED, ROW(demand),
                       KEYS(demand_keys), "What customers want."},
    [SCEN_G_PROMOTIONS] = {"promotions", "promotion", SCEN_MANY, SCEN_OPTIONAL, ROW(promotion),
                           KEYS(promotion_keys), "When customers are moved to buy more."},
    [SCEN_G_DISRUPTIONS] = {"disruptions", "disruption", SCEN_MANY, SCEN_OPTIONAL,
                            ROW(disruption), KEYS(disruption_keys), "What goes wrong."},
    [SCEN_G_AGENTS] = {"agents", "agent", SCEN_MANY, SCEN_OPTIONAL, ROW(agent),
                       KEYS(agent_keys),
                       "Who decides by a plan library: each product at each site that fits has "
                       "an agent of its own."},
    [SCEN_G_APPROVALS] = {"approvals", "approval", SCEN_MANY, SCEN_OPTIONAL, ROW(approval),
                          KEYS(approval_keys),
                          "Who answers when the plan of an agent needs approval, and who is "
                          "asked when that one does not answer: the escalation table."},
    [SCEN_G_OVERRIDE] = {"override", "override", SCEN_MANY, SCEN_OPTIONAL, ROW(override),
                         KEYS(override_keys),
                         "What is different from the scenario that `extends` names."},
};

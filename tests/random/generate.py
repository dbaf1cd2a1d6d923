#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random scenarios: whatever the language allows, in combinations that nobody would think of.

usage: generate.py SEED...      the text of each on stdout

The same seed gives the same text for ever. Every scenario is valid: a mistake that the program
finds in one is a mistake of the generator or of the program.
"""

import random
import sys

KINDS = ["outage", "capacity", "lead-time", "demand", "quality", "destroy", "insolvency",
         "lane-closed", "communication"]


class Chance(random.Random):
    def often(self, chance=0.5):
        return self.random() < chance

    def span(self, low, high, unit="d"):
        """A law of time; sometimes none at all."""
        mean = self.uniform(low, high)
        return self.choice([
            f"{max(1, round(mean))} {unit}", f"{mean:.2f} {unit}", f"{mean:.2f} {unit}",
            f"exponential({mean:.2f}) {unit}", f"uniform({low}, {high}) {unit}",
            f"lognormal({mean:.2f}, cv 0.5) {unit}", f"gamma({mean:.2f}, cv 0.7) {unit}"])

    def size(self, low, high):
        """A law of quantities."""
        mean = self.uniform(low, high)
        return self.choice([
            f"{round(mean) + 1} units", f"poisson({mean:.2f}) units",
            f"normal({mean:.2f}, {mean / 3:.2f}) units", f"uniform({low}, {high}) units",
            f"geometric({mean + 1:.2f}) units",
            f"points({round(mean)} : 0.7, {round(3 * mean) + 1} : 0.3) units"])


def group(entry):
    """One { ... } of the text; keys that are None are left out."""
    words = []
    for key, value in entry.items():
        if value is None:
            continue
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif isinstance(value, list):
            value = "[" + ", ".join(f'"{v}"' if isinstance(v, str) else str(v) for v in value) + "]"
        elif isinstance(value, str):
            value = f'"{value}"'
        words.append(f"{key} = {value};")
    return "{ " + " ".join(words) + " }"


class Scenario:
    """Sites in tiers: suppliers, perhaps a factory, warehouses, markets, and ports between."""

    def __init__(self, seed):
        self.seed = seed
        self.dice = Chance(seed)
        self.sites, self.products, self.lanes, self.carriers = [], [], [], []
        self.lines, self.stock, self.routing, self.demand = [], [], [], []
        self.promotions, self.disruptions, self.lane_products = [], [], []
        self.convention = self.dice.choice(["continuous", "order-first", "demand-first"])
        self.layout()
        self.make_products()
        self.make_carriers()
        self.supply()
        self.produce()
        self.distribute()
        self.sell()
        self.go_wrong()
        self.agents = []
        self.approvals = []
        self.think(Chance(seed + 1000003))

    # ---- who and what ----

    def layout(self):
        d = self.dice
        self.suppliers = [f"S{i}" for i in range(d.randint(1, 3))]
        self.factories = [f"F{i}" for i in range(d.choice([0, 1, 1, 2]))]
        self.warehouses = [f"W{i}" for i in range(d.randint(1, 3))]
        self.markets = [f"M{i}" for i in range(d.randint(1, 3))]
        self.ports = [f"P{i}" for i in range(d.choice([0, 0, 1, 2]))]
        for names, role in ((self.suppliers, "supplier"), (self.factories, "factory"),
                            (self.warehouses, "warehouse"), (self.markets, "market"),
                            (self.ports, "port")):
            for name in names:
                self.sites.append(self.site(name, role))

    def site(self, name, role):
        d = self.dice
        docks = role != "market" and d.often(0.2)
        stores = role in ("warehouse", "factory") and d.often(0.2)
        stops = role == "port"
        return {
            "name": name, "role": "hub" if stops and d.often(0.3) else role,
            "region": d.choice(["North", "South"]),
            "docks": d.randint(1, 3) if docks else None,
            "dock_time": d.span(0.01, 0.3) if docks else None,
            "dock_use": d.choice(["receiving", "shipping", "both"]) if docks else None,
            "handling_time": d.span(0.1, 2) if stops and d.often(0.6) else None,
            "storage": f"{d.randint(20, 200)} units" if stores else None,
            "overflow_cost": "0.1 EUR/unit/d" if stores else None,
        }

    def make_products(self):
        d = self.dice
        self.raw = [f"r{i}" for i in range(d.randint(1, 2))]
        self.goods = [f"g{i}" for i in range(d.randint(1, 2))] if self.factories else self.raw
        self.waste = ["slag"] if self.factories and d.often(0.3) else []
        for name in dict.fromkeys(self.raw + self.goods + self.waste):
            self.products.append(self.product(name))
        self.aging = {p["name"] for p in self.products if p.get("shelf_life")}

    def product(self, name):
        d = self.dice
        made = name in self.goods and name not in self.raw
        parts = d.sample(self.raw, d.randint(1, len(self.raw))) if made else []
        ages = d.often(0.2)
        return {
            "name": name, "value": f"{d.randint(1, 50)} EUR/unit",
            "quantum": d.choice([None, None, "0.5 units"]),
            "weight": f"{d.randint(1, 9)} kg/unit", "volume": "0.01 m3/unit",
            "bom": " + ".join(f"{d.choice([1, 2, 0.5, 0.3])} {p}" for p in parts) or None,
            "shelf_life": f"{d.randint(8, 60)} d" if ages else None,
            "disposal_cost": "0.5 EUR/unit" if ages else None,
            "co_products": "0.1 slag" if made and self.waste and d.often(0.7) else None,
        }

    def make_carriers(self):
        d = self.dice
        for i in range(d.choice([0, 0, 1, 2])):
            self.carriers.append({
                "name": f"C{i}", "vehicles": d.randint(1, 4) if d.often(0.7) else None,
                "call_time": d.choice([None, "2 h"])})
        for carrier in self.carriers:
            if carrier["vehicles"] is None:
                carrier["call_time"] = None

    # ---- lanes ----

    def has_choice(self, start, end):
        """Must it be said which lane is meant?"""
        return sum((lane["from"], lane["to"]) == (start, end) for lane in self.lanes) > 1

    def lane(self, start, end, alone=False):
        """Name of the lane between two sites, laid when it is first asked for; `alone`: there
        may be another one to choose from."""
        for lane in self.lanes:
            if (lane["from"], lane["to"]) == (start, end):
                return lane["name"]
        d = self.dice
        stops = self.ports and start not in self.ports and end not in self.ports
        if stops and d.often(0.4):
            return self.lane_with_stops(start, end)
        self.lanes.append(self.simple_lane(start, end))
        lane = self.lanes[-1]
        if alone and d.often(0.3):
            lane["alternative"] = f"{lane['name']} again"
            other = self.simple_lane(start, end)
            self.lanes.append({**other, "name": lane["alternative"], "order_delay": None})
        return lane["name"]

    def lane_with_stops(self, start, end):
        d = self.dice
        way = d.sample(self.ports, d.randint(1, len(self.ports)))
        stops = [start, *way, end]
        for a, b in zip(stops, stops[1:]):
            if not any((lane["from"], lane["to"]) == (a, b) for lane in self.lanes):
                self.lanes.append(self.simple_lane(a, b))
        self.lanes.append({"from": start, "to": end, "name": f"{start} to {end}", "via": way,
                           "order_delay": d.choice([None, "1 d"]),
                           "cost_per_shipment": d.choice([None, "20 EUR"])})
        return f"{start} to {end}"

    def simple_lane(self, start, end):
        d = self.dice
        lane = {"from": start, "to": end, "name": f"{start} to {end}",
                "lead_time": d.choice([d.span(0.5, 5), d.span(0.5, 5), "0 d"]),
                "order_delay": d.choice([None, None, "0.5 d"]),
                "cost_per_unit": "0.4 EUR/unit", "cost_per_shipment": d.choice([None, "30 EUR"])}
        if d.often(0.5):
            return lane
        size = d.randint(5, 40)
        measure = d.choice([f"{size} units", f"{size} units", f"{size * 5} kg"])
        if d.often(0.6):
            lane["capacity"] = measure
            lane["load"] = d.choice(["full", "any", "any"])
        elif d.often(0.5):
            lane["min_lot"] = measure
        if ("min_lot" in lane or lane.get("load") == "full") and d.often(0.7):
            lane["max_wait"] = d.choice(["1 d", "3.5 d", "0.25 d"])
        if lane.get("load") != "full" and "max_wait" not in lane and d.often(0.4):
            lane["departs_every"] = d.choice(["1 d", "7 d", "0.5 d"])
            lane["departs_first"] = d.choice([None, "0.3 d"])
        if self.carriers and d.often(0.6):
            lane["carrier"] = d.choice(self.carriers)["name"]
            lane["return_time"] = d.choice([None, "1 d"]) if self.fleet(lane["carrier"]) else None
        lane["cost_per_load"] = d.choice([None, "50 EUR"])
        lane["co2_per_load"] = d.choice([None, "9 kg"])
        return lane

    def fleet(self, name):
        return any(c["name"] == name and c["vehicles"] for c in self.carriers)

    # ---- stock ----

    def supply(self):
        d = self.dice
        for site in self.suppliers:
            for product in self.raw:
                if site == self.suppliers[0] or d.often(0.7):
                    self.stock.append({"site": site, "product": product,
                                       "make_time": d.choice([None, d.span(0.5, 3)])})

    def keepers(self, sites, product):
        return [s["site"] for s in self.stock if s["site"] in sites and s["product"] == product]

    def policy(self, mean, sourced=True):
        d = self.dice
        low, high = round(2 * mean) + 1, round(6 * mean) + 4
        rules = [
            {"policy": "base-stock", "order_up_to": high},
            {"policy": "(s,S)", "reorder_point": low, "order_up_to": high},
            {"policy": "(r,Q)", "reorder_point": low, "order_quantity": low + 2},
        ]
        if sourced:
            rules.append({"policy": "pass-through", "initial": high})
        rule = d.choice(rules)
        if rule["policy"] != "pass-through":
            rule["review"] = d.choice([None, "1 d", "2.5 d"])
        if d.often(0.15):
            rule = {"policy": "order-up-to", "review": "1 d", "cover": d.randint(2, 6),
                    "forecast": d.choice(["mean", "moving-average(5)", "smoothing(0.3)"]),
                    "forecast_start": round(mean) + 1, "safety": low, "initial": high,
                    "returns": d.choice([None, True]) if sourced else None}
        if rule["policy"] in ("base-stock", "(s,S)") and d.often(0.2):
            rule["max_order"] = low + 5
        if d.often(0.1):
            rule["initial"] = -d.randint(1, 5)
        return rule

    def sourcing(self, site, makers):
        """One source, or several."""
        d = self.dice
        plain = [maker for maker in makers if not self.has_choice(maker, site)]
        if len(plain) < 2 or d.often(0.4):
            return {"source": d.choice(makers)}
        two = d.sample(plain, 2)
        kind = d.choice(["split", "first-up", "cheapest", "fastest", "contingent"])
        words = f"{two[0]} 0.7 + {two[1]} 0.3" if kind == "split" else f"{two[0]} + {two[1]}"
        return {"sources": words, "sourcing": kind,
                "reaction": "1 d" if kind == "contingent" else None,
                "backup_max": 40 if kind == "contingent" else None}

    def bought(self, site, product, makers, mean):
        """A stock entry that is ordered from elsewhere."""
        d = self.dice
        sources = self.sourcing(site, makers)
        names = [word.split()[0] for word in
                 (sources.get("source") or sources.get("sources")).split("+")]
        lanes = [self.lane(name, site, alone=len(names) == 1) for name in names]
        entry = {"site": site, "product": product, **sources,
                 "lane": lanes[0] if len(lanes) == 1 else None, **self.policy(mean)}
        if len(names) > 1 and entry["policy"] == "order-up-to":
            entry["returns"] = None
        entry.update({
            "allocation": d.choice([None, None, None, "proportional", "priority"]),
            "priority": d.choice([None, None, 10]),
            "ship_complete": True if d.often(0.1) else None,
            "min_remaining_life": "3 d" if product in self.aging and d.often(0.3) else None,
            "holding_cost": "0.1 EUR/unit/d", "backlog_cost": "1 EUR/unit/d",
            "order_cost": d.choice([None, "5 EUR"]),
            "purchase_price": d.choice([None, "2 EUR/unit"]),
            "yield": d.choice(["0.9", "uniform(0.7, 1)"]) if d.often(0.1) else None})
        self.stock.append(entry)
        return entry

    def produce(self):
        d = self.dice
        for site in self.factories:
            made = self.goods if site == "F0" else d.sample(self.goods, 1)
            parts = self.parts_of(made)
            for part in parts:
                self.bought(site, part, self.keepers(self.suppliers, part), d.uniform(4, 15))
            lines = [self.line(site, i) for i in range(d.choice([0, 1, 1, 2]))]
            for product in made:
                self.stock.append(self.made(site, product, lines))
            for product in self.waste:
                self.stock.append({"site": site, "product": product, "policy": "none",
                                   "initial": 0, "source": None})

    def parts_of(self, made):
        parts = []
        for product in self.products:
            if product["name"] in made and product["bom"]:
                parts += [word.split()[1] for word in product["bom"].split(" + ")]
        return list(dict.fromkeys(parts))

    def line(self, site, number):
        d = self.dice
        breaks, name = d.often(0.4), f"L{number} of {site}"
        self.lines.append({
            "name": name, "site": site, "machines": d.randint(1, 3),
            "fails": d.choice(["busy", "always"]) if breaks else None,
            "up": d.span(3, 10) if breaks else None, "down": d.span(0.2, 2) if breaks else None,
            "crews": 1 if breaks and d.often() else None,
            "room": d.randint(3, 8) if d.often(0.2) else None,
            "wip_limit": d.randint(2, 6) if d.often(0.2) else None,
            "set_up": d.span(0.05, 0.5) if d.often(0.4) else None,
            "set_up_cost": "7 EUR" if d.often(0.4) else None,
            "overtime": 1.5 if d.often(0.2) else None})
        if self.lines[-1]["overtime"]:
            self.lines[-1]["overtime_above"] = d.randint(0, 6)
        return name

    def made(self, site, product, lines):
        d = self.dice
        entry = {"site": site, "product": product, **self.policy(d.uniform(4, 15), sourced=False),
                 "allocation": d.choice([None, None, "proportional"]),
                 "make_cost": "1 EUR/unit", "holding_cost": "0.1 EUR/unit/d",
                 "yield": d.choice(["0.9", "uniform(0.7, 1)"]) if d.often(0.3) else None,
                 "scrap_cost": "1 EUR/unit",
                 "release_limit": d.randint(10, 40) if d.often(0.2) else None}
        if entry["yield"] is None:
            entry["scrap_cost"] = None
        if not lines:
            return {**entry, "make_time": d.choice([None, d.span(0.2, 3)])}
        if len(lines) > 1 and d.often():
            for k, line in enumerate(lines):
                self.routing.append({
                    "site": site, "product": product, "line": line,
                    "unit_time": d.span(0.005, 0.05),
                    "next": f"{lines[0]} 0.1" if k == len(lines) - 1 and d.often(0.3)
                    else None})
            return {**entry, "job_size": d.randint(1, 6) if d.often() else None}
        return {**entry, "line": d.choice(lines), "unit_time": d.span(0.005, 0.05),
                "job_size": d.randint(1, 6) if d.often() else None,
                "make_time": d.choice([None, "0.1 d"])}

    def distribute(self):
        d = self.dice
        origin = self.factories or self.suppliers
        for product in self.goods:
            holders = []
            for site in self.warehouses:
                entry = self.bought(site, product, self.keepers(origin, product),
                                    d.uniform(4, 12))
                others = [other for other in holders if not self.has_choice(other, site)]
                if others and d.often(0.25):
                    for other in others:
                        self.lane(other, site)
                    entry.update({"transship_from": " + ".join(others), "transship_at": 2,
                                  "transship_keep": d.choice([None, 3])})
                holders.append(site)
            for site in self.markets:
                if d.often(0.8) or site == "M0":
                    self.bought(site, product, holders, d.uniform(2, 8))

    def sell(self):
        d = self.dice
        for entry in list(self.stock):
            site, product = entry["site"], entry["product"]
            if site in self.markets or (site in self.warehouses and d.often(0.15)) or (
                    site in self.factories and product in self.goods and d.often(0.1)):
                for _ in range(d.choice([1, 1, 1, 2])):
                    self.demand.append(self.customers(site, product))
        if d.often(0.2):
            self.promotions.append({
                "product": d.choice(self.goods), "start": "20 d", "duration": "7 d",
                "factor": 1.8, "pull_forward": d.choice([None, 0.4])})

    def customers(self, site, product):
        d = self.dice
        entry = {"site": site, "product": product}
        if d.often():
            entry["rate"] = f"{d.uniform(0.5, 6):.2f} /d"
            entry["quantity"] = d.choice([None, None, d.size(1, 3)])
        else:
            entry["every"] = d.choice(["1 d", "0.5 d", d.span(0.3, 2)])
            entry["quantity"] = d.size(1, 8)
        if d.often(0.15):
            entry["season"], entry["season_length"] = [0.5, 1.5, 1.0], "21 d"
        if d.often(0.1) and "every" in entry:
            entry["autocorrelation"] = 0.6
        if d.often(0.15):
            entry["start"], entry["end"] = "5.5 d", "40 d"
        if d.often(0.3):
            entry["unmet"] = d.choice(["lost", "lost-whole"])
            if self.convention == "demand-first":  # nobody can be judged before the receipts
                entry["unmet"] = "lost"
            entry["lost_cost"] = "3 EUR/unit"
        elif d.often(0.4):
            entry["patience"] = d.choice([None, "2 d", "exponential(3) d"])
            entry["waiting_room"] = d.choice([None, "12 units"])
            entry["promise"] = d.choice([None, "1 d"])
            entry["late_cost"] = "1 EUR/unit" if entry["promise"] else None
            entry["waits"] = d.choice([None, "percentiles"])
        if d.often(0.3):
            entry["price"] = "20 EUR/unit"
            entry["priority"] = d.randint(0, 2)
        return entry

    # ---- what goes wrong ----

    def go_wrong(self):
        d = self.dice
        for i in range(d.choice([0, 1, 2, 3, 4, 6])):
            self.disruptions.append(self.disruption(f"D{i}", d.choice(KINDS)))

    def disruption(self, name, kind):
        d = self.dice
        entry = {"name": name, "kind": kind, **self.target(kind), **self.timing(kind)}
        if kind == "capacity":
            entry["share"] = d.choice([0.0, 0.3, 0.8])
        if kind in ("quality", "destroy"):
            entry["share"] = d.choice([0.1, 0.5, 1.0])
        if kind in ("lead-time", "demand"):
            entry["factor"] = d.choice([0.5, 1.7, 3])
        if kind == "outage" and ("site" in entry or "region" in entry):
            entry["orders"] = d.choice([None, "refused", "lost"])
        return entry

    def target(self, kind):
        d = self.dice
        plain = [lane["name"] for lane in self.lanes]
        choices = []
        if kind in ("outage", "lead-time", "lane-closed"):
            choices += [{"lane": d.choice(plain)}, {"lane": d.choice(plain)}]
            used = [lane["carrier"] for lane in self.lanes if lane.get("carrier")]
            if used:
                choices.append({"carrier": d.choice(used)})
        if kind == "demand":
            choices.append({"site": d.choice([e["site"] for e in self.demand])})
        elif kind in ("quality", "destroy", "communication"):
            choices.append({"site": d.choice([e["site"] for e in self.stock])})
        else:
            choices.append({"site": d.choice(self.sites)["name"]})
        if kind not in ("insolvency", "demand"):
            choices.append({"region": d.choice(sorted({s["region"] for s in self.sites})),
                            "spread": d.choice([None, 0.6])})
        target = d.choice(choices)
        here = [e["product"] for e in self.stock if e["site"] == target.get("site")]
        if kind in ("outage", "capacity", "quality", "destroy") and here and d.often(0.4):
            target["product"] = d.choice(here)
        return target

    def timing(self, kind):
        d = self.dice
        if kind == "insolvency":
            return {"start": f"{d.randint(10, 50)} d"}
        lasts = kind != "destroy"
        earlier = [e["name"] for e in self.disruptions if e["kind"] != "insolvency"]
        if earlier and d.often(0.25):
            return {"after": d.choice(earlier), "delay": d.choice([None, d.span(0.5, 5)]),
                    "chance": d.choice([None, 0.6]), "duration": d.span(1, 8) if lasts else None}
        how = d.choice(["once", "renewal", "markov"])
        if how == "once":
            return {"start": f"{d.randint(0, 40)} d", "duration": d.span(1, 10) if lasts else None}
        if how == "markov" and lasts:
            return {"fail_chance": 0.06, "repair_chance": 0.3, "period": "1 d",
                    "first_state": d.choice([None, "stationary", "down"])}
        return {"up": d.span(5, 25), "down": d.span(0.5, 6),
                "first_state": d.choice([None, "stationary", "down"])}

    # ---- who decides by a plan library ----

    def think(self, d):
        """Agents for some entries; with dice of their own, so that the rest stays as it was."""
        if d.often(0.4):
            return
        for i in range(d.choice([1, 2, 3])):
            entry = d.choice(self.stock)
            library = d.choice(["keeper", "keeper", "maker", "watched", "trader", "trader"])
            self.agents.append({
                "name": f"agent {i}", "plans": f"libraries/{library}.cfg",
                "site": entry["site"], "product": d.choice([None, entry["product"]]),
                "partners": self.partners(d, library, entry),
                "commitment": d.choice([None, "bold", "single-minded", "cautious(3)"]),
                "latency": d.choice([None, None, "5 h"]), "noise": d.choice([None, None, 0.2]),
                "budget": d.choice([None, "300 EUR"]), "look": d.choice([None, "2 d"]),
                "learn": d.choice([None, "frozen"]), "max_orders": d.choice([None, 2, 9]),
                "approval": d.choice([None, "head"])})
        self.approvals = [
            {"name": "head", "rule": d.choice(["yes", "no", None]), "after": "6 h", "to": "boss"},
            {"name": "boss", "rule": "delay", "delay": d.choice(["exponential(9) h", "1 d"]),
             "chance": 0.6, "after": d.choice([None, "12 h"]), "otherwise": d.choice([None, "yes"])}]

    def partners(self, d, library, entry):
        """A and B lie upstream, so that nothing is ordered in a circle; S helps out."""
        tier = {"supplier": 0, "factory": 1, "port": 1, "hub": 1, "warehouse": 2, "market": 3}
        role = {site["name"]: tier[site.get("role", "warehouse")] for site in self.sites}
        here = entry["site"]
        above = sorted(name for name, rank in role.items() if rank < role[here]) or [here]
        others = [name for name in sorted(role) if name not in above]
        if library == "maker":
            return f"O = {d.choice(above)}"
        if library == "trader":
            return f"A = {d.choice(above)}, B = {d.choice(above)}"
        if library == "keeper":
            return (f"A = {d.choice(above)}, B = {d.choice(above)}, "
                    f"S = {d.choice(others or [here])}")
        return None

    # ---- the text ----

    def text(self):
        d = self.dice
        horizon = d.randint(50, 90)
        run = {"horizon": f"{horizon} d", "warm_up": d.choice([None, "10 d", "7 d"]),
               "kpi_period": d.choice([None, "1 d", "2.5 d"]), "replications": 2,
               "seed": self.seed + 1,
               "convention": self.convention,
               "series": d.choice([None, None, "none", "network"])}
        parts = [f'scenario = {group({"id": f"random_{self.seed}", "title": "Anything goes"})};',
                 f"run = {group(run)};"]
        for name in ("products", "sites", "lanes", "lane_products", "carriers", "lines", "stock",
                     "routing", "demand", "promotions", "disruptions", "agents", "approvals"):
            rows = getattr(self, name)
            if rows:
                parts.append(f"{name} = (\n  " + ",\n  ".join(map(group, rows)) + "\n);")
        return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    for word in sys.argv[1:]:
        print(Scenario(int(word)).text())

"""Contract files made by chance, full of month ends, short stretches and rare choices."""

import random
from datetime import date, timedelta

UNITS = ["month"] * 8 + ["quarter", "semester", "year", "week", "week", "day"]
PRICES = ["45.00", "100", "10.00", "33.33", "0.05", "1000.00", "19.995", "0.1", "7.5", "-12.00"]
TEXTS = [
    "CUOTA",
    "CUOTA <MENSUAL> <ANUAL>",
    "<PERIODO DESDE>-<PERIODO HASTA>",
    "<month+1> <TRIMESTRAL> <FECHA>",
    "<VENCIMIENTO> <CONTRATO>",
]
ITEMS = [
    {"code": "GYM", "price": "45.00", "taxes": ["IVA21"]},
    {"code": "POOL", "price": "12.345", "taxes": ["IVA10"]},
    {"code": "SERVICE", "price": "5.00", "taxes": ["IVA21"]},
    {"code": "NONE", "taxes": []},
    {"code": "BIKE", "price": "900.00", "stocked": True, "cost": "500.00", "taxes": ["IVA21"]},
]
CATALOG = {
    "items": ITEMS,
    "price_list": [
        {"item": "GYM", "min_quantity": "1", "price": "40.00", "until": "2026-06-30"},
        {"item": "GYM", "min_quantity": "1", "price": "41.50", "from": "2026-07-01"},
        {"item": "GYM", "min_quantity": "3", "price": "38.00", "from": "2026-03-15"},
    ],
    "special_prices": [
        {"item": "GYM", "price": "35.00", "from": "2026-05-10", "until": "2026-05-20"},
        {"item": "POOL", "price": "11.10", "from": "2026-09-01"},
    ],
    "formulas": [{"name": "km", "expression": "amount * 0.26 + base", "parameters": ["base"]}],
    "indexes": [
        {
            "name": "IPC",
            "values": {
                "2026-01": "120.1",
                "2026-04": "121",
                "2026-07": "121.7",
                "2027-01": "123.8",
            },
        }
    ],
    "taxes": [{"code": "IPS8", "tax": "IPS", "rate": "8", "surcharge": "0"}],
}


class Maker:
    """Makes one file; the same seed makes the same."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        # A few rare choices at a time: differences are then easy to tell apart.
        self.rarity = self.random.choice([0.03, 0.08, 0.2, 0.4])

    def file(self):
        """Return the file, its range and the as-of date, which may be None."""
        contract = self.contract()
        file = {
            "company": self.company(),
            "customer": self.customer(),
            "contract": contract,
            "catalog": CATALOG,
        }
        start = self.day(2025, 2026) if self.rarely() else date(2025, 1, 1)
        until = start + timedelta(days=self.random.choice([45, 200, 400, 800]))
        until = max(until, date(2026, 1, 31))
        as_of = self.near(until, 200) if self.rarely(1.5) else None
        return file, start, until, as_of

    # ------------------------------------------------------------- chance

    def rarely(self, times=1.0):
        return self.random.random() < self.rarity * times

    def sometimes(self, found, *options):
        """Give some of the fields: each has a name, how often, and values or what makes one."""
        for name, times, values in options:
            if self.rarely(times):
                found[name] = values() if callable(values) else self.random.choice(values)

    def day(self, first=2025, last=2027):
        year, month = self.random.randint(first, last), self.random.randint(1, 12)
        if year == 2027 and self.random.random() < 0.5:
            year = 2024
        last_day = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        wanted = self.random.choice([1, 1, 15, 27, 28, 29, 30, 31, 31, self.random.randint(1, 31)])
        return date(year, month, min(wanted, last_day))

    def near(self, on, days=70):
        if self.random.random() < 0.3:
            return on + timedelta(days=self.random.choice([-1, 0, 1, 27, 28, 30, 31]))
        return on + timedelta(days=self.random.randint(-days, days))

    def later(self, on, days=500):
        return on + timedelta(
            days=self.random.choice([0, 1, 5, 14, 28, 30, 31, 59, 90, 180, 365, days])
        )

    # ------------------------------------------------------------- parties

    def company(self):
        found = {"name": "Demo", "country": "FR" if self.rarely() else "ES"}
        found["holidays"] = self.random.choice(["ES-MD", None, "FR"])
        self.sometimes(
            found,
            ("tax_rounding", 1, ["line"]),
            ("prices_include_tax", 1, [True]),
            ("issue_date", 1, ["issue_day"]),
            ("max_backdating", 1, [0, 1, 5, 60]),
            ("zero_total", 1, ["document"]),
        )
        return found

    def customer(self):
        found = {"code": "C1", "name": "Ana"}
        self.sometimes(
            found,
            ("surcharge", 1, [True]),
            ("decimals", 1, range(7)),
            ("payment_terms", 2, self.terms),
            ("language", 1, ["en"]),
        )
        return found

    def terms(self):
        found = {"days": self.random.choice([0, 10, 30, 60])}
        self.sometimes(
            found,
            ("months", 2, [1]),
            ("month_end", 2, [True]),
            ("fixed_days", 2, [[5, 20], [31], [15]]),
            ("business_day", 2, ["next", "previous"]),
            ("parts", 2, [[{"percent": "33.3", "days": 0}, {"days": 30}]]),
        )
        return found

    # ------------------------------------------------------------- contract

    def schedule(self):
        first = self.day(2025, 2026)
        if self.rarely(1.5):
            months = sorted(self.random.sample(range(1, 13), self.random.randint(1, 5)))
            found = {"months": months, "since": f"{first}"}
            if self.random.random() < 0.8:
                found["day"] = self.random.choice([1, 15, 28, 29, 30, 31])
            return found, first
        unit = self.random.choice(UNITS)
        every = self.random.choice([1, 1, 1, 1, 2, 3]) if unit != "day" else 10
        found = {"every": every, "unit": unit, "first": f"{first}"}
        is_last = (first + timedelta(days=1)).day == 1
        if unit not in ("day", "week") and is_last and self.random.random() < 0.5:
            found["anchor_day"] = self.random.choice(range(first.day, 32))
        return found, first

    def contract(self):
        schedule, self.first = self.schedule()
        found = {"code": "CT-1", "schedule": schedule}
        if self.random.random() < 0.4:
            found["timing"] = "arrears"
        self.bounds(found)
        self.count = found.get("installments")
        self.stock = found.get("stock_release")
        self.money(found)
        found["lines"] = [self.line("abc"[n]) for n in range(self.random.choice([1, 1, 2, 3]))]
        if "installments_are" in found:
            for line in found["lines"]:  # what a sale does with months of its lines is open
                line.pop("months", None)
        if self.rarely(0.3):
            self.without_schedule(found)
        self.sometimes(
            found,
            ("modifications", 1.5, lambda: self.several(lambda: self.modification(found))),
            ("reviews", 1.5, lambda: self.several(lambda: self.review(found))),
            ("pauses", 1.5, lambda: [self.pause()]),
        )
        return found

    def without_schedule(self, found):
        """Leave one-off lines alone."""
        found["schedule"] = None
        for name in ("proration", "installments", "installments_are", "stock_release"):
            found.pop(name, None)
        for line in found["lines"]:
            for name in ("months", "price_split", "installment_service"):
                line.pop(name, None)
            line["one_off_on"] = self.one_off()

    def several(self, made):
        return [made() for _ in range(self.random.choice([1, 1, 2, 3]))]

    def bounds(self, found):
        if self.rarely(3):
            on = self.near(self.first) if self.random.random() < 0.8 else self.first
            found["starts_on"] = f"{on}"
            found["opening"] = self.random.choice(["none", "full", "prorated", "prorated"])
        self.sometimes(
            found,
            ("ends_on", 3, self.later_text),
            ("withdrawn_on", 1.5, self.later_text),
            ("bill_withdrawal_day", 1.5, [True, False]),
            ("closing", 2, ["prorated"]),
            ("installments", 3, [1, 2, 3, 5, 7, 12]),
            ("billed_until", 1, self.later_text),
            ("split_on_change", 1, [True]),
            ("business_day", 1.5, ["next", "previous"]),
            ("lead_days", 1.5, [1, 5, 15, 40]),
            ("stock_release", 1, ["each", "first", "first_deferring_cost", "last"]),
        )
        if found["schedule"].get("unit") not in ("day", "week"):
            self.sometimes(found, ("proration", 2, ["thirty"]))
        if "installments" in found:
            self.sometimes(found, ("installments_are", 1, ["due_dates"]))

    def later_text(self):
        return f"{self.later(self.first)}"

    def money(self, found):
        notes = ["delivery_note", "non_billable_delivery_note", "work_order"]
        self.sometimes(
            found,
            ("currency", 1, ["JPY", "USD", "KWD"]),
            ("decimals", 1, range(7)),
            ("document_discount", 1, ["10", "33.333", "100", "-5"]),
            ("expenses", 1.5, ["1.00", "3.33", "0.005"]),
            ("withholding", 1, ["IRPF15"]),
            ("allow_price_updates", 1, [True]),
            ("payment_terms", 1, self.terms),
            ("document_type", 0.5, notes),
        )

    def line(self, key):
        found = {"key": key, "description": self.random.choice(TEXTS), **self.price()}
        if self.stock and self.rarely(5):
            found |= {"item": "BIKE", "unit_price": "30.00", "price_source": "fixed"}
            if self.stock != "each":
                found["installment_service"] = "SERVICE"
        if self.random.random() < 0.8:
            found["taxes"] = self.random.choice(
                [["IVA21"], ["IVA21"], ["IVA10"], ["IVA21", "IPS8"], [], ["IGIC7"], ["EXENTO"]]
            )
        self.sometimes(
            found,
            ("quantity", 2, ["0", "2", "3", "0.333333", "1.5"]),
            ("discounts", 2, [["10"], ["10", "5.5"], ["100"], ["-3"]]),
            ("withheld", 1, [False]),
            ("months", 1.5, self.months),
            ("valid_from", 1.5, lambda: f"{self.later(self.first, 20)}"),
            ("valid_until", 1.5, self.later_text),
            ("series", 0.5, ["A", "B"]),
            ("mandate", 0.5, ["M2"]),
            ("document_type", 0.3, ["delivery_note"]),
        )
        if "months" not in found:
            self.sometimes(found, ("one_off_on", 1.2, self.one_off))
        if found.get("valid_until", "9") < found.get("valid_from", "0"):
            del found["valid_until"]
        if self.count and "one_off_on" not in found:
            self.sometimes(found, ("price_split", 1.5, ["divided"]))
        return found

    def price(self):
        kind = self.random.random()
        if kind < 0.6:
            return {"unit_price": self.random.choice(PRICES)}
        if kind < 0.9:
            source = self.random.choice(["fixed", "current", "catalog"])
            return {
                "item": self.random.choice(["GYM", "POOL", "GYM", "NONE"]),
                "price_source": source,
            }
        source = self.random.choice(["fixed", "formula"])
        worked_out = {"formula": "km", "formula_amount": "100", "formula_parameters": {"base": "3"}}
        return {"price_source": source, **worked_out}

    def months(self):
        return sorted(self.random.sample(range(1, 13), self.random.randint(1, 4)))

    def one_off(self):
        on = self.later(self.first, 20)
        return self.random.choice([f"{on}", f"{on:%Y-%m}", "next"])

    def modification(self, contract):
        start = self.later(self.first, 60)
        found = {"from": f"{start}"}
        if self.random.random() < 0.6:
            found["until"] = f"{self.later(start, 100)}"
        if self.random.random() < 0.25:
            found["times"] = "first"
        if self.random.random() < 0.25:
            found["document"] = "separate"
        found |= self.added() if self.random.random() < 0.35 else self.changed(contract)
        if self.random.random() < 0.3:
            found["quantity"] = self.random.choice(["0", "2", "2.5"])
        self.sometimes(found, ("discounts", 2, [[], ["15"], ["50", "50"]]))
        if self.count:
            self.sometimes(found, ("price_split", 2, ["divided", "same"]))
        return found

    def added(self):
        found = {"effect": "add", "description": "EXTRA <MENSUAL>"}
        if self.random.random() < 0.3:
            return {**found, "item": self.random.choice(["GYM", "POOL"])}
        taxes = self.random.choice([["IVA21"], ["IVA10"]])
        return {**found, "unit_price": self.random.choice(PRICES), "taxes": taxes}

    def changed(self, contract):
        found = {"line": self.random.choice(contract["lines"])["key"]}
        if self.random.random() < 0.6:
            found["unit_price"] = self.random.choice(PRICES)
        if self.random.random() < 0.2:
            found["description"] = "CHANGED"
        self.sometimes(found, ("taxes", 2, [["IVA10"]]), ("item", 1, ["GYM", "POOL"]))
        return found

    def review(self, contract):
        found = {"from": f"{self.later(self.first)}"}
        if self.random.random() < 0.6:
            found["every_months"] = self.random.choice([1, 2, 6, 12])
        if self.random.random() < 0.7:
            found["percent"] = self.random.choice(["3.1", "-10", "0.005"])
        else:
            found |= {"index": "IPC", "base": "2026-01"}
            found["from"] = self.random.choice(["2026-04-01", "2026-07-15", "2027-01-31"])
        if self.random.random() < 0.4:
            found["lines"] = [self.random.choice(contract["lines"])["key"]]
        return found

    def pause(self):
        start = self.later(self.first)
        found = {"from": f"{start}", "mode": self.random.choice(["skip", "shift"])}
        if self.random.random() < 0.85:
            found["until"] = f"{self.later(start, 40)}"
        return found


def random_file(seed):
    """Return a contract file, the range to simulate and the as-of date, or None."""
    return Maker(seed).file()


def with_history(file, listed, seed):
    """Return the file with a ledger, and perhaps a moved date, that fit what it bills."""
    chance = random.Random(seed)
    rows, moves = [], []
    billed = [each for each in listed if each["kind"] != "one_off"]
    so_far = chance.randint(0, len(billed))
    for each in billed[:so_far]:
        state = chance.choice(["billed"] * 6 + ["due", "skipped", "linked", "reopened"])
        row = {"due_on": each["due_on"], "kind": each["kind"], "state": state}
        rows.append(row | ({"number": each["number"]} if each["number"] else {}))
    for place in range(so_far, len(billed) - 1):
        if chance.random() < 0.2:
            here = date.fromisoformat(billed[place]["due_on"])
            there = date.fromisoformat(billed[place + 1]["due_on"])
            on = here + timedelta(days=chance.randint(0, (there - here).days))
            moves.append({"due_on": f"{here}", "to": f"{on}"})
    if file["contract"].get("installments_are") == "due_dates":
        rows = []  # one invoice has no ledger to go on from
    return {**file, "contract": {**file["contract"], "ledger": rows, "moves": moves}}

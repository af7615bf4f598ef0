"""Gimnasio Fuerte: two thousand members on a few plans, billed each month from their day."""

from datetime import date, timedelta
from typing import Any

from tools.demo_companies import people as made_up
from tools.demo_companies.people import People, cif

MEMBERS = 2_000
YEAR = 2026
PLANS = (  # code, name, price, unit, share of the members
    ("BASICO", "Plan Básico", "29.90", "month", 38),
    ("COMPLETO", "Plan Completo", "44.90", "month", 30),
    ("ESTUDIANTE", "Plan Estudiante", "24.90", "month", 16),
    ("FAMILIAR", "Plan Familiar", "69.00", "month", 11),
    ("ANUAL", "Plan Anual", "399.00", "year", 5),
)
COMPANY = {
    "code": "gimnasio",
    "name": "Gimnasio Fuerte",
    "legal_name": "Gimnasio Fuerte, S.L.",
    "tax_id": cif("B", 8423017),
    "address": "Calle de Bravo Murillo, 120",
    "postal_code": "28020",
    "city": "Madrid",
    "province": "Madrid",
    "country": "ES",
    "phone": "910000101",
    "email": "hola@gimnasiofuerte.example",
    "website": "www.gimnasiofuerte.example",
    "registry_text": "Registro Mercantil de Madrid, tomo 24.110, folio 88, hoja M-433.702",
    "holidays": "ES-MD",
    "documents_are": "issued",
    "default_taxes": ["IVA21"],
    "series": [{"code": "G", "name": "Cuotas", "kind": "invoice", "is_default": True}],
    "logo": "logo.svg",
}
ITEMS = [
    *(
        {
            "code": code,
            "name": name,
            "price": price,
            "recurrent": True,
            "taxes": ["IVA21"],
            "default_every": 1,
            "default_unit": unit,
        }
        for code, name, price, unit, _ in PLANS
    ),
    {
        "code": "TAQUILLA",
        "name": "Alquiler de taquilla",
        "price": "12.00",
        "recurrent": False,
        "taxes": ["IVA21"],
    },
    {
        "code": "MATRICULA",
        "name": "Matrícula",
        "price": "25.00",
        "recurrent": False,
        "taxes": ["IVA21"],
    },
]


def records(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return the gym's items, members and contracts."""
    people = made_up.people(seed, after=0)
    customers, contracts = [], []
    for number in range(1, MEMBERS + 1):
        customer = people.person(f"S{number:05d}")
        if people.chance(80):
            customer |= people.direct_debit(number)
        customers.append(customer)
        contracts.append(_membership(number, customer["code"], people))
    return {"items": ITEMS, "customers": customers, "contracts": contracts}


def _membership(number: int, customer: str, people: People) -> dict[str, Any]:
    code, name, _, unit, _ = people.random.choices(PLANS, weights=[plan[-1] for plan in PLANS])[0]
    joined = _joined(people)
    contract: dict[str, Any] = {
        "code": f"ABO-{number:05d}",
        "reference": name,
        "kind": "Abono anual" if unit == "year" else "Abono mensual",
        "state": "posted" if number % 200 else "draft",
        "starts_on": joined.isoformat(),
        "schedule": {"every": 1, "unit": unit, "first": joined.isoformat()},
        "lines": [_fee(code, name, unit, people)],
    }
    if joined.year < YEAR:
        contract["billed_until"] = "2025-12-31"
    if joined.year < YEAR and people.chance(6):
        contract["withdrawn_on"] = _day_of_2026(people).isoformat()
    elif people.chance(5):
        contract["pauses"] = [{"from": "2026-08-01", "until": "2026-08-31", "mode": "skip"}]
    if people.chance(10) or joined.year == YEAR:
        contract["lines"].append(_extra(joined, people))
    return {"customer": {"code": customer}, "contract": contract}


def _fee(code: str, name: str, unit: str, people: People) -> dict[str, Any]:
    period = "<ANUAL>" if unit == "year" else "<MENSUAL> <ANUAL>"
    line: dict[str, Any] = {
        "key": "cuota",
        "item": code,
        "description": f"Cuota {name} {period}",
        "unit_price": next(plan[2] for plan in PLANS if plan[0] == code),
    }
    if people.chance(7):
        line["discounts"] = ["10"]
    return line


def _extra(joined: date, people: People) -> dict[str, Any]:
    """Return the one-off line of a member: a locker, or the fee of who joined this year."""
    if joined.year == YEAR:
        return {
            "key": "matricula",
            "item": "MATRICULA",
            "description": "Matrícula",
            "unit_price": "25.00",
            "one_off_on": joined.isoformat(),
        }
    month = people.random.randrange(1, 13)
    return {
        "key": "taquilla",
        "item": "TAQUILLA",
        "description": "Alquiler de taquilla <MENSUAL>",
        "unit_price": "12.00",
        "one_off_on": "next" if month % 4 == 0 else f"2026-{month:02d}",
    }


def _joined(people: People) -> date:
    """Return when a member joined: one in eight on the last day of a long month."""
    if people.chance(12):
        month = people.random.choice((1, 3, 5, 7, 8, 10, 12))
        return date(people.random.choice((2024, 2025)), month, 31)
    if people.chance(15):
        return _day_of_2026(people)
    return date(2023, 1, 2) + timedelta(days=people.random.randrange(1090))


def _day_of_2026(people: People) -> date:
    return date(2026, 1, 1) + timedelta(days=people.random.randrange(300))

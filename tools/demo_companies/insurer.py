"""Aseguradora Norte: yearly and half-yearly premiums, with the tax on insurance (IPS)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tools.demo_companies import people as made_up
from tools.demo_companies.people import People, cif

POLICIES = 600
PRODUCTS = (  # code, name, lowest and highest yearly premium, taxes, share
    ("HOGAR", "Seguro de hogar", (140, 420), ["IPS8"], 36),
    ("AUTO", "Seguro de automóvil", (290, 900), ["IPS8"], 34),
    ("COMERCIO", "Multirriesgo de comercio", (350, 1900), ["IPS8"], 16),
    ("VIDA", "Seguro de vida", (90, 600), ["EXENTO"], 14),
)
COMPANY = {
    "code": "aseguradora",
    "name": "Aseguradora Norte",
    "legal_name": "Aseguradora Norte, S.A. de Seguros y Reaseguros",
    "tax_id": cif("A", 4811023),
    "address": "Gran Vía de Don Diego López de Haro, 45",
    "postal_code": "48011",
    "city": "Bilbao",
    "province": "Bizkaia",
    "country": "ES",
    "phone": "940000202",
    "email": "polizas@aseguradoranorte.example",
    "registry_text": "Registro Mercantil de Bizkaia, tomo 5.320, folio 14, hoja BI-61.450",
    "holidays": "ES-PV",
    "documents_are": "issued",
    "default_taxes": ["IPS8"],
    "series": [{"code": "R", "name": "Recibos", "kind": "invoice", "is_default": True}],
    "logo": "logo.svg",
}
TAXES = [{"code": "IPS8", "tax": "IPS", "rate": "8"}]
ITEMS = [
    {"code": code, "name": name, "recurrent": True, "taxes": taxes, "default_unit": "year"}
    for code, name, _, taxes, _ in PRODUCTS
]


def records(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return the insurer's tax, products, policy holders and policies."""
    people = made_up.people(seed, after=10_000)
    customers, contracts = [], []
    for number in range(1, POLICIES + 1):
        product = people.random.choices(PRODUCTS, weights=[each[-1] for each in PRODUCTS])[0]
        code = f"T{number:04d}"
        make = people.business if product[0] == "COMERCIO" else people.person
        customer = make(code)
        customer |= people.direct_debit(number) if people.chance(70) else _transfer()
        customers.append(customer)
        contracts.append(_policy(number, code, product, people))
    return {"taxes": TAXES, "items": ITEMS, "customers": customers, "contracts": contracts}


def _transfer() -> dict[str, Any]:
    return {"payment_method": "Transferencia", "payment_terms": {"days": 30}}


def _policy(number: int, customer: str, product: tuple[Any, ...], people: People) -> dict[str, Any]:
    code, name, (low, high), _, _ = product
    first = date(2026, 1, 1) + timedelta(days=people.random.randrange(365))
    half_yearly = people.chance(35)
    premium = Decimal(people.random.randrange(low * 100, high * 100)) / 100
    contract: dict[str, Any] = {
        "code": f"POL-{number:06d}",
        "reference": f"Póliza {number:06d}",
        "kind": name,
        "state": "posted",
        "starts_on": first.isoformat(),
        "schedule": {
            "every": 1,
            "unit": "semester" if half_yearly else "year",
            "first": first.isoformat(),
        },
        "lead_days": 15,
        "lines": [
            {
                "key": "prima",
                "item": code,
                "description": f"{name}: prima del <PERIODO DESDE> al <PERIODO HASTA>",
                "unit_price": str((premium * Decimal("0.52")).quantize(Decimal("0.01")))
                if half_yearly
                else str(premium),
            }
        ],
    }
    if people.chance(40):
        year_later = first.replace(year=2027, day=min(first.day, 28))
        contract["allow_price_updates"] = True
        contract["lines"][0]["price_source"] = "fixed"
        contract["reviews"] = [
            {"from": year_later.isoformat(), "every_months": 12, "percent": "3.1"}
        ]
    return {"customer": {"code": customer}, "contract": contract}

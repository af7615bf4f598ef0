"""Calor y Mantenimiento: boilers looked after in chosen months, billed once the work is done."""

from typing import Any

from tools.demo_companies import people as made_up
from tools.demo_companies.people import SURNAMES, People, cif

CONTRACTS = 400
COMPANY = {
    "code": "calderas",
    "name": "Calor y Mantenimiento",
    "legal_name": "Calor y Mantenimiento, S.L.",
    "tax_id": cif("B", 5044023),
    "address": "Polígono Malpica, calle F, 22",
    "postal_code": "50016",
    "city": "Zaragoza",
    "province": "Zaragoza",
    "country": "ES",
    "phone": "976000303",
    "email": "avisos@calorymantenimiento.example",
    "registry_text": "Registro Mercantil de Zaragoza, tomo 3.041, folio 120, hoja Z-33.005",
    "holidays": "ES-AR",
    "documents_are": "issued",
    "default_taxes": ["IVA21"],
    "series": [
        {"code": "M", "name": "Mantenimiento", "kind": "invoice", "is_default": True},
        {"code": "AL", "name": "Albaranes", "kind": "delivery_note", "is_default": True},
    ],
    "logo": "logo.svg",
}
ITEMS = [
    {
        "code": "MANT-TRIM",
        "name": "Mantenimiento de caldera, trimestre",
        "price": "58.00",
        "recurrent": True,
        "taxes": ["IVA21"],
    },
    {
        "code": "MANT-SEM",
        "name": "Mantenimiento de caldera, semestre",
        "price": "98.00",
        "recurrent": True,
        "taxes": ["IVA21"],
    },
    {
        "code": "REVISION",
        "name": "Revisión anual obligatoria",
        "price": "75.00",
        "recurrent": True,
        "taxes": ["IVA21"],
    },
    {
        "code": "VISITA",
        "name": "Visita por avería",
        "price": "45.00",
        "recurrent": False,
        "taxes": ["IVA21"],
    },
    {
        "code": "VASO-EXP",
        "name": "Vaso de expansión 8 l",
        "price": "62.50",
        "recurrent": False,
        "taxes": ["IVA21"],
    },
]
PRICE_LISTS = [
    {"list": "COMUNIDADES", "item": "MANT-TRIM", "price": "52.00"},
    {"list": "COMUNIDADES", "item": "MANT-TRIM", "min_quantity": "4", "price": "47.50"},
    {"list": "COMUNIDADES", "item": "REVISION", "price": "68.00"},
]
MASKS = (  # months, item, share
    ([1, 4, 7, 10], "MANT-TRIM", 50),
    ([2, 5, 8, 11], "MANT-TRIM", 20),
    ([3, 9], "MANT-SEM", 30),
)


def records(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return the company's items, prices, customers and contracts."""
    people = made_up.people(seed, after=20_000)
    customers, contracts = [], []
    for number in range(1, CONTRACTS + 1):
        code = f"C{number:04d}"
        community = number % 4 == 0
        customers.append(_community(people, code) if community else _home(people, code, number))
        contracts.append(_contract(number, code, people, community=community))
    return {
        "items": ITEMS,
        "price_lists": PRICE_LISTS,
        "customers": customers,
        "contracts": contracts,
    }


def _community(people: People, code: str) -> dict[str, Any]:
    address = people.address()
    surname = people.random.choice(SURNAMES)
    name = f"Comunidad de Propietarios {address['address'].split(',')[0]} ({surname})"
    return {
        **people.business(code, letter="H", name=name),
        "payment_method": "Transferencia",
        "payment_terms": {"days": 30, "fixed_days": [5, 20]},
    }


def _home(people: People, code: str, number: int) -> dict[str, Any]:
    return {**people.person(code), **people.direct_debit(number)}


def _contract(number: int, customer: str, people: People, *, community: bool) -> dict[str, Any]:
    months, item, _ = people.random.choices(MASKS, weights=[mask[-1] for mask in MASKS])[0]
    contract: dict[str, Any] = {
        "code": f"MTO-{number:04d}",
        "reference": f"Caldera {people.random.choice(('Vaillant', 'Junkers', 'Roca', 'Saunier'))}",
        "kind": "Comunidad" if community else "Particular",
        "state": "posted",
        "starts_on": "2026-01-01",
        "schedule": {"months": months, "day": people.random.choice((1, 10, 15, 31))},
        "timing": "arrears",
        "lines": [
            {
                "key": "mantenimiento",
                "item": item,
                "description": "Mantenimiento de caldera del <PERIODO DESDE> al <PERIODO HASTA>",
                "quantity": str(people.random.randrange(1, 7)) if community else "1",
                **_price(item, community=community),
            },
            {
                "key": "revision",
                "item": "REVISION",
                "description": "Revisión anual obligatoria <ANUAL>",
                "unit_price": "68.00" if community else "75.00",
                "months": [months[-1]],
            },
        ],
    }
    if community and item == "MANT-TRIM":
        contract["price_list"] = "COMUNIDADES"
    if community and number % 8 == 0:
        contract["document_type"] = "delivery_note"
    if people.chance(20):
        contract["lines"].append(_visit(people))
    return {"customer": {"code": customer}, "contract": contract}


def _price(item: str, *, community: bool) -> dict[str, Any]:
    if community and item == "MANT-TRIM":
        return {"price_source": "current"}
    return {"unit_price": "58.00" if item == "MANT-TRIM" else "98.00"}


def _visit(people: People) -> dict[str, Any]:
    """Return a repair that is billed once."""
    day = f"2026-{people.random.randrange(1, 12):02d}-{people.random.randrange(1, 28):02d}"
    if people.chance(50):
        return {
            "key": "visita",
            "item": "VISITA",
            "description": "Visita por avería del <FECHA>",
            "unit_price": "45.00",
            "one_off_on": day,
        }
    return {
        "key": "vaso",
        "item": "VASO-EXP",
        "description": "Sustitución del vaso de expansión",
        "unit_price": "62.50",
        "discounts": ["5"],
        "one_off_on": day[:7],
    }

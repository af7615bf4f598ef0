"""Academia Saber: courses paid in ten installments of one price, exempt from VAT."""

from typing import Any

from tools.demo_companies import people as made_up
from tools.demo_companies.people import People, cif

STUDENTS = 500
COURSES = (  # code, name, price of the course, share
    ("INGLES-B2", "Inglés B2", "1095.00", 34),
    ("INGLES-C1", "Inglés C1", "1250.00", 22),
    ("SELECTIVIDAD", "Preparación EBAU", "1480.00", 20),
    ("PROGRAMACION", "Programación en Python", "1699.99", 14),
    ("MUSICA", "Piano y lenguaje musical", "890.00", 10),
)
TERMS = ("2026-01-12", "2026-02-02", "2026-09-14")
ENROLLMENT = "60.00"
COMPANY = {
    "code": "academia",
    "name": "Academia Saber",
    "legal_name": "Academia Saber, S. Coop.",
    "tax_id": cif("F", 4677012),
    "address": "Calle Colón, 31",
    "postal_code": "46004",
    "city": "València",
    "province": "Valencia",
    "country": "ES",
    "phone": "960000404",
    "email": "secretaria@academiasaber.example",
    "registry_text": "Registro de Cooperativas de la Comunitat Valenciana, n.º CV-1204",
    "holidays": "ES-VC",
    "documents_are": "issued",
    "default_taxes": ["EXENTO"],
    "series": [{"code": "A", "name": "Cursos", "kind": "invoice", "is_default": True}],
    "logo": "logo.svg",
}
ITEMS = [
    *(
        {"code": code, "name": name, "price": price, "recurrent": True, "taxes": ["EXENTO"]}
        for code, name, price, _ in COURSES
    ),
    {
        "code": "MATRICULA",
        "name": "Matrícula",
        "price": ENROLLMENT,
        "recurrent": False,
        "taxes": ["EXENTO"],
    },
]


def records(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return the academy's courses, students, parents who pay, and enrollments."""
    people = made_up.people(seed, after=30_000)
    customers, contracts = [], []
    for number in range(1, STUDENTS + 1):
        student = people.person(f"A{number:04d}")
        if number % 10 == 0:
            student["language"] = "en"
        if number % 5 == 0:
            parent = {**people.person(f"P{number:04d}"), **people.direct_debit(number)}
            student["bill_to"] = parent["code"]
            customers.append(parent)
        else:
            student |= people.direct_debit(number)
        customers.append(student)
        contracts.append(_enrollment(number, student, people))
    return {"items": ITEMS, "customers": customers, "contracts": contracts}


def _enrollment(number: int, student: dict[str, Any], people: People) -> dict[str, Any]:
    code, name, price, _ = people.random.choices(COURSES, weights=[each[-1] for each in COURSES])[0]
    first = people.random.choices(TERMS, weights=(50, 10, 40))[0]
    contract: dict[str, Any] = {
        "code": f"MAT-{number:04d}",
        "reference": name,
        "kind": "Curso",
        "state": "posted",
        "starts_on": first,
        "installments": 10,
        "schedule": {"every": 1, "unit": "month", "first": first},
        "business_day": "next",
        "lines": [
            {
                "key": "curso",
                "item": code,
                "description": f"Curso {name}, cuota <CUOTA> de <CUOTAS>",
                "unit_price": price,
                "price_split": "divided",
                **({"discounts": ["15"]} if people.chance(12) else {}),
            },
            {
                "key": "matricula",
                "item": "MATRICULA",
                "description": f"Matrícula {name}",
                "unit_price": ENROLLMENT,
                "one_off_on": first,
            },
        ],
    }
    if "bill_to" in student:
        contract["bill_to"] = student["bill_to"]
    return {"customer": {"code": student["code"]}, "contract": contract}

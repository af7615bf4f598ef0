"""What the selects of the screen offer: the company's short lists, read once for a page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cadencia.catalog.models import Formula, IndexSeries, PriceList, Tax
from cadencia.catalog.standard_taxes import WITHHOLDING_TAX
from cadencia.contracts.models import ContractKind
from cadencia.contracts.template_models import Template
from cadencia.documents.models import Series
from cadencia.parties.models import PaymentMethod, SalesRep, User

Pairs = Sequence[tuple[str, str]]


def of_company(company_id: int) -> Mapping[str, Any]:
    """Return the company's lists by name; what is offered no more is left out."""
    mine = {"company_id": company_id}
    offered = {**mine, "is_active": True}
    taxes = list(Tax.objects.filter(**offered).order_by("code").values_list("code", "tax", "rate"))
    formulas = Formula.objects.filter(**offered).order_by("name")
    series = Series.objects.filter(**offered).exclude(kind="credit_note").order_by("code")
    return {
        "series": _named(series.values_list("code", "name")),
        "price_lists": _named(
            PriceList.objects.filter(**offered).order_by("code").values_list("code", "name")
        ),
        "taxes": [code for code, tax, _rate in taxes if tax != WITHHOLDING_TAX],
        "withholdings": [code for code, tax, _rate in taxes if tax == WITHHOLDING_TAX],
        "formulas": [
            {"name": name, "parameters": list(parameters)}
            for name, parameters in formulas.values_list("name", "parameters")
        ],
        "indexes": list(
            IndexSeries.objects.filter(**offered).order_by("name").values_list("name", flat=True)
        ),
        "kinds": list(
            ContractKind.objects.filter(**offered).order_by("name").values_list("name", flat=True)
        ),
        "payment_methods": list(
            PaymentMethod.objects.filter(**offered).order_by("name").values_list("name", flat=True)
        ),
        "sales_reps": _named(
            SalesRep.objects.filter(**offered).order_by("name").values_list("code", "name")
        ),
        "users": list(_users(company_id)),
        "templates": _named(
            Template.objects.filter(**offered).order_by("code").values_list("code", "name")
        ),
    }


def _named(rows: Any) -> Pairs:
    return [(code, f"{code} · {name}" if name and name != code else code) for code, name in rows]


def _users(company_id: int) -> Iterator[tuple[str, str]]:
    mine = User.objects.filter(memberships__company=company_id, memberships__is_active=True)
    for each in mine.order_by("username"):
        yield each.get_username(), each.get_full_name() or each.get_username()

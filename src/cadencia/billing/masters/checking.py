"""What is wrong with the values of a master, besides what every one has to have."""

from typing import Any

from django.utils.translation import gettext as _

from cadencia.catalog import checks as catalog
from cadencia.documents import numbering
from cadencia.documents.models import KINDS as DOCUMENT_KINDS
from cadencia.documents.models import Document
from cadencia.parties import checks as parties
from cadencia.parties import identification, terms
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, Values

HUNDRED = 100


def nothing(_company: Company, _values: Values, _row: Any) -> list[Problem]:
    """Find nothing: what every master has to have is all there is."""
    return []


def item(company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with an item."""
    found = catalog.item_problems({"code": "-", **values}, catalog.tax_codes(company))
    every, unit = values.get("default_every"), values.get("default_unit")
    if every is not None and not unit:
        found.append(Problem("default_unit", _("Say of what: days, weeks, months or years.")))
    if unit and every is None and "default_every" in values:
        found.append(Problem("default_every", _("Say how many, from 1.")))
    return found


def tax(_company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with a tax."""
    return [each for each in catalog.tax_problems(values) if each.path in ("rate", "surcharge")]


def price(_company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with a price."""
    return [each for each in catalog.price_problems(values) if values.get(each.path) is not None]


def formula(_company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with a formula."""
    if not str(values.get("expression") or "").strip():
        return []
    return [
        each
        for each in catalog.formula_problems("-", values["expression"], values["parameters"])
        if each.path == "expression"
    ]


def responsible_party(company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with who answers for the debt of others."""
    found = parties.customer_problems(company, values)
    return [each for each in found if each.path in ("tax_id", "email")]


def sales_rep(_company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with a salesperson."""
    found = []
    if values.get("email") and not identification.is_email(str(values["email"])):
        sentence = _("Write an e-mail address, such as name@example.com.")
        found.append(Problem("email", sentence))
    commission = values.get("commission")
    if commission is not None and not 0 <= commission <= HUNDRED:
        found.append(Problem("commission", _("Write a percent from 0 to 100.")))
    return found


def series(_company: Company, values: Values, row: Any) -> list[Problem]:
    """Return what is wrong with a series; what is numbered keeps its pattern and its kind."""
    found = []
    if values.get("kind", "invoice") not in DOCUMENT_KINDS:
        found.append(Problem("kind", _("There is no such kind of document.")))
    if "pattern" in values:
        problems = numbering.pattern_problems(str(values["pattern"]))
        found += [Problem("pattern", each) for each in problems]
    if values.get("is_default") and values.get("is_active") is False:
        sentence = _("The usual series is offered: take another one as the usual one first.")
        found.append(Problem("is_active", sentence))
    return found + _changes_of_numbered(values, row)


def _changes_of_numbered(values: Values, row: Any) -> list[Problem]:
    changed = [
        each
        for each in ("code", "pattern", "kind")
        if row is not None and each in values and values[each] != getattr(row, each)
    ]
    if not changed or not Document.objects.filter(series=row, number__isnull=False).exists():
        return []
    sentence = _("This series has numbered documents already; make another series.")
    return [Problem(each, sentence) for each in changed]


def payment_method(_company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with a way of payment."""
    if not identification.holds_card_number(str(values.get("name", ""))):
        return []
    sentence = _("Never keep the number of a card here. Keep the reference that the gateway gives.")
    return [Problem("name", sentence)]


def payment_terms(_company: Company, values: Values, _row: Any) -> list[Problem]:
    """Return what is wrong with payment terms."""
    return terms.problems(values["terms"], "terms") if "terms" in values else []

"""Formulas of a company: kept, listed, and their result shown before it is accepted (LN-9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.billing.querying import rows
from cadencia.catalog import formulas, services
from cadencia.catalog.models import Formula
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, ValuesRefused

_USES = """
SELECT f.id, f.name, f.expression, f.parameters,
       (SELECT count(*) FROM contracts_contractline l
        WHERE l.company_id = f.company_id AND l.formula_id = f.id)
       + (SELECT count(*) FROM contracts_scheduledmodification m
          WHERE m.company_id = f.company_id AND m.formula_id = f.id)
FROM catalog_formula f WHERE f.company_id = %s ORDER BY f.name
"""
_SENTENCES = {
    "parameter_missing": ("parameters", gettext_lazy("Give the value of %(detail)s.")),
    "parameter_unknown": (
        "parameters",
        gettext_lazy("The formula has no %(detail)s: leave it out."),
    ),
    "division_by_zero": ("amount", gettext_lazy("It divides by zero with these values.")),
    "result_too_large": ("amount", gettext_lazy("The result has more than 12 digits.")),
}


class NoSuchFormula(Exception):
    """The company has no formula of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaListed:
    """A formula, and how many lines and modifications name it."""

    name: str
    expression: str
    parameters: tuple[str, ...]
    uses: int


def listed(*, by: Actor) -> list[FormulaListed]:
    """Return the company's formulas in order of name."""
    require(by, Permission.READ)
    return [
        FormulaListed(name=name, expression=expression, parameters=tuple(parameters), uses=uses)
        for _id, name, expression, parameters, uses in rows(_USES, by.company_id)
    ]


def keep(name: str, expression: str, parameters: list[str], *, by: Actor) -> Formula:
    """Keep a formula, or change the one of that name.

    Prices that were kept from it stay; what evaluates it anew follows it from the next
    installment on (R8).

    :raises ValuesRefused: if the expression can't be used.
    """
    with permitted(by, Permission.MASTERS):
        company = Company.objects.get(pk=by.company_id)
        return services.create_formula(company, name, expression, parameters, by=by)


def result(name: str, amount: Decimal, parameters: Mapping[str, Decimal], *, by: Actor) -> Decimal:
    """Return what a formula gives for an amount and its parameters, to be seen first.

    :raises NoSuchFormula: if the company has none of that name.
    :raises ValuesRefused: if it has no result for these values.
    """
    require(by, Permission.READ)
    row = Formula.objects.filter(company_id=by.company_id, name=name).first()
    if row is None:
        raise NoSuchFormula(name)
    formula = formulas.Formula(
        name=row.name, expression=row.expression, parameters=tuple(row.parameters)
    )
    try:
        return formulas.evaluate(formula, amount, parameters)
    except formulas.FormulaRefused as refused:
        path, sentence = _SENTENCES.get(refused.code, ("name", None))
        text = str(sentence or _("The formula can't be used: %(detail)s"))
        raise ValuesRefused([Problem(path, text % {"detail": refused.detail})]) from None

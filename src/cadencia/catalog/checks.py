"""What is wrong with the values given for a tax, an item, a price, a formula or an index."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.catalog import formulas
from cadencia.catalog.models import MONTH, Tax
from cadencia.core.agreement import Unit
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, Values

MOST_DECIMALS = 8
HUNDRED = Decimal(100)

_FORMULAS = {
    "expression_empty": gettext_lazy("Write the expression."),
    "expression_too_long": gettext_lazy("The expression has more than %(detail)s characters."),
    "expression_too_deep": gettext_lazy("The expression is nested too deeply; simplify it."),
    "expression_unreadable": gettext_lazy("This can't be read: %(detail)s"),
    "expression_not_allowed": gettext_lazy("This isn't allowed in a formula: %(detail)s"),
    "name_unknown": gettext_lazy("%(detail)s is neither amount nor one of the parameters."),
    "parameter_name": gettext_lazy("%(detail)s won't do as a parameter's name."),
}
_OTHERWISE = gettext_lazy("The formula can't be used: %(detail)s")


def tax_codes(company: Company) -> frozenset[str]:
    """Return the codes of the company's taxes."""
    return frozenset(Tax.objects.filter(company=company).values_list("code", flat=True))


def tax_problems(values: Values) -> list[Problem]:
    """Return what is wrong with a tax's values."""
    problems = [*_missing(values, ("code", "tax", "rate"))]
    for name in ("rate", "surcharge"):
        problems += _amount(values, name, low=Decimal(0), high=HUNDRED)
    return problems


def item_problems(values: Values, taxes: Iterable[str]) -> list[Problem]:
    """Return what is wrong with an item's values; `taxes` are the codes that exist."""
    known = frozenset(taxes)
    problems = [*_missing(values, ("code",)), *_amount(values, "price")]
    problems += _amount(values, "cost", low=Decimal(0))
    for position, code in enumerate(values.get("taxes") or ()):
        if code not in known:
            problems.append(
                Problem(
                    f"taxes.{position}",
                    _("There is no tax %(code)s. Create it first, or choose another.")
                    % {"code": code},
                )
            )
    if values.get("default_unit") and values["default_unit"] not in set(Unit):
        problems.append(
            Problem("default_unit", _("Write day, week, month, quarter, semester or year."))
        )
    return problems


def formula_problems(name: str, expression: str, parameters: Sequence[str]) -> list[Problem]:
    """Return what is wrong with a formula."""
    problems = [*_missing({"name": name}, ("name",))]
    try:
        formulas.check(
            formulas.Formula(name=name, expression=expression, parameters=tuple(parameters))
        )
    except formulas.FormulaRefused as refusal:
        sentence = _FORMULAS.get(refusal.code, _OTHERWISE)
        problems.append(Problem("expression", str(sentence) % {"detail": refusal.detail}))
    return problems


def price_problems(values: Values) -> list[Problem]:
    """Return what is wrong with a price of a price list, or a customer's own."""
    problems = [*_missing(values, ("price",)), *_amount(values, "price")]
    problems += _amount(values, "min_quantity", low=Decimal(0))
    start, until = values.get("valid_from"), values.get("valid_until")
    if isinstance(start, date) and isinstance(until, date) and until < start:
        problems.append(Problem("valid_until", _("It ends before it begins.")))
    return problems


def index_problems(values: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Yield what is wrong with the values of an index, by month."""
    for month, value in values.items():
        if not re.fullmatch(MONTH, month):
            yield Problem(month, _("Write the month as 2026-01."))
        if value <= 0:
            yield Problem(month, _("An index value is greater than zero."))


def _missing(values: Values, names: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if values.get(name) in (None, ""):
            yield Problem(name, _("Fill this in."))


def _amount(
    values: Values, name: str, *, low: Decimal | None = None, high: Decimal | None = None
) -> Iterator[Problem]:
    value = values.get(name)
    if value is None:
        return
    if not isinstance(value, Decimal) or not value.is_finite():
        yield Problem(name, _("Write a number."))
        return
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_DECIMALS:
        yield Problem(name, _("Write at most 8 decimals."))
    if low is not None and value < low:
        yield Problem(name, _("Write a number from %(low)s.") % {"low": low})
    if high is not None and value > high:
        yield Problem(name, _("Write a number up to %(high)s.") % {"high": high})

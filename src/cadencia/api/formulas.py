"""Formulas over an amount and parameters: kept, listed, tried before they are used (LN-9)."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Amount, Code, Form, Short, Text, Told, ToldAmount
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import refused_field
from cadencia.billing import formula_trying
from cadencia.billing.formula_trying import FormulaListed
from cadencia.parties.access import Permission

endpoints = Endpoints("Formulas")
MOST_PARAMETERS = 50


class FormulaForm(Form):
    """A formula to keep; the one of the same name is changed."""

    name: Code
    expression: Text = Field(description="Such as `amount * 0.26 + base`.")
    parameters: Annotated[list[Code], Field(max_length=MOST_PARAMETERS)] = []


class TryForm(Form):
    """What a formula is to be evaluated with."""

    name: Code
    amount: Amount
    parameters: Annotated[dict[Short, Amount], Field(max_length=MOST_PARAMETERS)] = {}


class ToldFormula(Told):
    """A formula, and how many lines and modifications name it."""

    name: str
    expression: str
    parameters: list[str]
    uses: int


class Result(Told):
    """What a formula gives."""

    name: str
    amount: ToldAmount
    result: ToldAmount


@endpoints.get("/formulas", Page[ToldFormula])
def list_formulas(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List the formulas by name."""
    found = formula_trying.listed(by=request.auth.actor)
    page = paging.listed(found, lambda each: (each.name,), cursor=cursor, limit=limit)
    return paging.told(page, _told)


@endpoints.post("/formulas", {200: ToldFormula}, needs=Permission.MASTERS)
def save_formula(request: ApiRequest, form: FormulaForm) -> HttpResponse:
    """Keep a formula, or change the one of that name; prices that it gave before stay."""
    by = request.auth.actor
    formula_trying.keep(form.name, form.expression, form.parameters, by=by)
    (kept,) = (each for each in formula_trying.listed(by=by) if each.name == form.name)
    return answer(200, _told(kept))


@endpoints.post("/formulas/try", {200: Result}, needs=Permission.READ)
def try_formula(request: ApiRequest, form: TryForm) -> HttpResponse:
    """Show what a formula gives, before it is accepted as a price; nothing is written."""
    given: dict[str, Decimal] = dict(form.parameters)
    try:
        found = formula_trying.result(form.name, form.amount, given, by=request.auth.actor)
    except formula_trying.NoSuchFormula:
        raise refused_field("name", _("There is no formula of this name.")) from None
    return answer(200, Result(name=form.name, amount=form.amount, result=found))


def _told(formula: FormulaListed) -> ToldFormula:
    return ToldFormula(
        name=formula.name,
        expression=formula.expression,
        parameters=list(formula.parameters),
        uses=formula.uses,
    )

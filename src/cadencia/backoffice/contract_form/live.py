"""What the page asks while one types: what it would bill, what customers and items know."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cadencia.backoffice.contract_form import cells
from cadencia.backoffice.contract_form.cells import Unclear
from cadencia.backoffice.contract_form.fields import fields_of
from cadencia.backoffice.contract_form.values import places_of
from cadencia.backoffice.contract_form.views import NotUnderstood, ScriptView
from cadencia.backoffice.forms import typed
from cadencia.billing import formula_trying, proposing
from cadencia.billing.contract_form import read, trying
from cadencia.billing.contract_form.trying import Tried
from cadencia.billing.formula_trying import NoSuchFormula
from cadencia.core.agreement import Unit
from cadencia.core.duration import end_of_duration
from cadencia.core.money import EXACT
from cadencia.core.outlook import Ahead
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties import responsible_parties, services
from cadencia.parties.models import Company
from cadencia.parties.problems import ValuesRefused

ZERO = Decimal(0)
MOST_UNITS = 9999  # of a duration


class Try(ScriptView):
    """What the form would bill as it stands: nothing is written."""

    def post(self, request: Any) -> HttpResponse:
        """Return dates, amounts, foot and texts; and what posting would refuse."""
        sent = self.sent()
        form = self.typed(sent)
        number = sent.get("id")
        with transaction.atomic():  # one taking of the role for all that is read
            now = read(number, by=self.actor) if isinstance(number, int) else None
            found = trying.try_out(
                form.wanted.customer,
                form.wanted.contract,
                now=now,
                today=self.today,
                language=self.language,
                by=self.actor,
            )
        context = {
            "coming": [_coming(each) for each in found.coming],
            "tried": found,
            "is_begun": bool(form.wanted.contract.get("lines")) or now is not None,
            "decimals": found.decimals,
        }
        unread = {each.path for each in form.problems}
        others = [each for each in found.problems if each.path not in unread]
        return JsonResponse(
            {
                "coming": self._html("coming", context),
                "footer": self._html("footer", context),
                "lines": _lines(found, self.language),
                "total": _total(found, self.language),
                "count": found.count,
                "end": None if found.end is None else typed.show_day(found.end),
                "problems": places_of([*form.problems, *others]),
            }
        )

    def _html(self, name: str, context: Mapping[str, Any]) -> str:
        return render_to_string(f"backoffice/contract_form/{name}.html", context, self.request)


def _coming(each: Ahead) -> dict[str, Any]:
    total = sum((made.totals.payable for made in each.documents), ZERO)
    return {
        "installment": each.installment,
        "total": total,
        "net": sum((made.totals.net for made in each.documents), ZERO),
        "documents": len(each.documents),
        "refusals": [refused.message for refused in each.refusals],
        "is_once": each.installment.one_off_line is not None,
        "moved": each.installment.theoretical_on != each.installment.due_on,
    }


def _total(found: Tried, language: str) -> str:
    """Return what the foot comes to, with its currency."""
    if found.footer is None:
        return ""
    total = found.footer.totals.payable
    return figures_in(language).money(total, currency=found.currency, decimals=found.decimals)


def _lines(found: Tried, language: str) -> dict[str, dict[str, str]]:
    """Return what each line comes to, and its text as the first installment prints it."""
    figures = figures_in(language)
    told: dict[str, dict[str, str]] = {}
    if found.footer is not None:
        for key, each in found.footer.lines.items():
            mine = told.setdefault(found.keys.get(key, str(key)), {})
            if each.net is not None:
                mine["net"] = figures.amount(each.net, decimals=found.decimals)
            if each.unit_price is not None:
                mine["price"] = typed.show_number(each.unit_price, language)
    for key, (description, extra_text) in found.texts.items():
        told.setdefault(key, {}).update({"text": description, "extra": extra_text})
    return told


class OfCustomer(ScriptView):
    """What a customer's card gives to a contract."""

    def get(self, request: Any) -> HttpResponse:
        """Return it, or nothing for a code that isn't one."""
        found = proposing.for_customer(request.GET.get("code", ""), by=self.actor)
        if found is None:
            return JsonResponse({})
        return JsonResponse(
            {
                "code": found.code,
                "name": found.name,
                "tax_id": found.tax_id,
                "sales_rep": found.sales_rep,
                "contacts": found.contacts,
                "addresses": found.addresses,
                "left": dict(found.left_to_customer),
            }
        )


class OfItem(ScriptView):
    """What an item gives to a line."""

    def get(self, request: Any) -> HttpResponse:
        """Return it, or nothing for a code that isn't one."""
        asked = request.GET
        quantity = typed.number(asked.get("quantity", ""), self.language) or Decimal(1)
        found = proposing.for_item(
            asked.get("code", ""),
            customer=asked.get("customer", ""),
            price_list=asked.get("price_list", ""),
            quantity=quantity,
            on=typed.day(asked.get("on", "")) or self.today,
            by=self.actor,
        )
        if found is None:
            return JsonResponse({})
        price = None if found.price is None else typed.show_number(found.price, self.language)
        return JsonResponse(
            {
                "code": found.code,
                "description": found.description,
                "price": price,
                "taxes": list(found.taxes),
                "recurrent": found.is_recurrent,
                "every": found.every,
                "unit": found.unit,
                "account": found.account,
            }
        )


class OfFormula(ScriptView):
    """The result of a formula, seen before it is accepted (LN-9)."""

    def post(self, request: Any) -> HttpResponse:
        """Return the result as a field shows it, or what is wrong with what was typed."""
        sent = self.sent()
        known = fields_of("lines")
        try:
            amount = cells.read(known["formula_amount"].cell, sent.get("amount"), self.language)
            given = cells.read(
                known["formula_parameters"].cell, sent.get("parameters"), self.language
            )
        except Unclear as unclear:
            return JsonResponse({"problem": unclear.sentence}, status=422)
        values = {name: Decimal(each) for name, each in (given or {}).items()}
        name = sent.get("name") or ""
        if not isinstance(name, str) or not cells.is_fit(name):
            raise NotUnderstood
        try:
            found = formula_trying.result(name, Decimal(amount or 0), values, by=self.actor)
        except NoSuchFormula:
            return JsonResponse({"problem": _("Choose the formula.")}, status=422)
        except ValuesRefused as refused:
            text = " ".join(each.message for each in refused.problems)
            return JsonResponse({"problem": text}, status=422)
        plain = found.normalize(EXACT) if found else Decimal(0)
        return JsonResponse({"result": typed.show_number(plain, self.language)})


class EndOfDuration(ScriptView):
    """The last day of so many units from a day on (SC-3)."""

    def get(self, request: Any) -> HttpResponse:
        """Return the day, or nothing where it can't be told."""
        start = typed.day(request.GET.get("start", ""))
        many = typed.number(request.GET.get("many", ""), self.language)
        unit = request.GET.get("unit", "")
        known = {each.value for each in Unit}
        is_whole = many is not None and many == many.to_integral_value() and 0 < many <= MOST_UNITS
        if start is None or unit not in known or many is None or not is_whole:
            return JsonResponse({})
        end = end_of_duration(start, int(many), Unit(unit))
        return JsonResponse({"end": typed.show_day(end) if end else None})


class _OnTheSpot(ScriptView):
    """A master created in a dialog of the form."""

    names: Sequence[str] = ()

    def post(self, request: Any) -> HttpResponse:
        """Create it; return what the field holds and its name, or what is to be mended."""
        sent = self.sent().get("values")
        if not isinstance(sent, dict) or not all(isinstance(each, str) for each in sent.values()):
            raise NotUnderstood
        given = {name: sent[name].strip() for name in self.names if sent.get(name, "").strip()}
        unfit = [name for name, each in given.items() if not cells.is_fit(each)]
        if unfit:
            told = [{"path": each, "message": cells.unfit().sentence} for each in unfit]
            return JsonResponse({"problems": told}, status=422)
        try:
            value, name = self.created(given)
        except ValuesRefused as refused:
            problems = [{"path": each.path, "message": each.message} for each in refused.problems]
            return JsonResponse({"problems": problems}, status=422)
        return JsonResponse({"value": value, "name": name})

    def created(self, given: dict[str, str]) -> tuple[str, str]:
        """Create it by its service."""
        raise NotImplementedError


class NewCustomer(_OnTheSpot):
    """A customer."""

    names = ("code", "name", "tax_id", "email", "phone", "address", "postal_code", "city")

    def created(self, given: dict[str, str]) -> tuple[str, str]:
        """Create the customer."""
        company = Company.objects.defer("logo").get(pk=self.company.pk)
        made = services.create_customer(company, given, by=self.actor, at=self.now)
        return made.code, made.name


class NewResponsibleParty(_OnTheSpot):
    """Somebody who answers for the debt (AG-8)."""

    names = ("name", "tax_id", "email", "phone", "address", "postal_code", "city", "notes")

    def created(self, given: dict[str, str]) -> tuple[str, str]:
        """Keep who answers for the debt."""
        made = responsible_parties.create(given, by=self.actor)
        return made.name, made.tax_id

"""Customers: the card with its rows, and what the customer has with us."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.masters import changes
from cadencia.backoffice.masters.customer_forms import PARTS, CustomerForm
from cadencia.backoffice.masters.editing import MasterNew, MasterOne, show_problems, tried_with
from cadencia.backoffice.masters.rows import Rows
from cadencia.billing import customer_account
from cadencia.billing.masters import customers
from cadencia.parties.customer_cards import Card
from cadencia.parties.meanwhile import ChangedMeanwhile
from cadencia.parties.models import Customer
from cadencia.parties.problems import ValuesRefused

TEMPLATE = "backoffice/masters/customer.html"


class _WithRows:
    """The card and its rows, read and judged together."""

    def __init__(self, form: CustomerForm, data: Any = None, row: Customer | None = None) -> None:
        self.form = form
        self.parts = [
            (title, add, Rows(made, name, data=data, initial=_initial(row, name)))
            for name, title, add, made in PARTS
        ]

    def card(self) -> Card:
        """Return the card as it was typed."""
        rows = {each.prefix: each.values() for _title, _add, each in self.parts}
        return Card(values=self.form.values(), **rows)

    def is_valid(self) -> bool:
        """Say whether all could be read."""
        return all([self.form.is_valid(), *(each.is_valid() for _t, _a, each in self.parts)])

    def show(self, refused: ValuesRefused) -> None:
        """Put each problem where it belongs."""
        rows = [each for _title, _add, each in self.parts]
        left = [p for p in refused.problems if not any(each.take(p) for each in rows)]
        show_problems(self.form, left)


def _initial(row: Customer | None, name: str) -> list[dict[str, Any]]:
    if row is None:
        return []
    found = []
    for each in getattr(row, name).order_by("pk"):
        values = {field.name: getattr(each, field.attname) for field in each._meta.local_fields}  # noqa: SLF001
        found.append({n: v.strip() if isinstance(v, str) else v for n, v in values.items()})
    return found


class CustomerNew(MasterNew):
    """A new customer."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the card, and go on with it or with another new one."""
        form = CustomerForm(request.POST, company=self.company)
        whole = _WithRows(form, request.POST)
        made = tried_with(whole, lambda: customers.create(whole.card(), by=self.actor, at=self.now))
        if made is None:
            return self.shown(form, status=422, parts=whole.parts)
        sentence = _("%(name)s is saved.") % {"name": made}
        if "another" in request.POST:
            return self.done(sentence, "office:customers-new")
        return self.done(sentence, "office:customers-one", made.pk)

    def shown(self, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page, with the empty rows of a card."""
        told = {"template": TEMPLATE, "parts": _WithRows(form).parts, **more}
        return super().shown(form, status, **told)


class CustomerOne(MasterOne):
    """A customer that is there."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show the card."""
        row = self.row_of(number)
        form = CustomerForm(company=self.company, row=row)
        return self.card_shown(row, _WithRows(form, row=row))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Save what was changed of the card."""
        row = self.row_of(number)
        whole = _WithRows(CustomerForm(request.POST, company=self.company, row=row), request.POST)
        seen = changes.seen_of(request.POST)
        try:
            saved = tried_with(
                whole,
                lambda: customers.change(
                    number, whole.card(), by=self.actor, at=self.now, seen=seen
                ),
            )
        except ChangedMeanwhile as meanwhile:
            told = changes.told(meanwhile.changes)
            return self.card_shown(row, whole, status=409, meanwhile=told)
        if saved is None:
            return self.card_shown(self.row_of(number), whole, status=422)
        return self.done(_("%(name)s is saved.") % {"name": saved}, "office:customers-one", number)

    def card_shown(
        self, row: Customer, whole: _WithRows, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Return the page."""
        return self.shown(
            row,
            whole.form,
            status,
            template=TEMPLATE,
            parts=whole.parts,
            account=customer_account.account_of(row.pk, today=self.today, by=self.actor),
            documents=_address_of("office:documents", customer=row.code),
            contracts=_address_of("office:contracts", customer=row.code),
            **more,
        )


def _address_of(name: str, **query: str) -> str:
    try:
        return f"{reverse(name)}?{urlencode(query)}"
    except NoReverseMatch:
        return ""

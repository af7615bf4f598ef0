"""A customer's card: the customer with its addresses, people and bank accounts, saved together.

Rows that are given with their number are changed, without one they are new, and those that are
left out are removed. All that is wrong is said at once: `addresses.0.label`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cadencia.parties import checks, identification, services
from cadencia.parties.access import Actor, Permission, permitted_in
from cadencia.parties.contact_models import Contact
from cadencia.parties.identification import plain_iban
from cadencia.parties.meanwhile import refuse_if_changed
from cadencia.parties.models import Address, BankAccount, Company, Customer
from cadencia.parties.problems import Problem, Values, ValuesRefused, refuse_if_any

Row = Mapping[str, Any]
_POSTAL = ("address", "postal_code", "city", "province", "country")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card says. Of a part that is None nothing changes."""

    values: Values
    addresses: Sequence[Row] | None = None
    contacts: Sequence[Row] | None = None
    bank_accounts: Sequence[Row] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of the card: its rows are told apart by `key`."""

    name: str
    model: type[Any]
    key: str
    fields: tuple[str, ...] = field(default=())


_PARTS = (
    _Part(name="addresses", model=Address, key="label", fields=("label", *_POSTAL)),
    _Part(
        name="contacts", model=Contact, key="name", fields=("name", "position", "email", "phone")
    ),
    _Part(name="bank_accounts", model=BankAccount, key="iban", fields=("iban", "bic", "holder")),
)


def create_card(company: Company, card: Card, *, by: Actor, at: datetime) -> Customer:
    """Create a customer with all that its card says.

    :raises ValuesRefused: with all that is wrong with it.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        problems = list(_problems(card, set()))
        customer = None
        try:
            customer = services.create_customer(company, _stripped(card.values), by=by, at=at)
        except ValuesRefused as refused:
            problems = [*refused.problems, *problems]
        refuse_if_any(problems)
        assert customer is not None  # noqa: S101 - refused above
        _write(customer, card)
    return customer


def change_card(  # noqa: PLR0913 - who, what, when, and what was seen of it
    customer_id: int,
    company: Company,
    card: Card,
    *,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Customer:
    """Change a customer and what belongs to it. `seen` is the last change that was shown.

    :raises Customer.DoesNotExist: if the company has none of that number.
    :raises ChangedMeanwhile: if somebody changed it since.
    :raises ValuesRefused: with all that is wrong with it.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        mine = Customer.objects.select_for_update(no_key=True)
        customer = mine.get(pk=customer_id, company=company)
        refuse_if_changed(customer, seen, by=by)
        values = _stripped(card.values)
        taken = _taken(customer, values)
        problems = [*taken, *_problems(card, _known(customer))]
        values = {name: each for name, each in values.items() if name != "code" or not taken}
        try:
            customer = services.update_customer(customer.pk, company, values, by=by, at=at)
        except ValuesRefused as refused:
            problems = [*refused.problems, *problems]
        refuse_if_any(problems)
        _write(customer, card)
    return customer


def _taken(customer: Customer, values: Values) -> list[Problem]:
    if "code" not in values or values["code"] == customer.code:
        return []
    others = Customer.objects.filter(company_id=customer.company_id, code=values["code"])
    if not others.exists():
        return []
    return [Problem("code", _("There is a customer with this code already."))]


def _known(customer: Customer) -> set[tuple[str, int]]:
    """Return the rows that the customer has, by part and number."""
    return {
        (part.name, number)
        for part in _PARTS
        for number in part.model.objects.filter(customer=customer).values_list("pk", flat=True)
    }


def _problems(card: Card, known: set[tuple[str, int]]) -> Iterator[Problem]:
    for part in _PARTS:
        keys: set[str] = set()
        for position, row in enumerate(getattr(card, part.name) or ()):
            at = f"{part.name}.{position}"
            if row.get("id") and (part.name, row["id"]) not in known:
                yield Problem(at, _("Somebody else removed it meanwhile: reload the page."))
            key = _key(part, row)
            if not key:
                yield Problem(f"{at}.{part.key}", _("Fill this in."))
            elif key in keys:
                yield Problem(f"{at}.{part.key}", _("It is there twice: leave one."))
            keys.add(key)
            yield from _of_row(row, at)


def _of_row(row: Row, at: str) -> Iterator[Problem]:
    if row.get("iban"):
        yield from checks.iban_problems(str(row["iban"]), f"{at}.iban")
    if row.get("email") and not identification.is_email(str(row["email"]).strip()):
        yield Problem(f"{at}.email", _("Write an e-mail address, such as name@example.com."))
    country = str(row.get("country") or "").strip()
    if country and not identification.COUNTRY.fullmatch(country):
        yield Problem(f"{at}.country", _("Write the country's two capital letters, such as ES."))


def _key(part: _Part, row: Row) -> str:
    text = str(row.get(part.key) or "").strip()
    return plain_iban(text) if part.model is BankAccount else text


def _write(customer: Customer, card: Card) -> None:
    for part in _PARTS:
        rows = getattr(card, part.name)
        if rows is not None:
            _write_part(customer, part, rows)


def _write_part(customer: Customer, part: _Part, rows: Sequence[Row]) -> None:
    """Remove, then change, then add: a name that moves from one row to another is free by then."""
    there = {each.pk: each for each in part.model.objects.filter(customer=customer)}
    kept = {row["id"] for row in rows if row.get("id")}
    part.model.objects.filter(pk__in=set(there) - kept).delete()
    for row in sorted(rows, key=lambda each: not each.get("id")):
        found = there.get(row.get("id") or 0) or part.model(
            company_id=customer.company_id, customer=customer
        )
        values = {name: str(row[name] or "").strip() for name in part.fields if name in row}
        values[part.key] = _key(part, row)
        if found.pk is None or any(getattr(found, n) != each for n, each in values.items()):
            _assign(found, values)
            found.save()


def _assign(row: models.Model, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _stripped(values: Values) -> dict[str, Any]:
    return {name: each.strip() if isinstance(each, str) else each for name, each in values.items()}

"""Templates: made, and changed by date for all who follow them (AG-6, R14).

What a template's line says changes from a date on, by one row, however many contracts follow:
it is judged on the reference date of each installment (R2), so that what is caught up later has
the price of its own day, and what is billed never changes. Lines are added from a date on and
ended, never rewritten, once a posted contract follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from cadencia.billing import template_form, template_refresh
from cadencia.billing.importing.fields import Columns
from cadencia.billing.querying import rows_named
from cadencia.billing.template_form import Form
from cadencia.contracts.models import Contract, Template, TemplateChange, TemplateLine
from cadencia.contracts.states import State
from cadencia.documents.models import DocumentLine
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, refuse_if_any

PRICE_LIMIT = Decimal(10) ** 12
MOST_PRICE_DECIMALS = 8
MOST_QUANTITY_DECIMALS = 6
HUNDRED = Decimal(100)

_WAITING = """
SELECT DISTINCT d.run_id FROM documents_document d
JOIN billing_installmentdocument link ON link.document_id = d.id
JOIN billing_installment i ON i.id = link.installment_id
JOIN contracts_contract c ON c.id = i.contract_id
WHERE d.number IS NULL AND d.company_id = %(company)s
  AND (c.template_id = %(template)s AND c.follows_template OR EXISTS (
      SELECT 1 FROM contracts_pasttemplate past
      WHERE past.contract_id = c.id AND past.template_id = %(template)s))
ORDER BY 1
"""


class NoSuchTemplate(Exception):
    """The company has no template of that number."""


class FollowersHaveDrafts(Exception):
    """Drafts made from followers wait to be issued with what the template said before."""

    def __init__(self, template: str, runs: Sequence[int]) -> None:
        super().__init__(template, *runs)
        self.template = template
        self.runs = tuple(runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What a line says from the day `on`: None or empty means as before."""

    line: str  # its key
    on: date
    unit_price: Decimal | None = None
    discounts: tuple[Decimal, ...] | None = None
    quantity: Decimal | None = None
    description: str = ""

    def values(self) -> dict[str, Any]:
        """Return the columns of what changes."""
        found: dict[str, Any] = {"unit_price": self.unit_price, "quantity": self.quantity}
        found["discounts"] = None if self.discounts is None else list(self.discounts)
        return {**found, "description": self.description}


def create(form: Form, *, by: Actor) -> Template:
    """Make a template from its form: code, schedule, delivery options and lines.

    :raises ValuesRefused: with all that is wrong with it.
    """
    with permitted(by, Permission.PRICES):
        company = Company.objects.get(pk=by.company_id)
        read = template_form.read(form, company)
        code = read.header["code"]
        if Template.objects.filter(company=company, code=code).exists():
            refuse_if_any([Problem("code", _("There is a template with this code already."))])
        template = Template.objects.create(company=company, **read.header)
        for row in read.lines:
            TemplateLine.objects.create(company=company, template=template, **row)
        return template


def change_line(
    template_id: int, change: LineChange, *, by: Actor, keep_drafts: bool = False
) -> TemplateChange:
    """Have a line say something else from a day on, for all followers: one row.

    A change of the same day that has billed nothing is replaced. Drafts of followers that wait
    would be stale: refused, unless they are to be kept as they are (and not issued).

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: with all that is wrong with the change.
    :raises FollowersHaveDrafts: if drafts wait, and they aren't to be kept.
    """
    with permitted(by, Permission.PRICES):
        template = locked(template_id, by.company_id)
        line = TemplateLine.objects.filter(template=template, key=change.line).first()
        refuse_if_any(change_problems(line, change))
        assert line is not None  # noqa: S101 - that it is there was just asked
        if not keep_drafts:
            refuse_if_drafts_wait(template)
        same_day = TemplateChange.objects.filter(line=line, valid_from=change.on).first()
        if same_day is not None:
            _refuse_if_billed(same_day)
            values = {name: value for name, value in change.values().items() if value}
            for name, value in values.items():
                setattr(same_day, name, value)
            same_day.save()
        found = same_day or TemplateChange.objects.create(
            company_id=by.company_id,
            template=template,
            line=line,
            valid_from=change.on,
            **change.values(),
        )
        _count_up(template)
        return found


def withdraw_change(
    template_id: int, line: str, on: date, *, by: Actor, keep_drafts: bool = False
) -> None:
    """Take back a change of that day, as long as nothing has been billed from it.

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: if there is no such change, or it has billed something.
    :raises FollowersHaveDrafts: if drafts wait, and they aren't to be kept.
    """
    with permitted(by, Permission.PRICES):
        template = locked(template_id, by.company_id)
        mine = TemplateChange.objects.filter(template=template, line__key=line, valid_from=on)
        change = mine.first()
        if change is None:
            refuse_if_any([Problem("on", _("The line has no change of that day."))])
        assert change is not None  # noqa: S101 - refused above
        _refuse_if_billed(change)
        if not keep_drafts:
            refuse_if_drafts_wait(template)
        change.delete()
        _count_up(template)


def add_line(template_id: int, form: Form, *, by: Actor) -> TemplateLine:
    """Add a line, as `add_lines` does."""
    (line,) = add_lines(template_id, [form], by=by)
    return line


def add_lines(template_id: int, forms: Sequence[Form], *, by: Actor) -> list[TemplateLine]:
    """Add lines, from `valid_from` on where a posted contract follows already.

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: with all that is wrong with the lines.
    :raises FollowersHaveDrafts: if drafts of followers wait.
    """
    with permitted(by, Permission.PRICES):
        template = locked(template_id, by.company_id)
        company = Company.objects.get(pk=by.company_id)
        read = template_form.read({"code": "-", "lines": list(forms)}, company)
        refuse_if_any(_added_problems(template, read.lines))
        refuse_if_drafts_wait(template)
        first = TemplateLine.objects.filter(template=template).count()
        added = [
            TemplateLine.objects.create(
                company=company, template=template, **{**row, "position": first + place}
            )
            for place, row in enumerate(read.lines)
        ]
        dates_changed(template)
        return added


def _added_problems(template: Template, rows: Sequence[Columns]) -> list[Problem]:
    problems = []
    keys = set(TemplateLine.objects.filter(template=template).values_list("key", flat=True))
    needs_day = is_followed(template)
    for place, row in enumerate(rows):
        if row["key"] in keys:
            sentence = _("The template has a line of this key.")
            problems.append(Problem(f"lines.{place}.key", sentence))
        if row["valid_from"] is None and needs_day:
            sentence = _("Contracts follow already: say from which day on they bill it.")
            problems.append(Problem(f"lines.{place}.valid_from", sentence))
    return problems


def end_line(template_id: int, key: str, until: date, *, by: Actor) -> TemplateLine:
    """Let followers bill a line up to a day, included, and no further.

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: if there is no such line, or it begins later.
    :raises FollowersHaveDrafts: if drafts of followers wait.
    """
    with permitted(by, Permission.PRICES):
        template = locked(template_id, by.company_id)
        line = TemplateLine.objects.filter(template=template, key=key).first()
        if line is None:
            refuse_if_any([Problem("line", _("The template has no line of this key."))])
        assert line is not None  # noqa: S101 - refused above
        if line.valid_from is not None and until < line.valid_from:
            refuse_if_any([Problem("until", _("The line begins later than that."))])
        refuse_if_drafts_wait(template)
        line.valid_until = until
        line.save(update_fields=["valid_until"])
        dates_changed(template)
        return line


def find(code: str, *, by: Actor) -> Template:
    """Return the template of that code.

    :raises NoSuchTemplate: if there is none.
    """
    require(by, Permission.READ)
    found = Template.objects.filter(company_id=by.company_id, code=code).first()
    if found is None:
        raise NoSuchTemplate(code)
    return found


def locked(template_id: int, company_id: int) -> Template:
    """Return the template, locked until the transaction ends.

    :raises NoSuchTemplate: if the company has none of that number.
    """
    mine = Template.objects.select_for_update(no_key=True)
    found = mine.filter(pk=template_id, company_id=company_id).first()
    if found is None:
        raise NoSuchTemplate(template_id)
    return found


def is_followed(template: Template) -> bool:
    """Say whether a contract that isn't a draft any more follows the template."""
    mine = Contract.objects.filter(template=template, follows_template=True)
    return mine.exclude(state=State.DRAFT.value).exists()


def change_problems(line: TemplateLine | None, change: LineChange) -> list[Problem]:
    """Return all that is wrong with a change, before it is looked at or made."""
    problems = []
    if line is None:
        problems.append(Problem("line", _("The template has no line of this key.")))
    if not any(value is not None and value != "" for value in change.values().values()):
        problems.append(Problem("unit_price", _("Say what changes: a price, for instance.")))
    problems += _number_problems("unit_price", change.unit_price, MOST_PRICE_DECIMALS)
    problems += _number_problems("quantity", change.quantity, MOST_QUANTITY_DECIMALS)
    if change.quantity is not None and change.quantity < 0:
        problems.append(Problem("quantity", _("A quantity isn't negative.")))
    for place, percent in enumerate(change.discounts or ()):
        problems += _number_problems(f"discounts.{place}", percent, MOST_PRICE_DECIMALS)
        if percent > HUNDRED:
            problems.append(Problem(f"discounts.{place}", _("A discount is 100 at most.")))
    return problems


def refuse_if_drafts_wait(template: Template) -> None:
    """Refuse a change that would make drafts of followers stale, of former ones too.

    :raises FollowersHaveDrafts: if there are any.
    """
    found = rows_named(_WAITING, {"company": template.company_id, "template": template.pk})
    if found:
        raise FollowersHaveDrafts(template.code, [row[0] for row in found if row[0]])


def dates_changed(template: Template) -> None:
    """Have the followers looked at anew, and what was drafted from them before be stale."""
    _count_up(template)
    template_refresh.ask(template.company_id, template.pk)


def _number_problems(path: str, value: Decimal | None, decimals: int) -> list[Problem]:
    if value is None:
        return []
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(value) >= PRICE_LIMIT or -exponent > decimals:
        sentence = _("Write a number of at most 12 whole digits and %(decimals)s decimals.")
        return [Problem(path, sentence % {"decimals": decimals})]
    return []


def _refuse_if_billed(change: TemplateChange) -> None:
    """What is billed keeps what explains it."""
    if DocumentLine.objects.filter(modification_id=change.pk).exists():
        sentence = _("Documents were made from this change already: add one of a later day.")
        refuse_if_any([Problem("on", sentence)])


def _count_up(template: Template) -> None:
    """What was drafted from a follower before is stale."""
    Template.objects.filter(pk=template.pk).update(version=F("version") + 1)

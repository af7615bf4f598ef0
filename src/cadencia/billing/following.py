"""Contracts that follow a template: made from one, begun and ended to follow (AG-6).

A follower has the header that it was made with; its lines are the template's, read anew each
time, and after them any of its own. Without a schedule of its own it has the template's too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from cadencia.billing import due, template_form, template_moves, templates
from cadencia.billing.acts import Drafts, settle_drafts
from cadencia.billing.gathering import masters_of
from cadencia.billing.importing import contract_fields, kept_contracts
from cadencia.billing.importing.fields import Json
from cadencia.billing.importing.kept_contracts import KeptContract
from cadencia.billing.importing.surroundings import Surroundings, codes_by_id, surroundings_of
from cadencia.contracts import codes, services
from cadencia.contracts.models import (
    Contract,
    ContractLine,
    PastTemplate,
    Template,
    TemplateLine,
)
from cadencia.contracts.states import State
from cadencia.core.agreement import Agreement
from cadencia.interchange import reader
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Company, Customer
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

Form = Mapping[str, Json]
"""A contract by the names of the contract file; what it leaves out is the template's."""

SCHEDULE = (
    *("schedule_every", "schedule_unit", "schedule_first", "schedule_anchor_day"),
    *("schedule_months", "schedule_day", "schedule_since"),
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A contract made from a template, as it will be kept."""

    header: dict[str, Any]
    lines: list[dict[str, Any]]
    agreement: Agreement


def make_contract(
    template_code: str, customer_code: str, form: Form, *, today: date, by: Actor
) -> Contract:
    """Make a draft that follows a template; `form` says what is the contract's own.

    Header and delivery options are the template's where the form leaves them out, and stay as
    they are then; lines of the form are its own, billed after the template's.

    :raises ValuesRefused: with all that is wrong with it.
    """
    with permitted(by, Permission.CONTRACTS):
        company = Company.objects.get(pk=by.company_id)
        template = _template(template_code, by)
        customer = Customer.objects.filter(company=company, code=customer_code).first()
        problems = []
        if template is None:
            problems.append(Problem("template", _("There is no template with this code.")))
        if customer is None:
            problems.append(Problem("customer", _("There is no customer with this code.")))
        code = _text(form, "code")
        if code and Contract.objects.filter(company=company, code=code).exists():
            problems.append(Problem("code", _("There is a contract with this code already.")))
        refuse_if_any(problems)
        assert template is not None and customer is not None  # noqa: S101, PT018
        if form.get("code") in (None, ""):
            form = {**form, "code": codes.propose(by=by)}
        read = _read(template, customer, form, company)
        kept = KeptContract(read.header, {"lines": read.lines} if read.lines else {})
        kept.template, kept.details = template.pk, {"documents_are": template.documents_are}
        kept_contracts.insert([kept], by.company_id, created_on=today)
        return Contract.objects.get(company=company, code=form["code"])


def follow(
    contract_id: int, template_code: str, *, by: Actor, drop_lines: bool = False
) -> Contract:
    """Have a draft follow a template, with its own lines beside or, if so chosen, without them.

    :raises NoSuchContract: if the company has no contract of that number.
    :raises ValuesRefused: if it is no draft, or a line of its own has a key of the template's.
    """
    with permitted(by, Permission.CONTRACTS):
        contract = services.locked(contract_id, by.company_id)
        template = _template(template_code, by)
        if template is None:
            refuse_if_any([Problem("template", _("There is no template with this code."))])
        assert template is not None  # noqa: S101 - refused above
        if contract.state != State.DRAFT.value:
            sentence = _("Only a draft begins to follow a template: revert its posting first.")
            refuse_if_any([Problem("contract", sentence)])
        own = ContractLine.objects.filter(contract=contract)
        if drop_lines:
            own.filter(one_off_on=None, one_off_month="", one_off_with_next=False).delete()
        refuse_if_any(_same_keys(own, template))
        PastTemplate.objects.filter(contract=contract).delete()  # a draft begins anew
        before = contract.template.version if contract.follows_template else 0
        contract.template, contract.follows_template = template, True
        contract.version += before + 1
        contract.save(update_fields=["template", "follows_template", "version"])
        return contract


def detach(contract_id: int, *, by: Actor, waiting: Drafts = Drafts.REFUSE) -> Contract:
    """Give a follower the lines, dated changes and schedule of its template as its own.

    From then on the template's changes don't reach it; what it bills is the same as before. A
    posted contract is reverted and posted again for it, which needs the permission to revert.

    :raises NoSuchContract: if the company has no contract of that number.
    :raises ValuesRefused: if it follows no template, or is finished or void.
    :raises DraftsWait: if drafts made from it wait, and they aren't to be deleted or kept.
    """
    require(by, Permission.CONTRACTS)
    with permitted(by, _permission_to_detach(contract_id, by)):
        if waiting is not Drafts.KEEP:
            touched = settle_drafts(contract_id, by.company_id, waiting)
        else:
            touched = frozenset()
        contract = services.locked(contract_id, by.company_id)
        refuse_if_any(_detach_problems(contract))
        templates.locked(contract.template_id or 0, by.company_id)
        template_moves.detach([contract.pk])
        Contract.objects.filter(pk=contract.pk).update(version=F("version") + 1)
        due.refresh(sorted({contract.pk, *touched}), by.company_id)
        contract.refresh_from_db()
        return contract


def _template(code: str, by: Actor) -> Template | None:
    mine = Template.objects.select_for_update(no_key=True)
    return mine.filter(company_id=by.company_id, code=code).first()


# Reading a contract made from a template


def _read(template: Template, customer: Customer, form: Form, company: Company) -> _Read:
    """Read the contract as a whole, and keep what is its own."""
    masters = masters_of(company.pk)
    refs = codes_by_id(company, customers=False)
    whole = template_form.written(template, masters, refs)
    shared = {name: whole[name] for name in whole if name not in ("code", "name", "lines")}
    own_lines = form.get("lines") or []
    contract: dict[str, Json] = {**shared, **form, "state": "draft"}
    if isinstance(own_lines, list):  # the reader refuses anything else
        contract["lines"] = [*whole["lines"], *own_lines]
    kinds, payers = _text(contract, "kind"), _text(contract, "bill_to")
    named = {customer.code, *([payers] if payers else [])}
    around = surroundings_of(company, {kinds} if kinds else set(), customers=named)
    known = around.customers[customer.code]
    reading = reader.read_contract(
        contract,
        around.parties(known),
        around.masters_for(known, _text(contract, "price_list")),
        check_posting=False,
    )
    problems = [template_form.told_problem(each) for each in reading.problems]
    problems += _unknown(contract, around)
    if reading.file is None or problems:
        raise ValuesRefused(problems)
    if form.get("schedule") is None:
        contract["schedule"] = None  # the template's, read anew each time
    header = contract_fields.header_kept(contract, customer.pk, around.refs)
    return _Read(header, _own(own_lines, reading.file.agreement, around), reading.file.agreement)


def _unknown(contract: Mapping[str, Json], around: Surroundings) -> list[Problem]:
    """Return what is wrong with references that only the company's data can judge."""
    problems = []
    payer, price_list = _text(contract, "bill_to"), _text(contract, "price_list")
    if payer and payer not in around.customers:
        problems.append(Problem("bill_to", _("There is no customer with this code.")))
    if price_list and price_list not in around.masters.price_list_ids:
        problems.append(Problem("price_list", _("There is no price list of this code.")))
    return problems


def _text(form: Mapping[str, Json], name: str) -> str | None:
    """Return a text that is given; what is no text is for the reader to refuse."""
    value = form.get(name)
    return value if isinstance(value, str) and value else None


def _own(own_lines: list[Json], agreement: Agreement, around: Surroundings) -> list[dict[str, Any]]:
    rows = [contract_fields.part_kept(template_form.LINES, each, around.refs) for each in own_lines]
    mine = agreement.contract.lines[len(agreement.contract.lines) - len(rows) :]
    template_form.keep_formula_prices(rows, mine)
    return rows


# Detaching


def _permission_to_detach(contract_id: int, by: Actor) -> Permission:
    posted = Contract.objects.filter(
        pk=contract_id, company_id=by.company_id, state=State.POSTED.value
    )
    return Permission.REVERT if posted.exists() else Permission.CONTRACTS


def _detach_problems(contract: Contract) -> list[Problem]:
    problems = []
    if not contract.follows_template:
        problems.append(Problem("template", _("The contract follows no template.")))
    if PastTemplate.objects.filter(contract=contract).exists():
        sentence = _("It followed another template before: what it billed needs both.")
        problems.append(Problem("template", sentence))
    if contract.state not in (State.DRAFT.value, State.POSTED.value):
        sentence = _("It is finished or void: nothing is billed of it any more.")
        problems.append(Problem("contract", sentence))
    return problems


def _same_keys(own: Any, template: Template) -> list[Problem]:
    keys = set(TemplateLine.objects.filter(template=template).values_list("key", flat=True))
    sentence = _("The template has a line of key %(key)s too: rename or drop the contract's.")
    return [
        Problem("lines", sentence % {"key": key})
        for key in own.values_list("key", flat=True)
        if key in keys
    ]

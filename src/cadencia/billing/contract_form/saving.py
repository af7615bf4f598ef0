"""A contract saved from its form, in one call: a new one, a draft, or what a posted one admits.

All problems are named at once, each with its field; nothing is written unless all of it is. Who
saves says which version of the contract the form was read from: if somebody changed it
meanwhile, nothing is overwritten (`ChangedMeanwhile`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from cadencia.billing import changing_details, editing_drafts, registering
from cadencia.billing.acts import Drafts
from cadencia.billing.contract_form import posted, trying
from cadencia.billing.contract_form.canonical import canonical
from cadencia.billing.contract_form.reading import ContractForm, Details, Form, read
from cadencia.billing.importing.followers import OWN_HEADER, TEMPLATE
from cadencia.contracts import services
from cadencia.contracts.models import Contract
from cadencia.contracts.states import State
from cadencia.interchange.contract import CONTRACT_FIELDS
from cadencia.interchange.details import KEYS as DETAILS
from cadencia.parties.access import Actor, Permission, acting, permitted, require
from cadencia.parties.models import Company, Customer
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

_APART = ("state", "active", "ledger", *DETAILS)
EDITED = tuple(each for each in CONTRACT_FIELDS if each not in _APART)
"""The fields of a contract that its form says beside its details; the others are an act's."""

NOTED = (
    *("notes", "responsible", "sales_rep", "responsible_party"),
    *("sending", "email_to", "email_copy"),
    *("commission_rate", "commission_base"),
)
_DOCUMENTS_ARE = ("", "draft", "issued")


class ChangedMeanwhile(Exception):
    """Somebody changed the contract since the form was read; `now` is how it stands.

    `base` and `mine` are what both began with and what was wanted, where the page can't know it.
    """

    def __init__(
        self, now: ContractForm, *, base: "Wanted | None" = None, mine: "Wanted | None" = None
    ) -> None:
        super().__init__(now.code, now.version)
        self.now = now
        self.base = base
        self.mine = mine


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A contract as it is to be. What `contract` leaves out is to have its usual value.

    `modification_ids` are the rows of `contract["modifications"]`, None for new ones.
    """

    customer: str
    contract: Form
    details: Details = field(default_factory=Details)
    modification_ids: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the form was read from: the contract's version, and its details then."""

    version: int
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Who saves, when, in which language; what becomes of drafts of a posted contract."""

    by: Actor
    at: datetime
    language: str
    waiting: Drafts = Drafts.REFUSE


def save(wanted: Wanted, manner: Manner, *, contract_id: int | None, known: Known | None) -> int:
    """Save a contract, and return its number; without a number it is a new draft.

    :raises ValuesRefused: with all that is to be mended, each with its field.
    :raises ChangedMeanwhile: if it isn't as it was when the form was read.
    :raises NoSuchContract: if the company has none of that number.
    :raises NotAllowed, CredentialsWanted: as what is changed asks for.
    :raises DraftsWait: if drafts of a posted contract wait, and nothing else was chosen.
    """
    with translation.override(manner.language):
        if contract_id is None:
            return _create(wanted, manner)
        require(manner.by, Permission.READ)
        with acting(manner.by):
            contract = services.locked(contract_id, manner.by.company_id)
            now = read(contract_id, by=manner.by)
            _refuse_changed(wanted, known, now)
            if contract.state == State.DRAFT:
                _edit(wanted, manner, now)
            else:
                same_words = replace(wanted, contract=canonical(wanted.contract))
                posted.change(same_words, manner, now)
            _note(wanted.details, known, now, manner)
        return contract_id


def _refuse_changed(wanted: Wanted, known: Known | None, now: ContractForm) -> None:
    """Refuse what would overwrite another's work; what only they changed stays theirs."""
    if known is None:
        return
    if known.version != now.version:
        raise ChangedMeanwhile(now)
    mine, before, theirs = (each.form() for each in (wanted.details, known.details, now.details))
    for name, value in mine.items():
        if value != before[name] and theirs[name] not in (before[name], value):
            raise ChangedMeanwhile(now)


def _create(wanted: Wanted, manner: Manner) -> int:
    with permitted(manner.by, Permission.CONTRACTS):
        company = Company.objects.defer("logo").get(pk=manner.by.company_id)
        _refuse_without_customer(wanted, manner)
        contract = {**wanted.contract, "state": State.DRAFT.value}
        if contract.get(TEMPLATE):
            contract[OWN_HEADER] = True
        form = {"customer": {"code": wanted.customer}, "contract": contract}
        done = registering.register(
            company, [form], by=manner.by, at=manner.at, language=manner.language, follows=True
        )
        wrong = _details_problems(wanted.details, manner.by)
        refuse_if_any([*done.problems.get(0, ()), *wrong])
        number = done.contracts[0].id
        columns = changing_details.columns_of(_noted(wanted.details), by=manner.by)
        columns["documents_are"] = wanted.details.documents_are
        Contract.objects.filter(pk=number, company=company).update(**columns)
        return number


def _edit(wanted: Wanted, manner: Manner, now: ContractForm) -> None:
    require(manner.by, Permission.CONTRACTS)
    _refuse_without_customer(wanted, manner)
    contract: dict[str, Any] = {name: wanted.contract.get(name) for name in EDITED}
    wrong = _details_problems(wanted.details, manner.by)
    is_same = _edited(canonical(wanted.contract)) == _edited(now.contract)
    if not (is_same and wanted.customer == now.customer):
        changes = {"customer": {"code": wanted.customer}, "contract": contract}
        try:
            editing_drafts.edit(
                now.id, changes, by=manner.by, at=manner.at, language=manner.language
            )
        except ValuesRefused as refused:
            raise ValuesRefused([*refused.problems, *wrong]) from None
    refuse_if_any(wrong)
    if wanted.details.documents_are != now.details.documents_are:
        mine = Contract.objects.filter(pk=now.id, company_id=manner.by.company_id)
        mine.update(documents_are=wanted.details.documents_are, version=F("version") + 1)


def _edited(contract: Form) -> dict[str, Any]:
    return {name: each for name, each in contract.items() if name in EDITED}


def _note(wanted: Details, known: Known | None, now: ContractForm, manner: Manner) -> None:
    """Write what no document is made from, as far as it was changed in this form."""
    before = (known.details if known else now.details).form()
    changed = {
        name: value
        for name, value in _noted(wanted).items()
        if value != before[name] and value != now.details.form()[name]
    }
    if changed:
        changing_details.change_details(now.id, changed, by=manner.by)


def _noted(details: Details) -> dict[str, str]:
    return {name: value for name, value in details.form().items() if name in NOTED}


def _details_problems(details: Details, by: Actor) -> list[Problem]:
    found = changing_details.problems_of(_noted(details), by=by)
    if details.documents_are not in _DOCUMENTS_ARE:
        found.append(Problem("documents_are", _("Choose draft, issued, or the company's usual.")))
    return found


def _refuse_without_customer(wanted: Wanted, manner: Manner) -> None:
    """Name the customer that is missing together with all else that is to be mended."""
    mine = Customer.objects.filter(company_id=manner.by.company_id, code=wanted.customer)
    if wanted.customer and mine.exists():
        return
    sentence = _("Choose the customer.")
    if wanted.customer:
        sentence = _("There is no customer with this code.")
    others = trying.problems(wanted.contract, manner.language, by=manner.by)
    raise ValuesRefused([Problem("customer", sentence), *others])


def known_of(found: ContractForm) -> Known:
    """Return what a form that was just read knows."""
    return Known(version=found.version, details=found.details)


def as_wanted(found: ContractForm, **changes: Mapping[str, Any]) -> Wanted:
    """Return a contract as it stands, with some fields of its form changed."""
    contract = {**found.contract, **changes.get("contract", {})}
    return Wanted(
        customer=found.customer,
        contract={name: each for name, each in contract.items() if each is not None},
        details=Details(**{**found.details.form(), **changes.get("details", {})}),
        modification_ids=found.modification_ids,
    )

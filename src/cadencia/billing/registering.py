"""Contracts registered one by one or by the thousand, from the contract file's form (AG-1).

The checks are those of the import: everything that is wrong is named at once, with its field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cadencia.billing.exporting.records import contract_form
from cadencia.billing.importing import Manner, import_records
from cadencia.billing.importing.contracts import Written
from cadencia.billing.importing.kept_contracts import KeptContract
from cadencia.billing.importing.surroundings import Surroundings
from cadencia.billing.querying import kept
from cadencia.contracts.states import State
from cadencia.interchange.tables.records import Bundle, Place, Record, shown
from cadencia.interchange.tables.records import Problem as Found
from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem
from cadencia.webhooks import outbox

MOST = 1000
"""Contracts that are registered together at most."""

Form = Mapping[str, Any]
"""`{"customer": {"code": …}, "contract": {…}}`, as `docs/interchange.md` has it."""

_TAKEN = "SELECT code FROM contracts_contract WHERE company_id = %s AND code = ANY(%s)"


@dataclass(frozen=True, slots=True)
class FormOrigin:
    """A record that is the n-th form given: a problem's row is n, its column the field."""

    number: int
    data: Form

    def where(self, path: str) -> Place:
        """Return the place of a field."""
        return Place(file="", row=self.number, column=path, value=shown(None))


@dataclass(frozen=True, slots=True)
class Made:
    """A contract that was registered."""

    kept: KeptContract
    around: Surroundings
    look_from: date | None

    @property
    def id(self) -> int:
        """Return its number."""
        return self.kept.id or 0

    @property
    def code(self) -> str:
        """Return its code, given or proposed."""
        return str(self.kept.header["code"])

    @property
    def state(self) -> str:
        """Return the state in which it begins."""
        return str(self.kept.header["state"])

    def form(self) -> dict[str, Any]:
        """Return it as the contract file has it, with the usual values left out."""
        return contract_form(self.kept, self.around.codes())


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What became of the forms: a contract each, or what is to be mended, by position."""

    contracts: Mapping[int, Made]
    problems: Mapping[int, Sequence[Problem]] = field(default_factory=dict)


def register(  # noqa: PLR0913 - what, whose, when, in which words, and whether of templates
    company: Company,
    forms: Sequence[Form],
    *,
    by: Actor,
    at: datetime,
    language: str,
    follows: bool = False,
) -> Registered:
    """Register contracts, all of them or none; post those that don't say they are drafts.

    Each form is an object with `customer.code` and `contract`; the rest is checked here. One
    without a code is given the company's next. With `follows` a contract may say the `template`
    that it follows.
    """
    access.require_in(by, company.pk, Permission.CONTRACTS)
    with transaction.atomic(savepoint=False):  # the import has one, and says who is at work
        records = [_record(number, form) for number, form in enumerate(forms)]
        # Of a single one it is asked only once it was refused: mostly its code is a new one.
        problems = _taken(company, records) if len(records) > 1 else {}
        if not problems:
            manner = Manner(at=at, language=language, follows=follows, all_new=True, by=by)
            outcome = import_records(Bundle({"contracts": records}), company, manner)
            problems = _by_form(outcome.problems)
        if problems:
            return Registered(contracts={}, problems=_taken(company, records) or problems)
        made = _made(outcome.contracts)
        outbox.tell_many(
            company.pk,
            "contract.posted",
            (
                {"contract": each.id, "code": each.code, "state": each.state}
                for each in made.values()
                if each.state == State.POSTED
            ),
        )
        return Registered(contracts=made)


def register_each(
    company: Company, forms: Sequence[Form], *, by: Actor, at: datetime, language: str
) -> Registered:
    """Register those of the contracts that can be, and say what is wrong with the others."""
    left = list(range(len(forms)))
    problems: dict[int, Sequence[Problem]] = {}
    while left:
        chosen = [forms[each] for each in left]
        done = register(company, chosen, by=by, at=at, language=language)
        if not done.problems:
            contracts = {left[number]: each for number, each in done.contracts.items()}
            return Registered(contracts=contracts, problems=problems)
        problems.update({left[number]: each for number, each in done.problems.items()})
        left = [number for number in left if number not in problems]
    return Registered(contracts={}, problems=problems)


def as_values(problem: Found) -> Problem:
    """Return a problem of the import with its field and one sentence."""
    sentence = f"{problem.problem} {problem.remedy}".strip()
    return Problem(problem.place.column or "contract", sentence)


def _record(number: int, form: Form) -> Record:
    data = {"customer": form["customer"], "contract": form["contract"]}
    return Record(kind="contracts", data=data, origin=FormOrigin(number, form))


def _taken(company: Company, records: Sequence[Record]) -> dict[int, Sequence[Problem]]:
    """Return the forms whose code a contract has, or another form before."""
    codes = [_code(each) for each in records]
    wanted = [each for each in codes if each is not None]
    taken = {code for (code,) in kept(_TAKEN, company.pk, wanted)}
    problems: dict[int, Sequence[Problem]] = {}
    for number, code in enumerate(codes):
        if code is None:
            continue
        if code in taken:
            sentence = _("There is a contract with this code already.")
            problems[number] = [Problem("contract.code", sentence)]
        taken.add(code)
    return problems


def _code(record: Record) -> str | None:
    code = record.data["contract"].get("code")
    return code if isinstance(code, str) and code else None


def _by_form(found: Sequence[Found]) -> dict[int, Sequence[Problem]]:
    problems: dict[int, list[Problem]] = {}
    for each in found:
        problems.setdefault(each.place.row or 0, []).append(as_values(each))
    return dict(problems)


def _made(written: Written) -> dict[int, Made]:
    """Return what was made of each form: all of them are new, so in the order given."""
    if written.around is None:
        return {}
    return {
        number: Made(each, written.around, written.look_from.get(each.id or 0))
        for number, each in enumerate(written.contracts)
    }

"""A form tried out while it is typed: what it would bill, and what is still to be mended.

The same reader and the same calculation as saving, preview and run. What can't be read yet is
left out for the while, so that the rest can be seen; nothing is written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cadencia.billing.contract_form.reading import ContractForm, Followed, Form, followed
from cadencia.billing.contract_form.rekeying import as_kept, user_keys
from cadencia.billing.gathering import Masters, gather, masters_of
from cadencia.billing.importing.fields import Json
from cadencia.billing.importing.followers import OWN_HEADER, TEMPLATE
from cadencia.billing.importing.surroundings import KnownCustomer, surroundings_of
from cadencia.contracts.models import Template
from cadencia.core import duration
from cadencia.core.agreement import Agreement, Customer, Key
from cadencia.core.footer import Footer, footer
from cadencia.core.outlook import Ahead, coming
from cadencia.interchange import contract_file, reader
from cadencia.interchange.contract import Parties
from cadencia.interchange.problems import Problem as Found
from cadencia.interchange.problems import sentence
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem

SHOWN = 12  # installments to come
_TRIES = 4  # each leaves out what the one before couldn't read
_ROW = re.compile(r"contract\.(lines|modifications|reviews|pauses|moves)\.(\d+)")
_NOBODY = KnownCustomer(id=0, value=Customer(code="?", name="?"), price_list="")
_NOTHING: Form = {"key": "?", "description": "?", "unit_price": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a form would do. `problems` are all that posting it would refuse.

    `texts` are the description and the extra text of each line as the first installment that
    bills it prints them, by the user's key. `count` is that of the installments up to the end,
    `end` the day that goes with the count.
    """

    problems: tuple[Problem, ...] = ()
    coming: tuple[Ahead, ...] = ()
    footer: Footer | None = None
    keys: Mapping[Key, str] = field(default_factory=dict)  # the user's, where the footer has rows
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    count: int | None = None
    end: date | None = None
    currency: str = ""
    decimals: int = 2


def try_out(  # noqa: PLR0913 - what is tried, of what, as of when, in which words, for whom
    customer: str,
    contract: Form,
    *,
    now: ContractForm | None,
    today: date,
    language: str,
    by: Actor,
) -> Tried:
    """Return what a contract would bill as its form stands.

    `now` is the contract as it is kept, None for a new one: what it billed isn't billed again.
    """
    require(by, Permission.READ)
    ground = _ground(customer, contract, now, by)
    found = _problems(ground, contract, language)
    readable = _readable(ground, contract)
    if readable is None:
        return Tried(problems=found)
    agreement = _whole(*readable, ground, now)
    keys = {**{key: str(key) for key in _keys(agreement)}, **user_keys(now)}
    ahead = coming(agreement, most=SHOWN, is_business_day=ground.masters.is_business_day)
    return Tried(
        problems=found,
        coming=ahead,
        footer=footer(agreement, today),
        keys=keys,
        texts=_texts(ahead, keys),
        count=duration.counted(agreement.contract),
        end=duration.offered_end(agreement.contract),
        currency=agreement.contract.currency,
        decimals=agreement.contract.totals_decimals,
    )


def problems(contract: Form, language: str, *, by: Actor) -> tuple[Problem, ...]:
    """Return what is to be mended in a draft whose customer isn't known yet."""
    require(by, Permission.READ)
    return _problems(_ground("", contract, None, by), contract, language, posting=False)


# What a form is read with


@dataclass(frozen=True, slots=True)
class _Ground:
    masters: Masters
    parties: Parties
    catalog: contract_file.Masters
    template: Followed | None

    def whole(self, contract: Form) -> dict[str, Json]:
        """Return the contract with what it reads of its template."""
        found = {
            name: each for name, each in contract.items() if name not in (TEMPLATE, OWN_HEADER)
        }
        if self.template is None:
            return found
        if not found.get("schedule") and self.template.schedule:
            found["schedule"] = self.template.schedule
        found["lines"] = [*self.template.lines, *(found.get("lines") or ())]
        found["modifications"] = [*(found.get("modifications") or ()), *self.template.changes]
        return found

    def read(
        self, contract: Form, *, posting: bool, check_variables: bool = False
    ) -> reader.Reading:
        # A code that isn't given is proposed when it is saved.
        whole = {"code": "?", **self.whole(contract), "state": "posted", "active": True}
        return reader.read_contract(
            whole,
            self.parties,
            self.catalog,
            check_posting=posting,
            check_variables=check_variables,
        )


def _ground(customer: str, contract: Form, now: ContractForm | None, by: Actor) -> _Ground:
    company = Company.objects.defer("logo").get(pk=by.company_id)
    masters = masters_of(company.pk)
    around = surroundings_of(company, set(), customers={customer}, masters=masters)
    known = around.customers.get(customer, _NOBODY)
    price_list = contract.get("price_list")
    template = now.follows if now is not None else _chosen(contract, company)
    return _Ground(
        masters=masters,
        parties=around.parties(known),
        catalog=around.masters_for(known, price_list if isinstance(price_list, str) else None),
        template=template,
    )


def _chosen(contract: Form, company: Company) -> Followed | None:
    code = contract.get(TEMPLATE)
    row = Template.objects.filter(company=company, code=code).first() if code else None
    return None if row is None else followed(company, row.pk, row.code)


# Reading what can be read


def _problems(
    ground: _Ground, contract: Form, language: str, *, posting: bool = True
) -> tuple[Problem, ...]:
    found = ground.read(contract, posting=posting, check_variables=True).problems
    return tuple(
        Problem(_placed(each, ground, contract), sentence(each, language)) for each in found
    )


def _placed(problem: Found, ground: _Ground, contract: Form) -> str:
    """Return the place of a problem in the form; of what is the template's, the template."""
    row = _ROW.match(problem.path)
    if ground.template is None or row is None:
        return problem.path
    name, place = row[1], int(row[2])
    if name == "lines":
        place -= len(ground.template.lines)
    elif name == "modifications" and place >= len(contract.get(name) or ()):
        place = -1
    if place < 0:
        return f"contract.{TEMPLATE}"
    return f"contract.{name}.{place}{problem.path[row.end() :]}"


def _readable(ground: _Ground, contract: Form) -> tuple[Agreement, Form] | None:
    """Read what can be read, and return that too: rows and fields that can't are left out."""
    left: dict[str, Any] = dict(contract)
    for _ in range(_TRIES):
        if not left.get("lines") and ground.template is None:
            left["lines"] = [_NOTHING]  # the dates show before anything is billed on them
        reading = ground.read(left, posting=False)
        if reading.file is not None:
            return reading.file.agreement, left
        left = _without(left, [_placed(each, ground, left) for each in reading.problems])
    return None


def _without(contract: Mapping[str, Any], paths: Sequence[str]) -> dict[str, Any]:
    left = dict(contract)
    rows: dict[str, set[int]] = {}
    for path in paths:
        row = _ROW.match(path)
        if row is not None:
            rows.setdefault(row[1], set()).add(int(row[2]))
        else:
            left.pop(path.removeprefix("contract.").split(".")[0], None)
    for name, places in rows.items():
        kept = [row for place, row in enumerate(left.get(name) or ()) if place not in places]
        left[name] = kept
    return left


def _whole(read: Agreement, contract: Form, ground: _Ground, now: ContractForm | None) -> Agreement:
    """Return what was read, with what is billed of it, as if it were posted and active."""
    agreement = read
    if now is not None:
        (gathered,) = gather([now.id], ground.masters)
        if {**contract} == now.contract:
            agreement = gathered.agreement
        else:
            rows = contract.get("modifications") or ()
            agreement = as_kept(read, gathered.agreement, now, rows)
    posted = replace(agreement.contract, state="posted", active=True)
    return replace(agreement, contract=posted)


def _keys(agreement: Agreement) -> list[Key]:
    return [line.key for line in agreement.contract.lines]


def _texts(ahead: Sequence[Ahead], keys: Mapping[Key, str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for each in ahead:
        for document in each.documents:
            for line in document.lines:
                if line.key is not None:
                    key = keys.get(line.key, str(line.key))
                    found.setdefault(key, (line.description, line.extra_text))
    return found

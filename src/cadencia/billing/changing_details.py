"""The details that may change on a posted contract: payment, delivery, who is in charge (R14)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing import detail_texts, everyday
from cadencia.billing.acts import Drafts
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract
from cadencia.core.commissions import Base
from cadencia.core.recipients import Sending
from cadencia.interchange import problems as interchange
from cadencia.interchange.fields import RATE, Fields
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import ResponsibleParty, SalesRep, User
from cadencia.parties.problems import Problem, refuse_if_any

PRINTED = ("payment_method", "mandate", "delivery_address")
"""What documents are made from: drafts that wait are settled first."""

MAILED = ("sending", "email_to", "email_copy")
"""Whether and where to documents are sent by e-mail: nothing that they print."""

TEXTS = (*PRINTED, "contact", "notes", *MAILED)
COMMISSION = ("commission_rate", "commission_base")
"""What the sales representative earns by lines that say nothing of it, from now on (AG-4)."""

NAMES = (*TEXTS, *COMMISSION, "responsible", "sales_rep", "responsible_party")


def change_details(
    contract_id: int,
    values: Mapping[str, object],
    *,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Contract:
    """Change the given details; one that is None or empty is taken away.

    `responsible` is the name of a user of the company, `sales_rep` the code of a salesperson,
    `responsible_party` the name of who answers for the debt; `sending` is create_only,
    create_and_send, or empty for the customer's choice, and goes to `email_to` with a copy to
    `email_copy`, or to the customer's addresses. `commission_rate` is a percent from 0 to 100, or
    empty for the representative's own; `commission_base` is net, margin, none, or empty for net.
    Documents that are issued stay as they are; waiting drafts are asked about only if what is
    printed on them changes.

    :raises ValuesRefused: with all that is wrong, each naming its field.
    """
    if any(name in values for name in PRINTED):
        frame = everyday.changing(contract_id, Everyday.CHANGE, by=by, waiting=waiting)
    else:
        frame = everyday.noting(contract_id, Everyday.CHANGE, by=by)
    with frame as contract:
        columns, wrong = _read(values, by)
        refuse_if_any(wrong)
        for name, value in columns.items():
            setattr(contract, name, value)
        contract.save(update_fields=list(columns))
    return contract


def problems_of(values: Mapping[str, object], *, by: Actor) -> list[Problem]:
    """Return what is wrong with details, to be told together with what else is to be mended."""
    require(by, Permission.READ)
    return _read(values, by)[1]


def columns_of(values: Mapping[str, object], *, by: Actor) -> dict[str, Any]:
    """Return the columns of details, for a contract that is just being made.

    :raises ValuesRefused: with all that is wrong, each naming its field.
    """
    require(by, Permission.READ)
    columns, wrong = _read(values, by)
    refuse_if_any(wrong)
    return columns


def _read(values: Mapping[str, object], by: Actor) -> tuple[dict[str, Any], list[Problem]]:
    found = interchange.Problems()
    fields = Fields(values, "", found, NAMES)
    texts = {name: fields.text(name) for name in TEXTS if name in values}
    references: dict[str, Any] = {}
    wrong = list(detail_texts.problems(texts))
    wrong += _sending(texts)
    commission, of_commission = _commission(values)
    wrong += of_commission
    for name, lookup in REFERENCES.items():
        if name in values:
            code = fields.name(name) if str(values[name] or "").strip() else None
            references[name] = lookup(by.company_id, code) if code else None
            if code and references[name] is None:
                wrong.append(Problem(name, _("There is none of that name in the company.")))
    return {**texts, **commission, **references}, [*(_told(each) for each in found.found), *wrong]


def _commission(values: Mapping[str, object]) -> tuple[dict[str, Any], list[Problem]]:
    found: dict[str, Any] = {}
    wrong = interchange.Problems()
    if "commission_rate" in values:
        said = {"commission_rate": values["commission_rate"] or None}  # a text: "0" is a percent
        fields = Fields(said, "", wrong, ("commission_rate",))
        found["commission_rate"] = fields.amount("commission_rate", RATE)
    problems = [_told(each) for each in wrong.found]
    if "commission_base" in values:
        found["commission_base"] = values["commission_base"] or ""
        if found["commission_base"] not in ("", *Base):
            sentence = _("Write net, margin or none, or leave it empty.")
            problems.append(Problem("commission_base", sentence))
    return found, problems


def _sending(texts: Mapping[str, str]) -> Iterator[Problem]:
    if texts.get("sending", "") not in ("", *Sending):
        yield Problem("sending", _("Write create_only or create_and_send, or leave it empty."))


def _user(company_id: int, name: str) -> User | None:
    return User.objects.filter(
        username=name, memberships__company=company_id, memberships__is_active=True
    ).first()


def _sales_rep(company_id: int, code: str) -> SalesRep | None:
    return SalesRep.objects.filter(company_id=company_id, code=code).first()


def _responsible_party(company_id: int, name: str) -> ResponsibleParty | None:
    return ResponsibleParty.objects.filter(company_id=company_id, name=name).first()


REFERENCES: Mapping[str, Callable[[int, str], Any]] = {
    "responsible": _user,
    "sales_rep": _sales_rep,
    "responsible_party": _responsible_party,
}


def _told(problem: interchange.Problem) -> Problem:
    language = (get_language() or "es")[:2]
    return Problem(problem.path, interchange.sentence(problem, language))

"""A contract read whole, as its form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from cadencia.billing.exporting.records import contract_form
from cadencia.billing.importing import followed_templates, kept_contracts
from cadencia.billing.importing.contract_fields import PARTS, part_told, referred
from cadencia.billing.importing.fields import Json
from cadencia.billing.importing.followers import OWN_HEADER, TEMPLATE
from cadencia.billing.importing.kept_contracts import KeptContract
from cadencia.billing.importing.surroundings import codes_of
from cadencia.contracts.models import Contract, ContractLine, ScheduledModification
from cadencia.contracts.services import NoSuchContract
from cadencia.contracts.states import State
from cadencia.interchange.details import KEYS as DETAILS
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import Company

Form = Mapping[str, Json]

_LINES = next(part for part in PARTS if part.model is ContractLine)
_CHANGES = next(part for part in PARTS if part.model is ScheduledModification)
_JOINED = ("sales_rep", "responsible", "responsible_party", "customer", "renewed_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a contract says that nothing is calculated from (`interchange.details`).

    `responsible` is a user's name, `sales_rep` the code of a salesperson, `responsible_party` the
    name of who answers for the debt; `documents_are` is draft, issued, or empty for the company's
    choice. `sending` is create_only, create_and_send, or empty for the customer's choice; what is
    sent goes to `email_to` with a copy to `email_copy`, or to the customer's addresses.
    `commission_rate` is a percent such as 2.5, or empty for the salesperson's own;
    `commission_base` net, margin, none, or empty for net.
    """

    notes: str = ""
    responsible: str = ""
    sales_rep: str = ""
    commission_rate: str = ""
    commission_base: str = ""
    responsible_party: str = ""
    documents_are: str = ""
    sending: str = ""
    email_to: str = ""
    email_copy: str = ""

    def form(self) -> dict[str, str]:
        """Return the details by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a follower reads of its template: shown, never edited here."""

    code: str
    lines: tuple[Form, ...] = ()
    changes: tuple[Form, ...] = ()
    schedule: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractForm:
    """A contract as its form. `contract` leaves out what has its usual value.

    `modification_ids` are the rows of `contract["modifications"]`, in their order. Of a follower
    `contract` holds what is its own.
    """

    id: int
    version: int
    code: str
    state: State
    is_active: bool
    customer: str
    customer_name: str
    contract: dict[str, Json]
    details: Details
    modification_ids: tuple[int, ...] = ()
    follows: Followed | None = None
    created_on: date | None = None
    renewed_from: tuple[int, str] | None = None  # id and code
    renewals: tuple[tuple[int, str], ...] = field(default=())


def read(contract_id: int, *, by: Actor) -> ContractForm:
    """Return a contract as its form.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    header = kept_contracts.headers(by.company_id).filter(pk=contract_id)
    kept = kept_contracts.read(header, whole=False).get(contract_id)
    if kept is None:
        raise NoSuchContract(contract_id)
    company = Company.objects.defer("logo").get(pk=by.company_id)
    row = Contract.objects.select_related(*_JOINED).get(pk=contract_id)
    form = contract_form(kept, codes_of(company, _referred(kept)))
    apart = (OWN_HEADER, *DETAILS)
    contract = {name: each for name, each in form["contract"].items() if name not in apart}
    changes = ScheduledModification.objects.filter(contract=contract_id)
    older = row.renewed_from
    return ContractForm(
        id=contract_id,
        version=row.version,
        code=row.code,
        state=State(row.state),
        is_active=row.is_active,
        customer=row.customer.code,
        customer_name=row.customer.name,
        contract=contract,
        details=details_of(row),
        modification_ids=tuple(
            changes.order_by(_CHANGES.order, "id").values_list("id", flat=True)
            if kept.parts.get(_CHANGES.name)
            else ()
        ),
        follows=followed(company, kept.template, contract.get(TEMPLATE)) if kept.template else None,
        created_on=row.created_on,
        renewed_from=None if older is None else (older.pk, older.code),
        renewals=tuple(row.renewals.exclude(state=State.VOID).values_list("id", "code")),
    )


def details_of(row: Contract) -> Details:
    """Return the details of a contract, as its form holds them."""
    return Details(
        notes=row.notes,
        responsible=row.responsible.get_username() if row.responsible else "",
        sales_rep=row.sales_rep.code if row.sales_rep else "",
        commission_rate="" if row.commission_rate is None else f"{row.commission_rate:f}",
        commission_base=row.commission_base,
        responsible_party=row.responsible_party.name if row.responsible_party else "",
        documents_are=row.documents_are,
        sending=row.sending,
        email_to=row.email_to,
        email_copy=row.email_copy,
    )


def followed(company: Company, template_id: int, code: Any) -> Followed:
    """Return what is read of a template, as its followers have it."""
    whole = followed_templates.read([template_id])[template_id]
    parts = {_LINES.name: whole.lines, _CHANGES.name: whole.changes}
    refs = codes_of(company, _of_parts(parts))
    schedule = {
        name.removeprefix("schedule_"): _as_json(value) for name, value in whole.schedule.items()
    }
    return Followed(
        code=str(code),
        lines=tuple(part_told(_LINES, row, refs) for row in whole.lines),
        changes=tuple(part_told(_CHANGES, row, refs) for row in whole.changes),
        schedule={name: value for name, value in schedule.items() if value not in (None, "", [])}
        or None,
    )


def _as_json(value: Any) -> Json:
    return value.isoformat() if isinstance(value, date) else value


def _referred(kept: KeptContract) -> dict[str, set[int]]:
    found = referred(kept.header, kept.parts, kept.details)
    return found if kept.template is None else {**found, "template": {kept.template}}


def _of_parts(parts: Mapping[str, list[dict[str, Any]]]) -> dict[str, set[int]]:
    """Return the masters that lines and changes refer to."""
    nothing = {"customer_id": None, "kind_id": None, "bill_to_id": None, "price_list_id": None}
    found = referred(nothing, parts)
    del found["customer"]
    return found

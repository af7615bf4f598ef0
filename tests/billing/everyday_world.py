"""A gym with one member, generated day by day, for the tests of what a clerk does."""

from datetime import UTC, date, datetime

from cadencia.billing import acts, generation
from cadencia.billing.models import ContractDue, Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document
from cadencia.parties.access import GRANTS, Actor, Role
from tests import factories


def day(text):
    return date.fromisoformat(text)


def a_member(*lines, on="2026-01-01", **fields):
    """Return a posted contract of 45.00 on the last day of each month from January 2026."""
    ana = factories.a_customer(factories.a_company())
    dates = ("starts_on", "ends_on")
    fields = {name: day(v) if name in dates else v for name, v in fields.items()}
    draft = factories.a_draft_contract(ana, *(lines or (("CUOTA <MENSUAL>", "45.00"),)), **fields)
    return acts.post(draft.pk, on=day(on), by=chief(draft))


def chief(contract):
    return factories.chief(contract.company_id)


def someone(contract, role, *, gave_credentials=False):
    return Actor(
        company_id=contract.company_id,
        permissions=GRANTS[Role(role)],
        gave_credentials=gave_credentials,
    )


def generate(contract, on, *, issue=True):
    """Generate all that is pending on a day."""
    moment = datetime.combine(day(on), datetime.min.time(), UTC).replace(hour=10)
    return generation.generate(
        Scope(as_of=day(on)), Wish(issue=issue), by=chief(contract), clock=lambda: moment
    )


def ledger(contract):
    """Return the rows that count: 1:2026-01-31 billed, and so on."""
    rows = Installment.objects.filter(contract=contract, replaced=False).order_by("due_on", "pk")
    return [f"{each.number}:{each.due_on} {each.state}" for each in rows]


def look_from(contract):
    found = ContractDue.objects.get(contract=contract).look_from
    return None if found is None else found.isoformat()


def nets(contract):
    """Return the nets of all its documents in order of date."""
    found = Document.objects.filter(links__installment__contract=contract).distinct()
    return " ".join(str(each.net) for each in found.order_by("operation_date", "pk"))


def codes(refused):
    return [each.path for each in refused.value.problems]

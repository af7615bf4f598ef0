"""What a contract file would bill: the same calculation as preview and run, nothing kept."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query

from cadencia.api.authentication import ApiRequest
from cadencia.api.contract_forms import FormOfContract
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day, Form, body_like
from cadencia.api.problems import Fault, Refused, refused_field
from cadencia.core.agreement import Agreement
from cadencia.core.business_days import IsBusinessDay, every_weekday
from cadencia.core.dates import add_months
from cadencia.core.simulation import simulate as simulated
from cadencia.interchange import reader
from cadencia.interchange.answer import answer as form_of
from cadencia.interchange.problems import sentence
from cadencia.parties.access import Permission
from cadencia.parties.calendars import business_days

endpoints = Endpoints("Simulation")
MOST_MONTHS = 240


class ContractFile(Form):
    """A contract file, as `docs/interchange.md` has it: company, customer, contract, catalog."""

    format: int = 1
    company: dict[str, Any] = {}
    customer: dict[str, Any]
    contract: FormOfContract
    catalog: dict[str, Any] = {}


@endpoints.post("/simulate", {200: dict[str, Any]}, needs=Permission.READ)
def simulate(
    request: ApiRequest,
    form: body_like(ContractFile),  # type: ignore[valid-type]
    start: Annotated[Day, Query(alias="from", description="First due date.")],
    until: Annotated[Day, Query(description="Last due date, included.")],
    as_of: Annotated[
        Day | None, Query(description="As if all that is pending then were issued on this day.")
    ] = None,
) -> HttpResponse:
    """Say what a contract file bills from one date to another; nothing is kept."""
    if not start <= until < add_months(start, MOST_MONTHS):
        sentences = _("Choose a day from the first one on, within %(years)s years.")
        years = {"years": MOST_MONTHS // 12}
        raise refused_field("until", sentences % years, place="query")
    if not isinstance(form, dict):
        raise refused_field("body", _("Write an object: {…}"))
    reading = reader.read_form(form)
    if reading.file is None:
        language = (get_language() or "es")[:2]
        faults = [Fault(each.path, sentence(each, language)) for each in reading.problems]
        raise Refused("refused", faults=faults)
    agreement = reading.file.agreement
    found = simulated(
        agreement, start=start, until=until, as_of=as_of, is_business_day=_calendar(agreement)
    )
    return answer(200, dict(form_of(agreement.contract, found)))


def _calendar(agreement: Agreement) -> IsBusinessDay:
    """Return the company's business days, if any date of the contract asks for them."""
    contract = agreement.contract
    if contract.business_day == contract.payment_terms.business_day == "as_is":
        return every_weekday
    return business_days(agreement.company.holidays)

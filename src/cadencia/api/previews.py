"""The preview: the very documents that a run would make, and their fingerprint (GE-2, GE-15)."""

from typing import Annotated, Any

from django.http import HttpResponse
from pydantic import Field

from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import clock
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day, Told, ToldAmount
from cadencia.api.scope_forms import ScopeForm, excluded, scope_of
from cadencia.billing import preview as previews
from cadencia.billing import preview_form, run_report
from cadencia.billing.gathering import Gathered
from cadencia.core.drafts import ContractPlan
from cadencia.documents.models import Series
from cadencia.parties.access import Permission

endpoints = Endpoints("Preview")
MOST_REFUSALS = 1000


class PreviewForm(ScopeForm):
    """What to preview, and how much of it to show; totals and fingerprint are of all."""

    lines: bool = Field(default=False, description="Show the lines of each document too.")
    documents: Annotated[
        int, Field(ge=0, le=1000, description="Documents that are shown at most.")
    ] = 200


class PlannedInstallment(Told):
    """An installment of a document."""

    number: int | None
    kind: str
    due_on: Day
    period: dict[str, Day]


class PlannedTax(Told):
    """A group of the foot."""

    tax: str
    rate: ToldAmount
    base: ToldAmount
    amount: ToldAmount
    surcharge: ToldAmount


class PlannedDocument(Told):
    """A document that a run would make."""

    type: str
    series: str | None
    contract: str
    customer: dict[str, str]
    bill_to: str
    operation_date: Day
    installments: list[PlannedInstallment]
    currency: str
    net: ToldAmount
    taxes: list[PlannedTax]
    withholding: ToldAmount
    total: ToldAmount
    payable: ToldAmount
    lines: list[dict[str, Any]] | None = None


class PlannedRefusal(Told):
    """A contract that can't be billed, why, and how to mend it."""

    contract: str
    customer: dict[str, str]
    code: str
    message: str
    fields: list[str]
    due_on: Day | None


class PlannedGroup(Told):
    """The totals of a type of document, series and currency."""

    type: str
    series: str | None
    currency: str
    documents: int
    net: ToldAmount
    taxes: ToldAmount
    total: ToldAmount


class PlannedSummary(Told):
    """What it all comes to. Give the fingerprint to the run: it bills exactly this, or nothing."""

    contracts: int
    installments: int
    documents: int
    refusals: int
    totals: dict[str, ToldAmount]
    groups: list[PlannedGroup]
    fingerprint: str


class Preview(Told):
    """What a run would bill. `more` says that there are documents that aren't shown."""

    scope: dict[str, Any]
    summary: PlannedSummary
    documents: list[PlannedDocument]
    more: bool
    refusals: list[PlannedRefusal]
    next_date: Day | None


@endpoints.post("/preview", {200: Preview}, needs=Permission.GENERATE)
def preview(request: ApiRequest, form: PreviewForm) -> HttpResponse:
    """Show what a run would bill: documents, totals, refusals and their fingerprint."""
    company = request.auth.company
    scope = scope_of(form, request)
    series = dict(
        Series.objects.filter(company=company, is_default=True).values_list("kind", "code")
    )
    seen = _Seen(series, form)
    summary = previews.summarize(
        scope,
        by=request.auth.actor,
        clock=clock(),
        excluded=excluded(form, request),
        watch=seen.see,
    )
    next_on = run_report.next_date(scope, by=request.auth.actor)
    told = {
        "scope": scope.form(),
        "summary": preview_form.summary(summary, series),
        "documents": seen.documents,
        "more": summary.documents > len(seen.documents),
        "refusals": seen.refusals,
        "next_date": next_on.isoformat() if next_on else None,
    }
    return answer(200, told)


class _Seen:
    """Keeps what is shown of a preview, as it is planned."""

    def __init__(self, series: dict[str, str], form: PreviewForm) -> None:
        self.series = series
        self.form = form
        self.documents: list[dict[str, Any]] = []
        self.refusals: list[dict[str, Any]] = []

    def see(self, gathered: Gathered, plan: ContractPlan) -> None:
        """Keep what fits of a contract."""
        if len(self.documents) < self.form.documents:
            told = preview_form.documents(gathered, plan, self.series, with_lines=self.form.lines)
            self.documents += list(told)[: self.form.documents - len(self.documents)]
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals += preview_form.refusals_of(gathered, plan)

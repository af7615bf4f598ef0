"""What a preview or a run is asked for: a month, a range or all that is pending; of whom."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Model
from django.utils.translation import gettext as _
from pydantic import Field

from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.contract_forms import DocumentType
from cadencia.api.forms import Code, Day, Form
from cadencia.api.problems import Fault, Refused
from cadencia.billing import scopes
from cadencia.billing.scopes import Filter, Scope
from cadencia.contracts.models import Contract, ContractKind
from cadencia.core.measure import WHOLE, Measure
from cadencia.core.planning import Window
from cadencia.documents.models import Series
from cadencia.parties.models import Customer, SalesRep

Codes = Annotated[list[Code], Field(max_length=1000)]
MONTH = r"^(19|2[01])\d\d-(0[1-9]|1[0-2])$"


class Excluded(Form):
    """An installment to leave out."""

    contract: Code
    due_on: Day


class FilterForm(Form):
    """Which contracts; what is left out doesn't restrict. Codes are the user's."""

    contracts: Codes = []
    customers: Codes = []
    kinds: Codes = []
    projects: Codes = []
    sales_reps: Codes = []
    series: Codes = []
    document_types: list[DocumentType] = []
    generation: Literal["automatic", "manual"] | None = None


class ScopeForm(FilterForm):
    """A month, a range of less than 11 months, or all that is pending on a day (today)."""

    month: Annotated[str, Field(pattern=MONTH)] | None = None
    start: Day | None = Field(None, alias="from")
    until: Day | None = None
    as_of: Day | None = None
    oldest_only: bool = Field(default=False, description="Only the oldest of each contract.")
    exclude: Annotated[list[Excluded], Field(max_length=10_000)] = []


def scope_of(form: ScopeForm, request: ApiRequest) -> Scope:
    """Return the scope that a form asks for.

    :raises Refused: if its dates exclude each other, or it names what the company doesn't have.
    """
    faults = list(_dates_faults(form))
    if faults:
        raise Refused("refused", faults=faults)
    only = only_of(form, request)
    measure = Measure(count=1) if form.oldest_only else WHOLE
    window = _window(form)
    if window is not None:
        return Scope(as_of=window.until, window=window, only=only, measure=measure)
    as_of = form.as_of or today(request.auth.company.time_zone)
    return Scope(as_of=as_of, only=only, measure=measure)


def only_of(form: FilterForm, request: ApiRequest) -> Filter:
    """Return the filter that a form asks for.

    :raises Refused: if it names what the company doesn't have.
    """
    faults = list(_unknown(form, request))
    if faults:
        raise Refused("refused", faults=faults)
    return Filter(
        contracts=tuple(form.contracts),
        customers=tuple(form.customers),
        kinds=tuple(form.kinds),
        projects=tuple(form.projects),
        sales_reps=tuple(form.sales_reps),
        series=tuple(form.series),
        document_types=tuple(form.document_types),
        generation=form.generation or "",
    )


def excluded(form: ScopeForm, request: ApiRequest) -> dict[int, frozenset[date]]:
    """Return the due dates to leave out, by contract.

    :raises Refused: if it names a contract that the company doesn't have.
    """
    codes = {each.contract for each in form.exclude}
    mine = Contract.objects.filter(company=request.auth.company, code__in=codes)
    known = dict(mine.values_list("code", "pk"))
    faults = [
        Fault(f"exclude.{place}.contract", _("There is no contract of this code."))
        for place, each in enumerate(form.exclude)
        if each.contract not in known
    ]
    if faults:
        raise Refused("refused", faults=faults)
    found: dict[int, frozenset[date]] = {}
    for each in form.exclude:
        number = known[each.contract]
        found[number] = found.get(number, frozenset()) | {each.due_on}
    return found


def _dates_faults(form: ScopeForm) -> Iterator[Fault]:
    ranged = form.start is not None or form.until is not None
    if sum((form.month is not None, ranged, form.as_of is not None)) > 1:
        yield Fault("month", _("Give a month, a range, or as_of: only one of them."))
    for name, value in (("from", form.start), ("until", form.until)):
        if ranged and value is None:
            yield Fault(name, _("A range has both ends."))


def _window(form: ScopeForm) -> Window | None:
    if form.month is not None:
        year, month = form.month.split("-")
        return scopes.month(int(year), int(month))
    if form.start is not None and form.until is not None:
        return scopes.window(form.start, form.until)
    return None


def _unknown(form: FilterForm, request: ApiRequest) -> Iterator[Fault]:
    """Yield each code that nothing has: a filter that is mistyped would bill nobody."""
    asked: tuple[tuple[str, Sequence[str], type[Model], str], ...] = (
        ("contracts", form.contracts, Contract, "code"),
        ("customers", form.customers, Customer, "code"),
        ("kinds", form.kinds, ContractKind, "name"),
        ("projects", form.projects, Contract, "project"),
        ("sales_reps", form.sales_reps, SalesRep, "code"),
        ("series", form.series, Series, "code"),
    )
    for name, codes, model, column in asked:
        if not codes:
            continue
        rows: Any = model._default_manager.filter(company=request.auth.company)  # noqa: SLF001
        known = set(rows.filter(**{f"{column}__in": codes}).values_list(column, flat=True))
        for place, code in enumerate(codes):
            if code not in known:
                yield Fault(f"{name}.{place}", _("Nothing of yours has this code."))

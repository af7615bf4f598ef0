"""What to bill: which days, of whom, and how; filled from the address and back into it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms.fields import DateField
from cadencia.backoffice.forms.widgets import Combobox
from cadencia.billing import scopes
from cadencia.billing.previewing import checking
from cadencia.billing.scopes import Filter, Scope
from cadencia.contracts.models import ContractKind
from cadencia.core.dates import add_months
from cadencia.core.measure import ONLY_THE_OLDEST, WHOLE
from cadencia.documents.models import Series
from cadencia.parties.models import Company, SalesRep
from cadencia.parties.people import Membership

MONTH, RANGE, AS_OF = "month", "range", "as_of"
SEVERAL = (
    "contracts",
    "customers",
    "kinds",
    "projects",
    "sales_reps",
    "series",
    "document_types",
    "responsibles",
)
"""Fields of the filter that may hold several; in the address they are named often."""

DOCUMENT_TYPES = (
    ("invoice", _("Invoice")),
    ("delivery_note", _("Delivery note")),
    ("non_billable_delivery_note", _("Non-billable delivery note")),
    ("work_order", _("Work order")),
)
_BACK, _AHEAD = 24, 12  # months offered around this one


class SeveralField(forms.Field):
    """Codes: those chosen already stand as boxes, one more is added by a list that opens."""

    def to_python(self, value: Any) -> tuple[str, ...]:
        """Return the codes, each once, in the order given."""
        return tuple(dict.fromkeys(each.strip() for each in value or () if each.strip()))


class SeveralInput(forms.Widget):
    """Shows each code as a box with a tick, and a field for one more."""

    template_name = "backoffice/generation/several.html"

    def __init__(self, kind: str = "", choices: Sequence[tuple[str, Any]] = ()) -> None:
        super().__init__()
        self.kind, self.choices = kind, choices

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return all values of that name."""
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, ()))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what is chosen, and the field for another."""
        context = super().get_context(name, value, attrs)
        chosen = [each for each in value or () if each]
        names = dict(self.choices)
        context["chosen"] = [(each, names.get(each, each)) for each in chosen]
        context["choices"] = [each for each in self.choices if each[0] not in chosen]
        if self.kind:
            adding = Combobox(self.kind)
            context["adding"] = adding.render(name, "", {"id": (attrs or {}).get("id", "")})
        return context


class ScopeForm(forms.Form):
    """Which days, of whom, how. The choices that are the company's are given with it."""

    days = forms.ChoiceField(
        choices=((MONTH, _("A month")), (RANGE, _("A range of days")), (AS_OF, _("All pending")))
    )
    month = forms.ChoiceField(label=_("Month"), required=False)
    start = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)
    as_of = DateField(label=_("On the day"), required=False)
    contracts = SeveralField(label=_("Contracts"), required=False, widget=SeveralInput("contracts"))
    customers = SeveralField(label=_("Customers"), required=False, widget=SeveralInput("customers"))
    kinds = SeveralField(label=_("Contract types"), required=False)
    projects = SeveralField(label=_("Projects"), required=False, widget=SeveralInput())
    sales_reps = SeveralField(label=_("Sales representatives"), required=False)
    series = SeveralField(label=_("Series"), required=False)
    document_types = SeveralField(
        label=_("Document types"), required=False, widget=SeveralInput(choices=DOCUMENT_TYPES)
    )
    responsibles = SeveralField(label=_("Persons in charge"), required=False)
    generation = forms.ChoiceField(
        label=_("Generation"),
        required=False,
        choices=(("", _("All")), ("automatic", _("Automatic")), ("manual", _("By hand"))),
        widget=forms.Select(attrs={"class": "o-input"}),
    )
    oldest_only = forms.BooleanField(
        label=_("Only the oldest installment of each contract"), required=False
    )
    group = forms.BooleanField(
        label=_("One document for several contracts of a customer"), required=False
    )
    issue = forms.ChoiceField(
        choices=(("yes", _("Issue, with number")), ("no", _("Leave as drafts")))
    )
    document_date = DateField(
        label=_("Date of all documents"), required=False, help_text=_("Empty: each its own.")
    )

    def __init__(self, *args: Any, company: Company, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.company, self.today = company, today
        self.fields["month"] = forms.ChoiceField(
            label=_("Month"),
            required=False,
            choices=list(_months(today, self._named_month())),
            widget=forms.Select(attrs={"class": "o-input"}),
        )
        for name, rows in _company_choices(company):
            self.fields[name].widget = SeveralInput(choices=list(rows))

    def clean(self) -> dict[str, Any]:
        """Ask for the dates that the choice of days needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        needed = {MONTH: ("month",), RANGE: ("start", "until"), AS_OF: ()}
        for name in needed.get(cleaned.get("days", ""), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in."))
        return cleaned

    def scope(self) -> Scope:
        """Return what is asked for.

        :raises ValuesRefused: if a range is too long or backwards.
        """
        said = self.cleaned_data
        window = None
        if said["days"] == MONTH:
            year, number = said["month"].split("-")
            window = scopes.month(int(year), int(number))
        elif said["days"] == RANGE:
            window = checking.checked_window(said["start"], said["until"])
        as_of = window.until if window else said["as_of"] or self.today
        return Scope(
            as_of=as_of,
            window=window,
            only=self.only(),
            measure=ONLY_THE_OLDEST if said["oldest_only"] else WHOLE,
            group=said["group"],
        )

    def only(self) -> Filter:
        """Return which contracts are asked for."""
        said = self.cleaned_data
        return Filter(**{name: said[name] for name in SEVERAL}, generation=said["generation"])

    def has_filters(self) -> bool:
        """Say whether anything restricts the contracts, so that the page shows it."""
        values = (self[name].value() for name in (*SEVERAL, "generation"))
        return any(values)

    def _named_month(self) -> str:
        data: Any = self.data or self.initial
        return str(data.get("month") or "")


def initial_of(
    query: QueryDict, *, company: Company, today: date, first: date | None
) -> Mapping[str, Any]:
    """Return what an address fills in; `first` is a day of the month that waits."""
    found: dict[str, Any] = {
        "days": _days_of(query),
        "month": query.get("month") or f"{first or today:%Y-%m}",
        "start": query.get("from", ""),
        "until": query.get("until", ""),
        "as_of": query.get("as_of") or today,
        "generation": query.get("generation", ""),
        "oldest_only": query.get("oldest_only") == "1",
        "group": query.get("group") == "1",
        "issue": query.get("issue") or ("yes" if company.documents_are == "issued" else "no"),
        "document_date": query.get("document_date", ""),
    }
    for name in ("start", "until", "as_of", "document_date"):
        found[name] = _day(found[name])
    return found | {name: query.getlist(name) for name in SEVERAL}


def address_of(scope: Scope, *, issue: bool, document_date: date | None) -> str:
    """Return the query by which the form is filled with a scope again."""
    said: list[tuple[str, str]] = []
    if scope.window is None:
        said.append(("as_of", scope.as_of.isoformat()))
    else:
        said += [
            ("from", scope.window.start.isoformat()),
            ("until", scope.window.until.isoformat()),
        ]
    for name in SEVERAL:
        said += [(name, value) for value in getattr(scope.only, name)]
    said += [("generation", scope.only.generation)] if scope.only.generation else []
    said += [("oldest_only", "1")] if scope.measure == ONLY_THE_OLDEST else []
    said += [("group", "1")] if scope.group else []
    said.append(("issue", "yes" if issue else "no"))
    said += [("document_date", document_date.isoformat())] if document_date else []
    return urlencode(said)


def _days_of(query: QueryDict) -> str:
    if query.get("days") in (MONTH, RANGE, AS_OF):
        return str(query["days"])
    if "from" in query or "until" in query:
        return RANGE
    return AS_OF if "as_of" in query else MONTH


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _months(today: date, named: str) -> Iterator[tuple[str, str]]:
    around = [add_months(today.replace(day=1), each) for each in range(-_BACK, _AHEAD + 1)]
    shown = {f"{each:%Y-%m}": each for each in around}
    other = _day(f"{named}-01")
    if other is not None:
        shown[named] = other
    for value, day in sorted(shown.items()):
        yield value, f"{str(MONTHS[day.month]).capitalize()} {day.year}"


def _company_choices(company: Company) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    kinds = ContractKind.objects.filter(company=company).order_by("name")
    yield "kinds", ((each, each) for each in kinds.values_list("name", flat=True))
    reps = SalesRep.objects.filter(company=company).order_by("code")
    yield "sales_reps", ((c, f"{n} ({c})") for c, n in reps.values_list("code", "name"))
    series = Series.objects.filter(company=company).order_by("code")
    yield "series", ((c, f"{c} {n}".strip()) for c, n in series.values_list("code", "name"))
    people = Membership.objects.filter(company=company).order_by("user__username")
    names = people.values_list("user__username", flat=True)
    yield "responsibles", ((each, each) for each in names)

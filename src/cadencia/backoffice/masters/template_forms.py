"""The form of a template: its fields, and their names in the contract file.

What the form doesn't show stays as it is: the file that is saved begins with what there was.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadencia.backoffice.forms.fields import (
    ChoiceField,
    DateField,
    MonthsField,
    WholeField,
)
from cadencia.backoffice.masters.fields import Suggested
from cadencia.backoffice.masters.forms import KIND_NAMES, UNITS, MasterForm, payment_methods_of

Json = Any
SCHEDULE = ("every", "unit", "first", "months", "day", "since")
HEADER = (
    *("code", "name", "notes", "timing", "generation", "document_type"),
    *("series", "payment_method", "price_list", "lead_days"),
)
DOCUMENTS = tuple((name, KIND_NAMES[name]) for name in KIND_NAMES if name != "credit_note")


class ScheduleFields(forms.Form):
    """A schedule: every so often from a day on, or in months of the year."""

    names: ClassVar[tuple[str, ...]] = tuple(f"schedule_{each}" for each in SCHEDULE)

    schedule_every = WholeField(label=_("Every"), required=False)
    schedule_unit = forms.ChoiceField(label=_("Interval"), choices=UNITS, required=False)
    schedule_first = DateField(label=_("First installment"), required=False)
    schedule_months = MonthsField(label=_("Or in these months"))
    schedule_day = WholeField(label=_("On day"), required=False)
    schedule_since = DateField(label=_("Not before"), required=False)

    def schedule(self, before: Mapping[str, Json] | None = None) -> dict[str, Json] | None:
        """Return the schedule as the contract file has it; nothing said is none."""
        given = {name: self.cleaned_data.get(f"schedule_{name}") for name in SCHEDULE}
        said = {name: each for name, each in given.items() if each not in (None, "", [])}
        for name in ("first", "since"):
            if isinstance(said.get(name), date):
                said[name] = said[name].isoformat()
        if "every" in said and "anchor_day" in (before or {}):
            said["anchor_day"] = (before or {})["anchor_day"]
        return said or None


def schedule_shown(schedule: Mapping[str, Json] | None) -> dict[str, Any]:
    """Return a schedule, field by field."""
    found: dict[str, Any] = {f"schedule_{name}": (schedule or {}).get(name) for name in SCHEDULE}
    for name in ("schedule_first", "schedule_since"):
        written = found[name]
        found[name] = date.fromisoformat(written) if written else None
    return found


class TemplateForm(ScheduleFields, MasterForm):
    """A template."""

    code = forms.CharField(label=_("Code"))
    name = forms.CharField(label=_("Name"), required=False)
    notes = forms.CharField(
        label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    timing = forms.ChoiceField(
        label=_("Billed"), choices=(("advance", _("in advance")), ("arrears", _("in arrears")))
    )
    generation = forms.ChoiceField(
        label=_("Generation"),
        choices=(("automatic", pgettext_lazy("generation", "automatic")), ("manual", _("by hand"))),
    )
    document_type = forms.ChoiceField(label=_("Documents"), choices=DOCUMENTS)
    series = ChoiceField("series", label=_("Series"), required=False)
    payment_method = Suggested(label=_("Payment method"), required=False)
    price_list = ChoiceField("price-lists", label=_("Price list"), required=False)
    lead_days = WholeField(label=_("Lead days"), required=False)

    wide = ("schedule_months", "notes")
    sections = (
        (_("Template"), ("code", "name")),
        (_("Schedule"), ScheduleFields.names),
        (
            _("What a contract begins with"),
            (
                *("timing", "generation", "document_type", "series"),
                *("payment_method", "price_list", "lead_days"),
            ),
        ),
        (_("Notes"), ("notes",)),
    )

    def prepare(self) -> None:
        """Offer the company's ways of payment."""
        method = self.fields["payment_method"]
        assert isinstance(method, Suggested)  # noqa: S101 - declared above
        method.suggest(payment_methods_of(self.company))

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the fields show: it comes with the form of the contract file."""
        return {}

    def written(self, before: Mapping[str, Json], lines: list[dict[str, Json]]) -> dict[str, Json]:
        """Return the template as the contract file has it."""
        found = {name: each for name, each in before.items() if name not in ("schedule", "lines")}
        for name in HEADER:
            value = self.cleaned_data.get(name)
            found.pop(name, None)
            if value not in (None, ""):
                found[name] = value
        schedule = self.schedule(before.get("schedule"))
        return {**found, **({"schedule": schedule} if schedule else {}), "lines": lines}


def shown(form: Mapping[str, Json]) -> dict[str, Any]:
    """Return what the fields show of a template in the form of the contract file."""
    return {
        "timing": "advance",
        "generation": "automatic",
        "document_type": "invoice",
        **{name: form[name] for name in HEADER if name in form},
        **schedule_shown(form.get("schedule")),
    }

"""Fields that masters have besides those of all pieces: lists of codes, words, payment terms."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms import typed
from cadencia.backoffice.forms.fields import WholeField

MOST_PARTS = 24


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes beside one another, under one label."""

    input_type = "boxes"  # not a box: its label stands above
    template_name = "backoffice/masters/boxes.html"


class CodesField(forms.MultipleChoiceField):
    """Codes by boxes, in the order in which they are listed."""

    widget = Boxes


class WordsField(forms.CharField):
    """Words with blanks or commas between; the value is their list."""

    def prepare_value(self, value: Any) -> str:
        """Show the list as it is typed."""
        return value if isinstance(value, str) else " ".join(value or ())

    def clean(self, value: Any) -> Any:
        """Return the list of words."""
        text: str = super().clean(value) or ""
        return text.replace(",", " ").replace(";", " ").split()


class PercentsField(forms.CharField):
    """Percents that act one after another, with blanks between; the value is their list."""

    def prepare_value(self, value: Any) -> str:
        """Show the list as it is typed."""
        return value if isinstance(value, str) else " ".join(map(typed.show_number, value or ()))

    def clean(self, value: Any) -> Any:
        """Return the list of percents."""
        text: str = super().clean(value) or ""
        found = [typed.number(each.strip("%+")) for each in text.replace("+", " ").split()]
        if any(each is None for each in found):
            raise ValidationError(_("Write percents with blanks between, such as 10 5."))
        return found


class NumbersField(forms.CharField):
    """Days of the month, with blanks or commas between; the value is their list."""

    def prepare_value(self, value: Any) -> str:
        """Show the list as it is typed."""
        return value if isinstance(value, str) else ", ".join(str(each) for each in value or ())

    def clean(self, value: Any) -> Any:
        """Return the list of days."""
        text: str = super().clean(value) or ""
        words = text.replace(",", " ").replace(";", " ").split()
        if not all(each.isascii() and each.isdigit() for each in words):
            raise ValidationError(_("Write days of the month, such as 10, 25."))
        return [int(each) for each in words]


class PartsField(forms.CharField):
    """Parts of a payment, one on each line: percent and days, such as `50 30`."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> str:
        """Show the parts as they are typed."""
        if isinstance(value, str):
            return value
        return "\n".join(_part_shown(each) for each in value or ())

    def clean(self, value: Any) -> Any:
        """Return the parts as they are kept: percents as texts, without a comma."""
        text: str = super().clean(value) or ""
        lines = [each.split() for each in text.splitlines() if each.strip()]
        if len(lines) > MOST_PARTS:
            raise ValidationError(_("Write at most %(most)s parts.") % {"most": MOST_PARTS})
        return [_part(each) for each in lines]


def _part(words: list[str]) -> dict[str, Any]:
    percent = typed.number(words[0].rstrip("%"))
    days = words[1] if len(words) > 1 else "0"
    if percent is None or not days.isascii() or not days.isdigit() or len(words) > 2:  # noqa: PLR2004
        raise ValidationError(_("Write on each line a percent and days, such as 50 30."))
    return {"percent": str(percent), "days": int(days)}


def _part_shown(part: Mapping[str, Any]) -> str:
    percent = part.get("percent")
    shown = typed.show_number(Decimal(percent)) if percent else "100"
    return f"{shown} {part.get('days', 0)}"


class Suggested(forms.CharField):
    """Text, with some that are offered while one types: any other may be written."""

    def suggest(self, texts: Sequence[str]) -> None:
        """Offer these."""
        self.widget = SuggestedInput(texts)


class SuggestedInput(forms.TextInput):
    """Text with the browser's list of suggestions."""

    template_name = "backoffice/masters/suggested.html"

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__({"class": "o-input", "autocomplete": "off"})
        self.texts = texts

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what is offered."""
        context = super().get_context(name, value, attrs)
        place = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"]["list"] = place
        return {**context, "place": place, "texts": self.texts}


class TermsFields(forms.Form):
    """Payment terms, as the fields of a form."""

    names: ClassVar[tuple[str, ...]] = (
        *("terms_days", "terms_months", "terms_month_end", "terms_fixed_days"),
        *("terms_business_day", "terms_parts"),
    )

    terms_days = WholeField(label=_("Days"), required=False, min_value=0)
    terms_months = WholeField(label=_("Months"), required=False, min_value=0)
    terms_month_end = forms.BooleanField(label=_("At the end of the month"), required=False)
    terms_fixed_days = NumbersField(
        label=_("Days of payment"), required=False, help_text=_("Of the month, such as 10, 25.")
    )
    terms_business_day = forms.ChoiceField(
        label=_("On holidays"),
        required=False,
        choices=(
            ("as_is", _("as it falls")),
            ("next", _("the next business day")),
            ("previous", _("the business day before")),
        ),
    )
    terms_parts = PartsField(
        label=_("In parts"),
        required=False,
        help_text=_("Each on a line: percent and days, such as 50 30. The last takes the rest."),
    )

    def terms_initial(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Return kept terms, field by field."""
        return {
            name: kept[name.removeprefix("terms_")]
            for name in self.names
            if name.removeprefix("terms_") in kept
        }

    def terms_values(self) -> dict[str, Any]:
        """Return the terms as they are kept; what was left empty has its usual value."""
        given = {name.removeprefix("terms_"): self.cleaned_data.get(name) for name in self.names}
        return {
            "days": given["days"] or 0,
            "months": given["months"] or 0,
            "month_end": bool(given["month_end"]),
            "fixed_days": given["fixed_days"] or [],
            "parts": given["parts"] or [],
            "business_day": given["business_day"] or "as_is",
        }

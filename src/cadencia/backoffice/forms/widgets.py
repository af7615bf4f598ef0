"""How fields look: text with the right keyboard, twelve boxes, a list that opens as one types."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.dates import MONTHS, MONTHS_3

from cadencia.backoffice.forms import typed

_GROUP = 4  # an IBAN is read in groups of four


def _with_class(attrs: dict[str, Any] | None, name: str, **more: Any) -> dict[str, Any]:
    given = dict(attrs or {})
    given["class"] = f"{name} {given.get('class', '')}".strip()
    return {**more, **given}


class DecimalInput(forms.TextInput):
    """Text for a number: the browser's own field would show nothing for `1.234,56`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            _with_class(attrs, "o-input o-number", inputmode="decimal", autocomplete="off")
        )

    def format_value(self, value: Any) -> str:
        """Show a number in the user's language; what was typed and refused, as it was typed."""
        if isinstance(value, Decimal | int):
            return typed.show_number(Decimal(value))
        return "" if value is None else str(value)


class WholeInput(forms.TextInput):
    """Text for a whole number."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            _with_class(attrs, "o-input o-number", inputmode="numeric", autocomplete="off")
        )


class DateInput(forms.TextInput):
    """Text for a date, with a calendar beside it for whoever wants one."""

    template_name = "backoffice/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            _with_class(
                attrs, "o-input o-date", inputmode="numeric", autocomplete="off", maxlength="10"
            )
        )

    def format_value(self, value: Any) -> str:
        """Show a date as it is typed."""
        if isinstance(value, date):
            return typed.show_day(value)
        return "" if value is None else str(value)


class AsTyped(str):
    """What somebody typed: it is shown again letter by letter."""

    __slots__ = ()


class IbanInput(forms.TextInput):
    """Text for an IBAN, shown in groups of four."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(_with_class(attrs, "o-input o-code", autocomplete="off"))

    def format_value(self, value: Any) -> str:
        """Show it in groups; what was typed and refused, as it was typed."""
        if isinstance(value, AsTyped):
            return str(value)
        bare = "".join(str(value or "").split())
        return " ".join(bare[each : each + _GROUP] for each in range(0, len(bare), _GROUP))


class MonthsInput(forms.CheckboxSelectMultiple):
    """Twelve boxes, with buttons for all, each quarter, each half year and none."""

    template_name = "backoffice/widgets/months.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the names of the months."""
        context = super().get_context(name, value, attrs)
        chosen = {str(each) for each in value or ()}
        context["months"] = [
            {"number": number, "name": MONTHS[number], "short": MONTHS_3[number],
             "is_chosen": str(number) in chosen}
            for number in MONTHS
        ]  # fmt: skip
        return context


class Combobox(forms.TextInput):
    """A list that opens as one types (ARIA combobox); without scripts, a field for the code.

    `scope` are further (name, field) pairs: the value of that field of the form goes along, so
    that addresses are looked for among the chosen customer's.
    """

    template_name = "backoffice/widgets/combobox.html"

    def __init__(
        self,
        kind: str,
        *,
        scope: Sequence[tuple[str, str]] = (),
        fixed: dict[str, str] | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        self.kind, self.scope, self.fixed = kind, tuple(scope), dict(fixed or {})
        self.text = ""  # the name of what is chosen already
        super().__init__(_with_class(attrs, "o-input", autocomplete="off", spellcheck="false"))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add where the choices come from."""
        context = super().get_context(name, value, attrs)
        query = f"?{urlencode(self.fixed)}" if self.fixed else ""
        context["address"] = reverse("office:choices", args=[self.kind]) + query
        context["text"] = self.text
        context["scope"] = " ".join(f"{asked}={field}" for asked, field in self.scope)
        return context

"""The fields that the forms of all pieces use. All is text: the browser's own number and date
fields lose what they can't read, and write in the language of the machine.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms import typed, widgets

_TOO_LONG = 20  # digits before the decimals
_MONTHS = 12


class DecimalField(forms.Field):
    """A number, such as `1.234,56`; what is typed is what is kept, with its zeros.

    `decimals` is how many are admitted at most.
    """

    widget = widgets.DecimalInput

    def __init__(
        self,
        *,
        decimals: int = 8,
        least: Decimal | None = None,
        most: Decimal | None = None,
        **options: Any,
    ) -> None:
        self.decimals, self.least, self.most = decimals, least, most
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        """Return the number; nothing typed is None."""
        if value in self.empty_values or isinstance(value, Decimal):
            return value or None if not isinstance(value, Decimal) else value
        found = typed.number(str(value))
        if found is None:
            sample = typed.locale_of().sample_number
            raise ValidationError(_("Write a number, such as %(sample)s.") % {"sample": sample})
        return found

    def validate(self, value: Any) -> None:
        """Refuse what is too long, too small or too large."""
        super().validate(value)
        if value is None:
            return
        if -value.as_tuple().exponent > self.decimals:
            sentence = _("Write at most %(decimals)s decimals.")
            raise ValidationError(sentence % {"decimals": self.decimals})
        if value.adjusted() > _TOO_LONG:
            raise ValidationError(_("This number is too large."))
        if self.least is not None and value < self.least:
            sentence = _("Write at least %(least)s.")
            raise ValidationError(sentence % {"least": typed.show_number(self.least)})
        if self.most is not None and value > self.most:
            sentence = _("Write at most %(most)s.")
            raise ValidationError(sentence % {"most": typed.show_number(self.most)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether another number was typed: 1.5 and 1.50 are the same."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class WholeField(forms.IntegerField):
    """A whole number, in a field of text."""

    widget = widgets.WholeInput


class DateField(forms.Field):
    """A date, such as `31/12/2026`; `today` lets `+7` and `0` be typed."""

    widget = widgets.DateInput

    def __init__(self, *, today: date | None = None, **options: Any) -> None:
        self.today = today
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """Return the date; nothing typed is None."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        found = typed.day(str(value), self.today)
        if found is None:
            raise ValidationError(_("Write a date, such as 31/12/2026."))
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether another date was typed."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class MonthsField(forms.TypedMultipleChoiceField):
    """Months of the year by twelve boxes; the value is a list of 1 to 12."""

    widget = widgets.MonthsInput

    def __init__(self, **options: Any) -> None:
        choices = [(each, each) for each in range(1, _MONTHS + 1)]
        options.setdefault("required", False)
        super().__init__(choices=choices, coerce=int, empty_value=[], **options)


class ChoiceField(forms.CharField):
    """A customer, an item, a contract…, found as one types; the value is its code.

    `kind` is one of `choices.sources.KINDS`. Whether there is such a one is asked by the service
    that is given the code.
    """

    def __init__(self, kind: str, *, scope: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        options.setdefault("widget", widgets.Combobox(kind, scope=scope))
        super().__init__(**options)


class TaxIdField(forms.CharField):
    """A tax identification (NIF, NIE, VAT number): kept without blanks, in capitals."""

    def to_python(self, value: Any) -> str:
        """Return it as it is printed."""
        return "".join(str(value or "").split()).upper()


class IbanField(forms.CharField):
    """The number of a bank account; blanks are for reading."""

    widget = widgets.IbanInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was typed, marked as such."""
        return data if data is None else widgets.AsTyped(data)

    def to_python(self, value: Any) -> str:
        """Return it without blanks, in capitals."""
        return "".join(str(value or "").split()).upper()

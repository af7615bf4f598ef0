"""What a change of many contracts asks for, by its kind (LC-7, LN-12)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_acts.act import picked, ticked
from cadencia.backoffice.forms.fields import ChoiceField, DateField, DecimalField, WholeField

Fields = Mapping[str, forms.Field]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: its name, what it does, what it asks for."""

    title: Any
    says: Any
    icon: str
    fields: Callable[[date], Fields]


def _since(today: date, *, required: bool = True) -> DateField:
    return DateField(label=_("From the day"), today=today, required=required)


def _price(today: date) -> Fields:
    how = (("percent", _("By a percent")), ("amount", _("By an amount")), ("item", _("The item's")))
    return {
        "how": picked(list(how), _("How"), initial="percent"),
        "percent": DecimalField(label=_("Percent"), decimals=4, required=False),
        "amount": DecimalField(label=_("Amount, more or less"), decimals=8, required=False),
        "since": _since(today),
        "decimals": WholeField(
            label=_("Round to decimals"), min_value=0, max_value=8, required=False
        ),
    }


def _review(today: date) -> Fields:
    return {
        "percent": DecimalField(label=_("Percent"), decimals=4, required=False),
        "index": ChoiceField("indexes", label=_("Or an index"), required=False),
        "base": forms.RegexField(
            r"^\d{4}-(0[1-9]|1[0-2])$", label=_("Base month of the index"), required=False,
            help_text=_("Such as 2026-01; empty: one step before."),
        ),
        "since": _since(today),
        "on_anniversary": ticked(_("On the anniversary of each contract")),
        "every_months": WholeField(
            label=_("Again every so many months"), min_value=1, max_value=1200, required=False
        ),
    }  # fmt: skip


def _item(today: date) -> Fields:
    return {
        "old_item": ChoiceField("items", label=_("In place of the item")),
        "new_item": ChoiceField("items", label=_("The item")),
        "since": _since(today),
        "with_price": ticked(_("At its catalog price")),
    }


def _payment(today: date) -> Fields:
    field = forms.CharField(
        label=_("Payment method"), required=False, max_length=100,
        help_text=_("Empty: the customer's own."),
    )  # fmt: skip
    return {"payment_method": field}


def _day(today: date) -> Fields:
    opening = [
        ("", _("As each contract says")), ("none", _("Nothing")),
        ("full", _("Whole")), ("prorated", _("By days")),
    ]  # fmt: skip
    day = WholeField(
        label=_("Day of the month"), min_value=1, max_value=31, help_text=_("31: the last one.")
    )
    return {
        "day": day,
        "since": _since(today),
        "opening": picked(opening, _("Of the days between is billed"), required=False),
    }


def _template(today: date) -> Fields:
    field = ChoiceField(
        "templates", label=_("Template"), required=False, help_text=_("Empty: none any more.")
    )
    return {"new_template": field, "since": _since(today, required=False)}


KINDS: Mapping[str, Kind] = {
    "price": Kind(_("Prices"), _("A percent, an amount, or the item's price."), "sell", _price),
    "review": Kind(
        _("Price review"), _("By a percent or an index, once or each year."), "trending_up", _review
    ),
    "item": Kind(_("Item"), _("Another item in the place of one."), "inventory_2", _item),
    "payment_method": Kind(_("Payment method"), _("At once."), "payments", _payment),
    "day": Kind(_("Day of the month"), _("On which they are billed."), "calendar_month", _day),
    "template": Kind(_("Template"), _("Which one they follow, or none."), "file_copy", _template),
}


def form_of(kind: str, today: date, data: Any = None) -> forms.Form:
    """Return the form of a kind; in the address its names begin with `w-`."""
    made = type("WishForm", (forms.Form,), dict(KINDS[kind].fields(today)))
    form: forms.Form = made(data, prefix="w", auto_id="w_%s", use_required_attribute=False)
    return form

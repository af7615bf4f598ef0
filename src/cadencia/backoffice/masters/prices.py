"""Prices: those of a price list on its page, and customers' own in a list for all."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.forms.fields import ChoiceField, DateField, DecimalField
from cadencia.backoffice.masters.changes import number_of
from cadencia.backoffice.masters.editing import MasterOne, tried
from cadencia.backoffice.masters.forms import MasterForm
from cadencia.backoffice.views import OfficeView
from cadencia.billing.masters import NoSuchMaster, removing, saving
from cadencia.catalog.models import Item, PriceList, PriceListEntry, SpecialPrice
from cadencia.parties.access import Permission
from cadencia.parties.models import Customer

PAGE = 50
LAST_PAGE = 2000


class PriceForm(MasterForm):
    """A price of a price list."""

    item = ChoiceField("items", label=gettext_lazy("Item"))
    min_quantity = DecimalField(label=gettext_lazy("From quantity"), required=False, decimals=6)
    price = DecimalField(label=gettext_lazy("Price"))
    valid_from = DateField(label=gettext_lazy("From"), required=False)
    valid_until = DateField(label=gettext_lazy("Until"), required=False)
    references = {"item": Item}

    def values(self) -> dict[str, Any]:
        """Return the values: without a quantity, from one on."""
        found = super().values()
        if "min_quantity" in found and found["min_quantity"] is None:
            found["min_quantity"] = PriceListEntry().min_quantity
        return found


class SpecialPriceForm(MasterForm):
    """What a customer pays for an item."""

    customer = ChoiceField("customers", label=gettext_lazy("Customer"))
    item = ChoiceField("items", label=gettext_lazy("Item"))
    price = DecimalField(label=gettext_lazy("Price"))
    valid_from = DateField(label=gettext_lazy("From"), required=False)
    valid_until = DateField(label=gettext_lazy("Until"), required=False)
    references = {"customer": Customer, "item": Item}


class FilterForm(forms.Form):
    """Whose special prices are shown."""

    customer = ChoiceField("customers", label=gettext_lazy("Customer"), required=False)
    item = ChoiceField("items", label=gettext_lazy("Item"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for each in self.fields.values():
            each.widget.attrs["placeholder"] = each.label


class Prices:
    """What both lists of prices do: show a page, save a price, remove one."""

    prices_kind: ClassVar[str] = ""
    price_form: ClassVar[type[MasterForm]] = MasterForm

    request: Any
    company: Any
    actor: Any
    done: Any

    def saved(self, back: str, **fixed: Any) -> HttpResponse | MasterForm:
        """Save or remove a price and lead back; the form, if it was refused.

        :raises Http404: if the price isn't there any more.
        """
        posted = self.request.POST
        removed, edited = number_of(posted.get("remove")), number_of(posted.get("edited"))
        form = self.price_form(posted, company=self.company)

        def save() -> Any:
            values = {**form.values(), **fixed}
            if edited is None:
                return saving.create(self.prices_kind, values, by=self.actor)
            return saving.change(self.prices_kind, edited, values, by=self.actor)

        try:
            if removed is not None:
                removing.remove(self.prices_kind, removed, by=self.actor)
            elif tried(form, save) is None:
                return form
        except NoSuchMaster:
            raise Http404 from None
        gone = _("The price is removed.")
        self.done(_("The price is saved.") if removed is None else gone, "office:home")
        return redirect(back)

    def price_page(self, rows: QuerySet[Any], form: MasterForm | None, base: str) -> dict[str, Any]:
        """Return a page of prices and the form above it."""
        asked = self.request.GET
        number = min(max(number_of(asked.get("page")) or 1, 1), LAST_PAGE)
        first = (number - 1) * PAGE
        found = list(rows[first : first + PAGE + 1])
        edited = number_of(asked.get("edit")) or number_of(self.request.POST.get("edited"))
        mine = rows.model._default_manager.filter(company=self.company)  # noqa: SLF001
        row = mine.filter(pk=edited).first() if edited else None
        form = form or self.price_form(company=self.company, row=row, initial=self.usual(row))
        joint = "&" if "?" in base else "?"
        return {
            "prices": found[:PAGE],
            "price_form": form,
            "edited": row.pk if row is not None else None,
            "prices_address": base,
            "joint": joint,
            "before": f"{base}{joint}page={number - 1}" if number > 1 else "",
            "after": f"{base}{joint}page={number + 1}" if len(found) > PAGE else "",
            "shown": f"{first + 1}–{first + len(found[:PAGE])}" if found else "",
        }

    def usual(self, row: Any) -> dict[str, Any]:
        """Return what an empty form says already: whom and what is looked at."""
        names = set(self.price_form.base_fields) & {"customer", "item"}
        return {} if row else {name: self.request.GET.get(name, "") for name in names}


class PriceListOne(Prices, MasterOne):
    """A price list with its prices, of one item if asked so."""

    prices_kind = "prices"
    price_form = PriceForm
    refused_price: MasterForm | None = None

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Save the list, or one of its prices."""
        if "of_price" not in request.POST:
            return super().post(request, number)
        row = self.row_of(number)
        answer = self.saved(self._base(row), price_list_id=number)
        if isinstance(answer, HttpResponse):
            return answer
        self.refused_price = answer
        form = self.screen.form(company=self.company, row=row)
        return self.shown(row, form, status=422)

    def besides(self, row: PriceList) -> dict[str, Any]:
        """Return a page of its prices."""
        rows = PriceListEntry.objects.filter(company=self.company, price_list=row)
        item = self.request.GET.get("item", "").replace("\0", "")
        if item:
            rows = rows.filter(item__code=item)
        rows = rows.select_related("item").order_by("item__code", "min_quantity", "valid_from")
        base = self._base(row)
        return {**self.price_page(rows, self.refused_price, base), "save_address": base}

    def _base(self, row: PriceList) -> str:
        base = reverse("office:price-lists-one", args=[row.pk])
        item = self.request.GET.get("item", "")
        return f"{base}?{urlencode({'item': item})}" if item else base


class SpecialPrices(Prices, OfficeView):
    """Customers' own prices, of one customer or one item if asked so."""

    prices_kind = "special-prices"
    price_form = SpecialPriceForm
    title = gettext_lazy("Special prices")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of them."""
        return self.shown(None)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save or remove a price."""
        back = request.get_full_path()
        answer = self.saved(back)
        return answer if isinstance(answer, HttpResponse) else self.shown(answer, status=422)

    def shown(self, form: MasterForm | None, status: int = 200) -> HttpResponse:
        """Return the page."""
        asked = {
            name: self.request.GET.get(name, "").replace("\0", "").strip()
            for name in ("customer", "item")
        }
        rows = SpecialPrice.objects.filter(company=self.company)
        for name, code in asked.items():
            if code:
                rows = rows.filter(**{f"{name}__code": code})
        rows = rows.select_related("customer", "item")
        rows = rows.order_by("customer__code", "item__code", "valid_from", "pk")
        query = urlencode({name: code for name, code in asked.items() if code})
        base = f"{self.request.path}?{query}" if query else self.request.path
        return self.page(
            status=status,
            template="backoffice/masters/special_prices.html",
            filter_form=FilterForm(initial=asked),
            may_change=Permission.MASTERS in self.actor.permissions,
            save_address=base,
            **self.price_page(rows, form, base),
        )

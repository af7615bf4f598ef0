"""The list of contracts (GE-3, LC-4)."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_list.asked import Asked, read
from cadencia.backoffice.contract_list.filter_form import FilterForm
from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.templatetags.contracts import STANDINGS
from cadencia.backoffice.views import OfficeView
from cadencia.billing import contract_listing
from cadencia.billing.contract_listing import PAGE, ContractPage, Order

LAST_USED = "office-contracts"
CLEARED = "clear"

COLUMNS = (
    (Order.CODE, _("Contract")),
    (Order.CUSTOMER, _("Customer")),
    (Order.NEXT, _("Next date")),
)


class Contracts(OfficeView):
    """The list: filters in the address, the last ones kept in the session."""

    template_name = "backoffice/contract_list/list.html"
    title = _("Contracts")

    def get(self, request: OfficeRequest) -> HttpResponse:
        """Show a page of the list."""
        kept = request.session.get(LAST_USED, {}).get(str(self.company.pk), "")
        if not request.GET and kept:
            return HttpResponseRedirect(f"{reverse('office:contracts')}?{kept}")
        asked = read(request.GET, today=self.today)
        self._keep(asked.query())
        found = contract_listing.page_of(
            asked.filter,
            order=asked.order,
            is_descending=asked.is_descending,
            number=asked.page,
            with_due=True,
            today=self.today,
            by=self.actor,
        )
        return self.page(
            asked=asked,
            found=found,
            due=found.due,
            form=FilterForm(asked, self.company),
            standings=self._standings(asked),
            columns=[_column(asked, order, title) for order, title in COLUMNS],
            before=_page(asked, found.number - 1) if found.number > 1 else "",
            after=_page(asked, found.number + 1) if found.has_next else "",
            shown=_shown(found),
            here=request.get_full_path(),
        )

    def _keep(self, query: str) -> None:
        kept = dict(self.request.session.get(LAST_USED, {}))
        if kept.get(str(self.company.pk), "") != query:
            kept[str(self.company.pk)] = query
            self.request.session[LAST_USED] = kept

    def _standings(self, asked: Asked) -> list[dict[str, Any]]:
        """The states as tabs, and all of them."""
        chosen = asked.given.get("standing", [])
        tabs = [{"title": _("All"), "address": "?" + (asked.query(standing=None) or CLEARED)}]
        tabs[0]["is_active"] = not chosen
        for value, title in STANDINGS.items():
            address = "?" + asked.query(standing=str(value))
            tabs.append({"title": title, "address": address, "is_active": chosen == [value]})
        return tabs


def _column(asked: Asked, order: Order, title: Any) -> dict[str, Any]:
    """The head of a column, sorted the other way at the next click."""
    is_this = asked.order is order
    way = "" if not is_this else "descending" if asked.is_descending else "ascending"
    turned = ("-" if way == "ascending" else "") + order.value
    return {
        "name": order.value,
        "title": title,
        "way": way,
        "address": "?" + asked.query(order=turned),
    }


def _page(asked: Asked, number: int) -> str:
    return "?" + asked.query(page=number)


def _shown(found: ContractPage) -> str:
    if not found.contracts:
        return ""
    first = (found.number - 1) * PAGE + 1
    last = first + len(found.contracts) - 1
    many = _("more than %(count)s") % {"count": found.count} if found.is_more else found.count
    told = {"first": first, "last": last, "count": many}
    return str(_("%(first)s–%(last)s of %(count)s") % told)

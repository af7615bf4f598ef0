"""What waits for somebody: to confirm, parked, to renew, complete, price reviews (LC-3, LC-5)."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadencia.backoffice.forms.fields import DateField
from cadencia.backoffice.generation import mending
from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing import completing, confirming, refusals, retrying, tacit_renewal
from cadencia.billing.confirming import Which
from cadencia.billing.reviews_coming import coming_reviews
from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.parties.access import Permission

MANY = 50
MOST = 200  # confirmations that are worked out for a page
AHEAD = timedelta(days=60)
REVIEWS_AHEAD = timedelta(days=92)
FINISHED_AT_ONCE = 200


class WaitingList(OfficeView):
    """A list of what waits, with the days that it looks ahead in the address."""

    heading: Any = ""
    empty: Any = ""
    ahead: timedelta | None = None

    def crumbs(self) -> tuple[Crumb, ...]:
        """Back to the contracts."""
        return (Crumb(gettext_lazy("Contracts"), reverse("office:contracts")),)

    @property
    def until(self) -> date | None:
        """The day up to which it looks, from the address."""
        field = DateField(required=False, today=self.today)
        try:
            found = field.clean(self.request.GET.get("until", ""))
        except ValidationError:
            found = None
        usual = self.today + self.ahead if self.ahead else None
        return found if isinstance(found, date) else usual

    def numbered(self, rows: Any) -> dict[str, Any]:
        """Return a page of rows that were computed whole."""
        page = Paginator(rows, MANY).get_page(self.request.GET.get("page"))
        return {
            "rows": page.object_list,
            "before": self._page(page.number - 1) if page.has_previous() else "",
            "after": self._page(page.number + 1) if page.has_next() else "",
            "shown": _shown(page),
        }

    def _page(self, number: int) -> str:
        query = self.request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"


class Confirmations(WaitingList):
    """Installments that wait for somebody to confirm them."""

    template_name = "backoffice/contract_list/confirmations.html"
    title = gettext_lazy("To confirm")

    def get(self, request: OfficeRequest) -> TemplateResponse:
        """Show them, the nearest first."""
        rows = confirming.waiting(until=self.until, most=MOST, by=self.actor)
        return self.page(until=self.until, is_cut=len(rows) >= MOST, **self.numbered(rows))

    def post(self, request: OfficeRequest) -> HttpResponse:
        """Confirm those that were ticked."""
        done = 0
        for chosen in request.POST.getlist("chosen")[:MANY]:
            number, _colon, which = chosen.partition(":")
            if not _is_id(number) or which not in set(Which):
                continue
            with suppress(NoSuchContract):  # it is gone since the list was shown
                confirming.confirm(int(number), Which(which), by=self.actor)
                done += 1
        sentence = ngettext("%(n)s confirmed.", "%(n)s confirmed.", done) % {"n": done}
        return self.done(sentence, "office:confirmations")


class Parked(WaitingList):
    """Contracts that the runs left aside, why, and where to mend them."""

    template_name = "backoffice/contract_list/parked.html"
    title = gettext_lazy("Parked with errors")

    def get(self, request: OfficeRequest) -> TemplateResponse:
        """Show them by contract."""
        found = refusals.rows_of(by=self.actor).order_by("contract__code")
        told = self.numbered(found)
        where = mending.addresses(list(map(mending.reason_of, told["rows"])), by=self.actor)
        told["rows"] = [
            (each.contract_id, refusals.as_told(each), address)
            for each, address in zip(told["rows"], where, strict=True)
        ]
        return self.page(**told)

    def post(self, request: OfficeRequest) -> HttpResponse:
        """Look again: what can be billed now isn't parked any more."""
        chosen = [int(each) for each in request.POST.getlist("chosen") if _is_id(each)]
        looked = retrying.look_again(chosen, today=self.today, by=self.actor)
        told = {"n": looked.looked_at, "cleared": looked.cleared}
        messages.success(
            request, _("Looked at %(n)s contracts: %(cleared)s can be billed now.") % told
        )
        return redirect("office:parked")


class Renewals(WaitingList):
    """Contracts that come to their end, and what happens then."""

    template_name = "backoffice/contract_list/renewals.html"
    title = gettext_lazy("To renew")
    ahead = AHEAD

    def get(self, request: OfficeRequest) -> TemplateResponse:
        """Show them, the earliest first."""
        assert self.until is not None  # noqa: S101 - there is a usual one
        rows = tacit_renewal.coming(self.until, self.today, by=self.actor)
        outcome = request.GET.get("outcome", "")
        if outcome:
            rows = [each for each in rows if each.outcome == outcome]
        told = self.numbered(rows)
        codes = [each.contract for each in told["rows"]]
        found = Contract.objects.filter(company=self.company, code__in=codes)
        ids = dict(found.values_list("code", "pk"))
        told["rows"] = [(ids.get(each.contract), each) for each in told["rows"]]
        return self.page(until=self.until, outcome=outcome, here=request.get_full_path(), **told)


class Complete(WaitingList):
    """Contracts whose installments are all generated: to be finished."""

    template_name = "backoffice/contract_list/complete.html"
    title = gettext_lazy("Complete, to finish")

    def get(self, request: OfficeRequest) -> TemplateResponse:
        """Show them; those whose last day has passed may be finished."""
        rows = completing.complete_contracts(by=self.actor)
        over = sum(each.is_over(self.today) for each in rows)
        told = self.numbered(rows)
        told["rows"] = [(each, each.is_over(self.today)) for each in told["rows"]]
        return self.page(over=over, most=FINISHED_AT_ONCE, **told)

    def post(self, request: OfficeRequest) -> HttpResponse:
        """Finish those whose last covered day has passed, so many at a time."""
        found = completing.finish_complete(on=self.today, by=self.actor)
        done = len(list(islice(found, FINISHED_AT_ONCE)))
        sentence = ngettext("%(n)s contract finished.", "%(n)s contracts finished.", done)
        return self.done(sentence % {"n": done}, "office:complete")


class Reviews(WaitingList):
    """Price reviews that come, with the prices before and after (LN-12)."""

    template_name = "backoffice/contract_list/reviews.html"
    title = gettext_lazy("Price reviews coming")
    ahead = REVIEWS_AHEAD

    def get(self, request: OfficeRequest) -> TemplateResponse:
        """Show them, the nearest first."""
        assert self.until is not None  # noqa: S101 - there is a usual one
        text = request.GET.get("page", "1")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004
        found = coming_reviews(today=self.today, until=self.until, number=number, by=self.actor)
        return self.page(
            until=self.until,
            found=found,
            may_review=Permission.PRICES in self.actor.permissions,
            before=self._page(found.number - 1) if found.number > 1 else "",
            after=self._page(found.number + 1) if found.has_next else "",
            shown=_("%(n)s contracts") % {"n": found.count} if found.count else "",
        )


def _is_id(text: str) -> bool:
    """Say whether a text may be an id of the database."""
    return text.isdecimal() and len(text) < len(str(2**63))


def _shown(page: Any) -> str:
    if not page.paginator.count:
        return ""
    told = {"first": page.start_index(), "last": page.end_index(), "count": page.paginator.count}
    return _("%(first)s–%(last)s of %(count)s") % told

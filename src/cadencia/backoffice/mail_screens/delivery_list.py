"""What was sent and what came of it; those in trouble first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.mail_screens.words import STATE_WORDS
from cadencia.backoffice.views import OfficeView
from cadencia.mailing import deliveries
from cadencia.mailing.deliveries import DeliveryFilter, NoSuchDelivery, NotRetryable, NotSent
from cadencia.parties.access import Permission
from cadencia.parties.problems import ValuesRefused

MANY = 50
LONGEST = 200


class FilterForm(forms.Form):
    """The filters above the list."""

    q = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=LONGEST)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("State: all")),
            ("open", gettext_lazy("Not sent, and to be dealt with")),
            *STATE_WORDS.items(),
        ],
    )


class Deliveries(OfficeView):
    """A page of deliveries, and the addresses from which messages came back."""

    template_name = "backoffice/mail_screens/deliveries.html"
    title: Any = gettext_lazy("Sent by e-mail")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show it."""
        form = FilterForm(request.GET)
        form.is_valid()
        state = form.cleaned_data.get("state", "")
        asked = DeliveryFilter(
            state="" if state == "open" else state,
            open_only=state == "open",
            address=form.cleaned_data.get("q", ""),
        )
        page = request.GET.get("page", "1")
        at = min(int(page), LONGEST) if page.isdecimal() and len(page) < LONGEST else 1
        at = max(at, 1)
        found = deliveries.listed(asked, by=self.actor)
        rows = list(found[(at - 1) * MANY : at * MANY + 1])
        return self.page(
            form=form,
            rows=rows[:MANY],
            at=at,
            has_more=len(rows) > MANY,
            query=request.GET.urlencode(),
            bad=list(deliveries.bad_addresses(by=self.actor)[:MANY]),
        )


class _Act(OfficeView):
    """An act on a delivery; leads back to where it was asked for."""

    permission = Permission.DOCUMENTS
    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer what isn't there as nothing."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoSuchDelivery:
            raise self.nothing_here() from None

    def back(self) -> HttpResponseBase:
        """Lead back."""
        where = self.request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(where, allowed_hosts=None)
        return redirect(where if is_ours else reverse("office:deliveries"))


class Retry(_Act):
    """Tries again what failed, as the same message."""

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Have it sent."""
        try:
            deliveries.retry(number, by=self.actor, at=self.now)
        except NotRetryable:
            messages.error(request, _("It can't be tried again: send the document anew."))
        else:
            messages.success(request, _("It will be tried again."))
        return self.back()


class Bounce(_Act):
    """Takes note that a message came back."""

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Mark its address."""
        said = {name: request.POST.get(name, "") for name in ("reason", "address")}
        try:
            deliveries.bounce(number, **said, by=self.actor, at=self.now)
        except NotSent:
            messages.error(request, _("It wasn't sent, so that it can't have come back."))
        except ValuesRefused as refused:
            messages.error(request, " ".join(each.message for each in refused.problems))
        else:
            messages.success(request, _("It is noted: nothing goes there by itself any more."))
        return self.back()


class RightAgain(_Act):
    """Takes the mark from an address."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Let messages go there again."""
        deliveries.is_right_again(request.POST.get("address", ""), by=self.actor)
        messages.success(request, _("Messages go to this address again."))
        return self.back()

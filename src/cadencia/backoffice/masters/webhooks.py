"""Webhooks: where programs listen, what was sent to them, their secret shown once (US-2)."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.masters.changes import number_of
from cadencia.backoffice.masters.editing import tried
from cadencia.backoffice.masters.event_words import EVENT_WORDS
from cadencia.backoffice.masters.fields import Boxes
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.parties.access import Permission
from cadencia.webhooks import services
from cadencia.webhooks.models import Endpoint
from cadencia.webhooks.services import NoSuchDelivery, NoSuchEndpoint, Wanted

SHOWN = 50
STATES = ("pending", "delivered", "failed")


class WebhookForm(forms.Form):
    """Where a program listens, and to what."""

    use_required_attribute = False

    url = forms.CharField(label=gettext_lazy("Address"), help_text="https://…")
    description = forms.CharField(label=gettext_lazy("Description"), required=False)
    is_active = forms.BooleanField(
        label=gettext_lazy("Messages are sent"), required=False, initial=True
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        choices=list(EVENT_WORDS.items()),
        widget=Boxes,
        required=False,
        help_text=gettext_lazy("None chosen: everything."),
    )

    def wanted(self) -> Wanted:
        """Return what is asked of the service."""
        given = self.cleaned_data
        return Wanted(
            url=given.get("url") or "",
            events=given.get("events") or (),
            description=given.get("description") or "",
            is_active=given.get("is_active") or False,
        )


class WebhookView(OfficeView):
    """What the pages of webhooks have in common."""

    permission = Permission.SETTINGS
    title: Any = gettext_lazy("Webhooks")
    template_name = "backoffice/masters/webhook.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer what isn't there as nothing."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except (NoSuchEndpoint, NoSuchDelivery):
            raise Http404 from None

    def crumbs(self) -> tuple[Crumb, ...]:
        """Lead back to the list."""
        return (Crumb(_("Webhooks"), reverse("office:webhooks")),)

    def found(self, number: int) -> Endpoint:
        """Return the webhook of that number."""
        found = services.endpoints(by=self.actor).filter(pk=number).first()
        if found is None:
            raise Http404
        return found

    def one(self, row: Endpoint, form: WebhookForm, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page of a webhook."""
        self.title = row.url
        asked = self.request.GET.get("state", "")
        sent = services.deliveries(row.pk, by=self.actor).defer("body")
        sent = sent.filter(state=asked) if asked in STATES else sent
        before = number_of(self.request.GET.get("before"))
        sent = (sent.filter(pk__lt=before) if before else sent).order_by("-pk")
        rows = list(sent[: SHOWN + 1])
        following = rows[SHOWN - 1].pk if len(rows) > SHOWN else None
        answer = self.page(
            status=status, form=form, row=row, sent=rows[:SHOWN], following=following,
            words=EVENT_WORDS, state=asked, **more,
        )  # fmt: skip
        if "secret" in more:
            answer["Cache-Control"] = "no-store"
        return answer


class Webhooks(WebhookView):
    """The webhooks of the company."""

    def crumbs(self) -> tuple[Crumb, ...]:
        """Stand on top."""
        return ()

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        return self.shown(WebhookForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make one, and show its secret this once."""
        form = WebhookForm(request.POST)
        made = tried(form, lambda: services.create(form.wanted(), by=self.actor, at=self.now))
        if made is None:
            return self.shown(form, status=422)
        row, secret = made
        return self.one(row, form_of(row), secret=secret)

    def shown(self, form: WebhookForm, status: int = 200) -> HttpResponse:
        """Return the list."""
        rows = services.endpoints(by=self.actor).order_by("pk")
        return self.page(
            status=status, template="backoffice/masters/webhooks.html", form=form, rows=list(rows)
        )


class WebhookOne(WebhookView):
    """A webhook that is there."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show it, and what was sent to it."""
        row = self.found(number)
        return self.one(row, form_of(row))

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Save what was changed, or do what a button says."""
        row = self.found(number)
        act = request.POST.get("act", "")
        if act == "remove":
            services.delete(number, by=self.actor)
            return self.done(_("The webhook is removed."), "office:webhooks")
        if act == "secret":
            secret = services.renew_secret(number, by=self.actor)
            return self.one(row, form_of(row), secret=secret)
        if act == "again":
            delivery = number_of(request.POST.get("delivery")) or 0
            services.replay(delivery, by=self.actor, at=self.now)
            return self.done(_("It will be sent again."), "office:webhooks-one", number)
        form = WebhookForm(request.POST)
        saved = tried(form, lambda: services.change(number, form.wanted(), by=self.actor))
        if saved is None:
            return self.one(row, form, status=422)
        return self.done(_("The webhook is saved."), "office:webhooks-one", number)


def form_of(row: Endpoint) -> WebhookForm:
    """Return the form of a webhook that is there."""
    names = ("url", "description", "is_active", "events")
    return WebhookForm(initial={name: getattr(row, name) for name in names})

"""Tokens of the API: made, shown once, revoked (US-2). Administrators alone.

Their service is the API's own, and reached by the name that the settings give it: the API and the
back office stand beside each other and know nothing of one another.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadencia.backoffice.forms.fields import WholeField
from cadencia.backoffice.masters.editing import tried
from cadencia.backoffice.masters.fields import Boxes
from cadencia.backoffice.views import OfficeView
from cadencia.parties.access import Permission
from cadencia.parties.models import User

SHOWN = 200

SCOPES = {
    Permission.READ: gettext_lazy("read"),
    Permission.MASTERS: gettext_lazy("masters"),
    Permission.CONTRACTS: gettext_lazy("contracts"),
    Permission.EVERYDAY: gettext_lazy("everyday acts"),
    Permission.PRICES: gettext_lazy("prices and templates"),
    Permission.GENERATE: gettext_lazy("generate"),
    Permission.DOCUMENTS: gettext_lazy("documents"),
    Permission.REVERT: gettext_lazy("revert the posting"),
    Permission.ACTIVITY: gettext_lazy("activate and deactivate"),
    Permission.MODIFICATIONS: gettext_lazy("scheduled modifications"),
    Permission.ASSOCIATIONS: gettext_lazy("associate sales"),
    Permission.VOID: pgettext_lazy("permission", "void"),
    Permission.SETTINGS: gettext_lazy("settings"),
}


def _service(name: str) -> Any:
    return import_string(f"{settings.TOKENS}.{name}")


class TokenForm(forms.Form):
    """What a token is to be."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("Which program uses it.")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(each.value, title) for each, title in SCOPES.items()],
        widget=Boxes,
        required=False,
    )
    days = WholeField(label=gettext_lazy("Days that it holds"), initial=365)
    user = forms.ChoiceField(
        label=gettext_lazy("In whose name"),
        required=False,
        help_text=gettext_lazy("Empty: the program's own. Else it may what its user's role may."),
    )
    vouched = forms.BooleanField(
        label=gettext_lazy("You vouch for it"),
        required=False,
        help_text=gettext_lazy("It isn't asked for a password before delicate acts."),
    )
    requests_per_minute = WholeField(label=gettext_lazy("Requests a minute"), required=False)

    def __init__(self, *given: Any, company_id: int, **named: Any) -> None:
        super().__init__(*given, **named)
        people = User.objects.filter(
            memberships__company_id=company_id, memberships__is_active=True, is_active=True
        )
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        names = people.order_by("username").values_list("username", flat=True)
        field.choices = [("", "—"), *((each, each) for each in names)]

    def wanted(self, company_id: int) -> Any:
        """Return what is asked of the service."""
        given = self.cleaned_data
        mine = User.objects.filter(memberships__company_id=company_id)
        user = mine.filter(username=given["user"]).first() if given.get("user") else None
        return _service("Wanted")(
            name=given.get("name") or "",
            scopes=given.get("scopes") or [],
            days=given.get("days") or 0,
            user=user,
            vouched=given.get("vouched") or False,
            requests_per_minute=given.get("requests_per_minute"),
        )


class Tokens(OfficeView):
    """The tokens of the company."""

    permission = Permission.SETTINGS
    title = gettext_lazy("API tokens")
    template_name = "backoffice/masters/tokens.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them, the latest first."""
        return self.shown(TokenForm(company_id=self.company.pk))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make one, and show its text this once: the page isn't redirected, nor kept."""
        form = TokenForm(request.POST, company_id=self.company.pk)
        made = tried(
            form,
            lambda: _service("create")(form.wanted(self.company.pk), by=self.actor, at=self.now),
        )
        if made is None:
            return self.shown(form, status=422)
        _token, text = made
        answer = self.shown(TokenForm(company_id=self.company.pk), secret=text)
        answer["Cache-Control"] = "no-store"
        return answer

    def shown(self, form: TokenForm, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page."""
        rows = list(_service("of_company")(self.company)[:SHOWN])
        for each in rows:
            each.holds = each.revoked_at is None and each.expires_at > self.now
            each.may_do = [SCOPES[Permission(scope)] for scope in each.scopes]
        return self.page(status=status, form=form, rows=rows, **more)


class TokenRevoked(OfficeView):
    """Ends a token."""

    permission = Permission.SETTINGS

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """End it at once."""
        try:
            token = _service("revoke")(number, by=self.actor, at=self.now)
        except _service("NoSuchToken"):
            raise Http404 from None
        sentence = _("%(name)s holds no more.") % {"name": token.name}
        return self.done(sentence, "office:tokens")

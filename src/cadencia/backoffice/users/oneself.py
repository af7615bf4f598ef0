"""What a user sets for themselves: preferences, password, second factor."""

from typing import Any

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cadencia.backoffice.forms import problems
from cadencia.backoffice.signing_in import again
from cadencia.backoffice.signing_in.coming_in import address_of, too_many
from cadencia.backoffice.users.forms import CodeForm, OwnPasswordForm, PreferencesForm
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.parties import second_factor, sign_in
from cadencia.parties.problems import ValuesRefused
from cadencia.parties.second_factor import CodeWrong
from cadencia.parties.signing_in import CredentialsWrong, TooManyWrong

_HERE = Crumb(_("Preferences"), "/preferences/")


class Preferences(OfficeView):
    """How one wants the back office."""

    is_behind_wall = False
    template_name = "backoffice/users/preferences.html"
    title = _("Preferences")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show them."""
        kept = self.request.preferences
        names = PreferencesForm.base_fields
        return self._page(PreferencesForm(initial={each: getattr(kept, each) for each in names}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Keep them."""
        form = PreferencesForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        kept = self.request.preferences
        for name, value in form.cleaned_data.items():
            setattr(kept, name, value)
        kept.save()
        if kept.language:
            translation.activate(kept.language)  # what is told next is told in it
        return self.done(_("Your preferences are kept."), "office:preferences")

    def _page(self, form: PreferencesForm, *, status: int = 200) -> HttpResponseBase:
        user = self.request.user
        return self.page(
            status=status,
            form=form,
            has_second_factor=second_factor.is_wanted(user),
            codes_left=second_factor.codes_left(user),
        )


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Password(OfficeView):
    """Another password of one's own."""

    is_behind_wall = False
    template_name = "backoffice/users/password.html"
    title = _("Change password")

    def crumbs(self) -> tuple[Crumb]:
        """Return the way to it."""
        return (_HERE,)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the empty form."""
        return self.page(form=OwnPasswordForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Change it, if the old one is right; other sessions of the user end."""
        form = OwnPasswordForm(request.POST)
        if form.is_valid() and self._changed(form):
            update_session_auth_hash(request, self.request.user)
            return self.done(_("Your password is changed."), "office:preferences")
        return self.refused(form=form)

    def _changed(self, form: OwnPasswordForm) -> bool:
        user, given = self.request.user, form.cleaned_data
        try:
            sign_in.recognised(
                user.get_username(), given["old"], address=address_of(self.request), at=self.now
            )
            sign_in.change_password(user, given["new"])
        except CredentialsWrong:
            form.add_error("old", _("The password isn't right."))
        except TooManyWrong as refused:
            form.add_error("old", too_many(refused))
        except ValuesRefused as refused:
            problems.show(form, refused)
        return not form.errors


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class SecondFactor(OfficeView):
    """A telephone as the second proof: set up, and taken away again."""

    is_behind_wall = False
    template_name = "backoffice/users/second_factor.html"
    title = _("Second factor")

    def crumbs(self) -> tuple[Crumb]:
        """Return the way to it."""
        return (_HERE,)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show where one stands."""
        if second_factor.is_wanted(self.request.user):
            left = second_factor.codes_left(self.request.user)
            return self.page(is_on=True, codes_left=left)
        return self.page(is_on=False)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Set it up or take it away; either asks for the credentials."""
        user, act = self.request.user, request.POST.get("act", "")
        if act == "confirm":
            return self._confirmed(CodeForm(request.POST))
        again.wanted(self.actor)
        if act == "remove":
            second_factor.remove(user)
            return self.done(_("The password alone is asked for now."), "office:preferences")
        if act != "begin" or second_factor.is_wanted(user):
            raise self.nothing_here()
        return self._shown(CodeForm())

    def _confirmed(self, form: CodeForm) -> HttpResponseBase:
        if form.is_valid():
            try:
                code = form.cleaned_data["code"]
                codes = second_factor.confirm(self.request.user, code, at=self.now)
                return self.page(is_on=True, codes=codes)
            except CodeWrong:
                form.add_error("code", _("This isn't the code that the telephone should show now."))
        return self._shown(form, status=422)

    def _shown(self, form: CodeForm, *, status: int = 200) -> HttpResponseBase:
        enrolment = second_factor.begin(self.request.user)
        return self.page(
            status=status, form=form, secret=_in_groups(enrolment.secret), qr=_qr(enrolment.address)
        )


def _in_groups(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _qr(address: str) -> Any:
    """Return the picture; black on white in the dark too, for cameras."""
    code = segno.make(address, error="m", boost_error=False, micro=False)
    picture = code.svg_inline(scale=5, border=3, light="white", dark="black")
    return mark_safe(picture)  # noqa: S308 - segno drew it; the address is only modules in it

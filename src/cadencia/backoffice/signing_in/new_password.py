"""Another password by a link that an administrator gave (US-6)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cadencia.backoffice.clock import now
from cadencia.backoffice.forms import problems
from cadencia.backoffice.signing_in.coming_in import address_of
from cadencia.backoffice.signing_in.marks import outside_wall
from cadencia.parties import password_links
from cadencia.parties.password_links import LinkEnded
from cadencia.parties.problems import ValuesRefused

PAGE = "backoffice/signing_in/new_password.html"
_SECRET = "office-new-password"  # noqa: S105 - where the session keeps it


class NewPasswordForm(forms.Form):
    """The password, twice."""

    use_required_attribute = False

    new = forms.CharField(
        label=gettext_lazy("New password"), strip=False, widget=forms.PasswordInput
    )
    again = forms.CharField(label=gettext_lazy("Again"), strip=False, widget=forms.PasswordInput)

    def clean(self) -> None:
        """Compare both."""
        super().clean()
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", _("They aren't the same."))


@outside_wall
@never_cache
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, which others may come to see."""
    request.session[_SECRET] = secret
    return redirect("office:new-password")


@outside_wall
@never_cache
@csrf_protect
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Ask for another password, and keep it."""
    secret = request.session.get(_SECRET, "")
    try:
        user = password_links.user_of(secret, at=now())
        form = NewPasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            new = form.cleaned_data["new"]
            password_links.set_password(secret, new, address=address_of(request), at=now())
            request.session.flush()
            messages.success(request, _("The password is changed: sign in with it."))
            return redirect("office:sign-in")
    except ValuesRefused as refused:
        problems.show(form, refused)
    except LinkEnded:
        return render(request, PAGE, {"title": _("New password"), "has_ended": True}, status=410)
    told = {"title": _("New password"), "form": form, "username": user.get_username()}
    return render(request, PAGE, told, status=422 if form.errors else 200)

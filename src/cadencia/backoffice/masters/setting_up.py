"""The first page of a new installation: the company, its taxes, its numbers, its administrator.

It is there as long as nobody can sign in, and for who sits at the machine alone.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cadencia.backoffice.clock import now
from cadencia.backoffice.forms.fields import IbanField, TaxIdField, WholeField
from cadencia.backoffice.headers import on_this_machine
from cadencia.backoffice.masters.editing import tried_with
from cadencia.backoffice.signing_in.marks import outside_wall
from cadencia.billing import setting_up
from cadencia.billing.setting_up import AlreadySetUp, First
from cadencia.core.dates import civil_date
from cadencia.parties.problems import ValuesRefused

_t = gettext_lazy
TAXES = {"IVA": ["IVA21"], "IGIC": ["IGIC7"], "": []}


class CompanyPart(forms.Form):
    """The company that issues."""

    use_required_attribute = False

    name = forms.CharField(label=_t("Name"))
    code = forms.CharField(label=_t("Code"), help_text=_t("Short, such as NORTE."))
    legal_name = forms.CharField(label=_t("Legal name"), required=False)
    tax_id = TaxIdField(label=_t("Tax number"), required=False)
    address = forms.CharField(label=_t("Address"), required=False)
    postal_code = forms.CharField(label=_t("Postal code"), required=False)
    city = forms.CharField(label=_t("City"), required=False)
    province = forms.CharField(label=_t("Province"), required=False)
    country = forms.CharField(label=_t("Country"), initial="ES")
    currency = forms.CharField(label=_t("Currency"), initial="EUR")
    time_zone = forms.CharField(label=_t("Time zone"), initial="Europe/Madrid")
    iban = IbanField(label=_t("IBAN"), required=False)
    taxes = forms.ChoiceField(
        label=_t("Usual tax"),
        required=False,
        initial="IVA",
        choices=(("IVA", _t("IVA 21 %")), ("IGIC", _t("IGIC 7 %")), ("", _t("none"))),
        help_text=_t("All usual taxes are there; this one is offered first."),
    )


class SeriesPart(forms.Form):
    """How invoices are numbered."""

    use_required_attribute = False

    code = forms.CharField(label=_t("Series of invoices"), initial="F")
    pattern = forms.CharField(
        label=_t("Pattern of the number"), initial="{series}-{year}-{number:06d}"
    )
    number = WholeField(
        label=_t("First number of this year"),
        initial=1,
        help_text=_t("Above 1 if another program has numbered invoices this year."),
    )


class PersonPart(forms.Form):
    """Who administers it."""

    use_required_attribute = False

    username = forms.CharField(label=_t("User"))
    first_name = forms.CharField(label=_t("First name"), required=False)
    last_name = forms.CharField(label=_t("Last name"), required=False)
    email = forms.CharField(label=_t("E-mail"), required=False)
    password = forms.CharField(
        label=_t("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_t("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse another password than the first."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("It isn't the same as above."))
        return again


class _Whole:
    PARTS: ClassVar[dict[str, type[forms.Form]]] = {
        "company": CompanyPart,
        "series": SeriesPart,
        "person": PersonPart,
    }

    def __init__(self, data: Any = None, *, with_company: bool = True) -> None:
        names = self.PARTS if with_company else {"person": PersonPart}
        self.parts = {name: self.PARTS[name](data, prefix=name) for name in names}

    def is_valid(self) -> bool:
        judged = [each.is_valid() for each in self.parts.values()]
        return all(judged)

    def said(self, name: str) -> dict[str, Any]:
        return self.parts[name].cleaned_data if name in self.parts else {}

    def first(self, year: int) -> First:
        company = dict(self.said("company"))
        taxes = TAXES.get(company.pop("taxes", ""), [])
        person = {n: each for n, each in self.said("person").items() if n != "again"}
        password = person.pop("password", "")
        language = "en" if (get_language() or "es").startswith("en") else "es"
        if "country" in company:
            company["country"] = company["country"].upper()
        return First(
            company={**company, "default_taxes": taxes, "language": language},
            series=self.said("series"),
            person=person,
            password=password,
            year=year,
        )

    def show(self, refused: ValuesRefused) -> None:
        for path, message in refused.problems:
            part, _dot, name = path.partition(".")
            form = self.parts.get(part) or self.parts["person"]
            field = name if name in form.fields else None
            if field is None or field not in form.errors:
                form.add_error(field, message)


@outside_wall
@never_cache
@sensitive_post_parameters("person-password", "person-again")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Ask for the company and its administrator, and open both."""
    if not setting_up.is_wanted():
        raise Http404
    if not on_this_machine(request):
        title = {"title": _("Not set up yet")}
        return render(request, "backoffice/masters/not_set_up.html", title, status=403)
    there = setting_up.companies()
    data = request.POST if request.method == "POST" else None
    whole = _Whole(data, with_company=not there)
    if data is not None:
        at = now()
        try:
            made = tried_with(
                whole,
                lambda: setting_up.set_up(whole.first(civil_date(at, "Europe/Madrid").year), at=at),
            )
        except AlreadySetUp:
            return redirect("office:sign-in")
        if made is not None:
            messages.success(request, _("All is ready: sign in with your user and password."))
            return redirect("office:sign-in")
    told: dict[str, Any] = {"title": _("Set up Cadencia"), "parts": whole.parts, "there": there}
    status = 200 if data is None else 422
    return render(request, "backoffice/masters/set_up.html", told, status=status)

"""The company and its preferences: sections of one form, its logo, its own accounts."""

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.forms.fields import (
    ChoiceField,
    DateField,
    DecimalField,
    IbanField,
    TaxIdField,
    WholeField,
)
from cadencia.backoffice.masters import changes
from cadencia.backoffice.masters.editing import show_problems, tried_with
from cadencia.backoffice.masters.fields import CodesField
from cadencia.backoffice.masters.forms import MasterForm, taxes_of
from cadencia.backoffice.masters.rows import RowForm, Rows
from cadencia.backoffice.views import OfficeView
from cadencia.billing.masters import company as service
from cadencia.documents.rendering.logos import MAX_BYTES
from cadencia.documents.rendering.printable import Format, Paper
from cadencia.parties.access import Permission
from cadencia.parties.meanwhile import ChangedMeanwhile, last_change
from cadencia.parties.models import BankAccount, Company
from cadencia.parties.problems import ValuesRefused

_t = gettext_lazy
STYLE = ("format", "paper", "accent")
_LANGUAGES = (("es", _t("Spanish")), ("en", _t("English")))


class CompanyForm(MasterForm):
    """The company's settings."""

    code = forms.CharField(label=_t("Code"))
    name = forms.CharField(label=_t("Name"))
    legal_name = forms.CharField(label=_t("Legal name"), required=False)
    tax_id = TaxIdField(label=_t("Tax number"), required=False)
    address = forms.CharField(label=_t("Address"), required=False)
    postal_code = forms.CharField(label=_t("Postal code"), required=False)
    city = forms.CharField(label=_t("City"), required=False)
    province = forms.CharField(label=_t("Province"), required=False)
    country = forms.CharField(label=_t("Country"), help_text=_t("Two letters, such as ES."))
    phone = forms.CharField(label=_t("Phone"), required=False)
    email = forms.CharField(label=_t("E-mail"), required=False)
    website = forms.CharField(label=_t("Website"), required=False)
    registry_text = forms.CharField(
        label=_t("Commercial register"),
        required=False,
        help_text=_t("As documents print it: register, volume, sheet."),
    )
    language = forms.ChoiceField(label=_t("Language"), choices=_LANGUAGES)
    currency = forms.CharField(label=_t("Currency"), help_text=_t("Three letters, such as EUR."))
    time_zone = forms.CharField(label=_t("Time zone"))
    holidays = forms.CharField(
        label=_t("Holidays"), required=False, help_text=_t("Country or region, such as ES-MD.")
    )
    logo_file = forms.FileField(
        label=_t("New logo"), required=False, help_text=_t("PNG, JPEG or plain SVG, up to 1 MB.")
    )
    logo_gone = forms.BooleanField(label=_t("Print no logo"), required=False)
    format = forms.ChoiceField(
        label=_t("Density"),
        required=False,
        choices=((Format.STANDARD.value, _t("Normal")), (Format.COMPACT.value, _t("Compact"))),
    )
    paper = forms.ChoiceField(
        label=_t("Paper"),
        required=False,
        choices=((Paper.A4.value, "A4"), (Paper.LETTER.value, _t("Letter"))),
    )
    accent = forms.CharField(
        label=_t("Color"), required=False, help_text=_t("As #rrggbb; empty: dark blue.")
    )
    default_series = ChoiceField("series", label=_t("Usual series"), required=False)
    default_taxes = CodesField(label=_t("Usual taxes"), required=False)
    prices_include_tax = forms.BooleanField(label=_t("Prices include taxes"), required=False)
    tax_rounding = forms.ChoiceField(
        label=_t("Rounding of taxes"),
        choices=(("document", _t("by document")), ("line", _t("by line"))),
    )
    code_pattern = forms.CharField(
        label=_t("Codes of contracts"), help_text=_t("# is the number: CT-#####.")
    )
    lead_days = WholeField(label=_t("Lead days of new contracts"))
    documents_are = forms.ChoiceField(
        label=_t("What a run leaves"),
        choices=(("issued", _t("issued documents")), ("draft", _t("drafts"))),
    )
    issue_date_policy = forms.ChoiceField(
        label=_t("Date of documents"),
        choices=(
            ("theoretical", _t("that of the installment")),
            ("issue_day", _t("the day of issue")),
        ),
    )
    zero_total = forms.ChoiceField(
        label=_t("Totals of zero"),
        choices=(("row", _t("no document, a row alone")), ("document", _t("a document"))),
    )
    unconfirmed = forms.ChoiceField(
        label=_t("Unconfirmed installments"),
        choices=(("hold", _t("wait")), ("remind", _t("are billed, and reminded of"))),
    )
    voiding = forms.ChoiceField(
        label=_t("Voiding of invoices"),
        required=False,
        choices=(
            ("", _t("as the law admits")),
            ("never", _t("never")),
            ("undelivered", _t("while not delivered")),
            ("always", _t("always")),
        ),
    )
    closed_until = DateField(
        label=_t("Closed until"), required=False, help_text=_t("No document is dated before.")
    )
    max_backdating = WholeField(label=_t("Days back at most"))
    release_each_without_count = forms.BooleanField(
        label=_t("Discharge in every installment without a count"), required=False
    )
    max_installments_per_contract = WholeField(label=_t("Installments of a contract at most"))
    max_growth = DecimalField(label=_t("Times what was expected, at most"))
    max_price_change = DecimalField(label=_t("Price change at most (%)"))
    automatic_generation = forms.BooleanField(label=_t("Automatic generation"), required=False)
    automatic_hour = WholeField(label=_t("At what hour"))
    automatic_workers = WholeField(label=_t("Processes"))
    credentials_minutes = WholeField(label=_t("Minutes that credentials hold"))
    editing = forms.ChoiceField(
        label=_t("Forms of contracts"),
        choices=(("basic", _t("basic")), ("advanced", _t("advanced"))),
        help_text=_t("Each user may choose otherwise."),
    )

    wide = ("registry_text",)
    sections: ClassVar[Any] = (
        (_t("Who issues"), ("code", "name", "legal_name", "tax_id", "registry_text")),
        (
            _t("Address and contact"),
            ("address", "postal_code", "city", "province", "country", "phone", "email", "website"),
        ),
        (_t("Place"), ("language", "currency", "time_zone", "holidays")),
        (_t("Look of documents"), ("logo_file", "logo_gone", *STYLE)),
        (
            _t("New contracts"),
            (
                *("code_pattern", "default_series", "default_taxes", "lead_days"),
                *("prices_include_tax", "release_each_without_count"),
            ),
        ),
        (
            _t("Documents"),
            (
                *("documents_are", "issue_date_policy", "tax_rounding", "zero_total"),
                *("unconfirmed", "voiding", "closed_until", "max_backdating"),
            ),
        ),
        (
            _t("Safety of runs"),
            ("max_installments_per_contract", "max_growth", "max_price_change"),
        ),
        (
            _t("Automatic work"),
            ("automatic_generation", "automatic_hour", "automatic_workers"),
        ),
        (_t("Screens"), ("editing", "credentials_minutes")),
    )

    def prepare(self) -> None:
        """Offer the company's taxes."""
        field = self.fields["default_taxes"]
        assert isinstance(field, CodesField)  # noqa: S101 - declared above
        field.choices = taxes_of(self.company, besides=list(self.company.default_taxes))

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return the settings, and the look of documents field by field."""
        found = {**super().initial_of(row), **{name: row.page_style.get(name) for name in STYLE}}
        return {**found, "country": str(row.country).strip()}

    def clean_logo_file(self) -> Any:
        """Refuse what is no logo by its size, before it is read."""
        file = self.cleaned_data.get("logo_file")
        if file is not None and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is over 1 MB."))
        return file

    def values(self) -> dict[str, Any]:
        """Return what is given to the service."""
        found = super().values()
        style = {name: found.pop(name) for name in STYLE if name in found}
        kept = {name: each for name, each in style.items() if each}
        file = found.pop("logo_file", None)
        if "country" in found:
            found["country"] = str(found["country"]).upper()
        return {
            **found,
            "page_style": {**self._other_style(), **kept},
            "logo_file": file.read() if file else b"",
        }

    def _other_style(self) -> dict[str, Any]:
        return {n: each for n, each in self.company.page_style.items() if n not in STYLE}


class OwnAccountRow(RowForm):
    """An account of the company, printed on its documents."""

    iban = IbanField(label=_t("IBAN"), required=False)
    bic = forms.CharField(label=_t("BIC"), required=False)


class _WithAccounts:
    def __init__(self, form: CompanyForm, data: Any = None) -> None:
        self.form = form
        mine = BankAccount.objects.filter(company=form.company, customer=None).order_by("pk")
        initial = [{"id": each.pk, "iban": each.iban, "bic": each.bic} for each in mine]
        self.rows = Rows(OwnAccountRow, "accounts", data=data, initial=initial)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.rows.is_valid()])

    def values(self) -> dict[str, Any]:
        return {**self.form.values(), "accounts": self.rows.values()}

    def show(self, refused: ValuesRefused) -> None:
        show_problems(self.form, [p for p in refused.problems if not self.rows.take(p)])


class CompanyPage(OfficeView):
    """The company one works in."""

    permission = Permission.SETTINGS
    title = _t("Company")
    template_name = "backoffice/masters/company.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show its settings."""
        row = self._row()
        return self.shown(_WithAccounts(self._form(row)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save them."""
        row = self._row()
        whole = _WithAccounts(self._form(row, request.POST, request.FILES), request.POST)
        seen = changes.seen_of(request.POST)
        try:
            saved = tried_with(
                whole,
                lambda: service.change(whole.values(), by=self.actor, at=self.now, seen=seen),
            )
        except ChangedMeanwhile as meanwhile:
            return self.shown(whole, status=409, meanwhile=changes.told(meanwhile.changes))
        if saved is None:
            return self.shown(whole, status=422)
        return self.done(_("The settings are saved."), "office:company")

    def shown(self, whole: _WithAccounts, status: int = 200, **more: Any) -> HttpResponse:
        """Return the page."""
        return self.page(
            status=status,
            form=whole.form,
            rows=whole.rows,
            seen=last_change(self.company, self.company.pk),
            row=None,
            has_logo=Company.objects.filter(pk=self.company.pk, logo__isnull=False).exists(),
            may_change=True,
            **more,
        )

    def _row(self) -> Company:
        return Company.objects.defer("logo").get(pk=self.company.pk)

    def _form(self, row: Company, *given: Any) -> CompanyForm:
        initial = {"code_pattern": service.code_pattern(by=self.actor)}
        return CompanyForm(*given, company=row, row=row, initial=initial)


class CompanyHistory(OfficeView):
    """Who changed what of the company's settings, and when."""

    permission = Permission.SETTINGS
    title = _t("History of the company")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of it."""
        before = changes.number_of(request.GET.get("before"))
        shown, following = changes.page(self.company, before, by=self.actor)
        return self.page(
            template="backoffice/masters/history.html",
            changes=shown,
            following=following,
            back="../",
        )


class CompanyLogo(OfficeView):
    """The company's logo, as it is kept."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Hand it out."""
        found = Company.objects.filter(pk=self.company.pk).values_list("logo", flat=True).get()
        if not found:
            raise Http404
        data = bytes(found)
        kinds = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
        kind = next(
            (each for mark, each in kinds.items() if data.startswith(mark)), "image/svg+xml"
        )
        answer = HttpResponse(data, content_type=kind)
        answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        answer["Cache-Control"] = "private, no-cache"
        return answer

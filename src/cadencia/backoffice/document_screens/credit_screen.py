"""A credit note: what is taken back, its preview, what becomes of the installments (DO-3)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.clock import clock
from cadencia.backoffice.document_screens.one_document import OfDocument, called
from cadencia.backoffice.forms import problems, typed
from cadencia.backoffice.forms.fields import DateField, DecimalField
from cadencia.billing import crediting
from cadencia.billing.crediting import Proposal, Wish
from cadencia.billing.document_list import reading
from cadencia.billing.generation_refusals import sentence_of
from cadencia.core.corrective import Method
from cadencia.core.credited import Pick
from cadencia.documents.models import DocumentLine, Series
from cadencia.parties.access import Permission
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

WHATS = (
    ("whole", gettext_lazy("All of it")),
    ("lines", gettext_lazy("By line")),
    ("amount", gettext_lazy("An amount")),
    ("data", gettext_lazy("Only printed data")),
)
METHODS = (
    ("differences", gettext_lazy("By differences")),
    ("substitution", gettext_lazy("By substitution")),
)
SPANISH_REASONS = (
    ("", gettext_lazy("The usual one")),
    ("R1", gettext_lazy("R1: return, discount, price (art. 80.1, 80.2, 80.6)")),
    ("R2", gettext_lazy("R2: insolvency of the customer (art. 80.3)")),
    ("R3", gettext_lazy("R3: uncollectible debt (art. 80.4)")),
    ("R4", gettext_lazy("R4: other reasons")),
)
_FIELDS = {"by": "method", "reopen": "gives_back", "lines": "what", "document": "what"}


class CreditForm(forms.Form):
    """What is credited, why, and whether what it billed is due again."""

    what = forms.ChoiceField(choices=WHATS)
    amount = DecimalField(
        label=gettext_lazy("Amount, taxes included"), required=False, decimals=6, least=Decimal(0)
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "o-input", "rows": 2}),
        help_text=gettext_lazy("The credit note prints it."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Method"),
        choices=METHODS,
        widget=forms.Select(attrs={"class": "o-input"}),
    )
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Code of the reason"),
        choices=SPANISH_REASONS,
        required=False,
        widget=forms.Select(attrs={"class": "o-input"}),
    )
    series = forms.ChoiceField(label=gettext_lazy("Series"), required=False)
    on = DateField(label=gettext_lazy("Date"), required=False)
    gives_back = forms.BooleanField(
        label=gettext_lazy("What it billed is due again"), required=False
    )
    issue = forms.ChoiceField(
        label=gettext_lazy("Credit note"),
        choices=(("yes", gettext_lazy("Issue at once")), ("no", gettext_lazy("Leave as a draft"))),
        widget=forms.Select(attrs={"class": "o-input"}),
    )

    def __init__(self, *args: Any, series: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["series"] = forms.ChoiceField(
            label=gettext_lazy("Series"),
            required=False,
            choices=[("", gettext_lazy("The usual one")), *series],
            widget=forms.Select(attrs={"class": "o-input"}),
        )


class Credit(OfDocument):
    """Asks what to credit, shows what it comes to, and credits it."""

    permission = Permission.DOCUMENTS
    template_name = "backoffice/document_screens/credit.html"

    def crumbs(self) -> Any:
        """Return the way back."""
        return self.way_to()

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show the form; a document that can't be credited says so at once."""
        initial = {"what": "whole", "method": "differences", "issue": "yes", "on": self.today}
        form = CreditForm(initial=initial, series=self._series())
        return self._shown(form)

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show what it comes to, or do it: `act` says which."""
        form = CreditForm(request.POST, series=self._series())
        if not form.is_valid():
            return self._shown(form, status=422)
        try:
            wish = self._wish(form)
            if request.POST.get("act") != "credit":
                return self._shown(form, proposal=self._proposal(wish))
            return self._credited(wish)
        except crediting.NotAsSeen:
            told = _("Nothing was credited: it would be something else than was shown. See below.")
            form.add_error(None, told)
            return self._shown(form, proposal=self._proposal(wish), status=422)
        except ValuesRefused as refused:
            problems.show(form, refused, _FIELDS)
        except Exception as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            form.add_error(None, sentence)
        return self._shown(form, status=422)

    def _proposal(self, wish: Wish) -> Proposal:
        return crediting.preview(self.document.pk, wish, by=self.actor, clock=clock())

    def _credited(self, wish: Wish) -> HttpResponseBase:
        seen = self.request.POST.get("seen")
        made = crediting.credit(self.document.pk, wish, by=self.actor, clock=clock(), seen=seen)
        found = reading.find(made.pk, by=self.actor)
        sentence = _("%(document)s is made.") % {"document": called(found)}
        return self.done(sentence, "office:document", number=made.pk)

    def _shown(
        self, form: CreditForm, *, proposal: Proposal | None = None, status: int = 200
    ) -> HttpResponseBase:
        self.title = _("Credit %(document)s") % {"document": called(self.document)}
        found = reading.read(self.document.pk, today=self.today, by=self.actor)
        return self.page(
            status=status,
            form=form,
            document=self.document,
            proposal=proposal,
            lines=[(each.line, self._typed(each.line)) for each in found.lines],
            settled=reading.settles(self.document.pk, by=self.actor),
            whats=WHATS,
        )

    def _typed(self, line: DocumentLine) -> dict[str, str]:
        given: QueryDict = self.request.POST
        names = ("pick", "net", "quantity")
        return {name: given.get(f"{name}-{line.position}", "") for name in names}

    def _wish(self, form: CreditForm) -> Wish:
        said = form.cleaned_data
        picks: tuple[Pick, ...] = ()
        if said["what"] == "lines":
            picks = tuple(self._picks())
        return Wish(
            reason=said["reason"],
            what=said["what"],
            picks=picks,
            amount=said["amount"],
            method=Method(said["method"]),
            reason_code=said["reason_code"],
            series=said["series"],
            on=said["on"],
            gives_back=said["gives_back"],
            issue=said["issue"] == "yes",
        )

    def _picks(self) -> Iterator[Pick]:
        """Yield the lines that are ticked: all that is left, an amount, or units.

        :raises ValuesRefused: if an amount can't be read.
        """
        found = []
        for line in DocumentLine.objects.filter(document=self.document).order_by("position"):
            given = self._typed(line)
            if not given["pick"]:
                continue
            amounts = {}
            for name in ("net", "quantity"):
                text = given[name].strip()
                amounts[name] = typed.number(text) if text else None
                if text and amounts[name] is None:
                    sentence = _("Line %(line)s: write a number, such as %(sample)s.")
                    sample = typed.locale_of().sample_number
                    found.append(
                        Problem("lines", sentence % {"line": line.position, "sample": sample})
                    )
            yield Pick(line.position, amounts["net"], amounts["quantity"])
        refuse_if_any(found)

    def _series(self) -> list[tuple[str, str]]:
        mine = Series.objects.filter(company=self.company, kind="credit_note").order_by("code")
        return [(c, f"{c} {n}".strip()) for c, n in mine.values_list("code", "name")]

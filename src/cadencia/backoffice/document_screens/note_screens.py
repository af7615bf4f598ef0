"""Delivery notes to invoice: which wait, of whom, the invoices they would make (DO-1)."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadencia.backoffice.clock import clock
from cadencia.backoffice.document_screens import last_list
from cadencia.backoffice.forms import problems
from cadencia.backoffice.forms.fields import ChoiceField, DateField
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing import invoicing_notes
from cadencia.billing.generation_refusals import sentence_of
from cadencia.billing.invoicing_notes import NotesPlan, NotesWish
from cadencia.billing.pending_notes import NotesScope, NoteUnclear
from cadencia.parties.access import Permission
from cadencia.parties.problems import ValuesRefused

MOST = 150
"""Delivery notes of a page: what a request plans in time, and what a form may send."""


class NotesForm(forms.Form):
    """Up to which day, of which customer, how grouped, in which series."""

    until = DateField(label=gettext_lazy("Delivered until"))
    customer = ChoiceField("customers", label=gettext_lazy("Customer"), required=False)
    one_each = forms.BooleanField(
        label=gettext_lazy("An invoice for each delivery note"), required=False
    )
    series = ChoiceField("series", label=gettext_lazy("Series"), required=False)
    issue = forms.ChoiceField(
        label=gettext_lazy("Invoices"),
        required=False,
        choices=(
            ("yes", gettext_lazy("Issue, with number")),
            ("no", gettext_lazy("Leave as drafts")),
        ),
        widget=forms.Select(attrs={"class": "o-input"}),
    )


class Notes(OfficeView):
    """Shows the invoices that the pending notes would make, and makes those that are ticked."""

    permission = Permission.DOCUMENTS
    template_name = "backoffice/document_screens/notes.html"
    title = gettext_lazy("Delivery notes to invoice")

    def crumbs(self) -> Any:
        """Return the way back."""
        return (Crumb(_("Documents"), last_list.address(self.request)),)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show what the notes of the filter would make; nothing is written."""
        given = request.GET.copy()
        given.setdefault("until", f"{self.today:%d/%m/%Y}")
        form = NotesForm(given)
        plan: NotesPlan | None = None
        if form.is_valid():
            try:
                plan = self._plan(form)
            except (ValuesRefused, NoteUnclear) as refused:
                _show(form, refused)
        return self.page(form=form, plan=plan)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Invoice the notes that are ticked."""
        form = NotesForm(request.POST)
        notes = _ids(request.POST.getlist("notes"))
        if form.is_valid() and notes:
            try:
                made = invoicing_notes.invoice_notes(
                    self._wish(form, tuple(notes)), by=self.actor, clock=clock()
                )
            except (ValuesRefused, NoteUnclear) as refused:
                _show(form, refused)
            except Exception as error:
                sentence = sentence_of(error)
                if sentence is None:
                    raise
                form.add_error(None, sentence)
            else:
                told = ngettext("%(n)s invoice is made.", "%(n)s invoices are made.", len(made))
                return self.done(told % {"n": len(made)}, "office:documents")
        elif not notes:
            form.add_error(None, _("Tick at least one invoice."))
        return self.refused(form=form, plan=self._plan(form) if form.is_valid() else None)

    def _plan(self, form: NotesForm) -> NotesPlan:
        return invoicing_notes.preview(self._wish(form), by=self.actor, most=MOST)

    def _wish(self, form: NotesForm, notes: tuple[int, ...] = ()) -> NotesWish:
        said = form.cleaned_data
        scope = NotesScope(
            until=said["until"],
            customers=(said["customer"],) if said["customer"] else (),
            notes=notes,
            one_each=said["one_each"],
        )
        return NotesWish(scope=scope, series=said["series"], issue=said["issue"] != "no")


def _ids(values: list[str]) -> list[int]:
    """Return the ids that were sent; what is none, is passed over."""
    return [int(each) for each in values if each.isdecimal() and len(each) < len(str(2**63))]


def _show(form: NotesForm, refused: ValuesRefused | NoteUnclear) -> None:
    if isinstance(refused, NoteUnclear):
        sentence = _("Delivery note %(number)s doesn't say to which tax %(code)s belongs.")
        form.add_error(None, sentence % {"number": refused.number, "code": refused.code})
    else:
        problems.show(form, refused)

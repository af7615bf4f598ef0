"""Acts on one document: issued, deleted while it is a draft, voided."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.clock import clock
from cadencia.backoffice.document_screens import last_list
from cadencia.backoffice.document_screens.one_document import OfDocument, called
from cadencia.backoffice.forms import problems
from cadencia.backoffice.forms.fields import DateField
from cadencia.billing import crediting, deleting_drafts, drafts, issuing, voiding
from cadencia.billing.document_list import reading
from cadencia.billing.generation_refusals import sentence_of
from cadencia.parties.access import Permission
from cadencia.parties.problems import ValuesRefused


class Issue(OfDocument):
    """Gives a draft its number and dates."""

    permission = Permission.DOCUMENTS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Issue it, and lead back to it."""
        try:
            issuing.issue_one(self.document.pk, by=self.actor, clock=clock())
        except Exception as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            messages.error(request, sentence)
        else:
            found = reading.find(self.document.pk, by=self.actor)
            messages.success(request, _("%(document)s is issued.") % {"document": called(found)})
        return redirect("office:document", number=number)


class Delete(OfDocument):
    """Deletes a draft; what it bills is due again."""

    permission = Permission.DOCUMENTS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Delete it, and lead to the list."""
        try:
            deleting_drafts.delete_draft(self.document.pk, by=self.actor)
        except (crediting.NotADraft, drafts.IssuedMeanwhile):
            messages.error(request, _("It is issued by now: correct it by a credit note."))
            return redirect("office:document", number=number)
        return self.done(
            _("The draft is deleted: what it billed is due again."),
            last_list.address(self.request),
        )


class VoidForm(forms.Form):
    """Why it is voided, whether the customer has it, whether what it billed is due again."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "o-input", "rows": 2}),
    )
    on = DateField(label=gettext_lazy("Date"))
    delivered = forms.ChoiceField(
        label=gettext_lazy("Has the customer received it?"),
        choices=(("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))),
        widget=forms.Select(attrs={"class": "o-input"}),
    )
    gives_back = forms.BooleanField(
        label=gettext_lazy("What it billed is due again"), required=False
    )


class Void(OfDocument):
    """Voids a document where law and company admit it; its number stays."""

    permission = Permission.VOID
    template_name = "backoffice/document_screens/void.html"

    def crumbs(self) -> Any:
        """Return the way back."""
        return self.way_to()

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Ask why, and say what it would give back."""
        form = VoidForm(initial={"on": self.today, "gives_back": True})
        return self._shown(form)

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Void it, or say all that keeps it from being voided."""
        form = VoidForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            wish = voiding.VoidWish(
                reason=said["reason"],
                on=said["on"],
                delivered=said["delivered"] == "yes",
                gives_back=said["gives_back"],
            )
            try:
                voiding.void(self.document.pk, wish, by=self.actor, at=self.now)
            except ValuesRefused as refused:
                problems.show(form, refused)
            else:
                return self.done(
                    _("%(document)s is void.") % {"document": called(self.document)},
                    "office:document",
                    number=number,
                )
        return self._shown(form, status=422)

    def _shown(self, form: VoidForm, status: int = 200) -> HttpResponseBase:
        self.title = _("Void %(document)s") % {"document": called(self.document)}
        settled = reading.settles(self.document.pk, by=self.actor)
        return self.page(
            status=status,
            form=form,
            document=self.document,
            settled=settled,
            wants_credentials=not self.actor.gave_credentials,
        )

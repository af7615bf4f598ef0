"""Sending documents: one with its message before one's eyes, or many with the company's text."""

from collections import Counter
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadencia.backoffice.document_screens import last_list
from cadencia.backoffice.document_screens.list_screens import Filtered
from cadencia.backoffice.document_screens.one_document import OfDocument, called
from cadencia.backoffice.forms import problems
from cadencia.backoffice.mail_screens.words import FORESEEN
from cadencia.backoffice.views import Crumb
from cadencia.billing.document_list import asked
from cadencia.core.recipients import written
from cadencia.mailing import by_hand, texts
from cadencia.mailing.by_hand import AlreadySent, Message, NoSuchDocument, Proposal
from cadencia.parties.access import Permission
from cadencia.parties.problems import ValuesRefused

LONGEST_ADDRESSES = 2000
_MARK = 64


class SendForm(forms.Form):
    """A message, to be changed before it goes; `mark` makes that it goes once."""

    use_required_attribute = False

    mark = forms.CharField(widget=forms.HiddenInput, max_length=_MARK)
    to = forms.CharField(label=gettext_lazy("To"), max_length=LONGEST_ADDRESSES)
    copies = forms.CharField(
        label=gettext_lazy("Copy to"), required=False, max_length=LONGEST_ADDRESSES
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=texts.LONGEST_SUBJECT)
    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=texts.LONGEST_BODY,
        widget=forms.Textarea(attrs={"class": "o-input", "rows": 10, "data-own": ""}),
    )
    duplicate = forms.BooleanField(
        label=gettext_lazy("The PDF says that it is a duplicate"),
        required=False,
        help_text=gettext_lazy("For a second recipient, or one who lost it."),
    )
    again = forms.BooleanField(
        label=gettext_lazy("Send it once more, although it was sent already"), required=False
    )

    def message(self) -> Message:
        """Return what is to be sent."""
        given = self.cleaned_data
        return Message(
            to=given["to"],
            copies=given["copies"],
            subject=given["subject"],
            body=given["body"].replace("\r\n", "\n"),
            duplicate=given["duplicate"],
            again=given["again"],
            mark=given["mark"],
        )


class Send(OfDocument):
    """The message of a document, to be looked at, changed and sent."""

    permission = Permission.DOCUMENTS
    template_name = "backoffice/mail_screens/send.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a draft, or a void document, as nothing."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoSuchDocument:
            raise self.nothing_here() from None

    def crumbs(self) -> Any:
        """Return the way back."""
        return self.way_to()

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Show what would be sent."""
        proposal = by_hand.propose(self.document.pk, by=self.actor)
        initial = {
            "mark": uuid4().hex,
            "to": written(proposal.whom.to),
            "copies": written(proposal.whom.copies),
            **proposal.text._asdict(),
        }
        return self._shown(SendForm(initial=initial), proposal)

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Send it, or say all that is to be mended."""
        form = SendForm(request.POST)
        if form.is_valid():
            try:
                row = by_hand.send(self.document.pk, form.message(), by=self.actor, at=self.now)
            except ValuesRefused as refused:
                problems.show(form, refused)
            except AlreadySent:
                form.add_error("again", _("It was sent already. Tick this to send it again."))
            else:
                sentence = _("It is on its way to %(whom)s.") % {"whom": written(row.to)}
                return self.done(sentence, "office:document", number=number)
        proposal = by_hand.propose(self.document.pk, by=self.actor)
        return self._shown(form, proposal, status=422)

    def _shown(self, form: SendForm, proposal: Proposal, status: int = 200) -> HttpResponseBase:
        self.title = _("Send %(document)s") % {"document": called(self.document)}
        return self.page(
            status=status,
            form=form,
            document=self.document,
            proposal=proposal,
            last=proposal.before[0] if proposal.before else None,
            file_name=proposal.file_name,
            may_set_up=Permission.SETTINGS in self.actor.permissions,
            variables=texts.variables(),
        )


class Chosen(Filtered):
    """A screen of the documents that are ticked, or else of all of the filter."""

    def documents(self) -> list[int] | None:
        """Return their ids in the order of their numbers; None if there are too many."""
        found = asked.documents(self.form().asked(), by=self.actor).order_by()
        if ticked := self.ticked():
            found = found.filter(pk__in=ticked)
        found = found.order_by("series__code", "fiscal_year", "number", "pk")
        ids = list(found.values_list("pk", flat=True)[: by_hand.MOST + 1])
        return None if len(ids) > by_hand.MOST else ids

    def ticked(self) -> list[int]:
        """Return the ids that the address names."""
        given = self.request.GET.getlist("document")
        return [int(each) for each in given if each.isdecimal() and len(each) < len(str(2**63))]

    def too_many(self) -> HttpResponseBase:
        """Lead back, and say how many may be chosen."""
        sentence = _("Choose %(most)s documents at most: narrow the filter.")
        messages.error(self.request, sentence % {"most": by_hand.MOST})
        return self.back()


class SendMany(Chosen):
    """Sends the chosen documents, each to whom it goes to, with the company's text."""

    permission = Permission.DOCUMENTS
    template_name = "backoffice/mail_screens/send_many.html"
    title = gettext_lazy("Send documents by e-mail")

    def crumbs(self) -> Any:
        """Return the way back."""
        return (Crumb(_("Documents"), last_list.address(self.request)),)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show what would go, and what would not and why."""
        ids = self.documents()
        if ids is None:
            return self.too_many()
        return self._shown(ids)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Send them."""
        ids = self.documents()
        if ids is None:
            return self.too_many()
        mark, again = request.POST.get("mark", "")[:_MARK], request.POST.get("again") == "1"
        try:
            done = by_hand.send_many(ids, mark, again=again, by=self.actor, at=self.now)
        except ValuesRefused as refused:
            messages.error(request, refused.problems[0].message)
            return self._shown(ids, status=422)
        sentence = ngettext(
            "%(many)s document is on its way.", "%(many)s documents are on their way.", done.sent
        )
        messages.success(request, sentence % {"many": done.sent})
        return redirect(last_list.address(self.request))

    def _shown(self, ids: list[int], status: int = 200) -> HttpResponseBase:
        foreseen = by_hand.foresee(ids, by=self.actor)
        many = Counter(each.outcome for each in foreseen)
        order = list(FORESEEN)
        return self.page(
            status=status,
            rows=sorted(
                ((*FORESEEN[each.outcome], each) for each in foreseen),
                key=lambda row: order.index(row[-1].outcome),
            ),
            many=many,
            not_sendable=len(ids) - len(foreseen),
            with_again=by_hand.rehearse(ids, again=True, by=self.actor).sent,
            mark=uuid4().hex,
            back=last_list.address(self.request),
            has_server=by_hand.has_server(by=self.actor),
            may_set_up=Permission.SETTINGS in self.actor.permissions,
        )

"""The tabs that are read only when they are opened: documents, follow-up, history."""

from typing import Any

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.contract_form import history, page_state
from cadencia.backoffice.forms import typed
from cadencia.backoffice.views import OfficeView
from cadencia.billing import contract_documents, following_up
from cadencia.billing.contract_documents import ContractDocument, Relation, Standing
from cadencia.billing.following_up import Comment
from cadencia.contracts.followup_models import FollowUpKind
from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.parties.history_reading import Part, changes_of
from cadencia.parties.problems import Problem, ValuesRefused
from cadencia.parties.sign_in_models import EDITING

SHOWN = 40
MOST_DIGITS = 18  # of a number of a row
_SHOWN = (
    *("standing", "kind", "number", "id", "on", "total", "currency", "credit_days"),
    *("days_overdue", "due_on"),
)


class Editing(OfficeView):
    """The user's switch between basic and advanced editing (AG-10)."""

    is_behind_wall = False  # what a user prefers is no company's

    def post(self, request: Any) -> HttpResponse:
        """Keep which one the user prefers."""
        chosen = request.POST.get("mode", "")
        if chosen not in EDITING:
            return HttpResponse(status=400)
        kept = self.request.preferences
        kept.editing = chosen
        kept.save()
        return HttpResponse(status=204)


class _Tab(OfficeView):
    """A part of a contract's page."""

    def contract(self, contract_id: int) -> Contract:
        """Return the contract.

        :raises Http404: if the company has none of that number.
        """
        found = page_state.found_contract(contract_id, self.actor)
        if found is None:
            raise self.nothing_here()
        return found


class Documents(_Tab):
    """What was generated from the contract, corrected or associated (GE-11)."""

    template_name = "backoffice/contract_form/documents.html"

    def get(self, request: Any, contract_id: int) -> HttpResponse:
        """Show the documents, drafts first, then the newest."""
        try:
            found = contract_documents.documents_of(contract_id, as_of=self.today, by=self.actor)
        except NoSuchContract:
            raise self.nothing_here() from None
        return self.page(documents=[_told(each) for each in found])


def _told(each: ContractDocument) -> dict[str, Any]:
    """Return a document as a row of the table shows it."""
    standing = {
        Standing.DRAFT: (_("Draft"), "warning"),
        Standing.ISSUED: (_("Issued"), "good"),
        Standing.VOID: (_("Void"), "bad"),
    }[each.standing]
    kinds = {
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "delivery_note": _("Delivery note"),
        "non_billable_delivery_note": _("Non-billable delivery note"),
        "work_order": _("Work order"),
    }
    relations = {
        Relation.INVOICED: _("of its delivery notes"),
        Relation.CORRECTIVE: _("corrective"),
        Relation.LINKED: _("associated"),
        Relation.LISTED: _("listed only"),
    }
    is_open = each.standing is Standing.ISSUED
    return {
        **{name: getattr(each, name) for name in _SHOWN},
        "title": kinds.get(each.kind, each.kind),
        "relation_title": relations.get(each.relation, ""),
        "standing_title": standing[0],
        "tone": standing[1],
        "numbers": ", ".join(str(number) for number in each.installments if number),
        "balance": each.total - each.paid if is_open else None,
        "address": _address(each.id),
    }


def _address(number: int | None) -> str:
    if number is None:
        return ""
    try:
        return reverse("office:document", args=[number])
    except NoReverseMatch:
        return ""


class History(_Tab):
    """Who changed what, when, from what, to what (AG-11)."""

    template_name = "backoffice/contract_form/history.html"

    def get(self, request: Any, contract_id: int) -> HttpResponse:
        """Show the changes, newest first; `before` asks for the page that follows."""
        contract = self.contract(contract_id)
        text = request.GET.get("before", "")
        before = int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
        found = changes_of(contract, Part(most=SHOWN + 1, before=before), by=self.actor)
        shown = found[:SHOWN]
        following = shown[-1].id if len(found) > SHOWN else None
        language = "en" if request.LANGUAGE_CODE.startswith("en") else "es"
        return self.page(
            told=history.told(shown, language), following=following, number=contract_id
        )


class FollowUp(_Tab):
    """The comments on a contract, and a form for a new one (LC-6)."""

    template_name = "backoffice/contract_form/follow_up.html"

    def get(self, request: Any, contract_id: int) -> HttpResponse:
        """Show the comments, newest first."""
        return self._shown(contract_id)

    def post(self, request: Any, contract_id: int) -> HttpResponse:
        """Write a comment, posted at once unless it is to stay a draft; or post such a draft."""
        self.contract(contract_id)
        given = request.POST
        if given.get("draft"):
            return self._post_draft(contract_id, given["draft"])
        try:
            following_up.write(
                contract_id,
                self._comment(given),
                on=self.today,
                at=self.now,
                post=given.get("keep") != "1",
                by=self.actor,
            )
        except ValuesRefused as refused:
            return self._shown(contract_id, problems=refused.problems, typed=given, status=422)
        return self._shown(contract_id)

    def _post_draft(self, contract_id: int, text: str) -> HttpResponse:
        mine = {each.pk for each in following_up.listed(contract_id, by=self.actor)}
        if text.isdecimal() and int(text) in mine:
            following_up.post(int(text), at=self.now, by=self.actor)
        return self._shown(contract_id)

    def _comment(self, given: Any) -> Comment:
        kind = given.get("kind", "")
        promised = given.get("promised_on", "").strip()
        day = typed.day(promised, self.today)
        if promised and day is None:
            sentence = _("Write a date, as in 31/12/2026.")
            raise ValuesRefused([Problem("promised_on", sentence)])
        return Comment(
            text=given.get("text", "").replace("\r\n", "\n"),
            kind=FollowUpKind(kind) if kind in set(FollowUpKind) else FollowUpKind.COMMENT,
            promised_on=day,
            outcome=given.get("outcome", ""),
        )

    def _shown(self, contract_id: int, *, status: int = 200, **context: Any) -> HttpResponse:
        contract = self.contract(contract_id)
        kinds = [
            (FollowUpKind.COMMENT, _("Comment")),
            (FollowUpKind.CALL, _("Call")),
            (FollowUpKind.VISIT, _("Visit")),
            (FollowUpKind.LETTER, _("Letter or e-mail")),
            (FollowUpKind.PROMISE, _("Promise to pay")),
            (FollowUpKind.CLAIM, _("Complaint")),
        ]
        found = following_up.listed(contract.pk, by=self.actor)
        names = {kind.value: str(title) for kind, title in kinds}
        comments = [(each, names.get(each.kind, each.kind)) for each in found]
        return self.page(
            status=status, comments=comments, kinds=kinds, number=contract_id, **context
        )

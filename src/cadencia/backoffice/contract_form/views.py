"""The page of a contract, and saving it."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.contract_form import cells, meanwhile, page_state, values
from cadencia.backoffice.contract_form.values import Malformed, Typed, places_of
from cadencia.backoffice.forms.typed import spoken
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing.acts import Drafts, DraftsWait
from cadencia.billing.contract_form import (
    ChangedMeanwhile,
    Details,
    read,
    save,
    save_new,
    trying,
)
from cadencia.billing.contract_form.saving import Known, Manner
from cadencia.billing.contract_form.saving_once import KEY
from cadencia.contracts.services import NoSuchContract
from cadencia.contracts.states import ActNotAllowed
from cadencia.parties.access import Permission
from cadencia.parties.problems import Problem, ValuesRefused

MOST = 4_000_000  # bytes of a form


class NotUnderstood(Exception):
    """What a script sent is no form of ours."""


class ScriptView(OfficeView):
    """A screen that a script of ours talks to in JSON."""

    @property
    def language(self) -> str:
        """The language in which things are typed and told."""
        return spoken()

    def sent(self) -> dict[str, Any]:
        """Return what the script sent.

        :raises NotUnderstood: if it is no object.
        """
        try:
            body = self.request.body
            found = json.loads(body) if len(body) <= MOST else None
        except (ValueError, RawPostDataException):  # no JSON; or a form, which was read already
            raise NotUnderstood from None
        if not isinstance(found, dict):
            raise NotUnderstood
        return found

    def typed(self, sent: dict[str, Any]) -> Typed:
        """Return the form that was sent.

        :raises NotUnderstood: if it is none.
        """
        try:
            return values.typed(sent.get("form"), self.language)
        except Malformed:
            raise NotUnderstood from None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer; what can't be understood is refused without a trace of it."""
        if not all(map(cells.is_fit, request.GET.values())):
            raise self.nothing_here()
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotUnderstood:
            return JsonResponse(
                {"problem": _("The form can't be understood: reload the page.")}, status=400
            )
        except NoSuchContract:
            raise self.nothing_here() from None


class ContractPage(ScriptView):
    """A contract's form: shown by GET, saved by POST."""

    template_name = "backoffice/contract_form/page.html"

    def crumbs(self) -> list[Crumb]:
        """Return the way here: the list of contracts, where there is one."""
        try:
            return [Crumb(_("Contracts"), reverse("office:contracts"))]
        except NoReverseMatch:
            return []

    def get(self, request: Any, contract_id: int | None = None) -> HttpResponse:
        """Show the form, or an empty one for a new contract."""
        if contract_id is None:
            if Permission.CONTRACTS not in self.actor.permissions:
                raise self.nothing_here()
            found, now = page_state.new(request.GET, by=self.actor), None
        else:
            now = read(contract_id, by=self.actor)
            found = page_state.wanted(now)
        self.title = now.code if now else _("New contract")
        told = page_state.of(found, now, today=self.today, language=self.language, view=self)
        return self.page(**told)

    def post(self, request: Any, contract_id: int | None = None) -> HttpResponse:
        """Save the form; tell what is to be mended, or who changed the contract meanwhile."""
        sent = self.sent()
        typed, known = self.typed(sent), self._known(sent)
        if typed.problems:
            return self._refused(typed, [*typed.problems, *self._others(typed)])
        manner = Manner(by=self.actor, at=self.now, language=self.language, waiting=_waiting(sent))
        try:
            number = self._saved(typed, manner, contract_id, known)
        except ValuesRefused as refused:
            return self._refused(typed, refused.problems)
        except ChangedMeanwhile as changed:
            return self._changed(sent, typed, changed)
        except DraftsWait as waiting:
            text = _("%(n)s drafts made from this contract wait to be issued.")
            told = {"drafts": len(waiting.documents), "text": text % {"n": len(waiting.documents)}}
            return JsonResponse(told, status=409)
        except ActNotAllowed:
            return self._refused(typed, [Problem("contract", _("Its state doesn't admit it."))])
        messages.success(request, _("The contract is saved."))
        return JsonResponse({"address": reverse("office:contract", args=[number])})

    def _saved(
        self, typed: Typed, manner: Manner, contract_id: int | None, known: Known | None
    ) -> int:
        """Save; a new form that has a key is saved under it, however often it is sent."""
        once = self.sent().get("once")
        if contract_id is not None or once is None:
            return save(typed.wanted, manner, contract_id=contract_id, known=known)
        if not isinstance(once, str) or not KEY.fullmatch(once):
            raise NotUnderstood
        return save_new(typed.wanted, manner, key=once, known=known)

    def _known(self, sent: dict[str, Any]) -> Known | None:
        known = sent.get("known")
        if not isinstance(known, dict) or not isinstance(known.get("version"), int):
            return None
        try:
            return Known(version=known["version"], details=Details(**known["details"]))
        except (KeyError, TypeError):
            raise NotUnderstood from None

    def _others(self, typed: Typed) -> list[Problem]:
        """Return what else is to be mended where something couldn't be read at all."""
        places = {each.path for each in typed.problems}
        found = trying.problems(typed.wanted.contract, self.language, by=self.actor)
        return [each for each in found if each.path not in places]

    def _refused(self, typed: Typed, problems: Any) -> JsonResponse:
        told = values.in_typed_words(problems, self.sent()["form"], typed.wanted)
        return JsonResponse({"problems": places_of(told)}, status=422)

    def _changed(
        self, sent: dict[str, Any], typed: Typed, changed: ChangedMeanwhile
    ) -> JsonResponse:
        try:
            base = changed.base or values.typed(sent.get("base"), self.language).wanted
        except Malformed:
            raise NotUnderstood from None
        now = changed.now
        joined = meanwhile.joined(base, changed.mine or typed.wanted, now, self.language)
        told = {
            "changes": meanwhile.changes(now, self._seen(sent), by=self.actor, view=self),
            "conflicts": joined.conflicts,
            "theirs": reverse("office:contract", args=[now.id]),
        }
        html = render_to_string("backoffice/contract_form/meanwhile.html", told, self.request)
        kept = {
            "html": html,
            "merged": joined.form,
            "groups": joined.groups(self.today),
            "known": {"version": now.version, "details": now.details.form()},
            "base": values.shown(page_state.wanted(now), self.language),
            "marks": joined.marks,
        }
        return JsonResponse(kept, status=409)

    def _seen(self, sent: dict[str, Any]) -> str:
        return str(sent.get("opened") or "")


def _waiting(sent: dict[str, Any]) -> Drafts:
    chosen = sent.get("waiting")
    return Drafts(chosen) if chosen in ("delete", "keep") else Drafts.REFUSE

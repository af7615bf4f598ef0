"""Acts that move the state of a contract: post, revert, activate, finish, void … (R14, LC-2)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadencia.backoffice.contract_acts.act import (
    LIVING,
    STANDS,
    Act,
    Place,
    Sentence,
    days,
    missed_field,
    picked,
)
from cadencia.backoffice.forms.typed import show_day
from cadencia.billing import acts, editing_drafts, succession
from cadencia.billing.acts import Drafts
from cadencia.billing.contract_filters import Standing
from cadencia.billing.missing import Missed
from cadencia.billing.missing import missed as missed_dates
from cadencia.billing.models import Installment
from cadencia.billing.succession import OldEnd, Voiding
from cadencia.contracts import termination
from cadencia.parties.access import Actor, Permission

GROUP = "state"


def reason_field(at: Place) -> forms.ChoiceField:
    """Return the field for the reason why a contract ends (LC-7)."""
    known = [(each.code, each.name or each.code) for each in termination.reasons(by=at.actor)]
    return picked([("", "—"), *known], _("Reason"), required=False)


def _missed(at: Place) -> list[Any]:
    """The dates that passed since it stood still; none for one that never did."""
    if at.contract.stopped_on is None:
        return []
    return [each.due_on for each in missed_dates(at.contract, on=at.today, by=at.actor)]


class _GoingOn(Act):
    """An act after which the contract bills again."""

    group = GROUP
    asks_drafts = False

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        return {"missed": missed_field()} if _missed(at) else {}

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        passed = _missed(at)
        if not passed:
            return []
        told = {"count": len(passed), "days": days(passed)}
        if said.get("missed") == "due":
            return [_("%(count)s dates that passed are owed: %(days)s.") % told]
        return [_("%(count)s dates that passed are skipped: %(days)s.") % told]


class Post(_GoingOn):
    """Draft to posted."""

    name, icon = "post", "task_alt"
    title, button = _("Post"), _("Post")
    says = _("From now on it bills on its dates, and is changed by dated acts only.")
    permission = Permission.CONTRACTS
    stands = frozenset({Standing.DRAFT})

    def why_not(self, at: Place) -> Sentence:
        return (
            ""
            if at.standing in self.stands
            else (
                STANDS[at.standing] if at.standing is Standing.VOID else _("It is posted already.")
            )
        )

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        missed = Missed(said.get("missed") or "skip")
        return acts.post(at.contract.pk, on=at.today, by=by, missed=missed)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        told = super().effects(at, answer, said)
        before = answer.renewed_from
        if before is not None:
            values = {"contract": before.code, "day": show_day(before.ends_on or at.today)}
            told.append(_("It renews %(contract)s, which ends on %(day)s.") % values)
        return told


class Revert(Act):
    """Posted to draft."""

    name, icon, group = "revert", "undo", GROUP
    title, button = _("Revert the posting"), _("Revert the posting")
    says = _("It becomes a draft again: nothing is billed until it is posted anew.")
    permission = Permission.REVERT
    is_dangerous = True

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        return acts.revert(at.contract.pk, on=at.today, by=by, **manner)


class Deactivate(Act):
    """Active to inactive."""

    name, icon, group = "deactivate", "pause_circle", GROUP
    title, button = _("Deactivate"), _("Deactivate")
    says = _("It stays posted and bills nothing until it is activated.")
    permission = Permission.ACTIVITY

    def why_not(self, at: Place) -> Sentence:
        if at.standing is Standing.INACTIVE:
            return _("It is inactive already.")
        return super().why_not(at)

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        return acts.deactivate(at.contract.pk, on=at.today, by=by, **manner)


class Activate(_GoingOn):
    """Inactive to active."""

    name, icon = "activate", "play_circle"
    title, button = _("Activate"), _("Activate")
    says = _("It bills again from now on.")
    permission = Permission.ACTIVITY

    def why_not(self, at: Place) -> Sentence:
        return _("It is active already.") if at.standing is Standing.ACTIVE else super().why_not(at)

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        missed = Missed(said.get("missed") or "skip")
        return acts.activate(at.contract.pk, on=at.today, by=by, missed=missed)


class Finish(Act):
    """Posted to finished."""

    name, icon, group = "finish", "flag", GROUP
    title, button = _("Finish"), _("Finish")
    says = _("It has come to its normal end: nothing more is billed.")
    usual_drafts = Drafts.DELETE

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        return {"reason": reason_field(at)}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        reason = said.get("reason") or None
        return acts.finish(at.contract.pk, on=at.today, by=by, reason=reason, **manner)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        return _deleted(at, said)


class Reopen(_GoingOn):
    """Finished to posted."""

    name, icon = "reopen", "lock_open"
    title, button = _("Reopen"), _("Reopen")
    says = _("It is posted again, and bills from now on.")
    permission = Permission.VOID
    stands = frozenset({Standing.FINISHED})

    def why_not(self, at: Place) -> Sentence:
        if at.standing in self.stands or at.standing is Standing.VOID:
            return super().why_not(at)
        return _("It isn't finished.")

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        missed = Missed(said.get("missed") or "skip")
        return acts.reopen(at.contract.pk, on=at.today, by=by, missed=missed)


class Void(Act):
    """Draft or posted to void."""

    name, icon, group = "void", "block", GROUP
    title, button = _("Void the contract"), pgettext_lazy("act", "Void")
    says = _("For good: it bills nothing more and can't be opened again.")
    permission = Permission.VOID
    stands = LIVING
    is_dangerous = True
    usual_drafts = Drafts.DELETE

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        found: dict[str, forms.Field] = {"reason": reason_field(at)}
        goes_on = self._goes_on(at)
        if goes_on is not None:
            values = {"contract": goes_on.contract}
            found["give_back"] = forms.BooleanField(
                label=_("Give %(contract)s, which it renewed, the end back that it had") % values,
                required=False,
                initial=True,
            )
            if goes_on.missed:
                found["missed"] = missed_field()
        return found

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        renewed = None
        if self._goes_on(at) is not None:
            old_end = OldEnd.GIVE_BACK if said.get("give_back") else OldEnd.KEEP
            missed = Missed(said.get("missed") or "skip")
            renewed = Voiding(on=at.today, old_end=old_end, missed=missed)
        reason = said.get("reason") or None
        return acts.void(at.contract.pk, by=by, reason=reason, renewed=renewed, **manner)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        told = _deleted(at, said)
        goes_on = self._goes_on(at)
        if goes_on is not None and said.get("give_back"):
            told.append(_("%(contract)s goes on.") % {"contract": goes_on.contract})
        return told

    def _goes_on(self, at: Place) -> Any:
        if at.contract.renewed_from_id is None:
            return None
        return succession.would_go_on(at.contract.pk, on=at.today, by=at.actor)


class Delete(Act):
    """A draft that was never billed goes away."""

    name, icon, group = "delete", "delete", GROUP
    title, button = _("Delete the draft"), _("Delete")
    says = _("The draft goes, with its lines. Its code may be used again.")
    permission = Permission.CONTRACTS
    stands = frozenset({Standing.DRAFT})
    is_dangerous = True
    asks_drafts = False

    def why_not(self, at: Place) -> Sentence:
        if at.standing is not Standing.DRAFT:
            return _("Only a draft is deleted.")
        if Installment.objects.filter(contract=at.contract, company=at.company).exists():
            return _("It has been billed: it is voided, not deleted.")
        return ""

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        editing_drafts.delete(at.contract.pk, by=by)

    def goes_to(self, at: Place, answer: Any) -> str:
        return "office:contracts"


def _deleted(at: Place, said: Mapping[str, Any]) -> list[Sentence]:
    if not at.waiting or said.get("waiting") != Drafts.DELETE.value:
        return []
    return [_("%(count)s drafts are deleted.") % {"count": len(at.waiting)}]


STATE_ACTS = (Post(), Revert(), Activate(), Deactivate(), Finish(), Reopen(), Void(), Delete())

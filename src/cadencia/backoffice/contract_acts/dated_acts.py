"""Acts with a date: pause, skip, move, withdraw, and each taken back (R4, SC-4, SC-8, AG-9)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_acts.act import (
    Act,
    Place,
    Sentence,
    amount,
    days,
    missed_field,
    picked,
    ticked,
)
from cadencia.backoffice.contract_acts.state_acts import reason_field
from cadencia.backoffice.forms.fields import DateField
from cadencia.backoffice.forms.typed import show_day
from cadencia.billing import (
    installments_to_choose,
    moving,
    pausing,
    reopening,
    skipping,
    withdrawing,
)
from cadencia.billing.installments_to_choose import Choosable
from cadencia.billing.missing import Missed
from cadencia.core.agreement import Pause, PauseMode
from cadencia.parties.access import Actor

MODES = (
    ("skip", _("Its installments are skipped")),
    ("shift", _("Its installments are shifted beyond it")),
)


def choice(found: Choosable) -> tuple[str, str]:
    """Return an installment as one of a list: date, number, amount."""
    told = [show_day(found.due_on)]
    if found.number:
        told.append(str(_("no. %(number)s") % {"number": found.number}))
    if found.line:
        told.append(found.line)
    if found.total is not None:
        told.append(amount(found.total))
    return f"{found.due_on.isoformat()}|{found.line}", " · ".join(told)


def read(said: Mapping[str, Any]) -> tuple[date, str | None]:
    """Return due date and one-off line of the installment that was chosen."""
    day, _bar, line = said["due_on"].partition("|")
    return date.fromisoformat(day), line or None


class _OnInstallment(Act):
    """An act on one installment, chosen from a list."""

    names: Mapping[str, str] = {"line": "due_on"}
    asked = _("Installment")

    def found(self, at: Place) -> Sequence[Choosable]:
        """Return the installments to choose among."""
        raise NotImplementedError

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        choices = [choice(each) for each in self.found(at)]
        first = choices[0][0] if choices else ""
        return {"due_on": picked(choices, self.asked, initial=first)}


class PauseAct(Act):
    """A stretch without billing."""

    name, icon = "pause", "pause"
    title, button = _("Pause"), _("Pause")
    says = _("A stretch without billing, both days included. Without an end, until it is resumed.")
    names: Mapping[str, str] = {"start": "start", "pause": "start"}

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        return {
            "start": DateField(label=_("From"), today=at.today, initial=at.today),
            "until": DateField(label=_("Until"), today=at.today, required=False),
            "mode": forms.ChoiceField(
                label=_("What becomes of them"), choices=MODES, initial="skip",
                widget=forms.RadioSelect,
            ),
        }  # fmt: skip

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        wanted = Pause(start=said["start"], until=said["until"], mode=PauseMode(said["mode"]))
        return pausing.pause(at.contract.pk, wanted, by=by, **manner)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        told = []
        if answer.skipped:
            told.append(_("Skipped: %(days)s.") % {"days": days(answer.skipped)})
        if answer.billed:
            told.append(_("Billed already, and stays: %(days)s.") % {"days": days(answer.billed)})
        return told


class Resume(Act):
    """A pause ends."""

    name, icon = "resume", "resume"
    title, button = _("Resume"), _("Resume")
    says = _("The pause ends the day before; from that day on it bills again.")

    def why_not(self, at: Place) -> Sentence:
        return super().why_not(at) or ("" if at.is_paused else _("It isn't paused."))

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        on = DateField(label=_("Goes on from"), today=at.today, initial=at.today)
        return {"on": on, "missed": missed_field()}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        missed = Missed(said["missed"])
        return pausing.resume(at.contract.pk, said["on"], by=by, missed=missed, **manner)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        if not answer.missed:
            return []
        told = {"count": len(answer.missed), "days": days(answer.missed)}
        if answer.settled is Missed.DUE:
            return [_("%(count)s dates that passed are owed: %(days)s.") % told]
        return [_("%(count)s dates that passed are skipped: %(days)s.") % told]


class RemovePause(Act):
    """A pause is taken away as if it had not been."""

    name, icon = "remove-pause", "event_available"
    title, button = _("Remove a pause"), _("Remove the pause")
    says = _("As if it had not been put; what it skipped already stays skipped.")

    def why_not(self, at: Place) -> Sentence:
        return super().why_not(at) or ("" if at.pauses else _("It has no pause."))

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        choices = [
            (
                each.start.isoformat(),
                f"{show_day(each.start)} – {show_day(each.until) if each.until else '…'}",
            )
            for each in reversed(at.pauses)
        ]
        return {"start": picked(choices, _("Pause"), initial=choices[0][0] if choices else "")}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        start = date.fromisoformat(said["start"])
        pausing.remove_pause(at.contract.pk, start, by=by, **manner)


class Skip(_OnInstallment):
    """One installment is left out."""

    name, icon = "skip", "skip_next"
    title, button = _("Skip an installment"), _("Skip the installment")
    says = _("It isn't billed; it keeps its number and counts.")

    def found(self, at: Place) -> Sequence[Choosable]:
        return installments_to_choose.to_come(at.contract.pk, today=at.today, by=at.actor)

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        reason = forms.CharField(label=_("Why"), max_length=200)
        return {**super().fields(at), "reason": reason}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        day, line = read(said)
        reason = said["reason"]
        return skipping.skip(at.contract.pk, day, reason=reason, line=line, by=by, **manner)


class Unskip(_OnInstallment):
    """A skipped installment is owed again."""

    name, icon = "unskip", "redo"
    title, button = _("Owe a skipped installment again"), _("Owe it again")
    says = _("It is due again and billed by the next run.")

    def found(self, at: Place) -> Sequence[Choosable]:
        return installments_to_choose.skipped(at.contract.pk, by=at.actor)

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        day, line = read(said)
        return skipping.unskip(at.contract.pk, day, line=line, by=by, **manner)


class Move(_OnInstallment):
    """One installment on another day, alone or with the schedule."""

    name, icon = "move", "event_repeat"
    title, button = _("Move an installment"), _("Move the installment")
    says = _("It keeps its number, period, price and text: only its day moves.")

    def found(self, at: Place) -> Sequence[Choosable]:
        return installments_to_choose.to_come(at.contract.pk, today=at.today, by=at.actor)

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        return {
            **super().fields(at),
            "to": DateField(label=_("To the day"), today=at.today),
            "and_schedule": ticked(
                _("Move the schedule that follows too"),
                help_text=_("Reverts the posting and posts again: asks for that permission."),
            ),
        }

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        day, _line = read(said)
        if said.get("and_schedule"):
            return moving.move_schedule(
                at.contract.pk, day, said["to"], on=at.today, by=by, **manner
            )
        return moving.move(at.contract.pk, day, said["to"], by=by, **manner)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        told = {"due": show_day(answer.due_on), "on": show_day(answer.on)}
        return [_("The installment of %(due)s is billed on %(on)s.") % told]


class Withdraw(Act):
    """The contract ends on a day (*baja*)."""

    name, icon = "withdraw", "logout"
    title, button = _("Withdraw"), _("Withdraw")
    says = _("Nothing after that day is billed; the day itself is still in.")

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        on = at.contract.withdrawn_on or at.today
        return {
            "on": DateField(label=_("Last day"), today=at.today, initial=on),
            "reason": reason_field(at),
            "bill_day": ticked(
                _("Bill an installment that is due on the very day"),
                initial=at.contract.bill_withdrawal_day,
            ),
        }

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        reason = said.get("reason") or None
        return withdrawing.withdraw(
            at.contract.pk, said["on"], bill_day=said["bill_day"], reason=reason, by=by, **manner
        )

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        if not answer.beyond:
            return [_("Nothing was billed beyond that day.")]
        total = sum(each.credit for each in answer.beyond)
        told = {"count": len(answer.beyond), "net": amount(total)}
        sentence = _(
            "%(count)s issued documents bill days beyond it, for a net of %(net)s: credit them"
            " from the contract afterwards."
        )
        return [sentence % told]


class TakeBack(Act):
    """A withdrawal is taken back."""

    name, icon = "take-back", "login"
    title, button = _("Take the withdrawal back"), _("Take it back")
    says = _("The contract goes on as if it had not been withdrawn.")

    def why_not(self, at: Place) -> Sentence:
        if at.standing in self.stands and at.contract.withdrawn_on is None:
            return _("It isn't withdrawn.")
        return super().why_not(at)

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        return {"missed": missed_field()}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        missed = Missed(said["missed"])
        return withdrawing.take_back(at.contract.pk, on=at.today, missed=missed, by=by, **manner)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        told = []
        if answer.missed:
            values = {"count": len(answer.missed), "days": days(answer.missed)}
            owed = answer.settled is Missed.DUE
            told.append(
                (_("%(count)s dates that passed are owed: %(days)s.") if owed
                 else _("%(count)s dates that passed are skipped: %(days)s.")) % values
            )  # fmt: skip
        for each in answer.unbilled:
            values = {"start": show_day(each.start), "until": show_day(each.until)}
            told.append(_("The days from %(start)s to %(until)s stay unbilled.") % values)
        return told


class ReopenInstallment(_OnInstallment):
    """An installment whose documents are out of force is billed again."""

    name, icon = "reopen-installment", "history"
    title, button = _("Reopen an installment"), _("Reopen the installment")
    says = _("Its documents were voided or credited whole: the next run bills it again.")
    asks_drafts = False

    def found(self, at: Place) -> Sequence[Choosable]:
        return installments_to_choose.reopenable(at.contract.pk, by=at.actor)

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        day, line = read(said)
        return reopening.reopen(at.contract.pk, day, line=line, by=by)


DATED_ACTS = (
    PauseAct(), Resume(), RemovePause(), Skip(), Unskip(), Move(), Withdraw(), TakeBack(),
    ReopenInstallment(),
)  # fmt: skip

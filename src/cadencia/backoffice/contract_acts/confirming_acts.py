"""Acts about confirmations, and about why a contract ended (LC-6, LC-7)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_acts.act import LIVING, Act, Place, Sentence, picked
from cadencia.backoffice.contract_acts.state_acts import reason_field
from cadencia.backoffice.forms.fields import DateField
from cadencia.billing import acts, confirming
from cadencia.billing.confirming import Which
from cadencia.billing.contract_filters import Standing
from cadencia.parties.access import Actor

GROUP = "confirm"
WHICH = {Which.FIRST: _("The first installment"), Which.LAST: _("The last installment")}


class Confirm(Act):
    """An installment that waits is confirmed."""

    name, icon, group = "confirm", "verified", GROUP
    title, button = _("Confirm an installment"), _("Confirm")
    says = _("From now on it is billed on its date.")
    stands = LIVING
    asks_drafts = False
    names: Mapping[str, str] = {}

    def why_not(self, at: Place) -> Sentence:
        refused = super().why_not(at)
        return refused or ("" if _waiting(at) else _("No installment waits for a confirmation."))

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        choices = [(each.value, WHICH[each]) for each in _waiting(at)]
        first = choices[0][0] if choices else ""
        return {"which": picked(choices, _("Installment"), initial=first)}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        return confirming.confirm(at.contract.pk, Which(said["which"]), by=by)


class RequireConfirmation(Act):
    """Somebody must confirm an installment before it is billed."""

    name, icon, group = "require-confirmation", "how_to_reg", GROUP
    title, button = _("Require confirmation"), _("Require it")
    says = _("It waits until somebody confirms it: held, or only reminded, as the company says.")
    stands = LIVING
    asks_drafts = False

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        choices = [(each.value, told) for each, told in WHICH.items()]
        return {
            "which": picked(choices, _("Installment"), initial="first"),
            "by_date": DateField(label=_("To be confirmed by"), today=at.today, required=False),
        }

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        which = Which(said["which"])
        return confirming.require_confirmation(
            at.contract.pk, which, by_date=said["by_date"], by=by
        )


class RequireNoConfirmation(Act):
    """An installment needs no confirmation any more."""

    name, icon, group = "no-confirmation", "person_remove", GROUP
    title, button = _("Require no confirmation"), _("Require none")
    says = _("It is billed on its date without anybody confirming it.")
    stands = LIVING
    asks_drafts = False

    def why_not(self, at: Place) -> Sentence:
        wanted = at.contract.confirm_first or at.contract.confirm_last
        return super().why_not(at) or ("" if wanted else _("No confirmation is required."))

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        asked = {Which.FIRST: at.contract.confirm_first, Which.LAST: at.contract.confirm_last}
        choices = [(each.value, WHICH[each]) for each, wanted in asked.items() if wanted]
        first = choices[0][0] if choices else ""
        return {"which": picked(choices, _("Installment"), initial=first)}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        return confirming.ask_no_confirmation(at.contract.pk, Which(said["which"]), by=by)


class Reason(Act):
    """Why it ended, told afterwards."""

    name, icon, group = "reason", "label", "state"
    title, button = _("Reason why it ends"), _("Save the reason")
    stands = frozenset(Standing)
    asks_drafts = False

    def why_not(self, at: Place) -> Sentence:
        over = at.standing in (Standing.FINISHED, Standing.VOID)
        return "" if over or at.contract.withdrawn_on else _("It doesn't end.")

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        field = reason_field(at)
        field.required = True
        return {"reason": field}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        return acts.give_reason(at.contract.pk, said["reason"], by=by)


def _waiting(at: Place) -> list[Which]:
    found = at.contract
    first = found.confirm_first and not found.first_confirmed
    last = found.confirm_last and not found.last_confirmed
    return [Which.FIRST] * first + [Which.LAST] * last


CONFIRMING_ACTS = (Confirm(), RequireConfirmation(), RequireNoConfirmation(), Reason())

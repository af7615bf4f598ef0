"""Acts by which a contract goes on or is copied: renew, clone, automatic renewal, notice (LC-5)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_acts.act import POSTED, Act, Place, Sentence, amount, picked
from cadencia.backoffice.forms.fields import ChoiceField, DateField, WholeField
from cadencia.backoffice.forms.typed import show_day
from cadencia.billing import rehearsing, renewing, tacit_renewal
from cadencia.billing.cloning_once import clone_once
from cadencia.billing.contract_filters import Standing
from cadencia.billing.renewing import Copy
from cadencia.billing.tacit_renewal import Terms
from cadencia.core.renewal import Prices
from cadencia.parties.access import Actor, Permission

GROUP = "renewal"
PRICES = {
    Prices.IN_FORCE: _("Those in force on that day"),
    Prices.KEPT: _("Those typed in the old contract"),
}


class _MakesDraft(Act):
    """An act that ends in a new draft: `perform` returns it, with what it will bill."""

    asks_drafts = False

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        return _of_copy(*answer)

    def goes_to(self, at: Place, answer: Any) -> str:
        return f"contract:{answer[0].pk}"

    def called(self, at: Place, answer: Any) -> dict[str, str]:
        """Return the names of both, for the sentence that tells it is done."""
        return {"contract": at.contract.code, "code": answer[0].code}


class Renew(_MakesDraft):
    """A new draft goes on with it."""

    name, icon, group = "renew", "autorenew", GROUP
    title, button = _("Renew"), _("Make the renewal")
    says = _("A new draft that goes on with it, linked both ways. Posting it ends this one.")
    permission = Permission.CONTRACTS
    stands = POSTED | {Standing.FINISHED}

    def why_not(self, at: Place) -> Sentence:
        refused = super().why_not(at)
        heir = None if refused else renewing.heir_of(at.contract)
        return _("%(contract)s renews it already.") % {"contract": heir.code} if heir else refused

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        day = renewing.proposed_day(at.contract, at.today)
        prices = [(each.value, told) for each, told in PRICES.items()]
        return {
            "on": DateField(label=_("From the day"), today=at.today, initial=day),
            "prices": picked(prices, _("Prices"), initial=Prices.IN_FORCE.value),
            "code": _code_field(),
        }

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        how = Copy(today=at.today, code=said.get("code") or "")
        made = renewing.renew(at.contract.pk, said["on"], how, by=by, prices=Prices(said["prices"]))
        return made, rehearsing.outlook(made.pk, today=at.today, by=at.actor)

    def done(self, at: Place, answer: Any) -> Sentence:
        sentence = _("%(code)s, a draft, renews %(contract)s. Look it over and post it.")
        return sentence % self.called(at, answer)


class Clone(_MakesDraft):
    """A new draft with all its lines."""

    name, icon, group = "clone", "content_copy", GROUP
    title, button = _("Clone"), _("Make the copy")
    says = _("A new draft with all lines, modifications and reviews; nothing billed is copied.")
    permission = Permission.CONTRACTS
    stands = frozenset(Standing)

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        customer = ChoiceField(
            "customers", label=_("For another customer"), required=False, max_length=100
        )
        return {"customer": customer, "code": _code_field()}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        how = Copy(today=at.today, code=said.get("code") or "", customer=said.get("customer") or "")
        if at.mark:
            made = clone_once(at.contract.pk, how, mark=at.mark, at=at.now, by=by)
        else:
            made = renewing.clone(at.contract.pk, how, by=by)
        return made, rehearsing.outlook(made.pk, today=at.today, by=at.actor)

    def done(self, at: Place, answer: Any) -> Sentence:
        return _("%(code)s, a draft, is a copy of %(contract)s.") % self.called(at, answer)


class RenewItself(Act):
    """It renews itself from its end on (*tácita*)."""

    name, icon, group = "renew-itself", "published_with_changes", GROUP
    title, button = _("Renew by itself"), _("Let it renew itself")
    says = _("At its end it goes on by itself, unless notice was given in time.")
    asks_drafts = False
    names: Mapping[str, str] = {"renewal_periods": "periods", "ends_on": "periods"}

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        notice = at.contract.notice_days
        return {
            "periods": WholeField(
                label=_("Periods"), required=False, min_value=1, max_value=10_000,
                initial=at.contract.renewal_periods,
                help_text=_("Dates of its schedule; empty: as many as it had."),
            ),
            "notice_days": WholeField(
                label=_("Days of notice"), min_value=0, max_value=3650, initial=notice
            ),
        }  # fmt: skip

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        terms = Terms(periods=said["periods"], notice_days=said["notice_days"])
        return tacit_renewal.set_automatic(at.contract.pk, terms, by=by)


class _OfItself(Act):
    """An act on a contract that renews itself."""

    asks_drafts = False

    def why_not(self, at: Place) -> Sentence:
        renews = at.contract.renew_automatically
        return super().why_not(at) or ("" if renews else _("It doesn't renew itself."))


class RenewNoMore(_OfItself):
    """It ends on its end."""

    name, icon, group = "renew-no-more", "event_busy", GROUP
    title, button = _("Renew no more"), _("Let it end on its end")
    says = _("It ends on its end, without notice.")

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        return tacit_renewal.set_manual(at.contract.pk, by=by)


class Notice(_OfItself):
    """Notice was given, or is taken back."""

    name, icon, group = "notice", "mark_email_read", GROUP
    title, button = _("Notice given"), _("Note it")
    says = _("In time, it ends on its end; late, a term later. Without a day, it is taken back.")

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        day = at.contract.notice_given_on or at.today
        on = DateField(label=_("Given on"), today=at.today, required=False, initial=day)
        return {"on": on}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        return tacit_renewal.give_notice(at.contract.pk, said["on"], by=by)


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"), required=False, max_length=100,
        help_text=_("Empty: the next of the counter."),
    )  # fmt: skip


def _of_copy(made: Any, outlook: rehearsing.Outlook) -> list[Sentence]:
    """What the new draft is: its code, when it begins and ends, what it bills first."""
    told = [_("Code: %(code)s") % {"code": made.code}]
    if made.starts_on:
        told.append(_("Begins on %(day)s") % {"day": show_day(made.starts_on)})
    if made.ends_on:
        told.append(_("Ends on %(day)s") % {"day": show_day(made.ends_on)})
    if outlook.coming:
        first = outlook.coming[0]
        values = {"day": show_day(first.installment.due_on), "amount": amount(first.total)}
        told.append(_("First installment: %(day)s, %(amount)s") % values)
    return told


RENEWAL_ACTS = (Renew(), Clone(), RenewItself(), RenewNoMore(), Notice())

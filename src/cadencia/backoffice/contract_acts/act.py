"""What an act on a contract is made of: when it is possible, what it asks, what it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms.typed import show_day
from cadencia.billing import drafts, rehearsing
from cadencia.billing.acts import Drafts
from cadencia.billing.contract_filters import Standing
from cadencia.billing.contract_listing import standing_of
from cadencia.billing.rehearsing import Rehearsed
from cadencia.contracts.models import Contract, Pause
from cadencia.documents.models import Document
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.access import Actor, Permission
from cadencia.parties.models import Company

Sentence = Any
"""A text of the user's language, translated when it is shown."""

NAMED = 12  # dates told one by one

STANDS: Mapping[Standing, Sentence] = {
    Standing.DRAFT: _("It is a draft: post it first."),
    Standing.ACTIVE: _("It is posted."),
    Standing.INACTIVE: _("It is inactive: activate it first."),
    Standing.FINISHED: _("It is finished: reopen it first."),
    Standing.VOID: _("It is void: nothing more is done to it."),
}
POSTED = frozenset({Standing.ACTIVE, Standing.INACTIVE})
ACTIVE = frozenset({Standing.ACTIVE})
LIVING = POSTED | {Standing.DRAFT}

WAITING = (
    (Drafts.DELETE.value, _("Delete them: their installments are due again")),
    (Drafts.KEEP.value, _("Keep them as they are: they can't be issued any more")),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """The contract that an act is asked of, who asks, and when."""

    contract: Contract
    actor: Actor
    company: Company
    now: datetime
    today: date
    mark: str = ""  # of the form that is sent; none where something is only looked at

    @cached_property
    def standing(self) -> Standing:
        """Where the contract stands."""
        return standing_of(self.contract.state, is_active=self.contract.is_active)

    @cached_property
    def pauses(self) -> list[Pause]:
        """Its pauses, oldest first."""
        return list(self.contract.pauses.order_by("start"))

    @cached_property
    def waiting(self) -> list[Document]:
        """Drafts made from it that wait to be issued."""
        return drafts.waiting(self.contract.pk, self.contract.company_id)

    @property
    def is_paused(self) -> bool:
        """Whether a pause is in force, or open."""
        return any(
            p.start <= self.today and (p.until or self.today) >= self.today for p in self.pauses
        )


@dataclass(kw_only=True)
class Effect:
    """What an act would do: sentences, what comes before and after, and what stands in its way."""

    sentences: list[Sentence] = field(default_factory=list)
    problems: list[Sentence] = field(default_factory=list)
    rehearsed: Rehearsed[Any] | None = None
    documents: Sequence[Any] = ()  # those that it would make
    currency: str = ""
    net: Decimal | None = None  # of all of them
    total: Decimal | None = None
    expect: str = ""  # the fingerprint of what is shown


class Act:
    """An act. A subclass says what it is called, when it is possible, and which service does it.

    `names` says at which field a problem's path is shown, where they differ.
    """

    name: str
    title: Sentence
    button: Sentence
    says: Sentence = ""  # what it means, in a sentence
    icon: str
    group: str = "change"
    permission: Permission = Permission.EVERYDAY
    stands: frozenset[Standing] = POSTED
    is_dangerous = False
    asks_drafts = True
    usual_drafts: Drafts | None = None
    template = ""
    names: Mapping[str, str] = {}

    def why_not(self, at: Place) -> Sentence:
        """Return why the act isn't possible now; nothing where it is."""
        return "" if at.standing in self.stands else STANDS[at.standing]

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        """Return the fields that the act asks for."""
        return {}

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        """Do it: call the service."""
        raise NotImplementedError

    def look(self, at: Place, said: Mapping[str, Any]) -> Effect:
        """Return what the act would do, by doing it and taking it back."""
        manner = self.manner(at, said)
        if manner and not said.get("waiting") and at.waiting:
            manner = {"waiting": Drafts.KEEP}  # not said yet: what the act itself does
        rehearsed = rehearsing.rehearse(
            at.contract.pk,
            lambda by: self.perform(at, said, by=by, **manner),
            today=at.today,
            by=at.actor,
        )
        told = self.effects(at, rehearsed.answer, said)
        return Effect(sentences=told, rehearsed=rehearsed, currency=rehearsed.before.currency)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        """Return what it does besides what is seen in the coming installments."""
        return []

    def done(self, at: Place, answer: Any) -> Sentence:
        """Return the sentence that tells that it is done."""
        return _("Done: %(act)s, %(contract)s.") % {"act": self.title, "contract": at.contract.code}

    def goes_to(self, at: Place, answer: Any) -> str:
        """Return the address that comes next; nothing: where one came from."""
        return ""

    def all_fields(self, at: Place) -> dict[str, forms.Field]:
        """Return its fields, and what becomes of drafts where some wait."""
        found = dict(self.fields(at))
        if self.asks_drafts and at.waiting:
            found["waiting"] = forms.ChoiceField(
                label=_("Drafts made from this contract wait (%(count)s)")
                % {"count": len(at.waiting)},
                choices=WAITING,
                widget=forms.RadioSelect,
                initial=self.usual_drafts.value if self.usual_drafts else None,
            )
        return found

    def manner(self, at: Place, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return how the service is called, beside what was said."""
        if not self.asks_drafts:
            return {}
        chosen = said.get("waiting")
        usual = self.usual_drafts or Drafts.REFUSE
        return {"waiting": Drafts(chosen) if chosen else usual}


def days(found: Any) -> str:
    """Return dates as a text: the first ones, and how many more there are."""
    every = list(found)
    told = ", ".join(show_day(each) for each in every[:NAMED])
    more = len(every) - NAMED
    return told if more <= 0 else f"{told} … (+{more})"


def amount(value: Decimal | None) -> str:
    """Return an amount as a column shows it, or a dash where it isn't known."""
    language = (get_language() or "es")[:2]
    return "–" if value is None else figures_in(language).amount(value, decimals=2)


def picked(
    choices: Sequence[tuple[str, Any]], label: Sentence, **options: Any
) -> forms.ChoiceField:
    """Return a field to choose one of few things."""
    widget = forms.Select(attrs={"class": "o-input"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **options)


def ticked(label: Sentence, **options: Any) -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(label=label, required=False, **options)


def missed_field() -> forms.ChoiceField:
    """Return the field that asks what becomes of dates that passed meanwhile (R4)."""
    return forms.ChoiceField(
        label=_("Dates that passed meanwhile"),
        choices=(("skip", _("Skip them")), ("due", _("They are owed"))),
        initial="skip",
        widget=forms.RadioSelect,
    )

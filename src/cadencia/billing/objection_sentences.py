"""What is wrong with an act on a contract, in words: by the codes of the core's objections."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import get_language, gettext_noop

from cadencia.billing.why_sentences import filled
from cadencia.core.objecting import Objection
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.problems import Problem

# Of several the first one is said whose places can all be filled.
SENTENCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "no_year": (gettext_noop("Write a year from %(first)s to %(last)s."),),
        "until_before_start": (
            gettext_noop("The pause ends before it begins on %(start)s. Write a later day."),
        ),
        "pauses_overlap": (
            gettext_noop(
                "There is a pause from %(since)s to %(until)s already. Change that one, or choose"
                " other days."
            ),
            gettext_noop("There is a pause since %(since)s that is still open. End it before."),
        ),
        "divided_price_skipped": (
            gettext_noop(
                "A line's price is divided among the installments, and none of them may be left"
                " out. Use shift."
            ),
        ),
        "shift_over_ledger": (
            gettext_noop(
                "Installments up to %(last)s are in the ledger already and keep their numbers."
                " Begin the pause after that day, or use skip."
            ),
        ),
        "shift_has_acted": (
            gettext_noop(
                "Installments up to %(last)s were numbered with this pause. It can only be"
                " changed after that day."
            ),
        ),
        "no_pause": (gettext_noop("The contract has no pause that begins on %(date)s."),),
        "not_paused": (gettext_noop("The contract isn't paused on %(date)s."),),
        "already_billed": (
            gettext_noop(
                "The installment of %(date)s is billed already. Delete its draft, or credit the"
                " document, before."
            ),
        ),
        "already_linked": (
            gettext_noop("A sale took the place of the installment of %(date)s. Undo that before."),
        ),
        "already_skipped": (gettext_noop("The installment of %(date)s is skipped already."),),
        "no_installment": (
            gettext_noop(
                "The contract has no installment to bill on %(date)s. The one before it is of"
                " %(before)s."
            ),
            gettext_noop("The contract has no installment to bill on %(date)s."),
        ),
        "skipped_by_pause": (
            gettext_noop("A pause skips the installment of %(date)s. Change the pause."),
        ),
        "part_of_sale": (
            gettext_noop(
                "The installment of %(date)s is a payment date of the one invoice of a sale. It"
                " can't be left out alone."
            ),
        ),
        "too_far_ahead": (
            gettext_noop(
                "%(count)s installments are to be billed before it; %(most)s is the most. Use a"
                " pause."
            ),
        ),
        "last_part_of_price": (
            gettext_noop(
                "The installment of %(date)s is the last one that a price is divided among: its"
                " part would never be billed. End the contract instead."
            ),
        ),
        "not_skipped": (gettext_noop("The installment of %(date)s isn't skipped."),),
        "before_previous": (
            gettext_noop("The installment before it is of %(previous)s. Choose that day or later."),
        ),
        "after_following": (
            gettext_noop(
                "The installment after it is of %(following)s. Choose that day or earlier."
            ),
        ),
        "not_the_next": (
            gettext_noop(
                "Installments before it aren't billed yet, since %(oldest)s. Bill or skip them"
                " before the schedule moves."
            ),
        ),
        "covered_already": (
            gettext_noop(
                "What is billed covers the days up to %(last)s. Choose a day after that, or move"
                " only this installment."
            ),
        ),
        "month_not_in_schedule": (
            gettext_noop(
                "The schedule has months of its own, and %(date)s lies in none of them. Choose a"
                " day of the same month, or revert the contract and edit the schedule."
            ),
        ),
        "price_divided_by_schedule": (
            gettext_noop(
                "A price is divided among the installments of this schedule. Revert the contract"
                " and edit the schedule."
            ),
        ),
        "anchor_of_no_schedule": (
            gettext_noop("The installment isn't one of the schedule: only its day can be moved."),
        ),
        "withdrawn_before_start": (
            gettext_noop("The contract starts on %(starts_on)s. Choose that day or later."),
        ),
        "ends_before": (
            gettext_noop("The contract ends on %(ends_on)s anyway. Choose an earlier day."),
        ),
        "not_withdrawn": (gettext_noop("The contract isn't withdrawn."),),
        "closing_billed": (
            gettext_noop(
                "The closing installment of %(date)s is billed. Delete its draft, or credit the"
                " document with reopening, before."
            ),
        ),
        "line_unknown": (gettext_noop("The contract has no one-off line %(line)s."),),
        "one_off_billed": (
            gettext_noop("The line %(line)s is billed already. Credit its document instead."),
        ),
    }
)


def problems(objections: Iterable[Objection]) -> list[Problem]:
    """Return objections as problems, in the current language."""
    return [Problem(each.field, _sentence(each)) for each in objections]


def _sentence(each: Objection) -> str:
    figures = figures_in(get_language() or "en")
    words = {
        name: figures.day(value) if isinstance(value, date) else str(value)
        for name, value in each.values
    }
    return filled(SENTENCES[each.code], words)

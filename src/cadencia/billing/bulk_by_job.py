"""Bulk acts of a request: a few contracts at once, many by a job that keeps what it found (LC-7).

Whoever asks sees the same either way: what would be done, with its fingerprint; then what was done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.utils.translation import get_language

from cadencia.billing import bulk, kept_answers
from cadencia.billing.bulk_wishes import plain, wish_of
from cadencia.billing.choosing import Choice, chosen
from cadencia.billing.gathering import masters_of
from cadencia.billing.proposals import Proposal, text
from cadencia.billing.scopes import Filter
from cadencia.parties.access import Actor, CredentialsWanted, NotAllowed, Permission, require
from cadencia.parties.problems import ValuesRefused, refuse_if_any
from cadencia.parties.signing_in import NoWayIn

AT_ONCE = 400
"""Contracts that are looked at while a request waits."""
SHOWN = 2000  # lines that are kept of a large one
STALE = 600  # seconds that a kept preview is shown
PREVIEW, DONE = "bulk_preview", "bulk_act"

REFUSED = (
    ValuesRefused, bulk.NothingToDo, bulk.ProposalChanged, NotAllowed, CredentialsWanted, NoWayIn
)  # fmt: skip
"""What a change may be refused with; all else is an error that nobody foresaw."""

Said = tuple[str, Mapping[str, Any]]
"""The kind of a change, and what was said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a change would do. `is_waiting`: a job is working it out; `failed` says it couldn't."""

    contracts: int = 0
    lines: int = 0
    fingerprint: str = ""
    touched: Sequence[Mapping[str, Any]] = ()
    left_out: Sequence[Mapping[str, Any]] = ()
    left_out_count: int = 0
    is_waiting: bool = False
    failed: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """A change that was made, or that a job is at work on: then it has no number yet."""

    act_id: int | None = None
    contracts: int = 0
    key: str = ""
    failed: str = ""  # the name of what went wrong

    @property
    def is_refused(self) -> bool:
        """Whether it would do something else than was seen, or may not be done any more."""
        return self.failed in {each.__name__ for each in REFUSED}


def seen(  # noqa: PLR0913 - to whom, what, when, who
    choice: Choice, said: Said, *, today: date, at: datetime, by: Actor, again: bool = False
) -> Seen:
    """Return what the change would do; of many contracts a job is asked.

    With `again` the job is asked anew where it couldn't tell, or was cancelled.

    :raises NotAllowed: if the actor may not read.
    :raises ValuesRefused: if the wish itself can't be used.
    """
    require(by, Permission.READ)
    wish = wish_of(*said)
    if len(chosen(choice, by.company_id)) <= AT_ONCE:
        return _seen(bulk.preview(choice, wish, today=today, by=by))
    refuse_if_any(wish.problems(masters_of(by.company_id)))
    key = _key(PREVIEW, choice, said, today)
    kept = kept_answers.read(PREVIEW, key, by=by)
    if kept.failed and not again:
        return Seen(failed=kept.failed, key=key)
    if again or kept.made_at is None or (at - kept.made_at).total_seconds() > STALE:
        _leave(PREVIEW, key, choice, said, at=at, by=by)
        return Seen(is_waiting=True, key=key)
    return Seen(**kept.answer)


def execute(  # noqa: PLR0913 - to whom, what, what was seen, when, who
    choice: Choice, said: Said, *, expect: str, today: date, at: datetime, by: Actor
) -> Executed:
    """Do what was seen; of many contracts a job does it.

    :raises NotAllowed, CredentialsWanted: as `bulk.execute`.
    :raises ValuesRefused, NothingToDo, ProposalChanged: as `bulk.execute`, of few contracts.
    """
    wish = wish_of(*said)
    require(by, Permission.PRICES)
    if wish.kind in bulk.REVERTS:
        require(by, Permission.REVERT)
    if len(chosen(choice, by.company_id)) <= AT_ONCE:
        done = bulk.execute(choice, wish, today=today, at=at, by=by, expect=expect)
        return Executed(act_id=done.act_id, contracts=done.proposal.contracts)
    key = _key(DONE, choice, said, today) + expect[:16]
    _leave(DONE, key, choice, said, at=at, by=by, expect=expect)
    return Executed(key=key)


def done(key: str, *, by: Actor) -> Executed:
    """Return what became of a change that a job was asked for."""
    kept = kept_answers.read(DONE, key, by=by)
    if kept.made_at is None or not kept.answer:
        return Executed(key=key, failed=kept.failed)
    return Executed(**kept.answer, key=key)


def how_far(what: str, key: str, *, by: Actor) -> kept_answers.Kept:
    """Return how far a job is with a preview or a change, `PREVIEW` or `DONE`.

    :raises NotAllowed: if the actor may not read.
    """
    return kept_answers.read(what, key, by=by)


def cancel(what: str, key: str, *, by: Actor) -> bool:
    """Want a preview or a change no more; say whether there was still time: then nothing is done.

    :raises NotAllowed: if the actor may not change prices.
    """
    require(by, Permission.PRICES)
    return kept_answers.cancel(what, key, by=by)


def answer_of(  # noqa: PLR0913 - what, of whom, when, who, and who looks on
    what: str,
    order: Mapping[str, Any],
    *,
    today: date,
    at: datetime,
    by: Actor,
    tell: kept_answers.Tell = kept_answers.nobody_looks,
) -> Any:
    """Work out what a job was asked for: a preview, or the change itself."""
    choice, said = choice_of(order["choice"]), (order["kind"], order["values"])
    if what == PREVIEW:
        found = _seen(bulk.preview(choice, wish_of(*said), today=today, by=by, tell=tell))
        return {name: getattr(found, name) for name in found.__slots__}
    expect = order.get("expect", "")
    made = bulk.execute(choice, wish_of(*said), today=today, at=at, by=by, expect=expect, tell=tell)
    return {"act_id": made.act_id, "contracts": made.proposal.contracts}


def choice_of(form: Mapping[str, Any]) -> Choice:
    """Return a choice from its JSON form."""
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in form.items()
    }
    items = said.pop("items", ())
    return Choice(only=Filter(**said), items=items)


def _leave(  # noqa: PLR0913 - what to whom, when, who
    what: str,
    key: str,
    choice: Choice,
    said: Said,
    *,
    at: datetime,
    by: Actor,
    expect: str = "",
) -> None:
    from cadencia.billing.bulk_task import defer_bulk

    if kept_answers.begin(what, key, at=at, by=by):
        order = {
            "choice": choice.form(),
            "kind": said[0],
            "values": plain(said[1]),
            "expect": expect,
            "language": get_language() or "es",
        }
        defer_bulk(what, key, order, by=by)


def _key(what: str, choice: Choice, said: Said, today: date) -> str:
    whole = dumps(
        [choice.form(), said[0], plain(said[1]), str(today)], sort_keys=True, default=list
    )
    return sha256(whole.encode()).hexdigest()[:40]


def _seen(found: Proposal) -> Seen:
    return Seen(
        contracts=found.contracts,
        lines=len(found.touched),
        fingerprint=found.fingerprint,
        touched=[
            {
                "id": each.contract_id,
                "contract": each.contract,
                "customer": each.customer,
                "line": each.description or each.line,
                "acts_from": each.acts_from.isoformat() if each.acts_from else "",
                "due_on": each.due_on.isoformat() if each.due_on else "",
                "before": text(each.before),
                "after": text(each.after),
                "missing": each.told_missing,
            }
            for each in found.touched[:SHOWN]
        ],
        left_out=[
            {"contract": each.contract, "line": each.line, "sentence": each.sentence}
            for each in found.left_out[:SHOWN]
        ],
        left_out_count=len(found.left_out),
    )

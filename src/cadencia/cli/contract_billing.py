"""`cadencia contract pending`, `generate`, `documents`: billing one contract by hand (GE-4)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.contract_billing_words import WORDS
from cadencia.cli.contract_ground import (
    Answer,
    AsJson,
    Code,
    Company,
    Ground,
    act_on,
)
from cadencia.cli.contract_payments import (
    Method,
    PaidOn,
    PaymentReference,
    pay_now,
    payments_told,
    received_of,
)
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.contract_documents import ContractDocument
    from cadencia.billing.one_contract import Asked, Pending, Shown
    from cadencia.billing.runs import Wish
    from cadencia.contracts.models import Contract
    from cadencia.core.drafts import Installment
    from cadencia.payments.services import Received

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day of it, YYYY-MM-DD; today if not given.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia contract`."""
    app.command()(pending)
    app.command()(generate)
    app.command()(documents)


def pending(
    code: Code, *, as_of: AsOf = None, company: Company = None, as_json: AsJson = False
) -> None:
    """Say how many installments of a contract are pending, and which comes next."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import one_contract

        day = at.day("--as-of", as_of)
        with_words = Speaker(WORDS, at.say.language)
        try:
            found = one_contract.pending_of(at.company.pk, contract.code, as_of=day, by=at.by)
        except one_contract.NotGenerating as error:
            raise Refused(_not_generating(at, error.contract, error.state)) from None
        return Answer(_pending_form(found), list(_pending_told(at, with_words, found)))

    act_on(code, company, act, as_json=as_json)


def generate(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    count: Annotated[
        int | None, typer.Option(help="How many, oldest first; all pending if not given.", min=1)
    ] = None,
    advance: Annotated[
        bool, typer.Option("--advance", help="Bill in advance what isn't pending yet.")
    ] = False,
    together: Annotated[
        bool, typer.Option("--together", help="One document for all, as far as the law lets.")
    ] = False,
    paid_now: Annotated[
        bool,
        typer.Option(
            "--paid-now",
            help="What is billed in advance is paid: it is issued and the payment noted.",
        ),
    ] = False,
    paid_on: PaidOn = None,
    method: Method = "",
    payment_reference: PaymentReference = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what would be billed.")
    ] = False,
    expect: Annotated[
        str | None,
        typer.Option(metavar="FINGERPRINT", help="Only if a preview's plan still holds."),
    ] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Leave drafts, issue nothing.")] = False,
    approve: Annotated[
        bool, typer.Option("--approve", "--yes", help="Issue though the safety bounds would ask.")
    ] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Bill installments of one contract: the oldest pending, then in advance.

    Exit code 1: it was refused, or the run stopped before issuing.
    """

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import one_contract
        from cadencia.billing.one_contract import Asked
        from cadencia.billing.runs import Wish

        asked = Asked(contract=contract.code, as_of=at.today, count=count, together=together)
        wish = Wish(
            issue=not drafts and at.company.documents_are == "issued",
            expect=_fingerprint(at, expect),
            approve=approve,
        )
        try:
            _refuse_ahead(at, asked, advance=advance)
            if preview:
                return _shown(at, asked)
            received = None
            if paid_now or paid_on or method or payment_reference:
                received = received_of(at, (paid_on, method, payment_reference))
            return _generate(at, asked, wish, received, as_json=as_json)
        except one_contract.NotGenerating as error:
            raise Refused(_not_generating(at, error.contract, error.state)) from None
        except one_contract.PlanChanged:
            say = Speaker(WORDS, at.say.language)
            raise Refused(say("plan_changed", contract=contract.code)) from None

    act_on(code, company, act, as_json=as_json)


def documents(
    code: Code, *, as_of: AsOf = None, company: Company = None, as_json: AsJson = False
) -> None:
    """List the documents of a contract: generated, correctives, associated, listed."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import contract_documents

        day = at.day("--as-of", as_of)
        found = contract_documents.documents_of(contract.pk, as_of=day, by=at.by)
        if not as_json and found:
            _show_documents(at, found)
            return Answer(None, ())
        say = Speaker(WORDS, at.say.language)
        return Answer(
            [_document_form(each) for each in found],
            [say("no_documents", contract=contract.code)],
        )

    act_on(code, company, act, as_json=as_json)


# What is pending


def _pending_form(found: Pending) -> dict[str, Any]:
    return {
        "contract": found.contract,
        "as_of": found.as_of.isoformat(),
        "pending": found.count,
        "installments": [_installment_form(each) for each in found.installments],
        "following": _installment_form(found.following) if found.following else None,
    }


def _installment_form(each: Installment) -> dict[str, Any]:
    return {
        "number": each.number,
        "kind": each.kind.value,
        "due_on": each.due_on.isoformat(),
        "theoretical_on": each.theoretical_on.isoformat(),
        "period": [each.period.start.isoformat(), each.period.until.isoformat()],
        "skipped": each.skipped,
    }


def _pending_told(at: Ground, say: Speaker, found: Pending) -> Iterator[str]:
    date = at.figures.day(found.as_of)
    sentence = "pending" if found.count else "none_pending"
    yield say(sentence, contract=found.contract, count=found.count, date=date)
    for each in found.installments:
        row = say("pending_row", what=_name(say, each), due_on=at.figures.day(each.due_on))
        yield f"{row} {say('left_out')}" if each.skipped else row
    if found.following is None:
        yield say("no_following")
    else:
        yield say("following", due_on=at.figures.day(found.following.due_on))


def _name(say: Speaker, each: Installment) -> str:
    if each.number:
        return say("number", number=each.number)
    return say(each.kind.value)


# Generating


def _refuse_ahead(at: Ground, asked: Asked, *, advance: bool) -> None:
    from cadencia.billing import one_contract

    if advance or asked.count is None:
        return
    known = one_contract.pending_of(
        at.company.pk, asked.contract, as_of=asked.as_of, by=at.by
    ).count
    if asked.count > known:
        raise Refused(Speaker(WORDS, at.say.language)("ahead_refused", pending=known))


def _shown(at: Ground, asked: Asked) -> Answer:
    from cadencia.billing import one_contract, preview_form
    from cadencia.cli.clock import clock
    from cadencia.cli.preview import default_series

    shown = one_contract.preview_one(at.company.pk, asked, by=at.by, clock=clock())
    series = default_series(at.company)
    form = {
        "contract": asked.contract,
        "pending": shown.pending,
        "ahead": shown.ahead,
        "documents": list(
            preview_form.documents(shown.gathered, shown.plan, series, with_lines=True)
        ),
        "refusals": list(preview_form.refusals_of(shown.gathered, shown.plan)),
        "fingerprint": shown.fingerprint,
    }
    return Answer(form, list(_shown_told(at, shown)))


def _shown_told(at: Ground, shown: Shown) -> Iterator[str]:
    from cadencia.billing import refusals
    from cadencia.cli.preview_listing import money

    say = Speaker(WORDS, at.say.language)
    for refusal in shown.plan.refusals:
        yield say("refused", reason=refusals.told(refusal))
    if not shown.plan.documents:
        yield say("nothing_to_bill")
        return
    yield from _ahead_told(at, shown.pending, shown.ahead)
    for each in shown.plan.documents:
        yield say(
            "would_document",
            kind=say(f"kind_{each.key.document_type}"),
            on=at.figures.day(each.theoretical_on),
            total=money(at.figures, each.totals.total, each.key.currency),
            lines=", ".join(line.description for line in each.lines),
        )
    yield say("fingerprint", fingerprint=shown.fingerprint)


def _ahead_told(at: Ground, pending_count: int, ahead: int) -> Iterator[str]:
    say = Speaker(WORDS, at.say.language)
    if ahead and not pending_count:
        yield say("all_ahead", ahead=ahead)
    elif ahead:
        yield say("some_ahead", ahead=ahead)


def _generate(
    at: Ground, asked: Asked, wish: Wish, received: Received | None, *, as_json: bool
) -> Answer:
    """Generate and say what came of it; exit code 1 unless all was done."""
    from cadencia.billing import issuing, one_contract
    from cadencia.cli import screen
    from cadencia.cli.clock import clock
    from cadencia.cli.run_answer import Answer as RunAnswer
    from cadencia.cli.run_refusals import in_sentences
    from cadencia.cli.run_words import WORDS as RUN_WORDS

    say = Speaker(RUN_WORDS, at.say.language)
    with in_sentences(at.company, say):
        if wish.issue or received is not None:
            issuing.refuse_unless_open(by=at.by, clock=clock())
        if received is None:
            done = one_contract.generate_one(at.company.pk, asked, wish, by=at.by, clock=clock())
            payments: tuple[int, ...] = ()
        else:
            done, payments = pay_now(at, asked, received, wish)
    answer = RunAnswer(at.company, done.run, say)
    if as_json:
        form = {**answer.as_json(), "pending": done.pending, "ahead": done.ahead}
        form["payments"] = list(payments)
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
    else:
        for sentence in _ahead_told(at, done.pending, done.ahead):
            typer.echo(sentence)
        answer.show(screen.output())
        for sentence in payments_told(at, payments):
            typer.echo(sentence)
    raise typer.Exit(0 if answer.is_clean else 1)


def _fingerprint(at: Ground, typed: str | None) -> str:
    found = (typed or "").strip().lower()
    if found and not FINGERPRINT.fullmatch(found):
        raise BadInput(Speaker(WORDS, at.say.language)("expect_needed"))
    return found


def _not_generating(at: Ground, contract: str, state: str) -> str:
    words = {"inactive": "is_inactive"}
    name = at.say(words.get(state, f"is_{state}"))
    return Speaker(WORDS, at.say.language)("not_generating", contract=contract, state=name)


# Documents


def _document_form(each: ContractDocument) -> dict[str, Any]:
    return {
        "relation": each.relation.value,
        "state": each.standing.value,
        "type": each.kind,
        "number": each.number,
        "id": each.id,
        "date": each.on.isoformat(),
        "installments": list(each.installments),
        "total": str(each.total),
        "currency": each.currency,
        "credit_days": each.credit_days,
        "due_dates": [
            {"due_on": on.isoformat(), "amount": str(amount)} for on, amount in each.due_dates
        ],
        "days_overdue": each.days_overdue,
        "paid": str(each.paid),
        "association": each.association,
    }


_HEADINGS = (
    "number", "id", "kind", "state", "origin", "date", "installments", "total", "credit", "due",
    "overdue",
)  # fmt: skip


def _show_documents(at: Ground, found: list[ContractDocument]) -> None:
    from cadencia.cli import screen

    say = Speaker(WORDS, at.say.language)
    table = screen.table(*(say(f"heading_{each}") for each in _HEADINGS), right=(1, 7, 8, 10))
    for each in found:
        table.add_row(*_document_row(at, say, each))
    screen.output().print(table)


def _document_row(at: Ground, say: Speaker, each: ContractDocument) -> Iterator[str]:
    from cadencia.cli.preview_listing import money

    yield each.number or "–"
    yield str(each.id or "")
    yield say(f"kind_{each.kind}")
    yield say(each.standing.value)
    yield say(each.relation.value)
    yield at.figures.day(each.on)
    yield ", ".join(str(number) for number in each.installments if number is not None)
    yield money(at.figures, each.total, each.currency)
    yield "" if each.credit_days is None else str(each.credit_days)
    yield "" if each.due_on is None else at.figures.day(each.due_on)
    yield str(each.days_overdue or "")

"""What is paid of a contract: *paid now* while billing it, listing payments, undoing one (GE-4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.contract_ground import Answer, AsJson, Code, Company, Ground, act_on
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.billing.one_contract import Asked, Generated
    from cadencia.billing.runs import Wish
    from cadencia.contracts.models import Contract
    from cadencia.payments.models import PaymentPart
    from cadencia.payments.services import Received

PaidOn = Annotated[
    str | None, typer.Option("--paid-on", metavar="DATE", help="The day of payment; else today.")
]
Method = Annotated[str, typer.Option("--paid-by", help="How; else as the document says.")]
PaymentReference = Annotated[str, typer.Option(help="What the payment is known by.")]

WORDS = {
    "paid": Said("Cobro {payment} registrado.", "Payment {payment} noted."),
    "row": Said(
        "{payment}  {day}  {document}  {amount}  {method}",
        "{payment}  {day}  {document}  {amount}  {method}",
    ),
    "none": Said("{contract}: no consta ningún cobro.", "{contract}: no payment is known of."),
    "undone": Said(
        "Cobro {payment} deshecho: vuelve a deberse.", "Payment {payment} undone: it is owed again."
    ),
    "unknown": Said(
        "PAYMENT: {contract} no tiene ningún cobro {payment}.",
        "PAYMENT: {contract} has no payment {payment}.",
    ),
}


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia contract`."""
    app.command(name="payments")(payments)
    app.command(name="undo-payment")(undo_payment)


def payments(code: Code, *, company: Company = None, as_json: AsJson = False) -> None:
    """List what counts as paid of a contract's documents."""

    def act(at: Ground, contract: Contract) -> Answer:
        found = _of(at, contract)
        say = Speaker(WORDS, at.say.language)
        told = [_row(at, say, each) for each in found] or [say("none", contract=contract.code)]
        return Answer([_form(each) for each in found], told)

    act_on(code, company, act, as_json=as_json)


def undo_payment(
    code: Code,
    payment: Annotated[int, typer.Argument(metavar="PAYMENT", help="Its number.")],
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Let a payment count no more: its due dates are open again."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.cli.clock import clock
        from cadencia.payments import services

        say = Speaker(WORDS, at.say.language)
        if payment not in {each.payment_id for each in _of(at, contract)}:
            raise BadInput(say("unknown", contract=contract.code, payment=str(payment)))
        services.undo(payment, at=clock()(), by=at.by)
        form = {"contract": contract.code, "payment": payment, "undone": True}
        return Answer(form, [say("undone", payment=str(payment))])

    act_on(code, company, act, as_json=as_json)


def received_of(at: Ground, said: tuple[str | None, str, str]) -> Received:
    """Return when and how something was paid, as the options say."""
    from cadencia.payments.services import Received

    on, method, reference = said
    return Received(on=at.day("--paid-on", on), method=method, reference=reference)


def pay_now(
    at: Ground, asked: Asked, received: Received, wish: Wish
) -> tuple[Generated, tuple[int, ...]]:
    """Bill, and note that what is in advance is paid.

    :raises Refused: if it can't have been paid so.
    """
    from cadencia.billing import paid_now
    from cadencia.cli.clock import clock
    from cadencia.parties.problems import ValuesRefused

    try:
        done = paid_now.generate_paid(at.company.pk, asked, received, wish, by=at.by, clock=clock())
    except ValuesRefused as refused:
        options = {"paid_on": "--paid-on", "count": "--count"}
        told = (f"{options.get(e.path, e.path)}: {e.message}" for e in refused.problems)
        raise Refused("\n".join(told)) from None
    return done.generated, done.payments


def payments_told(at: Ground, numbers: Sequence[int]) -> Iterator[str]:
    """Yield a sentence for each payment that was noted."""
    say = Speaker(WORDS, at.say.language)
    for each in numbers:
        yield say("paid", payment=str(each))


def _of(at: Ground, contract: Contract) -> list[PaymentPart]:
    from cadencia.billing import contract_documents
    from cadencia.payments import services

    found = contract_documents.documents_of(contract.pk, as_of=at.today, by=at.by)
    return services.payments_of([each.id for each in found if each.id is not None], by=at.by)


def _row(at: Ground, say: Speaker, part: PaymentPart) -> str:
    from cadencia.cli.preview_listing import money
    from cadencia.documents.numbering import number_of

    payment = part.payment
    return say(
        "row",
        payment=str(payment.pk),
        day=at.figures.day(payment.paid_on),
        document=number_of(part.document) or "–",
        amount=money(at.figures, part.amount, payment.currency),
        method=payment.method or "–",
    )


def _form(part: PaymentPart) -> dict[str, object]:
    amount: Decimal = part.amount
    return {
        "payment": part.payment_id,
        "paid_on": part.payment.paid_on.isoformat(),
        "document": part.document_id,
        "due_date": part.position,
        "amount": str(amount),
        "currency": part.payment.currency,
        "method": part.payment.method,
        "reference": part.payment.reference,
    }

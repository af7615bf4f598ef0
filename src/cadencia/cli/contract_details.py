"""`cadencia contract one-off`, `change`, `note`, `confirm`, `complete` and their like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.contract_ground import (
    DRAFTS,
    Answer,
    AsJson,
    Code,
    Company,
    Ground,
    Waiting,
    act_on,
    answered,
    ground,
)
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.billing.completing import Complete
    from cadencia.billing.confirming import Waiting as WaitingFor
    from cadencia.contracts.followup_models import FollowUp
    from cadencia.contracts.models import Contract

WHICH = ("first", "last")
KINDS = ("comment", "call", "visit", "letter", "promise", "claim")
Which = Annotated[str, typer.Argument(metavar="first|last", help="Which installment.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only by this day.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia contract`."""
    for act in (change, note, notes, promises, confirm, unconfirmed, complete):
        app.command()(act)
    app.command("one-off")(one_off)
    app.command("remove-one-off")(remove_one_off)
    app.command("ask-confirmation")(ask_confirmation)


def one_off(  # noqa: PLR0913 - the options of a command
    code: Code,
    description: Annotated[str, typer.Argument(help="What is billed.")],
    *,
    on: Annotated[str, typer.Option(help="A day, a month (2027-03) or next.")],
    price: Annotated[str | None, typer.Option(help="Unit price, as 12.50.")] = None,
    quantity: Annotated[str | None, typer.Option(help="1 if not given.")] = None,
    item: Annotated[str | None, typer.Option(help="Code of an item.")] = None,
    tax: Annotated[list[str] | None, typer.Option(help="Code of a tax; repeatable.")] = None,
    discount: Annotated[list[str] | None, typer.Option(help="A percent; repeatable.")] = None,
    key: Annotated[str | None, typer.Option(help="Your name of the line.")] = None,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Add a line that is billed once."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import one_offs
        from cadencia.billing.acts import Drafts

        typed = {
            "description": description,
            "one_off_on": on,
            "unit_price": price,
            "quantity": quantity,
            "item": item,
            "taxes": tax or None,
            "discounts": discount or None,
            "key": key,
        }
        form = {name: value for name, value in typed.items() if value is not None}
        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        line = one_offs.add_one_off(contract.pk, form, by=at.by, waiting=waiting)
        return Answer({"done": True, "key": line.key}, [at.say("one_off_added", key=line.key)])

    act_on(code, company, act, as_json=as_json)


def remove_one_off(
    code: Code,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Key of the line.")],
    *,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Take a one-off line away that isn't billed."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import one_offs
        from cadencia.billing.acts import Drafts

        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        one_offs.remove_one_off(contract.pk, key, by=at.by, waiting=waiting)
        return Answer({"done": True, "key": key}, [at.say("one_off_removed", key=key)])

    act_on(code, company, act, as_json=as_json)


def change(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    payment_method: Annotated[str | None, typer.Option(help="Empty takes it away.")] = None,
    mandate: Annotated[str | None, typer.Option(help="Reference of the mandate.")] = None,
    contact: Annotated[str | None, typer.Option(help="Whom to speak with.")] = None,
    delivery_address: Annotated[str | None, typer.Option(help="Where to deliver.")] = None,
    notes: Annotated[str | None, typer.Option(help="Notes.")] = None,
    responsible: Annotated[str | None, typer.Option(help="Name of a user.")] = None,
    sales_rep: Annotated[str | None, typer.Option(help="Code of a salesperson.")] = None,
    commission_rate: Annotated[
        str | None, typer.Option(help="Percent; empty: the salesperson's own.")
    ] = None,
    commission_base: Annotated[
        str | None, typer.Option(help="net, margin or none; empty: net.")
    ] = None,
    responsible_party: Annotated[
        str | None, typer.Option(help="Name of who answers for the debt.")
    ] = None,
    sending: Annotated[
        str | None, typer.Option(help="create_only or create_and_send; empty: the customer's.")
    ] = None,
    email_to: Annotated[str | None, typer.Option(help="Where documents are sent.")] = None,
    email_copy: Annotated[str | None, typer.Option(help="Who gets a copy of them.")] = None,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Change payment, delivery, contact or who is in charge; an empty text takes it away."""
    typed = {
        "payment_method": payment_method,
        "mandate": mandate,
        "contact": contact,
        "delivery_address": delivery_address,
        "notes": notes,
        "responsible": responsible,
        "sales_rep": sales_rep,
        "commission_rate": commission_rate,
        "commission_base": commission_base,
        "responsible_party": responsible_party,
        "sending": sending,
        "email_to": email_to,
        "email_copy": email_copy,
    }
    given = {name: value for name, value in typed.items() if value is not None}

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import changing_details
        from cadencia.billing.acts import Drafts

        if not given:
            raise BadInput(at.say("nothing_given"))
        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        emptied = {
            name: None if value == "" and name in changing_details.REFERENCES else value
            for name, value in given.items()
        }
        changing_details.change_details(contract.pk, emptied, by=at.by, waiting=waiting)
        names = ", ".join(given)
        sentence = at.say("changed", contract=contract.code, fields=names)
        return Answer({"done": True, "changed": list(given)}, [sentence])

    act_on(code, company, act, as_json=as_json)


def note(  # noqa: PLR0913 - the options of a command
    code: Code,
    text: Annotated[str, typer.Argument(help="What happened.")] = "",
    *,
    kind: Annotated[str, typer.Option(help=", ".join(KINDS) + ".")] = "comment",
    document: Annotated[str | None, typer.Option(help="Number of a document.")] = None,
    promised_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The customer promised to pay by then.")
    ] = None,
    outcome: Annotated[str, typer.Option(help="What came of it.")] = "",
    about: Annotated[int | None, typer.Option(help="Number of the comment it answers.")] = None,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Write a comment on a contract; it stays as it is."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import following_up
        from cadencia.cli.clock import clock
        from cadencia.contracts.followup_models import FollowUpKind

        comment = following_up.Comment(
            text=text,
            kind=FollowUpKind(at.choice("--kind", kind, KINDS)),
            document_id=_document(at, document),
            promised_on=at.optional_day("--promised-on", promised_on),
            outcome=outcome,
            about=about,
        )
        found = following_up.write(contract.pk, comment, on=at.today, at=clock()(), by=at.by)
        return Answer({"done": True, **_note_form(found)}, [at.say("noted", id=found.pk)])

    act_on(code, company, act, as_json=as_json)


def notes(code: Code, *, company: Company = None, as_json: AsJson = False) -> None:
    """List the comments on a contract, newest first."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import following_up

        found = following_up.listed(contract.pk, by=at.by)
        told = [
            f"{each.pk}  {at.figures.day(each.written_on)}  {each.text or each.outcome}"
            for each in found
        ]
        return Answer([_note_form(each) for each in found], told or [at.say("no_notes")])

    act_on(code, company, act, as_json=as_json)


def promises(*, until: Until = None, company: Company = None, as_json: AsJson = False) -> None:
    """List promises to pay by a day (today) that nothing answers yet."""
    at = ground(company)

    def act() -> Answer:
        from cadencia.billing import following_up

        found = following_up.open_promises(until=at.day("--until", until), by=at.by)
        told = [
            at.say(
                "promise",
                contract=each.contract.code,
                customer=each.contract.customer.name,
                on=at.figures.day(each.promised_on) if each.promised_on else "",
                text=each.text,
            )
            for each in found
        ]
        form = [{"contract": each.contract.code, **_note_form(each)} for each in found]
        return Answer(form, told or [at.say("no_promises")])

    answered(at, act, as_json=as_json)


def ask_confirmation(  # noqa: PLR0913 - the options of a command
    code: Code,
    which: Which,
    *,
    by: Annotated[str | None, typer.Option(metavar="DATE", help="To be confirmed by.")] = None,
    no: Annotated[bool, typer.Option("--no", help="It needs none.")] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Ask that the first or the last installment be confirmed before it is billed."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import confirming

        chosen = confirming.Which(at.choice("first|last", which, WHICH))
        if no:
            confirming.ask_no_confirmation(contract.pk, chosen, by=at.by)
        else:
            day = at.optional_day("--by", by)
            confirming.require_confirmation(contract.pk, chosen, by_date=day, by=at.by)
        word = "confirmation_dropped" if no else "confirmation_wanted"
        sentence = at.say(word, contract=contract.code, which=at.say(which))
        return Answer({"done": True, "which": which, "wanted": not no}, [sentence])

    act_on(code, company, act, as_json=as_json)


def confirm(code: Code, which: Which, *, company: Company = None, as_json: AsJson = False) -> None:
    """Confirm the first or the last installment: it is billed on its date."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import confirming

        chosen = confirming.Which(at.choice("first|last", which, WHICH))
        confirming.confirm(contract.pk, chosen, by=at.by)
        sentence = at.say("confirmed", contract=contract.code, which=at.say(which))
        return Answer({"done": True, "which": which}, [sentence])

    act_on(code, company, act, as_json=as_json)


def unconfirmed(*, until: Until = None, company: Company = None, as_json: AsJson = False) -> None:
    """List what waits to be confirmed, the nearest first."""
    at = ground(company)

    def act() -> Answer:
        from cadencia.billing import confirming

        found = confirming.waiting(until=at.optional_day("--until", until), by=at.by)
        told = [_waits(at, each) for each in found]
        return Answer([_waits_form(each) for each in found], told or [at.say("nothing_waits")])

    answered(at, act, as_json=as_json)


def complete(
    *,
    finish: Annotated[
        bool, typer.Option("--finish", help="Finish those whose last covered day has passed.")
    ] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """List contracts whose installments are all generated, and finish them if asked."""
    at = ground(company)

    def act() -> Answer:
        from cadencia.billing import completing

        if finish:
            found = list(completing.finish_complete(on=at.today, by=at.by))
        else:
            found = completing.complete_contracts(by=at.by)
        told = [_complete(at, each, "finished_now" if finish else "complete") for each in found]
        nothing = "nothing_finished" if finish else "nothing_complete"
        form = [_complete_form(at, each, finished=finish) for each in found]
        return Answer(form, told or [at.say(nothing)])

    answered(at, act, as_json=as_json)


# What came of it


def _document(at: Ground, number: str | None) -> int | None:
    from cadencia.documents.finding import find_document

    if number is None:
        return None
    found = find_document(number, by=at.by)
    if found is None:
        raise BadInput(at.say("no_document", number=number))
    return found.pk


def _note_form(each: FollowUp) -> dict[str, Any]:
    return {
        "id": each.pk,
        "on": each.written_on.isoformat(),
        "kind": each.kind,
        "text": each.text,
        "outcome": each.outcome,
        "promised_on": each.promised_on.isoformat() if each.promised_on else None,
        "document": each.document_id,
        "about": each.about_id,
        "user": each.user.username if each.user else None,
        "posted": each.posted_at is not None,
    }


def _waits(at: Ground, each: WaitingFor) -> str:
    return at.say(
        "waits_held" if each.is_held else "waits_reminded",
        contract=each.contract,
        customer=each.customer,
        which=at.say(each.which.value),
        on=at.figures.day(each.due_on) if each.due_on else "–",
    )


def _waits_form(each: WaitingFor) -> dict[str, Any]:
    return {
        "contract": each.contract,
        "customer": each.customer,
        "which": each.which.value,
        "due_on": each.due_on.isoformat() if each.due_on else None,
        "by": each.by.isoformat() if each.by else None,
        "held": each.is_held,
    }


def _complete(at: Ground, each: Complete, word: str) -> str:
    until = at.figures.day(each.covered_until) if each.covered_until else "–"
    return at.say(word, contract=each.contract, customer=each.customer, until=until)


def _complete_form(at: Ground, each: Complete, *, finished: bool) -> dict[str, Any]:
    return {
        "contract": each.contract,
        "customer": each.customer,
        "covered_until": each.covered_until.isoformat() if each.covered_until else None,
        "over": each.is_over(at.today),
        "finished": finished,
    }

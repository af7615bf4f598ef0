"""`cadencia contract associate`: an existing sale in the place of an installment (GE-8)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.contract_billing_words import WORDS
from cadencia.cli.contract_ground import (
    DRAFTS,
    Answer,
    AsJson,
    Code,
    Company,
    Ground,
    Line,
    Waiting,
    act_on,
)
from cadencia.cli.dates import given_date
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.acts import Drafts
    from cadencia.billing.associating import Asked
    from cadencia.contracts.models import Contract

DocumentName = Annotated[
    str, typer.Argument(metavar="DOCUMENT", help="Printed number, or unique number.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia contract`."""
    app.command()(associate)
    app.command("undo-association")(undo_association)


def associate(  # noqa: PLR0913 - the options of a command
    code: Code,
    document: DocumentName,
    *,
    installment: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Due date of the installment; the oldest pending."),
    ] = None,
    line: Line = None,
    only_list: Annotated[
        bool, typer.Option("--only-list", help="Only list it; no installment is linked.")
    ] = False,
    accept_difference: Annotated[
        bool, typer.Option("--accept-difference", help="Accept another total than expected.")
    ] = False,
    external: Annotated[
        bool, typer.Option("--external", help="It was issued by another program: register it.")
    ] = False,
    on: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Its date, with --external.")
    ] = None,
    total: Annotated[str | None, typer.Option(help="Its total, with --external.")] = None,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Put an existing document in the place of an installment, which then bills nothing."""

    def act(at: Ground, contract: Contract) -> Answer:
        from django.db import transaction

        from cadencia.billing import associating
        from cadencia.billing.acts import Drafts
        from cadencia.cli.clock import clock

        say, now = Speaker(WORDS, at.say.language), clock()()
        due_on = at.optional_day("--installment", installment)
        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        try:
            with transaction.atomic():  # the sale is registered only if it is associated
                sale = (
                    {"external_sale": _registered(at, contract, document, (on, total), now)}
                    if external
                    else {"document": _document(at, document)}
                )
                asked = associating.Asked(
                    contract_id=contract.pk,
                    due_on=due_on,
                    line=line,
                    only_listed=only_list,
                    accept_difference=accept_difference,
                    **sale,
                )
                return _associated(at, asked, (contract.code, document, now), waiting)
        except associating.DifferenceNotAccepted as error:
            amounts = {
                "expected": at.figures.amount(error.expected, decimals=2),
                "total": at.figures.amount(error.total, decimals=2),
                "difference": at.figures.amount(error.difference, decimals=2),
            }
            raise Refused(say("differs", **amounts)) from None

    act_on(code, company, act, as_json=as_json)


def undo_association(
    code: Code,
    document: DocumentName,
    *,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Take an association back: the installment is owed again."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import associating
        from cadencia.billing.acts import Drafts
        from cadencia.billing.association_models import Association
        from cadencia.cli.clock import clock

        say = Speaker(WORDS, at.say.language)
        mine = Association.objects.filter(contract=contract, undone_at=None)
        found = mine.filter(external_sale__number=document.strip()).first()
        if found is None:
            found = mine.filter(document=_document(at, document)).first()
        names = {"contract": contract.code, "document": document}
        if found is None:
            raise Refused(say("not_associated", **names))
        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        associating.undo(found.pk, at=clock()(), by=at.by, waiting=waiting)
        form = {"association": found.pk, "undone": True}
        return Answer(form, [say("association_undone", **names)])

    act_on(code, company, act, as_json=as_json)


def _associated(
    at: Ground, asked: Asked, named: tuple[str, str, datetime], waiting: Drafts
) -> Answer:
    from cadencia.billing import associating

    contract, document, now = named
    say = Speaker(WORDS, at.say.language)
    made = associating.associate(asked, at=now, by=at.by, waiting=waiting)
    linked = made.installment
    form = {
        "association": made.pk,
        "due_on": linked.due_on.isoformat() if linked else None,
        "expected": None if made.expected is None else str(made.expected),
        "total": str(made.total),
    }
    if linked is None:
        return Answer(form, [say("only_listed", contract=contract, document=document)])
    due_on = at.figures.day(linked.due_on)
    told = say("associated", contract=contract, document=document, due_on=due_on)
    return Answer(form, [told])


def _document(at: Ground, written: str) -> int:
    from cadencia.billing.finding_documents import (
        NoSuchDocument,
        SeveralDocuments,
        find_document,
    )

    say = Speaker(WORDS, at.say.language)
    try:
        return find_document(written, by=at.by).pk
    except NoSuchDocument:
        raise BadInput(say("no_document", document=written)) from None
    except SeveralDocuments as several:
        ids = ", ".join(str(each) for each in several.ids)
        raise BadInput(say("several_documents", document=written, ids=ids)) from None


def _registered(
    at: Ground,
    contract: Contract,
    number: str,
    said: tuple[str | None, str | None],
    now: datetime,
) -> int:
    """Register the sale of another program, or find it if it is registered already."""
    from cadencia.billing import existing_sales
    from cadencia.documents.external_models import ExternalSale

    known = ExternalSale.objects.filter(company=at.company, number=number.strip()).first()
    if known is not None:
        return known.pk
    on, total = said
    if on is None or total is None:
        raise BadInput(Speaker(WORDS, at.say.language)("external_needs"))
    written = existing_sales.Written(
        customer=contract.customer.code,
        number=number,
        issue_date=_day(on),
        total=_amount(at, total),
        currency=contract.currency,
    )
    return existing_sales.register(written, at=now, by=at.by).pk


def _day(written: str) -> date:
    return given_date("--date", written)


def _amount(at: Ground, written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        say = Speaker(WORDS, at.say.language)
        raise BadInput(say("not_an_amount", value=written)) from None

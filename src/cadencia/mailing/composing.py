"""A message made of a document: its texts in the customer's language, and its PDF attached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime, formataddr

from django.core.mail import EmailMessage
from django.db.models import Max, Min

from cadencia.contracts.models import Contract
from cadencia.core import mail_texts
from cadencia.core.mail_texts import MessageFacts
from cadencia.core.text_variables import Facts
from cadencia.documents import files
from cadencia.documents.models import Document, DocumentDueDate, DocumentLine
from cadencia.documents.numbering import number_of
from cadencia.documents.printing import KINDS, WITHOUT_PRICES, printed_language
from cadencia.documents.rendering.figures import figures_in
from cadencia.documents.rendering.page_words import base_language, words_in
from cadencia.mailing.default_texts import DEFAULTS, Text
from cadencia.mailing.models import Delivery, MailServer, MailText
from cadencia.parties.access import Actor, Permission, require_in
from cadencia.parties.models import Company

PDF = "application/pdf"


def text_for(company_id: int, language: str) -> Text:
    """Return the company's text in a language, or what is said where it has none."""
    base = base_language(printed_language(language))
    kept = MailText.objects.filter(company_id=company_id, language=base).first()
    return DEFAULTS[base] if kept is None else Text(kept.subject, kept.body)


def filled_in(text: Text, document: Document) -> Text:
    """Return a text with the values of a document.

    :raises VariableWithoutValue: if it names something that the document hasn't.
    """
    facts = facts_of(document)
    language = printed_language(document.language)
    subject = mail_texts.one_line(mail_texts.expand(text.subject, facts, language))
    return Text(subject, mail_texts.expand(text.body, facts, language))


def facts_of(document: Document) -> MessageFacts:
    """Return what the variables of a message about an issued document say."""
    language = printed_language(document.language)
    number = number_of(document) or ""
    return MessageFacts(
        document=f"{words_in(language)[KINDS[document.kind]]} {number}".strip(),
        number=number,
        total=_total(document, language),
        company=document.company.name,
        facts=_facts(document),
    )


def file_name(document: Document) -> str:
    """Return what the attached PDF is called: kind and number, letters that every disk takes."""
    word = words_in(printed_language(document.language))[KINDS[document.kind]]
    name = f"{word} {number_of(document) or document.pk}"
    return "".join(each if each.isalnum() or each in "-_." else "-" for each in name) + ".pdf"


def message_of(
    delivery: Delivery, text: Text, server: MailServer, *, by: Actor, at: datetime
) -> EmailMessage:
    """Return the message of a delivery, with the PDF of its document.

    :raises NotMade: if the PDF can't be made.
    """
    document = delivery.document
    require_in(by, document.company_id, Permission.DOCUMENTS)
    make = files.duplicate_of if delivery.duplicate else files.file_of
    message = outline(server, document.company, text, delivery.message, at)
    message.to, message.cc, message.bcc = delivery.to, delivery.copies, delivery.hidden
    message.attach(file_name(document), make(document, by=by, at=at), PDF)
    return message


def outline(
    server: MailServer, company: Company, text: Text, message: str, at: datetime
) -> EmailMessage:
    """Return a message from a company without recipients."""
    name = mail_texts.one_line(server.sender_name or company.name)
    return EmailMessage(
        subject=mail_texts.one_line(text.subject),
        body=text.body,
        from_email=formataddr((name, server.sender)),
        reply_to=[server.reply_to] if server.reply_to else None,
        headers={
            "Message-ID": message,
            "Date": format_datetime(at),
            "Auto-Submitted": "auto-generated",
        },
    )


def contracts_of(documents: Sequence[int], company_id: int) -> dict[int, list[Contract]]:
    """Return the contracts that documents bill, by document, in the order of their lines."""
    lines = DocumentLine.objects.filter(document__in=documents, contract_id__isnull=False)
    pairs = lines.order_by("document_id", "position").values_list("document_id", "contract_id")
    found: dict[int, dict[int, None]] = {each: {} for each in documents}
    for document, contract in pairs:
        if contract is not None:
            found[document][contract] = None
    numbers = {each for mine in found.values() for each in mine}
    rows = Contract.objects.filter(company_id=company_id).in_bulk(numbers)
    return {
        document: [rows[each] for each in mine if each in rows] for document, mine in found.items()
    }


def _total(document: Document, language: str) -> str:
    if document.kind in WITHOUT_PRICES:
        return ""
    figures = figures_in(language)
    return figures.money(
        document.payable, currency=document.currency.strip(), decimals=document.decimals
    )


def _facts(document: Document) -> Facts:
    contracts = contracts_of([document.pk], document.company_id)[document.pk]
    lines = DocumentLine.objects.filter(document=document)
    period = lines.aggregate(start=Min("period_start"), until=Max("period_until"))
    due = DocumentDueDate.objects.filter(document=document).aggregate(first=Min("due_on"))
    only = contracts[0] if len(contracts) == 1 else None
    return Facts(
        due_on=document.operation_date,
        valid_from=only.starts_on if only else None,
        valid_until=only.ends_on if only else None,
        period_from=period["start"],
        period_until=period["until"],
        contract=", ".join(each.code for each in contracts),
        customer=str(document.recipient),
        reference=document.contract_reference,
        theoretical_on=document.issue_date,
        payment_due_on=due["first"],
    )

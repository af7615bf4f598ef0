"""From the rows of documents to the values that the page prints.

`printed_rows.gather` reads many documents at once; `printable` makes a page of one of them without
the database, so that a document that can't be printed stops no other. Nothing is calculated
again: a page shows what was settled when the document was drafted and issued.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from cadencia.core.mentions import mention_of_tax
from cadencia.core.totals import TaxRate, TotalLine, document_totals
from cadencia.documents.models import Document, DocumentLine, DocumentTax
from cadencia.documents.numbering import number_of as number_of  # asked for here by many
from cadencia.documents.printed_corrections import contract_of, printed_correction
from cadencia.documents.printed_parties import delivery_place, printed_issuer, printed_recipient
from cadencia.documents.printed_rows import Source
from cadencia.documents.rendering import check_logo
from cadencia.documents.rendering.printable import (
    CoveredPeriod,
    Format,
    Kind,
    Logo,
    PageStyle,
    Paper,
    Payment,
    Printable,
    PrintedLine,
    PrintedTotals,
    TaxGroup,
    Withholding,
)
from cadencia.parties.models import Company

KINDS: Final[Mapping[str, Kind]] = {
    "invoice": Kind.INVOICE,
    "delivery_note": Kind.DELIVERY_NOTE,
    "non_billable_delivery_note": Kind.NON_BILLABLE_DELIVERY_NOTE,
    "work_order": Kind.WORK_ORDER,
    "credit_note": Kind.CREDIT_NOTE,
}
WITHOUT_PRICES: Final = frozenset({"non_billable_delivery_note", "work_order"})
PAID: Final = frozenset({"invoice"})
"""Kinds that say when and how they are paid: a delivery note is paid by its invoice."""

FALLBACK_LANGUAGE: Final = "es"
PRINTED_LANGUAGES: Final = r"^(es|en)([-_][A-Za-z]{2})?$"
"""Languages that have words for the page; a document in another is printed in Spanish."""

Data = Mapping[str, Any]

_WHOLE: Final = Decimal(100)
_PAPERS: Final = {"a4": Paper.A4, "letter": Paper.LETTER, "us-letter": Paper.LETTER}


class PageStyleUnknown(ValueError):
    """The company's page style names a format or a paper that there isn't."""


class IssuerUnknown(ValueError):
    """The draft's company has no printed data yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the pages of a company share."""

    company: Company
    style: PageStyle
    logo: Logo | None


def printed_language(language: str) -> str:
    """Return the language that a document is printed in, as a tag.

    >>> printed_language("en-GB"), printed_language("fr")
    ('en-GB', 'es')
    """
    return language if re.match(PRINTED_LANGUAGES, language) else FALLBACK_LANGUAGE


def look_of(company: Company) -> Look:
    """Return the look of a company's pages; its logo is drawn once to see that it can be.

    :raises LogoRefused: if the logo can't be printed.
    :raises PageStyleUnknown: if there is no such format or paper.
    :raises AccentNotAColor: if the accent is not written #rrggbb.
    """
    chosen: dict[str, str] = company.page_style or {}
    style: dict[str, Any] = {}
    if "format" in chosen:
        style["format"] = _one_of({each.value.lower(): each for each in Format}, chosen["format"])
    if "paper" in chosen:
        style["paper"] = _one_of(_PAPERS, chosen["paper"])
    if "accent" in chosen:
        style["accent"] = chosen["accent"]
    logo = check_logo(bytes(company.logo)) if company.logo else None
    return Look(company=company, style=PageStyle(**style), logo=logo)


def printable(
    source: Source, look: Look, *, language: str, is_duplicate: bool = False
) -> Printable:
    """Return the page of a document as it was issued; a draft's says that it is one.

    :raises IssuerUnknown: if a draft's company has no printed data yet.
    :raises SumsDoNotHold: if what was stored doesn't add up.
    """
    document, issuer = source.document, source.issuer
    if issuer is None:
        raise IssuerUnknown(look.company.code)
    priced = document.kind not in WITHOUT_PRICES
    covers = _period_of_all(source.lines)
    return Printable(
        kind=KINDS[document.kind],
        number=number_of(document),
        issued_on=source.issued_on,
        operation_on=document.operation_date,
        **_parties(source, issuer.data, language),
        lines=tuple(_line(each, source.taxes, own_period=covers is None) for each in source.lines),
        currency=document.currency,
        decimals=document.decimals,
        totals=_totals(source, look.company, issuer.data) if priced else None,
        **printed_correction(source.correction),
        contract_reference=contract_of(document, source.correction),
        customer_reference=document.contract_reference,
        covers=covers,
        shows_prices=priced,
        prices_include_tax=document.prices_include_tax,
        due_dates=tuple(source.due_dates) if document.kind in PAID else (),
        payment=_payment(document, issuer.data) if document.kind in PAID else None,
        mentions=_mentions_at_the_foot(source, issuer.data, shows_prices=priced),
        logo=look.logo,
        is_duplicate=is_duplicate,
        is_void=source.is_void,
        style=look.style,
    )


def _parties(source: Source, issuer: Data, language: str) -> dict[str, Any]:
    recipient, place = source.document.recipient.data, source.document.delivery_address
    home, abroad = issuer.get("country", ""), recipient.get("country", "")
    delivery = source.delivery
    return {
        "issuer": printed_issuer(issuer, recipient_country=abroad, language=language),
        "recipient": printed_recipient(recipient, issuer_country=home, language=language),
        "deliver_to": delivery_place(place, delivery, issuer_country=home, language=language)
        if place
        else None,
        "registry_text": issuer.get("registry_text", ""),
    }


def _one_of(choices: Mapping[str, Any], chosen: str) -> Any:
    found = choices.get(str(chosen).lower())
    if found is None:
        raise PageStyleUnknown(chosen)
    return found


def _period_of_all(lines: Sequence[DocumentLine]) -> CoveredPeriod | None:
    """Return the period, if it is one for all the lines and longer than a day."""
    periods = {_period(each) for each in lines}
    return periods.pop() if len(periods) == 1 else None


def _period(line: DocumentLine) -> CoveredPeriod | None:
    """Return the days that a line bills; the single day of a one-off is no period."""
    start, until = line.period_start, line.period_until
    if start is None or until is None or start == until:
        return None
    return CoveredPeriod(first=start, last=until)


def _line(line: DocumentLine, taxes: Sequence[DocumentTax], *, own_period: bool) -> PrintedLine:
    return PrintedLine(
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net=line.net,
        discounts=tuple(line.discounts),
        tax_rates=_printed_rates(line, taxes),
        reference=line.reference,
        covers=_period(line) if own_period else None,
        extra_text=line.extra_text,
    )


def _printed_rates(line: DocumentLine, taxes: Sequence[DocumentTax]) -> tuple[Decimal, ...]:
    """Return the rates of a line; what is exempt or not subject has none."""
    charged = {each.rate for each in taxes if not _has_no_rate(each)}
    return tuple(each for each in line.tax_rates if each in charged)


def _has_no_rate(tax: DocumentTax) -> bool:
    return tax.rate == 0 and bool(tax.exemption or tax.mention or tax.regime)


def _totals(source: Source, company: Company, issuer: Data) -> PrintedTotals:
    document = source.document
    return PrintedTotals(
        net=document.net,
        total=document.total,
        payable=document.payable,
        expenses=document.expenses,
        taxes=tuple(_group(each, issuer) for each in source.taxes),
        withholding=_withholding(source, company) if document.withholding else None,
    )


def _group(tax: DocumentTax, issuer: Data) -> TaxGroup:
    return TaxGroup(
        name=tax.tax,
        base=tax.base,
        rate=None if _has_no_rate(tax) else tax.rate,
        amount=tax.amount,
        regime=_mention(tax, issuer),
        surcharge_rate=tax.surcharge_rate or None,
        surcharge=tax.surcharge,
    )


def _mention(tax: DocumentTax, issuer: Data) -> str:
    as_rate = TaxRate(
        code=tax.tax,
        tax=tax.tax,
        rate=tax.rate,
        exemption=tax.exemption or None,
        mention=tax.mention or None,
        regime=tax.regime,
    )
    return mention_of_tax(as_rate, issuer.get("country", ""))


def _withholding(source: Source, company: Company) -> Withholding:
    """Return what is withheld with the base that R10 took it from: a whole, withheld at 100 %."""
    document = source.document
    lines = [
        TotalLine(net=line.net, taxes=_rates_inside(line), withheld=True)
        for line in source.lines
        if line.withheld
    ]
    whole = document_totals(
        lines,
        decimals=document.decimals,
        withholding_rate=_WHOLE,
        rounding="line" if company.tax_rounding == "line" else "document",
        prices_include_tax=document.prices_include_tax,
    )
    return Withholding(
        base=whole.withholding, rate=document.withholding_rate, amount=document.withholding
    )


def _rates_inside(line: DocumentLine) -> tuple[TaxRate, ...]:
    return tuple(
        TaxRate(code=code, tax=code, rate=rate)
        for code, rate in zip(line.taxes, line.tax_rates, strict=False)
    )


def _payment(document: Document, issuer: Data) -> Payment | None:
    """Return how it is paid; who pays by transfer is told the issuer's first account."""
    method, mandate = document.payment_method, document.mandate
    accounts: Sequence[Mapping[str, str]] = issuer.get("bank_accounts") or ()
    by_transfer = not mandate and (not method or "transfer" in method.casefold())
    account = accounts[0].get("iban", "") if by_transfer and accounts else ""
    if not (method or mandate or account):
        return None
    return Payment(method=method, pay_to_account=account, mandate_reference=mandate)


def _mentions_at_the_foot(source: Source, issuer: Data, *, shows_prices: bool) -> tuple[str, ...]:
    """Return the document's mentions, without those that already stand under a tax."""
    said = {_mention(each, issuer) for each in source.taxes} if shows_prices else set()
    return tuple(each for each in source.document.mentions if each not in said)

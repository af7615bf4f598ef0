"""The foot of the page: taxes, totals, how and when it is paid, what the law wants said."""

from datetime import date
from decimal import Decimal
from typing import Any

from cadencia.documents.rendering.figures import Figures
from cadencia.documents.rendering.page_words import Words
from cadencia.documents.rendering.printable import (
    Payment,
    Printable,
    PrintedTotals,
    TaxGroup,
)

Pairs = list[list[str]]
_SHOWN_AT_EACH_END = 4


def foot(document: Printable, words: Words, figures: Figures) -> dict[str, Any]:
    """Return the texts under the lines."""
    totals = document.totals if document.shows_prices else None
    writer = _Writer(document, words, figures)
    return {
        "amounts_in": words["amounts_in"].format(currency=document.currency) if totals else "",
        "taxes": writer.tax_table(totals.taxes) if totals else [],
        "totals": writer.totals(totals) if totals else [],
        "strong": writer.strong(totals) if totals else [],
        "after_totals": writer.after_totals() if totals else [],
        "payment": payment_pairs(document.payment, words) if document.payment else [],
        "due_dates": writer.due_dates() if totals else [],
        "due_dates_heading": words["due_dates"],
        "mentions": list(document.mentions),
        "notes_heading": words["notes"] if document.notes.strip() else "",
        "notes": document.notes,
        "received": "" if document.shows_prices else words["received"],
    }


def settled_day(day: date, document: Printable, words: Words, figures: Figures) -> str:
    """Return a date that issuing settles: provisional while the document is a draft (R5)."""
    shown = figures.day(day)
    return words["provisional"].format(date=shown) if document.is_draft else shown


def payment_pairs(payment: Payment, words: Words) -> Pairs:
    """Return method and accounts; the account of a mandate is never printed whole."""
    pairs = [
        [words["payment"], payment.method],
        [words["pay_to"], in_groups_of_four(payment.pay_to_account)],
        [words["debited"], masked(payment.debited_account)],
        [words["mandate"], payment.mandate_reference],
    ]
    return [pair for pair in pairs if pair[1]]


def masked(account: str) -> str:
    """Return an account with its first and last four characters only.

    >>> masked("ES91 2100 0418 4502 0005 1332")
    'ES91 •••• 1332'
    >>> masked("12345678")
    '•••• 5678'
    >>> masked("1234")
    '••••'
    """
    compact = "".join(account.split())
    if not compact:
        return ""
    last = compact[-_SHOWN_AT_EACH_END:]
    if len(compact) > 3 * _SHOWN_AT_EACH_END:
        return f"{compact[:_SHOWN_AT_EACH_END]} •••• {last}"
    return f"•••• {last}" if len(compact) > _SHOWN_AT_EACH_END else "••••"


def in_groups_of_four(account: str) -> str:
    """Return an account as people read it aloud.

    >>> in_groups_of_four("ES9121000418450200051332")
    'ES91 2100 0418 4502 0005 1332'
    """
    compact = "".join(account.split())
    return " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))


class _Writer:
    def __init__(self, document: Printable, words: Words, figures: Figures) -> None:
        self._document = document
        self._words = words
        self._figures = figures

    def tax_table(self, groups: tuple[TaxGroup, ...]) -> list[list[str]]:
        """Return a header and a row per group; surcharge columns only if one has a surcharge."""
        words = self._words
        surcharged = any(each.surcharge_rate is not None for each in groups)
        header = [words["tax"], words["tax_base"], words["tax_rate"], words["tax_amount"]]
        if surcharged:
            header += [words["surcharge_rate"], words["surcharge_amount"]]
        rows = [row for each in groups for row in self._group_rows(each, surcharged=surcharged)]
        return [header, *rows] if rows else []

    def _group_rows(self, group: TaxGroup, *, surcharged: bool) -> list[list[str]]:
        """Return the group's row and, alone on the next one, the regime that it must name."""
        row = self._tax_row(group, surcharged=surcharged)
        return [row, [group.regime]] if group.regime else [row]

    def _tax_row(self, group: TaxGroup, *, surcharged: bool) -> list[str]:
        row = [group.name, self._amount(group.base)]
        row += self._rate_and_amount(group.rate, group.amount)
        if surcharged:
            row += self._rate_and_amount(group.surcharge_rate, group.surcharge)
        return row

    def _rate_and_amount(self, rate: Decimal | None, amount: Decimal) -> list[str]:
        if rate is None:
            return [self._words["no_rate"], self._words["no_rate"]]
        return [self._figures.percent(rate), self._amount(amount)]

    def totals(self, totals: PrintedTotals) -> Pairs:
        """Return the rows above the last one, in the order in which they add up."""
        words = self._words
        rows = [[words["net"], self._money(totals.net)]]
        for group in totals.taxes:
            rows += self._tax_rows(group)
        if totals.withholding is not None:
            rows.append([words["total"], self._money(totals.total)])
            rows.append([self._withholding_label(totals), self._money(-totals.withholding.amount)])
        return rows

    def _tax_rows(self, group: TaxGroup) -> Pairs:
        if group.rate is None:
            return []
        rows = [[f"{group.name} {self._figures.percent(group.rate)}", self._money(group.amount)]]
        if group.surcharge_rate is not None:
            percent = self._figures.percent(group.surcharge_rate)
            label = self._words["surcharge"].format(percent=percent)
            rows.append([label, self._money(group.surcharge)])
        return rows

    def _withholding_label(self, totals: PrintedTotals) -> str:
        withheld = totals.withholding
        if withheld is None:
            return ""
        return self._words["withholding"].format(
            name=withheld.name,
            percent=self._figures.percent(withheld.rate),
            base=self._amount(withheld.base),
        )

    def strong(self, totals: PrintedTotals) -> list[str]:
        """Return the last row, the one that stands out."""
        label = self._words["total" if totals.withholding is None else "payable"]
        return [label, self._money(totals.payable)]

    def after_totals(self) -> Pairs:
        """Return what is said under the total: expenses in it, and taxes in euros (art. 12)."""
        document, words = self._document, self._words
        pairs = []
        if document.totals is not None and document.totals.expenses:
            pairs.append([words["expenses"], self._money(document.totals.expenses)])
        if document.tax_in_euros is not None:
            euros = self._figures.money(document.tax_in_euros, currency="EUR", decimals=2)
            pairs.append([words["tax_in_euros"], euros])
        return pairs

    def due_dates(self) -> Pairs:
        """Return each due date with its amount."""
        return [
            [
                settled_day(each.due_on, self._document, self._words, self._figures),
                self._money(each.amount),
            ]
            for each in self._document.due_dates
        ]

    def _amount(self, value: Decimal) -> str:
        return self._figures.amount(value, decimals=self._document.decimals)

    def _money(self, value: Decimal) -> str:
        document = self._document
        return self._figures.money(value, currency=document.currency, decimals=document.decimals)

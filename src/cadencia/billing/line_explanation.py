"""How each amount of a document came about, cent by cent and in words (GE-16).

What the calculation noted with each line (`code: detail`) becomes a sentence, and the product
of the line is worked out again from what is stored, so that anybody can check it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing.explained_steps import Step, step
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract, ScheduledModification, TemplateChange
from cadencia.core.money import EXACT, round_half_up
from cadencia.documents.models import Document, DocumentLine, DocumentTax
from cadencia.documents.numbering import printed_number
from cadencia.documents.rendering.figures import Figures, figures_in
from cadencia.parties.access import Actor, Permission, require_in

HUNDRED = Decimal(100)
FINEST = 6  # decimals of an amount
SHOWN_DECIMALS = 8  # of a product before it is rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExplanation:
    """A printed line: what was multiplied, what came out, and where each factor is from."""

    position: int
    description: str
    contract: str
    installment: int | None
    due_on: date | None
    period_start: date | None
    period_until: date | None
    quantity: Decimal
    unit_price: Decimal
    discounts: tuple[Decimal, ...]
    factor: str | None
    net: Decimal
    taxes: tuple[str, ...]
    calculation: str
    adds_up: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentExplanation:
    """A document, its lines, and its foot as sentences."""

    id: int
    number: str | None
    kind: str
    customer: str
    issue_date: date | None
    operation_date: date
    currency: str
    decimals: int  # of the totals
    total: Decimal
    payable: Decimal
    lines: tuple[LineExplanation, ...]
    foot: tuple[str, ...]


def explain_document(document: Document, *, by: Actor) -> DocumentExplanation:
    """Return how each line, tax and total came about. Sentences are in the current language.

    :raises NotAllowed: without the permission to read in its company.
    """
    require_in(by, document.company_id, Permission.READ)
    lines = list(DocumentLine.objects.filter(document=document).order_by("position"))
    taxes = list(DocumentTax.objects.filter(document=document).order_by("position"))
    return DocumentExplanation(
        id=document.pk,
        number=_number(document),
        kind=document.kind,
        customer=document.bill_to.name,
        issue_date=document.issue_date,
        operation_date=document.operation_date,
        currency=document.currency,
        decimals=document.decimals,
        total=document.total,
        payable=document.payable,
        lines=tuple(_Lines(document, lines).explained()),
        foot=explain_foot(document, taxes),
    )


def explain_foot(document: Document, taxes: Sequence[DocumentTax]) -> tuple[str, ...]:
    """Return the sums that give the taxes and totals of a document (R10)."""
    return tuple(_Foot(document, taxes).sentences())


def _number(document: Document) -> str | None:
    if document.number is None or document.fiscal_year is None:
        return None
    return printed_number(
        document.series.pattern,
        series=document.series.code,
        year=document.fiscal_year,
        number=document.number,
    )


def _figures() -> Figures:
    return figures_in(get_language() or "en")


# Lines


class _Lines:
    """The lines of a document with what their plain numbers refer to, read at once."""

    def __init__(self, document: Document, lines: Sequence[DocumentLine]) -> None:
        self.document = document
        self.lines = lines
        self.figures = _figures()
        company = {"company_id": document.company_id}
        contracts = Contract.objects.filter(pk__in=_ids(lines, "contract_id"), **company)
        self.contracts = dict(contracts.values_list("pk", "code"))
        ledger = Installment.objects.filter(pk__in=_ids(lines, "installment_id"), **company)
        self.installments = {each.pk: each for each in ledger}
        named = _modifications(lines)
        changes = ScheduledModification.objects.filter(pk__in=named, **company)
        of_template = TemplateChange.objects.filter(pk__in=named, **company)
        self.modifications: Mapping[int, date] = {
            **dict(changes.values_list("pk", "valid_from")),
            **dict(of_template.values_list("pk", "valid_from")),  # ids of one sequence
        }

    def explained(self) -> list[LineExplanation]:
        return [self._line(each) for each in self.lines]

    def _line(self, line: DocumentLine) -> LineExplanation:
        factor = _factor(line)
        exact = _product(line, factor)
        row = self.installments.get(line.installment_id or 0)
        return LineExplanation(
            position=line.position,
            description=line.description,
            contract=self.contracts.get(line.contract_id or 0, ""),
            installment=row.number if row else None,
            due_on=row.due_on if row else None,
            period_start=line.period_start,
            period_until=line.period_until,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discounts=tuple(line.discounts),
            factor=None if factor is None else str(factor),
            net=line.net,
            taxes=tuple(line.taxes),
            calculation=self._calculation(line, factor, exact),
            adds_up=_adds_up(exact, line.net, self.document.decimals),
            steps=tuple(self._steps(line, row)),
        )

    def _calculation(self, line: DocumentLine, factor: Fraction | None, exact: Fraction) -> str:
        """2 × 45,00 × (1 - 10 %) × 12/31 = 31,35483871, which rounds to 31,35."""
        figures, decimals = self.figures, self.document.decimals
        parts = [figures.number(line.quantity), figures.price(line.unit_price, decimals=decimals)]
        parts += [f"(1 - {figures.percent(each)})" for each in line.discounts]
        parts += [] if factor is None else [str(factor)]
        places = {"product": " × ".join(parts), "net": self._amount(line.net)}
        if exact == Fraction(line.net):
            return _("%(product)s = %(net)s") % places
        shown = Decimal(exact.numerator) / Decimal(exact.denominator)
        places["exact"] = figures.number(shown, at_most=SHOWN_DECIMALS)
        if _adds_up(exact, line.net, decimals):
            return _("%(product)s = %(exact)s, which rounds to %(net)s") % places
        return _("%(product)s = %(exact)s, but the document says %(net)s") % places

    def _steps(self, line: DocumentLine, row: Installment | None) -> list[Step]:
        found = [step(each, self.figures, self.modifications) for each in line.explanation]
        contract = self.contracts.get(line.contract_id or 0)
        if contract is not None and row is not None:
            found.append(Step("installment", str(row.number or ""), self._whose(contract, row)))
        if line.period_start is not None and line.period_until is not None:
            start, until = line.period_start, line.period_until
            days = {"start": self.figures.day(start), "until": self.figures.day(until)}
            sentence = _("It covers the days from %(start)s to %(until)s.") % days
            found.append(Step("period", f"{start} {until}", sentence))
        return found

    def _whose(self, contract: str, row: Installment) -> str:
        places = {"contract": contract, "due": self.figures.day(row.due_on), "number": row.number}
        if row.number:
            return _("Installment %(number)s of contract %(contract)s, due on %(due)s.") % places
        return _("Contract %(contract)s, due on %(due)s.") % places

    def _amount(self, value: Decimal) -> str:
        return self.figures.number(value, at_least=self.document.decimals)


def _ids(lines: Sequence[DocumentLine], name: str) -> set[int]:
    return {getattr(each, name) for each in lines} - {None}


def _modifications(lines: Sequence[DocumentLine]) -> set[int]:
    """The modifications that lines name, and those that they note beside them."""
    noted = (each.partition(": ") for line in lines for each in line.explanation)
    others = {
        int(key)
        for code, _colon, key in noted
        if code in ("modification", "once") and key.isdecimal()
    }
    return _ids(lines, "modification_id") | others


def _factor(line: DocumentLine) -> Fraction | None:
    for each in line.explanation:
        code, _colon, detail = each.partition(": ")
        if code == "proration":
            return Fraction(detail)
    return None


def _product(line: DocumentLine, factor: Fraction | None) -> Fraction:
    amount = Fraction(line.quantity) * Fraction(line.unit_price)
    for each in line.discounts:
        amount *= 1 - Fraction(each) / 100
    return amount * (1 if factor is None else factor)


def _adds_up(exact: Fraction, net: Decimal, decimals: int) -> bool:
    """Say whether the product rounds to the net, with the decimals of the contract.

    Those may be more than the document's, and aren't kept apart from it.
    """
    amount = EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return any(round_half_up(amount, places) == net for places in range(decimals, FINEST + 1))


# The foot


class _Foot:
    """Taxes and totals, each as the sum that gives it (R10)."""

    def __init__(self, document: Document, taxes: Sequence[DocumentTax]) -> None:
        self.document = document
        self.taxes = taxes
        self.figures = _figures()

    def sentences(self) -> list[str]:
        found = [self._expenses()] if self.document.expenses else []
        for each in self.taxes:
            found.append(self._tax(each))
            if each.surcharge_rate:
                found.append(self._surcharge(each))
        found.append(self._total())
        if self.document.withholding:
            found.append(self._withholding())
        return found

    def _expenses(self) -> str:
        places = {"expenses": self._amount(self.document.expenses)}
        return _("The net includes %(expenses)s of expenses.") % places

    def _tax(self, tax: DocumentTax) -> str:
        places = self._places(tax, tax.rate, tax.amount)
        if tax.exemption or tax.mention:
            places["note"] = tax.mention or tax.exemption
            return _("%(tax)s: %(rate)s of %(base)s = %(amount)s (%(note)s)") % places
        if self._is_product(tax, tax.rate, tax.amount):
            return _("%(tax)s: %(rate)s of %(base)s = %(amount)s") % places
        return _("%(tax)s %(rate)s, base %(base)s: %(amount)s, rounded line by line") % places

    def _surcharge(self, tax: DocumentTax) -> str:
        places = self._places(tax, tax.surcharge_rate, tax.surcharge)
        return _("%(tax)s, surcharge: %(rate)s of %(base)s = %(amount)s") % places

    def _places(self, tax: DocumentTax, rate: Decimal, amount: Decimal) -> dict[str, str]:
        return {
            "tax": tax.tax,
            "rate": self.figures.percent(rate),
            "base": self._amount(tax.base),
            "amount": self._amount(amount),
        }

    def _is_product(self, tax: DocumentTax, rate: Decimal, amount: Decimal) -> bool:
        product = EXACT.divide(EXACT.multiply(tax.base, rate), HUNDRED)
        return round_half_up(product, self.document.decimals) == amount

    def _total(self) -> str:
        document = self.document
        parts = [document.net, document.tax_total]
        parts += [document.surcharge_total] if document.surcharge_total else []
        places = {"sum": " + ".join(map(self._amount, parts)), "total": self._money(document.total)}
        return _("Total: %(sum)s = %(total)s") % places

    def _withholding(self) -> str:
        document = self.document
        places = {
            "rate": self.figures.percent(document.withholding_rate),
            "total": self._amount(document.total),
            "withholding": self._amount(document.withholding),
            "payable": self._money(document.payable),
        }
        return (
            _("To be paid, less %(rate)s withheld: %(total)s - %(withholding)s = %(payable)s")
            % places
        )

    def _amount(self, value: Decimal) -> str:
        return self.figures.number(value, at_least=self.document.decimals)

    def _money(self, value: Decimal) -> str:
        document = self.document
        return self.figures.money(value, currency=document.currency, decimals=document.decimals)

"""Documents, their dates and feet (R5, R6, R10)."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import holidays

from cadencia.core import money, payment_terms, text_variables, totals
from tests.oracle.amounts import Refused
from tests.oracle.contract_form import DAY
from tests.oracle.sale import due_parts, sale_lines

NO_MONEY = ("non_billable_delivery_note", "work_order")
NOTES = ("delivery_note", "non_billable_delivery_note")


class Desk:
    """Makes the documents of the installments of one due date."""

    def __init__(self, form, amounts, as_of):
        self.form, self.amounts, self.as_of = form, amounts, as_of
        self.refusals = []
        name = form.company.holidays
        self.holidays = holidays.country_holidays(*name.split("-")) if name else {}

    def is_business_day(self, on):
        return on.weekday() < 5 and on not in self.holidays

    def theoretical(self, visit):
        on = self.form.moves.get(visit.due_on, visit.due_on)
        step = {"as_is": 0, "next": 1, "previous": -1}[self.form.business_day]
        while step and not self.is_business_day(on):
            on += step * DAY
        return on

    def documents_of(self, visits):
        """Return the documents of installments that share a due date."""
        found, refuse_all = [], False
        for visit in visits:
            try:
                lines = self.amounts.lines_of(visit)
            except Refused as refused:
                self.refusals.append(str(refused))
                refuse_all = True
                break
            for place, line in enumerate(lines):
                line.visit, line.key = visit, self._key(line)
                line.expenses = self._expenses(visit, place)
                same = [each for each in found if each.key == line.key]
                if not same:
                    found.append(SimpleNamespace(key=line.key, lines=[]))
                    same = found[-1:]
                same[0].lines.append(line)
        if refuse_all:  # half of what belongs together isn't billed
            return []
        found.sort(key=lambda each: min(map(_in_contract, each.lines)))
        made = [self._made(each) for each in found]
        return [each for each in made if each is not None]

    def sold(self, walk, visits):
        """Return the one invoice of a sale, or one for each of what a document has only one of."""
        try:
            lines = sale_lines(walk, self.amounts, visits)
        except Refused as refused:
            self.refusals.append(str(refused))
            return []
        found = {}
        for place, line in enumerate(lines):
            line.expenses = self.form.expenses * len(visits) if place == 0 else Decimal(0)
            line.key = self._key(line)
            found.setdefault(line.key, SimpleNamespace(key=line.key, lines=[])).lines.append(line)
        made = [each for each in map(self._made, found.values()) if each]
        for each in made:
            parts = due_parts(each.totals.payable, len(visits), each.decimals)
            each.visits = list(visits)
            each.due_dates = [
                payment_terms.DueDate(self.theoretical(visit), part)
                for visit, part in zip(visits, parts, strict=True)
            ]
        return made

    def _expenses(self, visit, place):
        return self.form.expenses if place == 0 and visit.number else Decimal(0)

    def _key(self, line):
        form, own = self.form, line.entry.line
        kind = (own and own.document_type) or form.document_type
        alone = None
        if line.state.document == "separate":
            alone = id(line.state.by)
        address = (own and own.delivery_address) or form.delivery_address
        return (
            kind,
            (own and own.series) or form.series,
            (own and own.mandate) or form.mandate,
            (own and own.payment_method) or form.payment_method,
            address if kind in NOTES else None,
            alone,
        )

    # ------------------------------------------------------------- one document

    def _made(self, document):
        form, company = self.form, self.form.company
        document.type, document.series = document.key[:2]
        document.lines.sort(key=_in_contract)
        document.visits = sorted(
            {id(each.visit): each.visit for each in document.lines}.values(),
            key=lambda each: (each.due_on, each.order),
        )
        document.operation_date = max(self.theoretical(each) for each in document.visits)
        document.issue_date = self._issue_date(document.operation_date)
        document.decimals = min(form.decimals, money.currency_decimals(form.currency))
        paid = document.type not in NO_MONEY
        document.totals = totals.document_totals(
            [self._total_line(each) for each in document.lines],
            decimals=document.decimals,
            expenses=sum((each.expenses for each in document.lines), Decimal(0)),
            surcharge_applies=bool(form.customer.surcharge),
            withholding_rate=self._rate(form.withholding),
            rounding=company.tax_rounding,
            prices_include_tax=bool(company.prices_include_tax),
        )
        total = document.totals.total
        if total < 0:
            self.refusals.append("negative_total")
            return None
        if paid and total == 0 and company.zero_total == "row":
            return None
        document.due_dates = []
        if document.type == "invoice":
            counted = max(document.issue_date, document.operation_date)
            document.due_dates = self._due_dates(counted, document.totals.payable)
        self._tell_goods(document)
        for line in document.lines:
            line.text = self._text(line)
        return document

    def _tell_goods(self, document):
        goods = self.amounts.goods
        document.moves, document.provisioned, document.released = [], Decimal(0), Decimal(0)
        for line in document.lines:
            if not line.is_first or not goods.is_stocked(line.state):
                continue
            if line.goods_leave:
                quantity = getattr(line, "moved", line.state.quantity)
                document.moves.append({"item": line.state.item, "quantity": f"{quantity:f}"})
            if not hasattr(line, "moved"):
                costs = goods.costs(line.entry, line.visit, line.state, document.decimals)
                document.provisioned += costs[0]
                document.released += costs[1]

    def _due_dates(self, counted, amount):
        decimals = min(self.form.decimals, money.currency_decimals(self.form.currency))
        return payment_terms.due_dates(
            self._terms(), counted, amount, decimals, self.is_business_day
        )

    def _terms(self):
        raw = self.form.terms
        return payment_terms.PaymentTerms(
            days=raw.get("days") or 0,
            months=raw.get("months") or 0,
            month_end=raw.get("month_end") or False,
            fixed_days=tuple(raw.get("fixed_days") or ()),
            business_day=raw.get("business_day") or "as_is",
            parts=tuple(
                payment_terms.PaymentPart(Decimal(each.get("percent") or 0), each.get("days") or 0)
                for each in raw.get("parts") or ()
            ),
        )

    def ask_on(self, theoretical):
        return theoretical - timedelta(days=self.form.lead_days)

    def _issue_date(self, theoretical):
        ask = self.ask_on(theoretical)
        today = self.as_of if self.as_of and ask <= self.as_of else ask
        company = self.form.company
        late = (today - theoretical).days
        if company.issue_date == "issue_day" or not 0 <= late <= company.max_backdating:
            return today
        return theoretical

    def _rate(self, code):
        return Decimal(self.form.taxes[code][1]) if code else Decimal(0)

    def _total_line(self, line):
        taxes = []
        for code in line.state.taxes:
            tax, rate, surcharge = self.form.taxes[code]
            taxes.append(totals.TaxRate(code, tax, Decimal(rate), Decimal(surcharge)))
        withheld = line.entry.line.withheld if line.entry.line else True
        return totals.TotalLine(line.net, tuple(taxes), withheld)

    def _text(self, line):
        form, own = self.form, line.entry.line
        visit = getattr(line, "told_of", line.visit)
        theoretical = self.theoretical(visit)
        due = self._due_dates(theoretical, Decimal(100))
        facts = text_variables.Facts(
            due_on=visit.due_on,
            valid_from=own.own_from if own and own.own_from else form.starts_on,
            valid_until=own.own_until if own and own.own_until else form.ends_on,
            period_from=line.start,
            period_until=line.until,
            installment=visit.number,
            installments=form.installments,
            contract=form.code,
            customer=form.customer.name,
            reference=form.reference,
            theoretical_on=theoretical,
            payment_due_on=due[0].on,
        )
        return text_variables.expand(line.state.description, facts, form.customer.language)


def _in_contract(line):
    """Lines stand in the order of the contract, additions last."""
    own = line.entry.line
    return (0, own.place) if own else (1, line.entry.place)

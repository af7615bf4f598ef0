"""The answer of a simulation in its JSON form: installments, documents, refusals, fingerprint.

Unit prices, quantities and percents show what was typed; nets, taxes and totals show the
decimals they were rounded to. Installments stand by due date, documents by issue date.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cadencia.core.agreement import Contract, Period
from cadencia.core.drafts import DraftLine, Installment, Refusal
from cadencia.core.fingerprint import fingerprint
from cadencia.core.money import round_half_up
from cadencia.core.simulation import IssuedDraft, Simulation
from cadencia.core.totals import TaxTotal

Form = Mapping[str, object]


def answer(contract: Contract, simulation: Simulation) -> Form:
    """Return the answer, ready for `json.dumps`."""
    documents: list[list[int]] = [[] for _ in simulation.installments]
    for place, issued in enumerate(simulation.documents):
        for installment in issued.draft.installments:
            documents[installment].append(place)
    return {
        "installments": [
            _installment(each, own)
            for each, own in zip(simulation.installments, documents, strict=True)
        ],
        "documents": [
            _document(each, simulation.installments, contract.totals_decimals)
            for each in simulation.documents
        ],
        "refusals": [_refusal(each) for each in simulation.refusals],
        "fingerprint": fingerprint([simulation.as_plan(contract.code)]),
    }


def plain(number: Decimal) -> str:
    """Return a number as it was typed: never an exponent, never -0.

    >>> plain(Decimal("45.00")), plain(Decimal("1E+3")), plain(Decimal("-0.0"))
    ('45.00', '1000', '0.0')
    """
    return format(number if number else abs(number), "f")


def _installment(each: Installment, documents: list[int]) -> Form:
    return {
        "number": each.number,
        "due_on": each.due_on.isoformat(),
        "kind": each.kind.value,
        "theoretical_on": each.theoretical_on.isoformat(),
        "period": _period(each.period),
        "documents": documents,
    }


def _document(each: IssuedDraft, installments: tuple[Installment, ...], decimals: int) -> Form:
    draft, foot = each.draft, each.draft.totals
    return {
        "type": draft.key.document_type,
        "issue_date": each.issue_date.isoformat(),
        "operation_date": draft.theoretical_on.isoformat(),
        "installments": [installments[place].number for place in draft.installments],
        "series": draft.key.series,
        "lines": [_line(line, installments) for line in draft.lines],
        "taxes": [_tax(tax) for tax in foot.taxes],
        "withholding": plain(foot.withholding),
        "net": plain(foot.net),
        "total": plain(foot.total),
        "payable": plain(foot.payable),
        "due_dates": [
            {"on": due.on.isoformat(), "amount": plain(due.amount)} for due in each.due_dates
        ],
        "stock_moves": [
            {"item": move.item, "quantity": plain(move.quantity)} for move in draft.stock_moves
        ],
        "deferred_cost": {
            "provisioned": plain(round_half_up(draft.cost_provisioned, decimals)),
            "released": plain(round_half_up(draft.cost_released, decimals)),
        },
    }


def _line(line: DraftLine, installments: tuple[Installment, ...]) -> Form:
    number = installments[line.installment].number if line.installment >= 0 else None
    return {
        "key": line.key,
        "description": line.description,
        "quantity": plain(line.quantity),
        "unit_price": plain(line.unit_price),
        "discounts": [plain(percent) for percent in line.discounts],
        "net": plain(line.net),
        "period": _period(line.period),
        "installment": number,
        "taxes": [tax.code for tax in line.taxes],
        "explanation": list(line.explanation),
    }


def _tax(tax: TaxTotal) -> Form:
    return {
        "tax": tax.tax,
        "rate": plain(tax.rate),
        "base": plain(tax.base),
        "amount": plain(tax.amount),
        "surcharge": plain(tax.surcharge),
    }


def _period(period: Period) -> Form:
    return {"from": period.start.isoformat(), "until": period.until.isoformat()}


def _refusal(each: Refusal) -> Form:
    return {"code": each.code, "message": each.message, "fields": list(each.fields)}

"""A preview for programs: its documents, refusals and totals in JSON form (GE-2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cadencia.billing import refusals
from cadencia.billing.gathering import Gathered
from cadencia.billing.preview import Summary
from cadencia.core.agreement import Period
from cadencia.core.drafts import ContractPlan, DraftLine, Installment, Refusal
from cadencia.interchange.answer import plain

Form = dict[str, Any]


def documents(
    gathered: Gathered, plan: ContractPlan, series: Mapping[str, str], *, with_lines: bool
) -> Iterator[Form]:
    """Yield the documents of a contract; `series` is the default one by type of document."""
    contract = gathered.agreement.contract
    for each in plan.documents:
        foot = each.totals
        yield {
            "type": each.key.document_type,
            "series": each.key.series or series.get(each.key.document_type),
            "contract": contract.code,
            "customer": {"code": contract.customer.code, "name": contract.customer.name},
            "bill_to": gathered.bill_to_code,
            "operation_date": each.theoretical_on.isoformat(),
            "installments": [_installment(plan.installments[n]) for n in each.installments],
            "currency": each.key.currency,
            "net": plain(foot.net),
            "taxes": [
                {
                    "tax": tax.tax,
                    "rate": plain(tax.rate),
                    "base": plain(tax.base),
                    "amount": plain(tax.amount),
                    "surcharge": plain(tax.surcharge),
                }
                for tax in foot.taxes
            ],
            "withholding": plain(foot.withholding),
            "total": plain(foot.total),
            "payable": plain(foot.payable),
            **({"lines": [_line(line, plan) for line in each.lines]} if with_lines else {}),
        }


def refusals_of(gathered: Gathered, plan: ContractPlan) -> Iterator[Form]:
    """Yield why a contract can't be billed, and how to mend it."""
    contract = gathered.agreement.contract
    for each in plan.refusals:
        yield {
            "contract": contract.code,
            "customer": {"code": contract.customer.code, "name": contract.customer.name},
            **refusal(each),
        }


def refusal(each: Refusal) -> Form:
    """Return a refusal: its code, its sentence and the fields concerned."""
    return {
        "code": each.code,
        "message": refusals.told(each),
        "fields": list(each.fields),
        "due_on": each.due_on.isoformat() if each.due_on else None,
    }


def summary(found: Summary, series: Mapping[str, str]) -> Form:
    """Return the totals, whole and by type, series and currency."""
    return {
        "contracts": found.contracts,
        "installments": found.installments,
        "documents": found.documents,
        "refusals": found.refusals,
        "totals": {currency: plain(amount) for currency, amount in found.totals.items()},
        "groups": [
            {
                "type": key.document_type,
                "series": key.series or series.get(key.document_type),
                "currency": key.currency,
                "documents": group.documents,
                "net": plain(group.net),
                "taxes": plain(group.total - group.net),
                "total": plain(group.total),
            }
            for key, group in found.groups.items()
        ],
        "joint": [
            {
                "contracts": [each.gathered.agreement.contract.code for each in one.shares],
                "operation_date": one.document.theoretical_on.isoformat(),
                "net": plain(one.document.totals.net),
                "total": plain(one.document.totals.total),
            }
            for one in found.joint
        ],
        "fingerprint": found.fingerprint,
    }


def _installment(each: Installment) -> Form:
    return {
        "number": each.number,
        "kind": each.kind.value,
        "due_on": each.due_on.isoformat(),
        "period": _period(each.period),
    }


def _line(line: DraftLine, plan: ContractPlan) -> Form:
    at = plan.installments[line.installment] if line.installment >= 0 else None
    return {
        "description": line.description,
        "item": line.item,
        "quantity": plain(line.quantity),
        "unit_price": plain(line.unit_price),
        "discounts": [plain(each) for each in line.discounts],
        "net": plain(line.net),
        "taxes": [each.code for each in line.taxes],
        "period": _period(line.period),
        "installment": at.number if at else None,
        "explanation": list(line.explanation),
    }


def _period(period: Period) -> Form:
    return {"from": period.start.isoformat(), "until": period.until.isoformat()}

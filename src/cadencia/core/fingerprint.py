"""The fingerprint of a plan: equal plans have equal ones, and only they (R16).

It covers contracts, installments, lines, amounts and theoretical dates; not issue dates nor
numbers, which are settled when issuing. The fingerprint of several contracts is the sum of
theirs modulo 2^256, so that chunks drafted in any order, by any worker, add up to the same.
"""

import json
from collections.abc import Iterable
from hashlib import sha256

from cadencia.core.drafts import ContractPlan, DraftDocument, DraftLine, Installment

MODULUS = 1 << 256


def digest(plan: ContractPlan) -> int:
    """Return the SHA-256 of what a contract bills, as a number; 0 if it bills nothing."""
    if not plan.installments:
        return 0
    said = {
        "contract": plan.contract,
        "documents": [_document(each) for each in plan.documents],
        "installments": [_installment(each) for each in plan.installments],
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return int.from_bytes(sha256(text.encode()).digest(), "big")


def added(digests: Iterable[int]) -> int:
    """Return the sum of digests, modulo 2^256; the order does not matter."""
    return sum(digests) % MODULUS


def written(number: int) -> str:
    """Return a digest as 64 hexadecimal digits."""
    return f"{number:064x}"


def fingerprint(plans: Iterable[ContractPlan]) -> str:
    """Return the fingerprint of plans as 64 hexadecimal digits."""
    return written(added(digest(plan) for plan in plans))


def _installment(each: Installment) -> str:
    state = "skipped" if each.skipped else "billed"
    return f"{each.number} {each.kind.value} {each.due_on!s} {each.theoretical_on!s} {state}"


def _document(each: DraftDocument) -> dict[str, object]:
    foot = each.totals
    return {
        "amounts": f"{foot.net!s} {foot.total!s} {foot.payable!s}",
        "installments": each.installments,
        "key": each.key,
        "lines": [_line(line) for line in each.lines],
        "on": each.theoretical_on.isoformat(),
    }


def _line(line: DraftLine) -> list[object]:
    taxes = " ".join([each.code for each in line.taxes])
    discounts = " ".join([str(each) for each in line.discounts])
    return [
        line.installment,
        line.item,
        line.description,
        line.extra_text,
        f"{line.quantity!s} {line.unit_price!s} ({discounts}) {line.net!s} {taxes}",
    ]

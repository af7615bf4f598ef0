"""The fingerprint of a plan: equal plans have equal ones, and only they (R16).

It covers contracts, installments, lines, amounts and theoretical dates; not issue dates nor
numbers, which are settled when issuing. The fingerprint of several contracts is the sum of
theirs modulo 2^256, so that chunks drafted in any order, by any worker, add up to the same.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring as _quoted

from cadencia.core.drafts import ContractPlan, DocumentKey, DraftDocument, DraftLine, Installment

MODULUS = 1 << 256
EMPTY = '""'


def digest(plan: ContractPlan) -> int:
    """Return the SHA-256 of what a contract bills, as a number; 0 if it bills nothing."""
    if not plan.installments:
        return 0
    documents = ",".join([_document(each) for each in plan.documents])
    installments = ",".join([_installment(each) for each in plan.installments])
    text = (
        f'{{"contract":{_quoted(plan.contract)},"documents":[{documents}],'
        f'"installments":[{installments}]}}'
    )
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


# JSON written by hand, its keys sorted: five times as fast as by the library, which matters
# where each of a million contracts has one.


def _installment(each: Installment) -> str:
    state = "skipped" if each.skipped else "billed"
    return f'"{each.number} {each.kind.value} {each.due_on!s} {each.theoretical_on!s} {state}"'


def _document(each: DraftDocument) -> str:
    foot = each.totals
    installments = ",".join([str(place) for place in each.installments])
    return (
        f'{{"amounts":"{foot.net!s} {foot.total!s} {foot.payable!s}",'
        f'"installments":[{installments}],"key":{_key(each.key)},'
        f'"lines":[{",".join([_line(line) for line in each.lines])}],'
        f'"on":"{each.theoretical_on!s}"}}'
    )


@lru_cache(maxsize=4096)
def _key(key: DocumentKey) -> str:
    return json.dumps(key, separators=(",", ":"), ensure_ascii=False)


def _line(line: DraftLine) -> str:
    found, extra = line.taxes, line.extra_text
    taxes = found[0].code if len(found) == 1 else " ".join([each.code for each in found])
    discounts = " ".join([str(each) for each in line.discounts]) if line.discounts else ""
    return (
        f"[{line.installment},{_quoted(line.item) if line.item else EMPTY},"
        f"{_quoted(line.description)},{_quoted(extra) if extra else EMPTY},"
        f'"{line.quantity!s} {line.unit_price!s} ({discounts}) {line.net!s} '
        f"{_quoted(taxes)[1:]}]"
    )

"""Crediting what was billed beyond the day of a withdrawal (AG-9)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cadencia.billing import crediting, withdrawing
from cadencia.billing.crediting import Wish
from cadencia.billing.crediting_beyond import credit_beyond
from cadencia.core.agreement import Closing
from cadencia.core.credited import Pick
from cadencia.documents.models import Document
from cadencia.parties.access import NotAllowed
from tests.billing.everyday_world import a_member, chief, day, generate, ledger, someone

pytestmark = pytest.mark.django_db

APRIL = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def mine():
    """Billed in advance for February, March and April; withdrawn on 14 March."""
    contract = a_member(closing="prorated")
    generate(contract, "2026-01-31")
    generate(contract, "2026-02-28")
    generate(contract, "2026-03-31")
    withdrawing.withdraw(contract.pk, day("2026-03-14"), by=chief(contract))
    return contract


def credited(contract, **choices):
    made = credit_beyond(contract.pk, "Baja", by=chief(contract), clock=lambda: APRIL, **choices)
    return [str(each.net) for each in made.notes]


def test_what_is_cut_by_days_and_what_lies_beyond_wholly(mine):
    # 28 February to 30 March are 31 days, 16 of them after the 14th: 45.00 × 16 / 31.
    assert credited(mine) == ["-23.23", "-45.00"]
    assert [str(each.total) for each in Document.objects.filter(kind="credit_note")] == [
        "-28.11",
        "-54.45",
    ]


def test_whole_periods_only(mine):
    assert credited(mine, closing=Closing.FULL) == ["-45.00"]


def test_asked_for_twice_it_is_credited_once(mine):
    credited(mine, closing=Closing.FULL)
    assert credited(mine) == ["-23.23"]
    assert credited(mine) == []


def test_what_was_credited_of_the_line_before_counts(mine):
    march = Document.objects.get(kind="invoice", operation_date=day("2026-03-31"))
    wish = Wish(reason="x", what="lines", picks=(Pick(1, net=Decimal("10.00")),))
    crediting.credit(march.pk, wish, by=chief(mine), clock=lambda: APRIL)
    assert credited(mine) == ["-23.23", "-35.00"]


def test_the_installments_stay_billed_and_nothing_more_is(mine):
    credited(mine)
    generate(mine, "2026-12-31")
    assert [each.split()[1] for each in ledger(mine)] == ["billed", "billed", "billed"]
    assert Document.objects.filter(kind="invoice").count() == 3


def test_delivery_notes_are_named_and_left():
    contract = a_member(document_type="delivery_note")
    generate(contract, "2026-01-31")
    withdrawing.withdraw(contract.pk, day("2026-01-15"), by=chief(contract))
    made = credit_beyond(contract.pk, "Baja", by=chief(contract), clock=lambda: APRIL)
    assert (len(made.notes), len(made.others)) == (0, 1)


def test_who_may_not(mine):
    with pytest.raises(NotAllowed):
        credit_beyond(mine.pk, "x", by=someone(mine, "auditor"), clock=lambda: APRIL)


def test_days_credited_are_told_when_the_withdrawal_is_taken_back(mine):
    assert told_back(mine) == []
    withdrawing.withdraw(mine.pk, day("2026-03-14"), by=chief(mine))
    credited(mine)
    assert told_back(mine) == [("2026-03-15", "2026-03-30"), ("2026-03-31", "2026-04-29")]


def told_back(contract):
    found = withdrawing.take_back(contract.pk, on=day("2026-04-01"), by=chief(contract)).unbilled
    return [(str(each.start), str(each.until)) for each in found]

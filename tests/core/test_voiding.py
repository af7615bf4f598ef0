"""When an issued document may be voided (DO-3)."""

from datetime import date

import pytest

from cadencia.core.voiding import Voidable, Voiding, objections, policy

ISSUED = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("chosen", "country", "when"),
    [
        ("", "ES", Voiding.UNDELIVERED),
        ("always", "ES", Voiding.UNDELIVERED),  # the law admits no more
        ("never", "ES", Voiding.NEVER),
        ("", "GT", Voiding.ALWAYS),
        ("undelivered", "GT", Voiding.UNDELIVERED),
        ("always", "GT", Voiding.ALWAYS),
    ],
)
def test_the_company_chooses_within_the_law(chosen, country, when):
    assert policy(chosen, country) is when


def asked(kind="invoice", allowed=Voiding.UNDELIVERED, *, delivered=False, closed=None, **said):
    document = Voidable(kind=kind, **{"issued_on": ISSUED, **said})
    return objections(document, allowed, delivered=delivered, closed_until=closed)


@pytest.mark.parametrize(
    ("kind", "allowed", "delivered", "found"),
    [
        ("invoice", Voiding.UNDELIVERED, False, []),
        ("invoice", Voiding.UNDELIVERED, True, ["delivered"]),
        ("invoice", Voiding.ALWAYS, True, []),
        ("invoice", Voiding.NEVER, False, ["never"]),
        ("credit_note", Voiding.UNDELIVERED, True, ["delivered"]),
        ("delivery_note", Voiding.NEVER, True, []),
        ("work_order", Voiding.NEVER, True, []),
    ],
)
def test_invoices_by_policy_and_other_documents_always(kind, allowed, delivered, found):
    assert asked(kind, allowed, delivered=delivered) == found


def test_a_draft_is_deleted():
    assert asked(issued_on=None) == ["draft"]


@pytest.mark.parametrize(
    ("closed", "found"),
    [
        (date(2026, 3, 30), []),
        (date(2026, 3, 31), ["period_closed"]),
        (date(2026, 4, 1), ["period_closed"]),
    ],
)
def test_a_closed_period_includes_its_last_day(closed, found):
    assert asked(closed=closed) == found


def test_all_reasons_are_said():
    said = {"is_void": True, "is_corrected": True, "is_invoiced": True, "gave_back": True}
    assert asked(**said, delivered=True, closed=ISSUED) == [
        "void_already",
        "corrected",
        "invoiced",
        "gave_back",
        "period_closed",
        "delivered",
    ]

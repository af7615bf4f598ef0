"""A form tried out while it is typed: dates, amounts, texts, problems (US-1, LN-10, SC-3)."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadencia.billing import acts, templates
from cadencia.billing.contract_form import Wanted, read, save
from cadencia.billing.contract_form.saving import Manner
from cadencia.billing.contract_form.trying import try_out
from cadencia.contracts.models import Contract
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)
AT = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
FEE = {"key": "a", "description": "CUOTA <MENSUAL>", "unit_price": "45.00", "taxes": ["IVA21"]}
MONTHLY = {"every": 1, "unit": "month", "first": "2026-01-31"}


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


def tried(ana, contract, now=None):
    return try_out(
        ana.code, contract, now=now, today=TODAY, language="en", by=chief(ana.company_id)
    )


def shown(found):
    return [
        (each.installment.due_on.isoformat(), str(sum(d.totals.total for d in each.documents)))
        for each in found.coming
    ]


def test_the_next_twelve_the_foot_and_the_texts(ana):
    found = tried(ana, {"schedule": MONTHLY, "lines": [FEE], "ends_on": "2026-12-31"})
    assert shown(found)[:2] == [("2026-01-31", "54.45"), ("2026-02-28", "54.45")]
    assert len(found.coming) == 12
    assert found.texts["a"] == ("CUOTA Enero", "")
    assert str(found.footer.totals.total) == "54.45"
    assert (found.count, found.problems) == (12, ())


def test_a_count_offers_its_end(ana):
    found = tried(ana, {"schedule": MONTHLY, "lines": [FEE], "installments": 6})
    assert found.end == date(2026, 7, 30)


def test_what_cannot_be_read_yet_is_left_out_and_named(ana):
    lines = [FEE, {"key": "b", "description": "", "unit_price": "x"}]
    found = tried(ana, {"schedule": MONTHLY, "lines": lines, "lead_days": -1})
    assert shown(found)[0] == ("2026-01-31", "54.45")
    assert {each.path for each in found.problems} >= {
        "contract.lines.1.description", "contract.lines.1.unit_price", "contract.lead_days",
    }  # fmt: skip


def test_dates_show_before_there_is_a_customer_or_a_line(ana):
    found = try_out(
        "", {"schedule": MONTHLY}, now=None, today=TODAY, language="en", by=chief(ana.company_id)
    )
    assert [day for day, _ in shown(found)][:2] == ["2026-01-31", "2026-02-28"]


def test_nothing_at_all_gives_nothing(ana):
    assert tried(ana, {}).coming == ()


def test_of_a_template_its_lines_and_schedule_count(ana):
    by = chief(ana.company_id)
    form = {"code": "GYM", "schedule": MONTHLY, "lines": [{**FEE, "key": "fee"}]}
    templates.create(form, by=by)
    found = tried(ana, {"template": "GYM", "lines": [{**FEE, "description": " "}]})
    assert shown(found)[0] == ("2026-01-31", "54.45")
    assert [each.path for each in found.problems] == ["contract.lines.0.description"]


@pytest.fixture
def billed(ana):
    """A contract whose January and February are billed."""
    by = chief(ana.company_id)
    wanted = Wanted(customer=ana.code, contract={"schedule": MONTHLY, "lines": [FEE]})
    number = save(wanted, Manner(by=by, at=AT, language="en"), contract_id=None, known=None)
    acts.post(number, on=date(2026, 1, 1), by=by)
    contract = Contract.objects.get(pk=number)
    for place, day in enumerate((date(2026, 1, 31), date(2026, 2, 28)), start=1):
        factories.an_installment(contract, place, due_on=day)
    return number


def test_what_is_billed_is_not_shown_again(ana, billed):
    now = read(billed, by=chief(ana.company_id))
    assert shown(tried(ana, now.contract, now))[0] == ("2026-03-31", "54.45")


def test_a_posted_contract_shows_what_a_modification_would_do(ana, billed):
    now = read(billed, by=chief(ana.company_id))
    change = {"line": "a", "from": "2026-04-01", "unit_price": "100"}
    found = tried(ana, {**now.contract, "modifications": [change]}, now)
    assert shown(found)[:2] == [("2026-03-31", "54.45"), ("2026-04-30", "121.00")]


def test_a_draft_that_was_billed_goes_on_after_its_ledger(ana, billed):
    by = chief(ana.company_id)
    acts.revert(billed, on=TODAY, by=by)
    now = read(billed, by=by)
    found = tried(ana, {**now.contract, "lines": [{**FEE, "unit_price": "100"}]}, now)
    assert shown(found)[0] == ("2026-03-31", "121.00")


def test_queries_do_not_grow_with_lines(ana):
    def asked(lines):
        with CaptureQueriesContext(connection) as queries:
            tried(ana, {"schedule": MONTHLY, "lines": lines})
        return len(queries)

    many = [{**FEE, "key": str(number)} for number in range(300)]
    asked([FEE])  # the masters are kept from then on
    assert asked(many) == asked([FEE])

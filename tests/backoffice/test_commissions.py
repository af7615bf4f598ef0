"""The statement of commissions on the screen and in a file (AG-4)."""

from datetime import UTC, date, datetime

import pytest

from cadencia.parties.models import Company
from tests.backoffice.office import at_work
from tests.billing.everyday_world import generate
from tests.billing.test_commissions import a_sold
from tests.factories import a_company

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = "since=2026-01-01&until=2026-01-31"


def clock():
    return datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_day(settings):
    settings.CLOCK = "tests.backoffice.test_commissions.clock"


def said(answer):
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def test_the_page_shows_last_month_and_the_file_has_its_lines():
    mine = a_sold({"description": "=CUOTA"}, commission_rate="5")
    generate(mine, "2026-01-31")
    clerk = at_work(Company.objects.get(pk=mine.company_id), "clerk")
    page = said(clerk.get("/commissions/"))
    assert "Ana Ruiz" in page
    assert "2,25 €" in page
    lines = clerk.get(f"/commissions/file/?{JANUARY}&format=csv").content.decode("utf-8-sig")
    assert "'=CUOTA" in lines
    assert "45,00" in lines
    other = at_work(a_company(), "clerk")
    assert "Ana Ruiz" not in said(other.get(f"/commissions/?{JANUARY}"))


def test_days_the_wrong_way_round_are_told_at_their_field():
    clerk = at_work(a_company(), "clerk")
    answer = clerk.get(f"/commissions/?since={date(2026, 2, 1)}&until=2026-01-31")
    assert answer.status_code == 422
    assert "no sea anterior" in said(answer)

"""Commission: said by contract or line, written on documents, told by period (AG-4)."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import acts, changing_details, commission_statement, crediting, voiding
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document, DocumentLine
from cadencia.parties.models import SalesRep
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.billing.everyday_world import a_member, chief, codes, generate

pytestmark = pytest.mark.django_db(transaction=True)

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))


def a_sold(*lines, **said):
    """Return a posted contract of Ana, whose own percent is 3; lines are columns of theirs."""
    ana = factories.a_customer(factories.a_company())
    draft = factories.a_draft_contract(ana)
    for position, columns in enumerate(lines or ({},), start=1):
        values = {"unit_price": Decimal("45.00"), **columns}
        if "item" in values:
            values["item"] = factories.an_item(ana.company, **values["item"])
        factories.a_line(draft, position=position, **values)
    SalesRep.objects.create(company=ana.company, code="ANA", name="Ana Ruiz", commission=Decimal(3))
    mine = acts.post(draft.pk, on=date(2026, 1, 1), by=chief(draft))
    changing_details.change_details(mine.pk, {"sales_rep": "ANA", **said}, by=chief(mine))
    return mine


def told(mine, when=JANUARY, agent=""):
    return commission_statement.statement(*when, by=chief(mine), agent=agent)


def earned(mine, when=JANUARY):
    return [(each.agent, str(each.rate), str(each.amount)) for each in told(mine, when).lines]


def test_lines_take_the_contracts_percent_or_the_salespersons_own() -> None:
    mine = a_sold(commission_rate="7.5")
    generate(mine, "2026-01-31")
    assert earned(mine) == [("ANA", "7.5", "3.38")]  # 3.375
    changing_details.change_details(mine.pk, {"commission_rate": ""}, by=chief(mine))
    generate(mine, "2026-02-28")
    assert earned(mine, FEBRUARY) == [("ANA", "3", "1.35")]
    assert earned(mine) == [("ANA", "7.5", "3.38")]


def test_a_line_may_say_its_own_and_a_contract_none() -> None:
    locker = {"unit_price": Decimal("10.00"), "agent": "BEA", "commission": Decimal(20)}
    mine = a_sold({}, locker, commission_base="none")
    generate(mine, "2026-01-31")
    assert earned(mine) == [("BEA", "20", "2.00")]
    (total,) = told(mine).totals
    assert (total.agent, total.name, total.lines, total.net) == ("BEA", "", 1, Decimal("10.00"))


def test_on_the_margin_the_cost_is_taken_off_and_one_unknown_counts_nothing() -> None:
    known = {"item": {"code": "CUOTA", "cost": Decimal("30.00")}}
    mine = a_sold(known, {"unit_price": Decimal("10.00")}, commission_base="margin")
    generate(mine, "2026-01-31")
    lines = told(mine).lines
    assert [each.counted for each in lines] == [Decimal("15.00"), None]
    assert [str(each.amount) for each in lines] == ["0.45", "0.00"]
    (total,) = told(mine).totals
    assert (total.without_cost, str(total.amount), str(total.net)) == (1, "0.45", "55.00")


def test_credit_notes_take_back_and_what_is_void_or_a_draft_never_counts() -> None:
    mine = a_sold(commission_rate="10")
    generate(mine, "2026-01-31")
    generate(mine, "2026-02-28")
    january, february = Document.objects.order_by("issue_date")
    at = datetime(2026, 2, 28, 12, tzinfo=factories.A_MOMENT.tzinfo)
    crediting.credit(january.pk, crediting.Wish(reason="Error"), by=chief(mine), clock=lambda: at)
    assert [str(each.amount) for each in told(mine, FEBRUARY).lines] == ["4.50", "-4.50"]
    assert [str(each.amount) for each in told(mine, FEBRUARY).totals] == ["0.00"]
    wish = voiding.VoidWish(
        reason="Duplicada", on=date(2026, 2, 28), delivered=False, gives_back=False
    )
    voiding.void(february.pk, wish, by=chief(mine), at=at)
    assert [str(each.amount) for each in told(mine, FEBRUARY).lines] == ["-4.50"]
    generate(mine, "2026-03-31", issue=False)
    assert DocumentLine.objects.filter(document__number=None, agent="ANA").count() == 1
    assert told(mine, (date(2026, 3, 1), date(2026, 3, 31))).lines == ()


def test_who_has_no_salesperson_and_other_companies_are_not_in_it() -> None:
    mine = a_sold()
    nobodys = a_member()
    generate(mine, "2026-01-31")
    generate(nobodys, "2026-01-31")
    assert earned(nobodys) == []
    assert [each.contract for each in told(mine).lines] == [mine.code]
    assert told(mine, agent="ANA").totals == told(mine).totals


def test_what_is_wrong_is_told_all_at_once() -> None:
    mine = a_sold()
    with pytest.raises(ValuesRefused) as refused:
        told(mine, (date(2026, 2, 1), date(2026, 1, 31)), agent="NADIE")
    assert codes(refused) == ["until", "sales_rep"]
    with pytest.raises(ValuesRefused) as refused:
        changing_details.change_details(
            mine.pk, {"commission_rate": "101", "commission_base": "gross"}, by=chief(mine)
        )
    assert codes(refused) == ["commission_rate", "commission_base"]
    assert Contract.objects.get(pk=mine.pk).commission_rate is None


def test_totals_count_what_is_not_held_and_pages_give_all_of_it() -> None:
    mine = a_sold({}, {"unit_price": Decimal("10.00")}, {"unit_price": Decimal("20.00")})
    generate(mine, "2026-01-31")
    held = commission_statement.statement(*JANUARY, by=chief(mine), most=2)
    assert ([str(each.net) for each in held.lines], held.left_out) == (["45.00", "10.00"], 1)
    assert [(each.lines, str(each.net)) for each in held.totals] == [(3, "75.00")]
    found, after = [], 0
    while some := commission_statement.page(*JANUARY, by=chief(mine), after=after, limit=2):
        found.append([str(each.net) for each in some])
        after = some[-1].line_id
    assert found == [["45.00", "10.00"], ["20.00"]]


@pytest.mark.parametrize(("until", "wrong"), [("2026-12-31", []), ("2027-01-02", ["until"])])
def test_a_statement_is_of_a_year_at_most(until, wrong) -> None:
    mine, days = a_sold(), (date(2026, 1, 1), date.fromisoformat(until))
    try:
        found = told(mine, days).lines
    except ValuesRefused as refused:
        found = [each.path for each in refused.problems]
    assert list(found) == wrong

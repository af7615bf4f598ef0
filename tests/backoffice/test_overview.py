"""The dashboard and the forecast: what they show, what works it out, where numbers lead."""

from datetime import UTC, datetime

import pytest

from cadencia.billing import due, figures, forecast_table, kept_task
from cadencia.billing.models import KeptAnswer
from cadencia.contracts.models import ContractKind
from tests.backoffice.office import at_work
from tests.factories import a_company, a_customer, a_posted_contract

pytestmark = pytest.mark.django_db(transaction=True)
PARTIAL = {"HTTP_HX_REQUEST": "true"}


def clock():
    return datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_day(settings):
    settings.CLOCK = "tests.backoffice.test_overview.clock"


def member(company, name="Ana", price="45.00", **fields):
    contract = a_posted_contract(a_customer(company, name), ("CUOTA <MENSUAL>", price), **fields)
    due.refresh([contract.pk], company.pk)
    return contract


def said(answer):
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def test_figures_are_worked_out_when_the_page_asks_and_shown_from_then_on():
    company = a_company()
    kind = ContractKind.objects.create(company=company, name="Cuota & más")
    member(company, kind=kind)
    clerk = at_work(company, "clerk")
    first = said(clerk.get("/overview/"))
    assert 'hx-trigger="load"' in first
    part = clerk.post("/overview/figures/", **PARTIAL)
    assert part.status_code == 200
    assert "108,90 €" in said(part)  # January and February
    assert 'hx-trigger="load"' not in said(part)
    page = said(clerk.get("/overview/"))
    assert 'hx-trigger="load"' not in page
    assert "45,00 €" in page
    assert "540,00 €" in page
    assert "Cuota &amp; más" in page
    assert "Generar facturas (1)" in page


def test_a_page_without_scripts_works_them_out_by_its_button():
    company = a_company()
    member(company)
    clerk = at_work(company, "clerk")
    assert clerk.post("/overview/figures/").status_code == 302
    assert "108,90" in said(clerk.get("/overview/"))


def test_large_companies_leave_them_to_a_job(monkeypatch):
    monkeypatch.setattr(figures, "FEW", 0)
    company = a_company()
    member(company)
    asked = []
    monkeypatch.setattr(kept_task, "defer_figures", asked.append)
    clerk = at_work(company, "clerk")
    part = said(clerk.post("/overview/figures/", **PARTIAL))
    assert 'hx-trigger="every 3s"' in part
    clerk.post("/overview/figures/", **PARTIAL)
    assert asked == [company.pk]  # once, however many ask
    kept_task.work_out_figures(company_id=company.pk)
    part = said(clerk.get("/overview/figures/", **PARTIAL))
    assert "108,90 €" in part
    assert "hx-trigger" not in part


def test_an_auditor_sees_figures_but_no_button_to_generate():
    company = a_company()
    member(company)
    auditor = at_work(company, "auditor")
    auditor.post("/overview/figures/", **PARTIAL)
    page = said(auditor.get("/overview/"))
    assert "108,90" in page
    assert "Generar facturas" not in page


def test_figures_of_another_company_are_not_seen():
    mine, theirs = a_company(), a_company()
    member(theirs)
    at_work(theirs).post("/overview/figures/", **PARTIAL)
    assert "108,90" not in said(at_work(mine).get("/overview/"))


def test_the_queries_of_the_page_do_not_grow(django_assert_max_num_queries):
    company = a_company()
    for n in range(30):
        member(company, f"C{n}", kind=ContractKind.objects.create(company=company, name=f"K{n}"))
    clerk = at_work(company, "clerk")
    clerk.post("/overview/figures/", **PARTIAL)
    with django_assert_max_num_queries(25):
        clerk.get("/overview/")


def test_other_currencies_and_months_are_in_the_address():
    company = a_company()
    member(company)
    member(company, price="10.00", currency="USD")
    clerk = at_work(company, "clerk")
    clerk.post("/overview/figures/", **PARTIAL)
    page = said(clerk.get("/overview/?currency=USD&months=24"))
    assert "10,00 US$" in page or "10,00 USD" in page or "10,00 $" in page
    assert "mar 24" in page
    assert said(clerk.get("/overview/?currency=XXX&months=x"))


class TestForecast:
    def test_by_month(self):
        company = a_company()
        member(company)
        page = said(at_work(company, "clerk").get("/forecast/"))
        assert "135,00" in page  # January, February and March, in March
        assert "630,00" in page  # fourteen up to February 2027

    def test_by_customer_with_its_name(self):
        company = a_company()
        customer = member(company, "Ana <b>").customer
        page = said(at_work(company, "clerk").get("/forecast/?group=customer&show=net&months=6"))
        assert customer.code in page
        assert "Ana &lt;b&gt;" in page

    def test_as_if_today_were_another_day(self):
        company = a_company()
        member(company)
        page = said(
            at_work(company).get("/forecast/?show=total&months=6&since=1/1/2026&renewals=on")
        )
        assert "ene 26" in page
        assert "326,70" in page  # six of 54.45

    def test_what_was_typed_wrong_is_said_at_its_field(self):
        answer = at_work(a_company()).get("/forecast/?show=net&months=7&since=xx")
        assert answer.status_code == 422
        assert "31/12/2026" in said(answer)

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_as_a_file(self, form):
        company = a_company()
        member(company, "=cmd()")
        clerk = at_work(company)
        answer = clerk.get(f"/forecast/file/?group=customer&show=net&months=6&format={form}")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        if form == "csv":
            assert "'=cmd()" in answer.content.decode("utf-8-sig")
        assert clerk.get("/forecast/file/?show=net&months=6&format=exe").status_code == 404

    def test_with_many_contracts_a_job_makes_it(self, monkeypatch):
        monkeypatch.setattr(forecast_table, "AT_ONCE", 0)
        company = a_company()
        member(company)
        asked = []
        monkeypatch.setattr(kept_task, "defer_forecast", lambda *said: asked.append(said))
        clerk = at_work(company)
        where = "?group=&show=net&months=6"
        assert 'hx-trigger="load"' in said(clerk.get(f"/forecast/{where}"))
        part = said(clerk.post(f"/forecast/table/{where}", **PARTIAL))
        assert 'hx-trigger="every 2s"' in part
        clerk.post(f"/forecast/table/{where}", **PARTIAL)
        ((number, question),) = asked
        assert clerk.get(f"/forecast/file/{where}&format=csv").status_code == 302
        kept_task.work_out_forecast(company_id=number, question=question.form())
        assert "135,00" in said(clerk.get(f"/forecast/table/{where}", **PARTIAL))
        assert "135,00" in said(clerk.get(f"/forecast/{where}"))
        assert KeptAnswer.objects.get().what == "forecast"

    def test_cash_by_item_is_shown_as_net(self):
        company = a_company()
        member(company)
        page = said(at_work(company).get("/forecast/?group=item&show=cash&months=6"))
        assert "135,00" in page

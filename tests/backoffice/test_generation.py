"""The wizard without a browser: asked, previewed, deselected, generated, undone, issued."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from cadencia.billing import chunks, closing, due, issuing
from cadencia.billing.kept_preview_models import KeptPreview, PreviewDocument
from cadencia.billing.models import BillingRun
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests.backoffice.office import at_work
from tests.factories import a_company, a_customer, a_posted_contract, chief
from tests.job_queue import empty_queue  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

MONTH = {"days": "month", "month": "2026-01", "issue": "no"}


def a_gym(members: int = 3, **fields: object) -> Company:
    """Members who pay 45.00 on the last day of each month from January 2026."""
    company = a_company(**fields)
    for each in range(members):
        contract = a_posted_contract(a_customer(company, f"Socia {each}"), ("CUOTA", "45.00"))
        due.refresh([contract.pk], company.pk)
    return company


def previewed(client: Client, **asked: object) -> KeptPreview:
    answer = client.post("/generation/", {**MONTH, **asked})
    assert answer.status_code == 302, answer.content.decode()
    return KeptPreview.objects.latest("pk")


def generated(client: Client, **asked: object) -> BillingRun:
    kept = previewed(client, **asked)
    client.post(f"/generation/previews/{kept.pk}/run/")
    return BillingRun.objects.latest("pk")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_form_is_filled_from_its_address() -> None:
    client = at_work(a_gym(), "clerk")
    shown = page(client, "/generation/?from=2026-01-15&until=2026-12-14&customers=C1&issue=no")
    assert re.search(r'value="range"\s+checked', shown)
    assert 'value="15/01/2026"' in shown
    assert re.search(r'name="customers" value="C1" checked', shown)


def test_the_list_of_contracts_leads_here_with_its_filter() -> None:
    client = at_work(a_gym(), "clerk")
    shown = page(client, "/generation/?days=as_of&customers=C1&generation=manual")
    assert re.search(r'value="as_of"\s+checked', shown)
    assert '<option value="manual" selected>' in shown


def test_a_range_that_is_too_long_says_what_would_do() -> None:
    client = at_work(a_gym(), "clerk")
    asked = {"days": "range", "start": "15/01/2026", "until": "15/12/2026", "issue": "no"}
    answer = client.post("/generation/", asked)
    assert answer.status_code == 422
    assert "14/12/2026" in answer.content.decode()
    assert client.post("/generation/", {**asked, "until": "14/12/2026"}).status_code == 302


def test_all_that_is_wrong_is_said_at_once() -> None:
    client = at_work(a_gym(), "clerk")
    asked = {**MONTH, "customers": "NADIE", "kinds": "RARO", "document_date": "01/01/2031"}
    answer = client.post("/generation/", asked)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "NADIE" in shown
    assert "RARO" in shown
    assert shown.count('class="o-problem"') >= 3
    assert not KeptPreview.objects.exists()


def test_the_preview_shows_documents_and_their_lines() -> None:
    client = at_work(a_gym(3), "clerk")
    kept = previewed(client)
    shown = page(client, f"/generation/previews/{kept.pk}/")
    assert shown.count('name="ticked"') == 3
    assert "163,35" in shown
    document = PreviewDocument.objects.earliest("place")
    lines = page(client, f"/generation/previews/{kept.pk}/documents/{document.pk}/")
    assert "CUOTA" in lines
    assert "45,00" in lines


def test_what_is_not_ticked_is_not_billed() -> None:
    client = at_work(a_gym(3), "clerk")
    kept = previewed(client)
    out, *rest = PreviewDocument.objects.order_by("place")
    listed = [each.pk for each in (out, *rest)]
    chosen = {"listed": listed, "were": listed, "ticked": [each.pk for each in rest]}
    answer = client.post(f"/generation/previews/{kept.pk}/choose/", chosen, follow=True)
    assert "108,90" in answer.content.decode()
    client.post(f"/generation/previews/{kept.pk}/run/")
    run = BillingRun.objects.get()
    assert (run.state, run.documents) == ("drafted", 2)
    assert previewed(client).documents == 1  # it stays due


def test_clicking_twice_does_one_run() -> None:
    client = at_work(a_gym(2), "clerk")
    kept = previewed(client)
    for _ in range(2):
        answer = client.post(f"/generation/previews/{kept.pk}/run/")
        assert answer.status_code == 302
    run = BillingRun.objects.get()
    assert answer.headers["Location"] == f"/runs/{run.pk}/"
    assert Document.objects.count() == 2


def test_drafts_are_issued_from_the_run() -> None:
    client = at_work(a_gym(2), "clerk")
    run = generated(client)
    assert "Emitir 2 borradores" in page(client, f"/runs/{run.pk}/")
    client.post(f"/runs/{run.pk}/issue/")
    run.refresh_from_db()
    assert run.state == "issued"
    shown = page(client, f"/runs/{run.pk}/")
    assert "F-2026-000002" in shown
    assert f"/runs/{run.pk}/undo/" not in shown


def test_a_run_is_undone_and_billed_again() -> None:
    client = at_work(a_gym(2), "clerk")
    run = generated(client)
    client.post(f"/runs/{run.pk}/undo/")
    run.refresh_from_db()
    assert run.state == "undone"
    assert not Document.objects.exists()
    assert generated(client).documents == 2


def test_an_issued_run_is_not_undone() -> None:
    client = at_work(a_gym(1), "clerk")
    run = generated(client, issue="yes")
    assert run.state == "issued"
    answer = client.post(f"/runs/{run.pk}/undo/", follow=True)
    assert "rectificativa" in answer.content.decode()
    assert Document.objects.filter(number__isnull=False).count() == 1


def test_a_large_preview_is_left_to_a_job(
    monkeypatch: pytest.MonkeyPatch,
    empty_queue: None,  # noqa: F811
) -> None:
    from cadencia.backoffice.generation import asking_screen
    from cadencia.billing import run_tasks

    company = a_gym(3)
    client = at_work(company, "clerk")
    monkeypatch.setattr(asking_screen, "AT_ONCE", 2)
    kept = previewed(client)
    assert kept.state == "waiting"
    shown = page(client, f"/generation/previews/{kept.pk}/")
    assert 'hx-trigger="every 1s"' in shown
    run_tasks.calculate_preview(company_id=company.pk, preview_id=kept.pk)
    assert page(client, f"/generation/previews/{kept.pk}/").count('name="ticked"') == 3


def test_a_cancelled_calculation_leads_back_with_all_that_was_asked(
    monkeypatch: pytest.MonkeyPatch,
    empty_queue: None,  # noqa: F811
) -> None:
    from cadencia.backoffice.generation import asking_screen

    client = at_work(a_gym(2), "clerk")
    monkeypatch.setattr(asking_screen, "AT_ONCE", 1)
    kept = previewed(client, oldest_only="on")
    answer = client.post(f"/generation/previews/{kept.pk}/cancel/")
    assert answer.headers["Location"] == (
        "/generation/?from=2026-01-01&until=2026-01-31&oldest_only=1&issue=no"
    )
    kept.refresh_from_db()
    assert kept.state == "cancelled"


def test_the_preview_says_what_the_run_will_ask_about() -> None:
    client = at_work(a_gym(2, max_installments_per_contract=1), "clerk")
    two_months = {"days": "range", "start": "01/01/2026", "until": "28/02/2026", "issue": "yes"}
    kept = previewed(client, **two_months)
    shown = page(client, f"/generation/previews/{kept.pk}/")
    assert "porque algo no es lo habitual" in shown
    assert "2 contratos facturarían muchas cuotas de una vez" in shown
    some = page(
        client, f"/generation/previews/{kept.pk}/?tab=documents&alert=installments_per_contract"
    )
    assert some.count('name="ticked"') == 4
    client.post(f"/generation/previews/{kept.pk}/run/")
    assert BillingRun.objects.get().state == "drafted"


def test_a_small_run_is_seen_moving_and_stops_in_between(
    monkeypatch: pytest.MonkeyPatch,
    empty_queue: None,  # noqa: F811
) -> None:
    from cadencia.backoffice.generation import carrying_on
    from cadencia.billing import portions, runs

    monkeypatch.setattr(carrying_on, "AT_ONCE", 1)
    monkeypatch.setattr(runs, "LEAST", 2)
    monkeypatch.setattr(portions, "LEAST", 2)
    company = a_gym(6)
    client = at_work(company, "clerk")
    run = generated(client, issue="yes")
    by = chief(company.pk)

    def clock() -> datetime:
        return datetime(2026, 2, 1, 9, tzinfo=UTC)

    worker = chunks.worker(run.pk, clock=clock)
    chunks.draft_next(worker)
    shown = page(client, f"/runs/{run.pk}/")
    assert "33 % · 2 de 6 contratos · 2 documentos" in shown
    client.post(f"/runs/{run.pk}/cancel/")
    assert not chunks.draft_next(worker)
    shown = page(client, f"/runs/{run.pk}/")
    assert "se canceló antes de terminar" in shown
    assert "Detenida" in shown
    assert "En curso" not in shown
    figures = re.findall(r'<p class="o-figure ?">([^<]*)</p>', shown)
    assert figures == ["2", "2", "0"]  # documents, installments, what can't be billed
    assert re.findall(r"(\d+) contratos revisados", shown) == ["2"]
    listed = page(client, "/runs/")
    assert "Detenida" in listed
    assert '<td class="num">2</td>' in listed
    assert Document.objects.count() == 2
    client.post(f"/runs/{run.pk}/resume/")
    while chunks.draft_next(worker):
        pass
    closing.close(run.pk, by=by, clock=clock)
    issuer = issuing.issuer(BillingRun.objects.get(), clock=clock)
    issuing.issue_next(issuer)
    assert "Emitiendo: 33 % · 2 de 6 documentos" in page(client, f"/runs/{run.pk}/")
    while issuing.issue_next(issuer):
        pass
    shown = page(client, f"/runs/{run.pk}/")
    assert f'href="/documents/?run={run.pk}"' in shown
    assert f"/runs/{run.pk}/files/" in shown
    assert Document.objects.filter(number__isnull=False).count() == 6


class TestWhoMay:
    def test_an_auditor_looks_at_runs_and_starts_none(self) -> None:
        company = a_gym(1)
        run = generated(at_work(company, "clerk"))
        auditor = at_work(company, "auditor")
        shown = page(auditor, f"/runs/{run.pk}/")
        assert "/undo/" not in shown
        assert auditor.post(f"/runs/{run.pk}/undo/").status_code == 403
        assert auditor.get("/generation/").status_code == 403
        assert auditor.post("/generation/", MONTH).status_code == 403

    def test_another_companys_are_not_there(self) -> None:
        kept = previewed(at_work(a_gym(1), "clerk"))
        other = at_work(a_gym(1), "clerk")
        page(other, f"/generation/previews/{kept.pk}/", 404)
        assert other.post(f"/generation/previews/{kept.pk}/run/").status_code == 404
        run = generated(at_work(a_gym(1), "clerk"))
        page(other, f"/runs/{run.pk}/", 404)
        assert other.post(f"/runs/{run.pk}/undo/").status_code == 404
        assert str(run.pk) not in re.findall(r"/runs/(\d+)/", page(other, "/runs/"))


def test_pages_cost_the_same_however_much_they_show(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = at_work(a_gym(6), "clerk")
    kept = previewed(client)
    run = generated(client)
    with django_assert_max_num_queries(16):
        page(client, f"/generation/previews/{kept.pk}/")
    with django_assert_max_num_queries(22):
        page(client, f"/runs/{run.pk}/")
    with django_assert_max_num_queries(12):
        page(client, "/runs/")


def test_the_date_of_all_documents_is_on_them(settings) -> None:  # type: ignore[no-untyped-def]
    settings.CLOCK = "tests.backoffice.test_generation.a_day_in_february"
    client = at_work(a_gym(1), "clerk")
    run = generated(client, issue="yes", document_date="05/02/2026")
    assert run.state == "issued"
    assert Document.objects.get().issue_date == date(2026, 2, 5)


def test_a_date_of_all_documents_that_gives_way_is_told(settings) -> None:  # type: ignore[no-untyped-def]
    settings.CLOCK = "tests.backoffice.test_generation.a_day_in_february"
    client = at_work(a_gym(1), "clerk")
    generated(client, issue="yes", document_date="05/02/2026")
    run = generated(client, issue="yes", document_date="01/02/2026", month="2026-02")
    assert Document.objects.latest("pk").issue_date == date(2026, 2, 10)
    shown = page(client, f"/runs/{run.pk}/")
    assert "1 documento lleva la fecha 10/02/2026: su serie ya tenía otro posterior" in shown


def test_who_cannot_generate_is_not_led_there() -> None:
    company = a_gym(1)
    run = generated(at_work(company, "clerk"))
    auditor = at_work(company, "auditor")
    for address in ("/runs/", f"/runs/{run.pk}/"):
        assert 'href="/generation/"' not in page(auditor, address)


def a_day_in_february() -> object:
    """The clock of a test."""
    from datetime import UTC, datetime

    return datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


def test_totals_stand_by_kind_of_document_where_there_are_several() -> None:
    company = a_gym(members=1)
    note = a_posted_contract(
        a_customer(company, "Obra"), ("ALQUILER", "1200.50"), document_type="delivery_note"
    )
    due.refresh([note.pk], company.pk)
    client = at_work(company, "clerk")
    shown = page(client, f"/generation/previews/{previewed(client).pk}/")
    groups = re.search(r"g-groups.*?</table>", shown, re.DOTALL)
    assert groups is not None
    rows = re.findall(r'<td class="num">([^<]*)</td>', groups[0].replace("\xa0", " "))
    assert rows == ["1", "1.200,50", "252,11", "1.452,61 €", "1", "45,00", "9,45", "54,45 €"]


@pytest.mark.parametrize("sign", ["²", "٣", "9" * 30, "-1", "1.5"])
def test_what_is_no_number_in_an_address_is_the_first_page(sign: str) -> None:
    client = at_work(a_gym(1), "clerk")
    kept = previewed(client)
    page(client, f"/generation/previews/{kept.pk}/?tab=changes&page={sign}")
    page(client, f"/generation/previews/{kept.pk}/?after={sign}.{sign}")
    page(client, f"/runs/?after={sign}")
    page(client, f"/documents/?run={sign}")
    ids = {"ticked": [sign], "listed": [sign], "were": [sign]}
    assert client.post(f"/generation/previews/{kept.pk}/choose/", ids).status_code == 302
    client.post("/documents/notes/", {"notes": [sign], "until": "01/02/2026"})
    assert client.post("/contracts/parked/", {"chosen": [sign]}).status_code == 302
    assert client.post("/contracts/to-confirm/", {"chosen": [f"{sign}:first"]}).status_code == 302

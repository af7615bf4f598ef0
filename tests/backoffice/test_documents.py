"""Documents without a browser: listed, exported, read, explained, credited, voided, deleted."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from cadencia.backoffice.document_screens import note_screens
from cadencia.billing import due, generation
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests.backoffice.office import at_work
from tests.backoffice.test_generation import page
from tests.billing.test_kept_previews import at
from tests.factories import a_company, a_customer, a_posted_contract, chief

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = date(2026, 1, 31)


def a_billed(company: Company, *names: str, issue: bool = True, **fields: object) -> list[Document]:
    for name in names or ("Ana",):
        contract = a_posted_contract(a_customer(company, name), ("CUOTA", "45.00"), **fields)
        due.refresh([contract.pk], company.pk)
    scope, by = Scope(as_of=JANUARY), chief(company.pk)
    generation.generate(scope, Wish(issue=issue), by=by, clock=at(JANUARY))
    return list(Document.objects.filter(company=company).order_by("number", "pk"))


def test_the_list_filters_and_keeps_the_filters_in_its_address() -> None:
    company = a_company()
    a_billed(company, "Ana", "Bernardo")
    client = at_work(company, "clerk")
    assert page(client, "/documents/").count("o-main-link") == 2
    assert page(client, "/documents/?q=ana").count("o-main-link") == 1
    assert page(client, "/documents/?q=F-2026-000002").count("o-main-link") == 1
    shown = page(client, "/documents/?state=draft&kind=invoice")
    assert "o-main-link" not in shown
    assert "/documents/export/csv/?state=draft&amp;kind=invoice" in shown
    assert page(client, "/documents/?after=x&run=y&series=Z").count("o-main-link") == 2


def test_who_may_not_generate_is_not_sent_there() -> None:
    company = a_company()
    assert 'href="/generation/"' in page(at_work(company, "clerk"), "/documents/")
    assert 'href="/generation/"' not in page(at_work(company, "auditor"), "/documents/")


def test_the_sums_of_the_filter() -> None:
    company = a_company()
    a_billed(company, "Ana", "Bernardo")
    shown = page(at_work(company, "clerk"), "/documents/totals/?state=issued")
    assert "90,00" in shown
    assert "108,90" in shown


def test_the_list_as_a_file_and_the_pdfs_in_one() -> None:
    company = a_company()
    a_billed(company, "Ana", "Bernardo")
    client = at_work(company, "clerk")
    answer = client.get("/documents/export/csv/?q=ana")
    assert answer.content.decode("utf-8-sig").count("\r\n") == 2
    assert client.get("/documents/export/xlsx/").content[:2] == b"PK"
    packed = client.get("/documents/files/")
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert sorted(names) == ["F-2026-000001.pdf", "F-2026-000002.pdf"]


def test_one_document_is_traced_and_explained() -> None:
    company = a_company()
    (document,) = a_billed(company)
    client = at_work(company, "clerk")
    shown = page(client, f"/documents/{document.pk}/")
    code = document.lines.get().contract_id
    assert code is not None
    assert "F-2026-000001" in shown
    assert "1 × 45,00 = 45,00" in shown
    assert "45,00 + 9,45 = 54,45" in shown
    assert f"/runs/{document.run_id}/" in shown
    assert f"/documents/{document.pk}/credit/" in shown
    pdf = client.get(f"/documents/{document.pk}/pdf/")
    assert pdf.content[:5] == b"%PDF-"
    assert pdf.headers["Content-Disposition"] == 'inline; filename="F-2026-000001.pdf"'
    again = client.get(f"/documents/{document.pk}/pdf/", headers={"if-none-match": pdf["ETag"]})
    assert again.status_code == 304


class TestCredit:
    ASKED = {"what": "whole", "reason": "Error", "method": "differences", "issue": "yes"}

    def test_it_is_shown_before_it_is_made(self) -> None:
        company = a_company()
        (document,) = a_billed(company)
        client = at_work(company, "clerk")
        answer = client.post(f"/documents/{document.pk}/credit/", {**self.ASKED, "act": "preview"})
        assert "-54,45" in answer.content.decode()
        assert Document.objects.count() == 1
        made = client.post(f"/documents/{document.pk}/credit/", {**self.ASKED, "act": "credit"})
        note = Document.objects.get(kind="credit_note")
        assert made.headers["Location"] == f"/documents/{note.pk}/"
        assert note.total == Decimal("-54.45")
        assert f"/documents/{note.pk}/" in page(client, f"/documents/{document.pk}/")
        assert "/credit/" not in page(client, f"/documents/{document.pk}/")

    def test_by_line_with_an_amount_as_it_is_written(self) -> None:
        company = a_company()
        (document,) = a_billed(company)
        client = at_work(company, "clerk")
        asked = {**self.ASKED, "what": "lines", "pick-1": "1", "net-1": "10,50", "act": "credit"}
        client.post(f"/documents/{document.pk}/credit/", asked)
        assert Document.objects.get(kind="credit_note").net == Decimal("-10.50")

    def test_by_an_amount_of_the_total(self) -> None:
        company = a_company()
        (document,) = a_billed(company)
        client = at_work(company, "clerk")
        asked = {**self.ASKED, "what": "amount", "amount": "12,10", "act": "credit"}
        client.post(f"/documents/{document.pk}/credit/", asked)
        assert Document.objects.get(kind="credit_note").total == Decimal("-12.10")

    def test_sent_twice_it_is_credited_once(self) -> None:
        company = a_company()
        (document,) = a_billed(company)
        client = at_work(company, "clerk")
        address = f"/documents/{document.pk}/credit/"
        asked = {**self.ASKED, "what": "amount", "amount": "12,10"}
        shown = client.post(address, {**asked, "act": "preview"}).content.decode()
        found = re.search(r'name="seen" value="([^"]+)"', shown)
        assert found is not None
        asked |= {"act": "credit", "seen": found[1]}
        assert client.post(address, asked).status_code == 302
        # The button of the browser that goes back shows the same page, ready to be sent again.
        again = client.post(address, asked)
        assert again.status_code == 422
        assert "No se ha rectificado nada" in again.content.decode()
        assert Document.objects.filter(kind="credit_note").count() == 1
        # Whoever wants a second one sees it first.
        found = re.search(r'name="seen" value="([^"]+)"', again.content.decode())
        assert found is not None
        assert client.post(address, {**asked, "seen": found[1]}).status_code == 302
        assert Document.objects.filter(kind="credit_note").count() == 2

    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(self) -> None:
        company = a_company()
        (document,) = a_billed(company)
        client = at_work(company, "clerk")
        asked = {**self.ASKED, "what": "lines", "pick-1": "1", "net-1": "doce", "act": "credit"}
        answer = client.post(f"/documents/{document.pk}/credit/", asked)
        assert answer.status_code == 422
        assert 'value="doce"' in answer.content.decode()
        asked |= {"net-1": "46"}
        answer = client.post(f"/documents/{document.pk}/credit/", asked)
        assert answer.status_code == 422
        assert "45,00" in answer.content.decode()
        assert Document.objects.count() == 1

    def test_what_it_billed_is_due_again_if_so_wished(self) -> None:
        company = a_company()
        (document,) = a_billed(company)
        client = at_work(company, "clerk")
        client.post(
            f"/documents/{document.pk}/credit/",
            {**self.ASKED, "gives_back": "on", "act": "credit"},
        )
        assert "debe de nuevo" in page(client, f"/documents/{document.pk}/")


class TestDrafts:
    def test_a_draft_is_issued(self) -> None:
        company = a_company()
        (draft,) = a_billed(company, issue=False)
        client = at_work(company, "clerk")
        client.post(f"/documents/{draft.pk}/issue/")
        assert "F-2026-000001" in page(client, f"/documents/{draft.pk}/")

    def test_a_draft_is_deleted(self) -> None:
        company = a_company()
        (draft,) = a_billed(company, issue=False)
        client = at_work(company, "clerk")
        assert client.post(f"/documents/{draft.pk}/delete/").headers["Location"] == "/documents/"
        assert not Document.objects.exists()


class TestVoid:
    def test_it_wants_the_permission_and_the_credentials_again(self) -> None:
        company = a_company(voiding="undelivered")
        (document,) = a_billed(company)
        address = f"/documents/{document.pk}/void/"
        assert at_work(company, "clerk").get(address).status_code == 403
        manager = at_work(company, "manager")
        assert "data-credentials" in page(manager, address)
        asked = {"reason": "Error", "on": "31/01/2026", "delivered": "no", "gives_back": "on"}
        answer = manager.post(address, asked)
        assert answer.status_code == 403
        assert 'type="password"' in answer.content.decode()
        assert not document.voids.exists()


class TestNotes:
    def test_they_are_invoiced_together(self) -> None:
        company = a_company()
        customer = a_customer(company)
        for price in ("10.00", "20.00"):
            contract = a_posted_contract(customer, ("VISITA", price), document_type="delivery_note")
            due.refresh([contract.pk], company.pk)
        scope, by = Scope(as_of=JANUARY), chief(company.pk)
        generation.generate(scope, Wish(), by=by, clock=at(JANUARY))
        client = at_work(company, "clerk")
        shown = page(client, "/documents/notes/")
        assert shown.count('name="notes"') == 2
        assert "36,30" in shown
        notes = list(Document.objects.values_list("pk", flat=True))
        asked = {"until": "31/01/2026", "notes": notes, "issue": "yes"}
        client.post("/documents/notes/", asked)
        invoice = Document.objects.get(kind="invoice")
        assert (invoice.number, invoice.total) == (1, Decimal("36.30"))
        assert "A-2026-000001" in page(client, f"/documents/{invoice.pk}/")
        assert 'name="notes"' not in page(client, "/documents/notes/")

    def test_of_very_many_those_of_the_first_customers(self, monkeypatch) -> None:
        company = a_company()
        for customer in (a_customer(company, "Ana"), a_customer(company, "Bea")):
            lines = ("VISITA", "10.00")
            contract = a_posted_contract(customer, lines, document_type="delivery_note")
            due.refresh([contract.pk], company.pk)
        scope, by = Scope(as_of=JANUARY), chief(company.pk)
        generation.generate(scope, Wish(), by=by, clock=at(JANUARY))
        client = at_work(company, "clerk")
        monkeypatch.setattr(note_screens, "MOST", 1)
        shown = page(client, "/documents/notes/")
        assert shown.count('name="notes"') == 1
        assert "los primeros clientes" in shown
        monkeypatch.setattr(note_screens, "MOST", 2)
        shown = page(client, "/documents/notes/")
        assert shown.count('name="notes"') == 2
        assert "los primeros clientes" not in shown


def test_another_companys_are_not_there() -> None:
    company = a_company()
    (document,) = a_billed(company)
    other = at_work(a_company())
    for act in ("", "pdf/", "credit/", "void/"):
        page(other, f"/documents/{document.pk}/{act}", 404)
    for act in ("issue/", "delete/"):
        assert other.post(f"/documents/{document.pk}/{act}").status_code == 404
    assert "o-main-link" not in page(other, "/documents/")


def test_pages_cost_the_same_however_many_there_are(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    company = a_company()
    documents = a_billed(company, "Ana", "Bernardo", "Carmen", "Diego")
    client = at_work(company, "clerk")
    with django_assert_max_num_queries(18):
        page(client, "/documents/")
    with django_assert_max_num_queries(36):
        page(client, f"/documents/{documents[0].pk}/")

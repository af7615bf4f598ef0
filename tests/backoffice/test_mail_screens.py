"""Documents sent by e-mail, without a browser: sent, listed, set up, printed together (DO-6)."""

import io

import pypdf
import pytest

from cadencia.documents.models import DocumentVoid
from cadencia.mailing import delivering
from cadencia.mailing.models import BadAddress, Delivery, MailServer, MailText
from tests.backoffice.office import at_work
from tests.backoffice.test_generation import page
from tests.factories import A_MOMENT, a_company, a_customer, a_draft_document, an_issued_document
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tests.mailing.mail_servers import Handler, serving

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]
SERVER = {
    "host": "127.0.0.1", "port": "25", "security": "none", "sender": "facturas@sol.example",
    "per_minute": "60", "sending": "create_only", "is_active": "on", "act": "server",
}  # fmt: skip


def a_sender(**fields):
    company = a_company(name="Gimnasio Sol")
    values = {"host": "127.0.0.1", "port": 9, "security": "none", "sender": "f@sol.example"}
    MailServer.objects.create(company=company, **values | fields)
    return company


def written(document, mark="m", **fields):
    said = {"to": "ana@x.es", "subject": "Factura", "body": "Hola,\r\nadiós"}
    return {"mark": mark, **said, **fields}


def a_delivery(document, **fields):
    values = {
        "company_id": document.company_id, "document": document, "occasion": "issued",
        "addresses": "ana@x.es", "to": ["ana@x.es"], "message": "<1@x>", "created_at": A_MOMENT,
        "next_at": A_MOMENT,
    }  # fmt: skip
    return Delivery.objects.create(**values | fields)


class TestSend:
    def test_the_message_is_filled_in_and_goes(self):
        document = an_issued_document(a_customer(a_sender(), "Ana", email="ana@x.es"), 41)
        clerk = at_work(document.company, "clerk")
        shown = page(clerk, f"/documents/{document.pk}/send/")
        for each in ("ana@x.es", "Factura F-2026-000041 de Gimnasio Sol", "F-2026-000041.pdf"):
            assert each in shown
        answer = clerk.post(f"/documents/{document.pk}/send/", written(document))
        assert answer.status_code == 302
        row = Delivery.objects.get()
        assert (row.to, row.body, row.state) == (["ana@x.es"], "Hola,\nadiós", "waiting")
        assert row.user == clerk.user
        shown = page(clerk, f"/documents/{document.pk}/")
        assert "Esperando a enviarse" in shown
        assert f'href="/documents/{document.pk}/send/"' in shown

    def test_sent_already_it_says_when_and_asks(self):
        document = an_issued_document(a_customer(a_sender(), "Ana"), 1)
        a_delivery(document, state="sent", sent_at=A_MOMENT, next_at=None)
        clerk, address = at_work(document.company, "clerk"), f"/documents/{document.pk}/send/"
        assert "Enviado ya el 01/01/2026 10:00 a ana@x.es." in page(clerk, address)
        answer = clerk.post(address, written(document))
        assert answer.status_code == 422
        assert "Marcar esto para enviarlo otra vez" in answer.content.decode()
        assert clerk.post(address, written(document, again="on")).status_code == 302

    def test_all_that_is_wrong_and_what_was_typed_stays(self):
        document = an_issued_document(a_customer(a_sender(), "Ana"), 1)
        clerk = at_work(document.company, "clerk")
        typed = written(document, to="ana", subject="<NADA>", copies="a@x.es, b")
        answer = clerk.post(f"/documents/{document.pk}/send/", typed)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert shown.count('has-problem"') == 3
        for each in ('value="ana"', "&lt;NADA&gt;", 'value="a@x.es, b"'):
            assert each in shown

    def test_without_a_server_it_says_who_sets_it_up(self):
        document = an_issued_document(a_customer(a_company(), "Ana"), 1)
        address = f"/documents/{document.pk}/send/"
        assert "/masters/mail/" in page(at_work(document.company), address)
        assert "/masters/mail/" not in page(at_work(document.company, "clerk"), address)

    def test_drafts_void_ones_and_others_are_nothing(self):
        company = a_sender()
        ana = a_customer(company, "Ana")
        draft, void = a_draft_document(ana), an_issued_document(ana, 1)
        DocumentVoid.objects.create(
            company=company, document=void, voided_on=A_MOMENT, reason="x", created_at=A_MOMENT
        )
        foreign = an_issued_document(a_customer(a_company()), 1)
        for each in (draft, void, foreign):
            answer = at_work(company).get(f"/documents/{each.pk}/send/")
            assert answer.status_code == 404

    def test_the_auditor_only_looks(self):
        document = an_issued_document(a_customer(a_sender(), "Ana"), 1)
        a_delivery(document, state="failed", reason="refused", answer="550 No", next_at=None)
        auditor = at_work(document.company, "auditor")
        assert "550 No" in page(auditor, f"/documents/{document.pk}/")
        assert "/send/" not in page(auditor, f"/documents/{document.pk}/")
        assert auditor.get(f"/documents/{document.pk}/send/").status_code == 403
        assert auditor.post(f"/deliveries/{Delivery.objects.get().pk}/retry/").status_code == 403


class TestMany:
    def test_what_goes_and_what_doesn_t_is_shown_first(self):
        company = a_sender()
        ana = a_customer(company, "Ana", email="ana@x.es")
        rows = [an_issued_document(ana, 1), an_issued_document(a_customer(company, "Luis"), 2)]
        draft = a_draft_document(ana)
        clerk = at_work(company, "clerk")
        query = "&".join(f"document={each.pk}" for each in (*rows, draft))
        shown = page(clerk, f"/documents/send/?{query}")
        assert "Enviar (1)" in shown
        assert "Clientes sin dirección" in shown
        assert "Borradores y anulados" in shown
        answer = clerk.post(f"/documents/send/?{query}", {"mark": "a"})
        assert answer.headers["Location"] == "/documents/"
        clerk.post(f"/documents/send/?{query}", {"mark": "a"})
        assert [each.document_id for each in Delivery.objects.all()] == [rows[0].pk]

    def test_each_is_named_with_its_addresses_what_doesn_t_go_first(self):
        company = a_sender()
        goes = an_issued_document(a_customer(company, "Ana", email="ana@x.es"), 1)
        nowhere = an_issued_document(a_customer(company, "Luis"), 2)
        sent = an_issued_document(a_customer(company, "Eva", email="eva@x.es"), 3)
        a_delivery(sent, state="sent", sent_at=A_MOMENT, next_at=None)
        query = "&".join(f"document={each.pk}" for each in (goes, nowhere, sent))
        shown = page(at_work(company, "clerk"), f"/documents/send/?{query}")
        told = ("F-2026-000002", "El cliente no tiene dirección", "F-2026-000003", "eva@x.es")
        told += ("Enviado ya, o en espera", "F-2026-000001", "ana@x.es", "Se enviará<")
        places = [shown.index(each) for each in told]
        assert places == sorted(places)
        assert "#" + str(nowhere.pk) not in shown

    def test_afterwards_one_is_where_one_was(self):
        company = a_sender()
        row = an_issued_document(a_customer(company, "Ana", email="ana@x.es"), 1)
        clerk = at_work(company, "clerk")
        clerk.get("/documents/?state=issued&q=ana")
        back = "/documents/?state=issued&q=ana"
        shown = page(clerk, f"/documents/send/?document={row.pk}")
        assert shown.count(f'href="{back.replace("&", "&amp;")}"') == 2  # the way, and Cancel
        answer = clerk.post(f"/documents/send/?document={row.pk}", {"mark": "a"})
        assert answer.headers["Location"] == back
        assert "1 documento está en camino." in page(clerk, back)
        assert f'href="{back.replace("&", "&amp;")}"' in page(clerk, f"/documents/{row.pk}/")
        other = at_work(a_company())
        assert other.get("/documents/").status_code == 200
        assert "q=ana" not in page(other, "/documents/send/")

    def test_all_of_a_filter(self):
        company = a_sender()
        for number, name in enumerate(("Ana", "Luis"), start=1):
            an_issued_document(a_customer(company, name, email="x@x.es"), number)
        assert "Enviar (1)" in page(at_work(company, "clerk"), "/documents/send/?q=ana")


class TestPrint:
    def test_the_chosen_ones_in_the_order_of_their_numbers(self):
        company = a_company()
        ana = a_customer(company, "Ana")
        rows = [an_issued_document(ana, number) for number in (3, 1, 2)]
        auditor = at_work(company, "auditor")
        query = "&".join(f"document={each.pk}" for each in rows[:2])
        answer = auditor.get(f"/documents/print/?{query}")
        assert answer.headers["Content-Type"] == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        assert ["F-2026-000001" in pages[0].extract_text(), len(pages)] == [True, 2]
        assert "F-2026-000003" in pages[1].extract_text()
        assert "DUPLICADO" not in pages[0].extract_text()
        answer = auditor.get(f"/documents/print/?{query}&duplicate=1")
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        assert all("DUPLICADO" in each.extract_text() for each in pages)

    def test_one_that_cannot_be_printed_is_named(self):
        company = a_company()
        rows = [an_issued_document(a_customer(company, "Ana"), each) for each in (1, 2)]
        type(company).objects.filter(pk=company.pk).update(logo=b"no picture")
        query = "&".join(f"document={each.pk}" for each in rows)
        answer = at_work(company).get(f"/documents/print/?{query}", follow=True)
        assert "F-2026-000001, F-2026-000002" in answer.content.decode()

    def test_those_of_others_and_none_at_all(self):
        foreign = an_issued_document(a_customer(a_company()), 1)
        answer = at_work(a_company()).get(f"/documents/print/?document={foreign.pk}", follow=True)
        assert "No hay nada que imprimir" in answer.content.decode()


class TestDeliveries:
    def test_those_in_trouble_come_first_and_are_told_on_the_dashboard(self):
        company = a_sender()
        ana = a_customer(company, "Ana")
        bad = an_issued_document(ana, 1)
        a_delivery(bad, state="failed", reason="no_address", to=[], next_at=None)
        good = an_issued_document(ana, 2)
        a_delivery(good, state="sent", sent_at=A_MOMENT, next_at=None)
        clerk = at_work(company, "clerk")
        shown = page(clerk, "/deliveries/")
        assert shown.index("F-2026-000001") < shown.index("F-2026-000002")
        assert "El cliente no tiene dirección de correo." in shown
        assert "F-2026-000002" not in page(clerk, "/deliveries/?state=open")
        assert page(clerk, "/deliveries/?state=sent&q=ana@").count("o-main-link") == 1
        assert "/deliveries/?state=open" in page(clerk, "/overview/")

    def test_what_can_be_done_is_what_helps(self):
        company = a_sender()
        ana = a_customer(company, "Ana")
        void, nowhere = an_issued_document(ana, 1), an_issued_document(ana, 2)
        a_delivery(void, state="failed", reason="void", next_at=None)
        a_delivery(nowhere, state="failed", reason="no_address", to=[], next_at=None)
        shown = page(at_work(company, "clerk"), "/deliveries/")
        assert "/retry/" not in shown
        assert f"/documents/{nowhere.pk}/send/" in shown
        assert f"/documents/{void.pk}/send/" not in shown

    def test_tried_again_and_come_back(self):
        document = an_issued_document(a_customer(a_sender(), "Ana", email="ana@x.es"), 1)
        row = a_delivery(document, state="failed", reason="refused", next_at=None)
        clerk = at_work(document.company, "clerk")
        clerk.post(f"/deliveries/{row.pk}/retry/", {"back": f"/documents/{document.pk}/"})
        row.refresh_from_db()
        assert row.state == "waiting"
        Delivery.objects.update(state="sent", sent_at=A_MOMENT)
        answer = clerk.post(
            f"/deliveries/{row.pk}/bounce/",
            {"reason": "No existe", "back": "https://evil.example/"},
        )
        assert answer.headers["Location"] == "/deliveries/"
        assert BadAddress.objects.get().address == "ana@x.es"
        customer = f"/masters/customers/{document.bill_to_id}/"
        assert "ana@x.es" in page(clerk, "/deliveries/")
        assert "han vuelto" in page(clerk, customer)
        clerk.post("/deliveries/right-again/", {"address": "ana@x.es"})
        assert "han vuelto" not in page(clerk, customer)

    def test_those_of_another_company_are_nothing(self):
        document = an_issued_document(a_customer(a_sender(), "Ana"), 1)
        row = a_delivery(document, state="failed", reason="refused", next_at=None)
        other = at_work(a_company())
        for act in ("retry", "bounce"):
            assert other.post(f"/deliveries/{row.pk}/{act}/").status_code == 404
        assert "F-2026-000001" not in page(other, "/deliveries/")


class TestSettings:
    def test_saved_and_the_password_never_shown(self):
        company = a_company()
        boss = at_work(company)
        answer = boss.post("/masters/mail/", {**SERVER, "username": "u", "password": "hunter2"})
        assert answer.status_code == 302
        shown = page(boss, "/masters/mail/")
        assert 'value="facturas@sol.example"' in shown
        assert "hunter2" not in shown
        sealed = bytes(MailServer.objects.get().password)
        boss.post("/masters/mail/", {**SERVER, "username": "u", "sender_name": "Sol"})
        assert bytes(MailServer.objects.get().password) == sealed

    def test_all_that_is_wrong_and_what_was_typed_stays(self):
        typed = {**SERVER, "port": "x", "sender": "nadie", "security": "tls", "per_minute": "0"}
        answer = at_work(a_company()).post("/masters/mail/", typed)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert shown.count("o-field has-problem") == 3
        assert 'value="nadie"' in shown
        assert not MailServer.objects.exists()

    def test_tried_out(self):
        post, boss = Handler(), at_work(a_company())
        with serving(post) as port:
            boss.post("/masters/mail/", {**SERVER, "port": str(port)})
            answer = boss.post("/masters/mail/", {"act": "trial", "trial_to": "yo@x.es"})
        assert (answer.status_code, post.taken[0].rcpt_tos) == (302, ["yo@x.es"])
        answer = boss.post("/masters/mail/", {"act": "trial", "trial_to": "yo@x.es"})
        assert "No se ha podido conectar con el servidor de correo" in answer.content.decode()

    def test_a_text_is_kept_refused_and_given_back(self):
        boss = at_work(a_company())
        text = {"act": "text", "language": "es", "es-subject": "<NADA>", "es-body": "Hola"}
        answer = boss.post("/masters/mail/", text)
        assert "&lt;NADA&gt;" in answer.content.decode()
        assert not MailText.objects.exists()
        boss.post("/masters/mail/", {**text, "es-subject": "<DOCUMENTO>"})
        assert MailText.objects.get().subject == "<DOCUMENTO>"
        boss.post("/masters/mail/", {"act": "usual", "language": "es"})
        assert not MailText.objects.exists()

    def test_nobody_but_administrators(self):
        company = a_company()
        for role in ("clerk", "manager", "accountant", "auditor"):
            assert at_work(company, role).get("/masters/mail/").status_code == 403


def test_the_job_after_the_form_hands_it_over():
    post = Handler()
    with serving(post) as port:
        document = an_issued_document(a_customer(a_sender(port=port), "Ana"), 1)
        clerk = at_work(document.company, "clerk")
        clerk.post(f"/documents/{document.pk}/send/", written(document))
        row = Delivery.objects.get()
        delivering.deliver(document.company_id, clock=lambda: row.next_at)
    assert post.messages[0].get_body().get_content().splitlines() == ["Hola,", "adiós"]

"""Documents handed over to a real mail server: taken, refused, tried again, unknown (DO-6)."""

import io
from datetime import UTC, datetime, timedelta

import pypdf
import pytest

from cadencia.documents.models import Document, DocumentVoid
from cadencia.mailing import by_hand, deliveries, delivering, enlisting, servers, texts
from cadencia.mailing.by_hand import AlreadySent, Message, NoSuchDocument
from cadencia.mailing.default_texts import Text
from cadencia.mailing.deliveries import NotRetryable, NotSent
from cadencia.mailing.models import BadAddress, Delivery, MailServer
from cadencia.mailing.servers import NotTaken, Wanted
from cadencia.parties.models import Company
from cadencia.parties.problems import ValuesRefused
from tests.factories import (
    A_MOMENT,
    a_company,
    a_customer,
    a_draft_contract,
    a_draft_document,
    an_issued_document,
    chief,
    issue,
)
from tests.job_queue import empty_queue  # noqa: F401 - a fixture
from tests.mailing.mail_servers import PASSWORD, USER, Handler, a_certificate, serving, signs_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]

NOW = datetime(2026, 3, 15, 10, 0, tzinfo=UTC)


@pytest.fixture
def post():
    handler = Handler()
    with serving(handler) as port:
        handler.port = port
        yield handler


def sends_by(company, port, **fields):
    values = {"host": "127.0.0.1", "port": port, "security": "none"}
    values |= {"sender": "facturas@gimnasio.example", **fields}
    return servers.keep(Wanted(**values), by=chief(company.pk))


def a_member(post=None, **fields):
    """Return a customer of a company that sends by the server of the test."""
    company = a_company(name="Gimnasio Sol")
    if post is not None:
        sends_by(company, post.port)
    return a_customer(company, "Ana", **{"email": "ana@example.com", **fields})


def sent(document, **fields):
    said = {"to": "ana@example.com", "mark": "a", "subject": "<DOCUMENTO>", "body": "Hola"}
    company = document.company_id
    return by_hand.send(document.pk, Message(**said | fields), by=chief(company), at=NOW)


def work(company_id, at=NOW):
    delivering.give_up_unknown(at=at)
    return delivering.deliver(company_id, clock=lambda: at)


def of_contract(contract, number):
    """Return an issued document that bills a contract."""
    document = a_draft_document(contract.customer)
    document.lines.update(contract_id=contract.pk)
    issue(document, number)
    return document


def state_of(row):
    row.refresh_from_db()
    return row.state, row.reason


class TestTaken:
    def test_the_message_is_whole(self, post):
        document = an_issued_document(a_member(post), 41)
        row = sent(document, copies="jefe@example.com", body="Vence el <VENCIMIENTO>.")
        assert (row.state, post.taken) == ("waiting", [])
        assert work(document.company_id) is None
        row.refresh_from_db()
        assert (row.state, row.sent_at, row.attempts, row.reason) == ("sent", NOW, 1, "")
        (message,) = post.messages
        assert message["From"] == "Gimnasio Sol <facturas@gimnasio.example>"
        assert (message["To"], message["Cc"]) == ("ana@example.com", "jefe@example.com")
        assert message["Subject"] == "Factura F-2026-000041"
        assert message["Message-ID"] == row.message
        assert row.message.endswith("@gimnasio.example>")
        assert message["Date"] == "Sun, 15 Mar 2026 10:00:00 +0000"
        assert message.get_body().get_content().strip() == "Vence el 31/01/2026."
        (attached,) = message.iter_attachments()
        assert attached.get_filename() == "Factura-F-2026-000041.pdf"
        pages = pypdf.PdfReader(io.BytesIO(attached.get_content())).pages
        assert "F-2026-000041" in pages[0].extract_text()
        assert "DUPLICADO" not in pages[0].extract_text()

    def test_the_company_s_copy_is_hidden(self, post):
        company = a_company(name="Gimnasio Sol")
        sends_by(company, post.port, email_copy="archivo@gimnasio.example", reply_to="a@b.es")
        document = an_issued_document(a_customer(company, "Ana"), 1)
        sent(document)
        work(company.pk)
        (envelope,), (message,) = post.taken, post.messages
        assert envelope.rcpt_tos == ["ana@example.com", "archivo@gimnasio.example"]
        assert "archivo" not in str(message["To"]) + str(message["Cc"]) + str(message["Bcc"])
        assert message["Reply-To"] == "a@b.es"

    def test_the_company_s_text_in_the_customer_s_language(self, post):
        ana = a_member(post)
        texts.keep("en", Text("Your <DOCUMENT>", "For <TOTAL>"), by=chief(ana.company_id))
        document = an_issued_document(ana, 1, language="en-GB")
        found = by_hand.propose(document.pk, by=chief(ana.company_id))
        assert found.text == Text("Your Invoice F-2026-000001", "For €121.00")

    def test_the_usual_text(self):
        document = an_issued_document(a_member(), 1)
        found = by_hand.propose(document.pk, by=chief(document.company_id))
        assert found.text.subject == "Factura F-2026-000001 de Gimnasio Sol"
        assert "con fecha 31/01/2026." in found.text.body
        assert (found.whom.to, found.has_server) == (("ana@example.com",), False)

    def test_a_duplicate_says_so(self, post):
        document = an_issued_document(a_member(post), 1)
        sent(document, duplicate=True)
        work(document.company_id)
        (attached,) = post.messages[0].iter_attachments()
        pages = pypdf.PdfReader(io.BytesIO(attached.get_content())).pages
        assert "DUPLICADO" in pages[0].extract_text()

    def test_a_line_break_makes_no_header(self, post):
        company = a_company(name="Gimnasio\r\nBcc: todos@example.com")
        sends_by(company, post.port)
        document = an_issued_document(a_customer(company, "Ana"), 1)
        sent(document, subject="De <EMPRESA>")
        work(company.pk)
        assert post.messages[0]["Subject"] == "De Gimnasio Bcc: todos@example.com"
        assert post.messages[0]["Bcc"] is None


class TestSecured:
    def test_starttls_with_a_password(self, tmp_path, monkeypatch):
        certificate, context = a_certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        post, company = Handler(), a_company()
        asks = {"tls_context": context, "require_starttls": True, "auth_required": True}
        with serving(post, authenticator=signs_in, **asks) as port:
            sends_by(company, port, security="starttls", username=USER, password=PASSWORD)
            servers.try_out("yo@example.com", by=chief(company.pk), at=NOW)
        assert post.taken[0].rcpt_tos == ["yo@example.com"]
        kept = MailServer.objects.get(company=company)
        assert PASSWORD.encode() not in bytes(kept.password)

    def test_tls_from_the_first_word(self, tmp_path, monkeypatch):
        certificate, context = a_certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        post, company = Handler(), a_company()
        with serving(post, ssl_context=context) as port:
            sends_by(company, port, security="tls")
            servers.try_out("yo@example.com", by=chief(company.pk), at=NOW)
        assert len(post.taken) == 1

    def test_a_certificate_that_nobody_knows_is_told(self, tmp_path):
        _, context = a_certificate(tmp_path)
        company = a_company()
        with serving(Handler(), ssl_context=context) as port:
            sends_by(company, port, security="tls")
            with pytest.raises(NotTaken) as refused:
                servers.try_out("yo@example.com", by=chief(company.pk), at=NOW)
        assert refused.value.reason == "certificate"

    def test_without_tls_there_is_no_word_of_the_password(self, post):
        company = a_company()
        sends_by(company, post.port, security="starttls", username=USER, password=PASSWORD)
        with pytest.raises(NotTaken) as refused:
            servers.try_out("yo@example.com", by=chief(company.pk), at=NOW)
        assert (refused.value.reason, post.taken) == ("not_supported", [])

    def test_a_wrong_password_keeps_messages_waiting(self, tmp_path, monkeypatch):
        certificate, context = a_certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        document = an_issued_document(a_member(), 1)
        with serving(Handler(), authenticator=signs_in, tls_context=context) as port:
            mine = {"security": "starttls", "username": USER, "password": "otra"}
            sends_by(document.company, port, **mine)
            row = sent(document)
            work(document.company_id)
        assert state_of(row) == ("waiting", "sign_in")
        assert "535" in row.answer

    def test_a_password_of_another_installation_is_asked_for_again(self, post, settings):
        document = an_issued_document(a_member(), 1)
        sends_by(document.company, post.port, username=USER, password=PASSWORD)
        settings.SECRET_KEY = "another key of the installation"
        row = sent(document)
        work(document.company_id)
        assert state_of(row) == ("waiting", "password_lost")

    def test_a_shared_installation_reaches_no_network_of_its_own(self, post, settings):
        document = an_issued_document(a_member(post), 1)
        settings.MAIL_PRIVATE = False
        row = sent(document)
        work(document.company_id)
        assert (state_of(row), post.taken) == (("waiting", "private"), [])


class TestRefused:
    def test_for_good_with_the_server_s_words(self, post):
        post.recipient = lambda address: "550 5.1.1 No such user here"
        document = an_issued_document(a_member(post), 1)
        row = sent(document)
        work(document.company_id)
        assert state_of(row) == ("failed", "refused")
        assert row.answer == "ana@example.com: 550 5.1.1 No such user here"

    def test_for_now_it_is_tried_again_as_the_same_message(self, post):
        post.data = "451 4.7.1 Greylisted, come back later"
        document = an_issued_document(a_member(post), 1)
        row = sent(document)
        work(document.company_id)
        assert state_of(row) == ("waiting", "refused")
        assert row.next_at == NOW + timedelta(minutes=1)
        post.data = "250 taken"
        work(document.company_id, NOW + timedelta(seconds=59))
        assert post.taken == []
        work(document.company_id, NOW + timedelta(seconds=60))
        assert (state_of(row), row.attempts) == (("sent", ""), 2)
        assert post.messages[0]["Message-ID"] == row.message

    def test_some_of_the_addresses(self, post):
        post.recipient = lambda address: "250 OK" if "ana" in address else "550 Nobody"
        document = an_issued_document(a_member(post), 1)
        row = sent(document, copies="luis@example.com")
        work(document.company_id)
        assert state_of(row) == ("sent", "")
        assert (row.refused, row.answer) == (
            ["luis@example.com"],
            "luis@example.com: 550 Nobody",
        )

    def test_nobody_answers_at_the_port(self, post):
        document = an_issued_document(a_member(), 1)
        sends_by(document.company, 9)
        rows = [sent(document), sent(document, mark="b", again=True)]
        assert work(document.company_id) is None
        assert state_of(rows[0]) == ("waiting", "unreached")
        assert (state_of(rows[1]), rows[1].attempts) == (("waiting", ""), 0)
        assert rows[1].claimed_until is None

    def test_after_nine_attempts_it_is_given_up(self):
        document = an_issued_document(a_member(), 1)
        sends_by(document.company, 9)
        row = sent(document)
        Delivery.objects.update(attempts=8)
        work(document.company_id)
        assert state_of(row) == ("failed", "unreached")


class TestUnknown:
    def test_dropped_after_the_message_it_isn_t_sent_twice(self, post):
        post.drops = True
        document = an_issued_document(a_member(post), 1)
        row = sent(document)
        work(document.company_id)
        assert state_of(row) == ("failed", "unknown")
        work(document.company_id, NOW + timedelta(days=3))
        assert len(post.taken) == 1

    def test_the_process_dies_while_it_hands_over(self, post, monkeypatch):
        document = an_issued_document(a_member(post), 1)
        row = sent(document)

        class Died(BaseException):
            """What SIGKILL would do: nothing more is written."""

        def dies(*_arguments):
            raise Died

        monkeypatch.setattr(delivering, "_write", dies)
        with pytest.raises(Died):
            work(document.company_id)
        monkeypatch.undo()
        assert (state_of(row)[0], len(post.taken)) == ("sending", 1)
        work(document.company_id, NOW + timedelta(minutes=9))
        assert state_of(row)[0] == "sending"
        work(document.company_id, NOW + timedelta(minutes=11))
        assert (state_of(row), len(post.taken)) == (("failed", "unknown"), 1)
        deliveries.retry(row.pk, by=chief(document.company_id), at=NOW)
        work(document.company_id)
        ids = {each["Message-ID"] for each in post.messages}
        assert (state_of(row), len(post.taken), ids) == (("sent", ""), 2, {row.message})

    def test_the_process_dies_before_the_first_word(self, post):
        document = an_issued_document(a_member(post), 1)
        row = sent(document)
        Delivery.objects.update(claimed_until=NOW + timedelta(minutes=10))
        work(document.company_id)
        assert post.taken == []
        work(document.company_id, NOW + timedelta(minutes=11))
        assert state_of(row) == ("sent", "")


def test_no_more_in_a_minute_than_the_server_bears(post):
    company = a_company()
    sends_by(company, post.port, per_minute=2)
    ana = a_customer(company, "Ana", email="ana@example.com")
    for number in (1, 2, 3):
        sent(an_issued_document(ana, number))
    assert work(company.pk) == 60
    assert len(post.taken) == 2
    assert work(company.pk, NOW + timedelta(seconds=61)) is None
    assert len(post.taken) == 3


class TestByHand:
    def test_the_same_form_twice_sends_once(self, post):
        document = an_issued_document(a_member(post), 1)
        assert sent(document).pk == sent(document).pk
        assert Delivery.objects.count() == 1

    def test_sent_already_it_asks(self, post):
        document = an_issued_document(a_member(post), 1)
        first = sent(document)
        with pytest.raises(AlreadySent) as asked:
            sent(document, mark="b")
        assert asked.value.last.pk == first.pk
        assert sent(document, mark="b", again=True).pk != first.pk

    def test_all_that_is_wrong_at_once(self):
        document = an_issued_document(a_member(), 1)
        with pytest.raises(ValuesRefused) as refused:
            sent(document, to="ana", copies="a@x.es, b", subject="<NADA>", body=" ")
        assert [each.path for each in refused.value.problems] == [
            "to", "copies", "subject", "body", "server",
        ]  # fmt: skip

    def test_a_variable_without_value_is_named(self, post):
        document = an_issued_document(a_member(post), 1)
        with pytest.raises(ValuesRefused) as refused:
            sent(document, body="Del <PERIODO DESDE>")
        assert [each.path for each in refused.value.problems] == ["body"]

    def test_neither_drafts_nor_void_ones_nor_others(self, post):
        ana = a_member(post)
        draft, void = a_draft_document(ana), an_issued_document(ana, 1)
        DocumentVoid.objects.create(
            company_id=ana.company_id, document=void, voided_on=NOW, reason="x", created_at=NOW
        )
        foreign = an_issued_document(a_customer(a_company()), 1)
        for each in (draft, void, foreign, Document(pk=10**9, company_id=ana.company_id)):
            message = Message(to="a@x.es", mark="a", subject="a", body="b")
            with pytest.raises(NoSuchDocument):
                by_hand.send(each.pk, message, by=chief(ana.company_id), at=NOW)

    def test_many_and_what_is_left_is_told(self, post):
        ana = a_member(post)
        company = Company.objects.get(pk=ana.company_id)
        goes, before = an_issued_document(ana, 1), an_issued_document(ana, 2)
        nobody = an_issued_document(a_customer(company, "Sin correo"), 3)
        BadAddress.objects.create(company=company, address="mal@x.es", bounced_at=NOW)
        bad = an_issued_document(a_customer(company, "Mal", email="Mal@x.es"), 4)
        draft = a_draft_document(ana)
        sent(before)
        ids = [goes.pk, before.pk, nobody.pk, bad.pk, draft.pk]
        done = by_hand.send_many(ids, "m", by=chief(company.pk), at=NOW)
        assert done == (1, (nobody.pk,), (bad.pk,), (before.pk,), 1)
        again = by_hand.send_many(ids, "m", again=True, by=chief(company.pk), at=NOW)
        assert (again.sent, again.already) == (1, (goes.pk,))
        work(company.pk)
        assert len(post.taken) == 3
        usual = {"Factura F-2026-000001 de Gimnasio Sol", "Factura F-2026-000002 de Gimnasio Sol"}
        assert usual <= {each["Subject"] for each in post.messages}

    def test_more_than_one_act_sends(self):
        ana = a_member()
        with pytest.raises(by_hand.TooMany):
            by_hand.send_many(list(range(501)), "m", by=chief(ana.company_id), at=NOW)


class TestByItself:
    def test_contract_and_customer_say_so(self, post):
        ana = a_member(post)
        company = ana.company
        wants = a_draft_contract(ana, sending="create_and_send", email_to="obra@example.com")
        silent = a_draft_contract(ana)
        mine = of_contract(wants, 1)
        other = of_contract(silent, 2)
        luis = a_customer(company, "Luis", email="luis@x.es", sending="create_and_send")
        third = an_issued_document(luis, 3)
        ids = [mine.pk, other.pk, third.pk]
        assert enlisting.enlist(ids, by=chief(company.pk), at=NOW) == 2
        assert enlisting.enlist(ids, by=chief(company.pk), at=NOW) == 0
        work(company.pk)
        assert [each.rcpt_tos for each in post.taken] == [["obra@example.com"], ["luis@x.es"]]

    def test_what_cannot_go_is_written_down(self):
        company = a_company()
        ana = a_customer(company, "Ana", sending="create_and_send")
        luis = a_customer(company, "Luis", sending="create_and_send", email="luis@x.es")
        ids = [an_issued_document(ana, 1).pk, an_issued_document(luis, 2).pk]
        enlisting.enlist(ids, by=chief(company.pk), at=NOW)
        rows = Delivery.objects.order_by("document")
        assert [(each.state, each.reason) for each in rows] == [
            ("failed", "no_server"),
            ("failed", "no_server"),
        ]
        sends_by(company, 9)
        BadAddress.objects.create(company=company, address="luis@x.es", bounced_at=NOW)
        more = [an_issued_document(ana, 3).pk, an_issued_document(luis, 4).pk]
        enlisting.enlist(more, by=chief(company.pk), at=NOW)
        rows = Delivery.objects.filter(document__in=more).order_by("document")
        assert [each.reason for each in rows] == ["no_address", "bad_address"]
        assert deliveries.in_trouble(by=chief(company.pk)) == 4

    def test_a_text_with_nothing_to_say_fails_by_name(self, post):
        ana = a_member(post, sending="create_and_send")
        texts.keep("es", Text("<DOCUMENTO>", "Del <PERIODO DESDE>"), by=chief(ana.company_id))
        document = an_issued_document(ana, 1)
        enlisting.enlist([document.pk], by=chief(ana.company_id), at=NOW)
        work(ana.company_id)
        row = Delivery.objects.get()
        assert (row.state, row.reason, row.answer) == ("failed", "no_value", "PERIODO DESDE")


class TestBounced:
    def test_the_address_is_marked_until_it_is_right(self, post):
        document = an_issued_document(a_member(post), 1)
        company = chief(document.company_id)
        row = sent(document)
        with pytest.raises(NotSent):
            deliveries.bounce(row.pk, by=company, at=NOW)
        work(document.company_id)
        deliveries.bounce(row.pk, reason="No existe", by=company, at=NOW)
        assert state_of(row) == ("bounced", "bounced")
        (bad,) = deliveries.bad_addresses(by=company)
        assert (bad.address, bad.reason) == ("ana@example.com", "No existe")
        assert by_hand.propose(document.pk, by=company).bad == (bad,)
        assert deliveries.in_trouble(by=company) == 1
        with pytest.raises(NotRetryable):
            deliveries.retry(row.pk, by=company, at=NOW)
        assert deliveries.is_right_again("ANA@example.com", by=company)
        sent(document, mark="b", again=True)
        assert deliveries.in_trouble(by=company) == 0

    def test_which_of_several(self, post):
        document = an_issued_document(a_member(post), 1)
        company = chief(document.company_id)
        row = sent(document, to="ana@example.com, luis@example.com")
        work(document.company_id)
        for wrong in ("", "otro@example.com"):
            with pytest.raises(ValuesRefused):
                deliveries.bounce(row.pk, address=wrong, by=company, at=NOW)
        deliveries.bounce(row.pk, address="Luis@example.com", by=company, at=NOW)
        assert BadAddress.objects.get().address == "luis@example.com"


class TestServer:
    def test_all_that_is_wrong_at_once(self):
        wanted = Wanted(
            host="", port=0, security="none", sender="x", reply_to="y", email_copy="z",
            per_minute=0, sending="w",
        )  # fmt: skip
        with pytest.raises(ValuesRefused) as refused:
            servers.keep(wanted, by=chief(a_company().pk))
        assert [each.path for each in refused.value.problems] == [
            "host", "port", "security", "sender", "reply_to", "per_minute", "sending",
            "email_copy",
        ]  # fmt: skip

    def test_without_security_to_this_machine_alone(self):
        company = a_company()
        with pytest.raises(ValuesRefused):
            sends_by(company, 25, host="mail.example.com")
        sends_by(company, 25, host="localhost")

    def test_the_password_isn_t_told_to_another_server(self):
        company = a_company()
        sends_by(company, 25, username="u", password="p")
        sends_by(company, 25, username="u", sender="otra@x.es")
        for other in ({"host": "localhost"}, {"port": 26}, {"username": "v"}):
            values = {"username": "u", **other}
            with pytest.raises(ValuesRefused) as refused:
                sends_by(company, values.pop("port", 25), **values)
            assert [each.path for each in refused.value.problems] == ["password"]
        sends_by(company, 26, username="u", password="p")

    def test_another_company_has_a_server_of_its_own(self, post):
        mine, theirs = a_company(), a_company()
        sends_by(theirs, post.port)
        assert servers.find(by=chief(mine.pk)) is None
        with pytest.raises(servers.NoServer):
            servers.try_out("a@x.es", by=chief(mine.pk), at=A_MOMENT)

    def test_history_says_that_the_password_is_another_and_not_which(self):
        company = a_company()
        sends_by(company, 25, username="u", password="p")
        sends_by(company, 25, username="u", password="q")
        from cadencia.parties.people import History

        rows = History.objects.filter(company=company, table_name="mailing_mailserver")
        changes = [each.changes for each in rows.order_by("id")]
        assert changes == [{}, {"password": []}]

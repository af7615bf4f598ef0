"""The list of contracts, what waits, and what is due, as a clerk asks for them (GE-3, LC-4)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadencia.billing import acts, confirming
from cadencia.billing.confirming import Which
from cadencia.billing.models import Refusal
from cadencia.contracts.models import Contract, PriceReview
from cadencia.documents.models import Document
from tests import factories
from tests.backoffice.office import at_work

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
NAMES = ("confirmations", "parked", "renewals", "complete", "reviews")


def the_clock():
    return NOW


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "tests.backoffice.test_contract_list.the_clock"


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def clerk(company):
    return at_work(company, "clerk")


@pytest.fixture
def posted(company):
    def make(code, name="Ana", **fields):
        buyer = factories.a_customer(company, name)
        draft = factories.a_draft_contract(buyer, ("CUOTA", "45.00"), code=code, **fields)
        return acts.post(draft.pk, on=date(2026, 1, 1), by=factories.chief(company.pk))

    return make


def text(answer):
    return " ".join(answer.content.decode().split())


class TestList:
    def test_shows_code_customer_next_date_and_amount(self, clerk, posted):
        posted("CUO-1", "María García")
        told = text(clerk.get("/contracts/"))
        assert "CUO-1" in told
        assert "María García" in told
        assert "31/01/2026" in told
        assert "54,45 €" in told
        assert "2 vencidas" in told
        assert "Generar facturas (1)" in told
        assert 'aria-label="Qué se puede hacer con CUO-1"' in told
        assert told.count('aria-label="sí">check') == 2  # posted, active

    def test_what_people_wrote_is_text_and_nothing_else(self, clerk, company, posted):
        evil = "<b>\"'&{}%(code)s"
        contract = posted("CUO-2", evil, reference=evil, project=evil)
        Refusal.objects.create(company=company, contract=contract, code="x", message=evil, at=NOW)
        told = text(clerk.get("/contracts/"))
        assert evil not in told
        assert '<b>"' not in told
        written = "&lt;b&gt;&quot;&#x27;&amp;{}%(code)s"
        assert told.count(written) >= 4

    def test_drafts_lean_and_what_is_void_is_struck_through(self, clerk, company, posted):
        draft = factories.a_draft_contract(factories.a_customer(company), ("X", "1.00"), code="DR")
        acts.void(posted("VO").pk, by=factories.chief(company.pk))
        told = text(clerk.get("/contracts/"))
        assert 'class="is-draft" data-row' in told
        assert 'class="is-void" data-row' in told
        assert draft.code in told

    def test_filters_stand_in_the_address_and_come_back(self, clerk, posted):
        posted("AAA", project="Norte")
        posted("BBB", project="Sur")
        assert "BBB" not in text(clerk.get("/contracts/?project=Norte"))
        again = clerk.get("/contracts/")
        assert again.status_code == 302
        assert again["Location"] == "/contracts/?project=Norte"
        assert "BBB" in text(clerk.get("/contracts/?clear"))
        assert clerk.get("/contracts/").status_code == 200

    @pytest.mark.parametrize(
        "query",
        ["?due=nunca", "?standing=no", "?page=-1", "?page=99999999999", "?order=zzz", "?q=%00",
         "?kind=%00&ending=31/02/2026", "?generation=x"],
    )  # fmt: skip
    def test_what_can_not_be_read_does_not_restrict(self, clerk, posted, query):
        posted("AAA")
        assert "AAA" in text(clerk.get(f"/contracts/{query}"))

    def test_another_company_is_not_seen(self, clerk):
        other = factories.a_company()
        buyer = factories.a_customer(other, "Zoe Otra")
        found = factories.a_posted_contract(buyer, ("CUOTA", "1.00"), code="OTHER")
        assert "OTHER" not in text(clerk.get("/contracts/"))
        for way in ("acts/", "acts/pause/", "why/"):
            assert clerk.get(f"/contracts/{found.pk}/{way}").status_code == 404

    def test_queries_do_not_grow_with_the_rows(self, clerk, posted):
        posted("A0")
        clerk.get("/contracts/?order=next")
        with CaptureQueriesContext(connection) as few:
            clerk.get("/contracts/?order=next")
        for number in range(1, 6):
            posted(f"A{number}")
        with CaptureQueriesContext(connection) as many:
            clerk.get("/contracts/?order=next")
        assert len(many) == len(few)

    def test_an_auditor_reads_and_is_offered_nothing(self, company, posted):
        posted("AAA")
        told = text(at_work(company, "auditor").get("/contracts/"))
        assert "AAA" in told
        assert "Generar facturas" not in told
        assert "Contrato nuevo" not in told


class TestWhatIsDue:
    def test_is_told_with_numbers_and_generated_as_shown(self, clerk, posted):
        posted("AAA")
        posted("BBB")
        asked = clerk.get("/contracts/due/", HTTP_X_OFFICE_SCRIPT="1")
        told = text(asked)
        assert "217,80 €" in told  # two contracts, two installments each
        assert "Generar 4 documentos" in told
        expect = asked.context["summary"].fingerprint
        done = clerk.post("/contracts/due/", {"issue": "yes", "expect": expect})
        assert done.status_code == 302
        assert Document.objects.filter(number__isnull=False).count() == 4

    def test_only_the_oldest_of_each(self, clerk, posted):
        posted("AAA")
        asked = clerk.get("/contracts/due/?oldest=1", HTTP_X_OFFICE_SCRIPT="1")
        assert "54,45 €" in text(asked)
        said = {"issue": "no", "oldest": "1", "expect": asked.context["summary"].fingerprint}
        clerk.post("/contracts/due/", said)
        (document,) = Document.objects.all()
        assert document.number is None
        assert document.operation_date == date(2026, 1, 31)

    def test_a_search_is_handed_to_the_run_by_codes(self, clerk, posted):
        posted("AAA", "María García")
        posted("BBB", "Pedro Soler")
        asked = clerk.get("/contracts/due/?q=garcia")
        assert "108,90 €" in text(asked)
        assert "contracts=AAA" in asked.context["wizard"]

    def test_the_wizard_gets_the_filter(self, clerk, posted):
        posted("AAA", project="Norte")
        asked = clerk.get("/contracts/due/?project=Norte")
        assert asked.context["wizard"] == "/generation/?days=as_of&projects=Norte"

    def test_what_changed_meanwhile_is_not_billed(self, clerk, posted):
        posted("AAA")
        expect = clerk.get("/contracts/due/").context["summary"].fingerprint
        posted("BBB")
        clerk.post("/contracts/due/", {"issue": "yes", "expect": expect})
        assert not Document.objects.filter(number__isnull=False).exists()

    def test_wants_the_role(self, company):
        assert at_work(company, "auditor").get("/contracts/due/").status_code == 403


class TestWaiting:
    @pytest.mark.parametrize("name", NAMES)
    def test_empty_lists_say_so(self, clerk, name):
        from django.urls import reverse

        answer = clerk.get(reverse(f"office:{name}"))
        assert answer.status_code == 200
        assert "o-empty" in text(answer)

    def test_confirms_what_is_ticked(self, clerk, company, posted):
        found = posted("AAA")
        confirming.require_confirmation(found.pk, Which.FIRST, by=factories.chief(company.pk))
        assert "AAA" in text(clerk.get("/contracts/to-confirm/"))
        clerk.post("/contracts/to-confirm/", {"chosen": f"{found.pk}:first"})
        assert Contract.objects.get(pk=found.pk).first_confirmed

    def test_parked_ones_are_looked_at_again(self, clerk, company, posted):
        found = posted("AAA")
        Refusal.objects.create(
            contract=found, company=company, code="x", message="Falta algo.", at=NOW
        )
        assert "Falta algo." in text(clerk.get("/contracts/parked/"))
        answer = clerk.post("/contracts/parked/", {"chosen": str(found.pk)}, follow=True)
        assert "Se han mirado 1 contratos: 1 pueden facturarse ahora." in text(answer)
        assert not Refusal.objects.exists()

    def test_what_ends_is_offered_for_renewal(self, clerk, posted):
        posted("AAA", starts_on=date(2025, 5, 1), ends_on=date(2026, 4, 30))
        told = text(clerk.get("/contracts/to-renew/?until=30/04/2026"))
        assert "AAA" in told
        assert "30/04/2026" in told
        assert "AAA" not in text(clerk.get("/contracts/to-renew/?until=29/04/2026"))

    def test_reviews_show_the_prices_before_and_after(self, clerk, company, posted):
        found = posted("AAA", allow_price_updates=True)
        PriceReview.objects.create(
            company=company, contract=found, position=1, valid_from=date(2025, 5, 1),
            every_months=12, percent=Decimal(10),
        )  # fmt: skip
        told = text(clerk.get("/contracts/reviews/"))
        assert "01/05/2026" in told
        assert "49,50" in told  # 45.00 once raised
        assert "54,45" in told  # and raised again

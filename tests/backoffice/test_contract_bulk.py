"""Changes of many contracts: seen first, done as seen, undone; large ones by a job (LC-7)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import acts, bulk_by_job, bulk_task, kept_answers
from cadencia.billing.choosing import Choice
from cadencia.contracts.models import BulkAct, Contract, ScheduledModification
from cadencia.parties.access import NotAllowed
from tests import factories
from tests.backoffice.office import PASSWORD, a_user, at_work

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 15)
RISE = "w-how=percent&w-percent=3,5&w-since=01/07/2026"
ORDER = ("price", {"how": "percent", "percent": Decimal("3.5"), "since": date(2026, 7, 1)})


def the_clock():
    return NOW


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "tests.backoffice.test_contract_bulk.the_clock"


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return factories.chief(company.pk)


@pytest.fixture
def manager(company):
    return at_work(company, "manager")


@pytest.fixture
def three(company, boss):
    for code, updates in (("A", True), ("B", True), ("C", False)):
        draft = factories.a_draft_contract(
            factories.a_customer(company),
            ("CUOTA", "40.00"),
            code=code,
            project="Norte" if code == "A" else "Sur",
            allow_price_updates=updates,
        )
        acts.post(draft.pk, on=date(2026, 1, 1), by=boss)


def text(answer):
    return " ".join(answer.content.decode().split())


class TestSeen:
    def test_prices_before_and_after_and_who_is_left_out(self, manager, three):
        answer = manager.get(f"/contracts/several/price/?{RISE}")
        told = text(answer)
        assert "Cambiarían 2 contratos" in told
        (why,) = answer.context["left_out"]
        assert (why["count"], why["more"]) == (1, 0)
        assert why["named"][0].startswith("C")
        assert "40,00" in told
        assert "41,40" in told
        assert "1 aparte" in told
        assert "sus precios no se actualizan" in told or "no admite" in told or "precios" in told
        assert not BulkAct.objects.exists()

    def test_only_those_ticked_or_filtered(self, manager, three):
        ticked = manager.get(f"/contracts/several/price/?chosen=B&{RISE}")
        assert "Cambiaría 1 contrato" in text(ticked)
        filtered = manager.get(f"/contracts/several/price/?project=Norte&{RISE}")
        assert [each["contract"] for each in filtered.context["seen"].touched] == ["A"]
        searched = manager.get(f"/contracts/several/price/?q=b&standing=active&{RISE}")
        assert [each["contract"] for each in searched.context["seen"].touched] == ["B"]

    def test_a_filter_that_finds_nobody_changes_nobody(self, manager, three):
        seen = manager.get(f"/contracts/several/price/?q=zzzz&{RISE}").context["seen"]
        assert seen.contracts == 0

    @pytest.mark.parametrize(
        "kind", ["price", "review", "item", "payment_method", "day", "template"]
    )
    def test_every_form_opens_and_names_what_is_missing(self, manager, three, kind):
        assert manager.get(f"/contracts/several/{kind}/").status_code == 200
        assert manager.get(f"/contracts/several/{kind}/?w-since=nunca").status_code == 200

    def test_a_number_is_read_as_it_is_written(self, manager, three):
        answer = manager.get("/contracts/several/price/?w-how=amount&w-amount=-1,25&w-since=1/7/26")
        assert "38,75" in text(answer)

    def test_clerks_may_not(self, company, three):
        clerk = at_work(company, "clerk")
        for way in ("", "price/", f"price/?{RISE}"):
            assert clerk.get(f"/contracts/several/{way}").status_code == 403
        assert clerk.post(f"/contracts/several/price/?{RISE}").status_code == 403


class TestDone:
    def test_done_as_seen_listed_and_undone(self, manager, three):
        seen = manager.get(f"/contracts/several/price/?{RISE}").context["seen"]
        done = manager.post(f"/contracts/several/price/?{RISE}", {"expect": seen.fingerprint})
        act = BulkAct.objects.get()
        assert done["Location"] == f"/contracts/several/acts/{act.pk}/"
        assert ScheduledModification.objects.count() == 2
        told = text(manager.get(done["Location"]))
        assert "41,40" in told
        assert f">{act.pk}</a>" in text(manager.get("/contracts/several/acts/"))
        manager.post(f"/contracts/several/acts/{act.pk}/")
        assert not ScheduledModification.objects.exists()
        again = manager.post(f"/contracts/several/acts/{act.pk}/")
        assert again.status_code == 422

    def test_what_changed_meanwhile_is_shown_again(self, manager, three, boss):
        seen = manager.get(f"/contracts/several/price/?{RISE}").context["seen"]
        acts.finish(Contract.objects.get(code="A").pk, on=TODAY, by=boss)
        answer = manager.post(f"/contracts/several/price/?{RISE}", {"expect": seen.fingerprint})
        assert answer.status_code == 422
        assert "mirarlo otra vez" in text(answer)
        assert not BulkAct.objects.exists()

    def test_templates_want_credentials(self, company, three):
        manager = at_work(company, user=a_user(company, "manager", password=PASSWORD))
        answer = manager.post("/contracts/several/template/?w-new_template=", {})
        assert answer.status_code == 403
        assert b"office-credentials" in answer.content

    def test_another_company_s_act_is_not_found(self, manager):
        other = factories.a_company()
        act = BulkAct.objects.create(company=other, kind="price", at=NOW)
        assert manager.get(f"/contracts/several/acts/{act.pk}/").status_code == 404


class TestByJob:
    @pytest.fixture(autouse=True)
    def many(self, monkeypatch, three):
        monkeypatch.setattr(bulk_by_job, "AT_ONCE", 1)
        left = []
        monkeypatch.setattr(bulk_task.work_on_many, "defer", lambda **order: left.append(order))
        self.left = left

    def work(self):
        bulk_task.work_on_many(**self.left.pop())

    def test_a_large_one_is_worked_out_and_then_done(self, manager, company):
        first = manager.get(f"/contracts/several/price/?{RISE}")
        assert first.context["seen"].is_waiting
        self.work()
        seen = manager.get(f"/contracts/several/price/?{RISE}").context["seen"]
        assert (seen.contracts, seen.left_out_count) == (2, 1)
        done = manager.post(f"/contracts/several/price/?{RISE}", {"expect": seen.fingerprint})
        assert manager.get(done["Location"]).status_code == 200
        self.work()
        act = BulkAct.objects.get()
        assert manager.get(done["Location"])["Location"] == f"/contracts/several/acts/{act.pk}/"

    def test_it_is_asked_once_however_often_it_is_looked_at(self, manager):
        manager.get(f"/contracts/several/price/?{RISE}")
        manager.get(f"/contracts/several/price/?{RISE}")
        assert len(self.left) == 1

    def test_what_it_refuses_is_told(self, company, boss):
        done = bulk_by_job.execute(Choice(), ORDER, expect="f" * 64, today=TODAY, at=NOW, by=boss)
        self.work()
        found = bulk_by_job.done(done.key, by=boss)
        assert (found.act_id, found.failed) == (None, "ProposalChanged")
        assert kept_answers.read("bulk_act", done.key, by=boss).answer is None

    def test_how_far_it_is_and_cancelling_before_its_turn(self, manager, company):
        seen = manager.get(f"/contracts/several/price/?{RISE}")
        key = seen.context["seen"].key
        part = f"/contracts/several/at-work/preview/{key}/?back=/contracts/"
        assert "Esperando turno" in manager.get(part).content.decode()
        assert manager.post(part)["Location"] == "/contracts/"
        assert manager.get(part)["Location"] == "/contracts/"
        self.work()  # too late: nothing is worked out
        page = manager.get(f"/contracts/several/price/?{RISE}")
        assert page.context["is_cancelled"]
        again = manager.post(f"/contracts/several/price/?{RISE}", {"again": "1"})
        assert again.status_code == 302
        self.work()
        page = manager.get(f"/contracts/several/price/?{RISE}")
        assert page.context["seen"].contracts == 2

    def test_a_change_that_is_cancelled_changes_nothing(self, manager, company, boss):
        manager.get(f"/contracts/several/price/?{RISE}")
        self.work()
        seen = manager.get(f"/contracts/several/price/?{RISE}").context["seen"]
        done = manager.post(f"/contracts/several/price/?{RISE}", {"expect": seen.fingerprint})
        key = done["Location"].partition("waiting=")[2]
        cancelled = manager.post(f"/contracts/several/at-work/change/{key}/", follow=True)
        assert "no se ha cambiado nada" in cancelled.content.decode()
        self.work()
        assert not BulkAct.objects.exists()
        assert not bulk_by_job.cancel(bulk_by_job.DONE, key, by=boss)

    def test_what_is_done_can_be_cancelled_no_more(self, manager, boss):
        manager.get(f"/contracts/several/price/?{RISE}")
        self.work()
        seen = manager.get(f"/contracts/several/price/?{RISE}").context["seen"]
        done = manager.post(f"/contracts/several/price/?{RISE}", {"expect": seen.fingerprint})
        self.work()
        key = done["Location"].partition("waiting=")[2]
        assert not bulk_by_job.cancel(bulk_by_job.DONE, key, by=boss)
        page = manager.get(done["Location"], follow=True).content.decode()
        assert "Se puede deshacer aquí" in page

    def test_whoever_looks_on_hears_how_far_it_is(self, boss):
        heard = []
        order = {"choice": {}, "kind": "price", "values": {"how": "percent", "percent": "3",
                 "since": "2026-12-01"}}  # fmt: skip
        bulk_by_job.answer_of(
            bulk_by_job.PREVIEW, order, today=TODAY, at=NOW, by=boss,
            tell=lambda done, total: heard.append((done, total)),
        )  # fmt: skip
        assert heard == [(0, 3), (3, 3)]

        def stop(done, total):
            raise kept_answers.Cancelled

        with pytest.raises(kept_answers.Cancelled):
            bulk_by_job.answer_of(bulk_by_job.DONE, order, today=TODAY, at=NOW, by=boss, tell=stop)
        assert not BulkAct.objects.exists()

    def test_another_s_work_is_not_found(self, manager):
        assert manager.get("/contracts/several/at-work/nothing/abc/").status_code == 404

    def test_whoever_may_not_leaves_no_job(self, company):
        from cadencia.parties.access import GRANTS, Actor, Role

        clerk = Actor(company_id=company.pk, permissions=GRANTS[Role.CLERK])
        with pytest.raises(NotAllowed):
            bulk_by_job.execute(Choice(), ORDER, expect="", today=TODAY, at=NOW, by=clerk)
        assert self.left == []

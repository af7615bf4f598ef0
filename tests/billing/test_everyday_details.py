"""One-off lines, details, follow-up, confirmation and what is complete, on posted contracts."""

from datetime import date

import pytest

from cadencia.billing import (
    changing_details,
    completing,
    confirming,
    following_up,
    one_offs,
    pausing,
    preview,
    withdrawing,
)
from cadencia.billing.acts import Drafts, DraftsWait
from cadencia.billing.confirming import Which
from cadencia.billing.following_up import Comment
from cadencia.billing.models import Refusal
from cadencia.billing.scopes import Scope
from cadencia.billing.why import why
from cadencia.contracts.followup_models import FollowUpKind
from cadencia.contracts.models import Contract, ContractLine
from cadencia.core import agreement
from cadencia.parties.access import NotAllowed
from cadencia.parties.models import Company, User
from cadencia.parties.people import Membership
from cadencia.parties.problems import ValuesRefused
from cadencia.parties.services import save_sales_rep
from tests import factories
from tests.billing.everyday_world import (
    a_member,
    chief,
    codes,
    day,
    generate,
    ledger,
    look_from,
    nets,
    someone,
)

pytestmark = pytest.mark.django_db


class TestOneOffs:
    def add(self, contract, **form):
        values = {"description": "Toalla", "unit_price": "5.00", "taxes": ["IVA21"], **form}
        return one_offs.add_one_off(contract.pk, values, by=chief(contract))

    @pytest.mark.parametrize(
        ("when", "billed_on"),
        [("2026-01-15", "2026-01-15"), ("2026-03", "2026-03-31"), ("next", "2026-01-31")],
    )
    def test_each_is_billed_in_its_time(self, when, billed_on):
        mine = a_member()
        line = self.add(mine, one_off_on=when)
        generate(mine, "2026-12-31")
        row = mine.ledger.get(contract_line=line)
        assert (str(row.due_on), row.state) == (billed_on, "billed")

    def test_typed_late_it_is_still_billed(self):
        mine = a_member()
        generate(mine, "2026-02-28")
        self.add(mine, one_off_on="2026-01-10")
        assert look_from(mine) == "2026-01-10"
        generate(mine, "2026-03-01")
        assert nets(mine) == "5.00 45.00 45.00"

    def test_all_that_is_wrong_is_said_at_once(self):
        mine = a_member()
        with pytest.raises(ValuesRefused) as refused:
            self.add(mine, one_off_on="mañana", unit_price=5, quantity="-1", precio="1")
        assert set(codes(refused)) == {"one_off_on", "unit_price", "quantity", "precio"}
        assert mine.lines.count() == 1

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({}, "one_off_on"),
            ({"one_off_on": "next", "key": "l1"}, "key"),
            ({"one_off_on": "next", "series": "NADA"}, "series"),
            ({"one_off_on": "next", "description": "<NADA>"}, "description"),
            ({"one_off_on": "next", "unit_price": None}, "unit_price"),
            ({"one_off_on": "next", "payment_method": "4111111111111111"}, "payment_method"),
            ({"one_off_on": "2026-07-01"}, "one_off_on"),
        ],
    )
    def test_what_the_contract_does_not_admit(self, form, field):
        mine = a_member(ends_on="2026-06-30")
        with pytest.raises(ValuesRefused) as refused:
            self.add(mine, **form)
        assert codes(refused) == [field]

    def test_one_not_billed_is_taken_away(self):
        mine = a_member()
        line = self.add(mine, one_off_on="2026-01-15")
        one_offs.remove_one_off(mine.pk, line.key, by=chief(mine))
        assert not ContractLine.objects.filter(pk=line.pk).exists()
        assert look_from(mine) == "2026-01-31"

    def test_one_billed_is_not(self):
        mine = a_member()
        line = self.add(mine, one_off_on="2026-01-15")
        generate(mine, "2026-01-15")
        with pytest.raises(ValuesRefused) as refused:
            one_offs.remove_one_off(mine.pk, line.key, by=chief(mine))
        assert codes(refused) == ["line"]

    def test_one_of_a_deleted_draft_is_skipped_for_good(self):
        mine = a_member()
        line = self.add(mine, one_off_on="2026-01-15")
        generate(mine, "2026-01-15", issue=False)
        one_offs.remove_one_off(mine.pk, line.key, by=chief(mine), waiting=Drafts.DELETE)
        assert ledger(mine) == ["None:2026-01-15 skipped"]
        generate(mine, "2026-01-31")
        assert nets(mine) == "45.00"

    @pytest.mark.parametrize("key", ["l1", "nada"])
    def test_no_other_line_is(self, key):
        mine = a_member()
        with pytest.raises(ValuesRefused):
            one_offs.remove_one_off(mine.pk, key, by=chief(mine))


class TestDetails:
    def change(self, contract, **values):
        return changing_details.change_details(contract.pk, values, by=chief(contract))

    def test_the_next_document_has_them(self):
        mine = a_member()
        generate(mine, "2026-01-31")
        self.change(mine, payment_method="transfer", delivery_address="Almacén")
        generate(mine, "2026-02-28")
        methods = mine.ledger.order_by("number").values_list(
            "links__document__payment_method", flat=True
        )
        assert list(methods) == ["", "transfer"]

    def test_who_is_in_charge(self):
        mine = a_member()
        user = User.objects.create_user("eva")
        Membership.objects.create(company_id=mine.company_id, user=user, role="clerk")
        company = Company.objects.get(pk=mine.company_id)
        rep = save_sales_rep(company, "V1", "Vendedor", by=chief(mine))
        changed = self.change(mine, responsible="eva", sales_rep="V1", notes="Llamar")
        assert (changed.responsible, changed.sales_rep, changed.notes) == (user, rep, "Llamar")
        assert self.change(mine, responsible=None, sales_rep=None).responsible is None

    def test_all_that_is_wrong_is_said_at_once(self):
        mine = a_member()
        User.objects.create_user("otra")
        with pytest.raises(ValuesRefused) as refused:
            self.change(
                mine, responsible="otra", sales_rep="V9", mandate="4111111111111111", code="X"
            )
        assert set(codes(refused)) == {"responsible", "sales_rep", "mandate", "code"}

    def test_waiting_drafts_matter_only_to_what_is_printed(self):
        mine = a_member()
        generate(mine, "2026-01-31", issue=False)
        before = Contract.objects.get(pk=mine.pk).version
        self.change(mine, notes="Llamar", contact="Eva")
        assert Contract.objects.get(pk=mine.pk).version == before
        with pytest.raises(DraftsWait):
            self.change(mine, mandate="M-1")


class TestFollowUp:
    def write(self, contract, text="Llamará", on="2026-03-01", **given):
        post = given.pop("post", True)
        comment = Comment(text=text, **given)
        return following_up.write(
            contract.pk, comment, on=day(on), at=factories.A_MOMENT, post=post, by=chief(contract)
        )

    def test_the_newest_first(self):
        mine = a_member()
        self.write(mine, "Uno")
        self.write(mine, "Dos")
        self.write(mine, "Antes", on="2026-02-01")
        found = following_up.listed(mine.pk, by=chief(mine))
        assert [each.text for each in found] == ["Dos", "Uno", "Antes"]

    def test_a_draft_is_rewritten_and_posted_once(self):
        mine = a_member()
        draft = self.write(mine, "Borrador", post=False)
        by = chief(mine)
        following_up.rewrite(draft.pk, Comment(text="Bueno"), by=by)
        following_up.post(draft.pk, at=factories.A_MOMENT, by=by)
        for act in (
            lambda: following_up.rewrite(draft.pk, Comment(text="Otro"), by=by),
            lambda: following_up.post(draft.pk, at=factories.A_MOMENT, by=by),
        ):
            with pytest.raises(following_up.AlreadyPosted):
                act()
        assert following_up.listed(mine.pk, by=by)[0].text == "Bueno"

    def test_a_promise_until_a_comment_answers_it(self):
        mine = a_member()
        by = chief(mine)
        kind = FollowUpKind.PROMISE
        promise = self.write(mine, "Pagará", kind=kind, promised_on=day("2026-03-10"))
        assert following_up.open_promises(until=day("2026-03-09"), by=by) == []
        assert following_up.open_promises(until=day("2026-03-10"), by=by) == [promise]
        self.write(mine, "", on="2026-03-11", outcome="Pagó", about=promise.pk)
        assert following_up.open_promises(until=day("2026-03-10"), by=by) == []

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"text": " "}, "text"),
            ({"kind": FollowUpKind.PROMISE}, "promised_on"),
            ({"promised_on": date(2026, 2, 1)}, "promised_on"),
            ({"document_id": 0}, "document"),
            ({"about": 0}, "about"),
        ],
    )
    def test_refused(self, given, field):
        mine = a_member()
        with pytest.raises(ValuesRefused) as refused:
            self.write(mine, **given)
        assert codes(refused) == [field]

    def test_it_may_name_a_document_of_the_customer(self):
        mine = a_member()
        generate(mine, "2026-01-31")
        document = mine.ledger.get().links.get().document
        assert self.write(mine, document_id=document.pk).document_id == document.pk

    def test_a_finished_contract_is_followed_up_too(self):
        mine = a_member()
        Contract.objects.filter(pk=mine.pk).update(state="finished")
        assert self.write(mine).pk

    def test_an_auditor_reads_and_does_not_write(self):
        mine = a_member()
        auditor = someone(mine, "auditor")
        assert following_up.listed(mine.pk, by=auditor) == []
        with pytest.raises(NotAllowed):
            following_up.write(
                mine.pk, Comment(text="x"), on=day("2026-03-01"), at=factories.A_MOMENT, by=auditor
            )


class TestConfirmation:
    def wanted(self, which, **fields):
        mine = a_member(**fields)
        confirming.require_confirmation(mine.pk, which, by_date=day("2026-01-20"), by=chief(mine))
        return mine

    def test_the_first_is_held_seen_in_the_preview_and_billed_once_confirmed(self):
        mine = self.wanted(Which.FIRST)
        scope = Scope(as_of=day("2026-02-28"))
        ((_, plan),) = preview.plans(scope, by=chief(mine), clock=lambda: factories.A_MOMENT)
        assert [each.code for each in plan.refusals] == ["unconfirmed_first"]
        generate(mine, "2026-02-28")
        assert (ledger(mine), Refusal.objects.get().code) == ([], "unconfirmed_first")
        told = why(
            mine.code,
            day("2026-01-31"),
            as_of=day("2026-02-28"),
            by=chief(mine),
        )
        assert [each.code for each in told.causes][:2] == ["parked", "refused"]
        confirming.confirm(mine.pk, Which.FIRST, by=chief(mine))
        assert not Refusal.objects.exists()
        generate(mine, "2026-02-28")
        assert len(ledger(mine)) == 2

    def test_the_last_alone_is_held(self):
        mine = self.wanted(Which.LAST, installments=2)
        generate(mine, "2026-12-31")
        assert ledger(mine) == ["1:2026-01-31 billed"]
        assert look_from(mine) == "2026-02-28"
        generate(mine, "2026-12-31")
        assert Refusal.objects.get().code == "unconfirmed_last"
        confirming.confirm(mine.pk, Which.LAST, by=chief(mine))
        generate(mine, "2026-12-31")
        assert len(ledger(mine)) == 2

    def test_a_company_may_only_be_reminded(self):
        mine = self.wanted(Which.FIRST)
        Company.objects.filter(pk=mine.company_id).update(unconfirmed="remind")
        (found,) = confirming.waiting(by=chief(mine))
        assert (found.is_held, str(found.due_on), str(found.by)) == (
            False, "2026-01-31", "2026-01-20",
        )  # fmt: skip
        generate(mine, "2026-01-31")
        assert ledger(mine) == ["1:2026-01-31 billed"]
        assert confirming.waiting(by=chief(mine)) == []

    def test_what_waits_by_a_day(self):
        first = self.wanted(Which.FIRST)
        by = chief(first)
        confirming.require_confirmation(first.pk, Which.LAST, by=by)
        found = confirming.waiting(by=by)
        assert [(each.which.value, str(each.due_on)) for each in found] == [
            ("first", "2026-01-31"),
            ("last", "None"),
        ]
        assert confirming.waiting(until=day("2026-01-19"), by=by)[0].which is Which.LAST
        withdrawing.withdraw(first.pk, day("2026-03-01"), by=by)
        assert str(confirming.waiting(by=by)[1].due_on) == "2026-02-28"

    def test_asked_no_more_it_is_billed(self):
        mine = self.wanted(Which.FIRST)
        confirming.ask_no_confirmation(mine.pk, Which.FIRST, by=chief(mine))
        generate(mine, "2026-01-31")
        assert len(ledger(mine)) == 1

    def test_what_needs_none_is_not_confirmed(self):
        mine = a_member()
        with pytest.raises(ValuesRefused) as refused:
            confirming.confirm(mine.pk, Which.LAST, by=chief(mine))
        assert codes(refused) == ["which"]


class TestComplete:
    def complete(self, contract):
        return [
            (each.contract_id, str(each.covered_until))
            for each in completing.complete_contracts(by=chief(contract))
        ]

    def test_once_all_its_installments_are_issued(self):
        mine = a_member(installments=2)
        generate(mine, "2026-01-31")
        assert self.complete(mine) == []
        generate(mine, "2026-02-28", issue=False)
        assert self.complete(mine) == []

    def test_it_is_finished_when_what_was_billed_is_over(self):
        mine = a_member(installments=2)
        generate(mine, "2026-02-28")
        assert self.complete(mine) == [(mine.pk, "2026-03-30")]
        by = chief(mine)
        assert list(completing.finish_complete(on=day("2026-03-30"), by=by)) == []
        (done,) = completing.finish_complete(on=day("2026-03-31"), by=by)
        mine.refresh_from_db()
        assert (done.contract, mine.state) == (mine.code, "finished")

    def test_not_while_a_pause_is_open(self):
        mine = a_member(installments=2)
        wanted = agreement.Pause(start=day("2026-02-01"), mode=agreement.PauseMode.SHIFT)
        pausing.pause(mine.pk, wanted, by=chief(mine))
        generate(mine, "2026-12-31")
        assert (look_from(mine), self.complete(mine)) == (None, [])

    def test_nor_one_whose_customer_only_comes_for_a_day(self):
        company = factories.a_company()
        draft = factories.a_draft_contract(factories.a_customer(company), schedule_months=[])
        assert completing.complete_contracts(by=chief(draft)) == []

    def test_withdrawn_before_anything_was_billed(self):
        mine = a_member()
        withdrawing.withdraw(mine.pk, day("2026-01-10"), by=chief(mine))
        assert self.complete(mine) == [(mine.pk, "2026-01-10")]

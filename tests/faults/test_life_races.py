"""Acts of a contract's life against a run, and twice at once; in both orders, each time.

All wait for the contract's lock, in a known order, before it is let go (`queueing`). Whatever
comes first: nothing is billed twice, nothing is lost, no deadlock is left unanswered, and doctor
finds nothing.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import (
    acts,
    associating,
    bulk,
    confirming,
    crediting,
    existing_sales,
    following,
    generation,
    moving,
    pausing,
    renewing,
    runs,
    skipping,
    tacit_renewal,
    templates,
    usage_recording,
    voiding,
    withdrawing,
)
from cadencia.billing.acts import DraftedMeanwhile, DraftsWait
from cadencia.billing.associating import Asked
from cadencia.billing.bulk import BilledSince, NothingToDo
from cadencia.billing.bulk_prices import PriceWish
from cadencia.billing.choosing import Choice
from cadencia.billing.drafts import IssuedMeanwhile
from cadencia.billing.existing_sales import Written
from cadencia.billing.models import Installment
from cadencia.billing.renewing import Copy
from cadencia.billing.runs import AnotherRunIsOpen
from cadencia.billing.scopes import Filter, Scope
from cadencia.billing.succession import Voiding
from cadencia.billing.templates import FollowersHaveDrafts, LineChange
from cadencia.billing.usage_recording import UsageRefused, UsageRow
from cadencia.contracts.models import Contract, Prolongation, Usage
from cadencia.contracts.services import PostingRefused
from cadencia.contracts.states import ActNotAllowed
from cadencia.core import agreement
from cadencia.documents.models import Document
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.billing.everyday_world import a_member, chief, day, generate
from tests.faults.queueing import in_line
from tests.faults.town import is_healthy

pytestmark = pytest.mark.django_db(transaction=True)

MARCH = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
CONTRACTS = "contracts_contract"
REFUSALS = (
    ActNotAllowed, AnotherRunIsOpen, BilledSince, DraftedMeanwhile, DraftsWait, IssuedMeanwhile,
    FollowersHaveDrafts, NothingToDo, PostingRefused, UsageRefused, ValuesRefused,
)  # fmt: skip


def clock():
    return AT


def a_run(contract, as_of=MARCH):
    """Two installments are pending on 1 March: of 31 January and 28 February."""
    scope = Scope(as_of=as_of)
    return lambda: generation.generate(scope, runs.Wish(), by=chief(contract), clock=clock)


def billed(contract):
    rows = Installment.objects.filter(contract=contract, state="billed", replaced=False)
    return sorted(each.number for each in rows)


def meet(rows, *each, table=CONTRACTS):
    """Let the acts meet in this order; a refusal is an answer, a deadlock or an error isn't."""
    answers = in_line(table, rows, *each)
    errors = [a for a in answers if isinstance(a, Exception) and not isinstance(a, REFUSALS)]
    assert not errors, errors
    return answers


def everything_is_billed_once(contract):
    """What is left is billed by the next run, and no date has more than one row that counts."""
    a_run(contract)()
    rows = list(Installment.objects.filter(contract=contract, replaced=False))
    assert len(rows) == len({each.due_on for each in rows})
    documents = Document.objects.filter(links__installment__contract=contract, voids=None)
    assert documents.filter(number=None).count() == 0
    is_healthy()


# The acts, each of which meets a run


def pausing_it(c):
    wanted = agreement.Pause(start=day("2026-02-15"), until=day("2026-03-15"))
    return lambda: pausing.pause(c.pk, wanted, by=chief(c))


def skipping_it(c):
    return lambda: skipping.skip(c.pk, day("2026-02-28"), reason="x", by=chief(c))


def moving_it(c):
    return lambda: moving.move(c.pk, day("2026-02-28"), day("2026-03-05"), by=chief(c))


def withdrawing_it(c):
    return lambda: withdrawing.withdraw(c.pk, day("2026-02-10"), by=chief(c))


def reverting_it(c):
    return lambda: acts.revert(c.pk, on=MARCH, by=chief(c))


def deactivating_it(c):
    return lambda: acts.deactivate(c.pk, on=MARCH, by=chief(c))


def voiding_it(c):
    return lambda: acts.void(c.pk, by=chief(c), renewed=Voiding(on=MARCH))


def finishing_it(c):
    return lambda: acts.finish(c.pk, on=MARCH, by=chief(c))


def asking_to_confirm(c):
    which = confirming.Which("first")
    return lambda: confirming.require_confirmation(c.pk, which, by_date=MARCH, by=chief(c))


def renewing_tacitly(c):
    return lambda: tacit_renewal.renew_due(day("2026-12-31"), by=chief(c))


def raising_its_price(c):
    wish = PriceWish(since=day("2026-02-01"), percent=Decimal(10))
    choice = Choice(only=Filter(contracts=(c.code,)))
    return lambda: bulk.execute(choice, wish, today=MARCH, at=AT, by=chief(c))


def associating_it(c):
    written = Written(
        customer=c.customer.code, number="F-1", issue_date=MARCH, total=Decimal("54.45")
    )
    sale = existing_sales.register(written, at=AT, by=chief(c))
    asked = Asked(contract_id=c.pk, external_sale=sale.pk, due_on=day("2026-01-31"))
    return lambda: associating.associate(asked, at=AT, by=chief(c))


ACTS = [
    pausing_it, skipping_it, moving_it, withdrawing_it, reverting_it, deactivating_it, voiding_it,
    finishing_it, asking_to_confirm, renewing_tacitly, raising_its_price, associating_it,
]  # fmt: skip


@pytest.fixture
def member():
    contract = a_member(starts_on="2026-01-31", ends_on="2026-12-30")
    Contract.objects.filter(pk=contract.pk).update(renew_automatically=True)
    return contract


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("run_first", [True, False], ids=["run first", "act first"])
def test_an_act_and_a_run(member, act, run_first):
    both = [a_run(member), act(member)]
    meet([member.pk], *(both if run_first else reversed(both)))
    if run_first:  # drafts that wait are deleted by some acts: then nothing is billed of it
        assert billed(member) in ([1, 2], [] if act in (voiding_it, finishing_it) else [1, 2])
    everything_is_billed_once(member)


@pytest.mark.parametrize("act", ACTS)
def test_the_same_act_twice_at_once(member, act):
    one = act(member)
    meet([member.pk], one, one)
    everything_is_billed_once(member)


def test_a_contract_is_renewed_once(member):
    answers = meet(
        [member.pk],
        *[
            lambda code=code: renewing.renew(
                member.pk, day("2026-12-31"), Copy(today=MARCH, code=code), by=chief(member)
            )
            for code in "AB"
        ],
    )
    assert sum(isinstance(each, Contract) for each in answers) == 1
    assert Contract.objects.filter(renewed_from=member).count() == 1
    is_healthy()


def test_it_is_prolonged_once(member):
    meet([member.pk], *[renewing_tacitly(member)] * 3)
    assert Prolongation.objects.count() == 1
    is_healthy()


class TestRenewals:
    @pytest.fixture
    def renewal(self, member):
        new = renewing.renew(
            member.pk, day("2026-02-28"), Copy(today=MARCH, code="NUEVO"), by=chief(member)
        )
        return acts.post(new.pk, on=MARCH, by=chief(member))

    @pytest.mark.parametrize("run_first", [True, False])
    def test_voided_while_the_old_one_is_billed(self, member, renewal, run_first):
        both = [a_run(member), voiding_it(renewal)]
        meet([member.pk, renewal.pk], *(both if run_first else reversed(both)))
        if run_first:  # drafts of the old one waited
            renewal.refresh_from_db()
            assert renewal.state == "posted"
            voiding_it(renewal)()
        member.refresh_from_db()
        assert member.ends_on == day("2026-12-30")
        everything_is_billed_once(member)

    def test_posted_and_voided_at_once(self, member, renewal):
        acts.revert(renewal.pk, on=MARCH, by=chief(member))
        posting = lambda: acts.post(renewal.pk, on=MARCH, by=chief(member))  # noqa: E731
        meet([member.pk], posting, voiding_it(renewal))
        member.refresh_from_db()
        assert member.ends_on == day("2026-12-30")
        everything_is_billed_once(member)


class TestTemplates:
    @pytest.fixture
    def template(self, member):
        schedule = {"every": 1, "unit": "month", "first": "2026-01-31"}
        line = {"key": "a", "description": "CUOTA", "unit_price": "45.00", "taxes": ["IVA21"]}
        form = {"code": "GYM", "schedule": schedule, "lines": [line]}
        return templates.create(form, by=chief(member))

    @pytest.fixture
    def follower(self, member, template):
        made = following.make_contract(
            "GYM", member.customer.code, {"code": "SIGUE"}, today=day("2026-01-01"),
            by=chief(member),
        )  # fmt: skip
        return acts.post(made.pk, on=day("2026-01-01"), by=chief(member))

    @pytest.mark.parametrize("run_first", [True, False])
    def test_its_price_changes_while_a_follower_is_billed(self, template, follower, run_first):
        change = LineChange(line="a", on=day("2026-02-01"), unit_price=Decimal("50.00"))
        changing = lambda: templates.change_line(template.pk, change, by=chief(follower))  # noqa: E731
        both = [a_run(follower), changing]
        meet([follower.pk], *(both if run_first else reversed(both)))
        left = Document.objects.filter(links__installment__contract=follower, number=None)
        for each in left:  # made from the template as it was before: seen, and not issued
            from cadencia.billing import undoing

            undoing.undo(each.run_id, by=chief(follower.company_id), clock=clock)
        everything_is_billed_once(follower)

    @pytest.mark.parametrize("run_first", [True, False])
    def test_it_is_detached_while_it_is_billed(self, follower, run_first):
        detaching = lambda: following.detach(follower.pk, by=chief(follower))  # noqa: E731
        both = [a_run(follower), detaching]
        meet([follower.pk], *(both if run_first else reversed(both)))
        everything_is_billed_once(follower)
        assert billed(follower) == [1, 2]


class TestUsage:
    @pytest.fixture
    def copier(self, member):
        draft = factories.a_draft_contract(
            member.customer, ("Alquiler", "60.00"), code="COPIA", timing="arrears",
            schedule_every=1, schedule_unit="month", schedule_first=date(2026, 2, 1),
        )  # fmt: skip
        factories.a_line(
            draft, position=2, key="copies", unit_price=Decimal("0.02"), quantity_source="usage"
        )
        return acts.post(draft.pk, on=day("2026-01-01"), by=chief(member))

    def recording(self, contract):
        row = UsageRow("COPIA", "copies", day("2026-01-01"), day("2026-01-31"), Decimal(100))
        return lambda: usage_recording.record([row], at=AT, by=chief(contract))

    @pytest.mark.parametrize("run_first", [True, False])
    def test_recorded_while_it_is_billed(self, copier, run_first):
        both = [a_run(copier), self.recording(copier)]
        meet([copier.pk], *(both if run_first else reversed(both)))
        a_run(copier, day("2026-04-01"))  # nothing is due before, and it isn't lost
        everything_is_billed_once(copier)
        generate(copier, "2026-04-01")
        assert Usage.objects.filter(billed=None).count() == 0
        is_healthy()

    def test_the_same_record_twice_at_once(self, copier):
        meet([copier.pk], *[self.recording(copier)] * 3)
        assert Usage.objects.count() == 1


class TestDocuments:
    @pytest.fixture
    def sale(self, member):
        """An invoice of a delivery note: it bills no installment, and may stand for one."""
        from cadencia.billing import invoicing_notes
        from cadencia.billing.invoicing_notes import NotesWish
        from cadencia.billing.pending_notes import NotesScope

        draft = factories.a_draft_contract(
            member.customer, ("PORTE", "45.00"), installments=1, document_type="delivery_note"
        )
        acts.post(draft.pk, on=day("2026-01-01"), by=chief(member))
        scope = Scope(as_of=MARCH, only=Filter(contracts=(draft.code,)))
        generation.generate(scope, runs.Wish(), by=chief(member), clock=clock)
        notes = NotesWish(scope=NotesScope(until=MARCH))
        (made,) = invoicing_notes.invoice_notes(notes, by=chief(member), clock=clock)
        return made

    def associating(self, contract, sale):
        asked = Asked(contract_id=contract.pk, document=sale.pk, due_on=day("2026-01-31"))
        return lambda: associating.associate(asked, at=AT, by=chief(contract))

    def out_of_force(self, sale, how):
        by = factories.chief(sale.company_id)
        if how == "void":
            wish = voiding.VoidWish(reason="x", on=MARCH, delivered=False, gives_back=True)
            return lambda: voiding.void(sale.pk, wish, by=by, at=AT)
        asked = crediting.Wish(reason="x", gives_back=True)
        return lambda: crediting.credit(sale.pk, asked, by=by, clock=clock)

    @pytest.mark.parametrize("how", ["void", "credit"])
    @pytest.mark.parametrize("associated_first", [True, False])
    def test_associated_and_taken_out_of_force(self, member, sale, how, associated_first):
        both = [self.associating(member, sale), self.out_of_force(sale, how)]
        both = both if associated_first else both[::-1]
        meet([sale.pk], *both, table="documents_document")
        states = Installment.objects.filter(contract=member, replaced=False)
        assert not states.filter(state="linked").exists()
        everything_is_billed_once(member)
        assert billed(member) == [1, 2]

    @pytest.mark.parametrize("how", ["void", "credit"])
    @pytest.mark.parametrize("run_first", [True, False])
    def test_given_back_while_a_run_bills(self, member, sale, how, run_first):
        self.associating(member, sale)()
        both = [a_run(member), self.out_of_force(sale, how)]
        meet([member.pk], *(both if run_first else reversed(both)))
        everything_is_billed_once(member)
        assert billed(member) == [1, 2]

"""Billing one contract by hand, and existing sales in an installment's place (GE-4, GE-8)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cadencia.backoffice.clock import clock
from cadencia.backoffice.contract_acts.act import (
    ACTIVE,
    Act,
    Effect,
    Place,
    Sentence,
    amount,
    picked,
    ticked,
)
from cadencia.backoffice.contract_acts.dated_acts import choice, read
from cadencia.backoffice.forms.fields import DateField, DecimalField, WholeField
from cadencia.backoffice.forms.typed import show_day
from cadencia.billing import (
    associating,
    installments_to_choose,
    issuing,
    one_contract,
    paid_now,
    refusals,
)
from cadencia.billing.associating_written import associate_written
from cadencia.billing.existing_sales import SALES, Written
from cadencia.billing.one_contract import Asked
from cadencia.billing.runs import Wish
from cadencia.documents.external_models import ExternalSale
from cadencia.documents.models import Document
from cadencia.documents.numbering import number_of
from cadencia.parties.access import Actor, Permission
from cadencia.payments.services import Received

GROUP = "bill"
SALES_SHOWN = 30


class Generate(Act):
    """Pending installments, then some in advance."""

    name, icon, group = "generate", "receipt_long", GROUP
    title, button = _("Generate pending or in advance"), _("Generate")
    says = _("The oldest pending ones first; beyond them the next ones, in advance.")
    permission = Permission.GENERATE
    stands = ACTIVE
    asks_drafts = False
    names: Mapping[str, str] = {"on": "paid_on"}

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        known = one_contract.pending_of(
            at.company.pk, at.contract.code, as_of=at.today, by=at.actor
        )
        pending = ngettext("%(count)s pending", "%(count)s pending", known.count)
        issue = [("yes", _("Issue, with number")), ("no", _("Leave as drafts"))]
        paid = [("no", _("Billed ahead")), ("yes", _("Paid now"))]
        return {
            "count": WholeField(
                label=_("Installments"), min_value=1, max_value=one_contract.MOST_AT_ONCE,
                initial=known.count or 1, help_text=pending % {"count": known.count},
            ),
            "issue": picked(
                issue, _("Documents"), initial="yes" if self._issues(at) else "no"
            ),
            "together": ticked(_("One document for all, as far as it may be")),
            "paid": picked(paid, _("What is in advance is"), initial="no"),
            "paid_on": DateField(
                label=_("Paid on"), today=at.today, required=False, initial=at.today
            ),
            "paid_reference": forms.CharField(
                label=_("Payment reference"), required=False, max_length=200
            ),
            "expect": forms.CharField(required=False, widget=forms.HiddenInput),
        }  # fmt: skip

    def look(self, at: Place, said: Mapping[str, Any]) -> Effect:
        shown = one_contract.preview_one(
            at.company.pk, self._asked(at, said), by=at.actor, clock=clock()
        )
        told: list[Sentence] = [_("Pending: %(pending)s. In advance: %(ahead)s.") % {
            "pending": min(shown.pending, said["count"]), "ahead": shown.ahead,
        }]  # fmt: skip
        if not shown.pending:
            told.insert(0, _("Nothing is pending: all of it is in advance."))
        return Effect(
            sentences=told,
            problems=[refusals.told(each) for each in shown.plan.refusals],
            documents=shown.plan.documents,
            net=shown.net,
            total=shown.total,
            currency=shown.gathered.agreement.contract.currency,
            expect=shown.fingerprint,
        )

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        wish = Wish(issue=said["issue"] == "yes", expect=said.get("expect") or "")
        is_paid = said["paid"] == "yes"
        if wish.issue or is_paid:
            issuing.refuse_unless_open(by=by, clock=clock())
        asked = self._asked(at, said)
        if not is_paid:
            return one_contract.generate_one(at.company.pk, asked, wish, by=by, clock=clock())
        received = Received(
            on=said["paid_on"] or at.today, reference=said.get("paid_reference") or ""
        )
        done = paid_now.generate_paid(at.company.pk, asked, received, wish, by=by, clock=clock())
        return done.generated

    def done(self, at: Place, answer: Any) -> Sentence:
        run = answer.run
        found = Document.objects.filter(company=at.company, run_id=run.pk).order_by("pk")
        numbers = [told for each in found if (told := number_of(each)) is not None]
        if run.stop_reason:
            return _("A safety bound asks before issuing: look at the run %(run)s.") % {
                "run": run.pk
            }
        if numbers:
            return _("Issued: %(numbers)s.") % {"numbers": ", ".join(numbers)}
        if run.documents:
            return _("Drafts made: %(count)s.") % {"count": run.documents}
        return _("There was nothing to generate.")

    def goes_to(self, at: Place, answer: Any) -> str:
        return f"run:{answer.run.pk}" if answer.run.stop_reason else ""

    def _issues(self, at: Place) -> bool:
        return (at.contract.documents_are or at.company.documents_are) == "issued"

    def _asked(self, at: Place, said: Mapping[str, Any]) -> Asked:
        return Asked(
            contract=at.contract.code,
            as_of=at.today,
            count=said["count"],
            together=bool(said.get("together")),
        )


class Associate(Act):
    """An existing sale takes the place of an installment, or is only listed."""

    name, icon, group = "associate", "link", GROUP
    title, button = _("Associate an existing sale"), _("Associate")
    says = _("A sale that exists takes the place of an installment, which isn't billed then.")
    permission = Permission.ASSOCIATIONS
    names: Mapping[str, str] = {
        "document": "sale", "external_sale": "sale", "issue_date": "date", "line": "due_on",
    }  # fmt: skip

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        sales: list[tuple[str, Any]] = [
            *_documents(at),
            *_external(at),
            ("new", _("Another one, of another program")),
        ]
        coming = installments_to_choose.to_come(at.contract.pk, today=at.today, by=at.actor)
        which: list[tuple[str, Any]] = [
            ("", _("The oldest pending one")),
            *(choice(each) for each in coming),
        ]
        return {
            "sale": picked(sales, _("Sale"), initial=sales[0][0]),
            "due_on": picked(which, _("In the place of"), required=False),
            "number": forms.CharField(label=_("Its number"), required=False, max_length=60),
            "date": DateField(label=_("Its date"), today=at.today, required=False),
            "total": DecimalField(label=_("Its total"), decimals=2, required=False),
            "only_listed": ticked(_("Only list it: no installment is settled by it")),
            "accept_difference": ticked(_("Accept a difference in the amount")),
        }

    def look(self, at: Place, said: Mapping[str, Any]) -> Effect:
        return super().look(at, {**said, "accept_difference": True})

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        kind, _colon, number = said["sale"].partition(":")
        due_on, line = read(said) if said.get("due_on") else (None, None)
        asked = associating.Asked(
            contract_id=at.contract.pk,
            document=int(number) if kind == "document" else None,
            external_sale=int(number) if kind == "external" else None,
            due_on=due_on,
            line=line,
            only_listed=bool(said.get("only_listed")),
            accept_difference=bool(said.get("accept_difference")),
        )
        if kind != "new":
            return associating.associate(asked, at=at.now, by=by, **manner)
        written = Written(
            customer=at.contract.customer.code,
            number=said.get("number") or "",
            issue_date=said.get("date") or at.today,
            total=said.get("total") or Decimal(0),
        )
        return associate_written(written, asked, at=at.now, by=by, **manner)

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        if answer.expected is None:
            return [_("It is only listed among the documents of the contract.")]
        values = {
            "expected": amount(answer.expected),
            "total": amount(answer.total),
            "difference": amount(answer.total - answer.expected),
        }
        if answer.total == answer.expected:
            return [_("The installment would bill %(expected)s, as the sale.") % values]
        sentence = _(
            "The installment would bill %(expected)s, the sale comes to %(total)s: a difference"
            " of %(difference)s, to be accepted."
        )
        return [sentence % values]


def _documents(at: Place) -> list[tuple[str, str]]:
    """Issued documents of the customer that bill nothing and stand for nothing yet."""
    whose = Q(bill_to=at.contract.customer_id) | Q(bill_to=at.contract.bill_to_id)
    found = (
        Document.objects.filter(whose, company=at.company, kind__in=SALES, number__isnull=False)
        .filter(links=None, voids=None)
        .exclude(associations__undone_at=None, associations__isnull=False)
        .select_related("series")
        .order_by("-issue_date", "-pk")[:SALES_SHOWN]
    )
    return [
        (f"document:{d.pk}", f"{number_of(d)} · {show_day(d.issue_date)} · {amount(d.total)}")
        for d in found
        if d.issue_date
    ]


def _external(at: Place) -> list[tuple[str, str]]:
    found = ExternalSale.objects.filter(company=at.company, customer=at.contract.customer).exclude(
        associations__undone_at=None, associations__isnull=False
    )
    return [
        (f"external:{e.pk}", f"{e.number} · {show_day(e.issue_date)} · {amount(e.total)}")
        for e in found.order_by("-issue_date", "-pk")[:SALES_SHOWN]
    ]


BILLING_ACTS = (Generate(), Associate())

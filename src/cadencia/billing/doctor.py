"""`cadencia doctor`: whether all that must hold does hold, over the whole database.

Besides the invariants that are questions to the database, it looks at what holds them (walls,
triggers, constraints), at runs that nobody works on, and computes anew what is derived.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from cadencia.billing import due
from cadencia.billing.amount_invariants import AMOUNT_INVARIANTS
from cadencia.billing.invariants import INVARIANTS, Invariant
from cadencia.billing.ledger_invariants import LEDGER_INVARIANTS
from cadencia.billing.life_invariants import LIFE_INVARIANTS
from cadencia.billing.mail_invariants import MAIL_INVARIANTS
from cadencia.billing.models import BillingRun, ContractDue, DueRefresh
from cadencia.contracts.models import Contract
from cadencia.parties import snapshots, walls
from cadencia.parties.models import Company, Customer

APPS = ("parties", "catalog", "contracts", "documents", "payments", "billing", "mailing")
SHOWN = 20
CHUNK = 1000
STUCK_AFTER = timedelta(hours=1)

NOTED = {
    "catalog": "tax item pricelist pricelistentry specialprice formula indexseries indexvalue",
    "contracts": (
        "contractkind contract contractline scheduledmodification pricereview pause"
        " installmentmove followup prolongation template templateline templatechange"
        " terminationreason pasttemplate schedulechange templateschedule"
    ),
    "documents": "series",
    "mailing": "mailserver mailtext",
    "parties": (
        "company membership customer address bankaccount salesrep contact paymentmethod termsinuse"
        " responsibleparty"
    ),
}
NOTING = frozenset(
    f"{app}_{table}_note_{event}"
    for app, tables in NOTED.items()
    for table in tables.split()
    for event in ("insert", "update", "delete")
)
"""The triggers that write the history (AG-11)."""

TRIGGERS = frozenset(
    {
        "billing_installments_free_with_documents",
        "billing_installments_keep_what_they_say",
        "billing_modifications_that_billed",
        "billing_installment_gives_usage_back",
        "billing_lines_give_usage_back",
        "billing_links_unchanged_on_delete",
        "billing_links_unchanged_on_update",
        "contracts_followups_never_change",
        "contracts_lines_into_drafts",
        "contracts_lines_of_drafts_deleted",
        "contracts_lines_of_drafts_moved",
        "contracts_lines_of_drafts_updated",
        "contracts_only_drafts_deleted",
        "contracts_posted_follow_the_same",
        "contracts_posted_keep_their_terms",
        "contracts_posted_not_edited",
        "contracts_states_in_order",
        "contracts_usage_never_changes",
        "contracts_template_lines_are_kept",
        "contracts_template_lines_say_the_same",
        "documents_corrected_lines_stay",
        "documents_corrections_only_end",
        "documents_corrections_stay",
        "documents_corrections_within",
        "documents_counters_only_grow",
        "documents_counters_stay",
        "documents_documentline_stays",
        "documents_documentline_unchanged_on_delete",
        "documents_documentline_unchanged_on_update",
        "documents_documenttax_stays",
        "documents_documenttax_unchanged_on_delete",
        "documents_documenttax_unchanged_on_update",
        "documents_drafted_first",
        "documents_due_dates_add_up",
        "documents_due_dates_never_change",
        "documents_due_dates_stay",
        "documents_files_never_change",
        "documents_invoiced_notes_only_end",
        "documents_invoiced_notes_stay",
        "documents_issued_adds_up",
        "documents_issued_never_changes",
        "documents_lines_add_up",
        "documents_note_invoiced",
        "documents_note_issued",
        "documents_note_void",
        "documents_notes_in_force",
        "documents_taxes_add_up",
        "documents_voids_in_order",
        "documents_voids_never_change",
        "parties_credentialsgiven_never_changes",
        "parties_credentialsrefused_never_changes",
        "parties_history_never_changes",
        "parties_snapshots_never_change",
        "payments_only_undone",
        "payments_parts_never_change",
        "payments_parts_within",
        "payments_settle_credited",
        "payments_settle_ended",
        "payments_settle_parts",
        "payments_settle_undone",
        "payments_settle_void",
        "payments_stay",
        *NOTING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offender:
    """A row that breaks an invariant; without a company, something of the database itself."""

    company: int | None
    row: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found: how many offend, the first of them, and what to do."""

    name: str
    says: str
    remedy: str
    how_many: int
    offenders: tuple[Offender, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check by name; `offenders` finds what breaks it."""

    name: str
    says: str
    remedy: str
    offenders: Callable[[], Iterable[Offender]]


def checks(*, at: datetime) -> list[Check]:
    """Return all checks; `at` is the moment by which a run counts as left behind."""
    known = (
        *INVARIANTS,
        *AMOUNT_INVARIANTS,
        *LEDGER_INVARIANTS,
        *LIFE_INVARIANTS,
        *MAIL_INVARIANTS,
    )
    return [*(_of_invariant(each) for each in known), *_of_structure(), *_of_derived(at)]


def _of_structure() -> list[Check]:
    """What holds the invariants: without it the other checks only say that nothing is wrong yet."""
    return [
        Check(
            name="walls",
            says=_("A reference between rows of a company isn't held by the database."),
            remedy=_("Run cadencia migrate; if it stays, restore the constraint by hand."),
            offenders=_missing_walls,
        ),
        Check(
            name="constraints",
            says=_("A constraint or a unique index is missing or not valid."),
            remedy=_("Run cadencia migrate; if it stays, restore the constraint by hand."),
            offenders=_missing_constraints,
        ),
        Check(
            name="triggers",
            says=_("A trigger that refuses changes is missing or switched off."),
            remedy=_(
                "Enable it with ALTER TABLE … ENABLE TRIGGER, then look at every check again."
            ),
            offenders=_missing_triggers,
        ),
    ]


def _of_derived(at: datetime) -> list[Check]:
    """What is kept beside the facts, and computed anew to compare."""
    return [
        Check(
            name="runs_left_behind",
            says=_("A run was left half way."),
            remedy=_("Generate the same again: it goes on where it stopped. Or undo the run."),
            offenders=lambda: _left_behind(at),
        ),
        Check(
            name="snapshots",
            says=_("What documents print of a customer isn't what the customer is now."),
            remedy=_("Save the customer again."),
            offenders=_old_snapshots,
        ),
        Check(
            name="contract_due",
            says=_("A contract would be looked at on another day than its dates say."),
            remedy=_("Activate the contract again, or have its dues computed anew."),
            offenders=_wrong_dues,
        ),
    ]


def examine(*, at: datetime, done: Callable[[str], None] = lambda name: None) -> list[Finding]:
    """Return what is wrong with the database, as it stands at one moment; empty if nothing.

    `done` is told the name of each check that is over.
    """
    findings = []
    with _one_moment():
        for check in checks(at=at):
            finding = _finding(check)
            if finding is not None:
                findings.append(finding)
            done(check.name)
    return findings


def _one_moment() -> transaction.Atomic:
    """Return a transaction that sees the database as it is now, whatever runs meanwhile."""
    if connection.in_atomic_block:
        return transaction.atomic()
    return _Repeatable(using=None, savepoint=True, durable=False)


class _Repeatable(transaction.Atomic):
    def __enter__(self) -> None:
        super().__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _finding(check: Check) -> Finding | None:
    found = iter(check.offenders())
    first = tuple(islice(found, SHOWN))
    if not first:
        return None
    return Finding(
        name=check.name,
        says=check.says,
        remedy=check.remedy,
        how_many=len(first) + sum(1 for _each in found),
        offenders=first,
    )


def _of_invariant(invariant: Invariant) -> Check:
    return Check(
        name=invariant.name,
        says=str(invariant.says),
        remedy=str(invariant.remedy),
        offenders=lambda: [
            Offender(company=company, row=str(row), detail=detail or "")
            for company, row, detail in _rows(invariant.sql)
        ],
    )


def _rows(sql: str, parameters: Sequence[object] = ()) -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))  # type: ignore[arg-type]
        return list(cursor.fetchall())


# ------------------------------------------------------------------ what holds the invariants


def _tables() -> Iterator[type[models.Model]]:
    for app in APPS:
        yield from apps.get_app_config(app).get_models()


def _missing_walls() -> Iterator[Offender]:
    valid = _names("SELECT conname FROM pg_constraint WHERE contype = 'f' AND convalidated")
    for model in _tables():
        for field in walls.walled_fields(model):
            name = walls.wall_name(model, field)
            if name not in valid:
                yield Offender(company=None, row=walls.table_of(model), detail=name)


def _missing_constraints() -> Iterator[Offender]:
    valid = _names("SELECT conname FROM pg_constraint WHERE convalidated") | _names(
        "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indisvalid"
    )
    for model in _tables():
        options = model._meta  # noqa: SLF001 - Django's documented way in
        for each in (*options.constraints, *options.indexes):
            if each.name not in valid:
                yield Offender(company=None, row=options.db_table, detail=each.name)


def _missing_triggers() -> Iterator[Offender]:
    enabled = _names("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
    for name in sorted(TRIGGERS - enabled):
        yield Offender(company=None, row=name.split("_", 1)[0], detail=name)


def _names(sql: str) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return frozenset(name for (name,) in cursor.fetchall())


# ------------------------------------------------------------------ runs, and what is derived


def _left_behind(at: datetime) -> Iterator[Offender]:
    last = models.Max("chunks__finished_at")
    runs = BillingRun.objects.filter(finished_at=None).annotate(last=last)
    for run in runs.filter(state__in=("drafting", "issuing", "undoing")).order_by("pk"):
        if (run.last or run.started_at) < at - STUCK_AFTER:
            yield Offender(company=run.company_id, row=str(run.pk), detail=run.state)


def _old_snapshots() -> Iterator[Offender]:
    companies = {each.pk: each for each in Company.objects.defer("logo")}
    customers = Customer.objects.select_related("snapshot").order_by("pk")
    for customer in customers.iterator(chunk_size=CHUNK):
        current = snapshots.recipient_data(customer, companies[customer.company_id])
        kept = customer.snapshot
        if kept is not None and kept.digest != snapshots.digest(current):
            yield Offender(company=customer.company_id, row=str(customer.pk), detail=customer.code)


def _wrong_dues() -> Iterator[Offender]:
    """Followers of a template that waits to be settled aren't wrong: runs settle it first."""
    for company in Company.objects.order_by("pk").values_list("pk", flat=True):
        waiting = DueRefresh.objects.filter(company=company).values_list("template_id", flat=True)
        mine = Contract.objects.filter(company=company)
        contracts = mine.exclude(follows_template=True, template__in=list(waiting)).order_by("pk")
        numbers = contracts.values_list("pk", flat=True).iterator(CHUNK)
        while chunk := list(islice(numbers, CHUNK)):
            yield from _wrong_dues_of(company, chunk)


def _wrong_dues_of(company: int, contracts: Sequence[int]) -> Iterator[Offender]:
    """A draft that was never posted has no row, and needs none."""
    kept = dict(
        ContractDue.objects.filter(contract__in=contracts).values_list("contract_id", "look_from")
    )
    for number, look in due.expected(contracts, company).items():
        if kept.get(number) != look:
            detail = f"{kept.get(number)} / {look}"
            yield Offender(company=company, row=str(number), detail=detail)

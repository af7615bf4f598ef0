"""Ids of another company are to every service as ids that don't exist (US-6).

The test walks every public function that is told who is at work: a new one is walked as soon as it
is there, or fails here until it is said what it takes.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

import pytest

import cadencia
from cadencia.billing import file_imports
from cadencia.billing.confirming import Which
from cadencia.billing.following_up import Comment
from cadencia.billing.import_models import FileImport
from cadencia.billing.kept_preview_models import KeptPreview
from cadencia.billing.models import BillingRun
from cadencia.billing.one_contract import Asked
from cadencia.billing.previewing import asking
from cadencia.billing.scopes import EVERYTHING, Scope
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract
from cadencia.documents import files
from cadencia.documents.models import Document, DocumentFile
from cadencia.mailing.by_hand import Message
from cadencia.parties import behind_wall
from cadencia.parties.access import NotAllowed
from cadencia.parties.customer_cards import Card
from cadencia.parties.models import Company
from tests.api.test_walls import NOBODY, mine, rows, theirs  # noqa: F401 - fixtures
from tests.factories import A_MOMENT, chief

pytestmark = pytest.mark.django_db(transaction=True)

APPS = ("parties", "catalog", "contracts", "documents", "mailing", "billing", "webhooks", "api")
DAY = date(2026, 3, 31)

KINDS = {
    "contract_id": "contract",
    "renewal_id": "contract",
    "document_id": "document",
    "import_id": "import",
    "template_id": "template",
    "association_id": "association",
    "act_id": "act",
    "follow_up_id": "association",
    "modification_id": "association",
    "endpoint_id": "webhook",
    "delivery_id": "delivery",
    "mail_id": "mail",
    "token_id": "token",
    "customer_id": "customer",
    "item_id": "item",
    "row_id": "item",
    "series_id": "series",
    "run_id": "run",
    "preview_id": "preview",
    "file_id": "file",
    "document_ids": "document",  # a list of them
}
"""Which of the other company's rows an id is taken from."""

VALUES: dict[str, Any] = {
    "on": DAY, "today": DAY, "until": DAY, "due_on": DAY, "as_of": DAY, "since": DAY, "start": DAY,
    "to": date(2026, 4, 1), "at": A_MOMENT, "clock": lambda: A_MOMENT, "which": Which.FIRST,
    "key": "a", "line": "a", "reason": "x", "language": "en", "comment": Comment(text="x"),
    "act": Everyday.MOVE, "template_code": "P", "form": {}, "values": {}, "changes": {},
    "kind": "items", "card": Card(values={}), "year": 2026, "number": 1,
    "approve": False, "choice": None, "scope": Scope(as_of=DAY), "most": 10, "many": 10,
    "only": EVERYTHING, "shown": None, "after": None,
    "schedule": None, "change": None, "wish": None, "wanted": None, "terms": None, "how": None,
    "mark": "m", "message": Message(to="a@example.com", mark="m", subject="a", body="b"),
    "name": "x", "code": "x", "rows": [], "label": "x", "iban": "ES9121000418450200051332",
    "expression": "amount", "why": "x", "parameters": [], "forms": [{}], "written": "41",
    "text": "#41",
}  # fmt: skip
"""What is given besides, by name: nothing that is looked at before the id."""

BY_CODE_OR_CHOICE = {
    "api.tokens.create",
    "billing.associating.associate",
    "billing.associating.difference",
    "billing.associating_written.associate_written",
    "billing.automatic.take_note",
    "billing.bulk.execute",
    "billing.bulk.listed",
    "billing.bulk.preview",
    "billing.bulk_by_job.answer_of",
    "billing.bulk_by_job.cancel",
    "billing.bulk_by_job.done",
    "billing.bulk_by_job.execute",
    "billing.bulk_by_job.how_far",
    "billing.bulk_by_job.seen",
    "billing.bulk_task.defer_bulk",
    "billing.changing_details.columns_of",
    "billing.changing_details.problems_of",
    "billing.commission_statement.page",
    "billing.commission_statement.statement",
    "billing.completing.complete_contracts",
    "billing.completing.finish_complete",
    "billing.confirming.waiting",
    "billing.contract_form.trying.problems",
    "billing.contract_form.trying.try_out",
    "billing.contract_listing.codes",
    "billing.contract_listing.due_codes",
    "billing.contract_listing.due_count",
    "billing.contract_listing.page_of",
    "billing.credit_rows.write",
    "billing.document_list.asked.documents",
    "billing.document_list.asked.numbered_series_of",
    "billing.document_list.asked.of_company",
    "billing.document_list.asked.series_of",
    "billing.document_list.exporting.export",
    "billing.document_list.listing.page",
    "billing.document_list.listing.totals",
    "billing.existing_sales.register",
    "billing.existing_sales.registered",
    "billing.figures.counts",
    "billing.figures.is_old",
    "billing.figures.is_small",
    "billing.figures.worked_out",
    "billing.file_imports.listed",
    "billing.file_imports.receive",
    "billing.finding_documents.find_document",
    "billing.followers.followers",
    "billing.following.make_contract",
    "billing.following_up.open_promises",
    "billing.forecast.forecast",
    "billing.forecast.meanwhile",
    "billing.forecast_table.is_quick",
    "billing.formula_trying.keep",
    "billing.formula_trying.listed",
    "billing.formula_trying.result",
    "billing.generation.begin",
    "billing.generation.generate",
    "billing.import_task.defer_check",
    "billing.import_task.defer_import",
    "billing.index_series.import_values",
    "billing.index_series.listed",
    "billing.index_series.preview_import",
    "billing.index_series.remove_value",
    "billing.index_series.values_of",
    "billing.invoicing_notes.invoice_notes",
    "billing.invoicing_notes.preview",
    "billing.mending.places",
    "billing.notes_left_out.left_out",
    "billing.notes_left_out.on",
    "billing.issuing.refuse_unless_open",
    "billing.kept_answers.begin",
    "billing.kept_answers.cancel",
    "billing.kept_answers.fail",
    "billing.kept_answers.keep",
    "billing.kept_answers.keep_unless_cancelled",
    "billing.kept_answers.locked",
    "billing.kept_answers.read",
    "billing.kept_task.work_out_now",
    "billing.masters.company.change",
    "billing.masters.company.code_pattern",
    "billing.masters.customers.create",
    "billing.masters.numbering.years",
    "billing.masters.saving.create",
    "billing.masters.written.create",
    "billing.preview.plans",
    "billing.preview.summarize",
    "billing.previewing.asking.ask",
    "billing.previewing.asking.how_many",
    "billing.previewing.left_out.not_pending",
    "billing.proposing.for_customer",
    "billing.proposing.for_item",
    "billing.recurring.recurring",
    "billing.refusals.rows_of",
    "billing.refusals.stored",
    "billing.reopening.reopen_installments",
    "billing.retrying.look_again",
    "billing.reviewing.apply",
    "billing.reviewing.preview",
    "billing.reviews_coming.coming_reviews",
    "billing.run_listing.made_by_stopped",
    "billing.run_listing.page",
    "billing.run_report.billed_until",
    "billing.run_report.first_month",
    "billing.run_report.next_date",
    "billing.run_report.pending_before",
    "billing.run_report.waiting",
    "billing.runs.require_worker",
    "billing.runs.start",
    "billing.settled_installments.give_back",
    "billing.tacit_renewal.coming",
    "billing.tacit_renewal.renew_due",
    "billing.templates.create",
    "billing.templates.find",
    "billing.usage_recording.delete",
    "billing.usage_recording.listed",
    "billing.usage_recording.page",
    "billing.usage_recording.record",
    "billing.why.why",
    "contracts.codes.propose",
    "contracts.codes.propose_many",
    "contracts.codes.set_pattern",
    "contracts.termination.reasons",
    "contracts.termination.save_reason",
    "documents.files.without_file",
    "documents.finding.find_document",
    "parties.history_reading.changes_of",
    "parties.meanwhile.refuse_if_changed",
    "parties.password_links.give",
    "mailing.by_hand.has_server",
    "mailing.composing.message_of",
    "mailing.deliveries.bad_addresses",
    "mailing.deliveries.in_trouble",
    "mailing.deliveries.is_right_again",
    "mailing.deliveries.listed",
    "mailing.outbox.bad_among",
    "mailing.servers.find",
    "mailing.servers.forget",
    "mailing.servers.keep",
    "mailing.servers.try_out",
    "mailing.texts.all_of",
    "mailing.texts.give_back",
    "mailing.texts.keep",
    "parties.password_links.given_to",
    "parties.people_services.activate",
    "parties.people_services.change_person",
    "parties.people_services.create_user",
    "parties.people_services.deactivate",
    "parties.people_services.grant_role",
    "parties.people_services.membership_of",
    "parties.people_services.refuse_if_elsewhere",
    "parties.people_services.people",
    "parties.people_services.person",
    "parties.people_services.reset_second_factor",
    "parties.people_services.revoke_role",
    "parties.people_services.set_password",
    "parties.responsible_parties.create",
    "parties.responsible_parties.found",
    "parties.services.save_address",
    "webhooks.services.create",
    "webhooks.services.endpoints",
}
"""What takes no id and no company: codes and choices are looked for among the actor's own.

The addresses of the API ask them with codes of another company (`tests/api/test_walls.py`).
"""


WHOLE_ROWS = {"company", "company_id", "run", "document", "kept", "stopped"}
"""Names of what is given as a row, not as an id: it tells itself whose it is."""

LEFT_TO_THE_MACHINE = {"api.tokens.revoke"}
"""What no role behind the wall may touch: it ends in the database's own refusal, for any id."""

ANSWERS_NOTHING = {
    "billing.contract_listing.listed",
    "billing.installments_to_choose.reopenable",
    "billing.installments_to_choose.skipped",
    "billing.installments_to_choose.to_come",
    "billing.document_list.reading.settles",
    "billing.following_up.listed",
    "billing.succession.would_go_on",
    "billing.template_schedules.dated",
    "billing.settled_installments.settled_by",
    "documents.files.kept_files",
    "documents.files.make_files",
    "documents.merged_files.merged",
    "mailing.by_hand.foresee",
    "mailing.by_hand.rehearse",
    "mailing.by_hand.send_many",
    "mailing.deliveries.of_document",
    "mailing.enlisting.addressed",
    "mailing.enlisting.enlist",
    "mailing.outbox.hold",
}
"""What answers that there is nothing, where others refuse."""


def services() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return every public function that is told who is at work, by its place."""
    for app in APPS:
        package = importlib.import_module(f"{cadencia.__name__}.{app}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in found.name or ".management" in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, each in vars(module).items():
                is_own = inspect.isfunction(each) and each.__module__ == found.name
                if (
                    is_own
                    and not name.startswith("_")
                    and "by" in inspect.signature(each).parameters
                ):
                    yield f"{found.name.removeprefix('cadencia.')}.{name}", each


def wanted_by(service: Callable[..., Any]) -> list[str]:
    """Return the names of what has to be given, besides who is at work."""
    parameters = inspect.signature(service).parameters.values()
    return [each.name for each in parameters if each.default is each.empty and each.name != "by"]


def outcome(service: Callable[..., Any], given: dict[str, Any], number: int) -> tuple[str, str]:
    """Return how it ended, the number left out."""
    try:
        answer = service(**given)
        if hasattr(answer, "__enter__"):
            with answer:
                pass
    except Exception as error:  # how it ends is what is looked at
        return type(error).__name__, str(error).replace(str(number), "?")
    return "answer", repr(answer)


BY_ID = [each for each in services() if set(wanted_by(each[1])) & set(KINDS)]
BY_COMPANY = [
    each
    for each in services()
    if set(wanted_by(each[1])) & WHOLE_ROWS and each[0] not in BY_CODE_OR_CHOICE
]


def test_every_service_is_walked():
    unknown = {place for place, _ in services()} - {place for place, _ in (*BY_ID, *BY_COMPANY)}
    assert unknown == BY_CODE_OR_CHOICE


@pytest.fixture
def ids(theirs) -> dict[str, int]:  # noqa: F811
    from cadencia.api.models import Token

    document = Document.objects.get(pk=theirs["document"])
    files.file_of(document, by=chief(document.company_id), at=A_MOMENT)
    kept = DocumentFile.objects.get(document=document).pk
    shown = a_preview(document.company_id).pk
    sent = an_import(document.company_id).pk
    more = {"token": Token.objects.latest("pk").pk, "file": kept, "preview": shown}
    return {**theirs, **more, "import": sent}


def an_import(company_id: int) -> FileImport:
    sent = [file_imports.Received("clientes.csv", b"code;name\n1;Ana\n")]
    return file_imports.receive(sent, file_imports.How(), at=A_MOMENT, by=chief(company_id))


def a_preview(company_id: int) -> KeptPreview:
    wish = asking.Wish()
    return asking.ask(Scope(as_of=DAY), wish, by=chief(company_id), at=A_MOMENT)


@pytest.fixture(params=["as owner of the tables", "behind the wall"])
def way(request) -> Callable[[int], AbstractContextManager[None]]:
    """Work as the machine does, or as what serves people outside: each wall holds alone."""
    return behind_wall.of if request.param == "behind the wall" else lambda _: nullcontext()


def test_ids_of_another_company_are_as_unknown_ones(mine, ids, way):  # noqa: F811
    before, company = rows(), mine.token.company
    with way(company.pk):
        wrong = list(told_apart(company, ids))
    assert not wrong, "\n".join(map(str, wrong))
    assert rows() == before


def told_apart(company, ids) -> Iterator[tuple[str, ...]]:
    """Yield the services to which another company's id isn't what an unknown one is."""
    for place, service in BY_ID:
        ended = []
        for known in (True, False):
            given: dict[str, Any] = {"by": chief(company.pk)}
            for name in wanted_by(service):
                if name in KINDS:
                    one = ids[KINDS[name]] if known else NOBODY
                    given[name] = [one] if name.endswith("s") else one
                else:
                    given[name] = company if name == "company" else VALUES[name]
            (kind, *_) = [KINDS[name] for name in wanted_by(service) if name in KINDS]
            number = ids[kind] if known else NOBODY
            ended.append(outcome(service, given, number))
        refused = (
            ended[0][0].startswith(("NoSuch", "DoesNotExist", "LostDocument"))
            or place in ANSWERS_NOTHING
        )
        refused = refused or (place in LEFT_TO_THE_MACHINE and behind_wall.is_behind())
        if ended[0] != ended[1] or not refused:
            yield (place, *map(str, ended))


def test_another_company_itself_is_nothing_to_work_in(mine, theirs, way):  # noqa: F811
    other = Company.objects.exclude(pk=mine.token.company_id).get()
    kept = a_preview(other.pk)
    before, wrong = rows(), []
    known = {**VALUES, "company": other, "company_id": other.pk, "contract": "CT-1",
             "asked": Asked(contract="CT-1", as_of=DAY),
             "run": BillingRun.objects.filter(company=other).earliest("pk"),
             "document": Document.objects.filter(company=other).earliest("pk"), "kept": kept,
             "stopped": Contract.objects.filter(company=other).earliest("pk"),
             "customer_id": theirs["customer"], "item_id": theirs["item"]}  # fmt: skip
    for place, service in BY_COMPANY:
        given = {name: known.get(name) for name in wanted_by(service)}
        with way(mine.token.company_id):
            ended = outcome(service, {**given, "by": chief(mine.token.company_id)}, other.pk)
        if ended[0] != NotAllowed.__name__:
            wrong.append((place, *ended))
    assert not wrong, "\n".join(map(str, wrong))
    assert rows() == before


def test_behind_the_wall_there_is_one_company(mine, ids):  # noqa: F811
    with behind_wall.of(mine.token.company_id):
        assert Company.objects.count() == 1

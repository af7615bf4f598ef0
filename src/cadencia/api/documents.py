"""Documents: listed, read with their lines, explained, and as PDF (US-2)."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from ninja import Query

from cadencia.api import document_links, filters, paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now, today
from cadencia.api.customers import RowId
from cadencia.api.document_links import ToldLinks
from cadencia.api.endpoints import Endpoints
from cadencia.api.forms import Day, Id, Told, ToldAmount
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import not_found
from cadencia.billing.document_list import reading
from cadencia.billing.finding_documents import NoSuchDocument, SeveralDocuments, find_document
from cadencia.billing.line_explanation import LineExplanation, explain_document
from cadencia.billing.models import InstallmentDocument
from cadencia.contracts.models import Contract
from cadencia.documents import files, merged_files
from cadencia.documents.models import (
    Document,
    DocumentDueDate,
    DocumentLine,
    DocumentTax,
    DocumentVoid,
)
from cadencia.documents.printing import number_of

endpoints = Endpoints("Documents")
DocumentKind = Literal[
    "invoice", "delivery_note", "non_billable_delivery_note", "work_order", "credit_note"
]
PDF = {"schema": {"type": "string", "format": "binary"}}


class DocumentInList(Told):
    """A document; a draft has no number nor issue date."""

    id: int
    number: str | None
    kind: str
    series: str
    state: Literal["draft", "issued", "void"]
    issue_date: Day | None
    operation_date: Day
    customer: str
    customer_name: str
    currency: str
    net: ToldAmount
    total: ToldAmount
    payable: ToldAmount
    run: int | None


class ToldLine(Told):
    """A printed line."""

    position: int
    contract: str | None
    description: str
    extra_text: str
    reference: str
    quantity: ToldAmount
    unit_price: ToldAmount
    discounts: list[ToldAmount]
    net: ToldAmount
    taxes: list[str]
    period_from: Day | None
    period_until: Day | None


class ToldTax(Told):
    """A group of the foot."""

    tax: str
    rate: ToldAmount
    base: ToldAmount
    amount: ToldAmount
    surcharge: ToldAmount


class ToldDueDate(Told):
    """An amount and the day on which it is to be paid."""

    on: Day
    amount: ToldAmount


class ToldDocument(ToldLinks, DocumentInList):
    """A document, with its foot, payment dates, and what it has to do with others."""

    expenses: ToldAmount
    tax_total: ToldAmount
    surcharge_total: ToldAmount
    withholding: ToldAmount
    payment_method: str
    mentions: list[str]
    lines: list[ToldLine]
    taxes: list[ToldTax]
    due_dates: list[ToldDueDate]


class Step(Told):
    """One thing that made an amount what it is."""

    code: str
    detail: str
    sentence: str


class ExplainedLine(Told):
    """How the amount of a line came about."""

    position: int
    description: str
    calculation: str
    adds_up: bool
    steps: list[Step]


class Explained(Told):
    """How each cent of a document came about (GE-16)."""

    document: str | None
    lines: list[ExplainedLine]
    foot: list[str]


@endpoints.get("/documents", Page[DocumentInList])
def list_documents(  # noqa: PLR0913 - one argument for each parameter
    request: ApiRequest,
    number: Annotated[
        str | None, Query(max_length=100, description="The one of this printed number.")
    ] = None,
    run: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Made by this run.")] = None,
    contract: Annotated[
        str | None, Query(max_length=100, description="That bill the contract of this code.")
    ] = None,
    customer: Annotated[
        str | None, Query(max_length=100, description="Billed to whom: its code.")
    ] = None,
    kind: Annotated[DocumentKind | None, Query(description="Kind of document.")] = None,
    state: Literal["draft", "issued", "void"] | None = None,
    issued_from: Annotated[Day | None, Query(description="First issue date.")] = None,
    issued_until: Annotated[Day | None, Query(description="Last issue date.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List documents, the latest first."""
    filters.refuse_unless_theirs(request, contract=contract, customer=customer)
    filters.refuse_backwards(issued_from, issued_until, named="issued_until")
    asked = {
        "run_id": run,
        "bill_to__code": customer,
        "kind": kind,
        "number__isnull": None if state is None else state == "draft",
        "is_void": None if state is None else state == "void",
        "issue_date__gte": issued_from,
        "issue_date__lte": issued_until,
    }
    found = _mine(request).filter(
        **{name: each for name, each in asked.items() if each is not None}
    )
    if contract is not None:
        links = InstallmentDocument.objects.filter(
            company=request.auth.company, installment__contract__code=contract
        )
        found = found.filter(pk__in=links.values("document_id"))
    if number is not None:
        found = found.filter(pk__in=_of_number(request, number))
    return paging.told(paging.page(found, cursor=cursor, limit=limit, latest_first=True), short)


@endpoints.get("/documents/{int:document}", ToldDocument)
def get_document(request: ApiRequest, document: RowId) -> dict[str, Any]:
    """Read a document with its lines, foot and payment dates."""
    found = document_of(request, document)
    by, day = request.auth.actor, today(request.auth.company.time_zone)
    whole = reading.read(found.pk, today=day, by=by)
    dates = DocumentDueDate.objects.filter(document=found).order_by("position")
    taxes = DocumentTax.objects.filter(document=found).order_by("position")
    names = ("expenses", "tax_total", "surcharge_total", "withholding", "payment_method")
    return {
        **short(found),
        **document_links.links(whole),
        **{name: getattr(found, name) for name in names},
        "mentions": found.mentions,
        "lines": _lines(found),
        "taxes": [{name: getattr(each, name) for name in ToldTax.model_fields} for each in taxes],
        "due_dates": [{"on": each.due_on, "amount": each.amount} for each in dates],
    }


@endpoints.get("/documents/{int:document}/lines", list[ToldLine])
def list_lines(request: ApiRequest, document: RowId) -> list[dict[str, Any]]:
    """List the lines of a document, in the order in which they print."""
    return _lines(document_of(request, document))


@endpoints.get("/documents/{int:document}/explanation", Explained)
def explain(request: ApiRequest, document: RowId) -> Explained:
    """Say how each line, tax and total of a document came about, cent by cent."""
    told = explain_document(document_of(request, document), by=request.auth.actor)
    return Explained(
        document=told.number, lines=[_explained(each) for each in told.lines], foot=list(told.foot)
    )


@endpoints.get(
    "/documents/{int:document}/pdf",
    {200: None, 304: None},
    openapi_extra={
        "responses": {200: {"content": {"application/pdf": PDF}}},
        "x-problems": [409],
    },
)
def get_pdf(
    request: ApiRequest,
    document: RowId,
    language: Annotated[
        Literal["es", "en"] | None, Query(description="Nothing said: the document's own.")
    ] = None,
) -> HttpResponse:
    """Get the PDF: of an issued document always the same bytes; of a draft marked as one."""
    made = files.file_of(
        document_of(request, document), by=request.auth.actor, at=now(), language=language
    )
    etag = f'"{hashlib.sha256(made).hexdigest()}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(made, content_type="application/pdf")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@endpoints.get(
    "/documents/pdf",
    {200: None},
    openapi_extra={
        "responses": {200: {"content": {"application/pdf": PDF}}},
        "x-problems": [404, 409],
    },
)
def print_documents(
    request: ApiRequest,
    document: Annotated[
        list[Id],
        Query(min_length=1, max_length=merged_files.MOST, description="One or more, repeated."),
    ],
    duplicates: Annotated[  # noqa: FBT002 - a parameter of the address
        bool, Query(description="Mark each as a duplicate, for a second recipient.")
    ] = False,
) -> HttpResponse:
    """Get several documents as one PDF, in the order given.

    If one can't be printed there is no file: `documents` of the problem names it.
    """
    made = merged_files.merged(document, duplicates=duplicates, by=request.auth.actor, at=now())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _mine(request: ApiRequest) -> QuerySet[Document]:
    void = Exists(DocumentVoid.objects.filter(document=OuterRef("pk")))
    mine = Document.objects.filter(company=request.auth.company)
    return mine.select_related("series", "bill_to", "recipient").annotate(is_void=void)


def document_of(request: ApiRequest, number: int) -> Document:
    """Return a document of the caller's company.

    :raises Refused: if it has none of that number.
    """
    found = _mine(request).filter(pk=number).first()
    if found is None:
        raise not_found()
    return found


def _of_number(request: ApiRequest, number: str) -> Sequence[int]:
    try:
        return [find_document(number, by=request.auth.actor).pk]
    except SeveralDocuments as several:
        return several.ids
    except NoSuchDocument:
        return []


def short(document: Document) -> dict[str, Any]:
    """Return a document as lists have it."""
    names = ("kind", "issue_date", "operation_date", "currency", "net", "total", "payable")
    return {
        "id": document.pk,
        "number": number_of(document),
        "series": document.series.code,
        "state": _state(document),
        "customer": document.bill_to.code,
        "customer_name": str(document.recipient),
        "run": document.run_id,
        **{name: getattr(document, name) for name in names},
    }


def _state(document: Document) -> str:
    if document.number is None:
        return "draft"
    return "void" if getattr(document, "is_void", False) else "issued"


def _lines(document: Document) -> list[dict[str, Any]]:
    rows = list(DocumentLine.objects.filter(document=document).order_by("position"))
    codes: Mapping[int, str] = dict(
        Contract.objects.filter(
            company=document.company_id, pk__in={each.contract_id for each in rows}
        ).values_list("pk", "code")
    )
    names = set(ToldLine.model_fields) - {"contract", "period_from"}
    return [
        {
            **{name: getattr(each, name) for name in names},
            "contract": codes.get(each.contract_id or 0),
            "period_from": each.period_start,
        }
        for each in rows
    ]


def _explained(line: LineExplanation) -> ExplainedLine:
    return ExplainedLine(
        position=line.position,
        description=line.description,
        calculation=line.calculation,
        adds_up=line.adds_up,
        steps=[Step(**each._asdict()) for each in line.steps],
    )

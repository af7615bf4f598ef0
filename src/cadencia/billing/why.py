"""Why something is or isn't billed: the core's reasons of a stored contract, in words (GE-14)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing import models, refusals, why_sentences
from cadencia.billing.gathering import Gathered, gather, masters_of
from cadencia.contracts.models import Contract, ContractLine
from cadencia.core.agreement import Key, Kind, LedgerRow, LedgerState
from cadencia.core.drafts import Refusal
from cadencia.core.explaining import explain
from cadencia.core.reasons import Books, Reason, Value, Verdict
from cadencia.documents.following_models import Correction
from cadencia.documents.models import Document, DocumentVoid
from cadencia.documents.numbering import number_of, printed_number
from cadencia.documents.rendering.figures import Figures, figures_in
from cadencia.parties.access import Actor, Permission, require

SUGGESTED = 5  # contracts that a refusal names at most


class NoSuchContract(Exception):
    """The company has no contract of that code; `similar` are codes that come near."""

    def __init__(self, code: str, similar: Sequence[str]) -> None:
        super().__init__(code, *similar)
        self.code = code
        self.similar = tuple(similar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A reason with its sentence. `line` is the user's key of the line that it is about."""

    code: str
    verdict: Verdict
    sentence: str
    line: str | None
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why something is or isn't billed on a day; the first cause decides."""

    contract: str
    customer: str
    on: date
    as_of: date
    causes: tuple[Cause, ...]

    @property
    def verdict(self) -> Verdict:
        """What comes of the day."""
        return self.causes[0].verdict


def why(code: str, on: date, *, as_of: date, by: Actor) -> Why:
    """Return every cause why the contract bills or doesn't bill something on the day.

    `as_of` is the day taken as today (GE-13). Sentences are in the current language.

    :raises NotAllowed: if the actor may not read.
    :raises NoSuchContract: if the company has no contract of that code.
    """
    require(by, Permission.READ)
    contract_id = _contract_id(by.company_id, code)
    masters = masters_of(by.company_id)
    gathered = gather([contract_id], masters)[0]
    rows = _rows(contract_id, on)
    reasons = explain(
        gathered.agreement,
        on,
        as_of=as_of,
        is_business_day=masters.is_business_day,
        books=Books(rows=tuple(each.row for each in rows), refusal=_refusal(contract_id)),
    )
    told = _Telling(gathered, rows)
    return Why(
        contract=gathered.agreement.contract.code,
        customer=gathered.agreement.contract.customer.name,
        on=on,
        as_of=as_of,
        causes=tuple(told.cause(each) for each in reasons),
    )


# What is recorded


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A row of the ledger with what only the shell knows of it."""

    row: LedgerRow
    documents: tuple[str, ...]
    reason: str


def _contract_id(company_id: int, code: str) -> int:
    every = Contract.objects.filter(company_id=company_id)
    for same in (every.filter(code=code), every.filter(code__iexact=code)):
        found = list(same.values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return int(found[0])
    similar = every.filter(code__icontains=code).order_by("code").values_list("code", flat=True)
    raise NoSuchContract(code, list(similar[:SUGGESTED]) if code else [])


def _refusal(contract_id: int) -> Refusal | None:
    stored = models.Refusal.objects.filter(contract_id=contract_id).first()
    if stored is None:
        return None
    return Refusal(
        code=stored.code,
        message=stored.message,
        fields=tuple(stored.fields),
        due_on=stored.due_on,
        values=tuple(sorted(stored.details.items())),
    )


def _rows(contract_id: int, on: date) -> list[_Recorded]:
    """The live rows of the ledger that are due, or have their theoretical date, on the day."""
    found = models.Installment.objects.filter(
        Q(due_on=on) | Q(theoretical_on=on), contract_id=contract_id, replaced=False
    ).order_by("due_on", "pk")
    return [
        _Recorded(
            row=LedgerRow(
                number=each.number,
                due_on=each.due_on,
                kind=Kind(each.kind),
                state=LedgerState(each.state),
                line=each.contract_line_id,
            ),
            documents=_documents(each.pk),
            reason=each.reason,
        )
        for each in found
    ]


def _documents(installment_id: int) -> tuple[str, ...]:
    found = Document.objects.filter(links__installment_id=installment_id)
    return tuple(
        _named(each) for each in found.select_related("series").order_by("issue_date", "pk")
    )


def _named(document: Document) -> str:
    """A document as a sentence names it: invoice F-2026-000041 of 31/01/2026."""
    kind = _(why_sentences.DOCUMENT_TYPES[document.kind])
    figures = _figures()
    if document.number is None or document.fiscal_year is None or document.issue_date is None:
        return _("a draft (%(kind)s, id %(id)s)") % {"kind": kind, "id": document.pk}
    number = printed_number(
        document.series.pattern,
        series=document.series.code,
        year=document.fiscal_year,
        number=document.number,
    )
    places = {"kind": kind, "number": number, "date": figures.day(document.issue_date)}
    void = DocumentVoid.objects.filter(document=document).first()
    if void is None:
        places["notes"] = ", ".join(_credit_notes(document))
        if places["notes"]:
            return _("%(kind)s %(number)s of %(date)s, corrected by %(notes)s") % places
        return _("%(kind)s %(number)s of %(date)s") % places
    places["void"] = figures.day(void.voided_on)
    return _("%(kind)s %(number)s of %(date)s, voided on %(void)s") % places


def _credit_notes(document: Document) -> Iterator[str]:
    standing = Correction.objects.filter(original=document, stands=True).order_by("pk")
    for each in standing.select_related("document__series"):
        yield number_of(each.document) or f"#{each.document_id}"


def _figures() -> Figures:
    return figures_in(get_language() or "en")


# In words


class _Telling:
    """One explanation being put in words."""

    def __init__(self, gathered: Gathered, rows: Sequence[_Recorded]) -> None:
        contract = gathered.agreement.contract
        self.figures = _figures()
        self.decimals = contract.totals_decimals
        self.currency = contract.currency
        self.rows = {(each.row.due_on, each.row.number, each.row.line): each for each in rows}
        self.descriptions: dict[Key, str] = {
            line.key: line.description or line.item or "" for line in contract.lines
        }
        lines = ContractLine.objects.filter(contract_id=gathered.contract_id)
        self.keys: dict[Any, str] = dict(lines.values_list("pk", "key"))

    def cause(self, reason: Reason) -> Cause:
        """Return the reason with the ledger's words and its sentence."""
        reason = self._recorded(reason)
        return Cause(
            code=reason.code,
            verdict=reason.verdict,
            sentence=self._sentence(reason),
            line=self.keys.get(reason.line),
            values=dict(reason.values),
        )

    def _recorded(self, reason: Reason) -> Reason:
        """Add which documents billed an installment, or why someone skipped it."""
        known = self.rows.get((reason.value("due_on"), reason.value("number"), reason.line))  # type: ignore[arg-type]  # looked up, whatever it is
        if known is None or reason.code not in ("billed", "linked", "skipped", "reopened"):
            return reason
        added: list[tuple[str, Value]] = []
        if known.documents:
            added.append(("documents", known.documents))
        if known.reason:
            added.append(("why", known.reason.rstrip(". ")))
        return replace(reason, values=(*reason.values, *added))

    def _sentence(self, reason: Reason) -> str:
        words = {name: self._word(name, value) for name, value in reason.values}
        if reason.line is not None:
            description = self.descriptions.get(reason.line, str(reason.line))
            words["line"] = _("“%(description)s”") % {"description": description}
        words["what"] = self._what(reason, words)
        if "refusal" in words:
            words["refusal"] = self._refusal(reason, words)
        chooser = why_sentences.CHOSEN_BY.get(reason.code, "")
        choices = why_sentences.SENTENCES.get(f"{reason.code}:{reason.value(chooser)}")
        return why_sentences.filled(choices or why_sentences.SENTENCES[reason.code], words)

    def _what(self, reason: Reason, words: Mapping[str, str]) -> str:
        kind = str(reason.value("kind") or "regular")
        choices = why_sentences.WHAT.get(kind, why_sentences.WHAT["regular"])
        return why_sentences.filled(choices, words)

    def _refusal(self, reason: Reason, words: Mapping[str, str]) -> str:
        choices = refusals.SENTENCES.get(words["refusal"])
        if choices is None:
            return words["message"]
        given = {name: word for name, word in words.items() if name != "date"}
        if "date" in words:
            given["date"] = self.figures.day(date.fromisoformat(words["date"]))
        if "total" in words:
            given["total"] = self._amount("total", Decimal(words["total"]))
        return why_sentences.filled(choices, given)

    def _word(self, name: str, value: Value) -> str:
        if isinstance(value, date):
            return self.figures.day(value)
        if isinstance(value, Decimal):
            return self._amount(name, value)
        if name == "months" and isinstance(value, tuple):
            return ", ".join(str(MONTHS[int(each)]) for each in value)
        if name == "document_type":
            return _(why_sentences.DOCUMENT_TYPES[str(value)])
        if isinstance(value, tuple):
            return ", ".join(str(each) for each in value)
        return str(value)

    def _amount(self, name: str, value: Decimal) -> str:
        if name in ("total", "net"):
            decimals = max(self.decimals, -int(value.as_tuple().exponent))
            return self.figures.money(value, currency=self.currency, decimals=decimals)
        return self.figures.number(value)

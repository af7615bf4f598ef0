"""The lines of a document of a preview, out of the plans of its contracts."""

from dataclasses import dataclass

from django.utils.translation import get_language

from cadencia.billing.explained_steps import Step, step
from cadencia.billing.kept_preview_models import PreviewDocument
from cadencia.billing.previewing.reading import Opened
from cadencia.core.drafts import DraftDocument, DraftLine
from cadencia.documents.rendering.figures import figures_in


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLine:
    """A line of a contract, and how its amount comes about."""

    contract: str
    line: DraftLine
    steps: tuple[Step, ...]


def lines_of(document: PreviewDocument, opened: list[Opened]) -> list[OpenedLine]:
    """Return the lines that the document shows: those of its type, series, date and due dates."""
    figures = figures_in(get_language() or "es")
    return [
        OpenedLine(
            contract=each.plan.contract,
            line=line,
            steps=tuple(step(noted, figures, {}) for noted in line.explanation),
        )
        for each in opened
        for made in each.plan.documents
        if _is_it(document, each, made)
        for line in made.lines
    ]


def _is_it(document: PreviewDocument, opened: Opened, made: DraftDocument) -> bool:
    key = made.key
    days = {opened.plan.installments[place].due_on for place in made.installments}
    alone = len(document.contract_ids) == 1
    return (
        key.document_type == document.document_type
        and key.currency == document.currency
        and key.series in (document.series, None)
        and made.theoretical_on == document.operation_date
        and days <= set(document.due_dates)
        and (not alone or made.totals.total == document.total)
    )

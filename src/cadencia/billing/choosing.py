"""Which contracts a bulk act looks at: by the filter of a run, and by the items of their lines."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from cadencia.billing.querying import rows
from cadencia.billing.scopes import EVERYTHING, Filter
from cadencia.contracts.models import Contract, ContractLine
from cadencia.contracts.states import State

_COLUMNS = {
    "contracts": "code__in",
    "customers": "customer__code__in",
    "kinds": "kind__name__in",
    "projects": "project__in",
    "sales_reps": "sales_rep__code__in",
    "series": "series__in",
    "document_types": "document_type__in",
    "generation": "generation",
}

_WAITING = """
SELECT DISTINCT i.contract_id
FROM documents_document d
JOIN billing_installmentdocument l ON l.document_id = d.id
JOIN billing_installment i ON i.id = l.installment_id
WHERE d.company_id = %s AND d.number IS NULL AND i.contract_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A filter of contracts, and the items that an act is about; none means all lines."""

    only: Filter = EVERYTHING
    items: tuple[str, ...] = ()

    def form(self) -> dict[str, Any]:
        """Return the choice in JSON form, without what doesn't restrict."""
        said = {name: value for name, value in asdict(self.only).items() if value}
        return {**said, "items": self.items} if self.items else said


def chosen(choice: Choice, company_id: int) -> list[int]:
    """Return the ids of the drafts and posted contracts that the choice names, in order."""
    found = Contract.objects.filter(
        company_id=company_id, state__in=(State.DRAFT.value, State.POSTED.value)
    )
    for each in fields(Filter):
        value = getattr(choice.only, each.name)
        if value:
            found = found.filter(**{_COLUMNS[each.name]: value})
    if choice.items:
        lines = ContractLine.objects.filter(company_id=company_id, item__code__in=choice.items)
        found = found.filter(pk__in=lines.values("contract_id"))
    return list(found.order_by("pk").values_list("pk", flat=True))


def with_waiting_drafts(contract_ids: list[int], company_id: int) -> frozenset[int]:
    """Return those of the contracts from which drafts were made that have no number yet."""
    return frozenset(row[0] for row in rows(_WAITING, company_id, contract_ids))

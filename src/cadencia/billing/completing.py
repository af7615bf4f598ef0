"""Contracts whose installments are all generated: offered for finishing (LC-3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cadencia.billing import acts
from cadencia.billing.acts import Drafts, DraftsWait
from cadencia.billing.querying import rows
from cadencia.contracts.states import ActNotAllowed
from cadencia.parties.access import Actor, Permission, require

# Nothing to look at is not enough: a pause still open waits to be resumed, a customer who only
# comes for a day may come again, a one-off with the next document still waits for it.
_COMPLETE = """
SELECT c.id, c.code, u.name,
       (SELECT max(coalesce(i.period_until, i.due_on)) FROM billing_installment i
        WHERE i.contract_id = c.id AND NOT i.replaced),
       least(c.ends_on, c.withdrawn_on)
FROM contracts_contract c
JOIN parties_customer u ON u.id = c.customer_id
JOIN billing_contractdue d ON d.contract_id = c.id
WHERE c.company_id = %s AND c.state = 'posted' AND c.is_active AND d.look_from IS NULL
  AND (c.schedule_first IS NOT NULL OR c.schedule_months <> '{}'
       OR c.ends_on IS NOT NULL OR c.withdrawn_on IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM contracts_pause p WHERE p.contract_id = c.id AND p.until IS NULL)
  AND NOT EXISTS (SELECT 1 FROM contracts_contractline l
                  WHERE l.contract_id = c.id AND l.one_off_with_next AND NOT EXISTS (
                      SELECT 1 FROM billing_installment i
                      WHERE i.contract_line_id = l.id AND NOT i.replaced
                        AND i.state IN ('billed', 'linked', 'skipped')))
  AND NOT EXISTS (SELECT 1 FROM billing_installment i
                  JOIN billing_installmentdocument t ON t.installment_id = i.id
                  JOIN documents_document f ON f.id = t.document_id
                  WHERE i.contract_id = c.id AND f.number IS NULL)
ORDER BY c.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """A contract that asks for nothing any more.

    `covered_until` is the last day that its installments or its dates cover, None if it has
    neither. Until then its customer still enjoys what was billed.
    """

    contract_id: int
    contract: str
    customer: str
    covered_until: date | None

    def is_over(self, on: date) -> bool:
        """Say whether nothing of it lasts on that day any more."""
        return self.covered_until is None or self.covered_until < on


def complete_contracts(*, by: Actor) -> list[Complete]:
    """Return the posted, active contracts whose installments are all generated and issued."""
    require(by, Permission.READ)
    return [
        Complete(contract_id=row[0], contract=row[1], customer=row[2], covered_until=_last(row))
        for row in rows(_COMPLETE, by.company_id)
    ]


def finish_complete(*, on: date, by: Actor) -> Iterator[Complete]:
    """Finish each complete contract whose last covered day has passed; yield those finished.

    Each in a transaction of its own; one that somebody changed meanwhile is left as it is.
    """
    require(by, Permission.EVERYDAY)
    for each in complete_contracts(by=by):
        if not each.is_over(on):
            continue
        try:
            acts.finish(each.contract_id, on=on, by=by, waiting=Drafts.REFUSE)
        except (DraftsWait, ActNotAllowed):
            continue
        yield each


def _last(row: tuple[object, ...]) -> date | None:
    """The period billed, cut at the end that cut it."""
    billed, end = row[3], row[4]
    days = [day for day in (billed, end) if isinstance(day, date)]
    return max(days, default=None)

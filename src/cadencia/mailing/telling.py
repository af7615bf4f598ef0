"""Other programs are told what came of a message, in the transaction that writes it down."""

from collections.abc import Iterable

from cadencia.mailing.models import Delivery
from cadencia.webhooks import outbox

SENT, NOT_DELIVERED = "document.sent", "document.not_delivered"


def sent(delivery: Delivery) -> None:
    """Tell that a mail server took a document to hand it over."""
    outbox.tell(delivery.company_id, SENT, _facts(delivery))


def not_delivered(company_id: int, deliveries: Iterable[tuple[Delivery, str]]) -> None:
    """Tell which documents don't arrive, each with our word for the reason."""
    outbox.tell_many(
        company_id,
        NOT_DELIVERED,
        ({**_facts(delivery), "reason": reason} for delivery, reason in deliveries),
    )


def _facts(delivery: Delivery) -> dict[str, object]:
    return {"document": delivery.document_id, "delivery": delivery.pk}

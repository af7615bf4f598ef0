"""Which acts a document admits for whoever looks at it; the services decide again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadencia.billing.credit_checks import CREDITED
from cadencia.billing.document_list.reading import ReadDocument
from cadencia.parties.access import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A button: where it leads, or (`posts`) what it does after a question."""

    title: Any
    address: str
    icon: str
    kind: str = ""  # primary, danger
    posts: bool = False
    confirm: Any = ""


def acts_of(found: ReadDocument, actor: Actor) -> list[Act]:
    """Return the acts that its state and the role admit."""
    return list(_draft(found, actor) if found.shown.state == "draft" else _issued(found, actor))


def _draft(found: ReadDocument, actor: Actor) -> Iterator[Act]:
    if Permission.DOCUMENTS not in actor.permissions:
        return
    number = found.document.pk
    yield Act(
        title=_("Issue"),
        address=reverse("office:document-issue", args=[number]),
        icon="verified",
        kind="primary",
        posts=True,
        confirm=_("It gets its number and date, and never changes again."),
    )
    yield Act(
        title=_("Delete draft"),
        address=reverse("office:document-delete", args=[number]),
        icon="delete",
        kind="danger",
        posts=True,
        confirm=_("The draft is deleted, and what it bills is due again."),
    )


def _issued(found: ReadDocument, actor: Actor) -> Iterator[Act]:
    document = found.document
    if found.shown.state == "void":
        return
    if Permission.DOCUMENTS in actor.permissions:
        yield Act(
            title=_("Send by e-mail"),
            address=reverse("office:document-send", args=[document.pk]),
            icon="mail",
        )
        yield from _following(found)
    if Permission.ASSOCIATIONS in actor.permissions and _settles_nothing(found):
        query = urlencode({"customer": document.bill_to.code})
        yield Act(
            title=_("Associate with a contract"),
            address=f"{reverse('office:contracts')}?{query}",
            icon="link",
        )
    if Permission.VOID in actor.permissions:
        yield Act(
            title=pgettext_lazy("act", "Void"),
            address=reverse("office:document-void", args=[document.pk]),
            icon="block",
            kind="danger",
        )


def _following(found: ReadDocument) -> Iterator[Act]:
    """Yield what makes another document of it: a credit note, an invoice of delivery notes."""
    document = found.document
    if document.kind in CREDITED and document.total >= 0 and not _is_credited_wholly(found):
        yield Act(
            title=_("Credit note"),
            address=reverse("office:document-credit", args=[document.pk]),
            icon="undo",
        )
    if document.kind == "delivery_note" and not any(each.stands for each in found.invoices):
        query = urlencode({"customer": document.bill_to.code})
        yield Act(
            title=_("Invoice delivery notes"),
            address=f"{reverse('office:delivery-notes')}?{query}",
            icon="receipt_long",
        )


def _is_credited_wholly(found: ReadDocument) -> bool:
    total = found.document.total
    return bool(total) and any(each.stands and each.amount == total for each in found.corrections)


def _settles_nothing(found: ReadDocument) -> bool:
    """Say whether it is a sale that no installment rests on: one may be put in its place."""
    is_free = not found.installments and found.correction is None and not found.notes
    return found.document.kind == "invoice" and is_free

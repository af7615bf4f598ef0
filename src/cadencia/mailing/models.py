"""What e-mail needs and leaves: the server of a company, its texts, deliveries, bad addresses.

A delivery is written in the transaction that asks for it; a job hands it over afterwards. What
was asked for and came of it is never deleted.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadencia.core.recipients import Sending
from cadencia.documents.models import Document
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

SECURITIES = ("starttls", "tls", "none")
"""How the connection is secured; none only to this machine itself."""

STATES = ("waiting", "sending", "sent", "failed", "bounced")
ISSUED = "issued"
"""The occasion of what goes by itself when a document is issued."""

LANGUAGES = ("es", "en")
"""Those that documents are printed in; a region speaks its language."""


class MailServer(CompanyOwned):
    """The server by which a company sends, and what its messages say of the sender."""

    host = models.TextField()
    port = models.IntegerField(default=587)
    security = models.TextField(default="starttls")
    username = models.TextField(blank=True, default="")
    password = models.BinaryField(blank=True, default=b"")  # sealed: see `sealing`
    sender = models.TextField()  # an address
    sender_name = models.TextField(blank=True, default="")  # empty: the company's name
    reply_to = models.TextField(blank=True, default="")
    email_copy = models.TextField(blank=True, default="")  # who gets all that is sent, unseen
    per_minute = models.IntegerField(default=60)
    sending = models.TextField(default=Sending.CREATE_ONLY.value)  # of who says nothing
    is_active = models.BooleanField(default=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company"], name="mailing_mailserver_one"),
            columns.one_of("security", SECURITIES),
            columns.one_of("sending", Sending),
            columns.between("port", 1, 65535),
            columns.between("per_minute", 1, 10_000),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class MailText(CompanyOwned):
    """Subject and body of a company's messages in a language, with their variables (R11)."""

    language = models.TextField()
    subject = models.TextField()
    body = models.TextField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "language"], name="mailing_mailtext_once"),
            columns.one_of("language", LANGUAGES),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(CompanyOwned):
    """A document sent to somebody, or to be sent, on one occasion.

    `occasion` is `issued`, or the mark of a form that was sent by hand: sent twice, it asks once.
    Subject and body are those that were typed, or empty until the message is made of the
    company's text. `message` is its Message-ID, the same at each attempt. `answer` keeps the
    words of the server; `reason` is ours, a word.
    """

    document = CompanyForeignKey(
        Document, models.PROTECT, related_name="deliveries", db_index=False
    )
    occasion = models.TextField()
    addresses = models.TextField()  # of all three below, in order: what makes it the same
    to = columns.codes(default=list, blank=True)
    copies = columns.codes(default=list, blank=True)
    hidden = columns.codes(default=list, blank=True)
    subject = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")
    duplicate = models.BooleanField(default=False)  # the PDF says that it is one (art. 14)
    state = models.TextField(default="waiting")
    reason = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    refused = columns.codes(default=list, blank=True)  # addresses that the server didn't take
    attempts = models.SmallIntegerField(default=0)
    message = models.TextField()
    next_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)  # the last time
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "deliveries"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["document", "occasion", "addresses"], name="mailing_delivery_once"
            ),
            columns.one_of("state", STATES),
            columns.check("waits", Q(state="waiting", next_at__isnull=False) | ~Q(state="waiting")),
            columns.check(
                "sent",
                Q(state__in=("sent", "bounced"), sent_at__isnull=False)
                | Q(state__in=("waiting", "sending", "failed"), sent_at=None),
            ),
            columns.check("failed", ~Q(state="failed", reason="")),
        ]
        indexes = [
            models.Index(
                fields=["company", "next_at"],
                condition=Q(state="waiting"),
                name="mailing_delivery_due",
            ),
            models.Index(
                fields=["company", "claimed_until"],
                condition=Q(state="sending"),
                name="mailing_delivery_sending",
            ),
            models.Index(fields=["company", "-handed_at"], name="mailing_delivery_handed"),
            models.Index(fields=["company", "state", "-id"], name="mailing_delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.state}"


class BadAddress(CompanyOwned):
    """An address from which a message came back: nothing goes there by itself until it is right."""

    address = models.TextField()  # in small letters
    reason = models.TextField(blank=True, default="")
    delivery = CompanyForeignKey(Delivery, models.PROTECT, null=True, blank=True, db_index=False)
    bounced_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "bad addresses"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "address"], name="mailing_badaddress_once"),
        ]

    def __str__(self) -> str:
        return self.address

"""Who may ask by HTTP, how often they did, and what was answered to what they may ask twice."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from cadencia.parties import columns
from cadencia.parties.access import Permission
from cadencia.parties.walls import CompanyForeignKey, CompanyOneToOne, CompanyOwned, company_column

SHA256 = r"^[0-9a-f]{64}$"
METHODS = ("POST", "PATCH", "DELETE")


class Token(CompanyOwned):
    """A key to the API of one company. Only its SHA-256 is kept; `hint` are its first letters.

    One of a user does no more than the user's role in the company lets them.

    `vouched` says that the acts of R14 which ask for credentials given again are done without:
    whoever made the token has answered for the program that holds it.
    """

    name = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    scopes = columns.codes()
    vouched = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    requests_per_minute = models.IntegerField(null=True, blank=True)  # null: the installation's
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.check("name", ~Q(name="")),
            columns.check("digest", Q(digest__regex=SHA256)),
            columns.check(
                "scopes",
                Q(scopes__contained_by=[str(each) for each in Permission]) & ~Q(scopes=[]),
            ),
            columns.check("expires_at", Q(expires_at__gt=F("created_at"))),
            columns.between("requests_per_minute", 1, 1_000_000),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class RequestCount(models.Model):
    """How many requests a token made in its latest minute: one row for each token, not logged."""

    token = CompanyOneToOne(Token, models.CASCADE, primary_key=True)
    company = company_column()
    minute = models.BigIntegerField()  # since 1970
    requests = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.token_id}: {self.requests}"


class KeptAnswer(CompanyOwned):
    """What was answered to a request with an `Idempotency-Key`; without status, not yet.

    It commits with what the request did, so that the same key does it once.
    """

    token = CompanyForeignKey(Token, models.CASCADE, db_index=False)
    key = models.TextField()
    method = models.CharField(max_length=6)
    path = models.TextField()
    body_sha256 = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "token", "key"], name="api_keptanswer_once"),
            columns.one_of("method", METHODS),
            columns.check("body_sha256", Q(body_sha256__regex=SHA256)),
            columns.check("key", Q(key__regex=r"^.{1,255}$")),
            columns.between("status", 200, 299),
        ]
        indexes = [BrinIndex(fields=["created_at"], name="api_keptanswer_created")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"

"""Who works in a company, and when they proved again that it is them (US-6, LC-2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from cadencia.parties import columns
from cadencia.parties.access import Role
from cadencia.parties.walls import CompanyOwned

CHANNELS = ("cli", "api", "web", "job")
METHODS = ("password", "code")  # code: of the second factor


class Membership(CompanyOwned):
    """The role of a user in a company: one for each, and none is no way in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", db_index=False
    )
    role = models.TextField()
    is_active = models.BooleanField(default=True)  # shut out, the role is kept
    password_set_at = models.DateTimeField(null=True, blank=True)  # by an administrator

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["user", "company"], name="parties_membership_once"),
            columns.one_of("role", Role),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class CredentialsGiven(CompanyOwned):
    """A user proved again that it is them; it holds for minutes. Written once, never changed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    given_at = models.DateTimeField()
    valid_until = models.DateTimeField()  # this moment excluded
    channel = models.TextField()
    method = models.TextField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("channel", CHANNELS),
            columns.one_of("method", METHODS),
            columns.check("holds", Q(valid_until__gt=F("given_at"))),
        ]
        indexes = [
            models.Index(fields=["user", "company", "valid_until"], name="parties_given_until")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.given_at}"


class CredentialsRefused(CompanyOwned):
    """Somebody gave wrong credentials for a user. What they gave isn't kept. Never changed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    channel = models.TextField()
    method = models.TextField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("channel", CHANNELS),
            columns.one_of("method", METHODS),
        ]
        indexes = [models.Index(fields=["user", "at"], name="parties_refused_at")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.at}"


class History(CompanyOwned):
    """A change of a row: who, by which way in, when, from what to what (AG-11).

    Only the database writes it, by the triggers of `parties.history`. `changes` is
    `{"column": [old, new]}`; a column whose values are kept to itself has an empty list.
    `owner` is what the row belongs to: a line's contract, or the row itself.
    """

    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,  # who did it stays written, whatever becomes of the user
    )
    channel = models.TextField()  # as in CHANNELS; `sql` where no service said it
    program = models.TextField(  # the token by which a program asked; the transaction said it
        db_default=Coalesce(
            models.Func(
                models.Value("cadencia.program"),
                models.Value(True),  # noqa: FBT003 - as PostgreSQL takes it
                function="current_setting",
                output_field=models.TextField(),
            ),
            models.Value(""),
        )
    )
    transaction_id = models.BigIntegerField()  # what was done together has the same
    table_name = models.TextField()
    row_id = models.BigIntegerField()
    owner_table = models.TextField()
    owner_id = models.BigIntegerField()
    operation = models.TextField()
    changes = models.JSONField(default=dict)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("operation", ("insert", "update", "delete")),
        ]
        indexes = [
            models.Index(
                fields=["company", "owner_table", "owner_id", "id"], name="parties_history_owner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"

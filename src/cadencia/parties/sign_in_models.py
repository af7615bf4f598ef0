"""What signing in leaves behind: wrong attempts, second factors, and what a user prefers.

They belong to a user, who may work in several companies, and so to no company: behind the second
wall nobody sees them.
"""

from django.conf import settings
from django.db import models

from cadencia.parties import columns

LANGUAGES = ("es", "en")
THEMES = ("auto", "light", "dark")
EDITING = ("basic", "advanced")


class SignInRefused(models.Model):
    """Somebody tried to sign in, and couldn't. Neither the name nor the password is kept.

    `name_digest` tells attempts at one name from those at another, whether there is a user of that
    name or not.
    """

    id = models.BigAutoField(primary_key=True)
    name_digest = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name_digest", "at"], name="parties_signinrefused_name"),
            models.Index(fields=["address", "at"], name="parties_signinrefused_from"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.at}"


class SecondFactor(models.Model):
    """A user proves by a program on their telephone that it is them (RFC 6238).

    The secret isn't kept: it is worked out from `salt` and the key of the installation. A copy of
    the database opens nothing.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="second_factor"
    )
    salt = models.BinaryField(max_length=32)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # until then it isn't asked for
    last_step = models.BigIntegerField(default=0)  # a code counts once

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """A code for the day that the telephone is lost; it counts once."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.user_id)


class Preferences(models.Model):
    """How a user wants the back office; what is empty is as the company or the browser says."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preferences"
    )
    language = models.TextField(blank=True, default="")
    theme = models.TextField(default="auto")
    editing = models.TextField(blank=True, default="")  # AG-10
    start_page = models.TextField(blank=True, default="")  # the name of a screen

    class Meta:
        constraints = [
            columns.one_of("language", LANGUAGES, blank=True),
            columns.one_of("theme", THEMES),
            columns.one_of("editing", EDITING, blank=True),
        ]

    def __str__(self) -> str:
        return str(self.user_id)

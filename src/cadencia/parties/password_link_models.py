"""Links by which a user sets another password, once."""

from django.conf import settings
from django.db import models


class PasswordLink(models.Model):
    """Somebody who may give passwords gave a user a link instead, that opens once.

    The link's secret isn't kept, only its digest: a copy of the database opens nothing. It stays
    when it is used or has expired, as the record of who gave it. Like signing in it belongs to a
    user, and so to no company: behind the second wall nobody sees it.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_links"
    )
    digest = models.CharField(max_length=64, unique=True)
    given_by = models.TextField()  # the name of who gave it; of the machine, `channel` alone
    channel = models.TextField()
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # used, or another was given
    used_from = models.GenericIPAddressField(null=True, blank=True)  # null: not used
    is_used = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.given_at}"

"""How Django finds the user of a session."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from cadencia.parties.models import User


class OfficeBackend(BaseBackend):
    """Finds the user; a password is compared in `parties.sign_in` and nowhere else."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Recognise nobody."""
        return

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, as long as they are let in."""
        found = User.objects.select_related("preferences").filter(pk=user_id, is_active=True)
        return found.first()

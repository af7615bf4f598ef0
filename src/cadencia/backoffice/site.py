"""What Unfold draws its frame for. Nothing hangs from it: masters have screens of their own."""

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite

from cadencia.parties.access import Permission


class OfficeSite(UnfoldAdminSite):  # type: ignore[misc]
    """Who may come in was decided by the middleware."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether somebody at work asks."""
        actor = getattr(request, "actor", None)
        return actor is not None and Permission.READ in actor.permissions

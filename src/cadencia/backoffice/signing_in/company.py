"""Which of their companies a user works in now."""

from collections.abc import Sequence

from django.http import HttpRequest

from cadencia.backoffice.requests import COMPANY_KEY
from cadencia.parties.models import Company


def chosen_of(request: HttpRequest, companies: Sequence[Company]) -> Company | None:
    """Return the one that was chosen in this session, or the first; none where there is none."""
    chosen = request.session.get(COMPANY_KEY)
    for each in companies:
        if each.pk == chosen:
            return each
    return companies[0] if companies else None

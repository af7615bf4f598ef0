"""The list of documents as it was last looked at: what is done from there leads back to it.

Only ways back go there. Whoever chooses *Documents* anew sees all of them: the list may have been
that of one run or one customer.
"""

from django.urls import reverse

from cadencia.backoffice.requests import OfficeRequest

LAST_SEEN = "office-documents"
LONGEST = 2000  # characters; a longer filter isn't kept with the session


def remember(request: OfficeRequest) -> None:
    """Keep filter and page of the list that is being shown, by company."""
    query, company = request.GET.urlencode(), str(request.company.pk)
    kept = dict(request.session.get(LAST_SEEN, {}))
    if len(query) <= LONGEST and kept.get(company, "") != query:
        request.session[LAST_SEEN] = {**kept, company: query}


def address(request: OfficeRequest) -> str:
    """Return the address of the list as it was last seen, or else of all documents."""
    query = request.session.get(LAST_SEEN, {}).get(str(request.company.pk), "")
    return f"{reverse('office:documents')}?{query}" if query else reverse("office:documents")

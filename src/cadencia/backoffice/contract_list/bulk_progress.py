"""How far a job is with a change of many contracts, or with its preview; and cancelling it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.views import OfficeView, partial_or_redirect
from cadencia.billing import bulk_by_job
from cadencia.billing.kept_answers import Kept
from cadencia.parties.access import Permission

WHOLE = 100
OF_WHAT = {"preview": bulk_by_job.PREVIEW, "change": bulk_by_job.DONE}


class AtWork(OfficeView):
    """A part of a page that asks how far it is, and then leads to what came of it."""

    permission = Permission.PRICES
    template_name = "backoffice/contract_list/at_work.html"

    def get(self, request: OfficeRequest, what: str, key: str) -> HttpResponse:
        """Tell how far it is; or lead on, once there is an answer or none will come."""
        told = progress(what, key, self)
        if not told["is_waiting"]:
            return partial_or_redirect(request, self._back(what, key))
        return self.page(**told)

    def post(self, request: OfficeRequest, what: str, key: str) -> HttpResponse:
        """Cancel it: nothing is changed, unless it is done already."""
        if what not in OF_WHAT:
            raise Http404
        if bulk_by_job.cancel(OF_WHAT[what], key, by=self.actor):
            sentence = _("Cancelled: nothing was changed.")
        else:
            sentence = _("It was done already.")
        return self.done(sentence, self._back(what, key))

    def _back(self, what: str, key: str) -> str:
        if what == "change":
            return f"{reverse('office:bulk-acts')}?waiting={key}"
        back = self.request.GET.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return back if is_ours and back.startswith("/") else reverse("office:bulk-acts")


def progress(what: str, key: str, view: OfficeView) -> dict[str, Any]:
    """Return what the part shows of a job's work.

    :raises Http404: if there is no such work.
    """
    if what not in OF_WHAT:
        raise Http404
    kept = bulk_by_job.how_far(OF_WHAT[what], key, by=view.actor)
    return {
        "is_waiting": kept.is_waiting,
        "what": what,
        "key": key,
        "back": view.request.GET.get("back") or view.request.get_full_path(),
        "done": kept.done,
        "total": kept.total,
        "percent": percent_of(kept),
    }


def percent_of(kept: Kept) -> int:
    """Return how much of the work is done in percent, rounded down; of none yet, 0."""
    return kept.done * WHOLE // kept.total if kept.total else 0

"""The addresses of the list of contracts, of what waits, and of acts on many."""

from django.urls import path

from cadencia.backoffice.contract_list import bulk_screens, waiting_lists
from cadencia.backoffice.contract_list.bulk_progress import AtWork
from cadencia.backoffice.contract_list.due import GenerateDue
from cadencia.backoffice.contract_list.views import Contracts

urlpatterns = [
    path("", Contracts.as_view(), name="contracts"),
    path("due/", GenerateDue.as_view(), name="contracts-due"),
    path("to-confirm/", waiting_lists.Confirmations.as_view(), name="confirmations"),
    path("parked/", waiting_lists.Parked.as_view(), name="parked"),
    path("to-renew/", waiting_lists.Renewals.as_view(), name="renewals"),
    path("complete/", waiting_lists.Complete.as_view(), name="complete"),
    path("reviews/", waiting_lists.Reviews.as_view(), name="reviews"),
    path("several/", bulk_screens.Several.as_view(), name="contract-bulk"),
    path("several/acts/", bulk_screens.Acts.as_view(), name="bulk-acts"),
    path("several/at-work/<slug:what>/<slug:key>/", AtWork.as_view(), name="bulk-at-work"),
    path("several/acts/<int:act>/", bulk_screens.OneAct.as_view(), name="bulk-act"),
    path("several/<slug:kind>/", bulk_screens.Change.as_view(), name="contract-bulk-act"),
]

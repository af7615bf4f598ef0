"""The addresses of a contract's form."""

from django.urls import path

from cadencia.backoffice.contract_form import live, tabs, views

urlpatterns = [
    path("new/", views.ContractPage.as_view(), name="contract-new"),
    path("try/", live.Try.as_view(), name="contract-try"),
    path("of-customer/", live.OfCustomer.as_view(), name="contract-customer"),
    path("of-item/", live.OfItem.as_view(), name="contract-item"),
    path("of-formula/", live.OfFormula.as_view(), name="contract-formula"),
    path("editing/", tabs.Editing.as_view(), name="contract-editing"),
    path("end/", live.EndOfDuration.as_view(), name="contract-end"),
    path("new-customer/", live.NewCustomer.as_view(), name="contract-new-customer"),
    path(
        "new-responsible-party/",
        live.NewResponsibleParty.as_view(),
        name="contract-new-responsible-party",
    ),
    path("<int:contract_id>/", views.ContractPage.as_view(), name="contract"),
    path("<int:contract_id>/documents/", tabs.Documents.as_view(), name="contract-documents"),
    path("<int:contract_id>/history/", tabs.History.as_view(), name="contract-history"),
    path("<int:contract_id>/follow-up/", tabs.FollowUp.as_view(), name="contract-follow-up"),
]

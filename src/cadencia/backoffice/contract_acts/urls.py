"""The addresses of acts on a contract, below its own."""

from django.urls import path

from cadencia.backoffice.contract_acts.views import ActsView, ActView, WhyView

urlpatterns = [
    path("<int:contract_id>/acts/", ActsView.as_view(), name="contract-acts"),
    path("<int:contract_id>/acts/<slug:act>/", ActView.as_view(), name="contract-act"),
    path("<int:contract_id>/why/", WhyView.as_view(), name="contract-why"),
]

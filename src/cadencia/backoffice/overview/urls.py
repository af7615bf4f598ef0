"""The addresses of the dashboard and of the forecast."""

from django.urls import path

from cadencia.backoffice.overview.commissions import CommissionFile, CommissionScreen
from cadencia.backoffice.overview.dashboard import Figures, Overview
from cadencia.backoffice.overview.forecasting import ForecastFile, ForecastScreen, ForecastTable

urlpatterns = [
    path("overview/", Overview.as_view(), name="overview"),
    path("overview/figures/", Figures.as_view(), name="overview-figures"),
    path("forecast/", ForecastScreen.as_view(), name="forecast"),
    path("forecast/table/", ForecastTable.as_view(), name="forecast-table"),
    path("forecast/file/", ForecastFile.as_view(), name="forecast-file"),
    path("commissions/", CommissionScreen.as_view(), name="commissions"),
    path("commissions/file/", CommissionFile.as_view(), name="commissions-file"),
]

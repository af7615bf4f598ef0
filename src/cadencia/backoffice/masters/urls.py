"""Addresses of the masters: `/masters/items/`, `/masters/items/new/`, `/masters/items/12/` …"""

from collections.abc import Iterator, Mapping

from django.urls import URLPattern, path

from cadencia.backoffice.masters.company import CompanyHistory, CompanyLogo, CompanyPage
from cadencia.backoffice.masters.customers import CustomerNew, CustomerOne
from cadencia.backoffice.masters.editing import MasterAct, MasterHistory, MasterNew, MasterOne
from cadencia.backoffice.masters.formulas import FormulaOne
from cadencia.backoffice.masters.indexes import IndexOne, IndexValues
from cadencia.backoffice.masters.items import ItemOne
from cadencia.backoffice.masters.lists import MasterList
from cadencia.backoffice.masters.numbering import SeriesBegins, SeriesOne
from cadencia.backoffice.masters.prices import PriceListOne, SpecialPrices
from cadencia.backoffice.masters.responsible_parties import ResponsiblePartyOne
from cadencia.backoffice.masters.screens import SCREENS
from cadencia.backoffice.masters.template_changes import (
    TemplateLineChange,
    TemplateLines,
    TemplateScheduleChange,
)
from cadencia.backoffice.masters.template_lines import TryTemplate
from cadencia.backoffice.masters.templates import TemplateNew, TemplateOne
from cadencia.backoffice.masters.tokens import TokenRevoked, Tokens
from cadencia.backoffice.masters.webhooks import WebhookOne, Webhooks

ACTS = ("remove", "rest", "wake")
ONES: Mapping[str, type[MasterOne]] = {
    "customers": CustomerOne,
    "formulas": FormulaOne,
    "indexes": IndexOne,
    "items": ItemOne,
    "price-lists": PriceListOne,
    "responsible-parties": ResponsiblePartyOne,
    "series": SeriesOne,
    "templates": TemplateOne,
}
NEWS: Mapping[str, type[MasterNew]] = {"customers": CustomerNew, "templates": TemplateNew}
"""Kinds whose pages are more than a form."""


def of_kind(kind: str) -> Iterator[URLPattern]:
    """Yield the addresses of a kind."""
    one, new = ONES.get(kind, MasterOne), NEWS.get(kind, MasterNew)
    yield path(f"{kind}/", MasterList.as_view(kind=kind), name=kind)
    yield path(f"{kind}/new/", new.as_view(kind=kind), name=f"{kind}-new")
    yield path(f"{kind}/<int:number>/", one.as_view(kind=kind), name=f"{kind}-one")
    yield path(
        f"{kind}/<int:number>/history/",
        MasterHistory.as_view(kind=kind),
        name=f"{kind}-history",
    )
    for act in ACTS:
        yield path(
            f"{kind}/<int:number>/{act}/",
            MasterAct.as_view(kind=kind, act=act),
            name=f"{kind}-{act}",
        )


urlpatterns = [
    *(each for kind in SCREENS for each in of_kind(kind)),
    path("series/<int:number>/begin/", SeriesBegins.as_view(), name="series-begin"),
    path("templates/try/", TryTemplate.as_view(), name="templates-try"),
    path("templates/<int:number>/change/", TemplateLineChange.as_view(), name="templates-change"),
    path(
        "templates/<int:number>/schedule/",
        TemplateScheduleChange.as_view(),
        name="templates-schedule",
    ),
    path("templates/<int:number>/lines/", TemplateLines.as_view(), name="templates-lines"),
    path("indexes/<int:number>/values/", IndexValues.as_view(), name="indexes-values"),
    path("company/", CompanyPage.as_view(), name="company"),
    path("company/history/", CompanyHistory.as_view(), name="company-history"),
    path("company/logo/", CompanyLogo.as_view(), name="company-logo"),
    path("tokens/", Tokens.as_view(), name="tokens"),
    path("tokens/<int:number>/revoke/", TokenRevoked.as_view(), name="tokens-revoke"),
    path("webhooks/", Webhooks.as_view(), name="webhooks"),
    path("webhooks/<int:number>/", WebhookOne.as_view(), name="webhooks-one"),
    path("special-prices/", SpecialPrices.as_view(), name="special-prices"),
]

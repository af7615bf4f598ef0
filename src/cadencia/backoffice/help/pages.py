"""Which page of the manual explains which screen."""

from django.http import HttpRequest
from django.urls import reverse

from cadencia.backoffice.help import manual

# The beginning of a screen's name says it: `contract` those of contracts, unless a longer one does.
EXPLAINED_BY = {
    "overview": "cuadro-de-mando",
    "forecast": "prevision",
    "timeline": "linea-de-tiempo",
    "import": "importar",
    "export": "importar#exportar",
    "contracts": "contratos",
    "contract": "un-contrato",
    "act": "dia-a-dia",
    "bulk": "precios",
    "review": "precios",
    "renewal": "plantillas-y-renovacion",
    "template": "plantillas-y-renovacion",
    "generation": "generar",
    "preview": "generar",
    "run": "generar",
    "document": "documentos",
    "document-send": "enviar-por-correo",
    "documents-send": "enviar-por-correo",
    "documents-print": "documentos",
    "deliver": "enviar-por-correo",
    "mail": "enviar-por-correo#el-servidor-de-correo",
    "credit": "rectificar",
    "user": "usuarios-e-historial",
    "preferences": "usuarios-e-historial",
    "token": "api",
    "webhook": "api",
    "customer": "maestros",
    "item": "maestros",
    "price-list": "maestros",
    "special-price": "maestros",
    "formula": "maestros",
    "index": "maestros",
    "tax": "maestros",
    "series": "maestros",
    "company": "maestros",
    "sales-rep": "maestros",
    "payment": "maestros",
    "termination": "maestros",
}


def address_for(request: HttpRequest) -> str:
    """Return the page that explains the screen that is asked for; all of them if none does."""
    match = request.resolver_match
    name = (match.url_name if match else "") or ""
    found = [each for each in EXPLAINED_BY if name.startswith(each)]
    if not found:
        return reverse("office:help")
    page, _, anchor = EXPLAINED_BY[max(found, key=len)].partition("#")
    if page not in manual.pages():
        return reverse("office:help")
    address = reverse("office:help-page", args=[page])
    return f"{address}#{anchor}" if anchor else address

"""Which page of the manual explains which screen."""

from django.http import HttpRequest
from django.urls import reverse

from cadencia.backoffice.help import manual

# The beginning of a screen's name says it: `contract` those of contracts, unless a longer one does.
EXPLAINED_BY = {
    "overview": "cuadro-de-mando",
    "forecast": "prevision",
    "commissions": "prevision",
    "timeline": "linea-de-tiempo",
    "import": "importar",
    "export": "importar#exportar",
    "contracts": "contratos#qué-se-ve",
    "contracts-due": "contratos#generar-lo-vencido",
    "contract": "un-contrato#en-la-pantalla",
    "contract-act": "contratos#qué-se-puede-hacer-con-un-contrato",
    "contract-why": "por-que#un-contrato-un-día",
    "contract-bulk": "contratos#cambiar-varios-contratos",
    "bulk": "contratos#cambiar-varios-contratos",
    "confirmations": "contratos#lo-que-espera-a-alguien",
    "parked": "contratos#lo-que-espera-a-alguien",
    "complete": "contratos#lo-que-espera-a-alguien",
    "review": "contratos#lo-que-espera-a-alguien",
    "renewal": "contratos#lo-que-espera-a-alguien",
    "template": "maestros#plantillas",
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
    "user": "usuarios-e-historial#usuarios-en-la-pantalla--users-on-the-screen",
    "new-user": "usuarios-e-historial#usuarios-en-la-pantalla--users-on-the-screen",
    "preferences": "usuarios-e-historial#entrar--signing-in",
    "password": "usuarios-e-historial#entrar--signing-in",
    "second-factor": "usuarios-e-historial#entrar--signing-in",
    "token": "maestros#accesos-de-la-api-y-webhooks",
    "webhook": "maestros#accesos-de-la-api-y-webhooks",
    "customer": "maestros#clientes",
    "item": "maestros#artículos-tarifas-y-precios-especiales",
    "price-list": "maestros#artículos-tarifas-y-precios-especiales",
    "special-price": "maestros#artículos-tarifas-y-precios-especiales",
    "formula": "maestros#fórmulas-e-índices",
    "index": "maestros#fórmulas-e-índices",
    "tax": "maestros#impuestos-y-series",
    "series": "maestros#impuestos-y-series",
    "company": "maestros#la-empresa",
    "responsible": "maestros#entidades-responsables",
    "sales-rep": "maestros#listas-cortas",
    "contract-types": "maestros#listas-cortas",
    "payment": "maestros#listas-cortas",
    "termination": "maestros#listas-cortas",
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

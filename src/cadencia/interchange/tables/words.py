"""The words of spreadsheets for the values of the contract file, in Spanish and English.

The first word of each language is the one written; all of them are understood, and so is the
value of the contract file itself.
"""

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, tuple[str, ...]]]
"""value -> language -> words."""


def _words(**values: tuple[str, str]) -> Words:
    """Return the words of each value, given as `"uno|dos", "one|two"`."""
    return {
        value: {"es": tuple(es.split("|")), "en": tuple(en.split("|"))}
        for value, (es, en) in values.items()
    }


YES_NO = _words(
    true=("sí|si|s|verdadero|x|1", "yes|y|true|x|1"),
    false=("no|n|falso|0", "no|n|false|0"),
)
LANGUAGE = _words(
    es=("español|castellano", "Spanish"),
    en=("inglés", "English"),
)
SENDING = _words(
    create_only=("solo crear|crear", "create only"),
    create_and_send=("crear y enviar|enviar", "create and send"),
)
COMMISSION_BASE = _words(
    net=("neto|importe neto", "net"),
    margin=("margen", "margin"),
    none=("nada|ninguna|sin comisión", "none|nothing"),
)
DOCUMENTS_ARE = _words(
    draft=("borradores|borrador|en borrador", "drafts|draft"),
    issued=("emitidos|emitido", "issued"),
)
STATE = _words(
    draft=("borrador|sin postear", "draft"),
    posted=("posteado|contabilizado|confirmado", "posted"),
    finished=("finalizado", "finished"),
    void=("anulado", "void"),
)
GENERATION = _words(
    automatic=("automática|automático", "automatic"),
    manual=("manual|a mano", "manual|by hand"),
)
DOCUMENT_TYPE = _words(
    invoice=("factura", "invoice"),
    delivery_note=("albarán", "delivery note"),
    non_billable_delivery_note=("albarán no facturable", "non-billable delivery note"),
    work_order=("pedido de trabajo", "work order"),
)
INSTALLMENTS_ARE = _words(
    documents=("documentos|facturas", "documents|invoices"),
    due_dates=("vencimientos", "due dates"),
)
TAX_REGIME = _words(
    domestic=("nacional|interior", "domestic"),
    intra_eu=("intracomunitaria|intracomunitario", "intra-EU"),
    export=("exportación", "export"),
    exempt=("exenta|exento", "exempt"),
    reverse_charge=("inversión del sujeto pasivo", "reverse charge"),
)
UNIT = _words(
    day=("día|días|diaria|diario", "day|days|daily"),
    week=("semana|semanas|semanal", "week|weeks|weekly"),
    month=("mes|meses|mensual", "month|months|monthly"),
    quarter=("trimestre|trimestres|trimestral", "quarter|quarters|quarterly"),
    semester=("semestre|semestres|semestral", "semester|semesters|half-yearly|half year"),
    year=("año|años|anual", "year|years|yearly|annual"),
)
TIMING = _words(
    advance=("anticipado|por adelantado|adelantado", "in advance"),
    arrears=("vencido|a mes vencido|a período vencido", "in arrears"),
)
OPENING = _words(
    none=("ninguna|ninguno", "none"),
    full=("completa|completo", "full"),
    prorated=("prorrateada|prorrateado", "prorated"),
)
CLOSING = _words(
    full=("completa|completo", "full"),
    prorated=("prorrateada|prorrateado", "prorated"),
)
PRORATION = _words(
    actual=("días reales|real", "actual days"),
    thirty=("30/360|meses de 30 días", "30/360"),
)
BUSINESS_DAY = _words(
    as_is=("tal cual|sin cambio", "as is"),
    next=("siguiente|día hábil siguiente", "next"),
    previous=("anterior|día hábil anterior", "previous"),
)
QUANTITY_SOURCE = _words(
    fixed=("fija|fijo", "fixed"),
    formula=("fórmula", "formula"),
    usage=("consumo|medida|uso", "usage|metered"),
)
PRICE_SOURCE = _words(
    fixed=("fijo|mantener", "fixed"),
    current=("vigente|actual|según tarifa", "current"),
    catalog=("catálogo|según catálogo", "catalog"),
    formula=("fórmula", "formula"),
)
PRICE_SPLIT = _words(
    same=("mismo|mismo por cuota|mismo precio por cuota", "same"),
    divided=("dividido|entre cuotas|precio entre nº de cuotas", "divided"),
)
STOCK_RELEASE = _words(
    each=("en cada cuota", "each|every installment"),
    first=("al inicio", "first|at start"),
    first_deferring_cost=(
        "al inicio con provisión de coste|al inicio y provi. costo",
        "at start, deferring cost",
    ),
    last=("al final", "last|at end"),
)
EFFECT = _words(
    modify=("modifica|modificar|modificado", "modify|modifies|modified"),
    add=("añade|añadir|añadido", "add|adds|added"),
)
PLACEMENT = _words(
    same=("misma|la misma|misma factura", "same"),
    separate=("independiente|aparte|factura independiente", "separate"),
)
TIMES = _words(
    each=("en cada una|cada vez|en cada cuota", "each|each time"),
    first=("una vez|solo la primera", "first|once"),
)
WHICH = _words(
    first=("primera", "first"),
    last=("última", "last"),
)
FOLLOW_UP_KIND = _words(
    comment=("comentario", "comment"),
    call=("llamada", "call"),
    visit=("visita", "visit"),
    letter=("carta|correo", "letter|e-mail"),
    promise=("promesa de pago|promesa", "promise to pay|promise"),
    claim=("reclamación", "claim"),
)
PAUSE_MODE = _words(
    skip=("omitir|omite|saltar", "skip"),
    shift=("desplazar|desplaza", "shift"),
)
MONTHS = _words(
    **{
        str(number): words
        for number, words in enumerate(
            (
                ("enero|ene", "January|Jan"),
                ("febrero|feb", "February|Feb"),
                ("marzo|mar", "March|Mar"),
                ("abril|abr", "April|Apr"),
                ("mayo|may", "May"),
                ("junio|jun", "June|Jun"),
                ("julio|jul", "July|Jul"),
                ("agosto|ago", "August|Aug"),
                ("septiembre|setiembre|sep", "September|Sep|Sept"),
                ("octubre|oct", "October|Oct"),
                ("noviembre|nov", "November|Nov"),
                ("diciembre|dic", "December|Dec"),
            ),
            start=1,
        )
    }
)
NOTHING = {"es": ("ninguno", "ninguna"), "en": ("none",)}
WITH_NEXT = {
    "es": ("con la siguiente", "siguiente", "próxima", "con el próximo documento"),
    "en": ("next", "with the next"),
}

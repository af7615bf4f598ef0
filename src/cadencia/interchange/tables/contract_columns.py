"""The columns of contracts, their lines and what goes with them.

A contract's sheet may carry its lines too: then each row is a line, and the contract's own
columns are repeated or left blank on the rows that follow.
"""

from dataclasses import replace

from cadencia.interchange.tables import columns, words
from cadencia.interchange.tables.cells import (
    Choice,
    Codes,
    Months,
    OneOffDay,
    Parameters,
    Percents,
    Text,
    Whole,
)
from cadencia.interchange.tables.columns import (
    CODE,
    DAY,
    MONEY,
    NAME,
    PERCENT,
    QUANTITY,
    YES_NO,
    Column,
    Kind,
)

LINE_PREFIX = "line."
"""Begins the fields of a line in a sheet that holds contracts and lines together."""

CUSTOMER = "customer"
"""The column of a contract's customer, which the contract file keeps beside the contract."""

_HEADER = (
    Column("code", "Contrato", "Contract", CODE, ("código", "code", "nº contrato"), required=True),
    Column(CUSTOMER, "Cliente", "Customer", CODE, ("código cliente", "socio"), required=True),
    Column("reference", "Referencia", "Reference", NAME, ("nombre", "título")),
    Column("kind", "Tipo de contrato", "Contract type", CODE, ("tipo", "kind")),
    Column("project", "Proyecto", "Project", CODE),
    Column("template", "Plantilla", "Template", CODE),
    Column("own_header", "Cabecera propia", "Own header", YES_NO),
    Column("state", "Estado", "State", Choice(words.STATE)),
    Column("active", "Activo", "Active", YES_NO),
    Column("generation", "Generación", "Generation", Choice(words.GENERATION)),
    Column(
        "document_type",
        "Tipo de documento",
        "Document type",
        Choice(words.DOCUMENT_TYPE),
        ("documento",),
    ),
    Column(
        "installments_are",
        "Las cuotas son",
        "Installments are",
        Choice(words.INSTALLMENTS_ARE),
    ),
    Column("currency", "Moneda", "Currency", CODE, ("divisa",)),
    Column("decimals", "Decimales", "Decimals", Whole(maximum=6), ("# de decimales",)),
    Column("series", "Serie", "Series", CODE),
    Column("journal", "Tipo contable", "Journal", CODE, ("diario",)),
    Column("bill_to", "Código facturación", "Bill to", CODE, ("facturar a",)),
    Column("contact", "Persona de contacto", "Contact", NAME, ("contacto",)),
    Column("payment_method", "Forma de pago", "Payment method", CODE),
    Column("mandate", "Mandato", "Mandate", CODE),
    Column("delivery_address", "Dirección de entrega", "Delivery address", NAME),
    *columns.PAYMENT_TERMS,
    Column("tax_regime", "Tipo de operación", "Tax regime", Choice(words.TAX_REGIME), ("régimen",)),
    Column("price_list", "Tarifa", "Price list", CODE),
    Column("allow_price_updates", "Permitir actualizar precios", "Allow price updates", YES_NO),
    Column("starts_on", "Fecha inicio", "Starts on", DAY, ("inicio", "start", "start date")),
    Column("ends_on", "Fecha fin", "Ends on", DAY, ("fin", "end", "end date")),
    Column("withdrawn_on", "Fecha baja", "Withdrawn on", DAY, ("baja",)),
    Column("bill_withdrawal_day", "Facturar el día de la baja", "Bill withdrawal day", YES_NO),
    Column(
        "installments",
        "Nº de cuotas",
        "Installments",
        Whole(minimum=1, maximum=100_000),
        ("# de cuotas", "número de cuotas", "cuotas", "repeticiones"),
    ),
    Column(
        "schedule.every",
        "Frecuencia",
        "Every",
        Whole(minimum=1, maximum=1000),
        ("cada", "frequency", "interval"),
    ),
    Column("schedule.unit", "Periodicidad", "Unit", Choice(words.UNIT), ("período",)),
    Column(
        "schedule.first",
        "Cuota inicial",
        "First installment",
        DAY,
        ("primera cuota", "first"),
    ),
    Column(
        "schedule.anchor_day",
        "Día de la cuota",
        "Anchor day",
        Whole(minimum=1, maximum=31),
        ("día ancla",),
    ),
    Column("schedule.months", "Meses", "Months", Months(), ("meses de facturación",)),
    Column(
        "schedule.day",
        "Día de generación",
        "Generation day",
        Whole(minimum=1, maximum=31),
        ("day",),
    ),
    Column("schedule.since", "Meses desde", "Months since", DAY, ("since",)),
    Column("timing", "Cobro", "Timing", Choice(words.TIMING), ("momento",)),
    Column("opening", "Apertura", "Opening", Choice(words.OPENING)),
    Column("closing", "Cierre", "Closing", Choice(words.CLOSING)),
    Column("proration", "Prorrateo", "Proration", Choice(words.PRORATION)),
    Column("split_on_change", "Partir al cambiar", "Split on change", YES_NO),
    Column("business_day", "Día hábil", "Business day", Choice(words.BUSINESS_DAY)),
    Column("lead_days", "Días de antelación", "Lead days", Whole(maximum=366)),
    Column("billed_until", "Facturado hasta", "Billed until", DAY),
    Column("document_discount", "Descuento documento", "Document discount", PERCENT),
    Column("expenses", "Gastos", "Expenses", MONEY),
    Column("withholding", "Retención", "Withholding", CODE),
    Column(
        "stock_release",
        "Descarga del inventario",
        "Stock release",
        Choice(words.STOCK_RELEASE),
    ),
)

_DETAILS = (
    Column("sales_rep", "Vendedor", "Salesperson", CODE, ("comercial", "sales representative")),
    Column("commission_rate", "Comisión del contrato", "Contract commission", PERCENT),
    Column("commission_base", "Comisión sobre", "Commission on", Choice(words.COMMISSION_BASE)),
    Column("responsible", "Responsable", "Person in charge", CODE),
    Column("responsible_party", "Entidad responsable", "Responsible party", NAME),
    Column("documents_are", "Los documentos quedan", "Documents are", Choice(words.DOCUMENTS_ARE)),
    Column("sending", "Envío", "Sending", Choice(words.SENDING)),
    Column("email_to", "Enviar a", "Send to", Text()),
    Column("email_copy", "Copia a", "Copy to", Text()),
    Column("notes", "Notas", "Notes", Text(), ("observaciones",)),
)
"""What the contract file says of a contract and nothing is calculated from: see `details`."""

_LINE = (
    Column("key", "Clave de línea", "Line key", CODE, ("clave", "key", "línea", "line")),
    Column("item", "Artículo", "Item", CODE, ("producto", "servicio", "código artículo")),
    Column("description", "Descripción", "Description", Text(), ("concepto",), required=True),
    Column("extra_text", "Texto adicional", "Extra text", Text()),
    Column("reference", "Referencia de línea", "Line reference", NAME),
    Column("quantity", "Cantidad", "Quantity", QUANTITY, ("unidades", "units")),
    Column(
        "quantity_source", "Origen de la cantidad", "Quantity source", Choice(words.QUANTITY_SOURCE)
    ),
    Column("quantity_formula", "Fórmula de la cantidad", "Quantity formula", CODE),
    Column("quantity_amount", "Monto de la cantidad", "Quantity amount", MONEY),
    Column("quantity_parameters", "Parámetros de la cantidad", "Quantity params", Parameters()),
    Column("unit_price", "Precio", "Unit price", MONEY, ("importe", "price", "precio unitario")),
    Column("price_source", "Origen del precio", "Price source", Choice(words.PRICE_SOURCE)),
    Column("formula", "Fórmula", "Formula", CODE),
    Column("formula_amount", "Monto a evaluar", "Formula amount", MONEY),
    Column("formula_parameters", "Parámetros", "Formula parameters", Parameters()),
    Column("price_split", "División del precio", "Price split", Choice(words.PRICE_SPLIT)),
    Column("discounts", "Descuentos", "Discounts", Percents(), ("descuento", "dto", "desc.1")),
    Column("taxes", "Impuestos", "Taxes", Codes(), ("impuesto", "iva", "tax")),
    Column("withheld", "Con retención", "Withheld", YES_NO),
    Column("months", "Meses de la línea", "Line months", Months(), ("meses línea",)),
    Column("valid_from", "Fecha mínima", "Valid from", DAY),
    Column("valid_until", "Fecha máxima", "Valid until", DAY),
    Column("one_off_on", "Puntual el", "One-off on", OneOffDay(), ("puntual", "one-off")),
    Column("installment_service", "Servicio cuota", "Installment service", CODE),
    Column(
        "document_type",
        "Tipo de documento de línea",
        "Line document type",
        Choice(words.DOCUMENT_TYPE),
    ),
    Column("series", "Serie de línea", "Line series", CODE),
    Column("mandate", "Mandato de línea", "Line mandate", CODE),
    Column("payment_method", "Forma de pago de línea", "Line payment method", CODE),
    Column("delivery_address", "Entrega de línea", "Line delivery address", NAME),
    Column("account", "Cuenta", "Account", CODE, ("cuenta contable",)),
    Column("agent", "Representante", "Agent", CODE),
    Column("commission", "Comisión", "Commission", PERCENT),
    Column("location", "Ubicación", "Location", CODE),
    Column("lot", "Lote", "Lot", CODE),
    Column("serial", "Nº de serie", "Serial number", CODE, ("número de serie", "serial")),
)

# In a sheet of lines alone these shorter headings leave no doubt.
_SHORT = {
    "reference": ("referencia", "reference"),
    "months": ("meses", "months"),
    "document_type": ("tipo de documento", "document type"),
    "series": ("serie", "series"),
    "mandate": ("mandato", "mandate"),
    "payment_method": ("forma de pago", "payment method"),
    "delivery_address": ("dirección de entrega", "delivery address"),
}

_CONTRACT = Column("contract", "Contrato", "Contract", CODE, ("código contrato",), required=True)

CONTRACTS = Kind(
    name="contracts",
    es="Contratos",
    en="Contracts",
    also=("contrato", "contract", "pólizas", "matrículas", "abonos", "cuotas"),
    key=("code",),
    blank_is_default=False,
    columns=(
        *_HEADER,
        *_DETAILS,
        *(replace(each, path=LINE_PREFIX + each.path, required=False) for each in _LINE),
    ),
)

LINES = Kind(
    name="lines",
    es="Líneas",
    en="Lines",
    also=("línea", "line", "líneas de contrato", "contract lines"),
    key=("contract", "key"),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        *(replace(each, also=each.also + _SHORT.get(each.path, ())) for each in _LINE),
    ),
)

MODIFICATIONS = Kind(
    name="modifications",
    es="Modificaciones",
    en="Modifications",
    also=("modificaciones programadas", "scheduled modifications"),
    key=(),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        Column("line", "Línea", "Line", CODE, ("clave de línea", "line key")),
        Column("effect", "Efecto", "Effect", Choice(words.EFFECT)),
        Column("document", "Factura", "Document", Choice(words.PLACEMENT)),
        Column("times", "Veces", "Times", Choice(words.TIMES)),
        Column("from", "Desde", "From", DAY, ("fecha desde",), required=True),
        Column("until", "Hasta", "Until", DAY, ("fecha hasta", "to")),
        Column("item", "Artículo", "Item", CODE, ("producto", "servicio")),
        Column("description", "Descripción", "Description", Text(), ("concepto",)),
        Column("quantity", "Cantidad", "Quantity", QUANTITY, ("unidades",)),
        Column("unit_price", "Precio", "Unit price", MONEY, ("importe", "price")),
        Column("price_split", "División del precio", "Price split", Choice(words.PRICE_SPLIT)),
        Column("discounts", "Descuentos", "Discounts", Percents(), ("descuento", "dto")),
        Column("taxes", "Impuestos", "Taxes", Codes(), ("impuesto", "iva", "tax")),
        Column("installment_service", "Servicio cuota", "Installment service", CODE),
        Column("formula", "Fórmula", "Formula", CODE),
        Column("formula_amount", "Monto a evaluar", "Formula amount", MONEY),
        Column("formula_parameters", "Parámetros", "Formula parameters", Parameters()),
        Column("lot", "Lote", "Lot", CODE),
        Column("serial", "Nº de serie", "Serial number", CODE),
    ),
)

REVIEWS = Kind(
    name="reviews",
    es="Revisiones",
    en="Reviews",
    also=("revisiones de precios", "price reviews"),
    key=(),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        Column("from", "Desde", "From", DAY, ("fecha",), required=True),
        Column("every_months", "Cada meses", "Every months", Whole(minimum=1, maximum=1200)),
        Column("percent", "Porcentaje", "Percent", PERCENT, ("%",)),
        Column("index", "Índice", "Index", CODE),
        Column("base", "Mes base", "Base month", CODE),
        Column("lines", "Líneas", "Lines", Codes()),
    ),
)

PAUSES = Kind(
    name="pauses",
    es="Pausas",
    en="Pauses",
    also=("pausa", "pause", "suspensiones"),
    key=(),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        Column("from", "Desde", "From", DAY, (), required=True),
        Column("until", "Hasta", "Until", DAY, ("to",)),
        Column("mode", "Modo", "Mode", Choice(words.PAUSE_MODE)),
    ),
)

MOVES = Kind(
    name="moves",
    es="Cuotas movidas",
    en="Moves",
    also=("movimientos", "moved installments"),
    key=("contract", "due_on"),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        Column("due_on", "Cuota", "Due on", DAY, ("fecha de la cuota",), required=True),
        Column("to", "Movida a", "Moved to", DAY, ("a",), required=True),
    ),
)

CONFIRMATIONS = Kind(
    name="confirmations",
    es="Confirmaciones",
    en="Confirmations",
    also=("confirmación", "confirmation"),
    key=("contract", "which"),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        Column("which", "Cuota a confirmar", "To confirm", Choice(words.WHICH), required=True),
        Column("by", "A confirmar antes del", "To be confirmed by", DAY),
        Column("confirmed", "Confirmada", "Confirmed", YES_NO),
    ),
)

SCHEDULE_CHANGES = Kind(
    name="schedule_changes",
    es="Cambios de calendario",
    en="Schedule changes",
    also=("cambio de calendario", "schedule change"),
    key=("contract", "from"),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        Column("from", "Desde", "From", DAY, (), required=True),
        Column("opening", "Días entre medias", "Days between", Choice(words.OPENING)),
        *(each for each in _HEADER if each.path.startswith("schedule.")),
    ),
)

FOLLOW_UP = Kind(
    name="follow_up",
    es="Seguimiento",
    en="Follow-up",
    also=("comentarios", "comments"),
    key=(),
    blank_is_default=False,
    columns=(
        _CONTRACT,
        Column("on", "Fecha", "Date", DAY, (), required=True),
        Column("kind", "Tipo", "Kind", Choice(words.FOLLOW_UP_KIND)),
        Column("text", "Comentario", "Comment", Text()),
        Column("promised_on", "Pago prometido el", "Promised on", DAY),
        Column("outcome", "Resultado", "Outcome", Text()),
        Column("about", "Sobre el comentario nº", "About comment no.", Whole(minimum=1)),
    ),
)

CHILDREN = (LINES, MODIFICATIONS, REVIEWS, PAUSES, MOVES)
BESIDE = (CONFIRMATIONS, SCHEDULE_CHANGES, FOLLOW_UP)
"""What stands beside the contract itself: see `interchange.beside`."""
KINDS = (*columns.MASTERS, CONTRACTS, *CHILDREN, *BESIDE)
BY_NAME = {kind.name: kind for kind in KINDS}


def title_of(path: str, language: str) -> str:
    """Return the heading of a contract's field, or the name of the sheet of one of its lists.

    >>> title_of("schedule.first", "es"), title_of("reviews", "es"), title_of("unheard_of", "es")
    ('Cuota inicial', 'Revisiones', 'unheard_of')
    """
    for column in CONTRACTS.columns:
        if column.path == path:
            return column.heading(language)
    kind = BY_NAME.get(path)
    return kind.title(language) if kind else path

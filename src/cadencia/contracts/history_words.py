"""The words in which the history of a contract is told, in Spanish and English.

What a contract file calls a field is what the history calls it too; only what no file has is
named here.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from cadencia.interchange.tables.cells import Choice
from cadencia.interchange.tables.columns import Column
from cadencia.interchange.tables.contract_columns import BY_NAME

Both = tuple[str, str]
"""A word in Spanish and in English."""

_TABLES: Mapping[str, tuple[Both, str]] = {
    "contracts_contract": (("Contrato", "Contract"), "contracts"),
    "contracts_contractline": (("Línea", "Line"), "lines"),
    "contracts_scheduledmodification": (("Modificación", "Modification"), "modifications"),
    "contracts_pricereview": (("Revisión", "Review"), "reviews"),
    "contracts_pause": (("Pausa", "Pause"), "pauses"),
    "contracts_installmentmove": (("Cuota movida", "Moved installment"), "moves"),
    "contracts_followup": (("Seguimiento", "Follow-up"), ""),
    "contracts_prolongation": (("Prórroga", "Prolongation"), ""),
    "contracts_schedulechange": (("Cambio de calendario", "Change of schedule"), "contracts"),
    "contracts_pasttemplate": (("Plantilla anterior", "Template before"), ""),
}
"""What a row of a table is called, and the sheet whose headings name its columns."""

_FIELD_OF = {
    "is_active": "active",
    "valid_from": "from",
    "valid_until": "until",
    "start": "from",
    "line_keys": "lines",
}
"""The columns that a file calls otherwise."""

_NAMES: Mapping[str, Both] = {
    "about_id": ("Sobre", "About"),
    "agent": ("Representante", "Agent"),
    "confirm_first": ("Requiere confirmar la primera cuota", "First must be confirmed"),
    "confirm_first_by": ("Primera a confirmar antes del", "First to be confirmed by"),
    "confirm_last": ("Requiere confirmar la última cuota", "Last must be confirmed"),
    "confirm_last_by": ("Última a confirmar antes del", "Last to be confirmed by"),
    "contract_id": ("Contrato", "Contract"),
    "created_at": ("Creado", "Created"),
    "created_on": ("Fecha de creación", "Created on"),
    "document_id": ("Documento", "Document"),
    "documents_are": ("Los documentos quedan", "Documents are left"),
    "email_copy": ("Copia del correo a", "Copy of the e-mail to"),
    "email_to": ("Correo a", "E-mail to"),
    "ends_on": ("Fecha fin", "Ends on"),
    "first_confirmed": ("Primera confirmada", "First confirmed"),
    "follows_template": ("Sigue la plantilla", "Follows its template"),
    "kind": ("Tipo", "Kind"),
    "last_confirmed": ("Última confirmada", "Last confirmed"),
    "notes": ("Notas", "Notes"),
    "notice_days": ("Días de preaviso", "Days of notice"),
    "notice_given_on": ("Preaviso recibido", "Notice given on"),
    "one_off_month": ("Mes puntual", "One-off month"),
    "one_off_with_next": ("Con el próximo documento", "With the next document"),
    "outcome": ("Resultado", "Outcome"),
    "payment_terms": ("Condiciones de pago", "Payment terms"),
    "periods": ("Períodos", "Periods"),
    "position": ("Posición", "Position"),
    "posted_at": ("Registrado", "Posted at"),
    "previous_end": ("Fin anterior", "Previous end"),
    "promised_on": ("Promesa de pago", "Promised on"),
    "quantity_formula_id": ("Fórmula de la cantidad", "Quantity formula"),
    "quantity_source": ("Origen de la cantidad", "Quantity source"),
    "renew_automatically": ("Renovación tácita", "Renews automatically"),
    "renewal_periods": ("Períodos de renovación", "Renewal periods"),
    "renewed_from_id": ("Renueva a", "Renews"),
    "renewed_on": ("Renovado el", "Renewed on"),
    "responsible_id": ("Responsable", "Person in charge"),
    "responsible_party_id": ("Entidad responsable", "Responsible party"),
    "commission_base": ("Comisión sobre", "Commission on"),
    "commission_rate": ("Comisión (%)", "Commission (%)"),
    "sales_rep_id": ("Vendedor", "Salesperson"),
    "sending": ("Envío por correo", "Sending by e-mail"),
    "stopped_on": ("Parado desde", "Stopped since"),
    "template_id": ("Plantilla", "Template"),
    "template_schedule_id": ("Calendario de la plantilla", "Schedule of the template"),
    "termination_reason_id": ("Motivo de baja", "Termination reason"),
    "text": ("Texto", "Text"),
    "until": ("Hasta", "Until"),
    "user_id": ("Usuario", "User"),
    "valid_from": ("Desde", "From"),
    "written_on": ("Fecha", "Date"),
}
_WORDS: Mapping[str, Mapping[str, Both]] = {
    "kind": {
        "comment": ("comentario", "comment"),
        "call": ("llamada", "call"),
        "visit": ("visita", "visit"),
        "letter": ("carta o correo", "letter or e-mail"),
        "promise": ("promesa de pago", "promise to pay"),
        "claim": ("reclamación", "complaint"),
    },
}
"""What values are called of columns that no file has."""

_NOTHING = "–"
_YES_NO: Mapping[bool, Both] = {True: ("sí", "yes"), False: ("no", "no")}


def row_called(table: str, language: str) -> str:
    """Return what a row of the table is called: `Línea`.

    >>> row_called("contracts_contractline", "es"), row_called("contracts_unheard", "en")
    ('Línea', 'contracts_unheard')
    """
    found = _TABLES.get(table)
    return _in(found[0], language) if found else table


def field_called(table: str, column: str, language: str) -> str:
    """Return what a column is called.

    >>> field_called("contracts_contract", "schedule_first", "es")
    'Cuota inicial'
    >>> field_called("contracts_contractline", "item_id", "en")
    'Item'
    >>> field_called("contracts_pause", "unheard_of", "es")
    'unheard of'
    """
    heading = _column(table, column)
    if heading is not None:
        return heading.heading(language)
    return _in(_NAMES[column], language) if column in _NAMES else column.replace("_", " ")


def value_shown(table: str, column: str, value: Any, language: str) -> str:
    """Return how a value is written.

    >>> value_shown("contracts_contract", "state", "posted", "es")
    'posteado'
    >>> value_shown("contracts_contractline", "unit_price", Decimal("45.50"), "es")
    '45,50'
    >>> value_shown("contracts_contract", "is_active", False, "es")
    'no'
    >>> value_shown("contracts_contract", "reference", "", "en")
    '–'
    >>> value_shown("contracts_contract", "documents_are", "issued", "es")
    'emitidos'
    >>> value_shown("contracts_contractline", "formula_parameters", {"metros": "12"}, "es")
    'metros = 12'
    """
    if value in (None, "", [], {}):
        return _NOTHING
    heading = _column(table, column)
    cell = heading.cell if heading else None
    if isinstance(cell, Choice) and isinstance(value, str) and value in cell.words:
        return cell.words[value][language][0]
    if heading is None and isinstance(value, str) and value in _WORDS.get(column, {}):
        return _in(_WORDS[column][value], language)
    return _plain(value, language)


def _plain(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return _in(_YES_NO[value], language)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.replace(".", ",") if language == "es" else text
    if isinstance(value, list):
        return " · ".join(_plain(each, language) for each in value)
    if isinstance(value, dict):
        return " · ".join(f"{name} = {_plain(each, language)}" for name, each in value.items())
    return str(value)


@cache
def _columns(sheet: str) -> Mapping[str, Column]:
    return {each.path: each for each in BY_NAME[sheet].columns} if sheet else {}


def _column(table: str, column: str) -> Column | None:
    """Return the column of the contract file that a column of the table comes from."""
    sheet = _TABLES[table][1] if table in _TABLES else ""
    known = _columns(sheet)
    bare = column.removesuffix("_id")
    renamed = _FIELD_OF.get(bare, bare)
    for path in (bare, renamed, bare.replace("schedule_", "schedule.")):
        if path in known:
            return known[path]
    return None


def _in(both: Both, language: str) -> str:
    spanish, english = both
    return english if language == "en" else spanish

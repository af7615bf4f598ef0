"""The words of the page, per language.

The page speaks the customer's language whatever the language of the person at the screen, so its
words are not those of the interface. Each language has the same keys; a test compares them.
"""

from types import MappingProxyType
from typing import Final

from cadencia.documents.rendering.printable import Kind

Words = MappingProxyType[str, str]


class LanguageNotPrinted(LookupError):
    """There are no words for this language yet; `LANGUAGES` has those there are."""


_SPANISH: Final = {
    Kind.INVOICE: "Factura",
    Kind.SIMPLIFIED_INVOICE: "Factura simplificada",
    Kind.CREDIT_NOTE: "Factura rectificativa",
    Kind.PRO_FORMA: "Factura pro forma",
    Kind.DELIVERY_NOTE: "Albarán",
    Kind.NON_BILLABLE_DELIVERY_NOTE: "Albarán no facturable",
    Kind.WORK_ORDER: "Pedido de trabajo",
    "number": "Número",
    "no_number": "Sin número",
    "issue_date": "Fecha de expedición",
    "operation_date": "Fecha de operación",
    "provisional": "{date} (provisional)",
    "due_date": "Vencimiento",
    "recipient": "Cliente",
    "deliver_to": "Dirección de entrega",
    "contract": "Contrato",
    "customer_reference": "Su referencia",
    "covers": "Período",
    "period": "{first} al {last}",
    "rectifies": "Rectifica",
    "rectified": "{number} de {date}",
    "rectification": "Rectificación",
    "by_differences": "Por diferencias",
    "by_substitution": "Por sustitución; importe de la rectificación: base {base}, cuota {tax}",
    "reason": "Motivo",
    "description": "Concepto",
    "reference": "Referencia",
    "quantity": "Cantidad",
    "unit_price": "Precio",
    "unit_price_tax_included": "Precio (imp. incl.)",
    "discount": "Dto.",
    "tax": "Impuesto",
    "line_net": "Importe",
    "line_gross": "Importe (imp. incl.)",
    "document_discount": "Los importes de las líneas incluyen un descuento del {percent}.",
    "tax_base": "Base imponible",
    "tax_rate": "Tipo",
    "tax_amount": "Cuota",
    "surcharge_rate": "% R. E.",
    "surcharge_amount": "R. E.",
    "no_rate": "—",
    "net": "Importe neto",
    "expenses": "Gastos incluidos",
    "surcharge": "Recargo de equivalencia {percent}",
    "total": "Total",
    "withholding": "Retención {name} {percent} s/ {base}",
    "payable": "Total a pagar",
    "tax_in_euros": "Impuestos en euros",
    "payment": "Forma de pago",
    "pay_to": "Cuenta de abono",
    "debited": "Cuenta de cargo",
    "mandate": "Mandato",
    "due_dates": "Vencimientos",
    "several_due_dates": "Véanse los vencimientos",
    "amounts_in": "Importes en {currency}",
    "notes": "Observaciones",
    "draft": "BORRADOR",
    "draft_notice": "Borrador sin validez: no tiene número y sus fechas son provisionales.",
    "duplicate": "DUPLICADO",
    "void": "ANULADO",
    "received": "Recibido y conforme (nombre, fecha y firma)",
    "page": "Página",
    "of": "de",
}

_ENGLISH: Final = {
    Kind.INVOICE: "Invoice",
    Kind.SIMPLIFIED_INVOICE: "Simplified invoice",
    Kind.CREDIT_NOTE: "Corrective invoice",
    Kind.PRO_FORMA: "Pro-forma invoice",
    Kind.DELIVERY_NOTE: "Delivery note",
    Kind.NON_BILLABLE_DELIVERY_NOTE: "Non-billable delivery note",
    Kind.WORK_ORDER: "Work order",
    "number": "Number",
    "no_number": "No number",
    "issue_date": "Issue date",
    "operation_date": "Date of supply",
    "provisional": "{date} (provisional)",
    "due_date": "Due date",
    "recipient": "Customer",
    "deliver_to": "Delivery address",
    "contract": "Contract",
    "customer_reference": "Your reference",
    "covers": "Period",
    "period": "{first} to {last}",
    "rectifies": "Corrects",
    "rectified": "{number} of {date}",
    "rectification": "Correction",
    "by_differences": "By differences",
    "by_substitution": "By substitution; amount of the correction: base {base}, tax {tax}",
    "reason": "Reason",
    "description": "Description",
    "reference": "Reference",
    "quantity": "Quantity",
    "unit_price": "Unit price",
    "unit_price_tax_included": "Unit price (tax incl.)",
    "discount": "Disc.",
    "tax": "Tax",
    "line_net": "Amount",
    "line_gross": "Amount (tax incl.)",
    "document_discount": "The amounts of the lines include a discount of {percent}.",
    "tax_base": "Taxable base",
    "tax_rate": "Rate",
    "tax_amount": "Tax amount",
    "surcharge_rate": "Surch.",
    "surcharge_amount": "Surcharge",
    "no_rate": "—",
    "net": "Net amount",
    "expenses": "Expenses included",
    "surcharge": "Equivalence surcharge {percent}",
    "total": "Total",
    "withholding": "{name} withholding {percent} of {base}",
    "payable": "Amount due",
    "tax_in_euros": "Taxes in euros",
    "payment": "Payment method",
    "pay_to": "Pay to account",
    "debited": "Debited account",
    "mandate": "Mandate",
    "due_dates": "Due dates",
    "several_due_dates": "See the due dates",
    "amounts_in": "Amounts in {currency}",
    "notes": "Notes",
    "draft": "DRAFT",
    "draft_notice": "Draft without validity: it has no number and its dates are provisional.",
    "duplicate": "DUPLICATE",
    "void": "VOID",
    "received": "Received (name, date and signature)",
    "page": "Page",
    "of": "of",
}

_WORDS: Final = {
    "es": MappingProxyType({str(key): word for key, word in _SPANISH.items()}),
    "en": MappingProxyType({str(key): word for key, word in _ENGLISH.items()}),
}

LANGUAGES: Final = tuple(_WORDS)


def words_in(language: str) -> Words:
    """Return the words of a language tag: `es-GT` speaks as `es` does.

    :raises LanguageNotPrinted: if there are none for it.
    """
    base = base_language(language)
    if base not in _WORDS:
        raise LanguageNotPrinted(language)
    return _WORDS[base]


def base_language(language: str) -> str:
    """Return the first part of a tag, in lower case: `es` of `es-GT` or `es_GT`."""
    return language.replace("_", "-").split("-")[0].lower()

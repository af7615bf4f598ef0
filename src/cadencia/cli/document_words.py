"""The words of the commands that act on documents: credit, void, notes, issue, delete."""

from cadencia.cli.wording import Said

WORDS = {
    "no_document": Said(
        "NUMBER: {company} no tiene el documento {text}; véalos con: cadencia documents",
        "NUMBER: {company} has no document {text}; list: cadencia documents",
    ),
    "not_writable": Said(
        "--out: no se puede escribir {file}: {reason}.", "--out: {file} can't be written: {reason}."
    ),
    "too_many_to_print": Said(
        "NUMBER: como mucho {most} documentos de una vez; repártalos.",
        "NUMBER: at most {most} documents at once; share them out.",
    ),
    "some_not_printed": Said(
        "No se pueden imprimir, y no se escribe nada: {numbers}. Por qué: cadencia pdf NÚMERO",
        "These can't be printed, and nothing is written: {numbers}. Why: cadencia pdf NUMBER",
    ),
    "no_contract": Said(
        "CONTRACT: {company} no tiene el contrato {text}.",
        "CONTRACT: {company} has no contract {text}.",
    ),
    "not_a_closing": Said(
        "--closing: escriba full (período entero) o prorated (por días).",
        "--closing: write full (whole periods) or prorated (by days).",
    ),
    "nothing_beyond": Said(
        "No hay nada facturado más allá de la baja que quede por abonar.",
        "Nothing that was billed beyond the withdrawal is left to credit.",
    ),
    "others_beyond": Said(
        "No son facturas, y siguen como están: {numbers}",
        "These are no invoices, and stay as they are: {numbers}",
    ),
    "no_customer": Said(
        "--customer: {company} no tiene el cliente {text}.",
        "--customer: {company} has no customer {text}.",
    ),
    "what_once": Said(
        "--line, --amount, --data: elija uno; sin ninguno se abona todo lo que queda.",
        "--line, --amount, --data: choose one; with none all that is left is credited.",
    ),
    "not_by": Said(
        "--by: escriba differences (por diferencias) o substitution (por sustitución).",
        "--by: write differences or substitution.",
    ),
    "not_a_line": Said(
        "--line: «{text}» no se entiende; escriba 2 (la línea), 2=30.00 (un importe sin impuestos)"
        " o 2x3 (unidades).",
        "--line: “{text}” isn't understood; write 2 (the line), 2=30.00 (an amount before taxes)"
        " or 2x3 (units).",
    ),
    "not_an_amount": Said(
        "{option}: «{text}» no es un importe; escríbalo como 30.50.",
        "{option}: “{text}” is no amount; write it as in 30.50.",
    ),
    "bills": Said(
        "· Factura la cuota {number} ({day}) del contrato {contract}.",
        "· It bills installment {number} ({day}) of contract {contract}.",
    ),
    "stands_for": Said(
        "· Ocupa el lugar de la cuota {number} ({day}) del contrato {contract}.",
        "· It stands for installment {number} ({day}) of contract {contract}.",
    ),
    "ask_reopen": Said(
        "¿Se vuelve a facturar lo que facturaba {number}?",
        "Is what {number} billed to be billed again?",
    ),
    "ask_credit": Said(
        "Se abonan {total} de {number} ({left} quedarán). ¿Seguir?",
        "{total} of {number} are credited ({left} will be left). Go on?",
    ),
    "ask_delivered": Said(
        "¿Ha recibido ya el cliente {number}?", "Has the customer received {number} already?"
    ),
    "ask_void": Said(
        "Se anula {number} para siempre; su número no se vuelve a usar. ¿Seguir?",
        "{number} is voided for good; its number isn't used again. Go on?",
    ),
    "credited": Said(
        "{note}: abona {total} de {number}; quedan {left}.",
        "{note}: credits {total} of {number}; {left} are left.",
    ),
    "replaced": Said(
        "{note}: sustituye a {number}; importa {total}.",
        "{note}: stands in place of {number}; it comes to {total}.",
    ),
    "would_credit": Said(
        "Se abonarían {total} de {number}; quedarían {left}.",
        "{total} of {number} would be credited; {left} would be left.",
    ),
    "given_back": Said(
        "Lo que facturaba se puede volver a facturar.", "What it billed can be billed again."
    ),
    "voided": Said("{number}: anulado.", "{number}: voided."),
    "issued": Said("{number}: emitido.", "{number}: issued."),
    "deleted": Said("{number}: borrador borrado.", "{number}: draft deleted."),
    "not_deletable": Said(
        "{number} no es un borrador de rectificativa ni de factura de albaranes; los borradores"
        " de una generación se deshacen con: cadencia runs undo",
        "{number} isn't a draft of a credit note nor of an invoice of notes; drafts of a run are"
        " undone with: cadencia runs undo",
    ),
    "note_unclear": Said(
        "{number}: sus líneas no dicen a qué impuesto de su pie corresponde {code}.",
        "{number}: its lines don't say to which tax of its foot {code} belongs.",
    ),
    "no_notes": Said(
        "No hay albaranes pendientes de facturar.", "There are no delivery notes to invoice."
    ),
    "negative": Said(
        "Esperan, porque suman menos que cero: {numbers}",
        "These wait, because they add up to less than zero: {numbers}",
    ),
    "customer": Said("Cliente", "Customer"),
    "until": Said("Hasta", "Until"),
    "notes": Said("Albaranes", "Delivery notes"),
    "invoice": Said("Factura", "Invoice"),
    "total": Said("Total", "Total"),
    "draft": Said("borrador", "draft"),
}

"""The words of billing one contract: `cadencia contract pending`, `generate`, `associate`…"""

from cadencia.cli.wording import Said

WORDS = {
    "pending": Said(
        "{contract}: {count} cuotas pendientes a {date}.",
        "{contract}: {count} installments pending on {date}.",
    ),
    "none_pending": Said(
        "{contract}: nada pendiente a {date}.", "{contract}: nothing pending on {date}."
    ),
    "pending_row": Said("  {what} del {due_on}", "  {what} of {due_on}"),
    "number": Said("cuota {number}", "installment {number}"),
    "one_off": Said("línea de una sola vez", "one-off line"),
    "line_only": Said("líneas con meses propios", "lines with months of their own"),
    "opening": Said("periodo inicial", "opening"),
    "left_out": Said("(en pausa: se omite)", "(paused: skipped)"),
    "following": Said(
        "La siguiente es la del {due_on}: --advance la factura ya.",
        "The next one is that of {due_on}: --advance bills it now.",
    ),
    "no_following": Said("Después no hay más.", "There are none after."),
    "ahead_refused": Said(
        "--count: solo hay {pending} pendientes. Añada --advance para facturar las demás por"
        " adelantado.",
        "--count: only {pending} are pending. Add --advance to bill the others in advance.",
    ),
    "all_ahead": Said(
        "No hay ninguna pendiente: las {ahead} se facturan por adelantado.",
        "None is pending: all {ahead} are billed in advance.",
    ),
    "some_ahead": Said("{ahead} de ellas por adelantado.", "{ahead} of them in advance."),
    "not_generating": Said(
        "{contract} está {state}: no genera nada. Postéelo o actívelo.",
        "{contract} is {state}: it generates nothing. Post or activate it.",
    ),
    "plan_changed": Said(
        "Lo que {contract} facturaría ya no es lo de la vista previa: no se ha generado nada."
        " Vea otra vez la vista previa (--preview).",
        "What {contract} would bill isn't what the preview showed any more: nothing was"
        " generated. Look at the preview again (--preview).",
    ),
    "expect_needed": Said(
        "--expect: no es la huella de una vista previa (64 cifras hexadecimales).",
        "--expect: this isn't the fingerprint of a preview (64 hexadecimal digits).",
    ),
    "would_document": Said(
        "  {kind} con fecha {on}: {total} ({lines})", "  {kind} dated {on}: {total} ({lines})"
    ),
    "nothing_to_bill": Said("No se facturaría nada.", "Nothing would be billed."),
    "refused": Said("No se puede facturar: {reason}", "It can't be billed: {reason}"),
    "fingerprint": Said("Huella: {fingerprint}", "Fingerprint: {fingerprint}"),
    "no_documents": Said("{contract}: sin documentos.", "{contract}: no documents."),
    "generated": Said("generado", "generated"),
    "invoiced": Said("de sus albaranes", "of its delivery notes"),
    "corrective": Said("rectificativo", "corrective"),
    "linked": Said("asociado", "associated"),
    "listed": Said("relacionado", "listed"),
    "draft": Said("borrador", "draft"),
    "issued": Said("emitido", "issued"),
    "void": Said("anulado", "void"),
    "heading_number": Said("Número", "Number"),
    "heading_id": Said("N.º único", "Unique no."),
    "heading_kind": Said("Tipo", "Type"),
    "heading_state": Said("Estado", "State"),
    "heading_origin": Said("Origen", "Origin"),
    "heading_date": Said("Fecha", "Date"),
    "heading_installments": Said("Cuotas", "Installments"),
    "heading_total": Said("Total", "Total"),
    "heading_credit": Said("Días de crédito", "Credit days"),
    "heading_due": Said("Vencimiento", "Due date"),
    "heading_overdue": Said("Días vencidos", "Days overdue"),
    "kind_invoice": Said("factura", "invoice"),
    "kind_delivery_note": Said("albarán", "delivery note"),
    "kind_non_billable_delivery_note": Said("albarán no facturable", "non-billable delivery note"),
    "kind_work_order": Said("pedido de trabajo", "work order"),
    "kind_credit_note": Said("factura rectificativa", "credit note"),
    "associated": Said(
        "{contract}: {document} ocupa el lugar de la cuota del {due_on}.",
        "{contract}: {document} takes the place of the installment of {due_on}.",
    ),
    "only_listed": Said(
        "{contract}: {document} figura entre sus documentos.",
        "{contract}: {document} is among its documents.",
    ),
    "association_undone": Said(
        "{contract}: {document} ya no está asociado.",
        "{contract}: {document} isn't associated any more.",
    ),
    "not_associated": Said(
        "{document} no está asociado con {contract}.",
        "{document} isn't associated with {contract}.",
    ),
    "differs": Said(
        "La cuota sería de {expected} y el documento es de {total}: {difference} de diferencia."
        " Añada --accept-difference para aceptarla.",
        "The installment would be {expected} and the document is {total}: a difference of"
        " {difference}. Add --accept-difference to accept it.",
    ),
    "no_document": Said("No hay ningún documento {document}.", "There is no document {document}."),
    "several_documents": Said(
        "Hay varios documentos {document}; indique uno por su número único: {ids}.",
        "There are several documents {document}; name one by its unique number: {ids}.",
    ),
    "external_needs": Said(
        "--external: indique también --date y --total del documento.",
        "--external: give --date and --total of the document too.",
    ),
    "not_an_amount": Said(
        "--total: «{value}» no es un importe; escríbalo como 1234.56.",
        "--total: “{value}” is no amount; write it as 1234.56.",
    ),
}

"""The words of `cadencia preview`."""

from cadencia.cli.wording import Said

WORDS = {
    "title": Said(
        "Vista previa · {company} · {scope}",
        "Preview · {company} · {scope}",
    ),
    "drafts_as_posted": Said(
        "Hay contratos en borrador o inactivos: se muestran como si ya estuvieran posteados y"
        " activos. Nada de esto se facturará hasta que lo estén.",
        "Some contracts are drafts or inactive: they are shown as if they were posted and active."
        " None of this will be billed until they are.",
    ),
    "working": Said("Calculando: {contracts} contratos", "Planning: {contracts} contracts"),
    "customer": Said("Cliente", "Customer"),
    "contract": Said("Contrato", "Contract"),
    "date": Said("Fecha", "Date"),
    "type": Said("Tipo", "Type"),
    "installments": Said("Cuota", "Inst."),
    "net": Said("Neto", "Net"),
    "taxes": Said("Impuestos", "Taxes"),
    "total": Said("Total", "Total"),
    "series": Said("Serie", "Series"),
    "currency": Said("Moneda", "Currency"),
    "documents": Said("Documentos", "Documents"),
    "reason": Said("Por qué no, y cómo se arregla", "Why not, and how to mend it"),
    "invoice": Said("factura", "invoice"),
    "delivery_note": Said("albarán", "delivery note"),
    "non_billable_delivery_note": Said("albarán no fact.", "non-bill. note"),
    "work_order": Said("pedido", "work order"),
    "more_documents": Said(
        "… y {count} documentos más: véalos con --rows {all} o con --json.",
        "… and {count} more documents: see them with --rows {all} or --json.",
    ),
    "more_refusals": Said(
        "… y {count} más: véalos todos con --json.",
        "… and {count} more: see them all with --json.",
    ),
    "refused": Said(
        "No se pueden facturar {count} contratos; los demás, sí:",
        "{count} contracts can't be billed; the others can:",
    ),
    "refused_one": Said(
        "No se puede facturar 1 contrato; los demás, sí:",
        "1 contract can't be billed; the others can:",
    ),
    "counts": Said(
        "Contratos: {contracts} · Cuotas: {installments} · Documentos: {documents}"
        " · Total: {totals}",
        "Contracts: {contracts} · Installments: {installments} · Documents: {documents}"
        " · Total: {totals}",
    ),
    "joint": Said(
        "En un solo documento del {on}: {contracts}. Total: {total}",
        "On one document of {on}: {contracts}. Total: {total}",
    ),
    "nothing": Said("No hay nada que facturar.", "There is nothing to bill."),
    "next_date": Said("La próxima fecha es el {date}.", "The next date is {date}."),
    "no_next_date": Said(
        "Ningún contrato pide nada más adelante.", "No contract asks for anything later."
    ),
    "pending_before": Said(
        "Hay cuotas anteriores pendientes desde el {date}; véalas con --as-of {as_of}.",
        "Earlier installments are pending since {date}; see them with --as-of {as_of}.",
    ),
    "waiting": Said(
        "La generación {run} dejó {documents} documentos en borrador: emítalos con"
        " «cadencia runs issue {run}{company}» o deshágala con"
        " «cadencia runs undo {run}{company}».",
        "Run {run} left {documents} documents as drafts: issue them with"
        ' "cadencia runs issue {run}{company}" or undo it with'
        ' "cadencia runs undo {run}{company}".',
    ),
    "fingerprint": Said("Huella: {fingerprint}", "Fingerprint: {fingerprint}"),
    "generate": Said("Para generar exactamente esto:", "To generate exactly this:"),
}

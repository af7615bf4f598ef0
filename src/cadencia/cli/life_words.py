"""The words of `cadencia contract life`."""

from cadencia.cli.wording import Said

WORDS = {
    "title": Said("{code} · {customer} · {state}", "{code} · {customer} · {state}"),
    "draft": Said("borrador", "draft"),
    "posted": Said("posteado", "posted"),
    "finished": Said("finalizado", "finished"),
    "void": Said("anulado", "void"),
    "as_posted": Said(
        "Lo que falta es lo que hará cuando esté posteado y activo.",
        "What is to come is what it will do once it is posted and active.",
    ),
    "endless": Said(
        "No tiene fin: se muestra hasta el {until}; más, con --until.",
        "It has no end: shown up to {until}; more with --until.",
    ),
    "ends": Said("Acaba el {ends_on}.", "It ends on {ends_on}."),
    "number": Said("N.º", "No."),
    "date": Said("Fecha", "Date"),
    "period": Said("Período", "Period"),
    "what": Said("Qué", "What"),
    "net": Said("Neto", "Net"),
    "total": Said("Total", "Total"),
    "billed": Said("facturada", "billed"),
    "skipped": Said("saltada", "skipped"),
    "linked": Said("asociada a una venta", "linked to a sale"),
    "to_come": Said("por facturar", "to come"),
    "opening": Said("entrada", "opening"),
    "regular": Said("cuota", "installment"),
    "closing": Said("cierre", "closing"),
    "line_only": Said("líneas con meses propios", "lines with months"),
    "one_off": Said("línea puntual", "one-off"),
    "sum": Said("Suma", "Sum"),
    "modification": Said(
        "Modificación programada del {start} al {until}: {what}",
        "Scheduled modification {start} to {until}: {what}",
    ),
    "modification_open": Said(
        "Modificación programada desde el {start}: {what}",
        "Scheduled modification from {start}: {what}",
    ),
    "review": Said("Revisión de precios el {start}: {what}", "Price review on {start}: {what}"),
    "every_months": Said(
        "{what}, y otra vez cada {months} meses", "{what}, and again every {months} months"
    ),
    "pause": Said("Pausa del {start} al {until} ({mode})", "Pause {start} to {until} ({mode})"),
    "pause_open": Said("Pausa desde el {start} ({mode})", "Pause from {start} ({mode})"),
    "skip": Said("se saltan", "skipped"),
    "shift": Said("se desplazan", "shifted"),
    "added": Said("añade «{name}»", 'adds "{name}"'),
    "changes": Said("cambia {fields}", "changes {fields}"),
    "refused": Said(
        "No se podrá facturar el {date}: {reason}", "It can't be billed on {date}: {reason}"
    ),
    "nothing": Said("No hace nada.", "It does nothing."),
    "follows": Said("Sigue la plantilla {code}.", "It follows template {code}."),
    "renews": Said("Renueva el contrato {code}.", "It renews contract {code}."),
    "renewed_by": Said("Lo renueva el contrato {code}.", "Contract {code} renews it."),
    "renews_itself": Said(
        "Se renueva solo: cuotas cada vez, {periods}; días de preaviso, {days}.",
        "It renews itself: installments each time, {periods}; days of notice, {days}.",
    ),
    "notice_given": Said("Preaviso dado el {day}.", "Notice was given on {day}."),
}

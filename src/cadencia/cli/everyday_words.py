"""The words of what a clerk does to a contract: `cadencia contract pause` and its like."""

from cadencia.cli.wording import Said

WORDS = {
    "no_contract": Said(
        "No hay ningún contrato {code}. Parecidos: {near}.",
        "There is no contract {code}. Similar ones: {near}.",
    ),
    "not_for_state": Said(
        "{contract} está {state}; no se puede hacer con un contrato así.",
        "{contract} is {state}; that isn't for such a contract.",
    ),
    "paused": Said("En pausa del {start} al {until}.", "Paused from {start} to {until}."),
    "paused_open": Said("En pausa desde el {start}.", "Paused since {start}."),
    "will_skip": Said("Cuotas que se omiten: {days}.", "Installments skipped: {days}."),
    "billed_before": Said(
        "Ya estaban facturadas y no cambian: {days}.", "Billed before, and unchanged: {days}."
    ),
    "pause_removed": Said("{contract}: pausa quitada.", "{contract}: pause taken away."),
    "resumed": Said("{contract} sigue desde el {on}.", "{contract} goes on from {on}."),
    "skipped": Said("Cuota del {due_on} omitida.", "Installment of {due_on} skipped."),
    "unskipped": Said(
        "Cuota del {due_on} pendiente otra vez.", "Installment of {due_on} owed again."
    ),
    "reopened": Said("Cuota del {due_on} reabierta.", "Installment of {due_on} reopened."),
    "ask_schedule": Said(
        "El posteo se revierte y se repite con el calendario contado desde el {to}. ¿Seguir?",
        "The contract is reverted and posted again with its schedule counted from {to}. Go on?",
    ),
    "moved": Said(
        "La cuota del {due_on} se factura el {on}.",
        "The installment of {due_on} is billed on {on}.",
    ),
    "following": Said("Próximas cuotas: {days}.", "Next installments: {days}."),
    "withdrawn_on": Said("{contract}: baja el {on}.", "{contract}: withdrawn on {on}."),
    "taken_back": Said("{contract}: baja retirada.", "{contract}: withdrawal taken back."),
    "unbilled": Said(
        "Los días del {start} al {until} ya no los factura ninguna cuota.",
        "The days from {start} to {until} aren't billed by any installment any more.",
    ),
    "beyond_whole": Said(
        "{number} factura solo días posteriores: rectificar {credit} (entera).",
        "{number} bills only days beyond: credit {credit} (whole).",
    ),
    "beyond_part": Said(
        "{number} factura también días posteriores: rectificar {credit}.",
        "{number} bills days beyond too: credit {credit}.",
    ),
    "nothing_beyond": Said("No hay nada facturado de más.", "Nothing was billed beyond."),
    "one_off_added": Said("Línea puntual {key} añadida.", "One-off line {key} added."),
    "one_off_removed": Said("Línea puntual {key} quitada.", "One-off line {key} taken away."),
    "changed": Said("{contract}: cambiado {fields}.", "{contract}: changed {fields}."),
    "nothing_given": Said(
        "Diga qué cambia: --payment-method, --mandate, --contact…",
        "Say what changes: --payment-method, --mandate, --contact…",
    ),
    "noted": Said("Comentario {id} guardado.", "Comment {id} kept."),
    "no_notes": Said("No hay comentarios.", "There are no comments."),
    "no_promises": Said("No hay promesas pendientes.", "There are no open promises."),
    "promise": Said(
        "{contract} ({customer}): prometió pagar el {on}: {text}",
        "{contract} ({customer}): promised to pay by {on}: {text}",
    ),
    "no_document": Said("--document: no hay {number}.", "--document: there is no {number}."),
    "first": Said("la primera cuota", "the first installment"),
    "last": Said("la última cuota", "the last installment"),
    "confirmation_wanted": Said(
        "{contract}: {which} requiere confirmación.", "{contract}: {which} is to be confirmed."
    ),
    "confirmation_dropped": Said(
        "{contract}: {which} no requiere confirmación.",
        "{contract}: {which} needs no confirmation.",
    ),
    "confirmed": Said("{contract}: {which} confirmada.", "{contract}: {which} confirmed."),
    "waits_held": Said(
        "{contract} ({customer}): {which}, del {on}, espera confirmación y está retenida.",
        "{contract} ({customer}): {which}, of {on}, waits to be confirmed and is held.",
    ),
    "waits_reminded": Said(
        "{contract} ({customer}): {which}, del {on}, espera confirmación.",
        "{contract} ({customer}): {which}, of {on}, waits to be confirmed.",
    ),
    "nothing_waits": Said("Nada espera confirmación.", "Nothing waits to be confirmed."),
    "complete": Said(
        "{contract} ({customer}): todo facturado, hasta el {until}.",
        "{contract} ({customer}): all billed, until {until}.",
    ),
    "finished_now": Said("{contract} ({customer}): finalizado.", "{contract} ({customer}): done."),
    "nothing_complete": Said(
        "Ningún contrato tiene todo facturado.", "No contract has everything billed."
    ),
    "nothing_finished": Said(
        "Nada que finalizar: lo facturado dura todavía.",
        "Nothing to finish: what was billed still lasts.",
    ),
}

"""The words of `cadencia generate` and `cadencia runs`."""

from cadencia.cli.wording import Said

WORDS = {
    # What a run came to
    "title": Said(
        "Generación {run} · {company} · {scope}: {state}",
        "Run {run} · {company} · {scope}: {state}",
    ),
    "drafting": Said("en preparación", "being drafted"),
    "drafted": Said("en borrador", "drafted"),
    "approved": Said("aprobada", "approved"),
    "issuing": Said("emitiéndose", "being issued"),
    "issued": Said("emitida", "issued"),
    "undoing": Said("deshaciéndose", "being undone"),
    "undone": Said("deshecha", "undone"),
    "contracts": Said("Contratos revisados", "Contracts looked at"),
    "installments": Said("Cuotas", "Installments"),
    "documents": Said("Documentos", "Documents"),
    "totals": Said("Total", "Total"),
    "numbers": Said("Números", "Numbers"),
    "from_to": Said("{first} a {last} ({documents})", "{first} to {last} ({documents})"),
    "refusals": Said("No facturados", "Refused"),
    "time": Said("Tiempo", "Time"),
    "pace": Said(
        "{seconds} s ({pace} documentos por segundo)", "{seconds} s ({pace} documents a second)"
    ),
    "seconds": Said("{seconds} s", "{seconds} s"),
    "nothing": Said("No había nada que facturar.", "There was nothing to bill."),
    "stale": Said(
        "{count} documentos siguen en borrador: su contrato cambió mientras tanto.",
        "{count} documents are still drafts: their contract changed meanwhile.",
    ),
    "dated_otherwise": Said(
        "{count} documentos llevan la fecha {day} en lugar de {wished}: su serie ya tenía otros"
        " posteriores, o el período se ha cerrado.",
        "{count} documents bear {day} instead of {wished}: their series had later ones already,"
        " or the period has been closed.",
    ),
    "refused": Said(
        "{count} contratos no se han podido facturar; quedan pendientes:",
        "{count} contracts couldn't be billed; they stay due:",
    ),
    "refused_one": Said(
        "1 contrato no se ha podido facturar; queda pendiente:",
        "1 contract couldn't be billed; it stays due:",
    ),
    "more_refusals": Said(
        "… y {count} más: véalos con «cadencia refusals --company {company}».",
        '… and {count} more: see them with "cadencia refusals --company {company}".',
    ),
    "contract": Said("Contrato", "Contract"),
    "customer": Said("Cliente", "Customer"),
    "reason": Said("Por qué no, y cómo se arregla", "Why not, and how to mend it"),
    # Why it stopped
    "stopped": Said(
        "No se ha emitido nada; los documentos esperan en borrador:",
        "Nothing was issued; the documents wait as drafts:",
    ),
    "approved_anyway": Said("Aprobado pese a estos avisos:", "Approved in spite of these notices:"),
    "expected": Said(
        "La vista previa ya no vale: su huella era {expected} y ahora es {fingerprint}.",
        "The preview no longer holds: its fingerprint was {expected} and now is {fingerprint}.",
    ),
    "changed": Said("Han cambiado: {contracts}.", "These changed: {contracts}."),
    "changed_unknown": Said(
        "No se guardó qué mostraba aquella vista previa; haga otra.",
        "What that preview showed wasn't kept; make another one.",
    ),
    "new": Said("{contract} (nuevo)", "{contract} (new)"),
    "missing": Said("{contract} (ya no está)", "{contract} (gone)"),
    "changed_one": Said("{contract} (distinto)", "{contract} (different)"),
    "installments_per_contract": Said(
        "{count} contratos tienen más de {limit} cuotas: {contracts}.",
        "{count} contracts have more than {limit} installments: {contracts}.",
    ),
    "price_change": Said(
        "En {count} contratos un precio se ha movido más del {limit} %: {contracts}.",
        "In {count} contracts a price moved by more than {limit}%: {contracts}.",
    ),
    "growth": Said(
        "Son {documents} documentos; lo habitual eran {expected}, y el límite es {limit} veces.",
        "There are {documents} documents; {expected} were usual, and the limit is {limit} times.",
    ),
    "growth_amount": Said(
        "Suma {amount}; lo habitual eran {expected}, y el límite es {limit} veces.",
        "It comes to {amount}; {expected} were usual, and the limit is {limit} times.",
    ),
    "ask_to_issue": Said("¿Emitir de todos modos?", "Issue anyway?"),
    # What to do next
    "next": Said("Para seguir:", "To go on:"),
    "to_issue": Said("emitirlos", "issue them"),
    "to_undo": Said("deshacerlos", "undo them"),
    "to_resume": Said("continuar", "carry on"),
    # While it runs
    "bar_drafting": Said("Preparando", "Drafting"),
    "bar_issuing": Said("Emitiendo", "Issuing"),
    "bar_undoing": Said("Deshaciendo", "Undoing"),
    "line_drafting": Said(
        "Preparando: {done} de {total} bloques, {documents} documentos",
        "Drafting: {done} of {total} chunks, {documents} documents",
    ),
    "line_issuing": Said("Emitiendo: {done} de {total}", "Issuing: {done} of {total}"),
    "bar_documents": Said("{documents} documentos", "{documents} documents"),
    "joined": Said(
        "La generación {run} estaba a medias: continúa.", "Run {run} was half done: it goes on."
    ),
    "stopping": Said(
        "Parando tras el bloque en curso… (otra vez Ctrl-C para no esperar)",
        "Stopping after the current chunk… (Ctrl-C again not to wait)",
    ),
    "too_late_to_stop": Said(
        "Ya se están dando números: termina enseguida.",
        "Numbers are being given already: it ends in a moment.",
    ),
    "interrupted": Said(
        "Interrumpido: lo hecho queda guardado.", "Interrupted: what was done is kept."
    ),
    # Refusals of the commands
    "another_run": Said(
        "La generación {run} ({scope}) está {state}; hay que acabarla antes. Continúela con"
        " «{resume}» o anúlela con «cadencia runs cancel {run}{company}» y"
        " «cadencia runs undo {run}{company}».",
        "Run {run} ({scope}) is {state}; it has to be ended first. Carry it on with"
        ' "{resume}", or stop it with "cadencia runs cancel {run}{company}" and'
        ' "cadencia runs undo {run}{company}".',
    ),
    "another_run_issuing": Said(
        "La generación {run} ({scope}) está {state}; hay que acabarla antes: «{resume}». Si hoy no"
        " se puede, apártela con «cadencia runs set-aside {run}{company}».",
        'Run {run} ({scope}) is {state}; it has to be ended first: "{resume}". If that can\'t be'
        ' today, set it aside with "cadencia runs set-aside {run}{company}".',
    ),
    "another_run_undoing": Said(
        "La generación {run} ({scope}) está {state}; hay que acabarla antes: «{resume}».",
        'Run {run} ({scope}) is {state}; it has to be ended first: "{resume}".',
    ),
    "no_such_run": Said(
        "RUN: {company} no tiene la generación {run}; véalas con «cadencia runs list».",
        'RUN: {company} has no run {run}; see them with "cadencia runs list".',
    ),
    "cannot_cancel": Said(
        "La generación {run} está {state}: solo se para una que se esté preparando.",
        "Run {run} is {state}: only one that is being drafted can be stopped.",
    ),
    "cannot_set_aside": Said(
        "La generación {run} está {state}: solo se aparta una que se esté emitiendo.",
        "Run {run} is {state}: only one that is being issued can be set aside.",
    ),
    "cannot_issue": Said(
        "La generación {run} está {state}: solo se emite una en borrador.",
        "Run {run} is {state}: only a drafted one can be issued.",
    ),
    "cannot_undo": Said(
        "La generación {run} está {state}: solo se deshace una sin nada emitido. Lo emitido se"
        " corrige con una factura rectificativa.",
        "Run {run} is {state}: only one with nothing issued can be undone. What is issued is"
        " corrected by a credit note.",
    ),
    "something_issued": Said(
        "La generación {run} tiene documentos emitidos: no se deshace. Lo emitido se corrige con"
        " una factura rectificativa.",
        "Run {run} has issued documents: it can't be undone. What is issued is corrected by a"
        " credit note.",
    ),
    "clock_went_back": Said(
        "El reloj marca {now}, antes del último documento emitido ({last}). Ponga el reloj en hora"
        " y repita la orden: continúa donde estaba.",
        "The clock says {now}, before the last issued document ({last}). Set the clock right and"
        " repeat the command: it goes on where it was.",
    ),
    "day_not_open": Said(
        "Hoy, {day}, no se puede emitir en la serie {series}: ya tiene un documento de fecha"
        " posterior o el período está cerrado. Repita la orden un día abierto: continúa donde"
        " estaba.",
        "Nothing can be issued today, {day}, in the series {series}: it has a later document, or"
        " the period is closed. Repeat the command on an open day: it goes on where it was.",
    ),
    "day_closed": Said(
        "Hoy, {day}, está en un período cerrado: no se puede emitir. Abra el período, o genere"
        " borradores con --drafts.",
        "Today, {day}, lies in a closed period: nothing can be issued. Open the period, or"
        " generate drafts with --drafts.",
    ),
    "issuer_unknown": Said(
        "La empresa {company} no tiene datos para imprimir (razón social, NIF, domicilio):"
        " guárdelos antes de emitir.",
        "The company {company} has no printed data (legal name, tax number, address): save them"
        " before issuing.",
    ),
    "lost_document": Said(
        "Un documento ha desaparecido mientras se numeraba; no se ha numerado nada de ese lote."
        " Repita la orden: continúa donde estaba.",
        "A document vanished while it was being numbered; nothing of that batch was numbered."
        " Repeat the command: it goes on where it was.",
    ),
    "not_a_fingerprint": Said(
        "--expect: «{value}» no es una huella; copie las 64 cifras que da «cadencia preview».",
        '--expect: "{value}" isn\'t a fingerprint; copy the 64 digits of "cadencia preview".',
    ),
    "document_date_refused": Said(
        "--document-date: {date} no se puede usar; hoy vale del {first} al {last}.",
        "--document-date: {date} can't be used; today it may be from {first} to {last}.",
    ),
    "drafts_or_issue": Said(
        "--drafts, --issue: se excluyen; deje uno.", "--drafts, --issue: keep one of them."
    ),
    "not_workers": Said(
        "--workers: escriba un número de 1 a {most}.", "--workers: write a number from 1 to {most}."
    ),
    # runs list, cancel, undo
    "run": Said("N.º", "Run"),
    "started": Said("Inicio", "Started"),
    "scope": Said("Qué", "Scope"),
    "state": Said("Estado", "State"),
    "who": Said("Quién", "Who"),
    "finished": Said("Fin", "Finished"),
    "command_line": Said("línea de órdenes", "command line"),
    "fingerprint": Said("Huella", "Fingerprint"),
    "excluded": Said("Quitados", "Left out"),
    "failures": Said("Errores", "Errors"),
    "chunks": Said("Bloques", "Chunks"),
    "no_runs": Said("Todavía no se ha generado nada.", "Nothing was generated yet."),
    "cancelled": Said(
        "La generación {run} para tras el bloque en curso. Continúela con «{resume}» o deshágala"
        " con «cadencia runs undo {run}{company}».",
        'Run {run} stops after its current chunk. Carry it on with "{resume}", or undo it with'
        ' "cadencia runs undo {run}{company}".',
    ),
    "set_aside": Said(
        "se apartó con la emisión empezada; lo que falta sigue en borrador.",
        "it was set aside while being issued; the rest are still drafts.",
    ),
    "set_aside_now": Said(
        "La generación {run} queda apartada con {drafts} borradores: las demás ya pueden seguir."
        " Emita lo que falta con «{issue}».",
        "Run {run} is set aside with {drafts} drafts: the others can go on. Issue the rest with"
        ' "{issue}".',
    ),
    "undone_now": Said(
        "La generación {run} está deshecha: {documents} borradores borrados; sus cuotas vuelven a"
        " estar pendientes.",
        "Run {run} is undone: {documents} drafts deleted; their installments are due again.",
    ),
}

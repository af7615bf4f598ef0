"""The words of `cadencia reviews` and `cadencia bulk`."""

from cadencia.cli.wording import Said

WORDS = {
    "contract": Said("Contrato", "Contract"),
    "customer": Said("Cliente", "Customer"),
    "line": Said("Línea", "Line"),
    "description": Said("Concepto", "Description"),
    "first": Said("Desde la cuota", "From installment"),
    "before": Said("Antes", "Before"),
    "after": Said("Después", "After"),
    "how": Said("Cómo se llega", "How it comes about"),
    "more": Said(
        "… y {count} más; véalos con --rows o --json.", "… and {count} more: --rows, --json."
    ),
    "left_out": Said("Fuera: {contract}: {why}", "Left out: {contract}: {why}"),
    "sum": Said(
        "Contratos: {contracts}. Líneas: {lines}. Fuera: {left_out}.",
        "Contracts: {contracts}. Lines: {lines}. Left out: {left_out}.",
    ),
    "fingerprint": Said("Huella: {fingerprint}", "Fingerprint: {fingerprint}"),
    "ask_execute": Said("¿Hacerlo?", "Do it?"),
    "executed": Said(
        "Hecho como acto {act}: {contracts} contratos, {lines} líneas; fuera: {left_out}.",
        "Done as act {act}: {contracts} contracts, {lines} lines; left out: {left_out}.",
    ),
    "nothing_to_do": Said("No hay nada que cambiar.", "There is nothing to change."),
    "changed_since": Said(
        "--expect: ya no es lo que se enseñó; véalo de nuevo. Ahora su huella es {fingerprint}.",
        "--expect: it isn't what was shown any more; look again. Its fingerprint is {fingerprint}.",
    ),
    "no_such_act": Said(
        "ACTO: no hay ningún acto {act} en esta empresa; vea list.",
        "ACT: this company has no act {act}; see list.",
    ),
    "undone_already": Said("El acto {act} ya se deshizo.", "The act {act} was undone already."),
    "billed_since": Said(
        "No se puede deshacer: ya se ha facturado con él en {contracts}. Deshaga antes los"
        " borradores, o ponga otros precios desde una fecha posterior.",
        "It can't be undone: something was billed with it in {contracts}. Undo the drafts first,"
        " or give other prices from a later date.",
    ),
    "undone": Said(
        "Acto {act} deshecho en {contracts} contratos.",
        "Act {act} undone in {contracts} contracts.",
    ),
    "no_acts": Said("No hay ninguno.", "There are none."),
    "act": Said("Acto", "Act"),
    "when": Said("Cuándo", "When"),
    "what": Said("Qué", "What"),
    "contracts": Said("Contratos", "Contracts"),
    "lines": Said("Líneas", "Lines"),
    "state": Said("Estado", "State"),
    "who": Said("Quién", "Who"),
    "is_executed": Said("hecho", "executed"),
    "is_undone": Said("deshecho", "undone"),
    "review": Said("revisión", "review"),
    "price": Said("precio", "price"),
    "item": Said("artículo", "item"),
    "payment_method": Said("forma de pago", "payment method"),
    "day": Said("día", "day"),
    "template": Said("plantilla", "template"),
    "unknown": Said(
        "{option}: no existe {values} en esta empresa; revise el código.",
        "{option}: this company has no {values}; check the code.",
    ),
    "not_a_number": Said(
        "{option}: «{value}» no es un número; escríbalo como 3.1.",
        '{option}: "{value}" isn\'t a number; write it like 3.1.',
    ),
    "missing": Said("{option}: indíquelo.", "{option}: give it."),
    "one_date": Said(
        "--from, --month: indique una de las dos.", "--from, --month: give one of the two."
    ),
    "not_a_date": Said(
        "{option}: «{value}» no es una fecha; escríbala como 2026-03-31.",
        '{option}: "{value}" isn\'t a date; write it like 2026-03-31.',
    ),
    "not_a_month": Said(
        "{option}: «{value}» no es un mes; escríbalo como 2026-03.",
        '{option}: "{value}" isn\'t a month; write it like 2026-03.',
    ),
    "not_a_kind": Said(
        "QUÉ: «{value}» no sirve; escriba price, item, payment-method, day o template.",
        'WHAT: "{value}" won\'t do; write price, item, payment-method, day or template.',
    ),
    "not_an_opening": Said(
        "--opening: «{value}» no sirve; escriba none, full o prorated.",
        '--opening: "{value}" won\'t do; write none, full or prorated.',
    ),
}

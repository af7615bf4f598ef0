"""The words of renewals, clones and templates."""

from cadencia.cli.wording import Said

WORDS = {
    "renewed": Said(
        "{new}: borrador que sigue a {old} desde el {on}. Revíselo y postéelo: {old} acabará la"
        " víspera.",
        "{new}: draft that goes on with {old} from {on}. Look it over and post it: {old} will end"
        " the day before.",
    ),
    "left_behind": Said(
        "Modificaciones programadas que no pasan a él: {days}.",
        "Scheduled modifications that don't go over: from {days}.",
    ),
    "cloned": Said("{new}: borrador copiado de {old}.", "{new}: draft copied from {old}."),
    "automatic": Said(
        "{contract} se renueva solo: acaba el {end}; preaviso hasta el {notice}.",
        "{contract} renews itself: it ends on {end}; notice until {notice}.",
    ),
    "manual": Said("{contract} no se renueva solo.", "{contract} doesn't renew itself."),
    "notice": Said("{contract}: preaviso del {on}.", "{contract}: notice given on {on}."),
    "notice_back": Said("{contract}: preaviso retirado.", "{contract}: notice taken back."),
    "none_coming": Said(
        "Ningún contrato llega a su fin hasta el {until}.",
        "No contract comes to its end up to {until}.",
    ),
    "contract": Said("Contrato", "Contract"),
    "customer": Said("Cliente", "Customer"),
    "ends": Said("Acaba", "Ends"),
    "notice_until": Said("Preaviso hasta", "Notice until"),
    "new_end": Said("Nuevo fin", "New end"),
    "outcome": Said("Qué pasa", "What happens"),
    "is_renews": Said("se renueva", "renews"),
    "is_notice": Said("acaba: hay preaviso", "ends: notice was given"),
    "is_ends": Said("acaba", "ends"),
    "is_stands": Said(
        "no puede renovarse: inactivo, o sus fechas no cuadran",
        "can't renew: inactive, or its dates don't fit",
    ),
    "renewed_now": Said("Contratos renovados: {count}.", "Contracts renewed: {count}."),
    # templates
    "no_template": Said("No hay ninguna plantilla {code}.", "There is no template {code}."),
    "no_templates": Said("No hay plantillas.", "There are no templates."),
    "template": Said("Plantilla", "Template"),
    "name": Said("Nombre", "Name"),
    "lines": Said("Líneas", "Lines"),
    "followers": Said("La siguen", "Followers"),
    "line": Said("Línea", "Line"),
    "description": Said("Descripción", "Description"),
    "price": Said("Precio", "Price"),
    "from": Said("Desde", "From"),
    "next": Said("Próxima cuota", "Next installment"),
    "before": Said("Ahora", "Now"),
    "after": Said("Después", "Then"),
    "created": Said("Plantilla {code} creada.", "Template {code} created."),
    "made": Said(
        "{contract}: borrador que sigue la plantilla {template}.",
        "{contract}: draft that follows template {template}.",
    ),
    "follows": Said(
        "{contract} sigue la plantilla {template}.", "{contract} follows template {template}."
    ),
    "detached": Said(
        "{contract}: líneas propias; los cambios de {template} ya no le llegan.",
        "{contract}: lines of its own; changes of {template} don't reach it any more.",
    ),
    "reach": Said(
        "{followers} contratos siguen la plantilla; {billing} facturan.",
        "{followers} contracts follow the template; {billing} of them bill.",
    ),
    "and_more": Said("… y {count} más.", "… and {count} more."),
    "ask_price": Said("¿Cambiar el precio?", "Change the price?"),
    "price_set": Said("{line}: {price} desde el {on}.", "{line}: {price} from {on} on."),
    "ask_schedule": Said("¿Cambiar el calendario?", "Change the schedule?"),
    "schedule_set": Said(
        "La plantilla {code} tiene otro calendario para los períodos desde el {on}.",
        "Template {code} has another schedule for periods from {on} on.",
    ),
    "schedule_withdrawn": Said(
        "El cambio de calendario de {code} del {on} queda sin efecto.",
        "The change of {code}'s schedule on {on} is taken back.",
    ),
    "between_none": Said("del {start} al {until} no se factura", "{start} to {until} isn't billed"),
    "between_full": Said(
        "del {start} al {until} se factura como un período",
        "{start} to {until} is billed as a whole period",
    ),
    "between_prorated": Said(
        "del {start} al {until} se factura por días", "{start} to {until} is billed by days"
    ),
    "drafts_of_followers": Said(
        "Esperan borradores hechos con el precio de antes (generación {runs}): emítalos o"
        " deshágala antes, o repita la orden con --keep-drafts.",
        "Drafts made with the price of before wait (run {runs}): issue or undo them first, or"
        " repeat the command with --keep-drafts.",
    ),
    "unreadable": Said("{file}: no es JSON legible: {reason}.", "{file} isn't readable: {reason}."),
    "not_an_amount": Said(
        "{option}: «{value}» no es un importe; escriba, por ejemplo, 49.00.",
        '{option}: "{value}" is no amount; write 49.00, for instance.',
    ),
}

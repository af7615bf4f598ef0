"""The sentences about what only a company's own data shows: what it has and what is posted."""

from collections.abc import Mapping

COMPANY: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "value_refused": {
        "es": ("«{value}» no vale.", "Corregir el valor."),
        "en": ('"{value}" won\'t do.', "Correct the value."),
    },
    "customer_unknown": {
        "es": (
            "No existe el cliente «{name}».",
            "Añadirlo a los clientes o corregir el código.",
        ),
        "en": (
            'There is no customer "{name}".',
            "Add it to the customers, or correct the code.",
        ),
    },
    "item_unknown": {
        "es": (
            "No existe el artículo «{name}».",
            "Añadirlo a los artículos o corregir el código.",
        ),
        "en": (
            'There is no item "{name}".',
            "Add it to the items, or correct the code.",
        ),
    },
    "price_list_unknown": {
        "es": (
            "No existe la tarifa «{name}».",
            "Añadirla a las tarifas o corregir el código.",
        ),
        "en": (
            'There is no price list "{name}".',
            "Add it to the price lists, or correct the code.",
        ),
    },
    "ledger_stays": {
        "es": (
            "Las cuotas ya facturadas no se traen una a una.",
            "Quitarlas y decir en «billed_until» hasta qué día está facturado.",
        ),
        "en": (
            "Installments that are billed aren't brought in one by one.",
            'Leave them out, and say in "billed_until" up to which day it is billed.',
        ),
    },
    "series_unknown": {
        "es": ("No existe la serie «{name}».", "Escribir una de la empresa: {known}."),
        "en": ('There is no series "{name}".', "Write one of the company's: {known}."),
    },
    "sales_rep_unknown": {
        "es": (
            "No existe el vendedor «{name}».",
            "Crearlo antes en los maestros o corregir el código.",
        ),
        "en": (
            'There is no salesperson "{name}".',
            "Make one in the masters first, or correct the code.",
        ),
    },
    "responsible_unknown": {
        "es": (
            "No hay ningún usuario de la empresa que se llame «{name}».",
            "Escribir el nombre de un usuario de la empresa o dejar el dato en blanco.",
        ),
        "en": (
            'No user of the company is called "{name}".',
            "Write the name of a user of the company, or leave it blank.",
        ),
    },
    "responsible_party_unknown": {
        "es": (
            "No existe la entidad responsable «{name}».",
            "Crearla antes en los maestros o corregir el nombre.",
        ),
        "en": (
            'There is no responsible party "{name}".',
            "Make one in the masters first, or correct the name.",
        ),
    },
    "bills_itself": {
        "es": (
            "El cliente se factura a sí mismo.",
            "Dejar en blanco el código de facturación: ya es lo que ocurre sin él.",
        ),
        "en": (
            "The customer bills itself.",
            "Leave the bill-to code blank: that is what happens without it.",
        ),
    },
    "refused_by_tables": {
        "es": (
            "La base de datos no admite este contrato: {reason}.",
            "Corregir el dato que se nombra.",
        ),
        "en": (
            "The database doesn't admit this contract: {reason}.",
            "Correct the value that it names.",
        ),
    },
    "template_unknown": {
        "es": (
            "No existe la plantilla «{name}».",
            "Crearla antes, corregir el código, o poner las líneas y quitar la plantilla.",
        ),
        "en": (
            'There is no template "{name}".',
            "Make it first, correct the code, or give the lines and take the template out.",
        ),
    },
    "own_header_alone": {
        "es": (
            "Solo un contrato que sigue una plantilla dice si su cabecera es propia.",
            "Poner el código de la plantilla o dejar la celda en blanco.",
        ),
        "en": (
            "Only a contract that follows a template says whether its header is its own.",
            "Give the template's code or leave the cell blank.",
        ),
    },
    "line_key_of_template": {
        "es": (
            "La plantilla ya tiene una línea de clave «{name}».",
            "Quitar la línea, que se lee de la plantilla, o ponerle otra clave.",
        ),
        "en": (
            'The template has a line of key "{name}" already.',
            "Take the line out, since it is read from the template, or give it another key.",
        ),
    },
    "line_of_template": {
        "es": (
            "La línea «{name}» es de la plantilla, igual para todos los que la siguen.",
            "Cambiarla en la plantilla, o quitar la plantilla y poner aquí todas las líneas.",
        ),
        "en": (
            'The line "{name}" is the template\'s, the same for all who follow it.',
            "Change it in the template, or take the template out and give all lines here.",
        ),
    },
    "contract_posted_differs": {
        "es": (
            "El contrato «{name}» ya está posteado y el fichero cambia: {fields}.",
            "Revertir su posteo para cambiarlo, o quitarlo del fichero.",
        ),
        "en": (
            'The contract "{name}" is posted already and the file changes: {fields}.',
            "Revert its posting to change it, or take it out of the file.",
        ),
    },
    "contract_billed_differs": {
        "es": (
            "El contrato «{name}» ya tiene cuotas facturadas y el fichero cambia: {fields}.",
            "Cambiarlo en el programa, o quitarlo del fichero.",
        ),
        "en": (
            'The contract "{name}" has billed installments and the file changes: {fields}.',
            "Change it in the program, or take it out of the file.",
        ),
    },
}

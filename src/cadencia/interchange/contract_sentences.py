"""Sentences about the contract itself: its schedule, lines and what is scheduled.

By code, in Spanish and in English; the others are in `sentences`.
"""

from __future__ import annotations

from collections.abc import Mapping

Sentence = tuple[str, str]

SCHEDULES: Mapping[str, Sentence] = {
    "schedule_missing": (
        "falta el calendario de cuotas; indicarlo, o dejar solo líneas con one_off_on.",
        "the schedule is missing; give it, or have one-off lines only.",
    ),
    "schedule_of_both_kinds": (
        "mezcla un calendario por meses con uno por intervalo ({other}); dejar uno de los dos.",
        "it mixes a schedule of months with one by interval ({other}); keep one of them.",
    ),
    "months_missing": (
        "indicar al menos un mes, de 1 a 12.",
        "give at least one month, from 1 to 12.",
    ),
    "since_missing": (
        "indicar desde cuándo se factura (o contract.starts_on).",
        "say since when it is billed (or give contract.starts_on).",
    ),
    "anchor_needs_months": (
        "el día de anclaje solo vale con mes, trimestre, semestre o año; quitarlo.",
        "an anchor day goes only with month, quarter, semester or year; remove it.",
    ),
    "first_not_anchored": (
        "debe caer en el día {anchor_day} de su mes (o el último si es más corto), como dice"
        " anchor_day.",
        "it must be day {anchor_day} of its month (or the last of a shorter one), as anchor_day"
        " says.",
    ),
    "thirty_needs_months": (
        "los meses de 30 días solo valen con pasos de meses; usar actual.",
        "months of 30 days go only with steps of months; use actual.",
    ),
    "full_opening_too_long": (
        "entre contract.starts_on y la primera cuota hay {steps} períodos, y full factura uno"
        " solo; usar prorated o none.",
        "there are {steps} periods between contract.starts_on and the first installment, and"
        " full bills only one; use prorated or none.",
    ),
    "nothing_ever_due": (
        "con estas fechas nunca vencería ninguna cuota; revisar inicio, fin, baja y calendario.",
        "with these dates no installment would ever be due; check start, end, withdrawal and"
        " schedule.",
    ),
    "usage_not_whole": (
        "una cantidad medida no va con un precio dividido ni con una línea puntual; usar fixed.",
        "a metered quantity goes neither with a divided price nor with a one-off line; use fixed.",
    ),
    "usage_in_sale": (
        "la factura única se hace al principio, antes de medir nada; usar documents.",
        "the one invoice is made at the beginning, before anything is metered; use documents.",
    ),
    "months_beside_sale": (
        "en una venta a plazos solo se facturan los meses que tienen cuota; quitar los demás.",
        "a sale in installments bills only months that have one; remove the others.",
    ),
    "divided_months_in_sale": (
        "la factura única ya cobra el precio entero: quitar los meses de esta línea.",
        "the one invoice bills the whole price already: remove the months of this line.",
    ),
    "divided_among_unknown": (
        "un precio dividido necesita el número de cuotas; indicar contract.installments.",
        "a divided price needs the number of installments; give contract.installments.",
    ),
    "divided_among_none": (
        "la línea no cuenta en ninguna cuota, y su precio no se puede dividir; revisar sus fechas.",
        "the line counts in no installment, so its price can't be divided; check its dates.",
    ),
    "divided_line_skipped": (
        "un precio dividido no admite una pausa que salte cuotas; usar shift.",
        "a divided price doesn't allow a pause that skips installments; use shift.",
    ),
    "move_of_nothing": (
        "ninguna cuota vence el {date}; indicar la fecha de una cuota.",
        "no installment is due on {date}; give the due date of one.",
    ),
    "move_past_neighbor": (
        "la cuota no puede pasar de sus vecinas; indicar una fecha entre {from} y {until}.",
        "the installment can't pass its neighbors; give a date between {from} and {until}.",
    ),
    "due_dates_need_count": (
        "con installments_are due_dates hace falta el número de cuotas; indicarlo.",
        "with installments_are due_dates the number of installments is needed; give it.",
    ),
    "pauses_overlap": (
        "se solapa con la pausa {other}; separarlas o unirlas.",
        "it overlaps the pause {other}; keep them apart or make them one.",
    ),
}

CONTRACTS: Mapping[str, Sentence] = {
    "lines_missing": (
        "el contrato no tiene líneas; añadir al menos una.",
        "the contract has no lines; add at least one.",
    ),
    "line_unknown": (
        "ninguna línea tiene la clave {value}; corregirla.",
        "no line has the key {value}; correct it.",
    ),
    "item_not_recurrent": (
        "el artículo {item} no está marcado como recurrente; marcarlo en el catálogo o hacer"
        " puntual la línea.",
        "the item {item} isn't flagged recurrent; flag it in the catalog or make the line one-off.",
    ),
    "price_missing": (
        "falta el precio; indicarlo, o un artículo que lo tenga.",
        "the price is missing; give it, or an item that has one.",
    ),
    "price_missing_of_item": (
        "falta el precio y el artículo {item} tampoco lo tiene; indicar uno.",
        "the price is missing and the item {item} has none either; give one.",
    ),
    "item_missing_for_price": (
        "con price_source {source} el precio sale del catálogo; indicar el artículo.",
        "with price_source {source} the price comes from the catalog; give the item.",
    ),
    "too_many_discounts": (
        "como mucho {most} descuentos por línea; quitar los demás.",
        "at most {most} discounts on a line; remove the others.",
    ),
    "line_too_large": (
        "cantidad por precio no puede llegar a 1.000.000.000.000; corregir uno de los dos.",
        "quantity times price can't reach 1,000,000,000,000; mend one of them.",
    ),
    "one_off_unclear": (
        "«{value}» no vale; escribir un día (2027-03-15), un mes (2027-03) o next.",
        "“{value}” won't do; write a day (2027-03-15), a month (2027-03) or next.",
    ),
    "one_off_with_months": (
        "una línea puntual no lleva meses; dejar months vacío o quitar one_off_on.",
        "a one-off line has no months; leave months empty or remove one_off_on.",
    ),
    "one_off_next_without_schedule": (
        "sin calendario no habrá próximo documento; indicar un día o un mes.",
        "without a schedule no next document will come; give a day or a month.",
    ),
    "one_off_too_early": (
        "la línea puntual no está vigente hasta {since} y no se facturaría nunca; cambiar el día"
        " o dele un valid_from anterior.",
        "the one-off line isn't in force until {since} and would never be billed; change the day"
        " or give it an earlier valid_from.",
    ),
    "one_off_too_late": (
        "la línea puntual solo está vigente hasta {until} y no se facturaría nunca; cambiar el día"
        " o valid_until.",
        "the one-off line is in force until {until} only and would never be billed; change the"
        " day or valid_until.",
    ),
    "addition_of_line": (
        "una modificación que añade no toca ninguna línea; dejar null.",
        "a modification that adds touches no line; leave it null.",
    ),
    "addition_of_nothing": (
        "falta qué se añade; indicar un artículo o una descripción.",
        "what is added is missing; give an item or a description.",
    ),
    "modification_of_no_line": (
        "falta la línea que se modifica; indicar su clave.",
        "the line to be modified is missing; give its key.",
    ),
    "same_from": (
        "{other} empieza el mismo día y cambia también {field}; cambiar una de las fechas.",
        "{other} begins on the same day and changes {field} too; change one of the dates.",
    ),
    "review_of_both_kinds": (
        "la revisión ya tiene un porcentaje; dejar percent, o index con base.",
        "the review has a percent already; keep percent, or index with base.",
    ),
    "review_of_no_kind": (
        "falta cuánto se revisa; indicar percent, o index con base.",
        "how much is missing; give percent, or index with base.",
    ),
    "review_base_missing": (
        "falta el mes base del índice; indicarlo como AAAA-MM.",
        "the index's base month is missing; give it as YYYY-MM.",
    ),
    "variable_unknown": (
        "la variable <{variable}> no existe; elegir una de la lista o escribirla de otro modo.",
        "the variable <{variable}> doesn't exist; choose one of the list or write it otherwise.",
    ),
    "variable_without_value": (
        "la variable <{variable}> no tiene valor en este contrato; quitarla o indicar el dato.",
        "the variable <{variable}> has no value in this contract; remove it or give the value.",
    ),
    "release_needs_count": (
        "sin número de cuotas solo vale first; indicar contract.installments o elegir first.",
        "without a count only first may be chosen; give contract.installments or choose first.",
    ),
    "service_missing": (
        "el artículo no sale en todas las cuotas: indicar el servicio que facturan las demás.",
        "the item doesn't leave in each installment: give the service that the others bill.",
    ),
    "service_is_stocked": (
        "{item} es un artículo con existencias; indicar un servicio.",
        "{item} is a stocked item; give a service.",
    ),
    "delivered_by_installments": (
        "en España el impuesto se devenga entero en la entrega ({field}): no se factura por"
        " cuotas; usar due_dates, una factura cuyas cuotas son sus vencimientos.",
        "in Spain the whole tax is due on delivery ({field}): it can't be billed by"
        " installments; use due_dates, one invoice whose installments are its due dates.",
    ),
}

BESIDE: Mapping[str, Sentence] = {
    "schedule_change_of_none": (
        "el contrato no tiene calendario que cambiar; indicar contract.schedule o quitar los"
        " cambios.",
        "the contract has no schedule to change; give contract.schedule or remove the changes.",
    ),
    "about_no_earlier_comment": (
        "debe ser el número de un comentario anterior de la lista, menor que {place}.",
        "it must be the number of an earlier comment of the list, less than {place}.",
    ),
    "promised_before_written": (
        "es anterior a la fecha del comentario; indicar ese día o uno posterior.",
        "it is before the day of the comment; give that day or a later one.",
    ),
}
"""What stands beside a contract in files: see `beside`."""

"""The sentences of the options that say what is asked for."""

from cadencia.cli.wording import Said

WORDS = {
    "not_a_date": Said(
        "{option}: «{value}» no es una fecha; escríbala como 2026-03-31.",
        '{option}: "{value}" isn\'t a date; write it like 2026-03-31.',
    ),
    "not_a_month": Said(
        "--month: «{value}» no es un mes; escríbalo como 2026-03.",
        '--month: "{value}" isn\'t a month; write it like 2026-03.',
    ),
    "dates_exclude_each_other": Said(
        "--month, --from/--until, --as-of: se excluyen; deje una sola manera de decir las fechas.",
        "--month, --from/--until, --as-of: they exclude each other; keep one way to say the dates.",
    ),
    "range_half": Said(
        "{option}: un rango necesita las dos fechas; añada {option} FECHA.",
        "{option}: a range needs both dates; add {option} DATE.",
    ),
    "range_backwards": Said(
        "--until: el rango acaba ({until}) antes de empezar ({start}); cambie las fechas.",
        "--until: the range ends ({until}) before it begins ({start}); change the dates.",
    ),
    "range_too_long": Said(
        "--until: un rango abarca menos de 11 meses; desde {start} llega hasta {longest} como"
        " mucho. Genere el resto en otra orden.",
        "--until: a range covers less than 11 months; from {start} it reaches {longest} at most."
        " Generate the rest in another command.",
    ),
    "not_an_exclusion": Said(
        "--exclude: «{value}» no se entiende; escriba CONTRATO@FECHA, como CT-1@2026-03-31.",
        '--exclude: "{value}" can\'t be read; write CONTRACT@DATE, like CT-1@2026-03-31.',
    ),
    "nothing_to_leave_out": Said(
        "--exclude: a {contract} no le toca nada el {day}; escriba una de sus fechas: {near}.",
        "--exclude: nothing of {contract} is due on {day}; write one of its dates: {near}.",
    ),
    "nothing_at_all": Said(
        "--exclude: a {contract} no le toca nada en lo que se pide; quítelo.",
        "--exclude: nothing of {contract} is due in what is asked for; remove it.",
    ),
    "unknown": Said(
        "{option}: no existe {values} en esta empresa; revise el código.",
        "{option}: this company has no {values}; check the code.",
    ),
    "not_a_choice": Said(
        "{option}: «{value}» no sirve; escriba uno de estos: {choices}.",
        '{option}: "{value}" won\'t do; write one of these: {choices}.',
    ),
}

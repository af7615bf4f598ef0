"""Every sentence about a problem of a contract file: by code, in Spanish and in English.

Each says what is wrong and how to mend it; the field stands before it. In braces, what was
written or what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping

from cadencia.interchange.contract_sentences import BESIDE, CONTRACTS, SCHEDULES, Sentence

FILES: Mapping[str, Sentence] = {
    "file_missing": (
        "no se puede leer el fichero {name}: {reason}; indicar un fichero legible, o - para la"
        " entrada estándar.",
        "the file {name} can't be read: {reason}; give a readable file, or - for standard input.",
    ),
    "file_too_large": (
        "el fichero pasa de {megabytes} MB; dividirlo en ficheros menores.",
        "the file is over {megabytes} MB; split it into smaller ones.",
    ),
    "file_not_utf8": (
        "el fichero no está en UTF-8 (byte {position}); guardarlo con esa codificación.",
        "the file isn't UTF-8 (byte {position}); save it with that encoding.",
    ),
    "file_empty": ("el fichero está vacío.", "the file is empty."),
    "file_not_json": (
        "no es JSON válido: corregir la línea {line}, columna {column}.",
        "it isn't valid JSON: mend line {line}, column {column}.",
    ),
    "file_too_deep": (
        "hay demasiados niveles unos dentro de otros; un contrato no tiene más de seis.",
        "it is nested too deeply; a contract has six levels at most.",
    ),
    "file_not_an_object": (
        "debe ser un objeto con customer, contract y catalog: {{…}}.",
        "it must be an object with customer, contract and catalog: {{…}}.",
    ),
    "format_unknown": (
        "este programa lee el formato 1; indicar 1 o actualizar el programa.",
        "this program reads format 1; write 1 or update the program.",
    ),
    "range_reversed": (
        "la fecha es posterior a --until; intercambiarlas.",
        "the date is after --until; swap them.",
    ),
    "option_not_a_date": (
        "«{value}» no es una fecha; escribirla como AAAA-MM-DD.",
        "“{value}” isn't a date; write it as YYYY-MM-DD.",
    ),
    "option_missing": (
        "falta esta opción; indicar una fecha AAAA-MM-DD.",
        "this option is missing; give a date as YYYY-MM-DD.",
    ),
    "option_unknown": (
        "esta opción no existe; ver cadencia simulate --help.",
        "there is no such option; see cadencia simulate --help.",
    ),
}

FIELDS: Mapping[str, Sentence] = {
    "field_unknown": (
        "este campo no existe; quitarlo.",
        "there is no such field; remove it.",
    ),
    "field_unknown_near": (
        "este campo no existe; ¿quería decir {near}?",
        "there is no such field; did you mean {near}?",
    ),
    "field_repeated": (
        "el campo aparece más de una vez; dejar uno.",
        "the field is given more than once; keep one.",
    ),
    "field_missing": ("falta este dato; indicarlo.", "this field is required; give it."),
    "text_blank": (
        "el texto está en blanco; escribir algo.",
        "the text is blank; write something.",
    ),
    "text_too_long": (
        "el texto pasa de {longest} caracteres; acortarlo.",
        "the text has more than {longest} characters; shorten it.",
    ),
    "text_not_printable": (
        "el texto contiene caracteres de control o incompletos; quitarlos.",
        "the text holds control or incomplete characters; remove them.",
    ),
    "not_a_text": ("debe ser un texto entre comillas.", "it must be a text in quotes."),
    "not_a_flag": ("debe ser true o false, sin comillas.", "it must be true or false, unquoted."),
    "not_an_object": ("debe ser un objeto {{…}}.", "it must be an object {{…}}."),
    "not_a_list": ("debe ser una lista […].", "it must be a list […]."),
    "not_a_whole_number": (
        "«{value}» no es un número entero; escribirlo sin comillas ni decimales.",
        "“{value}” isn't a whole number; write it without quotes or decimals.",
    ),
    "number_too_low": (
        "{value} es demasiado bajo; el mínimo es {low}.",
        "{value} is too low; the least is {low}.",
    ),
    "number_out_of_bounds": (
        "{value} no vale; indicar un número de {low} a {high}.",
        "{value} won't do; give a number from {low} to {high}.",
    ),
    "not_an_amount": (
        '«{value}» no es un número; escribirlo como "1234.56": hasta 12 cifras, punto decimal,'
        " sin separador de miles ni exponente.",
        '“{value}” isn\'t a number; write it as "1234.56": up to 12 digits, a decimal point, no'
        " thousands separator, no exponent.",
    ),
    "amount_not_a_string": (
        'el número debe ir entre comillas para no perder decimales: "{value}".',
        'the number must stand in quotes so that no decimal is lost: "{value}".',
    ),
    "too_many_decimals": (
        "{value} tiene demasiados decimales; como mucho {decimals}.",
        "{value} has too many decimals; at most {decimals}.",
    ),
    "amount_too_low": (
        "{value} es demasiado bajo; el mínimo es {low}.",
        "{value} is too low; the least is {low}.",
    ),
    "amount_too_high": (
        "{value} es demasiado alto; el máximo es {high}.",
        "{value} is too high; the most is {high}.",
    ),
    "not_a_date": (
        '«{value}» no es una fecha; escribirla como "AAAA-MM-DD".',
        '“{value}” isn\'t a date; write it as "YYYY-MM-DD".',
    ),
    "date_not_real": (
        "el día {value} no existe en el calendario; corregirlo.",
        "the day {value} isn't in the calendar; correct it.",
    ),
    "date_too_early": (
        "{value} queda demasiado atrás; indicar una fecha desde 1900.",
        "{value} lies too far back; give a date from 1900 on.",
    ),
    "not_a_month": (
        "«{value}» no es un mes; escribirlo como AAAA-MM.",
        "“{value}” isn't a month; write it as YYYY-MM.",
    ),
    "not_a_choice": (
        "«{value}» no vale; elegir entre: {choices}.",
        "“{value}” won't do; choose one of: {choices}.",
    ),
    "value_repeated": (
        "«{value}» aparece dos veces; cada valor debe ser distinto.",
        '"{value}" appears twice; each value must be different.',
    ),
    "ends_before_start": (
        "termina antes de empezar; indicar una fecha igual o posterior a {start}.",
        "it ends before it starts; give a date on or after {start}.",
    ),
}

PARTIES: Mapping[str, Sentence] = {
    "not_a_country": (
        "«{value}» no es un país; usar dos mayúsculas, como ES.",
        "“{value}” isn't a country; use two capitals, such as ES.",
    ),
    "not_a_currency": (
        "«{value}» no es una moneda; usar tres mayúsculas, como EUR.",
        "“{value}” isn't a currency; use three capitals, such as EUR.",
    ),
    "not_a_language": (
        "«{value}» no es un idioma; usar es o en.",
        "“{value}” isn't a language; use es or en.",
    ),
    "calendar_unknown": (
        "no hay calendario de festivos «{value}»; usar país o país-región, como ES-MD.",
        "there is no holiday calendar “{value}”; use country or country-region, such as ES-MD.",
    ),
    "tax_id_wrong": (
        "«{value}» no es un NIF correcto; revisar las cifras y la letra.",
        "“{value}” isn't a valid Spanish NIF; check its digits and letter.",
    ),
    "parts_above_hundred": (
        "las partes suman más de 100 %; reducirlas (la última toma el resto).",
        "the parts add up to more than 100 %; reduce them (the last takes the rest).",
    ),
}

CATALOG: Mapping[str, Sentence] = {
    "item_unknown": (
        "el artículo {value} no está en el catálogo; añadirlo o corregir el código.",
        "the item {value} isn't in the catalog; add it or correct the code.",
    ),
    "tax_unknown": (
        "el impuesto {value} no existe; añadirlo a los impuestos o usar uno como IVA21.",
        "the tax {value} doesn't exist; add it to the taxes or use one such as IVA21.",
    ),
    "tax_exists": (
        "el impuesto {value} ya existe con otros datos; usar otro código.",
        "the tax {value} exists already and is different; use another code.",
    ),
    "tax_is_withholding": (
        "{value} es una retención; indicarla en contract.withholding.",
        "{value} is a withholding; give it in contract.withholding.",
    ),
    "tax_not_withholding": (
        "{value} no es una retención; usar una como IRPF15.",
        "{value} isn't a withholding; use one such as IRPF15.",
    ),
    "index_unknown": (
        "el índice {value} no existe; añadirlo o corregir el nombre.",
        "the index {value} doesn't exist; add it or correct the name.",
    ),
    "formula_unknown": (
        "la fórmula {value} no existe; añadirla o corregir el nombre.",
        "the formula {value} doesn't exist; add it or correct the name.",
    ),
    "formula_missing": (
        "el precio es por fórmula pero falta cuál; indicar su nombre.",
        "the price is by formula but which one is missing; give its name.",
    ),
    "formula_missing_for_quantity": (
        "la cantidad es por fórmula pero falta cuál; indicar su nombre.",
        "the quantity is by formula but which one is missing; give its name.",
    ),
    "formula_of_other_quantity": (
        "hay una fórmula para la cantidad: escribir formula aquí, o quitarla.",
        "there is a formula for the quantity: write formula here, or remove it.",
    ),
    "formula_result_negative": (
        "la fórmula da una cantidad negativa ({detail}); revisar los valores.",
        "the formula gives a negative quantity ({detail}); check the values.",
    ),
    "formula_not_named": (
        "hay datos para una fórmula pero no se dice cuál; indicar formula o quitarlos.",
        "there are values for a formula but none is named; give formula or remove them.",
    ),
    "formula_expression_empty": ("la expresión está vacía.", "the expression is empty."),
    "formula_expression_too_long": (
        "la expresión es demasiado larga (máximo {detail} caracteres); simplificarla.",
        "the expression is too long (at most {detail} characters); simplify it.",
    ),
    "formula_expression_too_deep": (
        "la expresión tiene demasiados paréntesis o signos seguidos; simplificarla.",
        "the expression is nested too deeply; simplify it.",
    ),
    "formula_expression_unreadable": (
        "no se entiende la expresión «{detail}»; revisar paréntesis y operadores.",
        "the expression “{detail}” can't be read; check parentheses and operators.",
    ),
    "formula_expression_not_allowed": (
        "«{detail}» no se admite: solo números, amount, parámetros, + - * / ( ), min, max,"
        " round, abs y «a if b < c else d».",
        "“{detail}” isn't allowed: only numbers, amount, parameters, + - * / ( ), min, max,"
        " round, abs and “a if b < c else d”.",
    ),
    "formula_name_unknown": (
        "«{detail}» no es amount ni un parámetro declarado; añadirlo a parameters.",
        "“{detail}” is neither amount nor a declared parameter; add it to parameters.",
    ),
    "formula_parameter_name": (
        "«{detail}» no sirve como nombre de parámetro; usar letras, cifras y _.",
        "“{detail}” won't do as a parameter's name; use letters, digits and _.",
    ),
    "formula_parameter_missing": (
        "falta el parámetro {detail} de la fórmula; indicar su valor.",
        "the formula's parameter {detail} is missing; give its value.",
    ),
    "formula_parameter_unknown": (
        "la fórmula no tiene el parámetro {detail}; quitarlo.",
        "the formula has no parameter {detail}; remove it.",
    ),
    "formula_division_by_zero": (
        "la fórmula no tiene resultado con estos valores: divide por cero.",
        "the formula has no result for these values: it divides by zero.",
    ),
    "formula_result_too_large": (
        "el resultado de la fórmula pasa de 12 cifras; revisar los valores.",
        "the formula's result has more than 12 digits; check the values.",
    ),
}

SENTENCES: Mapping[str, Sentence] = {
    **FILES,
    **FIELDS,
    **PARTIES,
    **CATALOG,
    **SCHEDULES,
    **BESIDE,
    **CONTRACTS,
}

"""What is wrong with a file, and how to mend it: every sentence of the tables, in two languages.

Each code has a problem and a remedy per language; `{…}` are filled in where it is found.
"""

from collections.abc import Mapping

from cadencia.interchange.tables.company_sentences import COMPANY
from cadencia.interchange.tables.records import Json, Place, Problem

SENTENCES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    # ------------------------------------------------------------------ files
    "file_missing": {
        "es": ("No existe el fichero.", "Comprobar la ruta y el nombre."),
        "en": ("There is no such file.", "Check the path and the name."),
    },
    "file_unreadable": {
        "es": ("No se puede leer el fichero: {reason}.", "Comprobar que tiene permiso."),
        "en": ("The file can't be read: {reason}.", "Check that you are allowed to read it."),
    },
    "file_too_large": {
        "es": (
            "El fichero ocupa {size} MB y el máximo es {limit} MB.",
            "Dividirlo en varios ficheros e importarlos juntos.",
        ),
        "en": (
            "The file takes {size} MB and the most is {limit} MB.",
            "Split it into several files and import them together.",
        ),
    },
    "file_empty": {
        "es": (
            "El fichero está vacío.",
            "Poner los encabezados en la primera fila y los datos debajo.",
        ),
        "en": ("The file is empty.", "Put the headings in the first row and the data below."),
    },
    "format_unknown": {
        "es": ("No se reconoce el formato del fichero.", "Guardarlo como .xlsx, .csv o .json."),
        "en": ("The format of the file isn't known.", "Save it as .xlsx, .csv or .json."),
    },
    "old_excel": {
        "es": (
            "Es un libro de Excel antiguo (.xls) o protegido con contraseña.",
            "Abrirlo y guardarlo como «Libro de Excel (.xlsx)», sin contraseña.",
        ),
        "en": (
            "It is an old Excel workbook (.xls) or protected by a password.",
            'Open it and save it as "Excel workbook (.xlsx)", without a password.',
        ),
    },
    "xlsx_corrupt": {
        "es": (
            "El libro está dañado o no es un .xlsx.",
            "Abrirlo con una hoja de cálculo y guardarlo de nuevo como .xlsx.",
        ),
        "en": (
            "The workbook is damaged or isn't an .xlsx.",
            "Open it in a spreadsheet program and save it again as .xlsx.",
        ),
    },
    "xlsx_unpacks_too_large": {
        "es": (
            "El libro ocupa {size} MB al descomprimirse y el máximo es {limit} MB.",
            "Quitar hojas, imágenes y formatos que sobren o dividirlo en varios.",
        ),
        "en": (
            "The workbook takes {size} MB once unpacked and the most is {limit} MB.",
            "Take out spare sheets, pictures and formats, or split it into several.",
        ),
    },
    "xlsx_entities": {
        "es": (
            "El libro contiene declaraciones XML que un libro de verdad no lleva.",
            "No se abre por seguridad: pedir a quien lo envió que lo guarde de nuevo con Excel.",
        ),
        "en": (
            "The workbook holds XML declarations that a real one doesn't have.",
            "It isn't opened, for safety: ask whoever sent it to save it again with Excel.",
        ),
    },
    "not_text": {
        "es": ("El fichero no es de texto.", "Guardarlo como «CSV UTF-8» o como .xlsx."),
        "en": ("The file isn't text.", 'Save it as "CSV UTF-8" or as .xlsx.'),
    },
    "csv_broken": {
        "es": (
            "Las comillas de esta fila no cuadran.",
            "Cerrar las comillas y duplicar las que vayan dentro de un texto.",
        ),
        "en": (
            "The quotes of this row don't match.",
            "Close the quotes, and double those inside a text.",
        ),
    },
    "json_broken": {
        "es": (
            "No es JSON válido (línea {line}, columna {at}).",
            "Corregir ese punto; suele ser una coma, una comilla o una llave.",
        ),
        "en": (
            "It isn't valid JSON (line {line}, column {at}).",
            "Correct that point; it is often a comma, a quote or a brace.",
        ),
    },
    "json_too_deep": {
        "es": ("El JSON está anidado a demasiada profundidad.", "Simplificar su estructura."),
        "en": ("The JSON is nested too deeply.", "Simplify its structure."),
    },
    "json_shape": {
        "es": (
            "Aquí se espera {expected}.",
            "Ver las formas admitidas en el manual de importación.",
        ),
        "en": ("{expected} is expected here.", "See the forms allowed in the manual of imports."),
    },
    "json_key_unknown": {
        "es": ("No existe el campo «{name}».{hint}", "Corregir el nombre o quitar el campo."),
        "en": ('There is no field "{name}".{hint}', "Correct the name or take the field out."),
    },
    "json_key_twice": {
        "es": ("El campo «{name}» está repetido en el mismo objeto.", "Dejar solo uno."),
        "en": ('The field "{name}" is repeated in one object.', "Leave only one."),
    },
    "part_refused": {
        "es": (
            "La importación no admite «{name}» dentro de un contrato.",
            "Quitarlo: la empresa es aquella en la que importa, y el catálogo se importa aparte.",
        ),
        "en": (
            'Import doesn\'t take "{name}" inside a contract.',
            "Take it out: the company is the one you import into; the catalog is imported apart.",
        ),
    },
    # --------------------------------------------------------- sheets, headings
    "kind_unknown": {
        "es": (
            "No se sabe qué contiene «{name}».",
            "Llamarlo {kinds}; si no ha de importarse, empezar su nombre por «_».",
        ),
        "en": (
            'It isn\'t known what "{name}" holds.',
            'Name it {kinds}; if it isn\'t to be imported, begin its name with "_".',
        ),
    },
    "rows_too_many": {
        "es": ("Hay más de {limit} filas.", "Dividir la hoja en varios ficheros."),
        "en": ("There are more than {limit} rows.", "Split the sheet into several files."),
    },
    "columns_too_many": {
        "es": (
            "Hay datos más allá de la columna {limit}.",
            "Borrar lo que sobre a la derecha de la tabla.",
        ),
        "en": (
            "There is data beyond column {limit}.",
            "Delete what is left over to the right of the table.",
        ),
    },
    "heading_unknown": {
        "es": (
            "No existe la columna «{name}» en {kind}.{hint}",
            "Corregir el encabezado o, si no ha de importarse, empezarlo por «_».",
        ),
        "en": (
            'There is no column "{name}" in {kind}.{hint}',
            'Correct the heading or, if it isn\'t to be imported, begin it with "_".',
        ),
    },
    "heading_twice": {
        "es": ("La columna «{name}» está repetida (también es «{other}»).", "Dejar solo una."),
        "en": ('The column "{name}" is repeated (it is also "{other}").', "Leave only one."),
    },
    "heading_missing": {
        "es": ("Falta la columna «{name}».", "Añadirla: es obligatoria en {kind}."),
        "en": ('The column "{name}" is missing.', "Add it: it is required in {kind}."),
    },
    "cell_without_heading": {
        "es": (
            "Hay un dato en una columna sin encabezado.",
            "Poner el encabezado o borrar el dato.",
        ),
        "en": (
            "There is a value in a column without a heading.",
            "Write the heading or delete the value.",
        ),
    },
    "did_you_mean": {
        "es": (" ¿Quiso decir «{name}»?", ""),
        "en": (' Did you mean "{name}"?', ""),
    },
    # ------------------------------------------------------------------ cells
    "required": {
        "es": ("Falta «{name}».", "Es obligatorio: rellenarlo."),
        "en": ('"{name}" is missing.', "It is required: fill it in."),
    },
    "not_a_number": {
        "es": ("No es un número.", "Escribirlo como {sample}."),
        "en": ("It isn't a number.", "Write it as {sample}."),
    },
    "too_many_decimals": {
        "es": ("Tiene más de {limit} decimales.", "Redondearlo a {limit} decimales como mucho."),
        "en": ("It has more than {limit} decimals.", "Round it to {limit} decimals at most."),
    },
    "number_too_large": {
        "es": ("Tiene más de 12 cifras enteras.", "Revisar la cantidad."),
        "en": ("It has more than 12 digits before the decimals.", "Check the amount."),
    },
    "not_whole": {
        "es": ("Ha de ser un número entero.", "Escribir un número sin decimales."),
        "en": ("It must be a whole number.", "Write a number without decimals."),
    },
    "out_of_bounds": {
        "es": ("Ha de estar entre {minimum} y {maximum}.", "Corregir el número."),
        "en": ("It must be between {minimum} and {maximum}.", "Correct the number."),
    },
    "not_a_day": {
        "es": ("No es una fecha.", "Escribirla como {sample}."),
        "en": ("It isn't a date.", "Write it as {sample}."),
    },
    "day_with_time": {
        "es": ("La fecha lleva una hora.", "Dejar solo la fecha, como {sample}."),
        "en": ("The date has a time of day.", "Leave the date alone, as {sample}."),
    },
    "not_a_choice": {
        "es": ("No es ninguno de los valores posibles.{hint}", "Escribir uno de estos: {choices}."),
        "en": ("It is none of the possible values.{hint}", "Write one of these: {choices}."),
    },
    "not_text_cell": {
        "es": ("Aquí va un texto.", "Escribirlo como texto."),
        "en": ("A text goes here.", "Write it as text."),
    },
    "control_character": {
        "es": ("El texto contiene caracteres de control.", "Borrarlos y escribirlo de nuevo."),
        "en": ("The text holds control characters.", "Delete them and write it again."),
    },
    "text_too_long": {
        "es": ("El texto tiene más de {limit} caracteres.", "Acortarlo."),
        "en": ("The text has more than {limit} characters.", "Shorten it."),
    },
    "error_value": {
        "es": (
            "La celda muestra un error de la hoja de cálculo.",
            "Corregir la fórmula o escribir el valor.",
        ),
        "en": (
            "The cell shows an error of the spreadsheet.",
            "Mend the formula or write the value.",
        ),
    },
    "formula_without_value": {
        "es": (
            "La fórmula de la celda {cell} no tiene el resultado guardado.",
            "Abrir el libro con una hoja de cálculo, guardarlo e importarlo de nuevo.",
        ),
        "en": (
            "The formula in cell {cell} has no stored result.",
            "Open the workbook in a spreadsheet program, save it and import it again.",
        ),
    },
    "not_a_month": {
        "es": (
            "«{name}» no es un mes.",
            "Escribir meses separados por comas: 1, 4, 7 o enero, abril.",
        ),
        "en": (
            '"{name}" is no month.',
            "Write months separated by commas: 1, 4, 7 or January, April.",
        ),
    },
    "not_a_pair": {
        "es": ("No se entiende «{text}».", "Escribirlo como {sample}."),
        "en": ('"{text}" isn\'t understood.', "Write it as {sample}."),
    },
    # ------------------------------------------------------------------- rows
    "code_twice": {
        "es": (
            "«{name}» ya está en {where}.",
            "Dejar una sola fila para cada código.",
        ),
        "en": ('"{name}" is already in {where}.', "Leave one row for each code."),
    },
    "contract_of_row_missing": {
        "es": (
            "No hay ningún contrato «{name}» en estos ficheros.",
            "Añadir el contrato o corregir el código.",
        ),
        "en": (
            'There is no contract "{name}" in these files.',
            "Add the contract or correct the code.",
        ),
    },
    "header_differs": {
        "es": (
            "No coincide con la fila {row} del mismo contrato.",
            "Dejar en blanco los datos del contrato en sus demás filas, o repetirlos iguales.",
        ),
        "en": (
            "It differs from row {row} of the same contract.",
            "Leave the contract's data blank in its other rows, or repeat them equal.",
        ),
    },
    "before_first_contract": {
        "es": ("La fila no dice de qué contrato es.", "Escribir el código del contrato."),
        "en": ("The row doesn't say which contract it belongs to.", "Write the contract's code."),
    },
    **COMPANY,
}


def problem(code: str, place: Place, *, language: str, **values: Json) -> Problem:
    """Return a problem in words."""
    text, remedy = sentence(code, language=language, **values)
    return Problem(place=place, code=code, problem=text, remedy=remedy)


def sentence(code: str, *, language: str, **values: Json) -> tuple[str, str]:
    """Return a problem's sentence and its remedy's."""
    text, remedy = SENTENCES[code].get(language) or SENTENCES[code]["en"]
    return text.format(**values), remedy.format(**values)


def hint(name: str | None, *, language: str) -> str:
    """Return ` Did you mean …?`, or nothing when there is no near name."""
    return sentence("did_you_mean", language=language, name=name)[0] if name else ""

"""The words of `cadencia demo`."""

from cadencia.cli.wording import Said

WORDS = {
    "welcome": Said(
        "Cadencia: cuatro empresas de muestra, de sus hojas de cálculo a sus facturas.",
        "Cadencia: four demo companies, from their spreadsheets to their invoices.",
    ),
    "no_files": Said(
        "No encuentro los ficheros de la demo (buscados en {folders}). Vienen con el código fuente,"
        " en la carpeta «demo»: indique dónde está con --folder.",
        "The demo's files aren't here (looked in {folders}). They come with the source code, in the"
        ' folder "demo": say where it is with --folder.',
    ),
    "no_company": Said(
        "--company: no hay una empresa de muestra {code}; escriba una de {companies}.",
        "--company: there is no demo company {code}; write one of {companies}.",
    ),
    "unwritable": Said(
        "--out: no se puede escribir en «{folder}»: {reason}. Indique otra carpeta.",
        '--out: "{folder}" can\'t be written: {reason}. Give another folder.',
    ),
    "database": Said("Base de datos", "Database"),
    "database_own": Said("PostgreSQL propio en marcha", "own PostgreSQL, running"),
    "database_other": Said("la de DATABASE_URL", "that of DATABASE_URL"),
    "tables": Said("Tablas", "Tables"),
    "tables_ready": Said("al día", "up to date"),
    "tables_made": Said("{count} cambios aplicados", "{count} changes applied"),
    "importing": Said("Importar", "Import"),
    "imported": Said(
        "{contracts} contratos de {customers} clientes",
        "{contracts} contracts of {customers} customers",
    ),
    "imported_already": Said(
        "ya estaba: {contracts} contratos", "here already: {contracts} contracts"
    ),
    "masters": Said("maestros", "masters"),
    "check": Said("comprobando", "checking"),
    "write": Said("escribiendo", "writing"),
    "due": Said("fechas", "dates"),
    "not_imported": Said(
        "{company}: {count} problemas al importar; no se ha escrito nada. El primero: {problem}"
        " Véalos con «cadencia import {folder}».",
        "{company}: {count} problems while importing; nothing was written. The first one: {problem}"
        ' See them with "cadencia import {folder}".',
    ),
    "users": Said("Usuarios", "Users"),
    "way_in": Said(
        "En el navegador: make run, y abrir {address}",
        "In the browser: make run, and open {address}",
    ),
    "way_in_as": Said(
        "Usuario {name}, contraseña {password}. La misma para demo-responsable, demo-oficina,"
        " demo-contable y demo-auditor.",
        "User {name}, password {password}. The same for demo-responsable, demo-oficina,"
        " demo-contable and demo-auditor.",
    ),
    "previewing": Said("Vista previa", "Preview"),
    "previewed": Said(
        "{month}: {documents} documentos, {totals}", "{month}: {documents} documents, {totals}"
    ),
    "up_to_date": Said("todo al día; lo próximo es el {date}", "all up to date; next is {date}"),
    "nothing_ever": Said("no queda nada por facturar", "nothing is left to bill"),
    "resumed": Said("continúa la generación {run}", "carries run {run} on"),
    "generating": Said("Generar", "Generate"),
    "pdfs": Said("PDF", "PDFs"),
    "files": Said("Ficheros", "Files"),
    "making_pdfs": Said("Haciendo los PDF", "Making the PDFs"),
    "line_pdfs": Said("Haciendo los PDF: {made} de {total}", "Making the PDFs: {made} of {total}"),
    "writing_files": Said("Escribiendo los PDF", "Writing the PDFs"),
    "pdfs_done": Said(
        "{count} hechos con {workers} procesos", "{count} made by {workers} processes"
    ),
    "pdfs_none": Said("no faltaba ninguno", "none was missing"),
    "pdfs_missing": Said(
        "{count} no se han podido hacer: «cadencia render --dry-run --company CÓDIGO» dice por qué",
        '{count} can\'t be made: "cadencia render --dry-run --company CODE" says why',
    ),
    "files_done": Said("{count} PDF en {folder}", "{count} PDFs in {folder}"),
    "files_strange": Said(
        "En {folder} hay {count} PDF que no son de esta instalación; se dejan como están.",
        "{folder} has {count} PDFs that aren't of this installation; they are left as they are.",
    ),
    "company": Said("Empresa", "Company"),
    "month": Said("Mes", "Month"),
    "installments": Said("Cuotas", "Inst."),
    "documents": Said("Doc.", "Docs"),
    "total": Said("Total", "Total"),
    "refusals": Said("Rechazos", "Refused"),
    "seconds": Said("Seg.", "Sec."),
    "sum": Said("Suma", "Sum"),
    "took": Said("Todo ha tardado {seconds} s.", "All of it took {seconds} s."),
    "what_next": Said("Qué hacer ahora", "What to do now"),
    "next_again": Said("el mes siguiente", "the next month"),
    "next_see": Said("ver un PDF", "see a PDF"),
    "next_preview": Said("qué toca después", "what is due next"),
    "next_why": Said("por qué se factura o no", "why it is billed or not"),
    "next_explain": Said("de dónde sale cada céntimo", "where each cent comes from"),
    "next_doctor": Said("comprobarlo todo", "check everything"),
    "next_stop": Said("parar la base de datos", "stop the database"),
}

"""What is said of the installation to whoever runs it, in the language of the terminal."""

from __future__ import annotations

import os

from cadencia.cli.language import asked_language
from cadencia.cli.wording import Said, Speaker

WORDS = {
    # Settings
    "neither_yes_nor_no": Said(
        "{name}: {answer!r} no es ni sí ni no; se escribe 1 o 0.",
        "{name}: {answer!r} is neither yes nor no; write 1 or 0.",
    ),
    "not_a_count": Said(
        "{name}: {answer!r} no es un número entero desde 1; se escribe como {default}.",
        "{name}: {answer!r} isn't a whole number from 1; write such as {default}.",
    ),
    "not_postgresql": Said(
        "DATABASE_URL: empieza por {begins!r}, y Cadencia trabaja solo con PostgreSQL; se escribe"
        " postgresql://usuario:contraseña@servidor:5432/nombre.",
        "DATABASE_URL: it begins with {begins!r}, and Cadencia works on PostgreSQL only; write"
        " postgresql://user:password@host:5432/name.",
    ),
    "no_database_name": Said(
        "DATABASE_URL: falta el nombre de la base de datos, detrás del servidor.",
        "DATABASE_URL: the name of the database is missing after the host.",
    ),
    "no_port": Said(
        "DATABASE_URL: el puerto no es un número hasta 65535.",
        "DATABASE_URL: the port isn't a number up to 65535.",
    ),
    # Accounts and folders
    "no_unprivileged": Said(
        "PostgreSQL no funciona como root, y no hay ninguna cuenta {name!r} que lo ejecute. Hay"
        " que crearla, ejecutar cadencia como un usuario corriente, o indicar DATABASE_URL.",
        "PostgreSQL doesn't run as root, and there is no account {name!r} to run it. Add one, run"
        " cadencia as an ordinary user, or set DATABASE_URL.",
    ),
    "no_entry": Said(
        "El usuario número {uid} no está en la base de usuarios, y PostgreSQL lo necesita. Hay que"
        " darlo de alta (useradd), ejecutar cadencia como otro usuario, o indicar DATABASE_URL.",
        "The user number {uid} has no entry in the password database, and PostgreSQL needs one."
        " Add it (useradd), run cadencia as another user, or set DATABASE_URL.",
    ),
    "folder_not_made": Said(
        "No se puede crear {folder} ({reason}). CADENCIA_HOME debe ser una carpeta donde se pueda"
        " escribir.",
        "{folder} can't be made ({reason}). Set CADENCIA_HOME to a folder where you may write.",
    ),
    "folder_not_used": Said(
        "No se puede usar {folder} ({reason}). CADENCIA_HOME debe ser una carpeta donde se pueda"
        " escribir.",
        "{folder} can't be used ({reason}). Set CADENCIA_HOME to a folder where you may write.",
    ),
    "folder_of_another": Said(
        "{folder} no es una carpeta de {name}; debe borrarla su dueño.",
        "{folder} isn't a folder of {name}'s; it must be removed by its owner.",
    ),
    "folder_not_entered": Said(
        "La cuenta {name}, que ejecuta PostgreSQL por root, no puede entrar en {folder}."
        " CADENCIA_HOME debe ser otra carpeta, como /var/lib/cadencia, o hay que dejarla entrar"
        " con: chmod o+x {folder}",
        "The account {name}, which runs PostgreSQL for root, can't enter {folder}. Set"
        " CADENCIA_HOME to a folder elsewhere, such as /var/lib/cadencia, or allow entering with:"
        " chmod o+x {folder}",
    ),
    # Programs of PostgreSQL
    "other_major": Said(
        "Los datos son de PostgreSQL {data}, y solo está instalada la versión {major}. Hay que"
        " instalar el paquete {package} de la versión {data}, o indicar en CADENCIA_POSTGRES_BIN"
        " la carpeta con los programas de PostgreSQL {data}.",
        "The data were made by PostgreSQL {data}, and only version {major} is installed. Install"
        " the package {package} of version {data}, or set CADENCIA_POSTGRES_BIN to the folder with"
        " the programs of PostgreSQL {data}.",
    ),
    "no_programs": Said(
        "CADENCIA_POSTGRES_BIN: en {folder} no hay ningún PostgreSQL que funcione; es la carpeta"
        " con initdb y postgres, como /usr/lib/postgresql/17/bin.",
        "CADENCIA_POSTGRES_BIN: there is no PostgreSQL that runs in {folder}; it is the folder with"
        " initdb and postgres, such as /usr/lib/postgresql/17/bin.",
    ),
    "too_old": Said(
        "CADENCIA_POSTGRES_BIN: {folder} tiene PostgreSQL {major}; hace falta {oldest} o"
        " posterior.",
        "CADENCIA_POSTGRES_BIN: {folder} has PostgreSQL {major}; {oldest} or later is needed.",
    ),
    "data_of_another": Said(
        "CADENCIA_POSTGRES_BIN: {folder} tiene PostgreSQL {major}, y los datos son de la versión"
        " {data}; hay que indicar la carpeta de esa versión.",
        "CADENCIA_POSTGRES_BIN: {folder} has PostgreSQL {major}, and the data were made by version"
        " {data}; name the folder of that version.",
    ),
    "no_package": Said(
        "El paquete {package} no está instalado; hay que ejecutar make setup.",
        "The package {package} isn't installed; run make setup.",
    ),
    # The embedded server
    "still_running": Said(
        "El servidor de {folder} sigue en marcha tras {seconds:.0f} segundos; lo que hace está en"
        " {log}.",
        "The server in {folder} is still running after {seconds:.0f} seconds; what it does stands"
        " in {log}.",
    ),
    "another_works": Said(
        "Otro PostgreSQL trabaja sobre {data}, quizá en otro contenedor. Hay que pararlo donde se"
        " arrancó, o indicar otra carpeta en CADENCIA_HOME.",
        "Another PostgreSQL works on {data}, perhaps in another container. Stop it where it was"
        " started, or set CADENCIA_HOME to another folder.",
    ),
    "does_not_run": Said(
        "{program} no se puede ejecutar como {name}: {reason}.",
        "{program} doesn't run as {name}: {reason}.",
    ),
    "program_failed": Said("{program} ha fallado: {reason}", "{program} failed: {reason}"),
    "did_not_start": Said(
        "PostgreSQL no ha arrancado: {reason}", "PostgreSQL didn't start: {reason}"
    ),
    "wrote_nothing": Said("no escribió nada en {log}.", "it wrote nothing in {log}."),
    "not_ready": Said(
        "PostgreSQL no está listo tras {seconds:.0f} segundos; lo que hace está en {log}.",
        "PostgreSQL hasn't become ready in {seconds:.0f} seconds; what it does stands in {log}.",
    ),
    "no_answer": Said(
        "PostgreSQL está en marcha y no responde: {reason}",
        "PostgreSQL runs, and doesn't answer: {reason}",
    ),
    # cadencia start, stop, migrate
    "not_ours_to_start": Said(
        "DATABASE_URL indica otro servidor: aquí no hay ninguno propio que arrancar.",
        "DATABASE_URL names another server: there is none of ours to start.",
    ),
    "not_ours_to_stop": Said(
        "DATABASE_URL indica otro servidor, que no se para desde aquí.",
        "DATABASE_URL names another server, which isn't ours to stop.",
    ),
    "started": Said(
        "La base de datos está en marcha (proceso {pid}): {address}",
        "The database is running (process {pid}): {address}",
    ),
    "stopped": Said("La base de datos se ha parado.", "The database has stopped."),
    "was_stopped": Said("La base de datos no estaba en marcha.", "The database wasn't running."),
    "applying": Said("Cambio {name} …", "Change {name} …"),
    "migrated": Said(
        "Las tablas están al día ({count} cambios hechos ahora).",
        "The tables are up to date ({count} changes made now).",
    ),
    # cadencia status: names and values
    "version": Said("versión", "version"),
    "data_folder": Said("carpeta de datos", "data folder"),
    "database": Said("base de datos", "database"),
    "running": Said("en marcha", "running"),
    "process": Said("proceso", "process"),
    "address": Said("dirección", "address"),
    "log": Said("registro", "log"),
    "migrations": Said("tablas", "migrations"),
    "second_wall": Said("segundo muro", "second wall"),
    "embedded": Said("PostgreSQL {major} incorporado", "embedded PostgreSQL {major}"),
    "embedded_not_made": Said("incorporada, aún sin crear", "embedded, not made yet"),
    "of_url": Said("la de DATABASE_URL", "of DATABASE_URL"),
    "of_url_version": Said(
        "la de DATABASE_URL, PostgreSQL {version}", "of DATABASE_URL, PostgreSQL {version}"
    ),
    "yes": Said("sí", "yes"),
    "no_start_it": Said("no; se arranca con: cadencia start", "no; start it with: cadencia start"),
    "no_because": Said("no: {reason}", "no: {reason}"),
    "none": Said("ninguno", "none"),
    "to_apply": Said(
        "{count} cambios por hacer; se hacen con: cadencia migrate",
        "{count} to apply; run: cadencia migrate",
    ),
    "up_to_date": Said("al día", "up to date"),
    "wall_on": Said("en pie", "on"),
    "wall_off": Said(
        "CAÍDO: separan las empresas solo las claves de las tablas; {reasons}",
        "OFF, companies are kept apart by the keys of the tables alone: {reasons}",
    ),
}


def speaker(language: str | None = None) -> Speaker:
    """Return who says these sentences, in a language or in the terminal's."""
    return Speaker(WORDS, language or asked_language(os.environ))


def say(sentence: str, **values: object) -> str:
    """Return a sentence with its values, in the language of the terminal."""
    return speaker()(sentence, **values)

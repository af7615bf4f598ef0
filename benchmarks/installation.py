"""A PostgreSQL of the benchmark's own, durable as in production, and databases in it."""

import os
import sys
import sysconfig
import time
from pathlib import Path

from django.db import ProgrammingError

TRIES = 60


def prepare(home: Path) -> None:
    """Point the settings at an installation in `home`, unless DATABASE_URL names a server."""
    # Bytecode is kept, as in any installation: a further worker doesn't compile all there is.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ.setdefault("CADENCIA_HOME", str(home))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadencia.config.settings")
    from cadencia.cli.installation import open_installation

    open_installation()


def use_database(name: str) -> None:
    """Connect to a database of the server; workers started from here use it too."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def maintenance(statement: str) -> None:
    """Run a statement outside any transaction, connected to the maintenance database."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    use_database("postgres")
    with connection.cursor() as cursor:
        cursor.execute(statement)
    use_database(before)


def fresh_database(name: str, *, template: str | None = None) -> None:
    """Make a database, empty or as a copy of another, and connect to it."""
    from django.core.management import call_command

    drop_database(name)
    copied = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
    maintenance(f'CREATE DATABASE "{name}"{copied}')
    use_database(name)
    if template is None:
        call_command("migrate", verbosity=0, interactive=False)
    os.sync()  # what was written so far isn't paid for by what is measured next


def drop_database(name: str) -> None:
    """Delete a database, once autovacuum, which its owner can't end, has left it."""
    for attempt in range(TRIES):
        try:
            maintenance(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except ProgrammingError:
            if attempt == TRIES - 1:
                raise
            time.sleep(1)
        else:
            return


def server_seconds() -> float:
    """Return how long the server's process of this connection has computed, user and system."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    # In nanoseconds: the ticks of /proc/…/stat are as long as a page takes.
    spent = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
    return int(spent[0]) / 10**9


def python() -> str:
    """Name the Python that is measured; one without PGO is 1.5 to 3 times slower."""
    optimized = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    kind = "optimized" if optimized else "not optimized"
    return f"Python {sys.version.split()[0]} ({kind})"

"""Give the tests a PostgreSQL of their own, which dies with the process that started it.

A plugin (`-p tests.embedded_server`) and not a conftest: pytest-django reads the settings
before any conftest, and the tests would run on another server without a word.

With DATABASE_URL set, that server is used; else one is started when the first test asks for
a database (or for the fixture `running_server`). The databases have names of their own for each
run of the tests, made from one template that is migrated once.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cadencia.config import embedded_postgres, postgres_account

_RUN = "CADENCIA_TEST_RUN"
_FOLDER = "CADENCIA_TEST_FOLDER"
_WATCHER_SECONDS = 60
_watcher: subprocess.Popen[bytes] | None = None


def start_watcher() -> tuple[Path, subprocess.Popen[bytes]]:
    """Make a folder that is gone, with the server in it, once the process's input ends.

    The process holds the reading end of a pipe and we the writing end: however we die, the
    kernel closes ours, and it stops the server and removes the folder.
    """
    account = postgres_account.postgres_account()
    # Not TMPDIR: it may be root's alone, or too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="cadencia-test-", dir="/tmp"))
    folder.chmod(0o755 if account.switched else 0o700)
    watcher = subprocess.Popen(
        [sys.executable, __file__, str(folder)],
        stdin=subprocess.PIPE,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for us; it has to tidy up afterwards
    )
    return folder, watcher


def start_server(folder: Path) -> str:
    """Start a throwaway server in a watched folder; return its address."""
    server = server_in(folder)
    embedded_postgres.start(server)
    return embedded_postgres.database_url(server)


def server_in(folder: Path) -> embedded_postgres.Server:
    """Return the throwaway server of a folder."""
    return embedded_postgres.Server(
        folder=folder,
        socket=folder / "socket",
        system_binaries=_system_binaries(),
        is_durable=False,
    )


def dismiss(watcher: subprocess.Popen[bytes]) -> None:
    """Have the watcher stop the server and remove the folder; wait until it has."""
    assert watcher.stdin is not None
    watcher.stdin.close()
    watcher.wait(_WATCHER_SECONDS)


def _watch(folder: Path) -> None:
    sys.stdin.buffer.read()
    embedded_postgres.stop(server_in(folder), how=signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def _system_binaries() -> Path | None:
    named = os.environ.get("CADENCIA_POSTGRES_BIN")
    return Path(named) if named else None


# ------------------------------------------------------------------ the plugin


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Choose the server before pytest-django looks at the settings."""
    global _watcher
    if _RUN in os.environ:
        return  # a worker of pytest-xdist: it inherits what its parent chose
    os.environ[_RUN] = uuid.uuid4().hex[:8]
    folder, _watcher = start_watcher()
    os.environ["CADENCIA_HOME"] = str(folder / "home")
    os.environ["CADENCIA_SECRET_KEY"] = "only-for-the-tests"
    if not os.environ.get("DATABASE_URL"):
        os.environ[_FOLDER] = str(folder)
        os.environ["DATABASE_URL"] = embedded_postgres.database_url(server_in(folder))


def ensure_server() -> None:
    """Start the server now: only a test that needs it waits for it."""
    if _FOLDER in os.environ:
        embedded_postgres.start(server_in(Path(os.environ[_FOLDER])))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what this run made, on its own server or on the one it was given."""
    if _watcher is not None:
        if _FOLDER not in os.environ:
            _drop_template()
        dismiss(_watcher)


def use_template() -> None:
    """Make this worker's database a copy of the template; migrate that if nobody has yet."""
    from django.db import connection

    ensure_server()
    template = _template_name()
    with _maintenance() as cursor:
        # The first worker migrates, the others wait here.
        cursor.execute("select pg_advisory_lock(hashtext(%s))", [template])
        if not cursor.execute(
            "select 1 from pg_database where datname = %s", [template]
        ).fetchone():
            _make_template(cursor, template)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    test_settings = connection.settings_dict["TEST"]
    test_settings["NAME"] = f"test_cadencia_{os.environ[_RUN]}_{worker}"
    test_settings["TEMPLATE"] = template


def _template_name() -> str:
    return f"template_cadencia_{os.environ[_RUN]}"


def _make_template(cursor: "psycopg.Cursor[tuple[object, ...]]", template: str) -> None:
    """Migrate a database under another name first: a run killed midway leaves no half template."""
    from django.core.management import call_command
    from django.db import connection
    from psycopg import sql

    draft = sql.Identifier(f"{template}_draft")
    cursor.execute(sql.SQL("drop database if exists {}").format(draft))
    cursor.execute(sql.SQL("create database {}").format(draft))
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = f"{template}_draft"
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    cursor.execute(
        sql.SQL("alter database {} rename to {}").format(draft, sql.Identifier(template))
    )


def _drop_template() -> None:
    from psycopg import sql

    with _maintenance() as cursor:
        for name in (_template_name(), f"{_template_name()}_draft"):
            cursor.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))


@contextmanager
def _maintenance() -> Iterator["psycopg.Cursor[tuple[object, ...]]"]:
    """Open the server outside Django, where databases are made and dropped."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as opened:
        yield opened.cursor()


if __name__ == "__main__":
    _watch(Path(sys.argv[1]))
else:
    import psycopg

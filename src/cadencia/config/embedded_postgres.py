"""The PostgreSQL that Cadencia brings along: made, started and stopped here.

One folder holds it: `data`, `binaries` (postgres_binaries.py), `log`, and two locks.
`start.lock` is held by whoever starts or stops it. `server.lock` is inherited by the
server's processes and held as long as one of them lives: the kernel says whether the
server runs, even if its pid file tells of another life.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from cadencia.cli.refusal import Refused
from cadencia.config import postgres_account, postgres_binaries, postgres_tuning
from cadencia.config.postgres_account import Account
from cadencia.config.postgres_binaries import Binaries
from cadencia.config.words import say

OWNER = "cadencia_owner"
APPLICATION = "cadencia_application"  # what serves people outside works as, see second_wall.py
DATABASE = "cadencia"
_PORT = 5432
_SUPERUSER = "postgres"
_MAP = "cadencia"
# Replaying the log after a power cut takes a minute or two, seldom more.
_START_SECONDS = 600.0
_STOP_SECONDS = 120.0
_LAST_PROCESSES_SECONDS = 15.0
_LAST_BREATH_SECONDS = 0.5
_POLL_SECONDS = 0.02
_FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17
_FIRST_MAJOR_WITH_CHECKSUMS = 18


class StartFailed(Refused):
    """The server didn't start; the text says what it wrote."""


class StopFailed(Refused):
    """The server didn't stop; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An embedded server, running or not."""

    folder: Path
    socket: Path
    system_binaries: Path | None = None
    is_durable: bool = True

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL calls its data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The folder with what the server writes about itself."""
        return self.folder / "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What the pid file of a server that really runs says."""

    pid: int
    socket: Path
    is_ready: bool

    @property
    def is_reachable(self) -> bool:
        """Whether its socket is still where it put it."""
        return (self.socket / f".s.PGSQL.{_PORT}").exists()


def server_in(
    folder: Path, *, system_binaries: str | Path | None = None, is_durable: bool = True
) -> Server:
    """Return the server of a folder, whether or not it has been made yet."""
    folder = Path(os.path.realpath(folder))
    socket = postgres_account.socket_folder(folder, os.environ, uid=os.geteuid())
    found = _pid_file(folder / "data")
    # Started from a session with another XDG_RUNTIME_DIR, it still listens there.
    if found is not None and _is_ours(found.pid, folder / "data"):
        socket = found.socket
    return Server(
        folder=folder,
        socket=socket,
        system_binaries=Path(system_binaries) if system_binaries else None,
        is_durable=is_durable,
    )


def database_url(server: Server, *, name: str = DATABASE, user: str = OWNER) -> str:
    """Return the address of a database on the server, for DATABASE_URL or psycopg."""
    host = quote(str(server.socket), safe="")
    return f"postgresql:///{name}?host={host}&port={_PORT}&user={user}"


def start(server: Server) -> Running:
    """Make the server if there is none, start it if it doesn't run, wait until it answers.

    Any number of processes may call this at once: one starts it, the others wait.

    :raises StartFailed: if it doesn't start.
    :raises NoAccount, FolderNotUsable, NoBinaries: if it can't run here.
    """
    account = postgres_account.postgres_account()
    postgres_account.make_folder(server.folder, account)
    with _start_lock(server):
        if _is_up(server):
            try:
                return _answering(server)
            except StartFailed:
                # It died while we looked at it, so that its pid file still told the truth.
                time.sleep(_LAST_BREATH_SECONDS)
        if find_running(server) is None:
            _launch(server, account, _binaries(server))
        return _answering(server)


def stop(server: Server, *, how: signal.Signals = signal.SIGINT) -> bool:
    """Stop the server, ending its sessions; return whether it was running.

    :raises StopFailed: if it is still there after two minutes.
    """
    if not server.folder.exists():
        return False
    with _start_lock(server):
        if not _is_held(server):
            return False
        _end(server, how)
        with suppress(OSError):
            server.socket.rmdir()
    return True


def find_running(server: Server) -> Running | None:
    """Return the running server, or `None`; a pid file left by another life isn't believed."""
    found = _pid_file(server.data)
    if found is None or not _is_ours(found.pid, server.data):
        return None
    return found


def data_major(server: Server) -> int | None:
    """Return the major version of PostgreSQL that made the data; `None` if there are none."""
    try:
        return int((server.data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _is_up(server: Server) -> bool:
    running = find_running(server)
    if running is not None and running.is_ready and not running.is_reachable:
        # Its socket was swept away, with a user's session or by a cleaner of /tmp.
        _end(server, signal.SIGINT)
        return False
    return running is not None


def _answering(server: Server) -> Running:
    running = _wait_until_ready(server)
    _make_role_and_database(server)
    return running


@contextmanager
def _start_lock(server: Server) -> Iterator[None]:
    with _private(server.folder / "start.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _end(server: Server, how: signal.Signals) -> None:
    deadline = time.monotonic() + _STOP_SECONDS
    told = None
    while _is_held(server):
        running = find_running(server)
        # A server just launched has no pid file yet: wait for it, then tell it once.
        if running is not None and running.pid != told:
            os.kill(running.pid, how)
            told = running.pid
        if time.monotonic() > deadline:
            raise StopFailed(
                say("still_running", folder=server.folder, seconds=_STOP_SECONDS, log=server.log)
            )
        time.sleep(_POLL_SECONDS)


def _is_held(server: Server) -> bool:
    """Return whether a process of the server lives: it holds the lock that it inherited."""
    try:
        with _private(server.folder / "server.lock") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _private(file: Path) -> TextIO:
    """Open a lock file that strangers can't: whoever can read it can hold it."""
    return open(file, "w", opener=lambda path, flags: os.open(path, flags, 0o600))


def _binaries(server: Server) -> Binaries:
    return postgres_binaries.for_data(
        server.folder, data_major=data_major(server), system=server.system_binaries
    )


def _launch(server: Server, account: Account, binaries: Binaries) -> None:
    for folder in (server.socket, server.log):
        postgres_account.make_private_folder(folder, account)
    if data_major(server) is None:
        _initialize(server, account, binaries)
    _configure(server, server.data, account)
    with _private(server.folder / "server.lock") as lock:
        _take(lock, server)
        # Nobody holds the lock, so whatever these files say is of another life. Believed,
        # they would stop the start for ever once their number belongs to some other process.
        (server.data / "postmaster.pid").unlink(missing_ok=True)
        for left in (*server.socket.glob(".s.PGSQL.*"), server.log / "start.log"):
            left.unlink(missing_ok=True)
        _run(
            [
                *(binaries.program("pg_ctl"), "start", "-W", "-s", "-D", str(server.data)),
                *("-l", str(server.log / "start.log")),
            ],
            account,
            kept_open=lock.fileno(),
        )


def _take(lock: TextIO, server: Server) -> None:
    """Take the server's lock; the last processes of one that was killed may need a moment."""
    deadline = time.monotonic() + _LAST_PROCESSES_SECONDS
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StartFailed(say("another_works", data=server.data)) from None
        time.sleep(_POLL_SECONDS)


def _initialize(server: Server, account: Account, binaries: Binaries) -> None:
    """Make the data folder whole or not at all: a folder half made would never start."""
    draft = server.folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    postgres_account.make_private_folder(draft, account)
    _run([binaries.program("initdb"), *_initdb_options(server, draft, binaries.major)], account)
    _configure(server, draft, account)
    draft.rename(server.data)


def _initdb_options(server: Server, folder: Path, major: int) -> list[str]:
    options = ["-D", str(folder), "-U", _SUPERUSER, "-E", "UTF8", "--auth=peer", "--locale=C"]
    if major >= _FIRST_MAJOR_WITH_BUILTIN_LOCALE:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        options += ["--lc-ctype=C.UTF-8"]
    if major < _FIRST_MAJOR_WITH_CHECKSUMS:
        options += ["--data-checksums"]
    if not server.is_durable:
        options += ["--no-sync"]
    return [*options, "--no-instructions"]


def _configure(server: Server, folder: Path, account: Account) -> None:
    machine = postgres_tuning.this_machine(server.folder)
    tuned = (postgres_tuning.durable if server.is_durable else postgres_tuning.throwaway)(machine)
    names = {account.caller, account.name} if not account.switched else {account.caller}
    files = {
        "postgresql.conf": postgres_tuning.configuration_file(
            tuned, socket=server.socket, log=server.log
        ),
        # With trust any account of the machine would be superuser.
        "pg_hba.conf": f"local all all peer map={_MAP}\n",
        "pg_ident.conf": "".join(
            f'{_MAP} "{name}" {role}\n' for name in sorted(names) for role in (_SUPERUSER, OWNER)
        ),
    }
    for name, text in files.items():
        file = folder / name
        file.write_text(text)
        file.chmod(0o600)
        if account.switched:
            os.chown(file, account.uid, account.gid)


def _run(command: list[str], account: Account, *, kept_open: int | None = None) -> None:
    """Run a program of PostgreSQL as its account, from a folder that the account can enter."""
    try:
        done = subprocess.run(  # noqa: S603 - our own programs and folders
            command,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            pass_fds=() if kept_open is None else (kept_open,),
            check=False,
            **account.popen_arguments(),
        )
    except OSError as error:
        raise StartFailed(
            say("does_not_run", program=command[0], name=account.name, reason=error)
        ) from error
    if done.returncode != 0:
        raise StartFailed(
            say(
                "program_failed",
                program=Path(command[0]).name,
                reason=(done.stderr or done.stdout).strip(),
            )
        )


def _wait_until_ready(server: Server) -> Running:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        running = find_running(server)
        if running is not None and running.is_ready:
            return running
        if not _is_held(server):
            raise StartFailed(say("did_not_start", reason=_last_words(server)))
        time.sleep(_POLL_SECONDS)
    raise StartFailed(say("not_ready", seconds=_START_SECONDS, log=server.log))


def _last_words(server: Server) -> str:
    logs = sorted(server.log.glob("*.log"), key=lambda each: each.stat().st_mtime)
    lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()]
    return " / ".join(lines[-5:]) or say("wrote_nothing", log=server.log)


def _pid_file(data: Path) -> Running | None:
    try:
        lines = (data / "postmaster.pid").read_text(errors="replace").splitlines()
        # pid, data folder, start, port, socket folder, address, shared memory, status
        pid, socket = int(lines[0]), Path(lines[4])
    except (OSError, ValueError, IndexError):
        return None
    status = lines[7].strip() if len(lines) > 7 else ""  # noqa: PLR2004 - the eighth line
    return Running(pid=pid, socket=socket, is_ready=status == "ready")


def _is_ours(pid: int, data: Path) -> bool:
    """Return whether a process is the postgres that works on these data."""
    if sys.platform == "linux":
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            folder = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            return False
        return os.path.basename(command[0]) == b"postgres" and folder == os.path.realpath(data)
    command_line = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return "postgres" in command_line and f"-D {data}" in command_line


def _make_role_and_database(server: Server) -> None:
    # Here, not above: `cadencia status` needs no driver.
    import psycopg
    from psycopg import sql

    role = "select 1 from pg_roles where rolname = %s"
    database = "select 1 from pg_database where datname = %s"
    wanted = (
        (role, OWNER, "create role {owner} login createdb in role pg_monitor, pg_checkpoint"),
        (role, APPLICATION, "create role {application} nologin noinherit role {owner}"),
        (database, DATABASE, "create database {database} owner {owner}"),
    )
    named = {"owner": OWNER, "application": APPLICATION, "database": DATABASE}
    names = {key: sql.Identifier(name) for key, name in named.items()}
    try:
        url = database_url(server, name="postgres", user=_SUPERUSER)
        with psycopg.connect(url, autocommit=True) as connection:
            for query, name, statement in wanted:
                if not connection.execute(query, [name]).fetchone():
                    connection.execute(sql.SQL(statement).format(**names))
    except psycopg.OperationalError as error:
        raise StartFailed(say("no_answer", reason=str(error).strip())) from error

"""The embedded server on a bad day: started twice, killed, with the traces of another life."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from cadencia.config import embedded_postgres, postgres_account
from cadencia.config.embedded_postgres import StartFailed
from cadencia.config.postgres_account import FolderNotUsable
from cadencia.config.postgres_binaries import NoBinaries
from tests import embedded_server

SYSTEM_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(scope="module")
def folder():
    found, watcher = embedded_server.start_watcher()
    yield found
    embedded_server.dismiss(watcher)


@pytest.fixture
def server(folder):
    """A stopped server with data in it; each test leaves it as it likes."""
    found = embedded_server.server_in(folder)
    if embedded_postgres.data_major(found) is None:
        embedded_postgres.start(found)
    embedded_postgres.stop(found, how=signal.SIGQUIT)
    return found


def ask(server, query, **address):
    with psycopg.connect(embedded_postgres.database_url(server, **address)) as connection:
        return connection.execute(query).fetchone()[0]


class TestStart:
    def test_the_owner_of_the_tables_is_no_superuser(self, server):
        embedded_postgres.start(server)
        assert ask(server, "select current_user") == "cadencia_owner"
        assert ask(server, "show is_superuser") == "off"

    def test_text_is_utf8_and_ordered_without_the_locale_of_the_machine(self, server):
        embedded_postgres.start(server)
        assert ask(server, "show server_encoding") == "UTF8"
        assert ask(server, "select datlocprovider from pg_database limit 1") in ("b", b"b")
        assert ask(server, "select upper('ñandú')") == "ÑANDÚ"

    def test_starting_what_runs_changes_nothing(self, server):
        first = embedded_postgres.start(server)
        assert embedded_postgres.start(server) == first

    def test_eight_at_once_start_one(self, server):
        command = (
            "import sys; from pathlib import Path; from tests import embedded_server;"
            "from cadencia.config import embedded_postgres;"
            "print(embedded_postgres.start(embedded_server.server_in(Path(sys.argv[1]))).pid)"
        )

        def start_elsewhere(_):
            return subprocess.run(
                [sys.executable, "-c", command, str(server.folder)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()

        with ThreadPoolExecutor(8) as pool:
            pids = set(pool.map(start_elsewhere, range(8)))
        assert pids == {str(embedded_postgres.find_running(server).pid)}

    def test_whatever_the_umask(self, folder):
        before = os.umask(0o077)
        other = embedded_server.server_in(folder / "umask")
        try:
            embedded_postgres.start(other)
            assert ask(other, "select 1") == 1
        finally:
            os.umask(before)
            embedded_postgres.stop(other, how=signal.SIGQUIT)

    def test_a_first_start_broken_off_is_begun_anew(self, folder):
        other = embedded_server.server_in(folder / "broken-off")
        half_made = other.folder / "data.new"
        half_made.mkdir(parents=True)
        half_made.parent.chmod(0o755)
        (half_made / "PG_VERSION").write_text("18\n")
        try:
            embedded_postgres.start(other)
            assert ask(other, "select 1") == 1
        finally:
            embedded_postgres.stop(other, how=signal.SIGQUIT)


class TestTracesOfAnotherLife:
    def leave_pid_file(self, server, pid):
        file = server.data / "postmaster.pid"
        file.write_text(f"{pid}\n{server.data}\n1\n5432\n{server.socket}\n\n0 0\nready\n")
        account = postgres_account.postgres_account()
        os.chown(file, account.uid, account.gid)

    def test_the_number_of_a_process_that_is_gone(self, server):
        gone = subprocess.Popen(["/bin/true"])
        gone.wait()
        self.leave_pid_file(server, gone.pid)
        assert embedded_postgres.find_running(server) is None
        embedded_postgres.start(server)
        assert ask(server, "select 1") == 1

    def test_the_number_of_a_living_process_of_the_same_account(self, server):
        account = postgres_account.postgres_account()
        stranger = subprocess.Popen(
            ["/bin/sleep", "60"], cwd=server.data, **account.popen_arguments()
        )
        try:
            self.leave_pid_file(server, stranger.pid)
            assert embedded_postgres.find_running(server) is None
            assert embedded_postgres.stop(server) is False
            assert stranger.poll() is None
            embedded_postgres.start(server)
            assert ask(server, "select 1") == 1
        finally:
            stranger.kill()
            stranger.wait()

    def test_the_server_was_killed(self, server):
        running = embedded_postgres.start(server)
        os.kill(running.pid, signal.SIGKILL)
        assert embedded_postgres.start(server).pid != running.pid
        assert ask(server, "select 1") == 1

    def test_the_socket_was_swept_away(self, server):
        running = embedded_postgres.start(server)
        for each in server.socket.iterdir():
            each.unlink()
        assert embedded_postgres.start(server).pid != running.pid
        assert ask(server, "select 1") == 1


class TestStop:
    def test_sessions_are_ended_and_the_second_time_nothing_happens(self, server):
        embedded_postgres.start(server)
        with psycopg.connect(embedded_postgres.database_url(server)):
            assert embedded_postgres.stop(server) is True
        assert embedded_postgres.find_running(server) is None
        assert embedded_postgres.stop(server) is False

    def test_where_there_never_was_a_server(self, tmp_path):
        assert embedded_postgres.stop(embedded_postgres.server_in(tmp_path / "none")) is False


class TestTheTestServer:
    def test_it_dies_with_the_process_that_started_it(self):
        command = (
            "import time; from tests import embedded_server as e;"
            "folder, _ = e.start_watcher(); e.start_server(folder);"
            "print(folder, flush=True); time.sleep(60)"
        )
        with subprocess.Popen(
            [sys.executable, "-c", command], stdout=subprocess.PIPE, text=True
        ) as starter:
            folder = Path(starter.stdout.readline().strip())
            assert embedded_postgres.find_running(embedded_server.server_in(folder))
            starter.kill()
        deadline = time.monotonic() + 30
        while folder.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not folder.exists()


class TestRefused:
    @pytest.mark.skipif(os.geteuid() != 0, reason="only root uses another account")
    def test_a_folder_that_the_account_of_postgres_cannot_enter(self, folder):
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        with pytest.raises(FolderNotUsable, match=r"no puede entrar en .*/closed\. CADENCIA_HOME"):
            embedded_postgres.start(embedded_postgres.server_in(closed / "home"))

    def test_somebody_elses_folder_in_place_of_the_socket(self, server, tmp_path):
        shutil.rmtree(server.socket, ignore_errors=True)
        server.socket.symlink_to(tmp_path)
        try:
            with pytest.raises(FolderNotUsable, match="debe borrarla su dueño"):
                embedded_postgres.start(server)
        finally:
            server.socket.unlink()

    def test_a_line_that_postgres_cannot_read(self, server):
        (server.data / "local.conf").write_text("shared_buffers = 'plenty'\n")
        (server.data / "local.conf").chmod(0o644)
        try:
            with pytest.raises(StartFailed, match="shared_buffers"):
                embedded_postgres.start(server)
        finally:
            (server.data / "local.conf").unlink()

    def test_programs_that_are_not_there(self, folder):
        other = embedded_postgres.server_in(folder / "none", system_binaries="/nowhere/bin")
        with pytest.raises(NoBinaries, match=r"CADENCIA_POSTGRES_BIN: .* /nowhere/bin"):
            embedded_postgres.start(other)


@pytest.mark.skipif(not SYSTEM_BINARIES, reason="the system has no PostgreSQL")
def test_the_programs_of_the_system(folder):
    other = embedded_postgres.Server(
        folder=folder / "system",
        socket=folder / "system" / "socket",
        system_binaries=SYSTEM_BINARIES[-1].parent,
        is_durable=False,
    )
    try:
        embedded_postgres.start(other)
        assert ask(other, "select upper('ñandú')") == "ÑANDÚ"
    finally:
        embedded_postgres.stop(other, how=signal.SIGQUIT)

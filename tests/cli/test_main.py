"""The command line as its user meets it: another process, its output and its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from cadencia.config import embedded_postgres


def cadencia(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "-c", "from cadencia.cli.main import app; app()", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
    )


class TestHelp:
    @pytest.mark.parametrize("command", ["why", "doctor", "explain", "status"])
    def test_it_tells_only_of_the_command(self, command):
        shown = cadencia(command, "--help")
        assert shown.returncode == 0
        assert "completion" not in shown.stdout

    def test_without_arguments(self):
        shown = cadencia()
        for command in ("start", "stop", "status", "migrate"):
            assert command in shown.stdout

    def test_django_is_not_read_before_it_is_needed(self):
        command = (
            "import sys; from cadencia.cli import main;"
            "from typer.testing import CliRunner;"
            "CliRunner().invoke(main.app, ['--help']);"
            "print([each for each in ('django', 'psycopg') if each in sys.modules])"
        )
        shown = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)
        assert shown.stdout == "[]\n"

    def test_a_command_that_does_not_exist(self):
        refused = cadencia("generat")
        assert refused.returncode == 2
        assert "generat: no existe esa orden. ¿Se quería decir generate" in refused.stderr


class TestServerOfSomebodyElse:
    def test_start_and_stop_leave_it_alone(self):
        for command in ("start", "stop"):
            shown = cadencia(command)
            assert shown.returncode == 0
            assert "DATABASE_URL indica otro servidor" in shown.stdout

    def test_status_says_that_the_second_wall_is_off_where_nothing_stands_yet(self, running_server):
        shown = cadencia("status", "--json")
        assert shown.returncode == 0, shown.stderr
        facts = json.loads(shown.stdout)
        assert facts["running"] == "yes"
        assert facts["second_wall"].startswith("OFF, ")
        assert facts["second_wall"].endswith("run: cadencia migrate")

    def test_status_of_one_that_does_not_answer(self):
        shown = cadencia("status", DATABASE_URL="postgresql:///books?host=/nonexistent")
        assert shown.returncode == 3
        assert "en marcha         no: " in shown.stdout


def second_wall(own):
    return json.loads(cadencia("status", "--json", **own).stdout)["second_wall"]


def falls_and_is_raised_again(own):
    """Take from the role what makes the wall stand, bit by bit, as whoever runs the server."""
    server = embedded_postgres.server_in(Path(own["CADENCIA_HOME"]) / "postgres")
    url = embedded_postgres.database_url(server, user="postgres")
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute("ALTER ROLE cadencia_application BYPASSRLS")
        assert second_wall(own).endswith("ALTER ROLE cadencia_application NOSUPERUSER NOBYPASSRLS;")
        superuser.execute("ALTER ROLE cadencia_application NOBYPASSRLS")
        superuser.execute("REVOKE cadencia_application FROM cadencia_owner")
        assert second_wall(own).endswith("GRANT cadencia_application TO cadencia_owner;")
        # The embedded server makes it again, and the tables let it in again.
        superuser.execute("DROP OWNED BY cadencia_application; DROP ROLE cadencia_application")
        assert second_wall(own).endswith("tables without it; run: cadencia migrate")
        assert cadencia("migrate", **own).returncode == 0
        assert second_wall(own) == "on"


class TestRefused:
    def test_another_database_is_a_sentence_and_no_traceback(self):
        shown = cadencia("status", DATABASE_URL="mysql://localhost/books")
        assert shown.returncode == 1
        assert shown.stderr.startswith("DATABASE_URL: ")
        assert "Traceback" not in shown.stderr

    def test_all_embedded_commands_in_turn(self):
        home = os.environ["CADENCIA_HOME"] + "-commands"
        own = {"DATABASE_URL": "", "CADENCIA_HOME": home}
        try:
            assert cadencia("status", **own).returncode == 3
            assert "La base de datos está en marcha" in cadencia("start", **own).stdout
            before = cadencia("status", **own)
            assert before.returncode == 0
            assert "cambios por hacer; se hacen con: cadencia migrate" in before.stdout
            made = cadencia("migrate", **own)
            assert made.returncode == 0
            assert "Cambio contracts.0001_" in made.stdout
            assert "(0 cambios hechos ahora)" in cadencia("migrate", **own).stdout
            assert "al día" in cadencia("status", **own).stdout
            assert second_wall(own) == "on"
            falls_and_is_raised_again(own)
        finally:
            assert cadencia("stop", **own).stdout == "La base de datos se ha parado.\n"
        assert cadencia("stop", **own).stdout == "La base de datos no estaba en marcha.\n"

    @pytest.mark.parametrize("command", ["migrate", "status"])
    def test_no_server_there_is_told_in_a_line(self, command):
        shown = cadencia(command, DATABASE_URL="postgresql:///books?host=/nonexistent")
        assert shown.returncode != 0
        assert "Traceback" not in shown.stderr

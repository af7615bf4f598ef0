"""Help, and what is said of a command line that can't be read, in the language of the terminal."""

import json
import os
import re
import subprocess
import sys
from string import Formatter

import pytest
from typer.testing import CliRunner

from cadencia.cli import usage_errors
from cadencia.cli.main import app
from cadencia.config import words
from tools import command_messages

RUN = "import sys; sys.argv[0] = 'cadencia'; from cadencia.cli.entry import main; main()"
PLACES = re.compile(r"\{[a-z_]*\}|%\([a-z_]+\)s|%[sr]|--[a-z-]+|`(?!cadencia)[^`]+`")


def cadencia(language, *arguments):
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "CADENCIA_LANG": language, "COLUMNS": "200"},
    )


class TestCatalog:
    def test_it_has_every_help_text_and_no_other(self):
        known = command_messages.read(command_messages.SOURCE)
        assert {each.id for each in known if each.id} == set(command_messages.texts())

    def test_every_text_is_translated(self):
        known = command_messages.read(command_messages.SOURCE)
        assert [each.id for each in known if each.id and not each.string] == []

    def test_options_and_places_are_kept(self):
        for each in command_messages.read(command_messages.SOURCE):
            if each.id:
                assert set(PLACES.findall(each.string)) == set(PLACES.findall(each.id)), each.id


@pytest.mark.parametrize("table", [words.WORDS, usage_errors.WORDS])
def test_both_languages_name_the_same_values(table):
    for said in table.values():
        spanish, english = (
            {name for _, name, _, _ in Formatter().parse(each) if name} for each in said
        )
        assert spanish == english


class TestHelp:
    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            ("es", ["Uso: cadencia generate [OPCIONES]", "Factura lo pendiente", "AAAA-MM"]),
            ("en", ["Usage: cadencia generate [OPTIONS]", "Bill what is due", "YYYY-MM"]),
        ],
    )
    def test_of_a_command(self, language, expected):
        shown = cadencia(language, "generate", "--help").stdout
        assert [each for each in expected if each not in shown] == []
        assert "<" not in shown  # no type of Python's stands for a value

    @pytest.mark.parametrize(
        ("language", "expected"), [("es", "Muestra esta ayuda"), ("en", "Show this message")]
    )
    def test_of_all_of_a_group_and_of_one_below_it(self, language, expected):
        for arguments in ([], ["contract"], ["contract", "pause"]):
            shown = cadencia(language, *arguments, "--help").stdout
            assert expected in shown
            assert ("Órdenes" in shown or "Opciones" in shown) == (language == "es")

    @pytest.mark.parametrize(
        ("language", "expected"),
        [("es", ("uso: ", "opciones:", "FECHA")), ("en", ("usage: ", "options:", "DATE"))],
    )
    def test_of_simulate(self, language, expected):
        shown = cadencia(language, "simulate", "--help").stdout
        assert [each for each in expected if each not in shown] == []

    def test_a_paragraph_is_not_broken_where_the_code_breaks_it(self):
        shown = cadencia("en", "generate", "--help").stdout
        assert "Without --drafts or --issue it does as the company says." in shown


MISREAD = [
    (["generat"], "generat: no existe esa orden. ¿Se quería decir", "there is no such command"),
    (["zzz"], "zzz: no existe esa orden.", "zzz: there is no such command."),
    (["--foo"], "--foo: no existe esa opción.", "--foo: there is no such option."),
    (["generate", "--mont", "x"], "¿Se quería decir --", "Did you mean --"),
    (["generate", "--workers", "x"], "--workers: tiene que ser un número", "a whole number"),
    (["generate", "--month"], "--month: le falta su valor", "--month: its value is missing"),
    (["generate", "--drafts=1"], "--drafts: no lleva ningún valor", "it takes no value"),
    (["serve", "--port", "70000"], "de 1 a 65535", "from 1 to 65535"),
    (["serve", "--port", "x"], "de 1 a 65535", "from 1 to 65535"),
    (["why"], "CONTRATO: falta. El código del contrato.", "CONTRACT: it is missing. The code"),
    (["why", "C-1"], "--on: falta. El día", "--on: it is missing. The day asked about."),
    (["why", "C", "1", "--on", "x"], "1: sobra", "1: left over"),
    (["contract", "pos"], "pos: no existe esa orden. ¿Se quería decir post", "Did you mean post"),
    (["simulate"], "cadencia simulate: faltan estos argumentos: FICHERO", "required: FILE"),
]


@pytest.mark.parametrize(("arguments", "spanish", "english"), MISREAD)
def test_a_command_line_that_can_not_be_read(arguments, spanish, english):
    for language, expected in (("es", spanish), ("en", english)):
        refused = CliRunner().invoke(app, arguments, env={"CADENCIA_LANG": language})
        assert refused.exit_code == 2
        assert expected in " ".join(refused.stderr.replace("│", " ").split())


def test_as_data_where_the_answer_would_stand():
    refused = cadencia("es", "generate", "--json", "--workers", "dos")
    assert refused.returncode == 2
    [problem] = json.loads(refused.stdout)["problems"]
    assert problem.startswith("--workers: tiene que ser un número entero")

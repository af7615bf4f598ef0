"""What is built holds all that the program reads: templates, styles, translations, the manual."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cadencia"
NOT_SHIPPED = {".pyc", ".po", ".new"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of a copy of the sources in which no translation was ever compiled."""
    copied = tmp_path_factory.mktemp("sources")
    for each in ("pyproject.toml", "README.md", "LICENSE", "src", "tools", "docs"):
        whole = ROOT / each
        if whole.is_dir():
            skipped = shutil.ignore_patterns("*.mo", "__pycache__", "*.pyc")
            shutil.copytree(whole, copied / each, ignore=skipped)
        else:
            shutil.copy(whole, copied / each)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copied / "out")]
    done = subprocess.run(command, cwd=copied, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = (copied / "out").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def contents(wheel):
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_file_of_the_program_is_in_it(contents):
    files = [each for each in SOURCE.rglob("*") if each.is_file()]
    shipped = [
        f"cadencia/{each.relative_to(SOURCE)}"
        for each in files
        if each.suffix not in NOT_SHIPPED and each.suffix != ".mo"
    ]
    assert [each for each in shipped if each not in contents] == []
    kinds = {each.rpartition(".")[2] for each in shipped}
    assert {"py", "html", "css", "js"} <= kinds


def test_every_translation_is_in_it_compiled(contents):
    sources = [each.relative_to(SOURCE).with_suffix(".mo") for each in SOURCE.rglob("*.po")]
    assert len(sources) >= 2
    assert [each for each in sources if f"cadencia/{each}" not in contents] == []


def test_the_manual_is_in_it_with_its_pictures(contents):
    manual = ROOT / "docs" / "manual" / "es"
    pages = [each.relative_to(manual) for each in manual.rglob("*") if each.is_file()]
    assert len(pages) > 10
    assert [each for each in pages if f"cadencia/manual/es/{each}" not in contents] == []


def test_nothing_else_is_in_it(contents):
    others = [each for each in contents if not each.startswith("cadencia/")]
    assert all(".dist-info/" in each for each in others)
    assert not any("/tests/" in each for each in contents)


def test_it_runs_unpacked_in_spanish(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "there")
    program = (
        "import cadencia.cli.entry as entry, pathlib, sys;"
        "sys.stderr.write(entry.__file__); entry.main()"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "there"),
        "CADENCIA_HOME": str(tmp_path / "home"),
        "LANG": "es_ES.UTF-8",
    }
    command = [sys.executable, "-c", program, "contract", "--help"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "there") in done.stderr
    assert "contract" in done.stdout

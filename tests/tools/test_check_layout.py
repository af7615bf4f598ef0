"""The checks of names and lengths fire, at the limit and not before."""

import pytest

from tools import check_layout


@pytest.fixture
def problems(tmp_path, monkeypatch):
    monkeypatch.setattr(check_layout, "ROOT", tmp_path)

    def found(name, text=""):
        file = tmp_path / "src" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return list(check_layout.problems(tmp_path / "src"))

    return found


@pytest.mark.parametrize(("lines", "how_many"), [(399, 0), (400, 0), (401, 1)])
def test_a_file_of_400_lines_is_the_longest(problems, lines, how_many):
    assert len(problems("billing/run.py", "\n" * lines)) == how_many


@pytest.mark.parametrize(("lines", "how_many"), [(39, 0), (40, 0), (41, 1)])
def test_a_function_of_40_lines_is_the_longest(problems, lines, how_many):
    body = "    pass\n" * lines  # what it does; its signature and docstring are no steps
    assert len(problems("billing/run.py", f"def bill():\n{body}")) == how_many


@pytest.mark.parametrize("name", ["utils.py", "billing/helpers.py", "common/dates.py"])
def test_a_name_that_says_nothing(problems, name):
    assert problems(name) == [f"src/{name}: name the file after the idea that it holds"]


def test_a_migration_says_what_it_does(problems):
    assert problems("billing/migrations/0002_auto_20260101_1200.py") == [
        "src/billing/migrations/0002_auto_20260101_1200.py: say in the name what the migration does"
    ]
    assert not problems("billing/migrations/0001_initial.py", "\n" * 900)[1:]

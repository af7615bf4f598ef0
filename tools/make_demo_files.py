"""Write the files of the demo companies under `demo/`. The same seed gives the same files.

Run from the root of the project: `python -m tools.make_demo_files [FOLDER]`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from cadencia.interchange.tables import writing
from cadencia.interchange.tables.writing import Table
from tools.demo_companies import academy, boilers, gym, insurer

LOCALE = "es"
SEED = 2026
COLORS = {gym: "#C2410C", insurer: "#1D4E89", boilers: "#9F1239", academy: "#166534"}


def main(folder: Path) -> None:
    """Write every company's files."""
    _write_gym(folder)
    _write_insurer(folder)
    _write_boilers(folder)
    _write_academy(folder)


def _write_gym(folder: Path) -> None:
    """One workbook with a sheet for each kind."""
    sheets = _tables(gym)
    _write(folder, gym, {"gimnasio.xlsx": writing.workbook(sheets, locale=LOCALE)})


def _write_insurer(folder: Path) -> None:
    """CSV files; the policies carry their line on the same row."""
    records = insurer.records(SEED)
    sheets = writing.tables({**records, "contracts": []}, locale=LOCALE)
    sheets += [writing.flat_contracts(records["contracts"], locale=LOCALE)]
    sheets += [each for each in _tables(insurer) if each.name == "Revisiones"]
    _write(folder, insurer, {_file_name(each): _csv(each) for each in sheets})


def _write_boilers(folder: Path) -> None:
    """A workbook with the masters, and CSV files with contracts and lines."""
    contracts = ("Contratos", "Líneas")
    sheets = _tables(boilers)
    masters = [each for each in sheets if each.name not in contracts]
    _write(
        folder,
        boilers,
        {
            "maestros.xlsx": writing.workbook(masters, locale=LOCALE),
            **{_file_name(each): _csv(each) for each in sheets if each.name in contracts},
        },
    )


def _write_academy(folder: Path) -> None:
    """Two workbooks; the second has a row for each line of each contract."""
    records = academy.records(SEED)
    masters = writing.tables({**records, "contracts": []}, locale=LOCALE)
    enrollments = writing.flat_contracts(records["contracts"], locale=LOCALE)
    _write(
        folder,
        academy,
        {
            "alumnos.xlsx": writing.workbook(masters, locale=LOCALE),
            "matriculas.xlsx": writing.workbook([enrollments], locale=LOCALE),
        },
    )


def _tables(company: ModuleType) -> list[Table]:
    return writing.tables(company.records(SEED), locale=LOCALE)


def _csv(table: Table) -> bytes:
    return writing.csv_file(table, locale=LOCALE)


def _file_name(table: Table) -> str:
    plain = table.name.lower().translate(str.maketrans("áéíóú ", "aeiou_"))
    return f"{plain}.csv"


def _write(folder: Path, company: ModuleType, files: dict[str, bytes]) -> None:
    facts: dict[str, Any] = company.COMPANY
    target = folder / facts["code"]
    target.mkdir(parents=True, exist_ok=True)
    settings = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    (target / "company.json").write_text(settings, encoding="utf-8")
    (target / "logo.svg").write_text(_logo(facts["name"], COLORS[company]), encoding="utf-8")
    for name, content in files.items():
        (target / name).write_bytes(content)


def _logo(name: str, color: str) -> str:
    """Return a badge with the first letter of each word of the company's name."""
    letters = "".join(word[0] for word in name.split() if word[0].isupper())[:2]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 240 240">'
        f'<rect width="240" height="240" rx="44" fill="{color}"/>'
        '<circle cx="120" cy="120" r="88" fill="none" stroke="#FFFFFF" stroke-width="8"/>'
        '<text x="120" y="152" text-anchor="middle" font-family="Inter" font-size="92" '
        f'font-weight="600" fill="#FFFFFF">{letters}</text></svg>\n'
    )


def _folder(arguments: Sequence[str]) -> Path:
    return Path(arguments[0]) if arguments else Path(__file__).parent.parent / "demo"


if __name__ == "__main__":
    main(_folder(sys.argv[1:]))

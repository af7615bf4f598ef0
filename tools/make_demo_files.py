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
# The badge's color and what is drawn on it in white, on a square of 240 units.
BADGES = {
    gym: (  # a dumbbell
        "#C2410C",
        "M52 84h20v72H52zM78 68h22v104H78zM100 110h40v20h-40zM140 68h22v104h-22zM168 84h20v72h-20z",
    ),
    insurer: (  # a shield
        "#1D4E89",
        "M120 44l62 22v50c0 42-28 70-62 84c-34-14-62-42-62-84V66z",
    ),
    boilers: (  # a flame
        "#9F1239",
        "M124 40c8 34 52 56 52 102a56 56 0 0 1-112 0c0-26 16-40 26-58c6 14 14 18 20 20"
        "c-2-26 0-48 14-64z",
    ),
    academy: (  # an open book
        "#166534",
        "M44 68c28-8 52-6 70 8v104c-18-14-42-16-70-8zM196 68c-28-8-52-6-70 8v104c18-14 42-16 70-8z",
    ),
}


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
    (target / "logo.svg").write_text(_logo(*BADGES[company]), encoding="utf-8")
    for name, content in files.items():
        (target / name).write_bytes(content)


def _logo(color: str, drawing: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 240 240">'
        f'<rect width="240" height="240" rx="44" fill="{color}"/>'
        f'<path fill="#FFFFFF" d="{drawing}"/></svg>\n'
    )


def _folder(arguments: Sequence[str]) -> Path:
    return Path(arguments[0]) if arguments else Path(__file__).parent.parent / "demo"


if __name__ == "__main__":
    main(_folder(sys.argv[1:]))

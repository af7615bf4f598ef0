"""Reading of the JSON form: contract files, arrays and lines of them, or a whole company's.

The whole form is an object with a list for each kind: `{"customers": […], "contracts": […]}`.
"""

import json
import re
from typing import Any, NoReturn

from cadencia.interchange.json_text import JsonNumber
from cadencia.interchange.tables import json_checks, sentences
from cadencia.interchange.tables.cells import Refused, nearest
from cadencia.interchange.tables.columns import CUSTOMERS, Kind
from cadencia.interchange.tables.contract_columns import BY_NAME, CONTRACTS
from cadencia.interchange.tables.csv_reading import decoded
from cadencia.interchange.tables.records import Json, JsonOrigin, Problem, Record

FORMAT = 1

_LISTS = tuple(
    name
    for name, kind in BY_NAME.items()
    if kind is CONTRACTS or (kind.key and "contract" not in kind.key)
)
_NOT_IMPORTED = ("company", "catalog")
_CONTRACT_FILE = ("format", "customer", "contract")


class _KeyTwice(Exception):
    """An object has a key twice."""


def records(content: bytes, *, file: str, language: str) -> tuple[list[Record], list[Problem]]:
    """Return the records of a JSON file, and what is wrong with its shape.

    :raises Refused: if it isn't JSON.
    """
    reading = _JsonReading(file, language)
    text = decoded(content)
    try:
        reading.take(_loaded(text), prefix="", row=None)
    except json.JSONDecodeError as error:
        lines = _json_lines(text)
        if lines is None:
            raise _broken(error) from None
        for number, line in lines:
            reading.take_line(line, number)
        return reading.checked()
    except _KeyTwice as error:
        raise Refused("json_key_twice", name=str(error)) from None
    except RecursionError:
        raise Refused("json_too_deep") from None
    return reading.checked()


class _JsonReading:
    """Takes values apart into records."""

    def __init__(self, file: str, language: str) -> None:
        self.file = file
        self.language = language
        self.found: list[Record] = []
        self.problems: list[Problem] = []

    def checked(self) -> tuple[list[Record], list[Problem]]:
        """Return the records with the fields that are what they must be, and all problems."""
        judged = []
        for record in self.found:
            if record.kind == CONTRACTS.name:
                judged.append(record)
                continue
            found, rest = json_checks.judged(record, BY_NAME[record.kind], language=self.language)
            self.problems.extend(found)
            judged.append(rest)
        return judged, self.problems

    def take_line(self, line: str, number: int) -> None:
        """Take one line of a file of JSON lines."""
        try:
            self.take(_loaded(line), prefix="", row=number)
        except json.JSONDecodeError as error:
            self._refuse("json_broken", "", None, number, **_spot(error, line=number))
        except _KeyTwice as error:
            self._refuse("json_key_twice", str(error), None, number, name=str(error))
        except RecursionError:
            self._refuse("json_too_deep", "", None, number)

    def take(self, value: Json, *, prefix: str, row: int | None) -> None:
        """Take a contract file, a list of them, or a company's lists."""
        if isinstance(value, list):
            for index, each in enumerate(value):
                self._take_contract(each, prefix=f"{index}", row=row)
        elif isinstance(value, dict) and "contract" in value:
            self._take_contract(value, prefix=prefix, row=row)
        elif isinstance(value, dict):
            self._take_lists(value, row=row)
        else:
            self._refuse("json_shape", prefix, value, row, expected="{…} / […]")

    def _take_lists(self, value: dict[str, Json], *, row: int | None) -> None:
        for name, each in value.items():
            if name == "format":
                self._check_format(each, name, row)
            elif name not in _LISTS:
                self._refuse_key(name, _LISTS, row)
            elif not isinstance(each, list):
                self._refuse("json_shape", name, each, row, expected="[…]")
            else:
                self._take_list(BY_NAME[name], each, row=row)

    def _take_list(self, kind: Kind, values: list[Json], *, row: int | None) -> None:
        for index, each in enumerate(values):
            prefix = f"{kind.name}.{index}"
            if kind is CONTRACTS:
                self._take_contract(each, prefix=prefix, row=row)
            elif isinstance(each, dict):
                origin = JsonOrigin(self.file, prefix, each, row)
                self.found.append(Record(kind=kind.name, data=each, origin=origin))
            else:
                self._refuse("json_shape", prefix, each, row, expected="{…}")

    def _take_contract(self, value: Json, *, prefix: str, row: int | None) -> None:
        if not _is_contract_file(value):
            expected = '{"customer": {"code": …}, "contract": {…}}'
            self._refuse("json_shape", prefix, value, row, expected=expected)
            return
        for name in value:
            if name in _NOT_IMPORTED and value[name]:
                self._refuse("part_refused", _inside(prefix, name), None, row, name=name)
            elif name not in (*_NOT_IMPORTED, *_CONTRACT_FILE):
                self._refuse_key(name, _CONTRACT_FILE, row, prefix=prefix)
        self._check_format(value.get("format", FORMAT), _inside(prefix, "format"), row)
        if len(value["customer"]) > 1:  # more than the code: it is the customer itself
            whose = JsonOrigin(self.file, _inside(prefix, "customer"), value["customer"], row)
            self.found.append(Record(kind=CUSTOMERS.name, data=value["customer"], origin=whose))
        data = {"customer": value["customer"], "contract": value["contract"]}
        origin = JsonOrigin(self.file, prefix, value, row)
        self.found.append(Record(kind=CONTRACTS.name, data=data, origin=origin))

    def _check_format(self, value: Json, path: str, row: int | None) -> None:
        if value != FORMAT or isinstance(value, bool):
            self._refuse("json_shape", path, value, row, expected=str(FORMAT))

    def _refuse_key(
        self, name: str, known: tuple[str, ...], row: int | None, *, prefix: str = ""
    ) -> None:
        hint = sentences.hint(nearest(name, known), language=self.language)
        self._refuse("json_key_unknown", _inside(prefix, name), None, row, name=name, hint=hint)

    def _refuse(self, code: str, path: str, value: Json, row: int | None, **values: Json) -> None:
        place = JsonOrigin(self.file, path, value, row).where("")
        self.problems.append(sentences.problem(code, place, language=self.language, **values))


def _is_contract_file(value: Json) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("contract"), dict)
        and isinstance(value.get("customer"), dict)
    )


def _inside(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def _json_lines(text: str) -> list[tuple[int, str]] | None:
    """Return the numbered lines of a file of JSON lines, or None if it is no such file."""
    lines = [(at, line) for at, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > 1 and all(re.match(r"\s*\{.*\}\s*$", line) for _, line in lines):
        return lines
    return None


def _loaded(text: str) -> Json:
    return json.loads(
        text,
        object_pairs_hook=_unique,
        parse_float=JsonNumber,
        parse_constant=_no_constant,
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _KeyTwice(next(name for name in names if names.count(name) > 1))
    return found


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(name, name, 0)


def _broken(error: json.JSONDecodeError) -> Refused:
    return Refused("json_broken", **_spot(error, line=error.lineno))


def _spot(error: json.JSONDecodeError, *, line: int) -> dict[str, Json]:
    return {"line": line, "at": error.colno, "reason": error.msg}

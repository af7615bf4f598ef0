"""Reading of XLSX workbooks, friendly or hostile: only values come out."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from cadencia.interchange.tables.cells import Refused
from cadencia.interchange.tables.records import Raw

# What the library thinks of a workbook's styles is of no use to whoever imports it.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

MAX_UNPACKED = 300  # MB
MAX_ROWS = 200_000
MAX_COLUMNS = 200

_MEGABYTE = 1_000_000
_MAX_PARTS = 5_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZEROS = re.compile(r"0+")
_DECIMALS = re.compile(r"0\.(0+)")
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BARE_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,  # a compression that Python lacks
    RuntimeError,  # encrypted
)
_OVERLAP = 10_000  # bytes looked at twice, so that nothing hides between two reads


def sheets(content: bytes) -> Iterator[tuple[str, Iterator[tuple[int, tuple[Raw, ...]]]]]:
    """Yield (name, rows) of each sheet; rows are (number, cells), counted from 1.

    Dates and numbers are the spreadsheet's own; a cell shown as percent counts in percent.
    Formulas give the value stored with them, and nothing in the file is executed.

    :raises Refused: if it is no workbook, or one that must not be opened.
    """
    check(content)
    import openpyxl  # half a second: paid by those alone who read a workbook

    try:
        # A file made by hand can make the library fail in any way: all of them say "damaged".
        workbook = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
    except Exception as error:
        raise Refused("xlsx_corrupt", reason=_reason(error)) from None
    try:
        for sheet in workbook.worksheets:
            yield sheet.title, _rows(sheet)
    finally:
        workbook.close()


def check(content: bytes) -> None:
    """Look at the package before anything parses it.

    :raises Refused: if it isn't a workbook, unpacks too large, or declares XML entities.
    """
    if content.startswith(_OLD_EXCEL):
        raise Refused("old_excel")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_size(package)
            _check_parts(package)
    except _DAMAGED as error:
        raise Refused("xlsx_corrupt", reason=_reason(error)) from None


def _check_size(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    # The sizes declared are the sizes obeyed: zipfile reads no further than them.
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED * _MEGABYTE or len(parts) > _MAX_PARTS:
        raise Refused("xlsx_unpacks_too_large", size=size // _MEGABYTE, limit=MAX_UNPACKED)
    if "xl/workbook.xml" not in package.namelist():
        raise Refused("xlsx_corrupt", reason="xl/workbook.xml")


def _check_parts(package: zipfile.ZipFile) -> None:
    for part in package.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with package.open(part) as opened:
            for piece in _pieces(opened):
                _check_piece(piece, is_sheet=part.filename.startswith("xl/worksheets/"))


def _check_piece(piece: bytes, *, is_sheet: bool) -> None:
    if _ENTITIES.search(piece.replace(b"\0", b"")):
        raise Refused("xlsx_entities")
    if is_sheet and (bare := _BARE_FORMULA.search(piece)):
        raise Refused("formula_without_value", cell=bare[1].decode())


def _pieces(opened: Any) -> Iterator[bytes]:
    kept = b""
    while piece := opened.read(_MEGABYTE):
        yield kept + piece
        kept = piece[-_OVERLAP:]


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    sheet.reset_dimensions()  # what the file says of its size may be a lie
    try:
        for number, cells in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1), start=1):
            values = _values(cells)
            if number > MAX_ROWS and values:
                raise Refused("rows_too_many", limit=MAX_ROWS, row=number)
            if len(values) > MAX_COLUMNS:
                raise Refused("columns_too_many", limit=MAX_COLUMNS, row=number)
            yield number, values
    except Refused:
        raise
    except Exception as error:
        raise Refused("xlsx_corrupt", reason=_reason(error)) from None


def _values(cells: Any) -> tuple[Raw, ...]:
    """Return the values of a row up to its last one that isn't blank."""
    end = len(cells)
    while end and cells[end - 1].value in (None, ""):
        end -= 1
    return tuple(_value(cell) for cell in cells[:end])


def _value(cell: Any) -> Raw:
    value: Raw = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _as_shown(Decimal(repr(value)), cell.number_format or "")
    return value


def _as_shown(value: Decimal, shape: str) -> Raw:
    """Return a number with what its format shows of it, which the file doesn't keep: percents,
    zeros before (08001 in a cell with format 00000) and zeros after the decimals (29.90).
    """
    if value == value.to_integral_value():
        value = value.to_integral_value()
        # A general format shows no more.
        if len(shape) > 1 and _ZEROS.fullmatch(shape):
            return str(value).zfill(len(shape))
    if "%" in shape:
        return value * 100
    shown = _DECIMALS.search(shape)
    decimals = len(shown[1]) if shown else 0
    if decimals > -int(value.as_tuple().exponent):
        return value.quantize(Decimal(1).scaleb(-decimals))
    return value


def _reason(error: Exception) -> str:
    first = str(error).strip().splitlines()
    return first[0][:120] if first else type(error).__name__


def looks_like_package(opened: BinaryIO) -> bool:
    """Return whether a file begins as a zip package or an old Excel workbook does."""
    start = opened.read(4)
    opened.seek(0)
    return start.startswith((b"PK", _OLD_EXCEL))

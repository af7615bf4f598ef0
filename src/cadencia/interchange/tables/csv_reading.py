"""Reading of CSV files: encoding, delimiter, quoted line breaks."""

import csv
import io
from collections.abc import Iterator

from cadencia.interchange.tables.cells import Refused
from cadencia.interchange.tables.records import Raw

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ";\t,|"
_MAX_FIELD = 1_000_000  # characters


def rows(content: bytes) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    """Yield (row number, cells) of a CSV file, counted from 1 as a spreadsheet does.

    :raises Refused: if it isn't text, or its quotes don't match.
    """
    text = decoded(content)
    text, declared = _declared_delimiter(text)
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=declared or delimiter(text), strict=True
    )
    number = 1 if declared else 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("csv_broken", reason=str(error), row=number) from None
        yield number, tuple(cells)


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows-1252.

    Not-UTF-8 bytes are read as Windows-1252, which is what Excel saves as «CSV» in the
    countries that this program serves.

    :raises Refused: if it isn't text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\0" in content:
        raise Refused("not_text")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "cp1252")


def delimiter(text: str) -> str:
    """Return what separates the cells: the most frequent candidate in the first line.

    >>> delimiter('Código;"Nombre, apellidos";NIF'), delimiter("code,name"), delimiter("code")
    (';', ',', ';')
    """
    heading = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(heading.split('"')[::2])  # what stands outside of quotes
    return max(_DELIMITERS, key=bare.count)


def _declared_delimiter(text: str) -> tuple[str, str | None]:
    """Return the text without Excel's first line `sep=;`, and what it declares."""
    first, line_break, rest = text.partition("\n")
    declared = first.strip()
    if line_break and declared[:4].lower() == "sep=" and len(declared) == len("sep=;"):
        return rest, declared[-1]
    return text, None


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("not_text") from None

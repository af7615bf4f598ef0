"""Fields named in a sentence, by the headings of sheets: who has columns knows no other names."""

import re

from cadencia.interchange.tables.contract_columns import BY_NAME, CONTRACTS, title_of

_NAMED = re.compile(r"\bcontract\.[a-z_]+(?:\.[a-z0-9_]+)*|\bone_off_on\b")


def as_headings(sentence: str, language: str) -> str:
    """Return a sentence of the reader with the headings of its fields, in `es` or `en`.

    A field that sheets don't have keeps its name.

    >>> as_headings("indique contract.installments.", "es")
    'indique «Nº de cuotas».'
    >>> as_headings("remove one_off_on, or contract.lines.0.valid_until", "en")
    'remove "One-off on", or "Valid until"'
    """
    return _NAMED.sub(lambda found: _heading(found[0], language), sentence)


def _heading(path: str, language: str) -> str:
    title = _of_line(path, language) or _of_contract(path.removeprefix("contract."), language)
    if title is None:
        return path
    return f"«{title}»" if language == "es" else f'"{title}"'


def _of_line(path: str, language: str) -> str | None:
    """A field of a list, such as `contract.pauses.0.from`: the heading in its sheet."""
    parts = ["", "lines", "", path] if path == "one_off_on" else path.split(".")
    kind = BY_NAME.get(parts[1]) if len(parts) == len(("contract", "lines", "0", "key")) else None
    columns = kind.columns if kind is not None else ()
    return next((each.heading(language) for each in columns if each.path == parts[3]), None)


def _of_contract(path: str, language: str) -> str | None:
    if any(each.path.startswith(f"{path}.") for each in CONTRACTS.columns):
        path = next(each.path for each in CONTRACTS.columns if each.path.startswith(f"{path}."))
    title = title_of(path, language)
    return None if title == path else title

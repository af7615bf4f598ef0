"""Text that a spreadsheet program can't take for a formula, and back."""

import re

# What makes Excel, Calc or Sheets calculate a cell, in their full-width forms too; and
# blanks at the start, which readers of spreadsheets trim.
_DANGEROUS = re.compile(r"'*[=+\-@\s\uff1d\uff0b\uff0d\uff20]")
_DEFUSED = re.compile(r"'+[=+\-@\s\uff1d\uff0b\uff0d\uff20]")


def defuse(text: str) -> str:
    """Put an apostrophe before text that begins as a formula does.

    >>> defuse("=1+1"), defuse("-"), defuse("Cuota")
    ("'=1+1", "'-", 'Cuota')
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """Take away the apostrophe that `defuse` put.

    >>> restore("'=1+1"), restore("'Ntra. Sra.'")
    ('=1+1', "'Ntra. Sra.'")
    """
    return text[1:] if _DEFUSED.match(text) else text

"""The typst compiler, kept warm: PDF/A-3b, and the same bytes for the same source and strings.

It sees no fonts but ours, and no files and no packages beside the template. One compiler per
thread keeps fonts and the parsed template between documents.
"""

import threading
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from cadencia.documents.rendering.glyphs import FONTS

TEMPLATES: Final = Path(__file__).parent / "templates"
_warm = threading.local()


class NotPrintable(RuntimeError):
    """Typst refused the page; the cause says what it found."""


def compiled(source: bytes, strings: dict[str, str], *, on: date) -> bytes:
    """Return the PDF of a template, dated on a day.

    The strings are what the template finds in `sys.inputs`: data, never source.

    :raises NotPrintable: if it can't be drawn or can't be a PDF/A.
    """
    try:
        made = _compiler().compile(
            source,
            format="pdf",
            sys_inputs=strings,
            pdf_standards=["a-3b"],
            timestamp=datetime.combine(on, time(), tzinfo=UTC),
        )
    except typst.TypstError as reason:
        raise NotPrintable(reason.message) from reason
    if not isinstance(made, bytes):
        raise NotPrintable(type(made))
    return made


def _compiler() -> typst.Compiler:
    if not hasattr(_warm, "compiler"):
        _warm.compiler = typst.Compiler(root=TEMPLATES, font_paths=_fonts())
    compiler: typst.Compiler = _warm.compiler
    return compiler


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])

"""From a document to its PDF.

What users typed reaches the template as the strings of a JSON text, never as source, so nothing in
it can act as markup.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

from cadencia.documents.rendering.compiling import TEMPLATES, NotPrintable, compiled
from cadencia.documents.rendering.glyphs import fit_for_page
from cadencia.documents.rendering.page_data import page_data
from cadencia.documents.rendering.printable import Printable


def render(document: Printable, *, language: str) -> bytes:
    """Return the document's PDF in the customer's language, as a tag: `es`, `en`, `es-GT`.

    The same document gives the same bytes.

    :raises LanguageNotPrinted: if the page has no words for that language.
    """
    try:
        return _rendered(document, language, fit_for_page)
    except NotPrintable:
        # Letters of several scripts combined in a way that no font has. A page with a sign in
        # their place is worth more than an invoice that stops a run.
        return _rendered(document, language, partial(fit_for_page, first_font_only=True))


def render_many(documents: Iterable[tuple[Printable, str]]) -> Iterator[bytes]:
    """Yield the PDF of each document in its language, in order, one in memory at a time."""
    for document, language in documents:
        yield render(document, language=language)


def _rendered(document: Printable, language: str, fit: Callable[[str], str]) -> bytes:
    data = json.dumps(page_data(document, language=language, fit=fit), ensure_ascii=False)
    return compiled(_template(), {"document": data}, on=document.issued_on)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (TEMPLATES / "document.typ").read_bytes()

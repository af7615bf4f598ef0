"""From a document to its PDF.

What users typed reaches the template as the strings of a JSON text, never as source, so nothing in
it can act as markup.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cadencia.documents.rendering.compiling import TEMPLATES, compiled
from cadencia.documents.rendering.page_data import page_data
from cadencia.documents.rendering.printable import Printable


def render(document: Printable, *, language: str) -> bytes:
    """Return the document's PDF in the customer's language, as a tag: `es`, `en`, `es-GT`.

    The same document gives the same bytes.

    :raises LanguageNotPrinted: if the page has no words for that language.
    """
    data = json.dumps(page_data(document, language=language), ensure_ascii=False)
    return compiled(_template(), {"document": data}, on=document.issued_on)


def render_many(documents: Iterable[tuple[Printable, str]]) -> Iterator[bytes]:
    """Yield the PDF of each document in its language, in order, one in memory at a time."""
    for document, language in documents:
        yield render(document, language=language)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (TEMPLATES / "document.typ").read_bytes()

"""Logos: what may be printed at the top of a document, decided when the file is uploaded.

A picture that the page could not draw would stop every invoice of a company, so `check_logo` draws
it once, as it will be drawn later, before anyone keeps it. An SVG is a program as much as a
picture: only plain shapes are let through.
"""

import base64
import re
import struct
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cadencia.documents.rendering.compiling import NotPrintable, compiled
from cadencia.documents.rendering.printable import Logo, LogoKind

MAX_BYTES: Final = 1_000_000
MAX_SIDE: Final = 4_000  # pixels
_MAX_ELEMENTS: Final = 5_000
_TRIAL: Final = b'#image(bytes(sys.inputs.logo), format: "svg", width: 2cm)'
_ANY_DAY: Final = date(2000, 1, 1)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_SVG_SPACE: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "metadata", "style", "clipPath"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "stop"),
    }
)
_OUTSIDE: Final = re.compile(r"@import|url\(\s*['\"]?(?!#)|javascript:", re.IGNORECASE)
# Start-of-frame markers carry the size; C4, C8 and CC are tables, not frames.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class LogoRefused(ValueError):
    """The picture can't be used as a logo; the subclass says why, `sentences` how to mend it."""

    sentences: ClassVar[dict[str, str]]

    def sentence(self, language: str) -> str:
        """Return what to tell the user, in Spanish or English."""
        return self.sentences.get(language, self.sentences["en"])


class LogoTooHeavy(LogoRefused):
    """It has more bytes than `MAX_BYTES`."""

    sentences: ClassVar[dict[str, str]] = {
        "es": "Logotipo: el archivo pasa de 1 MB; guárdelo más pequeño.",
        "en": "Logo: the file is over 1 MB; save it smaller.",
    }


class LogoTooLarge(LogoRefused):
    """A side has more pixels than `MAX_SIDE`, or none."""

    sentences: ClassVar[dict[str, str]] = {
        "es": "Logotipo: cada lado debe tener entre 1 y 4000 píxeles; redimensione la imagen.",
        "en": "Logo: each side must have from 1 to 4000 pixels; resize the picture.",
    }


class LogoNotAPicture(LogoRefused):
    """It is not a whole PNG, JPEG or SVG."""

    sentences: ClassVar[dict[str, str]] = {
        "es": "Logotipo: el archivo no es una imagen PNG, JPEG o SVG, o está dañado; "
        "vuelva a exportarlo.",
        "en": "Logo: the file is not a PNG, JPEG or SVG picture, or it is damaged; "
        "export it again.",
    }


class LogoNotPlain(LogoRefused):
    """The SVG has more than plain shapes: scripts, texts, pictures, filters, outside addresses."""

    sentences: ClassVar[dict[str, str]] = {
        "es": "Logotipo: el SVG tiene algo más que trazados y formas (texto, imágenes, filtros, "
        "guiones o direcciones); convierta los textos en trazados y expórtelo como SVG simple, "
        "o use PNG.",
        "en": "Logo: the SVG has more than paths and shapes (text, pictures, filters, scripts or "
        "addresses); turn texts into paths and export it as plain SVG, or use PNG.",
    }


class LogoNotPrintable(LogoRefused):
    """It opens, but can't be part of a PDF kept for years (PDF/A): CMYK colours, for example."""

    sentences: ClassVar[dict[str, str]] = {
        "es": "Logotipo: la imagen no puede imprimirse en un PDF de archivo; "
        "guárdela en color RGB como PNG.",
        "en": "Logo: the picture can't be printed in an archival PDF; save it in RGB as PNG.",
    }


def check_logo(data: bytes) -> Logo:
    """Return the logo in a file just uploaded, after drawing it once on a page.

    :raises LogoRefused: one of its subclasses, if it can't be used.
    """
    if len(data) > MAX_BYTES:
        raise LogoTooHeavy
    logo = _recognized(data)
    if not (1 <= logo.width <= MAX_SIDE and 1 <= logo.height <= MAX_SIDE):
        raise LogoTooLarge
    try:
        compiled(_TRIAL, {"logo": as_svg(logo)}, on=_ANY_DAY)
    except NotPrintable as reason:
        raise LogoNotPrintable from reason
    return logo


def as_svg(logo: Logo) -> str:
    """Return the logo as an SVG, the one form in which a picture reaches the template."""
    if logo.kind is LogoKind.SVG:
        return logo.data.decode("utf-8-sig")
    size = f'width="{logo.width}" height="{logo.height}"'
    picture = base64.b64encode(logo.data).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:{logo.kind.value};base64,{picture}"/></svg>'
    )


def _recognized(data: bytes) -> Logo:
    """Return the logo by what its bytes are, whatever the name of the file said."""
    try:
        if data.startswith(_PNG):
            return _logo(data, LogoKind.PNG, _png_size(data))
        if data.startswith(_JPEG):
            return _logo(data, LogoKind.JPEG, _jpeg_size(data))
        return _logo(data, LogoKind.SVG, _svg_size(data))
    except (struct.error, UnicodeDecodeError, ParseError, ArithmeticError) as reason:
        raise LogoNotAPicture from reason
    except DefusedXmlException as reason:
        raise LogoNotPlain from reason


def _logo(data: bytes, kind: LogoKind, size: tuple[int, int]) -> Logo:
    return Logo(data=data, kind=kind, width=size[0], height=size[1])


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">LL", data, 16)
    return int(width), int(height)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        marker, length = struct.unpack_from(">xBH", data, at)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return int(width), int(height)
        at += 2 + length


def _svg_size(data: bytes) -> tuple[int, int]:
    """Return the size of a plain SVG in whole units, from its viewBox or else its own size."""
    data.decode("utf-8-sig")  # the page takes text, so other encodings are refused
    root = fromstring(data, forbid_dtd=True)
    if root.tag != f"{_SVG_SPACE}svg":
        raise LogoNotAPicture
    if not _is_plain(root):
        raise LogoNotPlain
    box = re.findall(r"[-+.\deE]+", root.get("viewBox", ""))[2:] or [
        re.sub(r"(px|mm|cm|pt|in)$", "", root.get(side, "").strip()) for side in ("width", "height")
    ]
    try:
        width, height = (max(1, round(float(each))) if float(each) > 0 else 0 for each in box)
    except (ValueError, OverflowError) as reason:
        raise LogoTooLarge from reason
    return width, height


def _is_plain(root: Element) -> bool:
    elements = list(root.iter())
    return len(elements) <= _MAX_ELEMENTS and all(_is_shape(each) for each in elements)


def _is_shape(element: Element) -> bool:
    name = str(element.tag)
    if not name.startswith(_SVG_SPACE):
        return True  # notes of the drawing program: nobody draws them
    if name.removeprefix(_SVG_SPACE) not in _SHAPES:
        return False
    return not any(_OUTSIDE.search(text) for text in _texts(element))


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for name, value in element.attrib.items():
        yield value
        if name.lower().startswith("on"):
            yield "javascript:"
        elif name.endswith("href") and not value.startswith("#"):
            yield "url(outside"

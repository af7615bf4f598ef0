"""Logos: a picture that could stop an invoice is refused when it is uploaded."""

import struct
import zlib
from pathlib import Path

import pytest

from cadencia.documents.rendering import LogoRefused, check_logo, render
from cadencia.documents.rendering.logos import (
    MAX_BYTES,
    LogoNotAPicture,
    LogoNotPlain,
    LogoNotPrintable,
    LogoTooHeavy,
    LogoTooLarge,
)
from cadencia.documents.rendering.printable import LogoKind
from tests.documents.rendering.sample_documents import a_complete_invoice, an_invoice


def chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", check)


def a_png(width: int, height: int) -> bytes:
    rows = b"".join(b"\0" + bytes((200, 30, 30)) * width for _ in range(height))
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def an_svg(inside: str, attributes: str = 'viewBox="0 0 200 60"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


PICTURES = Path(__file__).parent / "pictures"
A_SHAPE = '<rect width="60" height="60" fill="#c2410c"/>'


class TestAccepted:
    @pytest.mark.parametrize("data", [a_png(30, 10), an_svg(A_SHAPE)], ids=["png", "svg"])
    def test_it_is_printed(self, data):
        logo = check_logo(data)
        plain = render(an_invoice(), language="es")
        assert render(an_invoice(logo=logo), language="es") != plain
        assert render(a_complete_invoice(logo=logo), language="en").startswith(b"%PDF-")

    def test_its_kind_and_size_are_read_from_its_bytes(self):
        png, jpeg = check_logo(a_png(30, 10)), check_logo((PICTURES / "gray.jpg").read_bytes())
        assert (png.kind, png.width, png.height) == (LogoKind.PNG, 30, 10)
        assert (jpeg.kind, jpeg.width, jpeg.height) == (LogoKind.JPEG, 24, 8)

    def test_a_photograph_stays_as_small_as_it_came(self):
        logo = check_logo((PICTURES / "gray.jpg").read_bytes())
        assert b"/DCTDecode" in render(an_invoice(logo=logo), language="es")

    @pytest.mark.parametrize(
        ("attributes", "size"),
        [
            ('viewBox="0 0 200.4 60"', (200, 60)),
            ('width="30mm" height="10mm"', (30, 10)),
            ('viewBox="0,0,0.2,0.1"', (1, 1)),
        ],
    )
    def test_the_size_of_an_svg(self, attributes, size):
        logo = check_logo(an_svg(A_SHAPE, attributes))
        assert (logo.width, logo.height) == size

    def test_gradients_clips_and_the_notes_of_a_drawing_program(self):
        defs = (
            '<defs><linearGradient id="a"><stop stop-color="#fff"/></linearGradient>'
            '<clipPath id="c"><rect width="9" height="9"/></clipPath></defs>'
            '<g clip-path="url(#c)"><path d="M0 0h9v9z" fill="url(#a)"/></g>'
            '<n:view xmlns:n="http://example.org/notes" zoom="1"/>'
        )
        assert check_logo(an_svg(defs)).kind is LogoKind.SVG


class TestRefused:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"hello",
            b"GIF89a" + bytes(50),
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe0\x00\x00" * 3,
            an_svg(A_SHAPE)[:-5],
            b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
            an_svg(A_SHAPE).decode().encode("utf-16"),
        ],
    )
    def test_what_is_not_a_whole_picture(self, data):
        with pytest.raises(LogoNotAPicture):
            check_logo(data)

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            '<image href="file:///etc/passwd"/>',
            '<image href="data:image/png;base64,AAAA"/>',
            "<text>Acme</text>",
            "<foreignObject/>",
            '<use href="#a"/>',
            '<filter id="f"/>',
            '<rect onclick="x()"/>',
            '<rect fill="url(https://example.org/x)"/>',
            '<style>@import "https://example.org/x";</style>',
            '<linearGradient xmlns:x="http://www.w3.org/1999/xlink" x:href="https://e.org"/>',
            A_SHAPE * 5_001,
        ],
    )
    def test_an_svg_that_is_more_than_shapes(self, inside):
        with pytest.raises(LogoNotPlain):
            check_logo(an_svg(inside))

    def test_an_svg_with_entities(self):
        bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + an_svg("&a;")
        with pytest.raises(LogoNotPlain):
            check_logo(bomb)

    def test_a_png_whose_data_are_cut(self):
        whole = a_png(300, 300)
        with pytest.raises(LogoNotPrintable):
            check_logo(whole[: len(whole) // 2])

    def test_a_picture_for_the_printing_press(self):
        with pytest.raises(LogoNotPrintable):
            check_logo((PICTURES / "cmyk.jpg").read_bytes())

    @pytest.mark.parametrize("width", [0, 4001, 2**31])
    def test_a_png_that_declares_a_size_out_of_reason(self, width):
        data = bytearray(a_png(2, 2))
        data[16:20] = struct.pack(">L", width)
        with pytest.raises(LogoTooLarge):
            check_logo(bytes(data))

    @pytest.mark.parametrize(
        "attributes",
        [
            "",
            'width="100%" height="10"',
            'viewBox="0 0 9999 10"',
            'viewBox="0 0 -5 5"',
            'viewBox="0 0 1e999 5"',
            'viewBox="0 0 5"',
        ],
    )
    def test_an_svg_without_a_size_in_reason(self, attributes):
        with pytest.raises(LogoTooLarge):
            check_logo(an_svg(A_SHAPE, attributes))

    def test_one_byte_too_many(self):
        exactly = an_svg(A_SHAPE)
        exactly += b" " * (MAX_BYTES - len(exactly))
        check_logo(exactly)
        with pytest.raises(LogoTooHeavy):
            check_logo(exactly + b" ")

    @pytest.mark.parametrize("refusal", LogoRefused.__subclasses__())
    def test_each_refusal_tells_how_to_mend_it(self, refusal):
        assert refusal().sentence("es").startswith("Logotipo:")
        assert refusal().sentence("en").startswith("Logo:")
        assert ";" in refusal().sentence("es")

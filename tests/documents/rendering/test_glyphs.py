"""What users type, made fit for a page that may not ask for a letter no font has."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.documents.rendering import render
from cadencia.documents.rendering.glyphs import fit_for_page, unprintable
from cadencia.documents.rendering.printable import Party
from tests.documents.rendering.sample_documents import an_invoice


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Íñigo Łukasz Ωμέγα Дмитрий", "Íñigo Łukasz Ωμέγα Дмитрий"),
        ("cafe\u0301", "café"),
        ("王 & 李", "\ufffd & \ufffd"),
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a b"),
        ("total \u202e00.1", "total 00.1"),  # a direction override could turn an amount round
        ("\ue000private", "private"),
        ("heart \u2764\ufe0f", "heart \u2764"),
        ("\u05b7", ""),  # a point without the letter it belongs to
    ],
)
def test_text_is_made_fit(typed, printed):
    assert fit_for_page(typed) == printed


def test_the_form_can_tell_what_will_not_be_printed():
    assert unprintable("Café 王李王 S.L.\n\u202e") == ("王", "李")


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("w" * 30, ["w" * 30]),
        ("a@" + "w" * 28, ["a@" + "w" * 28]),
        ("w" * 31, ["w" * 10, "w" * 10, "w" * 10, "w"]),
        (
            "administracion@mantenimientos.example",
            ["administracion@", "mantenimientos.", "example"],
        ),
    ],
)
def test_only_a_very_long_word_may_break(typed, pieces):
    assert fit_for_page(typed).split("\u200b") == pieces


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_no_text_stops_a_document(typed):
    invoice = an_invoice(recipient=Party(name=typed), notes=typed)
    assert render(invoice, language="es").startswith(b"%PDF-")

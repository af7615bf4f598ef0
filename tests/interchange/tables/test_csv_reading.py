"""CSV files of every encoding and delimiter that offices produce."""

import pytest

from cadencia.interchange.tables.cells import Refused
from cadencia.interchange.tables.csv_reading import delimiter, rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_and_euros_survive_every_usual_encoding(encoding):
    content = "Código;Nombre\nC1;Íñigo Peña 5 €\n".encode(encoding)
    assert list(rows(content)) == [(1, ("Código", "Nombre")), (2, ("C1", "Íñigo Peña 5 €"))]


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("a;b,c;d", ";"),
        ("a,b,c", ","),
        ("a\tb\tc", "\t"),
        ("a|b", "|"),
        ('"a,b,c,d";e;f', ";"),
        ("alone", ";"),
        ("\n\na,b", ","),
    ],
)
def test_the_delimiter_is_that_of_the_first_line(heading, found):
    assert delimiter(heading) == found


def test_a_line_break_inside_quotes_is_part_of_the_cell():
    content = b'code,text\nA,"one\ntwo"\nB,three\n'
    assert list(rows(content)) == [
        (1, ("code", "text")),
        (2, ("A", "one\ntwo")),
        (3, ("B", "three")),
    ]


def test_excels_own_first_line_names_the_delimiter():
    assert list(rows(b"sep=,\na,b;c\n")) == [(2, ("a", "b;c"))]


def test_quotes_that_never_close_name_their_row():
    with pytest.raises(Refused) as refused:
        list(rows(b'code;name\nA;"Ana\nB;Luis\n'))
    assert (refused.value.code, refused.value.values["row"]) == ("csv_broken", 2)


def test_a_picture_is_no_csv():
    with pytest.raises(Refused) as refused:
        list(rows(b"\x89PNG\r\n\x1a\n\0\0\0"))
    assert refused.value.code == "not_text"
